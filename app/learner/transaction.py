"""Learn: a fine-tuning in the background whose result is published only if it measures better."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from app.core.errors import SegmendError
from app.core.label_map import UNLABELED
from app.core.project import Project
from app.jobs import Job, Worker
from app.learner.keeping import Keeping
from app.learner.learn_job import Order, Trouble, learn_project
from app.learner.live import LiveTeaching
from app.learner.network import Lesson, Loaded, NamedColor, Network, Plane
from app.learner.time_left import TimeLeft
from app.learner.versioning import Versioning
from app.learner.versions import LEARNED, LearnReport, Version
from app.session import Session
from models.training.kept_learn import UnusableKeptError

if TYPE_CHECKING:
    from app.learner.learner import Learner
    from models.checkpoint import Checkpoint
    from models.training.kept_learn import Keeper
    from models.training.transaction import Outcome

_REHEARSED = 20  # images that live learning goes on from when a learned version is there


class Transaction:
    """At most one Learn at a time. The network in use answers meanwhile and changes only when a better one is there.

    One that the end of the program interrupts is gone on with by the next; a person who cancels it gives it up.
    """

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
        self._keeping = Keeping(learner, session, worker, versioning)
        self._keeper: Keeper | None = None  # of the Learn under way
        self._job: Job | None = None
        self._is_asked = False
        self._time_left = TimeLeft()
        self._edited: dict[str, Lesson] = {}  # since what is learned from was read
        self._gate = threading.Event()  # closed while it is halted
        self._gate.set()
        self._ending = threading.Event()  # set when the job is cancelled, which is noticed within a step then
        self._table: Plane | None = None  # of the Learn under way, as learn_job.Order
        self._max_side: int | None = None  # that the network in use states; it is learned at that of its predictions
        self.last_report: LearnReport | None = None

    @property
    def is_running(self) -> bool:
        """Whether a Learn has begun and not ended, halted or not."""
        return self._is_asked or self._job is not None

    @property
    def is_halted(self) -> bool:
        """Whether the Learn that has begun does nothing until go_on()."""
        return self.is_running and not self._gate.is_set()

    @property
    def note(self) -> str:
        """What there is to say of a Learn that was interrupted; empty for nothing."""
        return "" if self.is_running else self._keeping.note

    @property
    def has_kept(self) -> bool:
        """Whether a Learn of this project was interrupted that can be gone on with."""
        return self._keeping.kept is not None

    @property
    def has_interrupted(self) -> bool:
        """Whether a Learn of this project was interrupted, which fits or does not, and none is under way."""
        return self._keeping.has_any and not self.is_running

    def discard_interrupted(self) -> None:
        """Give up the Learn that was interrupted, as a person asks, who is told so."""
        if self.has_interrupted:
            self._keeping.discard_as_asked()

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
        kept = self._keeping.kept
        begins = 0.0 if kept is None else kept.fraction
        self._learner.progressed.emit("learn", begins, QCoreApplication.translate("Learner", "Preparing"))
        self._learner.note_network_changing()
        self._learner.changed.emit()
        self._worker.submit(
            "learn", self._copy, classes, on_done=lambda copied: self._begin(copied, project, loaded, classes),
            on_failed=self._fail, must=True,
        )  # fmt: skip

    def note_lesson(self, lesson: Lesson) -> None:
        """An image was edited; what is learned under way does not know of it."""
        self._edited[lesson.key] = lesson

    def _copy(self, classes: dict[int, NamedColor]) -> tuple[Checkpoint, Plane]:
        if not self._network.is_mapped:
            raise SegmendError(
                QCoreApplication.translate(
                    "Learner", "The network is only just being taken into use: press Learn again."
                )
            )
        self._network.add_missing(classes)
        return self._network.checkpoint(), self._network.to_network

    def _begin(
        self,
        copied: tuple[Checkpoint, Plane],
        project: Project,
        loaded: Loaded,
        classes: dict[int, NamedColor],
    ) -> None:
        if not self._is_asked:  # cancelled before it began
            return
        self._is_asked = False
        images = [image for image, _ in project.labeled_images()]
        start = self._versioning.taught_from().name if self._live.is_on else None
        self._keeper, kept = self._keeping.begin(project, classes, copied[1], start)
        self._table, self._ending, self._max_side = copied[1], threading.Event(), copied[0].max_side
        order = Order(
            checkpoint=replace(copied[0], max_side=self._network.max_side),
            table=self._table,
            project=project,
            paths=images,
            device=loaded.device,
            gate=self._gate,
            ending=self._ending,
            files={version.name: str(version.file) for version in self._versioning.versions()},
            taught_from=start,
            rehearsed=_REHEARSED,
            keeper=self._keeper,
            kept=kept,
        )
        job = Job(learn_project, order, parent=self._learner)
        job.progressed.connect(self._show)
        job.done.connect(self._finish)
        job.cancelled.connect(self._end)
        job.failed.connect(self._fail)
        self._job = job
        job.start()
        self._learner.changed.emit()

    def _show(self, progress: Any) -> None:
        if isinstance(progress, Trouble):
            self._tell(progress)
            return
        seconds = self._time_left.note(progress.fraction, time.monotonic())
        text = _with_time(_stage(progress.stage), seconds if progress.stage == "learning" else None)
        self._learner.progressed.emit("learn", progress.fraction, text)
        if progress.loss is not None:
            self._learner.measured.emit({"run": "learn", "step": progress.step, "loss": progress.loss})

    def _tell(self, trouble: Trouble) -> None:
        if isinstance(trouble.problem, UnusableKeptError):
            self._keeping.tell_lost(trouble.problem)
            return
        sentence = QCoreApplication.translate(
            "Learner", "Learn goes on, but would begin anew if the program ended: {0}"
        )
        self._learner.said.emit("warning", sentence.format(trouble.problem))

    def _finish(self, outcome: Outcome) -> None:
        outcome = self._named_as_now(outcome)
        for sentence in outcome.skipped:
            self._learner.said.emit("warning", sentence)
        if outcome.is_better:
            self._publish(outcome)
        else:
            self._report(
                outcome,
                QCoreApplication.translate("Learner", "Not published: mean IU {0} on held-out pixels is no better."),
            )

    def _named_as_now(self, outcome: Outcome) -> Outcome:
        """Classes may have got another name or colour while it learned; a version brings those it has to a project."""
        assert self._table is not None
        classes = list(outcome.checkpoint.classes)
        for index, named in self._learner.named_classes().items():
            if self._table[index] != UNLABELED:
                classes[self._table[index]] = named
        names = {old: new for old, (new, _) in zip(outcome.checkpoint.class_names, classes, strict=True)}
        before, after = (
            replace(measures, iu={names[name]: value for name, value in measures.iu.items()})
            for measures in (outcome.before, outcome.after)
        )
        checkpoint = replace(outcome.checkpoint, classes=tuple(classes), max_side=self._max_side)
        return replace(outcome, checkpoint=checkpoint, before=before, after=after)

    def _publish(self, outcome: Outcome) -> None:
        """Keep what was taught live as the parent, then the learned version on top of it."""
        from models.checkpoint import save_checkpoint

        assert self._table is not None
        indices = [UNLABELED] * len(outcome.checkpoint.classes)
        for index, at in enumerate(self._table.tolist()):
            if at != UNLABELED:
                indices[at] = index

        def store(file: Path) -> list[int]:
            save_checkpoint(outcome.checkpoint, file)
            return indices

        def add() -> None:
            measures = {"note": LEARNED, **_figures(outcome.after.to_json())}
            self._versioning.add("learned", measures, store, then=take, failed=fail)

        def take(version: Version) -> None:
            self._versioning.restore(version, then=self._teach_again)
            sentence = QCoreApplication.translate(
                "Learner", "Learned: mean IU {0} on held-out pixels. Roll back takes it back."
            )
            self._report(outcome, sentence, is_published=True)

        def fail() -> None:
            sentence = QCoreApplication.translate(
                "Learner", "Learned, mean IU {0}, but not kept: the network before stays."
            )
            self._report(outcome, sentence, is_finished=False)  # what is kept of it can still become a version

        self._versioning.settle(add, failed=fail)

    def _teach_again(self) -> None:
        """What was painted while it learned is news to the learned version; the rest it has to know by heart again."""
        project = self._session.project
        if self._live.is_on and project is not None:
            self._live.remember(self._edited)
            self._live.rehearse([image for image, _ in project.labeled_images()][-_REHEARSED:])

    def _report(self, outcome: Outcome, sentence: str, *, is_published: bool = False, is_finished: bool = True) -> None:
        if is_finished:
            self._keeping.discard()
        note = sentence.format(f"{outcome.before.mean_iu:.3f} → {outcome.after.mean_iu:.3f}")
        before, after = _figures(outcome.before.to_json()), _figures(outcome.after.to_json())
        self.last_report = LearnReport(before, after, is_published, note, outcome.held_out_pixels)
        self._learner.said.emit("info", note)
        self._learner.learned.emit(self.last_report)
        self._leave(note)

    def _leave(self, text: str) -> None:
        if self._keeper is not None and self._keeper.is_unwanted:
            self._keeping.discard()
        self._job, self._keeper, self._is_asked = None, None, False
        self._keeping.look()
        self._learner.progressed.emit("learn", 1.0, text)
        self._learner.changed.emit()
        self._learner.load_what_is_due()

    def cancel(self) -> None:
        """The job ends at its next step; the network stays as it is, and nothing is kept of what was learned."""
        if self._job is not None:
            self.give_up()
            self._stop(self._job)
        elif self._is_asked:
            self.give_up()
            self._end()

    def give_up(self) -> None:
        """Keep nothing of the Learn that is under way, or was interrupted: it is ended, or another version is used."""
        if self._keeper is not None:
            self._keeper.is_unwanted = True
        else:
            self._keeping.discard()

    def _end(self) -> None:
        self._leave(QCoreApplication.translate("Learner", "Cancelled"))

    def _fail(self, error: BaseException) -> None:
        self._learner.fail(error)
        if self._keeper is not None and not _may_pass(error):
            self._keeper.is_unwanted = True
        self._leave("")

    def close(self) -> None:
        """End it and wait; unless it was given up, what it has learned is kept."""
        if self._is_asked:
            self._end()
        if self._job is not None:
            job = self._job
            self._stop(job)
            job.wait()
            self._job = None

    def _stop(self, job: Job) -> None:
        job.cancel()
        self._ending.set()  # after that: a step that is left while nothing is cancelled would be made again


def _figures(measures: dict[str, Any]) -> dict[str, Any]:
    return {key: measures[key] for key in ("mean_iu", "pixel_accuracy", "iu")}


def _may_pass(error: BaseException) -> bool:
    """Whether a Learn that ended so may be gone on with: with other labels, or where there is more memory."""
    from models.errors import ModelError
    from models.prediction.working_memory import is_out_of_memory

    return isinstance(error, ModelError) or is_out_of_memory(error)


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
