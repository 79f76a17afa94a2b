"""The command `demo`: the main job in the real window, without a screen, on photos that come with scikit-image.

Predicts a cat and a person, teaches the new class "cup" with five strokes, learns, rolls back, and writes what came
of it. The truths the shares are measured against are polygons drawn by hand on the three photos.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop, QTimer, qInstallMessageHandler

from app.core.errors import SegmendError
from app.core.filmstrip import Scene, film_strip
from app.core.images import write_png
from app.core.masks import polygon, stroke_segment
from app.core.settings import Settings

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

Mask = NDArray[np.bool_]
Points = list[tuple[float, float]]  # (col, row), as one reads them off a picture

_PATIENCE_SECONDS = 300.0
_MARKER = ".segmend-demo"

# fmt: off
CAT: Points = [
    (55, 0), (390, 0), (385, 35), (355, 70), (350, 150), (330, 200), (318, 250), (295, 280), (270, 299), (60, 299),
    (45, 230), (40, 150), (38, 80),
]
PERSON: Points = [
    (155, 85), (165, 45), (200, 18), (245, 20), (290, 50), (300, 95), (285, 130), (268, 140), (265, 175), (300, 205),
    (303, 240), (340, 265), (358, 310), (360, 345), (320, 370), (290, 410), (280, 450), (280, 511), (25, 511),
    (25, 440), (30, 330), (45, 280), (90, 230), (115, 205), (118, 170), (150, 152), (185, 150), (175, 120),
]
CUP: Points = [
    (173, 110), (178, 80), (200, 48), (240, 25), (290, 18), (340, 25), (380, 50), (403, 85), (408, 115), (403, 150),
    (395, 185), (378, 215), (345, 240), (325, 270), (290, 284), (262, 280), (240, 300), (212, 307), (197, 288),
    (203, 255), (225, 235), (195, 205), (180, 160),
]
# fmt: on


@dataclass(frozen=True)
class Stroke:
    """A stroke of the brush: class name, diameter in pixels of the image, and the path."""

    class_name: str
    diameter: int
    points: Points


STROKES = [
    Stroke("cup", 22, [(290, 35), (200, 100), (215, 165)]),
    Stroke("background", 26, [(100, 60), (60, 250), (120, 360), (500, 350), (540, 100)]),
    Stroke("cup", 24, [(290, 160), (250, 240), (340, 230)]),
    Stroke("background", 22, [(180, 30), (150, 150), (110, 230), (200, 350), (365, 290), (450, 200), (430, 90)]),
    Stroke("cup", 20, [(385, 100), (330, 70), (230, 250)]),
]


@dataclass
class Report:
    """What is written to report.json, and what did not come out as it must."""

    figures: dict[str, Any] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def expect(self, holds: bool, sentence: str) -> None:
        if not holds:
            self.failures.append(sentence)


def run_demo(out: Path) -> int:
    """Run the demo and write into `out`; 0 if all came out as it must, 1 if not (said on stderr)."""
    from app.ui.application import build

    out = out.absolute()  # as the session names its images
    folder = _prepare(out)
    qInstallMessageHandler(_note_of_qt)
    settings = Settings()
    application, window = build([str(folder)], settings)
    report = Report()
    window.session.said.connect(lambda level, text: report.expect(level != "error", text))
    window.learner.said.connect(lambda level, text: report.expect(level != "error", text))
    window.resize(1440, 900)
    window.show()
    try:
        _run(window, folder, out, report)
        report.figures["failures"] = report.failures
        (out / "report.json").write_text(json.dumps(report.figures, indent=2) + "\n", encoding="utf-8")
    finally:
        window.close()
        application.processEvents()
    for sentence in report.failures:
        print(sentence, file=sys.stderr)
    if not report.failures:
        print(f"Done: {out / 'window.png'}, {out / 'report.json'}.")
    return 1 if report.failures else 0


def _note_of_qt(_kind: object, _context: object, text: str) -> None:
    """What Qt has to say goes to stderr, but for what its offscreen platform says of every window."""
    if not text.startswith("This plugin does not support"):
        print(text, file=sys.stderr)


def _prepare(out: Path) -> Path:
    """A fresh project of three photos below `out`; an earlier demo's is replaced, nobody else's is touched."""
    from skimage import data

    folder = out / "photos"
    try:
        if folder.exists():
            if not (folder / _MARKER).exists():
                raise SegmendError(f"{folder} is there and not from a demo; choose another folder for --out.")
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        (folder / _MARKER).touch()
        for name in ("astronaut", "chelsea", "coffee"):
            write_png(folder / f"{name}.png", getattr(data, name)())
    except OSError as error:
        raise SegmendError(f"{folder} cannot be written: {error.strerror or error}. Choose another folder.") from error
    return folder


def _run(window: MainWindow, folder: Path, out: Path, report: Report) -> None:
    session, learner = window.session, window.learner
    _wait(lambda: learner.is_ready, "the network to be loaded")
    # The folder shows its first image when it has been searched, which must not come after what is opened below.
    _wait(lambda: session.image is not None and not session.is_loading, "the first photo to be shown")
    report.figures["device"], report.figures["model"] = f"{learner.device}, {learner.precision}", learner.model_name
    for stem, class_name, points in (("chelsea", "cat", CAT), ("astronaut", "person", PERSON)):
        _open(window, folder / f"{stem}.png")
        shares = _shares(window, class_name, points)
        report.figures[stem] = {"class": class_name, **shares}
        report.expect(shares["covered"] > 0.5, f"{stem}: only {shares['covered']:.0%} of the {class_name} was found.")
        _write_pictures(window, out, stem)
        session.accept()
        _settle(window)
    _teach_cup(window, folder, out, report)
    _learn_and_roll_back(window, out, report)


def _teach_cup(window: MainWindow, folder: Path, out: Path, report: Report) -> None:
    session = window.session
    _open(window, folder / "coffee.png")
    session.add_class("cup")
    steps: list[dict[str, Any]] = []
    scenes = [Scene("Image"), Scene("First prediction", _prediction(window))]
    for stroke in STROKES:
        began = time.perf_counter()
        _paint(window, stroke, _index(window, stroke.class_name))
        _settle(window)
        seconds = round(time.perf_counter() - began, 2)
        steps.append({"class": stroke.class_name, "seconds": seconds, **_shares(window, "cup", CUP)})
        assert session.labels is not None
        caption = f"Stroke {len(steps)}, {stroke.class_name}"
        scenes.append(Scene(caption, _prediction(window), session.labels.copy()))
    assert session.image is not None
    write_png(out / "filmstrip.png", film_strip(session.image, [*scenes[:5], scenes[-1]], session.classes.palette()))
    report.figures["coffee"] = {"class": "cup", "strokes": steps}
    last = steps[-1]
    report.expect(last["covered"] > 0.6, f"coffee: only {last['covered']:.0%} of the cup was found.")
    report.expect(last["inside"] > 0.6, f"coffee: only {last['inside']:.0%} of what was found is the cup.")
    session.choose_class(_index(window, "cup"))
    _write_pictures(window, out, "coffee")
    _grab(window, out / "window.png")
    session.set_view("heatmap")
    _settle(window)
    _grab(window, out / "window_heatmap.png")
    session.set_view("prediction")


def _learn_and_roll_back(window: MainWindow, out: Path, report: Report) -> None:
    learner = window.learner
    before = _prediction(window).copy()
    began = time.perf_counter()
    learner.learn()
    _settle(window)
    learned = learner.last_report
    if learned is None:
        report.expect(False, "Learn did not finish.")
        return
    after = _prediction(window).copy()
    report.figures["learn"] = {
        "seconds": round(time.perf_counter() - began, 1),
        "before": learned.before,
        "after": learned.after,
        "held_out_pixels": learned.held_out_pixels,
        "is_published": learned.is_published,
        "changed_pixels": int((before != after).sum()),
        **_shares(window, "cup", CUP),
    }
    report.expect(learned.is_published, "Learn did no better on the held-out pixels and was not published.")
    report.expect(bool((before != after).any()), "Learn did not change the prediction.")
    _grab(window, out / "window_learned.png")
    learner.roll_back()
    _settle(window)
    back = bool((_prediction(window) == before).all())
    report.figures["roll_back"] = {"is_identical": back, "version": learner.version}
    report.expect(back, "Rolling back did not bring the same prediction back.")


def _paint(window: MainWindow, stroke: Stroke, index: int) -> None:
    session = window.session
    session.choose_class(index)
    for start, end in zip(stroke.points, stroke.points[1:], strict=False):
        row, col, mask = stroke_segment((start[1], start[0]), (end[1], end[0]), stroke.diameter)
        session.paint(row, col, mask)
    session.end_stroke("Brush stroke")


def _open(window: MainWindow, path: Path) -> None:
    session = window.session
    session.open_image(str(path))
    _wait(lambda: session.image_path == str(path) and not session.is_loading, f"{path.name} to be shown")
    _settle(window)
    if session.prediction is None:
        window.learner.predict()
    _wait(lambda: session.prediction is not None, f"{path.name} to be predicted")
    _settle(window)


def _settle(window: MainWindow) -> None:
    _wait(lambda: window.learner.is_idle() and not window.session.is_loading, "the network to finish")


def _wait(holds: Callable[[], bool], what: str) -> None:
    """Run the event loop until `holds`. Raises SegmendError after five minutes."""
    end = time.monotonic() + _PATIENCE_SECONDS
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(loop.quit)
    timer.start(15)
    loop.exec()  # at least once: what was just asked for may not have been submitted yet
    while not holds():
        if time.monotonic() > end:
            raise SegmendError(f"The demo waited {_PATIENCE_SECONDS:.0f} s for {what}.")
        loop.exec()
    timer.stop()


def _prediction(window: MainWindow) -> NDArray[np.uint8]:
    prediction = window.session.prediction
    if prediction is None:
        raise SegmendError("The image has no prediction.")
    return prediction


def _shares(window: MainWindow, class_name: str, points: Points) -> dict[str, float]:
    """covered: share of the hand-drawn region predicted as the class; inside: share of the class inside the region."""
    prediction = _prediction(window)
    truth = np.zeros(prediction.shape, bool)
    row, col, mask = polygon([(y, x) for x, y in points])
    top, left = max(row, 0), max(col, 0)
    part = mask[top - row : prediction.shape[0] - row, left - col : prediction.shape[1] - col]
    truth[top : top + part.shape[0], left : left + part.shape[1]] = part
    found = np.equal(prediction, _index(window, class_name))
    both = int((found & truth).sum())
    return {"covered": round(both / int(truth.sum()), 4), "inside": round(both / max(1, int(found.sum())), 4)}


def _index(window: MainWindow, class_name: str) -> int:
    found = window.session.classes.by_name(class_name)
    if found is None:
        raise SegmendError(f"The project has no class {class_name}.")
    return found.index


def _write_pictures(window: MainWindow, out: Path, stem: str) -> None:
    """The mask of the prediction in the classes' colours, and the heatmap of every class."""
    session = window.session
    write_png(out / f"{stem}_mask.png", session.classes.palette()[_prediction(window)])
    before = session.chosen_class
    session.set_view("heatmap")
    for each in list(session.classes):
        session.choose_class(each.index)
        _settle(window)
        if session.heatmap is not None:
            write_png(out / f"{stem}_heatmap_{each.name}.png", session.heatmap)
    session.choose_class(before)
    session.set_view("prediction")
    _settle(window)


def _grab(window: MainWindow, path: Path) -> None:
    """A picture of the real window as it is."""
    window.canvas.zoom_fit()
    _wait(lambda: True, "the window to be drawn")
    if not window.grab().save(str(path)):
        raise SegmendError(f"{path} cannot be written.")
