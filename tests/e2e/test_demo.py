"""`python main.py demo --out DIR`: the main job without a screen, from the command to the pictures."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from models.names import BUNDLED

ROOT = Path(__file__).resolve().parents[2]
PHOTOS = ("chelsea", "astronaut", "coffee")


def call(out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "demo", "--out", str(out)],
        capture_output=True,
        text=True,
        timeout=800,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"},
        check=False,
    )


def picture_of(path: Path) -> NDArray[np.uint8]:
    """(H, W, 3) RGB."""
    with Image.open(path) as file:
        return np.asarray(file.convert("RGB"))


@pytest.mark.timeout(900)  # half a minute on two idle cores, minutes beside other work
@pytest.mark.skipif(not BUNDLED.is_file(), reason=f"needs the bundled checkpoint, {BUNDLED}")
def test_the_demo_predicts_teaches_learns_and_rolls_back(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    ended = call(out)
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert {"device", "model", "chelsea", "astronaut", "coffee", "learn", "roll_back", "failures"} <= set(report)
    assert report["failures"] == []
    assert report["chelsea"]["covered"] > 0.5
    assert report["astronaut"]["covered"] > 0.5
    assert [set(step) for step in report["coffee"]["strokes"]] == [{"class", "seconds", "covered", "inside"}] * 5
    assert report["coffee"]["strokes"][-1]["covered"] > 0.6
    assert report["learn"]["after"]["mean_iu"] >= report["learn"]["before"]["mean_iu"]  # equal: by the loss
    assert report["learn"]["is_published"] is True
    assert report["roll_back"]["is_identical"] is True
    for name in ("window", "window_heatmap", "window_learned"):
        picture = picture_of(out / f"{name}.png")
        assert picture.shape == (900, 1440, 3)
        assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 1000  # a window with a photo in it
    for stem in PHOTOS:
        assert picture_of(out / f"{stem}_mask.png").shape == picture_of(out / "photos" / f"{stem}.png").shape
    strip = picture_of(out / "filmstrip.png")
    assert strip.shape[1] > strip.shape[0] > 400
    assert len(np.unique(strip.reshape(-1, 3), axis=0)) > 1000
    heatmap = picture_of(out / "coffee_heatmap_cup.png")
    assert heatmap.max() > 128
    assert heatmap.min() < 64
    assert (out / "chelsea_heatmap_cat.png").is_file()


def test_the_demo_replaces_nothing_that_is_not_a_demo(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "mine.png").write_bytes(b"precious")
    ended = call(tmp_path)
    assert ended.returncode == 2
    assert "choose another folder" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (tmp_path / "photos" / "mine.png").read_bytes() == b"precious"
