from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.ui import languages
from app.ui.commands import COMMANDS
from app.ui.main_window import MainWindow
from app.ui.tour import STEPS


@pytest.fixture
def spoken(qapp: QApplication) -> Iterator[None]:
    yield
    languages.speak(qapp, "en")


def test_six_steps_are_gone_through_by_keys_and_the_window_stays_usable(qtbot: QtBot, open_window: MainWindow) -> None:
    window, tour = open_window, open_window.tour
    window.commands["tour"].trigger()
    assert tour.callout is not None
    assert (tour.place, tour.callout.back.isEnabled()) == (0, False)
    assert tour.callout.next.hasFocus()
    texts = [tour.callout.text]
    for place in range(1, len(STEPS)):
        QTest.keyClick(tour.callout.next, Qt.Key.Key_Right)
        assert tour.place == place
        texts.append(tour.callout.text)
    assert len(set(texts)) == 6
    QTest.keyClick(tour.callout.next, Qt.Key.Key_Left)
    assert tour.place == 4
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_P)  # tools are chosen all the while
    assert window.session.tool == "polygon"
    assert tour.place == 4
    tour.callout.next.setFocus()
    QTest.keyClick(tour.callout.next, Qt.Key.Key_Escape)
    assert tour.callout is None
    assert window.canvas.hasFocus()
    assert window.settings.has_toured


def test_the_last_step_ends_it_and_the_welcome_offers_it_once(qtbot: QtBot, window: MainWindow) -> None:
    assert window.welcome.tour.isVisible()
    QTest.mouseClick(window.welcome.tour, Qt.MouseButton.LeftButton)
    assert window.tour.callout is not None
    for _ in STEPS:
        QTest.mouseClick(window.tour.callout.next, Qt.MouseButton.LeftButton)
    assert window.tour.callout is None
    assert not window.welcome.tour.isVisible()


def test_it_names_the_keys_that_are_in_force(open_window: MainWindow) -> None:
    window, tour = open_window, open_window.tour
    by_id = {command.id: command for command in COMMANDS}
    keymap = window.commands.keymap
    keymap.assign(by_id["next_image"], [QKeySequence("Ctrl+7")])
    keymap.assign(by_id["previous_image"], [])
    tour.begin()
    assert tour.callout is not None
    assert "Ctrl+7 and “Previous image” go through them." in tour.callout.text
    tour.end()


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("language", ["en", "zh_CN", "de", "ja"])
@pytest.mark.parametrize("size", [(1360, 860), (700, 480)])
def test_every_step_lies_inside_the_window_and_shows_all_its_text(
    qtbot: QtBot, qapp: QApplication, open_window: MainWindow, language: str, size: tuple[int, int]
) -> None:
    languages.speak(qapp, language)
    window, tour = open_window, open_window.tour
    window.resize(*size)
    tour.begin()
    callout = tour.callout
    assert callout is not None
    for place in range(len(STEPS)):
        assert tour.place == place
        assert window.rect().contains(callout.geometry()), (place, callout.geometry(), window.rect())
        for label in callout.findChildren(QLabel):
            assert "{" not in label.text()
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            assert callout.rect().contains(QRect(label.mapTo(callout, QPoint()), label.size()))
        QTest.keyClick(callout.next, Qt.Key.Key_Right)
    assert tour.callout is None


def test_the_frame_follows_what_it_points_at(qtbot: QtBot, open_window: MainWindow) -> None:
    window, tour = open_window, open_window.tour
    tour.begin()
    QTest.keyClick(tour.callout.next, Qt.Key.Key_Right)  # type: ignore[union-attr]
    frame = tour._frame
    assert frame is not None
    before = frame.geometry()
    window.docks["images"].hide()
    qtbot.waitUntil(lambda: frame.geometry().height() > before.height())
    assert frame.size() == window.stage.size()
    window.tour.end()
    tour.begin()  # the images are hidden: the callout stands alone
    qtbot.waitUntil(lambda: tour.callout is not None and tour.callout.isVisible())
    assert tour._frame is not None
    assert not tour._frame.isVisible()
    tour.end()
