"""Tiles: parts of an image that are predicted one by one and together give exactly what the whole image would.

A score depends on the pixels of its receptive field alone. Each tile therefore reads a margin around the part it
answers for, as wide as that field reaches, and begins on a multiple of the greatest stride, so that its feature maps
lie where the whole image's would. No seam is left to blend away: the tiles' scores are the whole image's.
"""

import math
from dataclasses import dataclass

from torch import nn

from models.fcn import Fcn
from models.networks.dilated import SkiplessFcn
from models.networks.upsampling import Upsampling

STEP = 32  # the greatest stride: where every feature map of a tile falls on one of the whole image's


@dataclass(frozen=True)
class Part:
    """A rectangle of an image, rows and columns half open."""

    row0: int
    col0: int
    row1: int
    col1: int

    @property
    def height(self) -> int:
        return self.row1 - self.row0

    @property
    def width(self) -> int:
        return self.col1 - self.col0

    @property
    def slices(self) -> tuple[slice, slice]:
        return slice(self.row0, self.row1), slice(self.col0, self.col1)

    def grown(self, margin: int, height: int, width: int) -> "Part":
        """The part and `margin` pixels around it, as far as an image of height x width has them."""
        return Part(
            max(0, self.row0 - margin),
            max(0, self.col0 - margin),
            min(height, self.row1 + margin),
            min(width, self.col1 + margin),
        )

    def within(self, other: "Part") -> "Part":
        """The same rectangle, counted from the corner of one that holds it."""
        return Part(self.row0 - other.row0, self.col0 - other.col0, self.row1 - other.row0, self.col1 - other.col0)


def receptive_margin(net: Fcn) -> int:
    """Pixels around a tile that its scores can depend on: the reach of fc6's field and of every upsampling.

    A multiple of the greatest stride: 192 for SqueezeNet, 256 for VGG16 (its fc7 sees 404 pixels, Long et al. 2015).
    """
    if isinstance(net, SkiplessFcn):
        return math.ceil((net.reach + 2 * net.grid.stride) / STEP) * STEP  # a pixel is mixed of two cells a side
    field, stride = 1, 1
    for stage in (net.trunk.stage8, net.trunk.stage16, net.trunk.stage32):
        for layer in stage.modules():
            if isinstance(layer, nn.Conv2d | nn.MaxPool2d):
                kernel, jump = (_one(value) for value in (layer.kernel_size, layer.stride))
                field += (kernel - 1) * stride
                stride *= jump
    field += (net.trunk.fc_kernel - 1) * stride
    reach = (field - 1) / 2 + 1  # one more, because the last crop falls on whole pixels
    for layer in net.heads.values():
        if isinstance(layer, Upsampling):  # 2s x 2s outputs a cell, so half a fine cell less than one coarse cell
            fine = stride // layer.stride
            reach += stride - fine / 2
            stride = fine
    return math.ceil(reach / STEP) * STEP


def _one(value: object) -> int:
    first = value[0] if isinstance(value, tuple) else value
    assert isinstance(first, int)
    return first


def least_side(margin: int) -> int:
    """The smallest tile that is still of use: with less than this between its margins, work grows a hundredfold."""
    return 2 * margin + 4 * STEP


def split(part: Part, side: int, margin: int) -> list[Part]:
    """The part cut so that each piece, with its margins, is a tile of at most `side` x `side` pixels.

    side: at least `least_side(margin)`. Pieces begin on multiples of the greatest stride where the part does.
    """
    inner = max(STEP, (side - 2 * margin) // STEP * STEP)
    return [
        Part(row, col, min(row + inner, part.row1), min(col + inner, part.col1))
        for row in range(part.row0, part.row1, inner)
        for col in range(part.col0, part.col1, inner)
    ]
