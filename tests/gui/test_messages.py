import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.replace_dialog import ReplaceDialog


def test_what_cannot_be_opened_is_named_and_stays_until_it_is_dismissed(qtbot: QtBot, window: MainWindow) -> None:
    focus = window.focusWidget()
    window.sources.open(["/nowhere/absent.png"])
    qtbot.waitUntil(lambda: bool(window.messages.messages))
    message = window.messages.messages[0]
    assert message.level == "error"
    assert "absent.png" in message.text
    assert not message._timer.isActive()
    assert window.focusWidget() is focus
    QTest.keyClick(window, Qt.Key.Key_Escape, Qt.KeyboardModifier.ShiftModifier)
    assert window.messages.messages == []
    assert not window.messages.isVisible()


def test_messages_are_plain_text_counted_and_kept_apart(window: MainWindow) -> None:
    for _ in range(3):
        window.say("warning", "<b>twice</b>")
    assert [message.text for message in window.messages.messages] == ["<b>twice</b> (×3)"]
    for number in range(5):
        window.say("error", f"error {number}")
    assert len(window.messages.messages) == 6
    assert sum(message.isVisible() for message in window.messages.messages) == 2
    assert window.messages.geometry().right() < window.stage.width()
    rest = next(button for button in window.messages.findChildren(QPushButton) if button.text() == "4 more")
    rest.click()
    assert sum(message.isVisible() for message in window.messages.messages) > 2
    window.messages.dismiss_all()
    assert not window.messages.isVisible()


def test_messages_leave_the_image_in_sight(window: MainWindow) -> None:
    window.resize(window.minimumSizeHint())
    for number in range(3):
        window.say("error", f"{number} " + "a long sentence that needs some lines on a narrow canvas " * 4)
    messages = window.messages
    assert [message.isVisible() for message in messages.messages] == [True, False, False]
    window.resize(1300, 800)
    assert [message.isVisible() for message in messages.messages] == [True, True, False]


def test_who_has_no_class_gets_a_button_that_adds_one(qtbot: QtBot, open_window: MainWindow) -> None:
    session = open_window.session
    for index in (0, 1):
        session.remove_class(index)
        qtbot.waitUntil(lambda index=index: index not in session.classes)
    session.paint(5, 5, np.ones((4, 4), bool))
    message = open_window.messages.messages[0]
    assert "Add a class first" in message.text
    QTest.mouseClick(message.remedy, Qt.MouseButton.LeftButton)
    assert open_window.class_list.name_edit.isVisible()
    assert open_window.messages.messages == []


def test_who_removes_a_class_in_use_gets_a_button_that_replaces_it(qtbot: QtBot, open_window: MainWindow) -> None:
    window = open_window
    window.session.paint(5, 5, np.ones((4, 4), bool), value=1)
    window.session.end_stroke("Rectangle")
    window.session.choose_class(0)
    window.session.remove_class(1)
    qtbot.waitUntil(lambda: bool(window.messages.messages))
    message = window.messages.messages[0]
    assert "is used in one.png" in message.text
    QTest.mouseClick(message.remedy, Qt.MouseButton.LeftButton)
    dialog = window.findChild(ReplaceDialog)
    assert dialog is not None
    assert dialog.old.currentData() == 1
    dialog.reject()


def test_a_notice_with_a_button_stays_long_enough_to_reach_it(window: MainWindow) -> None:
    window.messages.say("info", "done", window.commands["open_recent"])
    window.messages.say("info", "done too")
    (short, long) = (message._timer.interval() for message in window.messages.messages)
    assert long >= 30_000 > short


def test_an_info_goes_by_itself(qtbot: QtBot, window: MainWindow) -> None:
    window.say("info", "done")
    window.messages.messages[0]._timer.start(1)
    qtbot.waitUntil(lambda: window.messages.messages == [])
