"""The settings, and the keys of the commands; each takes effect at once, but the language."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QSlider,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.settings import Settings
from app.ui.keymap import Keymap
from app.ui.languages import LANGUAGES, SYSTEM
from app.ui.shortcut_editor import ShortcutEditor
from app.ui.theme import SPACE
from app.ui.widgets import Switch, plain_label


class SettingsDialog(QDialog):
    """Changes `settings` and names each that was changed; saving them is the window's business."""

    changed = Signal(str)  # the name of the setting

    def __init__(self, settings: Settings, keymap: Keymap, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("settingsDialog")
        self.setWindowTitle(self.tr("Settings"))
        self._settings = settings
        self.theme = self._choice(
            "theme",
            {"system": self.tr("As the system"), "dark": self.tr("Dark"), "light": self.tr("Light")},
        )
        self.language = self._choice("language", {SYSTEM: self.tr("As the system"), **LANGUAGES})
        self.device = self._choice(
            "device",
            {
                "auto": self.tr("The fastest there is"),
                "cpu": self.tr("Processor (cpu)"),
                "cuda": self.tr("NVIDIA or AMD card (cuda)"),
                "mps": self.tr("Apple graphics (mps)"),
            },
        )
        self.precision = self._choice(
            "precision",
            {"auto": self.tr("As the device likes it"), "fp32": "fp32", "bf16": "bf16", "fp16": "fp16"},
        )
        self.threads = QSpinBox(self)
        self.threads.setRange(0, 1024)
        self.threads.setSpecialValueText(self.tr("One per core"))
        self.threads.setValue(settings.threads)
        self.threads.valueChanged.connect(lambda count: self._set("threads", count))
        self.opacity = QSlider(Qt.Orientation.Horizontal, self)
        self.opacity.setRange(0, 100)
        self.opacity.setValue(round(100 * settings.opacity))
        self.opacity.valueChanged.connect(lambda percent: self._set("opacity", percent / 100))
        self.live = Switch(self.tr("Learn from every stroke"), self)
        self.live.setChecked(settings.is_live)
        self.live.toggled.connect(lambda is_on: self._set("is_live", is_on))
        self.idle = Switch(self.tr("Learn while nothing is painted"), self)
        self.idle.setChecked(settings.learns_idle)
        self.idle.toggled.connect(lambda is_on: self._set("learns_idle", is_on))
        self.idle_minutes = QSpinBox(self)
        self.idle_minutes.setRange(1, 240)
        self.idle_minutes.setValue(settings.idle_minutes)
        self.idle_minutes.valueChanged.connect(lambda count: self._set("idle_minutes", count))
        self.ranking = Switch(self.tr("Score the images by uncertainty when idle"), self)
        self.ranking.setChecked(settings.is_ranking)
        self.ranking.toggled.connect(lambda is_on: self._set("is_ranking", is_on))
        self.logging = Switch(self.tr("Keep a log of what is done, in the project"), self)
        self.logging.setChecked(settings.is_logging)
        self.logging.toggled.connect(lambda is_on: self._set("is_logging", is_on))
        self.restart = plain_label(self.tr("The language changes when Segmend is started again."), self, is_muted=True)
        self.restart.setWordWrap(True)
        self.restart.hide()
        self.language.currentIndexChanged.connect(self.restart.show)
        self.keys = ShortcutEditor(keymap, self)
        self._lay_out()

    def _choice(self, name: str, choices: dict[str, str]) -> QComboBox:
        box = QComboBox(self)
        box.setMinimumWidth(60 * SPACE)
        current = str(getattr(self._settings, name))
        for value, text in choices.items():
            box.addItem(text, value)
        if current not in choices:  # a second card, "cuda:1", is written into the settings file by hand
            box.addItem(current, current)
        box.setCurrentIndex(box.findData(current))
        box.currentIndexChanged.connect(lambda _place: self._set(name, box.currentData()))
        return box

    def _set(self, name: str, value: object) -> None:
        setattr(self._settings, name, value)
        self.changed.emit(name)

    def _lay_out(self) -> None:
        pages = QTabWidget(self)
        pages.setDocumentMode(True)
        pages.tabBar().setDrawBase(False)
        pages.addTab(self._general_page(), self.tr("General"))
        pages.addTab(self.keys, self.tr("Keys"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(pages, 1)
        layout.addWidget(buttons)
        self.resize(560, 520)

    def _general_page(self) -> QWidget:
        page = QWidget(self)
        form = QFormLayout()
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(3 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Theme"), self.theme)
        form.addRow(self.tr("Language"), self.language)
        form.addRow("", self.restart)
        form.addRow(self.tr("Opacity of the overlay"), self.opacity)
        form.addRow(self.tr("Device"), self.device)
        form.addRow(self.tr("Precision"), self.precision)
        form.addRow(self.tr("Processor threads"), self.threads)
        form.addRow(self.tr("Live"), self.live)
        form.addRow(self.tr("Idle"), self.idle)
        form.addRow(self.tr("Quiet minutes"), self.idle_minutes)
        form.addRow(self.tr("Review"), self.ranking)
        form.addRow(self.tr("Session log"), self.logging)
        hint = plain_label(self.tr("The device in use is always shown in the status bar."), page, is_muted=True)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 2 * SPACE)
        layout.setSpacing(4 * SPACE)
        layout.addLayout(form)
        layout.addWidget(hint)
        layout.addStretch(1)
        return page
