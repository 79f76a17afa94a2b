"""A video again, each frame with what is predicted, and where a person labelled it, with that."""

from collections.abc import Callable, Generator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.errors import SegmendError
from app.core.formats.exporting import Progress
from app.core.label_map import UNLABELED
from app.core.opencv import cv2
from app.core.video_file import VideoFile, overlaid

_USUAL_RATE = 25.0
_OUTLINE = (255, 255, 255)  # around what a person decided

Plane = NDArray[np.uint8]


def write_overlay(
    source: Path,
    target: Path,
    predict: Callable[[Plane], Plane | None],
    labels_of: Mapping[int, Callable[[tuple[int, int]], Plane]],
    colors: Plane,
    shares: NDArray[np.float32],
) -> Generator[Progress, None, int]:
    """Write every frame; returns how many. Cancelled at any yield, no file is left. For a job. Raises SegmendError.

    predict: a frame (H, W, 3) uint8 -> (H, W) uint8 in the project's indices, None without a network. labels_of: frame
    number from 0 -> what a person decided on it, for (H, W). colors, shares: as `overlaid`.
    """
    capture = cv2.VideoCapture(str(source), cv2.CAP_FFMPEG)
    rate = float(capture.get(cv2.CAP_PROP_FPS))
    total = max(0, int(capture.get(cv2.CAP_PROP_FRAME_COUNT)))
    file = VideoFile(target, rate if 0 < rate <= 1000 else _USUAL_RATE)
    try:
        while True:
            is_read, frame = capture.read()
            if not is_read or frame is None:
                break
            image = np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB), np.uint8)
            shown = predict(image)
            decided = labels_of[file.count](image.shape[:2]) if file.count in labels_of else None
            file.write(_drawn(image, shown, decided, colors, shares))
            yield Progress(file.count, total, source.name)
        if not file.finish():
            raise SegmendError(f"{source} is no video that can be read.")
        return file.count
    finally:
        capture.release()
        file.abandon()


def _drawn(
    image: Plane, shown: Plane | None, decided: Plane | None, colors: Plane, shares: NDArray[np.float32]
) -> Plane:
    """The prediction over the image; labels in its place where there are any, with a line around them."""
    labels = np.full(image.shape[:2], UNLABELED, np.uint8) if shown is None else shown
    if decided is None:
        return overlaid(image, labels, colors, shares)
    mask = decided != UNLABELED
    drawn = overlaid(image, np.where(mask, decided, labels).astype(np.uint8), colors, shares)
    for value in np.unique(decided[mask]):
        outlines, _ = cv2.findContours((decided == value).view(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(drawn, outlines, -1, _OUTLINE, 1)
    return drawn
