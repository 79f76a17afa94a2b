from collections.abc import Callable

import torch
from torch.utils.flop_counter import FlopCounterMode

from models.prediction.borders import BorderedVgg16, windows
from models.trunks import Vgg16

STAGES = (2, 2, 3, 3)


class Narrow(Vgg16):
    """VGG16's layers with few channels, so that many sizes can be tried."""

    _widths = ((4, 2), (5, 2), (6, 3), (7, 3), (8, 3))


def narrow(seed: int = 0) -> Narrow:
    torch.manual_seed(seed)
    trunk = Narrow("paper").eval()
    for parameter in trunk.parameters():
        torch.nn.init.normal_(parameter, 0, 0.3 if parameter.ndim == 4 else 0.5)
    return trunk


@torch.no_grad()
def assert_same(trunk: Vgg16, bordered: BorderedVgg16, size: tuple[int, int], count: int = 1) -> None:
    x = torch.randn(count, 3, *size)
    for expected, got in zip(trunk(x), bordered(x), strict=True):
        assert got.shape == expected.shape
        assert torch.allclose(got, expected, atol=1e-5 * float(expected.abs().max())), size


def test_every_remainder_of_height_and_width_gives_the_maps_of_the_plain_trunk() -> None:
    trunk = narrow()
    bordered = BorderedVgg16(trunk)
    for length in (*range(1, 34), 47, 100):
        assert_same(trunk, bordered, (length, 37))
        assert_same(trunk, bordered, (20, length))


def test_several_images_at_once_and_one_size_after_another() -> None:
    trunk = narrow(1)
    bordered = BorderedVgg16(trunk)
    for size, count in (((33, 64), 3), ((65, 64), 1), ((33, 64), 1), ((16, 16), 2), ((1, 1), 1)):
        assert_same(trunk, bordered, size, count)


def test_what_is_kept_of_empty_images_is_not_written_over() -> None:
    trunk = narrow(2)
    bordered = BorderedVgg16(trunk)
    for _ in range(3):
        assert_same(trunk, bordered, (11, 13))  # small enough that the map of the empty image has the same size


def test_real_widths_give_the_same_in_bfloat16() -> None:
    torch.manual_seed(3)
    trunk = Vgg16("paper").eval()
    x = torch.randn(1, 3, 24, 30)
    with torch.no_grad():
        expected = trunk(x)
        got = BorderedVgg16(trunk.to(torch.bfloat16))(x.to(torch.bfloat16))
    for full, rounded in zip(expected, got, strict=True):
        assert float((full - rounded).norm() / full.norm()) < 0.02


def test_no_size_reaches_the_edge_before_stage_5() -> None:
    assert all(windows(length, STAGES) is not None for length in range(1, 3000))
    assert windows(500, (*STAGES, 3)) is None


def test_a_trunk_whose_image_reaches_the_edge_runs_as_it_is() -> None:
    trunk = narrow(4)
    extra = [torch.nn.Conv2d(6, 6, 3, padding=1) for _ in range(3)]
    trunk.stage16 = torch.nn.Sequential(*extra, *trunk.stage16)
    assert windows(40, (2, 2, 3, 6)) is None
    assert_same(trunk, BorderedVgg16(trunk), (40, 40))


@torch.no_grad()
def test_a_third_of_the_work_is_left_out() -> None:
    trunk = narrow()
    bordered, x = BorderedVgg16(trunk), torch.randn(1, 3, 300, 300)
    bordered(x)

    def work(run: Callable[[torch.Tensor], object]) -> int:
        with FlopCounterMode(display=False) as counter:
            run(x)
        return int(counter.get_total_flops())

    assert work(bordered) < 0.67 * work(trunk)


def test_sizes_of_equal_remainders_share_one_empty_image() -> None:
    trunk = narrow()
    bordered = BorderedVgg16(trunk)
    for length in (5, 21, 37, 6):
        assert_same(trunk, bordered, (length, 5))
    assert len(bordered._empty) == 2
