"""The images of a project by what labelling each is expected to gain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.core.project import ImageState, Project
from models.live.expected_gain import order_by_gain, weights

_WORKED_ON = (ImageState.CORRECTED, ImageState.REVIEWED)


def ranks_by_gain(project: Project, measure: str) -> dict[str, int]:
    """The place of every image that was scored, the greatest expected gain first; reads memory alone, on any thread.

    What is corrected or reviewed comes after the rest, and what looks like it is expected to gain little.
    """
    paths = [path for path in project.image_paths() if project.scores.get(project.relative(path)) is not None]
    is_done = np.array([project.state(path) in _WORKED_ON for path in paths], bool)
    uncertainty = np.zeros(len(paths), np.float32)
    changed = np.full(len(paths), np.nan, np.float32)
    found: list[NDArray[np.float32] | None] = []
    for number, path in enumerate(paths):
        score = project.scores.get(project.relative(path))
        assert score is not None  # scores never go
        uncertainty[number] = score.by(measure)
        described = None
        if score.digest is not None:
            described = np.frombuffer(score.digest.descriptor, "<f2").astype(np.float32)
            if score.digest.disagreement is not None:
                changed[number] = score.digest.disagreement
        found.append(described)
    descriptors = _stacked(found)
    left, done = np.flatnonzero(~is_done), np.flatnonzero(is_done)
    weight = weights(uncertainty, changed)
    order = left[order_by_gain(weight[left], descriptors[left], descriptors[done])]
    after = done[np.argsort(-weight[done], kind="stable")]
    return {paths[number]: rank for rank, number in enumerate([*order.tolist(), *after.tolist()])}


def _stacked(found: list[NDArray[np.float32] | None]) -> NDArray[np.float32]:
    """(N, D), a row of NaN where there is none, or one of another length than most."""
    lengths = [len(each) for each in found if each is not None]
    length = max(set(lengths), key=lengths.count) if lengths else 1
    stacked = np.full((len(found), length), np.nan, np.float32)
    for number, each in enumerate(found):
        if each is not None and len(each) == length:
            stacked[number] = each
    return stacked
