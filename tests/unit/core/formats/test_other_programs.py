"""What we write, decoded by the rules of others, and read by their own loaders where those are installed.

labelme, datumaro, ultralytics and label-studio-sdk are no dependencies, because they bring a second Qt and a second
OpenCV with them: install them into an environment of its own and run this file there.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.core.formats.catalog import FORMATS
from app.core.label_map import UNLABELED
from app.exchange import run_export
from tests.unit.core.formats import decoding
from tests.unit.core.formats.conftest import drawn_maps
from tests.unit.core.formats.test_real_files import DECODERS

pytestmark = pytest.mark.filterwarnings("ignore")  # of other programs

NAMES = ("background", "person", "heron", "tree", "car")  # without spaces, as CamVid's own reader wants them


@pytest.fixture
def exported(make_project: Callable[..., Path], tmp_path: Path) -> Callable[[str], Path]:
    """exported(format) -> the folder of an export of the drawn maps, without the empty one."""
    maps = {name.rpartition("/")[2]: labels for name, labels in drawn_maps().items() if name != "empty.png"}

    def make(name: str) -> Path:
        folder = make_project(maps=maps, names=NAMES)
        assert run_export("segmend", [str(folder), "--format", name, "--out", str(tmp_path / "out")]) == 0
        return tmp_path / "out"

    return make


def expected() -> dict[str, np.ndarray]:
    """The drawn maps by stem."""
    return {Path(name).stem: labels for name, labels in drawn_maps().items() if name != "empty.png"}


@pytest.mark.parametrize("name", DECODERS)
def test_every_format_holds_the_same_pixels_by_the_rules_of_its_program(
    name: str, exported: Callable[[str], Path]
) -> None:
    table = np.zeros(256, np.int32)
    table[: len(NAMES)] = [decoding.code(each) for each in NAMES]
    wanted = {stem: table[labels] for stem, labels in expected().items()}
    written = {stem.removesuffix("_leftImg8bit"): plane for stem, plane in DECODERS[name](exported(name)).items()}
    assert {stem: count for stem, count in decoding.pairs(wanted, written) if count} == {}


def test_every_format_is_decoded_apart_from_its_reader() -> None:
    assert set(FORMATS) - set(DECODERS) == {"label-studio"}  # whose packing only its own converter knows, below


def test_label_studios_converter_unpacks_our_masks(exported: Callable[[str], Path]) -> None:
    reason = "label-studio-converter is not installed"
    brush = pytest.importorskip("label_studio_converter.brush", reason=reason, exc_type=ImportError)
    for task in json.loads((exported("label-studio") / "tasks.json").read_text("utf-8")):
        results = task["annotations"][0]["result"]
        labels = expected()[Path(task["data"]["image"]).stem]
        plane = np.full(labels.shape, UNLABELED, np.uint8)
        for each in results:
            mask = np.reshape(brush.decode_rle(each["value"]["rle"]), (*labels.shape, 4))[..., 3]
            plane[mask > 0] = NAMES.index(each["value"]["brushlabels"][0])
        assert np.array_equal(plane, labels)


def test_labelme_reads_our_files(exported: Callable[[str], Path]) -> None:
    pytest.importorskip("labelme", reason="labelme is not installed", exc_type=ImportError)
    from labelme._label_file import LabelFile
    from labelme.utils import shapes_to_label

    numbers = {"_background_": 0, **{name: number for number, name in enumerate(NAMES, start=1)}}
    out = exported("labelme")
    for stem, labels in expected().items():
        shapes = [dict(shape) for shape in LabelFile(str(out / f"{stem}.json")).shapes]
        drawn, _ = shapes_to_label((*labels.shape, 3), shapes, numbers)
        assert np.array_equal(drawn, np.where(labels == UNLABELED, 0, labels.astype(int) + 1)), stem


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        *(("datumaro", "datumaro"), ("coco", "coco_instances"), ("coco-panoptic", "coco_panoptic")),
        *(("voc", "voc_segmentation"), ("camvid", "camvid"), ("cvat", "cvat")),
    ],
)
def test_datumaro_reads_our_files(name: str, theirs: str, exported: Callable[[str], Path]) -> None:
    dm = pytest.importorskip("datumaro", reason="datumaro is not installed", exc_type=ImportError)
    from pycocotools import mask as coco_mask

    read = dm.Dataset.import_from(str(exported(name)), theirs)
    names = [each.name for each in read.categories()[dm.AnnotationType.label]]
    found = {}
    for item in read:
        labels = expected()[Path(item.id).name]
        plane = np.full(labels.shape, UNLABELED, np.uint8)
        for each in item.annotations:
            if each.type == dm.AnnotationType.polygon:
                packed = coco_mask.merge(coco_mask.frPyObjects([each.points], *labels.shape))
                mask = coco_mask.decode(packed).astype(bool)
            elif each.type == dm.AnnotationType.mask:
                mask = np.asarray(each.image).astype(bool)
            else:
                continue
            if names[each.label] in NAMES:
                plane[mask] = NAMES.index(names[each.label])
        found[Path(item.id).name] = int(np.count_nonzero(plane != labels))
    assert found == dict.fromkeys(expected(), 0)


def test_ultralytics_reads_our_files(exported: Callable[[str], Path]) -> None:
    pytest.importorskip("ultralytics", reason="ultralytics is not installed", exc_type=ImportError)
    import yaml
    from ultralytics.data.dataset import YOLODataset
    from ultralytics.data.utils import polygon2mask

    out = exported("yolo")
    data = yaml.safe_load((out / "data.yaml").read_text("utf-8")) | {"channels": 3}
    read = YOLODataset(img_path=str(out / data["train"]), data=data, task="segment", augment=False)
    for each in read.labels:
        labels = expected()[Path(each["im_file"]).stem]
        plane = np.full(labels.shape, UNLABELED, np.uint8)
        for number, outline in zip(each["cls"].ravel().astype(int), each["segments"], strict=True):
            points = (outline * labels.shape[::-1]).reshape(-1)
            plane[polygon2mask(labels.shape, [points], color=1, downsample_ratio=1) > 0] = number
        assert np.array_equal(plane, labels), each["im_file"]
    assert len(read.labels) == len(expected())
