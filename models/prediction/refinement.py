"""Bringing the edges of a prediction to the edges of the image: the guided filter, guided by colours, in its quick form
(He, Sun and Tang 2010, 3.1 and 3.4; He and Sun 2015).
"""

from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.metrics import UNLABELED

REACHES = (0.06, 0.03)  # of the image's long side: how far an edge may move, first and then
EPSILON = 1e-4  # of colours 0-1, squared: contrast below its root does not stop anything
SHARPNESS = 2.0  # scores are multiplied by it before they become probabilities: a filter blurs what is undecided
_FINEST = 1_500_000  # pixels: a larger image is refined at this size
_COARSER = 4  # the filter's coefficients are computed at this fraction of the scores' size
_PRESENT = 0.05  # a class of no greater probability anywhere near is left out
_TILE = 64  # rows, and twice as many columns, that are brought to full size at once

Plane = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]


def refine(image: NDArray[np.uint8], scores: Tensor, decided: Plane | None = None) -> Plane:
    """(H, W, 3) uint8 RGB and scores (C, h, w) -> (H, W) uint8, the class of greatest filtered probability.

    Filtered twice: the second time it is the first answer, in a smaller window, which sees edges that lie closer.
    decided: classes at any size, 255 where nothing was decided; where the filter takes away what scores had right, the
    whole region that it took there is given back, but for what was decided otherwise: it cannot see what is thin and of
    the colour of what surrounds it.
    """
    height, width = image.shape[:2]
    scale = (_FINEST / (height * width)) ** 0.5
    if scale >= 1:
        return _given_back(_refined(image, scores), scores, decided)
    size = (max(1, int(width * scale)), max(1, int(height * scale)))
    labels = _refined(cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False), scores)
    labels = _given_back(labels, scores, decided)
    return cv2.resize(labels, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.uint8, copy=False)


def _refined(image: NDArray[np.uint8], scores: Tensor) -> Plane:
    shares = _shares(scores)
    present = [index for index, share in enumerate(shares) if share.max() > _PRESENT]
    size = (shares.shape[2], shares.shape[1])
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.float64) / 255
    as_scores = image
    if image.shape[:2] != tuple(scores.shape[1:]):
        wanted = (scores.shape[2], scores.shape[1])
        as_scores = cv2.resize(image, wanted, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    first = _chosen(as_scores, _Guide(small, REACHES[0]), {index: shares[index] for index in present})
    found = {index: _share_of(first, index, size) for index in np.unique(first)}
    return _chosen(image, _Guide(small, REACHES[1]), found)


def _given_back(labels: Plane, scores: Tensor, decided: Plane | None) -> Plane:
    if decided is None:
        return labels
    size = (labels.shape[1], labels.shape[0])
    decided = cv2.resize(decided, size, interpolation=cv2.INTER_NEAREST).astype(np.uint8, copy=False)
    is_missed = (decided != UNLABELED) & (decided != labels)
    if not is_missed.any():
        return labels
    said, result = scores.argmax(0).byte().cpu().numpy(), labels.copy()
    for index in np.unique(decided[is_missed]):
        share = cv2.resize((said == index).astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
        is_taken = (share > 0.5) & (labels != index)
        count, regions = cv2.connectedComponents(is_taken.astype(np.uint8), connectivity=4)
        is_wanted = np.zeros(count, bool)
        is_wanted[regions[is_taken & (decided == index)]] = True
        result[is_wanted[regions] & ((decided == index) | (decided == UNLABELED))] = index
    return result


def _share_of(labels: Plane, index: int, size: tuple[int, int]) -> Floats:
    """(h, w) float32: how much of each cell is of one class."""
    found: Floats = cv2.resize((labels == index).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return found


def _chosen(image: NDArray[np.uint8], guide: "_Guide", shares: dict[int, Floats]) -> Plane:
    """The class of greatest filtered share at every pixel of the image, tile by tile."""
    height, width = image.shape[:2]
    if len(shares) == 1:
        return np.full((height, width), next(iter(shares)), np.uint8)
    near = {index: guide.greatest_near(share) for index, share in shares.items()}
    wide = {index: _widened(guide.coefficients(share.astype(np.float64)), width) for index, share in shares.items()}
    cells = guide.size
    at = np.clip((np.arange(height) + 0.5) * (cells[0] / height) - 0.5, 0, cells[0] - 1)
    low = np.floor(at).astype(np.intp)
    high, share = np.minimum(low + 1, cells[0] - 1), (at - low).astype(np.float32)[:, None, None]
    labels = np.empty((height, width), np.uint8)
    for top in range(0, height, _TILE):
        rows = slice(top, min(top + _TILE, height))
        for left in range(0, width, 2 * _TILE):
            cols = slice(left, min(left + 2 * _TILE, width))
            tile = (slice(low[rows.start], high[rows.stop - 1] + 1), _cells(cols, cells[1] / width))
            values = image[rows, cols].astype(np.float32) / 255
            best = np.full(values.shape[:2], -np.inf, np.float32)
            for index in sorted(shares, key=lambda index: -float(near[index][tile].max())):
                if np.isfinite(best[0, 0]) and near[index][tile].max() <= _PRESENT:
                    break
                part = wide[index][:, cols]
                part = part[low[rows]] * (1 - share[rows]) + part[high[rows]] * share[rows]
                value = np.einsum("ijk,ijk->ij", part[..., :3], values) + part[..., 3]
                np.copyto(labels[rows, cols], np.uint8(index), where=value > best)
                np.maximum(best, value, out=best)
    return labels


def _cells(cols: slice, scale: float) -> slice:
    """The cells that columns of the image lie in, and those beside them."""
    return slice(max(0, int(cols.start * scale) - 1), int(cols.stop * scale) + 2)


def _widened(coefficients: Floats, width: int) -> Floats:
    found: Floats = cv2.resize(coefficients, (width, coefficients.shape[0]), interpolation=cv2.INTER_LINEAR)  # type: ignore[assignment]
    return found


@torch.no_grad()
def _shares(scores: Tensor) -> Floats:
    """(C, h, w) scores -> probabilities at a fraction of their size."""
    height, width = scores.shape[1:]
    size = (max(1, height // _COARSER), max(1, width // _COARSER))
    shares = torch.nn.functional.adaptive_avg_pool2d((scores.float() * SHARPNESS).softmax(0), size)
    return shares.cpu().numpy()


class _Guide:
    """A small image (h, w, 3), 0-1, with what is the same for all classes: the inverse of its windows' covariance.

    reach: of the windows, in long sides of the image. In double precision: nearly grey images need the digits.
    """

    def __init__(self, image: Floats, reach: float) -> None:
        self.size = (image.shape[0], image.shape[1])
        self._radius = max(1, round(reach * max(self.size)))
        self._window = (2 * self._radius + 1, 2 * self._radius + 1)
        self._image, self._mean = image, self._average(image)
        a, b, c = self._covariance(0, 0), self._covariance(0, 1), self._covariance(0, 2)
        d, e, f = self._covariance(1, 1), self._covariance(1, 2), self._covariance(2, 2)
        a, d, f = a + EPSILON, d + EPSILON, f + EPSILON
        # The adjugate of the symmetric matrix [[a, b, c], [b, d, e], [c, e, f]], row by row.
        first, second, third = d * f - e * e, c * e - b * f, b * e - c * d
        self._inverse = (
            (first, second, third),
            (second, a * f - c * c, b * c - a * e),
            (third, b * c - a * e, a * d - b * b),
        )
        self._determinant = a * first + b * second + c * third

    def _covariance(self, one: int, other: int) -> Floats:
        product = np.ascontiguousarray(self._image[..., one] * self._image[..., other])
        return self._average(product) - self._mean[..., one] * self._mean[..., other]

    def coefficients(self, share: Floats) -> Floats:
        """(h, w) of one class -> (h, w, 4): slopes by r, g and b, and the constant, averaged (equation 16)."""
        mean = self._average(share)
        covariance = self._average(self._image * share[..., None]) - self._mean * mean[..., None]
        slopes = [
            sum(part * covariance[..., i] for i, part in enumerate(row)) / self._determinant for row in self._inverse
        ]
        constant = mean - sum(slope * self._mean[..., i] for i, slope in enumerate(slopes))
        return self._average(np.stack((*slopes, constant), -1).astype(np.float32))

    def greatest_near(self, share: Floats) -> Floats:
        """(h, w) float32: the greatest share that a cell's coefficients were computed from, two windows far."""
        window = np.ones((4 * self._radius + 1, 1), np.uint8)
        found: Floats = cv2.dilate(cv2.dilate(share.astype(np.float32), window), window.T)  # type: ignore[assignment]
        return found

    def _average(self, plane: Floats) -> Floats:
        found: Floats = cv2.boxFilter(plane, -1, self._window, borderType=cv2.BORDER_REFLECT)  # type: ignore[assignment]
        return found
