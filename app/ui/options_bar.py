"""The bar above the image: which image, the brush, the view and its opacity, accept and review."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QToolBar, QWidget

from app.session import Session
from app.ui.actions import Actions
from app.ui.theme import SPACE
from app.ui.tool_options import ToolOptionsRow, ToolValue
from app.ui.widgets import ElidedLabel, plain_label, plain_tip

LARGEST_BY_SLIDER = 1000  # pixels of the image; larger brushes by keys and wheel
SLIDER_STEPS = 200


def diameter_at(step: int) -> int:
    """The brush diameter in pixels at a step of the slider: each step is the same factor."""
    return round(LARGEST_BY_SLIDER ** (step / SLIDER_STEPS))


def step_of(diameter: int) -> int:
    """The step of the slider nearest to a diameter in pixels."""
    step = round(SLIDER_STEPS * math.log(max(1, diameter)) / math.log(LARGEST_BY_SLIDER))
    return min(step, SLIDER_STEPS)


class OptionsBar(QToolBar):
    """Everything that is set often and belongs to no panel. Sliders take the focus by Tab only."""

    opacity_changed = Signal(float)  # 0 to 1

    def __init__(self, session: Session, actions: Actions, opacity: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("optionsBar")
        self.setWindowTitle(self.tr("Options"))
        self.setMovable(False)
        self._session = session
        self._is_following = False  # the brush slider is being moved to what the session says
        self.title = ElidedLabel(self)
        self._place = plain_label("", self, is_muted=True)
        self.brush = self._slider(self.tr("Brush size"), SLIDER_STEPS, step_of(session.brush_diameter))
        self.brush.setToolTip(self.tr("Brush size ([ and ], Alt-drag, Shift+wheel)"))
        self.brush_size = plain_label("", self)
        self.brush_size.setFixedWidth(14 * SPACE)
        self.opacity = self._slider(self.tr("Opacity"), 100, round(100 * opacity))
        self.opacity.setToolTip(self.tr("Opacity of what lies over the image"))
        size = _row(plain_label(self.tr("Brush"), self, is_muted=True), self.brush, self.brush_size, margin=0)
        self.value = ToolValue(session, size, self)
        self.tools = ToolOptionsRow(session, actions, self)
        self._fill(actions)
        self.brush.valueChanged.connect(self._set_brush)
        self.opacity.valueChanged.connect(lambda percent: self.opacity_changed.emit(percent / 100))
        session.brush_changed.connect(self._show_brush)
        self._show_brush(session.brush_diameter)

    def show_image(self, path: str | None, place: str) -> None:
        """Tell which image is shown, and its place: "3 of 120"."""
        self.title.set_text(Path(path).name if path else "")
        self.title.setToolTip(plain_tip(path or ""))
        self._place.setText(place)

    def _fill(self, actions: Actions) -> None:
        self.addAction(actions["previous_image"])
        self.addAction(actions["next_image"])
        self.addWidget(_row(self.title, self._place))
        self.addSeparator()
        self.addWidget(_row(self.value))
        self.addWidget(self.tools)
        self.addSeparator()
        for command_id in ("overlay", "heatmap", "uncertainty"):
            self.addAction(actions[command_id])
        self.addWidget(_row(plain_label(self.tr("Opacity"), self, is_muted=True), self.opacity))
        self.addSeparator()
        for command_id in ("fit", "actual_size"):
            self.addAction(actions[command_id])
        self.addSeparator()
        for command_id in ("accept", "reviewed"):
            self.addAction(actions[command_id])

    def _slider(self, name: str, steps: int, value: int) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setRange(0, steps)
        slider.setValue(value)
        slider.setFixedWidth(22 * SPACE)
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        slider.setAccessibleName(name)
        return slider

    @Slot(int)
    def _set_brush(self, step: int) -> None:
        if not self._is_following:
            self._session.set_brush_diameter(diameter_at(step))

    @Slot(int)
    def _show_brush(self, diameter: int) -> None:
        self._is_following = True
        self.brush.setValue(step_of(diameter))
        self._is_following = False
        self.brush_size.setText(self.tr("{} px").format(diameter))


def _row(*widgets: QWidget, margin: int = 2 * SPACE) -> QWidget:
    """Widgets beside each other on a tool bar; with an ElidedLabel they take the room that is left."""
    row = QWidget()
    takes_room = any(isinstance(widget, ElidedLabel) for widget in widgets)
    width = QSizePolicy.Policy.Expanding if takes_room else QSizePolicy.Policy.Fixed
    row.setSizePolicy(width, QSizePolicy.Policy.Preferred)
    layout = QHBoxLayout(row)
    layout.setContentsMargins(margin, 0, margin, 0)
    layout.setSpacing(2 * SPACE)
    for widget in widgets:
        layout.addWidget(widget, 1 if isinstance(widget, ElidedLabel) else 0)
    return row
