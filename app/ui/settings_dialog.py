"""The settings, and the keys of the commands; each takes effect at once, but the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSlider,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.settings import Settings
from app.ui.camera_dialog import RATES, SIZES
from app.ui.keymap import Keymap
from app.ui.languages import LANGUAGES, SYSTEM
from app.ui.screen import resize_within_screen
from app.ui.shortcut_editor import ShortcutEditor
from app.ui.theme import SPACE
from app.ui.widgets import Switch, plain_label


@dataclass(frozen=True)
class _Row:
    """One setting on its page. show: brings the field to a value."""

    name: str
    label: QLabel
    field: QWidget
    show: Callable[[Any], None]


class SettingsDialog(QDialog):
    """Changes `settings` and names each that was changed; saving them is the window's business."""

    changed = Signal(str)  # the name of the setting

    def __init__(self, settings: Settings, keymap: Keymap, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("settingsDialog")
        self.setWindowTitle(self.tr("Settings"))
        self._settings, self._keymap = settings, keymap
        self._rows: dict[int, list[_Row]] = {}  # by page
        self._forms: list[QFormLayout] = []
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Find a setting, a command or a key"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._find)
        self.pages = QTabWidget(self)
        self.pages.setDocumentMode(True)
        self.pages.tabBar().setDrawBase(False)
        self._add_general()
        self._add_network()
        self._add_camera()
        self.keys = ShortcutEditor(keymap, self)
        self.keys.filter.hide()  # the field above does the same
        self.pages.addTab(self.keys, self.tr("Keys"))
        self._lay_out()

    def reset_page(self, page: int) -> None:
        """Bring everything on a page to what it is when the program is new."""
        if self.pages.widget(page) is self.keys:
            self._keymap.reset_all()
        usual = Settings()
        for row in self._rows.get(page, []):
            row.show(getattr(usual, row.name))

    def reset_all(self) -> None:
        """The same for every page."""
        for page in range(self.pages.count()):
            self.reset_page(page)

    def _add_general(self) -> None:
        form = self._page(self.tr("General"))
        themes = {"system": self.tr("As the system"), "dark": self.tr("Dark"), "light": self.tr("Light")}
        self.theme = self._choice(form, "theme", self.tr("Theme"), themes)
        languages = {SYSTEM: self.tr("As the system"), **LANGUAGES}
        self.language = self._choice(form, "language", self.tr("Language"), languages)
        self.restart = plain_label(self.tr("The language changes when Segmend is started again."), self, is_muted=True)
        self.restart.setWordWrap(True)
        self.restart.hide()
        self.language.currentIndexChanged.connect(self.restart.show)
        form.addRow("", self.restart)
        self.opacity = QSlider(Qt.Orientation.Horizontal, self)
        self.opacity.setRange(0, 100)
        self.opacity.setValue(round(100 * self._settings.opacity))
        self.opacity.valueChanged.connect(lambda percent: self._set("opacity", percent / 100))
        show = lambda share: self.opacity.setValue(round(100 * share))  # noqa: E731
        self._add(form, "opacity", self.tr("Opacity of the overlay"), self.opacity, show)
        text = self.tr("Keep a log of what is done, in the project")
        self.logging = self._switch(form, "is_logging", self.tr("Session log"), text)

    def _add_network(self) -> None:
        form = self._page(self.tr("Network"))
        devices = {
            "auto": self.tr("The fastest there is"),
            "cpu": self.tr("Processor (cpu)"),
            "cuda": self.tr("NVIDIA or AMD card (cuda)"),
            "mps": self.tr("Apple graphics (mps)"),
        }
        self.device = self._choice(form, "device", self.tr("Device"), devices)
        precisions = {"auto": self.tr("As the device likes it"), "fp32": "fp32", "bf16": "bf16", "fp16": "fp16"}
        self.precision = self._choice(form, "precision", self.tr("Precision"), precisions)
        self.threads = self._number(form, "threads", self.tr("Processor threads"), 0, 1024)
        self.threads.setSpecialValueText(self.tr("One per core"))
        self.live = self._switch(form, "is_live", self.tr("Live"), self.tr("Learn from every stroke"))
        self.idle = self._switch(form, "learns_idle", self.tr("Idle"), self.tr("Learn while nothing is painted"))
        self.idle_minutes = self._number(form, "idle_minutes", self.tr("Quiet minutes"), 1, 240)
        text = self.tr("Score the images by uncertainty when idle")
        self.ranking = self._switch(form, "is_ranking", self.tr("Review"), text)
        hint = plain_label(self.tr("The device in use is always shown in the status bar."), self, is_muted=True)
        hint.setWordWrap(True)
        form.addRow("", hint)

    def _add_camera(self) -> None:
        form = self._page(self.tr("Camera"))
        own = self.tr("as the camera likes it")
        sizes: dict[object, str] = {each: each.replace("x", " \N{MULTIPLICATION SIGN} ") or own for each in SIZES}
        self.camera_size = self._choice(form, "camera_size", self.tr("Size to ask for"), sizes)
        rates: dict[object, str] = {each: self.tr("{} frames a second").format(each) if each else own for each in RATES}
        self.camera_rate = self._choice(form, "camera_rate", self.tr("Rate to ask for"), rates)
        self.mirror = self._switch(form, "is_mirrored", self.tr("Picture"), self.tr("Mirror the picture"))
        text = self.tr("Record the prediction too")
        self.records = self._switch(form, "records_overlay", self.tr("Recording"), text)
        hint = plain_label(self.tr("A camera that is open takes this up when it is opened again."), self, is_muted=True)
        hint.setWordWrap(True)
        form.addRow("", hint)

    def _page(self, title: str) -> QFormLayout:
        """A new page that scrolls where it has no room."""
        page, area = QWidget(self), QScrollArea(self)
        form = QFormLayout(page)
        form.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 2 * SPACE)
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(3 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(page)
        self._forms.append(form)
        self._rows[self.pages.addTab(area, title)] = []
        return form

    def _add(self, form: QFormLayout, name: str, text: str, field: QWidget, show: Callable[[Any], None]) -> None:
        label = plain_label(text, self)
        label.setBuddy(field)
        field.setAccessibleName(text if not isinstance(field, Switch) else field.text())
        form.addRow(label, field)
        self._rows[self._forms.index(form)].append(_Row(name, label, field, show))

    def _choice(self, form: QFormLayout, name: str, text: str, choices: dict[Any, str]) -> QComboBox:
        box = QComboBox(self)
        box.setMinimumWidth(60 * SPACE)
        current = getattr(self._settings, name)
        for value, shown in choices.items():
            box.addItem(shown, value)
        if current not in choices:  # a second card, "cuda:1", is written into the settings file by hand
            box.addItem(str(current), current)
        box.setCurrentIndex(box.findData(current))
        box.currentIndexChanged.connect(lambda _place: self._set(name, box.currentData()))
        self._add(form, name, text, box, lambda value: box.setCurrentIndex(box.findData(value)))
        return box

    def _number(self, form: QFormLayout, name: str, text: str, least: int, most: int) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(least, most)
        box.setValue(getattr(self._settings, name))
        box.valueChanged.connect(lambda count: self._set(name, count))
        self._add(form, name, text, box, box.setValue)
        return box

    def _switch(self, form: QFormLayout, name: str, text: str, meaning: str) -> Switch:
        switch = Switch(meaning, self)
        switch.setChecked(bool(getattr(self._settings, name)))
        switch.toggled.connect(lambda is_on: self._set(name, is_on))
        self._add(form, name, text, switch, switch.setChecked)
        return switch

    def _set(self, name: str, value: object) -> None:
        setattr(self._settings, name, value)
        self.changed.emit(name)

    @Slot(str)
    def _find(self, text: str) -> None:
        """Leave the rows that have the words, marked, and the pages that have such rows; go to the first of them."""
        words = text.casefold().split()
        self.keys.filter.setText(text)
        pages = []
        for page, rows in self._rows.items():
            form, title = self._forms[page], self.pages.tabText(page)
            fits = [_has(words, (title, *_texts(row))) for row in rows]
            for row, fit in zip(rows, fits, strict=True):
                form.setRowVisible(row.field, fit)
                _mark(row.label, is_marked=bool(words) and fit)
            pages += [page] * any(fits)
        last = self.pages.count() - 1
        pages += [last] * self.keys.has_matches()
        for page in range(self.pages.count()):
            self.pages.setTabEnabled(page, page in pages or not words)
        if words and pages and self.pages.currentIndex() not in pages:
            self.pages.setCurrentIndex(pages[0])

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        role = QDialogButtonBox.ButtonRole.ResetRole
        self.page_button = buttons.addButton(self.tr("Reset this page"), role)
        self.all_button = buttons.addButton(self.tr("Reset all"), role)
        self.page_button.clicked.connect(lambda: self.reset_page(self.pages.currentIndex()))
        self.all_button.clicked.connect(self.reset_all)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.search)
        layout.addWidget(self.pages, 1)
        layout.addWidget(buttons)
        resize_within_screen(self, 560, 520)


def _texts(row: _Row) -> Sequence[str]:
    """All words of a row: its name, and what can be chosen."""
    box = row.field
    if isinstance(box, QComboBox):
        return (row.label.text(), *(box.itemText(place) for place in range(box.count())))
    return (row.label.text(), box.text()) if isinstance(box, Switch) else (row.label.text(),)


def _has(words: Sequence[str], texts: Sequence[str]) -> bool:
    whole = " ".join(texts).casefold()
    return all(word in whole for word in words)


def _mark(label: QLabel, *, is_marked: bool) -> None:
    font = label.font()
    font.setBold(is_marked)
    label.setFont(font)
