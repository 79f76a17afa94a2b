"""What two versions of a network are compared by: the pixels that a Learn holds out, which neither was taught."""

from collections.abc import Collection, Generator
from dataclasses import dataclass, replace
from math import inf

import numpy as np
import torch
from numpy.typing import NDArray

from models.checkpoint import Checkpoint
from models.devices import Engine
from models.errors import ModelError
from models.live.teaching import Teacher
from models.metrics import UNLABELED, Measures, confusion_matrix, measure
from models.networks.corrections import MOST
from models.predictor import Predictor
from models.training.held_out import Progress, Split, Stage

_SHARES: NDArray[np.float32] = (np.arange(256) / 100).astype(np.float32)  # of counts

Measured = tuple[Measures, float]  # and the mean cross-entropy


@dataclass(frozen=True)
class TaughtFrom:
    """What live learning made the network in use of.

    wanted: the classes it holds to, as Teacher.wanted; images: of how many, the last ones, it repeats what was decided
    when another version is there.
    """

    checkpoint: Checkpoint
    wanted: Collection[int]
    images: int

    def can_be_of(self, in_use: Checkpoint) -> bool:
        """Whether live learning can have made `in_use` of it: the same trunk, and the first of its classes."""
        ours = self.checkpoint
        has_form = replace(ours.config, classes=in_use.config.classes) == in_use.config
        has_classes = ours.class_names == in_use.class_names[: len(ours.classes)]
        return has_form and has_classes and ours.normalisation == in_use.normalisation and is_trunk_shared(ours, in_use)


class Trial:
    """What the versions that a Learn compares are made of and measured by: both alike.

    taught_from: None while live learning is off; then versions are measured as they are.
    """

    def __init__(
        self, class_names: list[str], splits: list[Split], engine: Engine, taught_from: TaughtFrom | None
    ) -> None:
        self._class_names, self._splits, self._engine, self._taught_from = class_names, splits, engine, taught_from

    def without_held_out(self, in_use: Checkpoint, stage: Stage) -> Generator[Progress, None, Checkpoint]:
        """The network in use as if what is held out had not been decided. Raises ModelError.

        Where it is not of what it is said to be taught from, it is only taught the rest once more, and knows what is
        held out.
        """
        if self._taught_from is None:
            return in_use
        start = self._taught_from.checkpoint if self._taught_from.can_be_of(in_use) else in_use
        again = yield from self._taught(start, self._taught_from, MOST, stage)
        return in_use.with_network(again.network(), corrections=again.corrections)

    def taught(self, version: Checkpoint, stage: Stage) -> Generator[Progress, None, Checkpoint | None]:
        """What live learning makes of a version when it is published; None where it can make nothing of it."""
        if self._taught_from is None:
            return version
        try:
            return (yield from self._taught(version, self._taught_from, self._taught_from.images, stage))
        except ModelError:
            return None

    def result(self, version: Checkpoint, stage: Stage) -> Generator[Progress, None, Measured]:
        """The measures of what live learning makes of a version; the loss is infinite where that is nothing."""
        middle = (stage.first + stage.last) / 2
        shown = yield from self.taught(version, replace(stage, last=middle))
        measures, loss = yield from self.measured(shown or version, replace(stage, first=middle))
        return measures, inf if shown is None else loss

    def _taught(
        self, version: Checkpoint, taught_from: TaughtFrom, images: int, stage: Stage
    ) -> Generator[Progress, None, Checkpoint]:
        """Of the last `images` that have strokes, one after another; what was left as it was shown is right."""
        teacher = Teacher(Predictor(version, self._engine))
        teacher.wanted = taught_from.wanted
        teacher.add_classes(len(self._class_names))
        learned = [split for split in self._splits if split.teaches]
        learned = learned[max(0, len(learned) - images) :]
        for number, split in enumerate(learned):
            yield stage.at(number / len(learned))
            teacher.rehearse(str(number), split.image, split.learned, split.counts, _SHARES, shown=split.left)
        return version.with_network(teacher.net, corrections=teacher.corrections())

    def measured(self, version: Checkpoint, stage: Stage) -> Generator[Progress, None, Measured]:
        """What a version's heads say of the held-out pixels, without what is corrected of single images: measures, and
        the mean cross-entropy."""
        predictor, classes = Predictor(version, self._engine), len(self._class_names)
        total: NDArray[np.int64] = np.zeros((classes, classes + 1), np.int64)
        loss, pixels = 0.0, 0
        for number, split in enumerate(self._splits):
            yield stage.at(number / len(self._splits))
            rows, cols = np.nonzero(split.held != UNLABELED)
            if not len(rows):
                continue
            prediction = predictor.predict(split.image)
            truth = torch.from_numpy(split.held[rows, cols].astype(np.int64))
            at = prediction.scores.float().cpu()[:, rows, cols]  # (C, P)
            loss += float(torch.nn.functional.cross_entropy(at.T, truth, reduction="sum"))
            pixels += len(rows)
            total += confusion_matrix(split.held, prediction.labels, classes)
        return measure(total, self._class_names, is_of_truth=True), loss / max(pixels, 1)


def is_trunk_shared(one: Checkpoint, other: Checkpoint) -> bool:
    """Whether two checkpoints are alike but for their heads."""
    below = [name for name in one.state if not name.startswith("heads.")]
    if any(name not in other.state for name in below):
        return False
    return all(torch.equal(one.state[name].float(), other.state[name].float()) for name in below)
