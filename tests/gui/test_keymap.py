"""Keys that a person chose, why a command cannot be run, and what people without a mouse or sight need."""

import numpy as np
import pytest
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QScrollBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.core.settings import Settings
from app.ui.commands import COMMANDS, Command
from app.ui.conditions import always
from app.ui.keymap import Keymap
from app.ui.main_window import MainWindow
from app.ui.reasons import REASONS
from app.ui.settings_dialog import SettingsDialog
from tests.gui.conftest import FakeLearner

BY_ID = {command.id: command for command in COMMANDS}


def keys(*names: str) -> list[QKeySequence]:
    return [QKeySequence(name) for name in names]


def press(window: MainWindow, sequence: str) -> None:
    QTest.keySequence(window.focusWidget() or window, QKeySequence(sequence))


def all_keys(keymap: Keymap) -> list[str]:
    return [key.toString() for command in COMMANDS for key in keymap.keys(command)]


@pytest.fixture
def keymap(qapp: QApplication) -> Keymap:
    return Keymap(Settings())


def test_without_a_choice_the_keys_are_those_of_the_table(keymap: Keymap) -> None:
    assert all(keymap.keys(command) == command.shortcuts for command in COMMANDS)
    assert keymap.owner(QKeySequence("B")) is BY_ID["tool_brush"]
    assert keymap.owner(QKeySequence("Ctrl+Alt+F12")) is None


def test_a_key_is_taken_from_the_command_that_had_it(keymap: Keymap) -> None:
    keymap.assign(BY_ID["fit"], keys("D", "Ctrl+F"))
    assert keymap.keys(BY_ID["fit"]) == keys("D", "Ctrl+F")
    assert keymap.keys(BY_ID["next_image"]) == []
    assert len(all_keys(keymap)) == len(set(all_keys(keymap)))
    keymap.reset(BY_ID["next_image"])
    assert keymap.keys(BY_ID["next_image"]) == keys("D")
    assert keymap.keys(BY_ID["fit"]) == keys("Ctrl+F")
    keymap.reset_all()
    assert all(keymap.keys(command) == command.shortcuts for command in COMMANDS)


def test_what_belongs_to_the_image_or_the_focus_cannot_be_assigned(keymap: Keymap) -> None:
    keymap.assign(BY_ID["fit"], keys("Space", "Esc", "Tab", "Q"))
    assert keymap.keys(BY_ID["fit"]) == keys("Q")


def test_chosen_keys_are_kept_in_the_settings_and_nonsense_in_them_is_passed_over(qapp: QApplication) -> None:
    settings = Settings()
    Keymap(settings).assign(BY_ID["fit"], keys("D"))
    settings.save()
    loaded, notice = Settings.load()
    assert notice is None
    again = Keymap(loaded)
    assert again.keys(BY_ID["fit"]) == keys("D")
    assert again.keys(BY_ID["next_image"]) == []
    loaded.shortcuts = {"no such command": "D", "learn": "NotAKey", "tool_brush": "E", "live": "E"}
    mended = Keymap(loaded)
    assert len(all_keys(mended)) == len(set(all_keys(mended)))
    assert mended.keys(BY_ID["learn"]) == []


def test_new_keys_work_at_once_and_stand_in_every_tool_tip(open_window: MainWindow, learner: FakeLearner) -> None:
    open_window.commands.keymap.assign(BY_ID["learn"], keys("Ctrl+J"))
    press(open_window, "Ctrl+T")
    assert learner.calls == []
    press(open_window, "Ctrl+J")
    assert learner.calls == [("learn",)]
    for tip in (open_window.commands["learn"].toolTip(), open_window.learning_panel.learn_button.toolTip()):
        assert "Ctrl+J" in tip
        assert "Ctrl+T" not in tip
    open_window.show_palette()
    items = open_window.palette_window.list
    learn = next(items.item(row) for row in range(items.count()) if items.item(row).text() == "Learn")
    assert learn.data(Qt.ItemDataRole.UserRole) == "Ctrl+J"
    open_window.palette_window.hide()


def test_the_editor_says_whose_keys_they_are_before_it_takes_them(qtbot: QtBot, open_window: MainWindow) -> None:
    keymap = open_window.commands.keymap
    dialog = SettingsDialog(open_window.settings, keymap, open_window)
    qtbot.addWidget(dialog)
    editor = dialog.keys
    editor.choose("fit")
    editor.edit.setKeySequence(QKeySequence("D"))
    assert "Next image" in editor.verdict.text()
    assert editor.assign.text() == "Take over"
    editor.assign.click()
    assert keymap.owner(QKeySequence("D")) is BY_ID["fit"]
    assert open_window.settings.shortcuts == {"fit": "D", "next_image": ""}
    editor.edit.setKeySequence(QKeySequence("Space"))
    assert not editor.assign.isEnabled()
    editor.edit.setKeySequence(QKeySequence("Ctrl+Alt+F"))
    assert "free" in editor.verdict.text()
    editor.add.click()
    assert keymap.keys(BY_ID["fit"]) == keys("D", "Ctrl+Alt+F")
    editor.reset_all.click()
    assert open_window.settings.shortcuts == {}


# Why not.


def test_every_command_that_can_be_disabled_says_why(open_window: MainWindow) -> None:
    lacking = {command.id for command in COMMANDS if command.is_enabled not in (always, *REASONS)}
    assert lacking == set()


@pytest.mark.parametrize(("command_id", "words"), [("undo", "Open an image"), ("cancel", "Nothing is being learned")])
def test_a_disabled_command_says_why_in_its_tool_tip_and_in_the_palette(
    window: MainWindow, command_id: str, words: str
) -> None:
    command: Command = BY_ID[command_id]
    assert words in window.commands[command_id].toolTip()
    window.show_palette()
    items = window.palette_window.list
    item = next(items.item(row) for row in range(items.count()) if items.item(row).text() == command.text)
    assert words in item.data(Qt.ItemDataRole.UserRole)
    window.palette_window.hide()


def test_a_live_frame_is_named_as_the_reason(open_window: MainWindow) -> None:
    open_window.session.show_frame(np.zeros((48, 64, 3), np.uint8), None)
    assert "live frame" in open_window.commands["accept"].toolTip()
    open_window.session.clear_frame()


# Sight, touch, small screens.


def _has_words(widget: QWidget) -> bool:
    if isinstance(widget, QAbstractButton) and widget.text() and not isinstance(widget, QToolButton):
        return True
    if isinstance(widget, QToolButton) and widget.defaultAction() is not None:
        return bool(widget.defaultAction().text())
    form = widget.parentWidget().layout() if widget.parentWidget() else None
    forms = [form] if isinstance(form, QFormLayout) else []
    forms += widget.window().findChildren(QFormLayout)
    return bool(widget.accessibleName()) or any(each.labelForField(widget) is not None for each in forms)


def controls(window: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QAbstractItemView)
    inner = (QScrollBar,)
    found = [each for each in window.findChildren(QWidget) if isinstance(each, kinds) and not isinstance(each, inner)]
    return [
        each
        for each in found
        if not each.objectName().startswith("qt_")
        and not isinstance(each.parentWidget(), QAbstractSpinBox | QComboBox | QAbstractItemView)
        and each.metaObject().className() not in ("QComboBoxListView", "QTableCornerButton", "QHeaderView")
        and not each.metaObject().className().startswith("QTabBar")
        and each.metaObject().className() not in ("CloseButton", "QLineEditIconButton")
        and each.parentWidget().metaObject().className() not in ("QTabBar", "QKeySequenceEdit")
    ]


def test_a_screen_reader_finds_a_name_for_every_control(open_window: MainWindow) -> None:
    open_window.show_settings()
    open_window.show_shortcuts()
    dialogs = open_window.findChildren(QDialog)
    assert len(dialogs) >= 3  # the palette too
    nameless = [
        (widget.metaObject().className(), widget.objectName(), widget.parentWidget().metaObject().className())
        for widget in controls(open_window)
        if not _has_words(widget)
    ]
    assert nameless == []
    for dialog in dialogs:
        dialog.close()


def test_tool_buttons_are_large_enough_for_a_finger(open_window: MainWindow) -> None:
    bar = open_window.findChild(QObject, "toolBar")
    buttons = [each for each in bar.findChildren(QToolButton) if not each.objectName()]
    assert len(buttons) > 8
    assert all(min(each.sizeHint().width(), each.sizeHint().height()) >= 36 for each in buttons)


def test_the_window_fits_a_small_screen(open_window: MainWindow) -> None:
    smallest = open_window.minimumSizeHint()
    assert smallest.width() <= 800
    assert smallest.height() <= 500
    open_window.resize(800, 500)
    assert open_window.size() == QSize(800, 500)
    assert min(open_window.canvas.width(), open_window.canvas.height()) >= 90


def test_the_image_shows_that_it_has_the_focus_by_the_keyboard_only(open_window: MainWindow) -> None:
    canvas, stage = open_window.canvas, open_window.stage
    open_window.class_list.table.setFocus()
    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not stage.property("hasFocus")
    open_window.class_list.table.setFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert stage.property("hasFocus")
    open_window.class_list.table.setFocus()
    assert not stage.property("hasFocus")
