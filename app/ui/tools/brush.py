"""The brush and the eraser: strokes of round dabs, joined so that a quick hand leaves no gaps."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from app.core.label_map import UNLABELED, disk, stroke_segment
from app.ui.tools.tool import Point, Pointer, Tool

EXACT_DIAMETER = 128  # up to here the outline follows the pixels; above, steps are too small to matter
SIZE_STEP = 1.15  # one notch of the wheel


class Brush(Tool):
    """Paints the chosen class; the right button erases."""

    erases = False

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._button = Qt.MouseButton.NoButton  # the one that paints, none between strokes
        self._last: Point | None = None  # the last dab of this image, where a straight line starts
        self._sizing: tuple[Pointer, int] | None = None  # where Alt-drag began, and the diameter then
        self._value: int | None = None

    @property
    def is_active(self) -> bool:
        return self._button != Qt.MouseButton.NoButton

    def hint(self) -> str:
        if self.erases:
            return self.tr("Drag: erase · Shift-click: straight line · Alt-drag or Shift+wheel: size")
        return self.tr("Drag: paint · right button: erase · Shift-click: straight line · Alt-drag or Shift+wheel: size")

    def press(self, pointer: Pointer) -> None:
        if self.is_active or pointer.button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        if pointer.has(Qt.KeyboardModifier.AltModifier):
            self._sizing = pointer, self.session.brush_diameter
            return
        is_erasing = self.erases or pointer.button == Qt.MouseButton.RightButton
        self._value = UNLABELED if is_erasing else None
        self._button = pointer.button
        is_line = pointer.has(Qt.KeyboardModifier.ShiftModifier) and self._last is not None
        self._paint(self._last if is_line and self._last else pointer.pixel, pointer.pixel)

    def move(self, pointer: Pointer) -> None:
        if self._sizing is not None:
            start, diameter = self._sizing
            # The edge follows the mouse: a way to the side is a change of the radius.
            self.session.set_brush_diameter(max(1, round(diameter + 2 * (pointer.col - start.col))))
        elif self.is_active and self._last is not None and pointer.pixel != self._last:
            self._paint(self._last, pointer.pixel)

    def release(self, pointer: Pointer) -> None:
        self._sizing = None
        if self.is_active and pointer.button == self._button:
            self._finish()

    def cancel(self) -> None:
        self._sizing = None
        if self.is_active:
            self._button = Qt.MouseButton.NoButton
            self.session.cancel_stroke()

    def leave(self) -> None:
        """A stroke is worth keeping when a key chooses another tool in the middle of it."""
        self._sizing = None
        if self.is_active:
            self._finish()

    def forget(self) -> None:
        self._button, self._last, self._sizing = Qt.MouseButton.NoButton, None, None

    def resize(self, notches: float) -> None:
        """Change the diameter by turns of the wheel, by at least one pixel."""
        old = self.session.brush_diameter
        new = round(old * SIZE_STEP**notches)
        if new == old:
            new += 1 if notches > 0 else -1
        self.session.set_brush_diameter(max(1, new))

    def outline(self, pointer: Pointer | None) -> QPainterPath:
        if self._sizing is not None:
            pointer = self._sizing[0]
        if pointer is None:
            return QPainterPath()
        row, col = pointer.pixel
        return _dab_outline(self.session.brush_diameter).translated(col, row)

    def _paint(self, start: Point, end: Point) -> None:
        diameter = self.session.brush_diameter
        if start == end:
            row, col, mask = end[0] - diameter // 2, end[1] - diameter // 2, disk(diameter)
        else:
            row, col, mask = stroke_segment(start, end, diameter)
        self._last = end
        self.session.paint(row, col, mask, value=self._value)

    def _finish(self) -> None:
        self._button = Qt.MouseButton.NoButton
        name = self.tr("Erase") if self._value == UNLABELED else self.tr("Brush stroke")
        self.session.end_stroke(name)


class Eraser(Brush):
    """Makes pixels unlabeled again."""

    erases = True


@lru_cache(maxsize=16)
def _dab_outline(diameter: int) -> QPainterPath:
    """The outline of a dab at pixel (0, 0)."""
    path = QPainterPath()
    corner = -(diameter // 2)
    if diameter > EXACT_DIAMETER:
        path.addEllipse(QRectF(corner, corner, diameter, diameter))
        return path
    mask = disk(diameter)
    starts, ends = np.argmax(mask, axis=1), diameter - np.argmax(mask[:, ::-1], axis=1)
    right_side, left_side = [], []
    for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        right_side += [QPointF(corner + end, corner + row), QPointF(corner + end, corner + row + 1)]
        left_side += [QPointF(corner + start, corner + row), QPointF(corner + start, corner + row + 1)]
    path.addPolygon(QPolygonF(right_side + left_side[::-1]))
    path.closeSubpath()
    return path
