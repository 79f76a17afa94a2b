"""The four measures of Long et al. 2015, section 5, from a confusion matrix."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNLABELED = 255  # VOC's void; the loss's ignore_index


def confusion_matrix(truth: NDArray[np.uint8], prediction: NDArray[np.uint8], classes: int) -> NDArray[np.int64]:
    """(classes, classes + 1) pixel counts, rows truth, columns prediction.

    The last column counts pixels predicted as a class that the truth does not know (255 in `prediction`). Unlabeled
    pixels of the truth do not count.
    """
    known = truth != UNLABELED
    columns = np.minimum(prediction[known], classes).astype(np.int64)
    pairs = truth[known].astype(np.int64) * (classes + 1) + columns
    return np.bincount(pairs, minlength=classes * (classes + 1)).reshape(classes, classes + 1)


@dataclass(frozen=True)
class Measures:
    """pixel accuracy, mean accuracy, mean IU, frequency weighted IU, IU per class (None: the class never occurs)."""

    pixel_accuracy: float
    mean_accuracy: float
    mean_iu: float
    frequency_weighted_iu: float
    iu: dict[str, float | None]
    confusion: list[list[int]]  # rows truth, columns prediction, the last: a class the truth does not know

    def to_json(self) -> dict[str, Any]:
        return dict(vars(self))


def measure(confusion: NDArray[np.int64], class_names: list[str], *, is_of_truth: bool = False) -> Measures:
    """The measures of a `confusion_matrix`. Classes absent from both truth and prediction are left out of means.

    is_of_truth: those absent from the truth are, whatever was predicted. So two networks are compared by the same
    classes, and a single pixel taken for another one does not weigh as much as all pixels of a class.
    """
    known = confusion[:, : len(class_names)]
    hits = np.diag(known).astype(float)
    truth, predicted = confusion.sum(1).astype(float), known.sum(0).astype(float)
    union = truth + predicted - hits
    occurs, is_seen = truth > 0, (truth if is_of_truth else union) > 0
    total = max(truth.sum(), 1.0)
    iu = np.divide(hits, union, out=np.zeros_like(hits), where=is_seen)
    accuracy = np.divide(hits, truth, out=np.zeros_like(hits), where=occurs)
    return Measures(
        pixel_accuracy=float(hits.sum() / total),
        mean_accuracy=float(accuracy[occurs].mean()) if occurs.any() else 0.0,
        mean_iu=float(iu[is_seen].mean()) if is_seen.any() else 0.0,
        frequency_weighted_iu=float((truth * iu).sum() / total),
        iu={name: float(iu[i]) if is_seen[i] else None for i, name in enumerate(class_names)},
        confusion=confusion.tolist(),
    )
