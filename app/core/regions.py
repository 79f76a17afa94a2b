"""Uncertain regions of an image: connected, ranked by summed uncertainty, none where a person has decided."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.label_map import UNLABELED
from app.core.opencv import cv2
from app.core.tiles import Box

Plane = NDArray[np.uint8]

QUANTILE = 0.9  # of the undecided pixels: what lies above belongs to a region
LEAST = 64  # of 255, about one in four: nowhere is a network certain, and what it hardly doubts is no region
MOST_REGIONS = 12
_SMALLEST_SHARE = 2e-4  # of the image's pixels; smaller specks are not worth a look
_LARGEST_SIDE = 1 / 3  # of the image's longer side; the seam around an object is looked at in pieces


@dataclass(frozen=True)
class Region:
    """An uncertain region: its box in pixels of the image, and its uncertainty summed over the plane's pixels."""

    box: Box
    weight: float

    @property
    def center(self) -> tuple[float, float]:
        """Row and column of the middle of the box."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


def uncertain_regions(plane: Plane, labels: Plane) -> list[Region]:
    """The regions of `plane` (h, w), uncertainty x 255, the greatest sum first, at most MOST_REGIONS.

    labels: (H, W) of the image's size; pixels with a label are decided and belong to no region.
    """
    is_open = sampled(labels, plane.shape) == UNLABELED
    if not is_open.any():
        return []
    threshold = max(float(np.quantile(plane[is_open], QUANTILE)), LEAST)
    is_uncertain = ((plane >= threshold) & is_open).astype(np.uint8)
    count, component, stats, _ = cv2.connectedComponentsWithStats(is_uncertain, connectivity=8)
    smallest = max(4, round(plane.size * _SMALLEST_SHARE))
    scale = labels.shape[0] / plane.shape[0], labels.shape[1] / plane.shape[1]
    regions: list[Region] = []
    for number in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[number])
        if area < smallest:
            continue
        inside = component[top : top + height, left : left + width] == number
        for box in _pieces(inside, max(plane.shape) * _LARGEST_SIDE):
            mask = inside[box[0] : box[2], box[1] : box[3]]
            if np.count_nonzero(mask) < smallest:
                continue
            placed = (top + box[0], left + box[1], top + box[2], left + box[3])
            values = plane[placed[0] : placed[2], placed[1] : placed[3]]
            regions.append(Region(_scaled(placed, scale, labels.shape), float(values[mask].sum()) / 255))
    return sorted(regions, key=lambda region: -region.weight)[:MOST_REGIONS]


def mean_uncertainty(plane: Plane, labels: Plane | None) -> float:
    """Uncertainty per pixel of the image, 0 to 1; decided pixels count as certain. None: nothing is decided."""
    if labels is None:
        return float(plane.mean()) / 255
    return float(plane[sampled(labels, plane.shape) == UNLABELED].sum(dtype=np.int64)) / (255 * plane.size)


def sampled(labels: Plane, shape: tuple[int, ...]) -> Plane:
    """Labels (H, W) at the middles of the pixels of a plane of another size, (h, w)."""
    if labels.shape == shape:
        return labels
    rows = ((np.arange(shape[0]) + 0.5) * labels.shape[0] / shape[0]).astype(np.intp)
    cols = ((np.arange(shape[1]) + 0.5) * labels.shape[1] / shape[1]).astype(np.intp)
    return labels[rows[:, None], cols[None]]


def _pieces(mask: NDArray[np.bool_], longest: float) -> Iterator[Box]:
    """Boxes, tight around what is in them, that cut a mask into pieces no longer than about `longest`."""
    height, width = mask.shape
    rows, cols = (max(1, int(np.ceil(side / longest))) for side in (height, width))
    for row in range(rows):
        for col in range(cols):
            top, left = height * row // rows, width * col // cols
            cell = mask[top : height * (row + 1) // rows, left : width * (col + 1) // cols]
            in_rows, in_cols = np.flatnonzero(cell.any(1)), np.flatnonzero(cell.any(0))
            if len(in_rows):
                yield (
                    top + int(in_rows[0]), left + int(in_cols[0]),
                    top + int(in_rows[-1]) + 1, left + int(in_cols[-1]) + 1,
                )  # fmt: skip


def _scaled(box: Box, scale: tuple[float, float], shape: tuple[int, ...]) -> Box:
    return (
        int(box[0] * scale[0]),
        int(box[1] * scale[1]),
        min(int(np.ceil(box[2] * scale[0])), shape[0]),
        min(int(np.ceil(box[3] * scale[1])), shape[1]),
    )
