"""Versions of the network: rolled back to the bit, and kept with their project."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.project import Project
from app.learner.versions import Version, list_versions
from tests.gui.learner.desk import (
    BLUE,
    PATIENCE,
    RED,
    Desk,
    label_all,
)


def test_rolling_live_learning_back_restores_the_prediction_to_the_bit(desk: Desk) -> None:
    before = desk.answer()
    desk.paint(BLUE)
    desk.settle()
    taught = desk.answer()
    assert taught != before
    desk.learner.roll_back()
    desk.settle()
    assert desk.answer() == before
    assert desk.learner.version == "small"
    assert not desk.learner.is_taught
    desk.learner.use_version("taught 1")
    desk.settle()
    assert desk.answer() == taught
    assert desk.learner.version == "taught 1"


def test_rolling_a_learn_back_restores_the_prediction_to_the_bit(
    desk: Desk, folder: Path, quick_learn: Callable[..., None]
) -> None:
    label_all(desk, folder)
    before = desk.answer()
    desk.learner.learn()
    desk.settle()
    learned = desk.answer()
    assert learned != before
    desk.learner.roll_back()
    desk.settle()
    assert desk.answer() == before
    desk.learner.use_version("learned 1")
    desk.settle()
    assert desk.answer() == learned


def test_there_is_nothing_below_the_first_version(desk: Desk) -> None:
    desk.learner.roll_back()
    desk.settle()
    assert "nothing to roll back" in desk.text("info")
    assert desk.learner.version == "small"


def test_rolling_back_waits_for_the_learn_under_way(desk: Desk, folder: Path, quick_learn: Callable[..., None]) -> None:
    label_all(desk, folder)
    desk.learner.learn()
    desk.learner.roll_back()
    assert "Cancel the learning" in desk.text("warning")
    desk.settle()
    assert desk.learner.version == "learned 1"


def test_what_was_taught_stays_in_use_where_it_cannot_be_kept(desk: Desk, folder: Path) -> None:
    desk.paint(BLUE)
    desk.session.finish_saving()
    desk.settle()
    taught = desk.answer()
    models = folder / ".segmend" / "models"
    models.write_text("in the way")
    desk.learner.roll_back()
    desk.settle()
    assert "models" in desk.text("error")
    assert desk.answer() == taught
    assert desk.learner.is_taught
    assert [version.name for version in desk.learner.versions] == ["small"]
    models.unlink()
    desk.learner.roll_back()
    desk.settle()
    assert desk.learner.version == "small"
    desk.learner.use_version("taught 1")
    desk.settle()
    assert desk.answer() == taught


def test_rolling_back_twice_at_once_goes_back_once(desk: Desk) -> None:
    before = desk.answer()
    desk.paint(BLUE)
    desk.settle()
    desk.learner.use_version("small")
    desk.settle()
    desk.learner.use_version("taught 1")
    desk.settle()
    desk.paint(RED)
    desk.settle()
    desk.learner.roll_back()
    desk.learner.roll_back()  # before the first has gone back
    desk.settle()
    assert desk.learner.version == "taught 1"
    desk.learner.roll_back()
    desk.settle()
    assert desk.learner.version == "small"
    assert desk.answer() == before
    assert desk.text("error") == ""


def test_a_project_whose_version_was_not_written_opens_with_the_one_before(
    desk: Desk, make_desk: Callable[..., Desk], folder: Path
) -> None:
    before = desk.answer()
    desk.paint(BLUE)
    desk.settle()
    (folder / ".segmend" / "models" / "taught-1.safetensors").mkdir(parents=True)
    desk.close()
    assert "“taught 1” could not be written" in desk.text("error")
    (folder / ".segmend" / "models" / "taught-1.safetensors").rmdir()
    again = make_desk()
    again.open(folder)
    assert again.learner.version == "small"
    again.qtbot.waitUntil(lambda: again.learner.is_taught, timeout=PATIENCE)  # by the stroke, which was stored
    again.settle()
    assert [sentence for _, sentence in again.said] == [
        "The network learns again from strokes on 1 image: the program had ended before that was kept."
    ]
    assert again.share(BLUE) > 0.9
    assert again.answer() != before


def test_what_was_taught_survives_closing_and_opening(desk: Desk, make_desk: Callable[..., Desk], folder: Path) -> None:
    tree = desk.session.add_class("tree")
    assert tree is not None
    desk.paint(tree)
    desk.settle()
    taught, labels = desk.answer(), desk.labels().copy()
    desk.close()
    again = make_desk()
    again.open(folder)
    assert again.learner.version == "taught 1"
    assert again.answer() == taught
    assert (again.labels() == labels).all()
    assert [each.name for each in again.session.classes] == ["background", "cat", "person", "tree"]
    again.learner.roll_back()
    again.settle()
    assert again.learner.version == "small"
    assert again.share(tree) == 0
    assert again.said == []


def test_what_was_taught_survives_where_the_project_orders_its_classes_otherwise(
    make_desk: Callable[..., Desk], folder: Path
) -> None:
    project = Project.open(str(folder))
    for name in ("sky", "person", "background"):
        project.classes.add(name)
    project.store_classes()
    project.close()
    desk = make_desk()
    desk.qtbot.waitUntil(lambda: desk.learner.is_ready, timeout=PATIENCE)  # the network is there before the project
    desk.open(folder)
    desk.paint(1)
    desk.settle()
    taught = desk.answer()
    desk.close()
    again = make_desk()
    again.open(folder)
    assert [each.name for each in again.session.classes] == ["sky", "person", "background", "cat"]
    assert again.answer() == taught


def test_a_renamed_class_keeps_its_name_in_what_was_taught(
    desk: Desk, make_desk: Callable[..., Desk], folder: Path
) -> None:
    desk.session.rename_class(BLUE, "sailor")
    desk.paint(BLUE)
    desk.settle()
    taught = desk.answer()
    desk.close()
    again = make_desk()
    again.open(folder)
    assert "sailor" in again.learner._network.class_names
    assert again.answer() == taught


def test_classes_that_swap_their_names_keep_what_was_taught_when_the_folder_is_opened_again_and_after_a_roll_back(
    desk: Desk, make_desk: Callable[..., Desk], folder: Path
) -> None:
    desk.paint(BLUE)
    desk.settle()
    first = desk.answer()
    desk.learner.use_version("small")
    desk.settle()
    desk.learner.use_version("taught 1")
    desk.settle()
    desk.paint(RED, slice(20, 32))
    desk.settle()
    taught = desk.answer()
    assert taught != first
    for index, name in ((RED, "?"), (BLUE, "cat"), (RED, "person")):
        assert desk.session.rename_class(index, name)
    desk.settle()
    desk.close()
    again = make_desk()
    again.open(folder)
    assert again.learner.version == "taught 2"
    assert again.answer() == taught
    again.learner.roll_back()
    again.settle()
    assert (again.learner.version, again.answer()) == ("taught 1", first)
    assert [each.name for each in again.session.classes] == ["background", "person", "cat"]


def test_a_class_that_takes_the_name_of_another_is_no_reason_for_a_third(
    desk: Desk, make_desk: Callable[..., Desk], folder: Path
) -> None:
    desk.paint(BLUE)
    desk.settle()
    taught = desk.answer()
    for index, name in ((RED, "lion"), (BLUE, "cat")):
        assert desk.session.rename_class(index, name)
    desk.settle()
    desk.close()
    again = make_desk()
    again.qtbot.waitUntil(lambda: again.learner.is_ready, timeout=PATIENCE)  # the network is there before the project
    again.open(folder)
    assert [each.name for each in again.session.classes] == ["background", "lion", "cat"]
    assert again.answer() == taught


@pytest.mark.parametrize("stored", [None, 3, [1, 1, 0], [True, 1, 2], [0, 1, 256], [0, -1, 2], [0, "1"], [[0]]])
def test_classes_of_a_version_that_cannot_be_are_as_if_they_were_not_kept(folder: Path, stored: object) -> None:
    project = Project.open(str(folder))
    project.add_checkpoint("taught 1", "taught-1.safetensors", None, {"note": "live learning", "classes": stored})
    base = Version("small", Path("small"), "", "")
    assert list_versions(project, base)[1].classes == ()
    project.add_checkpoint("taught 2", "taught-2.safetensors", None, {"classes": [2, 255, 0, 255]})
    assert list_versions(project, base)[2].classes == (2, 255, 0, 255)
    project.close()


def test_a_lost_version_is_said_and_the_first_network_answers(
    desk: Desk, make_desk: Callable[..., Desk], folder: Path
) -> None:
    before = desk.answer()
    desk.paint(BLUE)
    desk.settle()
    desk.close()
    (folder / ".segmend" / "models" / "taught-1.safetensors").unlink()
    again = make_desk()
    again.open(folder)
    assert "taught-1.safetensors" in again.text("error")
    assert again.answer() == before
    assert (again.learner.version, again.session.prediction_version) == ("small", "small")


def test_versions_tell_where_they_came_from(desk: Desk, folder: Path) -> None:
    desk.paint(BLUE)
    desk.settle()
    desk.learner.use_version("small")
    desk.settle()
    desk.paint(RED)
    desk.settle()
    desk.learner.use_version("taught 1")
    desk.settle()
    versions = desk.learner.versions
    assert [(each.name, each.parent, each.is_current) for each in versions] == [
        ("small", None, False),
        ("taught 1", "small", True),
        ("taught 2", "small", False),
    ]
    assert all(each.created and each.note == "live learning" for each in versions[1:])
    database = folder / ".segmend" / "models"
    assert {file.name for file in database.iterdir()} == {"taught-1.safetensors", "taught-2.safetensors"}
    assert json.dumps([each.measures for each in versions]) == "[{}, {}, {}]"
