"""What the network can tell of the image that is shown beside its prediction: brought when somebody looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from app.jobs import Worker
from app.learner.network import Network
from app.session import Session

if TYPE_CHECKING:
    from app.learner.learner import Learner

TOOLS_ON_PREDICTION = ("reject", "reshape")  # they need to know the next probable classes
KEYS = ("view", "runner up", "explain")  # of the requests; a newer one takes the place of an older


class Views(QObject):
    """Heatmap, uncertainty, the next probable classes, and what each skip adds."""

    def __init__(self, learner: Learner, session: Session, network: Network, worker: Worker) -> None:
        super().__init__(learner)
        self._learner, self._session = learner, session
        self._network, self._worker = network, worker
        session.view_changed.connect(self.show_view)
        session.measure_changed.connect(self.show_view)
        session.class_chosen.connect(lambda _index: self.show_view())
        session.tool_chosen.connect(lambda _tool: self._show_runner_up())
        session.prediction_changed.connect(self._show_runner_up)

    @Slot()
    def show_view(self) -> None:
        """Bring the heatmap or the uncertainty that the view asks for."""
        session = self._session
        if session.view == "heatmap":
            self._ask("view", self._network.heatmap, session.chosen_class)
        elif session.view == "uncertainty":
            self._ask("view", self._network.uncertainty, session.measure)

    def _ask(self, key: str, function: Callable[..., Any], argument: object) -> None:
        session = self._session
        if not self._learner.is_ready or session.image_path is None:
            return
        generation = session.generation
        self._worker.submit(
            key, function, session.image_path, argument, on_failed=self._learner.fail,
            on_done=lambda plane: self._show_heatmap(plane, generation),
        )  # fmt: skip

    def _show_heatmap(self, plane: NDArray[np.uint8] | None, generation: int) -> None:
        if not self._learner.is_closed:
            self._session.show_heatmap(plane, generation=generation)

    @Slot()
    def _show_runner_up(self) -> None:
        """Bring the next probable classes where a tool asks for them."""
        session = self._session
        prediction, key = session.prediction, session.image_path
        is_wanted = session.tool in TOOLS_ON_PREDICTION and session.runner_up is None
        if not self._learner.is_ready or self._learner.is_closed or prediction is None or key is None or not is_wanted:
            return

        def take(plane: NDArray[np.uint8] | None) -> None:
            session.show_runner_up(plane, prediction=prediction)

        self._worker.submit(
            "runner up", self._network.runner_up, key, prediction, on_done=take, on_failed=self._learner.fail
        )

    def explain(self, index: int) -> None:
        """Bring what each skip adds to the heatmap of a class; `Learner.explained` follows."""
        session = self._session
        if not self._learner.is_ready or session.image_path is None:
            return
        generation = session.generation

        def take(planes: list[NDArray[np.uint8]] | None) -> None:
            if not self._learner.is_closed and generation == session.generation:
                self._learner.explained.emit(planes)

        self._worker.submit(
            "explain", self._network.explain, session.image_path, index, on_done=take, on_failed=self._learner.fail
        )
