"""Files as published data sets and other programs really lay them out: places, lists, many tables."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.core.formats import recognition
from app.core.formats.catalog import FORMATS
from app.core.formats.importing import run
from app.core.formats.json_stream import PAUSE
from app.core.formats.recognition import recognize
from app.core.formats.yolo import yaml_names
from app.core.project import Project
from app.exchange import run_import
from tests.unit.core.formats.conftest import named_planes
from tests.unit.core.formats.wild import SIZE, SQUARE, bring_in, drawn, image_file, pixels, table, write_json


@pytest.fixture
def coco(tmp_path: Path) -> Path:
    """As COCO publishes it: images in val2017/, several tables of the same images in annotations/."""
    image_file(tmp_path / "coco" / "val2017" / f"{0:012}.png")
    places = tmp_path / "coco" / "annotations"
    hat = [4, 4, 6, 4, 6, 6, 4, 6]
    write_json(places / "instances_val2017.json", table({1: "person", 2: "hat"}, [(1, SQUARE), (2, hat)]))
    write_json(places / "person_keypoints_val2017.json", table({1: "person"}, [(1, SQUARE)], num_keypoints=0))
    everything = [0, 0, 30, 0, 30, 20, 0, 20]
    write_json(places / "stuff_val2017.json", table({183: "other"}, [(183, everything)]))
    write_json(places / "captions_val2017.json", {"images": [], "annotations": [{"image_id": 0, "caption": "a hat"}]})
    return tmp_path / "coco"


def test_tables_of_the_same_images_hide_nothing_of_each_other(
    coco: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recognize(coco) == "coco"
    (tmp_path / "project").mkdir()
    for more in (["--dry-run"], []):
        call = [str(coco), "--format", "coco", "--out", str(tmp_path / "project"), *more]
        assert run_import("segmend", call) == 0
        assert "1 images were added" in capsys.readouterr().out
    plane = named_planes(tmp_path / "project")[f"{0:012}.png"]
    assert {name: int((plane == name).sum()) for name in ("hat", "person", "other")} == {
        "hat": 4,
        "person": 32,
        "other": 564,
    }


def test_a_table_chosen_without_its_folder_tells_where_its_images_are_found(
    coco: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "project").mkdir()
    assert bring_in(coco / "annotations" / "instances_val2017.json", "coco", tmp_path / "project") == 1
    assert "or import the folder that has it and instances_val2017.json." in capsys.readouterr().err


def test_keypoints_alone_are_read_for_their_outlines(coco: Path) -> None:
    (coco / "annotations" / "instances_val2017.json").unlink()
    (coco / "annotations" / "stuff_val2017.json").unlink()
    assert pixels(drawn("coco", coco)[f"{0:012}.png"], "person").sum() == 36


def test_images_of_lvis_are_named_by_their_address(tmp_path: Path) -> None:
    content = table({1: "cup"}, [(1, SQUARE)])
    content["images"] = [{"id": 0, "coco_url": "http://images.cocodataset.org/val2017/000000397133.jpg"}]
    file = write_json(tmp_path / "lvis_v1_val.json", content)
    assert list(drawn("coco", file)) == ["000000397133.jpg"]


def test_an_end_is_heard_while_a_large_table_is_read(tmp_path: Path) -> None:
    file = write_json(tmp_path / "instances.json", table({1: "cat"}, [(1, SQUARE)], count=2 * PAUSE + 10))
    project = Project.open(_folder(tmp_path / "project"))
    steps = run(project, file, FORMATS["coco"], mapping={}, overwrite=False, dry_run=True)
    words = [next(steps) for _ in range(3)]
    assert [(word.done, word.doing) for word in words] == [(0, file.name), (0, file.name), (1, f"{0:012}.png")]
    steps.close()
    project.close()


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_panoptic_png_may_lie_beside_the_folder_of_the_tables(tmp_path: Path) -> None:
    segments = [{"id": 7, "category_id": 1}, {"id": 300, "category_id": 2}, {"id": 301, "category_id": 2}]
    content = {
        "images": [{"id": 5, "file_name": "a.jpg", "width": 30, "height": 20}],
        "annotations": [{"image_id": 5, "file_name": "a.png", "segments_info": segments}],
        "categories": [{"id": 1, "name": "sky", "color": [1, 2, 3]}, {"id": 2, "name": "cat"}],
    }
    write_json(tmp_path / "annotations" / "panoptic_val2017.json", content)
    ids = np.zeros((*SIZE, 3), np.uint8)
    ids[:5], ids[5:9, :4], ids[5:9, 10:12] = (7, 0, 0), (44, 1, 0), (45, 1, 0)
    ids[15:] = (9, 9, 9)  # a segment that is not listed
    (tmp_path / "panoptic_val2017").mkdir()
    Image.fromarray(ids).save(tmp_path / "panoptic_val2017" / "a.png")
    (image,) = drawn("coco-panoptic", tmp_path).values()
    assert (image.names, image.colors) == (["sky", "cat"], {"sky": (1, 2, 3)})
    assert (pixels(image, "sky").sum(), pixels(image, "cat").sum()) == (150, 24)
    assert (image.plane != 255).sum() == 174


@pytest.fixture
def cityscapes(tmp_path: Path) -> Callable[[str], Path]:
    """cityscapes(kind) -> the folder of a data set with fine or coarse labels and its images."""

    def make(kind: str) -> Path:
        folder = tmp_path / "cityscapes"
        image_file(folder / "leftImg8bit" / "train" / "aachen" / "aachen_000000_000019_leftImg8bit.png")
        labels = folder / kind / "train" / "aachen" / f"aachen_000000_000019_{kind}_labelIds.png"
        labels.parent.mkdir(parents=True)
        Image.fromarray(np.full(SIZE, 7, np.uint8)).save(labels)
        return folder

    return make


@pytest.mark.parametrize("kind", ["gtFine", "gtCoarse"])
def test_cityscapes_imported_twice_brings_its_images_once(
    kind: str, cityscapes: Callable[[str], Path], tmp_path: Path
) -> None:
    source = cityscapes(kind)
    assert recognize(source) == "cityscapes"
    for _ in range(2):
        assert bring_in(source, "cityscapes", tmp_path / "project") == 0
    assert list(named_planes(tmp_path / "project")) == ["aachen_000000_000019_leftImg8bit.png"]


def test_labels_of_cityscapes_alone_find_the_images_of_a_project(
    cityscapes: Callable[[str], Path], tmp_path: Path
) -> None:
    source = cityscapes("gtFine")
    (source / "leftImg8bit").rename(tmp_path / "project")
    assert bring_in(source / "gtFine", "cityscapes", tmp_path / "project") == 0
    assert list(named_planes(tmp_path / "project")) == ["train/aachen/aachen_000000_000019_leftImg8bit.png"]


def test_a_table_of_coco_is_one_whatever_else_it_says(tmp_path: Path) -> None:
    content = table({1: "cat"}, [(1, SQUARE)], attributes={"items": 3, "objects": 1, "category": "x"})
    write_json(tmp_path / "a.json", {"info": {}, **content})
    assert recognize(tmp_path) == "coco"


def test_lists_among_the_labels_of_yolo_are_no_labels(tmp_path: Path) -> None:
    """labelImg puts classes.txt there; an image without objects has an empty file; trainings leave args.yaml."""
    labels = tmp_path / "labels" / "train"
    labels.mkdir(parents=True)
    (tmp_path / "labels" / "classes.txt").write_text("cat\ndog\n")
    (labels / "classes.txt").write_text("cat\ndog\n")
    (labels / "0.txt").write_text("")
    (labels / "1.txt").write_text("1 0 0 0.5 0 0.5 0.5 0 0.5\n")
    (tmp_path / "args.yaml").write_text("task: segment\nepochs: 100\n")
    assert recognize(tmp_path) == "yolo"
    images = drawn("yolo", tmp_path)
    assert list(images) == ["0", "1"]
    assert images["1"].names == ["dog"]


def test_an_image_may_be_called_like_a_list_of_yolo(tmp_path: Path) -> None:
    labels = tmp_path / "labels"
    labels.mkdir()
    (tmp_path / "classes.txt").write_text("cat\n")
    (labels / "test.txt").write_text("0 0 0 0.5 0 0.5 0.5 0 0.5\n")
    (labels / "train.txt").write_text("images/1.png\n")
    (labels / "val.txt").write_text("a list by chance\n")
    image_file(tmp_path / "images" / "val.png")
    assert recognize(tmp_path) == "yolo"
    assert [each.name for each in FORMATS["yolo"].read(tmp_path)] == ["test", "val"]


def test_names_in_yaml_may_have_remarks_and_quotes() -> None:
    text = (
        "path: ../coco  # root\nnames:\n  0: person  # 1\n  1: 'traffic light' # lamp\n  2: 'it''s'\n  3: \"x\" # y\n"
    )
    assert yaml_names(text) == {0: "person", 1: "traffic light", 2: "it's", 3: "x"}
    assert yaml_names("nc: 2\nnames:\n- cat # meow\n- dog\n") == {0: "cat", 1: "dog"}


def test_descriptions_of_ade20k_need_not_be_utf_8(tmp_path: Path) -> None:
    image_file(tmp_path / "ADE_train_1.jpg")
    Image.fromarray(np.full((*SIZE, 3), (10, 4, 1), np.uint8)).save(tmp_path / "ADE_train_1_seg.png")
    described = '{"annotation": {"object": [{"name": "café", "name_ndx": 260}]}}'
    (tmp_path / "ADE_train_1.json").write_bytes(described.encode("latin-1"))
    assert recognize(tmp_path) == "ade20k"
    assert drawn("ade20k", tmp_path)["ADE_train_1"].names == ["café"]


def test_a_large_folder_is_gone_through_once_to_recognise_it(coco: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walked = []

    def walk(folder: Path, *suffixes: str, **named: Any) -> Any:
        walked.append(folder)
        return inputs_walk(folder, *suffixes, **named)

    inputs_walk = recognition.walk
    monkeypatch.setattr(recognition, "walk", walk)
    assert recognize(coco) == "coco"
    assert walked.count(coco) == 1
    assert recognize(coco, lambda: True) is None  # nobody waits for it any more
