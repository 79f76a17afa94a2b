"""Images of megapixels, and what tests of large steps do with them."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from app.core.label_map import UNLABELED
from app.core.masks import disk
from app.session import Session

SHAPE = (1500, 1400)  # 36 tiles: more than are done at once
NAMES = ("a.png", "b.png")
Plane = NDArray[np.uint8]


def prediction(seed: int) -> Plane:
    chosen = np.random.default_rng(seed).choice([0, 1, 2, UNLABELED], (24, 22)).astype(np.uint8)
    return np.kron(chosen, np.ones((64, 64), np.uint8))[: SHAPE[0], : SHAPE[1]].copy()


def show_prediction(session: Session, seed: int) -> Plane:
    made = prediction(seed)
    assert session.show_prediction(made, None, generation=session.generation, version=str(seed))
    return made


def planes(session: Session) -> Plane:
    assert session.labels is not None
    assert session.provenance is not None
    return np.stack([session.labels, session.provenance])


def open_image(session: Session, number: int, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.image_opened):
        session.open_image(session.images[number])


def settled(session: Session) -> None:
    session.finish_steps()
    assert not session.is_step_running


def opened(folder: Path, qtbot: QtBot) -> Session:
    made = Session()
    with qtbot.waitSignal(made.image_opened):
        made.open_paths([str(folder)])
    return made


def dab(session: Session, row: int, col: int, value: int, *, is_ended: bool = True) -> None:
    session.paint(row, col, disk(90), value=value)
    if is_ended:
        session.end_stroke("Brush stroke")
