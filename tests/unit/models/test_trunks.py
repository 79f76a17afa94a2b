import pytest
import torch

from models.fcn import FcnConfig, build_network
from models.trunks import TRUNKS, Grid
from models.upsampling import align
from tests.unit.models.networks import features_of, network


def skip_offsets(trunk: str, padding: str, stride: int) -> list[int]:
    """The crops of every skip and of the last layer, from the grids alone."""
    with torch.device("meta"):
        net = build_network(FcnConfig(classes=2, trunk=trunk, padding=padding, stride=stride))  # type: ignore[arg-type]
    grids = {grid.stride: grid for grid in net.trunk.grids}
    grid, offsets = net._grids[32], []
    for at in (16, 8)[: {32: 0, 16: 1, 8: 2}[stride]]:
        kernel = 3 if net.trunk.has_odd_pools else 4
        grid = Grid(at, grid.origin - (kernel - 1) / 2 * at)
        offsets.append(round((grid.origin - grids[at].origin) / at))
    kernel = 2 * stride - 1 if net.trunk.has_odd_pools else 2 * stride
    origin = grid.origin - (kernel - 1) / 2
    assert origin == round(origin)
    return [*offsets, round(-origin)]


@pytest.mark.parametrize(("stride", "offsets"), [(32, [19]), (16, [5, 27]), (8, [5, 9, 31])])
def test_vgg16_with_padding_100_has_the_offsets_of_the_release(stride: int, offsets: list[int]) -> None:
    assert skip_offsets("vgg16", "paper", stride) == offsets


def test_alexnet_with_padding_100_has_the_offset_of_the_release() -> None:
    assert skip_offsets("alexnet", "paper", 32) == [18]


def test_a_grid_follows_kernel_stride_and_padding() -> None:
    assert Grid(1, 0.0).after(3, 1, 1) == Grid(1, 0.0)
    assert Grid(1, 0.0).after(2, 2, 0) == Grid(2, 0.5)
    assert Grid(2, 0.5).after(3, 2, 0) == Grid(4, 2.5)
    assert Grid(8, -3.0).after(7, 1, 0) == Grid(8, 21.0)


@pytest.mark.parametrize("padding", ["same", "paper"])
@pytest.mark.parametrize("trunk", ["alexnet", "squeezenet"])
def test_a_grid_says_which_input_pixel_a_feature_looks_at(trunk: str, padding: str) -> None:
    """Measured, not computed: with all weights positive, the receptive field of a cell is centred on its grid."""
    net = TRUNKS[trunk](padding)  # type: ignore[arg-type]
    net.requires_grad_(False)
    for name, value in net.named_parameters():
        value.fill_(0.0 if name.endswith("bias") else 1.0 / value[0].numel())
    x = (1 + torch.rand(1, 3, 230, 230) * 0.1).requires_grad_()
    feature = net.stage8(x)
    row, col = feature.shape[2] // 2, feature.shape[3] // 2 + 1
    (gradient,) = torch.autograd.grad(feature[0, :, row, col].sum(), x)
    touched = torch.nonzero(gradient.abs().sum((0, 1)) > 0).float()
    grid = net.grids[0]
    reach = 40  # a max pool passes the gradient of one cell only, so that the field is centred roughly
    middle = (touched.amin(0) + touched.amax(0)) / 2
    assert abs(float(middle[0]) - (grid.origin + row * grid.stride)) < reach
    whole = torch.zeros(2, 2)
    whole[0], whole[1] = touched.amin(0), touched.amax(0)
    field = whole[1] - whole[0] + 1
    assert bool((field > grid.stride).all())


@pytest.mark.parametrize("trunk", list(TRUNKS))
@pytest.mark.parametrize("padding", ["same", "paper"])
def test_moving_the_input_by_32_pixels_moves_every_feature_by_its_grid(trunk: str, padding: str) -> None:
    """The strides of the grids are those of the layers."""
    with torch.device("meta"):
        net = TRUNKS[trunk](padding)  # type: ignore[arg-type]
        small, large = (net(torch.empty(1, 3, side, side)) for side in (320, 352))
    for grid, channels, few, many in zip(net.grids, net.channels, small, large, strict=True):
        assert few.shape[1] == many.shape[1] == channels
        assert many.shape[2] - few.shape[2] == 32 // grid.stride


def test_the_strides_are_8_16_and_32() -> None:
    for trunk in TRUNKS:
        with torch.device("meta"):
            assert [grid.stride for grid in TRUNKS[trunk]("same").grids] == [8, 16, 32]


def test_fcn_8s_of_vgg16_has_as_many_parameters_as_the_release() -> None:
    """134 489 759 at 21 classes with learned intermediate deconvolutions and none in the last (FCN.md: 134.5 M)."""
    with torch.device("meta"):
        net = build_network(FcnConfig(classes=21, trunk="vgg16", padding="paper", upsampling="all"))
    counted = sum(value.numel() for name, value in net.named_parameters())
    deconvolutions = 21 * 21 * (16 + 16 + 256)
    assert counted == 134_489_759 or counted - deconvolutions == 134_489_759 - deconvolutions


def test_maps_of_different_strides_do_not_align() -> None:
    x = torch.zeros(1, 1, 4, 4)
    with pytest.raises(ValueError, match="align"):
        align(x, Grid(8, 0.0), x, Grid(16, 0.0))
    with pytest.raises(ValueError, match="align"):
        align(x, Grid(8, 0.0), x, Grid(8, 3.0))


def test_aligned_maps_keep_the_cells_they_share() -> None:
    a = torch.arange(36.0).view(1, 1, 6, 6)
    cropped_a, cropped_b, grid = align(a, Grid(8, 0.0), a[:, :, :4, :5].clone(), Grid(8, 16.0))
    assert cropped_a.shape == cropped_b.shape == (1, 1, 4, 4)
    assert grid == Grid(8, 16.0)
    assert torch.equal(cropped_a, a[:, :, 2:6, 2:6])
    assert torch.equal(cropped_b, a[:, :, :4, :4])


def test_features_are_read_deepest_first() -> None:
    net = network()
    shapes = [feature.shape[1] for feature in features_of(net, (40, 40))]
    assert shapes == [net.trunk.fc_width, net.trunk.channels[1], net.trunk.channels[0]]
