"""Which pixels a tool may paint over: all, the unlabeled, those of one label, or those of one predicted class."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.core.label_map import UNLABELED
from app.core.masks import Mask

Plane = NDArray[np.uint8]


class Ground(StrEnum):
    """What lies under a pixel that may be painted."""

    ANYTHING = "anything"
    UNLABELED = "unlabeled"
    LABEL = "label"  # decided to be one class
    PREDICTION = "prediction"  # undecided, and predicted to be one class


@dataclass(frozen=True)
class Over:
    """Paint only over this ground; `index` is the class of LABEL and PREDICTION."""

    ground: Ground = Ground.ANYTHING
    index: int = UNLABELED


ANYTHING = Over()


def permitted(row: int, col: int, mask: Mask, over: Over, labels: Plane, prediction: Plane | None) -> Mask:
    """The pixels of a mask (h, w), placed at (row, col), that may be painted; none outside the image.

    `labels` and `prediction` are (H, W) uint8, 255 = unlabeled. Without a prediction no pixel is predicted.
    """
    if over.ground == Ground.ANYTHING:
        return mask
    height, width = labels.shape
    top, left = max(row, 0), max(col, 0)
    bottom, right = min(row + mask.shape[0], height), min(col + mask.shape[1], width)
    allowed = np.zeros_like(mask)
    if top >= bottom or left >= right:
        return allowed
    inside = np.s_[top - row : bottom - row, left - col : right - col]
    there = np.s_[top:bottom, left:right]
    if over.ground == Ground.LABEL:
        is_ground = labels[there] == over.index
    else:
        is_ground = labels[there] == UNLABELED
        if over.ground == Ground.PREDICTION:
            is_ground &= prediction[there] == over.index if prediction is not None else False
    allowed[inside] = mask[inside] & is_ground
    return allowed
