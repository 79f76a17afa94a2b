from collections import Counter

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.core.label_map import UNLABELED
from app.session import saving
from app.ui.command_palette import fuzzy_score
from app.ui.commands import COMMANDS, MENUS
from app.ui.icons import ICONS_FOLDER
from app.ui.main_window import MainWindow
from tests.gui.conftest import FakeLearner


def press(window: MainWindow, keys: str) -> None:
    """Press a shortcut as a person does: on the widget that has the focus."""
    QTest.keySequence(window.focusWidget() or window, QKeySequence(keys))


def show_prediction(window: MainWindow, value: int) -> None:
    session = window.session
    assert session.image is not None
    labels = np.full(session.image.shape[:2], value, np.uint8)
    session.show_prediction(labels, labels, generation=session.generation, version="test")


def test_no_two_commands_have_a_key_or_an_id_in_common() -> None:
    keys = Counter(key.toString() for command in COMMANDS for key in command.shortcuts)
    assert [key for key, count in keys.items() if count > 1] == []
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


def test_every_command_has_a_menu_an_icon_and_keys_that_exist() -> None:
    for command in COMMANDS:
        assert command.menu in MENUS
        assert command.argument or (ICONS_FOLDER / f"{command.icon}.svg").is_file(), command.id
        assert all(key.toString() for key in command.shortcuts), command.id


@pytest.mark.parametrize(
    ("keys", "tool"),
    [("E", "eraser"), ("P", "polygon"), ("R", "rectangle"), ("F", "fill"), ("I", "picker"), ("G", "accept")],
)
def test_a_letter_takes_a_tool_in_hand_and_b_the_brush_again(open_window: MainWindow, keys: str, tool: str) -> None:
    press(open_window, keys)
    assert open_window.session.tool == tool
    assert open_window.commands[f"tool_{'accept_region' if tool == 'accept' else tool}"].isChecked()
    press(open_window, "B")
    assert open_window.session.tool == "brush"


def test_brackets_change_the_brush_and_bring_it_back(open_window: MainWindow) -> None:
    before = open_window.session.brush_diameter
    press(open_window, "]")
    assert open_window.session.brush_diameter > before
    press(open_window, "[")
    press(open_window, "[")
    assert open_window.session.brush_diameter < before


def test_the_smallest_brush_still_grows(open_window: MainWindow) -> None:
    open_window.session.set_brush_diameter(1)
    press(open_window, "[")
    assert open_window.session.brush_diameter == 1
    press(open_window, "]")
    assert open_window.session.brush_diameter == 2


def test_digits_choose_a_class_and_x_goes_back(open_window: MainWindow) -> None:
    press(open_window, "2")
    assert open_window.session.chosen_class == 1
    press(open_window, "X")
    assert open_window.session.chosen_class == 0
    press(open_window, "9")
    assert open_window.session.chosen_class == 0


def test_d_and_a_step_through_the_images(qtbot: QtBot, open_window: MainWindow) -> None:
    session = open_window.session
    first, second = session.images[:2]
    press(open_window, "D")
    qtbot.waitUntil(lambda: session.image_path == second)
    press(open_window, "A")
    qtbot.waitUntil(lambda: session.image_path == first)


def test_undo_works_at_once_after_a_stroke_and_both_redo_keys_bring_it_back(open_window: MainWindow) -> None:
    session = open_window.session
    session.paint(5, 5, np.ones((4, 4), bool), value=1)
    session.end_stroke("Brush")
    painted = session.labels
    assert painted is not None
    press(open_window, "Ctrl+Z")
    assert painted[6, 6] == UNLABELED
    press(open_window, "Ctrl+Shift+Z")
    assert painted[6, 6] == 1
    press(open_window, "Ctrl+Z")
    press(open_window, "Ctrl+Y")
    assert painted[6, 6] == 1


def test_v_h_and_u_switch_what_lies_over_the_image(open_window: MainWindow) -> None:
    press(open_window, "V")
    assert not open_window.canvas.is_overlay_visible
    press(open_window, "V")
    assert open_window.canvas.is_overlay_visible
    press(open_window, "H")
    assert open_window.session.view == "heatmap"
    press(open_window, "U")
    assert open_window.session.view == "uncertainty"
    press(open_window, "U")
    assert open_window.session.view == "prediction"


def test_l_and_ctrl_t_reach_the_learner(open_window: MainWindow, learner: FakeLearner) -> None:
    press(open_window, "L")
    assert not learner.is_live
    assert not open_window.commands["live"].isChecked()
    press(open_window, "Ctrl+T")
    assert ("learn",) in learner.calls


def test_learn_cannot_be_started_twice(open_window: MainWindow, learner: FakeLearner) -> None:
    learner.is_learning = True
    learner.changed.emit()
    press(open_window, "Ctrl+T")
    press(open_window, "Ctrl+.")
    assert learner.calls == [("cancel",)]


def test_zoom_keys_reach_the_canvas(open_window: MainWindow) -> None:
    press(open_window, "Ctrl+0")
    assert open_window.canvas.zoom == 1.0
    press(open_window, "Ctrl+F")
    assert open_window.canvas.zoom > 1.0


def test_enter_accepts_the_prediction_and_shift_r_marks_the_image_as_reviewed(open_window: MainWindow) -> None:
    session = open_window.session
    show_prediction(open_window, 1)
    press(open_window, "Return")
    assert session.labels is not None
    assert (session.labels == 1).all()
    press(open_window, "Shift+R")
    assert session.state(session.images[0]).name == "REVIEWED"


def test_ctrl_s_saves(qtbot: QtBot, open_window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "AUTOSAVE_MS", 3_600_000)  # not by itself
    monkeypatch.setattr(saving, "LONGEST_WAIT_MS", 3_600_000)
    session = open_window.session
    session.paint(0, 0, np.ones((3, 3), bool), value=1)
    session.end_stroke("Brush")
    assert session.is_dirty
    press(open_window, "Ctrl+S")
    qtbot.waitUntil(lambda: not session.is_dirty)
    assert open_window.status.saving.text() == "Saved"


def test_letters_typed_into_a_line_are_text_and_no_commands(qtbot: QtBot, open_window: MainWindow) -> None:
    show_prediction(open_window, 1)
    press(open_window, "Ctrl+Shift+A")
    line = open_window.class_list.name_edit
    qtbot.waitUntil(line.hasFocus)
    QTest.keyClicks(line, "berp 2]")
    assert line.text() == "berp 2]"
    assert open_window.session.tool == "brush"
    assert open_window.session.chosen_class == 0
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert open_window.session.classes.by_name("berp 2]") is not None
    assert open_window.session.labels is not None
    assert (open_window.session.labels == UNLABELED).all()  # Enter named the class and accepted nothing


def test_the_palette_runs_a_command_by_keyboard_alone(qtbot: QtBot, open_window: MainWindow) -> None:
    press(open_window, "Ctrl+Shift+P")
    palette = open_window.palette_window
    qtbot.waitUntil(palette.line.hasFocus)
    QTest.keyClicks(palette.line, "rect")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert open_window.session.tool == "rectangle"
    assert not palette.isVisible()


def test_the_palette_does_not_run_what_cannot_be_run(
    qtbot: QtBot, open_window: MainWindow, learner: FakeLearner
) -> None:
    open_window.show_palette()
    palette = open_window.palette_window
    QTest.keyClicks(palette.line, "cancel learning")
    assert palette.list.item(0).text() == "Cancel learning"
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert learner.calls == []
    palette.hide()


@pytest.mark.parametrize(
    ("typed", "best", "worse"),
    [("of", "Open folder", "Uncertainty of"), ("brush", "Brush", "Bigger brush"), ("LRN", "Learn", "Live learning")],
)
def test_the_better_fit_comes_first(typed: str, best: str, worse: str) -> None:
    first, second = fuzzy_score(typed, best), fuzzy_score(typed, worse)
    assert first is not None
    assert second is not None
    assert first > second


def test_letters_in_another_order_do_not_fit() -> None:
    assert fuzzy_score("nepo", "Open") is None


def test_the_cheat_sheet_names_every_key(qtbot: QtBot, open_window: MainWindow) -> None:
    press(open_window, "F1")
    sheet = open_window.findChild(QObject, "shortcutSheet")
    written = " ".join(label.text() for label in sheet.findChildren(QLabel))
    for command in COMMANDS:
        if command.keys and not command.argument:
            assert command.text.rstrip("…") in written
            assert command.shortcuts[0].toString(QKeySequence.SequenceFormat.NativeText) in written
    sheet.close()
