import numpy as np
import torch

from models.live.examples import Examples, clear_labels
from models.metrics import UNLABELED


def update(examples: Examples, labels: np.ndarray, first: int = 0, weight: float = 1.0) -> np.ndarray:
    weights = np.full(labels.shape, weight, np.float32)
    return examples.update(labels, weights, np.random.default_rng(0), first)


def two_strokes() -> np.ndarray:
    labels = np.full((60, 80), UNLABELED, np.uint8)
    labels[5:25, 5:25] = 1
    labels[30:50, 40:60] = 2
    return labels


def test_examples_are_drawn_from_what_was_decided_and_keep_their_numbers() -> None:
    examples, labels = Examples(per_stroke=30, most=100), two_strokes()
    update(examples, labels)
    assert np.bincount(examples.truths).tolist() == [0, 30, 30]
    assert (labels[examples.rows, examples.cols] == examples.truths).all()
    serials = examples.serials.copy()
    labels[52:58, 2:30] = 3
    assert update(examples, labels, first=60).all()
    assert np.array_equal(examples.serials[:60], serials)
    assert np.bincount(examples.truths).tolist() == [0, 30, 30, 30]


def test_pixels_that_were_erased_or_painted_over_are_dropped() -> None:
    examples, labels = Examples(per_stroke=30, most=100), two_strokes()
    update(examples, labels)
    labels[30:50, 40:60] = UNLABELED
    labels[5:25, 5:15] = 4
    stays = update(examples, labels, first=60)
    assert not stays[30:].any()
    assert set(examples.truths.tolist()) == {1, 4}
    assert (labels[examples.rows, examples.cols] == examples.truths).all()
    assert len(examples.places()) == len(examples.weights) == len(examples)


def test_thinning_keeps_every_class_alike() -> None:
    examples, labels = Examples(per_stroke=40, most=100), two_strokes()
    labels[0, 0] = 3
    update(examples, labels)
    stays = examples.thinned(21, np.random.default_rng(0))
    assert stays.sum() == len(examples) == 21
    assert np.bincount(examples.truths).tolist() == [0, 10, 10, 1]


def settled(scores: torch.Tensor) -> Examples:
    made = Examples(per_stroke=10, most=100)
    decided = np.full((20, 30), UNLABELED, np.uint8)
    decided[:4, :4] = 1
    made.update(decided, np.ones((20, 30), np.float32), np.random.default_rng(0), 0)
    made.settle(clear_labels(scores), 60, 0.2, np.random.default_rng(0), len(made))
    return made


def test_what_is_clear_and_not_decided_is_settled_as_shown() -> None:
    scores = torch.zeros(3, 20, 30)
    scores[0, :, :10], scores[2, :, 20:] = 5.0, 5.0  # nothing is clear between
    made = settled(scores)
    is_settled = made.weights < 1
    assert 30 <= is_settled.sum() <= 60
    assert set(made.truths[is_settled]) == {0, 2}
    assert ((made.cols < 10) == (made.truths == 0))[is_settled].all()
    assert not ((made.cols[is_settled] >= 10) & (made.cols[is_settled] < 20)).any()
    assert not ((made.rows[is_settled] < 4) & (made.cols[is_settled] < 4)).any()
    assert len(set(made.serials)) == len(made)


def test_where_nothing_is_clear_nothing_is_settled() -> None:
    assert (settled(torch.zeros(3, 20, 30)).weights == 1).all()


def test_what_was_settled_is_dropped_when_the_person_decides_anew() -> None:
    scores = torch.zeros(3, 20, 30)
    scores[0] = 5.0
    made = settled(scores)
    decided = np.full((20, 30), UNLABELED, np.uint8)
    decided[:4, :4], decided[10:12, 10:12] = 1, 2
    made.update(decided, np.ones((20, 30), np.float32), np.random.default_rng(0), 1000)
    assert (made.weights == 1).all()
    assert set(made.truths) == {1, 2}
