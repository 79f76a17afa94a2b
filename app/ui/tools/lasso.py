"""The lasso: an outline drawn by hand, closed where the button is let go."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from app.core.masks import polygon
from app.ui.tools.tool import Point, Pointer, Tool


class Lasso(Tool):
    """Gives the chosen class to the pixels inside and on the way of the mouse."""

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._way: list[Point] = []

    @property
    def is_active(self) -> bool:
        return bool(self._way)

    def hint(self) -> str:
        return self.tr("Drag around the area; it closes where you let go · Esc: cancel")

    def press(self, pointer: Pointer) -> None:
        if pointer.button == Qt.MouseButton.LeftButton and self.session.labels is not None:
            self._way = [pointer.pixel]
            self.changed.emit()

    def move(self, pointer: Pointer) -> None:
        if self._way and pointer.pixel != self._way[-1]:
            self._way.append(pointer.pixel)
            self.changed.emit()

    def release(self, pointer: Pointer) -> None:
        if not self._way or pointer.button != Qt.MouseButton.LeftButton:
            return
        way, self._way = self._way, []
        self.changed.emit()
        if len(way) >= 3:
            self.paint_step(polygon(way), self.tr("Lasso"))

    def cancel(self) -> None:
        self._way = []
        self.changed.emit()

    def forget(self) -> None:
        self.cancel()

    def outline(self, pointer: Pointer | None) -> QPainterPath:
        path = QPainterPath()
        if len(self._way) > 1:
            path.addPolygon(QPolygonF([QPointF(col + 0.5, row + 0.5) for row, col in self._way]))
            path.closeSubpath()
        return path
