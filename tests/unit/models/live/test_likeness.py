import numpy as np
import pytest
import torch

from models.live.likeness import Lengths, Surroundings, likeness, roots_of, sampled, shown_places
from models.trunks import Grid

GRID = Grid(8, 0.0)


NONE_SHOWN = torch.empty(0, 1, 1, dtype=torch.uint8)


def surroundings(height: int = 64, width: int = 96, **changes: float) -> Surroundings:
    """The left half is red with one feature, the right half green with another."""
    image = np.zeros((height, width, 3), np.uint8)
    image[:, : width // 2], image[:, width // 2 :] = (200, 40, 40), (40, 160, 60)
    feature = torch.zeros(6, -(-height // 8), -(-width // 8))
    feature[0, :, : feature.shape[2] // 2], feature[1, :, feature.shape[2] // 2 :] = 1.0, 1.0
    return Surroundings(feature, GRID, image, NONE_SHOWN, Lengths(**changes))  # type: ignore[arg-type]


def at(*places: tuple[int, int]) -> tuple[torch.Tensor, torch.Tensor]:
    found = torch.tensor(places)
    return found[:, 0], found[:, 1]


def test_a_pixel_is_most_like_itself_then_its_own_side_then_the_other() -> None:
    made = surroundings()
    described = made.at(*at((32, 30), (32, 36), (32, 60)))
    alike = likeness(described, described)
    assert torch.allclose(alike.diagonal(), torch.ones(3), atol=1e-5)
    assert alike[0, 1] > 0.7
    assert alike[0, 2] < 0.01


def test_what_is_far_away_is_less_alike() -> None:
    described = surroundings().at(*at((32, 8), (32, 12), (60, 40)))
    alike = likeness(described, described)
    assert alike[0, 1] > 2 * alike[0, 2]


def test_what_looks_the_same_on_the_far_side_of_an_image_is_alike_still() -> None:
    made = surroundings(64, 960)
    described = made.at(*at((32, 20), (32, 460), (32, 480)))
    alike = likeness(described, described)
    assert 0.2 < alike[0, 1] < 0.3  # 440 of 960 pixels, 3.8 lengths: 1 / sqrt(1 + 3.8²)
    assert alike[0, 2] < 0.01


def test_pixels_of_one_colour_in_another_texture_are_less_alike() -> None:
    image = np.full((64, 96, 3), 120, np.uint8)
    image[:, 48::8], image[:, 52::8] = 80, 160
    made = Surroundings(torch.ones(4, 8, 12), GRID, image, NONE_SHOWN, Lengths(around_lightness=1e6, lightness=1e6))
    described = made.at(*at((32, 20), (32, 30), (32, 66)))
    alike = likeness(described, described)
    assert alike[0, 1] > 3 * alike[0, 2]  # the stripes across


def test_a_pull_spreads_over_its_side_alone() -> None:
    made = surroundings(place=1.0)
    spread = made.spread(made.at(*at((32, 20))), torch.tensor([[2.0, -1.0]]))
    assert spread.shape == (1, 2, 64, 96)
    assert spread[0, 0, 32, 20] == pytest.approx(2.0, abs=0.1)
    assert float(spread[0, 0, :, :40].min()) > 0.5
    assert float(spread[0, :, :, 56:].abs().max()) < 0.05


@pytest.mark.parametrize("size", [(1, 1), (1, 30), (5, 3)])
def test_the_smallest_images_have_surroundings(size: tuple[int, int]) -> None:
    made = Surroundings(torch.ones(4, 1, 1), GRID, np.zeros((*size, 3), np.uint8), NONE_SHOWN, Lengths())
    spread = made.spread(made.at(*at((0, 0))), torch.ones(1, 3))
    assert spread.shape == (1, 3, *size)
    assert torch.isfinite(spread).all()


def test_the_same_image_is_described_by_the_same_bits() -> None:
    assert torch.equal(surroundings().everywhere, surroundings().everywhere)


def test_samples_are_the_cells_on_the_grid_and_between_them_interpolated() -> None:
    feature = torch.arange(12.0).reshape(1, 3, 4)
    found = sampled(feature, Grid(8, 0.0), torch.tensor([8.0, 8.0, -5.0]), torch.tensor([16.0, 20.0, 0.0]))
    assert found[:, 0].tolist() == pytest.approx([6.0, 6.5, 0.0], abs=1e-5)


def test_pixels_that_were_shown_as_different_classes_are_less_alike() -> None:
    image = np.full((64, 96, 3), 90, np.uint8)
    _, cols, cells = shown_places((64, 96))
    scores = torch.where(cols < 48, 4.0, -4.0)[None] * torch.tensor([[1.0], [-1.0]])
    shown = roots_of(scores).unflatten(1, cells)
    made = Surroundings(torch.ones(4, 8, 12), GRID, image, shown, Lengths())
    at = made.at(torch.tensor([32, 32, 32]), torch.tensor([46, 40, 52]))
    alike = likeness(at, at)
    assert alike[0, 1] > 1.5 * alike[0, 2]  # as far away, on the other side of what was shown


@pytest.mark.parametrize("size", [(1, 1), (3, 9), (64, 90)])
def test_what_was_shown_is_kept_at_places_on_the_image(size: tuple[int, int]) -> None:
    rows, cols, cells = shown_places(size)
    assert len(rows) == len(cols) == cells[0] * cells[1]
    assert rows.max() < size[0]
    assert cols.max() < size[1]


@pytest.mark.parametrize("size", [(64, 96), (1, 30), (5, 9), (61, 35)])
def test_at_single_pixels_is_said_what_is_said_on_the_whole_image(size: tuple[int, int]) -> None:
    made = surroundings(*size)
    height, width = made.size
    rows, cols = (each.reshape(-1) for each in torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij"))
    taught, pulls = (
        made.at(rows[::7], cols[::7]),
        torch.randn(len(rows[::7]), 3, generator=torch.Generator().manual_seed(0)),
    )
    whole = made.spread(taught, pulls)[0].flatten(1).T
    assert torch.allclose(made.spread_to(rows, cols, taught, pulls), whole, atol=1e-4)
