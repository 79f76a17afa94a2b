"""A session and its learner at work on drawn images, and what tests of them share."""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from pytestqt.qtbot import QtBot

from app.core.label_map import rectangle
from app.learner import Learner
from app.session import Session
from models.checkpoint import load_checkpoint
from models.devices import Engine
from models.predictor import Predictor
from tests.unit.models.miniatures import blocks

PATIENCE = 90_000  # milliseconds; the machine may be busy
SIZE = (64, 96)  # of the drawn images, rows and columns; the network works at two thirds of it
GREY, RED, BLUE = 0, 1, 2  # the network's classes: background, cat, person
CORNER = (slice(2, 14), slice(60, 90))  # grey, and far from the blocks
LENGTH = 60  # steps of a Learn that is interrupted
IN_ALL = 90  # and those in which a better one learns once more
Plane = NDArray[np.uint8]


@dataclass
class Desk:
    """A session and its learner, and what they said."""

    qtbot: QtBot
    session: Session
    learner: Learner
    said: list[tuple[str, str]] = field(default_factory=list)
    points: list[dict[str, Any]] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until nothing runs and nothing waits."""
        self.qtbot.waitUntil(lambda: not self.session.is_loading and self.learner.is_idle(), timeout=PATIENCE)

    def open(self, folder: Path) -> None:
        self.session.open_paths([str(folder)])
        self.settle()

    def show(self, path: Path) -> None:
        self.session.open_image(str(path))
        self.settle()
        assert self.session.image_path == str(path)

    def paint(self, value: int, rows: slice = CORNER[0], cols: slice = CORNER[1]) -> None:
        """One stroke: a rectangle of the class, or UNLABELED to erase."""
        self.session.paint(*rectangle(rows.start, cols.start, rows.stop, cols.stop), value=value)
        self.session.end_stroke("Rectangle")

    def paint_all(self, labels: Plane) -> None:
        for value in np.unique(labels):
            self.session.paint(0, 0, labels == value, value=int(value))
        self.session.end_stroke("All")

    def prediction(self) -> Plane:
        assert self.session.prediction is not None
        return self.session.prediction

    def answer(self) -> tuple[bytes, bytes]:
        """The prediction and its confidence, to the bit."""
        assert self.session.confidence is not None
        return self.prediction().tobytes(), self.session.confidence.tobytes()

    def labels(self) -> Plane:
        assert self.session.labels is not None
        return self.session.labels

    def share(self, value: int) -> float:
        """How much of the corner is predicted as a class."""
        return float((self.prediction()[CORNER] == value).mean())

    def text(self, level: str) -> str:
        return "\n".join(sentence for each, sentence in self.said if each == level)

    def close(self) -> None:
        """As the window closes."""
        self.session.finish_saving()
        self.learner.close()
        self.session.close()


def draw(folder: Path, count: int = 2) -> Path:
    folder.mkdir()
    for number in range(count):
        Image.fromarray(blocks(*SIZE, seed=number)[0]).save(folder / f"image{number}.png")
    return folder


class Gate:
    """Holds one method on the network's thread until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> None:
        self.is_reached, self.is_open = threading.Event(), threading.Event()
        method = getattr(owner, name)

        def held(*arguments: Any, **named: Any) -> Any:
            self.is_reached.set()
            assert self.is_open.wait(PATIENCE / 1000)
            return method(*arguments, **named)

        monkeypatch.setattr(owner, name, held)


def predict_directly(path: Path, image: Plane) -> Plane:
    return Predictor(load_checkpoint(path), Engine(torch.device("cpu"), "fp32")).predict(image).labels


def swapped(number: int) -> Plane:
    """The truth of a drawn image with the red and the blue block's classes exchanged."""
    return np.array([GREY, BLUE, RED], np.uint8)[blocks(*SIZE, seed=number)[1]]


def label_all(desk: Desk, folder: Path) -> None:
    """Say of both images that red is person and blue is cat, without teaching it live."""
    desk.learner.set_live(False)
    for number in (0, 1):
        desk.show(folder / f"image{number}.png")
        desk.paint_all(swapped(number))


def place(folder: Path) -> Path:
    """Where a project keeps a Learn under way."""
    return folder / ".segmend" / "learn"


def steps_of(desk: Desk) -> list[int]:
    """The numbers of the steps of Learn that were seen."""
    return [point["step"] for point in desk.points if point["run"] == "learn"]


def begin(desk: Desk, folder: Path) -> None:
    """Label both images and let it learn some steps."""
    label_all(desk, folder)
    desk.learner.learn()
    wait_for_steps(desk)


def wait_for_steps(desk: Desk) -> None:
    desk.qtbot.waitUntil(lambda: len(steps_of(desk)) > 3, timeout=PATIENCE)
