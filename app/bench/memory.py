"""`bench memory`: what the real window with its network holds of memory while one large image is worked on."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from app.bench.paint import draw_image
from app.bench.report import Row, peak_megabytes
from app.bench.waiting import resident_megabytes, wait
from app.core.label_map import disk
from app.ui.main_window import MainWindow

BuildWindow = Callable[[list[str]], tuple[QApplication, MainWindow]]
SIZE = (10_000, 10_000)
_STROKES = 3
_DIAMETER = 300


def bench_memory(build_window: BuildWindow, *, size: tuple[int, int] = SIZE) -> list[Row]:
    """Open, predict, paint and learn, accept and save an image of `size` in a real window; megabytes after each."""
    pixels = 3 * size[0] * size[1] / 1e6
    note, rows = f"the pixels of the image alone: {pixels:.0f} MB", []
    with tempfile.TemporaryDirectory(prefix="segmend-bench-") as place:
        path = Path(place, "images", "one.tif")
        draw_image(path, size)
        application, window = build_window([])
        window.show()
        wait(application, lambda: window.learner.is_ready and window.learner.is_idle(), "the network to be loaded")
        steps: dict[str, Callable[[], None]] = {
            "the window with its network": lambda: None,
            "the image is shown": lambda: _open(application, window, path),
            "it is predicted": lambda: _wait_for_prediction(application, window),
            "strokes are learned": lambda: _paint(application, window),
            "the prediction is accepted and saved": lambda: _accept(application, window),
        }
        try:
            for name, step in steps.items():
                step()
                gc.collect()
                held, greatest = resident_megabytes(), peak_megabytes()
                rows.append(Row(f"{name}: held", held, "MB", note, held / pixels))
                rows.append(Row(f"{name}: at its greatest so far", greatest, "MB", note, greatest / pixels))
        finally:
            window.close()
            application.processEvents()
    return rows


def _open(application: QApplication, window: MainWindow, path: Path) -> None:
    session = window.session
    session.open_paths([str(path)])
    wait(application, lambda: session.image is not None and not session.is_loading, "the image")
    wait(application, lambda: window.canvas.is_sharp, "the canvas")


def _wait_for_prediction(application: QApplication, window: MainWindow) -> None:
    wait(application, lambda: window.session.prediction is not None and window.learner.is_idle(), "a prediction")


def _paint(application: QApplication, window: MainWindow) -> None:
    session, mask = window.session, disk(_DIAMETER)
    assert session.labels is not None
    height, width = session.labels.shape
    for number, each in zip(range(_STROKES), session.classes, strict=False):
        row, col = (np.array((0.3, 0.3)) * (number + 0.5) * (height, width)).astype(int).tolist()
        session.paint(row, col, mask, value=each.index)
        session.end_stroke("Brush stroke")
        application.processEvents()
        wait(application, lambda: window.learner.is_idle() and not session.is_dirty, "learning and saving")


def _accept(application: QApplication, window: MainWindow) -> None:
    session = window.session
    session.accept()
    wait(application, lambda: not session.is_step_running and not session.is_dirty, "accepting and saving")
