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
from models.fcn import Fcn, Features, joined
from models.prediction.enlarging import enlarged_labels
from models.prediction.graphs import Replayed
from models.prediction.pixels import Pixels, best_classes, read_scores, upload
from models.prediction.runners import make_runner, settled

_STRIP_BYTES = 2_000_000  # scores upsampled at once: they stay in the cache, and memory does not follow the image


@dataclass(frozen=True)
class Prediction:
    """What the network says of one image.

    labels: (H, W) uint8, the argmax at the image's size. confidence: (h, w) uint8, the softmax of that class x 255, at
    the working size. scores: (C, h, w) float32 on the device, at the working size. milliseconds: from pixels to labels.
    """

    labels: NDArray[np.uint8]
    confidence: NDArray[np.uint8]
    scores: Tensor
    milliseconds: float


class Predictor:
    """A network on a device. Not safe for two threads at once; holds no image.

    The trunk, fc6 and fc7 run in the engine's precision; the heads, and so the scores, are float32: rounding costs
    labels there, where classes lie close, and what was taught is not rounded.
    """

    def __init__(self, checkpoint: Checkpoint, engine: Engine) -> None:
        self.checkpoint = checkpoint
        self.engine = settled(engine, checkpoint.config)
        self._patience = 2 if engine.backend == "auto" else 0  # an engine that was asked for by name runs at once
        self.normalisation: Normalisation = checkpoint.normalisation
        self._normalise = Pixels(self.normalisation, self.engine.device)
        self.use_network(checkpoint.network())

    def use_network(self, net: Fcn) -> None:
        """Take another network. Below the heads its weights are cast in place, all are moved in place."""
        device = self.engine.device
        net.to(device, memory_format=memory_format(device))  # type: ignore[call-overload]
        for part in net.below_heads():
            part.to(self.engine.dtype)
        self.net = net.eval()
        self._runner = make_runner(net, self.engine, patience=self._patience)
        self._use_heads()

    def use_heads(self, net: Fcn) -> None:
        """Take the heads of a network that has the same trunk; they are shared, not copied, and must be float32."""
        self.net = self.net.with_heads(net.heads, net.config)
        self._use_heads()

    def _use_heads(self) -> None:
        self._uses_companion = self.net.uses_companion()
        self._replayed = Replayed(self._compute)  # a recorded graph reads the heads it was recorded with

    def working_size(self, height: int, width: int) -> tuple[int, int]:
        """The size at which an image is predicted: the long side is at most the checkpoint's max_side."""
        limit = self.checkpoint.max_side
        if limit is None or max(height, width) <= limit:
            return height, width
        scale = limit / max(height, width)
        return max(1, round(height * scale)), max(1, round(width * scale))

    def _pixels(self, images: list[NDArray[np.uint8]], share: float = 1.0) -> Tensor:
        """(H, W, 3) uint8 of one size -> (N, h, w, 3) uint8 on the device, at a share of the working size."""
        pixels = upload(images, self.engine.device)
        height, width = self.working_size(*pixels.shape[1:3])
        size = (max(1, round(height * share)), max(1, round(width * share)))
        if size == pixels.shape[1:3]:
            return pixels
        x = pixels.permute(0, 3, 1, 2)
        if x.device.type != "cpu":  # only the CPU interpolates bytes with antialiasing
            x = F.interpolate(x.float(), size=size, mode="bilinear", antialias=True, align_corners=False)
            return x.round_().clamp_(0, 255).to(torch.uint8).permute(0, 2, 3, 1)
        return F.interpolate(x, size=size, mode="bilinear", antialias=True, align_corners=False).permute(0, 2, 3, 1)

    def input(self, image: NDArray[np.uint8]) -> Tensor:
        """(H, W, 3) uint8 RGB -> (1, 3, h, w) normalised, on the device, at the working size."""
        return self._normalise(self._pixels([image]), self.engine.dtype)

    def shrunk(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(H, W, 3) uint8 RGB -> the same at the working size (h, w, 3), as the network sees it."""
        return self._pixels([image])[0].cpu().numpy()

    @torch.no_grad()
    def features(self, image: NDArray[np.uint8]) -> tuple[Features, tuple[int, int]]:
        """What the heads read, both trunks, as plain tensors that heads can train on; and the working size."""
        x = self.input(image)
        own = self._runner.own(x)
        features = own if self.net.companion is None else joined(own, self._runner.beside(x))
        return features, (x.shape[2], x.shape[3])

    def predict(self, image: NDArray[np.uint8], share: float = 1.0) -> Prediction:
        """(H, W, 3) uint8 RGB -> Prediction. share: of the working size's sides, at which it is predicted, up to 1."""
        return self.predict_many([image], share)[0]

    @torch.no_grad()
    def predict_many(self, images: list[NDArray[np.uint8]], share: float = 1.0) -> list[Prediction]:
        """Images of one size -> their predictions, in one pass on a GPU; the time is shared among them."""
        if self.engine.device.type == "cpu" and len(images) > 1:  # one image fills a CPU's cores, and its caches
            return [prediction for image in images for prediction in self.predict_many([image], share)]
        began = time.perf_counter()
        pixels = self._pixels(images, share)
        is_recorded = self.engine.device.type == "cuda" and self.engine.backend == "torch"
        scores, labels, confidence = (self._replayed if is_recorded else self._compute)(pixels)
        return _predictions(scores, labels, confidence, images[0].shape[:2], began)

    def _compute(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """(N, h, w, 3) uint8 -> scores (N, C, h, w) float32, labels and confidence (N, h, w) uint8; device only."""
        x = self._normalise(pixels, self.engine.dtype)
        features = self._runner.own(x)
        if self._uses_companion:
            features = joined(features, self._runner.beside(x))
        scores = self.net.score(features, (x.shape[2], x.shape[3]))
        return scores, *read_scores(scores)

    @torch.no_grad()
    def predict_from(
        self, features: Features, working: tuple[int, int], size: tuple[int, int], added: Tensor | None = None
    ) -> Prediction:
        """The prediction of cached features: the heads alone run. size: (H, W) of the image.

        added: (1, C, h, w) at the working size, added to the scores.
        """
        began = time.perf_counter()
        scores = self.net.score(features, working)
        if added is not None:
            scores = scores + added
        return _predictions(scores, *read_scores(scores), size, began)[0]


def _predictions(
    scores: Tensor, labels: Tensor, confidence: Tensor, size: tuple[int, ...], began: float
) -> list[Prediction]:
    if tuple(scores.shape[2:]) == tuple(size):
        maps = list(labels.cpu().numpy())
    else:
        maps = [argmax_at(one[None], (size[0], size[1])) for one in scores]
    shares = confidence.cpu().numpy()
    milliseconds = (time.perf_counter() - began) * 1000 / len(maps)
    return [Prediction(*found, milliseconds) for found in zip(maps, shares, scores, strict=True)]


def argmax_at(scores: Tensor, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Scores (1, C, h, w) -> (H, W) uint8 argmax, the scores upsampled strip by strip where H, W differ."""
    if tuple(scores.shape[2:]) == size:
        return best_classes(scores)[0].cpu().numpy()
    if scores.device.type == "cpu" and size[0] >= scores.shape[2] and size[1] >= scores.shape[3]:
        return enlarged_labels(scores[0].float().numpy(), size)
    labels = np.empty(size, np.uint8)
    for row, strip in upsampled_strips(scores, size):
        labels[row : row + strip.shape[2]] = best_classes(strip)[0].cpu().numpy()
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
        # index_select copies whole rows, a fifth of the time of an index in brackets
        yield row, torch.lerp(wide.index_select(2, low[part]), wide.index_select(2, high[part]), share[part])


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
def two_best(scores: Tensor) -> NDArray[np.uint8]:
    """Scores (C, h, w), C at least 2 -> (2, h, w) uint8: the most probable class of each pixel, and the next."""
    return scores.topk(2, dim=0).indices.to(torch.uint8).cpu().numpy()


def margin(scores: Tensor) -> NDArray[np.uint8]:
    """Scores (C, h, w) -> 1 - (p1 - p2) of the two most probable classes, x 255, (h, w) uint8; 0 of one class."""
    if scores.shape[0] < 2:
        return np.zeros(tuple(scores.shape[1:]), np.uint8)
    first, second = scores.float().softmax(0).topk(2, dim=0).values
    return ((1 - (first - second)) * 255).round_().clamp_(0, 255).to(torch.uint8).cpu().numpy()
