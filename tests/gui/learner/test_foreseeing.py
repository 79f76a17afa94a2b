"""The image that comes next is looked at by the network before it is shown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.learner import foreseeing
from models.live.teaching import Teacher
from tests.gui.learner.desk import PATIENCE, Desk, draw


def seen(desk: Desk) -> set[str]:
    return {Path(name).name for name in desk.learner._network._teacher.lessons}


def test_the_next_image_is_looked_at_and_the_one_after_it_is_not(
    make_desk: Callable[..., Desk], tmp_path: Path, qtbot: QtBot
) -> None:
    desk = make_desk(is_ranking=False)
    desk.open(draw(tmp_path / "three", 3))
    qtbot.waitUntil(lambda: seen(desk) == {"image0.png", "image1.png"}, timeout=PATIENCE)
    desk.show(tmp_path / "three" / "image1.png")
    assert desk.session.prediction is not None
    qtbot.waitUntil(lambda: seen(desk) == {"image0.png", "image1.png", "image2.png"}, timeout=PATIENCE)


def test_a_slow_network_looks_at_nothing_beforehand(
    make_desk: Callable[..., Desk], folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreseeing, "_LONGEST_MS", 0)
    monkeypatch.setattr(foreseeing, "_QUIET_MS", 1)
    desk = make_desk(is_ranking=False)
    desk.open(folder)
    with qtbot.waitSignal(desk.learner._foreseeing._timer.timeout, timeout=PATIENCE):
        desk.learner.predict()
    desk.settle()
    assert seen(desk) == {"image0.png"}


def test_an_image_that_cannot_be_read_is_said_when_it_is_opened_and_not_before(
    make_desk: Callable[..., Desk], folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreseeing, "_QUIET_MS", 1)
    (folder / "image1.png").write_bytes(b"no image")
    desk = make_desk(is_ranking=False)
    desk.open(folder)
    qtbot.waitUntil(lambda: desk.learner._foreseeing._seen is not None, timeout=PATIENCE)
    qtbot.waitUntil(desk.learner._foreseeing._reader.is_idle, timeout=PATIENCE)
    desk.settle()
    assert desk.text("error") == ""
    desk.session.open_image(str(folder / "image1.png"))
    qtbot.waitUntil(lambda: "image1.png" in desk.text("error"), timeout=PATIENCE)


def test_an_image_that_was_foreseen_teaches_what_was_shown_of_the_one_before_once_it_is_shown(
    make_desk: Callable[..., Desk], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[str] = []
    monkeypatch.setattr(Teacher, "settle", lambda _self, name: settled.append(Path(name).name))
    desk = make_desk(is_ranking=False)
    desk.open(draw(tmp_path / "three", 3))
    qtbot.waitUntil(lambda: seen(desk) == {"image0.png", "image1.png"}, timeout=PATIENCE)
    desk.settle()
    assert set(settled) == {"image0.png"}
    desk.show(tmp_path / "three" / "image1.png")
    assert settled[-1] == "image1.png"
