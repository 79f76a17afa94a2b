"""Undo and redo while a tool has begun something: they mean that first, and no stroke of before."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from tests.gui.hand import click, drag, labels, names
from tests.gui.test_commands import press

SHIFT = Qt.KeyboardModifier.ShiftModifier


def begin_polygon(window: MainWindow) -> None:
    press(window, "P")
    for corner in ((5, 5), (5, 40), (30, 40), (30, 5)):
        click(window.canvas, *corner)


def test_undo_removes_the_last_corner_of_a_polygon_and_no_stroke(open_window: MainWindow) -> None:
    window = open_window
    drag(window.canvas, (40, 10), (40, 30))
    begin_polygon(window)
    press(window, "Ctrl+Z")
    assert names(window.session) == ["Brush stroke"]
    assert window.session.can_undo
    assert len(window.canvas.tools.tool.handles()) == 3
    press(window, "Ctrl+Shift+Z")
    assert len(window.canvas.tools.tool.handles()) == 4


def test_undo_can_be_chosen_for_a_polygon_where_the_image_has_no_steps(open_window: MainWindow) -> None:
    undo, redo = open_window.commands["undo"], open_window.commands["redo"]
    assert not undo.isEnabled()
    begin_polygon(open_window)
    assert undo.isEnabled()
    assert not redo.isEnabled()
    undo.trigger()
    assert redo.isEnabled()
    for _ in range(3):
        undo.trigger()
    assert not open_window.canvas.tools.has_begun
    assert not undo.isEnabled()
    assert not redo.isEnabled()


def test_a_new_corner_ends_what_redo_could_bring_back(open_window: MainWindow) -> None:
    begin_polygon(open_window)
    press(open_window, "Ctrl+Z")
    click(open_window.canvas, 20, 20)
    assert not open_window.commands["redo"].isEnabled()
    assert open_window.canvas.tools.tool.handles()[-1] == (20.5, 20.5)


def test_undo_gives_up_a_lasso_that_is_dragged(open_window: MainWindow) -> None:
    window = open_window
    drag(window.canvas, (40, 10), (40, 30))
    before = labels(window.session).copy()
    press(window, "T")
    drag(window.canvas, (5, 5), (5, 40), (30, 40), is_released=False)
    press(window, "Ctrl+Z")
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton)
    assert names(window.session) == ["Brush stroke"]
    assert np.array_equal(labels(window.session), before)


def test_undo_in_the_middle_of_a_brush_stroke_takes_it_back_and_redo_has_it(open_window: MainWindow) -> None:
    window = open_window
    drag(window.canvas, (40, 10), (40, 30), is_released=False)
    press(window, "Ctrl+Z")
    assert not window.session.can_undo
    press(window, "Ctrl+Shift+Z")
    assert (labels(window.session) == window.session.chosen_class).any()


def test_undo_lets_go_of_the_area_that_the_wand_gathered_last(open_window: MainWindow) -> None:
    window = open_window
    drag(window.canvas, (40, 10), (40, 30))
    press(window, "W")
    tool = window.canvas.tools.tool
    click(window.canvas, 5, 5, SHIFT)
    first = tool.preview()
    click(window.canvas, 20, 50, SHIFT)
    press(window, "Ctrl+Z")
    assert names(window.session) == ["Brush stroke"]
    again = tool.preview()
    assert first is not None
    assert again is not None
    assert again[0][:2] == first[0][:2]
    assert np.array_equal(again[0][2], first[0][2])
    press(window, "Ctrl+Z")
    assert not window.canvas.tools.has_begun
    assert window.session.can_undo


def test_undo_takes_back_the_corner_of_a_polygon_in_the_second_window(open_window: MainWindow, qtbot: QtBot) -> None:
    window = open_window
    drag(window.canvas, (40, 10), (40, 30))
    window.toggle_second_window()
    second = window.second_window
    assert second is not None
    qtbot.waitExposed(second)
    press(window, "P")
    for corner in ((5, 5), (5, 40), (30, 40)):
        click(second.canvas, *corner)
    window.commands["undo"].trigger()
    assert len(second.canvas.tools.tool.handles()) == 2
    assert names(window.session) == ["Brush stroke"]
    second.close()
