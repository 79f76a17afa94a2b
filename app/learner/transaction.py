"""Learn: a fine-tuning in the background whose result is published only if it measures better."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.core.images import read_image
from app.core.project import Project
from app.jobs import Job, Worker
from app.learner.network import SHARES, Loaded, NamedColor, Network, Plane
from app.learner.versioning import Versioning
from app.learner.versions import LearnReport, next_name
from app.session import Session

if TYPE_CHECKING:
    from app.learner.learner import Learner
    from models.checkpoint import Checkpoint
    from models.transaction import LabeledImage, Outcome

_COUNTS = (SHARES * 100).astype(np.uint8)  # what models.learning calls how much a pixel counts


class Transaction:
    """At most one Learn at a time. The network in use answers meanwhile and changes only when a better one is there."""

    def __init__(
        self, learner: Learner, session: Session, network: Network, worker: Worker, versioning: Versioning
    ) -> None:
        self._learner, self._session = learner, session
        self._network, self._worker, self._versioning = network, worker, versioning
        self._job: Job | None = None
        self._is_asked = False
        self.last_report: LearnReport | None = None

    @property
    def is_running(self) -> bool:
        return self._is_asked or self._job is not None

    def start(self, loaded: Loaded, classes: dict[int, NamedColor]) -> None:
        """Save what is painted, take a copy of the network on its thread, and begin."""
        if self.is_running:
            return
        project = self._session.project
        if project is None or not self._session.finish_saving() or not project.labeled_images():
            self._learner.said.emit(
                "warning", self._learner.tr("There is nothing to learn from: paint some pixels first.")
            )
            return
        self._is_asked = True
        self._learner.progressed.emit("learn", 0.0, self._learner.tr("Preparing"))
        self._learner.changed.emit()
        self._worker.submit(
            "learn", self._copy, classes, on_done=lambda copied: self._begin(copied, project, loaded),
            on_failed=self._fail, must=True,
        )  # fmt: skip

    def _copy(self, classes: dict[int, NamedColor]) -> tuple[Checkpoint, Plane]:
        self._network.add_missing(classes)
        return self._network.checkpoint(), self._network.to_network

    def _begin(self, copied: tuple[Checkpoint, Plane], project: Project, loaded: Loaded) -> None:
        if not self._is_asked:  # cancelled before it began
            return
        self._is_asked = False
        self._versioning.is_base_in_use = False  # it may have been given classes
        images = [image for image, _ in project.labeled_images()]
        job = Job(_learn, *copied, project, images, loaded.device, parent=self._learner)
        job.progressed.connect(self._show)
        job.done.connect(self._finish)
        job.cancelled.connect(self._end)
        job.failed.connect(self._fail)
        self._job = job
        job.start()
        self._learner.changed.emit()

    def _show(self, progress: Any) -> None:
        text = progress.stage if progress.loss is None else f"{progress.stage}, loss {progress.loss:.3f}"
        self._learner.progressed.emit("learn", progress.fraction, text)
        if progress.loss is not None:
            self._learner.measured.emit({"run": "learn", "step": progress.step, "loss": progress.loss})

    def _finish(self, outcome: Outcome) -> None:
        self._job = None
        note = self._note(outcome)
        before, after = _figures(outcome.before.to_json()), _figures(outcome.after.to_json())
        self.last_report = LearnReport(before, after, outcome.is_better, note, outcome.held_out_pixels)
        if outcome.is_better:
            self._publish(outcome, after)
        self._learner.said.emit("info", note)
        self._learner.progressed.emit("learn", 1.0, note)
        self._learner.learned.emit(self.last_report)
        self._learner.changed.emit()

    def _note(self, outcome: Outcome) -> str:
        shown = f"{outcome.before.mean_iu:.3f} → {outcome.after.mean_iu:.3f}"
        if outcome.is_better:
            return self._learner.tr("Learned: mean IU {0} on held-out pixels. Roll back takes it back.").format(shown)
        return self._learner.tr("Not published: mean IU {0} on held-out pixels is no better.").format(shown)

    def _publish(self, outcome: Outcome, after: dict[str, Any]) -> None:
        """Keep what was taught live as the parent, then the learned version on top of it."""
        from models.checkpoint import save_checkpoint

        versioning = self._versioning
        self._learner.keep_taught()
        name, parent = next_name(versioning.versions(), "learned"), versioning.current().name
        made = outcome.checkpoint

        def store(file: Path) -> None:
            save_checkpoint(made, file)

        version = versioning.add(name, parent, {"note": "Learn", **after}, store)
        if version is not None:
            versioning.restore(version)

    def cancel(self) -> None:
        """The job ends at its next step; the network stays as it is."""
        if self._job is not None:
            self._job.cancel()
        elif self._is_asked:
            self._end()

    def _end(self) -> None:
        self._job, self._is_asked = None, False
        self._learner.progressed.emit("learn", 1.0, self._learner.tr("Cancelled"))
        self._learner.changed.emit()

    def _fail(self, error: BaseException) -> None:
        self._job, self._is_asked = None, False
        self._learner.progressed.emit("learn", 1.0, "")
        self._learner.fail(error)

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
    checkpoint: Checkpoint, table: Plane, project: Project, paths: list[str], device: str
) -> Generator[Any, None, Outcome]:
    """The job: everything labelled in the project, in the network's class indices, through models.transaction."""
    from models.devices import choose_engine
    from models.transaction import LabeledImage, learn

    def reader(path: str) -> LabeledImage:
        def read() -> tuple[Plane, Plane, Plane]:
            image = read_image(path)
            label_map = project.read_labels(path, (image.shape[0], image.shape[1])).label_map
            return image, table[label_map.labels], _COUNTS[label_map.provenance]

        return LabeledImage(project.relative(path), read)

    outcome = yield from learn(checkpoint, [reader(path) for path in paths], choose_engine(device, "fp32"))
    return outcome
