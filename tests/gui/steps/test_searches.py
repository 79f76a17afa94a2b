"""What a step covers is looked for in the background where it is large: regions, superpixels, ground."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.masks import disk
from app.core.permission import Ground, Over
from app.session import Session
from app.ui.canvas import Canvas
from tests.gui.steps.acts import SHAPE, dab, open_image, opened, settled


def test_a_region_wider_than_the_window_is_looked_for_in_the_background_and_filled(
    tmp_path: Path, qtbot: QtBot
) -> None:
    Image.fromarray(np.zeros((2200, 2300, 3), np.uint8)).save(tmp_path / "wide.png", compress_level=1)
    session = opened(tmp_path, qtbot)
    session.add_class("a")
    session.add_class("b")
    canvas = Canvas(session)
    qtbot.addWidget(canvas)
    canvas.resize(400, 400)
    canvas.show()
    session.choose_tool("fill")
    place = canvas.to_screen(1000, 1000).toPoint()
    session.choose_class(1)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: session.labels is not None and bool((session.labels == 1).all()))
    settled(session)
    session.choose_class(0)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    session.paint(0, 1100, np.ones((2200, 2), bool), value=0)  # a wall, while the region is looked for
    session.end_stroke("Wall")
    qtbot.waitUntil(lambda: session.labels is not None and session.labels[1000, 1000] == 0)
    settled(session)
    assert session.labels is not None
    assert (session.labels[:, :1102] == 0).all()
    assert (session.labels[:, 1102:] == 1).all()
    session.close()


def test_superpixels_that_cannot_be_stopped_delay_no_other_image(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end, is_begun = threading.Event(), threading.Event()

    def endless(*_arguments: object) -> None:
        is_begun.set()
        may_end.wait(30)

    monkeypatch.setattr("app.ui.tools.superpixels.find_superpixels", endless)
    canvas = Canvas(session)
    qtbot.addWidget(canvas)
    canvas.resize(400, 400)
    canvas.show()
    session.choose_tool("superpixels")
    qtbot.mouseMove(canvas, canvas.rect().center())
    qtbot.waitUntil(is_begun.is_set)
    open_image(session, 1, qtbot)
    open_image(session, 0, qtbot)
    session.choose_tool("brush")
    dab(session, 5, 5, 1)
    assert not may_end.is_set()
    may_end.set()


def test_a_stroke_over_the_predicted_keeps_its_ground_while_another_image_gets_its_strokes(
    session: Session, folder: Path, qtbot: QtBot, is_held: Callable[[bool], None]
) -> None:
    session.accept()
    session.undo()
    dab(session, 40, 40, 0)  # waits behind the undo
    open_image(session, 1, qtbot)
    assert session.show_prediction(np.full(SHAPE, 2, np.uint8), None, generation=session.generation, version="x")
    over = Over(Ground.PREDICTION, 2)
    session.paint(300, 300, disk(50), value=1, over=over)
    is_held(False)
    settled(session)
    session.paint(300, 600, disk(50), value=1, over=over)
    session.end_stroke("Brush stroke")
    assert session.labels is not None
    assert session.labels[325, 325] == 1
    assert session.labels[325, 625] == 1
