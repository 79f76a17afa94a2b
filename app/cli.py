"""The command line: the window's arguments, and the commands with their exit codes.

Imports nothing that may be heavy or missing: what is asked for imports what it needs.
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__
from app.bench.commands import BENCHES, run_bench
from app.core.errors import SegmendError
from app.screen import has_screen
from models.commands.pipes import outlive_readers
from models.errors import ModelError
from models.names import add_plugin_folder

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.ui.main_window import MainWindow

BuildWindow = Callable[[list[str]], "tuple[QApplication, MainWindow]"]

DONE, UNUSABLE = 0, 2
PORTABLE = "portable"  # a file of this name beside the program makes it portable
_log = logging.getLogger(__name__)
OWN_COMMANDS = {
    "demo": "the main job without a screen, on photos that come along",
    "doctor": "what works on this machine and what does not, or what is wrong with a project",
    "export": "labels in another program's format, read back and compared",
    "import": "labels of another program, merged into a project",
    "replay": "what a session log holds, done again on a copy of the images",
}
NETWORK_COMMANDS = {  # those of `python -m models`
    "predict": "label maps, overlays and heatmaps of images, folders or a video",
    "train": "train a network on a data set",
    "finetune": "go on training a checkpoint on a data set",
    "evaluate": "measure a network on a data set",
    "simulate": "count the strokes that a simulated annotator needs, with and without learning",
    "models": "list, show, convert and download checkpoints",
    "bench": "measure speed against a named reference",
}


def run(arguments: list[str], build_window: BuildWindow) -> int:
    """Run a command, or open the window with what build_window makes. Returns the exit code.

    0 done; 1 some inputs failed, each named on stderr; 2 the call or the model is unusable.
    """
    try:
        return _run(_place_files(arguments), build_window)
    except SystemExit as end:  # the parsers said what is wrong with the call, or what --help asked for
        return end.code if isinstance(end.code, int) else DONE
    except (SegmendError, ModelError) as error:
        return _refuse(str(error))
    except ImportError as error:
        sentence = f"A part of the program cannot be loaded ({error})."
        return _refuse(f"{sentence} `{_program()} doctor` says what is missing.")


def _run(arguments: list[str], build_window: BuildWindow) -> int:
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command == "doctor":
        from app import doctor

        return doctor.run(rest)
    if command == "demo":
        return _run_demo(rest)
    if command == "bench" and rest[:1] and rest[0] in BENCHES:
        return run_bench(_program(), rest, build_window)
    if command in ("export", "import"):
        from app import exchange

        return (exchange.run_export if command == "export" else exchange.run_import)(_program(), rest)
    if command == "replay":
        from app import replay

        return replay.run(_program(), rest)
    if command in NETWORK_COMMANDS:
        from models.__main__ import app as networks

        networks(arguments, prog_name=_program())
        return DONE
    return _run_window(_window_arguments(arguments), build_window)


def _place_files(arguments: list[str]) -> list[str]:
    """The arguments without `--portable`; a portable program keeps everything beside itself (app.core.folders)."""
    beside = _beside()
    if "--portable" in arguments or (beside / PORTABLE).exists():
        os.environ.setdefault("SEGMEND_FOLDER", str(beside / "Segmend data"))
    add_plugin_folder()
    return [each for each in arguments if each != "--portable"]


def _beside() -> Path:
    """The folder the program lies in; on macOS that of Segmend.app."""
    if not getattr(sys, "frozen", False):
        return Path(__file__).resolve().parents[1]
    program = Path(sys.executable).resolve()
    bundle = next((each for each in program.parents if each.suffix == ".app"), program)
    return bundle.parent


def _program() -> str:
    """How the program is called, in usage and in sentences."""
    return Path(sys.executable).name if getattr(sys, "frozen", False) else "python main.py"


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return UNUSABLE


def _run_demo(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog=f"{_program()} demo",
        description="Predict, teach a new class with a few strokes, learn and roll back, on photos that come along. "
        "Needs no screen.",
    )
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="folder for pictures and report.json")
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.demo import run_demo

    return run_demo(options.out)


def _window_arguments(arguments: list[str]) -> argparse.Namespace:
    """paths, model and camera. Raises SystemExit: 0 after --help, 2 after a wrong call."""
    listing = {**OWN_COMMANDS, **NETWORK_COMMANDS}
    parser = argparse.ArgumentParser(
        prog=_program(),
        description="Segmend: label images with a network that learns while you correct it.",
        epilog="commands, each with its own --help:\n"
        + "\n".join(f"  {name:<10}{line}" for name, line in listing.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="images, a video, or a folder of images")
    parser.add_argument("--model", metavar="M", help="a checkpoint, or a name from `models list`")
    parser.add_argument("--camera", metavar="N|URL", help="the number of a camera, or the address of a stream")
    parser.add_argument(  # taken off before
        "--portable", action="store_true", help="keep settings, models and logs in a folder beside the program"
    )
    parser.add_argument("--version", action="version", version=f"Segmend {__version__}")
    return parser.parse_intermixed_args(arguments)


def _run_window(options: argparse.Namespace, build_window: BuildWindow) -> int:
    missing = [path for path in options.paths if not Path(path).exists()]
    for path in missing:
        print(f"There is no file, folder or command {path}.", file=sys.stderr)
    if missing:
        return UNUSABLE
    if not has_screen():
        reason = "There is no screen: neither DISPLAY nor WAYLAND_DISPLAY is set."
        return _refuse(f"{reason} `{_program()} demo --out DIR` needs none.")
    outlive_readers()
    from app.log_file import last_crash, start_log

    log = start_log()
    application, window = build_window([str(Path(path).absolute()) for path in options.paths])
    from app.interrupts import Interrupts
    from app.ui.mishaps import Mishaps

    interrupts, mishaps = Interrupts(window), Mishaps(window, log)
    mishaps.tell_of_crash(last_crash())
    if options.model is not None:
        window.learner.load_model(options.model)
    if options.camera is not None:
        window.camera.open(options.camera)
    window.show()
    _log.info("Segmend %s shows its window", __version__)
    try:
        return application.exec()
    finally:
        interrupts.release()
        mishaps.release()
