"""The simulated annotator: corrects what a learner shows of an image, stroke by stroke, as a person who knows the truth
would."""

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from models.metrics import UNLABELED

MOST_STROKES = 60
ENOUGH = 0.95  # agreement at which an image is left
EDGE = 2  # pixels: errors this near to a class edge do not count
DEPTH = 0.9  # radius of a stroke in depths of the region
PIXELS_PER_SECOND = 480.0  # a hand that paints (RootPainter's figure)
LOOK_SECONDS = 0.2  # before each stroke (RootPainter's figure)
BRUSH = 20.0  # diameter, pixels: the program's at first start

Plane = NDArray[np.uint8]
Mask = NDArray[np.bool_]
_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


@dataclass(frozen=True)
class Stroke:
    """A disk: row and column of its centre, radius in pixels, the class it is painted with."""

    row: int
    col: int
    radius: float
    label: int

    def mask(self, shape: tuple[int, ...]) -> Mask:
        """(H, W) bool."""
        rows, cols = np.ogrid[: shape[0], : shape[1]]
        return np.asarray((rows - self.row) ** 2 + (cols - self.col) ** 2 <= self.radius**2)

    @property
    def seconds(self) -> float:
        """What it costs a hand: to look, and to fill the disk with the brush, or to dab it if that covers it."""
        path = max(0.0, np.pi * self.radius**2 / BRUSH - BRUSH)
        return LOOK_SECONDS + path / PIXELS_PER_SECOND


@dataclass
class Session:
    """What was done on one image. agreements: when first shown, then after each stroke, 0-1."""

    name: str
    agreements: list[float] = field(default_factory=list)
    painted_pixels: int = 0
    agreement_exact: float = 0.0
    seconds_learning: float = 0.0
    seconds_hand: float = 0.0

    @property
    def strokes(self) -> int:
        return len(self.agreements) - 1

    def to_json(self) -> dict[str, object]:
        """As the command `simulate` writes it; agreement_mean is over strokes 0-60, the last value held."""
        held = self.agreements + [self.agreements[-1]] * (MOST_STROKES - self.strokes)
        return {
            "name": self.name,
            "strokes": self.strokes,
            "painted_pixels": self.painted_pixels,
            "agreement_first": self.agreements[0],
            "agreement_final": self.agreements[-1],
            "agreement_exact": self.agreement_exact,
            "agreement_mean": float(np.mean(held)),
            "seconds_learning": self.seconds_learning,
            "seconds_hand": self.seconds_hand,
        }


class Annotator:
    """Corrects images until enough of each agrees with the truth, or for `MOST_STROKES` strokes.

    wrong: share of strokes painted with another class of the image than the right one; drawn from the seed.
    """

    def __init__(self, *, wrong: float = 0.0, seed: int = 0) -> None:
        self._wrong = wrong
        self._random = np.random.default_rng(seed)

    def correct(
        self, name: str, truth: Plane, shown: Plane, paint: Callable[[Plane, Stroke], tuple[Plane, float]]
    ) -> Session:
        """Correct one image. truth, shown: (H, W) uint8; paint(painted, stroke) -> (prediction, seconds it learned).

        painted: (H, W) uint8, all that is painted so far, 255 elsewhere; what is painted always wins over a prediction.
        """
        session = Session(name)
        painted = np.full_like(truth, UNLABELED)
        is_edge = near_edges(truth)
        is_wrong = wrong_pixels(truth, shown, is_edge)
        session.agreements.append(agreement(truth, is_wrong))
        while session.agreements[-1] < ENOUGH and session.strokes < MOST_STROKES:
            stroke = self._mistaken(next_stroke(truth, is_wrong), truth)
            mask = stroke.mask(truth.shape)
            painted[mask] = stroke.label
            session.painted_pixels += int(mask.sum())
            session.seconds_hand += stroke.seconds
            prediction, seconds = paint(painted, stroke)
            session.seconds_learning += seconds
            shown = np.where(painted == UNLABELED, prediction, painted)
            is_wrong = wrong_pixels(truth, shown, is_edge)
            session.agreements.append(agreement(truth, is_wrong))
        is_known = truth != UNLABELED
        session.agreement_exact = float((shown == truth)[is_known].mean())
        return session

    def _mistaken(self, stroke: Stroke, truth: Plane) -> Stroke:
        """The stroke, or in `wrong` of all cases the same with another class of the image."""
        if not self._wrong or self._random.random() >= self._wrong:
            return stroke
        others = [int(label) for label in np.unique(truth) if label not in (UNLABELED, stroke.label)]
        if not others:
            return stroke
        return Stroke(stroke.row, stroke.col, stroke.radius, int(self._random.choice(others)))


def near_edges(truth: Plane) -> Mask:
    """(H, W) bool: pixels no farther than `EDGE` from one of another class; unlabeled is no class."""
    known = truth != UNLABELED
    is_edge = np.zeros(truth.shape, bool)
    for one, other in ((np.s_[1:], np.s_[:-1]), (np.s_[:, 1:], np.s_[:, :-1])):
        differ = (truth[one] != truth[other]) & known[one] & known[other]
        is_edge[one] |= differ
        is_edge[other] |= differ
    if not is_edge.any():
        return is_edge
    distance = cv2.distanceTransform((~is_edge).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(distance < EDGE)  # a pixel of the edge is one pixel away from the other class


def wrong_pixels(truth: Plane, shown: Plane, is_edge: Mask) -> Mask:
    """(H, W) bool: the errors that count."""
    return np.asarray((shown != truth) & (truth != UNLABELED) & ~is_edge)


def agreement(truth: Plane, is_wrong: Mask) -> float:
    """Share of the labelled pixels that hold no error that counts."""
    return 1.0 - float(is_wrong.sum()) / max(1, int((truth != UNLABELED).sum()))


def next_stroke(truth: Plane, is_wrong: Mask) -> Stroke:
    """The disk at the deepest point of the largest wrong region, painted with the right class.

    A region is connected and of one class; the outside of the image bounds it like another class. There is an error.
    """
    largest, region, label = 0, is_wrong, UNLABELED
    for index in np.unique(truth[is_wrong]):
        wrong = (is_wrong & (truth == index)).astype(np.uint8)
        _, components, facts, _ = cv2.connectedComponentsWithStats(wrong, connectivity=4)
        best = int(np.argmax(facts[1:, cv2.CC_STAT_AREA])) + 1
        if facts[best, cv2.CC_STAT_AREA] > largest:
            largest, region, label = int(facts[best, cv2.CC_STAT_AREA]), components == best, int(index)
    framed = np.pad(region.astype(np.uint8), 1)
    depth = cv2.distanceTransform(framed, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]
    row, col = np.unravel_index(int(np.argmax(depth)), depth.shape)
    return Stroke(int(row), int(col), DEPTH * float(depth[row, col]), label)
