"""What a Learn is given, and which of it is held out to measure versions on."""

import zlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from models.checkpoint import Checkpoint
from models.devices import Engine
from models.errors import ModelError
from models.live.teaching import Teacher
from models.metrics import UNLABELED
from models.networks.corrections import key_of
from models.prediction.tiled_predictor import shrunk
from models.predictor import Predictor

_SQUARE = 32  # side, at the working size, of the squares that are held out
_HELD_OUT = 5  # one in so many
_IMAGES_TO_HOLD_OUT_WHOLE = 5
_PAINTED = 100  # what a pixel counts that a person painted
_SHOWN = 20  # and one that a person left as it was shown, on an image that was taught by strokes
_CLEAR = 0.3  # by how much the class shown must be more probable than the next

Plane = NDArray[np.uint8]


@dataclass(frozen=True)
class LabeledImage:
    """One image a person labelled. read() -> (image (H, W, 3), labels (H, W), counts (H, W) uint8, 100 is one)."""

    name: str
    read: Callable[[], tuple[Plane, Plane, Plane]]


@dataclass(frozen=True)
class Progress:
    """How far a transaction is: fraction 0-1, what it does, and the loss of the last step where there is one."""

    fraction: float
    stage: str
    step: int = 0
    loss: float | None = None


@dataclass(frozen=True)
class Stage:
    """A part of a transaction that goes from one fraction of the whole to another."""

    name: str
    first: float
    last: float

    def at(self, share: float) -> Progress:
        """share: of this stage, 0-1."""
        return Progress(self.first + share * (self.last - self.first), self.name)


_Sized = tuple[Plane, Plane, Plane]  # image, labels, counts at the working size


@dataclass(frozen=True)
class Split:
    """One image at the working size: what is learned from and what is held out, disjoint."""

    image: Plane
    learned: Plane
    held: Plane
    counts: Plane
    is_held: NDArray[np.bool_]


def split_all(
    checkpoint: Checkpoint,
    images: Sequence[LabeledImage],
    skipped: list[str],
    stage: Stage,
    *,
    has_strokes: bool = False,
) -> Generator[Progress, None, list[Split]]:
    """Read every image with decided pixels, one that cannot be read adds its sentence to `skipped`; then split each.

    One in five is held out: squares where images are few, or live learning is taught by strokes, else whole images. The
    strokes on one image say little, and are where the network was wrong. Raises ModelError where there is too little
    to learn from and check on.
    """
    read: list[tuple[str, _Sized]] = []
    for number, labeled in enumerate(images):
        yield stage.at(number / len(images))
        try:
            sized = _at_working_size(checkpoint, *labeled.read())
        except ModelError as error:
            skipped.append(str(error))
            continue
        if _decides(sized[1]):
            read.append((labeled.name, sized))
    if not read:
        raise ModelError(" ".join(["There is nothing to learn from: paint or accept some pixels first.", *skipped[:1]]))
    for holds_whole in (True, False) if not has_strokes and len(read) >= _IMAGES_TO_HOLD_OUT_WHOLE else (False,):
        splits = [_split(name, sized, holds_whole=holds_whole) for name, sized in read]
        if any(_decides(split.learned) for split in splits) and any(_decides(split.held) for split in splits):
            return _with_painted_held(splits)
    raise ModelError("Too few pixels are labelled to check on what was learned: paint a second place or another image.")


def with_shown_learned(
    checkpoint: Checkpoint, splits: list[Split], engine: Engine, stage: Stage
) -> Generator[Progress, None, list[Split]]:
    """On images that were taught by strokes, what was shown in the end is learned too, lightly, where it was clear.

    A person corrects what is wrong and leaves the rest: strokes alone tell nothing of what was right. `checkpoint` says
    what was shown, and which images were taught. Nothing is added within what is held out.
    """
    if checkpoint.corrections is None:
        return splits
    teacher, filled = Teacher(Predictor(checkpoint, engine)), []
    for number, split in enumerate(splits):
        if key_of(split.image) not in checkpoint.corrections.images:
            filled.append(split)
            continue
        yield stage.at(number / len(splits))
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


def _decides(plane: Plane) -> bool:
    return bool((plane != UNLABELED).any())


def _with_painted_held(splits: list[Split]) -> list[Split]:
    """Measure on painted pixels alone where some are held out: accepted ones repeat what the old version said."""
    painted = [np.where(split.counts >= _PAINTED, split.held, np.uint8(UNLABELED)) for split in splits]
    if not any((held != UNLABELED).any() for held in painted):
        return splits
    return [replace(split, held=held) for split, held in zip(splits, painted, strict=True)]


def _split(name: str, sized: _Sized, *, holds_whole: bool) -> Split:
    """Which pixels are held out depends on the image's name alone, so that they stay held out for good."""
    image, labels, counts = sized
    is_held = np.zeros(labels.shape, bool)
    if holds_whole:
        is_held[:] = _is_chosen(name)
    else:
        for row in range(0, labels.shape[0], _SQUARE):
            for col in range(0, labels.shape[1], _SQUARE):
                is_chosen = _is_chosen(f"{name}:{row // _SQUARE}:{col // _SQUARE}")
                is_held[row : row + _SQUARE, col : col + _SQUARE] = is_chosen
    held, learned = labels.copy(), labels.copy()
    held[~is_held] = UNLABELED
    learned[is_held] = UNLABELED
    return Split(image, learned, held, counts, is_held)


def _is_chosen(place: str) -> bool:
    return zlib.crc32(place.encode()) % _HELD_OUT == 0


def _at_working_size(checkpoint: Checkpoint, image: Plane, labels: Plane, counts: Plane) -> _Sized:
    limit, side = checkpoint.max_side, max(labels.shape)
    if limit is None or side <= limit:
        return image, labels, counts
    size = (max(1, round(labels.shape[1] * limit / side)), max(1, round(labels.shape[0] * limit / side)))
    small = shrunk(image, size[::-1])  # the pixels that live learning saw, by which its corrections are found
    planes = [cv2.resize(plane, size, interpolation=cv2.INTER_NEAREST_EXACT) for plane in (labels, counts)]
    return small, planes[0].astype(np.uint8), planes[1].astype(np.uint8)
