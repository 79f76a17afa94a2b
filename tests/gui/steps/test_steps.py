"""Steps of megapixels in a session: what is done, asked and closed while they are under way."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.document import Document
from app.core.label_map import UNLABELED, LabelMap, Source
from app.core.masks import disk
from app.core.sweeps import AT_ONCE
from app.session import Session
from tests.gui.steps.acts import (
    SHAPE,
    dab,
    open_image,
    opened,
    planes,
    prediction,
    settled,
    show_prediction,
)


def test_a_large_step_leaves_the_window_free_and_is_one_step_in_the_journal(
    session: Session, folder: Path, qtbot: QtBot, is_held: Callable[[bool], None]
) -> None:
    edits: list[object] = []
    session.edited.connect(edits.append)
    assert session.accept() is None
    assert session.is_step_running
    assert session.is_saving
    assert session.can_undo
    assert not session.is_stored
    assert (planes(session)[0] == UNLABELED).all()
    is_held(False)
    qtbot.waitUntil(lambda: not session.is_step_running)
    np.testing.assert_array_equal(planes(session)[0], prediction(0))
    qtbot.waitUntil(lambda: session.is_stored)
    assert len(edits) == 1
    assert session.history is not None
    assert session.history.names == ["Accept prediction"]
    session.close()
    again = opened(folder, qtbot)
    np.testing.assert_array_equal(planes(again)[0], prediction(0))
    assert again.undo()
    settled(again)
    assert (planes(again)[0] == UNLABELED).all()
    again.close()


def test_what_is_painted_meanwhile_lies_on_top_and_goes_back_first(
    session: Session, is_held: Callable[[bool], None]
) -> None:
    session.accept()
    dab(session, 500, 500, 2)
    assert session.labels is not None
    assert session.labels[545, 545] == 2  # at once
    dab(session, 520, 520, UNLABELED, is_ended=False)
    is_held(False)
    settled(session)
    assert session.labels[565, 565] == UNLABELED
    assert session.labels[505, 545] == 2
    session.end_stroke("Erase")
    assert session.history is not None
    assert session.history.names == ["Accept prediction", "Brush stroke", "Erase"]
    session.undo()
    session.undo()
    np.testing.assert_array_equal(session.labels, prediction(0))
    session.undo()
    settled(session)
    assert (session.labels == UNLABELED).all()


def test_what_is_asked_meanwhile_comes_after_it_in_its_order(session: Session, is_held: Callable[[bool], None]) -> None:
    session.accept()
    assert session.undo()
    dab(session, 500, 500, 1)
    session.accept()
    session.replace_class(0, 2)
    is_held(False)
    settled(session)
    expected = prediction(0)
    expected[500:590, 500:590][disk(90)] = 1
    expected[expected == 0] = 2
    np.testing.assert_array_equal(planes(session)[0], expected)
    assert session.history is not None
    assert session.history.names == ["Brush stroke", "Accept prediction", "Replace a class"]


def test_another_image_gets_nothing_of_it_and_its_own_image_all(
    session: Session, folder: Path, qtbot: QtBot, is_held: Callable[[bool], None]
) -> None:
    session.accept()
    dab(session, 500, 500, 2)
    open_image(session, 1, qtbot)
    drawn: list[object] = []
    session.labels_changed.connect(drawn.append)
    show_prediction(session, 5)
    dab(session, 10, 10, 1)
    drawn.clear()
    is_held(False)
    settled(session)
    assert drawn == []
    assert session.provenance is not None
    assert set(np.unique(session.provenance)) == {Source.NONE, Source.PAINTED}
    open_image(session, 0, qtbot)
    expected = prediction(0)
    expected[500:590, 500:590][disk(90)] = 2
    np.testing.assert_array_equal(planes(session)[0], expected)
    session.close()
    again = opened(folder, qtbot)
    np.testing.assert_array_equal(planes(again)[0], expected)
    again.close()


def test_closing_meanwhile_finishes_it_and_all_that_waits(
    session: Session, folder: Path, qtbot: QtBot, is_held: Callable[[bool], None]
) -> None:
    session.accept()
    session.undo()
    session.accept()
    dab(session, 100, 100, 2, is_ended=False)
    session.close()
    again = opened(folder, qtbot)
    expected = prediction(0)
    expected[100:190, 100:190][disk(90)] = 2
    np.testing.assert_array_equal(planes(again)[0], expected)
    assert again.history is not None
    assert again.history.names == ["Accept prediction", "Stroke"]
    again.close()


def test_what_the_network_says_meanwhile_is_not_what_is_accepted(
    session: Session, is_held: Callable[[bool], None]
) -> None:
    session.accept()
    show_prediction(session, 7)
    is_held(False)
    settled(session)
    np.testing.assert_array_equal(planes(session)[0], prediction(0))


def test_a_camera_frame_and_another_project_come_in_between(
    session: Session, folder: Path, tmp_path: Path, qtbot: QtBot, is_held: Callable[[bool], None]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    Image.fromarray(np.zeros((9, 9, 3), np.uint8)).save(other / "x.png")
    session.accept()
    with qtbot.waitSignal(session.project_opened):
        session.open_paths([str(other)])
    qtbot.waitUntil(lambda: session.image is not None and session.image.shape[0] == 9)
    session.open_paths([str(folder)])
    qtbot.waitUntil(lambda: session.image is not None and session.image.shape[0] == SHAPE[0])
    np.testing.assert_array_equal(planes(session)[0], prediction(0))


def test_copies_of_labels_wait_for_the_step_of_the_image_they_come_from(
    session: Session, qtbot: QtBot, is_held: Callable[[bool], None]
) -> None:
    session.accept()
    open_image(session, 1, qtbot)
    session.copy_previous()
    is_held(False)
    settled(session)
    np.testing.assert_array_equal(planes(session)[0], prediction(0))


def test_where_memory_ends_the_part_that_is_done_is_a_step_and_it_is_said(
    session: Session, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    change, counts = LabelMap.change_tile, [0]

    def scarce(label_map: LabelMap, *arguments: object) -> object:
        counts[0] += 1
        if counts[0] > 10:
            raise MemoryError
        return change(label_map, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(LabelMap, "change_tile", scarce)
    with qtbot.waitSignal(session.said) as said:
        session.accept()
    assert said.args is not None
    assert said.args[0] == "error"
    assert "not enough memory" in said.args[1]
    done = planes(session)[0] != UNLABELED
    assert 0 < done.sum() < done.size
    assert session.undo()
    settled(session)
    assert (planes(session)[0] == UNLABELED).all()


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_steps_comes_to_what_they_come_to_one_by_one(
    session: Session, qapp: QApplication, seed: int
) -> None:
    chance = random.Random(seed)
    same = Document("same", LabelMap.empty(*SHAPE))
    shown = prediction(0)
    for number in range(40):
        kind = chance.choice(["accept", "dab", "dab", "undo", "redo", "replace", "fill", "predict", "look", "wait"])
        value = chance.choice([0, 1, 2, UNLABELED])
        row, col = chance.randrange(-50, SHAPE[0]), chance.randrange(-50, SHAPE[1])
        if kind == "accept":
            session.accept()
            same.accept(shown, name="Accept prediction")
        elif kind == "dab":
            dab(session, row, col, value)
            same.paint(row, col, disk(90), value)
            same.commit("Brush stroke")
        elif kind == "undo":
            session.undo()
            same.undo()
        elif kind == "redo":
            session.redo()
            same.redo()
        elif kind == "replace" and value != 1:
            session.replace_class(1, value)
            same.replace(1, value, name="Replace a class")
        elif kind == "fill":
            mask = np.ones((1200, 1300), bool)
            session.paint_step(row, col, mask, name="Fill", value=value)
            same.run(same.painting(row, col, mask, value, name="Fill"))
        elif kind == "predict":
            shown = show_prediction(session, number)
        elif kind == "look":
            qapp.processEvents()
        else:
            time.sleep(0.01)
            qapp.processEvents()
    settled(session)
    np.testing.assert_array_equal(planes(session), np.stack([same.label_map.labels, same.label_map.provenance]))
    assert session.history is not None
    assert session.history.names == same.history.names
    assert session.history.position == same.history.position
    qapp.processEvents()


def test_the_images_of_these_tests_are_large() -> None:
    assert LabelMap.empty(*SHAPE).tiles[AT_ONCE:]


def test_what_waits_behind_a_step_whose_end_fails_is_done_all_the_same(
    session: Session, is_held: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    session.accept()
    session.undo()
    dab(session, 40, 40, 1)
    note_step = session._saver.note_step
    calls: list[Document] = []

    def fail_once(document: Document) -> None:
        calls.append(document)
        if len(calls) == 1:
            raise MemoryError
        note_step(document)

    monkeypatch.setattr(session._saver, "note_step", fail_once)
    with qtbot.capture_exceptions() as raised:
        is_held(False)
        settled(session)
    assert len(raised) == 1
    assert session.labels is not None
    assert session.labels[85, 85] == 1
    dab(session, 600, 600, 2)
    assert session.labels[645, 645] == 2
