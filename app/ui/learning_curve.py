"""The curves of a learning run: one small plot for each measure, made when its first point arrives."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme import SPACE, current_colors
from app.ui.widgets import plain_label

HEIGHT = 80
MOST_POINTS = 2000  # beyond this every second point is dropped


class Curve(QWidget):
    """The plot of one measure over the steps."""

    def __init__(self, measure: str, parent: QWidget) -> None:
        super().__init__(parent)
        import pyqtgraph  # 0.3 s: only when there is something to draw

        self._make_pen = pyqtgraph.mkPen
        self.steps: list[float] = []
        self.values: list[float] = []
        self._label = plain_label("", self, is_muted=True)
        self._measure = measure
        self._plot: Any = pyqtgraph.PlotWidget(self)
        self._plot.setFixedHeight(HEIGHT)
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.getAxis("left").setWidth(40)
        self._line = self._plot.plot([], [])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._label)
        layout.addWidget(self._plot)
        self.retint()

    def add(self, step: float, value: float) -> None:
        """Append a point and draw the curve; a value that is not finite is left out."""
        if not math.isfinite(value):
            return
        self.steps.append(step)
        self.values.append(value)
        if len(self.steps) > MOST_POINTS:
            del self.steps[1::2], self.values[1::2]
        self._line.setData(self.steps, self.values)
        self._label.setText(f"{self._measure}  {value:.3f}")

    def retint(self) -> None:
        """Draw in the colours of the theme in use."""
        colors = current_colors()
        self._plot.setBackground(QColor(colors.window))
        self._line.setPen(self._make_pen(colors.accent, width=2))
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setPen(colors.border)
            axis.setTextPen(colors.muted)


class LearningCurves(QWidget):
    """The curves of the run that goes on, or of the last one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.curves: dict[str, Curve] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2 * SPACE)
        self.hide()

    def add(self, point: dict[str, float]) -> None:
        """Add one point: {"step": n, "loss": x} or {"step": n, "score": x}, or both measures at once."""
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
            curve.deleteLater()
        self.curves = {}
        self.hide()

    def retint(self) -> None:
        for curve in self.curves.values():
            curve.retint()

    def _title(self, measure: str) -> str:
        return {"loss": self.tr("Loss"), "score": self.tr("Score on held-out images")}.get(measure, measure)
