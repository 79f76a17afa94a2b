"""Random sessions of live learning and Learn: what is published is never worse, what is taken back is back to the bit.

SEGMEND_SESSIONS says how many; a few by default.
"""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from models.errors import ModelError
from models.live.teaching import Teacher
from models.metrics import UNLABELED
from models.predictor import Predictor
from models.training import transaction
from models.training.held_out import LabeledImage
from models.training.measuring import TaughtFrom
from models.training.transaction import Outcome, learn
from tests.unit.models.miniatures import ENGINE, blocks

SESSIONS = int(os.environ.get("SEGMEND_SESSIONS", "3"))


def painted(truth: NDArray[np.uint8], generator: np.random.Generator) -> NDArray[np.uint8]:
    """Three to eight strokes, of which some sessions have many of a wrong class."""
    labels = np.full_like(truth, UNLABELED)
    rows, cols = np.ogrid[: truth.shape[0], : truth.shape[1]]
    wrong = generator.choice([0.0, 0.1, 0.5])
    for _ in range(generator.integers(3, 9)):
        row, col, radius = (int(generator.integers(side)) for side in (*truth.shape, 10))
        label = int(truth[row, col]) if generator.random() >= wrong else int(generator.integers(4))
        labels[(rows - row) ** 2 + (cols - col) ** 2 <= (radius + 3) ** 2] = label
    return labels


def learned(
    checkpoint: Checkpoint, images: list[LabeledImage], rate: float, taught_from: TaughtFrom | None
) -> Outcome | None:
    """None where too little is painted to check on what was learned."""
    recipe = replace(transaction.LEARN_RECIPE, iterations=6, batch=1, crop=64, scales=(1.0, 1.0), rate=rate)
    steps = learn(checkpoint, images, ENGINE, recipe, taught_from=taught_from)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome
        except ModelError as error:
            if "Too few pixels are labelled" not in str(error):
                raise
            return None


def scores_of(teacher: Teacher, images: dict[str, NDArray[np.uint8]]) -> list[torch.Tensor]:
    return [teacher.predict(name).scores if teacher.has_seen(name) else teacher.look(name, image).scores
            for name, image in images.items()]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SESSIONS))
def test_a_published_version_is_no_worse_and_the_one_before_comes_back_to_the_bit(
    trained: tuple[Checkpoint, list[float]], seed: int, tmp_path: Path
) -> None:
    generator = np.random.default_rng(seed)
    classes = (*trained[0].classes, ("tree", (1, 2, 3)))
    teacher = Teacher(Predictor(trained[0], ENGINE))
    teacher.add_classes(4)
    images: dict[str, NDArray[np.uint8]] = {}
    given: list[LabeledImage] = []
    drawn = generator.choice(1000, generator.integers(1, 7), replace=False)  # an image is known by its content
    for number, which in enumerate(drawn):
        image, truth = blocks(seed=int(which))
        name = f"session{seed}-{number}.png"
        labels = painted(truth, generator)
        images[name] = image
        teacher.rehearse(name, image, labels)
        found = (image, labels, np.full_like(labels, 100))
        given.append(LabeledImage(name, lambda found=found: found))  # type: ignore[misc]
    before = scores_of(teacher, images)
    kept = replace(trained[0], classes=classes).with_network(teacher.net, corrections=teacher.corrections())
    save_checkpoint(kept, tmp_path / "before.safetensors")

    taught_from = TaughtFrom(trained[0], range(4), 20) if seed % 2 else None
    outcome = learned(kept, given, float(generator.choice([1e-4, 1e-3, 1e-2])), taught_from)
    if outcome is not None and outcome.is_better:
        assert outcome.after.mean_iu >= outcome.before.mean_iu
    assert all(torch.equal(one, other) for one, other in zip(scores_of(teacher, images), before, strict=True))

    again = Teacher(Predictor(load_checkpoint(tmp_path / "before.safetensors"), ENGINE))
    assert all(torch.equal(one, other) for one, other in zip(scores_of(again, images), before, strict=True))
