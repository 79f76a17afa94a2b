"""Files that other tools wrote: read right, exported again, and what is exported read by their rules.

The truth is decoded apart from the readers (tests/unit/core/formats/decoding.py).
"""

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from app.core.formats.catalog import FORMATS
from app.core.label_map import UNLABELED
from app.core.project import Project
from app.exchange import run_export, run_import
from tests.unit.core.formats import decoding
from tests.unit.core.formats.conftest import stored_labels
from tests.unit.core.formats.decoding import Planes

DECODERS: dict[str, Callable[[Path], Planes]] = {
    "png": decoding.index_png,
    "voc": decoding.voc,
    "coco": decoding.coco,
    "coco-panoptic": decoding.coco_panoptic,
    "yolo": decoding.yolo,
    "cityscapes": decoding.cityscapes,
    "camvid": decoding.camvid,
    "ade20k": decoding.ade20k,
    "labelme": decoding.labelme,
    "cvat": decoding.cvat,
    "isat": decoding.isat,
    "x-anylabeling": decoding.labelme,
    "datumaro": decoding.datumaro,
    "npz": decoding.npz,
}
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation")  # pycocotools and numpy 2

DATUMARO = "datumaro_all_formats/tests/assets"


def keep(source: Path, scratch: Path) -> Path:
    """The folder as it is."""
    return source


def coral(source: Path, scratch: Path) -> Path:
    """BMP masks laid beside their images, with the list of VOC's classes."""
    for name in ("bird_segmentation", "dog_segmentation"):
        image = f"{name}.bmp" if name.startswith("bird") else f"{name}_256.bmp"
        mask = image.replace("segmentation", "segmentation_mask")
        for place, file in (("images", image), ("labels", mask)):
            (scratch / place).mkdir(exist_ok=True)
            shutil.copy(source / file, scratch / place / f"{name}.bmp")
    shutil.copy(source / "pascal_voc_segmentation_labels.txt", scratch / "classes.txt")
    return scratch


def isat_semantic(source: Path, scratch: Path) -> Path:
    """ISAT's semantic PNG beside the images they belong to."""
    shutil.copytree(source / "semantic", scratch / "labels", ignore=shutil.ignore_patterns("*.txt"))
    shutil.copytree(source / "images", scratch / "images", ignore=shutil.ignore_patterns("*.json", "*.yaml", "*.dcm"))
    shutil.copy(source / "semantic" / "classification.txt", scratch)
    return scratch


def isat_yolo(source: Path, scratch: Path) -> Path:
    """ISAT's YOLO files under the name that a trainer expects, with COCO's numbers as names."""
    shutil.copytree(source / "images", scratch / "images")
    shutil.copytree(source / "yolo", scratch / "labels")
    names = [f"number {number}" for number in range(81)]
    (scratch / "data.yaml").write_text(f"names: {json.dumps(names)}\n")
    return scratch


def labelme_png(source: Path, scratch: Path) -> Path:
    """What labelme_export_json makes: label.png and label_names.txt."""
    for place, file in (("images", "img.png"), ("labels", "label.png")):
        (scratch / place).mkdir()
        shutil.copy(source / file, scratch / place / "apc.png")
    shutil.copy(source / "label_names.txt", scratch / "classes.txt")
    return scratch


def only(part: str) -> Callable[[Path, Path], Path]:
    """One of the formats that lie side by side, with the images."""

    def lay_out(source: Path, scratch: Path) -> Path:
        for place in ("images", part):
            shutil.copytree(source / place, scratch / place)
        return scratch

    return lay_out


def isat_images(source: Path, scratch: Path) -> Path:
    """The folder without a DICOM file that has no labels."""
    return Path(shutil.copytree(source, scratch / "isat", ignore=shutil.ignore_patterns("*.dcm")))


@dataclass(frozen=True)
class Case:
    """Files of one tool. again: formats to export to besides their own; different: pixels an image may differ by."""

    format: str
    folder: str
    images: int
    classes: int
    different: int = 0
    prepare: Callable[[Path, Path], Path] = keep
    again: tuple[str, ...] = ()


CASES = [
    Case("ade20k", "ade20k_sceneparsing/sampleData", 3, 15, again=("cityscapes", "npz")),
    Case("coco", "labelme_json/examples/instance_segmentation/data_dataset_coco", 3, 6, again=("datumaro",)),
    Case("coco", "isat_coco_labelme_yolo_png/example/convert/coco_tiny", 5, 14, again=("cvat",)),
    Case("coco", f"{DATUMARO}/coco_dataset/coco_stuff", 2, 2),
    Case("coco", f"{DATUMARO}/coco_dataset/mmdet_coco", 2, 1),
    Case("coco", f"{DATUMARO}/coco_dataset/coco_roboflow", 2, 1),
    Case("labelme", "labelme_json/examples/semantic_segmentation/data_annotated", 3, 6, again=("yolo",)),
    Case("labelme", "labelme_json/examples/instance_segmentation/data_annotated", 3, 6, again=("isat",)),
    Case("labelme", "labelme_json/examples/primitives", 1, 4, again=("x-anylabeling",)),
    Case("labelme", "labelme_json/examples/tutorial", 1, 4, again=("coco-panoptic",)),
    Case("labelme", "isat_coco_labelme_yolo_png/example/convert/coco_tiny", 5, 6, prepare=only("labelme")),
    Case("voc", "labelme_json/examples/semantic_segmentation/data_dataset_voc", 3, 7, again=("camvid",)),
    Case("voc", "labelme_json/examples/instance_segmentation/data_dataset_voc", 3, 7),
    pytest.param(
        Case("isat", "isat_coco_labelme_yolo_png/example/convert/coco_tiny", 5, 11, prepare=only("isat"), different=4),
        marks=pytest.mark.slow,  # scikit-image looks at every pixel and every corner
    ),
    Case("png", "isat_coco_labelme_yolo_png/example", 6, 9, prepare=isat_semantic, again=("voc",)),
    Case("png", "coral_masks", 2, 4, prepare=coral),
    Case("png", "labelme_json/examples/tutorial/apc2016_obj3", 1, 5, prepare=labelme_png),
    Case("png", f"{DATUMARO}/common_semantic_segmentation_dataset/dataset", 2, 4),
    Case("yolo", "roboflow_yolov8_seg", 12, 1),
    Case("yolo", "isat_coco_labelme_yolo_png/example/convert/coco_tiny", 5, 14, prepare=isat_yolo),
    Case("cityscapes", f"{DATUMARO}/cityscapes_dataset/dataset", 4, 4),
    Case("camvid", f"{DATUMARO}/camvid_dataset", 4, 8),
    Case("cvat", f"{DATUMARO}/cvat_dataset/for_images/export_project", 6, 1),
    Case("cvat", f"{DATUMARO}/cvat_dataset/for_images/export_task", 2, 2),
    Case("coco-panoptic", f"{DATUMARO}/coco_dataset/coco", 2, 2),
]


def coded(folder: Path) -> Planes:
    """The labels of a project as the decoders give them, by the names of the images without ending."""
    project = Project.open(folder)
    table = np.zeros(256, np.int32)
    for each in project.classes:
        table[each.index] = decoding.code(each.name)
    project.close()
    table[UNLABELED] = 0
    # Cityscapes' images are called <name>_leftImg8bit.
    names = {name: name.rsplit(".", 1)[0].removesuffix("_leftImg8bit") for name in stored_labels(folder)}
    return {names[name]: table[labels] for name, labels in stored_labels(folder).items()}


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.format} {case.folder}" if isinstance(case, Case) else None
)
def test_files_of_other_tools_come_in_as_they_are_and_go_out_again(case: Case, shared: Path, tmp_path: Path) -> None:
    (tmp_path / "scratch").mkdir()
    source = case.prepare(shared / "data" / "formats" / case.folder, tmp_path / "scratch")
    truth = {name: plane for name, plane in DECODERS[case.format](source).items() if plane.any()}
    project = tmp_path / "project"
    call = [str(source), "--format", case.format, "--out", str(project)]
    assert run_import("segmend", call) == 0
    found = coded(project)
    assert len(truth) <= case.images
    assert {name: count for name, count in decoding.pairs(truth, by_last_name(found)) if count > case.different} == {}
    assert decoding.classes_in(found).keys() == decoding.classes_in(truth).keys()
    assert len(decoding.classes_in(truth)) == case.classes
    for name in dict.fromkeys((case.format, *case.again)):
        out = tmp_path / f"out {name}"
        assert run_export("segmend", [str(project), "--format", name, "--out", str(out)]) == 0
        assert json.loads((out / "report.json").read_text())["exact"] is True
        written = {stem.removesuffix("_leftImg8bit"): plane for stem, plane in DECODERS[name](out).items()}
        kept = {stem.replace("/", "__"): plane for stem, plane in found.items() if plane.any()}
        assert {stem: count for stem, count in decoding.pairs(kept, by_last_name(written)) if count} == {}, name


def by_last_name(planes: Planes) -> Planes:
    """Every plane by its whole name and by the last part of it."""
    return {name.rpartition("/")[2]: plane for name, plane in planes.items()} | planes


@pytest.mark.slow
def test_fifty_images_of_coco_come_in_as_pycocotools_draws_them(shared: Path, tmp_path: Path) -> None:
    source = shared / "data" / "formats" / "coco_tiny"
    truth = decoding.coco(source)
    assert run_import("segmend", [str(source), "--format", "coco", "--out", str(tmp_path / "project")]) == 0
    found = coded(tmp_path / "project")
    assert len(truth) == 50
    labelled = {name: plane for name, plane in truth.items() if plane.any()}
    assert {name: count for name, count in decoding.pairs(labelled, found) if count} == {}
    assert run_export("segmend", [str(tmp_path / "project"), "--format", "coco", "--out", str(tmp_path / "out")]) == 0
    again = decoding.coco(tmp_path / "out")
    assert {name: count for name, count in decoding.pairs(labelled, again) if count} == {}


def test_labelme_outlines_are_filled_as_its_own_converter_filled_them(shared: Path, tmp_path: Path) -> None:
    """The PNG files that labelme published beside its JSON: single pixels differ between versions of Pillow."""
    examples = shared / "data" / "formats" / "labelme_json" / "examples"
    for kind in ("semantic_segmentation", "instance_segmentation"):
        theirs = decoding.voc(examples / kind / "data_dataset_voc")
        run_import(
            "segmend",
            [str(examples / kind / "data_annotated"), "--format", "labelme", "--out", str(tmp_path / kind)],
        )
        for name, plane in coded(tmp_path / kind).items():
            published = np.where(theirs[name] == decoding.code("background"), 0, theirs[name])
            assert np.count_nonzero(plane != published) <= 2, name


def test_isat_outlines_are_filled_as_its_own_converter_filled_them(shared: Path, tmp_path: Path) -> None:
    example = shared / "data" / "formats" / "isat_coco_labelme_yolo_png" / "example"
    (tmp_path / "png").mkdir()
    theirs = decoding.index_png(isat_semantic(example, tmp_path / "png"))
    source = isat_images(example / "images", tmp_path)
    assert run_import("segmend", [str(source), "--format", "isat", "--out", str(tmp_path / "project")]) == 0
    found = coded(tmp_path / "project")
    assert len(found) == 6
    for name, plane in found.items():
        assert np.count_nonzero(plane != theirs[name]) <= plane.size // 1000, name


def test_a_data_set_without_pixels_brings_its_images_in(shared: Path, tmp_path: Path) -> None:
    source = shared / "data" / "formats" / DATUMARO / "datumaro_dataset" / "legacy"
    assert run_import("segmend", [str(source), "--format", "datumaro", "--out", str(tmp_path / "project")]) == 0
    assert sorted(file.name for file in (tmp_path / "project").glob("*.jpg")) == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]


@pytest.mark.parametrize(
    ("folder", "label_0", "label_1"), [("yolo", {"train_001": 3, "val_001": 1}, {"train_002": 8, "val_001": 9})]
)
def test_boxes_of_yolo_are_whole_pixels(
    folder: str, label_0: dict[str, int], label_1: dict[str, int], shared: Path
) -> None:
    """Datumaro's boxes (2, 1, 3, 1) and (0, 0, 2, 4), as its COCO file of the same images has them."""
    from app.core.formats.composing import draw
    from app.core.formats.records import ReadImage

    counts: dict[str, dict[str, int]] = {"label_0": {}, "label_1": {}}
    for read in FORMATS["yolo"].read(shared / "data" / "formats" / DATUMARO / "roboflow_dataset" / folder):
        assert isinstance(read, ReadImage)
        drawn = draw(read, (5, 10))
        for number, name in enumerate(drawn.names):
            counts[name][read.name] = int(np.count_nonzero(drawn.plane == number))
    assert counts == {"label_0": label_0, "label_1": label_1}


def test_a_layout_that_is_none_of_ours_is_refused_with_a_sentence(shared: Path, tmp_path: Path) -> None:
    """ADE20K's full release, KITTI, Mapillary, VOTT and others: no format takes them for its own and crashes."""
    assets = shared / "data" / "formats" / DATUMARO
    folders = [*sorted(assets.iterdir()), shared / "data" / "formats" / "coral_masks"]
    from app.core.errors import SegmendError
    from app.core.formats.composing import draw
    from app.core.formats.records import Unreadable

    for folder in folders:
        for form in FORMATS.values():
            with suppress(SegmendError):
                for read in form.read(folder):
                    if not isinstance(read, Unreadable):
                        draw(read, read.size or (5, 10))
