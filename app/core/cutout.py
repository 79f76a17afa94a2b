"""Cutting the object in a box out of its background (GrabCut, Rother et al. 2004, by OpenCV)."""

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from app.core.masks import PlacedMask
from app.core.opencv import cv2
from app.core.tiles import Box

LARGEST_PIXELS = 400_000  # worked on at once; larger boxes are reduced before
ROUNDS = 5  # after which little changes (Rother et al. 2004, figure 4)
SMALLEST_SIDE = 4  # of a box, in pixels of the image
_MARGIN_SHARE = 0.25  # of the box: what around it shows what the background looks like
_MIXTURE = (1, 65)  # shape of OpenCV's two mixtures of colours


def cut_out(image: NDArray[np.uint8], box: Box) -> Generator[float, None, PlacedMask]:
    """The pixels of the object in a box of an image, (H, W, 3) uint8 RGB; yields the share done, for a job.

    The box is half open, inside the image and at least SMALLEST_SIDE each way. The mask is empty where everything in
    the box looks like what is around it.
    """
    row0, col0, row1, col1 = box
    around = _widen(box, image.shape)
    part = image[around[0] : around[2], around[1] : around[3]]
    scale = min(1.0, (LARGEST_PIXELS / (part.shape[0] * part.shape[1])) ** 0.5)
    shape = max(3, round(part.shape[1] * scale)), max(3, round(part.shape[0] * scale))
    small = np.ascontiguousarray(part)
    if scale < 1.0:
        small = cv2.resize(part, shape, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    marks = np.full(small.shape[:2], cv2.GC_BGD, np.uint8)
    inner = [round(edge * scale) for edge in (row0 - around[0], col0 - around[1], row1 - around[0], col1 - around[1])]
    marks[inner[0] : inner[2], inner[1] : inner[3]] = cv2.GC_PR_FGD
    _keep_some_background(marks)
    background, foreground = np.zeros(_MIXTURE), np.zeros(_MIXTURE)
    cv2.setRNGSeed(1)  # the same box gives the same object
    for number in range(ROUNDS):
        yield number / ROUNDS
        if not (marks & 1).any():  # nothing is left that could be the object, and OpenCV wants some
            break
        mode = cv2.GC_EVAL if number else cv2.GC_INIT_WITH_MASK
        cv2.grabCut(small, marks, (0, 0, 1, 1), background, foreground, 1, mode)
    is_object = (marks & 1).astype(np.uint8)  # GC_FGD is 1, GC_PR_FGD 3
    if scale < 1.0:
        large = cv2.resize(is_object * np.uint8(255), part.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        is_object = (large >= 128).astype(np.uint8)
    inside = is_object[row0 - around[0] : row1 - around[0], col0 - around[1] : col1 - around[1]]
    return row0, col0, inside.astype(bool)


def _widen(box: Box, shape: tuple[int, ...]) -> Box:
    margin = max(8, round(_MARGIN_SHARE * max(box[2] - box[0], box[3] - box[1])))
    return (
        max(box[0] - margin, 0), max(box[1] - margin, 0),
        min(box[2] + margin, shape[0]), min(box[3] + margin, shape[1]),
    )  # fmt: skip


def _keep_some_background(marks: NDArray[np.uint8]) -> None:
    """A box around the whole image leaves nothing outside: its border then stands for the background."""
    if (marks == cv2.GC_BGD).any():
        return
    marks[[0, -1], :] = cv2.GC_BGD
    marks[:, [0, -1]] = cv2.GC_BGD
