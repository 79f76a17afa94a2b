"""Between bytes and numbers: images onto the device and normalised; scores to labels and confidence there."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.checkpoint import Normalisation

_LEAST = -80.0  # exp of less is a denormal number, which takes a CPU ten times as long, and is nothing of 255


class Pixels:
    """Normalises as `Normalisation` does, on one device, bit for bit, in the memory order that images come in."""

    def __init__(self, normalisation: Normalisation, device: torch.device) -> None:
        self._is_reversed = normalisation.order == "BGR"
        deviations = normalisation.std
        self._scale = torch.tensor([1 / (normalisation.divisor * s) for s in deviations], device=device)
        means = zip(normalisation.mean, deviations, strict=True)
        self._shift = torch.tensor([-m / s for m, s in means], device=device)

    def __call__(self, pixels: Tensor, dtype: torch.dtype) -> Tensor:
        """(N, H, W, 3) uint8 RGB -> (N, 3, H, W) as the network expects it, in channels_last memory.

        Whole rows at once: over three values a pixel no processor's vectors fill.
        """
        count, height, width, _ = pixels.shape
        if self._is_reversed:
            pixels = pixels.flip(3)
        rows = pixels.reshape(count, height, width * 3).float()
        rows = rows.mul_(self._scale.repeat(width)).add_(self._shift.repeat(width)).to(dtype)
        return rows.view(count, height, width, 3).permute(0, 3, 1, 2)


def upload(images: list[NDArray[np.uint8]], device: torch.device) -> Tensor:
    """(H, W, 3) uint8 of one size -> (N, H, W, 3) uint8 on the device; by way of pinned memory to CUDA."""
    arrays = [torch.from_numpy(np.require(image, requirements=["C", "W"])) for image in images]
    pixels = arrays[0][None] if len(arrays) == 1 else torch.stack(arrays)
    if device.type == "cuda":
        return pixels.pin_memory().to(device, non_blocking=True)
    return pixels.to(device)


def best_classes(scores: Tensor) -> Tensor:
    """Scores (N, C, h, w) -> their argmax, (N, h, w) uint8, the first of equals."""
    # on a CPU `argmax` takes ten times as long as `max`
    return scores.max(1).indices.to(torch.uint8)


def read_scores(scores: Tensor) -> tuple[Tensor, Tensor]:
    """Scores (N, C, h, w) float32 -> argmax and its softmax x 255, both (N, h, w) uint8 on the device."""
    top, labels = scores.max(1)
    share = (scores - top[:, None]).clamp_(min=_LEAST).exp_().sum(1).reciprocal_()
    return labels.to(torch.uint8), share.mul_(255).round_().to(torch.uint8)
