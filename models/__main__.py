"""The networks' own commands: `python -m models predict|train|finetune|evaluate|models|bench`; main.py offers the same.

torch is imported by the command that runs, not by this module.
"""

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, ParamSpec

import typer

from models.errors import ModelError

P = ParamSpec("P")
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
models_app = typer.Typer(no_args_is_help=True, help="List and show checkpoints.")
app.add_typer(models_app, name="models")

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


@app.command()
@says_mistakes
def train(
    dataset: DataArgument,
    out: Annotated[Path, typer.Option("--out", metavar="CKPT", help="The checkpoint to write.")],
    trunk: Annotated[str, typer.Option(help="vgg16, alexnet or squeezenet.")] = "squeezenet",
    stride: Annotated[int, typer.Option(help="8, 16 or 32: the depth of the shallowest skip.")] = 8,
    fusion: Annotated[str, typer.Option(help="sum or concat.")] = "sum",
    upsampling: Annotated[str, typer.Option(help="fixed, learned (the last one fixed) or all.")] = "learned",
    padding: Annotated[str, typer.Option(help="same, or paper (100).")] = "same",
    init: Annotated[str, typer.Option(help="imagenet, none, a checkpoint, or SqueezeNet's .npz.")] = "imagenet",
    companion: Annotated[
        bool, typer.Option(help="Keep the untouched trunk beside the trained one, for teaching.")
    ] = False,
    iterations: Annotated[int, typer.Option(min=1)] = 1000,
    batch: Annotated[int, typer.Option(min=1)] = 8,
    crop: Annotated[int, typer.Option(min=16, help="Side of the training crops, pixels.")] = 288,
    rate: Annotated[float, typer.Option(min=0, help="AdamW's rate.")] = 1e-3,
    trunk_rate: Annotated[float, typer.Option(min=0, help="The trunk's rate as a multiple; 0 freezes it.")] = 1.0,
    max_side: Annotated[int, typer.Option(min=16, help="Images are predicted at this long side at most.")] = 640,
    half: Annotated[bool, typer.Option(help="Store float16.")] = False,
    license_name: Annotated[str, typer.Option("--license", help="Written into the checkpoint.")] = "",
    device: DeviceOption = "auto",
    seed: int = 0,
) -> int:
    """Train a network on a data set."""
    from models.fcn import FcnConfig
    from models.training import Training, train_network

    config = FcnConfig(
        classes=1,
        trunk=trunk,
        stride=stride,
        fusion=fusion,  # type: ignore[arg-type]  # FcnConfig checks what the person typed
        upsampling=upsampling,  # type: ignore[arg-type]
        padding=padding,  # type: ignore[arg-type]
        has_companion=companion,
    )
    settings = Training(
        iterations=iterations,
        batch=batch,
        crop=crop,
        rate=rate,
        trunk_rate=trunk_rate,
        seed=seed,
        device=device,
    )
    return train_network(
        dataset,
        out,
        config=config,
        init=init,
        settings=settings,
        max_side=max_side,
        is_half=half,
        license_name=license_name,
    )


@app.command()
@says_mistakes
def finetune(
    dataset: DataArgument,
    out: Annotated[Path, typer.Option("--out", metavar="CKPT", help="The checkpoint to write.")],
    model: ModelOption = "bundled",
    heads_only: Annotated[bool, typer.Option(help="Train the score and upsampling layers alone.")] = False,
    iterations: Annotated[int, typer.Option(min=1)] = 500,
    batch: Annotated[int, typer.Option(min=1)] = 8,
    crop: Annotated[int, typer.Option(min=16, help="Side of the training crops, pixels.")] = 288,
    rate: Annotated[float, typer.Option(min=0, help="AdamW's rate.")] = 3e-4,
    half: Annotated[bool, typer.Option(help="Store float16.")] = False,
    device: DeviceOption = "auto",
    seed: int = 0,
) -> int:
    """Go on training a checkpoint on a data set; classes it lacks are added by name."""
    from models.training import Training, finetune_network

    settings = Training(
        iterations=iterations,
        batch=batch,
        crop=crop,
        rate=rate,
        trunk_rate=0.0 if heads_only else 0.3,
        is_heads_only=heads_only,
        seed=seed,
        device=device,
    )
    return finetune_network(dataset, out, model=model, settings=settings, is_half=half)


@app.command()
@says_mistakes
def evaluate(
    dataset: DataArgument,
    model: ModelOption = "bundled",
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the measures as JSON.")
    ] = None,
    split: Annotated[str, typer.Option(help="val or train.")] = "val",
    device: DeviceOption = "auto",
    precision: PrecisionOption = "auto",
) -> int:
    """Pixel accuracy, mean accuracy, mean IU, frequency weighted IU, per class, confusion matrix."""
    from models.evaluation import evaluate_model

    return evaluate_model(dataset, model, json_file=json_file, split=split, device=device, precision=precision)


@app.command()
@says_mistakes
def predict(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT…", help="Images, folders, videos, or @list.txt.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write to.")],
    model: ModelOption = "bundled",
    device: DeviceOption = "auto",
    precision: PrecisionOption = "auto",
    engine: EngineOption = "auto",
    overlay: Annotated[bool, typer.Option("--overlay", help="Write the image with the classes' colours.")] = False,
    heatmaps: Annotated[bool, typer.Option("--heatmaps", help="Write one heatmap per class.")] = False,
    scores: Annotated[bool, typer.Option("--scores", help="Write the scores (C, H, W) as .npz.")] = False,
    workers: Annotated[int, typer.Option(help="Processes to share the inputs.")] = 1,
) -> int:
    """Predict label maps; a rerun skips what is done."""
    from models.prediction_files import Outputs, Request, predict_files

    outputs = Outputs(overlay=overlay, heatmaps=heatmaps, scores=scores)
    request = Request(tuple(inputs), out, model, device, precision, outputs, engine)
    return predict_files(request, workers=workers)


@models_app.command("list")
@says_mistakes
def list_models() -> int:
    """The checkpoints that --model knows by name."""
    from models.showing import print_models

    return print_models()


@models_app.command("show")
@says_mistakes
def show_model(model: Annotated[str, typer.Argument(metavar="M")]) -> int:
    """What a checkpoint is: network, classes, normalisation, origin, licence, measures."""
    from models.showing import print_model

    return print_model(model)


@models_app.command("remember")
@says_mistakes
def remember_data(
    model: Annotated[str, typer.Argument(metavar="M")],
    dataset: DataArgument,
    out: Annotated[Path, typer.Option("--out", metavar="CKPT", help="The checkpoint to write.")],
    count: Annotated[int, typer.Option(min=1, help="Pixels to remember.")] = 512,
    half: Annotated[bool, typer.Option(help="Store float16.")] = False,
    device: DeviceOption = "auto",
) -> int:
    """Give a checkpoint a memory of its data set, so that live teaching does not undo what it knows."""
    from models.remembering import remember_data_set

    return remember_data_set(model, dataset, out, count=count, device=device, is_half=half)


@app.command()
@says_mistakes
def bench(
    what: Annotated[str, typer.Argument(metavar="predict|learn")],
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the rows as JSON.")] = None,
    model: ModelOption = "bundled",
    device: DeviceOption = "auto",
    precision: PrecisionOption = "auto",
    engine: EngineOption = "auto",
    full: Annotated[
        bool, typer.Option("--full", help="predict: every network, size and engine; a quarter of an hour.")
    ] = False,
) -> int:
    """Time the networks against a reference measured in the same run."""
    from models.bench import Wanted, run_bench

    return run_bench(what, Wanted(model, device, precision, engine, full), json_file=json_file)


if __name__ == "__main__":
    app()
