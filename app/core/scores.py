"""How uncertain the network is about each image of a project: the order in which a person's time is worth most."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

MEASURES = ("entropy", "margin")


@dataclass(frozen=True, slots=True)
class Score:
    """Uncertainty per pixel of one image, 0 to 1; decided pixels count as certain. version: who predicted it."""

    entropy: float
    margin: float
    version: str

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
        """Keep a score; it is stored with the next thing that is."""
        self._scores[key] = score
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
