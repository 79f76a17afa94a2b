"""A ring that shows for a moment where on the image to look."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPointF, QRectF, Qt, QVariantAnimation, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.core.tiles import Box
from app.ui.canvas_zoom import ZoomArea
from app.ui.theme import DARK

SHOWN_MS = 2600
_CLOSING_SHARE = 0.15  # of that time in which the ring closes in; it fades in the last third
_SMALLEST = 28.0  # logical pixels of its radius
_MARGIN = 10.0


class Ring(QWidget):
    """Lies over the canvas, as small as the ring, and lets the mouse through. It is a sight only."""

    def __init__(self, canvas: ZoomArea) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._box: Box | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._clock = QVariantAnimation(self)
        self._clock.setStartValue(0.0)
        self._clock.setEndValue(1.0)
        self._clock.setDuration(SHOWN_MS)
        self._clock.setEasingCurve(QEasingCurve.Type.Linear)
        self._clock.valueChanged.connect(lambda _share: self.update())
        self._clock.finished.connect(self.hide)
        canvas.zoom_changed.connect(self._place)
        canvas.panned.connect(self._place)

    @property
    def box(self) -> Box | None:
        """What is ringed, in pixels of the image; None while nothing is."""
        return self._box if not self.isHidden() else None

    def show_box(self, box: Box) -> None:
        """Ring a half-open box of the image for a moment."""
        self._box = box
        self._place()
        self.show()
        self.raise_()
        self._clock.stop()
        self._clock.start()

    def clear(self) -> None:
        """Take the ring away."""
        self._clock.stop()
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        share = float(self._clock.currentValue())
        opening = max(0.0, 1 - share / _CLOSING_SHARE)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(min(1.0, 3 * (1 - share)))
        inset = _MARGIN * (1 - 0.7 * opening)
        area = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        for color, width in ((QColor(0, 0, 0, 170), 6.0), (QColor(DARK.accent), 3.0)):
            painter.setPen(QPen(color, width))
            painter.drawEllipse(area)

    @Slot()
    def _place(self) -> None:
        if self._box is None:
            return
        row0, col0, row1, col1 = self._box
        first, last = self._canvas.view.point(row0, col0), self._canvas.view.point(row1, col1)
        middle = QPointF((first.x() + last.x()) / 2, (first.y() + last.y()) / 2)
        wide, high = (max(_SMALLEST, 0.71 * side) + _MARGIN for side in (last.x() - first.x(), last.y() - first.y()))
        self.setGeometry(QRectF(middle.x() - wide, middle.y() - high, 2 * wide, 2 * high).toAlignedRect())
