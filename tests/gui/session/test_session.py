"""The session: folders are opened and left, images come and go, and it ends without loss."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from app.core.label_map import UNLABELED, disk
from app.core.project import Project
from app.session import Session
from tests.gui.session.acts import (
    SHAPE,
    Said,
    block_saving,
    open_folder,
    show,
    stored,
    stroke,
    unblock_saving,
    wait_saved,
)


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
