"""torchvision's FCN over a dilated ResNet: no skips, features at stride 8 by dilation; a second ready-made network.

Learning sees an `Fcn` whose one score layer reads the 512 channels before the classifier's last convolution.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.fcn import Fcn, Features
from models.networks.dropout import ChannelDropout
from models.trunks import Grid

_WIDTH = 512  # channels of the classifier's hidden layer


class Resizing(nn.Module):
    """Bilinear interpolation to the input's size, borders repeated; it has no weights, as a fixed `Upsampling`."""

    weight = None

    def forward(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        return F.interpolate(x, size=size, mode="bilinear", align_corners=False)


class SkiplessFcn(Fcn):
    """An `Fcn` of one feature map and one score layer over it. Subclasses fill `trunk`, `grid` and `reach`.

    forward: (N, 3, H, W) float RGB normalised -> scores (N, C, H, W).
    """

    grid: Grid  # where `Resizing` takes the cells of the feature map to lie
    reach: int  # pixels around a pixel of the input that its features can depend on, at most

    def _add_heads(self, width: int) -> None:
        """width: channels of the feature map."""
        self.heads = nn.ModuleDict({"score_fr": nn.Conv2d(width, self.config.classes, 1), "upscore": Resizing()})
        for parameter in self.heads.parameters():  # as every new network's: zero until it is trained
            nn.init.zeros_(parameter)
        self.last_name = "upscore"

    def features(self, x: Tensor) -> Features:
        """The one map that the score layer reads, (N, D, h, w)."""
        return self.converted(self.trunk(x))

    @property
    def fc_kernel(self) -> int:
        return 1

    def multiply(self, is_product: bool) -> None:
        """There is no fully connected layer to be computed in two ways."""

    def trunk_features(self, x: Tensor) -> Features:
        return self.features(x)

    def feature_grids(self) -> list[Grid]:
        return [self.grid]

    def fuse(self, features: Features, *, skips: int = 2) -> tuple[Tensor, Grid]:
        return self._head_score("score_fr", features[0]), self.grid

    def score(self, features: Features, size: tuple[int, int], *, skips: int = 2) -> Tensor:
        scores: Tensor = self.heads["upscore"](self.fuse(features)[0], size)
        return scores

    def score_at(self, features: Features, size: tuple[int, int], rows: Tensor, cols: Tensor) -> Tensor:
        fused, _ = self.fuse(features)
        where = torch.stack(((2 * cols + 1) / size[1] - 1, (2 * rows + 1) / size[0] - 1), -1)
        at = F.grid_sample(fused, where[None, None].to(fused.dtype), padding_mode="border", align_corners=False)
        return at[0, :, 0]

    def companion_weights(self) -> list[Tensor]:
        return []


class DilatedFcn(SkiplessFcn):
    """torchvision's fcn_resnet50 and fcn_resnet101, without the auxiliary classifier.

    Batch normalisation is frozen: what was published rests on batches that a few taught images cannot replace.
    """

    grid = Grid(8, 3.5)

    def _build(self) -> None:
        from torchvision.models import resnet
        from torchvision.models._utils import IntermediateLayerGetter
        from torchvision.ops import FrozenBatchNorm2d

        build = {"resnet50": resnet.resnet50, "resnet101": resnet.resnet101}[self.config.trunk]
        net = build(weights=None, replace_stride_with_dilation=(False, True, True), norm_layer=FrozenBatchNorm2d)
        self.trunk = IntermediateLayerGetter(net, {"layer4": "out"})  # (N, 2048, H/8, W/8); no fully connected layer
        self.companion = None
        self.neck = nn.Sequential(
            nn.Conv2d(2048, _WIDTH, 3, padding=1, bias=False), FrozenBatchNorm2d(_WIDTH), nn.ReLU(inplace=True)
        )
        self.dropout = ChannelDropout(0.1)
        self._add_heads(_WIDTH)
        self.reach = _reach_of(self.trunk, self.neck)

    def converted(self, maps: Any) -> Features:
        """maps: what the trunk gives, {"out": (N, 2048, H/8, W/8)}."""
        return (self.dropout(self.neck(maps["out"])),)

    def below_heads(self) -> list[nn.Module]:
        return [self.trunk, self.neck]


def _reach_of(*parts: nn.Module) -> int:
    """Half the receptive field of layers that follow each other; convolutions of one pixel stand beside others."""
    reach, stride = 0, 1
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, nn.Conv2d) and layer.kernel_size[0] > 1:
                reach += (layer.kernel_size[0] - 1) // 2 * layer.dilation[0] * stride
                stride *= layer.stride[0]
            elif isinstance(layer, nn.MaxPool2d):  # of kernel 3, stride 2
                reach, stride = reach + stride, 2 * stride
    return reach
