"""What the networks' commands share: their options, and how a mistake is told. Imports neither torch nor OpenCV."""

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, ParamSpec

import typer

from models.errors import ModelError

P = ParamSpec("P")

ModelOption = Annotated[str, typer.Option("--model", metavar="M", help="A path, or a name from `models list`.")]
DeviceOption = Annotated[str, typer.Option("--device", help="auto, cpu, cuda, cuda:N or mps.")]
PrecisionOption = Annotated[str, typer.Option("--precision", help="auto, fp32, bf16 or fp16.")]
EngineOption = Annotated[
    str, typer.Option("--engine", help="auto, torch, inductor (needs a C++ compiler) or openvino (an extra).")
]
DataArgument = Annotated[
    Path, typer.Argument(metavar="DATASET", help="A project, a folder with images/ and labels/, or VOC.")
]


def says_mistakes(command: Callable[P, int | None]) -> Callable[P, None]:
    """Exit 0, or what the command returns; a ModelError is one sentence on stderr and exit 2."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
        except ModelError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(2) from error
        except KeyboardInterrupt as error:
            print("Stopped.", file=sys.stderr)
            raise typer.Exit(2) from error
        raise typer.Exit(code or 0)

    return run
