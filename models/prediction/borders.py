"""VGG16 at padding 100 without the work that no image changes (Long et al. 2015, 4.1: padding 100 lets any size align).

More than half of conv1_2's cells at 500 x 500 see nothing but padding. Such cells hold one constant vector per layer,
except near the outer edge, where the zero padding of the later convolutions reaches in. So stages 1 to 4 are computed
where the image reaches, with that constant around it, and laid into the maps of an empty image. Those repeat their
middle, so an empty image of at most 16 x 16 pixels gives them for every size of the same remainders.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.trunks import Vgg16

_PADDING = 100
_STRIDE = 16  # of stage 4's output: sizes of equal remainder have equal borders


@dataclass(frozen=True)
class Window:
    """Along one axis of one stage: how far the input is widened by the constant, and where the pooled output lies."""

    before: int
    after: int
    start: int
    stop: int
    whole: int  # cells of the whole output map


def windows(length: int, convolutions: tuple[int, ...]) -> list[Window] | None:
    """The windows of each stage for `length` pixels, None where they would reach the outer edge's influence.

    convolutions: 3x3 ones in each stage. Positions are those of conv1_1's output, which has one cell less on each side
    than the padded image.
    """
    whole, start, stop = length + 2 * _PADDING - 2, _PADDING - 1, _PADDING - 1 + length
    clean_from, clean_to = -1, whole + 1  # cells that no zero padding but the first, of zeros like the image's, changed
    found = []
    for count in convolutions:
        out_start = (start - count) // 2 * 2  # pools of 2 begin on even cells
        out_stop = -((stop + count) // -2) * 2
        before, after = start - (out_start - count), (out_stop + count) - stop
        if out_start - count < clean_from or out_stop + count > clean_to:
            return None
        clean_from, clean_to = -((clean_from + count) // -2), (clean_to - count) // 2
        start, stop, whole = out_start // 2, out_stop // 2, -(whole // -2)  # ceil mode
        found.append(Window(before, after, start, stop, whole))
    return found


class BorderedVgg16:
    """The same maps as `trunk(x)`, to within rounding, in about two thirds of the work at 500 x 500.

    trunk: VGG16 with padding "paper", whose weights stay as they are from here on. Without gradient.
    """

    def __init__(self, trunk: Vgg16) -> None:
        self._trunk = trunk
        self._stages = _stages(trunk)
        self._counts = tuple(len(stage) for stage in self._stages)
        # Never dropped, half a megabyte for each of 256 pairs of remainders: a recorded CUDA graph reads them in place.
        self._empty: dict[tuple[int, int], tuple[list[Tensor], Tensor, Tensor]] = {}

    @torch.no_grad()
    def __call__(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(N, 3, H, W) -> features at strides 8, 16 and 32."""
        rows, cols = windows(x.shape[2], self._counts), windows(x.shape[3], self._counts)
        if rows is None or cols is None:
            return self._trunk(x)
        constants, at8, at16 = self._of_empty(x)
        for index, (stage, row, col) in enumerate(zip(self._stages, rows, cols, strict=True)):
            x = _widen(x, constants[index], row, col)
            for layer in stage:
                x = torch.relu_(F.conv2d(x, layer.weight, layer.bias))
            x = F.max_pool2d(x, 2)
            if index == 2:
                inner8 = x
        at8 = _laid_into(at8, inner8, rows[2], cols[2])
        at16 = _laid_into(at16, x, rows[3], cols[3])
        return at8, at16, self._trunk.stage32(at16)

    def _of_empty(self, x: Tensor) -> tuple[list[Tensor], Tensor, Tensor]:
        """Of an empty image of the same remainders: the constant before each stage, the maps at strides 8 and 16."""
        small = ((x.shape[2] - 1) % _STRIDE + 1, (x.shape[3] - 1) % _STRIDE + 1)
        if small in self._empty:
            return self._empty[small]
        y = torch.zeros(1, 3, *small, dtype=x.dtype, device=x.device)
        y = y.contiguous(memory_format=torch.channels_last)
        constants, maps = [y[:, :, :1, :1]], []
        for stage in self._stages:
            for layer in stage:
                y = torch.relu_(layer(y))
            y = F.max_pool2d(y, 2, ceil_mode=True)
            constants.append(y[:, :, y.shape[2] // 2, y.shape[3] // 2, None, None].clone())
            maps.append(y)
        self._empty[small] = constants, maps[2], maps[3]
        return self._empty[small]


def _stages(trunk: Vgg16) -> list[list[nn.Conv2d]]:
    """The convolutions of stages 1 to 4."""
    stages: list[list[nn.Conv2d]] = [[]]
    for layer in (*trunk.stage8, *trunk.stage16):
        if isinstance(layer, nn.Conv2d):
            stages[-1].append(layer)
        elif isinstance(layer, nn.MaxPool2d):
            stages.append([])
    return stages[:-1]


def _widen(x: Tensor, constant: Tensor, row: Window, col: Window) -> Tensor:
    """`x` with the constant (1, C, 1, 1) around it."""
    size = (row.before + x.shape[2] + row.after, col.before + x.shape[3] + col.after)
    wide = constant.expand(x.shape[0], -1, *size).contiguous(memory_format=torch.channels_last)
    wide[:, :, row.before : row.before + x.shape[2], col.before : col.before + x.shape[3]] = x
    return wide


def _laid_into(small: Tensor, inner: Tensor, row: Window, col: Window) -> Tensor:
    """The map of an empty image, its middle repeated up to the whole size, with `inner` in its place."""
    rows = _repeating_middle(small.shape[2], row.whole, small.device)
    cols = _repeating_middle(small.shape[3], col.whole, small.device)
    whole = small[:, :, rows[:, None], cols].expand(inner.shape[0], -1, -1, -1)
    whole = whole.contiguous(memory_format=torch.channels_last)
    if whole.data_ptr() == small.data_ptr():
        whole = whole.clone()
    whole[:, :, row.start : row.stop, col.start : col.stop] = inner
    return whole


def _repeating_middle(small: int, whole: int, device: torch.device) -> Tensor:
    """Indices into `small` cells that repeat the middle one until there are `whole`."""
    index = torch.arange(whole, device=device)
    return torch.where(index < small // 2, index, (index - (whole - small)).clamp(min=small // 2))
