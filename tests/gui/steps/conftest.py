"""A session with two images of megapixels, whose strokes are small steps."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.core.sweeps import AT_ONCE, Moving, Sweep
from app.session import Session, painting
from tests.gui.steps.acts import NAMES, SHAPE, opened, show_prediction


@pytest.fixture(autouse=True)
def steps_of_this_size_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strokes and undo too: images for which they are by themselves would make these tests slow."""
    monkeypatch.setattr(Moving, "at_once", AT_ONCE)
    monkeypatch.setattr(painting, "STROKE_AT_ONCE", AT_ONCE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "images"
    made.mkdir()
    for name in NAMES:
        Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(made / name, compress_level=1)
    return made


@pytest.fixture
def session(folder: Path, qtbot: QtBot) -> Iterator[Session]:
    made = opened(folder, qtbot)
    for name in ("a", "b", "c"):
        made.add_class(name)
    show_prediction(made, 0)
    yield made
    made.close()


@pytest.fixture
def is_held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bool], None]]:
    """Lets the background stand still at its first tile, so that what is asked is asked while it is under way."""
    state = {"held": True}
    run = Sweep.run

    def held(sweep: Sweep) -> Iterator[object]:
        while state["held"] and sweep.size:
            time.sleep(0.002)
        yield from run(sweep)

    monkeypatch.setattr(Sweep, "run", held)
    yield lambda held: state.update(held=held)
    state["held"] = False
