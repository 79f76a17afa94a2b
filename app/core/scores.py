"""How uncertain the network is about each image of a project: the order in which a person's time is worth most."""

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.core.regions import sampled

MEASURES = ("entropy", "margin")
_GRID = 24  # places a side at which predictions are compared

Plane = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Digest:
    """What of an image has to be known to tell how much it would teach, in some hundred bytes.

    descriptor: little-endian float16 values, near for images that look alike to the network. sketch: the prediction at
    a few places, as `sketch` makes it. disagreement: the share of them that the version before predicted otherwise, 0
    to 1; None while there was none.
    """

    descriptor: bytes
    sketch: bytes
    disagreement: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Uncertainty per pixel of one image, 0 to 1; decided pixels count as certain. version: who predicted it."""

    entropy: float
    margin: float
    version: str
    digest: Digest | None = None

    def by(self, measure: str) -> float:
        """One of MEASURES."""
        return self.margin if measure == "margin" else self.entropy


class Scores:
    """The scores of a project's images by their relative path, and which of them are not stored yet."""

    def __init__(self, stored: Mapping[str, Score] | None = None) -> None:
        self._scores = dict(stored or {})
        self._unstored: set[str] = set()

    def __len__(self) -> int:
        return len(self._scores)

    def get(self, key: str) -> Score | None:
        """The score of an image; None while there is none."""
        return self._scores.get(key)

    def set(self, key: str, score: Score) -> None:
        """Keep a score; it is stored with the next thing that is. What it says otherwise than before is noted in it."""
        self._scores[key] = _compared(score, self._scores.get(key))
        self._unstored.add(key)

    @property
    def unstored(self) -> dict[str, Score]:
        """What the database does not have yet."""
        return {key: self._scores[key] for key in self._unstored}

    def note_stored(self) -> None:
        """Everything is in the database now."""
        self._unstored.clear()

    def ordered(self, paths: Iterable[str], key_of: Callable[[str], str], measure: str) -> list[str]:
        """Paths, the most uncertain first; those without a score come last, in the order they had."""
        known, listed = self._scores, list(paths)
        keys = (key_of(path) for path in listed)
        values = (-known[key].by(measure) if key in known else 1.0 for key in keys)
        # By numpy, which lets other threads run while it sorts; Python's own sort of 100 000 takes a frame and a half.
        order = np.argsort(np.fromiter(values, np.float64, len(listed)), kind="stable")
        return [listed[place] for place in order.tolist()]


def sketch(labels: Plane) -> bytes:
    """A prediction (H, W) at _GRID x _GRID places, packed."""
    return zlib.compress(np.ascontiguousarray(sampled(labels, (_GRID, _GRID))).tobytes())


def _compared(score: Score, before: Score | None) -> Score:
    """The score with the disagreement between its sketch and the one before."""
    digest, old = score.digest, before.digest if before is not None else None
    if digest is None or before is None or old is None:
        return score
    share = old.disagreement if before.version == score.version else _different(digest.sketch, old.sketch)
    return replace(score, digest=replace(digest, disagreement=share))


def _different(one: bytes, other: bytes) -> float | None:
    """The share of places that differ; None where one of the sketches is none."""
    try:
        planes = [np.frombuffer(zlib.decompress(each), np.uint8) for each in (one, other)]
    except zlib.error:
        return None
    return float((planes[0] != planes[1]).mean()) if planes[0].size == planes[1].size == _GRID**2 else None
