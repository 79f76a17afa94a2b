"""Images are read in the background, the next one ahead; what cannot be read is said."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

import app.session.ahead
import app.session.saving
from app.session import Session
from tests.gui.session.acts import Said, show, stroke


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
