"""What another version of the network says of the image that is shown, to be laid beside what this one says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Slot

from app.core.label_map import UNLABELED
from app.jobs import Worker
from app.learner.network import Network, Plane, looked_up
from app.learner.versions import Version
from app.session import Session

if TYPE_CHECKING:
    from app.learner.learner import Learner
    from models.predictor import Predictor

KEYS = ("compare", "compare load")  # of the requests; a newer one takes the place of an older


class Comparing(QObject):
    """Holds a second network while somebody compares, and none otherwise.

    A class of it that the project does not have is shown as nothing.
    """

    def __init__(self, learner: Learner, session: Session, network: Network, worker: Worker) -> None:
        super().__init__(learner)
        self._learner, self._session = learner, session
        self._network, self._worker = network, worker
        self._version: Version | None = None
        self._other: Predictor | None = None  # used on the worker's thread alone
        self._names: list[str] = []  # of its classes, once it is there
        session.image_opened.connect(self._look)
        session.pixels_settled.connect(self._look)
        session.classes_changed.connect(self._look)

    @property
    def version(self) -> str | None:
        """The name of the version that is compared with, None while nothing is."""
        return self._version.name if self._version is not None else None

    def compare_with(self, version: Version | None) -> None:
        """Lay the predictions of a version beside those of the network in use; None ends that."""
        self._version, self._names = version, []
        for key in KEYS:
            self._worker.drop(key)
        self._session.show_compared(None, generation=self._session.generation, version=None)
        # Asked for even where the comparison ends: what is held is let go on its own thread.
        self._worker.submit(
            "compare load", self._load, version,
            on_done=lambda names: self._take(version, names), on_failed=self._end_failed,
        )  # fmt: skip
        self._learner.changed.emit()

    def _load(self, version: Version | None) -> list[str]:
        from models.predictor import Predictor
        from models.zoo.plugins import open_model

        self._other = None
        if version is not None:
            self._other = Predictor(open_model(str(version.file)), self._network.engine)
        return [] if self._other is None else self._other.checkpoint.class_names

    def _take(self, version: Version | None, names: list[str]) -> None:
        if version == self._version:  # another is on its way otherwise
            self._names = names
            self._look()

    @Slot()
    def _look(self) -> None:
        session, version = self._session, self._version
        if version is None or not self._names or session.image is None or self._learner.is_closed:
            return
        matching = session.matching(self._names, version.classes)
        table = np.full(256, UNLABELED, np.uint8)
        table[: len(matching)] = [UNLABELED if found is None else found.index for found in matching]
        generation = session.generation

        def take(labels: Plane | None) -> None:
            if labels is not None and version == self._version and not self._learner.is_closed:
                session.show_compared(labels, generation=generation, version=version.name)

        self._worker.submit("compare", self._predict, session.image, table, on_done=take, on_failed=self._end_failed)

    def _predict(self, image: Plane, table: Plane) -> Plane | None:
        if self._other is None:
            return None
        return looked_up(self._other.predict(image).labels, table)

    def _end_failed(self, error: BaseException) -> None:
        self._version = None
        self._session.show_compared(None, generation=self._session.generation, version=None)
        self._learner.fail(error)
