"""Lessons: what live learning keeps of each image."""

from dataclasses import dataclass, replace

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from models.fcn import Fcn, Features
from models.live.examples import Examples
from models.live.likeness import Surroundings


@dataclass(frozen=True)
class Correction:
    """What strokes on an image add to its scores: P places (P, 2) int16, their descriptors (P, d) and pulls (P, C)."""

    places: Tensor
    near: Tensor
    pulls: Tensor

    def with_classes(self, count: int) -> "Correction":
        """With `count` classes more. The mean of the others is zero, as the heads' scores', so the new stay at zero."""
        if not count:
            return self
        return replace(self, pulls=F.pad(self.pulls - self.pulls.mean(1, keepdim=True), (0, count)))


@dataclass
class Lesson:
    """What is kept of one image: its features, the image at the working size, and its examples.

    vectors: (P, D) what the heads read at the examples, of unit power; said: (P, C) what the network said there before
    it was taught; near: (P, d) their descriptors. shown: (classes, h, w) uint8, what was predicted when the
    image was first shown (likeness.roots_of). correction: the one in use for predictions. is_settled: whether what is
    shown counts as right where nothing was painted, for the person has gone on to another image.
    """

    features: Features
    image: NDArray[np.uint8]
    size: tuple[int, int]
    examples: Examples
    vectors: Tensor
    said: Tensor
    near: Tensor
    shown: Tensor
    surroundings: Surroundings | None = None
    correction: Correction | None = None
    is_settled: bool = False

    @property
    def working(self) -> tuple[int, int]:
        return self.image.shape[0], self.image.shape[1]

    @property
    def is_to_settle(self) -> bool:
        """Whether it was taught since it was last settled."""
        return bool(len(self.examples)) and not self.is_settled

    @property
    def nbytes(self) -> int:
        tensors = (*self.features, self.vectors, self.said, self.near, self.shown)
        own = sum(each.numel() * each.element_size() for each in tensors) + self.image.nbytes
        return own + (self.surroundings.nbytes if self.surroundings else 0)

    def keep(self, stays: NDArray[np.bool_]) -> None:
        """Drop what belongs to examples that are no longer there."""
        index = torch.from_numpy(np.flatnonzero(stays)).to(self.vectors.device)
        self.vectors, self.said, self.near = self.vectors[index], self.said[index], self.near[index]

    @property
    def device(self) -> torch.device:
        return self.features[0].device

    def places(self) -> tuple[Tensor, Tensor, Tensor]:
        """(P,) each: rows, columns and truths of the examples, on the device."""
        examples = self.examples
        rows, cols, truths = (
            torch.from_numpy(each).to(self.device) for each in (examples.rows, examples.cols, examples.truths)
        )
        return rows, cols, truths

    def said_of(self, classes: int) -> Tensor:
        """(P, classes): `said`, with zero for classes that were added since."""
        return F.pad(self.said, (0, classes - self.said.shape[1]))

    def correct(self) -> Tensor | None:
        """(1, C, h, w): what the correction adds to the scores of every pixel; None for nothing."""
        if self.correction is None or self.surroundings is None:
            return None
        return self.surroundings.spread(self.correction.near, self.correction.pulls)

    def scores_at(self, net: Fcn, rows: Tensor, cols: Tensor, *, corrected: bool) -> Tensor:
        """(C, P): the scores of a network at pixels of the working size; corrected, as they are shown."""
        scores = net.score_at(self.features, self.working, rows, cols).float()
        if not corrected or self.correction is None or self.surroundings is None:
            return scores
        return scores + self.surroundings.spread_to(rows, cols, self.correction.near, self.correction.pulls).T

    def scores_on_image(self, net: Fcn) -> Tensor:
        """(C, P): the corrected scores where the examples lie on the image, between working pixels if it is larger."""
        at_rows, at_cols, _ = self.places()
        rows, below, down = _neighbours(at_rows, self.working[0], self.size[0])
        cols, beside, right = _neighbours(at_cols, self.working[1], self.size[1])
        corners = torch.cat((rows, rows, below, below)), torch.cat((cols, beside, cols, beside))
        scores = self.scores_at(net, *corners, corrected=True).unflatten(1, (4, -1))
        return torch.lerp(
            torch.lerp(scores[:, 0], scores[:, 1], right), torch.lerp(scores[:, 2], scores[:, 3], right), down
        )


def _neighbours(places: Tensor, small: int, full: int) -> tuple[Tensor, Tensor, Tensor]:
    """Along one axis: the two working pixels around the image's pixel that `places` were read at, and how far between.

    As `predictor.upsampled_strips` interpolates.
    """
    read = ((places + 0.5) * full / small).floor()
    at = ((read + 0.5) * small / full - 0.5).clamp(0, small - 1)
    low = at.floor()
    return low.long(), (low + 1).clamp(max=small - 1).long(), at - low
