"""The packaged program on a machine without Python, without a network and with an empty home: `make package-test`."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.e2e.test_demo import call as run_checkout_demo
from tests.e2e.test_demo import picture_of

PROGRAM = os.environ.get("SEGMEND_PACKAGE", "")
pytestmark = [
    pytest.mark.skipif(not PROGRAM, reason="`make package-test` runs it on the packaged program"),
    pytest.mark.timeout(1200),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def demo(home: Path) -> Path:
    """The folder of the packaged program's demo."""
    out = home / "demo"
    ended = run(home, "demo", "--out", str(out))
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    return out


@pytest.fixture
def photo(home: Path) -> Iterator[Path]:
    from skimage import data

    path = home / "cat photo.png"
    Image.fromarray(data.chelsea()).save(path)
    yield path
    path.unlink()


def run(home: Path, *arguments: str, seconds: int = 900) -> subprocess.CompletedProcess[str]:
    """Run the program with nothing of this machine but its system; without a network where that can be had."""
    without_network = ["unshare", "--net", "--"] if can_leave_the_network() else []
    return subprocess.run(
        [*without_network, str(Path(PROGRAM).resolve()), *arguments],
        capture_output=True,
        text=True,
        timeout=seconds,
        cwd=home,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        check=False,
    )


def can_leave_the_network() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "--net", "--", "true"], capture_output=True, check=False).returncode == 0


def test_it_says_which_version_it_is_and_lists_its_commands(home: Path) -> None:
    from app import __version__

    assert run(home, "--version").stdout == f"Segmend {__version__}\n"
    told = run(home, "--help")
    assert told.returncode == 0
    assert "demo" in told.stdout


def test_the_demo_learns_from_strokes_and_rolls_back(demo: Path) -> None:
    report = json.loads((demo / "report.json").read_text(encoding="utf-8"))
    assert report["failures"] == []
    assert report["coffee"]["strokes"][-1]["covered"] > 0.6
    assert report["learn"]["is_published"] is True
    assert report["roll_back"]["is_identical"] is True


def test_its_window_shows_what_the_checkouts_window_shows(demo: Path, tmp_path: Path) -> None:
    """The same photos, masks and panels; figures of time differ, and the last bits of learning may."""
    ended = run_checkout_demo(tmp_path / "demo")
    assert ended.returncode == 0, ended.stderr
    for name in ("chelsea_mask", "astronaut_mask", "coffee_mask"):
        ours, theirs = picture_of(demo / f"{name}.png"), picture_of(tmp_path / "demo" / f"{name}.png")
        assert (ours != theirs).any(axis=2).mean() < 0.02, name
    ours, theirs = picture_of(demo / "window.png"), picture_of(tmp_path / "demo" / "window.png")
    assert ours.shape == theirs.shape
    assert coarse(ours, theirs).mean() < 0.03


def coarse(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether squares of 12 pixels differ in their mean by more than a shade: letters and edges may move a little."""
    height, width = (side // 12 for side in first.shape[:2])
    means = [
        picture[: height * 12, : width * 12].reshape(height, 12, width, 12, 3).mean(axis=(1, 3), dtype=np.float64)
        for picture in (first, second)
    ]
    return np.asarray(np.abs(means[0] - means[1]).max(axis=2) > 16)


def test_it_predicts_what_the_checkout_predicts(home: Path, photo: Path) -> None:
    from models.__main__ import app as networks

    for out in ("packaged", "checkout"):
        arguments = ["predict", str(photo), "--out", str(home / out), "--device", "cpu", "--precision", "fp32"]
        if out == "packaged":
            ended = run(home, *arguments)
            assert ended.returncode == 0, ended.stderr
        else:
            with pytest.raises(SystemExit) as end:
                networks(arguments)
            assert end.value.code in (0, None)
    ours, theirs = (np.asarray(Image.open(home / out / "cat photo.png")) for out in ("packaged", "checkout"))
    assert (ours == theirs).mean() > 0.999
    assert len(np.unique(ours)) > 1


def test_it_shows_a_video_with_its_predictions(home: Path) -> None:
    ended = run(home, "bench", "camera", "--seconds", "3", "--json", str(home / "camera.json"))
    assert ended.returncode == 0, ended.stderr
    rows = json.loads((home / "camera.json").read_text(encoding="utf-8"))["rows"]
    shown = [row for row in rows if row["name"].endswith("frames shown with their prediction")]
    assert len(shown) == 2
    assert all(row["value"] > 0 for row in shown)


def test_its_doctor_finds_everything(home: Path) -> None:
    ended = run(home, "doctor", "--json")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert json.loads(ended.stdout)


def test_a_mistake_is_answered_with_a_sentence(home: Path) -> None:
    ended = run(home, "predict", "/nowhere.png", "--out", str(home / "none"))
    assert ended.returncode in (1, 2)
    assert "nowhere.png" in ended.stderr
    assert "Traceback" not in ended.stderr
