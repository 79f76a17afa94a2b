"""Another project is opened, whatever the learner does: what was taught stays with its own."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from models.live.teaching import Teacher
from tests.gui.learner.desk import BLUE, PATIENCE, Desk, draw, label_all


def test_another_project_begins_with_the_untaught_network(desk: Desk, folder: Path, tmp_path: Path) -> None:
    other = draw(tmp_path / "other")
    before = desk.answer()
    tree = desk.session.add_class("tree")
    assert tree is not None
    desk.paint(tree)
    desk.settle()
    taught = desk.answer()
    desk.open(other)
    assert desk.answer() == before
    assert desk.learner.version == "small"
    assert not desk.learner.is_taught
    assert [version.name for version in desk.learner.versions] == ["small"]
    assert [each.name for each in desk.session.classes] == ["background", "cat", "person"]
    desk.open(folder)
    assert desk.learner.version == "taught 1"
    assert desk.answer() == taught


def test_teaching_that_is_under_way_stays_with_its_project(
    desk: Desk, folder: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = draw(tmp_path / "other")
    before = desk.answer()
    is_stepping = threading.Event()
    teach = Teacher.teach

    def noted(teacher: Teacher, *arguments: Any) -> Iterator[float]:
        for loss in teach(teacher, *arguments):
            is_stepping.set()
            yield loss

    monkeypatch.setattr(Teacher, "teach", noted)
    desk.paint(BLUE)
    qtbot.waitUntil(is_stepping.is_set, timeout=PATIENCE)
    desk.session.close_project()
    desk.open(other)
    assert desk.answer() == before
    assert not desk.learner.is_taught
    assert desk.learner.version == "small"
    desk.open(folder)
    assert desk.learner.version == "taught 1"
    assert desk.answer() != before


def test_a_version_that_is_being_restored_stays_with_its_project(desk: Desk, folder: Path, tmp_path: Path) -> None:
    other = draw(tmp_path / "other")
    before = desk.answer()
    desk.paint(BLUE)
    desk.settle()
    taught = desk.answer()
    desk.learner.roll_back()
    desk.settle()
    desk.learner.use_version("taught 1")
    desk.session.close_project()
    desk.open(other)
    assert desk.answer() == before
    assert desk.learner.version == "small"
    desk.open(folder)
    assert desk.answer() == taught
    assert desk.text("error") == ""


def test_a_learn_does_not_outlive_its_project(
    desk: Desk, folder: Path, tmp_path: Path, quick_learn: Callable[..., None]
) -> None:
    other = draw(tmp_path / "other")
    label_all(desk, folder)
    desk.learner.learn()
    desk.session.close_project()  # before it has begun
    assert not desk.learner.is_learning
    desk.open(other)
    assert desk.points == []
    assert desk.learner.last_report is None
    assert desk.text("error") == ""
    desk.open(folder)
    quick_learn(iterations=10_000)
    desk.learner.learn()
    desk.qtbot.waitUntil(lambda: bool(desk.points), timeout=PATIENCE)
    desk.session.close_project()
    assert not desk.learner.is_learning
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("job _learn")] == []


def test_the_same_network_in_another_project_rehearses_nothing_of_the_first(
    desk: Desk, folder: Path, tmp_path: Path
) -> None:
    desk.session.accept()
    desk.settle()
    desk.open(draw(tmp_path / "other"))
    lessons = desk.learner._network._teacher.lessons
    assert all(Path(key).parent.name == "other" for key in lessons)


def test_a_class_nobody_was_taught_stays_with_its_project(
    desk: Desk, make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk.session.add_class("tree")
    desk.session.accept()  # teaches nothing, but the network is given the class
    desk.settle()
    assert not desk.learner.is_taught
    other = draw(tmp_path / "other")
    desk.open(other)
    desk.paint(BLUE)
    desk.settle()
    desk.close()
    again = make_desk()
    again.open(other)
    assert again.learner.version == "taught 1"
    assert [each.name for each in again.session.classes] == ["background", "cat", "person"]
