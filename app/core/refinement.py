"""Bringing the edges of a prediction to the edges of the image: the guided filter (He, Sun and Tang 2010, 3.1)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.opencv import cv2

RADIUS = 8  # pixels of the image: how far an edge may move
EPSILON = 1e-3  # of brightness 0-1, squared: contrast below its root does not stop anything
_STRIP_PIXELS = 2_000_000  # filtered at once, so that memory does not follow the image

Plane = NDArray[np.uint8]


def refine(image: Plane, heatmaps: dict[int, Plane]) -> Plane:
    """The class of greatest probability at each pixel after each heatmap was filtered with the image as the guide.

    image: (H, W, 3) uint8 RGB. heatmaps: class index -> (h, w) uint8, probability x 255, at any size up to the
    image's; at least one. Returns (H, W) uint8 of class indices.
    """
    height, width = image.shape[:2]
    rows = max(64, _STRIP_PIXELS // width)
    refined = np.empty((height, width), np.uint8)
    whole = {index: cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)
             for index, plane in heatmaps.items()}  # fmt: skip
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        first, last = max(top - 2 * RADIUS, 0), min(bottom + 2 * RADIUS, height)
        strip = _refine_strip(image[first:last], {index: plane[first:last] for index, plane in whole.items()})
        refined[top:bottom] = strip[top - first : bottom - first]
    return refined


def _refine_strip(image: Plane, heatmaps: dict[int, Plane]) -> Plane:
    guide = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) / 255.0).astype(np.float32)
    mean = _mean(guide)
    spread = _mean(guide * guide) - mean * mean + np.float32(EPSILON)
    best = np.full(guide.shape, -np.inf, np.float32)
    labels = np.zeros(guide.shape, np.uint8)
    for index, heatmap in heatmaps.items():
        values = heatmap.astype(np.float32)
        mean_values = _mean(values)
        slope = (_mean(guide * values) - mean * mean_values) / spread  # (5) of the paper
        filtered = _mean(slope) * guide + _mean(mean_values - slope * mean)  # (6) and (8)
        is_better = filtered > best
        np.copyto(labels, np.uint8(index), where=is_better)
        np.copyto(best, filtered, where=is_better)
    return labels


def _mean(plane: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    side = 2 * RADIUS + 1
    return cv2.boxFilter(plane, -1, (side, side), borderType=cv2.BORDER_REFLECT).astype(np.float32, copy=False)
