"""What an image looks like to a network, in a few numbers: the mean of its features, projected at random."""

from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.fcn import Features

LENGTH = 64  # distances are kept to about a tenth (Johnson and Lindenstrauss 1984)


@torch.no_grad()
def descriptor(features: Features) -> NDArray[np.float16]:
    """(LENGTH,) float16: the spatial mean of each map (1, C, h, w) at unit length, each map alike, projected.

    Images are compared by the Euclidean distance; only those of one trunk can be.
    """
    means = [feature[0].float().mean((1, 2)).cpu() for feature in features]
    return _projected(torch.cat([mean / mean.norm().clamp(min=1e-6) for mean in means]))


@torch.no_grad()
def box_descriptors(feature: Tensor, boxes: list[tuple[float, float, float, float]]) -> NDArray[np.float32]:
    """(N, LENGTH) float32 of boxes of one map (1, C, h, w); a box is top, left, bottom, right, in shares, 0-1."""
    height, width = feature.shape[2:]
    found = np.zeros((len(boxes), LENGTH), np.float32)
    for number, (top, left, bottom, right) in enumerate(boxes):
        row, col = min(int(top * height), height - 1), min(int(left * width), width - 1)
        part = feature[0, :, row : max(row + 1, round(bottom * height)), col : max(col + 1, round(right * width))]
        mean = part.float().mean((1, 2)).cpu()
        found[number] = _projected(mean / mean.norm().clamp(min=1e-6))
    return found


def _projected(values: Tensor) -> NDArray[np.float16]:
    return (_projection(len(values)) @ values).half().numpy()


@cache
def _projection(length: int) -> Tensor:
    """(LENGTH, length), the same for ever: it follows from the length alone."""
    drawn = np.random.default_rng(length).standard_normal((LENGTH, length))
    return torch.from_numpy(drawn.astype(np.float32)) / LENGTH**0.5
