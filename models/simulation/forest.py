"""The peer of live learning: a random forest on multi-scale filters, what ilastik and Weka do (scikit-learn).

The filters are ilastik's: smoothing, gradient magnitude, Laplacian of Gaussian, the eigenvalues of the structure tensor
and of the Hessian (Berg et al. 2019), here over lightness and the two colour axes of Lab.
"""

import importlib
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.metrics import UNLABELED

_SCALES = (0.7, 1.0, 1.6, 3.5, 5.0, 10.0)  # ilastik's, sigma in pixels
_TREES = 100
_PIXELS_PER_CLASS = 1500  # that one fit sees, drawn from all painted ones

Plane = NDArray[np.uint8]
Filters = NDArray[np.float32]


def filters(image: NDArray[np.uint8]) -> Filters:
    """(H, W, 3) uint8 RGB -> (H, W, D) float32."""
    lab = cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    maps: list[NDArray[Any]] = []
    for channel in range(3):
        plane = np.ascontiguousarray(lab[:, :, channel])
        for sigma in _SCALES:
            maps += _at_scale(plane, sigma)
    return np.stack(maps, -1).astype(np.float32)


def _at_scale(plane: NDArray[Any], sigma: float) -> list[NDArray[Any]]:
    smooth = cv2.GaussianBlur(plane, (0, 0), sigma)
    down, across = np.gradient(smooth)
    down_down, down_across = np.gradient(down)
    _, across_across = np.gradient(across)
    tensor = [cv2.GaussianBlur(product, (0, 0), sigma) for product in (down * down, down * across, across * across)]
    return [
        smooth,
        np.hypot(down, across),
        down_down + across_across,
        *_eigenvalues(*tensor),
        *_eigenvalues(down_down, down_across, across_across),
    ]


def _eigenvalues(a: NDArray[Any], b: NDArray[Any], c: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Of the symmetric matrices [[a, b], [b, c]], the greater first."""
    middle, half = (a + c) / 2, np.hypot((a - c) / 2, b)
    return middle + half, middle - half


class Forest:
    """Learns from all pixels painted so far, of all images, anew after every stroke."""

    def __init__(self, *, seed: int = 0) -> None:
        try:
            self._ensemble = importlib.import_module("sklearn.ensemble")
        except ImportError as error:
            raise ModelError("The learner `forest` needs scikit-learn: pip install scikit-learn.") from error
        self._seed = seed
        self._filters: dict[str, Filters] = {}
        self._painted: dict[str, Plane] = {}
        self._forest: Any = None

    def look(self, name: str, image: NDArray[np.uint8]) -> Plane:
        """The prediction (H, W) uint8; 255 everywhere while nothing was painted."""
        self._forget_unpainted()
        self._filters[name] = filters(image)
        return self._predict(name)

    def teach(self, name: str, painted: Plane) -> Plane:
        """Take over what is painted on an image that was looked at, fit the forest and predict."""
        self._painted[name] = painted.copy()
        values, truths = self._examples()
        self._forest = self._ensemble.RandomForestClassifier(_TREES, n_jobs=-1, random_state=self._seed)
        self._forest.fit(values, truths)
        return self._predict(name)

    def _forget_unpainted(self) -> None:
        self._filters = {name: maps for name, maps in self._filters.items() if name in self._painted}

    def _examples(self) -> tuple[Filters, Plane]:
        generator = np.random.default_rng(self._seed)
        values = [self._filters[name][painted != UNLABELED] for name, painted in self._painted.items()]
        labels = [painted[painted != UNLABELED] for painted in self._painted.values()]
        all_values, all_labels = np.concatenate(values), np.concatenate(labels)
        chosen = []
        for index in np.unique(all_labels):
            of_class = np.flatnonzero(all_labels == index)
            if len(of_class) > _PIXELS_PER_CLASS:
                of_class = generator.choice(of_class, _PIXELS_PER_CLASS, replace=False)
            chosen.append(of_class)
        picked = np.concatenate(chosen)
        return all_values[picked], all_labels[picked]

    def _predict(self, name: str) -> Plane:
        maps = self._filters[name]
        if self._forest is None:
            return np.full(maps.shape[:2], UNLABELED, np.uint8)
        found = self._forest.predict(maps.reshape(-1, maps.shape[2]))
        return np.asarray(found, np.uint8).reshape(maps.shape[:2])
