"""A real process is killed at random moments: every step that had returned is there again, undo included.

SEGMEND_KILLS=500 chooses how often.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

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


def start(folder: Path, seed: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.e2e.scripted_session", str(folder), str(seed), str(STEPS)]
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


@pytest.mark.timeout(60 + 10 * KILLS)
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX signal")
def test_nothing_that_had_returned_is_lost_when_the_program_is_killed(tmp_path: Path) -> None:
    chance = random.Random(int.from_bytes(os.urandom(4)))
    seeds = [chance.randrange(10**6) for _ in range(max(1, KILLS // 20))]
    expected: dict[int, list[list[str]]] = {}
    for seed in seeds:  # once to the end: what must be there after each step
        process = start(make_folder(tmp_path / f"whole{seed}"), seed)
        told = process.communicate()[0].decode().splitlines()
        assert process.returncode == 0
        assert len(told) == STEPS
        expected[seed] = [[EMPTY] * 2, *(line.split()[1:] for line in told)]
        assert read_back(tmp_path / f"whole{seed}") == expected[seed][-1]
    for number in range(KILLS):
        seed, folder = chance.choice(seeds), make_folder(tmp_path / f"killed{number}")
        process = start(folder, seed)
        assert process.stdout is not None
        returned = 0
        for _ in range(chance.randint(0, STEPS - 1)):
            returned = int(process.stdout.readline().split()[0]) + 1
        time.sleep(chance.random() * 0.02)
        process.send_signal(signal.SIGKILL)
        returned += len(process.communicate()[0].splitlines())
        found = read_back(folder)
        allowed = expected[seed][returned : returned + 2]  # the step that was under way may be there or not
        assert found in allowed, f"seed {seed}, killed after step {returned}: {found}, not one of {allowed}"
        shutil.rmtree(folder)
