"""Memory: what the heads read at pixels of the training images, so that teaching something new does not undo the old.

A checkpoint may carry a few hundred of these vectors. Live learning holds the network to what it said of them.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from models.errors import ModelError
from models.fcn import SCORES, Fcn, Features


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


def linear_scores(net: Fcn, vectors: list[Tensor]) -> Tensor:
    """(M, C) scores of vectors as if every map were constant around the pixel: `net.score` far from borders."""
    fused = torch.empty(0)
    for name, vector in zip(SCORES, vectors, strict=False):
        layer = net.heads[name]
        scored = F.linear(vector, layer.weight[:, :, 0, 0], layer.bias)  # type: ignore[index,arg-type]
        if name == "score_fr":
            fused = scored
            continue
        up, fuse = ("upscore2", "fuse_pool4") if name == "score_pool4" else ("upscore_pool4", "fuse_pool3")
        fused = _flat(net.heads[up], fused)
        if fuse in net.heads:
            mix = net.heads[fuse]
            fused = F.linear(torch.cat((fused, scored), 1), mix.weight[:, :, 0, 0], mix.bias)  # type: ignore[index,arg-type]
        else:
            fused = fused + scored
    return _flat(net.heads[net.last_name], fused)


def _flat(up: torch.nn.Module, scores: Tensor) -> Tensor:
    """A deconvolution of constant maps, (M, C) -> (M, C): the mean over its phases."""
    weight: Tensor | None = up.weight  # type: ignore[assignment]
    if weight is None:
        return scores
    return scores @ (weight.sum((2, 3)) / up.stride**2)  # type: ignore[operator]


@torch.no_grad()
def vector_at(net: Fcn, features: Features, row: float, col: float) -> Tensor:
    """(D,) what the heads read at one pixel of the input, each map interpolated bilinearly."""
    parts = []
    for feature, grid in zip(features, net.feature_grids(), strict=True):
        height, width = feature.shape[2], feature.shape[3]
        y, x = (row - grid.origin) / grid.stride, (col - grid.origin) / grid.stride
        place = torch.tensor([2 * x / max(width - 1, 1) - 1, 2 * y / max(height - 1, 1) - 1], device=feature.device)
        at = F.grid_sample(feature.float(), place[None, None, None], padding_mode="border", align_corners=True)
        parts.append(at[0, :, 0, 0])
    return torch.cat(parts)
