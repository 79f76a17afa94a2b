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
_SQUARES = 5  # one in so many of them is
_IMAGES = 3  # one in so many of the images that no version learned from
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


@dataclass(frozen=True)
class Split:
    """One image at the working size: what a person decided, which of it is held out, and what is measured there."""

    name: str
    image: Plane
    decided: Plane
    counts: Plane
    is_held: NDArray[np.bool_]
    held: Plane

    @property
    def learned(self) -> Plane:
        """What is decided and not held out."""
        return np.where(self.is_held, np.uint8(UNLABELED), self.decided)

    @property
    def is_held_whole(self) -> bool:
        """Whether nothing of it is learned."""
        return bool(self.is_held.all())

    def with_none_held(self) -> "Split":
        """All of it is learned."""
        return self._holding(np.zeros_like(self.is_held))

    def _holding(self, is_held: NDArray[np.bool_]) -> "Split":
        return replace(self, is_held=is_held, held=np.where(is_held, self.decided, np.uint8(UNLABELED)))

    def with_held(self, *, is_whole: bool) -> "Split":
        """Hold out all of it, or squares, which depend on the image's name alone."""
        height, width = self.decided.shape
        is_held = np.ones((height, width), bool)
        if not is_whole:
            for row in range(0, height, _SQUARE):
                for col in range(0, width, _SQUARE):
                    number = _number_of(f"{self.name}:{row // _SQUARE}:{col // _SQUARE}")
                    is_held[row : row + _SQUARE, col : col + _SQUARE] = number % _SQUARES == 0
        return self._holding(is_held)


def read_all(
    checkpoint: Checkpoint, images: Sequence[LabeledImage], skipped: list[str], stage: Stage
) -> Generator[Progress, None, list[Split]]:
    """Every image with decided pixels, nothing held out; one that cannot be read adds its sentence to `skipped`.

    Raises ModelError where there is nothing to learn from.
    """
    read: list[Split] = []
    for number, labeled in enumerate(images):
        yield stage.at(number / len(images))
        try:
            image, labels, counts = _at_working_size(checkpoint, *labeled.read())
        except ModelError as error:
            skipped.append(str(error))
            continue
        if _decides(labels):
            none = np.full_like(labels, UNLABELED)
            read.append(Split(labeled.name, image, labels, counts, np.zeros(labels.shape, bool), none))
    if not read:
        raise ModelError(" ".join(["There is nothing to learn from: paint or accept some pixels first.", *skipped[:1]]))
    return read


def held_out_of(checkpoint: Checkpoint, read: list[Split]) -> list[Split]:
    """Hold out a third of the images that `checkpoint` was not learned from; where they are few, squares of all.

    What a version learned it knows, so that only what it never saw tells whether the next one is better. The pixels
    between the strokes on one image say less of the next image than another image does. Raises ModelError where there
    is too little to learn from and check on.
    """
    new = [split.name for split in read if key_of(split.image) not in checkpoint.learned_from]
    new.sort(key=_number_of)
    chosen = set(new[: round(len(new) / _IMAGES)])
    for is_whole in (True, False) if len(new) >= _IMAGES_TO_HOLD_OUT_WHOLE else (False,):
        splits = [
            split.with_held(is_whole=is_whole) if split.name in chosen or not is_whole else split for split in read
        ]
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
        is_added = (best[0] - best[-1] > _CLEAR).cpu().numpy() & (split.decided == UNLABELED) & ~split.is_held
        filled.append(
            replace(
                split,
                decided=np.where(is_added, labels, split.decided),
                counts=np.where(is_added, np.uint8(_SHOWN), split.counts),
            )
        )
    return filled


def with_shown_held(splits: list[Split], filled: list[Split]) -> list[Split]:
    """Images held out whole are measured on what was shown of them in the end too: what is right has to stay right.

    filled: the same images, of `with_shown_learned`, nothing held out. Where no stroke was made nothing changes.
    """
    return [
        replace(split, held=np.where(split.held == UNLABELED, whole.decided, split.held))
        if split.is_held_whole and (whole.counts == _SHOWN).any()
        else split
        for split, whole in zip(splits, filled, strict=True)
    ]


def _decides(plane: Plane) -> bool:
    return bool((plane != UNLABELED).any())


def _with_painted_held(splits: list[Split]) -> list[Split]:
    """Measure on painted pixels alone where some are held out: accepted ones repeat what the old version said."""
    painted = [np.where(split.counts >= _PAINTED, split.held, np.uint8(UNLABELED)) for split in splits]
    if not any((held != UNLABELED).any() for held in painted):
        return splits
    return [replace(split, held=held) for split, held in zip(splits, painted, strict=True)]


def _number_of(place: str) -> int:
    """The same in every program: what is chosen by it is chosen as if by lot."""
    return zlib.crc32(place.encode())


def _at_working_size(checkpoint: Checkpoint, image: Plane, labels: Plane, counts: Plane) -> tuple[Plane, Plane, Plane]:
    limit, side = checkpoint.max_side, max(labels.shape)
    if limit is None or side <= limit:
        return image, labels, counts
    size = (max(1, round(labels.shape[1] * limit / side)), max(1, round(labels.shape[0] * limit / side)))
    small = shrunk(image, size[::-1])  # the pixels that live learning saw, by which its corrections are found
    planes = [cv2.resize(plane, size, interpolation=cv2.INTER_NEAREST_EXACT) for plane in (labels, counts)]
    return small, planes[0].astype(np.uint8), planes[1].astype(np.uint8)
