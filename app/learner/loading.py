"""Taking a network into use: the one of the settings, and on top of it the version that the project was left with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot

from app.core.label_classes import BACKGROUND
from app.core.settings import Settings
from app.jobs import Worker
from app.learner.live import LiveTeaching
from app.learner.network import Loaded, Network
from app.learner.versioning import Versioning
from app.session import Session

if TYPE_CHECKING:
    from app.learner.learner import Learner

_LOAD_DELAY_MS = 100  # importing torch takes seconds of the interpreter: the window is drawn first


class Loading(QObject):
    """Which network answers, and which of its classes is which of the project's."""

    def __init__(
        self,
        learner: Learner,
        session: Session,
        settings: Settings,
        network: Network,
        worker: Worker,
        versioning: Versioning,
        live: LiveTeaching,
    ) -> None:
        super().__init__(learner)
        self._learner, self._session, self._settings = learner, session, settings
        self._network, self._worker = network, worker
        self._versioning, self._live = versioning, live
        self.loaded: Loaded | None = None
        self._is_base_chosen = False
        self._due: tuple[str | Path, bool] | None = None  # what to load when the Learn under way has ended
        self._start = QTimer(self)
        self._start.setSingleShot(True)
        self._start.timeout.connect(self.reload)
        self._start.start(_LOAD_DELAY_MS)

    @property
    def is_waiting(self) -> bool:
        """Whether the first network is still to be asked for."""
        return self._start.isActive()

    def load(self, model: str | Path) -> None:
        """Start from a checkpoint, by name or path, whatever version the project was left with."""
        self._load(model, is_chosen=True)

    @Slot()
    def reload(self) -> None:
        """Load the network of the settings on the device of the settings, and the project's version on top of it."""
        self._load(self._settings.model, is_chosen=False)

    def _load(self, model: str | Path, *, is_chosen: bool) -> None:
        learner = self._learner
        if learner.is_closed:
            return
        if learner.is_learning:
            self._due = (model, is_chosen)
            sentence = QCoreApplication.translate(
                "Learner", "The network is loaded when the learning under way has ended."
            )
            learner.said.emit("info", sentence)
            return
        learner.end_halted(is_given_up=False)  # it is of the version in use, whatever that runs on
        self._start.stop()
        self._versioning.settle(lambda: self._submit(model, is_chosen))

    def _submit(self, model: str | Path, is_chosen: bool) -> None:
        if self._learner.is_closed:
            return
        settings = self._settings
        self._worker.submit(
            "load", self._network.load, model, settings.device, settings.precision, settings.threads,
            on_done=lambda loaded: self._take_base(str(model), loaded, is_chosen),
            on_failed=self._learner.fail, must=True,
        )  # fmt: skip

    def load_what_is_due(self) -> None:
        """Load what was asked for while a Learn was under way."""
        if self._due is not None:
            (model, is_chosen), self._due = self._due, None
            self._load(model, is_chosen=is_chosen)

    def forget_what_is_due(self) -> None:
        """Load nothing when the Learn under way has ended."""
        self._due = None

    def _take_base(self, model: str, loaded: Loaded, is_chosen: bool) -> None:
        if self._learner.is_closed:
            return
        self._versioning.set_base(model)
        self._is_base_chosen = is_chosen
        self.loaded = loaded
        self.enter_project()

    def take(self, loaded: Loaded, indices: Sequence[int] = ()) -> None:
        """Another network answers from now on. indices: what its classes were in this project when it was kept."""
        if self._learner.is_closed:
            return
        self.loaded = loaded
        self._live.is_taught = False
        self._map_classes(loaded, indices)
        self._learner.changed.emit()
        self._learner.predict()

    def _map_classes(self, loaded: Loaded, kept_as: Sequence[int]) -> None:
        # A network's own colours are VOC's as often as not, too dark to see on a photo: the project chooses.
        rows = [(name, color if name == BACKGROUND else None) for name, color in loaded.classes]
        indices = self._session.adopt_classes(rows, kept_as)
        named = self._learner.named_classes()
        classes = [named.get(index, own) for index, own in zip(indices, loaded.classes, strict=True)]
        self._worker.drop("predict")  # the one that follows must not take the turn of an older one, before the map
        self._worker.submit(
            "map", self._network.map_classes, indices, classes,
            on_done=_nothing, on_failed=self._learner.fail, must=True,
        )  # fmt: skip

    @Slot()
    def carry_names(self) -> None:
        """Let the network's classes follow those of the project."""
        if self.loaded is not None:
            self._worker.submit(
                "names", self._network.follow, self._learner.named_classes(),
                on_done=lambda has_lost: self._learner.predict() if has_lost else None, on_failed=self._learner.fail,
            )  # fmt: skip

    @Slot()
    def enter_project(self) -> None:
        """Go on with the version the project was left with; without a project, with the network as it was loaded."""
        if self.loaded is None:
            return
        if self._is_base_chosen and self._session.project is not None:  # by the person, for this project
            self._is_base_chosen = False
            self._versioning.make_base_current()
        current = self._versioning.current()
        if current.name != self._versioning.base.name:
            self._versioning.restore(current, is_entering=True)
        elif self._versioning.is_base_in_use:
            self.take(self.loaded)
        else:
            self._versioning.restore(self._versioning.base, is_entering=True)
        self._live.recall()

    def stop(self) -> None:
        """Ask for no first network any more."""
        self._start.stop()


def _nothing(_value: object) -> None:
    """For requests whose answer nobody waits for."""
