"""The job of a Learn: everything labelled in a project, through models.training.transaction, kept as it goes on."""

from __future__ import annotations

import errno
import logging
import threading
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from app.core.errors import SegmendError
from app.core.images import read_image
from app.core.label_map import UNLABELED
from app.core.project import Project
from app.learner.network import SHARES, Plane, looked_up

if TYPE_CHECKING:
    from models.checkpoint import Checkpoint
    from models.training.held_out import LabeledImage
    from models.training.kept_learn import Begun, Keeper, KeptLearn
    from models.training.measuring import TaughtFrom
    from models.training.transaction import Outcome

_log = logging.getLogger(__name__)

_GATE_SECONDS = 0.2  # how soon a Learn that is halted notices that it is cancelled
_COUNTS = (SHARES * 100).astype(np.uint8)  # what models.learning calls how much a pixel counts
_REFUSALS = (errno.EACCES, errno.EPERM, errno.EROFS)  # nothing is wrong with a disk that says this


@dataclass(frozen=True)
class Order:
    """What is to be learned. table: (256,) from the project's class indices to the network's; gate: closed to halt.

    ending: set when the job is cancelled, so that the step under way is left between two layers.
    files: the file of each version, by name. taught_from: the version that live learning began from, None where it is
    off; rehearsed: of how many images it repeats what was decided when another version is there.
    kept: an interrupted Learn to go on with, which brings its own checkpoint, table and taught_from.
    """

    checkpoint: Checkpoint
    table: Plane
    project: Project
    paths: list[str]
    device: str
    gate: threading.Event
    ending: threading.Event
    files: dict[str, str]
    taught_from: str | None
    rehearsed: int
    keeper: Keeper
    kept: KeptLearn | None


@dataclass(frozen=True)
class Trouble:
    """Reported between the steps of a Learn, which goes on; UnusableKeptError: anew. Else nothing new is kept of it."""

    problem: Exception


def learn_project(order: Order) -> Generator[Any, None, Outcome]:
    """Yields models.training.held_out.Progress, and Trouble where what is kept of it fails."""
    from models.training.kept_learn import UnusableKeptError

    if order.kept is not None:
        try:
            return (yield from _learn(order, order.kept.load(), order.kept))
        except UnusableKeptError as error:
            yield Trouble(error)
    order.keeper.begin_anew()
    return (yield from _learn(order))


def _learn(order: Order, begun: Begun | None = None, kept: KeptLearn | None = None) -> Generator[Any, None, Outcome]:
    """While the gate is closed it waits between two steps, and may be cancelled there."""
    from models.devices import choose_engine
    from models.training.transaction import learn

    table = order.table if kept is None else np.array(kept.facts["table"], np.uint8)
    images = [_reader(order.project, path, table) for path in order.paths]
    taught_from = order.taught_from if kept is None else kept.facts["taught_from"]
    least = 0.0 if kept is None else kept.fraction  # reading and measuring once more is no step back
    is_told = False
    steps = learn(
        order.checkpoint, images, choose_engine(order.device, "fp32"),
        keeper=order.keeper, begun=begun, taught_from=_taught_from(order, taught_from, table), wanted=_wanted(table),
        should_stop=order.ending.is_set,
    )  # fmt: skip
    try:
        while True:
            try:
                progress = next(steps)
            except StopIteration as end:
                outcome: Outcome = end.value
                return outcome
            progress = replace(progress, fraction=max(least, progress.fraction))
            yield progress
            trouble = _trouble(order.keeper)
            if trouble is not None and not is_told:
                is_told = True
                yield trouble
            while not order.gate.wait(_GATE_SECONDS):
                yield replace(progress, loss=None)  # no second point of the curve
    finally:
        steps.close()  # cancelled: it is kept as far as it is
        _trouble(order.keeper)


def _taught_from(order: Order, version: str | None, table: Plane) -> TaughtFrom | None:
    """Of the network in use where the version cannot be read: that knows what is held out."""
    from models.errors import ModelError
    from models.training.measuring import TaughtFrom
    from models.zoo.plugins import open_model

    if version is None:
        return None
    checkpoint = order.checkpoint
    try:
        if version in order.files:
            checkpoint = open_model(order.files[version])
    except ModelError as error:
        _log.warning("Learn compares with the network in use as it was taught: %s", error)
    return TaughtFrom(checkpoint, _wanted(table), order.rehearsed)


def _wanted(table: Plane) -> list[int]:
    """The network's classes that the project has."""
    return sorted(set(table.tolist()) - {UNLABELED})


def _trouble(keeper: Keeper) -> Trouble | None:
    """Why the last writing failed, which the log is told; None for nothing a person has to know."""
    problem = keeper.take_problem()
    if problem is None:
        return None
    _log.warning("Of the Learn under way nothing new is kept: %s", problem)
    cause = problem if isinstance(problem, OSError) else problem.__cause__
    if isinstance(cause, OSError) and cause.errno in _REFUSALS:
        return None
    return Trouble(problem)


def _reader(project: Project, path: str, table: Plane) -> LabeledImage:
    from models.errors import ModelError
    from models.training.held_out import LabeledImage

    def read() -> tuple[Plane, Plane, Plane]:
        try:
            image = read_image(path, table=project.levels)  # the network learns what is shown
            label_map = project.labels.peek(project.relative(path), (image.shape[0], image.shape[1]))
        except SegmendError as error:  # the rest can be learned from all the same
            raise ModelError(str(error)) from error
        return image, looked_up(label_map.labels, table), looked_up(label_map.provenance, _COUNTS)

    return LabeledImage(project.relative(path), read)
