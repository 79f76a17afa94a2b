"""How finely frames are predicted so that a rate is held."""

from collections import deque

SHARES = (1.0, 0.75, 0.5, 0.375, 0.25)  # of a frame's sides; few, since some engines compile for each size
_KEPT = 6  # frames whose times are looked at before the share is changed
_ROOM = 0.8  # of the time a frame has: what a larger share must fit into


class Pace:
    """Chooses the share of a frame's sides that is predicted, from how long the frames before took.

    rate: frames a second that are to be held; 0 to predict whole frames however long they take.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._index = 0
        self._taken: deque[float] = deque(maxlen=_KEPT)

    @property
    def rate(self) -> int:
        return self._rate

    @rate.setter
    def rate(self, rate: int) -> None:
        self._rate = rate
        self._taken.clear()
        if not rate:
            self._index = 0

    @property
    def share(self) -> float:
        """The part of the height and of the width at which the next frame is to be predicted, 0.25 to 1."""
        return SHARES[self._index]

    def note(self, seconds: float) -> None:
        """A frame at the present share took so long, from asking to its picture."""
        if not self._rate:
            return
        self._taken.append(seconds)
        if len(self._taken) < _KEPT:
            return
        usual, limit = sorted(self._taken)[_KEPT // 2], 1 / self._rate
        if usual > limit and self._index + 1 < len(SHARES):
            self._move(self._index + 1)
        elif self._index and usual * (SHARES[self._index - 1] / self.share) ** 2 < _ROOM * limit:
            self._move(self._index - 1)

    def _move(self, index: int) -> None:
        self._index = index
        self._taken.clear()
