"""A small trained network, and a session with a learner that works with it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from pytestqt.qtbot import QtBot

from app.core.settings import Settings
from app.learner import Learner
from app.session import Session
from models.checkpoint import IMAGENET_RGB, save_checkpoint
from models.fcn import FcnConfig, build_network
from models.learning import train
from models.training import transaction
from models.training.kept_learn import find_kept
from models.training.recipes import Recipe
from models.weights import initialise
from tests.gui.learner.desk import LENGTH, SIZE, Desk, begin, draw, place
from tests.unit.models.miniatures import ENGINE, blocks, checkpoint


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint that knows the blocks of the drawn images; a second trunk stands beside the trained one."""
    torch.manual_seed(0)
    net = build_network(FcnConfig(classes=3, has_companion=True))
    initialise(net, "none")
    recipe = Recipe(iterations=60, batch=2, crop=64, scales=(0.6, 1.0), rate=2e-3, average=0.8)
    examples = [lambda: blocks(*SIZE, seed=0), lambda: blocks(*SIZE, seed=1)]
    learned = net
    for step in train(net, IMAGENET_RGB, examples, recipe, device=ENGINE.device):
        learned = step.network
    path = tmp_path_factory.mktemp("model") / "small.safetensors"
    save_checkpoint(checkpoint(learned.eval(), max_side=64), path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """image0.png and image1.png: grey with a red and a blue block."""
    return draw(tmp_path / "images")


@pytest.fixture
def make_desk(qtbot: QtBot, model: Path) -> Iterator[Callable[..., Desk]]:
    """make_desk(**settings): a session without a project, and a learner that begins to load its network."""
    desks: list[Desk] = []

    def make(**changes: Any) -> Desk:
        own = {"model": str(model), "device": "cpu", "precision": "fp32", "threads": 1}
        settings = Settings(**{**own, "refines_edges": False, **changes})  # compared with the network's own labels
        session = Session()
        desk = Desk(qtbot, session, Learner(session, settings))
        for speaker in (session, desk.learner):
            speaker.said.connect(lambda level, sentence: desk.said.append((level, sentence)))
        desk.learner.measured.connect(desk.points.append)
        desks.append(desk)
        return desk

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(make_desk: Callable[..., Desk], folder: Path) -> Desk:
    """The drawn images open, the first one shown and predicted."""
    desk = make_desk()
    desk.open(folder)
    return desk


@pytest.fixture
def quick_learn(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """quick_learn(**changes of the recipe): a Learn on small crops, a second long."""
    learn = transaction.learn

    def use(**changes: Any) -> None:
        recipe = replace(
            transaction.LEARN_RECIPE, iterations=30, batch=2, crop=64, scales=(1.0, 1.0), rate=3e-3, average=0.8
        )
        recipe = replace(recipe, **changes)
        monkeypatch.setattr(transaction, "learn", partial(learn, recipe=recipe))

    use()
    return use


@pytest.fixture
def interrupted(desk: Desk, folder: Path, quick_learn: Callable[..., None]) -> int:
    """How many steps of a Learn are kept, after the window was closed in the middle of it."""
    quick_learn(iterations=LENGTH, flips=True)
    begin(desk, folder)
    desk.close()
    kept = find_kept(place(folder))
    assert kept is not None
    assert 3 < kept.iteration < LENGTH
    return kept.iteration


@pytest.fixture
def again(interrupted: int, make_desk: Callable[..., Desk], folder: Path) -> Desk:
    """The project, open again."""
    desk = make_desk()
    desk.open(folder)
    return desk
