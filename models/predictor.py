"""Predictor: numpy images in, label maps and heatmaps out; scores stay on the device."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from models.checkpoint import Checkpoint, Normalisation
from models.devices import Engine, memory_format
from models.fcn import Fcn, Features

_STRIP_BYTES = 64_000_000  # scores upsampled at once, so that memory does not follow the image


@dataclass(frozen=True)
class Prediction:
    """What the network says of one image.

    labels: (H, W) uint8, the argmax at the image's size. confidence: (h, w) uint8, the softmax of that class x 255, at
    the working size. scores: (C, h, w) float on the device, at the working size. milliseconds: from pixels to labels.
    """

    labels: NDArray[np.uint8]
    confidence: NDArray[np.uint8]
    scores: Tensor
    milliseconds: float


class Predictor:
    """A network on a device. Not safe for two threads at once; holds no image."""

    def __init__(self, checkpoint: Checkpoint, engine: Engine) -> None:
        self.checkpoint, self.engine = checkpoint, engine
        self.normalisation: Normalisation = checkpoint.normalisation
        self.net: Fcn = checkpoint.network()
        self._place()

    def _place(self) -> None:
        device = self.engine.device
        self.net.to(device, self.engine.dtype, memory_format=memory_format(device))  # type: ignore[call-overload]
        self.net.eval()

    def use_network(self, net: Fcn) -> None:
        """Take another network (its weights are cast and moved in place)."""
        self.net = net
        self._place()

    def working_size(self, height: int, width: int) -> tuple[int, int]:
        """The size at which an image is predicted: the long side is at most the checkpoint's max_side."""
        limit = self.checkpoint.max_side
        if limit is None or max(height, width) <= limit:
            return height, width
        scale = limit / max(height, width)
        return max(1, round(height * scale)), max(1, round(width * scale))

    def input(self, image: NDArray[np.uint8]) -> Tensor:
        """(H, W, 3) uint8 RGB -> (1, 3, h, w) normalised, on the device, at the working size."""
        size = self.working_size(*image.shape[:2])
        pixels = np.require(image, requirements=["C", "W"])  # torch warns of arrays that cannot be written
        x = torch.from_numpy(pixels).to(self.engine.device).permute(2, 0, 1)[None]
        if size != image.shape[:2]:
            if x.device.type != "cpu":  # only the CPU interpolates bytes with antialiasing
                x = x.float()
            x = F.interpolate(x, size=size, mode="bilinear", antialias=True, align_corners=False)
        x = self.normalisation(x).to(self.engine.dtype)
        return x.contiguous(memory_format=memory_format(self.engine.device))

    @torch.no_grad()
    def features(self, image: NDArray[np.uint8]) -> tuple[Features, tuple[int, int]]:
        """What the heads read, both trunks, as plain tensors that heads can train on; and the working size."""
        x = self.input(image)
        return self.net.features(x), (x.shape[2], x.shape[3])

    @torch.no_grad()
    def predict(self, image: NDArray[np.uint8]) -> Prediction:
        """(H, W, 3) uint8 RGB -> Prediction."""
        began = time.perf_counter()
        x = self.input(image)
        return self._read(self.net(x), image.shape[:2], began)

    @torch.no_grad()
    def predict_from(self, features: Features, working: tuple[int, int], size: tuple[int, int]) -> Prediction:
        """The prediction of cached features: the heads alone run. size: (H, W) of the image."""
        began = time.perf_counter()
        return self._read(self.net.score(features, working), size, began)

    def _read(self, scores: Tensor, size: tuple[int, ...], began: float) -> Prediction:
        labels = argmax_at(scores, (size[0], size[1]))
        top = scores.amax(1)  # (1, h, w)
        share = torch.exp(top - torch.logsumexp(scores.float(), 1))
        confidence = (share * 255).round_().clamp_(0, 255).to(torch.uint8)[0].cpu().numpy()
        milliseconds = (time.perf_counter() - began) * 1000
        return Prediction(labels, confidence, scores[0], milliseconds)


def argmax_at(scores: Tensor, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Scores (1, C, h, w) -> (H, W) uint8 argmax, the scores upsampled strip by strip where H, W differ."""
    if tuple(scores.shape[2:]) == size:
        return scores.argmax(1).to(torch.uint8)[0].cpu().numpy()
    labels = np.empty(size, np.uint8)
    for row, strip in upsampled_strips(scores, size):
        labels[row : row + strip.shape[2]] = strip.argmax(1).to(torch.uint8)[0].cpu().numpy()
    return labels


def upsampled_strips(scores: Tensor, size: tuple[int, int]) -> Iterator[tuple[int, Tensor]]:
    """Yield (first row, (1, C, rows, W)) of the scores at `size`; together they equal one bilinear interpolation."""
    height, width = size
    wide = F.interpolate(scores.float(), size=(scores.shape[2], width), mode="bilinear", align_corners=False)
    rows = max(1, _STRIP_BYTES // (4 * scores.shape[1] * width))
    at = (torch.arange(height, device=scores.device) + 0.5) * (scores.shape[2] / height) - 0.5
    at = at.clamp(0, scores.shape[2] - 1)
    low = at.floor().long()
    high = (low + 1).clamp(max=scores.shape[2] - 1)
    share = (at - low)[:, None]
    for row in range(0, height, rows):
        part = slice(row, row + rows)
        yield row, torch.lerp(wide[:, :, low[part]], wide[:, :, high[part]], share[part])


@torch.no_grad()
def heatmap(scores: Tensor, index: int) -> NDArray[np.uint8]:
    """Scores (C, h, w) -> softmax of one class x 255, (h, w) uint8."""
    share = scores.float().softmax(0)[index]
    return (share * 255).round_().to(torch.uint8).cpu().numpy()


@torch.no_grad()
def uncertainty(scores: Tensor) -> NDArray[np.uint8]:
    """Scores (C, h, w) -> entropy over its greatest possible value, x 255, (h, w) uint8."""
    logs = scores.float().log_softmax(0)
    entropy = -(logs.exp() * logs).sum(0)
    greatest = float(np.log(max(2, scores.shape[0])))
    return (entropy / greatest * 255).round_().clamp_(0, 255).to(torch.uint8).cpu().numpy()


@torch.no_grad()
def margin(scores: Tensor) -> NDArray[np.uint8]:
    """Scores (C, h, w) -> 1 - (p1 - p2) of the two most probable classes, x 255, (h, w) uint8; 0 of one class."""
    if scores.shape[0] < 2:
        return np.zeros(tuple(scores.shape[1:]), np.uint8)
    first, second = scores.float().softmax(0).topk(2, dim=0).values
    return ((1 - (first - second)) * 255).round_().clamp_(0, 255).to(torch.uint8).cpu().numpy()
