"""Asks which camera or stream to open, and what to ask a camera for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from app.core.camera_devices import CameraDevice, find_cameras
from app.core.frames import CameraOptions
from app.core.settings import Settings
from app.jobs import Job
from app.ui.theme import SPACE
from app.ui.widgets import Switch, plain_label

SIZES = ("", "320x240", "640x480", "1280x720", "1920x1080", "3840x2160")
RATES = (0, 10, 15, 24, 25, 30, 50, 60)


class CameraDialog(QDialog):
    """Lists the cameras as they are found; an address of a stream or the path of a video may be typed."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cameraDialog")
        self.setWindowTitle(self.tr("Open camera or stream"))
        self._settings = settings
        self.choice = QComboBox(self)
        self.choice.setEditable(True)
        self.choice.setMinimumWidth(96 * SPACE)
        self.choice.setAccessibleName(self.tr("Camera or stream"))
        self.told = plain_label(self.tr("Looking for cameras…"), self, is_muted=True)
        self.told.setWordWrap(True)
        self.told.setMinimumHeight(4 * self.fontMetrics().lineSpacing())
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.size_choice = QComboBox(self)
        for size in dict.fromkeys((*SIZES, settings.camera_size)):
            text = size.replace("x", " \N{MULTIPLICATION SIGN} ") if size else self.tr("as the camera likes it")
            self.size_choice.addItem(text, size)
        self.size_choice.setCurrentIndex(self.size_choice.findData(settings.camera_size))
        self.rate_choice = QComboBox(self)
        for rate in sorted({*RATES, settings.camera_rate}):
            text = self.tr("{} frames a second").format(rate) if rate else self.tr("as the camera likes it")
            self.rate_choice.addItem(text, rate)
        self.rate_choice.setCurrentIndex(self.rate_choice.findData(settings.camera_rate))
        self.mirror = Switch(self.tr("Mirror the picture"), self)
        self.mirror.setChecked(settings.is_mirrored)
        self._lay_out()
        self._job = Job(find_cameras)
        self._job.progressed.connect(self._add)
        self._job.done.connect(self._end)
        self._job.failed.connect(self._tell_failure)
        self._job.start()

    @property
    def source(self) -> int | str:
        """The number of a camera, or what was typed: an address, a path or a number."""
        text = self.choice.currentText().strip()
        place = self.choice.findText(text)
        if place >= 0:
            return int(self.choice.itemData(place))
        return int(text) if text.isdecimal() else text

    def store(self) -> None:
        """Remember what cameras are asked for."""
        self._settings.camera_size = self.size_choice.currentData()
        self._settings.camera_rate = self.rate_choice.currentData()
        self._settings.is_mirrored = self.mirror.isChecked()

    def done(self, result: int) -> None:
        self._job.cancel()
        super().done(result)

    @Slot(object)
    def _add(self, device: CameraDevice) -> None:
        text = self.tr("Camera {}").format(device.number)
        self.choice.addItem(f"{text}: {device.name}" if device.name else text, device.number)

    @Slot(object)
    def _tell_failure(self, error: Exception) -> None:
        self.told.setText(str(error))

    @Slot(object)
    def _end(self, found: list[CameraDevice]) -> None:
        example = self.tr("For example rtsp://192.168.1.20:554/stream or http://host/video.mjpg")
        none = self.tr("No camera was found. Plug one in and open this again, or type the address of a stream.")
        self.told.setText(example if found else f"{none}\n{example}")

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(3 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        ask = plain_label(self.tr("Camera, or the address of a stream:"), self)
        ask.setBuddy(self.choice)
        for widget in (ask, self.choice, self.told):
            form.addRow(widget)
        form.addRow(self.tr("Size to ask for"), self.size_choice)
        form.addRow(self.tr("Rate to ask for"), self.rate_choice)
        form.addRow("", self.mirror)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel, self)
        can_open = buttons.button(QDialogButtonBox.StandardButton.Open)
        can_open.setEnabled(bool(self.choice.currentText().strip()))
        self.choice.editTextChanged.connect(lambda text: can_open.setEnabled(bool(text.strip())))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addWidget(buttons)


def camera_options(settings: Settings) -> CameraOptions:
    """What the settings ask cameras for."""
    width, _, height = settings.camera_size.partition("x")
    return CameraOptions(int(width or 0), int(height or 0), settings.camera_rate, settings.is_mirrored)
