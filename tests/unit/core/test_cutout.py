from collections.abc import Generator

import numpy as np
import pytest

from app.core.cutout import ROUNDS, cut_out
from app.core.masks import PlacedMask, disk


def outcome(steps: Generator[float, None, PlacedMask]) -> tuple[list[float], PlacedMask]:
    shares = []
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as stop:
            return shares, stop.value


def scene(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """A reddish disk on green noise."""
    rng = np.random.default_rng(1)
    image = rng.integers(0, 40, (height, width, 3), dtype=np.uint8)
    image[..., 1] += 120
    is_object = np.zeros((height, width), bool)
    size = min(height, width) // 2
    top, left = (height - size) // 2, (width - size) // 2
    is_object[top : top + size, left : left + size] = disk(size)
    image[is_object] = rng.integers(150, 220, (int(is_object.sum()), 3), dtype=np.uint8) * (1, 0, 0)
    return image, is_object


@pytest.mark.parametrize("shape", [(80, 100), (900, 1200)])
def test_the_object_in_the_box_is_cut_out(shape: tuple[int, int]) -> None:
    image, is_object = scene(*shape)
    rows, cols = np.flatnonzero(is_object.any(axis=1)), np.flatnonzero(is_object.any(axis=0))
    box = (int(rows[0]) - 5, int(cols[0]) - 5, int(rows[-1]) + 6, int(cols[-1]) + 6)
    shares, (row, col, mask) = outcome(cut_out(image, box))
    assert (row, col) == box[:2]
    assert mask.shape == (box[2] - box[0], box[3] - box[1])
    found = np.zeros(shape, bool)
    found[row : row + mask.shape[0], col : col + mask.shape[1]] = mask
    assert (found & is_object).sum() / (found | is_object).sum() > 0.98
    assert shares == [number / ROUNDS for number in range(ROUNDS)]


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_box_of_one_colour_is_no_error(value: int) -> None:
    image = np.full((60, 60, 3), value, np.uint8)
    _, (_, _, mask) = outcome(cut_out(image, (10, 10, 50, 50)))
    assert mask.shape == (40, 40)


def test_a_box_around_the_whole_image_works_too() -> None:
    image, is_object = scene(60, 60)
    _, (_, _, mask) = outcome(cut_out(image, (0, 0, 60, 60)))
    assert (mask & is_object).sum() / (mask | is_object).sum() > 0.9


def test_the_smallest_box_works() -> None:
    _, (_, _, mask) = outcome(cut_out(scene(9, 9)[0], (2, 2, 6, 6)))
    assert mask.shape == (4, 4)


def test_the_same_box_gives_the_same_object() -> None:
    image = np.random.default_rng(0).integers(0, 256, (50, 50, 3), dtype=np.uint8)
    first, second = (outcome(cut_out(image, (10, 10, 40, 40)))[1][2] for _ in range(2))
    assert np.array_equal(first, second)
