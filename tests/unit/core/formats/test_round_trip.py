"""Every format: what is exported comes back pixel by pixel, and can be imported into another project."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile

from app.core.formats.catalog import FORMATS
from app.core.label_map import UNLABELED, LabelMap, Source
from app.core.project import Project
from app.exchange import run_export, run_import
from tests.labels import load_labels, save_labels
from tests.unit.core.formats.conftest import drawn_maps, named_planes

FORMAT_NAMES = list(FORMATS)


def export(folder: Path, out: Path, name: str, *more: str) -> int:
    return run_export("segmend", [str(folder), "--format", name, "--out", str(out), *more])


def bring_in(source: Path, folder: Path, name: str, *more: str) -> int:
    return run_import("segmend", [str(source), "--format", name, "--out", str(folder), *more])


def report_of(out: Path) -> dict:
    return json.loads((out / "report.json").read_text("utf-8"))


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_an_export_is_exact_and_says_so(name: str, make_project: Callable[..., Path], tmp_path: Path) -> None:
    folder, out = make_project(), tmp_path / "out"
    assert export(folder, out, name) == 0, report_of(out)
    report = report_of(out)
    assert (report["images"], report["written"], report["verified"]) == (4, 4, 4)
    assert report["exact"] is True


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_an_export_can_be_imported_into_an_empty_project(
    name: str, make_project: Callable[..., Path], tmp_path: Path
) -> None:
    folder, out, other = make_project(), tmp_path / "out", tmp_path / "other"
    export(folder, out, name)
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns(".segmend"))
    assert bring_in(out, other, name) == 0
    before, after = named_planes(folder), named_planes(other)
    for key, plane in before.items():
        if (plane != "").any():
            assert np.array_equal(plane, after[key]), key
    project = Project.open(other)
    rings = project.read_labels(str(other / "rings.png"), (60, 80)).label_map
    assert set(np.unique(rings.provenance)) == {Source.NONE, Source.IMPORTED}
    document, _ = project.document(str(other / "rings.png"), project.read_labels(str(other / "rings.png"), (60, 80)))
    assert document.history.names == ["Import"]
    document.undo()
    assert (document.label_map.labels == UNLABELED).all()
    project.close()


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_as_many_classes_as_a_project_holds_come_back(
    name: str, make_project: Callable[..., Path], tmp_path: Path
) -> None:
    labels = np.full((32, 34), UNLABELED, np.uint8)
    labels.ravel()[: 254 * 4] = np.repeat(np.arange(254, dtype=np.uint8), 4)
    folder = make_project(maps={"many.png": labels}, names=tuple(f"class {number:03}" for number in range(254)))
    assert export(folder, tmp_path / "out", name) == 0, report_of(tmp_path / "out")


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_a_second_export_writes_only_what_changed(name: str, make_project: Callable[..., Path], tmp_path: Path) -> None:
    folder, out = make_project(), tmp_path / "out"
    export(folder, out, name)
    project = Project.open(folder)
    labels = load_labels(project, str(folder / "full.jpg"), (20, 31))
    labels.write(0, 0, np.ones((2, 2), bool), 3, Source.PAINTED)
    labels.commit("Brush stroke")
    save_labels(project, str(folder / "full.jpg"), labels, edit_number=2)
    project.close()
    (folder / "empty.png").unlink()
    assert export(folder, out, name) == 0
    report = report_of(out)
    assert (report["written"], report["unchanged"], report["removed"], report["verified"]) == (1, 2, 1, 3)


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_splits_are_kept_or_said_to_be_lost(name: str, make_project: Callable[..., Path], tmp_path: Path) -> None:
    folder, out = make_project(), tmp_path / "out"
    assert export(folder, out, name, "--split", "train=0.5,val=0.5") == 0
    splits = [read.split for read in FORMATS[name].read(out)]
    if "split" in FORMATS[name].keeps:
        assert sorted(splits) == ["train", "train", "val", "val"]
    else:
        assert report_of(out)["losses"]["split not kept: images"] == {"": 2}


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_pages_of_a_stack_become_images_of_their_own(name: str, tmp_path: Path) -> None:
    folder, out = tmp_path / "project", tmp_path / "out"
    folder.mkdir()
    pages = np.arange(3 * 20 * 30, dtype=np.uint16).reshape(3, 20, 30)
    tifffile.imwrite(folder / "stack.tif", pages, photometric="minisblack", metadata={"axes": "ZYX"})
    project = Project.open(folder)
    project.classes.add("cell")
    for number, page in enumerate(("stack.tif", "stack.tif#3")):
        labels = np.full((20, 30), UNLABELED, np.uint8)
        labels[2 + 5 * number : 9, 4:20] = 0
        sources = np.where(labels == UNLABELED, np.uint8(Source.NONE), np.uint8(Source.PAINTED))
        save_labels(project, str(folder / page), LabelMap(labels, sources), edit_number=1)
    project.close()
    assert export(folder, out, name) == 0, report_of(out)
    assert report_of(out)["verified"] == 2
    images = [file for file in out.rglob("*stack_tif#3*.png") if "annot" not in str(file) and "label" not in str(file)]
    assert name in ("npz", "voc", "ade20k", "cityscapes", "coco-panoptic") or len(images) == 1


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_an_export_whose_files_were_changed_is_no_exact_one(
    name: str, make_project: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof can fail: a writer that writes something else is found out."""
    form = FORMATS[name]
    write = type(form).write

    def write_wrong(self, sheet, target):
        labels = sheet.labels.copy()
        labels[labels == 1] = 2
        return write(self, type(sheet)(**{**sheet.__dict__, "labels": labels}), target)

    monkeypatch.setattr(type(form), "write", write_wrong)
    folder, out = make_project(), tmp_path / "out"
    assert export(folder, out, name) == 1
    maps = drawn_maps()
    assert report_of(out)["differing"]["rings.png"] == int((maps["rings.png"] == 1).sum())
    assert report_of(out)["differing_pixels"] == {"a person": sum(int((each == 1).sum()) for each in maps.values())}
