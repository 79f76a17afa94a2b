"""Deconvolution that starts as bilinear interpolation, and the alignment of skips (Long et al. 2015, 3.3 and 4.2)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.trunks import Grid


def bilinear_filler(kernel: int) -> Tensor:
    """The (kernel, kernel) bilinear weights of Caffe's filler: (1 - |x - c| / f) per axis."""
    f = (kernel + 1) // 2
    c = f - 1.0 if kernel % 2 == 1 else f - 0.5
    axis = 1 - (torch.arange(kernel, dtype=torch.float64) - c).abs() / f
    return (axis[:, None] * axis[None, :]).float()


class Upsampling(nn.Module):
    """Deconvolution C -> C without bias, dense over classes, filled diagonally; or the same, fixed, as interpolation.

    odd: kernel 2s - 1, whose outputs fall on the inputs' centres (grids of 3/2 pools); else 2s.
    learns: the weights are parameters. A fixed one holds no weights: it pads, interpolates and crops, which equals the
        bilinear deconvolution to within 1e-6 and is several times quicker.
    replicate: repeat the border once before upsampling, so that scores do not fade there (padding "same").
    """

    def __init__(self, classes: int, stride: int, *, odd: bool, learns: bool, replicate: bool) -> None:
        super().__init__()
        self.stride, self.odd, self.replicate = stride, odd, replicate
        self.kernel = 2 * stride - 1 if odd else 2 * stride
        self.weight: nn.Parameter | None = None
        if learns:
            weight = torch.zeros(classes, classes, self.kernel, self.kernel)
            weight[range(classes), range(classes)] = bilinear_filler(self.kernel)
            self.weight = nn.Parameter(weight)

    def forward(self, x: Tensor, grid: Grid) -> tuple[Tensor, Grid]:
        """(N, C, h, w) -> (N, C, about h * stride, about w * stride), and the grid of what it returns."""
        fine = grid.stride // self.stride
        if self.replicate:
            x = F.pad(x, (1, 1, 1, 1), mode="replicate")
            grid = Grid(grid.stride, grid.origin - grid.stride)
        out_grid = Grid(fine, grid.origin - (self.kernel - 1) / 2 * fine)
        if self.weight is not None:
            return F.conv_transpose2d(x, self.weight, stride=self.stride), out_grid
        x = F.pad(x.contiguous(), (1, 1, 1, 1))  # interpolating few classes in channels_last takes three times as long
        if self.odd:
            size = ((x.shape[2] - 1) * self.stride + 1, (x.shape[3] - 1) * self.stride + 1)
            up, crop = F.interpolate(x, size=size, mode="bilinear", align_corners=True), 1
        else:
            size = (x.shape[2] * self.stride, x.shape[3] * self.stride)
            up, crop = F.interpolate(x, size=size, mode="bilinear", align_corners=False), self.stride // 2
        return up[:, :, crop : size[0] - crop, crop : size[1] - crop], out_grid


def align(a: Tensor, a_grid: Grid, b: Tensor, b_grid: Grid) -> tuple[Tensor, Tensor, Grid]:
    """Crop two maps of one stride to the cells they share (the paper's crop layers)."""
    shift = (b_grid.origin - a_grid.origin) / a_grid.stride
    if a_grid.stride != b_grid.stride or shift != round(shift):
        raise ValueError(f"{a_grid} and {b_grid} do not align")
    crop_a, crop_b = max(0, round(shift)), max(0, -round(shift))
    a, b = a[:, :, crop_a:, crop_a:], b[:, :, crop_b:, crop_b:]
    height, width = min(a.shape[2], b.shape[2]), min(a.shape[3], b.shape[3])
    origin = max(a_grid.origin, b_grid.origin)
    return a[:, :, :height, :width], b[:, :, :height, :width], Grid(a_grid.stride, origin)
