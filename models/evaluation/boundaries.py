"""Boundary F-score: how well the outlines agree (Csurka, Larlus, Perronnin, Meylan: What is a good evaluation measure
for semantic segmentation?, BMVC 2013): precision and recall of a class's outline within 0.75 % of the image's diagonal.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from models.metrics import UNLABELED

TOLERANCE = 0.0075  # of the diagonal: Csurka et al. 2013, section 3
_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def boundary_scores(truth: NDArray[np.uint8], prediction: NDArray[np.uint8], classes: int) -> list[float | None]:
    """The F-score of each class in one image, 0-1; None where neither map has an outline of it.

    truth, prediction: (H, W) uint8. Unlabeled pixels no farther from a label than the tolerance take the nearest one,
    so that VOC's void rim counts as the outline it stands for; outlines predicted where nothing is known do not count.
    """
    reach = max(1.0, TOLERANCE * math.hypot(*truth.shape))
    known = _filled(truth, reach)
    is_known = known != UNLABELED
    scores: list[float | None] = []
    for index in range(classes):
        wanted = _outline(known == index, is_known)
        found = _outline(prediction == index, np.ones_like(is_known)) & is_known
        scores.append(_f_score(wanted, found, reach))
    return scores


def _filled(truth: NDArray[np.uint8], reach: float) -> NDArray[np.uint8]:
    is_open = truth == UNLABELED
    if not is_open.any() or is_open.all():
        return truth
    distance, nearest = cv2.distanceTransformWithLabels(
        is_open.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    values = np.full(int(nearest.max()) + 1, UNLABELED, np.uint8)
    values[nearest[~is_open]] = truth[~is_open]
    return np.where(distance <= reach, values[nearest], truth).astype(np.uint8)


def _outline(mask: NDArray[np.bool_], is_known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels of a mask that touch a known pixel outside it; the edge of the image is no outline."""
    others = (~mask & is_known).astype(np.uint8)
    return np.asarray(mask & (cv2.dilate(others, _CROSS, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0))


def _f_score(wanted: NDArray[np.bool_], found: NDArray[np.bool_], reach: float) -> float | None:
    if not wanted.any() and not found.any():
        return None
    if not wanted.any() or not found.any():
        return 0.0
    precision, recall = _share_near(found, wanted, reach), _share_near(wanted, found, reach)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _share_near(points: NDArray[np.bool_], others: NDArray[np.bool_], reach: float) -> float:
    distance = cv2.distanceTransform((~others).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return float((distance[points] <= reach).mean())
