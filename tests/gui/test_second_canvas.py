import numpy as np
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.second_canvas import SecondCanvas


def opened(qtbot: QtBot, window: MainWindow) -> SecondCanvas:
    window.toggle_second_window()
    second = window.second_window
    assert second is not None
    qtbot.waitExposed(second)
    second.activateWindow()
    second.canvas.setFocus()
    qtbot.waitUntil(second.isActiveWindow)
    return second


def press(second: SecondCanvas, keys: str) -> None:
    QTest.keySequence(second.canvas, QKeySequence(keys))


def test_the_second_window_has_a_zoom_and_an_overlay_of_its_own(qtbot: QtBot, open_window: MainWindow) -> None:
    second = opened(qtbot, open_window)
    assert "one.png" in second.windowTitle()
    before = open_window.canvas.zoom
    press(second, "Ctrl+0")
    assert second.canvas.zoom == 1.0
    assert open_window.canvas.zoom == before
    press(second, "V")
    assert not second.canvas.is_overlay_visible
    assert open_window.canvas.is_overlay_visible


def test_every_other_key_works_there_too_and_what_is_painted_is_seen_in_both(
    qtbot: QtBot, open_window: MainWindow
) -> None:
    session = open_window.session
    second = opened(qtbot, open_window)
    press(second, "E")
    assert session.tool == "eraser"
    press(second, "B")
    session.paint(10, 10, np.ones((20, 20), bool), value=1)
    session.end_stroke("Brush")
    for canvas in (open_window.canvas, second.canvas):
        point = canvas.to_screen(20, 20).toPoint()
        color = canvas.grab().toImage().pixelColor(point)
        assert color.red() > color.blue() + 20  # the orange of the class
    press(second, "Ctrl+Z")
    assert session.labels is not None
    assert (session.labels == 255).all()
    press(second, "D")
    qtbot.waitUntil(lambda: session.image_path == session.images[1])


def test_it_closes_by_its_key_by_itself_and_with_the_program(qtbot: QtBot, open_window: MainWindow) -> None:
    second = opened(qtbot, open_window)
    press(second, "F12")
    assert open_window.second_window is None
    second = opened(qtbot, open_window)
    second.close()
    assert open_window.second_window is None
    assert not open_window.commands["second_window"].isChecked()
    opened(qtbot, open_window)
    open_window.close()
    assert open_window.second_window is None


def test_its_place_is_remembered(qtbot: QtBot, open_window: MainWindow) -> None:
    second = opened(qtbot, open_window)
    second.setGeometry(40, 60, 500, 410)
    qtbot.waitUntil(lambda: second.width() == 500)
    open_window.toggle_second_window()
    assert open_window.settings.second_geometry
    again = opened(qtbot, open_window)
    assert (again.width(), again.height()) == (500, 410)
    again.close()
