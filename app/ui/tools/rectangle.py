"""The rectangle: dragged from corner to corner."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath

from app.core.label_map import rectangle
from app.ui.tools.tool import Pointer, Tool, path_around_pixels

SHORTEST_DRAG = 3.0  # logical pixels; a click alone paints nothing


class Rectangle(Tool):
    """Gives the chosen class to the pixels of a rectangle, both corner pixels included."""

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._start: Pointer | None = None
        self._end: Pointer | None = None

    @property
    def is_active(self) -> bool:
        return self._start is not None

    def hint(self) -> str:
        return self.tr("Drag from corner to corner · Esc: cancel")

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
        self.cancel()
        way = max(abs(pointer.row - start.row), abs(pointer.col - start.col)) * pointer.scale
        if way >= SHORTEST_DRAG:
            row, col, mask = rectangle(*start.pixel, *pointer.pixel)
            self.session.paint(row, col, mask)
            self.session.end_stroke(self.tr("Rectangle"))

    def cancel(self) -> None:
        self._start = self._end = None
        self.changed.emit()

    def forget(self) -> None:
        self.cancel()

    def outline(self, pointer: Pointer | None) -> QPainterPath:
        if self._start is None or self._end is None:
            return QPainterPath()
        return path_around_pixels(*self._start.pixel, *self._end.pixel)
