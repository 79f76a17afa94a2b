from pathlib import Path

import numpy as np
import pytest

from app.core.class_looks import ClassLook, ClassLooks
from app.core.document import Document
from app.core.label_map import UNLABELED, LabelMap, Source
from app.core.project import Project


def test_every_class_is_plain_until_it_is_changed() -> None:
    looks = ClassLooks()
    assert looks[3] == ClassLook(1.0, False, False)
    assert looks.locked == frozenset()
    assert (looks.opacities() == 1).all()


def test_a_hidden_class_has_no_opacity_and_keeps_its_own_for_later() -> None:
    looks = ClassLooks().changed(2, opacity=0.5).changed(2, is_hidden=True)
    assert looks.opacities()[2] == 0
    assert looks.changed(2, is_hidden=False).opacities()[2] == 0.5
    assert looks.changed(2, opacity=7.0)[2].opacity == 1.0


def test_looks_come_back_from_json_without_what_makes_no_sense() -> None:
    looks = ClassLooks().changed(0, is_locked=True).changed(7, opacity=0.25, is_hidden=True)
    assert ClassLooks.from_json(looks.to_json()) == looks
    damaged = {"1": {"opacity": "much"}, "x": {}, "300": {"locked": True}, "2": 5, "4": {"locked": True}}
    assert ClassLooks.from_json(damaged) == ClassLooks().changed(4, is_locked=True)
    assert ClassLooks.from_json([1]) == ClassLooks()


def test_they_are_kept_with_the_project(tmp_path: Path) -> None:
    project = Project.open(tmp_path)
    project.classes.add("cat")
    project.set_looks(ClassLooks().changed(0, is_locked=True, opacity=0.5))
    project.store_facts()
    project.close()
    again = Project.open(tmp_path)
    assert again.looks[0] == ClassLook(0.5, False, True)
    again.close()


def locked_map() -> LabelMap:
    """4 x 6 pixels, the left half class 0, which is locked."""
    labels = np.full((4, 6), UNLABELED, np.uint8)
    labels[:, :3] = 0
    label_map = LabelMap(labels, np.where(labels == 0, np.uint8(Source.PAINTED), np.uint8(0)))
    label_map.lock({0})
    return label_map


@pytest.mark.parametrize("value", [1, UNLABELED])
def test_writes_spare_a_locked_class_and_say_which(value: int) -> None:
    label_map = locked_map()
    label_map.write(0, 0, np.ones((4, 6), bool), value, Source.PAINTED)
    assert (label_map.labels[:, :3] == 0).all()
    assert (label_map.labels[:, 3:] == value).all()
    assert label_map.take_spared() == {0}
    assert label_map.take_spared() == set()


def test_a_locked_class_gains_nothing_either() -> None:
    label_map = locked_map()
    assert label_map.write(0, 3, np.ones((4, 3), bool), 0, Source.PAINTED) is None
    values = np.tile(np.array([0, 1], np.uint8), (4, 3))
    label_map.write_values(0, 0, np.ones((4, 6), bool), values, Source.ACCEPTED)
    assert (label_map.labels[:, 3:] == [[1, UNLABELED, 1]] * 4).all()
    assert (label_map.labels[:, :3] == 0).all()


def test_imports_replacements_and_copies_leave_it_alone() -> None:
    document = Document("a.png", locked_map())
    document.merge(np.ones((4, 6), np.uint8), name="Import", overwrite=True)
    assert (document.label_map.labels[:, :3] == 0).all()
    assert document.replace(0, 1, name="Replace") is None
    other = LabelMap(np.full((4, 6), 2, np.uint8))
    document.take_over(other, overwrites=True, name="Copy")
    assert (document.label_map.labels[:, :3] == 0).all()
    assert (document.label_map.labels[:, 3:] == 2).all()


def test_a_document_of_the_project_is_locked_from_the_start(tmp_path: Path) -> None:
    project = Project.open(tmp_path)
    project.classes.add("cat")
    project.set_looks(ClassLooks().changed(0, is_locked=True))
    document, _ = project.document(str(tmp_path / "a.png"), project.read_labels(str(tmp_path / "a.png"), (4, 4)))
    assert document.paint(0, 0, np.ones((2, 2), bool), 0) is None
    project.close()
