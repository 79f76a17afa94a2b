"""Damaged files of every format end in sentences: no crash, no hang, bounded memory, nothing touched elsewhere.

SEGMEND_FUZZ_INPUTS=200000 chooses how many inputs each reader gets; SEGMEND_FUZZ_FIRST the number of the first.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.formats.catalog import FORMATS
from app.core.label_map import UNLABELED
from app.exchange import run_export
from tests.unit.core.formats import fuzzing

INPUTS = int(os.environ.get("SEGMEND_FUZZ_INPUTS", "150"))
FIRST = int(os.environ.get("SEGMEND_FUZZ_FIRST", "0"))

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of memory and alarms are those of POSIX")


def small_maps() -> dict[str, np.ndarray]:
    """Two label maps of a few pixels with holes and islands."""
    rings = np.full((9, 12), UNLABELED, np.uint8)
    rings[1:8, 1:9], rings[2:7, 2:8], rings[4, 4], rings[0, 11] = 1, 0, UNLABELED, 2
    return {"a.png": rings, "sub/b.png": np.resize(np.array([0, 0, 1, UNLABELED, 2], np.uint8), (9, 7))}


def write_video(source: Path, image: bytes) -> None:
    """Tracks of CVAT with boxes, polygons and masks in three frames of 12 x 9 pixels."""
    (source / "images").mkdir()
    for frame in range(3):
        (source / "images" / f"frame_{frame:06}.png").write_bytes(image)
    corners = 'outside="0" occluded="0" xtl="1.5" ytl="1" xbr="5" ybr="6.25" z_order="1"'
    gone = corners.replace('outside="0"', 'outside="1"')
    text = (
        "<annotations><version>1.1</version><meta><task><size>3</size><original_size><width>12</width>"
        "<height>9</height></original_size><labels><label><name>car</name><color>#ff0010</color></label></labels></task>"
        f'</meta><track id="0" label="car"><box frame="0" {corners}/><box frame="2" {corners}/></track>'
        '<track id="1" label="road"><polygon frame="0" outside="0" points="0,0;9,0;9,7.5;0,7" z_order="0"/>'
        f'<box frame="1" {corners}/><box frame="2" {gone}/><points frame="1" points="1,1"/></track>'
        '<track id="2" label="a &amp; b"><mask frame="2" rle="1, 4, 1" left="2" top="2" width="3" height="2"/></track>'
        "</annotations>"
    )
    (source / "annotations.xml").write_text(text)


def write_whole_ade(source: Path, image: bytes) -> None:
    """Two images as the whole of ADE20K has them, described in both ways."""
    pixels = np.zeros((9, 12, 3), np.uint8)
    pixels[1:4], pixels[5:8, 2:9] = (110, 162, 7), (10, 44, 90)
    objects = [{"id": 0, "name_ndx": 2978, "name": "wall, panel"}, {"id": 1, "name_ndx": 300, "name": "dog"}]
    for stem in ("a", "c"):
        Image.fromarray(pixels).save(source / f"{stem}_seg.png")
        (source / f"{stem}.png").write_bytes(image)
    (source / "a.json").write_text(json.dumps({"annotation": {"filename": "a.jpg", "object": objects}}))
    (source / "c_atr.txt").write_text('001 # 0 # 0 # wall, panel # wall # ""\n002 # 0 # 1 # dog # dog # ""\n')


VARIANTS = {"cvat:video": write_video, "ade20k:whole": write_whole_ade}


@pytest.fixture
def work(tmp_path: Path, make_project: Callable[..., Path]) -> Callable[[str], Path]:
    """work(format) -> a folder with an export in source/, its project's images in project/, and files.json."""

    def make(name: str) -> Path:
        folder = make_project(maps=small_maps(), names=("background", "a person", "tree"))
        if name in VARIANTS:
            source = tmp_path / "source"
            source.mkdir()
            VARIANTS[name](source, (folder / "a.png").read_bytes())
            shutil.rmtree(folder / ".segmend")
            listed = [file.relative_to(source).as_posix() for file in sorted(source.rglob("*")) if file.is_file()]
            images = [each for each in listed if (source / each).read_bytes() == (folder / "a.png").read_bytes()]
            (tmp_path / "files.json").write_text(json.dumps([each for each in listed if each not in images]))
            return tmp_path
        assert run_export("segmend", [str(folder), "--format", name, "--out", str(tmp_path / "source")]) == 0
        for file in ("report.json", ".segmend-export.db"):
            (tmp_path / "source" / file).unlink()
        shutil.rmtree(folder / ".segmend")
        source = tmp_path / "source"
        images = {file.read_bytes() for file in folder.rglob("*.png")}
        files = sorted(file for file in source.rglob("*") if file.is_file() and file.read_bytes() not in images)
        (tmp_path / "files.json").write_text(json.dumps([file.relative_to(source).as_posix() for file in files]))
        return tmp_path

    return make


@pytest.mark.timeout(0 if INPUTS > 1000 else 300)
@pytest.mark.parametrize("name", [*FORMATS, *VARIANTS])
def test_damaged_files_end_in_sentences(name: str, work: Callable[[str], Path]) -> None:
    findings = fuzzing.fuzz(name, work(name), INPUTS, first=FIRST)
    print(f"{name}: {dict(findings.counts)}, slowest {findings.slowest:.2f} s, {findings.largest >> 20} MiB more")
    assert not findings.wrong, "\n".join(findings.wrong)
    assert findings.counts.total() == INPUTS
    assert findings.counts["refused"] > INPUTS // 10  # else nothing was damaged
    assert findings.counts["read"] > 0
