"""What a Learn is given, and which of it is held out to measure versions on."""

import zlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.checkpoint import Checkpoint
from models.devices import Engine
from models.errors import ModelError
from models.live.examples import clear_labels
from models.live.teaching import Teacher
from models.metrics import UNLABELED
from models.networks.corrections import key_of
from models.prediction.tiled_predictor import shrunk
from models.predictor import Predictor
from models.samples import Example

_SQUARE = 32  # side, at the working size, of the squares that are held out
_SQUARES = 5  # one in so many of them is
_IMAGES = 3  # one in so many of the images that no version learned from
_IMAGES_TO_HOLD_OUT_WHOLE = 5
_PAINTED = 100  # what a pixel counts that a person painted
_SHOWN = 20  # and one that a person left as it was shown, on an image that was taught by strokes
_NOTHING = np.uint8(UNLABELED)

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
    """One image at the working size, all planes (H, W) uint8, 255 for nothing.

    decided: what a person decided; counts: how much it counts, 100 is one; shown: what else was shown in the end, and
    left as right; is_held: which pixels are held out, bool; held: what versions are measured by there.
    """

    name: str
    image: Plane
    decided: Plane
    counts: Plane
    shown: Plane
    is_held: NDArray[np.bool_]
    held: Plane

    @property
    def learned(self) -> Plane:
        """What is decided and not held out."""
        return np.where(self.is_held, _NOTHING, self.decided)

    @property
    def left(self) -> Plane:
        """What was shown and is not held out."""
        return np.where(self.is_held, _NOTHING, self.shown)

    @property
    def is_held_whole(self) -> bool:
        """Whether nothing of it is learned."""
        return bool(self.is_held.all())

    @property
    def teaches(self) -> bool:
        """Whether there is anything to learn of it."""
        return _decides(self.learned) or _decides(self.left)

    def example(self) -> Example:
        """What fine-tuning learns of it: what is decided, and lightly what was shown."""
        is_decided = self.decided != UNLABELED
        counts = np.where(is_decided, self.counts, np.uint8(_SHOWN))
        return self.image, np.where(is_decided, self.learned, self.left), counts

    def with_none_held(self) -> "Split":
        """All of it is learned."""
        return replace(self, is_held=np.zeros_like(self.is_held), held=np.full_like(self.held, UNLABELED))

    def with_all_held(self) -> "Split":
        """Measured on what was shown in the end too: what is right has to stay right."""
        held = np.where(self.decided == UNLABELED, self.shown, self.decided)
        return replace(self, is_held=np.ones_like(self.is_held), held=held)

    def with_squares_held(self) -> "Split":
        """Which squares they are depends on the image's name alone. What was shown around them knows their strokes."""
        is_held = np.zeros_like(self.is_held)
        height, width = self.decided.shape
        for row in range(0, height, _SQUARE):
            for col in range(0, width, _SQUARE):
                number = _number_of(f"{self.name}:{row // _SQUARE}:{col // _SQUARE}")
                is_held[row : row + _SQUARE, col : col + _SQUARE] = number % _SQUARES == 0
        held, none = np.where(is_held, self.decided, _NOTHING), np.full_like(self.shown, UNLABELED)
        return replace(self, is_held=is_held, held=held, shown=none)


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
            read.append(Split(labeled.name, image, labels, counts, none, np.zeros(labels.shape, bool), none))
    if not read:
        raise ModelError(" ".join(["There is nothing to learn from: paint or accept some pixels first.", *skipped[:1]]))
    return read


def with_shown(
    taught: Checkpoint, read: list[Split], engine: Engine, stage: Stage
) -> Generator[Progress, None, list[Split]]:
    """On the images that a network was taught by strokes, what it shows in the end, where that is clear.

    A person corrects what is wrong and leaves the rest: strokes alone tell nothing of what was right, and those on a
    later image nothing of what an earlier one taught.
    """
    if taught.corrections is None:
        return read
    teacher, filled = Teacher(Predictor(taught, engine)), []
    for number, split in enumerate(read):
        if key_of(split.image) in taught.corrections.images:
            yield stage.at(number / len(read))
            shown = clear_labels(teacher.look("", split.image).scores)
            split = replace(split, shown=np.where(split.decided == UNLABELED, shown, _NOTHING))
        filled.append(split)
    return filled


def held_out_of(checkpoint: Checkpoint, read: list[Split]) -> list[Split]:
    """Hold out a third of the images that `checkpoint` was not learned from; where they are few, squares of all.

    What a version learned it knows, so that only what it never saw tells whether the next one is better. The pixels
    between the strokes on one image say less of the next image than another image does. Raises ModelError where there
    is too little to learn from and check on.
    """
    new = [split.name for split in read if key_of(split.image) not in checkpoint.learned_from]
    if len(new) >= _IMAGES_TO_HOLD_OUT_WHOLE:
        chosen = set(sorted(new, key=_number_of)[: round(len(new) / _IMAGES)])
        splits = [split.with_all_held() if split.name in chosen else split for split in read]
        if _is_enough(splits):
            return _with_painted_held(splits)
    splits = [split.with_squares_held() for split in read]
    if _is_enough(splits):
        return _with_painted_held(splits)
    raise ModelError("Too few pixels are labelled to check on what was learned: paint a second place or another image.")


def _is_enough(splits: list[Split]) -> bool:
    return any(split.teaches for split in splits) and any(_decides(split.held) for split in splits)


def _decides(plane: Plane) -> bool:
    return bool((plane != UNLABELED).any())


def _with_painted_held(splits: list[Split]) -> list[Split]:
    """Where nothing tells what was shown in the end, measure on painted pixels alone if some of them are held out.

    What was accepted there only repeats what the old version said.
    """
    painted = [
        split.held if split.is_held_whole and _decides(split.shown)
        else np.where(split.counts >= _PAINTED, split.held, _NOTHING)
        for split in splits
    ]  # fmt: skip
    if not any(_decides(held) for held in painted):
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
