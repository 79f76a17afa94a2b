"""Which image is meant: names of splits, of uploads and of Cityscapes, as published data sets have them."""

from pathlib import Path

import numpy as np
import pytest

from app.core.errors import InputError
from app.core.formats.catalog import FORMATS
from app.core.formats.importing import Names
from app.core.formats.records import FormatError, ReadImage
from tests.unit.core.formats.conftest import named_planes
from tests.unit.core.formats.wild import SQUARE, bring_in, image_file, table, write_json


def find(names: Names, name: str, file: Path | None = None, folder: Path = Path("project")) -> str | None:
    return names.find(ReadImage(name, lambda _: iter(()), image_path=file), folder)


def test_images_of_the_same_name_in_several_splits_find_themselves_again(tmp_path: Path) -> None:
    source = tmp_path / "yolo"
    (source / "data.yaml").parent.mkdir()
    (source / "data.yaml").write_text(
        "train: ../train/images\nval: ../valid/images\ntest: ../test/images\nnames: [a]\n"
    )
    for number, split in enumerate(("train", "valid", "test")):
        image_file(source / split / "images" / "1.png", gray=50 * number)
        (source / split / "labels").mkdir()
        (source / split / "labels" / "1.txt").write_text(f"0 0 0 0.{number + 3} 0 0.5 0.5 0 0.5\n")
    for _ in range(2):
        assert bring_in(source, "yolo", tmp_path / "project") == 0
    planes = named_planes(tmp_path / "project")
    assert sorted(planes) == ["1.png", "train/1.png", "val/1.png"]
    assert len({plane.tobytes() for plane in (each == "a" for each in planes.values())}) == 3


def test_a_split_that_is_no_word_leads_nowhere(tmp_path: Path) -> None:
    source, project = tmp_path / "source", tmp_path / "deep" / "project"
    listed = []
    for place in ("a", "b"):
        image_file(source / place / "1.png", gray=len(listed))
        data = {"image": f"/data/local-files/?d={place}/1.png", "split": "../../out"}
        listed.append({"data": data, "annotations": [{"result": []}]})
    write_json(source / "tasks.json", listed)
    assert bring_in(source, "label-studio", project) == 0
    assert sorted(
        str(file.relative_to(tmp_path)) for file in tmp_path.rglob("1.png") if source not in file.parents
    ) == [
        "deep/project/1.png",
        "deep/project/b/1.png",
    ]


def test_names_that_label_studio_gave_uploads_find_the_images_before_and_after() -> None:
    names = Names(["cat.jpg", "1a2b3c4d-dog.jpg", "0a1b2c3d-cow.jpg", "cow.jpg"])
    assert find(names, "8f3a2b1c-cat.jpg") == "cat.jpg"
    assert find(names, "8f3a2b1c-cat.jpg") == "cat.jpg"  # another table of it
    assert find(names, "1a2b3c4d-dog.jpg") == "1a2b3c4d-dog.jpg"
    assert find(names, "0a1b2c3d-cow.jpg") == "0a1b2c3d-cow.jpg"
    assert find(names, "8f3a2b1c-bird.jpg") is None
    assert find(names, "20240101-cat.jpg") is None  # a date
    with pytest.raises(FormatError, match=r"ffffffff-cat.jpg and 8f3a2b1c-cat.jpg could both be cat.jpg"):
        find(names, "ffffffff-cat.jpg")
    assert find(Names(["cat.jpg"]), "8f3a2b1c-cat") == "cat.jpg"


def test_an_upload_that_lies_with_its_labels_is_an_image_of_its_own(tmp_path: Path) -> None:
    project, source = tmp_path / "project", tmp_path / "source"
    image_file(project / "cat.png", gray=10)
    other = image_file(source / "8f3a2b1c-cat.png", gray=200)
    assert find(Names(["cat.png"]), other.name, other, project) is None
    same = image_file(source / "8f3a2b1d-cat.png", gray=10)
    assert find(Names(["cat.png"]), same.name, same, project) == "cat.png"


def test_splits_of_one_name_imported_twice_stay_apart(tmp_path: Path) -> None:
    """A table in each split's folder that names its image alone."""
    source, project = tmp_path / "source", tmp_path / "project"
    project.mkdir()
    for gray, (split, outline) in enumerate({"train": SQUARE, "val": [10, 2, 16, 2, 16, 12, 10, 12]}.items()):
        image_file(source / split / f"{0:012}.png", gray=100 * gray)
        write_json(source / split / "_annotations.coco.json", table({1: "cat"}, [(1, outline)]))
    assert bring_in(source, "coco", project) == 0
    before = named_planes(project)
    assert len(before) == 2
    assert bring_in(source, "coco", project) == 0
    assert all(np.array_equal(now, before[name]) for name, now in named_planes(project).items())


def test_a_name_of_cityscapes_does_not_hide_a_clear_one() -> None:
    assert find(Names(["a.png", "a_leftImg8bit.png"]), "a.jpg") == "a.png"
    assert find(Names(["a_leftImg8bit.png"]), "a") == "a_leftImg8bit.png"


def test_names_that_stay_open_are_still_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="could be any of"):
        find(Names(["a/1.png", "b/1.png"]), "1.png")
    with pytest.raises(InputError, match="no JSON file"):
        list(FORMATS["label-studio"].read(tmp_path))
