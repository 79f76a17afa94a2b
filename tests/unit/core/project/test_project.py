"""What a project promises: nothing is lost, one window at a time, an older store is never spoilt."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.core.errors import InputError, ProjectBusyError, ProjectError
from app.core.label_file import (
    used_values,
)
from app.core.label_map import UNLABELED, LabelMap
from app.core.project import ImageState, Project
from tests.labels import load_labels, save_labels
from tests.unit.core.project.small import ROOT, SHAPE, painted, store_of


def test_opening_and_looking_writes_nothing_into_the_folder(tiny_folder: Path, image: str) -> None:
    before = sorted(tiny_folder.rglob("*"))
    project = Project.open(tiny_folder)
    assert len(project.image_paths()) == 3
    assert project.state(image) == ImageState.NEW
    project.set_state(image, ImageState.PREDICTED)
    assert project.state(image) == ImageState.PREDICTED
    assert (load_labels(project, image, SHAPE).labels == UNLABELED).all()
    assert (project.checkpoints(), project.current, project.labeled_images()) == ([], None, [])
    project.close()
    assert sorted(tiny_folder.rglob("*")) == before


def test_a_folder_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a folder"):
        Project.open(tmp_path / "nothing")


def test_classes_states_labels_and_versions_are_there_again_after_reopening(
    tiny_folder: Path, project: Project, image: str
) -> None:
    project.classes.add("dög", (1, 2, 3))
    project.classes.remove(0)
    project.store_classes()
    project.set_state(image, ImageState.REVIEWED)
    save_labels(project, image, painted(1), edit_number=7)
    project.add_checkpoint("v1", "v1.safetensors", None, {"mean_iu": 0.5, "iu": {"dög": 0.25}})
    project.add_checkpoint("v2", "v2.safetensors", "v1", {})
    project.set_current("v2")
    rows = project.classes.to_rows()
    project.close()

    again = Project.open(tiny_folder)
    stored = again.read_labels(image, SHAPE)
    assert again.classes.to_rows() == rows
    assert again.state(image) == ImageState.REVIEWED
    assert (stored.edit_number, again.last_edit(image)) == (7, 7)
    assert np.array_equal(stored.label_map.labels, painted(1).labels)
    assert np.array_equal(stored.label_map.provenance, painted(1).provenance)
    assert [(v.name, v.parent, v.is_current) for v in again.checkpoints()] == [
        ("v1", None, False),
        ("v2", "v1", True),
    ]
    assert again.checkpoints()[0].measures == {"mean_iu": 0.5, "iu": {"dög": 0.25}}
    assert again.current == "v2"
    again.set_current(None)
    assert again.current is None
    again.close()


def test_classes_txt_follows_the_classes(project: Project, tiny_folder: Path) -> None:
    project.store_classes()
    project.classes.rename(0, "tabby")
    project.store_classes()
    text = (store_of(tiny_folder) / "labels" / "classes.txt").read_text()
    assert text.startswith("0\ttabby\t")


@pytest.mark.parametrize("path", ["../other.png", "/elsewhere/one.png"])
def test_an_image_outside_the_folder_is_refused(project: Project, tiny_folder: Path, path: str) -> None:
    with pytest.raises(InputError, match="not inside"):
        project.relative(str(tiny_folder / path))


def test_an_image_reached_through_a_link_to_the_folder_is_the_same_image(
    project: Project, tiny_folder: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(tiny_folder)
    assert project.relative(str(link / "one.png")) == "one.png"


def test_a_second_window_gets_a_clear_message(tiny_folder: Path, project: Project) -> None:
    project.store_classes()
    with pytest.raises(ProjectBusyError, match="open in another window"):
        Project.open(tiny_folder)
    code = f"from app.core.project import Project; Project.open({str(tiny_folder)!r})"
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "ProjectBusyError" in other.stderr
    project.close()
    Project.open(tiny_folder).close()


def test_a_window_that_stores_second_is_refused_and_never_mixes_its_labels_in(tiny_folder: Path, image: str) -> None:
    first, second = Project.open(tiny_folder), Project.open(tiny_folder)
    save_labels(first, image, painted(1), edit_number=1)
    with pytest.raises(ProjectBusyError):
        save_labels(second, image, painted(2), edit_number=1)
    first.close()
    with pytest.raises(ProjectBusyError):
        save_labels(second, image, painted(2), edit_number=1)
    second.close()
    third = Project.open(tiny_folder)
    assert used_values(load_labels(third, image, SHAPE).labels) == {1, UNLABELED}
    third.close()


def test_a_killed_process_leaves_a_project_that_opens_with_everything(tiny_folder: Path, image: str) -> None:
    code = (
        "import os, sys, numpy as np; from app.core.project import *; from app.core.label_map import *;"
        "from tests.labels import *;"
        f"p = Project.open({str(tiny_folder)!r}); p.classes.add('cat'); p.store_classes();"
        "m = LabelMap.empty(48, 64); m.write(0, 0, np.ones((9, 9), bool), 0, Source.PAINTED);"
        f"save_labels(p, {image!r}, m, edit_number=3); p.set_state({image!r}, ImageState.REVIEWED); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 9
    project = Project.open(tiny_folder)
    assert [each.name for each in project.classes] == ["cat"]
    assert project.state(image) == ImageState.REVIEWED
    assert project.read_labels(image, SHAPE).edit_number == 3
    project.close()


@pytest.mark.parametrize(
    ("state", "is_empty", "has_labels"),
    [
        (ImageState.PREDICTED, True, False),  # all undone
        (ImageState.NEW, True, False),
        (ImageState.CORRECTED, True, True),  # erased
        (ImageState.REVIEWED, True, True),  # there is nothing to see on it
        (ImageState.NEW, False, True),  # marked so by a person
    ],
)
def test_an_image_whose_strokes_were_all_undone_has_no_labels(
    project: Project, image: str, state: ImageState, is_empty: bool, has_labels: bool
) -> None:
    save_labels(project, image, LabelMap.empty(*SHAPE) if is_empty else painted(), edit_number=1)
    project.set_state(image, state)
    assert [path for path, _ in project.labeled_images()] == [image] * has_labels


def test_a_damaged_label_file_counts_as_labels_for_who_reads_it_to_name_it(project: Project, image: str) -> None:
    save_labels(project, image, painted(), edit_number=1)
    project.set_state(image, ImageState.PREDICTED)
    project.labels_path(image).write_bytes(b"no PNG")
    assert [path for path, _ in project.labeled_images()] == [image]


def test_label_files_of_vanished_images_are_kept_but_not_offered(project: Project, image: str) -> None:
    save_labels(project, image, painted(), edit_number=1)
    Path(image).unlink()
    assert project.labeled_images() == []
    assert project.labels_path(image).exists()


def test_a_folder_that_cannot_hold_a_store_gets_it_in_the_users_data_folder(
    tiny_folder: Path, image: str, own_folders: Path
) -> None:
    (tiny_folder / ".segmend").write_text("a file is in the way")
    project = Project.open(tiny_folder)
    project.classes.add("cat")
    save_labels(project, image, painted(), edit_number=4)
    assert project.is_elsewhere
    assert project.store.is_relative_to(own_folders)
    assert any("could not be written" in notice for notice in project.take_notices())
    project.close()
    again = Project.open(tiny_folder)
    assert again.is_elsewhere
    assert again.read_labels(image, SHAPE).edit_number == 4
    again.close()


def test_a_store_that_can_only_be_read_is_taken_along_to_the_users_data_folder(
    tiny_folder: Path, image: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_labels(project, image, painted(), edit_number=4)
    project.close()
    original = project.labels_path(image).read_bytes()
    # The tests may run as root, whom no permission stops: what is asked about the folder is answered instead.
    monkeypatch.setattr(os, "access", lambda path, mode: not Path(path).is_relative_to(tiny_folder))
    copy = Project.open(tiny_folder)
    assert copy.is_elsewhere
    assert copy.read_labels(image, SHAPE).edit_number == 4
    save_labels(copy, image, painted(2), edit_number=5)
    copy.close()
    assert project.labels_path(image).read_bytes() == original


def test_a_damaged_database_is_kept_aside_and_the_labels_and_classes_stay(
    tiny_folder: Path, project: Project, image: str
) -> None:
    save_labels(project, image, painted(), edit_number=4)
    project.store_classes()
    project.close()
    database = store_of(tiny_folder) / "project.db"
    database.write_bytes(b"not a database" * 500)
    again = Project.open(tiny_folder)
    assert [each.name for each in again.classes] == ["cat"]
    assert again.state(image) == ImageState.CORRECTED
    assert np.array_equal(load_labels(again, image, SHAPE).labels, painted().labels)
    assert any("is damaged" in notice for notice in again.take_notices())
    (copy,) = store_of(tiny_folder).glob("before-repair-*")
    assert (copy / "project.db").read_bytes() == b"not a database" * 500
    again.close()


def test_a_project_of_a_newer_version_is_refused_and_not_touched(tiny_folder: Path, project: Project) -> None:
    project.store_classes()
    project.close()
    database = store_of(tiny_folder) / "project.db"
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ProjectError, match="newer version"):
        Project.open(tiny_folder)
    assert database.exists()


def test_rescued_labels_are_put_back_when_the_project_opens(tiny_folder: Path, project: Project, image: str) -> None:
    save_labels(project, image, painted(1), edit_number=4)
    rescued = project.rescue_labels(image, painted(2), edit_number=5)
    project.close()
    again = Project.open(tiny_folder)
    assert again.read_labels(image, SHAPE).edit_number == 5
    assert not rescued.exists()
    assert len(again.take_notices()) == 1
    again.close()


def test_rescued_labels_older_than_the_stored_ones_stay_where_they_are(
    tiny_folder: Path, project: Project, image: str
) -> None:
    rescued = project.rescue_labels(image, painted(2), edit_number=3)
    save_labels(project, image, painted(1), edit_number=4)
    project.close()
    again = Project.open(tiny_folder)
    assert again.read_labels(image, SHAPE).edit_number == 4
    assert rescued.exists()
    assert str(rescued) in again.take_notices()[0]
    again.close()


def test_two_versions_of_one_name_and_unknown_versions_are_refused(project: Project) -> None:
    project.add_checkpoint("v1", "a", None, {})
    with pytest.raises(ProjectError, match="already a version"):
        project.add_checkpoint("v1", "b", None, {})
    with pytest.raises(ProjectError, match="no version"):
        project.set_current("v9")
    assert [each.file for each in project.checkpoints()] == ["a"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems know no such file names")
def test_a_file_name_that_is_no_text_keeps_its_labels(tiny_folder: Path) -> None:
    odd = os.fsdecode(os.fsencode(tiny_folder) + b"/\xff\xfe.png")
    os.rename(tiny_folder / "one.png", odd)
    project = Project.open(tiny_folder)
    assert odd in project.image_paths()
    save_labels(project, odd, painted(), edit_number=2)
    project.set_state(odd, ImageState.REVIEWED)
    project.close()
    again = Project.open(tiny_folder)
    assert again.state(odd) == ImageState.REVIEWED
    assert again.read_labels(odd, SHAPE).edit_number == 2
    again.close()
