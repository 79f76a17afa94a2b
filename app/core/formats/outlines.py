"""Masks as outlines and back, each by the rule of the program that reads them.

Two kinds of outline: through the centres of the outermost pixels, for programs that also fill the outline itself
(cv2.fillPoly, PIL, scikit-image), and along the edges of the pixels, for those that fill what lies within (COCO).
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from pycocotools import mask as coco_mask

from app.core.formats.inputs import Points
from app.core.formats.records import Size
from app.core.formats.runs import read_coco_rle
from app.core.masks import Mask, PlacedMask, polygon
from app.core.opencv import cv2

Outline = NDArray[np.int64]  # (N, 2): x, y of pixel centres or corners

_MOST_HOLES = 2000  # of one region; beyond, it is cut into rows
_ELLIPSE_STEPS = 180
_MOST_STEPS = 50_000_000  # of an outline: what COCO's filling needs memory for


def components(mask: Mask) -> Iterator[PlacedMask]:
    """The parts of a mask that hang together over sides or corners: row, col, mask."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    for number in range(1, count):
        left, top, width, height = (int(value) for value in stats[number, :4])
        yield top, left, labels[top : top + height, left : left + width] == number


def center_outlines(mask: Mask) -> tuple[list[Outline], int]:
    """Closed lines through pixel centres that fill_lines turns into exactly this connected mask, and the holes cut.

    Mostly one; holes are joined to the outside by a cut to the left, along which the line goes there and back. Where
    that does not give the same pixels, one line for each run of a row.
    """
    found, hierarchy = cv2.findContours(mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    loops = [each.reshape(-1, 2).astype(np.int64) for each in found]
    if len(loops) <= _MOST_HOLES and sum(parent < 0 for parent in hierarchy[0, :, 3]) == 1:
        outer = int(np.flatnonzero(hierarchy[0, :, 3] < 0)[0])
        holes = [loop for number, loop in enumerate(loops) if number != outer]
        line = _compact(_join(mask, loops[outer], holes)) if holes else _compact(loops[outer])
        if np.array_equal(_filled(line, mask.shape), mask):
            return [line], len(holes)
    return [_padded(np.array([[x0, row], [x1, row]])) for row, x0, x1 in _row_runs(mask)], 0


def _join(mask: Mask, outer: Outline, holes: list[Outline]) -> Outline:
    """One line around a mask and its holes."""
    loops = [outer, *sorted(holes, key=lambda loop: int(loop[:, 0].min()))]
    place: dict[tuple[int, int], tuple[int, int]] = {}
    children: dict[tuple[int, int], list[int]] = {}
    for number, loop in enumerate(loops):
        if number:
            start = int(loop[:, 0].argmin())
            loops[number] = loop = np.roll(loop, -start, axis=0)
            x, y = (int(value) for value in loop[0])
            while x > 0 and mask[y, x - 1]:
                x -= 1
            children.setdefault(place[x, y], []).append(number)
        for at, point in enumerate(loop.tolist()):
            place.setdefault((point[0], point[1]), (number, at))
    line: list[list[int]] = []
    stack = [[0, 0]]  # loop and position; a loop that was reached over a cut lies above the one it came from
    while stack:
        number, at = stack[-1]
        loop = loops[number]
        line.append(loop[at % len(loop)].tolist())  # again after a hole: the cut leads back
        waiting = children.get((number, at))
        if waiting:
            stack.append([waiting.pop(), 0])
        elif at == (len(loop) if number else len(loop) - 1):  # a hole ends where it began
            stack.pop()
        else:
            stack[-1][1] += 1
    return np.array(line)


def _compact(line: Outline) -> Outline:
    """Without the points in the middle of straight steps in the same direction."""
    if len(line) > 2:
        before, after = line - np.roll(line, 1, axis=0), np.roll(line, -1, axis=0) - line
        is_corner = (np.sign(before) != np.sign(after)).any(axis=1) | (before == 0).all(axis=1)
        is_corner |= (np.abs(before).max(axis=1) > 1) | (np.abs(after).max(axis=1) > 1)
        is_corner[0] = True
        line = line[is_corner]
    return _padded(line)


def _padded(line: Outline) -> Outline:
    """At least three points, as readers ask for."""
    return line if len(line) >= 3 else np.concatenate([line, np.repeat(line[-1:], 3 - len(line), axis=0)])


def _filled(line: Outline, shape: tuple[int, ...]) -> Mask:
    canvas = np.zeros(shape, np.uint8)
    cv2.fillPoly(canvas, [line.astype(np.int32)], 1)
    return canvas.astype(bool)


def _row_runs(mask: Mask) -> Iterator[tuple[int, int, int]]:
    """Row, first and last column of every run of true pixels."""
    padded = np.zeros((mask.shape[0], mask.shape[1] + 2), np.int8)
    padded[:, 1:-1] = mask
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    yield from zip(rows.tolist(), starts.tolist(), (ends - 1).tolist(), strict=True)


def edge_outlines(mask: Mask) -> list[Outline]:
    """The closed lines along the edges of a mask's pixels, outer ones clockwise on the screen, holes the other way.

    Where two pixels touch at a corner only, the line keeps them apart. Coordinates are corners: pixel (0, 0) has the
    corners (0, 0) and (1, 1). Only points where the line turns are given.
    """
    padded = np.pad(mask, 1)
    nw, ne, sw, se = padded[:-1, :-1], padded[:-1, 1:], padded[1:, :-1], padded[1:, 1:]
    leaves = np.stack([se & ~ne, sw & ~se, nw & ~sw, ne & ~nw])  # to the right, down, left, up: (4, h + 1, w + 1)
    comes = np.stack([sw & ~nw, nw & ~ne, ne & ~se, se & ~sw])  # going right, down, left, up
    ys, xs = np.nonzero((leaves & ~comes).any(axis=0))
    ways = leaves[:, ys, xs]  # (4, N)
    every = np.arange(len(ys))
    by_column = np.lexsort((ys, xs))
    rank = np.empty_like(by_column)
    rank[by_column] = every
    # From a turn a line goes straight to the nearest one in its row or column.
    nearest = np.stack([every + 1, by_column[(rank + 1) % len(ys)], every - 1, by_column[rank - 1]])
    way, at = np.nonzero(ways)
    to = nearest[way, at]
    # Where two lines meet, the one that turns right stays with its pixel.
    turned = np.where(ways[:, to].sum(axis=0) == 2, (way + 1) % 4, ways[:, to].argmax(axis=0))
    following = np.full(4 * len(ys), -1)
    following[4 * at + way] = 4 * to + turned
    return [np.stack([xs[line], ys[line]], axis=1) for line in _cycles(following.tolist(), (4 * at + way).tolist())]


def _cycles(following: list[int], starts: list[int]) -> Iterator[list[int]]:
    """The closed lines, as numbers of turns; `following` is used up."""
    for start in starts:
        line, at = [], start
        while following[at] >= 0:
            line.append(at >> 2)
            following[at], at = -1, following[at]
        if line:
            yield line


def fill_lines(points: Points, size: Size) -> PlacedMask:
    """What cv2.fillPoly makes of the points cut to whole numbers: ultralytics' and X-AnyLabeling's rule."""
    line = np.trunc(points).astype(np.int64)
    if not len(line):
        return _nothing()
    left, top = line.min(axis=0)
    right, bottom = line.max(axis=0)
    if left < 0 or top < 0 or right >= size[1] or bottom >= size[0]:
        # OpenCV clips a line before it steps along it, so what leaves the image has other pixels within.
        return 0, 0, _filled(line, size)
    return _clipped(
        int(top), int(left), _filled(line - (left, top), (int(bottom - top) + 1, int(right - left) + 1)), size
    )


def fill_pillow(points: Points, size: Size, *, outline: bool = True) -> PlacedMask:
    """What Pillow's ImageDraw.polygon makes of the points: labelme's rule; without outline, that of Cityscapes."""
    if len(points) < 2:
        return _nothing()
    left, top = (int(value) for value in np.floor(points.min(axis=0)))
    right, bottom = (int(value) for value in np.ceil(points.max(axis=0)))
    canvas = Image.new("L", (right - left + 2, bottom - top + 2), 0)
    shifted = [(x - left, y - top) for x, y in points.tolist()]
    ImageDraw.Draw(canvas).polygon(shifted, outline=1 if outline else None, fill=1)
    return _clipped(top, left, np.array(canvas, dtype=bool), size)


def fill_pillow_box(corners: Points, size: Size, *, is_ellipse: bool = False) -> PlacedMask:
    """What Pillow's ImageDraw makes of the rectangle between two opposite corners, or of the ellipse in it."""
    (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    row, col = math.floor(top), math.floor(left)
    canvas = Image.new("L", (math.ceil(right) - col + 2, math.ceil(bottom) - row + 2), 0)
    draw = ImageDraw.Draw(canvas)
    box = (left - col, top - row, right - col, bottom - row)
    (draw.ellipse if is_ellipse else draw.rectangle)(box, outline=1, fill=1)
    return _clipped(row, col, np.array(canvas, dtype=bool), size)


def fill_inclusive(points: Points, size: Size) -> PlacedMask:
    """The pixels whose centre lies in or on the outline of the points cut to whole numbers: ISAT's rule."""
    if len(points) < 1:
        return _nothing()
    line = np.trunc(points)
    row, col, mask = polygon([(y, x) for x, y in line.tolist()])
    if not mask.size:
        (left, top), (right, bottom) = line.min(axis=0).astype(int), line.max(axis=0).astype(int)
        row, col, mask = int(top), int(left), np.zeros((int(bottom - top) + 1, int(right - left) + 1), bool)
    for (x0, y0), (x1, y1) in zip(line.tolist(), np.roll(line, -1, axis=0).tolist(), strict=True):
        if y0 == y1:  # flat edges have pixels only on themselves
            mask[int(y0) - row, int(min(x0, x1)) - col : int(max(x0, x1)) - col + 1] = True
    return _clipped(row, col, mask, size)


def turned(points: Points, center: tuple[float, float], degrees: float) -> Points:
    """Points (N, 2) turned around a centre (x, y), clockwise as the screen shows them."""
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    return (points - center) @ np.array([(cos, sin), (-sin, cos)]) + center


def box_corners(x: float, y: float, width: float, height: float) -> Points:
    """The corners (4, 2) of a box."""
    return np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


def ellipse_points(x: float, y: float, rx: float, ry: float) -> Points:
    """Points (180, 2) on an ellipse around (x, y)."""
    angles = np.arange(_ELLIPSE_STEPS) * (2 * math.pi / _ELLIPSE_STEPS)
    return np.stack([x + rx * np.cos(angles), y + ry * np.sin(angles)], axis=1)


def fill_coco(outlines: list[Points], size: Size) -> PlacedMask:
    """What pycocotools makes of one object's outlines, which it joins: the rule of COCO and CVAT."""
    height, width = size
    steps = sum(float(np.abs(np.diff(line, axis=0)).sum()) for line in outlines)
    if steps > _MOST_STEPS:
        raise ValueError("an outline is too long")
    lines = [line.ravel().tolist() for line in outlines if len(line) >= 3]
    if not lines:
        return _nothing()
    packed = coco_mask.merge(coco_mask.frPyObjects(lines, height, width))
    return read_coco_rle({"size": list(size), "counts": packed["counts"]}, size)


def _nothing() -> PlacedMask:
    return 0, 0, np.zeros((0, 0), bool)


def _clipped(row: int, col: int, mask: Mask, size: Size) -> PlacedMask:
    row0, col0 = max(row, 0), max(col, 0)
    row1, col1 = min(row + mask.shape[0], size[0]), min(col + mask.shape[1], size[1])
    if row0 >= row1 or col0 >= col1:
        return _nothing()
    return row0, col0, mask[row0 - row : row1 - row, col0 - col : col1 - col]


def dense(line: Outline) -> Outline:
    """Every pixel that the line steps on, where it passes one twice; else the line itself.

    scikit-image fills no thin part, but every corner: so ISAT's converter keeps the pixels.
    """
    after = np.roll(line, -1, axis=0)
    counts = np.maximum(np.abs(after - line).max(axis=1), 1)
    at = np.repeat(np.arange(len(line)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    every = line[at] + (after - line)[at] * within[:, None] // counts[at][:, None]
    return every if len(np.unique(every, axis=0)) < len(every) else line
