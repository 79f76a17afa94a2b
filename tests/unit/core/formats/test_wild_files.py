"""Files as published data sets and other programs really lay them out: names, places, turned shapes, many tables."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.core.errors import InputError
from app.core.formats import inputs, recognition
from app.core.formats.catalog import FORMATS
from app.core.formats.composing import Drawn, draw
from app.core.formats.importing import Names, run
from app.core.formats.json_stream import PAUSE
from app.core.formats.label_studio import pack_mask
from app.core.formats.recognition import recognize
from app.core.formats.records import WITHOUT_CLASS, WITHOUT_PIXELS, FormatError, ReadImage
from app.core.formats.yolo import yaml_names
from app.core.project import Project
from app.exchange import run_import
from tests.unit.core.formats.conftest import named_planes

SIZE = (20, 30)
SQUARE = [2, 2, 8, 2, 8, 8, 2, 8]


def image_file(path: Path, *, gray: int = 0, size: tuple[int, int] = SIZE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((*size, 3), gray, np.uint8)).save(path)
    return path


def write_json(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), "utf-8")
    return path


def find(names: Names, name: str, file: Path | None = None, folder: Path = Path("project")) -> str | None:
    return names.find(ReadImage(name, lambda _: iter(()), image_path=file), folder)


def drawn(form: str, source: Path, size: tuple[int, int] = SIZE) -> dict[str, Drawn]:
    found = {}
    for image in FORMATS[form].read(source):
        assert isinstance(image, ReadImage), image
        found[image.name] = draw(image, size)
    return found


def pixels(image: Drawn, name: str) -> np.ndarray:
    return image.plane == image.names.index(name)


def bring_in(source: Path, form: str, project: Path) -> int:
    return run_import("segmend", [str(source), "--format", form, "--out", str(project)])


def table(
    names: dict[int, str], objects: list[tuple[int, list[int]]], *, count: int = 1, **more: Any
) -> dict[str, Any]:
    images = [{"id": number, "file_name": f"{number:012}.png", "width": 30, "height": 20} for number in range(count)]
    annotations = [
        {"id": at, "image_id": 0, "category_id": category, "segmentation": [outline], "iscrowd": 0, **more}
        for at, (category, outline) in enumerate(objects)
    ]
    categories = [{"id": number, "name": name} for number, name in names.items()]
    return {"images": images, "annotations": annotations, "categories": categories}


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


def result(kind: str, value: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": kind, "original_width": 30, "original_height": 20, "image_rotation": 0, "value": value, **more}


def tasks(path: Path, *results: Any, **more: Any) -> Path:
    annotations = [{"result": [], "was_cancelled": True}, {"result": list(results), "was_cancelled": False}]
    task = {"id": 1, "data": {"id": 3, "picture": "/data/upload/3/8f3a2b1c-cat.png"}, "annotations": annotations}
    return write_json(path, [{**task, **more}])


def test_an_export_of_label_studio_is_found_in_its_folder_and_skipped_work_is_passed_over(tmp_path: Path) -> None:
    mask = np.zeros(SIZE, bool)
    mask[3:6, 4:9] = True
    brush = result("brushlabels", {"format": "rle", "rle": pack_mask(mask), "brushlabels": ["cat"]})
    tasks(tmp_path / "export" / "project-1-at-2024-05-06-07-08-90abcdef.json", brush)
    image_file(tmp_path / "project" / "cat.png")
    assert recognize(tmp_path / "export") == "label-studio"
    assert bring_in(tmp_path / "export", "label-studio", tmp_path / "project") == 0
    assert np.array_equal(named_planes(tmp_path / "project")["cat.png"] == "cat", mask)


def test_an_export_of_label_studio_with_predictions_only_is_found_in_its_folder(tmp_path: Path) -> None:
    value = {"x": 0, "y": 0, "width": 50, "height": 50, "rotation": 0, "rectanglelabels": ["cat"]}
    task = {"data": {"image": "cat.png"}, "predictions": [{"result": [result("rectanglelabels", value)]}]}
    write_json(tmp_path / "project-1.json", [task])
    assert recognize(tmp_path) == "label-studio"
    assert list(drawn("label-studio", tmp_path)) == ["cat.png"]


def test_a_table_of_coco_is_one_whatever_else_it_says(tmp_path: Path) -> None:
    content = table({1: "cat"}, [(1, SQUARE)], attributes={"items": 3, "objects": 1, "category": "x"})
    write_json(tmp_path / "a.json", {"info": {}, **content})
    assert recognize(tmp_path) == "coco"


def test_results_of_label_studio_without_a_shape_or_a_label_cost_no_image(tmp_path: Path) -> None:
    box = {"x": 0, "y": 0, "width": 20, "height": 50, "rotation": 0}
    file = tasks(
        tmp_path / "tasks.json",
        {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"},
        result("choices", {"choices": ["outdoors"]}),
        result("keypointlabels", {"x": 5, "y": 5, "width": 0.4, "keypointlabels": ["eye"]}),
        result("rectangle", box, id="a"),
        result("labels", {**box, "labels": ["car"]}, id="a"),
        result("rectangle", box, id="b"),
        predictions=[4, 5],
    )
    (image,) = drawn("label-studio", file).values()
    assert pixels(image, "car").sum() == 60
    assert dict(image.skipped) == {(WITHOUT_PIXELS, "eye"): 1, (WITHOUT_CLASS, "unnamed"): 1}


def test_turned_boxes_and_ellipses_of_label_studio_are_turned(tmp_path: Path) -> None:
    box = {"x": 50, "y": 25, "width": 20, "height": 50, "rotation": 90, "rectanglelabels": ["car"]}
    flat = {"x": 50, "y": 50, "radiusX": 30, "radiusY": 10, "rotation": 90, "ellipselabels": ["eye"]}
    file = tasks(tmp_path / "tasks.json", result("rectanglelabels", box), result("ellipselabels", flat))
    (image,) = drawn("label-studio", file).values()
    rows, cols = np.nonzero(pixels(image, "eye"))
    assert (rows.min(), rows.max(), cols.min(), cols.max()) == (1, 18, 13, 16)
    rows, cols = np.nonzero(pixels(image, "car"))
    # From (15, 5), 6 wide and 10 high, to 6 high and 10 wide to the left of it; the ellipse lies above.
    assert (rows.min(), rows.max(), cols.min(), cols.max()) == (5, 10, 5, 12)


@pytest.mark.parametrize(
    "shape",
    [
        '<box label="car" xtl="8" ytl="8" xbr="20" ybr="12" rotation="90.0" z_order="0"/>',
        '<ellipse label="car" cx="14" cy="10" rx="6" ry="2" rotation="90.0" z_order="0"/>',
    ],
)
def test_turned_shapes_of_cvat_are_turned(tmp_path: Path, shape: str) -> None:
    file = tmp_path / "annotations.xml"
    image = f'<image id="0" name="a.png" width="30" height="20">{shape}</image>'
    file.write_text(f"<annotations><version>1.1</version>{image}</annotations>")
    rows, cols = np.nonzero(pixels(drawn("cvat", file)["a.png"], "car"))
    assert (rows.min(), rows.max(), cols.min(), cols.max()) == (4, 15, 12, 15)


def test_a_box_of_a_video_track_turns_the_shorter_way(tmp_path: Path) -> None:
    sides = 'outside="0" xtl="8" ytl="8" xbr="20" ybr="12"'
    track = f'<box frame="0" {sides} rotation="350"/><box frame="2" {sides} rotation="10"/>'
    file = tmp_path / "annotations.xml"
    file.write_text(f'<annotations><version>1.1</version><track id="0" label="car">{track}</track></annotations>')
    assert pixels(drawn("cvat", file)["frame_000001"], "car")[8:12, 8:20].all()


def test_a_mask_of_many_runs_is_read_in_few_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser looks through a tag again with every piece of it; small pieces make that quadratic."""
    runs = ", ".join(["1"] * 200_000)
    mask = f'<mask label="car" rle="{runs}" left="0" top="0" width="500" height="400"/>'
    file = tmp_path / "annotations.xml"
    file.write_text(f'<annotations><image name="a.png" width="500" height="400">{mask}</image></annotations>')
    pieces = []
    read = inputs._Blocks.read

    def count(blocks: Any, asked: int = -1) -> bytes:
        pieces.append(read(blocks, asked))
        return pieces[-1]

    monkeypatch.setattr(inputs._Blocks, "read", count)
    assert pixels(drawn("cvat", file, (400, 500))["a.png"], "car").sum() == 100_000
    assert len(pieces) == -(-file.stat().st_size // (1 << 18)) + 1


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


def test_shapes_of_datumaro_without_a_class_cost_no_image(tmp_path: Path) -> None:
    square = {"type": "polygon", "points": SQUARE, "z_order": 0}
    content = {
        "categories": {"label": {"labels": [{"name": "cat"}]}},
        "items": [{"id": "a", "annotations": [{**square, "label_id": None}, {**square, "label_id": 0}]}],
    }
    (image,) = drawn("datumaro", write_json(tmp_path / "train.json", content)).values()
    assert image.names == ["cat"]
    assert dict(image.skipped) == {(WITHOUT_CLASS, "unnamed"): 1}


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


def test_names_that_stay_open_are_still_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="could be any of"):
        find(Names(["a/1.png", "b/1.png"]), "1.png")
    with pytest.raises(InputError, match="no JSON file"):
        list(FORMATS["label-studio"].read(tmp_path))
