import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import superpixels
from app.core.superpixels import Superpixels, nearest_size
from tests.unit.core.steps import outcome


def test_superpixels_follow_an_edge_and_cover_the_image() -> None:
    image = np.zeros((64, 96, 3), np.uint8)
    image[:, 37:] = (200, 180, 20)
    found = outcome(superpixels.find_superpixels(image, 16))
    assert found.marks.shape == (64, 96)
    left, right = set(np.unique(found.marks[:, :37])), set(np.unique(found.marks[:, 37:]))
    assert not left & right  # none lies on both sides
    assert 12 <= len(left | right) <= 40  # 24 would be 16 pixels across each


def test_a_large_image_is_reduced_and_its_superpixels_still_cover_it() -> None:
    image = np.zeros((1300, 1700, 3), np.uint8)
    image[:, 850:] = 250
    found = outcome(superpixels.find_superpixels(image, 128))
    assert found.marks.size <= 1_010_000
    mark = found.at(600, 200)
    row, col, mask = found.region({mark})
    assert mask[600 - row, 200 - col]
    assert col + mask.shape[1] <= 860


def test_an_image_smaller_than_a_superpixel_is_one() -> None:
    assert not outcome(superpixels.find_superpixels(np.zeros((5, 5, 3), np.uint8), 64)).marks.any()


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 5), st.integers(1, 5), st.integers(0, 99))
def test_regions_at_a_reduced_size_part_the_image_without_gaps(
    rows: int, cols: int, more_rows: int, more_cols: int, seed: int
) -> None:
    marks = np.random.default_rng(seed).integers(0, 5, (rows, cols)).astype(np.int32)
    height, width = rows * more_rows + seed % more_rows, cols * more_cols
    found = Superpixels(marks, height, width)
    owners = np.zeros((height, width), int)
    for mark in np.unique(marks).tolist():
        row, col, mask = found.region({mark})
        owners[row : row + mask.shape[0], col : col + mask.shape[1]] += mask
        for r, c in np.argwhere(mask):
            assert found.at(int(row + r), int(col + c)) == mark
    assert (owners == 1).all()


def test_a_way_out_of_the_image_touches_only_what_is_inside() -> None:
    found = Superpixels(np.arange(12, dtype=np.int32).reshape(3, 4), 3, 4)
    assert found.along((0, 0), (0, 9)) == {0, 1, 2, 3}
    assert found.along((-5, 1), (8, 1)) == {1, 5, 9}
    assert found.along((-5, -5), (-1, -1)) == set()


@pytest.mark.parametrize(("diameter", "size"), [(1, 8), (8, 8), (20, 16), (30, 32), (4096, 128)])
def test_the_brush_chooses_the_size(diameter: int, size: int) -> None:
    assert nearest_size(diameter) == size
