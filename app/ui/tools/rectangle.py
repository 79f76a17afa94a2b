"""The rectangle and the ellipse: dragged from corner to corner."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath

from app.core.masks import ellipse, rectangle
from app.ui.tools.tool import Point, Pointer, Tool, path_around_pixels

SHORTEST_DRAG = 3.0  # logical pixels; a click alone does nothing


class DraggedBox(Tool):
    """Something done to the pixels between two opposite corners; with Shift the sides are equal."""

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._start: Pointer | None = None
        self._end: Pointer | None = None

    @property
    def is_active(self) -> bool:
        return self._start is not None

    def press(self, pointer: Pointer) -> None:
        if pointer.button == Qt.MouseButton.LeftButton and self.session.labels is not None:
            self._start = self._end = pointer
            self.changed.emit()

    def move(self, pointer: Pointer) -> None:
        if self._start is not None:
            self._end = pointer
            self.changed.emit()

    def release(self, pointer: Pointer) -> None:
        start = self._start
        if start is None or pointer.button != start.button:
            return
        self._start = self._end = None
        way = max(abs(pointer.row - start.row), abs(pointer.col - start.col)) * pointer.scale
        if way >= SHORTEST_DRAG:
            self.use(start.pixel, _corner(start, pointer))
        self.changed.emit()

    def use(self, start: Point, end: Point) -> None:
        """Do what the tool is for with the box between two corner pixels, both included."""
        raise NotImplementedError

    def cancel(self) -> None:
        self._start = self._end = None
        self.changed.emit()

    def forget(self) -> None:
        self.cancel()

    def outline(self, pointer: Pointer | None) -> QPainterPath:
        if self._start is None or self._end is None:
            return QPainterPath()
        return self.shape(self._start.pixel, _corner(self._start, self._end))

    def shape(self, start: Point, end: Point) -> QPainterPath:
        """The outline while it is dragged."""
        return path_around_pixels(*start, *end)


class Rectangle(DraggedBox):
    """Gives the chosen class to the pixels of a rectangle, both corner pixels included."""

    def hint(self) -> str:
        return self.tr("Drag from corner to corner · Shift: a square · Esc: cancel")

    def use(self, start: Point, end: Point) -> None:
        self.paint_step(rectangle(*start, *end), self.tr("Rectangle"))


class Ellipse(DraggedBox):
    """Gives the chosen class to the pixels of an ellipse between two corners."""

    def hint(self) -> str:
        return self.tr("Drag from corner to corner of the ellipse · Shift: a circle · Esc: cancel")

    def use(self, start: Point, end: Point) -> None:
        self.paint_step(ellipse(*start, *end), self.tr("Ellipse"))

    def shape(self, start: Point, end: Point) -> QPainterPath:
        path = QPainterPath()
        path.addEllipse(QRectF(path_around_pixels(*start, *end).boundingRect()))
        return path


def _corner(start: Pointer, end: Pointer) -> Point:
    """The corner pixel opposite to the start; with Shift as far down as along."""
    (row0, col0), (row1, col1) = start.pixel, end.pixel
    if not end.has(Qt.KeyboardModifier.ShiftModifier):
        return row1, col1
    side = max(abs(row1 - row0), abs(col1 - col0))
    return row0 + int(math.copysign(side, row1 - row0)), col0 + int(math.copysign(side, col1 - col0))
