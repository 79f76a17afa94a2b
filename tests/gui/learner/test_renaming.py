"""A class that is called or coloured otherwise is the same one: to a Learn under way, an interrupted one, later on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gui.learner.desk import IN_ALL, LENGTH, PATIENCE, Desk, begin, place, steps_of

NAMES = ["background", "kitty", "person"]
TEAL = (0, 128, 128)


def change(desk: Desk) -> None:
    assert desk.session.rename_class(1, "kitty")
    assert desk.session.recolor_class(2, TEAL)


def assert_kept(desk: Desk) -> None:
    """The project has its classes and no other, and the network calls its own as they are called."""
    assert [(each.index, each.name) for each in desk.session.classes] == list(enumerate(NAMES))
    assert desk.session.classes[2].color == TEAL
    assert desk.learner._network.class_names == NAMES
    assert desk.learner._network.to_network[:3].tolist() == [0, 1, 2]


@pytest.mark.parametrize("is_opened_again", [False, True])
def test_an_interrupted_learn_goes_on_with_the_new_name(
    is_opened_again: bool, interrupted: int, again: Desk, folder: Path, make_desk: Callable[..., Desk]
) -> None:
    desk = again
    change(desk)
    desk.settle()
    if is_opened_again:
        desk.close()
        desk = make_desk()
        desk.open(folder)
        assert_kept(desk)
    assert desk.learner.idle_note.endswith("%: Learn goes on from there.")
    desk.learner.learn()
    desk.settle()
    assert steps_of(desk) == list(range(interrupted + 1, IN_ALL + 1))
    assert "anew" not in desk.text("info") + desk.text("warning")
    assert desk.learner.version == "learned 1"
    assert desk.learner.last_report is not None
    assert list(desk.learner.last_report.before["iu"]) == list(desk.learner.last_report.after["iu"]) == NAMES
    assert_kept(desk)
    assert not place(folder).exists()


def test_names_may_be_exchanged(again: Desk, interrupted: int) -> None:
    for index, name in ((1, "x"), (2, "cat"), (1, "person")):
        assert again.session.rename_class(index, name)
    again.learner.learn()
    again.settle()
    assert steps_of(again)[0] == interrupted + 1
    assert [each.name for each in again.session.classes] == ["background", "person", "cat"]
    assert again.learner._network.to_network[:3].tolist() == [0, 1, 2]


def test_a_class_that_is_removed_is_another_matter(again: Desk) -> None:
    again.session.add_class("tree")
    again.session.remove_class(3)
    again.qtbot.waitUntil(lambda: 3 not in again.session.classes, timeout=PATIENCE)
    assert again.learner.idle_note.endswith("Learn goes on from there.")  # as it was
    for number in (0, 1):
        assert again.session.image_path is not None
        again.show(Path(again.session.image_path).with_name(f"image{number}.png"))
        while again.session.can_undo:
            again.session.undo()
    assert again.session.finish_saving()
    again.session.remove_class(1)
    again.qtbot.waitUntil(lambda: 1 not in again.session.classes, timeout=PATIENCE)
    assert again.learner.idle_note.endswith("with other classes: Learn begins anew.")


def test_a_class_renamed_while_it_learns_is_no_second_one_when_that_is_published(
    desk: Desk, folder: Path, quick_learn: Callable[..., None]
) -> None:
    quick_learn(iterations=LENGTH)
    begin(desk, folder)
    change(desk)
    desk.settle()
    assert desk.learner.version == "learned 1"
    assert_kept(desk)
    assert desk.learner.last_report is not None
    assert list(desk.learner.last_report.after["iu"]) == NAMES
    desk.learner.roll_back()  # to a network that knows nothing of the new name
    desk.settle()
    assert desk.learner.version == "small"
    assert_kept(desk)
