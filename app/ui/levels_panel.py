"""The panel that chooses which values are black and white, and which channels are red, green and blue."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.core.levels import Survey
from app.core.pixels import AUTO
from app.session import Session
from app.ui.theme import SPACE, current_colors
from app.ui.widgets import plain_label

STEPS = 1000  # of a slider, from the least value to the greatest


class Histogram(QWidget):
    """How often each value occurs (square root, so that rare ones are seen), and the window over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(14 * SPACE)
        self._survey: Survey | None = None
        self._window = (0.0, 1.0)

    def show_window(self, survey: Survey | None, low: float, high: float) -> None:
        """Draw this distribution with this window."""
        self._survey, self._window = survey, (low, high)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = current_colors()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colors.base))
        survey = self._survey
        if survey is None or not survey.counts.any():
            return
        span = (survey.greatest - survey.least) or 1.0
        heights = [math.sqrt(count / survey.counts.max()) for count in survey.counts]
        step = self.width() / len(heights)
        low, high = ((value - survey.least) / span * self.width() for value in self._window)
        for number, part in enumerate(heights):
            center = (number + 0.5) * step
            color = colors.accent if low <= center <= high else colors.border
            tall = part * (self.height() - 2)
            painter.fillRect(QRectF(number * step, self.height() - tall, step, tall), QColor(color))
        for x in (low, high):
            painter.fillRect(QRectF(min(max(x - 1, 0), self.width() - 2), 0, 2, self.height()), QColor(colors.text))


class LevelsPanel(QWidget):
    """Black, white and channels of all images of one kind; labels are not touched by any of it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("levelsPanel")
        self._session = session
        self._is_following = False
        self.kind = plain_label("", self, is_muted=True)
        self.kind.setWordWrap(True)
        self.histogram = Histogram(self)
        self.sliders = [self._slider(self.tr("Black")), self._slider(self.tr("White"))]
        self.numbers = [self._number(self.tr("Black")), self._number(self.tr("White"))]
        self.channels = [self._combo(name) for name in (self.tr("Red"), self.tr("Green"), self.tr("Blue"))]
        self.auto = QPushButton(self.tr("Automatic"), self)
        self.auto.setToolTip(self.tr("Let every image have the window that fits its values"))
        self._arrange()
        for number in range(2):
            self.sliders[number].valueChanged.connect(self._take_sliders)
            self.numbers[number].valueChanged.connect(self._take_numbers)
        for combo in self.channels:
            combo.currentIndexChanged.connect(self._take_channels)
        self.auto.clicked.connect(self._reset)
        for signal in (session.surveyed, session.levels_changed, session.image_closed):
            signal.connect(self._follow)
        self._follow()

    def sizeHint(self) -> QSize:
        return QSize(72 * SPACE, 60 * SPACE)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._session.want_survey(is_wanted=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._session.want_survey(is_wanted=False)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, SPACE, 3 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.kind)
        layout.addWidget(self.histogram)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        for row, text in enumerate((self.tr("Black"), self.tr("White"))):
            grid.addWidget(plain_label(text, self, is_muted=True), row, 0)
            grid.addWidget(self.sliders[row], row, 1)
            grid.addWidget(self.numbers[row], row, 2)
        grid.setColumnStretch(1, 1)
        layout.addLayout(grid)
        self._channel_row = QWidget(self)
        channels = QHBoxLayout(self._channel_row)
        channels.setContentsMargins(0, 0, 0, 0)
        channels.setSpacing(SPACE)
        for combo in self.channels:
            channels.addWidget(combo, 1)
        layout.addWidget(self._channel_row)
        layout.addWidget(self.auto, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)

    def _slider(self, name: str) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setRange(0, STEPS)
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        slider.setAccessibleName(name)
        return slider

    def _number(self, name: str) -> QDoubleSpinBox:
        number = QDoubleSpinBox(self)
        number.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        number.setKeyboardTracking(False)
        number.setAccessibleName(name)
        number.setFixedWidth(22 * SPACE)
        return number

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        combo.setToolTip(self.tr("The channel that is shown as {}").format(name.lower()))
        return combo

    @Slot()
    def _follow(self) -> None:
        """Show what the session says."""
        survey = self._session.survey
        controls = (*self.sliders, *self.numbers, *self.channels, self.auto)
        for widget in controls:
            widget.setEnabled(survey is not None)
        self._channel_row.setVisible(survey is not None and survey.channel_count > 1)
        if survey is None:
            self.kind.setText(self.tr("Open an image to choose its black and white."))
            self.histogram.show_window(None, 0, 1)
            return
        levels = self._session.levels
        window = levels.window or survey.window
        self._is_following = True
        text = self.tr("All images of {0}, {1} channels") if survey.channel_count > 1 else self.tr("All images of {0}")
        self.kind.setText(text.format(survey.kind.partition(" ")[0], survey.channel_count))
        span = survey.greatest - survey.least
        is_whole = survey.kind.startswith(("uint", "int", "bool"))
        for slider, number, value in zip(self.sliders, self.numbers, window, strict=True):
            number.setDecimals(0 if is_whole else max(0, 3 - math.floor(math.log10(span or 1))))
            number.setRange(-1e300, 1e300)
            number.setValue(value)
            if not slider.isSliderDown():
                slider.setValue(round((value - survey.least) / (span or 1) * STEPS))
        self._fill_channels(survey, levels.channels or (0, 1, 2))
        self.auto.setEnabled(levels != AUTO)
        self.histogram.show_window(survey, *window)
        self._is_following = False

    def _fill_channels(self, survey: Survey, chosen: tuple[int, int, int]) -> None:
        count = survey.channel_count
        for combo, channel in zip(self.channels, chosen, strict=True):
            if combo.count() != count:
                combo.clear()
                combo.addItems([f"{combo.accessibleName()} {number + 1}" for number in range(count)])
            combo.setCurrentIndex(min(channel, count - 1))

    @Slot()
    def _take_sliders(self) -> None:
        survey = self._session.survey
        if self._is_following or survey is None:
            return
        step = (survey.greatest - survey.least) / STEPS
        self._choose(*(survey.least + slider.value() * step for slider in self.sliders))

    @Slot()
    def _take_numbers(self) -> None:
        if not self._is_following:
            self._choose(*(number.value() for number in self.numbers))

    def _choose(self, low: float, high: float) -> None:
        """White never comes below black: the one that is moved takes the other along."""
        if high < low:
            is_black = self.sender() in (self.sliders[0], self.numbers[0])
            low, high = (low, low) if is_black else (high, high)
        self._session.set_levels(replace(self._session.levels, low=low, high=high))

    @Slot()
    def _take_channels(self) -> None:
        if not self._is_following and self._session.survey is not None:
            red, green, blue = (combo.currentIndex() for combo in self.channels)
            self._session.set_levels(replace(self._session.levels, channels=(red, green, blue)))

    @Slot()
    def _reset(self) -> None:
        self._session.set_levels(AUTO)
