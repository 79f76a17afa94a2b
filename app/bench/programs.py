"""`bench startup --beside COMMAND`: until the window of another program and of this one stands on the same X screen."""

from __future__ import annotations

import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from app.bench.report import Row
from app.core.errors import SegmendError
from app.core.images import write_png

RUNS = 3
LEAST = (400, 300)  # width and height of a window that is no splash screen and no dialog
_PATIENCE_SECONDS = 120
_PAUSE_SECONDS = 0.02


def bench_programs(commands: list[str]) -> list[Row]:
    """Start each command and this program in turn; `{image}` in a command becomes an image to open.

    Raises SegmendError where there is no X screen or no xdotool, and where a program ends without a window.
    """
    if "DISPLAY" not in os.environ or shutil.which("xdotool") is None:
        raise SegmendError(
            "Windows of other programs are found with xdotool on an X screen: install it, and run "
            "`xvfb-run -a python main.py bench startup --beside …`."
        )
    with tempfile.TemporaryDirectory(prefix="segmend-bench-") as folder:
        image = Path(folder, "image.png")
        write_png(image, np.random.default_rng(0).integers(0, 256, (375, 500, 3), np.uint8))
        calls = [[part.replace("{image}", str(image)) for part in shlex.split(each)] for each in commands]
        programs = [own_command(str(image)), *calls]
        runs = [[time_to_window(program) for program in programs] for _ in range(RUNS)]
    ours, *others = (statistics.median(times) for times in zip(*runs, strict=True))
    reference = f"Segmend's: {ours:.2f} s"
    rows = [Row("from the start until Segmend's window stands on the screen", ours, "s", reference, 1.0)]
    for command, value in zip(commands, others, strict=True):
        rows.append(
            Row(f"until that of `{Path(shlex.split(command)[0]).name}` does", value, "s", reference, value / ours)
        )
    return rows


def own_command(image: str) -> list[str]:
    """The command that opens an image in this very program, a checkout or packaged."""
    program = [] if getattr(sys, "frozen", False) else [str(Path(sys.argv[0]).resolve())]
    return [sys.executable, *program, image]


def time_to_window(command: list[str]) -> float:
    """Seconds from starting a program until a window as large as LEAST is on the screen; it is ended then."""
    before = _windows()
    environment = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    began = time.monotonic()
    try:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    except OSError as error:
        raise SegmendError(f"{command[0]} cannot be started: {error.strerror or error}.") from error
    try:
        while time.monotonic() - began < _PATIENCE_SECONDS:
            if any(_is_large(window) for window in _windows() - before):
                return time.monotonic() - began
            if process.poll() is not None:
                raise SegmendError(f"{shlex.join(command)} ended with {process.returncode} before it had a window.")
            time.sleep(_PAUSE_SECONDS)
    finally:
        process.kill()
        process.wait()
    raise SegmendError(f"{shlex.join(command)} had no window after {_PATIENCE_SECONDS} seconds.")


def _windows() -> set[str]:
    """The numbers of all windows in sight."""
    return set(_xdotool("search", "--onlyvisible", "--name", "").split())


def _is_large(window: str) -> bool:
    size = dict(
        line.split("=") for line in _xdotool("getwindowgeometry", "--shell", window).splitlines() if "=" in line
    )
    return int(size.get("WIDTH", 0)) >= LEAST[0] and int(size.get("HEIGHT", 0)) >= LEAST[1]


def _xdotool(*arguments: str) -> str:
    """What xdotool prints; nothing where the window has gone meanwhile."""
    return subprocess.run(["xdotool", *arguments], capture_output=True, text=True, check=False).stdout
