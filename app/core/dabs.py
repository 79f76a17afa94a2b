"""Strokes of other brushes than the round one: square, of changing size, and kept within the edges of an image.

As in app.core.masks, each gives (row, col, mask) with the centre of a pixel at whole numbers.
"""

import math

import numpy as np
from numpy.typing import NDArray

from app.core.floods import Pixels, color_distance
from app.core.masks import Mask, PlacedMask, Point, disk, stroke_segment
from app.core.opencv import cv2

_STEP_SHARE = 0.15  # of the smaller diameter: how far apart the dabs of a stroke of changing size may be
_EDGE = 1e-6  # pixels: a centre on the very edge of a square does not belong to it


def square_segment(p0: Point, p1: Point, side: int) -> PlacedMask:
    """The pixels a square brush sweeps from pixel p0 to pixel p1, both dabs included.

    A dab at pixel (row, col) has its top-left pixel at row - side // 2, col - side // 2, as a disk has.
    """
    if side < 1:
        raise ValueError(f"a brush of side {side} has no pixels")
    half = side / 2 - _EDGE
    shift = 0.0 if side % 2 else -0.5
    row0, col0, row1, col1 = (round(value) + shift for value in (*p0, *p1))
    top, bottom = math.ceil(min(row0, row1) - half), math.floor(max(row0, row1) + half)
    rows = np.arange(top, bottom + 1, dtype=np.float64)
    # The brush covers a row while its centre is at most half a side above or below: a stretch of the way.
    if row0 == row1:
        first, last = np.zeros(len(rows)), np.ones(len(rows))
    else:
        ends = np.sort([(rows - half - row0) / (row1 - row0), (rows + half - row0) / (row1 - row0)], axis=0)
        first, last = np.clip(ends, 0.0, 1.0)
    cols = np.sort([col0 + first * (col1 - col0), col0 + last * (col1 - col0)], axis=0)
    starts = np.ceil(cols[0] - half).astype(np.int64)
    stops = np.floor(cols[1] + half).astype(np.int64)
    left = int(starts.min())
    places = np.arange(left, int(stops.max()) + 1)
    return top, left, (places >= starts[:, None]) & (places <= stops[:, None])


def tapered_segment(p0: Point, p1: Point, diameter0: int, diameter1: int) -> PlacedMask:
    """The pixels a round brush sweeps from p0 to p1 while its diameter changes, as with the pressure of a pen."""
    if diameter0 == diameter1:
        return stroke_segment(p0, p1, diameter0)
    length = math.dist(p0, p1)
    count = 1 + math.ceil(length / max(1.0, _STEP_SHARE * min(diameter0, diameter1)))
    shares = np.linspace(0.0, 1.0, max(2, count))
    dabs = []
    for share in shares.tolist():
        row, col = (round(start + share * (end - start)) for start, end in zip(p0, p1, strict=True))
        diameter = round(diameter0 + share * (diameter1 - diameter0))
        dabs.append((row - diameter // 2, col - diameter // 2, disk(diameter)))
    return merge(dabs)


def merge(parts: list[PlacedMask]) -> PlacedMask:
    """One mask of the pixels of all parts, of which there must be one at least."""
    top, left = min(part[0] for part in parts), min(part[1] for part in parts)
    bottom = max(row + mask.shape[0] for row, _, mask in parts)
    right = max(col + mask.shape[1] for _, col, mask in parts)
    merged = np.zeros((bottom - top, right - left), bool)
    for row, col, mask in parts:
        merged[row - top : row - top + mask.shape[0], col - left : col - left + mask.shape[1]] |= mask
    return top, left, merged


def without(placed: PlacedMask, other: PlacedMask) -> PlacedMask:
    """The pixels of a mask that are not in another: a new mask in the same place."""
    (row, col, mask), (top, left, less) = placed, other
    rest = mask.copy()
    row0, col0 = max(row, top), max(col, left)
    row1, col1 = min(row + mask.shape[0], top + less.shape[0]), min(col + mask.shape[1], left + less.shape[1])
    if row0 < row1 and col0 < col1:
        rest[row0 - row : row1 - row, col0 - col : col1 - col] &= ~less[
            row0 - top : row1 - top, col0 - left : col1 - left
        ]
    return row, col, rest


def color_at(image: Pixels, row: int, col: int) -> tuple[int, int, int]:
    """The middle colour of the pixels around (row, col), a pixel of the image: what one noisy pixel says is chance."""
    around = image[max(row - 1, 0) : row + 2, max(col - 1, 0) : col + 2].reshape(-1, 3)
    red, green, blue = np.median(around, axis=0).astype(int).tolist()
    return red, green, blue


def keep_similar(
    image: Pixels, placed: PlacedMask, way: tuple[Point, Point], color: tuple[int, int, int], tolerance: int
) -> PlacedMask:
    """The part of a stroke's segment whose colour is near `color` and that hangs together with the way of its centre.

    `image` is (H, W, 3) uint8; `way` the first and the last pixel of the centre. Cost follows the mask, which is
    clipped to the image. An edge across the brush so keeps the paint on the side of its centre.
    """
    top, left, mask = clipped(placed, *image.shape[:2])
    if not mask.size:
        return top, left, mask
    part = image[top : top + mask.shape[0], left : left + mask.shape[1]]
    is_near = mask & (color_distance(part, color) <= tolerance)
    count, found = cv2.connectedComponents(is_near.view(np.uint8), connectivity=4)
    marks = np.asarray(found, np.int32)
    is_kept = np.zeros(count, bool)
    is_kept[_values_on_way(marks, way, (top, left))] = True
    is_kept[0] = False  # what is not near at all
    return top, left, is_kept[marks]


def _values_on_way(marks: NDArray[np.int32], way: tuple[Point, Point], corner: tuple[int, int]) -> NDArray[np.int32]:
    (row0, col0), (row1, col1) = way
    steps = int(max(abs(row1 - row0), abs(col1 - col0))) + 1
    rows = np.round(np.linspace(row0, row1, steps)).astype(int) - corner[0]
    cols = np.round(np.linspace(col0, col1, steps)).astype(int) - corner[1]
    is_inside = (rows >= 0) & (rows < marks.shape[0]) & (cols >= 0) & (cols < marks.shape[1])
    values: NDArray[np.int32] = marks[rows[is_inside], cols[is_inside]]
    return values


def clipped(placed: PlacedMask, height: int, width: int) -> PlacedMask:
    """The part of a mask inside an image; perhaps without pixels."""
    row, col, mask = placed
    top, left = max(row, 0), max(col, 0)
    inside: Mask = mask[top - row : max(height - row, 0), left - col : max(width - col, 0)]
    return top, left, inside
