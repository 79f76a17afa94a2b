"""Two versions of the network on one image."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.canvas import Canvas
from app.ui.canvas_picture import Compares
from app.ui.main_window import MainWindow
from tests.gui.conftest import FakeLearner, FakeVersion


@pytest.fixture
def compared(open_window: MainWindow, learner: FakeLearner) -> MainWindow:
    """A window whose network says cat below, and whose earlier version said cat above."""
    session = open_window.session
    learner.versions = [FakeVersion("bundled"), FakeVersion("learned 1", is_current=True, parent="bundled")]
    learner.version = "learned 1"
    learner.changed.emit()
    now, before = np.zeros((48, 64), np.uint8), np.zeros((48, 64), np.uint8)
    now[24:], before[:24] = 1, 1
    session.show_prediction(now, None, generation=session.generation, version="learned 1")
    QTest.keyClick(open_window.canvas, Qt.Key.Key_Y)
    session.show_compared(before, generation=session.generation, version="bundled")
    return open_window


@pytest.fixture
def tiny_folder(tmp_path: Path) -> Path:
    """One image of 48 x 64 grey pixels."""
    folder = tmp_path / "images"
    folder.mkdir()
    Image.fromarray(np.full((48, 64, 3), 90, np.uint8)).save(folder / "one.png")
    return folder


def is_cat(canvas: Canvas, row: int, col: int) -> bool:
    """Whether a pixel of the grey image is tinted with the orange of cats."""
    color: QColor = canvas.grab().toImage().pixelColor(canvas.to_screen(row, col).toPoint())
    return color.red() > color.blue() + 20


def test_left_of_the_line_is_the_other_version_and_right_of_it_this_one(
    compared: MainWindow, learner: FakeLearner
) -> None:
    canvas = compared.canvas
    assert ("compare_with", "bundled") in learner.calls
    assert [is_cat(canvas, row, 10) for row in (10, 40)] == [True, False]
    assert [is_cat(canvas, row, 54) for row in (10, 40)] == [False, True]


def test_the_line_is_dragged_and_moved_by_the_arrow_keys(compared: MainWindow) -> None:
    canvas, divider = compared.canvas, compared.comparison.divider
    assert divider.isVisible()
    target = canvas.to_screen(0, 60).x()
    middle = QPoint(divider.width() // 2, divider.height() // 2)
    QTest.mousePress(divider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    QTest.mouseMove(divider, divider.mapFrom(canvas, QPointF(target, divider.height() / 2)).toPoint())
    QTest.mouseRelease(divider, Qt.MouseButton.LeftButton)
    assert divider.share == pytest.approx(target / canvas.width(), abs=0.01)
    assert is_cat(canvas, 10, 54)
    before = divider.share
    QTest.keyClick(divider, Qt.Key.Key_Left)
    assert divider.share < before


def test_panning_and_zooming_leave_the_line_where_it_is(compared: MainWindow) -> None:
    canvas = compared.canvas
    canvas.grab()
    moved = canvas.view.pan(60, 0)
    canvas.panned.emit(*moved)
    line = compared.comparison.divider.geometry().center().x()
    left, right = (canvas.to_image(QPointF(line + step, 0))[1] for step in (-12, 12))
    assert [is_cat(canvas, 10, col) for col in (left, right)] == [True, False]
    canvas.set_zoom(canvas.zoom * 2, canvas.to_screen(10, 32))
    left, right = (canvas.to_image(QPointF(line + step, 0))[1] for step in (-12, 12))
    assert [is_cat(canvas, 10, col) for col in (left, right)] == [True, False]


def test_labels_lie_over_both(compared: MainWindow) -> None:
    session = compared.session
    session.paint(8, 4, np.ones((6, 56), bool), value=1)
    session.end_stroke("Rectangle")
    assert all(is_cat(compared.canvas, 11, col) for col in (10, 54))


def test_side_by_side_shows_the_image_twice_at_one_place(qtbot: QtBot, compared: MainWindow) -> None:
    QTest.keyClick(compared.canvas, Qt.Key.Key_Y, Qt.KeyboardModifier.ShiftModifier)
    side, canvas = compared.comparison.side, compared.canvas
    assert side is not None
    assert not compared.comparison.divider.isVisible()
    qtbot.waitUntil(lambda: abs(side.width() - canvas.width()) <= 1)
    assert side.compares is Compares.WHOLE
    assert [is_cat(side, row, 10) for row in (10, 40)] == [True, False]
    assert [is_cat(canvas, row, 10) for row in (10, 40)] == [False, True]
    canvas.set_zoom(9.0, canvas.to_screen(10, 10))
    assert side.zoom == 9.0
    assert (side.to_screen(10, 10) - canvas.to_screen(10, 10)).manhattanLength() <= 2
    side.panned.emit(*side.view.pan(-30, 12))
    assert (side.to_screen(10, 10) - canvas.to_screen(10, 10)).manhattanLength() <= 2


def test_after_side_by_side_the_canvas_zooms_and_pans_alone(
    qtbot: QtBot, compared: MainWindow, learner: FakeLearner
) -> None:
    for _ in range(3):
        compared.comparison.begin("taught 1", "side")
        compared.comparison.end()
        qtbot.wait(1)  # the second canvas is deleted
        compared.canvas.set_zoom(2.0)
        compared.canvas.zoom_fit()
    assert compared.comparison.side is None


def test_the_same_key_ends_it(qtbot: QtBot, compared: MainWindow, learner: FakeLearner) -> None:
    QTest.keyClick(compared.canvas, Qt.Key.Key_Y)
    compared.session.show_compared(None, generation=compared.session.generation, version=None)  # as the learner does
    assert learner.compared is None
    assert compared.comparison.mode == ""
    assert not compared.comparison.divider.isVisible()
    assert not is_cat(compared.canvas, 10, 10)


def test_the_next_version_takes_its_place(compared: MainWindow, learner: FakeLearner) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(compared.canvas, Qt.Key.Key_Y, keys)
    assert learner.compared == "learned 1"
    QTest.keyClick(compared.canvas, Qt.Key.Key_Y, keys)
    assert learner.compared == "bundled"


def test_with_one_version_there_is_nothing_to_compare(open_window: MainWindow, learner: FakeLearner) -> None:
    learner.versions = [FakeVersion("bundled", is_current=True)]
    learner.changed.emit()
    assert not open_window.commands["compare_swipe"].isEnabled()
    assert "no other version" in open_window.commands["compare_swipe"].toolTip()
    QTest.keyClick(open_window.canvas, Qt.Key.Key_Y)
    assert open_window.comparison.mode == ""
    learner.is_taught = True
    learner.changed.emit()
    assert open_window.comparison.suggested() == "bundled"  # as it was before it was taught


def test_it_ends_with_the_project(compared: MainWindow, learner: FakeLearner) -> None:
    learner.compared = None
    learner.changed.emit()
    assert compared.comparison.mode == ""
