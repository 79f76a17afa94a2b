"""FCN-32s, 16s and 8s over any trunk (Long, Shelhamer, Darrell 2015; facts and offsets in the paper's release).

The score layers stand apart from the trunk: `features` gives what they read, `score` turns it into scores, so that
live learning can train the heads on features that were computed once.
"""

import copy
import math
from dataclasses import dataclass
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.errors import ModelError
from models.names import plugin_names
from models.networks.dropout import ChannelDropout
from models.networks.upsampling import Upsampling, align
from models.trunks import TRUNKS, Grid, Padding

Fusion = Literal["sum", "concat"]
UpsamplingKind = Literal["fixed", "learned", "all"]
Features = tuple[Tensor, ...]
DILATED = ("resnet50", "resnet101")  # trunks of models.networks.dilated, which has no skips
SCORES = ("score_fr", "score_pool4", "score_pool3")  # the score layers, in the order of Features


@dataclass(frozen=True)
class FcnConfig:
    """What a network is, apart from its weights.

    stride: 32, 16 or 8, the depth of the shallowest skip. padding: "paper" (100 at conv1_1) or "same".
    upsampling: "fixed" bilinear; "learned": the intermediate ones learn, the last is fixed (the paper); "all" learn.
    feature_scales: what the trunk's features at strides 8, 16 and 32 are multiplied by; (0.0001, 0.01, 1) is FCN-8s
        at once; new networks bring them to unit power, so that every head learns at one rate.
    trunk: of models.trunks; or one of DILATED or of models.zoo.plugins, which come in one form alone (without skips:
        stride 32).
    has_companion: a second trunk of the same kind, never trained, whose features stand beside the first one's, so
        that what a network can be taught does not shrink with what it was trained for.
    """

    classes: int
    trunk: str = "squeezenet"
    stride: int = 8
    fusion: Fusion = "sum"
    upsampling: UpsamplingKind = "learned"
    padding: Padding = "same"
    feature_scales: tuple[float, float, float] = (1.0, 1.0, 1.0)
    has_companion: bool = False

    def __post_init__(self) -> None:
        if not all(type(number) is int for number in (self.classes, self.stride)):
            raise ModelError("classes and stride must be whole numbers.")
        if type(self.has_companion) is not bool:
            raise ModelError(f"has_companion is {self.has_companion!r}; it must be true or false.")
        if len(self.feature_scales) != 3 or not all(math.isfinite(scale) for scale in self.feature_scales):
            raise ModelError("feature_scales must be three finite numbers.")
        choices: tuple[tuple[str, object, tuple[object, ...]], ...] = (
            ("trunk", self.trunk, _trunks(self.trunk)),
            ("stride", self.stride, (8, 16, 32)),
            ("fusion", self.fusion, ("sum", "concat")),
            ("upsampling", self.upsampling, ("fixed", "learned", "all")),
            ("padding", self.padding, ("paper", "same")),
        )
        for name, value, allowed in choices:
            if value not in allowed:
                raise ModelError(f"{name} is {value!r}; it must be one of {', '.join(map(str, allowed))}.")
        if self.has_companion and self.trunk in ("alexnet", "caffenet"):
            raise ModelError("A companion trunk needs vgg16 or squeezenet: AlexNet's 6x6 fc6 shifts the grid.")
        form = (self.stride, self.fusion, self.upsampling, self.padding, self.feature_scales, self.has_companion)
        if self.trunk not in TRUNKS and form != (32, "sum", "fixed", "same", (1.0, 1.0, 1.0), False):
            raise ModelError(
                f"{self.trunk} has no skips: it goes with stride 32, fusion sum, upsampling fixed, padding same and "
                "no companion."
            )
        if not 1 <= self.classes <= 255:
            raise ModelError(f"A network has 1 to 255 classes, not {self.classes}.")


def _trunks(name: str) -> tuple[str, ...]:
    """The trunks there are; other packages are looked through only for a name that is none of our own."""
    own = (*TRUNKS, *DILATED)
    return own if name in own else (*own, *plugin_names())


class Converted(nn.Conv2d):
    """A fully connected layer turned into a convolution of stride 1.

    is_product: compute it as one matrix product over unfolded windows. With weights in channels_last these are a view;
    a convolution reorders them at every call, which for VGG16's fc6 are 100 million.
    """

    is_product = False

    def forward(self, x: Tensor) -> Tensor:
        if not self.is_product:
            return super().forward(x)
        kernel, padding = int(self.kernel_size[0]), int(self.padding[0])
        x = F.pad(x, (padding,) * 4) if padding else x
        seen = x.permute(0, 2, 3, 1).unfold(1, kernel, 1).unfold(2, kernel, 1)  # (N, h, w, C, k, k)
        count, height, width = seen.shape[:3]
        seen = seen.permute(0, 1, 2, 4, 5, 3).reshape(count * height * width, -1)
        weight = self.weight.permute(0, 2, 3, 1).reshape(self.out_channels, -1)
        product = F.linear(seen, weight, self.bias)
        return product.view(count, height, width, -1).permute(0, 3, 1, 2)


class Fcn(nn.Module):
    """A fully convolutional network.

    forward: (N, 3, H, W) float, normalised as its checkpoint says, any H, W >= 1 -> scores (N, C, H, W) float.
    """

    def __init__(self, config: FcnConfig) -> None:
        super().__init__()
        self.config = config
        self._build()

    def _build(self) -> None:
        config = self.config
        self.trunk = TRUNKS[config.trunk](config.padding)
        self.companion = TRUNKS[config.trunk](config.padding).requires_grad_(False) if config.has_companion else None
        width, kernel = self.trunk.fc_width, self.trunk.fc_kernel
        fc_padding = 0 if config.padding == "paper" else kernel // 2
        self.fc6 = Converted(self.trunk.channels[2], width, kernel, padding=fc_padding)
        self.fc7 = Converted(width, width, 1)
        self.dropout = ChannelDropout(self.trunk.fc_dropout)
        self._grids = {grid.stride: grid for grid in self.trunk.grids}
        self._grids[32] = self._grids[32].after(kernel, 1, fc_padding)
        self._build_heads(width)

    def _build_heads(self, fc_width: int) -> None:
        config, both = self.config, 2 if self.config.has_companion else 1
        at8, at16, at32 = self.trunk.channels
        classes = config.classes
        extra = at32 if config.has_companion else 0
        self.heads = nn.ModuleDict({"score_fr": nn.Conv2d(fc_width + extra, classes, 1)})
        if config.stride <= 16:
            self.heads["score_pool4"] = nn.Conv2d(at16 * both, classes, 1)
        if config.stride == 8:
            self.heads["score_pool3"] = nn.Conv2d(at8 * both, classes, 1)
        odd = self.trunk.has_odd_pools
        learns = config.upsampling != "fixed"
        last_learns = config.upsampling == "all"
        replicate = config.padding == "same"
        last = {32: ("upscore", 32), 16: ("upscore16", 16), 8: ("upscore8", 8)}[config.stride]
        if config.stride <= 16:
            self.heads["upscore2"] = Upsampling(classes, 2, odd=odd, learns=learns, replicate=replicate)
            if config.fusion == "concat":
                self.heads["fuse_pool4"] = _identity_fusion(classes)
        if config.stride == 8:
            self.heads["upscore_pool4"] = Upsampling(classes, 2, odd=odd, learns=learns, replicate=replicate)
            if config.fusion == "concat":
                self.heads["fuse_pool3"] = _identity_fusion(classes)
        self.heads[last[0]] = Upsampling(classes, last[1], odd=odd, learns=last_learns, replicate=replicate)
        self.last_name = last[0]
        for name in SCORES:  # scores start at zero: Long et al. 2015, 4.3
            if name in self.heads:
                layer = self.heads[name]
                nn.init.zeros_(layer.weight)  # type: ignore[arg-type]
                nn.init.zeros_(layer.bias)  # type: ignore[arg-type]

    def features(self, x: Tensor) -> Features:
        """What the heads read, deepest first: stride 32 (fc7), 16, 8 as far as the network has skips.

        With a companion its channels follow the trunk's own in each map.
        """
        own = self.trunk_features(x)
        return own if self.companion is None else joined(own, self.companion_features(x))

    def trunk_features(self, x: Tensor) -> Features:
        """The features of the trained trunk alone."""
        return self.converted(self.trunk(x))

    def below_heads(self) -> list[nn.Module]:
        """The parts that give the features, which a predictor may round."""
        parts = (self.trunk, self.companion, self.fc6, self.fc7)
        return [part for part in parts if part is not None]

    @property
    def fc_kernel(self) -> int:
        """Side of the kernel of fc6."""
        return self.trunk.fc_kernel

    def multiply(self, is_product: bool) -> None:
        """Compute fc6 and fc7 as matrix products, or as convolutions."""
        self.fc6.is_product = self.fc7.is_product = is_product

    def converted(self, maps: tuple[Tensor, Tensor, Tensor]) -> Features:
        """The trunk's maps at strides 8, 16 and 32 -> what the heads read: scaled, the deepest through fc6 and fc7."""
        at8, at16, at32 = self._scaled(maps)
        at32 = self.dropout(torch.relu_(self.fc6(at32)))  # (N, fc, H/32, W/32)
        at32 = self.dropout(torch.relu_(self.fc7(at32)))
        return self._as_far_as_skips(at32, at16, at8)

    def companion_features(self, x: Tensor) -> Features:
        """The features of the companion alone, without gradient."""
        if self.companion is None:
            raise ModelError("This network has no companion trunk.")
        with torch.no_grad():
            return self.companion_read(self.companion(x))

    def companion_read(self, maps: tuple[Tensor, Tensor, Tensor]) -> Features:
        """The companion's maps at strides 8, 16 and 32 -> what stands beside the trunk's own features."""
        at8, at16, at32 = self._scaled(maps)
        size = self._fc_size((at32.shape[2], at32.shape[3]))
        if size != at32.shape[2:]:  # fc6 shrinks the map at padding "paper": keep what lies under its centres
            at32 = _centre_crop(at32, size)
        return self._as_far_as_skips(at32, at16, at8)

    def _fc_size(self, size: tuple[int, int]) -> tuple[int, int]:
        shrink = self.trunk.fc_kernel - 1 - 2 * int(self.fc6.padding[0])
        return size[0] - shrink, size[1] - shrink

    def _scaled(self, features: tuple[Tensor, Tensor, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Trunk features at strides 8, 16 and 32, each times its scale."""
        at8, at16, at32 = (
            feature if scale == 1.0 else feature * scale
            for feature, scale in zip(features, self.config.feature_scales, strict=True)
        )
        return at8, at16, at32

    def _as_far_as_skips(self, at32: Tensor, at16: Tensor, at8: Tensor) -> Features:
        return {32: (at32,), 16: (at32, at16), 8: (at32, at16, at8)}[self.config.stride]

    def feature_grids(self) -> list[Grid]:
        """Where each map of `features` lies over the input."""
        return [self._grids[stride] for stride in (32, 16, 8) if stride >= self.config.stride]

    def score_widths(self) -> list[int]:
        """How many channels each score layer reads, deepest first."""
        return [self.heads[name].in_channels for name in SCORES if name in self.heads]  # type: ignore[misc]

    def score(self, features: Features, size: tuple[int, int], *, skips: int = 2) -> Tensor:
        """Features -> scores (N, C, *size); `size` is the height and width of the input; skips: see `fuse`."""
        return self._finish(*self.fuse(features, skips=skips), size)

    def fuse(self, features: Features, *, skips: int = 2) -> tuple[Tensor, Grid]:
        """The fused class scores at the network's own stride, before the last upsampling, and where they lie.

        skips: how many skips say something, the deepest first; the scores of the others are taken as zero.
        """
        fused, grid = self._head_score("score_fr", features[0]), self._grids[32]
        for level, (skip, stride, up, fuse) in enumerate(
            (
                ("score_pool4", 16, "upscore2", "fuse_pool4"),
                ("score_pool3", 8, "upscore_pool4", "fuse_pool3"),
            )
        ):
            if skip not in self.heads:
                break
            fused, grid = self.heads[up](fused, grid)
            skipped = self._head_score(skip, features[level + 1])
            if level >= skips:
                skipped = torch.zeros_like(skipped)
            fused, skipped, grid = align(fused, grid, skipped, self._grids[stride])
            if self.config.fusion == "sum":
                fused = fused + skipped
            else:
                fused = self.heads[fuse](torch.cat((fused, skipped), 1))
        return fused, grid

    def score_at(self, features: Features, size: tuple[int, int], rows: Tensor, cols: Tensor) -> Tensor:
        """The scores (C, P) at P pixels of the input; equal to `score(features, size)[0, :, rows, cols]`.

        Where the last upsampling is fixed, only these pixels are interpolated, which is what makes live learning cheap.
        """
        last: Upsampling = self.heads[self.last_name]  # type: ignore[assignment]
        if last.weight is not None:
            return self.score(features, size)[0][:, rows, cols]
        fused, grid = self.fuse(features)
        height, width = fused.shape[2], fused.shape[3]
        y = (rows - grid.origin) / grid.stride  # in cells of `fused`
        x = (cols - grid.origin) / grid.stride
        where = torch.stack((2 * x / max(width - 1, 1) - 1, 2 * y / max(height - 1, 1) - 1), -1)
        if min(height, width) == 1:  # grid_sample cannot tell a place along an axis of one cell
            return self.score(features, size)[0][:, rows, cols]
        mode = "border" if last.replicate else "zeros"
        at = F.grid_sample(fused, where[None, None].to(fused.dtype), padding_mode=mode, align_corners=True)
        return at[0, :, 0]

    def _head_score(self, name: str, feature: Tensor) -> Tensor:
        """1x1 scores in the heads' precision; a map without the companion's channels meets the weights of its own."""
        layer = self.heads[name]
        weight: Tensor = layer.weight  # type: ignore[assignment]
        bias: Tensor = layer.bias  # type: ignore[assignment]
        return F.conv2d(feature.to(weight.dtype), weight[:, : feature.shape[1]], bias)

    def _finish(self, fused: Tensor, grid: Grid, size: tuple[int, int]) -> Tensor:
        up, grid = self.heads[self.last_name](fused, grid)
        top = round(-grid.origin)  # the row of `up` that lies on input row 0
        return up[:, :, top : top + size[0], top : top + size[1]]

    def forward(self, x: Tensor) -> Tensor:
        size = (x.shape[2], x.shape[3])
        return self.score(self.features(x) if self.uses_companion() else self.trunk_features(x), size)

    def uses_companion(self) -> bool:
        """Whether any head gives weight to the companion: untouched it costs nothing."""
        if self.companion is None:
            return False
        return any(bool(part.count_nonzero()) for part in self.companion_weights())

    def with_heads(self, heads: nn.ModuleDict, config: FcnConfig) -> "Fcn":
        """A network of these heads that shares everything else with this one: nothing is copied."""
        fresh = copy.copy(self)
        fresh._modules = {**self._modules, "heads": heads}
        fresh.config = config
        return fresh

    def companion_weights(self) -> list[Tensor]:
        """Views of the head weights that read the companion's channels."""
        parts = []
        for name, own in zip(
            SCORES,
            (self.trunk.fc_width, self.trunk.channels[1], self.trunk.channels[0]),
            strict=True,
        ):
            if name in self.heads:
                weight: Tensor = self.heads[name].weight  # type: ignore[assignment]
                parts.append(weight[:, own:])
        return parts


def joined(own: Features, beside: Features) -> Features:
    """The companion's channels after the trunk's own, map by map."""
    return tuple(torch.cat(pair, 1) for pair in zip(own, beside, strict=True))


def _centre_crop(x: Tensor, size: tuple[int, int]) -> Tensor:
    top, left = (x.shape[2] - size[0]) // 2, (x.shape[3] - size[1]) // 2
    return x[:, :, top : top + size[0], left : left + size[1]]


def _identity_fusion(classes: int) -> nn.Conv2d:
    """A 1x1 convolution 2C -> C started as [I I]: it begins equal to the sum."""
    layer = nn.Conv2d(2 * classes, classes, 1)
    eye = torch.eye(classes)
    with torch.no_grad():
        layer.weight.copy_(torch.cat((eye, eye), 1)[:, :, None, None])
        layer.bias.zero_()  # type: ignore[union-attr]
    return layer


def build_network(config: FcnConfig) -> Fcn:
    """A new network: trunk and fc layers as torch initialises them, scores zero, upsampling bilinear."""
    if config.trunk in DILATED:
        from models.networks.dilated import DilatedFcn  # it is an Fcn, and brings torchvision's models

        return DilatedFcn(config)
    if config.trunk not in TRUNKS:
        from models.zoo.plugins import PluginFcn

        return PluginFcn(config)
    return Fcn(config)
