"""Regions of similar colour, looked for in a window, so that no cost follows the size of the image."""

import numpy as np
from numpy.typing import NDArray

from app.core.masks import PlacedMask
from app.core.opencv import cv2
from app.core.tiles import Box

Pixels = NDArray[np.uint8]  # (H, W, 3) RGB

WINDOW = 2048  # side in pixels of the window around the cursor that a region is looked for in
NEAR = 512  # of that in which it is looked for first: a flood of all of it takes a millisecond


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


def color_region(image: Pixels, row: int, col: int, tolerance: int, box: Box | None = None) -> PlacedMask:
    """The pixels joined to (row, col) of which no channel differs by more from its colour, in a box around it.

    The box is a half-open one inside the image; None is the window around the pixel.
    """
    row0, col0, row1, col1 = box or window_around(image.shape, row, col)
    # OpenCV asks for a writable array even where it only writes the mask.
    window = np.require(image[row0:row1, col0:col1], np.uint8, ["W"])
    found = np.zeros((row1 - row0 + 2, col1 - col0 + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (1 << 8)
    limits = (tolerance,) * 3
    left, top, width, height = cv2.floodFill(window, found, (col - col0, row - row0), 0, limits, limits, flags)[3]
    mask = found[top + 1 : top + 1 + height, left + 1 : left + 1 + width] == 1
    return row0 + top, col0 + left, mask


def near_color_region(image: Pixels, row: int, col: int, tolerance: int) -> PlacedMask | None:
    """As color_region, the same pixels, where the region ends near (row, col); None where it may go on."""
    box = window_around(image.shape, row, col, NEAR)
    region = color_region(image, row, col, tolerance, box)
    return region if ends_inside(region, box, window_around(image.shape, row, col)) else None


def ends_inside(region: PlacedMask, box: Box, whole: Box) -> bool:
    """Whether a region that was looked for in a box only ends before it does, or the whole around it ends there too."""
    row, col, mask = region
    sides = row, col, row + mask.shape[0], col + mask.shape[1]
    return all(side != edge or edge == end for side, edge, end in zip(sides, box, whole, strict=True))
