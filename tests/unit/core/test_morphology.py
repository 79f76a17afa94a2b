import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from scipy import ndimage

from app.core.morphology import Shaping, fill_holes, grow, remove_islands, reshape, shrink, smooth, with_margin

MASKS = hnp.arrays(bool, st.tuples(st.integers(1, 14), st.integers(1, 14)))
DISTANCES = st.integers(1, 4)
Mask = NDArray[np.bool_]
CORNERS_TOO = np.ones((3, 3), bool)


@given(MASKS, DISTANCES)
def test_growing_adds_exactly_the_pixels_within_the_distance(mask: Mask, distance: int) -> None:
    grown = grow(mask, distance)
    places = np.argwhere(mask)
    for pixel in np.argwhere(np.ones_like(mask)):
        nearest = np.min(np.hypot(*(places - pixel).T), initial=np.inf)
        if abs(nearest - distance) > 1e-3:
            assert grown[tuple(pixel)] == (nearest < distance)


@given(MASKS, DISTANCES)
def test_shrinking_is_growing_what_is_not_the_region(mask: Mask, distance: int) -> None:
    assert np.array_equal(shrink(mask, distance), ~grow(~mask, distance))


@given(MASKS, st.sampled_from(list(Shaping)), DISTANCES)
def test_only_growing_directions_add_and_only_shrinking_ones_remove(mask: Mask, shaping: Shaping, amount: int) -> None:
    changed = reshape(mask, shaping, amount)
    assert changed.shape == mask.shape
    assert changed.dtype == bool
    if shaping in (Shaping.GROW, Shaping.FILL_HOLES):
        assert not (mask & ~changed).any()
    if shaping in (Shaping.SHRINK, Shaping.REMOVE_ISLANDS):
        assert not (changed & ~mask).any()


@given(MASKS, DISTANCES)
def test_smoothing_leaves_full_and_empty_as_they_are_and_treats_both_sides_alike(mask: Mask, distance: int) -> None:
    assert smooth(np.ones_like(mask), distance).all()
    assert not smooth(np.zeros_like(mask), distance).any()
    assert not (smooth(mask, distance) & smooth(~mask, distance)).any()


def test_smoothing_takes_a_bump_away_and_fills_a_dent() -> None:
    mask = np.zeros((30, 30), bool)
    mask[10:20, 5:25] = True
    mask[9, 12] = True
    mask[10, 18] = False
    smoothed = smooth(mask, 3)
    assert not smoothed[9, 12]
    assert smoothed[10, 18]


@given(MASKS, st.integers(1, 20))
def test_exactly_the_small_holes_are_filled(mask: Mask, largest: int) -> None:
    marks, count = ndimage.label(~mask)
    expected = mask.copy()
    for number in range(1, count + 1):
        hole = marks == number
        touches = hole[0].any() or hole[-1].any() or hole[:, 0].any() or hole[:, -1].any()
        if hole.sum() <= largest and not touches:
            expected |= hole
    assert np.array_equal(fill_holes(mask, largest), expected)


@given(MASKS, st.integers(1, 20))
def test_exactly_the_small_islands_are_removed(mask: Mask, largest: int) -> None:
    marks, count = ndimage.label(mask, structure=CORNERS_TOO)
    expected = mask.copy()
    for number in range(1, count + 1):
        if (marks == number).sum() <= largest:
            expected &= marks != number
    assert np.array_equal(remove_islands(mask, largest), expected)


@given(st.integers(0, 6), st.integers(0, 8), st.integers(0, 5))
def test_a_margin_ends_at_the_image(row: int, col: int, margin: int) -> None:
    placed = (row, col, np.ones((3, 2), bool))
    top, left, mask = with_margin(placed, margin, 9, 10)
    assert mask.sum() == 6
    assert mask[row - top : row - top + 3, col - left : col - left + 2].all()
    assert (top, left) == (max(row - margin, 0), max(col - margin, 0))
    assert (top + mask.shape[0], left + mask.shape[1]) == (min(row + 3 + margin, 9), min(col + 2 + margin, 10))


@pytest.mark.parametrize("shaping", list(Shaping))
def test_the_border_of_the_image_takes_nothing_from_a_region(shaping: Shaping) -> None:
    assert reshape(np.ones((20, 20), bool), shaping, 3).all()
