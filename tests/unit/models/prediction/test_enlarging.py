import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from models.prediction.enlarging import enlarged_labels


@settings(deadline=None, max_examples=60)
@given(
    classes=st.integers(1, 6),
    small=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    more=st.tuples(st.integers(0, 40), st.integers(0, 40)),
    seed=st.integers(0, 99),
)
def test_labels_are_those_of_the_interpolated_scores(
    classes: int, small: tuple[int, int], more: tuple[int, int], seed: int
) -> None:
    scores = np.random.default_rng(seed).normal(size=(classes, *small)).astype(np.float32)
    size = small[0] + more[0], small[1] + more[1]
    wide = F.interpolate(torch.from_numpy(scores)[None].double(), size=size, mode="bilinear", align_corners=False)[0]
    labels = enlarged_labels(scores, size)
    chosen = wide.numpy()[labels, *np.indices(size)]
    # Rounding may decide between two that are equal but for it.
    assert (wide.numpy().max(0) - chosen).max() < 1e-5
    assert (labels == wide.argmax(0).numpy()).mean() > 0.99


def test_of_equal_scores_the_first_class_counts() -> None:
    assert not enlarged_labels(np.ones((4, 3, 3), np.float32), (8, 8)).any()


@pytest.mark.parametrize("size", [(1, 1), (5, 1), (1, 7)])
def test_a_single_score_fills_any_size(size: tuple[int, int]) -> None:
    scores = np.array([0.0, 2.0, 1.0], np.float32).reshape(3, 1, 1)
    np.testing.assert_array_equal(enlarged_labels(scores, size), np.full(size, 1, np.uint8))
