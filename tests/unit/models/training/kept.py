"""A small Learn that is kept after each of its steps, and how another program goes on with it."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from models.metrics import UNLABELED
from models.training.held_out import LabeledImage, Progress
from models.training.kept_learn import Keeper, KeptLearn, find_kept
from models.training.recipes import Recipe
from models.training.transaction import Outcome, learn
from tests.unit.models.miniatures import ENGINE, blocks, checkpoint

RECIPE = Recipe(iterations=6, batch=2, crop=48, rate=1e-3, average=0.5, drift_weight=0.3)
FACTS = {"classes": {"0": "background", "10": "cat"}, "table": [0, 255], "version": "small"}
Steps = Generator[Progress, None, Outcome]


def images(*, is_changed: bool = False) -> list[LabeledImage]:
    found = []
    for number in range(2):
        image, labels = blocks(64, 96, seed=number)
        if is_changed:
            labels[::3] = UNLABELED
        parts = image, labels, np.full_like(labels, 100)
        found.append(LabeledImage(f"image{number}.png", lambda parts=parts: parts))  # type: ignore[misc]
    return found


def begin(folder: Path, **changes: Any) -> Steps:
    """A Learn that is kept after each of its steps."""
    return learn(checkpoint(), images(), ENGINE, RECIPE, keeper=every_step(folder), **changes)


def every_step(folder: Path, kept: KeptLearn | None = None) -> Keeper:
    return Keeper(folder, FACTS, kept, rest=0.0, share=1.0)


def go_on(folder: Path, given: list[LabeledImage] | None = None) -> Steps:
    """As another program does it: of a checkpoint and a recipe that are not those it began with."""
    kept = find_kept(folder)
    assert kept is not None
    other, recipe = checkpoint(step=77), replace(RECIPE, iterations=9, rate=0.5)
    return learn(other, given or images(), ENGINE, recipe, keeper=every_step(folder, kept), begun=kept.load())


def finish(steps: Steps) -> tuple[list[int], Outcome]:
    """The numbers of the steps it trained, and what it came to."""
    numbers = []
    while True:
        try:
            progress = next(steps)
        except StopIteration as end:
            return numbers, end.value
        if progress.stage == "learning":
            numbers.append(progress.step)


def run_to(steps: Steps, number: int) -> None:
    while next(steps).step != number:
        pass


def assert_same(one: Outcome, other: Outcome) -> None:
    assert (one.before, one.after, one.loss_before, one.loss_after) == (
        other.before, other.after, other.loss_before, other.loss_after,
    )  # fmt: skip
    assert one.checkpoint.step == other.checkpoint.step
    assert one.checkpoint.state.keys() == other.checkpoint.state.keys()
    for name, value in one.checkpoint.state.items():
        assert torch.equal(value, other.checkpoint.state[name]), name
