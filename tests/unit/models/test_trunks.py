import pytest
import torch

from models.fcn import FcnConfig, build_network
from models.networks.upsampling import align
from models.trunks import TRUNKS, Grid
from tests.unit.models.miniatures import features_of, network


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


@pytest.mark.parametrize(
    ("trunk", "padding"),
    [
        ("squeezenet", "same"),
        ("squeezenet", "paper"),
        ("alexnet", "same"),
        ("alexnet", "paper"),
        ("vgg16", "same"),
        pytest.param("vgg16", "paper", marks=pytest.mark.slow),
    ],
)
def test_a_grid_says_where_the_centre_of_each_field_lies(trunk: str, padding: str) -> None:
    """Measured, not computed: with even weights and averages for maxima, a cell's gradient is centred on its field."""
    net = TRUNKS[trunk](padding).requires_grad_(False)  # type: ignore[arg-type]
    for name, value in net.named_parameters():
        value.fill_(0.0 if name.endswith("bias") else 1.0 / value[0].numel())
    for name, layer in list(net.stage8.named_children()):
        if isinstance(layer, torch.nn.MaxPool2d):
            padded = torch.nn.AvgPool2d(layer.kernel_size, layer.stride, layer.padding, ceil_mode=True)
            setattr(net.stage8, name, padded)
    x = torch.ones(1, 3, 120, 150, requires_grad=True)
    feature = net.stage8(x)
    grid = net.grids[0]
    row, col = (round((at - grid.origin) / grid.stride) for at in (60, 75))
    (gradient,) = torch.autograd.grad(feature[0, 0, row, col], x)
    mass = gradient[0].sum(0).double()
    centre = (mass.sum(1) @ torch.arange(120.0).double(), mass.sum(0) @ torch.arange(150.0).double())
    for measured, cell in zip(centre, (row, col), strict=True):
        assert abs(float(measured / mass.sum()) - (grid.origin + cell * grid.stride)) < 1e-3


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
    """134 489 759 at 21 classes with learned intermediate deconvolutions and none in the last (paper: 134 M)."""
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
