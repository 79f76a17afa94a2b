import numpy as np
import pytest

from models.evaluation.boundaries import boundary_scores
from models.metrics import UNLABELED
from tests.unit.models.miniatures import blocks

SIZE = (300, 400)  # a diagonal of 500 pixels: outlines may lie 3.75 pixels apart


def square(shift: int = 0) -> np.ndarray:
    labels = np.zeros(SIZE, np.uint8)
    labels[100:200, 100 + shift : 200 + shift] = 1
    return labels


def test_equal_maps_agree_in_full() -> None:
    _, truth = blocks()
    assert boundary_scores(truth, truth, 4) == [1.0, 1.0, 1.0, None]


def test_outlines_within_the_tolerance_agree() -> None:
    assert boundary_scores(square(), square(3), 2) == [1.0, 1.0]


def test_an_outline_beyond_it_agrees_only_where_it_crosses() -> None:
    """Of a square moved by 10 pixels, the two sides along the way stay; the other two are off."""
    found = boundary_scores(square(), square(10), 2)[1]
    assert found == pytest.approx(0.5, abs=0.03)


def test_an_outline_that_is_missing_or_too_much_counts_as_nothing() -> None:
    nothing = np.zeros(SIZE, np.uint8)
    assert boundary_scores(square(), nothing, 2) == [0.0, 0.0]
    assert boundary_scores(nothing, square(), 2) == [0.0, 0.0]


def test_the_edge_of_the_image_is_no_outline() -> None:
    for labels in (np.zeros(SIZE, np.uint8), np.ones(SIZE, np.uint8)):
        assert boundary_scores(labels, labels, 2) == [None, None]


def test_a_void_rim_is_the_outline_it_stands_for() -> None:
    """VOC draws 255 around every object."""
    truth = square()
    truth[98:202, 98:202] = UNLABELED
    truth[102:198, 102:198] = 1
    assert boundary_scores(truth, square(), 2) == [1.0, 1.0]
    assert boundary_scores(truth, square(30), 2)[1] < 0.9


def test_what_is_predicted_where_nothing_is_known_does_not_count() -> None:
    truth = square()
    truth[:, 250:] = UNLABELED
    wild = square()
    wild[20:60, 300:350] = 1
    assert boundary_scores(truth, wild, 2) == boundary_scores(truth, square(), 2) == [1.0, 1.0]
    assert boundary_scores(np.full(SIZE, UNLABELED, np.uint8), wild, 2) == [None, None]
