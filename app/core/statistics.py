"""Counting labels: pixels per class, and how far a prediction agrees with what was decided."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.label_file import UnreadableLabelsError, stored_counts
from app.core.label_map import UNLABELED, Source
from app.core.project import Project

Plane = NDArray[np.uint8]
Counts = NDArray[np.int64]

_STRIP = 1 << 19  # pixels counted in one go: numpy holds the interpreter meanwhile, and the window shall not stutter


@dataclass(frozen=True)
class Agreement:
    """A prediction beside the label map of the same image.

    confusion: (255, 255) pixels, [decided class, predicted class]. painted: the share that agrees of the pixels
    that were painted or imported, None where there are none; what was accepted agrees by itself.
    """

    confusion: Counts
    painted: float | None

    @property
    def overall(self) -> float | None:
        """The share of the decided pixels that are predicted as decided; None where nothing is decided."""
        total = int(self.confusion.sum())
        return float(np.trace(self.confusion)) / total if total else None

    def of(self, index: int) -> float | None:
        """The share of a class's decided pixels that are predicted as it; None where it has none."""
        total = int(self.confusion[index].sum())
        return int(self.confusion[index, index]) / total if total else None

    @property
    def classes(self) -> list[int]:
        """The classes that were decided or predicted at a decided pixel."""
        return [int(index) for index in np.flatnonzero(self.confusion.sum(0) + self.confusion.sum(1))]


def compare(labels: Plane, provenance: Plane, prediction: Plane) -> Agreement:
    """Count both planes, (H, W) uint8, against each other, where something was decided and predicted."""
    flat = labels.reshape(-1), provenance.reshape(-1), prediction.reshape(-1)
    confusion = np.zeros((256, 256), np.int64)
    own, agreeing = 0, 0
    for start in range(0, flat[0].size, _STRIP):
        decided, source, predicted = (plane[start : start + _STRIP] for plane in flat)
        is_counted = (decided != UNLABELED) & (predicted != UNLABELED)
        decided, source, predicted = decided[is_counted], source[is_counted], predicted[is_counted]
        pairs = decided.astype(np.intp) * 256 + predicted
        confusion += np.bincount(pairs, minlength=1 << 16).reshape(256, 256)
        is_own = source != Source.ACCEPTED
        own += int(np.count_nonzero(is_own))
        agreeing += int(np.count_nonzero(is_own & (decided == predicted)))
    return Agreement(confusion[:UNLABELED, :UNLABELED], agreeing / own if own else None)


def count_project(project: Project, known: Mapping[str, Counts]) -> Generator[tuple[int, int], None, dict[str, Counts]]:
    """The job: pixels of each value, (256,), in every label file of the project, by the image's relative path.

    `known` is not counted again. Yields how many files are done, and of how many. A file that cannot be read is
    left out: opening its image says what is wrong with it.
    """
    counts = dict(known)
    files = list(project.labels.files())
    for number, file in enumerate(files):
        key = project.labels.key(file)
        if key not in counts:
            found = count_file(file)
            if found is not None:
                counts[key] = found
        yield number + 1, len(files)
    return counts


def count_file(file: Path) -> Counts | None:
    """Pixels of each value, (256,), in a label file; None if there is none or it is damaged."""
    try:
        return stored_counts(file)
    except (OSError, UnreadableLabelsError):
        return None
