"""Memory: what the heads read at pixels of the training images, so that teaching something new does not undo the old.

A checkpoint may carry some hundred of these vectors, and how all of them vary together. Live learning holds the network
to what it said of the pixels, and makes it dear to say something new where there are many alike.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from models.errors import ModelError
from models.fcn import Fcn

_PREFIX = "memory."
_PIXELS = ("levels", "scales")
_MOMENTS = ("means", "deviations", "correlations")
_LEVELS = 32767
_ROUNDED = 1e-3  # by how much rounding may turn a direction of no variance into one below zero, of correlations
_FAINTEST = 1e-4  # the least deviation of a channel


@dataclass(frozen=True)
class Moments:
    """Of D channels: means (D,) and deviations (D,) float32, and correlations (D (D - 1) / 2,) int16, in steps of
    1/32767, of each channel with those before it."""

    means: Tensor
    deviations: Tensor
    correlations: Tensor

    @classmethod
    def of(cls, second: Tensor) -> "Moments":
        """second: (D + 1, D + 1), the mean outer product of a pixel's channels and 1, the last."""
        second = second.double()
        means = second[:-1, -1]
        covariances = second[:-1, :-1] - means[:, None] * means
        deviations = covariances.diagonal().clamp(min=_FAINTEST**2).sqrt()
        rows, cols = torch.tril_indices(len(means), len(means), -1)
        correlations = (covariances / deviations[:, None] / deviations)[rows, cols].clamp(-1, 1)
        return cls(means.float(), deviations.float(), (correlations * _LEVELS).round().to(torch.int16))

    def check(self, width: int) -> None:
        """Raise ModelError unless they are of `width` channels."""
        numbers = (self.means, self.deviations)
        is_right = (
            all(each.shape == (width,) and each.dtype == torch.float32 for each in numbers)
            and all(bool(torch.isfinite(each).all()) for each in numbers)
            and self.correlations.shape == (width * (width - 1) // 2,)
            and self.correlations.dtype == torch.int16
        )
        if not is_right:
            raise ModelError(f"The moments of its memory are not of {width} channels, as its network needs.")

    def second(self, device: torch.device) -> Tensor:
        """(D + 1, D + 1), as given."""
        width = len(self.means)
        steps = torch.zeros(width, width, dtype=self.correlations.dtype)
        for row, before in enumerate(
            self.correlations.split(list(range(width)))
        ):  # a third of the time that indices take
            steps[row, :row] = before
        correlations = steps.to(device).float() / _LEVELS
        correlations += correlations.T.clone()
        correlations.diagonal().fill_(1 + _ROUNDED)
        means, deviations = self.means.to(device), self.deviations.to(device)
        second = torch.ones(width + 1, width + 1, device=device)
        second[:-1, :-1] = correlations * deviations[:, None] * deviations + means[:, None] * means
        second[-1, :-1] = second[:-1, -1] = means
        return second


@dataclass(frozen=True)
class Memory:
    """levels: (M, D) uint8, each channel in steps of its scale; scales: (D,) float; D = the heads' input channels.

    moments: those of many more pixels of the training images; None in files of before they were kept.
    """

    levels: Tensor
    scales: Tensor
    moments: Moments | None = None

    @classmethod
    def take(cls, state: dict[str, Tensor]) -> "Memory | None":
        """Take it out of what a file holds; what is incomplete is left there, as keys too many."""
        names, more = ([_PREFIX + name for name in part] for part in (_PIXELS, _MOMENTS))
        if not all(name in state for name in names):
            return None
        levels, scales = (state.pop(name) for name in names)
        moments = Moments(*(state.pop(name) for name in more)) if all(name in state for name in more) else None
        return cls(levels, scales.float(), moments)

    def tensors(self) -> dict[str, Tensor]:
        """As they stand in a file."""
        found = dict(zip(_PIXELS, (self.levels, self.scales.half()), strict=True))
        if self.moments is not None:
            parts = (self.moments.means, self.moments.deviations, self.moments.correlations)
            found |= dict(zip(_MOMENTS, parts, strict=True))
        return {_PREFIX + name: value.detach().cpu().contiguous() for name, value in found.items()}

    def check(self, net: Fcn) -> None:
        """Raise ModelError unless the vectors are of this network's heads."""
        width = sum(net.score_widths())
        is_right = (
            self.levels.ndim == 2
            and self.levels.dtype == torch.uint8
            and self.levels.shape[0] > 0
            and self.levels.shape[1:] == self.scales.shape == (width,)
            and bool(torch.isfinite(self.scales).all())
        )
        if not is_right:
            raise ModelError(f"Its memory is not {width} values a pixel, as its network needs.")
        if self.moments is not None:
            self.moments.check(width)

    def vectors(self, net: Fcn, device: torch.device) -> list[Tensor]:
        """(M, C) float for each score layer of `net`, deepest first."""
        values = self.levels.to(device).float() * self.scales.to(device).float()
        return list(values.split(net.score_widths(), 1))

    def second_moments(self, device: torch.device) -> Tensor:
        """(D + 1, D + 1): the mean outer product of what the heads read at a pixel and 1, the last.

        Without moments it is that of the remembered pixels, which are fewer.
        """
        if self.moments is not None:
            return self.moments.second(device)
        values = self.levels.to(device).float() * self.scales.to(device).float()
        values = torch.cat((values, torch.ones_like(values[:, :1])), 1)
        return values.T @ values / len(values)
