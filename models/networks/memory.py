"""Memory: what the heads read at pixels of the training images, so that teaching something new does not undo the old.

A checkpoint may carry a few hundred of these vectors. Live learning holds the network to what it said of them.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from models.errors import ModelError
from models.fcn import SCORES, Fcn


@dataclass(frozen=True)
class Memory:
    """levels: (M, D) uint8, each channel in steps of its scale; scales: (D,) float; D = the heads' input channels."""

    levels: Tensor
    scales: Tensor

    def check(self, net: Fcn) -> None:
        """Raise ModelError unless the vectors are of this network's heads."""
        width = sum(_widths(net))
        is_right = (
            self.levels.ndim == 2
            and self.levels.dtype == torch.uint8
            and self.levels.shape[0] > 0
            and self.levels.shape[1:] == self.scales.shape == (width,)
            and bool(torch.isfinite(self.scales).all())
        )
        if not is_right:
            raise ModelError(f"Its memory is not {width} values a pixel, as its network needs.")

    def vectors(self, net: Fcn, device: torch.device) -> list[Tensor]:
        """(M, C) float for each score layer of `net`, deepest first."""
        values = self.levels.to(device).float() * self.scales.to(device).float()
        return list(values.split(_widths(net), 1))


def _widths(net: Fcn) -> list[int]:
    return [net.heads[name].in_channels for name in SCORES if name in net.heads]  # type: ignore[misc]
