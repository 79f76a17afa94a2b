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


@pytest.fixture
def work(tmp_path: Path, make_project: Callable[..., Path]) -> Callable[[str], Path]:
    """work(format) -> a folder with an export in source/, its project's images in project/, and files.json."""

    def make(name: str) -> Path:
        folder = make_project(maps=small_maps(), names=("background", "a person", "tree"))
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
@pytest.mark.parametrize("name", FORMATS)
def test_damaged_files_end_in_sentences(name: str, work: Callable[[str], Path]) -> None:
    findings = fuzzing.fuzz(name, work(name), INPUTS, first=FIRST)
    print(f"{name}: {dict(findings.counts)}, slowest {findings.slowest:.2f} s, {findings.largest >> 20} MiB more")
    assert not findings.wrong, "\n".join(findings.wrong)
    assert findings.counts.total() == INPUTS
    assert findings.counts["refused"] > INPUTS // 10  # else nothing was damaged
    assert findings.counts["read"] > 0
