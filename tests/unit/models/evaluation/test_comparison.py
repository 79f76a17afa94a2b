import numpy as np
import pytest

from models.evaluation.comparison import compare, sign_test
from models.metrics import measure

NAMES = ["a", "b"]


def matrix(hits: int) -> np.ndarray:
    """100 pixels of each of two classes, `hits` of them right."""
    wrong = 100 - hits
    return np.array([[hits, wrong, 0], [wrong, hits, 0]], np.int64)


def test_a_network_that_is_better_everywhere_is_surely_better() -> None:
    images = [f"image{number}" for number in range(12)]
    found = compare([matrix(90)] * 12, [matrix(80 - number) for number in range(12)], images, NAMES)
    assert found.mean_iu > 0
    assert 0 < found.interval[0] <= found.mean_iu <= found.interval[1]
    assert (found.better, found.worse, found.equal) == (12, 0, 0)
    assert found.best[0][0] == "image11"
    assert found.best[0][1] > found.best[1][1]
    assert len(found.best) == 5
    assert found.worst == []
    assert found.sign_p == pytest.approx(2 / 2**12)
    expected = measure(12 * matrix(90), NAMES).iu["a"] - measure(sum(matrix(80 - n) for n in range(12)), NAMES).iu["a"]
    assert found.iu["a"] == pytest.approx(expected)


def test_a_difference_that_rests_on_one_image_is_not_sure() -> None:
    images = [f"image{number}" for number in range(9)]
    first = [matrix(80)] * 9
    second = [matrix(81)] * 8 + [matrix(20)]
    found = compare(first, second, images, NAMES)
    assert found.mean_iu > 0
    assert found.interval[0] < 0 < found.interval[1]
    assert (found.better, found.worse) == (1, 8)
    assert [name for name, _ in found.best] == ["image8"]
    assert len(found.worst) == 5


def test_equal_networks_do_not_differ() -> None:
    found = compare([matrix(70)] * 3, [matrix(70)] * 3, ["x", "y", "z"], NAMES)
    assert found.interval == (0.0, 0.0)
    assert (found.equal, found.sign_p) == (3, 1.0)
    assert found.best == found.worst == []


def test_a_class_that_never_occurs_has_no_difference() -> None:
    lone = np.zeros((3, 4), np.int64)
    lone[:2, :3] = matrix(70)
    assert compare([lone], [lone], ["x"], ["a", "b", "c"]).iu["c"] is None


@pytest.mark.parametrize(
    ("better", "worse", "share"), [(0, 0, 1.0), (1, 1, 1.0), (5, 0, 2 / 32), (4, 1, 12 / 32), (1, 4, 12 / 32)]
)
def test_the_sign_test_is_the_binomial_one(better: int, worse: int, share: float) -> None:
    assert sign_test(better, worse) == pytest.approx(share)
