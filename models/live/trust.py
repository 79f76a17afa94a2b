"""Trust: how far the loaded network knows the images that it is taught."""

from collections.abc import Iterable

import torch

from models.fcn import Fcn
from models.live.lessons import Lesson

LEAST = 0.1  # trust below which remembered pixels count as much as at it
_NO_DOUBT, _DOUBT = 0.15, 0.5  # shares of changed pixels at which the network knows the domain, and does not
_PROBES = 500  # pixels of an image that tell how far its prediction was changed
_SPREAD = (0.7548777, 0.5698403)  # they lie evenly: the powers of the plastic number's inverse (Roberts 2018)


@torch.no_grad()
def unchanged(lessons: Iterable[Lesson], base: Fcn, taught: Fcn) -> float:
    """Share of the taught images that is predicted as the untaught network did, 0-1, over at least one image.

    Near one a person adds to what the network knows, and that is to be kept; near zero the images are of another
    domain, where nothing is left to keep.
    """
    shares = []
    for lesson in lessons:
        if lesson.correction is None:
            shares.append(1.0)
            continue
        count = torch.arange(_PROBES, device=lesson.vectors.device)
        rows, cols = ((count * step % 1 * side).long() for step, side in zip(_SPREAD, lesson.working, strict=True))
        now = lesson.scores_at(taught, rows, cols, corrected=True)
        before = lesson.scores_at(base, rows, cols, corrected=False)
        shares.append(float((now.argmax(0) == before.argmax(0)).float().mean()))
    return sum(shares) / len(shares)


def is_known(trust: float) -> bool:
    """Whether the network knows the domain for certain."""
    return 1 - trust < _NO_DOUBT


def knowledge(trust: float) -> float:
    """How far the network knows the domain, 0-1."""
    return min(1.0, max(0.0, (_DOUBT - (1 - trust)) / (_DOUBT - _NO_DOUBT)))
