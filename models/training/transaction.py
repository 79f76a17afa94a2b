"""Learn: fine-tuning as a transaction, measured against the old version on pixels neither learned from."""

import copy
import zlib
from collections.abc import Callable, Generator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from models.checkpoint import Checkpoint
from models.devices import Engine
from models.errors import ModelError
from models.learning import Step, Trainer
from models.live.teaching import Teacher
from models.metrics import UNLABELED, Measures, confusion_matrix, measure
from models.networks.corrections import key_of
from models.prediction.tiled_predictor import shrunk
from models.predictor import Predictor
from models.samples import Example
from models.training.kept_learn import Begun, Fault, Keeper, UnusableKeptError
from models.training.leaving import StepLeftError
from models.training.recipes import Recipe

_BLOCK = 32  # side, at the working size, of the squares that are held out where images are few
_IMAGES_TO_HOLD_OUT_WHOLE = 5
_PAINTED = 100  # what a pixel counts that a person painted
_SHOWN = 20  # and one that a person left as it was shown, on an image that was taught by strokes
_CLEAR = 0.3  # by how much the class shown must be more probable than the next

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


@dataclass(frozen=True)
class LabeledImage:
    """One image a person labelled. read() -> (image (H, W, 3), labels (H, W), counts (H, W) uint8, 100 is one)."""

    name: str
    read: Callable[[], tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]]


@dataclass(frozen=True)
class Progress:
    """How far a transaction is: fraction 0-1, what it does, and the loss of the last step where there is one."""

    fraction: float
    stage: str
    step: int = 0
    loss: float | None = None


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


_Sized = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]  # image, labels, counts at the working size


@dataclass(frozen=True)
class _Split:
    """One image at the working size: what is learned from and what is held out, disjoint."""

    image: NDArray[np.uint8]
    learned: NDArray[np.uint8]
    held: NDArray[np.uint8]
    counts: NDArray[np.uint8]
    is_held: NDArray[np.bool_]


def learn(
    checkpoint: Checkpoint,
    images: Sequence[LabeledImage],
    engine: Engine,
    recipe: Recipe = LEARN_RECIPE,
    *,
    keeper: Keeper | None = None,
    begun: Begun | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Generator[Progress, None, Outcome]:
    """Fine-tune a copy of `checkpoint`, yielding progress; the old checkpoint is left as it is.

    keeper: keeps what is done from time to time. begun: what was kept of an interrupted one, which goes on from its
    own checkpoint by its own recipe; with the same images it ends with the same weights. What it has to beat is
    `checkpoint`, the network in use, which may have been taught meanwhile, and whose names of classes it takes.
    should_stop: asked between the layers of a step; one that is left so has changed nothing, and is made again after
    the next yield. Raises ModelError where there is too little
    to learn from and check on, and UnusableKeptError where `begun` is of another network or another Segmend.
    """
    in_use = checkpoint
    if begun is not None:
        if not _differ_by_teaching(in_use, begun.checkpoint):
            raise UnusableKeptError(Fault.OTHER_NETWORK, begun.source)
        checkpoint, recipe = replace(begun.checkpoint, classes=in_use.classes), begun.recipe
    skipped: list[str] = []
    splits = yield from _split_all(checkpoint, images, skipped)
    engine = Engine(engine.device, "fp32")
    splits = yield from _with_shown_learned(checkpoint, splits, engine)
    before, loss_before = yield from _measured(in_use, splits, engine, Progress(0.02, "measuring before"))
    trainer = _trainer(checkpoint, splits, engine, recipe, begun)

    def fraction(iteration: int) -> float:
        return 0.05 + 0.9 * iteration / recipe.iterations

    with nullcontext() if keeper is None else keeper.watching(checkpoint, recipe, trainer, fraction):
        while trainer.iteration < recipe.iterations:
            step = _step(trainer, should_stop)
            if step is None:
                yield Progress(fraction(trainer.iteration), "learning", trainer.iteration)
                continue
            if keeper is not None:
                keeper.note()
            yield Progress(fraction(step.number), "learning", step.number, step.loss)
        made = checkpoint.with_network(trainer.network.eval(), step=checkpoint.step + recipe.iterations)
        after, loss_after = yield from _measured(made, splits, engine, Progress(0.97, "measuring after"))
    gain = after.mean_iu - before.mean_iu
    is_better = gain > 1e-4 or (gain >= 0 and loss_after < loss_before)
    held = sum(int((split.held != UNLABELED).sum()) for split in splits)
    return Outcome(made, before, after, loss_before, loss_after, is_better, held, tuple(skipped))


def _step(trainer: Trainer, should_stop: Callable[[], bool] | None) -> Step | None:
    """The next step; None where it was left."""
    try:
        return trainer.step(should_stop)
    except StepLeftError:
        return None


def _differ_by_teaching(one: Checkpoint, other: Checkpoint) -> bool:
    """Whether two checkpoints are of one network, taught live or not: of the same form, alike but for their heads."""
    if one.config != other.config or one.state.keys() != other.state.keys():
        return False
    below = (name for name in one.state if not name.startswith("heads."))
    return all(torch.equal(one.state[name].float(), other.state[name].float()) for name in below)


def _trainer(
    checkpoint: Checkpoint, splits: list[_Split], engine: Engine, recipe: Recipe, begun: Begun | None
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


def _split_all(
    checkpoint: Checkpoint, images: Sequence[LabeledImage], skipped: list[str]
) -> Generator[Progress, None, list[_Split]]:
    """Read every image with decided pixels; one that cannot be read adds its sentence to `skipped`."""
    read: list[tuple[str, _Sized]] = []
    for number, labeled in enumerate(images):
        yield Progress(0.02 * number / len(images), "reading")
        try:
            sized = _at_working_size(checkpoint, *labeled.read())
        except ModelError as error:
            skipped.append(str(error))
            continue
        if (sized[1] != UNLABELED).any():
            read.append((labeled.name, sized))
    if not read:
        raise ModelError(" ".join(["There is nothing to learn from: paint or accept some pixels first.", *skipped[:1]]))
    splits = []
    for holds_whole in (True, False) if len(read) >= _IMAGES_TO_HOLD_OUT_WHOLE else (False,):
        splits = [_split(name, sized, holds_whole=holds_whole) for name, sized in read]
        if all(any(_decides(plane) for plane in planes) for planes in _planes(splits)):
            return _with_painted_held(splits)
    raise ModelError("Too few pixels are labelled to check on what was learned: paint a second place or another image.")


def _with_shown_learned(
    checkpoint: Checkpoint, splits: list[_Split], engine: Engine
) -> Generator[Progress, None, list[_Split]]:
    """On images that were taught by strokes, what was shown in the end is learned too, lightly, where it was clear.

    A person corrects what is wrong and leaves the rest: strokes alone tell nothing of what was right. Nothing is added
    within what is held out.
    """
    if checkpoint.corrections is None:
        return splits
    teacher, filled = Teacher(Predictor(checkpoint, engine)), []
    for split in splits:
        if key_of(split.image) not in checkpoint.corrections.images:
            filled.append(split)
            continue
        yield Progress(0.02, "reading")
        shares = teacher.look("", split.image).scores.float().softmax(0)
        best = shares.topk(min(2, len(shares)), dim=0).values
        labels = shares.argmax(0).to(torch.uint8).cpu().numpy()
        is_added = (best[0] - best[-1] > _CLEAR).cpu().numpy() & (split.learned == UNLABELED) & ~split.is_held
        filled.append(
            replace(
                split,
                learned=np.where(is_added, labels, split.learned),
                counts=np.where(is_added, np.uint8(_SHOWN), split.counts),
            )
        )
    return filled


def _planes(splits: list[_Split]) -> tuple[list[NDArray[np.uint8]], list[NDArray[np.uint8]]]:
    return [split.learned for split in splits], [split.held for split in splits]


def _decides(plane: NDArray[np.uint8]) -> bool:
    return bool((plane != UNLABELED).any())


def _with_painted_held(splits: list[_Split]) -> list[_Split]:
    """Measure on painted pixels alone where some are held out: accepted ones repeat what the old version said."""
    painted = [np.where(split.counts >= _PAINTED, split.held, np.uint8(UNLABELED)) for split in splits]
    if not any((held != UNLABELED).any() for held in painted):
        return splits
    return [replace(split, held=held) for split, held in zip(splits, painted, strict=True)]


def _split(name: str, sized: _Sized, *, holds_whole: bool) -> _Split:
    """Which pixels are held out depends on the image's name alone, so that they stay held out for good."""
    image, labels, counts = sized
    is_held = np.zeros(labels.shape, bool)
    if holds_whole:
        is_held[:] = zlib.crc32(name.encode()) % 5 == 0
    else:
        for row in range(0, labels.shape[0], _BLOCK):
            for col in range(0, labels.shape[1], _BLOCK):
                place = f"{name}:{row // _BLOCK}:{col // _BLOCK}"
                is_held[row : row + _BLOCK, col : col + _BLOCK] = zlib.crc32(place.encode()) % 5 == 0
    held, learned = labels.copy(), labels.copy()
    held[~is_held] = UNLABELED
    learned[is_held] = UNLABELED
    return _Split(image, learned, held, counts, is_held)


def _at_working_size(
    checkpoint: Checkpoint, image: NDArray[np.uint8], labels: NDArray[np.uint8], counts: NDArray[np.uint8]
) -> _Sized:
    limit, side = checkpoint.max_side, max(labels.shape)
    if limit is None or side <= limit:
        return image, labels, counts
    size = (max(1, round(labels.shape[1] * limit / side)), max(1, round(labels.shape[0] * limit / side)))
    small = shrunk(image, size[::-1])  # the pixels that live learning saw, by which its corrections are found
    planes = [cv2.resize(plane, size, interpolation=cv2.INTER_NEAREST_EXACT) for plane in (labels, counts)]
    return small, planes[0].astype(np.uint8), planes[1].astype(np.uint8)


def _reader(split: _Split) -> Callable[[], Example]:
    return lambda: (split.image, split.learned, split.counts)


def _measured(
    checkpoint: Checkpoint, splits: list[_Split], engine: Engine, progress: Progress
) -> Generator[Progress, None, tuple[Measures, float]]:
    """Measures and mean cross-entropy of a checkpoint on the held-out pixels."""
    predictor = Predictor(checkpoint, engine)
    classes = len(checkpoint.classes)
    total, loss, pixels = np.zeros((classes, classes + 1), np.int64), 0.0, 0
    for split in splits:
        yield progress
        rows, cols = np.nonzero(split.held != UNLABELED)
        if not len(rows):
            continue
        prediction = predictor.predict(split.image)
        truth = torch.from_numpy(split.held[rows, cols].astype(np.int64))
        at = prediction.scores.float().cpu()[:, rows, cols]  # (C, P)
        loss += float(torch.nn.functional.cross_entropy(at.T, truth, reduction="sum"))
        pixels += len(rows)
        total += confusion_matrix(split.held, prediction.labels, classes)
    return measure(total, checkpoint.class_names), loss / max(pixels, 1)
