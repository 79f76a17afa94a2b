"""The polygon: corners by clicks, closed by a double-click, Enter or a click on the first corner."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from app.core.label_map import polygon
from app.ui.tools.tool import Point, Pointer, Tool

CLOSING_DISTANCE = 8.0  # logical pixels from the first corner


class Polygon(Tool):
    """Gives the chosen class to the pixels inside and on a polygon whose corners are pixels."""

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._corners: list[Point] = []

    @property
    def is_active(self) -> bool:
        return bool(self._corners)

    def hint(self) -> str:
        if len(self._corners) < 3:
            return self.tr("Click: set a corner, at least three · Backspace: remove the last · Esc: cancel")
        return self.tr("Double-click, Enter or a click on the first corner: close · Backspace: remove the last")

    def press(self, pointer: Pointer) -> None:
        if pointer.button != Qt.MouseButton.LeftButton or self.session.labels is None:
            return
        if len(self._corners) >= 3 and self._is_at_start(pointer):
            self._close()
        elif not self._corners or pointer.pixel != self._corners[-1]:
            self._corners.append(pointer.pixel)
            self.changed.emit()

    def double_click(self, pointer: Pointer) -> None:
        if pointer.button == Qt.MouseButton.LeftButton:
            self._close()

    def key(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._close()
        elif key == Qt.Key.Key_Backspace:
            self._corners.pop()
            self.changed.emit()
        else:
            return super().key(key)
        return True

    def cancel(self) -> None:
        self._corners.clear()
        self.changed.emit()

    def forget(self) -> None:
        self.cancel()

    def outline(self, pointer: Pointer | None) -> QPainterPath:
        path = QPainterPath()
        if not self._corners:
            return path
        points = [QPointF(col + 0.5, row + 0.5) for row, col in self._corners]
        if pointer is not None:
            points.append(QPointF(pointer.col, pointer.row))
        path.addPolygon(QPolygonF(points))
        path.closeSubpath()
        return path

    def handles(self) -> list[tuple[float, float]]:
        return [(row + 0.5, col + 0.5) for row, col in self._corners]

    def _is_at_start(self, pointer: Pointer) -> bool:
        row, col = self._corners[0]
        away = math.hypot(row + 0.5 - pointer.row, col + 0.5 - pointer.col)
        return away * pointer.scale <= CLOSING_DISTANCE

    def _close(self) -> None:
        """Paint the polygon; with fewer than three corners it stays open."""
        if len(self._corners) < 3:
            return
        row, col, mask = polygon(self._corners)
        self._corners = []
        self.changed.emit()
        self.session.paint(row, col, mask)
        self.session.end_stroke(self.tr("Polygon"))
