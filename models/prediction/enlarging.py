"""The argmax of scores at a larger size, without enlarging the scores themselves.

Between four neighbouring scores bilinear interpolation weights all classes alike, and no weight is negative: where one
class is greatest at all four, it is greatest everywhere between them. Only the rest, along the borders of regions, is
computed.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Labels = NDArray[np.uint8]


class _Axis(NamedTuple):
    """For each place along an axis of the larger plane: the two places it lies between, and its share of the second."""

    low: NDArray[np.intp]
    high: NDArray[np.intp]
    share: Floats


def enlarged_labels(scores: Floats, size: tuple[int, int]) -> Labels:
    """Scores (C, h, w) float32 -> (H, W) uint8: the argmax of their bilinear interpolation (align_corners=False).

    H and W must not be smaller than h and w. Of equal scores the first class counts.
    """
    rows, cols = _axis(scores.shape[1], size[0]), _axis(scores.shape[2], size[1])
    nearest = _first_greatest(scores)
    is_border = ~_is_uniform(nearest)
    labels = np.empty(size, np.uint8)
    starts = np.flatnonzero(np.r_[True, np.diff(rows.low) > 0])
    for start, stop in zip(starts.tolist(), [*starts[1:].tolist(), size[0]], strict=True):
        low, high = rows.low[start], rows.high[start]
        band = labels[start:stop]
        band[...] = nearest[low][cols.low]
        at = np.flatnonzero(is_border[low][cols.low])
        if len(at):
            upper, lower = (_between(scores[:, row], cols, at) for row in (low, high))
            band[:, at] = _greatest_between(upper, lower, rows.share[start:stop, None])
    return labels


def _axis(small: int, large: int) -> _Axis:
    places = np.clip((np.arange(large) + 0.5) * (small / large) - 0.5, 0, small - 1)
    low = np.floor(places).astype(np.intp)
    return _Axis(low, np.minimum(low + 1, small - 1), (places - low).astype(np.float32))


def _is_uniform(labels: Labels) -> NDArray[np.bool_]:
    """(h, w) bool: whether a place, the next in its row, and both below it have one value; edges are repeated."""
    padded = np.pad(labels, ((0, 1), (0, 1)), "edge")
    here = padded[:-1, :-1]
    return (here == padded[:-1, 1:]) & (here == padded[1:, :-1]) & (here == padded[1:, 1:])


def _between(line: Floats, cols: _Axis, at: NDArray[np.intp]) -> Floats:
    """(C, w) of one row of scores -> (C, len(at)) at these columns of the larger plane."""
    left, right = line[:, cols.low[at]], line[:, cols.high[at]]
    return left + cols.share[at] * (right - left)


def _greatest_between(upper: Floats, lower: Floats, share: Floats) -> Labels:
    """Two rows of scores (C, n) and (k, 1) shares of the second -> (k, n) uint8, the greatest class."""
    greatest = upper[0] + share * (lower[0] - upper[0])
    labels = np.zeros(greatest.shape, np.uint8)
    for index in range(1, len(upper)):
        values = upper[index] + share * (lower[index] - upper[index])
        np.copyto(labels, np.uint8(index), where=values > greatest)
        np.maximum(greatest, values, out=greatest)
    return labels


def _first_greatest(scores: Floats) -> Labels:
    """Scores (C, h, w) -> (h, w) uint8. numpy's argmax takes several times as long."""
    greatest = scores[0].copy()
    labels = np.zeros(greatest.shape, np.uint8)
    for index in range(1, len(scores)):
        np.copyto(labels, np.uint8(index), where=scores[index] > greatest)
        np.maximum(greatest, scores[index], out=greatest)
    return labels
