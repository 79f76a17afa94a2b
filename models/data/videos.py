"""Videos: their frames, and pictures joined to one."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError

USUAL_RATE = 25.0  # frames a second of a video that does not tell its own
_CODEC = "mp4v"  # what OpenCV's FFmpeg can write on every system


def read_frames(path: Path) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Frames of a video from number 1 on, (H, W, 3) uint8 RGB. Raises ModelError if there is none."""
    import cv2

    if not path.is_file():
        raise ModelError(f"There is no file {path}.")
    capture = cv2.VideoCapture(str(path))
    number = 0
    try:
        while True:
            is_read, frame = capture.read()
            if not is_read:
                break
            number += 1
            yield number, np.ascontiguousarray(frame[:, :, ::-1])
    finally:
        capture.release()
    if number == 0:
        raise ModelError(f"{path} is no video that can be read.")


def rate_of(path: Path) -> float:
    """Frames a second of a video; the usual rate where it does not say."""
    import cv2

    capture = cv2.VideoCapture(str(path))
    rate = float(capture.get(cv2.CAP_PROP_FPS))
    capture.release()
    return rate if 0 < rate <= 1000 else USUAL_RATE


def write_video(path: Path, frames: Iterable[NDArray[np.uint8]], rate: float) -> None:
    """Write (H, W, 3) uint8 RGB frames of one size as an MP4, whole or not at all. Raises ModelError."""
    import cv2

    temporary = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    writer: cv2.VideoWriter | None = None
    try:
        for frame in frames:
            if writer is None:
                size = (frame.shape[1], frame.shape[0])
                writer = cv2.VideoWriter(str(temporary), cv2.VideoWriter.fourcc(*_CODEC), rate, size)
                if not writer.isOpened():
                    raise ModelError(f"{path} cannot be written: is there room, and may the folder be written?")
            writer.write(np.ascontiguousarray(frame[:, :, ::-1]))
        if writer is None:
            raise ModelError(f"{path}: there are no frames to join.")
        writer.release()
        os.replace(temporary, path)
    except OSError as error:
        raise ModelError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        if writer is not None:
            writer.release()
        temporary.unlink(missing_ok=True)
