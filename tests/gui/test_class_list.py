import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app.core.label_map import UNLABELED
from app.ui.class_list import ClassList
from app.ui.class_model import Column, class_shares
from app.ui.main_window import MainWindow


@pytest.fixture
def classes(open_window: MainWindow) -> ClassList:
    return open_window.class_list


def click(classes: ClassList, row: int, column: Column) -> None:
    center = classes.table.visualRect(classes.model.index(row, column)).center()
    QTest.mouseClick(classes.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(center))


def editor_of(classes: ClassList) -> QLineEdit:
    """The line in which a name or a key is being edited."""
    return next(line for line in classes.table.viewport().findChildren(QLineEdit) if line.isVisible())


def test_a_click_chooses_a_class_and_a_chosen_class_is_selected(open_window: MainWindow, classes: ClassList) -> None:
    click(classes, 1, Column.NAME)
    assert open_window.session.chosen_class == 1
    open_window.session.choose_class(0)
    assert classes.table.currentIndex().row() == 0


def test_a_double_click_renames_in_the_row(qtbot: QtBot, open_window: MainWindow, classes: ClassList) -> None:
    click(classes, 1, Column.NAME)
    center = classes.table.visualRect(classes.model.index(1, Column.NAME)).center()
    QTest.mouseDClick(classes.table.viewport(), Qt.MouseButton.LeftButton, pos=center)
    line = editor_of(classes)
    line.selectAll()
    QTest.keyClicks(line, "tiger")
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: open_window.session.classes[1].name == "tiger")
    assert classes.model.index(1, Column.NAME).data() == "tiger"


def test_a_name_that_is_taken_is_refused_with_a_sentence(open_window: MainWindow, classes: ClassList) -> None:
    assert not classes.model.setData(classes.model.index(1, Column.NAME), "background")
    assert open_window.session.classes[1].name == "cat"
    assert "background" in open_window.messages.messages[0].text


def test_a_new_class_is_named_in_place_and_chosen(open_window: MainWindow, classes: ClassList) -> None:
    QTest.mouseClick(classes.add_button, Qt.MouseButton.LeftButton)
    assert classes.name_edit.isVisible()
    QTest.keyClicks(classes.name_edit, "dog")
    QTest.keyClick(classes.name_edit, Qt.Key.Key_Return)
    session = open_window.session
    assert session.classes[session.chosen_class].name == "dog"
    assert classes.model.rowCount() == 3


def test_names_typed_one_after_another_become_classes_and_no_letter_is_a_key_of_a_command(
    open_window: MainWindow, classes: ClassList
) -> None:
    session, keyboard = open_window.session, open_window.windowHandle()
    open_window.canvas.setFocus()
    QTest.keyClick(keyboard, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    for name in ("dog", "wolf"):
        for letter in name:
            QTest.keyClick(keyboard, letter)
        QTest.keyClick(keyboard, Qt.Key.Key_Return)
    assert [each.name for each in session.classes] == ["background", "cat", "dog", "wolf"]
    assert session.tool == "brush"
    assert session.classes[session.chosen_class].name == "wolf"


@pytest.mark.parametrize("way", ["enter", "escape", "mouse over the image", "click on the list"])
def test_the_line_for_further_names_is_left(open_window: MainWindow, classes: ClassList, way: str) -> None:
    canvas = open_window.canvas
    canvas.setFocus()
    classes.begin_adding()
    QTest.keyClicks(classes.name_edit, "dog")
    QTest.keyClick(classes.name_edit, Qt.Key.Key_Return)
    assert open_window.focusWidget() is classes.name_edit
    if way in ("enter", "escape"):
        QTest.keyClick(classes.name_edit, Qt.Key.Key_Return if way == "enter" else Qt.Key.Key_Escape)
    elif way == "click on the list":
        click(classes, 1, Column.NAME)
    else:
        QTest.mouseMove(canvas, canvas.rect().center())
        QTest.mouseMove(canvas, canvas.rect().center() + QPoint(3, 0))
    assert not classes.name_edit.isVisible()
    assert classes.add_button.isVisible()
    assert open_window.focusWidget() is (classes.table if way == "click on the list" else canvas)
    assert not open_window.messages.messages


def test_a_name_that_is_being_composed_is_not_left_by_the_mouse(open_window: MainWindow, classes: ClassList) -> None:
    """With an input method, for Chinese say, what is typed is no text of the line before it is chosen."""
    canvas = open_window.canvas
    classes.begin_adding()
    QTest.keyClicks(classes.name_edit, "dog")
    QTest.keyClick(classes.name_edit, Qt.Key.Key_Return)
    QApplication.sendEvent(classes.name_edit, QInputMethodEvent("mao", []))
    QTest.mouseMove(canvas, canvas.rect().center())
    QTest.mouseMove(canvas, canvas.rect().center() + QPoint(3, 0))
    assert open_window.focusWidget() is classes.name_edit
    QApplication.sendEvent(classes.name_edit, QInputMethodEvent("", []))
    QTest.mouseMove(canvas, canvas.rect().center())
    assert open_window.focusWidget() is canvas


def test_a_name_that_is_begun_is_not_left_by_the_mouse(open_window: MainWindow, classes: ClassList) -> None:
    canvas = open_window.canvas
    classes.begin_adding()
    QTest.keyClicks(classes.name_edit, "dog")
    QTest.keyClick(classes.name_edit, Qt.Key.Key_Return)
    QTest.keyClicks(classes.name_edit, "wo")
    QTest.mouseMove(canvas, canvas.rect().center())
    QTest.mouseMove(canvas, canvas.rect().center() + QPoint(3, 0))
    assert open_window.focusWidget() is classes.name_edit
    canvas.setFocus()
    assert classes.name_edit.text() == "wo"
    assert classes.name_edit.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_after_a_name_was_typed_the_image_has_its_keys_again(
    qtbot: QtBot, open_window: MainWindow, classes: ClassList, key: Qt.Key
) -> None:
    open_window.canvas.setFocus()
    open_window.commands["add_class"].trigger()
    QTest.keyClicks(classes.name_edit, "dog")
    QTest.keyClick(classes.name_edit, Qt.Key.Key_Return)
    QTest.keyClick(classes.name_edit, key)
    assert open_window.focusWidget() is open_window.canvas
    open_window.commands["rename_class"].trigger()
    QTest.keyClicks(editor_of(classes), "wolf")
    QTest.keyClick(editor_of(classes), key)
    qtbot.waitUntil(lambda: open_window.focusWidget() is open_window.canvas)


def test_an_empty_name_adds_nothing_and_escape_leaves(open_window: MainWindow, classes: ClassList) -> None:
    classes.begin_adding()
    QTest.keyClick(classes.name_edit, Qt.Key.Key_Return)
    assert classes.model.rowCount() == 2
    assert classes.name_edit.isVisible()
    assert open_window.messages.messages
    QTest.keyClick(classes.name_edit, Qt.Key.Key_Escape)
    assert classes.add_button.isVisible()


def test_a_click_on_the_swatch_recolours(qtbot: QtBot, open_window: MainWindow, classes: ClassList) -> None:
    click(classes, 1, Column.COLOR)
    dialog = classes.findChild(QColorDialog)
    assert dialog is not None
    dialog.setCurrentColor(QColor(10, 20, 30))
    dialog.accept()
    assert open_window.session.classes[1].color == (10, 20, 30)
    assert classes.model.index(1, Column.COLOR).data(Qt.ItemDataRole.DecorationRole) == QColor(10, 20, 30)


def test_a_key_can_be_changed_and_only_to_a_digit(open_window: MainWindow, classes: ClassList) -> None:
    key = classes.model.index(1, Column.KEY)
    assert classes.model.setData(key, "7")
    assert open_window.session.classes[1].key == "7"
    assert not classes.model.setData(key, "q")
    assert open_window.session.classes[1].key == "7"


def test_an_unused_class_is_removed_and_a_used_one_stays(
    qtbot: QtBot, open_window: MainWindow, classes: ClassList
) -> None:
    session = open_window.session
    session.paint(0, 0, np.ones((4, 4), bool), value=1)
    session.end_stroke("Brush")
    session.choose_class(1)
    with qtbot.waitSignal(session.class_used):
        QTest.mouseClick(classes.remove_button, Qt.MouseButton.LeftButton)
    assert 1 in session.classes
    index = session.add_class("spare")
    assert index is not None
    session.choose_class(index)
    with qtbot.waitSignal(session.classes_changed):
        QTest.mouseClick(classes.remove_button, Qt.MouseButton.LeftButton)
    assert classes.model.rowCount() == 2


def test_the_shares_follow_the_painting(qtbot: QtBot, open_window: MainWindow, classes: ClassList) -> None:
    session = open_window.session
    session.paint(0, 0, np.ones((10, 30), bool), value=1)
    session.paint(20, 0, np.ones((10, 10), bool), value=0)
    session.end_stroke("Brush")
    qtbot.waitUntil(lambda: classes.model.index(1, Column.SHARE).data() == "75.0%")
    assert classes.model.index(0, Column.SHARE).data() == "25.0%"


def test_shares_leave_unlabeled_pixels_out() -> None:
    labels = np.full((100, 100), UNLABELED, np.uint8)
    assert class_shares(labels).sum() == 0
    labels[:10] = 3
    labels[10:40] = 254
    shares = class_shares(labels)
    assert shares[3] == pytest.approx(0.25)
    assert shares[254] == pytest.approx(0.75)


def test_shares_of_a_huge_label_map_are_near_the_truth() -> None:
    labels = np.zeros((6000, 6000), np.uint8)
    labels[:3000] = 1
    assert class_shares(labels)[1] == pytest.approx(0.5, abs=0.01)


def test_without_classes_the_panel_says_what_to_do(window: MainWindow) -> None:
    assert not window.class_list.table.isVisible()
    assert "Add" in window.class_list._hint.text()


def test_the_eye_hides_a_class_and_the_lock_locks_it(open_window: MainWindow, classes: ClassList) -> None:
    session = open_window.session
    click(classes, 1, Column.SHOWN)
    assert session.looks[1].is_hidden
    click(classes, 1, Column.LOCKED)
    assert session.looks.locked == {1}
    spoken = [
        classes.model.index(1, column).data(Qt.ItemDataRole.AccessibleTextRole)
        for column in (Column.SHOWN, Column.LOCKED)
    ]
    assert spoken == ["cat is hidden", "cat is locked"]
    click(classes, 1, Column.SHOWN)
    click(classes, 1, Column.LOCKED)
    assert session.looks[1] == session.looks[0]


def test_keys_hide_and_lock_the_chosen_class(open_window: MainWindow) -> None:
    session, canvas = open_window.session, open_window.canvas
    session.choose_class(1)
    QTest.keyClick(canvas, Qt.Key.Key_J)
    QTest.keyClick(canvas, Qt.Key.Key_J, Qt.KeyboardModifier.ShiftModifier)
    assert session.looks[1].is_hidden
    assert session.looks[1].is_locked
    assert open_window.commands["lock_class"].isChecked()


def test_a_class_of_less_opacity_is_fainter_than_the_others(open_window: MainWindow) -> None:
    session, canvas = open_window.session, open_window.canvas
    prediction = np.ones((48, 64), np.uint8)
    session.show_prediction(prediction, None, generation=session.generation, version="v")
    place = canvas.to_screen(20, 20).toPoint()
    bare = session.image[20, 20].astype(int)  # type: ignore[index]

    def tint() -> float:
        color = canvas.grab().toImage().pixelColor(place)
        return float(np.abs(np.array([color.red(), color.green(), color.blue()]) - bare).sum())

    whole = tint()
    session.set_class_look(1, opacity=0.25)
    assert 0 < tint() < 0.5 * whole
    session.set_class_look(1, is_hidden=True)
    assert tint() == 0


def test_a_stroke_that_meets_a_locked_class_says_so_in_the_status_bar(open_window: MainWindow) -> None:
    session = open_window.session
    session.paint(5, 5, np.ones((10, 10), bool), value=1)
    session.end_stroke("Square")
    session.set_class_look(1, is_locked=True)
    session.paint(0, 0, np.ones((20, 20), bool), value=0)
    session.end_stroke("Square")
    assert "cat" in open_window.status.hint.accessibleName()
    assert "Locked" in open_window.status.hint.accessibleName()


@pytest.mark.parametrize("change", ["unlocked", "another class", "another tool"])
def test_the_sentence_about_a_locked_class_goes_when_it_says_nothing_any_more(
    open_window: MainWindow, change: str
) -> None:
    session = open_window.session
    session.choose_class(0)
    session.paint(5, 5, np.ones((10, 10), bool), value=1)
    session.end_stroke("Square")
    session.set_class_look(1, is_locked=True)
    session.paint(0, 0, np.ones((20, 20), bool), value=0)
    session.end_stroke("Square")
    assert "Locked" in open_window.status.hint.accessibleName()
    if change == "unlocked":
        session.set_class_look(1, is_locked=False)
    elif change == "another class":
        session.choose_class(1)
    else:
        session.choose_tool("polygon")
    assert open_window.status.hint.accessibleName() == open_window.canvas.hint


def test_another_class_leaves_what_else_the_status_bar_hints_at(open_window: MainWindow) -> None:
    open_window.reviewer.announced.emit("Uncertain region 3 of 5")
    open_window.session.choose_class(1)
    assert open_window.status.hint.accessibleName() == "Uncertain region 3 of 5"
