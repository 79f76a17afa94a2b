"""Learn: a fine-tuning in the background whose result is published only if it measures better."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QCoreApplication

from app.core.errors import SegmendError
from app.core.images import read_image
from app.core.project import Project
from app.jobs import Job, Worker
from app.learner.live import LiveTeaching
from app.learner.network import SHARES, Lesson, Loaded, NamedColor, Network, Plane, looked_up
from app.learner.time_left import TimeLeft
from app.learner.versioning import Versioning
from app.learner.versions import LearnReport, Version
from app.session import Session

if TYPE_CHECKING:
    from app.learner.learner import Learner
    from models.checkpoint import Checkpoint
    from models.training.transaction import LabeledImage, Outcome

_REHEARSED = 20  # images that live learning goes on from when a learned version is there
_GATE_SECONDS = 0.2  # how soon a Learn that is halted notices that it is cancelled
_COUNTS = (SHARES * 100).astype(np.uint8)  # what models.learning calls how much a pixel counts


class Transaction:
    """At most one Learn at a time. The network in use answers meanwhile and changes only when a better one is there."""

    def __init__(
        self,
        learner: Learner,
        session: Session,
        network: Network,
        worker: Worker,
        versioning: Versioning,
        live: LiveTeaching,
    ) -> None:
        self._learner, self._session, self._live = learner, session, live
        self._network, self._worker, self._versioning = network, worker, versioning
        self._job: Job | None = None
        self._is_asked = False
        self._time_left = TimeLeft()
        self._edited: dict[str, Lesson] = {}  # since what is learned from was read
        self._gate = threading.Event()  # closed while it is halted
        self._gate.set()
        self.last_report: LearnReport | None = None

    @property
    def is_running(self) -> bool:
        """Whether a Learn has begun and not ended, halted or not."""
        return self._is_asked or self._job is not None

    @property
    def is_halted(self) -> bool:
        """Whether the Learn that has begun does nothing until go_on()."""
        return self.is_running and not self._gate.is_set()

    def halt(self) -> None:
        """Let the Learn under way wait after the step it is in; what it has learned stays in memory."""
        self._gate.clear()

    def go_on(self) -> None:
        """Go on where it was halted."""
        self._gate.set()

    def start(self, loaded: Loaded, classes: dict[int, NamedColor]) -> None:
        """Save what is painted, take a copy of the network on its thread, and begin."""
        if self.is_running:
            return
        project = self._session.project
        lacks = ""
        if project is not None and not self._session.finish_saving():
            lacks = QCoreApplication.translate(
                "Learner", "Nothing is learned: what is painted could not be saved first."
            )
        elif project is None or not project.labeled_images():
            lacks = QCoreApplication.translate("Learner", "There is nothing to learn from: paint some pixels first.")
        if project is None or lacks:
            self._learner.said.emit("warning", lacks)
            return
        self._is_asked = True
        self._time_left = TimeLeft()
        self._gate.set()
        self._edited.clear()
        self._learner.progressed.emit("learn", 0.0, QCoreApplication.translate("Learner", "Preparing"))
        self._learner.note_network_changing()
        self._learner.changed.emit()
        self._worker.submit(
            "learn", self._copy, classes, on_done=lambda copied: self._begin(copied, project, loaded),
            on_failed=self._fail, must=True,
        )  # fmt: skip

    def note_lesson(self, lesson: Lesson) -> None:
        """An image was edited; what is learned under way does not know of it."""
        self._edited[lesson.key] = lesson

    def _copy(self, classes: dict[int, NamedColor]) -> tuple[Checkpoint, Plane]:
        self._network.add_missing(classes)
        return self._network.checkpoint(), self._network.to_network

    def _begin(self, copied: tuple[Checkpoint, Plane], project: Project, loaded: Loaded) -> None:
        if not self._is_asked:  # cancelled before it began
            return
        self._is_asked = False
        images = [image for image, _ in project.labeled_images()]
        job = Job(_learn, *copied, project, images, loaded.device, self._gate, parent=self._learner)
        job.progressed.connect(self._show)
        job.done.connect(self._finish)
        job.cancelled.connect(self._end)
        job.failed.connect(self._fail)
        self._job = job
        job.start()
        self._learner.changed.emit()

    def _show(self, progress: Any) -> None:
        seconds = self._time_left.note(progress.fraction, time.monotonic())
        text = _with_time(_stage(progress.stage), seconds if progress.stage == "learning" else None)
        self._learner.progressed.emit("learn", progress.fraction, text)
        if progress.loss is not None:
            self._learner.measured.emit({"run": "learn", "step": progress.step, "loss": progress.loss})

    def _finish(self, outcome: Outcome) -> None:
        for sentence in outcome.skipped:
            self._learner.said.emit("warning", sentence)
        if outcome.is_better:
            self._publish(outcome)
        else:
            self._report(
                outcome,
                QCoreApplication.translate("Learner", "Not published: mean IU {0} on held-out pixels is no better."),
            )

    def _publish(self, outcome: Outcome) -> None:
        """Keep what was taught live as the parent, then the learned version on top of it."""
        from models.checkpoint import save_checkpoint

        def store(file: Path) -> None:
            save_checkpoint(outcome.checkpoint, file)

        def add() -> None:
            measures = {"note": "Learn", **_figures(outcome.after.to_json())}
            self._versioning.add("learned", measures, store, then=take, failed=fail)

        def take(version: Version) -> None:
            self._versioning.restore(version, then=self._teach_again)
            sentence = QCoreApplication.translate(
                "Learner", "Learned: mean IU {0} on held-out pixels. Roll back takes it back."
            )
            self._report(outcome, sentence, is_published=True)

        def fail() -> None:
            self._report(
                outcome,
                QCoreApplication.translate("Learner", "Learned, mean IU {0}, but not kept: the network before stays."),
            )

        self._versioning.settle(add, failed=fail)

    def _teach_again(self) -> None:
        """What was painted while it learned is news to the learned version; the rest it has to know by heart again."""
        project = self._session.project
        if self._live.is_on and project is not None:
            self._live.remember(self._edited)
            self._live.rehearse([image for image, _ in project.labeled_images()][-_REHEARSED:])

    def _report(self, outcome: Outcome, sentence: str, *, is_published: bool = False) -> None:
        note = sentence.format(f"{outcome.before.mean_iu:.3f} → {outcome.after.mean_iu:.3f}")
        before, after = _figures(outcome.before.to_json()), _figures(outcome.after.to_json())
        self.last_report = LearnReport(before, after, is_published, note, outcome.held_out_pixels)
        self._learner.said.emit("info", note)
        self._learner.learned.emit(self.last_report)
        self._leave(note)

    def _leave(self, text: str) -> None:
        self._job, self._is_asked = None, False
        self._learner.progressed.emit("learn", 1.0, text)
        self._learner.changed.emit()
        self._learner.load_what_is_due()

    def cancel(self) -> None:
        """The job ends at its next step; the network stays as it is."""
        if self._job is not None:
            self._job.cancel()
        elif self._is_asked:
            self._end()

    def _end(self) -> None:
        self._leave(QCoreApplication.translate("Learner", "Cancelled"))

    def _fail(self, error: BaseException) -> None:
        self._learner.fail(error)
        self._leave("")

    def close(self) -> None:
        """Cancel and wait."""
        if self._is_asked:
            self._end()
        if self._job is not None:
            job = self._job
            job.cancel()
            job.wait()
            self._job = None


def _figures(measures: dict[str, Any]) -> dict[str, Any]:
    return {key: measures[key] for key in ("mean_iu", "pixel_accuracy", "iu")}


def _learn(
    checkpoint: Checkpoint, table: Plane, project: Project, paths: list[str], device: str, gate: threading.Event
) -> Generator[Any, None, Outcome]:
    """The job: everything labelled in the project, in the network's class indices, through models.training.transaction.

    While the gate is closed it waits between two steps, and may be cancelled there.
    """
    from models.devices import choose_engine
    from models.errors import ModelError
    from models.training.transaction import LabeledImage, learn

    def reader(path: str) -> LabeledImage:
        def read() -> tuple[Plane, Plane, Plane]:
            try:
                image = read_image(path, table=project.levels)  # the network learns what is shown
                label_map = project.labels.peek(project.relative(path), (image.shape[0], image.shape[1]))
            except SegmendError as error:  # the rest can be learned from all the same
                raise ModelError(str(error)) from error
            return image, looked_up(label_map.labels, table), looked_up(label_map.provenance, _COUNTS)

        return LabeledImage(project.relative(path), read)

    steps = learn(checkpoint, [reader(path) for path in paths], choose_engine(device, "fp32"))
    while True:
        try:
            progress = next(steps)
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome
        yield progress
        while not gate.wait(_GATE_SECONDS):
            yield replace(progress, loss=None)  # no second point of the curve


def _stage(name: str) -> str:
    """A stage of models.training.transaction in the language of the window."""
    return {
        "reading": QCoreApplication.translate("Learner", "Reading"),
        "measuring before": QCoreApplication.translate("Learner", "Measuring before"),
        "learning": QCoreApplication.translate("Learner", "Learning"),
        "measuring after": QCoreApplication.translate("Learner", "Measuring after"),
    }[name]


def _with_time(stage: str, seconds: float | None) -> str:
    """What is done now, and how long all of it will go on; None where that is not known yet."""
    if seconds is None:
        return stage
    if seconds < 60:
        return QCoreApplication.translate("Learner", "{0}, less than a minute left").format(stage)
    return QCoreApplication.translate("Learner", "{0}, about {1} min left").format(stage, round(seconds / 60))
