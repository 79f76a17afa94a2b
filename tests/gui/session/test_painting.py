"""What a person paints arrives in the right image's labels, whatever else happens, and goes back."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

import app.session.ahead
import app.session.saving
from app.core.label_map import UNLABELED, LabelMap, Source, disk
from app.core.project import ImageState
from app.session import Session
from tests.gui.session.acts import SHAPE, Said, open_folder, show, stored, stroke, wait_saved
from tests.labels import load_labels


def test_a_stroke_is_one_step_that_is_saved_by_itself(opened: Session, tiny_folder: Path, qtbot: QtBot) -> None:
    boxes: list[object] = []
    edits: list[object] = []
    opened.labels_changed.connect(boxes.append)
    opened.edited.connect(edits.append)
    opened.choose_class(1)
    with qtbot.waitSignal(opened.saved):
        assert opened.paint(2, 3, disk(5)) == (2, 3, 7, 8)
        assert opened.paint(2, 5, disk(5)) == (2, 5, 7, 10)
        edit = opened.end_stroke("Brush")
        assert opened.is_dirty
    assert edits == [edit]
    assert boxes == [(2, 3, 7, 8), (2, 5, 7, 10)]
    assert opened.history is not None
    assert opened.history.names == ["Brush"]
    assert not opened.is_dirty
    assert np.array_equal(stored(tiny_folder, "one.png").labels, opened.labels)
    assert np.array_equal(stored(tiny_folder, "one.png").provenance, opened.provenance)
    assert opened.state(opened.image_path or "") == ImageState.CORRECTED


def test_someone_who_never_pauses_is_saved_too(
    opened: Session, tiny_folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.session.saving, "LONGEST_WAIT_MS", 300)
    spy = QSignalSpy(opened.saved)
    for number in range(200):
        stroke(opened, number % 40, number % 50, value=number % 2)
        qtbot.wait(10)  # far less than the pause that autosave waits for
        if spy.count():
            break
    assert spy.count() > 0


def test_a_stroke_that_changes_nothing_is_no_step(opened: Session) -> None:
    stroke(opened, 2, 3, value=0)
    stroke(opened, 2, 3, value=0)
    assert opened.history is not None
    assert opened.history.names == ["Brush"]


def test_a_cancelled_stroke_leaves_nothing(opened: Session) -> None:
    opened.paint(2, 3, disk(9))
    opened.cancel_stroke()
    assert opened.end_stroke("Brush") is None
    assert opened.labels is not None
    assert (opened.labels == UNLABELED).all()
    assert not opened.is_dirty


def test_painting_without_a_class_is_refused_with_a_sentence(
    session: Session, said: Said, tiny_folder: Path, qtbot: QtBot
) -> None:
    open_folder(session, tiny_folder, qtbot)
    assert session.paint(0, 0, disk(5)) is None
    assert "Add a class first" in said.text("warning")


def test_undo_and_redo_survive_the_switch_to_other_images_and_back(
    opened: Session, tiny_folder: Path, qtbot: QtBot
) -> None:
    stroke(opened, 2, 3, value=0)
    stroke(opened, 10, 10, value=1)
    after = opened.labels.copy()  # type: ignore[union-attr]
    show(opened, tiny_folder / "two.png", qtbot)
    assert not opened.undo()
    show(opened, tiny_folder / "three.png", qtbot)
    show(opened, tiny_folder / "one.png", qtbot)
    assert np.array_equal(opened.labels, after)
    assert opened.undo()
    assert opened.is_dirty
    assert opened.undo()
    assert not opened.undo()
    assert (opened.labels == UNLABELED).all()
    assert opened.redo()
    assert opened.redo()
    assert not opened.redo()
    assert np.array_equal(opened.labels, after)


def test_an_undone_stroke_is_saved_as_undone(opened: Session, tiny_folder: Path, qtbot: QtBot) -> None:
    stroke(opened, 2, 3, value=0)
    wait_saved(opened, qtbot)
    assert opened.undo()
    wait_saved(opened, qtbot)
    assert (stored(tiny_folder, "one.png").labels == UNLABELED).all()


def test_undo_while_a_stroke_is_open_takes_that_stroke_back(opened: Session) -> None:
    stroke(opened, 2, 3, value=0)
    opened.paint(20, 20, disk(9), value=1)
    assert opened.undo()
    assert set(np.unique(opened.labels)) == {0, UNLABELED}
    assert opened.redo()
    assert set(np.unique(opened.labels)) == {0, 1, UNLABELED}


def test_history_survives_even_when_the_label_maps_are_let_go(opened: Session, tiny_folder: Path, qtbot: QtBot) -> None:
    opened._documents._limit_bytes = 0
    stroke(opened, 2, 3, value=0)
    show(opened, tiny_folder / "two.png", qtbot)
    qtbot.waitUntil(lambda: str(tiny_folder / "one.png") not in opened._documents)
    show(opened, tiny_folder / "one.png", qtbot)
    assert opened.undo()
    assert (opened.labels == UNLABELED).all()


def test_a_history_is_not_applied_to_labels_changed_from_outside(
    opened: Session, tiny_folder: Path, qtbot: QtBot
) -> None:
    opened._documents._limit_bytes = 0
    stroke(opened, 2, 3, value=0)
    show(opened, tiny_folder / "two.png", qtbot)
    qtbot.waitUntil(lambda: str(tiny_folder / "one.png") not in opened._documents)
    Image.fromarray(np.full(SHAPE, 1, np.uint8)).save(tiny_folder / ".segmend" / "labels" / "one.png.png")
    show(opened, tiny_folder / "one.png", qtbot)
    assert not opened.undo()
    assert (opened.labels == 1).all()


def test_a_document_being_reopened_while_it_is_let_go_is_still_saved(
    opened: Session, tiny_folder: Path, qtbot: QtBot
) -> None:
    stroke(opened, 2, 3, value=0)
    show(opened, tiny_folder / "two.png", qtbot)
    qtbot.waitUntil(lambda: not opened.is_dirty)
    opened.open_image(str(tiny_folder / "one.png"))
    opened._documents._limit_bytes = 0
    opened._documents.trim(keep=None)
    qtbot.waitUntil(lambda: not opened.is_loading)
    stroke(opened, 20, 20, value=1)
    assert opened.is_dirty
    wait_saved(opened, qtbot)
    assert set(np.unique(stored(tiny_folder, "one.png").labels)) == {0, 1, UNLABELED}


@pytest.mark.parametrize("seed", range(3))
def test_painting_while_images_switch_fifty_times_puts_every_label_into_its_own_image(
    session: Session, qtbot: QtBot, tmp_path: Path, seed: int
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    chance = random.Random(seed)
    sizes = {}
    for number in range(6):
        sizes[f"{number}.png"] = (40 + 3 * number, 90 - 5 * number)
        pixels = np.full((*sizes[f"{number}.png"], 3), number, np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    open_folder(session, folder, qtbot)
    for name in "abc":
        session.add_class(name)
    expected = {name: LabelMap.empty(*size) for name, size in sizes.items()}
    for _ in range(50):
        session.open_image(str(folder / f"{chance.randrange(6)}.png"))
        for _ in range(chance.randrange(4)):
            if chance.random() < 0.5:
                qtbot.wait(chance.randrange(4))  # loads and saves come in between
            name = Path(session.image_path or "").name
            assert session.image is not None
            assert (session.image == int(name[0])).all()
            row, col, value = chance.randrange(-3, 50), chance.randrange(-3, 90), chance.randrange(3)
            session.paint(row, col, disk(9), value=value)
            expected[name].write(row, col, disk(9), value, Source.PAINTED)
            if chance.random() < 0.8:  # else the switch comes in the middle of the stroke
                session.end_stroke("Brush")
            assert np.array_equal(session.labels, expected[name].labels)
    session.close()
    for name, label_map in expected.items():
        if (label_map.labels != UNLABELED).any():
            found = stored(folder, name, sizes[name])
            assert np.array_equal(found.labels, label_map.labels), name
            assert np.array_equal(found.provenance, label_map.provenance), name
        else:
            assert not (folder / ".segmend" / "labels" / f"{name}.png").exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("paint"), st.integers(-5, 50), st.integers(-5, 70), st.sampled_from([0, 1, UNLABELED])),
            st.tuples(st.sampled_from(["undo", "redo", "accept", "save"])),
        ),
        max_size=25,
    )
)
def test_any_steps_undone_to_the_beginning_give_the_labels_there_were(
    opened: Session, qtbot: QtBot, steps: list[tuple]
) -> None:
    while opened.undo():
        pass
    before = opened.labels.copy()  # type: ignore[union-attr]
    assert (before == UNLABELED).all()
    opened.show_prediction(np.full(SHAPE, 1, np.uint8), None, generation=opened.generation, version="v1")
    for step in steps:
        if step[0] == "paint":
            stroke(opened, step[1], step[2], value=step[3], diameter=11)
        else:
            getattr(opened, step[0])()
    after = opened.labels.copy()  # type: ignore[union-attr]
    count = 0
    while opened.undo():
        count += 1
    assert np.array_equal(opened.labels, before)
    assert (opened.provenance == Source.NONE).all()
    for _ in range(count):
        assert opened.redo()
    assert np.array_equal(opened.labels, after)
    assert opened.finish_saving()
    assert opened.project is not None
    path = opened.image_path or ""
    if opened.project.labels_path(path).exists():
        assert np.array_equal(load_labels(opened.project, path, SHAPE).labels, after)
