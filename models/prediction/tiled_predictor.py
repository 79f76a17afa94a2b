"""TiledPredictor: images of any size in bounded memory, and what is done when memory runs out."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from models.errors import ModelError
from models.prediction.tiling import STEP, Part, least_side, receptive_margin, split
from models.prediction.working_memory import free_bytes, half_of, is_out_of_memory, needed_bytes
from models.predictor import Prediction, Predictor, argmax_at, upsampled_strips

#: Beyond it a prediction is cut into tiles even where more is free: the rest of the machine works on.
_MOST_BYTES = {"cpu": 1_500_000_000, "cuda": 8_000_000_000, "mps": 2_000_000_000}
_LONGEST = 2048  # a longer tile is no quicker

Take = Callable[[Part, Tensor], None]


@dataclass(frozen=True)
class TiledPrediction:
    """What the network says of one image of any size.

    labels: (H, W) uint8 at the image's size. confidence: (h, w) uint8, the softmax of that class x 255, at the
    working size. tiles: how many parts it was predicted in, 1 for the whole image at once. steps: a sentence for each
    way in which the prediction had to give way to too little memory.
    """

    labels: NDArray[np.uint8]
    confidence: NDArray[np.uint8]
    tiles: int
    steps: tuple[str, ...]
    milliseconds: float


class TiledPredictor:
    """A predictor that never holds the scores of a large image at once. Not safe for two threads at once.

    tile: the side of a tile in pixels, margins included; "auto": what fits, only where the whole image would not;
    "off": never. say: is told each sentence as it happens. Where memory runs out it goes on with smaller tiles, then
    in half precision, then on the CPU, and stays there; what was predicted before is kept.
    """

    def __init__(
        self, predictor: Predictor, *, tile: int | str = "auto", say: Callable[[str], None] = lambda sentence: None
    ) -> None:
        self.predictor, self._say = predictor, say
        self._margin = receptive_margin(predictor.net)
        self._least = least_side(self._margin)
        self._tile = tile
        self._given = None if tile in ("auto", "off") else self._checked(tile)
        self._side = self._given  # of a tile; None as long as nothing forces one
        self._told: set[int] = set()  # the sides that were said
        self.steps: list[str] = []

    def _checked(self, tile: int | str) -> int:
        if not str(tile).isdecimal():
            raise ModelError(f"--tile is {tile}; it must be auto, off, or a number of pixels.")
        if int(tile) < self._least:
            raise ModelError(
                f"--tile is {tile}; this network's scores depend on {self._margin} pixels around them, so a tile must "
                f"be at least {self._least} pixels wide."
            )
        return int(tile)

    def needed(self, height: int, width: int) -> int:
        """Bytes that predicting height x width pixels at once takes, the image itself left out."""
        net = self.predictor.net
        item = self.predictor.engine.dtype.itemsize
        return needed_bytes(net.config, height, width, item=item, companion=net.uses_companion())

    def predict(self, image: NDArray[np.uint8], *, take: Take | None = None) -> TiledPrediction:
        """(H, W, 3) uint8 RGB -> TiledPrediction.

        take: is given the scores part by part, (C, h, w) float on the device, at the image's size; the parts cover the
        image once. Raises ModelError if memory does not suffice even for the smallest tile on the CPU.
        """
        began, told = time.perf_counter(), len(self.steps)
        height, width = image.shape[:2]
        working = self.predictor.working_size(height, width)
        if working == (height, width):
            labels, confidence, tiles = self._full(image, take)
        else:
            labels, confidence, tiles = self._scaled(image, working, take)
        milliseconds = (time.perf_counter() - began) * 1000
        return TiledPrediction(labels, confidence, tiles, tuple(self.steps[told:]), milliseconds)

    def predict_many(
        self, images: list[NDArray[np.uint8]], *, takes: Sequence[Take | None] = ()
    ) -> list[TiledPrediction]:
        """As `predict` for images of one size, in one pass where they fit into memory together."""
        takes = takes or [None] * len(images)
        height, width = images[0].shape[:2]
        limit = min(free_bytes(self.predictor.engine.device) // 2, _most_bytes(self.predictor.engine.device))
        fits = self._side is None and len(images) * self.needed(*self.predictor.working_size(height, width)) <= limit
        if len(images) > 1 and fits:
            try:
                answers = self.predictor.predict_many(images)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                self._tell(f"Memory ran out at {len(images)} images at once: going on one by one.")
            else:
                return [_whole(answer, take) for answer, take in zip(answers, takes, strict=True)]
        return [self.predict(image, take=take) for image, take in zip(images, takes, strict=True)]

    def _full(self, image: NDArray[np.uint8], take: Take | None) -> tuple[NDArray[np.uint8], NDArray[np.uint8], int]:
        """Predict at the image's own size: labels and confidence are written tile by tile."""
        labels = np.empty(image.shape[:2], np.uint8)
        confidence = np.empty(image.shape[:2], np.uint8)

        def keep(part: Part, answer: Prediction, inner: Part) -> None:
            labels[part.slices] = answer.labels[inner.slices]
            confidence[part.slices] = answer.confidence[inner.slices]
            if take is not None:
                take(part, answer.scores[:, *inner.slices])

        return labels, confidence, self._by_parts(image, keep)

    def _scaled(
        self, image: NDArray[np.uint8], working: tuple[int, int], take: Take | None
    ) -> tuple[NDArray[np.uint8], NDArray[np.uint8], int]:
        """Predict at the working size, whose scores are small enough to keep, and bring them to the image's."""
        parts: list[tuple[Part, Tensor]] = []
        confidence = np.empty(working, np.uint8)

        def keep(part: Part, answer: Prediction, inner: Part) -> None:
            parts.append((part, answer.scores[:, *inner.slices]))
            confidence[part.slices] = answer.confidence[inner.slices]

        tiles = self._by_parts(shrunk(image, working), keep)
        scores, size = _joined(parts, working)[None], (image.shape[0], image.shape[1])
        if take is not None:
            for row, strip in upsampled_strips(scores, size):
                take(Part(row, 0, row + strip.shape[2], size[1]), strip[0])
        return argmax_at(scores, size), confidence, tiles

    def _by_parts(self, image: NDArray[np.uint8], keep: Callable[[Part, Prediction, Part], None]) -> int:
        """Predict the image in as few parts as memory allows; returns their number."""
        height, width = image.shape[:2]
        pending, done = [Part(0, 0, height, width)], 0
        planned = self._planned_side(height, width)
        while pending:
            part = pending.pop()
            tile = part.grown(self._margin, height, width)
            side = planned if self._side is None else self._side
            if side is not None and max(tile.height, tile.width) > side:
                pending += reversed(split(part, side, self._margin))
                continue
            answer = self._attempt(image[tile.slices])
            if answer is None:
                pending.append(part)
                continue
            keep(part, answer, part.within(tile))
            done += 1
        return done

    def _planned_side(self, height: int, width: int) -> int | None:
        """The side of the tiles if the whole would take more than there is; asked before anything runs."""
        if self._tile == "off" or self._side is not None:
            return None
        device = self.predictor.engine.device
        limit = min(free_bytes(device) // 2, _most_bytes(device))
        needed = self.needed(height, width)
        if needed <= limit:
            return None
        side = _LONGEST
        while side > self._least and self.needed(side, side) > limit:
            side -= 4 * STEP
        side = max(side, self._least)
        if max(height, width) > side and side not in self._told:
            self._told.add(side)
            self._tell(
                f"{width} x {height} pixels at once would take {needed / 1e9:.1f} GB: predicting in tiles of "
                f"{side} x {side}, {self.needed(side, side) / 1e9:.2f} GB each."
            )
        return side

    def _attempt(self, pixels: NDArray[np.uint8]) -> Prediction | None:
        """The prediction, or None after giving way because memory ran out."""
        try:
            return self.predictor.predict(pixels)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
        # Outside the handler: the exception's frames hold the tensors that have to go first.
        if self.predictor.engine.device.type == "cuda":
            torch.cuda.empty_cache()
        self._give_way(pixels.shape[0], pixels.shape[1])
        return None

    def _give_way(self, height: int, width: int) -> None:
        """Smaller tiles, then half precision, then the CPU. Raises ModelError where none is left."""
        engine, longest = self.predictor.engine, max(height, width)
        short = f"Memory ran out on {engine} at {width} x {height} pixels"
        half = half_of(engine)
        if self._tile != "off" and longest > self._least:
            self._side = max(self._least, math.ceil(longest / 2 / STEP) * STEP)
            self._tell(f"{short}: going on in tiles of {self._side} x {self._side}.")
        elif half is not None:
            self._use(precision=half)
            self._tell(f"{short}: going on in half precision ({half}), which rounds the scores.")
        elif engine.device.type != "cpu":
            self._use(device=torch.device("cpu"), precision="fp32")
            self._side = self._given
            self._tell(f"{short}: going on on the CPU, which is slower.")
        else:
            raise ModelError(f"{short}, and nothing smaller is left to try: close other programs, or use --tile auto.")

    def _use(self, **changes: object) -> None:
        self.predictor.engine = replace(self.predictor.engine, **changes)  # type: ignore[arg-type]
        self.predictor.use_network(self.predictor.net)

    def _tell(self, sentence: str) -> None:
        self.steps.append(sentence)
        self._say(sentence)


def _most_bytes(device: torch.device) -> int:
    return _MOST_BYTES.get(device.type, _MOST_BYTES["cpu"])


def _whole(answer: Prediction, take: Take | None) -> TiledPrediction:
    """The answer to an image that was predicted at once."""
    size = (answer.labels.shape[0], answer.labels.shape[1])
    if take is not None:
        for row, strip in upsampled_strips(answer.scores[None], size):
            take(Part(row, 0, row + strip.shape[2], size[1]), strip[0])
    return TiledPrediction(answer.labels, answer.confidence, 1, (), answer.milliseconds)


def _joined(parts: list[tuple[Part, Tensor]], size: tuple[int, int]) -> Tensor:
    """The scores (C, h, w) of all parts: as they are where the whole was one, else in the CPU's memory."""
    if len(parts) == 1:
        return parts[0][1]
    scores = torch.empty((parts[0][1].shape[0], *size), dtype=torch.float32)
    for part, values in parts:
        scores[:, *part.slices] = values
    return scores


def shrunk(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 -> (*size, 3) uint8, scaled as `Predictor.input` does on the CPU; no float copy of the image."""
    pixels = np.require(image, requirements=["C", "W"])  # torch warns of arrays that cannot be written
    x = torch.from_numpy(pixels).permute(2, 0, 1)[None]
    x = F.interpolate(x, size=size, mode="bilinear", antialias=True, align_corners=False)
    return np.ascontiguousarray(x[0].permute(1, 2, 0).numpy())
