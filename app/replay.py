"""`replay` on the command line."""

import argparse
import sys
from pathlib import Path

from app.core.errors import ProjectError
from app.core.replaying import find_logs, replay

DONE, SOME_FAILED = 0, 1


def run(program: str, arguments: list[str]) -> int:
    """`replay LOG|PROJECT --out DIR`; the exit code. Raises SegmendError where nothing can be done."""
    parser = argparse.ArgumentParser(
        prog=f"{program} replay",
        description="Do the steps of a session log again, without a window, on a copy of the images without labels.",
    )
    parser.add_argument("source", type=Path, metavar="LOG|PROJECT", help="a .jsonl file, or a folder of images")
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="a new folder for images and labels")
    options = parser.parse_args(arguments)
    try:
        done = replay(find_logs(options.source), options.out)
    except OSError as error:
        raise ProjectError(f"{options.out} cannot be written ({error.strerror or error}); check the disk.") from error
    for problem in done.problems:
        print(problem, file=sys.stderr)
    how = "each as it was" if not done.problems else "not all as they were"
    print(f"{done.steps} steps on {done.images} images were done again, {how}; the labels are in {options.out}.")
    return SOME_FAILED if done.problems else DONE
