"""Tiles: a large plane in squares, so that what is kept and redrawn follows what was touched and not the image."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.core.masks import Mask
from app.core.opencv import cv2

TILE = 256  # side in pixels of the squares whose old content is kept while an edit is open

Plane = NDArray[np.uint8]
Cell = TypeVar("Cell", bound=np.generic)
Box = tuple[int, int, int, int]  # row0, col0, row1, col1; half open
Tile = tuple[int, int]  # row and column, counted in tiles


def union(boxes: Iterable[Box]) -> Box | None:
    """The smallest box around all of them; None for no boxes."""
    sides = list(zip(*boxes, strict=True))
    return (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])) if sides else None


def tiles_of(box: Box) -> list[Tile]:
    """The tiles that a box touches, row by row."""
    return [tile for tile, _ in parts_of(box)]


def parts_of(box: Box) -> Iterator[tuple[Tile, Box]]:
    """The tiles a box touches, each with the part of the box inside it."""
    row0, col0, row1, col1 = box
    for tile_row in range(row0 // TILE, (row1 - 1) // TILE + 1):
        for tile_col in range(col0 // TILE, (col1 - 1) // TILE + 1):
            top, left = tile_row * TILE, tile_col * TILE
            inner = (max(row0, top), max(col0, left), min(row1, top + TILE), min(col1, left + TILE))
            yield (tile_row, tile_col), inner


def part(plane: NDArray[Cell], box: Box) -> NDArray[Cell]:
    """What lies in the box: a view."""
    return plane[box[0] : box[2], box[1] : box[3]]


def shift(box: Box, rows: int, cols: int) -> Box:
    """The box moved by rows and columns."""
    return box[0] + rows, box[1] + cols, box[2] + rows, box[3] + cols


def bounds(mask: Mask) -> Box | None:
    """The smallest box around what is set; None where nothing is."""
    left, top, width, height = cv2.boundingRect(mask.view(np.uint8))
    return (top, left, top + height, left + width) if width else None
