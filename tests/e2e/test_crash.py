"""A real process is killed at random moments: every step that had returned is there again, undo included.

SEGMEND_KILLS=500 chooses how often; one run in four has a network that is taught and learns. The last lines printed
(pytest -s) say what was killed and found.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.formats.catalog import find_format
from app.core.formats.exporting import ExportReport, Plan, Progress, export
from app.core.label_map import UNLABELED
from app.core.project import Project
from tests.e2e.scripted_session import EMPTY, NAMES, SHAPE, digest

KILLS = int(os.environ.get("SEGMEND_KILLS", "8"))
STEPS = 60
ROOT = Path(__file__).parents[2]


def make_folder(folder: Path) -> Path:
    folder.mkdir()
    for name in NAMES:
        Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(folder / name)
    return folder


def start(folder: Path, seed: int, *model: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.e2e.scripted_session", str(folder), str(seed), str(STEPS), *model]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def read_back(folder: Path) -> list[str]:
    """The digests of both images as a new program finds them; checks that undo leads to the empty label map."""
    project = Project.open(folder)
    found = []
    for name in NAMES:
        path = str(folder / name)
        document, said = project.document(path, project.read_labels(path, SHAPE))
        assert said is None, said  # Project.open has put back what there was
        found.append(digest(document))
        while document.undo():
            pass
        assert (document.label_map.labels == UNLABELED).all()
    project.close()
    database = sqlite3.connect(folder / ".segmend" / "project.db") if (folder / ".segmend").exists() else None
    if database is not None:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        database.close()
    return found


def check_versions(folder: Path, told: list[str]) -> int:
    """Every version that was told is listed, and every one listed has a file that can be loaded; how many there are."""
    from models.checkpoint import load_checkpoint

    project = Project.open(folder)
    listed = [each.file for each in project.checkpoints()]
    assert listed[: len(told)] == told
    assert len(listed) <= len(told) + 2  # a Learn keeps what was taught before, then its own
    for file in listed:
        load_checkpoint(project.models_folder / file)
    project.close()
    return len(listed)


def out_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-export")


def _with_report(steps: Generator[Progress, None, ExportReport]) -> Generator[Progress | ExportReport, None, None]:
    yield (yield from steps)


def check_export(folder: Path) -> None:
    """An export that was cut off is completed by the next one, and what it wrote is what is stored."""
    project = Project.open(folder)
    if project.labeled_images():
        for progress in _with_report(export(Plan.of(project), find_format("voc"), out_of(folder))):
            report = progress
        assert isinstance(report, ExportReport)
        assert report.is_exact
    project.close()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    from tests.unit.models.miniatures import network, stored

    return str(stored(tmp_path_factory.mktemp("model") / "small.safetensors", network(), max_side=64))


@pytest.mark.timeout(120 + 30 * KILLS)
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX signal")
def test_nothing_that_had_returned_is_lost_when_the_program_is_killed(tmp_path: Path, model: str) -> None:
    chance = random.Random(int.from_bytes(os.urandom(4)))
    seeds = [chance.randrange(10**6) for _ in range(max(1, KILLS // 20))]
    expected: dict[int, list[list[str]]] = {}
    for seed in seeds:  # once to the end: what must be there after each step
        process = start(make_folder(tmp_path / f"whole{seed}"), seed)
        told = process.communicate()[0].decode().splitlines()
        assert process.returncode == 0
        assert len(told) == STEPS
        expected[seed] = [[EMPTY] * 2, *(line.split()[1:3] for line in told)]
        assert read_back(tmp_path / f"whole{seed}") == expected[seed][-1]
        shutil.rmtree(tmp_path / f"whole{seed}")
    counts = dict.fromkeys(("killed", "with a network", "steps that had returned", "versions", "while it ran"), 0)
    for number in range(KILLS):
        seed, folder, has_network = chance.choice(seeds), make_folder(tmp_path / f"killed{number}"), number % 4 == 0
        process = start(folder, seed, *([model] if has_network else []))
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(chance.randint(0, STEPS - 1))]
        time.sleep(chance.random() * (1.0 if has_network and chance.random() < 0.5 else 0.02))
        counts["while it ran"] += process.poll() is None
        process.send_signal(signal.SIGKILL)
        lines += process.communicate()[0].splitlines()
        found = read_back(folder)
        allowed = expected[seed][len(lines) : len(lines) + 2]  # the step that was under way may be there or not
        assert found in allowed, f"seed {seed}, killed after step {len(lines)}: {found}, not one of {allowed}"
        versions = lines[-1].decode().split()[3] if lines else "-"
        counts["versions"] += check_versions(folder, [] if versions == "-" else versions.split(","))
        check_export(folder)
        counts["killed"] += 1
        counts["with a network"] += has_network
        counts["steps that had returned"] += len(lines)
        shutil.rmtree(folder)
        for beside in (out_of(folder), folder.with_name(f"{folder.name}-source")):
            shutil.rmtree(beside, ignore_errors=True)
        print(" · ".join(f"{name} {count}" for name, count in counts.items()), flush=True)
