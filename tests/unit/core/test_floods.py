import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import floods
from app.core.floods import color_distance, color_region, ends_inside, near_color_region, window_around
from app.core.masks import connected_region

NOISE = np.random.default_rng(5).integers(0, 256, (23, 31, 3), dtype=np.uint8)


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_the_distance_is_that_of_the_channel_that_differs_most(color: tuple[int, int, int]) -> None:
    expected = abs(NOISE.astype(int) - np.array(color)).max(axis=2)
    assert np.array_equal(color_distance(NOISE, color), expected)


@given(st.integers(0, 22), st.integers(0, 30), st.integers(0, 255), st.integers(0, 255))
def test_a_larger_tolerance_holds_the_region_of_a_smaller_one(row: int, col: int, first: int, second: int) -> None:
    planes = []
    for tolerance in sorted((first, second)):
        plane = np.zeros(NOISE.shape[:2], bool)
        top, left, mask = color_region(NOISE, row, col, tolerance)
        plane[top : top + mask.shape[0], left : left + mask.shape[1]] = mask
        assert plane[row, col]
        distance = abs(NOISE.astype(int) - NOISE[row, col].astype(int)).max(axis=2)
        assert (distance[plane] <= tolerance).all()
        region = connected_region(plane.view(np.uint8), row, col)
        assert region[2].sum() == plane.sum()  # one piece
        planes.append(plane)
    assert not (planes[0] & ~planes[1]).any()


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_the_window_lies_in_the_image_and_holds_the_pixel(height: int, width: int, data: st.DataObject) -> None:
    row, col = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    row0, col0, row1, col1 = window_around((height, width, 3), row, col, 10)
    assert 0 <= row0 <= row < row1 <= height
    assert 0 <= col0 <= col < col1 <= width
    assert (row1 - row0, col1 - col0) == (min(height, 10), min(width, 10))


def test_the_region_of_a_huge_image_ends_at_the_window() -> None:
    image = np.zeros((3000, 5000, 3), np.uint8)
    mask = color_region(image, 1500, 2500, 5)[2]
    assert mask.shape == (2048, 2048)


def test_what_is_found_nearby_is_the_region_and_nothing_is_found_of_one_that_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(floods, "NEAR", 9)
    chance, seen = np.random.default_rng(2), set()
    for _ in range(400):
        row, col = int(chance.integers(23)), int(chance.integers(31))
        tolerance = int(chance.integers(256))
        top, left, mask = color_region(NOISE, row, col, tolerance)
        near = near_color_region(NOISE, row, col, tolerance)
        row0, col0, row1, col1 = window_around(NOISE.shape, row, col, 9)
        is_inside = row0 <= top and col0 <= left and top + mask.shape[0] <= row1 and left + mask.shape[1] <= col1
        seen.add((near is None, is_inside))
        if near is not None:
            assert near[:2] == (top, left)
            assert np.array_equal(near[2], mask)
        else:  # on the border it may go on; where it does not, looking again is all that is lost
            assert not is_inside or not ends_inside((top, left, mask), (row0, col0, row1, col1), (0, 0, 23, 31))
    assert {(True, False), (False, True)} <= seen
