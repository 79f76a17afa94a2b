"""The pure mask functions of the tools: each gives (row, col, mask), its top-left pixel and its pixels.

Coordinates are (row, col) with the centre of a pixel at whole numbers. A mask is (h, w) bool and may lie
partly or wholly outside the image; LabelMap.write clips it.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.core.opencv import cv2

Mask = NDArray[np.bool_]
PlacedMask = tuple[int, int, Mask]
Point = tuple[float, float]  # row, col

# Absorbs rounding where a pixel's centre lies on the outline itself; far below the size of a pixel.
_TOLERANCE = 1e-7


@lru_cache(maxsize=64)
def disk(diameter: int) -> Mask:
    """The dab of a round brush, (diameter, diameter) bool, read-only.

    A dab at pixel (row, col) has its top-left pixel at row - diameter // 2, col - diameter // 2.
    """
    mask = stroke_segment((0, 0), (0, 0), diameter)[2]
    mask.flags.writeable = False
    return mask


def stroke_segment(p0: Point, p1: Point, diameter: int) -> PlacedMask:
    """The pixels a round brush sweeps from pixel p0 to pixel p1, both dabs included.

    Points are rounded to pixels. An even brush has no middle pixel: its centre is then the top-left corner of
    the pixel.
    """
    if diameter < 1:
        raise ValueError(f"a brush of diameter {diameter} has no pixels")
    shift = 0.0 if diameter % 2 else -0.5
    row0, col0, row1, col1 = (round(value) + shift for value in (*p0, *p1))
    radius = diameter / 2
    top, bottom = math.ceil(min(row0, row1) - radius), math.floor(max(row0, row1) + radius)
    rows = np.arange(top, bottom + 1, dtype=np.float64)
    spans = [_disk_span(rows, row0, col0, radius), _disk_span(rows, row1, col1, radius)]
    if (row0, col0) != (row1, col1):
        spans.append(_band_span(rows, (row0, col0), (row1, col1), radius))
    # The swept area is convex, so each row of it is one span: from the leftmost start to the rightmost end.
    left = np.ceil(np.min([span[0] for span in spans], axis=0) - _TOLERANCE)
    right = np.floor(np.max([span[1] for span in spans], axis=0) + _TOLERANCE)
    is_hit = left <= right
    first, last = np.flatnonzero(is_hit)[[0, -1]]
    origin, end = int(left[is_hit].min()), int(right[is_hit].max())
    cols = np.arange(origin, end + 1, dtype=np.int32)
    starts = left[first : last + 1].astype(np.int32)[:, None]
    ends = right[first : last + 1].astype(np.int32)[:, None]
    return top + int(first), origin, (cols >= starts) & (cols <= ends)


def rectangle(row0: int, col0: int, row1: int, col1: int) -> PlacedMask:
    """The rectangle between two opposite corner pixels in any order, both corners included."""
    top, bottom = sorted((row0, row1))
    left, right = sorted((col0, col1))
    return top, left, np.ones((bottom - top + 1, right - left + 1), bool)


def ellipse(row0: int, col0: int, row1: int, col1: int) -> PlacedMask:
    """The pixels whose centre lies in the ellipse inside the rectangle between two opposite corner pixels."""
    top, bottom = sorted((row0, row1))
    left, right = sorted((col0, col1))
    rows, cols = np.arange(top, bottom + 1), np.arange(left, right + 1)
    down = (rows - (top + bottom) / 2) / ((bottom - top + 1) / 2)
    along = (cols - (left + right) / 2) / ((right - left + 1) / 2)
    return top, left, down[:, None] ** 2 + along**2 <= 1 + _TOLERANCE


def polygon(points: Sequence[Point]) -> PlacedMask:
    """The pixels whose centre lies inside or on the polygon; where it crosses itself, inside is odd.

    Fewer than three points enclose nothing: the mask is then (0, 0). One without area may hold no pixel.
    """
    if len(points) < 3:
        return 0, 0, np.zeros((0, 0), bool)
    corners = np.asarray(points, np.float64)
    top, left = np.ceil(corners.min(axis=0) - _TOLERANCE).astype(int).tolist()
    bottom, right = np.floor(corners.max(axis=0) + _TOLERANCE).astype(int).tolist()
    mask = np.zeros((max(bottom - top + 1, 0), max(right - left + 1, 0)), bool)
    if mask.size:
        # An edge covers its rows half open, so that a corner counts once. Taken once from above and once from
        # below, the two together also hold the pixels on the lowest and the highest outline.
        for is_top_open in (False, True):
            _fill_spans(mask, *_crossings(corners - (top, left), is_top_open=is_top_open))
    return top, left, mask


def connected_region(values: NDArray[np.uint8], row: int, col: int) -> PlacedMask:
    """The pixels of the same value as (row, col) that are joined to it over shared sides (not corners).

    ``values`` is (H, W) uint8. Raises IndexError for a pixel outside it.
    """
    height, width = values.shape
    if not (0 <= row < height and 0 <= col < width):
        raise IndexError(f"pixel ({row}, {col}) is outside the image of {height} x {width}")
    # OpenCV asks for a writable array even where it only writes the mask.
    area = np.require(values, np.uint8, ["C", "W"])
    region = np.zeros((height + 2, width + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | (1 << 8)
    box = cv2.floodFill(area, region, (col, row), 0, 0, 0, flags)[3]
    left, top, box_width, box_height = box
    inside = region[top + 1 : top + 1 + box_height, left + 1 : left + 1 + box_width]
    return top, left, inside == 1


def _disk_span(
    rows: NDArray[np.float64], row: float, col: float, radius: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """First and last column (not rounded) of a disk in each row; (inf, -inf) where it has none."""
    remaining = radius**2 - (rows - row) ** 2
    half = np.where(remaining >= 0, np.sqrt(np.maximum(remaining, 0)), -np.inf)
    return col - half, col + half


def _band_span(
    rows: NDArray[np.float64], p0: Point, p1: Point, radius: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """As _disk_span for the straight band of width 2 x radius whose middle line goes from p0 to p1."""
    (row0, col0), (row1, col1) = p0, p1
    down, along = row1 - row0, col1 - col0
    length = math.hypot(down, along)
    left, right = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
    # The band is where two linear functions of the column, offset + slope x column, lie between two bounds:
    # the way along the line, and the distance from it.
    limits = (
        ((rows - row0) * down - col0 * along, along, 0.0, length**2),
        ((rows - row0) * along + col0 * down, -down, -radius * length, radius * length),
    )
    for offset, slope, low, high in limits:
        if slope == 0:
            is_outside = (offset < low) | (offset > high)
            left[is_outside], right[is_outside] = np.inf, -np.inf
            continue
        ends = np.sort([(low - offset) / slope, (high - offset) / slope], axis=0)
        left, right = np.maximum(left, ends[0]), np.minimum(right, ends[1])
    is_empty = left > right
    return np.where(is_empty, np.inf, left), np.where(is_empty, -np.inf, right)


def _crossings(corners: NDArray[np.float64], *, is_top_open: bool) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Rows and columns where the outline crosses whole rows, sorted; an even number in each row."""
    start, end = corners, np.roll(corners, -1, axis=0)
    is_flat = start[:, 0] == end[:, 0]
    start, end = start[~is_flat], end[~is_flat]
    is_upward = start[:, 0] > end[:, 0]
    upper, lower = np.where(is_upward[:, None], end, start), np.where(is_upward[:, None], start, end)
    if is_top_open:
        first, stop = np.floor(upper[:, 0]) + 1, np.floor(lower[:, 0]) + 1
    else:
        first, stop = np.ceil(upper[:, 0]), np.ceil(lower[:, 0])
    counts = (stop - first).astype(np.int64)
    edge = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    rows = first[edge].astype(np.int64) + within
    slope = (lower[:, 1] - upper[:, 1]) / (lower[:, 0] - upper[:, 0])
    cols = upper[edge, 1] + (rows - upper[edge, 0]) * slope[edge]
    order = np.lexsort((cols, rows))
    return rows[order], cols[order]


def _fill_spans(mask: Mask, rows: NDArray[np.int64], cols: NDArray[np.float64]) -> None:
    """Set the pixels between each pair of neighbouring crossings, ends included."""
    starts = np.ceil(cols[0::2] - _TOLERANCE).astype(int).tolist()
    ends = (np.floor(cols[1::2] + _TOLERANCE) + 1).astype(int).tolist()
    for row, first, end in zip(rows[0::2].tolist(), starts, ends, strict=True):
        mask[row, first:end] = True
