"""Recording what is shown: frames go to a thread that writes them, a few at most are waiting, the clock is kept."""

import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.errors import SegmendError
from app.core.video_file import VideoFile, overlaid

RATE = 25.0  # frames a second of the file, however many come
WAITING = 6  # frames that may wait to be written; more are left out, and their time is filled
LONGEST_GAP = 10.0  # seconds that one frame is repeated for at most

Plane = NDArray[np.uint8]


class Recording:
    """One file. `put` may be called from any thread; ended(file or None, sentence or "") is called on its own thread.

    A frame is written as often as it was shown, in steps of 1 / RATE seconds, so that the video lasts as long as what
    was seen. A frame of another size than the first is brought to its size.
    """

    def __init__(self, path: Path, ended: Callable[[Path | None, str], None]) -> None:
        self.path, self.left_out = path, 0
        self._ended = ended
        self.has_ended = False  # the file is written to the end, or could not be
        self._frames: queue.Queue[tuple[float, Plane, Plane | None, Plane, NDArray[np.float32]] | None]
        self._frames = queue.Queue(WAITING)
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"recording {path.name}")
        self._thread.start()

    def put(self, image: Plane, labels: Plane | None, colors: Plane, shares: NDArray[np.float32]) -> None:
        """A frame as it is shown, which nobody changes afterwards; labels None: without an overlay. As `overlaid`."""
        try:
            self._frames.put_nowait((time.monotonic(), image, labels, colors, shares))
        except queue.Full:
            self.left_out += 1

    def end(self) -> None:
        """Write what waits and finish the file, on its thread."""
        self._is_stopping.set()

    def wait(self, seconds: float) -> bool:
        """Wait so long at most for the thread to end; True if it has."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        file, is_there = VideoFile(self.path, RATE), False
        sentence = f"{self.path} was not recorded to the end."  # whatever ends it, an end is told
        try:
            sentence = self._written(file)
            is_there = file.finish()
        except SegmendError as error:
            sentence = str(error)
        finally:
            file.abandon()
            self.has_ended = True
            self._ended(self.path if is_there else None, sentence)

    def _written(self, file: VideoFile) -> str:
        """Write it; why it ended before it was told to, or ""."""
        try:
            self._write(file)
        except SegmendError as error:
            return str(error)
        return ""

    def _write(self, file: VideoFile) -> None:
        began, last = 0.0, None
        while True:
            try:
                shown = self._frames.get(timeout=0.05)
            except queue.Empty:
                shown = None
            if shown is not None:
                began = began or shown[0]
                self._fill(file, last, shown[0] - began)
                _, image, labels, colors, shares = shown
                last = image if labels is None else overlaid(image, labels, colors, shares)
            elif self._is_stopping.is_set():
                self._fill(file, last, time.monotonic() - began)
                return

    def _fill(self, file: VideoFile, frame: Plane | None, seconds: float) -> None:
        """Repeat a frame until the file is so long, and at least once."""
        if frame is None:
            return
        missing = round(seconds * RATE) - file.count
        for _ in range(min(max(missing, 1), round(LONGEST_GAP * RATE))):
            file.write(frame)
