"""How long something will go on, judged by how fast its last parts went."""

from __future__ import annotations

from collections import deque

_PARTS = 20  # over which the pace is taken: a machine that others use changes it
_LEAST_PARTS = 4
_LEAST_SECONDS = 5.0


class TimeLeft:
    """Told every part that is done, in order. Time in which nothing gets done, a halt, does not count."""

    def __init__(self) -> None:
        self._done: float | None = None  # of the whole, 0 to 1
        self._at = 0.0
        self._parts: deque[tuple[float, float]] = deque(maxlen=_PARTS)  # of the whole, and seconds that it took

    def note(self, done: float, now: float) -> float | None:
        """Seconds left when `done` (0 to 1) is reached at `now` (seconds of a clock); None while that is a guess."""
        if self._done is not None and done > self._done:
            self._parts.append((done - self._done, now - self._at))
        self._done, self._at = done, now
        seconds = sum(took for _, took in self._parts)
        if len(self._parts) < _LEAST_PARTS or seconds < _LEAST_SECONDS:
            return None
        return (1 - done) * seconds / sum(part for part, _ in self._parts)
