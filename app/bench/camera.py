"""`bench camera`: a video of 640 x 480 at 30 frames a second in the real window, shown with predictions."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from app.bench.report import Row
from app.bench.waiting import resident_megabytes, wait
from app.core.errors import SegmendError
from app.core.opencv import cv2
from app.ui.main_window import MainWindow

BuildWindow = Callable[[list[str]], tuple[QApplication, MainWindow]]

SECONDS = 20.0
_RATE = 30.0
_HELD = 20  # frames a second, the setting that a new user has
_SIZE = (480, 640)
_SETTLING = 3.0  # seconds that do not count: the first frames, and the choice of their size


def bench_camera(build_window: BuildWindow, *, seconds: float = SECONDS) -> list[Row]:
    """Frames a second, latency, dropped frames and growth of memory; with the rate held, and with whole frames.

    The reference of the rate is what the video gave meanwhile. Raises SegmendError.
    """
    with tempfile.TemporaryDirectory(prefix="segmend-bench-") as folder:
        video = Path(folder, "camera.avi")
        write_scene(video, frames=round(_RATE * 30))
        application, window = build_window([])
        held = window.live_view.rate_to_hold
        window.show()
        try:
            wait(application, lambda: window.learner.is_ready, "the network to be loaded")
            results = [_play(application, window, video, seconds, rate) for rate in (_HELD, 0)]
        finally:
            window.live_view.rate_to_hold = held
            window.close()
            application.processEvents()
    names = (f"holding {_HELD} a second", "whole frames")
    return [row for name, result in zip(names, results, strict=True) for row in result.rows(name)]


class Played:
    """What was seen of one playing."""

    def __init__(self) -> None:
        self.shown: list[tuple[float, int]] = []  # when, and the number of the frame
        self.latencies: list[float] = []
        self.shares: list[float] = []
        self.given: list[float] = []  # frames a second that the video gave
        self.megabytes: list[float] = []

    def rows(self, name: str) -> list[Row]:
        """As rows of the report."""
        seconds = self.shown[-1][0] - self.shown[0][0]
        rate, given = (len(self.shown) - 1) / seconds, statistics.median(self.given)
        latency, slow = (1000 * float(np.percentile(self.latencies, share)) for share in (50, 95))
        before, after, share = self.megabytes[0], self.megabytes[-1], statistics.median(self.shares)
        video, interval = f"the video gave {given:.1f} a second", f"between two of its frames: {1000 / given:.0f} ms"
        return [
            Row(f"{name}: frames shown with their prediction", rate, "a second", video, rate / given),
            Row(f"{name}: from a frame to its overlay, median", latency, "ms", interval, latency * given / 1000),
            Row(f"{name}: from a frame to its overlay, 95 of 100", slow, "ms", interval, slow * given / 1000),
            Row(f"{name}: frames dropped", 100 * max(0.0, 1 - rate / given), "%", video, max(0.0, 1 - rate / given)),
            Row(f"{name}: side at which frames are predicted", 100 * share, "%", "the frame's", share),
            Row(f"{name}: memory at the end", after, "MB", f"at the start: {before:.0f} MB", after / before),
        ]


def _play(application: QApplication, window: MainWindow, video: Path, seconds: float, rate: int) -> Played:
    """Play the video for so long, again and again. rate: to hold, 0 for whole frames."""
    played, view, began = Played(), window.live_view, time.monotonic()
    view.rate_to_hold = rate

    def note() -> None:
        if window.session.frame_labels is not None and time.monotonic() - began > _SETTLING:
            if not played.megabytes:
                played.megabytes.append(resident_megabytes())
            played.shown.append((time.monotonic(), window.camera.position))
            played.latencies.append(time.monotonic() - window.camera.arrival)
            played.shares.append(view.share)
            played.given.append(window.camera.frames_per_second)

    view.frame_changed.connect(note)
    try:
        while time.monotonic() - began < _SETTLING + seconds:
            if not window.camera.is_open or window.camera.is_over:
                window.camera.open(str(video))
            application.processEvents()
            time.sleep(0.0005)
    finally:
        view.frame_changed.disconnect(note)
        view.close()
    if len(played.shown) < 2:
        raise SegmendError(f"Fewer than two frames were shown within {seconds:.0f} seconds.")
    played.megabytes.append(resident_megabytes())
    return played


def write_scene(path: Path, *, frames: int) -> None:
    """A video of 640 x 480: disks that move over a background with noise. SegmendError if it cannot be written."""
    height, width = _SIZE
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), _RATE, (width, height))
    if not writer.isOpened():
        raise SegmendError(f"{path} cannot be written as a video here.")
    generator = np.random.default_rng(0)
    ground: NDArray[np.uint8] = generator.integers(60, 160, (height // 8, width // 8, 3), np.uint8)
    ground = np.asarray(cv2.resize(ground, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    for number in range(frames):
        frame = ground.copy()
        for disk, color in enumerate(((30, 60, 220), (210, 170, 40), (60, 200, 60))):
            angle = number / _RATE * (0.5 + 0.3 * disk) + disk * 2
            center = (round(width / 2 + 200 * np.cos(angle)), round(height / 2 + 140 * np.sin(angle)))
            cv2.circle(frame, center, 60, color, -1, cv2.LINE_AA)
        writer.write(frame)
    writer.release()
