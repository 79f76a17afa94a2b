import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.prediction import refinement
from models.prediction.refinement import refine


def edge_image(color: bool = True) -> NDArray[np.uint8]:
    """Two halves of one lightness and two colours, or of two greys."""
    image = np.full((60, 80, 3), (150, 60, 60) if color else 40, np.uint8)
    image[:, 40:] = (60, 110, 60) if color else 210
    return image


def scores(edge: int) -> Tensor:
    """(9, 60, 80): class 7 right of a soft edge, class 3 left of it."""
    made = torch.full((9, 60, 80), -20.0)
    made[3] = 0.0
    made[7] = (torch.arange(80) - edge) / 4.0
    return made


@pytest.mark.parametrize("color", [True, False])
def test_an_edge_beside_the_true_one_moves_to_it(color: bool) -> None:
    image, made = edge_image(color).repeat(4, 0).repeat(4, 1), torch.zeros(9, 240, 320)
    made[7] = (torch.arange(320) - 168.0) / 4
    made[3] = -made[7]
    labels = refine(image, made)
    assert (labels[:, :160] == 3).all()
    assert (labels[:, 162:] == 7).all()


def test_on_an_image_without_edges_the_edge_stays_where_it_is() -> None:
    labels = refine(np.full((60, 80, 3), 90, np.uint8), scores(44))
    assert (labels == np.where(np.arange(80) >= 44, 7, 3)).mean() > 0.97


def test_scores_of_another_size_are_brought_to_the_size_of_the_image() -> None:
    labels = refine(edge_image(), scores(42)[:, ::2, ::2])
    assert labels.shape == (60, 80)
    assert (labels[:, 42:] == 7).all()


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (2, 3)])
def test_the_smallest_images_are_refined(size: tuple[int, int]) -> None:
    one = torch.zeros(3, *size)
    one[2] = 5.0
    assert (refine(np.zeros((*size, 3), np.uint8), one) == 2).all()


def test_tiles_give_what_the_whole_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    image = rng.integers(0, 256, (150, 50, 3), dtype=np.uint8)
    some = torch.from_numpy(rng.normal(size=(3, 150, 50)))
    whole = refine(image, some)
    monkeypatch.setattr(refinement, "_TILE", 7)
    assert np.array_equal(refine(image, some), whole)


def test_a_very_large_image_is_refined_at_a_smaller_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refinement, "_FINEST", 1200)
    labels = refine(edge_image(), scores(42))
    assert labels.shape == (60, 80)
    assert (labels[:, :38] == 3).all()
    assert (labels[:, 42:] == 7).all()


def test_a_photo_of_twelve_megapixels_is_refined() -> None:
    image = edge_image().repeat(50, 0).repeat(50, 1)
    labels = refine(image, scores(42))
    assert labels.shape == (3000, 4000)
    assert (labels[:, :1900] == 3).all()
    assert (labels[:, 2100:] == 7).all()


@pytest.mark.parametrize("size", [(1996, 3000), (1225, 1225), (1, 1_500_001)])
def test_a_size_that_cannot_be_halved_to_the_very_limit_is_refined_all_the_same(size: tuple[int, int]) -> None:
    labels = refine(np.full((*size, 3), 90, np.uint8), scores(44))
    assert labels.shape == size
    assert set(np.unique(labels)) <= {3, 7}


def lines() -> tuple[NDArray[np.uint8], Tensor]:
    """A grey image, and scores that see two thin lines on it, of its own colour: class 1 on class 0."""
    image = np.full((120, 160, 3), 90, np.uint8)
    made = torch.zeros(2, 120, 160)
    made[0] = 4.0
    for row in (30, 90):
        made[1, row : row + 3] = 5.0
    return image, made


def test_a_thin_thing_that_was_decided_in_one_place_is_given_back_whole_and_no_other() -> None:
    image, made = lines()
    lost = refine(image, made)
    assert (lost == 0).all()
    decided = np.full((120, 160), 255, np.uint8)
    decided[31, 40] = 1
    shown = refine(image, made, decided)
    assert (shown[30:33] == 1).all()
    assert (np.delete(shown, (30, 31, 32), 0) == 0).all()


def test_what_the_scores_do_not_say_is_not_given_back() -> None:
    image, made = lines()
    decided = np.full((120, 160), 255, np.uint8)
    decided[60, 40] = 1
    assert (refine(image, made, decided) == 0).all()


def test_nothing_is_given_back_where_another_class_was_decided() -> None:
    image, made = lines()
    decided = np.full((120, 160), 255, np.uint8)
    decided[31, 40], decided[30:33, 100:120] = 1, 0
    shown = refine(image, made, decided)
    assert (shown[30:33, 100:120] == 0).all()
    assert (np.delete(shown[30:33], slice(100, 120), 1) == 1).all()


def test_a_class_that_scores_do_not_know_is_not_given_back() -> None:
    image, made = lines()
    decided = np.full((120, 160), 254, np.uint8)
    assert np.array_equal(refine(image, made, decided), refine(image, made))


def test_what_was_decided_may_be_of_another_size(monkeypatch: pytest.MonkeyPatch) -> None:
    image, made = lines()
    decided = np.full((240, 320), 255, np.uint8)
    decided[60:66, 80:84] = 1
    assert (refine(image, made, decided)[30:33] == 1).all()
    monkeypatch.setattr(refinement, "_FINEST", 60 * 80)
    shown = refine(image, made, decided)
    assert shown.shape == (120, 160)
    assert (shown[31] == 1).mean() > 0.9
    assert (shown[60:] == 0).all()


def test_where_the_filter_agrees_with_what_was_decided_nothing_changes() -> None:
    decided = np.full((60, 80), 255, np.uint8)
    decided[:, :20], decided[:, 60:] = 3, 7
    assert np.array_equal(refine(edge_image(), scores(44), decided), refine(edge_image(), scores(44)))
