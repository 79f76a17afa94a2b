"""The uncertain regions of one image by what correcting each is expected to gain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.core.label_map import UNLABELED, Box
from app.core.opencv import cv2
from app.core.regions import Region, sampled
from app.learner.network import Plane

if TYPE_CHECKING:
    from torch import Tensor

_GRID = 96  # side at which decided places are told apart
_MOST_DECIDED = 100  # places that regions are compared with


def by_gain(regions: list[Region], feature: Tensor, labels: Plane) -> list[Region]:
    """Regions in another order: uncertain ones first that look unlike what is decided, and unlike each other.

    feature: (1, C, h, w) of the image; labels: (H, W), 255 where nothing is decided.
    """
    from models.live.descriptors import box_descriptors
    from models.live.expected_gain import order_by_gain

    height, width = labels.shape

    def described(boxes: list[Box]) -> np.ndarray:
        shares = [(top / height, left / width, bottom / height, right / width) for top, left, bottom, right in boxes]
        return box_descriptors(feature, shares)

    weight = np.array([region.weight for region in regions], np.float32)
    order = order_by_gain(weight, described([region.box for region in regions]), described(_decided(labels)))
    return [regions[number] for number in order]


def _decided(labels: Plane) -> list[Box]:
    """Boxes, in pixels of the image, around what is decided as one class, the largest first."""
    small = sampled(labels, (min(_GRID, labels.shape[0]), min(_GRID, labels.shape[1])))
    down, right = labels.shape[0] / small.shape[0], labels.shape[1] / small.shape[1]
    found: list[tuple[int, Box]] = []
    for value in np.unique(small[small != UNLABELED]):
        count, _, stats, _ = cv2.connectedComponentsWithStats((small == value).astype(np.uint8), connectivity=8)
        for left, top, width, height, area in stats[1:count].tolist():
            box = round(top * down), round(left * right), round((top + height) * down), round((left + width) * right)
            found.append((area, box))
    return [box for _, box in sorted(found, reverse=True)[:_MOST_DECIDED]]
