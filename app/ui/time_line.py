"""The time line of a video, with a mark for each frame that was frozen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QToolTip, QWidget

from app.ui.theme import current_colors

NEAR = 6  # logical pixels: a click so near to a mark means it
RADIUS = 3.5


class TimeLine(QSlider):
    """A slider over the frames; a click goes to its place, a click on a mark to that frame."""

    mark_chosen = Signal(int)  # number of a marked frame

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._marks: dict[int, bool] = {}
        self.setMinimumHeight(26)

    @property
    def marks(self) -> dict[int, bool]:
        """Number of each frozen frame, and whether it has labels."""
        return dict(self._marks)

    def set_marks(self, marks: Mapping[int, bool]) -> None:
        if dict(marks) != self._marks:
            self._marks = dict(marks)
            self.update()

    def x_of(self, number: int) -> float:
        """Where a frame lies, in logical pixels of the widget."""
        groove, handle = self._groove(), self._handle_width()
        span = max(1, groove.width() - handle)
        at = QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), number, span)
        return groove.x() + handle / 2 + at

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A mark under the mouse is chosen; elsewhere the slider goes to the place, and can be dragged from there."""
        if event.button() == Qt.MouseButton.LeftButton:
            mark = self._mark_at(event.position())
            if mark is not None:
                self.mark_chosen.emit(mark)
                return
            groove, handle = self._groove(), self._handle_width()
            span = max(1, groove.width() - handle)
            at = round(event.position().x() - groove.x() - handle / 2)
            self.setSliderPosition(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, span))
            self.sliderMoved.emit(self.sliderPosition())
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            mark = self._mark_at(QPointF(event.pos()))
            if mark is not None:
                text = self.tr("Frame {}: labelled") if self._marks[mark] else self.tr("Frame {}: frozen, no labels")
                QToolTip.showText(event.globalPos(), text.format(mark + 1), self)
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        colors = current_colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = self.height() - RADIUS - 1
        painter.setPen(QPen(QColor(colors.accent), 1.4))
        for number, is_labelled in self._marks.items():
            painter.setBrush(QColor(colors.accent) if is_labelled else QColor(0, 0, 0, 0))
            painter.drawEllipse(QPointF(self.x_of(number), y), RADIUS, RADIUS)

    def _mark_at(self, position: QPointF) -> int | None:
        near = [(abs(self.x_of(number) - position.x()), number) for number in self._marks]
        distance, number = min(near, default=(NEAR + 1.0, -1))
        return number if distance <= NEAR and position.y() > self.height() / 2 else None

    def _groove(self) -> QRect:
        return self._part(QStyle.SubControl.SC_SliderGroove)

    def _handle_width(self) -> int:
        return int(self._part(QStyle.SubControl.SC_SliderHandle).width())

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)
