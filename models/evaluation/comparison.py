"""Two networks on the same samples: what differs, class by class and image by image, and how sure that is."""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.metrics import Measures, measure

_RESAMPLES = 2000
_NAMED = 5  # images at each end


@dataclass(frozen=True)
class Comparison:
    """The first network against the second; differences are first minus second.

    interval: of the difference in mean IU, 95 %, by resampling the images with replacement (paired bootstrap).
    better, worse, equal: images by their own mean IU. sign_p: how often a fair coin would split the unequal images at
    least as unevenly (two-sided sign test). best, worst: (image, difference of its mean IU).
    """

    mean_iu: float
    interval: tuple[float, float]
    iu: dict[str, float | None]
    better: int
    worse: int
    equal: int
    sign_p: float
    best: list[tuple[str, float]]
    worst: list[tuple[str, float]]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def compare(
    first: list[NDArray[np.int64]], second: list[NDArray[np.int64]], names: list[str], class_names: list[str]
) -> Comparison:
    """first, second: one confusion matrix per image, the same images in the same order, called `names`."""
    totals = [measure(np.sum(matrices, 0), class_names) for matrices in (first, second)]
    deltas = [
        measure(one, class_names).mean_iu - measure(other, class_names).mean_iu
        for one, other in zip(first, second, strict=True)
    ]
    order = sorted(range(len(names)), key=lambda number: deltas[number])
    better, worse = sum(delta > 0 for delta in deltas), sum(delta < 0 for delta in deltas)
    return Comparison(
        mean_iu=totals[0].mean_iu - totals[1].mean_iu,
        interval=_interval(np.stack(first), np.stack(second)),
        iu={name: _difference(totals[0], totals[1], name) for name in class_names},
        better=better,
        worse=worse,
        equal=len(deltas) - better - worse,
        sign_p=sign_test(better, worse),
        best=[(names[number], deltas[number]) for number in reversed(order[-_NAMED:]) if deltas[number] > 0],
        worst=[(names[number], deltas[number]) for number in order[:_NAMED] if deltas[number] < 0],
    )


def _difference(first: Measures, second: Measures, name: str) -> float | None:
    one, other = first.iu[name], second.iu[name]
    return None if one is None or other is None else one - other


def _interval(first: NDArray[np.int64], second: NDArray[np.int64]) -> tuple[float, float]:
    """(N, K, K + 1) twice -> the middle 95 % of the differences in mean IU over resampled images."""
    count = len(first)
    weights = np.random.default_rng(0).multinomial(count, np.full(count, 1 / count), size=_RESAMPLES)
    sums = [np.tensordot(weights, matrices, 1) for matrices in (first, second)]  # (resamples, K, K + 1)
    low, high = np.percentile(_mean_iu(sums[0]) - _mean_iu(sums[1]), (2.5, 97.5))
    return float(low), float(high)


def _mean_iu(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """(R, K, K + 1) -> (R,), as `metrics.measure` counts."""
    classes = confusion.shape[1]
    known = confusion[:, :, :classes]
    hits = np.diagonal(known, axis1=1, axis2=2).astype(float)
    union = confusion.sum(2) + known.sum(1) - hits
    iu = np.divide(hits, union, out=np.zeros_like(hits), where=union > 0)
    return np.asarray(iu.sum(1) / np.maximum((union > 0).sum(1), 1))


def sign_test(better: int, worse: int) -> float:
    """Two-sided probability that a fair coin falls at least as unevenly; 1 where nothing differs."""
    count = better + worse
    tail = sum(math.comb(count, k) for k in range(min(better, worse) + 1))
    return min(1.0, 2 * tail / 2**count)
