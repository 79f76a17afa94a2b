"""Trunks: the convolutions of ImageNet classifiers, read at strides 8, 16 and 32 (Long et al. 2015, section 4).

Every trunk keeps account of where its features lie. A `Grid` is the stride of a feature map and the position, in
input pixels, of its first row's centre; from these the cropping of every skip follows (the paper's 19, 5, 9, 27, 31
and 18 are what the arithmetic gives for padding 100).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

Padding = Literal["paper", "same"]


@dataclass(frozen=True)
class Grid:
    """Where a feature map lies over the input: row r has its centre at `origin + r * stride` input pixels."""

    stride: int
    origin: float

    def after(self, kernel: int, stride: int, padding: int) -> "Grid":
        """The grid of a convolution's or pool's output."""
        return Grid(self.stride * stride, self.origin + ((kernel - 1) / 2 - padding) * self.stride)


class Trunk(nn.Module):
    """A classifier's convolutions. Subclasses fill `stage8`, `stage16`, `stage32`, `grids` and `channels`.

    forward: (N, 3, H, W) float, normalised -> features at strides 8, 16 and 32.
    """

    channels: tuple[int, int, int]  # at strides 8, 16, 32
    grids: tuple[Grid, Grid, Grid]
    fc_kernel: int
    fc_width: int
    fc_dropout = 0.5
    has_odd_pools: bool  # centres of 3/2 pools fall on input rows, of 2/2 pools between them
    stage8: nn.Sequential
    stage16: nn.Sequential
    stage32: nn.Sequential

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        at8 = self.stage8(x)  # (N, channels[0], H/8, W/8)
        at16 = self.stage16(at8)  # (N, channels[1], H/16, W/16)
        return at8, at16, self.stage32(at16)  # (N, channels[2], H/32, W/32)

    def _trace_grids(self) -> None:
        grid = Grid(1, 0.0)
        grids = []
        for stage in (self.stage8, self.stage16, self.stage32):
            for layer in stage.modules():
                if isinstance(layer, nn.Conv2d | nn.MaxPool2d):  # a Fire's convolutions move no grid
                    kernel, stride, padding = (_one(v) for v in (layer.kernel_size, layer.stride, layer.padding))
                    grid = grid.after(kernel, stride, padding)
            grids.append(grid)
        self.grids = (grids[0], grids[1], grids[2])


def _one(value: object) -> int:
    first = value[0] if isinstance(value, tuple) else value
    if not isinstance(first, int):
        raise TypeError(f"{value!r} is no kernel size, stride or padding")
    return first


class Vgg16(Trunk):
    """VGG16 with conv1_1 … conv5_3; skips after pool3, pool4, pool5 (Simonyan and Zisserman 2015, configuration D)."""

    channels = (256, 512, 512)
    fc_kernel = 7
    fc_width = 4096
    has_odd_pools = False
    _widths = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))

    def __init__(self, padding: Padding) -> None:
        super().__init__()
        stages: list[nn.Sequential] = []
        before = 3
        for number, (width, count) in enumerate(self._widths, start=1):
            stage = nn.Sequential()
            for index in range(1, count + 1):
                # padding 100 lets any size align: Long et al. 2015, 4.1
                first_padding = 100 if padding == "paper" and number == index == 1 else 1
                stage.add_module(f"conv{number}_{index}", nn.Conv2d(before, width, 3, padding=first_padding))
                stage.add_module(f"relu{number}_{index}", nn.ReLU(inplace=True))
                before = width
            stage.add_module(f"pool{number}", nn.MaxPool2d(2, 2, ceil_mode=True))
            stages.append(stage)
        self.stage8 = nn.Sequential()
        for stage in stages[:3]:
            for name, layer in stage.named_children():
                self.stage8.add_module(name, layer)
        self.stage16, self.stage32 = stages[3], stages[4]
        self._trace_grids()


class AlexNet(Trunk):
    """torchvision's AlexNet (64/192/384/256/256); skips after its three pools."""

    channels = (64, 192, 256)
    fc_kernel = 6
    fc_width = 4096
    has_odd_pools = True
    _widths = (64, 192, 384, 256, 256)
    _groups = 1
    _normalises = False

    def __init__(self, padding: Padding) -> None:
        super().__init__()
        conv1_padding, pool_padding = (100, 0) if padding == "paper" else (5, 1)
        w1, w2, w3, w4, w5 = self._widths
        groups = self._groups

        def after(number: int, *, pools: bool) -> dict[str, nn.Module]:
            layers: dict[str, nn.Module] = {f"relu{number}": nn.ReLU(inplace=True)}
            if pools:
                layers[f"pool{number}"] = nn.MaxPool2d(3, 2, padding=pool_padding, ceil_mode=True)
            if pools and self._normalises and number < 5:
                layers[f"norm{number}"] = nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75)
            return layers

        self.stage8 = _named(conv1=nn.Conv2d(3, w1, 11, 4, conv1_padding), **after(1, pools=True))
        self.stage16 = _named(conv2=nn.Conv2d(w1, w2, 5, padding=2, groups=groups), **after(2, pools=True))
        self.stage32 = _named(
            conv3=nn.Conv2d(w2, w3, 3, padding=1),
            **after(3, pools=False),
            conv4=nn.Conv2d(w3, w4, 3, padding=1, groups=groups),
            **after(4, pools=False),
            conv5=nn.Conv2d(w4, w5, 3, padding=1, groups=groups),
            **after(5, pools=True),
        )
        self._trace_grids()


class CaffeNet(AlexNet):
    """The AlexNet of the paper's authors: 96/256/384/384/256, groups of two, responses normalised after two pools.

    Published as FCN-32s alone; its skips read what follows the normalisation.
    """

    channels = (96, 256, 256)
    _widths = (96, 256, 384, 384, 256)
    _groups = 2
    _normalises = True


class Fire(nn.Module):
    """SqueezeNet's squeeze and expand (Iandola et al. 2016); keeps height and width."""

    def __init__(self, before: int, squeeze: int, expand: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(before, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        squeezed = torch.relu_(self.squeeze(x))
        return torch.relu_(torch.cat((self.expand1x1(squeezed), self.expand3x3(squeezed)), 1))


class SqueezeNet(Trunk):
    """SqueezeNet 1.0; skips after fire8 (stride 8) and fire9 (stride 16), one more pool for stride 32."""

    channels = (512, 512, 512)
    fc_kernel = 3
    fc_width = 256  # narrower than a classifier's 4096, so that a photo takes milliseconds on a CPU
    fc_dropout = 0.1
    has_odd_pools = True

    def __init__(self, padding: Padding) -> None:
        super().__init__()
        conv1_padding, pool_padding = (100, 0) if padding == "paper" else (3, 1)

        def pool() -> nn.Module:
            return nn.MaxPool2d(3, 2, padding=pool_padding, ceil_mode=True)

        self.stage8 = _named(
            conv1=nn.Conv2d(3, 96, 7, 2, conv1_padding),
            relu1=nn.ReLU(inplace=True),
            pool1=pool(),
            fire2=Fire(96, 16, 64),
            fire3=Fire(128, 16, 64),
            fire4=Fire(128, 32, 128),
            pool4=pool(),
            fire5=Fire(256, 32, 128),
            fire6=Fire(256, 48, 192),
            fire7=Fire(384, 48, 192),
            fire8=Fire(384, 64, 256),
        )
        self.stage16 = _named(pool8=pool(), fire9=Fire(512, 64, 256))
        self.stage32 = _named(pool9=pool())
        self._trace_grids()


def _named(**layers: nn.Module) -> nn.Sequential:
    sequence = nn.Sequential()
    for name, layer in layers.items():
        sequence.add_module(name, layer)
    return sequence


TRUNKS: dict[str, Callable[[Padding], Trunk]] = {
    "vgg16": Vgg16,
    "alexnet": AlexNet,
    "squeezenet": SqueezeNet,
    "caffenet": CaffeNet,
}
