"""Learner: asks the network on its thread, and lays the answers before the session."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from app.core.settings import Settings
from app.jobs import Worker
from app.learner.comparing import KEYS as COMPARING_KEYS
from app.learner.comparing import Comparing
from app.learner.foreseeing import Foreseeing
from app.learner.glancing import Glancing
from app.learner.idle_learning import IdleLearning
from app.learner.live import LiveTeaching
from app.learner.loading import Loading
from app.learner.network import Lesson, Loaded, NamedColor, Network, Shown
from app.learner.reviewing import LIVE, Reviewing
from app.learner.transaction import Transaction
from app.learner.versioning import Versioning
from app.learner.versions import LearnReport, Version
from app.learner.views import KEYS, Views
from app.session import Session

_log = logging.getLogger(__name__)


class Learner(QObject):
    """Predicts the image that is shown and learns from what is painted on it.

    One persistent thread runs the network; the newest request of a kind wins, and an answer to an image that is no
    longer shown is dropped by its generation. `is_idle` is true when nothing runs and nothing waits.
    """

    changed = Signal()
    predicted = Signal(float)  # milliseconds
    progressed = Signal(str, float, str)  # job, fraction 0-1, text
    measured = Signal(object)  # {"run": "live" or "learn", "step": int, "loss": float}: one point of the curve
    learned = Signal(object)  # LearnReport
    frame_predicted = Signal(object)  # (H, W) uint8, project's indices
    frame_missed = Signal()  # a frame got no answer: another network is being taken into use
    frame_failed = Signal()  # a frame could not be predicted; `said` tells why
    explained = Signal(object)  # list of (h, w) uint8, what each skip adds, or None where the class is not known
    regions_found = Signal(object)  # list[Region] of the image shown, the most uncertain first
    said = Signal(str, str)  # level, sentence

    def __init__(self, session: Session, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._settings = session, settings
        self._network = Network()
        self._network.refines_edges = settings.refines_edges
        self._worker = Worker("network", self)
        self._is_closed = False
        self._live = LiveTeaching(self, session, self._network, self._worker, is_on=settings.is_live)
        self._versioning = Versioning(self, session, self._network, self._worker, self._live)
        self._transaction = Transaction(self, session, self._network, self._worker, self._versioning, self._live)
        self._loading = Loading(self, session, settings, self._network, self._worker, self._versioning, self._live)
        self._glancing = Glancing(self, self._network, self._worker)
        self._views = Views(self, session, self._network, self._worker)
        self._comparing = Comparing(self, session, self._network, self._worker)
        self._reviewing = Reviewing(self, session, self._network, self._worker)
        self._reviewing.set_on(settings.is_ranking)
        self._foreseeing = Foreseeing(self, session, self._network, self._worker)
        self._idle = IdleLearning(
            self, session, self._transaction, is_on=settings.learns_idle, minutes=settings.idle_minutes
        )
        self._listen()

    def _listen(self) -> None:
        session = self._session
        session.image_opened.connect(self.predict)
        session.pixels_settled.connect(self.predict)
        session.classes_changed.connect(self._loading.carry_names)
        session.project_opened.connect(self._loading.enter_project)
        session.project_closing.connect(self._leave_project)

    # What the panel and the status bar show.

    @property
    def is_ready(self) -> bool:
        """Whether a network is loaded."""
        return self._loading.loaded is not None

    @property
    def device(self) -> str:
        """Where the network runs, "" while none is loaded."""
        loaded = self._loading.loaded
        return loaded.device if loaded else ""

    @property
    def precision(self) -> str:
        loaded = self._loading.loaded
        return loaded.precision if loaded else ""

    @property
    def model_name(self) -> str:
        """The name or file the network was loaded from."""
        return self._versioning.base.name

    @property
    def is_live(self) -> bool:
        """Whether strokes are learned as they are made."""
        return self._live.is_on

    @property
    def refines_edges(self) -> bool:
        """Whether the edges of predictions are brought to those of the image."""
        return self._network.refines_edges

    @property
    def is_learning(self) -> bool:
        """Whether a Learn is under way, and not halted while somebody paints."""
        return self._transaction.is_running and not self._transaction.is_halted

    @property
    def learns_idle(self) -> bool:
        """Whether a Learn begins by itself when nothing is painted for some minutes."""
        return self._idle.is_on

    @property
    def idle_note(self) -> str:
        """What there is to say of a Learn that waits or was interrupted, a sentence a line; empty for nothing."""
        return "\n".join(note for note in (self._transaction.note, self._idle.note) if note)

    @property
    def has_interrupted(self) -> bool:
        """Whether a Learn was interrupted that can be gone on with, or given up."""
        return self.is_ready and self._transaction.has_interrupted

    @property
    def is_taught(self) -> bool:
        """Whether live learning changed the network since its version was kept."""
        return self._live.is_taught

    @property
    def versions(self) -> list[Version]:
        return self._versioning.versions()

    @property
    def version(self) -> str:
        """The name of the current version."""
        return self._versioning.current().name

    @property
    def last_report(self) -> LearnReport | None:
        return self._transaction.last_report

    @property
    def is_closed(self) -> bool:
        """Whether nobody is left to be told anything."""
        return self._is_closed

    def is_idle(self) -> bool:
        """Nothing runs, nothing waits: what is shown is the network's answer to all that was done."""
        is_waiting = self._live.is_waiting or self._live.is_reading or self._loading.is_waiting
        return self._worker.is_idle(with_background=False) and not is_waiting and not self.is_learning

    # Loading.

    def load_model(self, model: str | Path) -> None:
        """Start from a checkpoint, by name or path, whatever version the project was left with.

        On failure the network before stays. The project's versions stay in the list.
        """
        self._loading.load(model)

    @Slot()
    def reload(self) -> None:
        """Load the network of the settings on the device of the settings, and the project's version on top of it."""
        self._loading.reload()

    def load_what_is_due(self) -> None:
        """Load what was asked for while a Learn was under way."""
        self._loading.load_what_is_due()

    def take(self, loaded: Loaded, indices: Sequence[int] = ()) -> None:
        """Another network answers from now on. indices: what its classes were in this project when it was kept."""
        self._loading.take(loaded, indices)

    @Slot()
    def _leave_project(self) -> None:
        """What was taught belongs to the project: keep it there, and end a Learn that reads from it.

        Waits until all that was asked of the network for this project is answered: no answer comes into the next one.
        """
        if not self.is_ready:
            return
        self._live.forget(is_leaving=True)
        self._loading.forget_what_is_due()
        self._reviewing.stop()
        self._foreseeing.stop()
        self._idle.close()
        self._transaction.close()
        for key in ("predict", *KEYS, *COMPARING_KEYS):
            self._worker.drop(key)
        self.compare_with(None)
        self._versioning.settle(lambda: None)
        self._worker.wait()

    # Predicting.

    @Slot()
    def predict(self) -> None:
        """Predict the image that is shown; the prediction before stays until the new one is there."""
        session = self._session
        if not self.is_ready or session.image is None or session.image_path is None:
            return
        self._live.stop()
        generation = session.generation
        self._worker.submit(
            "predict", self._network.look, session.image_path, session.image, session.labels,
            on_done=lambda shown: self.show(shown, generation), on_failed=self.fail,
        )  # fmt: skip
        self._live.catch_up()
        self.changed.emit()

    def show(self, shown: Shown | None, generation: int) -> None:
        """Lay an answer before the session; none, where the network has changed under it and answers again."""
        if self._is_closed or shown is None:
            return
        version = self.version + (LIVE if self.is_taught else "")
        if self._session.show_prediction(shown.labels, shown.confidence, generation=generation, version=version):
            self.predicted.emit(shown.milliseconds)
            self._views.show_view()
        self.changed.emit()

    def set_refines_edges(self, refines: bool) -> None:
        """Bring the edges of predictions to those of the image, or leave them; the image shown is predicted again."""
        self._network.refines_edges = self._settings.refines_edges = refines
        self.predict()
        self.changed.emit()

    def explain(self, index: int) -> None:
        """Bring what each skip adds to the heatmap of a class; `explained` follows."""
        self._views.explain(index)

    @property
    def compared(self) -> str | None:
        """The version whose predictions are laid beside those of the network in use, None for none."""
        return self._comparing.version

    def compare_with(self, name: str | None) -> None:
        """Lay what a kept version says beside what the network in use says; None, or a name nobody has, ends that."""
        found = next((version for version in self.versions if version.name == name), None)
        if found is not None or self._comparing.version is not None:
            self._comparing.compare_with(found)

    def find_regions(self) -> None:
        """Look for the regions of the image shown where the network hesitates; `regions_found` follows."""
        if self.is_ready:
            self._reviewing.find()

    def set_ranking(self, is_on: bool) -> None:
        """Tell in idle moments how uncertain the network is about each image of the project, or do not."""
        self._settings.is_ranking = is_on
        self._reviewing.set_on(is_on)

    def predict_frame(self, frame: NDArray[np.uint8], share: float = 1.0) -> bool:
        """Predict a camera's frame, `frame_predicted` follows; False (and nothing happens) while one is under way.

        share: of the frame's height and width, at which the network sees it.
        """
        return self._glancing.predict(frame, share)

    # Teaching.

    def set_live(self, is_live: bool) -> None:
        """Learn strokes as they are made, or only when asked."""
        self._live.is_on = self._settings.is_live = is_live
        if not is_live:
            self._live.forget()
        self.changed.emit()

    def update_once(self) -> None:
        """Learn now from what is painted on the image that is shown."""
        self._live.teach()

    def note_lesson(self, lesson: Lesson) -> None:
        """Something was decided on an image: the version a Learn under way will publish does not know of it."""
        self._transaction.note_lesson(lesson)

    def note_network_changing(self) -> None:
        """The network in use may be given classes or steps, and will not be the one that was loaded."""
        self._versioning.is_base_in_use = False

    def note_taught(self, step: int, loss: float | None) -> None:
        """Live learning made steps; loss: before them."""
        if not self.is_learning:  # whose curve is the one in sight
            self.measured.emit({"run": "live", "step": step, "loss": loss})

    def named_classes(self) -> dict[int, NamedColor]:
        """Project index -> name and colour of every class in use."""
        return {each.index: (each.name, each.color) for each in self._session.classes}

    # Learning and versions.

    def learn(self) -> None:
        """Fine-tune all layers on everything labelled in the project, in the background; published only if better."""
        loaded = self._loading.loaded
        if loaded is None:
            self.said.emit("warning", self.tr("There is no network to teach: open one first."))
            return
        self._live.stop()
        self.end_halted()
        self._idle.note_learning()
        self._transaction.start(loaded, self.named_classes())

    def set_learns_idle(self, is_on: bool) -> None:
        """Let a Learn begin by itself when nothing is painted for as long as the settings say, or do not."""
        self._settings.learns_idle = is_on
        self._idle.set_on(is_on, self._settings.idle_minutes)
        self.changed.emit()

    def end_halted(self, *, is_given_up: bool = True) -> None:
        """A Learn that waits for quiet minutes makes way for what a person asks for now; or goes on after that."""
        if not self._transaction.is_halted:
            return
        if is_given_up:
            self._transaction.give_up()
        self._transaction.close()
        self._idle.go_on_with_kept()
        self.changed.emit()

    def give_up_learning(self) -> None:
        """Nothing is kept any more of a Learn that was interrupted."""
        self._transaction.give_up()

    def discard_interrupted(self) -> None:
        """Give up a Learn that was interrupted, without going on with it; `said` tells how far it was."""
        self._transaction.discard_interrupted()

    def cancel(self) -> None:
        """Give up a Learn that is under way, or live learning; the network stays as it is."""
        self._transaction.cancel()
        self._live.forget()

    def roll_back(self) -> None:
        """Go one step back: from live learning to the version it began with, from a version to its parent."""
        if self._may_change_version():
            self._versioning.roll_back()

    def use_version(self, name: str) -> None:
        """Go to a kept version; live learning since the current one is kept as a version first."""
        if self._may_change_version():
            self._versioning.use(name)

    def _may_change_version(self) -> bool:
        if self.is_learning:
            self.said.emit("warning", self.tr("Cancel the learning that is under way before changing the version."))
        else:
            self.end_halted()
        return not self.is_learning and not self._is_closed

    def close(self) -> None:
        """Keep what was taught as a version, end both threads; safe to call twice."""
        if self._is_closed:
            return
        self._is_closed = True
        self._loading.stop()
        self._leave_project()
        self._loading.loaded = None
        self._reviewing.close()
        self._foreseeing.close()
        self._worker.close()

    def fail(self, error: BaseException) -> None:
        """One sentence for what a person can mend; anything else also goes to the log with its trace."""
        self.said.emit("error", self.sentence(error))
        self.changed.emit()

    def sentence(self, error: BaseException) -> str:
        """What to tell a person of an error on the network's thread."""
        from app.core.errors import SegmendError
        from models.errors import ModelError
        from models.prediction.working_memory import is_out_of_memory

        if isinstance(error, ModelError | SegmendError):
            return str(error)
        _log.error("The network failed", exc_info=error)
        if is_out_of_memory(error):
            return self.tr("The memory of {0} is full; choose another device in the settings.").format(self.device)
        return self.tr("The network failed: {0}. Details are in the log file.").format(error)
