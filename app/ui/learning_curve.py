"""The curves of a learning run: one small plot for each measure, made when its first point arrives.

Drawn here and not by pyqtgraph, whose import holds up the window for 0.9 s at the first stroke that is learned.
"""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.numbers import fixed, grouped, short
from app.ui.theme import SPACE, current_colors

HEIGHT = 80
MOST_POINTS = 2000  # beyond this every second point is dropped


def axis_ends(low: float, high: float) -> tuple[float, float]:
    """Round ends of an axis that holds low to high: multiples of 1, 2 or 5 times a power of ten."""
    span = high - low or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(span))
    step = next(each * power for each in (0.2, 0.5, 1.0, 2.0) if span <= 5 * each * power)
    below, above = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return below, above if above > below else below + step


class Curve(QWidget):
    """The plot of one measure over the steps; the newest value stands in its title."""

    def __init__(self, measure: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(measure)
        self._measure = measure
        self.steps: list[float] = []
        self.values: list[float] = []

    def add(self, step: float, value: float) -> None:
        """Append a point and draw the curve; a value that is not finite is left out."""
        if not math.isfinite(value):
            return
        self.steps.append(step)
        self.values.append(value)
        if len(self.steps) > MOST_POINTS:
            del self.steps[1:-1:2], self.values[1:-1:2]
        self.setAccessibleDescription(f"{value:.3f}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(60 * SPACE, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.values:
            return
        colors = current_colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = painter.fontMetrics().height()
        low, high = axis_ends(min(self.values), max(self.values))
        numbers = [short(value) for value in (high, low)]
        margin = max(painter.fontMetrics().horizontalAdvance(number) for number in numbers) + 2 * SPACE
        area = QRectF(margin, line + 2 * SPACE, self.width() - margin - SPACE, self.height() - 2 * line - 3 * SPACE)
        painter.setPen(QColor(colors.muted))
        painter.drawText(QRectF(0, 0, self.width(), line), 0, f"{self._measure}  {fixed(self.values[-1], 3)}")
        for number, y in zip(numbers, (area.top(), area.bottom()), strict=True):
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - line / 2, margin - 2 * SPACE, line), right, number)
        below = QRectF(area.left(), area.bottom() + SPACE, area.width(), line)
        if len(self.steps) > 1:
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, grouped(round(self.steps[0])))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, grouped(round(self.steps[-1])))
        painter.setPen(QPen(QColor(colors.border), 1))
        for share in (0.0, 0.5, 1.0):
            y = area.top() + share * area.height()
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        self._paint_line(painter, area, low, high)

    def _paint_line(self, painter: QPainter, area: QRectF, low: float, high: float) -> None:
        color = QColor(current_colors().accent)
        first, last = self.steps[0], self.steps[-1]
        points = [
            QPointF(
                area.left() + area.width() * ((step - first) / (last - first) if last > first else 1.0),
                area.bottom() - area.height() * (value - low) / (high - low),
            )
            for step, value in zip(self.steps, self.values, strict=True)
        ]
        painter.setPen(QPen(color, 1.75))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(color)
        painter.drawEllipse(points[-1], 2.5, 2.5)


class LearningCurves(QWidget):
    """The curves of the run that goes on, or of the last one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.curves: dict[str, Curve] = {}
        self._run: object = None  # the kind of learning whose curves these are
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2 * SPACE)
        self.hide()

    def add(self, point: dict[str, Any]) -> None:
        """Add one point: {"step": n, "loss": x} or {"step": n, "score": x}, or both measures at once.

        "run" names the kind of learning: the steps and losses of another kind begin a curve of their own.
        """
        if point.get("run") != self._run:
            self.clear()
            self._run = point.get("run")
        for measure, value in point.items():
            if measure == "step" or not isinstance(value, int | float):
                continue
            if measure not in self.curves:
                self.curves[measure] = Curve(self._title(measure), self)
                self._layout.addWidget(self.curves[measure])
            self.curves[measure].add(point["step"], value)
        self.setVisible(bool(self.curves))

    def clear(self) -> None:
        """Begin again: another run starts."""
        for curve in self.curves.values():
            self._layout.removeWidget(curve)
            curve.hide()  # it is deleted only when the event loop is back
            curve.deleteLater()
        self.curves = {}
        self.hide()

    def _title(self, measure: str) -> str:
        return {"loss": self.tr("Loss"), "score": self.tr("Score on held-out images")}.get(measure, measure)
