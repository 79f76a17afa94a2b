"""A widget that shows an image at a zoom and a position: wheel, pinch, Space-drag and middle-drag."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QNativeGestureEvent, QResizeEvent, QSinglePointEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.core.tiles import Box
from app.ui.canvas_view import View

NOTCH = 120  # angle units of one step of a wheel
NOTCHES_TO_DOUBLE = 3
SMALL_STEPS = (1 / 16, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3)
STEPS = (*SMALL_STEPS, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0)


class ZoomArea(QWidget):
    """Holds the view and the ways to change it; draws nothing itself."""

    zoom_changed = Signal(float)  # device pixels per image pixel
    panned = Signal(int, int)  # device pixels right and down
    pan_state_changed = Signal()  # ready to pan, panning, or neither any more

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = View()
        self._is_space_down = False
        self._pan_button: Qt.MouseButton | None = None
        self._pan_point = QPointF()

    @property
    def zoom(self) -> float:
        """Device pixels per image pixel: 1.0 is 100 %."""
        return self.view.zoom

    @property
    def is_panning(self) -> bool:
        """Whether the image is being dragged."""
        return self._pan_button is not None

    @property
    def is_ready_to_pan(self) -> bool:
        """Whether Space is held, so that the left button drags the image."""
        return self._is_space_down

    def to_image(self, point: QPointF) -> tuple[int, int]:
        """The (row, col) of the image pixel under a point of the widget; it may lie outside the image."""
        row, col = self.view.position(point)
        return math.floor(row), math.floor(col)

    def to_screen(self, row: int, col: int) -> QPointF:
        """The point of the widget at the centre of an image pixel: the inverse of `to_image`."""
        return self.view.point(row + 0.5, col + 0.5)

    def set_zoom(self, zoom: float, anchor: QPointF | None = None) -> None:
        """Zoom within the limits; what is under `anchor`, the middle by default, stays there."""
        self.view.set_zoom(zoom, QPointF(self.width() / 2, self.height() / 2) if anchor is None else anchor)
        self.zoom_changed.emit(self.view.zoom)

    def zoom_fit(self) -> None:
        """Show the whole image; it stays fitted when the widget is resized."""
        self.view.fit()
        self.zoom_changed.emit(self.view.zoom)

    def show_box(self, box: Box) -> None:
        """Bring a half-open box of the image to the middle, with its surroundings."""
        self.view.show_box(box)
        self.zoom_changed.emit(self.view.zoom)

    def zoom_actual(self) -> None:
        """Show one image pixel on one pixel of the screen."""
        self.set_zoom(1.0)

    def zoom_in(self) -> None:
        """Go to the next larger step of zoom."""
        self.set_zoom(STEPS[min(bisect_right(STEPS, self.view.zoom * 1.001), len(STEPS) - 1)])

    def zoom_out(self) -> None:
        """Go to the next smaller step of zoom."""
        self.set_zoom(STEPS[max(bisect_left(STEPS, self.view.zoom / 1.001) - 1, 0)])

    def begin_pan(self, event: QSinglePointEvent, *, is_left_enough: bool = False) -> bool:
        """Start to drag the image if the press asks for it; `is_left_enough` without Space."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        if not (event.button() == Qt.MouseButton.MiddleButton or (is_left and (self._is_space_down or is_left_enough))):
            return False
        self._pan_button, self._pan_point = event.button(), event.position()
        self.pan_state_changed.emit()
        return True

    def go_on_panning(self, event: QSinglePointEvent) -> bool:
        """Follow the mouse if the image is being dragged."""
        if self._pan_button is None:
            return False
        way = (event.position() - self._pan_point) * self.view.ratio
        right, down = round(way.x()), round(way.y())
        self._pan_point += QPointF(right, down) / self.view.ratio
        right, down = self.view.pan(right, down)
        if right or down:
            self.panned.emit(right, down)
        return True

    def end_pan(self, event: QSinglePointEvent) -> bool:
        """Let go if this is the button that drags the image."""
        if self._pan_button is None or event.button() != self._pan_button:
            return False
        self._pan_button = None
        self.pan_state_changed.emit()
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor."""
        notches = event.angleDelta().y() / NOTCH
        if notches:
            self.set_zoom(self.view.zoom * 2 ** (notches / NOTCHES_TO_DOUBLE), event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space makes ready to pan."""
        if event.key() != Qt.Key.Key_Space:
            event.ignore()
        elif not event.isAutoRepeat():
            self._set_space_down(True)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space let go."""
        if event.key() != Qt.Key.Key_Space:
            event.ignore()
        elif not event.isAutoRepeat():
            self._set_space_down(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The release of Space will go elsewhere."""
        self._set_space_down(False)
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the image fitted, or what is in the middle there."""
        self._measure()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Pinch on a touch pad, and moves to a screen of another scale."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.set_zoom(self.view.zoom * (1 + event.value()), event.position())
                return True
        elif event.type() == QEvent.Type.DevicePixelRatioChange:
            self._measure()
        return super().event(event)

    def _measure(self) -> None:
        self.view.set_viewport(self.width(), self.height(), self.devicePixelRatioF())
        self.zoom_changed.emit(self.view.zoom)

    def _set_space_down(self, is_down: bool) -> None:
        if is_down != self._is_space_down:
            self._is_space_down = is_down
            self.pan_state_changed.emit()
