import numpy as np
import pytest
import torch
import torch.nn.functional as F

from models.networks.upsampling import Upsampling, bilinear_filler
from models.trunks import Grid

STRIDES = (2, 8, 16, 32)


def caffe_filler(kernel: int) -> np.ndarray:
    """Written out after Caffe's BilinearFiller."""
    f = (kernel + 1) // 2
    c = f - 1 if kernel % 2 == 1 else f - 0.5
    return np.array([[(1 - abs(x - c) / f) * (1 - abs(y - c) / f) for x in range(kernel)] for y in range(kernel)])


@pytest.mark.parametrize("kernel", [3, 4, 15, 16, 31, 32, 63, 64])
def test_the_filler_is_caffes(kernel: int) -> None:
    assert np.abs(bilinear_filler(kernel).numpy() - caffe_filler(kernel)).max() < 1e-7


@pytest.mark.parametrize("replicate", [False, True])
@pytest.mark.parametrize("odd", [False, True])
@pytest.mark.parametrize("stride", STRIDES)
def test_fixed_upsampling_equals_the_deconvolution_borders_included(stride: int, odd: bool, replicate: bool) -> None:
    kernel = 2 * stride - 1 if odd else 2 * stride
    fixed = Upsampling(2, stride, odd=odd, learns=False, replicate=replicate)
    weight = torch.zeros(2, 2, kernel, kernel)
    weight[range(2), range(2)] = torch.from_numpy(caffe_filler(kernel)).float()
    for height, width in ((1, 1), (1, 7), (5, 3), (12, 17)):
        x = torch.randn(1, 2, height, width)
        padded = F.pad(x, (1, 1, 1, 1), mode="replicate") if replicate else x
        up, _ = fixed(x, Grid(32, 0.0))
        expected = F.conv_transpose2d(padded, weight, stride=stride)
        assert up.shape == expected.shape
        assert float((up - expected).abs().max()) < 1e-6 * max(1.0, float(x.abs().max()))


@pytest.mark.parametrize("odd", [False, True])
@pytest.mark.parametrize("replicate", [False, True])
def test_learned_upsampling_starts_as_the_fixed_one(odd: bool, replicate: bool) -> None:
    x, grid = torch.randn(2, 3, 6, 9), Grid(16, 7.5)
    fixed = Upsampling(3, 2, odd=odd, learns=False, replicate=replicate)
    learned = Upsampling(3, 2, odd=odd, learns=True, replicate=replicate)
    (up, up_grid), (other, other_grid) = fixed(x, grid), learned(x, grid)
    assert up_grid == other_grid
    assert torch.allclose(up, other, atol=2e-6)


def test_only_learned_upsampling_holds_weights() -> None:
    assert not list(Upsampling(3, 2, odd=True, learns=False, replicate=True).parameters())
    learned = Upsampling(3, 2, odd=True, learns=True, replicate=True)
    assert [tuple(p.shape) for p in learned.parameters()] == [(3, 3, 3, 3)]
    assert all(p.requires_grad for p in learned.parameters())


@pytest.mark.parametrize("learns", [False, True])
@pytest.mark.parametrize("odd", [False, True])
@pytest.mark.parametrize("replicate", [False, True])
def test_the_grid_tells_where_the_upsampled_values_lie(odd: bool, learns: bool, replicate: bool) -> None:
    """A plane that rises by one per input pixel is the same plane after upsampling, away from the border."""
    grid, stride = Grid(32, 12.0 if odd else 12.5), 8
    rows = grid.origin + torch.arange(6.0) * grid.stride
    cols = grid.origin + torch.arange(5.0) * grid.stride
    x = (rows[:, None] + 3 * cols[None])[None, None]
    with torch.no_grad():
        up, at = Upsampling(1, stride, odd=odd, learns=learns, replicate=replicate)(x, grid)
    assert at.stride == 4
    expected = (at.origin + torch.arange(float(up.shape[2])) * at.stride)[:, None] + 3 * (
        at.origin + torch.arange(float(up.shape[3])) * at.stride
    )[None]
    margin = 2 * stride + 1
    inner = slice(margin, -margin)
    assert float((up[0, 0] - expected)[inner, inner].abs().max()) < 1e-3


def test_scores_do_not_fade_at_the_border_where_it_is_repeated() -> None:
    ones = torch.ones(1, 1, 3, 3)
    up, grid = Upsampling(1, 8, odd=True, learns=False, replicate=True)(ones, Grid(8, 0.0))
    top = round(-grid.origin)
    assert torch.allclose(up[:, :, top : top + 17, top : top + 17], torch.ones(1, 1, 17, 17))
    faded, _ = Upsampling(1, 8, odd=True, learns=False, replicate=False)(ones, Grid(8, 0.0))
    assert float(faded[0, 0, 0, 0]) < 0.1
