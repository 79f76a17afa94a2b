"""`bench folder`: how soon a folder of many files can be worked with, against listing and sorting it alone."""

from __future__ import annotations

import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from app.bench.report import Row, peak_megabytes
from app.bench.waiting import wait
from app.core.errors import SegmendError
from app.core.opencv import cv2
from app.core.scores import Score
from app.ui.main_window import MainWindow

BuildWindow = Callable[[list[str]], tuple[QApplication, MainWindow]]

FILES = 100_000
_LINKS = 30_000  # to one file: file systems allow 32 000 to 65 000
_PATIENCE_SECONDS = 120
_RUNS = 3


def bench_folder(build_window: BuildWindow, *, files: int = FILES) -> list[Row]:
    """Open a folder of small PNGs in a real window, several times. SegmendError if it does not come to an end."""
    with tempfile.TemporaryDirectory(prefix="segmend-bench-") as place:
        folder = Path(place, "images")
        folder.mkdir()
        _fill(folder, files)
        application, window = build_window([])
        window.show()
        wait(
            application, window.learner.is_idle, "the network to be loaded"
        )  # the network is there: it looks at the first image meanwhile
        empty = peak_megabytes()
        try:
            runs = [_measure(application, window, str(folder), files) for _ in range(_RUNS)]
            typing = _measure_search(application, window)
            ordering, busy = _measure_order(application, window)
            full = peak_megabytes()
        finally:
            window.close()
            application.processEvents()
    alone = statistics.median(run[3] for run in runs)
    names = ("usable: the first image is shown", "all files are listed", "longest standstill of the window meanwhile")
    reference = f"os.scandir and sort of {files} names: {alone:.0f} ms"
    rows = []
    for number, name in enumerate(names):
        value = statistics.median(run[number] for run in runs)
        rows.append(Row(name, value, "ms", reference, statistics.median(run[number] / run[3] for run in runs)))
    rows.append(Row("a key pressed in the search, to the list on the screen", typing, "ms", reference, typing / alone))
    standstill = "longest standstill while they are put in the order of uncertainty"
    rows.append(Row(standstill, ordering, "ms", reference, ordering / alone))
    rows.append(Row(f"{standstill}: processor time", busy, "ms", reference, busy / alone))
    if empty:
        note = f"the window with its network and no folder: {empty:.0f} MB"
        rows.append(Row("memory at its greatest", full, "MB", note, full / empty))
    return rows


def _fill(folder: Path, files: int) -> None:
    """Valid PNGs of 64 x 48 pixels, nearly all of them links to the same few."""
    first = ""
    for number in range(files):
        path = str(folder / f"frame_{number}.png")
        if number % _LINKS == 0:
            noise = np.random.default_rng(number).integers(0, 256, (48, 64, 3), np.uint8)
            if not cv2.imwrite(path, noise):
                raise SegmendError(f"{path} cannot be written; is there room in {folder}?")
            first = path
        else:
            try:
                os.link(first, path)
            except OSError:  # no links on this disk
                Path(path).write_bytes(Path(first).read_bytes())


def _measure(
    application: QApplication, window: MainWindow, folder: str, files: int
) -> tuple[float, float, float, float]:
    """Milliseconds to the first image, to the whole list, of the longest standstill, and of the reference."""
    start = time.perf_counter()
    with os.scandir(folder) as listing:
        sorted(entry.name for entry in listing)
    alone = time.perf_counter() - start
    session = window.session
    session.close_project()
    start = last = time.perf_counter()
    session.open_paths([folder])
    usable, longest = 0.0, 0.0
    while session.is_listing or session.is_loading or window.image_list.model.rowCount() < files:
        application.processEvents()
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
        if not usable and session.image is not None:
            usable = now - start
        if now - start > _PATIENCE_SECONDS:
            raise SegmendError(f"{folder} was not listed within {_PATIENCE_SECONDS} seconds.")
        time.sleep(0.0005)
        last = time.perf_counter()
    whole = time.perf_counter() - start
    return 1000 * usable, 1000 * whole, 1000 * longest, 1000 * alone


def _measure_order(application: QApplication, window: MainWindow) -> tuple[float, float]:
    """Milliseconds of the longest round of the event loop until the list has another order: by the clock, and busy."""
    session, chance = window.session, np.random.default_rng(0)
    project = session.project
    assert project is not None
    for path in session.images:
        project.scores.set(project.relative(path), Score(float(chance.random()), 0.5, "drawn"))
    before, longest, longest_busy = session.images, 0.0, 0.0
    session_order = (lambda: session.set_order("uncertainty"), application.processEvents)
    for number in itertools.count():
        busy, start = time.thread_time(), time.perf_counter()
        session_order[min(number, 1)]()
        longest = max(longest, time.perf_counter() - start)
        longest_busy = max(longest_busy, time.thread_time() - busy)
        if number > 20 and session.images != before:
            break
        if number > 20_000:
            raise SegmendError("The images were not put in order.")
        time.sleep(0.001)
    session.set_order("name")
    return 1000 * longest, 1000 * longest_busy


def _measure_search(application: QApplication, window: MainWindow) -> float:
    """Milliseconds from a change of the text to the list on the screen, the median of several."""
    taken = []
    for text in ("9", "98", "987", "98", "7", "frame_1", "frame_12"):
        start = time.perf_counter()
        window.image_list.search.field.setText(text)
        application.processEvents()
        taken.append(1000 * (time.perf_counter() - start))
    window.image_list.search.field.clear()
    return statistics.median(taken)
