"""`bench napari`: a dab in napari's Labels layer and one here, on the same screen in the same run."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from app.bench import napari_labels
from app.bench.paint import close_canvas, draw_image, open_canvas, time_dabs
from app.bench.report import Row
from app.core.errors import SegmendError

SIZE = (3000, 4000)  # rows, columns: 12 megapixels
DIAMETER = 40
_DABS = 120
_PATIENCE_SECONDS = 300


def bench_napari(python: str) -> list[Row]:
    """`python`: the interpreter that has napari. SegmendError where it has none, or no screen for its OpenGL."""
    version, theirs = _measure_napari(python)
    ours = _measure_ours()
    rows = []
    for word, share in (("p50", 50), ("p99", 99)):
        value, own = float(np.percentile(theirs, share)), float(np.percentile(ours, share))
        reference = f"Segmend's canvas, {word}: {own:.2f} ms"
        name = f"napari {version}, Labels: dab of {DIAMETER} px and redraw, 12 MP, {word}"
        rows.append(Row(name, value, "ms", reference, value / own))
    return rows


def _measure_napari(python: str) -> tuple[str, list[float]]:
    numbers = [str(number) for number in (*SIZE, DIAMETER, _DABS)]
    try:
        done = subprocess.run(
            [python, napari_labels.__file__, *numbers],
            capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SegmendError(f"napari cannot be measured with {python}: {error}.") from error
    if done.returncode == napari_labels.NOT_INSTALLED:
        raise SegmendError(
            f"{python} has no napari: install the extra `bench` (pip install '.[bench]'), or name another Python "
            "that has it with --python."
        )
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise SegmendError(
            f"napari ended early ({reason}); it needs a screen with OpenGL, for example "
            "`xvfb-run -a python main.py bench napari`."
        )
    found = json.loads(lines[-1])
    return str(found["version"]), [float(value) for value in found["milliseconds"]]


def _measure_ours() -> list[float]:
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory(prefix="segmend-bench-") as place:
        draw_image(Path(place, "one.tif"), SIZE)
        session, canvas = open_canvas(application, Path(place, "one.tif"))
        try:
            return time_dabs(application, session, canvas, DIAMETER)
        finally:
            close_canvas(application, session, canvas)
