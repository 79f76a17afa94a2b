"""How alike two pixels of one image are: by what the network sees there, by colour and texture, and by place.

A correction of one image (models.live.teaching) spreads from the strokes as far as pixels are alike, and no farther.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from models.trunks import Grid

_LEVELS = 255
_OVERSAMPLED = 8  # axes more than wanted: Halko, Martinsson and Tropp 2011, 4.1
_FINE = 0.7  # sigma in pixels at which texture is looked at
SHOWN_SPACING = 8  # pixels between the places at which it is kept what was first shown
_STEPS = 1_000_000  # pairs of pixels compared at once: the comparison stays in the cache


@dataclass(frozen=True)
class Lengths:
    """Distances over which likeness falls by exp(-1/2), of place by 1/sqrt(2).

    deep: in root mean squares of the finest feature map's `axes` main axes; lightness, color: in units of CIE Lab's L,
    and a and b, of a neighbourhood of sigma `blur` pixels; around_lightness, around_color: the same of a wider one,
    sigma `around`; texture: in L a pixel, how steep L is there across and down; place: in long sides of the image.
    spacing: pixels between the places at which a correction is computed. shown: how much it counts that the network
    said another class when the image was first shown, 0 for nothing: a wrong region is mended as one.
    """

    axes: int = 24
    deep: float = 2.0
    lightness: float = 8.0
    color: float = 20.0
    blur: float = 1.5
    around: float = 4.0
    around_lightness: float = 8.0
    around_color: float = 16.0
    texture: float = 1.0
    place: float = 0.12
    spacing: int = 4
    shown: float = 2.0


class Surroundings:
    """The descriptors of one image's pixels: see `likeness`."""

    def __init__(self, feature: Tensor, grid: Grid, image: NDArray[np.uint8], shown: Tensor, lengths: Lengths) -> None:
        """feature: (C, h, w) float, channels of one power, lying on the image as `grid` says; image: (H, W, 3) RGB.

        shown: (classes, h', w') uint8, see `roots_of`; of no class where that is not known.
        """
        self._grid, self._lengths = grid, lengths
        self.size = (image.shape[0], image.shape[1])
        self._deep = _main_axes(feature, lengths.axes) / lengths.deep  # (A, h, w)
        self._seen = torch.from_numpy(_seen(image, lengths)).to(feature.device)  # (8, H, W)
        self._shown = shown.to(feature.device).float() * (lengths.shown / _LEVELS)
        rows, cols = (torch.arange(-(-side // lengths.spacing), device=feature.device) for side in self.size)
        self.cells = (len(rows), len(cols))
        middle = (lengths.spacing - 1) / 2
        at_rows, at_cols = torch.meshgrid(
            rows * lengths.spacing + middle, cols * lengths.spacing + middle, indexing="ij"
        )
        self.everywhere = self.at(at_rows.reshape(-1), at_cols.reshape(-1))  # (cells, D)

    @property
    def nbytes(self) -> int:
        kept = (self._deep, self._seen, self._shown, self.everywhere)
        return sum(each.numel() * each.element_size() for each in kept)

    def at(self, rows: Tensor, cols: Tensor) -> Tensor:
        """(P, D) descriptors of P places in pixels; the last two say where they are."""
        rows, cols = rows.float(), cols.float()
        found = [sampled(self._deep, self._grid, rows, cols), sampled(self._seen, Grid(1, 0.0), rows, cols)]
        if len(self._shown):
            found.append(sampled(self._shown, Grid(SHOWN_SPACING, SHOWN_SPACING // 2), rows, cols))
        found.append(torch.stack((rows, cols), 1) / (self._lengths.place * max(self.size)))
        return torch.cat(found, 1)

    def spread(self, descriptors: Tensor, pulls: Tensor) -> Tensor:
        """(1, C, H, W): what P pixels of `descriptors` (P, D) and `pulls` (P, C) say of every pixel, between cells
        interpolated."""
        coarse = self._said_to(self.everywhere, descriptors, pulls).T.reshape(1, -1, *self.cells)
        spacing = self._lengths.spacing
        size = (self.cells[0] * spacing, self.cells[1] * spacing)
        fine = F.interpolate(coarse, size=size, mode="bilinear", align_corners=False)
        return fine[:, :, : self.size[0], : self.size[1]]

    def spread_to(self, rows: Tensor, cols: Tensor, descriptors: Tensor, pulls: Tensor) -> Tensor:
        """(Q, C): what `spread` gives at Q pixels, without the others."""
        row, col = (self._between(at, count) for at, count in zip((rows, cols), self.cells, strict=True))
        corners = [(y * self.cells[1] + x, down * right) for y, down in row for x, right in col]
        cells, at = torch.stack([cell for cell, _ in corners]).unique(return_inverse=True)
        said = self._said_to(self.everywhere[cells], descriptors, pulls)[at]  # (4, Q, C)
        return (said * torch.stack([weight for _, weight in corners])[..., None]).sum(0)

    def _between(self, places: Tensor, count: int) -> list[tuple[Tensor, Tensor]]:
        """Along one axis: the two cells around each place, and what they count."""
        at = ((places.float() + 0.5) / self._lengths.spacing - 0.5).clamp(0, count - 1)
        low = at.floor().long()
        return [(low, 1 - at.frac()), ((low + 1).clamp(max=count - 1), at.frac())]

    @staticmethod
    def _said_to(places: Tensor, descriptors: Tensor, pulls: Tensor) -> Tensor:
        step = max(1, _STEPS // max(1, len(descriptors)))
        return torch.cat([likeness(part, descriptors) @ pulls for part in places.split(step)])


def shown_places(size: tuple[int, int]) -> tuple[Tensor, Tensor, tuple[int, int]]:
    """Where on an image it is kept what was first shown: rows and columns (P,) int64, and how many of each."""
    along = [(torch.arange(-(-side // SHOWN_SPACING)) * SHOWN_SPACING + SHOWN_SPACING // 2).clamp(max=side - 1)
             for side in size]  # fmt: skip
    rows, cols = torch.meshgrid(*along, indexing="ij")
    return rows.reshape(-1), cols.reshape(-1), (len(along[0]), len(along[1]))


def roots_of(scores: Tensor) -> Tensor:
    """(C, P) scores -> (C, P) uint8: the roots of the probabilities x 255, whose distance is Hellinger's."""
    return (scores.float().softmax(0).sqrt() * _LEVELS).round_().to(torch.uint8)


def likeness(some: Tensor, others: Tensor) -> Tensor:
    """(P, D), (Q, D) descriptors -> (P, Q), 0-1: exp(-d²/2) of what is seen, times 1 / sqrt(1 + d²) of the place.

    The second is the rational quadratic kernel of alpha 1/2 (Rasmussen and Williams 2006, 4.19), which says something
    at any distance: what looks the same on the far side of an image is alike, though less.
    """
    seen = _squares(some[:, :-2], others[:, :-2]).mul_(-0.5).exp_()
    return seen.mul_(_squares(some[:, -2:], others[:, -2:]).add_(1).rsqrt_())


def _squares(some: Tensor, others: Tensor) -> Tensor:
    """(P, Q) squared distances."""
    squares = torch.addmm(others.square().sum(1)[None], some, others.T, alpha=-2).add_(some.square().sum(1)[:, None])
    return squares.clamp_(min=0)


def sampled(feature: Tensor, grid: Grid, rows: Tensor, cols: Tensor) -> Tensor:
    """(C, h, w), P places in pixels of the input -> (P, C), interpolated bilinearly, the border repeated."""
    height, width = feature.shape[1], feature.shape[2]
    y, x = (rows - grid.origin) / grid.stride, (cols - grid.origin) / grid.stride
    place = torch.stack((2 * x / max(width - 1, 1) - 1, 2 * y / max(height - 1, 1) - 1), -1)
    at = F.grid_sample(feature[None].float(), place[None, None].float(), padding_mode="border", align_corners=True)
    return at[0, :, 0].T


def _seen(image: NDArray[np.uint8], lengths: Lengths) -> NDArray[np.float32]:
    """(H, W, 3) RGB -> (8, H, W): colours, colours around, and texture, each in its lengths."""
    lab = cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    planes = np.empty((8, *image.shape[:2]), np.float32)
    scales = (lengths.lightness, lengths.color, lengths.color)
    around_scales = (lengths.around_lightness, lengths.around_color, lengths.around_color)
    for first, sigma, each in ((0, lengths.blur, scales), (3, lengths.around, around_scales)):
        smooth = cv2.GaussianBlur(lab, (0, 0), sigma)
        for channel, scale in enumerate(each):
            np.divide(smooth[:, :, channel], np.float32(scale), out=planes[first + channel])
    lightness = cv2.GaussianBlur(lab[:, :, 0], (0, 0), _FINE)
    for plane, axis in zip(planes[6:], ((1, 0), (0, 1)), strict=True):
        slope = cv2.Sobel(lightness, cv2.CV_32F, *axis, ksize=1, scale=0.5)
        np.sqrt(cv2.GaussianBlur(slope * slope, (0, 0), lengths.around), out=plane)
        plane /= np.float32(lengths.texture)
    return planes


def _main_axes(feature: Tensor, count: int) -> Tensor:
    """(C, h, w) -> (count or less, h, w): projected on the axes of greatest variance, together of unit power.

    Randomised subspace iteration (Halko, Martinsson and Tropp 2011, algorithm 4.4) with one step.
    """
    channels, height, width = feature.shape
    values = feature.reshape(channels, -1).T.float()  # (cells, C)
    values = values - values.mean(0)
    wanted = min(count + _OVERSAMPLED, *values.shape)
    start = torch.randn(channels, wanted, generator=torch.Generator().manual_seed(0)).to(values.device)
    basis = torch.linalg.qr(values.T @ (values @ start)).Q  # (C, wanted)
    basis = torch.linalg.qr(values.T @ (values @ basis)).Q
    turned = values @ basis
    _, turn = torch.linalg.eigh(turned.T @ turned)  # the greatest last
    projected = turned @ turn[:, -count:]
    power = projected.square().sum(1).mean().sqrt().clamp(min=1e-6)
    return (projected / power).T.reshape(-1, height, width)
