"""Regions of similar colour, looked for in a window, so that no cost follows the size of the image."""

import numpy as np
from numpy.typing import NDArray

from app.core.label_map import Box
from app.core.masks import PlacedMask, connected_region
from app.core.opencv import cv2

Pixels = NDArray[np.uint8]  # (H, W, 3) RGB

WINDOW = 2048  # side in pixels of the window around the cursor that a region is looked for in


def window_around(shape: tuple[int, ...], row: int, col: int, side: int = WINDOW) -> Box:
    """A square window of at most `side` pixels inside an image (H, W, …), around a pixel as far as the image goes."""
    row0 = min(max(row - side // 2, 0), max(shape[0] - side, 0))
    col0 = min(max(col - side // 2, 0), max(shape[1] - side, 0))
    return row0, col0, min(row0 + side, shape[0]), min(col0 + side, shape[1])


def color_distance(image: Pixels, color: tuple[int, int, int]) -> NDArray[np.uint8]:
    """(H, W) uint8: the greatest difference of a channel from `color`, 0 to 255."""
    channels = []
    for channel, value in enumerate(color):
        table = np.abs(np.arange(256) - value).astype(np.uint8)
        channels.append(cv2.LUT(image[..., channel], table))
    return np.asarray(cv2.max(cv2.max(channels[0], channels[1]), channels[2]), np.uint8)


def near_region(distance: NDArray[np.uint8], row: int, col: int, tolerance: int) -> PlacedMask:
    """The pixels joined to (row, col) whose distance is at most `tolerance`; (row, col) itself always belongs."""
    is_near = distance <= tolerance
    is_near[row, col] = True
    return connected_region(is_near.view(np.uint8), row, col)


def color_region(image: Pixels, row: int, col: int, tolerance: int) -> PlacedMask:
    """The pixels joined to (row, col) of about its colour, within the window around it."""
    row0, col0, row1, col1 = window_around(image.shape, row, col)
    distance = color_distance(image[row0:row1, col0:col1], tuple(image[row, col].tolist()))
    top, left, mask = near_region(distance, row - row0, col - col0, tolerance)
    return top + row0, left + col0, mask
