"""The scale at which live learning sees what the heads read: channels at unit power, each map alike, a constant."""

from collections.abc import Sequence

import torch
from torch import Tensor

from models.fcn import Fcn, Features
from models.live.linear_heads import with_added

_ONE = 0.3  # the constant among a pixel's values, whose weight is the bias


class Scaling:
    """power: (channels,) for each score layer, deepest first: what its channels are divided by."""

    def __init__(self, power: Sequence[Tensor]) -> None:
        self.power = list(power)

    @classmethod
    def of(cls, features: Features) -> "Scaling":
        """Each channel's root mean square in an image's maps, kept above a twentieth of the map's own."""
        power = []
        for feature in features:
            found = feature[0].float().square().mean((1, 2)).sqrt()
            power.append(found.clamp(min=float(found.square().mean().sqrt()) / 20 + 1e-6))
        return cls(power)

    @classmethod
    def read(cls, channels: Tensor, net: Fcn) -> "Scaling":
        """From the power of all maps' channels one after another, (D,)."""
        return cls(channels.split(net.score_widths()))

    def factors(self) -> Tensor:
        """(D + 1,): what the values of all maps and the constant are multiplied by."""
        shares = [1 / power / power.numel() ** 0.5 for power in self.power]
        return torch.cat((*shares, torch.full_like(shares[0][:1], _ONE)))

    def scaled(self, vectors: Sequence[Tensor]) -> Tensor:
        """(P, D + 1) of what P pixels have in each map, (P, channels) each."""
        return torch.cat((*vectors, torch.ones_like(vectors[0][:, :1])), 1) * self.factors()

    def taught(self, base: Fcn, weights: Tensor, turn: Tensor) -> Fcn:
        """`base` with weights (D + 1, C) on scaled vectors added, and its centred scores turned by (C, C)."""
        *parts, bias = (weights * self.factors()[:, None]).split([*(len(power) for power in self.power), 1])
        return with_added(base, parts, bias, turn - turn.mean(0, keepdim=True))
