"""`bench startup`: from starting the program to its window, to the first image and to its prediction."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from app.bench.report import Row
from app.bench.waiting import wait
from app.core.errors import SegmendError
from app.core.images import write_png
from app.ui.main_window import MainWindow

BuildWindow = Callable[[list[str]], tuple[QApplication, MainWindow]]

RUNS = 5
STARTED = "SEGMEND_BENCH_STARTED"  # in the environment of a measured process: time.monotonic() when it was started
_SECONDS = 180


def bench_startup() -> list[Row]:
    """Start this program several times, as it is (a checkout or packaged), with an image to open. SegmendError."""
    with tempfile.TemporaryDirectory(prefix="segmend-bench-") as folder:
        image = Path(folder, "image.png")
        write_png(image, np.random.default_rng(0).integers(0, 256, (375, 500, 3), np.uint8))
        alone, runs = [], []
        for _ in range(RUNS):
            began = time.monotonic()
            _run(["--version"])
            alone.append(time.monotonic() - began)
            runs.append(json.loads(_run(["bench", "startup", "--of", str(image)]).splitlines()[-1]))
    usual = statistics.median(alone)
    reference = f"`--version`: {usual:.2f} s"
    names = {"window": "the window is drawn", "image": "the image is drawn", "network": "the network has predicted it"}
    rows = []
    for key, name in names.items():
        value = statistics.median(run[key] for run in runs)
        rows.append(Row(f"from the start until {name}", value, "s", reference, value / usual))
    return rows


def measure_start(build_window: BuildWindow, image: Path) -> str:
    """What a process that `bench_startup` started prints: seconds since then, as JSON. SegmendError if called alone."""
    try:
        began = float(os.environ[STARTED])
    except (KeyError, ValueError) as error:
        raise SegmendError("--of is for `bench startup` itself.") from error
    application, window = build_window([str(image)])
    window.show()
    application.processEvents()
    found = {"window": time.monotonic() - began}
    wait(application, lambda: window.session.image is not None and window.canvas.is_sharp, "the image", 0.001)
    found["image"] = time.monotonic() - began
    wait(application, lambda: window.session.prediction is not None, "the prediction", 0.001)
    application.processEvents()
    found["network"] = time.monotonic() - began
    window.close()
    application.processEvents()
    return json.dumps(found)


def _run(arguments: list[str]) -> str:
    """Run this very program with other arguments; what it printed. Raises SegmendError."""
    is_frozen = getattr(sys, "frozen", False)
    command = [sys.executable, *([] if is_frozen else [str(Path(sys.argv[0]).resolve())]), *arguments]
    environment = {**os.environ, STARTED: repr(time.monotonic())}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, env=environment, check=False)
    if ended.returncode:
        said = (ended.stderr.strip().splitlines() or ["nothing was said"])[-1]
        raise SegmendError(f"{' '.join(command)} ended with {ended.returncode}: {said}")
    return ended.stdout
