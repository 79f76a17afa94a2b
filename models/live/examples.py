"""Examples: the decided pixels of one image that live learning learns from."""

from dataclasses import dataclass, field

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.metrics import UNLABELED

_LEAST = 1e-3  # what a pixel counts at least
_CLEAR = 0.3  # by how much the first class must be more probable than the second
_STROKES = 10  # places of one class that are looked at apart when many were decided at once

Plane = NDArray[np.uint8]


def clear_labels(scores: Tensor) -> Plane:
    """(h, w): the class of the highest of `scores` (C, h, w) where no other is near it, else 255."""
    best, indices = scores.float().softmax(0).topk(min(2, len(scores)), dim=0)
    is_clear = (best[0] - best[-1] > _CLEAR).cpu().numpy()
    return np.where(is_clear, indices[0].cpu().numpy(), UNLABELED).astype(np.uint8)


@dataclass
class Examples:
    """Pixels drawn from those that were decided, `per_stroke` of each stroke and class, `most` at most.

    rows, cols, truths: (P,) int64 at the working size; weights: (P,) float32; serials: (P,) int64, one number for each
    pixel that was ever drawn.
    """

    per_stroke: int
    most: int
    rows: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    cols: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    truths: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    weights: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    serials: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    _decided: Plane | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def places(self) -> Tensor:
        """(P, 2) int16: rows and columns."""
        return torch.from_numpy(np.stack((self.rows, self.cols), 1).astype(np.int16))

    def update(
        self, labels: Plane, weights: NDArray[np.float32], generator: np.random.Generator, first: int
    ) -> NDArray[np.bool_]:
        """Follow what is decided now; labels, weights: (h, w). New pixels are numbered from `first` on.

        Pixels that were decided otherwise since, or no longer are, are dropped. Returns which of the pixels before
        stay, (P,) bool; the new ones follow them.
        """
        decided = np.where(weights > 0, labels, np.uint8(UNLABELED)).astype(np.uint8)
        stays = decided[self.rows, self.cols] == self.truths
        before = self._decided
        self._keep(stays)
        self.weights = weights[self.rows, self.cols].astype(np.float32)
        is_new = decided != UNLABELED if before is None else (decided != UNLABELED) & (decided != before)
        rows, cols = self._drawn(decided, is_new, generator)
        self._decided = decided.copy()
        self.rows, self.cols = np.concatenate((self.rows, rows)), np.concatenate((self.cols, cols))
        self.truths = decided[self.rows, self.cols].astype(np.int64)
        self.weights = np.concatenate((self.weights, weights[rows, cols].astype(np.float32)))
        self.serials = np.concatenate((self.serials, np.arange(first, first + len(rows))))
        return stays

    def _drawn(
        self, decided: Plane, is_new: NDArray[np.bool_], generator: np.random.Generator
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        rows, cols = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for index in np.unique(decided[is_new]):
            mask = is_new & (decided == index)
            count, _ = cv2.connectedComponents(mask.astype(np.uint8))
            found = np.flatnonzero(mask)
            wanted = min(len(found), self.per_stroke * min(count - 1, _STROKES))
            found = generator.choice(found, wanted, replace=False)
            rows.append(found // decided.shape[1])
            cols.append(found % decided.shape[1])
        return np.concatenate(rows), np.concatenate(cols)

    def settle(self, shown: Plane, count: int, weight: float, generator: np.random.Generator, first: int) -> None:
        """Add up to `count` undecided pixels as what was `shown` (h, w) of them, 255 where that was not clear.

        Half of them are drawn from all pixels and half from every class alike. They are dropped again when the person
        decides on this image anew, and count `weight`.
        """
        width = shown.shape[1]
        if self._decided is not None:
            shown = np.where(self._decided == UNLABELED, shown, np.uint8(UNLABELED))
        labels = shown.reshape(-1)
        pools = [np.flatnonzero(labels == index) for index in np.unique(labels[labels != UNLABELED])]
        if not pools:
            return
        shares = [(np.flatnonzero(labels != UNLABELED), count // 2)]
        shares += [(pool, max(1, count // 2 // len(pools))) for pool in pools]
        drawn = [generator.choice(pool, min(len(pool), share), replace=False) for pool, share in shares]
        found = np.unique(np.concatenate(drawn))
        self.rows, self.cols = np.append(self.rows, found // width), np.append(self.cols, found % width)
        self.truths = np.append(self.truths, labels[found].astype(np.int64))
        self.weights = np.append(self.weights, np.full(len(found), max(weight, _LEAST), np.float32))
        self.serials = np.append(self.serials, np.arange(first, first + len(found)))

    def thinned(self, count: int, generator: np.random.Generator) -> NDArray[np.bool_]:
        """Keep `count` random pixels, of each class alike as far as there are any; (P,) bool of which."""
        stays = np.zeros(len(self), bool)
        classes = np.unique(self.truths)
        left = min(count, len(self))
        for number, index in enumerate(sorted(classes, key=lambda index: int((self.truths == index).sum()))):
            found = np.flatnonzero(self.truths == index)
            share = min(len(found), -(-left // (len(classes) - number)))
            stays[generator.choice(found, share, replace=False)] = True
            left -= share
        self._keep(stays)
        return stays

    def _keep(self, stays: NDArray[np.bool_]) -> None:
        self.rows, self.cols, self.truths = self.rows[stays], self.cols[stays], self.truths[stays]
        self.weights, self.serials = self.weights[stays], self.serials[stays]
