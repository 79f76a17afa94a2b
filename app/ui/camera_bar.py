"""The bar above the image while a camera, a video or a stream is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from app.ui import icons
from app.ui.theme import SPACE
from app.ui.time_line import TimeLine
from app.ui.widgets import ElidedLabel, plain_label, plain_tip

if TYPE_CHECKING:
    from app.camera import Camera
    from app.ui.live_view import LiveView

RATE_INTERVAL = 500  # milliseconds between two readings of the frame rate
RATES = (0, 5, 10, 15, 20, 25, 30, 60)  # frames a second that can be held; 0: whole frames, however long they take


class CameraBar(QFrame):
    """Source, frame rate, time line of a video, rate to hold, freeze, pause, close. Hidden while nothing is open."""

    def __init__(self, camera: Camera, live_view: LiveView, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("band")
        self._camera = camera
        self._live_view = live_view
        # Shortened where there is no room: their length shall neither move the time line nor squeeze the panels.
        self._source, self._rate = ElidedLabel(self), ElidedLabel(self)
        for label in (self._source, self._rate):
            label.setMinimumWidth(6 * SPACE)
        self._rate.setProperty("isMuted", True)
        self.freeze = QPushButton(self.tr("Freeze"), self)
        self.freeze.setProperty("isPrimary", True)
        self.freeze.setToolTip(self.tr("Freeze the frame (C)\nIt becomes an image of the project, ready to correct"))
        self.time_line = TimeLine(self)
        self.time_line.setAccessibleName(self.tr("Frame of the video"))
        self.time_line.setToolTip(
            self.tr(
                "Frame of the video\nThe keys , and . step by one; a mark is a frame you froze, filled if it has labels"
            )
        )
        self.time_line.setMinimumWidth(20 * SPACE)
        self.time_line.sliderMoved.connect(camera.seek)
        self.time_line.actionTriggered.connect(lambda _action: camera.seek(self.time_line.sliderPosition()))
        self.time_line.mark_chosen.connect(live_view.show_frozen)
        self._place = plain_label("", self, is_muted=True)
        self.rate_choice = self._make_choice()
        self.record = QToolButton(self)
        self.record.setCheckable(True)
        self.record.setIcon(icons.icon("record"))
        self.record.setAccessibleName(self.tr("Record"))
        self.pause = QToolButton(self)
        self.close_button = QToolButton(self)
        self.close_button.setToolTip(self.tr("Close the camera (Ctrl+Shift+K)"))
        self.close_button.setAccessibleName(self.tr("Close the camera"))
        self.close_button.setIcon(icons.icon("close"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self._source, 4)
        layout.addWidget(self._rate, 5)
        layout.addWidget(self.time_line, 4)
        layout.addWidget(self._place)
        layout.addWidget(self.rate_choice)
        layout.addWidget(self.record)
        layout.addWidget(self.freeze)
        layout.addWidget(self.pause)
        layout.addWidget(self.close_button)
        self._timer = QTimer(self)
        self._timer.setInterval(RATE_INTERVAL)
        self._timer.timeout.connect(self._show_rate)
        self.freeze.clicked.connect(live_view.freeze)
        self.pause.clicked.connect(live_view.toggle_pause)
        self.close_button.clicked.connect(live_view.close)
        camera.opened.connect(self._show_source)
        camera.changed.connect(self._refresh)
        live_view.frame_changed.connect(self._show_frame)
        live_view.frozen.changed.connect(self._show_marks)
        for signal in (camera.failed, camera.finished):
            signal.connect(self._refresh)
        self._refresh()

    def _make_choice(self) -> QComboBox:
        choice = QComboBox(self)
        held = self._live_view.rate_to_hold
        for rate in sorted({*RATES, held}):
            choice.addItem(self.tr("hold {} a second").format(rate) if rate else self.tr("whole frames"), rate)
        choice.setCurrentIndex(choice.findData(held))
        choice.setAccessibleName(self.tr("Frame rate to hold"))
        choice.setToolTip(self.tr("Frames a second to hold\nWhere the network is too slow, it sees the frames smaller"))
        choice.activated.connect(lambda: setattr(self._live_view, "rate_to_hold", choice.currentData()))
        return choice

    @Slot()
    def _refresh(self) -> None:
        is_open, is_paused = bool(self._camera.is_open), bool(self._camera.is_paused)
        self.setVisible(is_open)
        self.pause.setIcon(icons.icon("play" if is_paused else "pause"))
        text = self.tr("Go on (K)") if is_paused else self.tr("Pause (K)")
        self.pause.setToolTip(text)
        self.pause.setAccessibleName(text)
        self._show_frame()
        self._show_marks()
        if is_open and not is_paused:
            self._timer.start()
        else:
            self._timer.stop()
        self._show_rate()

    @Slot()
    def _show_frame(self) -> None:
        """What depends on the frame on the screen: whether it can be frozen, and its place in the video."""
        self.freeze.setEnabled(self._live_view.has_frame)
        length, number = self._camera.length, self._live_view.number
        self.time_line.setVisible(length > 1)
        self._place.setVisible(length > 1)
        if length > 1:
            self.time_line.setRange(0, length - 1)
            if not self.time_line.isSliderDown():
                self.time_line.setValue(number)
            self._place.setText(f"{number + 1} / {length}")

    @Slot(str)
    def _show_source(self, words: str) -> None:
        self._source.set_text(words)
        self._source.setToolTip(plain_tip(words))

    @Slot()
    def _show_marks(self) -> None:
        self.time_line.set_marks(self._live_view.frozen.marks)

    @Slot()
    def _show_rate(self) -> None:
        if self._camera.is_over:
            self._rate.set_text(self.tr("at the end"))
        elif self._camera.is_paused:
            self._rate.set_text(self.tr("paused"))
        else:
            self._rate.set_text(self._figures())

    def _figures(self) -> str:
        """Frames shown a second, how old a frame is when its prediction is shown, and at which part of its size."""
        view = self._live_view
        text = self.tr("now {} a second, {} ms behind").format(
            f"{view.frames_per_second:.0f}", f"{1000 * view.latency:.0f}"
        )
        return text if view.share == 1 else self.tr("{}, seen at {} %").format(text, f"{100 * view.share:.0f}")
