"""Bringing the edges of a prediction to the edges of the image: the guided filter, guided by colours, in its quick form
(He, Sun and Tang 2010, 3.1 and 3.4; He and Sun 2015).
"""

from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

REACH = 0.05  # of the image's long side: how far an edge may move
EPSILON = 1e-4  # of colours 0-1, squared: contrast below its root does not stop anything
SHARPNESS = 2.0  # scores are multiplied by it before they become probabilities: a filter blurs what is undecided
_FINEST = 1_500_000  # pixels: a larger image is refined at this size
_COARSER = 2  # the filter's coefficients are computed at this fraction of the scores' size
_PRESENT = 0.05  # a class of no greater probability anywhere is left out
_STRIP = 64  # rows whose coefficients are brought to full size at once

Plane = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]


def refine(image: NDArray[np.uint8], scores: Tensor) -> Plane:
    """(H, W, 3) uint8 RGB and scores (C, h, w) -> (H, W) uint8, the class of greatest filtered probability."""
    height, width = image.shape[:2]
    scale = min(1.0, (_FINEST / (height * width)) ** 0.5)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        labels = _refined(small, scores)
        return cv2.resize(labels, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.uint8, copy=False)
    return _refined(image, scores)


def _refined(image: NDArray[np.uint8], scores: Tensor) -> Plane:
    shares = _shares(scores)
    present = [index for index, share in enumerate(shares) if share.max() > _PRESENT]
    small = cv2.resize(image, (shares.shape[2], shares.shape[1]), interpolation=cv2.INTER_AREA)
    guide = _Guide(small.astype(np.float64) / 255)  # nearly grey images need the digits
    coefficients = [guide.coefficients(shares[index].astype(np.float64)) for index in present]
    return _chosen(image, coefficients, present)


def _chosen(image: NDArray[np.uint8], coefficients: list[Floats], present: list[int]) -> Plane:
    """The class of greatest value at every pixel of the image, strip by strip."""
    height, width = image.shape[:2]
    labels = np.empty((height, width), np.uint8)
    wide = [cv2.resize(each, (width, each.shape[0]), interpolation=cv2.INTER_LINEAR) for each in coefficients]
    at = np.clip((np.arange(height) + 0.5) * (wide[0].shape[0] / height) - 0.5, 0, wide[0].shape[0] - 1)
    low = np.floor(at).astype(np.intp)
    high, share = np.minimum(low + 1, wide[0].shape[0] - 1), (at - low).astype(np.float32)[:, None, None]
    for top in range(0, height, _STRIP):
        part = slice(top, min(top + _STRIP, height))
        colors = image[part].astype(np.float32) / 255
        best = np.full(colors.shape[:2], -np.inf, np.float32)
        for index, each in zip(present, wide, strict=True):
            each_part = each[low[part]] * (1 - share[part]) + each[high[part]] * share[part]
            value = (each_part[..., :3] * colors).sum(-1) + each_part[..., 3]
            is_better = value > best
            np.copyto(labels[part], np.uint8(index), where=is_better)
            np.copyto(best, value, where=is_better)
    return labels


@torch.no_grad()
def _shares(scores: Tensor) -> Floats:
    """(C, h, w) scores -> probabilities at a fraction of their size."""
    height, width = scores.shape[1:]
    size = (max(1, height // _COARSER), max(1, width // _COARSER))
    shares = torch.nn.functional.adaptive_avg_pool2d((scores.float() * SHARPNESS).softmax(0), size)
    return shares.cpu().numpy()


class _Guide:
    """A small image (h, w, 3), 0-1, with what is the same for all classes: the inverse of its windows' covariance."""

    def __init__(self, image: Floats) -> None:
        radius = max(1, round(REACH * max(image.shape[:2])))
        self._window = (2 * radius + 1, 2 * radius + 1)
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

    def _average(self, plane: Floats) -> Floats:
        found: Floats = cv2.boxFilter(plane, -1, self._window, borderType=cv2.BORDER_REFLECT)  # type: ignore[assignment]
        return found
