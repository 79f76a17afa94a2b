"""The polygon: corners by clicks, moved by dragging, closed by a double-click, Enter or a click on the first corner."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from app.core.masks import polygon
from app.ui.tools.tool import Point, Pointer, Tool

GRIP = 8.0  # logical pixels around a corner in which it is taken


class Polygon(Tool):
    """Gives the chosen class to the pixels inside and on a polygon whose corners are pixels."""

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._corners: list[Point] = []
        self._removed: list[Point] = []  # corners taken back, the last of them last
        self._held: int | None = None  # the corner under the button that is down
        self._is_moved = False  # and whether it was dragged

    @property
    def is_active(self) -> bool:
        return bool(self._corners)

    def hint(self) -> str:
        if len(self._corners) < 3:
            return self.tr("Click: set a corner, at least three · Backspace: remove the last · Esc: cancel")
        return self.tr(
            "Double-click, Enter or a click on the first corner: close · drag a corner: move it"
            " · Backspace: remove the last"
        )

    def press(self, pointer: Pointer) -> None:
        if pointer.button != Qt.MouseButton.LeftButton or self.session.labels is None:
            return
        self._held, self._is_moved = self._corner_at(pointer), False
        if self._held is None:
            self._corners.append(pointer.pixel)
            self._removed.clear()
            self._held = len(self._corners) - 1
            self._is_moved = True  # a new corner follows the mouse until the button is up
            self.changed.emit()

    def move(self, pointer: Pointer) -> None:
        if self._held is not None and pointer.pixel != self._corners[self._held]:
            if self._is_moved or not self._is_near(pointer, self._held):
                self._corners[self._held] = pointer.pixel
                self._is_moved = True
            self.changed.emit()

    def release(self, pointer: Pointer) -> None:
        if pointer.button != Qt.MouseButton.LeftButton:
            return
        held, self._held = self._held, None
        if held == 0 and not self._is_moved and len(self._corners) >= 3:
            self._close()

    def double_click(self, pointer: Pointer) -> None:
        if pointer.button == Qt.MouseButton.LeftButton:
            self._held = None
            self._close()

    def key(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._close()
        elif key == Qt.Key.Key_Backspace:
            self.take_back()
        else:
            return super().key(key)
        return True

    def take_back(self) -> bool:
        """Remove the corner that was set last."""
        if not self._corners:
            return False
        self._held = None
        self._removed.append(self._corners.pop())
        if not self._corners:  # nothing is begun any more: what can be had again now are steps of the history
            self._removed.clear()
        self.changed.emit()
        return True

    @property
    def can_bring_back(self) -> bool:
        return bool(self._removed)

    def bring_back(self) -> bool:
        if not self._removed:
            return False
        self._corners.append(self._removed.pop())
        self.changed.emit()
        return True

    def cancel(self) -> None:
        self._corners.clear()
        self._removed.clear()
        self._held = None
        self.changed.emit()

    def forget(self) -> None:
        self.cancel()

    def outline(self, pointer: Pointer | None) -> QPainterPath:
        path = QPainterPath()
        if not self._corners:
            return path
        points = [QPointF(col + 0.5, row + 0.5) for row, col in self._corners]
        if pointer is not None and self._held is None and self._corner_at(pointer) is None:
            points.append(QPointF(pointer.col, pointer.row))
        path.addPolygon(QPolygonF(points))
        path.closeSubpath()
        return path

    def handles(self) -> list[tuple[float, float]]:
        return [(row + 0.5, col + 0.5) for row, col in self._corners]

    def _corner_at(self, pointer: Pointer) -> int | None:
        """The corner under the mouse, the newest of those that lie together; the first before all."""
        near = [number for number in range(len(self._corners)) if self._is_near(pointer, number)]
        if len(near) > 1 and near[0] == 0 and len(self._corners) >= 3:
            return 0
        return near[-1] if near else None

    def _is_near(self, pointer: Pointer, number: int) -> bool:
        row, col = self._corners[number]
        return math.hypot(row + 0.5 - pointer.row, col + 0.5 - pointer.col) * pointer.scale <= GRIP

    def _close(self) -> None:
        """Paint the polygon; with fewer than three corners it stays open."""
        if len(self._corners) < 3:
            return
        placed = polygon(self._corners)
        self._corners, self._removed, self._held = [], [], None
        self.changed.emit()
        self.paint_step(placed, self.tr("Polygon"))
