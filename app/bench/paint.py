"""`bench paint`: from a dab to the pixels on the screen, panning, zooming and going to the next image, at any size."""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import tifffile
from PySide6.QtWidgets import QApplication

from app.bench.report import Row, peak_megabytes
from app.bench.waiting import wait
from app.core.images import WORKING_BYTES
from app.core.label_map import disk
from app.core.memory import free_bytes
from app.session import Session
from app.ui.canvas import Canvas

SIZES = ((3000, 4000), (8000, 8000), (12_000, 20_000), (20_000, 30_000))  # rows, columns: 12 to 600 megapixels
BRUSHES = (10, 40, 1000)  # diameters
SWITCHED = (6000, 6000)
_CANVAS = (1280, 800)
_DABS = 120
_FRAMES = 40


def bench_paint(sizes: tuple[tuple[int, int], ...] = SIZES, *, switched: tuple[int, int] = SWITCHED) -> list[Row]:
    """Drive a real canvas on drawn images. Sizes that do not fit into memory are left out, which is said on stderr.

    Sizes ascend: the most memory that was held so far is then that of the last one.
    """
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="segmend-bench-") as place:
        for number, size in enumerate(sizes):
            megapixels = size[0] * size[1] / 1e6
            if free_bytes() < WORKING_BYTES * size[0] * size[1]:
                print(f"{megapixels:.0f} megapixels are left out: there is not enough memory.", file=sys.stderr)
                continue
            folder = Path(place, str(number))
            draw_image(folder / "one.tif", size)
            rows += _measure(application, folder / "one.tif", f"{megapixels:.0f} MP")
            held, pixels = peak_megabytes(), 3 * megapixels
            if held:
                note = f"the pixels of the image alone: {pixels:.0f} MB"
                rows.append(Row(f"memory at its greatest, {megapixels:.0f} MP", held, "MB", note, held / pixels))
            (folder / "one.tif").unlink()
            gc.collect()
        rows += _measure_switch(application, Path(place, "switch"), switched)
    return rows


def draw_image(path: Path, size: tuple[int, int]) -> None:
    """A TIFF without compression, written in strips: gradients, so that nothing is uniform."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cols = (np.arange(size[1]) * 255 // size[1]).astype(np.uint8)

    def strips() -> object:
        for row in range(0, size[0], 100):
            height = min(100, size[0] - row)
            strip = np.empty((height, size[1], 3), np.uint8)
            strip[..., 0], strip[..., 1], strip[..., 2] = cols, row * 255 // size[0], cols[::-1]
            yield strip

    with tifffile.TiffWriter(path, bigtiff=True) as writer:
        writer.write(strips(), shape=(*size, 3), dtype=np.uint8, photometric="rgb", rowsperstrip=100)  # type: ignore[arg-type]


def _measure(application: QApplication, path: Path, name: str) -> list[Row]:
    session, canvas = open_canvas(application, path)
    try:
        whole = statistics.median(_times(_FRAMES, lambda: _redraw(application, canvas)))
        reference = f"drawing the whole canvas of {_CANVAS[0]} x {_CANVAS[1]}: {whole:.1f} ms"
        rows = []
        for diameter in BRUSHES:
            taken = time_dabs(application, session, canvas, diameter)
            for word, value in (("p50", np.percentile(taken, 50)), ("p99", np.percentile(taken, 99))):
                rows.append(
                    Row(f"dab of {diameter} px, {name}, {word}", float(value), "ms", reference, float(value) / whole)
                )
        for word, action in (("pan by 40 px", _pan), ("zoom by a notch", _zoom)):
            median = statistics.median(_times(_FRAMES, partial(action, application, canvas)))
            rows.append(Row(f"{word}, {name}", median, "ms", reference, median / whole))
        return rows
    finally:
        close_canvas(application, session, canvas)


def open_canvas(application: QApplication, path: Path) -> tuple[Session, Canvas]:
    session = Session()
    canvas = Canvas(session)
    canvas.resize(*_CANVAS)
    canvas.show()
    session.open_paths([str(path)])
    wait(application, lambda: session.image is not None and not session.is_loading, "the image")
    session.add_class("background")
    session.add_class("thing")
    wait(application, lambda: canvas.is_sharp, "the canvas")
    height, width = session.image.shape[:2]  # type: ignore[union-attr]
    prediction = np.zeros((height, width), np.uint8)
    prediction[: height // 2] = 1
    session.show_prediction(prediction, None, generation=session.generation, version="drawn")
    application.processEvents()
    return session, canvas


def close_canvas(application: QApplication, session: Session, canvas: Canvas) -> None:
    canvas.close()
    session.close()
    canvas.deleteLater()
    application.processEvents()


def time_dabs(application: QApplication, session: Session, canvas: Canvas, diameter: int) -> list[float]:
    """Milliseconds from each dab of some strokes to its pixels on the screen."""
    height, width = session.image.shape[:2]  # type: ignore[union-attr]
    mask, chance, taken = disk(diameter), np.random.default_rng(diameter), []
    row, col = height // 2, width // 2
    for number in range(_DABS):
        row = int(np.clip(row + chance.integers(-diameter, diameter), 0, height - 1))
        col = int(np.clip(col + chance.integers(-diameter, diameter), 0, width - 1))

        def dab(row: int = row, col: int = col, value: int = number % 2) -> None:
            session.paint(row - diameter // 2, col - diameter // 2, mask, value=value)
            application.processEvents()

        taken += _times(1, dab)
        if number % 20 == 19:
            session.end_stroke("Brush stroke")
            application.processEvents()
    return taken


def _redraw(application: QApplication, canvas: Canvas) -> None:
    canvas.redraw()
    application.processEvents()


def _pan(application: QApplication, canvas: Canvas) -> None:
    if canvas.zoom < 0.5:
        canvas.set_zoom(0.5)
        application.processEvents()
    right, down = canvas.view.pan(-40, -3)
    canvas.panned.emit(right, down)
    application.processEvents()


def _zoom(application: QApplication, canvas: Canvas) -> None:
    canvas.set_zoom(canvas.zoom * 1.26 if canvas.zoom < 8 else 0.1)
    application.processEvents()


def _measure_switch(application: QApplication, folder: Path, size: tuple[int, int]) -> list[Row]:
    for name in ("one.tif", "two.tif", "three.tif"):
        draw_image(folder / name, size)
    start = time.perf_counter()
    tifffile.imread(folder / "three.tif")
    alone = 1000 * (time.perf_counter() - start)
    session, canvas = open_canvas(application, folder / "one.tif")
    try:
        session.open_paths([str(folder)])
        wait(application, lambda: len(session.images) == 3 and not session.is_loading, "the folder")
        taken = []
        for step in (1, 1, -1, -1):
            target = session.images[session.images.index(session.image_path or "") + step]
            start = time.perf_counter()
            session.step_image(step)
            wait(application, lambda target=target: session.image_path == target, "the image", 0.0005)  # type: ignore[misc]
            application.processEvents()
            taken.append(1000 * (time.perf_counter() - start))
        value = statistics.median(taken)
        reference = f"reading the TIFF alone: {alone:.0f} ms"
        return [Row(f"next image, {size[0]} x {size[1]}, to first pixels", value, "ms", reference, value / alone)]
    finally:
        close_canvas(application, session, canvas)


def _times(count: int, function: Callable[[], object]) -> list[float]:
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        function()
        taken.append(1000 * (time.perf_counter() - start))
    return taken
