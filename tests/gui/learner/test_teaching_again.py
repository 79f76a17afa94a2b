"""Live teaching that no version had kept when the program was killed: the network is taught again from the strokes."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.project import Project
from app.learner import live
from tests.gui.learner.desk import BLUE, CORNER, PATIENCE, Desk, draw, swapped


def killed(desk: Desk, place: Path) -> Path:
    """The folder as a program that is killed now leaves it: nothing is kept, the label files are not written."""
    assert desk.session.project is not None
    return Path(shutil.copytree(desk.session.project.folder, place))


def test_strokes_that_no_version_knows_are_learned_again_when_the_folder_is_opened(
    desk: Desk, make_desk: Callable[..., Desk], folder: Path, tmp_path: Path
) -> None:
    before = desk.share(BLUE)
    desk.paint(BLUE)
    desk.settle()
    taught = desk.share(BLUE)
    desk.show(folder / "image1.png")
    desk.paint(BLUE)
    desk.settle()
    assert taught > before + 0.5
    place = killed(desk, tmp_path / "killed")
    desk.close()

    again = make_desk()
    again.open(place)
    again.qtbot.waitUntil(lambda: again.learner.is_taught, timeout=90_000)
    again.settle()
    assert "learns again from strokes on 2 images" in again.text("info")
    again.show(place / "image0.png")
    assert again.share(BLUE) > before + 0.5
    assert again.learner.version == "small"
    again.close()

    kept = make_desk()  # now a version knows them
    kept.open(place)
    kept.settle()
    assert kept.learner.version == "taught 1"
    assert "learns again" not in kept.text("info")
    assert kept.session.project is not None
    assert kept.session.project.unkept == []


def test_what_was_rolled_back_is_not_learned_again(desk: Desk, make_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk.paint(BLUE)
    desk.settle()
    desk.learner.roll_back()
    desk.settle()
    place = killed(desk, tmp_path / "killed")
    again = make_desk()
    again.open(place)
    again.settle()
    assert "learns again" not in again.text("info")


def test_what_taught_nothing_is_not_learned_again(desk: Desk, make_desk: Callable[..., Desk], folder: Path) -> None:
    desk.session.accept(desk.prediction()[CORNER] < BLUE, CORNER[0].start, CORNER[1].start)
    desk.settle()
    assert not desk.learner.is_taught
    assert desk.session.project is not None
    assert desk.session.project.unkept != []
    desk.close()
    again = make_desk()
    again.open(folder)
    assert again.session.project is not None
    assert again.session.project.unkept == []
    again.settle()
    assert "learns again" not in again.text("info")


def test_strokes_before_the_network_is_there_are_not_taken_for_those_of_a_killed_program(
    make_desk: Callable[..., Desk], folder: Path
) -> None:
    desk = make_desk()
    desk.session.open_paths([str(folder)])
    desk.qtbot.waitUntil(lambda: not desk.session.is_loading and desk.session.image is not None, timeout=PATIENCE)
    assert not desk.learner.is_ready
    value = desk.session.add_class("person")
    assert value is not None
    desk.paint(value)
    desk.session.finish_saving()  # from the file they could be learned again
    desk.qtbot.waitUntil(lambda: desk.learner.is_taught, timeout=PATIENCE)
    desk.settle()
    assert "learns again" not in desk.text("info")
    assert desk.session.project is not None
    assert len(desk.session.project.unkept) == 1  # until a version knows it


def test_what_is_still_being_read_when_the_project_is_left_is_learned_the_next_time(
    desk: Desk, make_desk: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.paint(BLUE)
    desk.settle()
    place = killed(desk, tmp_path / "killed")
    desk.close()
    is_read = threading.Event()
    read = live._read_lessons

    def read_at_once(project: Project, paths: list[str]) -> object:
        """Ends without a place where it could be cancelled: its answer is under way when the project is left."""
        lessons = None
        steps = read(project, paths)
        while lessons is None:
            try:
                next(steps)
            except StopIteration as end:
                lessons = end.value
        is_read.set()
        return lessons

    with monkeypatch.context() as slow:
        slow.setattr(live, "_read_lessons", read_at_once)
        again = make_desk()
        again.session.open_paths([str(place)])
        recall = again.learner._live.recall
        left = []

        def recall_and_leave() -> None:
            recall()
            assert is_read.wait(PATIENCE / 1000)
            left.append(again.learner._live._recalling)
            again.learner._leave_project()

        slow.setattr(again.learner._live, "recall", recall_and_leave)
        again.qtbot.waitUntil(lambda: bool(left), timeout=PATIENCE)
        assert left[0] is not None
        assert not again.learner._live._unlearned
        assert "learns again" not in again.text("info")
        assert not again.learner.is_taught
        assert again.session.project is not None
        assert len(again.session.project.unkept) == 1
    again.close()

    other = make_desk()
    other.open(draw(tmp_path / "other"))
    assert other.text("info") == ""
    other.open(place)
    other.qtbot.waitUntil(lambda: other.learner.is_taught, timeout=PATIENCE)
    assert "learns again from strokes on 1 image" in other.text("info")


def test_live_learning_goes_on_from_the_same_images_when_a_learned_version_is_there(
    desk: Desk, folder: Path, quick_learn: Callable[..., None]
) -> None:
    quick_learn(iterations=80)
    desk.learner.set_live(False)
    for number in (0, 1):
        desk.show(folder / f"image{number}.png")
        desk.paint_all(swapped(number))
    desk.learner.learn()
    desk.qtbot.waitUntil(lambda: bool(desk.points), timeout=PATIENCE)
    desk.learner.set_live(True)
    desk.settle()
    assert desk.learner.version == "learned 1"
    assert not desk.learner.is_taught  # by heart is no news: rolling back takes the Learn back
    lessons = desk.learner._network._teacher.lessons
    assert {Path(key).name for key, lesson in lessons.items() if len(lesson.examples)} == {"image0.png", "image1.png"}
    desk.learner.roll_back()
    desk.settle()
    assert desk.learner.version == "small"
