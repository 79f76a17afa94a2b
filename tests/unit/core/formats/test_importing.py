"""Import is a merge: painted pixels stay, each image is one step, and names find their images."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.errors import InputError
from app.core.formats.importing import Names
from app.core.formats.records import FormatError, ReadImage
from app.core.label_map import UNLABELED, LabelMap, Source
from app.core.project import ImageState, Project
from app.exchange import run_export, run_import
from tests.labels import load_labels, save_labels

SHAPE = (12, 16)


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A labelme file: a square of `cat` with a square of `dog` over it."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    shapes = [
        {"label": "cat", "shape_type": "rectangle", "points": [[2, 2], [9, 9]]},
        {"label": "dog", "shape_type": "rectangle", "points": [[6, 6], [12, 10]]},
    ]
    content = {"version": "7.0.2", "shapes": shapes, "imagePath": "..\\x\\one.png", "imageHeight": 12, "imageWidth": 16}
    (folder / "one.json").write_text(json.dumps(content), "utf-8")
    return folder


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A project whose one image has painted and accepted pixels of `sky` in its upper half."""
    folder = tmp_path / "mine"
    folder.mkdir()
    Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(folder / "one.png")
    labels, provenance = np.full(SHAPE, UNLABELED, np.uint8), np.zeros(SHAPE, np.uint8)
    labels[:4], provenance[:4, :8], provenance[:4, 8:] = 0, Source.PAINTED, Source.ACCEPTED
    project = Project.open(folder)
    project.classes.add("sky")
    save_labels(project, str(folder / "one.png"), LabelMap(labels, provenance), edit_number=1)
    project.close()
    return folder


def bring_in(source: Path, folder: Path, *more: str) -> int:
    return run_import("segmend", [str(source), "--format", "labelme", "--out", str(folder), *more])


def open_map(folder: Path) -> tuple[Project, LabelMap]:
    project = Project.open(folder)
    return project, load_labels(project, str(folder / "one.png"), SHAPE)


def test_painted_pixels_stay_and_the_rest_is_imported(theirs: Path, mine: Path, capsys: pytest.CaptureFixture) -> None:
    assert bring_in(theirs, mine) == 0
    project, label_map = open_map(mine)
    cat, dog = project.classes.by_name("cat").index, project.classes.by_name("dog").index
    assert (label_map.labels[:4, :8] == 0).all()
    assert (label_map.provenance[:4, :8] == Source.PAINTED).all()
    assert (label_map.labels[2:4, 8:10] == cat).all()  # accepted ones are replaced
    assert (label_map.labels[6:11, 6:13] == dog).all()  # the later shape lies above
    assert (label_map.provenance[6:11, 6:13] == Source.IMPORTED).all()
    assert project.state(str(mine / "one.png")) == ImageState.CORRECTED
    project.close()
    said = capsys.readouterr().out
    assert "12 painted pixels differ and were kept" in said
    assert "cat 16" in said  # covered by the dog


def test_overwrite_replaces_painted_pixels(theirs: Path, mine: Path) -> None:
    assert bring_in(theirs, mine, "--overwrite") == 0
    project, label_map = open_map(mine)
    assert (label_map.labels[2:4, 2:8] == project.classes.by_name("cat").index).all()
    project.close()


def test_an_import_is_undone_in_one_step_after_a_restart(theirs: Path, mine: Path) -> None:
    project, before = open_map(mine)
    project.close()
    bring_in(theirs, mine)
    project = Project.open(mine)
    document, _ = project.document(str(mine / "one.png"), project.read_labels(str(mine / "one.png"), SHAPE))
    assert document.history.names == ["Import"]
    document.undo()
    assert np.array_equal(document.label_map.labels, before.labels)
    assert np.array_equal(document.label_map.provenance, before.provenance)
    project.close()


def test_the_same_import_again_changes_nothing(theirs: Path, mine: Path, capsys: pytest.CaptureFixture) -> None:
    bring_in(theirs, mine)
    assert bring_in(theirs, mine) == 0
    assert "0 changed in 0 pixels" in capsys.readouterr().out


def test_a_dry_run_counts_and_changes_nothing(theirs: Path, mine: Path, capsys: pytest.CaptureFixture) -> None:
    file = mine / ".segmend" / "labels" / "one.png.png"
    before = file.read_bytes()
    assert bring_in(theirs, mine, "--dry-run") == 0
    dry = capsys.readouterr().out
    assert file.read_bytes() == before
    project = Project.open(mine)
    assert [each.name for each in project.classes] == ["sky"]
    project.close()
    bring_in(theirs, mine)
    assert capsys.readouterr().out == dry


def test_classes_are_called_otherwise_where_the_person_says_so(theirs: Path, mine: Path) -> None:
    assert bring_in(theirs, mine, "--map", "cat=animal", "--map", "dog=animal") == 0
    project, _ = open_map(mine)
    assert [each.name for each in project.classes] == ["sky", "animal"]
    project.close()


def test_one_bad_file_is_named_and_the_others_are_done(theirs: Path, mine: Path, capsys: pytest.CaptureFixture) -> None:
    (theirs / "bad.json").write_text('{"shapes": [', "utf-8")
    (theirs / "stranger.json").write_text((theirs / "one.json").read_text().replace("one.png", "two.png"), "utf-8")
    assert bring_in(theirs, mine) == 1
    captured = capsys.readouterr()
    assert "1 changed" in captured.out
    assert "bad.json cannot be used" in captured.err
    assert "has no image" in captured.err
    assert "Traceback" not in captured.err


def test_images_the_project_lacks_come_along(theirs: Path, tmp_path: Path) -> None:
    Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(theirs / "one.png")
    assert bring_in(theirs, tmp_path / "new") == 0
    assert (tmp_path / "new" / "one.png").read_bytes() == (theirs / "one.png").read_bytes()


def test_a_link_is_not_copied_into_the_project(theirs: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(secret)
    (theirs / "one.png").symlink_to(secret)
    assert bring_in(theirs, tmp_path / "new") == 1
    assert not (tmp_path / "new" / "one.png").exists()


def test_an_image_of_another_size_is_refused(theirs: Path, mine: Path, capsys: pytest.CaptureFixture) -> None:
    Image.fromarray(np.zeros((30, 30, 3), np.uint8)).save(mine / "one.png")
    assert bring_in(theirs, mine) == 1
    assert "16 x 12 pixels in the file, but the image is 30 x 30" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere", "--format", "labelme", "--out", "."], "no file or folder"),
        ([".", "--format", "labelme2", "--out", "."], "no format"),
        ([".", "--format", "labelme", "--out", ".", "--map", "cat"], "maps no class"),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=said):
        run_import("segmend", arguments)


def test_an_export_into_a_folder_with_other_files_is_refused(make_project: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        run_export("segmend", [str(make_project()), "--format", "png", "--out", str(tmp_path / "out")])


def test_names_find_their_image_whatever_the_file_calls_it() -> None:
    names = Names(["a/cat.jpg", "b/dog.png", "b/cow.png", "c/cow.png"])

    def find(name: str) -> str | None:
        return names.find(ReadImage(name, lambda _: iter(())), Path("project"))

    for name in ("a/cat.jpg", "cat.jpg", "cat", "a__cat", "/data/x/a/cat.jpg", "C:\\pictures\\cat.jpg", "../cat.jpg"):
        assert find(name) == "a/cat.jpg", name
    assert find("cat.png") == "a/cat.jpg"  # another ending: the image was converted
    assert find("b/cow") == "b/cow.png"
    assert find("bird.jpg") is None
    with pytest.raises(FormatError, match="could be any of"):
        find("cow.png")
