"""Video files that are written: frame by frame, whole or not at all, and never onto a full disk."""

import os
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.errors import SegmendError
from app.core.opencv import cv2

LEAST_FREE = 200 * 1024**2  # bytes that are left on the disk; OpenCV does not say when a frame could not be written
_CODECS = {".mp4": "mp4v", ".avi": "MJPG"}  # what OpenCV's FFmpeg can write on every system
_LOOK = 16  # frames between two looks at the disk

Frame = NDArray[np.uint8]


class VideoFile:
    """A video being written beside its place; `finish` puts it there. For one thread.

    rate: frames a second. The size is that of the first frame; frames of another size are brought to it.
    """

    def __init__(self, path: Path, rate: float) -> None:
        if path.suffix.lower() not in _CODECS:
            raise SegmendError(f"{path} cannot be written: a video ends in {' or '.join(_CODECS)}.")
        self.path, self.rate, self.count = path, rate, 0
        self._part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix.lower()}")
        self._writer: cv2.VideoWriter | None = None
        self._size = (0, 0)  # width, height

    def write(self, frame: Frame) -> None:
        """Add a frame, (H, W, 3) uint8 RGB. Raises SegmendError where the file cannot be made or the disk is full."""
        if self._writer is None:
            self._writer = self._begin(frame)
        if self.count % _LOOK == 0:
            self._require_room()
        if (frame.shape[1], frame.shape[0]) != self._size:
            frame = np.asarray(cv2.resize(frame, self._size, interpolation=cv2.INTER_AREA), np.uint8)
        self._writer.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
        self.count += 1

    def finish(self) -> bool:
        """Put what was written in its place; False if there was no frame. Raises SegmendError."""
        if self._writer is None:
            return False
        self._writer.release()
        self._writer = None
        try:
            os.replace(self._part, self.path)
        except OSError as error:
            raise SegmendError(f"{self.path} cannot be written: {error.strerror or error}.") from error
        return True

    def abandon(self) -> None:
        """Remove what was written; nothing after finish()."""
        if self._writer is not None:
            self._writer.release()
            self._writer = None
            self._part.unlink(missing_ok=True)

    def _begin(self, frame: Frame) -> cv2.VideoWriter:
        # Encoders want even sides: a row or column at the edge is given up.
        self._size = max(2, frame.shape[1] // 2 * 2), max(2, frame.shape[0] // 2 * 2)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._require_room()
        except OSError as error:
            raise SegmendError(f"{self.path} cannot be written: {error.strerror or error}.") from error
        codec = cv2.VideoWriter.fourcc(*_CODECS[self.path.suffix.lower()])
        writer = cv2.VideoWriter(str(self._part), codec, self.rate, self._size)
        if not writer.isOpened():
            writer.release()
            self._part.unlink(missing_ok=True)
            raise SegmendError(f"{self.path} cannot be written: is there room, and may the folder be written?")
        return writer

    def _require_room(self) -> None:
        try:
            free = shutil.disk_usage(self.path.parent).free
        except OSError as error:  # a drive that was taken away while it was written to
            raise SegmendError(f"{self.path} cannot be written: {error.strerror or error}.") from error
        if free < LEAST_FREE:
            raise SegmendError(
                f"The disk of {self.path.parent} is nearly full ({free / 1e6:.0f} MB left): the video ends here."
            )


def overlaid(image: Frame, labels: Frame, colors: Frame, shares: NDArray[np.float32]) -> Frame:
    """(H, W, 3) uint8: the image with classes in their colours. colors: (256, 3) uint8; shares: (256,) float32, 0-1."""
    share = np.rint(shares * 256).astype(np.uint16)
    tinted = (colors.astype(np.uint16) * share[:, None]).astype(np.uint16)  # (256, 3)
    own = (256 - share)[labels]
    mixed = image.astype(np.uint16) * own[:, :, None] + tinted[labels]
    return np.asarray(mixed >> 8, np.uint8)
