"""Superpixels are computed in the background and painted along the way."""

import numpy as np
from pytestqt.qtbot import QtBot

from app.session import Session
from app.ui.canvas import Canvas
from app.ui.tools.superpixels import SuperpixelBrush
from tests.gui.hand import click, labels, names
from tests.gui.tools.disks import DISK, PATIENCE, move, painted, press, release, shown


def superpixel_brush(session: Session, canvas: Canvas, qtbot: QtBot) -> SuperpixelBrush:
    session.set_brush_diameter(8)
    session.choose_tool("superpixels")
    tool = canvas._tools.tool
    assert isinstance(tool, SuperpixelBrush)
    move(canvas, 20, 30)
    qtbot.waitUntil(lambda: tool.superpixels is not None, timeout=PATIENCE)
    return tool


def test_superpixels_say_that_they_are_being_computed_and_paint_nothing_until_then(
    session: Session, canvas: Canvas, qtbot: QtBot
) -> None:
    session.choose_tool("superpixels")
    assert "being computed" in canvas.hint
    click(canvas, 20, 30)
    assert names(session) == []
    tool = superpixel_brush(session, canvas, qtbot)
    assert "being computed" not in canvas.hint
    assert tool.superpixels is not None


def test_superpixels_are_painted_along_the_way_as_one_step(session: Session, canvas: Canvas, qtbot: QtBot) -> None:
    tool = superpixel_brush(session, canvas, qtbot)
    found = tool.superpixels
    assert found is not None
    move(canvas, 20, 31)
    preview = shown(canvas)
    assert preview is not None
    assert preview[0][20, 31]
    assert not (preview[0] & ~DISK).any()  # it stops at the edge
    press(canvas, 20, 30)
    move(canvas, 20, 38)
    release(canvas, 20, 38)
    expected = np.isin(found.marks, list(found.along((20, 30), (20, 38))))
    assert np.array_equal(labels(session), painted(expected))
    assert names(session) == ["Superpixels"]


def test_superpixels_belong_to_one_image(session: Session, canvas: Canvas, qtbot: QtBot) -> None:
    tool = superpixel_brush(session, canvas, qtbot)
    with qtbot.waitSignal(session.image_opened):
        session.step_image(1)
    assert tool.superpixels is None
    click(canvas, 20, 30)
    assert names(session) == []
    qtbot.waitUntil(lambda: not tool._background.is_busy, timeout=PATIENCE)
