"""Which cameras there are: by the names Linux gives them, elsewhere by trying numbers."""

import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from app.core.opencv import cv2

V4L2 = Path("/sys/class/video4linux")
MOST = 8  # numbers that are tried where the system has no list
GAP = 2  # numbers in a row without a camera that end the trying


@dataclass(frozen=True)
class CameraDevice:
    """number: what opens it. name: as the system calls it; empty where it does not say."""

    number: int
    name: str


def find_cameras() -> Generator[CameraDevice, None, list[CameraDevice]]:
    """Yield each camera when it is found; for a job, because trying a number can take a second."""
    found = []
    for device in from_v4l2(V4L2) if sys.platform == "linux" else _tried():
        found.append(device)
        yield device
    return found


def from_v4l2(folder: Path) -> list[CameraDevice]:
    """What Linux lists. A camera has several nodes; the first of each gives frames, the others facts about them."""
    found = []
    for node in sorted(folder.glob("video*"), key=lambda each: each.name.removeprefix("video").zfill(4)):
        number = node.name.removeprefix("video")
        if number.isdecimal() and _text(node / "index") in ("0", ""):
            found.append(CameraDevice(int(number), _text(node / "name")))
    return found


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:  # a camera that was just unplugged
        return ""


def _tried() -> Generator[CameraDevice, None, None]:
    missing = 0
    for number in range(MOST):
        capture = cv2.VideoCapture(number, cv2.CAP_ANY)
        is_there = capture.isOpened()
        capture.release()
        missing = 0 if is_there else missing + 1
        if is_there:
            yield CameraDevice(number, "")
        if missing == GAP:
            return
