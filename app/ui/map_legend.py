"""The legend of a heatmap: its colours from 0 to 100 %, and what they measure, in a corner of the canvas."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.session import Session
from app.ui import numbers
from app.ui.canvas_picture import CanvasPicture
from app.ui.color_maps import HEAT_MAPS, heat_palette
from app.ui.theme import SPACE, current_colors

MARGIN = 3 * SPACE  # from the corner of the canvas
STRIP = QSize(44 * SPACE, 2 * SPACE)  # of colours
_WIDEST = STRIP.width() * 2  # a longer name of a class is cut off


class MapLegend(QWidget):
    """Lies over a corner of a canvas while it shows a heatmap or the uncertainty; lets the mouse through."""

    def __init__(self, session: Session, picture: CanvasPicture, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setObjectName("mapLegend")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._session, self._picture = session, picture
        self._map = ""
        self._text = ""
        canvas.installEventFilter(self)
        for signal in (session.class_chosen, session.classes_changed, picture.mapped):
            signal.connect(self._follow)
        self._follow()

    @property
    def text(self) -> str:
        """What the colours measure."""
        return self._text

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the canvas gets another size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = max(STRIP.width(), min(metrics.horizontalAdvance(self._text), _WIDEST))
        return QSize(width + 4 * SPACE, 2 * metrics.height() + STRIP.height() + 5 * SPACE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, line = current_colors(), self.fontMetrics().height()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(colors.window)
        ground.setAlpha(225)
        painter.setPen(QColor(colors.border))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), SPACE, SPACE)
        inner = QRectF(self.rect()).adjusted(2 * SPACE, 1.5 * SPACE, -2 * SPACE, -1.5 * SPACE)
        painter.setPen(QColor(colors.text))
        title = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(QRectF(inner.left(), inner.top(), inner.width(), line), Qt.AlignmentFlag.AlignLeft, title)
        strip = QRectF(inner.left(), inner.top() + line + SPACE, inner.width(), STRIP.height())
        painter.drawImage(strip, self._ramp())
        below = QRectF(inner.left(), strip.bottom() + SPACE / 2, inner.width(), line)
        painter.setPen(QColor(colors.muted))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, numbers.percent(0))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, numbers.percent(1))

    def _ramp(self) -> QImage:
        """The colours of the map from its lowest to its highest value, 256 x 1."""
        ramp = np.ascontiguousarray(heat_palette(HEAT_MAPS[self._map]))
        return QImage(ramp.data, 256, 1, 768, QImage.Format.Format_RGB888).copy()

    @Slot()
    def _follow(self) -> None:
        self._map = self._picture.map
        self.setVisible(bool(self._map))
        if not self._map:
            return
        self._text = self._title()
        self.setAccessibleName(self._text)
        self._place()
        self.update()

    def _title(self) -> str:
        if self._map == "uncertainty":
            return self.tr("Uncertainty")
        index = self._session.chosen_class
        name = self._session.classes[index].name if index in self._session.classes else ""
        return self.tr("Probability of {}").format(name)

    def _place(self) -> None:
        canvas = self.parentWidget()
        if self.isHidden() or canvas is None:
            return
        size = self.sizeHint().boundedTo(canvas.size() - QSize(2 * MARGIN, 2 * MARGIN))
        self.setGeometry(MARGIN, canvas.height() - size.height() - MARGIN, size.width(), size.height())
