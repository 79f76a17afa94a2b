"""The only entry: `python main.py [PATH …]` opens the window, `python main.py COMMAND …` runs a command."""

from __future__ import annotations

import multiprocessing
import sys
from typing import TYPE_CHECKING

from app import cli
from models.commands.pipes import run_piped

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.ui.main_window import MainWindow


def build_window(paths: list[str]) -> tuple[QApplication, MainWindow]:
    """The window with these images, folder or video; shows nothing and starts no event loop."""
    if sys.platform == "win32":
        # WORKAROUND https://github.com/pytorch/pytorch/issues/166628: torch's DLLs fail to load after Qt's.
        import torch  # noqa: F401
    from app.ui.application import build

    return build(paths)


def main(arguments: list[str] | None = None) -> int:
    """Run what the arguments ask for; returns the exit code (app.cli.run)."""
    return cli.run(sys.argv[1:] if arguments is None else arguments, build_window)


if __name__ == "__main__":
    multiprocessing.freeze_support()  # in the packaged program a worker process starts this file again
    sys.exit(run_piped(main))
