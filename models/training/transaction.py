"""Learn: fine-tuning as a transaction, measured against the old version on pixels neither learned from."""

import copy
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from math import isfinite

from models.checkpoint import Checkpoint
from models.devices import Engine
from models.errors import ModelError
from models.learning import Step, Trainer
from models.metrics import UNLABELED, Measures
from models.networks.corrections import key_of
from models.training.held_out import (
    LabeledImage,
    Progress,
    Split,
    Stage,
    held_out_of,
    read_all,
    with_shown,
)
from models.training.keeping import HeadKeeping
from models.training.kept_learn import Begun, Fault, Keeper, UnusableKeptError
from models.training.leaving import StepLeftError
from models.training.measuring import TaughtFrom, Trial, is_trunk_shared
from models.training.recipes import Recipe

LEARN_RECIPE = Recipe(
    iterations=80,
    batch=4,
    crop=288,
    scales=(0.7, 1.4),
    flips=False,  # a left door is no right door
    rate=2e-4,
    trunk_rate=0.2,
    average=0.95,
    drift_weight=0.3,
)
_KEPT_TRUNK_RATE = 0.25  # of the recipe's, where the network has classes to keep: the trunk forgets them too
_LEAST_GAIN = 0.03  # share of what mean IU lacks of one: chance gives as much to what learned from wrong labels
_LEARNING = Stage("learning", 0.05, 0.62)  # without what is held out
_AGAIN = Stage("learning", 0.66, 0.97)  # with it


@dataclass(frozen=True)
class Outcome:
    """A finished transaction. is_better: the new checkpoint beats the old one on the hold-out."""

    checkpoint: Checkpoint
    before: Measures
    after: Measures
    loss_before: float
    loss_after: float
    is_better: bool
    held_out_pixels: int
    skipped: tuple[str, ...] = ()  # a sentence for each image that could not be read


def learn(
    checkpoint: Checkpoint,
    images: Sequence[LabeledImage],
    engine: Engine,
    recipe: Recipe = LEARN_RECIPE,
    *,
    keeper: Keeper | None = None,
    begun: Begun | None = None,
    taught_from: TaughtFrom | None = None,
    wanted: Collection[int] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Generator[Progress, None, Outcome]:
    """Fine-tune a copy of `checkpoint`, yielding progress; the old checkpoint is left as it is.

    keeper: keeps what is done from time to time. begun: what was kept of an interrupted one, which goes on from its
    own checkpoint by its own recipe; with the same images it ends with the same weights. What it has to beat is
    `checkpoint`, the network in use, which may have been taught meanwhile, and whose names of classes it takes.
    A version that is better learns once more, half as long, from everything, what was held out included: that is what
    comes of it, unless it does worse there. The measures are those of before, when nothing of it was known.
    taught_from: what live learning made the network in use of. Then it is made once more, without what is held out,
    which live learning has seen stroke by stroke: that is fine-tuned, and that has to be beaten, by what live learning
    makes of the new version likewise. Without, while live learning is off, both are measured as they are. One
    that was begun goes on with the same.
    wanted: the classes that are asked for, None for all. Where the memory knows two of them the heads are held to it,
    and the trunk learns more slowly.
    should_stop: asked between the layers of a step; one that is left so has changed nothing, and is made again after
    the next yield. Raises ModelError where there is too little
    to learn from and check on, and UnusableKeptError where `begun` is of another network or another Segmend.
    """
    in_use = checkpoint
    if begun is not None:
        if not _differ_by_teaching(in_use, begun.checkpoint):
            raise UnusableKeptError(Fault.OTHER_NETWORK, begun.source)
        recipe = begun.recipe
    own = in_use.own_classes or len((in_use if taught_from is None else taught_from.checkpoint).classes)
    asked_for = range(own) if wanted is None else [index for index in set(wanted) if index < own]
    is_keeping = in_use.memory is not None and len(asked_for) > 1  # one alone, background perhaps, tells nothing apart
    if is_keeping and begun is None:
        recipe = replace(recipe, trunk_rate=_KEPT_TRUNK_RATE * recipe.trunk_rate)
    skipped: list[str] = []
    engine = Engine(engine.device, "fp32")
    read = yield from read_all(in_use, images, skipped, Stage("reading", 0.0, 0.02))
    everything = yield from with_shown(in_use, read, engine, Stage("measuring before", 0.02, 0.03))
    splits = held_out_of(in_use, everything)
    trial = Trial(in_use.class_names, splits, engine, taught_from)
    start = yield from trial.without_held_out(in_use, Stage("measuring before", 0.03, 0.04))
    before, loss_before = yield from trial.measured(start, Stage("measuring before", 0.04, 0.045))
    if begun is not None:
        start = replace(begun.checkpoint, classes=in_use.classes)
    if not any(split.is_held_whole for split in splits):
        splits = yield from with_shown(start, splits, engine, Stage("measuring before", 0.045, _LEARNING.first))
    trainer = _trainer(start, splits, engine, recipe, begun, is_keeping=is_keeping)
    with nullcontext() if keeper is None else keeper.watching(start, recipe, trainer, partial(_fraction, recipe)):
        yield from _learned(trainer, recipe.iterations, _LEARNING, 0, should_stop, keeper)
        known = _keys(split for split in splits if not split.is_held_whole)
        made = _version(start, trainer, recipe.iterations, in_use.learned_from | known, own)
        after, loss_after = yield from trial.result(made, Stage("measuring after", _LEARNING.last, _AGAIN.first))
        gain, is_better = after.mean_iu - before.mean_iu, isfinite(loss_after)
        if taught_from is None:
            is_better &= gain > _LEAST_GAIN * (1 - before.mean_iu)
        else:  # both were taught alike, right or wrong
            is_better &= gain > 0 or (gain == 0 and loss_after < loss_before)
        if is_better and keeper is not None:
            keeper.write()  # one that is interrupted from here on begins at this
    del trainer
    if is_better:  # what was held out is learned too, and therefore known from here on
        again = replace(recipe, iterations=-(-recipe.iterations // 2))
        trainer = _trainer(made, everything, engine, again, None, is_keeping=is_keeping)
        yield from _learned(trainer, again.iterations, _AGAIN, recipe.iterations, should_stop)
        whole = _version(made, trainer, again.iterations, in_use.learned_from | _keys(splits), own)
        reached, loss = yield from trial.result(whole, Stage("measuring after", _AGAIN.last, 1.0))
        if isfinite(loss) and reached.mean_iu >= after.mean_iu:
            made = whole
    held = sum(int((split.held != UNLABELED).sum()) for split in splits)
    return Outcome(made, before, after, loss_before, loss_after, is_better, held, tuple(skipped))


def _learned(
    trainer: Trainer,
    iterations: int,
    stage: Stage,
    before: int,
    should_stop: Callable[[], bool] | None,
    keeper: Keeper | None = None,
) -> Generator[Progress, None, None]:
    """before: how many iterations there were before the trainer's first."""
    while trainer.iteration < iterations:
        step = _step(trainer, should_stop)
        if step is not None and keeper is not None:
            keeper.note()
        done = stage.at(trainer.iteration / iterations)
        yield replace(done, step=before + trainer.iteration, loss=None if step is None else step.loss)


def _fraction(recipe: Recipe, iteration: int) -> float:
    return _LEARNING.at(iteration / recipe.iterations).fraction


def _keys(splits: Iterable[Split]) -> frozenset[str]:
    return frozenset(key_of(split.image) for split in splits)


def _version(
    start: Checkpoint, trainer: Trainer, iterations: int, learned_from: frozenset[str], own: int
) -> Checkpoint:
    step = start.step + iterations
    return start.with_network(trainer.network.eval(), step=step, learned_from=learned_from, own_classes=own)


def _step(trainer: Trainer, should_stop: Callable[[], bool] | None) -> Step | None:
    """The next step; None where it was left."""
    try:
        return trainer.step(should_stop)
    except StepLeftError:
        return None


def _differ_by_teaching(one: Checkpoint, other: Checkpoint) -> bool:
    """Whether two checkpoints are of one network, taught live or not: of the same form, alike but for their heads."""
    return one.config == other.config and one.state.keys() == other.state.keys() and is_trunk_shared(one, other)


def _trainer(
    checkpoint: Checkpoint,
    splits: list[Split],
    engine: Engine,
    recipe: Recipe,
    begun: Begun | None,
    *,
    is_keeping: bool,
) -> Trainer:
    """Of a copy of the checkpoint's network, held to what that says itself; as far as the one that was begun."""
    net = copy.deepcopy(checkpoint.network())
    anchor = checkpoint.network().to(engine.device).requires_grad_(False)
    examples = [split.example for split in splits if split.teaches]
    keeping = HeadKeeping(checkpoint, engine.device) if is_keeping else None
    trainer = Trainer(
        net, checkpoint.normalisation, examples, recipe, device=engine.device, anchor=anchor, keeping=keeping
    )
    if begun is not None:
        try:
            trainer.restore(begun.trained)
        except ModelError as error:
            raise UnusableKeptError(Fault.OTHER_VERSION, begun.source) from error
    return trainer
