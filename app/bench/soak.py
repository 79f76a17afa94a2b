"""`bench soak`: whether memory grows while a video plays with predictions, hour after hour."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from app.bench.camera import write_scene
from app.bench.report import Row
from app.bench.waiting import resident_megabytes, wait
from app.core.errors import SegmendError
from app.ui.main_window import MainWindow

MINUTES = 60.0
_WARM = 1 / 6  # of the time: caches fill, and it does not count
_SAMPLES = 240  # at most


def bench_soak(build_window: Callable[[list[str]], tuple[QApplication, MainWindow]], *, minutes: float) -> list[Row]:
    """Memory over time, its slope by least squares, threads and frames. Raises SegmendError."""
    with tempfile.TemporaryDirectory(prefix="segmend-bench-") as folder:
        video = Path(folder, "camera.avi")
        write_scene(video, frames=300)
        application, window = build_window([])
        window.show()
        try:
            wait(application, lambda: window.learner.is_ready, "the network to be loaded")
            samples, shown, rounds = _play(application, window, video, 60 * minutes)
        finally:
            window.close()
            application.processEvents()
    return _rows(samples, shown, rounds, minutes)


Sample = tuple[float, float, int]  # seconds since the beginning, megabytes, threads


def _play(application: QApplication, window: MainWindow, video: Path, seconds: float) -> tuple[list[Sample], int, int]:
    """Play the video again and again; the samples, how many frames were shown, how often it was opened."""
    samples: list[Sample] = []
    shown = rounds = 0
    began = time.monotonic()
    interval = seconds / _SAMPLES

    def note() -> None:
        nonlocal shown
        shown += window.session.frame_labels is not None

    window.live_view.frame_changed.connect(note)
    try:
        while (now := time.monotonic() - began) < seconds:
            if not window.camera.is_open or window.camera.is_over:
                window.camera.open(str(video))
                rounds += 1
            if now >= interval * len(samples):
                samples.append((now, resident_megabytes(), threading.active_count()))
            application.processEvents()
            time.sleep(0.002)
    finally:
        window.live_view.frame_changed.disconnect(note)
        window.live_view.close()
    return samples, shown, rounds


def _rows(samples: list[Sample], shown: int, rounds: int, minutes: float) -> list[Row]:
    """As rows of the report; the reference is the memory after the warming up."""
    warm = [each for each in samples if each[0] >= samples[-1][0] * _WARM]
    if len(warm) < 3 or not shown:
        raise SegmendError(f"Too little was shown within {minutes:g} minutes; give it more time.")
    times, megabytes = (np.array([each[place] for each in warm]) for place in (0, 1))
    slope = float(np.polyfit(times, megabytes, 1)[0]) * 3600
    first, last, most = float(megabytes[0]), float(np.median(megabytes[-5:])), float(megabytes.max())
    reference = f"after {warm[0][0] / 60:.1f} minutes: {first:.0f} MB"
    return [
        Row("memory at the end", last, "MB", reference, last / max(first, 1.0)),
        Row("most memory", most, "MB", reference, most / max(first, 1.0)),
        Row("growth of memory", slope, "MB an hour", reference, slope / max(first, 1.0)),
        Row("threads at the end", warm[-1][2], "threads", f"then: {warm[0][2]}", warm[-1][2] / max(warm[0][2], 1)),
        Row("frames shown with their prediction", shown, "frames", f"in {minutes:g} minutes", shown / (60 * minutes)),
        Row("times the video was opened", rounds, "times", f"in {minutes:g} minutes", rounds / (60 * minutes)),
    ]
