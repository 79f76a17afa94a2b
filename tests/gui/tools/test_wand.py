"""Wand and fill by colour: what they show is what they paint."""

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.label_map import UNLABELED
from app.session import Session
from app.ui.canvas import Canvas
from tests.gui.hand import RIGHT, at, click, labels, names, predict
from tests.gui.tools.disks import BACKGROUND, CAT, DISK, DOG, HEIGHT, WIDTH, move, painted, press, release, shown

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


def test_the_wand_shows_and_paints_the_colour_that_was_pressed(session: Session, canvas: Canvas) -> None:
    session.choose_tool("wand")
    press(canvas, 20, 30)
    preview = shown(canvas)
    assert preview is not None
    assert np.array_equal(preview[0], DISK)
    assert (labels(session) == UNLABELED).all()
    release(canvas, 20, 30)
    assert np.array_equal(labels(session), painted(DISK))
    assert names(session) == ["Magic wand"]


def test_dragging_the_wand_changes_its_tolerance_until_it_takes_everything(session: Session, canvas: Canvas) -> None:
    session.choose_tool("wand")
    before = session.options.tolerance
    press(canvas, 20, 2)
    QTest.mouseMove(canvas, at(canvas, 20, 2) + QPoint(500, 0))
    assert session.options.tolerance > before
    preview = shown(canvas)
    assert preview is not None
    assert preview[0].all()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert session.options.tolerance == before
    release(canvas, 20, 2)
    assert names(session) == []


def hold(canvas: Canvas, row: int, col: int, key: Qt.KeyboardModifier) -> None:
    """A click while a key is held."""
    click(canvas, row, col, key)


def test_areas_are_gathered_with_shift_and_painted_at_once(session: Session, canvas: Canvas) -> None:
    session.choose_tool("wand")
    hold(canvas, 24, 32, SHIFT)
    hold(canvas, 2, 2, SHIFT)
    assert (labels(session) == UNLABELED).all()
    shown = canvas._tools.tool.preview()
    assert shown is not None
    assert shown[0][2].all()  # disk and ground are the whole image
    hold(canvas, 24, 32, ALT)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert np.array_equal(labels(session) == CAT, ~DISK)
    assert names(session) == ["Magic wand"]
    hold(canvas, 24, 32, SHIFT)
    session.choose_class(DOG)
    click(canvas, 2, 2)  # without a key: this area too, and painted
    assert (labels(session) == DOG).all()
    assert names(session) == ["Magic wand"] * 2


def test_what_the_wand_gathered_is_dropped_by_esc_by_another_tool_and_by_another_image(
    qtbot: QtBot, session: Session, canvas: Canvas
) -> None:
    session.choose_tool("wand")
    hold(canvas, 24, 32, SHIFT)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas._tools.tool.preview() is None
    hold(canvas, 24, 32, SHIFT)
    session.choose_tool("brush")
    session.choose_tool("wand")
    assert canvas._tools.tool.preview() is None
    hold(canvas, 24, 32, SHIFT)
    with qtbot.waitSignal(session.image_opened):
        session.step_image(1)
    assert canvas._tools.tool.preview() is None
    hold(canvas, 24, 32, ALT)  # nothing to take away from
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert (labels(session) == UNLABELED).all()
    assert names(session) == []


def test_the_right_button_of_the_wand_erases(session: Session, canvas: Canvas) -> None:
    session.paint(0, 0, np.ones((HEIGHT, WIDTH), bool))
    session.end_stroke("all")
    session.choose_tool("wand")
    press(canvas, 20, 30, RIGHT)
    release(canvas, 20, 30, RIGHT)
    assert np.array_equal(labels(session), painted(~DISK))


def test_fill_by_colour_follows_the_image_and_not_the_prediction(session: Session, canvas: Canvas) -> None:
    predict(session, np.full((HEIGHT, WIDTH), DOG, np.uint8))
    session.set_options(fills_by_color=True)
    session.choose_tool("fill")
    move(canvas, 20, 30)
    preview = shown(canvas)
    assert preview is not None
    assert np.array_equal(preview[0], DISK)
    assert preview[1] == CAT
    click(canvas, 20, 30)
    assert np.array_equal(labels(session), painted(DISK))


def test_a_tool_taken_by_its_key_shows_at_once_what_it_would_do(session: Session, canvas: Canvas) -> None:
    predict(session, np.where(DISK, np.uint8(DOG), np.uint8(BACKGROUND)))
    move(canvas, 20, 30)
    assert shown(canvas) is None
    session.choose_tool("fill")
    preview = shown(canvas)
    assert preview is not None
    assert np.array_equal(preview[0], DISK)


def test_a_preview_goes_when_a_prediction_arrives(session: Session, canvas: Canvas) -> None:
    predict(session, np.full((HEIGHT, WIDTH), DOG, np.uint8))
    session.choose_tool("accept")
    move(canvas, 20, 30)
    assert shown(canvas) is not None
    prediction = painted(DISK, DOG)
    predict(session, np.where(prediction == DOG, prediction, np.uint8(BACKGROUND)))
    assert shown(canvas) is None
    move(canvas, 20, 31)
    preview = shown(canvas)
    assert preview is not None
    assert np.array_equal(preview[0], DISK)
