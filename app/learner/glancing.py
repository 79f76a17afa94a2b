"""Frames of a camera: each is looked at once, by itself, and none while another is under way."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.jobs import Worker
from app.learner.network import Network, Shown

if TYPE_CHECKING:
    from app.learner.learner import Learner


class Glancing:
    """Predicts a frame at a time; what came of it the learner's signals tell."""

    def __init__(self, learner: Learner, network: Network, worker: Worker) -> None:
        self._learner, self._network, self._worker = learner, network, worker
        self._is_under_way = False

    def predict(self, frame: NDArray[np.uint8], share: float) -> bool:
        """As Learner.predict_frame."""
        if not self._learner.is_ready or self._is_under_way:
            return False
        self._is_under_way = True
        glance = partial(self._network.glance, share=share)
        self._worker.submit("frame", glance, frame, on_done=self._show, on_failed=self._fail)
        return True

    def _show(self, shown: Shown | None) -> None:
        self._is_under_way = False
        if shown is None:
            self._learner.frame_missed.emit()
            return
        self._learner.predicted.emit(shown.milliseconds)
        self._learner.frame_predicted.emit(shown.labels)

    def _fail(self, error: BaseException) -> None:
        self._is_under_way = False
        self._learner.fail(error)
        self._learner.frame_failed.emit()
