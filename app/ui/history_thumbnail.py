"""What a step of the history looks like in small: the image, dimmed, and on it what the step changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from app.core.edits import TileChange
from app.core.errors import ProjectError
from app.core.history import Step, loaded
from app.core.label_map import UNLABELED
from app.core.tiles import Box

Pixels = NDArray[np.uint8]

SIZE = QSize(44, 30)  # device-independent pixels
_MOST_TILES = 24  # looked at: accepting 100 megapixels touches 1600
_DIMMED = 0.45
_MAIN_SHARE = 0.6  # of the changed pixels: below it no class stands for the step
_SMALLEST_BOX = 4.0
_DARK = 70


@dataclass(frozen=True)
class Seen:
    """What is seen of a step in small: the labels of some of its tiles before and after, each unpacked once."""

    tiles: tuple[tuple[Box, Pixels, Pixels], ...]

    @classmethod
    def of(cls, edit: Step) -> Seen:
        """Of a step on the disk that cannot be read, nothing."""
        return cls(tuple((t.box, t.labels(is_new=False), t.labels(is_new=True)) for t in _some_tiles(edit)))

    def main_class(self) -> int | None:
        """The class that most of the changed pixels became, UNLABELED where they were erased; None for a mixture."""
        counts = np.zeros(256, np.int64)
        for _, old, new in self.tiles:
            is_changed = old != new
            changed, value = np.count_nonzero(is_changed), new.flat[is_changed.argmax()]
            if np.count_nonzero(is_changed & (new == value)) == changed:  # most often, and soon known
                counts[value] += changed
            else:
                counts += np.bincount(new[is_changed], minlength=256)
        value = int(counts.argmax())
        return value if counts[value] and counts[value] >= _MAIN_SHARE * counts.sum() else None


def sketch(image: Pixels, ratio: float) -> Pixels:
    """The image (H, W, 3) at the size of a thumbnail, dimmed, sampled and not averaged: (h, w, 3) uint8."""
    height, width = image.shape[:2]
    scale = min(SIZE.height() * ratio / height, SIZE.width() * ratio / width)
    rows, cols = max(1, round(height * scale)), max(1, round(width * scale))
    at_rows = ((np.arange(rows) + 0.5) * height / rows).astype(np.intp)
    at_cols = ((np.arange(cols) + 0.5) * width / cols).astype(np.intp)
    return (image[at_rows[:, None], at_cols[None]] * _DIMMED).astype(np.uint8)


def thumbnail(seen: Seen, box: Box, below: Pixels, shape: tuple[int, int], palette: Pixels, ratio: float) -> QPixmap:
    """The step in its box, drawn on `below`, a sketch of the image of `shape` (H, W); palette (256, 3) RGB by class."""
    pixels = below.copy()
    scale = pixels.shape[0] / shape[0], pixels.shape[1] / shape[1]
    for tile in seen.tiles:
        _draw_tile(pixels, *tile, scale, palette)
    height, width = pixels.shape[:2]
    drawn = QPixmap.fromImage(QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888))
    value = seen.main_class()
    is_colored = value is not None and value != UNLABELED
    color = QColor(*(int(part) for part in palette[value])) if is_colored else QColor("white")
    if color.lightness() < _DARK:
        color = QColor("white")  # black background would not be seen on the dimmed image
    row0, col0, row1, col1 = box
    frame = QRectF(col0 * scale[1], row0 * scale[0], (col1 - col0) * scale[1], (row1 - row0) * scale[0])
    short = max(0.0, _SMALLEST_BOX * ratio - frame.width()) / 2, max(0.0, _SMALLEST_BOX * ratio - frame.height()) / 2
    frame = frame.adjusted(-short[0], -short[1], short[0], short[1]) & QRectF(drawn.rect()).adjusted(
        0.5, 0.5, -0.5, -0.5
    )
    painter = QPainter(drawn)
    painter.setPen(QPen(color, ratio, Qt.PenStyle.SolidLine if is_colored else Qt.PenStyle.DotLine))
    painter.drawRect(frame)
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def _some_tiles(edit: Step) -> tuple[TileChange, ...]:
    try:
        tiles = loaded(edit).tiles
    except ProjectError:  # said when somebody goes back to it; the row stands in the list with its box alone
        return ()
    step = -(-len(tiles) // _MOST_TILES)
    return tiles[:: max(1, step)]


def _draw_tile(
    pixels: Pixels, box: Box, before: Pixels, after: Pixels, scale: tuple[float, float], palette: Pixels
) -> None:
    row0, col0, row1, col1 = box
    rows = np.arange(int(row0 * scale[0]), min(int(np.ceil(row1 * scale[0])), pixels.shape[0]))
    cols = np.arange(int(col0 * scale[1]), min(int(np.ceil(col1 * scale[1])), pixels.shape[1]))
    at_rows = np.clip(((rows + 0.5) / scale[0]).astype(np.intp) - row0, 0, row1 - row0 - 1)
    at_cols = np.clip(((cols + 0.5) / scale[1]).astype(np.intp) - col0, 0, col1 - col0 - 1)
    new = after[at_rows[:, None], at_cols[None]]
    old = before[at_rows[:, None], at_cols[None]]
    part = pixels[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    is_changed = new != old
    part[is_changed] = np.where((new == UNLABELED)[..., None], 200, palette[new])[is_changed]
