"""Random crops for training: scale, flip and colour (torchvision.transforms.v2)."""

import random

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional

from models.metrics import UNLABELED


class RandomCrop:
    """A square crop of a random scale around a random place, flipped half the time, colours jittered.

    crop: side in pixels. scales: range of the zoom, drawn evenly on a log scale. Outside the image: grey, unlabeled.
    """

    def __init__(self, crop: int, *, scales: tuple[float, float] = (0.5, 1.6), seed: int = 0) -> None:
        self.crop, self.scales = crop, scales
        self.random = random.Random(seed)
        self.jitter = v2.Compose(
            [v2.ColorJitter(brightness=0.3, contrast=0.3, saturation=0.3), v2.RandomGrayscale(0.05)]
        )

    def __call__(self, image: NDArray[np.uint8], planes: NDArray[np.uint8]) -> tuple[Tensor, Tensor]:
        """(H, W, 3) uint8, (H, W, P) uint8 -> (3, crop, crop) uint8, (P, crop, crop) uint8, nearest neighbour.

        Outside the image every plane is 255.
        """
        low, high = self.scales
        zoom = low * (high / low) ** self.random.random()
        side = max(8, round(self.crop / zoom))
        top, left = self._place(image.shape[0], side), self._place(image.shape[1], side)
        pixels = _window(image, top, left, side, fill=124)
        nearest = _window(planes, top, left, side, fill=UNLABELED)
        x = torch.from_numpy(pixels).permute(2, 0, 1)
        y = torch.from_numpy(nearest).permute(2, 0, 1)
        size = [self.crop, self.crop]
        x = functional.resize(x, size, antialias=True)
        y = functional.resize(y, size, interpolation=functional.InterpolationMode.NEAREST_EXACT)
        if self.random.random() < 0.5:
            x, y = x.flip(2), y.flip(2)
        return self.jitter(x), y

    def _place(self, length: int, side: int) -> int:
        """Where the window begins: anywhere inside, or, where it is larger than the image, anywhere around it."""
        low, high = sorted((0, length - side))
        return self.random.randint(low, high)


def _window(array: NDArray[np.uint8], top: int, left: int, side: int, *, fill: int) -> NDArray[np.uint8]:
    window = np.full((side, side, *array.shape[2:]), fill, np.uint8)
    row0, col0 = max(top, 0), max(left, 0)
    row1, col1 = min(top + side, array.shape[0]), min(left + side, array.shape[1])
    window[row0 - top : row1 - top, col0 - left : col1 - left] = array[row0:row1, col0:col1]
    return window
