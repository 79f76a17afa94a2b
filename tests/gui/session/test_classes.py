"""Classes of a session: the network's, removed ones, and what cannot be one."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.core.label_map import UNLABELED
from app.session import Session
from tests.gui.session.acts import Said, open_folder, show, stroke


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


def test_a_class_that_was_renamed_is_no_second_one_when_the_network_comes_again(
    opened: Session, tiny_folder: Path, photo_folder: Path, qtbot: QtBot
) -> None:
    rows = [("cat", None), ("dog", None)]
    opened.adopt_classes(rows)
    stroke(opened, 2, 3)
    assert opened.rename_class(0, "kitty")
    assert opened.adopt_classes(rows) == [0, 1]
    assert opened.rename_class(0, "lion")
    open_folder(opened, photo_folder, qtbot)
    assert [each.name for each in opened.classes] == ["cat", "dog"]  # it is the other project's
    open_folder(opened, tiny_folder, qtbot)
    assert [each.name for each in opened.classes] == ["lion", "dog"]
    assert opened.adopt_classes([*rows, ("kitty", None)]) == [0, 1, 0]
    assert opened.adopt_classes([("lion", None), ("cat", None)]) == [0, 2]  # the network tells them apart
    assert opened.adopt_classes(rows) == [2, 1]  # there is a class of this name again


def test_classes_that_a_network_brings_to_a_project_with_labels_are_stored_with_it(
    opened: Session, tiny_folder: Path, photo_folder: Path, qtbot: QtBot
) -> None:
    stroke(opened, 2, 3)
    count = len(opened.classes)
    assert opened.finish_saving()
    open_folder(opened, photo_folder, qtbot)
    opened.adopt_classes([("tree", None)])
    open_folder(opened, tiny_folder, qtbot)
    open_folder(opened, photo_folder, qtbot)
    opened.adopt_classes([("sky", None)])
    open_folder(opened, tiny_folder, qtbot)
    names = [each.name for each in opened.classes]
    assert names[count:] == ["tree", "sky"]  # no index is given twice


def test_a_network_that_was_kept_in_a_project_is_matched_by_what_its_classes_were_there(
    opened: Session, tiny_folder: Path, photo_folder: Path, qtbot: QtBot
) -> None:
    rows = [("cat", None), ("dog", None), ("owl", None)]
    assert opened.adopt_classes(rows) == [0, 1, 2]
    for index, name in ((0, "?"), (1, "cat"), (0, "dog")):  # they swap their names
        assert opened.rename_class(index, name)
    assert opened.adopt_classes(rows, [0, 1, 2]) == [0, 1, 2]
    assert opened.adopt_classes(rows, [0]) == [0, UNLABELED, 2]  # what is called dog now is the cat
    assert opened.adopt_classes(rows) == [1, 0, 2]
    opened.remove_class(2)
    qtbot.waitUntil(lambda: 2 not in opened.classes)
    assert opened.rename_class(1, "owl")
    assert opened.adopt_classes(rows, [0, 1, 2]) == [0, 1, UNLABELED]
    stroke(opened, 2, 3)
    open_folder(opened, photo_folder, qtbot)
    assert [each.name for each in opened.classes] == ["cat", "dog", "owl"]  # by their names, in another project


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
    assert "already a class" in said.text("warning")
    opened.choose_class(77)
    assert opened.chosen_class == 0
    assert "77" in said.text("warning")


def test_swapping_goes_back_and_forth_between_two_classes(opened: Session) -> None:
    opened.choose_class(1)
    opened.swap_class()
    assert opened.chosen_class == 0
    opened.swap_class()
    assert opened.chosen_class == 1
