"""Learn: fine-tuning as a transaction, measured against the old version on pixels neither learned from."""

import copy
from collections.abc import Callable, Generator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from math import isfinite

from models.checkpoint import Checkpoint
from models.devices import Engine
from models.errors import ModelError
from models.learning import Step, Trainer
from models.metrics import UNLABELED, Measures
from models.samples import Example
from models.training.held_out import LabeledImage, Progress, Split, Stage, split_all, with_shown_learned
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
_LEAST_GAIN = 0.03  # share of what mean IU lacks of one: chance gives as much to what learned from wrong labels
_FIRST, _LAST = 0.05, 0.95  # what share of the whole is done when the first and the last step is


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
    should_stop: Callable[[], bool] | None = None,
) -> Generator[Progress, None, Outcome]:
    """Fine-tune a copy of `checkpoint`, yielding progress; the old checkpoint is left as it is.

    keeper: keeps what is done from time to time. begun: what was kept of an interrupted one, which goes on from its
    own checkpoint by its own recipe; with the same images it ends with the same weights. What it has to beat is
    `checkpoint`, the network in use, which may have been taught meanwhile, and whose names of classes it takes.
    taught_from: what live learning made the network in use of. Then it is made once more, without what is held out,
    which live learning has seen stroke by stroke: that is fine-tuned, and that has to be beaten, by what live learning
    makes of the new version likewise. Without, while live learning is off, both are measured as they are. One
    that was begun goes on with the same.
    should_stop: asked between the layers of a step; one that is left so has changed nothing, and is made again after
    the next yield. Raises ModelError where there is too little
    to learn from and check on, and UnusableKeptError where `begun` is of another network or another Segmend.
    """
    in_use = checkpoint
    if begun is not None:
        if not _differ_by_teaching(in_use, begun.checkpoint):
            raise UnusableKeptError(Fault.OTHER_NETWORK, begun.source)
        recipe = begun.recipe
    skipped: list[str] = []
    engine = Engine(engine.device, "fp32")
    reading, has_strokes = Stage("reading", 0.0, 0.02), taught_from is not None
    splits = yield from split_all(in_use, images, skipped, reading, has_strokes=has_strokes)
    trial = Trial(in_use.class_names, splits, engine, taught_from)
    start = yield from trial.without_held_out(in_use, Stage("measuring before", 0.02, 0.03))
    before, loss_before = yield from trial.measured(start, Stage("measuring before", 0.03, 0.04))
    if begun is not None:
        start = replace(begun.checkpoint, classes=in_use.classes)
    filled = yield from with_shown_learned(start, splits, engine, Stage("measuring before", 0.04, _FIRST))
    trainer = _trainer(start, filled, engine, recipe, begun)
    with nullcontext() if keeper is None else keeper.watching(start, recipe, trainer, partial(_fraction, recipe)):
        yield from _learned(trainer, recipe, keeper, should_stop)
        made = start.with_network(trainer.network.eval(), step=start.step + recipe.iterations)
        shown = yield from trial.taught(made, Stage("measuring after", _LAST, 0.98))
        after, loss_after = yield from trial.measured(shown or made, Stage("measuring after", 0.98, 1.0))
    gain, is_sound = after.mean_iu - before.mean_iu, shown is not None and isfinite(loss_after)
    if taught_from is None:
        is_better = is_sound and gain > _LEAST_GAIN * (1 - before.mean_iu)
    else:  # both were taught alike, right or wrong
        is_better = is_sound and (gain > 0 or (gain == 0 and loss_after < loss_before))
    held = sum(int((split.held != UNLABELED).sum()) for split in splits)
    return Outcome(made, before, after, loss_before, loss_after, is_better, held, tuple(skipped))


def _learned(
    trainer: Trainer, recipe: Recipe, keeper: Keeper | None, should_stop: Callable[[], bool] | None
) -> Generator[Progress, None, None]:
    while trainer.iteration < recipe.iterations:
        step = _step(trainer, should_stop)
        if step is None:
            yield Progress(_fraction(recipe, trainer.iteration), "learning", trainer.iteration)
            continue
        if keeper is not None:
            keeper.note()
        yield Progress(_fraction(recipe, step.number), "learning", step.number, step.loss)


def _fraction(recipe: Recipe, iteration: int) -> float:
    return _FIRST + (_LAST - _FIRST) * iteration / recipe.iterations


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
    checkpoint: Checkpoint, splits: list[Split], engine: Engine, recipe: Recipe, begun: Begun | None
) -> Trainer:
    """Of a copy of the checkpoint's network, held to what that says itself; as far as the one that was begun."""
    net = copy.deepcopy(checkpoint.network())
    anchor = checkpoint.network().to(engine.device).requires_grad_(False)
    examples = [_reader(split) for split in splits if (split.learned != UNLABELED).any()]
    trainer = Trainer(net, checkpoint.normalisation, examples, recipe, device=engine.device, anchor=anchor)
    if begun is not None:
        try:
            trainer.restore(begun.trained)
        except ModelError as error:
            raise UnusableKeptError(Fault.OTHER_VERSION, begun.source) from error
    return trainer


def _reader(split: Split) -> Callable[[], Example]:
    return lambda: (split.image, split.learned, split.counts)
