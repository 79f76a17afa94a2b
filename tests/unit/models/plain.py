"""The published networks written down plainly from the paper and its release, and files as their publishers write them.

Nothing here comes from `models`: padding, crops and factors are numbers, so that a mistake in the arithmetic of grids,
in names or in shapes shows as a difference.
"""

import struct
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from models.trunks import AlexNet, CaffeNet, Vgg16

State = dict[str, Tensor]
VGG = ((4, 2), (6, 2), (8, 3), (10, 3), (10, 3))  # widths and counts of conv1 to conv5
CAFFE = (8, 12, 10, 8, 6)
FC = 14
LAST = {8: "upscore8", 16: "upscore16", 32: "upscore"}


def reduce_widths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the trunks narrow: published shapes take half a gigabyte."""
    monkeypatch.setattr(Vgg16, "_widths", VGG)
    monkeypatch.setattr(Vgg16, "channels", (8, 10, 10))
    monkeypatch.setattr(CaffeNet, "_widths", CAFFE)
    monkeypatch.setattr(CaffeNet, "channels", (8, 12, 6))
    monkeypatch.setattr(AlexNet, "_widths", CAFFE)
    monkeypatch.setattr(AlexNet, "channels", (8, 12, 6))
    for trunk in (Vgg16, AlexNet, CaffeNet):
        monkeypatch.setattr(trunk, "fc_width", FC)


def bilinear(kernel: int, stride: int) -> Tensor:
    """The weights that interpolate linearly between points `stride` apart, by the release's formula."""
    f = (kernel + 1) // 2
    c = f - 1 if kernel % 2 else f - 0.5
    axis = torch.tensor([1 - abs(x - c) / f for x in range(kernel)])
    assert f == stride
    return axis[:, None] * axis[None]


def draw(shapes: Mapping[str, tuple[int, ...]], *, noise: float = 0.01, seed: int = 0) -> State:
    """Weights with unit gain. Deconvolutions are bilinear and diagonal, plus `noise`."""
    generator = torch.Generator().manual_seed(seed)
    state = {}
    for name, shape in shapes.items():
        value = torch.randn(shape, generator=generator)
        if name.startswith("upscore"):
            value *= noise
            value[range(shape[0]), range(shape[0])] += bilinear(shape[-1], (shape[-1] + 1) // 2)
        elif name.endswith("weight"):
            value *= (2 / np.prod(shape[1:])) ** 0.5
        state[name] = value
    return state


def vgg_shapes(stride: int, classes: int = 21) -> dict[str, tuple[int, ...]]:
    """pytorch-fcn's names, in its order."""
    shapes: dict[str, tuple[int, ...]] = {}
    before = 3
    for number, (width, count) in enumerate(VGG, 1):
        for index in range(1, count + 1):
            _add(shapes, f"conv{number}_{index}", (width, before, 3, 3))
            before = width
    _add(shapes, "fc6", (FC, before, 7, 7))
    _add(shapes, "fc7", (FC, FC, 1, 1))
    _add(shapes, "score_fr", (classes, FC, 1, 1))
    if stride == 8:
        _add(shapes, "score_pool3", (classes, VGG[2][0], 1, 1))
    if stride <= 16:
        _add(shapes, "score_pool4", (classes, VGG[3][0], 1, 1))
        shapes["upscore2.weight"] = (classes, classes, 4, 4)
    if stride == 8:
        shapes["upscore_pool4.weight"] = (classes, classes, 4, 4)
    shapes[f"{LAST[stride]}.weight"] = (classes, classes, 2 * stride, 2 * stride)
    return shapes


def caffenet_shapes(classes: int = 21) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}
    a, b, c, d, e = CAFFE
    for name, shape in (
        ("conv1", (a, 3, 11, 11)),
        ("conv2", (b, a // 2, 5, 5)),
        ("conv3", (c, b, 3, 3)),
        ("conv4", (d, c // 2, 3, 3)),
        ("conv5", (e, d // 2, 3, 3)),
        ("fc6", (FC, e, 6, 6)),
        ("fc7", (FC, FC, 1, 1)),
        ("score_fr", (classes, FC, 1, 1)),
    ):
        _add(shapes, name, shape)
    shapes["upscore.weight"] = (classes, classes, 63, 63)
    return shapes


def _add(shapes: dict[str, tuple[int, ...]], layer: str, shape: tuple[int, ...]) -> None:
    shapes[f"{layer}.weight"], shapes[f"{layer}.bias"] = shape, shape[:1]


def caffe_input(image: NDArray[np.uint8]) -> Tensor:
    """(H, W, 3) RGB -> BGR minus the mean, no resizing."""
    bgr = image[:, :, ::-1].astype(np.float32) - np.array((104.00698793, 116.66876762, 122.67891434), np.float32)
    return torch.from_numpy(bgr.transpose(2, 0, 1)[None].copy())


@torch.no_grad()
def vgg_scores(state: State, x: Tensor, stride: int, *, is_at_once: bool = False) -> Tensor:
    """FCN-32s, 16s and 8s as pytorch-fcn runs them: (1, 3, H, W) -> (1, C, H, W)."""
    height, width = x.shape[2:]
    pools = {}
    for number, (_, count) in enumerate(VGG, 1):
        for index in range(1, count + 1):
            x = _conv(state, f"conv{number}_{index}", x, padding=100 if number == index == 1 else 1).relu()
        x = pools[number] = F.max_pool2d(x, 2, 2, ceil_mode=True)
    x = _conv(state, "fc7", _conv(state, "fc6", x).relu()).relu()
    x = _conv(state, "score_fr", x)
    if stride <= 16:
        x = F.conv_transpose2d(x, state["upscore2.weight"], stride=2)
        x = x + _crop(_conv(state, "score_pool4", pools[4] * (0.01 if is_at_once else 1)), 5, x.shape[2:])
    if stride == 8:
        x = F.conv_transpose2d(x, state["upscore_pool4.weight"], stride=2)
        x = x + _crop(_conv(state, "score_pool3", pools[3] * (0.0001 if is_at_once else 1)), 9, x.shape[2:])
    x = F.conv_transpose2d(x, state[f"{LAST[stride]}.weight"], stride=stride)
    return _crop(x, {32: 19, 16: 27, 8: 31}[stride], (height, width))


@torch.no_grad()
def caffenet_scores(state: State, x: Tensor) -> Tensor:
    """The authors' FCN-AlexNet: (1, 3, H, W) -> (1, C, H, W)."""
    size = x.shape[2:]
    x = _normalise(F.max_pool2d(_conv(state, "conv1", x, stride=4, padding=100).relu(), 3, 2, ceil_mode=True))
    x = _normalise(F.max_pool2d(_conv(state, "conv2", x, padding=2, groups=2).relu(), 3, 2, ceil_mode=True))
    x = _conv(state, "conv3", x, padding=1).relu()
    x = _conv(state, "conv4", x, padding=1, groups=2).relu()
    x = F.max_pool2d(_conv(state, "conv5", x, padding=1, groups=2).relu(), 3, 2, ceil_mode=True)
    x = _conv(state, "score_fr", _conv(state, "fc7", _conv(state, "fc6", x).relu()).relu())
    return _crop(F.conv_transpose2d(x, state["upscore.weight"], stride=32), 18, size)


def _conv(state: State, name: str, x: Tensor, *, stride: int = 1, padding: int = 0, groups: int = 1) -> Tensor:
    return F.conv2d(x, state[f"{name}.weight"], state[f"{name}.bias"], stride, padding, groups=groups)


def _crop(x: Tensor, offset: int, size: torch.Size | tuple[int, int]) -> Tensor:
    return x[:, :, offset : offset + size[0], offset : offset + size[1]]


def _normalise(x: Tensor) -> Tensor:
    """Caffe's LRN across five channels: x / (1 + 1e-4 / 5 * sum of squares) ** 0.75."""
    channels = x.shape[1]
    sums = [x[:, max(0, c - 2) : c + 3].square().sum(1) for c in range(channels)]
    return x / (1 + 1e-4 / 5 * torch.stack(sums, 1)) ** 0.75


def varint(number: int) -> bytes:
    encoded = b""
    while number > 127:
        encoded += bytes([number & 127 | 128])
        number >>= 7
    return encoded + bytes([number])


def message(tag: int, content: bytes) -> bytes:
    """A field of wire type 2."""
    return varint(tag << 3 | 2) + varint(len(content)) + content


def new_blob(value: NDArray[np.float32]) -> bytes:
    shape = message(1, b"".join(varint(side) for side in value.shape))
    return message(7, shape) + message(5, value.astype("<f4").tobytes())


def legacy_blob(value: NDArray[np.float32]) -> bytes:
    """num, channels, height and width instead of a shape; the numbers one by one, not packed."""
    sides = (1,) * (4 - value.ndim) + value.shape
    numbers = b"".join(varint(number << 3) + varint(side) for number, side in enumerate(sides, 1))
    return numbers + b"".join(b"\x2d" + struct.pack("<f", each) for each in value.ravel())


def double_blob(value: NDArray[np.float32]) -> bytes:
    shape = b"".join(varint(1 << 3) + varint(side) for side in value.shape)
    return message(7, shape) + message(8, value.astype("<f8").tobytes())


def write_caffemodel(
    path: Path,
    state: Mapping[str, Tensor],
    *,
    blob: Callable[[NDArray[np.float32]], bytes] = new_blob,
    is_legacy: bool = False,
    renamed: Callable[[str], str] = str,
) -> Path:
    """`state` as a NetParameter: with `layer` (100), or with the older `layers` (2)."""
    layers: dict[str, list[NDArray[np.float32]]] = {}
    for name, value in state.items():
        layers.setdefault(name.rsplit(".", 1)[0], []).append(value.numpy())
    content = message(1, b"a net")
    for name, values in layers.items():
        title = renamed(name).encode()
        if is_legacy:
            layer = b"".join(message(6, blob(value)) for value in values) + message(4, title) + varint(5 << 3) + b"\x04"
            content += message(2, layer)
        else:
            layer = message(1, title) + message(2, b"Convolution") + b"".join(message(7, blob(v)) for v in values)
            content += message(100, layer)
    content += message(100 if not is_legacy else 2, message(1 if not is_legacy else 4, b"relu1_1"))
    path.write_bytes(content)
    return path
