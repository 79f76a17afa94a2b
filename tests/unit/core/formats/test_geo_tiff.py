"""Label maps of images that are placed on the earth keep their place."""

import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from app.core.formats.geo_tiff import geo_tags
from app.core.formats.records import FormatError
from app.core.label_map import UNLABELED, LabelMap, Source
from app.core.project import Project
from app.exchange import run_export, run_import
from tests.labels import load_labels, save_labels

SCALE, TIE = (33550, 12, 3, (0.5, 0.5, 0.0), True), (33922, 12, 6, (0.0, 0.0, 0.0, 500000.0, 5400000.0, 0.0), True)
KEYS = (34735, 3, 16, (1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32633), True)  # UTM zone 33 north
SHAPE = (30, 40)


def labelled_project(folder: Path, tags: list[tuple[int, int, int, tuple[float, ...], bool]]) -> np.ndarray:
    """A project with one TIFF with these tags; its labels."""
    folder.mkdir()
    tifffile.imwrite(folder / "field.tif", np.zeros((*SHAPE, 3), np.uint8), photometric="rgb", extratags=tags)
    labels = np.full(SHAPE, UNLABELED, np.uint8)
    labels[3:20, 5:30], labels[8:12, 9:15] = 0, 1
    project = Project.open(folder)
    for name in ("wheat", "water"):
        project.classes.add(name)
    sources = np.where(labels == UNLABELED, np.uint8(Source.NONE), np.uint8(Source.PAINTED))
    save_labels(project, str(folder / "field.tif"), LabelMap(labels.copy(), sources), edit_number=1)
    project.close()
    return labels


def export(folder: Path, out: Path) -> None:
    assert run_export("segmend", [str(folder), "--format", "png", "--out", str(out)]) == 0


def test_an_image_with_geo_tags_gets_a_label_tiff_with_the_same(tmp_path: Path) -> None:
    labels = labelled_project(tmp_path / "project", [SCALE, TIE, KEYS])
    export(tmp_path / "project", tmp_path / "out")
    with tifffile.TiffFile(tmp_path / "out" / "geo" / "field.tif") as file:
        assert np.array_equal(file.pages[0].asarray(), labels)
        written = {tag.code: (tag.value, int(tag.dtype)) for tag in file.pages[0].tags.values()}
    for code, kind, _, value, _ in (SCALE, TIE, KEYS):
        assert written[code] == (value, kind)
    assert written[42113][0] == "255"
    with Image.open(tmp_path / "out" / "geo" / "field.tif") as image:
        assert image.mode == "P"
        assert np.array_equal(np.array(image), labels)


def test_a_label_tiff_can_be_imported(tmp_path: Path) -> None:
    labels = labelled_project(tmp_path / "project", [SCALE, TIE, KEYS])
    export(tmp_path / "project", tmp_path / "out")
    (tmp_path / "out" / "labels" / "field.png").unlink()
    (tmp_path / "out" / "geo" / "field.tif").rename(tmp_path / "out" / "labels" / "field.tif")
    other = tmp_path / "other"
    assert run_import("segmend", [str(tmp_path / "out"), "--format", "png", "--out", str(other)]) == 0
    project = Project.open(other)
    assert np.array_equal(load_labels(project, str(other / "field.tif"), SHAPE).labels, labels)
    project.close()


def test_a_tiff_without_geo_tags_gets_none(tmp_path: Path) -> None:
    labelled_project(tmp_path / "project", [])
    export(tmp_path / "project", tmp_path / "out")
    assert not (tmp_path / "out" / "geo").exists()
    assert json.loads((tmp_path / "out" / "report.json").read_text())["exact"] is True


def test_a_turned_tiff_is_left_without_because_its_tags_are_for_other_pixels(tmp_path: Path) -> None:
    path = tmp_path / "turned.tif"
    tifffile.imwrite(path, np.zeros(SHAPE, np.uint8), extratags=[SCALE, TIE, (274, 3, 1, 6, True)])
    assert geo_tags(path) == []
    assert geo_tags(tmp_path / "not there.png") == []


def test_a_damaged_tiff_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.tif").write_bytes(b"II*\0\xff\xff\xff\xff")
    with pytest.raises(FormatError, match=r"bad\.tif cannot be used"):
        geo_tags(tmp_path / "bad.tif")


def test_gdal_reads_the_place_and_the_values(tmp_path: Path) -> None:
    rasterio = pytest.importorskip("rasterio", reason="rasterio is not installed")
    labels = labelled_project(tmp_path / "project", [SCALE, TIE, KEYS])
    export(tmp_path / "project", tmp_path / "out")
    with rasterio.open(tmp_path / "out" / "geo" / "field.tif") as read:
        assert np.array_equal(read.read(1), labels)
        assert read.crs.to_epsg() == 32633
        assert tuple(read.transform)[:6] == (0.5, 0.0, 500000.0, 0.0, -0.5, 5400000.0)
        assert read.nodata == 255
