"""The object in a box is cut out in the background."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core import cutout as cutout_module
from app.core.label_map import UNLABELED
from app.session import Session
from app.ui.canvas import Canvas
from app.ui.tools.cutout import Cutout
from tests.gui.hand import LEFT, NO_KEY, labels, names, predict
from tests.gui.tools.disks import (
    CAT,
    DISK,
    DOG,
    HEIGHT,
    PATIENCE,
    WIDTH,
    move,
    press,
    release,
)


def cut(canvas: Canvas) -> None:
    press(canvas, 11, 18)
    move(canvas, 36, 45)
    release(canvas, 36, 45)


def cutout_tool(session: Session, canvas: Canvas) -> Cutout:
    session.choose_tool("cutout")
    tool = canvas._tools.tool
    assert isinstance(tool, Cutout)
    return tool


def test_the_cut_out_paints_the_object_in_the_box(session: Session, canvas: Canvas, qtbot: QtBot) -> None:
    tool = cutout_tool(session, canvas)
    cut(canvas)
    assert tool.is_active
    assert "being cut out" in canvas.hint
    qtbot.waitUntil(lambda: not tool.is_active, timeout=PATIENCE)
    assert (labels(session) == CAT).sum() == pytest.approx(DISK.sum(), rel=0.05)
    assert ((labels(session) == CAT) & DISK).sum() > 0.95 * DISK.sum()
    assert names(session) == ["Cut-out"]


class Gate:
    """Holds the cut-out back until it is opened, so that things can happen meanwhile."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened = threading.Event()
        original = cutout_module.cut_out

        def wait_and_cut(*args: object) -> object:
            assert self.opened.wait(30)
            return (yield from original(*args))  # type: ignore[arg-type]

        monkeypatch.setattr("app.ui.tools.cutout.cut_out", wait_and_cut)


@pytest.mark.parametrize("way", ["escape", "another tool", "another image", "close"])
def test_a_cut_out_that_is_no_longer_wanted_paints_nothing_anywhere(
    session: Session, canvas: Canvas, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    gate = Gate(monkeypatch)
    tool = cutout_tool(session, canvas)
    cut(canvas)
    assert tool.is_active
    first = session.images[0]
    if way == "escape":
        QTest.keyClick(canvas, Qt.Key.Key_Escape)
    elif way == "another tool":
        session.choose_tool("brush")
    elif way == "another image":
        with qtbot.waitSignal(session.image_opened):
            session.step_image(1)
    else:
        session.close_project()
    gate.opened.set()
    qtbot.waitUntil(lambda: tool._background._running is None, timeout=PATIENCE)
    assert not tool.is_active
    if way == "close":
        return
    assert (labels(session) == UNLABELED).all()
    if session.image_path != first:
        with qtbot.waitSignal(session.image_opened):
            session.open_image(first)
        assert (labels(session) == UNLABELED).all()


def test_a_cut_out_paints_the_class_that_was_chosen_when_the_box_was_drawn(
    session: Session, canvas: Canvas, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    tool = cutout_tool(session, canvas)
    cut(canvas)
    session.choose_class(DOG)
    predict(session, np.full((HEIGHT, WIDTH), DOG, np.uint8))  # a prediction arrives meanwhile
    gate.opened.set()
    qtbot.waitUntil(lambda: not tool.is_active, timeout=PATIENCE)
    assert set(np.unique(labels(session))) == {CAT, UNLABELED}


def test_of_two_boxes_the_later_counts_and_they_do_not_run_at_once(
    session: Session, canvas: Canvas, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    tool = cutout_tool(session, canvas)
    press(canvas, 2, 2)
    release(canvas, 9, 9)
    running = tool._background._running
    cut(canvas)
    assert tool._background._running is running
    gate.opened.set()
    qtbot.waitUntil(lambda: not tool.is_active, timeout=PATIENCE)
    assert names(session) == ["Cut-out"]
    assert labels(session)[24, 32] == CAT
    assert labels(session)[5, 5] == UNLABELED


def test_a_failure_in_the_background_is_one_sentence(
    session: Session, canvas: Canvas, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise MemoryError

    monkeypatch.setattr("app.ui.tools.cutout.cut_out", fail)
    tool = cutout_tool(session, canvas)
    with qtbot.waitSignal(session.said, check_params_cb=lambda level, text: level == "error" and "memory" in text):
        cut(canvas)
    assert not tool.is_active
    assert names(session) == []


def test_a_box_outside_the_image_is_no_cut_out(session: Session, canvas: Canvas, qtbot: QtBot) -> None:
    tool = cutout_tool(session, canvas)
    with qtbot.waitSignal(session.said, check_params_cb=lambda level, text: "too small" in text):
        QTest.mousePress(canvas, LEFT, NO_KEY, QPoint(1, 1))
        QTest.mouseRelease(canvas, LEFT, NO_KEY, QPoint(30, 30))
    assert not tool.is_active
