"""Training crops: scale, flip, rotation and colour (torchvision.transforms.v2), each drawn from a key alone."""

import random
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional

from models.metrics import UNLABELED

_GREY = 124  # the mean of ImageNet's photos, about


def key_of(*numbers: int) -> int:
    """A number for the seed of a generator that depends on all of `numbers` (>= 0) and on nothing else."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0])


def drawn_at(index: int, count: int, seed: int) -> int:
    """Which of `count` samples comes at place `index` of the training: each epoch is a permutation of all of them."""
    epoch, place = divmod(index, count)
    return int(_permutation(epoch, count, seed)[place])


@lru_cache(maxsize=4)
def _permutation(epoch: int, count: int, seed: int) -> NDArray[np.int64]:
    return np.random.default_rng((seed, epoch)).permutation(count)


@dataclass(frozen=True)
class Augmentation:
    """A square crop of a random scale around a random place, flipped half the time, turned, colours jittered.

    crop: side in pixels, 0 for the whole image. scales: range of the zoom, drawn evenly on a log scale. colors:
    strength of the jitter, 0 for none. rotation: greatest angle, degrees. Outside the image: grey, unlabeled.
    """

    crop: int
    scales: tuple[float, float] = (0.5, 1.6)
    flips: bool = True
    colors: float = 0.3
    rotation: float = 0.0

    def __call__(self, image: NDArray[np.uint8], planes: NDArray[np.uint8], key: int) -> tuple[Tensor, Tensor]:
        """(H, W, 3) uint8, (H, W, P) uint8 -> (3, crop, crop) uint8, (P, crop, crop) uint8, nearest neighbour.

        Outside the image every plane is 255. The same key makes the same crop, whatever was drawn before.
        """
        draw = random.Random(key)
        x, y = self._cut(image, planes, draw) if self.crop else (_tensor(image), _tensor(planes))
        if self.flips and draw.random() < 0.5:
            x, y = x.flip(2), y.flip(2)
        if self.rotation > 0:
            angle = draw.uniform(-self.rotation, self.rotation)
            x = functional.rotate(x, angle, functional.InterpolationMode.BILINEAR, fill=[_GREY] * 3)
            y = functional.rotate(y, angle, fill=[UNLABELED] * y.shape[0])
        return (self._recolor(x, key) if self.colors > 0 else x), y

    def _cut(self, image: NDArray[np.uint8], planes: NDArray[np.uint8], draw: random.Random) -> tuple[Tensor, Tensor]:
        low, high = self.scales
        zoom = low * (high / low) ** draw.random()
        side = max(8, round(self.crop / zoom))
        top, left = _place(image.shape[0], side, draw), _place(image.shape[1], side, draw)
        x = _tensor(_window(image, top, left, side, fill=_GREY))
        y = _tensor(_window(planes, top, left, side, fill=UNLABELED))
        size = [self.crop, self.crop]
        x = functional.resize(x, size, antialias=True)
        return x, functional.resize(y, size, interpolation=functional.InterpolationMode.NEAREST_EXACT)

    def _recolor(self, x: Tensor, key: int) -> Tensor:
        jitter = v2.ColorJitter(brightness=self.colors, contrast=self.colors, saturation=self.colors)
        with torch.random.fork_rng(devices=[]):  # v2 draws from torch's global generator
            torch.default_generator.manual_seed(key)
            recolored: Tensor = v2.RandomGrayscale(0.05)(jitter(x))
        return recolored


def stack_padded(crops: list[tuple[Tensor, Tensor]], height: int, width: int) -> tuple[Tensor, Tensor]:
    """Images and planes as batches of `height` x `width`, padded below and to the right with grey, unlabeled."""
    images, planes = [], []
    for x, y in crops:
        padding = [0, 0, width - x.shape[2], height - x.shape[1]]
        images.append(functional.pad(x, padding, fill=[_GREY] * 3))
        planes.append(functional.pad(y, padding, fill=[UNLABELED] * y.shape[0]))
    return torch.stack(images), torch.stack(planes)


def _tensor(array: NDArray[np.uint8]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array)).permute(2, 0, 1)


def _place(length: int, side: int, draw: random.Random) -> int:
    """Where the window begins: anywhere inside, or, where it is larger than the image, anywhere around it."""
    low, high = sorted((0, length - side))
    return draw.randint(low, high)


def _window(array: NDArray[np.uint8], top: int, left: int, side: int, *, fill: int) -> NDArray[np.uint8]:
    window = np.full((side, side, *array.shape[2:]), fill, np.uint8)
    row0, col0 = max(top, 0), max(left, 0)
    row1, col1 = min(top + side, array.shape[0]), min(left + side, array.shape[1])
    window[row0 - top : row1 - top, col0 - left : col1 - left] = array[row0:row1, col0:col1]
    return window
