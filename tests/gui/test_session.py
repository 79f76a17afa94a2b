"""The session: what a person paints arrives in the right image's file, whatever else happens."""

import os
import random
from collections.abc import Iterator
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
from app.core.document import Document, Documents
from app.core.label_file import decode_labels, stored_edit_number
from app.core.label_map import UNLABELED, LabelMap, Source, disk
from app.core.project import ImageState, Project
from app.session import Session
from tests.labels import load_labels

SHAPE = (48, 64)
ALL = np.ones(SHAPE, np.bool_)


class Said:
    """The sentences the session said."""

    def __init__(self, session: Session) -> None:
        self.sentences: list[tuple[str, str]] = []
        session.said.connect(lambda level, sentence: self.sentences.append((level, sentence)))
        session.class_lacked.connect(lambda sentence: self.sentences.append(("warning", sentence)))

    def text(self, level: str) -> str:
        return "\n".join(sentence for each, sentence in self.sentences if each == level)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session()
    yield session
    session.close()


@pytest.fixture
def said(session: Session) -> Said:
    return Said(session)


@pytest.fixture
def opened(session: Session, said: Said, tiny_folder: Path, qtbot: QtBot) -> Session:
    """A session with the tiny folder open, one.png shown, and two classes."""
    open_folder(session, tiny_folder, qtbot)
    session.add_class("cat")
    session.add_class("dog")
    return session


def open_folder(session: Session, folder: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.image_opened):
        session.open_paths([str(folder)])


def show(session: Session, path: Path | str, qtbot: QtBot) -> None:
    session.open_image(str(path))
    qtbot.waitUntil(lambda: not session.is_loading)
    assert session.image_path == str(path)


def stroke(session: Session, row: int, col: int, *, value: int | None = None, diameter: int = 7) -> None:
    session.paint(row, col, disk(diameter), value=value)
    session.end_stroke("Brush")


def stored(folder: Path, name: str, shape: tuple[int, int] = SHAPE) -> LabelMap:
    file = folder / ".segmend" / "labels" / f"{name}.png"
    return decode_labels(file.read_bytes(), shape).label_map


def wait_saved(session: Session, qtbot: QtBot) -> None:
    session.save()
    qtbot.waitUntil(lambda: not session.is_dirty)


def block_saving(folder: Path) -> None:
    """Make the folder of label files unusable, as a pulled-out drive is."""
    (folder / ".segmend" / "labels").rename(folder / ".segmend" / "away")
    (folder / ".segmend" / "labels").write_text("in the way")


def unblock_saving(folder: Path) -> None:
    (folder / ".segmend" / "labels").unlink()
    (folder / ".segmend" / "away").rename(folder / ".segmend" / "labels")


def test_opening_a_folder_shows_its_first_image_without_labels(
    session: Session, said: Said, tiny_folder: Path, qtbot: QtBot
) -> None:
    open_folder(session, tiny_folder, qtbot)
    assert [Path(path).name for path in session.images] == ["one.png", "three.png", "two.png"]
    assert session.image_path == str(tiny_folder / "one.png")
    assert session.image is not None
    assert session.image.shape == (*SHAPE, 3)
    assert session.labels is not None
    assert (session.labels == UNLABELED).all()
    assert not session.labels.flags.writeable
    assert said.sentences == []


def test_opening_images_makes_their_common_folder_the_project(
    session: Session, said: Said, tiny_folder: Path, qtbot: QtBot
) -> None:
    (tiny_folder / "sub").mkdir()
    (tiny_folder / "two.png").rename(tiny_folder / "sub" / "two.png")
    paths = [str(tiny_folder / "sub" / "two.png"), str(tiny_folder / "one.png")]
    with qtbot.waitSignal(session.image_opened):
        session.open_paths([*paths, str(tiny_folder / "missing.png"), __file__])
    assert session.project is not None
    assert session.project.folder == tiny_folder
    assert session.images == paths
    assert session.image_path == paths[0]
    assert "missing.png does not exist" in said.text("error")
    assert "test_session.py is not an image" in said.text("error")


def test_opening_nothing_useful_says_so_and_keeps_what_is_open(
    opened: Session, said: Said, tiny_folder: Path, qtbot: QtBot
) -> None:
    opened.open_paths([str(tiny_folder / "nothing")])
    qtbot.waitUntil(lambda: not opened.is_loading)
    assert "does not exist" in said.text("error")
    assert opened.image_path == str(tiny_folder / "one.png")


def test_an_image_opened_without_a_project_opens_one(session: Session, tiny_folder: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.image_opened):
        session.open_image(str(tiny_folder / "two.png"))
    assert session.images == [str(tiny_folder / "two.png")]


def test_a_stroke_is_one_step_that_is_saved_by_itself(opened: Session, tiny_folder: Path, qtbot: QtBot) -> None:
    boxes: list[object] = []
    edits: list[object] = []
    opened.labels_changed.connect(boxes.append)
    opened.edited.connect(edits.append)
    opened.choose_class(1)
    with qtbot.waitSignal(opened.saved, timeout=10_000):
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


def test_only_the_newest_of_many_requests_is_shown(opened: Session, tiny_folder: Path, qtbot: QtBot) -> None:
    spy = QSignalSpy(opened.image_opened)
    generation = opened.generation
    for name in ["two", "three", "one", "two", "three"]:
        opened.open_image(str(tiny_folder / f"{name}.png"))
    qtbot.waitUntil(lambda: not opened.is_loading)
    qtbot.waitUntil(lambda: opened._reader.is_idle())
    assert opened.image_path == str(tiny_folder / "three.png")
    assert (spy.count(), opened.generation) == (1, generation + 1)


def test_steps_add_up_stop_at_the_ends_and_pass_broken_files(
    opened: Session, said: Said, tiny_folder: Path, qtbot: QtBot
) -> None:
    (tiny_folder / "three.png").write_bytes(b"broken")
    opened.step_image(-1)
    assert not opened.is_loading
    opened.step_image(1)
    qtbot.waitUntil(lambda: not opened.is_loading)
    assert opened.image_path == str(tiny_folder / "one.png")
    assert "three.png" in said.text("error")
    opened.step_image(1)
    qtbot.waitUntil(lambda: not opened.is_loading)
    assert opened.image_path == str(tiny_folder / "two.png")
    opened.step_image(1)
    assert not opened.is_loading
    opened.step_image(-1)
    opened.step_image(-1)
    qtbot.waitUntil(lambda: not opened.is_loading)
    assert opened.image_path == str(tiny_folder / "one.png")


def test_an_image_that_cannot_be_read_is_said_and_the_shown_one_stays(
    opened: Session, said: Said, tiny_folder: Path, qtbot: QtBot
) -> None:
    stroke(opened, 2, 3, value=0)
    (tiny_folder / "two.png").write_bytes(b"")
    opened.open_image(str(tiny_folder / "two.png"))
    qtbot.waitUntil(lambda: not opened.is_loading)
    assert "two.png" in said.text("error")
    assert opened.image_path == str(tiny_folder / "one.png")
    assert opened.undo()


def test_an_image_from_elsewhere_is_refused(opened: Session, said: Said, tmp_path: Path) -> None:
    opened.open_image(str(tmp_path / "elsewhere.png"))
    assert "not inside" in said.text("error")
    assert not opened.is_loading


def test_a_new_file_in_the_folder_joins_the_images_when_it_is_opened(
    opened: Session, tiny_folder: Path, qtbot: QtBot
) -> None:
    (tiny_folder / "one.png").rename(tiny_folder / "new.png")
    with qtbot.waitSignal(opened.images_changed):
        opened.open_image(str(tiny_folder / "new.png"))
    assert opened.images[-1] == str(tiny_folder / "new.png")
    opened.open_image(str(tiny_folder / "nothing.png"))
    qtbot.waitUntil(lambda: not opened.is_loading)
    assert str(tiny_folder / "nothing.png") not in opened.images


def test_a_failed_save_is_said_once_stays_dirty_and_is_repeated_until_it_works(
    opened: Session, said: Said, tiny_folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.session.saving, "RETRY_MS", 20)
    show(opened, tiny_folder / "two.png", qtbot)
    show(opened, tiny_folder / "one.png", qtbot)
    block_saving(tiny_folder)
    stroke(opened, 2, 3, value=0)
    opened.save()
    qtbot.waitUntil(lambda: "could not be saved" in said.text("error"))
    qtbot.wait(200)  # several more tries
    assert said.text("error").count("could not be saved") == 1
    assert opened.is_dirty
    show(opened, tiny_folder / "two.png", qtbot)
    show(opened, tiny_folder / "one.png", qtbot)
    assert set(np.unique(opened.labels)) == {0, UNLABELED}
    unblock_saving(tiny_folder)
    qtbot.waitUntil(lambda: not opened.is_dirty)
    assert "saved now" in said.text("info")
    assert np.array_equal(stored(tiny_folder, "one.png").labels, opened.labels)


def test_what_cannot_be_saved_at_the_end_is_rescued_and_put_back_next_time(
    opened: Session, said: Said, tiny_folder: Path, qtbot: QtBot
) -> None:
    block_saving(tiny_folder)
    stroke(opened, 2, 3, value=1)
    expected = opened.labels.copy()  # type: ignore[union-attr]
    assert not opened.finish_saving()
    opened.close()
    assert "they are kept in" in said.text("error")
    unblock_saving(tiny_folder)
    again = Session()
    heard = Said(again)
    open_folder(again, tiny_folder, qtbot)
    assert np.array_equal(again.labels, expected)
    assert "were put back" in heard.text("warning")
    again.close()


def test_an_unsaved_project_is_not_left_for_another_folder(
    opened: Session, said: Said, tiny_folder: Path, photo_folder: Path, qtbot: QtBot
) -> None:
    block_saving(tiny_folder)
    stroke(opened, 2, 3, value=1)
    opened.open_paths([str(photo_folder)])
    qtbot.waitUntil(lambda: "was not opened" in said.text("error"))
    assert opened.image_path == str(tiny_folder / "one.png")
    assert opened.undo()
    unblock_saving(tiny_folder)


def test_another_folder_is_opened_after_the_labels_of_the_first_are_saved(
    opened: Session, tiny_folder: Path, photo_folder: Path, qtbot: QtBot
) -> None:
    opened.paint(2, 3, disk(9), value=1)  # the stroke is still open
    expected = opened.labels.copy()  # type: ignore[union-attr]
    open_folder(opened, photo_folder, qtbot)
    assert opened.project is not None
    assert opened.project.folder == photo_folder
    assert len(opened.classes) == 0
    assert np.array_equal(stored(tiny_folder, "one.png").labels, expected)
    Project.open(tiny_folder).close()  # released


def test_the_same_folder_can_be_opened_again(opened: Session, tiny_folder: Path, qtbot: QtBot) -> None:
    stroke(opened, 2, 3, value=1)
    open_folder(opened, tiny_folder, qtbot)
    assert set(np.unique(opened.labels)) == {1, UNLABELED}
    assert [each.name for each in opened.classes] == ["cat", "dog"]


def test_a_folder_open_in_another_window_is_refused_and_what_is_open_stays(
    opened: Session, said: Said, tiny_folder: Path, photo_folder: Path, qtbot: QtBot
) -> None:
    other = Project.open(photo_folder)
    other.ensure_store()
    opened.open_paths([str(photo_folder)])
    qtbot.waitUntil(lambda: "another window" in said.text("error"))
    assert opened.image_path == str(tiny_folder / "one.png")
    other.close()


def test_a_folder_whose_first_file_is_broken_shows_the_next_one(
    session: Session, said: Said, tiny_folder: Path, qtbot: QtBot
) -> None:
    (tiny_folder / "a.png").write_bytes(b"")
    with qtbot.waitSignal(session.image_opened):
        session.open_paths([str(tiny_folder)])
    assert session.image_path == session.images[1]
    assert "a.png" in said.text("error")


def test_damaged_labels_are_said_and_kept_and_the_image_opens_without(
    opened: Session, said: Said, tiny_folder: Path, qtbot: QtBot
) -> None:
    file = tiny_folder / ".segmend" / "labels" / "two.png.png"
    file.write_bytes(b"no labels")
    show(opened, tiny_folder / "two.png", qtbot)
    assert "two.png.png.damaged" in said.text("warning")
    stroke(opened, 2, 3, value=1)
    wait_saved(opened, qtbot)
    assert file.with_name("two.png.png.damaged").read_bytes() == b"no labels"


def test_an_image_that_changed_its_size_meanwhile_is_not_painted_on(
    opened: Session, said: Said, tiny_folder: Path, qtbot: QtBot
) -> None:
    stroke(opened, 2, 3, value=1)
    wait_saved(opened, qtbot)
    show(opened, tiny_folder / "two.png", qtbot)
    Image.new("RGB", (10, 20)).save(tiny_folder / "one.png")
    opened.open_image(str(tiny_folder / "one.png"))
    qtbot.waitUntil(lambda: not opened.is_loading)
    assert "is now 10 x 20 pixels, but its labels are 64 x 48" in said.text("error")
    assert opened.image_path == str(tiny_folder / "two.png")
    assert set(np.unique(stored(tiny_folder, "one.png").labels)) == {1, UNLABELED}


def test_the_edit_number_is_in_the_file_and_in_the_database_and_only_grows(
    opened: Session, tiny_folder: Path, qtbot: QtBot
) -> None:
    path = str(tiny_folder / "one.png")
    file = tiny_folder / ".segmend" / "labels" / "one.png.png"
    stroke(opened, 2, 3, value=1)
    stroke(opened, 9, 9, value=1)
    opened.undo()
    opened.close()
    assert stored_edit_number(file) == 3
    file.unlink()
    again = Session()
    open_folder(again, tiny_folder, qtbot)
    assert again.project is not None
    assert again.project.last_edit(path) == 3
    stroke(again, 2, 3, value=1)
    again.close()
    assert stored_edit_number(file) == 4


def test_predictions_and_accepting_never_change_painted_pixels(opened: Session, qtbot: QtBot) -> None:
    stroke(opened, 10, 10, value=0, diameter=9)
    before = opened.labels.copy()  # type: ignore[union-attr]
    prediction = np.full(SHAPE, 1, np.uint8)
    prediction[:, :5] = UNLABELED
    assert opened.show_prediction(prediction, None, generation=opened.generation, version="v1")
    assert np.array_equal(opened.labels, before)
    edit = opened.accept()
    assert edit is not None
    is_painted = before == 0
    assert (opened.labels[is_painted] == 0).all()  # type: ignore[index]
    assert (opened.labels[:, :5] == UNLABELED).all()  # type: ignore[index]
    assert (opened.labels[:, 5:][~is_painted[:, 5:]] == 1).all()  # type: ignore[index]
    assert set(np.unique(opened.provenance)) == {Source.NONE, Source.PAINTED, Source.ACCEPTED}
    assert opened.accept() is None
    assert opened.undo()
    assert np.array_equal(opened.labels, before)


def test_accepting_inside_a_mask_reaches_only_that_far(opened: Session) -> None:
    opened.show_prediction(np.full(SHAPE, 1, np.uint8), None, generation=opened.generation, version="v1")
    opened.accept(np.ones((10, 10), np.bool_), -4, 60)
    expected = np.full(SHAPE, UNLABELED, np.uint8)
    expected[0:6, 60:64] = 1
    assert np.array_equal(opened.labels, expected)
    assert opened.accept(np.ones((3, 3), np.bool_), 100, 100) is None


def test_a_stale_prediction_is_dropped(opened: Session, tiny_folder: Path, qtbot: QtBot) -> None:
    stale = opened.generation
    show(opened, tiny_folder / "two.png", qtbot)
    assert not opened.show_prediction(np.zeros(SHAPE, np.uint8), None, generation=stale, version="v1")
    assert not opened.show_heatmap(np.zeros(SHAPE, np.uint8), generation=stale)
    assert (opened.prediction, opened.heatmap) == (None, None)


def test_a_prediction_belongs_to_its_image_and_makes_a_new_one_predicted(
    opened: Session, tiny_folder: Path, qtbot: QtBot
) -> None:
    opened.show_prediction(np.zeros(SHAPE, np.uint8), None, generation=opened.generation, version="v1")
    assert opened.state(str(tiny_folder / "one.png")) == ImageState.PREDICTED
    opened.mark_reviewed()
    assert opened.state(str(tiny_folder / "one.png")) == ImageState.REVIEWED
    show(opened, tiny_folder / "two.png", qtbot)
    assert (opened.prediction, opened.prediction_version) == (None, None)
    with pytest.raises(ValueError, match="does not fit"):
        opened.show_prediction(np.zeros((3, 3), np.uint8), None, generation=opened.generation, version="v1")


def test_classes_of_the_network_are_adopted_by_name_by_this_and_later_projects(
    opened: Session, tiny_folder: Path, photo_folder: Path, qtbot: QtBot
) -> None:
    rows = [("sky", (1, 2, 3)), ("dog", None), ("cat", None)]
    assert opened.adopt_classes(rows) == [2, 1, 0]
    assert opened.adopt_classes(rows) == [2, 1, 0]
    open_folder(opened, photo_folder, qtbot)
    assert [each.name for each in opened.classes] == ["sky", "dog", "cat"]
    assert not (photo_folder / ".segmend").exists()
    stroke(opened, 2, 3)
    assert opened.chosen_class == 0
    assert opened.finish_saving()
    assert (photo_folder / ".segmend" / "labels" / "classes.txt").read_text().startswith("0\tsky\t1 2 3")


def test_a_class_in_use_is_not_removed_and_the_places_are_said(
    opened: Session, said: Said, tiny_folder: Path, qtbot: QtBot
) -> None:
    stroke(opened, 2, 3, value=1)
    show(opened, tiny_folder / "two.png", qtbot)
    opened.remove_class(1)
    qtbot.waitUntil(lambda: "is used in one.png" in said.text("warning"))
    assert 1 in opened.classes


def test_an_unused_class_is_removed_for_good(opened: Session, said: Said, qtbot: QtBot) -> None:
    stroke(opened, 2, 3, value=1)
    opened.choose_class(0)
    with qtbot.waitSignal(opened.classes_changed):
        opened.remove_class(0)
    assert [each.name for each in opened.classes] == ["dog"]
    assert opened.chosen_class == 1
    assert opened.add_class("bird") == 2
    assert opened.adopt_classes([("cat", None)]) == [UNLABELED]


def test_a_class_removed_after_its_stroke_was_undone_comes_back_with_the_stroke(opened: Session, qtbot: QtBot) -> None:
    stroke(opened, 2, 3, value=1)
    opened.undo()
    with qtbot.waitSignal(opened.classes_changed):
        opened.remove_class(1)
    assert 1 not in opened.classes
    with qtbot.waitSignal(opened.classes_changed):
        opened.redo()
    assert opened.classes[1].name == "dog"
    assert opened.labels is not None
    assert (opened.labels == 1).any()


def test_a_class_painted_while_its_uses_are_looked_up_is_not_removed(opened: Session, said: Said, qtbot: QtBot) -> None:
    opened.remove_class(1)
    stroke(opened, 2, 3, value=1)
    qtbot.waitUntil(lambda: "is used in one.png" in said.text("warning"))
    assert 1 in opened.classes


def test_classes_that_cannot_be_are_refused_with_a_sentence(opened: Session, said: Said) -> None:
    assert opened.add_class("cat") is None
    assert not opened.rename_class(1, "cat")
    assert "already a class" in said.text("error")
    opened.choose_class(77)
    assert opened.chosen_class == 0
    assert "77" in said.text("warning")


def test_swapping_goes_back_and_forth_between_two_classes(opened: Session) -> None:
    opened.choose_class(1)
    opened.swap_class()
    assert opened.chosen_class == 0
    opened.swap_class()
    assert opened.chosen_class == 1


def test_a_frozen_frame_becomes_an_image_of_the_project_under_a_free_name(
    opened: Session, tiny_folder: Path, qtbot: QtBot
) -> None:
    frame = np.random.default_rng(1).integers(0, 256, (30, 20, 3), np.uint8)
    paths = [opened.add_image(frame, "one"), opened.add_image(frame, "one")]
    frame[...] = 0
    qtbot.waitUntil(lambda: opened.image_path == paths[1] and not opened.is_saving)
    assert paths == [str(tiny_folder / "one-2.png"), str(tiny_folder / "one-3.png")]
    assert opened.images[-2:] == paths
    assert opened.image is not None
    assert opened.image.any()


def test_a_frame_frozen_without_a_project_makes_one_of_its_own(session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.image_opened):
        path = session.add_image(np.zeros((9, 8, 3), np.uint8), "frame 1", folder=str(tmp_path / "frozen"))
    assert path == str(tmp_path / "frozen" / "frame 1.png")
    assert session.image_path == path


def test_closing_keeps_an_open_stroke_and_leaves_no_thread_however_often(opened: Session, tiny_folder: Path) -> None:
    opened.paint(2, 3, disk(9), value=1)
    opened.open_image(str(tiny_folder / "two.png"))
    opened.close()
    opened.close()
    assert set(np.unique(stored(tiny_folder, "one.png").labels)) == {1, UNLABELED}
    opened.open_image(str(tiny_folder / "one.png"))
    opened.open_paths([str(tiny_folder)])
    assert opened.image is None
    assert not opened.is_loading


def test_closing_from_within_a_signal_of_saving_does_not_hang(opened: Session, qtbot: QtBot) -> None:
    opened.saved.connect(lambda _: opened.close())
    stroke(opened, 2, 3, value=1)
    opened.save()
    qtbot.waitUntil(lambda: opened.project is None)


def test_frames_are_shown_and_taken_away(session: Session) -> None:
    spy = QSignalSpy(session.frame_shown)
    frame = np.zeros((4, 5, 3), np.uint8)
    session.show_frame(frame, None)
    assert session.frame is frame
    session.clear_frame()
    session.clear_frame()
    assert session.frame is None
    assert spy.count() == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such file names")
def test_a_file_name_that_is_no_text_can_be_labelled(
    session: Session, said: Said, tiny_folder: Path, qtbot: QtBot
) -> None:
    odd = os.fsdecode(os.fsencode(tiny_folder) + b"/\xff.png")
    os.rename(tiny_folder / "one.png", odd)
    open_folder(session, tiny_folder, qtbot)
    session.add_class("cat")
    show(session, odd, qtbot)
    stroke(session, 2, 3)
    with qtbot.waitSignal(session.saved):
        session.save()
    assert not session.is_dirty
    assert said.sentences == []


def test_a_snapshot_taken_while_someone_paints_is_refused_or_whole() -> None:
    document = Document("one.png", LabelMap.empty(*SHAPE))
    document.paint(2, 3, disk(9), 1)
    assert document.snapshot() is None
    document.commit("Brush")
    snapshot = document.snapshot()
    assert snapshot is not None
    assert snapshot.edit_number == 1
    assert np.array_equal(snapshot.labels, document.label_map.labels)


def test_documents_over_the_bound_are_let_go_but_never_unsaved_ones() -> None:
    documents = Documents(limit_bytes=0)
    made = [Document(name, LabelMap.empty(9, 9)) for name in ("a", "b", "c")]
    for document in made:
        documents.add(document)
    made[0].paint(0, 0, disk(3), 1)
    made[0].commit("Brush")
    documents.trim(keep=made[2])
    assert [document.path for document in documents] == ["a", "c"]


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


def test_the_next_image_is_in_memory_before_it_is_asked_for(
    opened: Session, tiny_folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    following = str(tiny_folder / "three.png")
    qtbot.waitUntil(lambda: following in opened._ahead._images)
    monkeypatch.setattr(app.session.ahead, "read_image", lambda path: pytest.fail("read again"))
    show(opened, following, qtbot)
    with Image.open(following) as file:
        assert np.array_equal(opened.image, np.array(file))


def test_an_image_read_ahead_and_changed_since_is_read_again(opened: Session, tiny_folder: Path, qtbot: QtBot) -> None:
    following = tiny_folder / "three.png"
    qtbot.waitUntil(lambda: str(following) in opened._ahead._images)
    Image.new("RGB", (64, 48), (1, 2, 3)).save(following)
    show(opened, following, qtbot)
    assert opened.image is not None
    assert (opened.image == (1, 2, 3)).all()


def test_a_broken_image_read_ahead_is_said_only_when_it_is_opened(
    opened: Session, said: Said, tiny_folder: Path, qtbot: QtBot
) -> None:
    (tiny_folder / "three.png").write_bytes(b"broken")
    show(opened, tiny_folder / "two.png", qtbot)
    opened.step_image(-1)
    show(opened, tiny_folder / "one.png", qtbot)
    qtbot.wait(500)  # longer than the reading ahead waits
    said.sentences.clear()
    opened.step_image(1)
    qtbot.waitUntil(lambda: not opened.is_loading)
    assert said.text("error").count("three.png") == 1


def test_images_in_memory_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(app.session.ahead, "LIMIT_BYTES", 2 * 48 * 64 * 3)
    ahead = app.session.ahead.ReadAhead()
    paths = [str(tmp_path / f"{number}.png") for number in range(5)]
    for path in paths:
        Image.new("RGB", (64, 48)).save(path)
        ahead.read(path)
    assert list(ahead._images) == paths[-2:]
    ahead.close()
