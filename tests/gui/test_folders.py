"""Folders that are large, that change while they are open, and that are opened again."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from pytestqt.qtbot import QtBot

import app.session.reading
from app.core.label_file import decode_labels
from app.core.label_map import UNLABELED, disk
from app.core.project import ImageState
from app.session import Session
from app.session.shown import ImageFilter

SHAPE = (48, 64)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session()
    yield session
    session.close()


@pytest.fixture
def said(session: Session) -> list[str]:
    sentences: list[str] = []
    session.said.connect(lambda _level, sentence: sentences.append(sentence))
    return sentences


@pytest.fixture
def opened(session: Session, said: list[str], tiny_folder: Path, qtbot: QtBot) -> Session:
    open_folder(session, tiny_folder, qtbot)
    session.add_class("cat")
    return session


def open_folder(session: Session, folder: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.image_opened):
        session.open_paths([str(folder)])
    qtbot.waitUntil(lambda: not session.is_listing)


def names(session: Session) -> list[str]:
    return [Path(path).name for path in session.images]


def write(path: Path, value: int, shape: tuple[int, int] = SHAPE) -> None:
    Image.fromarray(np.full((*shape, 3), value, np.uint8)).save(path)


def paint(session: Session) -> np.ndarray:
    session.paint(10, 10, disk(7))
    session.end_stroke("Brush")
    assert session.labels is not None
    return session.labels.copy()


def test_an_image_of_a_large_folder_is_shown_before_the_list_is_complete(
    session: Session, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.session.reading, "_FIRST_LOOK_SECONDS", 0.0)
    write(tmp_path / "0.png", 7)
    for number in range(1, 2500):
        os.link(tmp_path / "0.png", tmp_path / f"{number}.png")
    seen: list[int] = []
    session.image_opened.connect(lambda: seen.append(len(session.images)))
    with qtbot.waitSignal(session.image_opened):
        session.open_paths([str(tmp_path)])
    qtbot.waitUntil(lambda: not session.is_listing)
    assert seen == [1] or seen == [2500]  # the list may have come before the image was read
    assert names(session) == [f"{number}.png" for number in range(2500)]
    assert session.image_path in session.images
    session.step_image(1)
    qtbot.waitUntil(lambda: not session.is_loading)


def test_a_broken_first_image_does_not_keep_a_large_folder_from_showing_one(
    session: Session, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.session.reading, "_FIRST_LOOK_SECONDS", 0.0)
    write(tmp_path / "1.png", 7)
    (tmp_path / "0.png").write_bytes(b"no image")
    for number in range(2, 1500):
        os.link(tmp_path / "1.png", tmp_path / f"{number}.png")
    with qtbot.waitSignal(session.image_opened):
        session.open_paths([str(tmp_path)])
    qtbot.waitUntil(lambda: not session.is_listing)


def test_new_files_appear_where_they_belong(opened: Session, tiny_folder: Path, qtbot: QtBot) -> None:
    write(tiny_folder / "queue.png", 9)
    qtbot.waitUntil(lambda: names(opened) == ["one.png", "queue.png", "three.png", "two.png"])
    assert opened.image_path == str(tiny_folder / "one.png")


def test_a_file_that_goes_is_marked_and_keeps_its_labels_until_it_is_back(
    opened: Session, said: list[str], tiny_folder: Path, qtbot: QtBot
) -> None:
    path = str(tiny_folder / "one.png")
    painted = paint(opened)
    shutil.move(path, tiny_folder.parent / "away.png")
    qtbot.waitUntil(lambda: opened.is_missing(path))
    assert names(opened) == ["one.png", "three.png", "two.png"]
    assert any("no longer on the disk" in sentence and "labels are kept" in sentence for sentence in said)
    assert np.array_equal(opened.labels, painted)
    painted = paint(opened)
    assert opened.finish_saving()
    stored = decode_labels((tiny_folder / ".segmend/labels/one.png.png").read_bytes(), SHAPE)
    assert np.array_equal(stored.label_map.labels, painted)
    shutil.move(tiny_folder.parent / "away.png", path)
    qtbot.waitUntil(lambda: not opened.is_missing(path))
    assert np.array_equal(opened.labels, painted)


def test_a_file_that_is_replaced_by_one_of_its_size_is_read_again_under_the_same_labels(
    opened: Session, said: list[str], tiny_folder: Path, qtbot: QtBot
) -> None:
    painted = paint(opened)
    generation = opened.generation
    with qtbot.waitSignal(opened.pixels_settled):
        write(tiny_folder / "new.tmp.png", 99)
        os.replace(tiny_folder / "new.tmp.png", tiny_folder / "one.png")
    assert opened.image is not None
    assert (opened.image == 99).all()
    assert np.array_equal(opened.labels, painted)
    assert opened.generation > generation
    assert any("read again" in sentence for sentence in said)


def test_a_file_that_is_replaced_by_one_of_another_size_changes_neither_image_nor_labels(
    opened: Session, said: list[str], tiny_folder: Path, qtbot: QtBot
) -> None:
    painted, image = paint(opened), opened.image
    write(tiny_folder / "one.png", 99, (20, 30))
    qtbot.waitUntil(lambda: any("30 x 20" in sentence for sentence in said))
    assert opened.image is image
    assert np.array_equal(opened.labels, painted)
    assert opened.finish_saving()
    stored = decode_labels((tiny_folder / ".segmend/labels/one.png.png").read_bytes(), SHAPE)
    assert np.array_equal(stored.label_map.labels, painted)
    assert sum("30 x 20" in sentence for sentence in said) == 1


def test_a_file_that_grows_while_it_is_written_is_read_when_it_is_complete(
    opened: Session, said: list[str], tiny_folder: Path, qtbot: QtBot
) -> None:
    write(tiny_folder.parent / "new.png", 99)
    data = (tiny_folder.parent / "new.png").read_bytes()
    painted = paint(opened)
    (tiny_folder / "one.png").write_bytes(data[:60])
    qtbot.waitUntil(lambda: any("damaged or incomplete" in sentence for sentence in said))
    assert opened.image is not None
    assert not (opened.image == 99).all()
    with qtbot.waitSignal(opened.pixels_settled):
        (tiny_folder / "one.png").write_bytes(data)
    assert (opened.image == 99).all()
    assert np.array_equal(opened.labels, painted)


def test_a_folder_that_goes_as_a_whole_marks_nothing_and_says_so(
    opened: Session, said: list[str], tiny_folder: Path, qtbot: QtBot
) -> None:
    tiny_folder.rename(tiny_folder.parent / "elsewhere")
    qtbot.waitUntil(lambda: any("no longer on the disk" in s or "cannot be listed" in s for s in said))
    assert names(opened) == ["one.png", "three.png", "two.png"]
    (tiny_folder.parent / "elsewhere").rename(tiny_folder)


def test_a_project_is_opened_again_at_the_image_that_was_shown_last(
    opened: Session, tiny_folder: Path, qtbot: QtBot
) -> None:
    paint(opened)
    opened.open_image(str(tiny_folder / "three.png"))
    qtbot.waitUntil(lambda: opened.image_path == str(tiny_folder / "three.png"))
    assert opened.close_project()
    open_folder(opened, tiny_folder, qtbot)
    assert opened.image_path == str(tiny_folder / "three.png")
    assert opened.close_project()
    (tiny_folder / "three.png").unlink()
    open_folder(opened, tiny_folder, qtbot)
    assert opened.image_path == str(tiny_folder / "one.png")


def test_looking_alone_makes_no_store(session: Session, tiny_folder: Path, qtbot: QtBot) -> None:
    open_folder(session, tiny_folder, qtbot)
    session.step_image(1)
    qtbot.waitUntil(lambda: not session.is_loading)
    assert session.close_project()
    assert not (tiny_folder / ".segmend").exists()


def test_each_page_of_a_stack_has_its_labels(session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    write(folder / "a.png", 1)
    write(folder / "z.png", 1)
    planes = np.random.default_rng(0).integers(0, 256, (3, *SHAPE), np.uint8)
    tifffile.imwrite(folder / "stack.tif", planes, photometric="minisblack")
    open_folder(session, folder, qtbot)
    assert names(session) == ["a.png", "stack.tif", "stack.tif#2", "stack.tif#3", "z.png"]
    session.add_class("cat")
    session.open_image(str(folder / "stack.tif#3"))
    qtbot.waitUntil(lambda: session.image_path == str(folder / "stack.tif#3"))
    assert session.image is not None
    assert np.array_equal(session.image[:, :, 0], planes[2])
    paint(session)
    assert session.finish_saving()
    assert [path.name for path in (folder / ".segmend/labels").glob("*.png")] == ["stack.tif#3.png"]
    assert session.project is not None
    assert [Path(image).name for image, _ in session.project.labeled_images()] == ["stack.tif#3"]
    session.step_image(1)
    qtbot.waitUntil(lambda: session.image_path == str(folder / "z.png"))


def test_the_filter_narrows_the_list_and_steps_go_through_what_matches(
    opened: Session, tiny_folder: Path, qtbot: QtBot
) -> None:
    opened.set_filter(ImageFilter("T"))
    assert [Path(path).name for path in opened.filtered()] == ["three.png", "two.png"]
    opened.step_image(1)
    qtbot.waitUntil(lambda: opened.image_path == str(tiny_folder / "three.png"))
    opened.mark_reviewed()
    opened.set_filter(ImageFilter("e.png", ImageState.REVIEWED))
    assert [Path(path).name for path in opened.filtered()] == ["three.png"]
    opened.set_filter(ImageFilter(state=ImageState.NEW))
    new = opened.filtered()
    assert [Path(path).name for path in new] == ["one.png", "two.png"]
    opened.step_image(-1)
    qtbot.waitUntil(lambda: opened.image_path == new[0])
    opened.mark_reviewed()
    assert opened.filtered() == new  # until the filter is chosen anew
    opened.step_image(1)
    qtbot.waitUntil(lambda: opened.image_path == new[1])
    opened.set_filter(ImageFilter("folder that is not"))
    assert opened.filtered() == []
    opened.step_image(1)
    assert not opened.is_loading


def test_levels_change_what_is_shown_and_no_label_and_come_back_with_the_project(
    session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    from app.core.pixels import AUTO, Levels

    folder = tmp_path / "deep"
    folder.mkdir()
    values = np.arange(48 * 64, dtype=np.uint16).reshape(SHAPE)
    for name in ("a.tif", "b.tif"):
        tifffile.imwrite(folder / name, values)
    open_folder(session, folder, qtbot)
    session.add_class("cat")
    painted = paint(session)
    with qtbot.waitSignal(session.surveyed):
        session.want_survey(is_wanted=True)
    assert session.survey is not None
    assert (session.survey.kind, session.survey.least, session.survey.greatest) == ("uint16 x 1", 0, 48 * 64 - 1)
    assert session.levels == AUTO
    with qtbot.waitSignals([session.pixels_changed, session.pixels_settled]):
        session.set_levels(Levels(1000, 1001))
    expected = np.where(values > 1000, 255, 0)
    assert session.image is not None
    assert np.array_equal(session.image[:, :, 0], expected)
    assert np.array_equal(session.labels, painted)
    session.step_image(1)
    qtbot.waitUntil(lambda: session.image_path == str(folder / "b.tif"))
    assert np.array_equal(session.image[:, :, 0], expected)
    assert session.close_project()
    open_folder(session, folder, qtbot)
    assert session.image is not None
    assert np.array_equal(session.image[:, :, 0], expected)


def test_stored_levels_that_make_no_sense_are_left_out() -> None:
    from app.core.levels import levels_from_json, levels_to_json
    from app.core.pixels import Levels

    table = {"uint16 x 5": Levels(1.0, 2.0, (4, 0, 0)), "uint8 x 3": Levels()}
    assert levels_from_json(levels_to_json(table)) == table
    for wrong in (
        None,
        [],
        {"uint8 x 3": 7},
        {"uint8 x 3": {"low": 1}},
        {"uint8 x 3": {"low": "a", "high": "b"}},
        {"uint8 x 3": {"channels": [0, 1, 3]}},
        {"uint8": {"channels": [0, 0, 0]}},
        {"uint8 x 3": {"low": float("nan"), "high": 1.0}},
    ):
        assert levels_from_json(wrong) == {}


def test_an_unlabelled_image_stays_unlabelled_when_it_is_read_again(
    opened: Session, tiny_folder: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(opened.pixels_settled):
        write(tiny_folder / "one.png", 50)
    assert opened.labels is not None
    assert (opened.labels == UNLABELED).all()
    assert not opened.is_dirty
