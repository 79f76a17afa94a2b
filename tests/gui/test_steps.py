"""Steps of megapixels in a session: what is done, asked, closed and killed while they are under way."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.document import Document
from app.core.label_map import UNLABELED, LabelMap, Source
from app.core.masks import disk
from app.core.permission import Ground, Over
from app.core.project import Project
from app.core.sweeps import AT_ONCE, Moving, Sweep
from app.session import Session, painting, saving
from app.ui.canvas import Canvas

SHAPE = (1500, 1400)  # 36 tiles: more than are done at once
NAMES = ("a.png", "b.png")
Plane = NDArray[np.uint8]


@pytest.fixture(autouse=True)
def steps_of_this_size_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strokes and undo too: images for which they are by themselves would make these tests slow."""
    monkeypatch.setattr(Moving, "at_once", AT_ONCE)
    monkeypatch.setattr(painting, "STROKE_AT_ONCE", AT_ONCE)


def prediction(seed: int) -> Plane:
    chosen = np.random.default_rng(seed).choice([0, 1, 2, UNLABELED], (24, 22)).astype(np.uint8)
    return np.kron(chosen, np.ones((64, 64), np.uint8))[: SHAPE[0], : SHAPE[1]].copy()


def show_prediction(session: Session, seed: int) -> Plane:
    made = prediction(seed)
    assert session.show_prediction(made, None, generation=session.generation, version=str(seed))
    return made


def planes(session: Session) -> Plane:
    assert session.labels is not None
    assert session.provenance is not None
    return np.stack([session.labels, session.provenance])


def open_image(session: Session, number: int, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.image_opened):
        session.open_image(session.images[number])


def settled(session: Session) -> None:
    session.finish_steps()
    assert not session.is_step_running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "images"
    made.mkdir()
    for name in NAMES:
        Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(made / name, compress_level=1)
    return made


@pytest.fixture
def session(folder: Path, qtbot: QtBot) -> Iterator[Session]:
    made = opened(folder, qtbot)
    for name in ("a", "b", "c"):
        made.add_class(name)
    show_prediction(made, 0)
    yield made
    made.close()


def opened(folder: Path, qtbot: QtBot) -> Session:
    made = Session()
    with qtbot.waitSignal(made.image_opened):
        made.open_paths([str(folder)])
    return made


@pytest.fixture
def is_held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bool], None]]:
    """Lets the background stand still at its first tile, so that what is asked is asked while it is under way."""
    state = {"held": True}
    run = Sweep.run

    def held(sweep: Sweep) -> Iterator[object]:
        while state["held"] and sweep.size:
            time.sleep(0.002)
        yield from run(sweep)

    monkeypatch.setattr(Sweep, "run", held)
    yield lambda held: state.update(held=held)
    state["held"] = False


def dab(session: Session, row: int, col: int, value: int, *, is_ended: bool = True) -> None:
    session.paint(row, col, disk(90), value=value)
    if is_ended:
        session.end_stroke("Brush stroke")


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


PROGRAM = """
import sys, numpy as np
from PySide6.QtCore import QCoreApplication
from app.session import Session, painting
from app.ui.canvas import Canvas
from app.core.masks import disk
application, session = QCoreApplication([]), Session()
session.open_paths([sys.argv[1]])
while session.image is None or session.is_loading:
    application.processEvents()
for name in "ab":
    session.add_class(name)
labels = np.zeros(session.labels.shape, np.uint8)
session.show_prediction(labels, None, generation=session.generation, version="x")
session.paint(700, 700, disk(90), value=1)
session.end_stroke("Brush stroke")
for _ in range(1000):
    session.accept()
    print("begun", flush=True)
    while session.is_step_running:
        application.processEvents()
    session.undo()
    while session.is_step_running:
        application.processEvents()
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX signal")
def test_a_program_killed_meanwhile_leaves_all_of_the_step_or_nothing(folder: Path) -> None:
    chance = random.Random()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder)], stdout=subprocess.PIPE, env=environment
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        time.sleep(chance.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        project = Project.open(folder)
        path = str(folder / NAMES[0])
        document, said = project.document(path, project.read_labels(path, SHAPE))
        assert said is None, said
        labels = document.label_map.labels
        stroke = labels[700:790, 700:790][disk(90)]
        assert (stroke == 1).all()
        rest = np.count_nonzero(labels != 1)
        assert np.count_nonzero(labels == 0) in (0, rest)
        while document.undo():
            pass
        assert (labels == UNLABELED).all()
        project.close()


def test_the_images_of_these_tests_are_large() -> None:
    assert LabelMap.empty(*SHAPE).tiles[AT_ONCE:]


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


def test_a_stroke_of_megapixels_is_packed_in_the_background_and_goes_back_whole(
    session: Session, folder: Path, qtbot: QtBot, is_held: Callable[[bool], None]
) -> None:
    large = np.ones((1300, 1300), bool)
    session.paint(10, 10, large, value=1)
    assert session.end_stroke("Large") is None
    assert session.is_storing
    dab(session, 600, 600, 2)
    session.paint(0, 0, large, value=0)  # another, open while the first is undone
    session.undo()
    is_held(False)
    settled(session)
    assert session.history is not None
    assert session.history.names == ["Large", "Brush stroke", "Stroke"]
    assert session.history.position == 2
    expected = np.full(SHAPE, UNLABELED, np.uint8)
    expected[10:1310, 10:1310] = 1
    expected[600:690, 600:690][disk(90)] = 2
    np.testing.assert_array_equal(session.labels, expected)
    session.close()
    again = opened(folder, qtbot)
    np.testing.assert_array_equal(again.labels, expected)
    for _ in range(2):
        assert again.undo()
    settled(again)
    assert again.labels is not None
    assert (again.labels == UNLABELED).all()
    again.close()


@contextmanager
def saving_held(session: Session) -> Iterator[None]:
    """The thread that saves stands still; what is submitted meanwhile it does afterwards."""
    gate = threading.Event()
    session.saving_worker.submit("gate", gate.wait, on_done=lambda _: None, must=True)
    try:
        yield
    finally:
        gate.set()


def test_a_stroke_made_while_a_large_step_is_stored_behind_its_own_label_file_gets_into_the_journal(
    session: Session, folder: Path, qtbot: QtBot, is_held: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    is_held(False)
    monkeypatch.setattr(saving, "LARGE_BYTES", 10_000)
    with saving_held(session):
        dab(session, 40, 40, 0)
        session.save()  # this file will hold the large step too, for it is written later than that is made
        session.accept()
        settled(session)
        assert session.is_storing
        dab(session, 40, 1100, 1)
        dab(session, 1100, 40, 2)
    session.saving_worker.wait()
    assert session.is_stored
    expected = planes(session).copy()
    names = session.history.names if session.history is not None else []
    session.close()
    again = opened(folder, qtbot)
    np.testing.assert_array_equal(planes(again), expected)
    assert again.history is not None
    assert (again.history.names, again.history.position) == (names, 4)
    for _ in range(4):
        assert again.undo()
        settled(again)
    assert (planes(again)[0] == UNLABELED).all()
    again.close()


def test_what_waits_for_saving_waits_for_large_steps_too(
    session: Session, folder: Path, is_held: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "LARGE_BYTES", 10_000)
    session.accept()
    assert session.is_step_running
    is_held(False)
    found: list[Plane] = []
    project, path = session.project, session.image_path
    assert project is not None
    assert path is not None
    session.after_saving(lambda: found.append(project.read_labels(path, SHAPE).label_map.labels.copy()))
    session.saving_worker.wait()
    np.testing.assert_array_equal(found, [prediction(0)])


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
