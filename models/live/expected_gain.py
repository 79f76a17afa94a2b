"""What to label next: the order of images by how much labelling each is expected to gain.

Greedy k-center (Sener and Savarese 2018) with the distances weighted by uncertainty: an image is worth much if the
network hesitates on it, if it changed its mind there, and if nothing like it was corrected yet.
"""

import numpy as np
from numpy.typing import NDArray

MOST_CHOSEN = 200  # images whose choice the next choices take into account; nobody looks further ahead

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]


def weights(uncertainty: Vector, disagreement: Vector) -> Vector:
    """(N,) what each image weighs: its uncertainty, 0-1, up to doubled by what the network thinks otherwise now.

    disagreement: (N,) share of pixels that the version before predicted otherwise, 0-1, NaN where that is not known.
    """
    return (uncertainty * (1 + np.nan_to_num(disagreement, nan=0.0))).astype(np.float32)


def order_by_gain(weight: Vector, descriptors: Matrix, corrected: Matrix) -> NDArray[np.intp]:
    """(N,) indices, the greatest expected gain first.

    weight: (N,) as `weights` gives it. descriptors: (N, D) of the images, and corrected: (M, D) of those a person has
    corrected; an image whose row is NaN is not known and counts as near as the mean of the others. Ties stay in order.
    """
    count = len(weight)
    distance = _nearest(descriptors, corrected)
    chosen: list[int] = []
    is_left = np.ones(count, bool)
    for _ in range(min(count, MOST_CHOSEN)):
        gain = np.where(is_left, weight * _filled(distance, is_left), -1.0)
        best = int(np.argmax(gain))
        chosen.append(best)
        is_left[best] = False
        distance = np.fmin(distance, _nearest(descriptors, descriptors[best : best + 1]))
    rest = np.flatnonzero(is_left)
    last = np.argsort(-(weight * _filled(distance, is_left))[rest], kind="stable")
    return np.concatenate((np.array(chosen, np.intp), rest[last]))


def _nearest(descriptors: Matrix, others: Matrix) -> Vector:
    """(N,) Euclidean distance to the nearest of `others`, one for all where there are none; NaN where not known."""
    known = others[~np.isnan(others).any(1)] if others.size else others
    if not len(known):
        return np.full(len(descriptors), np.nan, np.float32)
    nearest = np.full(len(descriptors), np.inf, np.float32)
    squares = np.einsum("nd,nd->n", descriptors, descriptors)
    for other in known:  # one by one: N x M distances of a large folder would not fit
        square = squares - 2 * (descriptors @ other) + float(other @ other)
        nearest = np.minimum(nearest, square)
    return np.sqrt(np.maximum(nearest, 0)).astype(np.float32)


def _filled(distance: Vector, is_left: NDArray[np.bool_]) -> Vector:
    """Distances with the mean of the known ones that are left for those that are not known; one where none is."""
    known = distance[~np.isnan(distance) & is_left]
    mean = float(known.mean()) if len(known) else 1.0
    return np.where(np.isnan(distance), np.float32(mean), distance)
