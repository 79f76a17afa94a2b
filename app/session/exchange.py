"""Import and export in the background: looked at first, then done, with progress and an end that can be asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, SignalInstance

from app.core.edits import Edit
from app.core.errors import InputError, ProjectError, SegmendError
from app.core.formats.exporting import Plan, Progress, export, summary
from app.core.formats.importing import (
    ImportReport,
    Incoming,
    class_values,
    copy_image,
    merge_values,
    read_incoming,
    run,
    set_state,
)
from app.core.formats.recognition import recognize
from app.core.formats.records import Format, Reading, Unreadable
from app.core.formats.splits import Shares
from app.core.project import Project
from app.jobs import Job
from app.session.closed_images import Change, ClosedImages

if TYPE_CHECKING:
    from app.session.session import Session

_AHEAD = 2  # images that are read before their labels are merged
_LISTED_EVERY = 0.5  # seconds between two showings of a list that grows
_PATIENCE = 0.05  # seconds between two looks at whether the end was asked for


@dataclass(frozen=True)
class ImportOrder:
    """What to import. mapping: class in the file -> class of the project, None leaves it out."""

    source: Path
    form: Format
    mapping: dict[str, str | None] = field(default_factory=dict)
    overwrite: bool = False


@dataclass(frozen=True)
class ExportOrder:
    """What to export."""

    form: Format
    out: Path
    shares: Shares = (("train", 1.0),)
    with_images: bool = True
    only: frozenset[str] | None = None  # paths of the images that are meant; None for all


class Exchange(QObject):
    """One look or one run at a time, for one session. Everything is saved before either.

    Labels are read and drawn on a thread of their own. Images in memory take them as an edit; the files of others are
    changed by ClosedImages. Every image that changes is one step of its history.
    """

    recognized = Signal(object)  # the name of the format, None where it is in none
    looked = Signal(object)  # ImportReport, or what `summary` of an export gives
    unusable = Signal(str)  # the look or run ended with this sentence
    progressed = Signal(int, int, str)  # images done, in all (0: not known), the image
    ended = Signal(object, bool)  # ImportReport or ExportReport; whether it was cancelled

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._job: Job | None = None
        self._run: _ImportRun | None = None
        self._looks = 0  # numbers the looks; only the newest is told
        self._is_stopped = threading.Event()  # whether nobody waits for the format that is being found out
        self._is_running = False
        session.project_closing.connect(self.cancel)

    @property
    def is_running(self) -> bool:
        """Whether something is being imported or exported; looks do not count."""
        return self._is_running

    def look_for_format(self, source: Path) -> None:
        """Find out the format of a source; `recognized` or `unusable` follows, unless another look is asked for."""
        if not self._is_running:
            self.stop_looking()
            self._is_stopped = stopped = threading.Event()
            self._begin_look(self._looks, lambda: _format_of(source, stopped.is_set), self.recognized)

    def look_at_import(self, order: ImportOrder) -> None:
        """Count what an import would do; `looked` or `unusable` follows, unless another look is asked for."""
        project = self._session.project
        if project is None or self._is_running:
            return
        self._after_saving(
            lambda: run(
                project, order.source, order.form, mapping=order.mapping, overwrite=order.overwrite, dry_run=True
            )
        )

    def look_at_export(self, order: ExportOrder) -> None:
        """Count what an export would write; `looked` or `unusable` follows, unless another look is asked for."""
        project = self._session.project
        if project is not None and not self._is_running:
            self._after_saving(lambda: _summary(project, order))

    def stop_looking(self) -> None:
        """Wait for no look any more."""
        self._looks += 1
        self._is_stopped.set()
        if self._job is not None and not self._is_running:
            self._job.cancel()
            self._job = None

    def export(self, order: ExportOrder) -> None:
        """Write the labels of all images; `progressed`, then `ended` or `unusable` follow."""
        project = self._session.project
        if project is None or self._is_running:
            return
        self.stop_looking()
        self._is_running = True

        def begin() -> None:
            self._job = job = Job(_export, project, order)
            job.progressed.connect(lambda step: self.progressed.emit(step.done, step.total, step.doing))
            job.done.connect(lambda report: self._end(report, is_cancelled=False))
            job.cancelled.connect(lambda: self._end(None, is_cancelled=True))
            job.failed.connect(self._fail)
            job.start()

        self._session.after_saving(begin)

    def bring_in(self, order: ImportOrder) -> None:
        """Merge labels into the project; `progressed`, then `ended` or `unusable` follow."""
        project = self._session.project
        if project is None or self._is_running:
            return
        self.stop_looking()
        try:
            project.ensure_store()
        except SegmendError as error:
            self.unusable.emit(str(error))
            return
        self._is_running = True
        self._run = _ImportRun(self._session, project, order, self)
        self._run.progressed.connect(self.progressed)
        self._run.ended.connect(self._end_import)
        self._run.failed.connect(self._fail)
        self._session.after_saving(self._run.start)

    def cancel(self) -> None:
        """Begin no further image; those done stay done."""
        if self._run is not None:
            self._run.cancel()
        elif self._job is not None:
            self._job.cancel()

    def _after_saving(self, make: Callable[[], Any]) -> None:
        self.stop_looking()
        look = self._looks

        self._session.after_saving(lambda: self._begin_look(look, make, self.looked))

    def _begin_look(self, look: int, make: Callable[[], Any], found: SignalInstance) -> None:
        if look != self._looks:
            return
        self._job = job = Job(make)
        job.progressed.connect(lambda step: self._tell(look, step))
        job.done.connect(lambda result: found.emit(result) if look == self._looks else None)
        job.failed.connect(lambda error: self._fail_look(look, error))
        job.start()

    def _tell(self, look: int, step: Progress) -> None:
        if look == self._looks:
            self.progressed.emit(step.done, step.total, step.doing)

    def _fail_look(self, look: int, error: BaseException) -> None:
        if not isinstance(error, SegmendError):
            raise error
        if look == self._looks:
            self.unusable.emit(str(error))

    def _end_import(self, report: ImportReport, is_cancelled: bool) -> None:
        self._end(report, is_cancelled=is_cancelled)

    def _end(self, report: Any, *, is_cancelled: bool) -> None:
        self._job, self._run, self._is_running = None, None, False
        self.ended.emit(report, is_cancelled)

    def _fail(self, error: BaseException) -> None:
        self._job, self._run, self._is_running = None, None, False
        if not isinstance(error, SegmendError):
            self.unusable.emit(self.tr("It ended with an error that was not foreseen: {0}").format(error))
            raise error
        self.unusable.emit(str(error))


def _export(project: Project, order: ExportOrder) -> Generator[Progress, None, Any]:
    plan = Plan.of(project, order.only)
    return (yield from export(plan, order.form, order.out, shares=order.shares, with_images=order.with_images))


def _format_of(source: Path, should_stop: Callable[[], bool]) -> str | None:
    try:
        return recognize(source, should_stop)
    except OSError as error:
        raise InputError(f"{source} cannot be read ({error.strerror}); check its permissions.") from error


def _summary(project: Project, order: ExportOrder) -> dict[str, Any]:
    return summary(Plan.of(project, order.only), order.form, order.shares)


class _ImportRun(QObject):
    """One import: read on its own thread, merged image by image."""

    progressed = Signal(int, int, str)
    ended = Signal(object, bool)
    failed = Signal(object)

    def __init__(self, session: Session, project: Project, order: ImportOrder, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._project, self._order = session, project, order
        self._keys = [project.relative(path) for path in project.image_paths()]
        self._report = ImportReport()
        self._slots = threading.Semaphore(_AHEAD)
        self._writing = 0  # images that are being changed
        self._told_at, self._told_of = -_LISTED_EVERY, 0  # when, and of how many added images, the list told
        self._images = ClosedImages(session, self)
        self._outcome: str | None = None  # how the reading ended
        self._job = Job(self._read, parent=self)
        self._job.progressed.connect(self._take)
        self._job.done.connect(lambda _: self._end_reading("done"))
        self._job.cancelled.connect(lambda: self._end_reading("cancelled"))
        self._job.failed.connect(self._fail)

    def start(self) -> None:
        self._job.start()

    def cancel(self) -> None:
        self._job.cancel()

    def _read(self) -> Generator[Incoming | Unreadable | Reading | None, None, None]:
        """On the job's thread: the images one by one, never more than a few ahead of those that are merged."""
        order = self._order
        for each in read_incoming(order.source, order.form, self._project.folder, self._keys, order.mapping):
            if isinstance(each, Reading):
                yield each
                continue
            while not self._slots.acquire(timeout=_PATIENCE):
                yield None  # where an end that was asked for is honoured
            if isinstance(each, Incoming):
                try:
                    copy_image(each)
                except SegmendError as error:
                    yield Unreadable(each.name, str(error))
                    continue
            yield each

    def _take(self, each: Incoming | Unreadable | Reading | None) -> None:
        report = self._report
        if isinstance(each, Reading):
            self.progressed.emit(report.images, 0, each.name)
            return
        if each is None:
            return
        report.images += 1
        self.progressed.emit(report.images, 0, each.name)
        if isinstance(each, Unreadable):
            report.failed[each.name] = each.sentence
            self._slots.release()
            return
        self._writing += 1
        try:
            change = self._prepare(each)
        except SegmendError as error:
            self._note_problem(each, error)
            self._end_writing()
        except BaseException:  # an import that waits for this image would never end
            self.cancel()
            self._end_writing()
            raise
        else:
            self._images.apply(self._project, change)

    def _prepare(self, incoming: Incoming) -> Change:
        """How to merge an image, whose classes, and which itself, the project has then. Raises SegmendError."""
        session, project, report = self._session, self._project, self._report
        if project is not session.project:
            self.cancel()
            raise ProjectError(f"The project in {project.folder} is closed; open it again.")
        known = len(report.added_classes)
        values = incoming.drawn.to_values(class_values(project, incoming.drawn, report))
        if len(report.added_classes) > known:
            session.classes_changed.emit()
        if incoming.copy_from is not None:
            project.add_image(incoming.path)
            report.added_images += 1
            self._tell_of_images()
        report.note(incoming.drawn)
        path, overwrite, shape = incoming.path, self._order.overwrite, (values.shape[0], values.shape[1])
        return Change(
            path,
            read=lambda: project.read_labels(path, shape),
            make=lambda document: merge_values(document, values, overwrite=overwrite),
            in_memory=lambda on_done, on_failed: session.merge_in_memory(
                path, values, on_done, on_failed, overwrite=overwrite
            ),
            on_done=lambda edit, kept: self._note_merged(incoming, edit, kept),
            on_failed=lambda error: self._fail_to_merge(incoming, error),
        )

    def _tell_of_images(self) -> None:
        """The list has grown; who shows it goes through all of it, so that is said now and then only."""
        if time.monotonic() - self._told_at >= _LISTED_EVERY:
            self._session.images_changed.emit()
            self._told_at, self._told_of = time.monotonic(), self._report.added_images

    def _tell_of_the_rest(self) -> None:
        if self._report.added_images > self._told_of and self._project is self._session.project:
            self._session.images_changed.emit()

    def _fail(self, error: BaseException) -> None:
        self._tell_of_the_rest()
        self.failed.emit(error)

    def _note_merged(self, incoming: Incoming, edit: Edit | None, kept: int) -> None:
        try:
            self._note(incoming, edit, kept)
        except SegmendError as error:
            self._note_problem(incoming, error)
        finally:
            self._end_writing()

    def _note(self, incoming: Incoming, edit: Edit | None, kept: int) -> None:
        self._report.note_merged(edit, kept)
        if self._project is self._session.project:
            set_state(self._project, incoming, is_changed=edit is not None)
            self._session.image_state_changed.emit(incoming.path)

    def _fail_to_merge(self, incoming: Incoming, error: BaseException) -> None:
        try:
            if not isinstance(error, SegmendError):
                self.cancel()
                raise error
            self._note_problem(incoming, error)
        finally:
            self._end_writing()

    def _end_writing(self) -> None:
        self._writing -= 1
        self._slots.release()
        self._finish()

    def _note_problem(self, incoming: Incoming, error: SegmendError) -> None:
        self._report.failed[incoming.name] = f"{incoming.name}: {error}"

    def _end_reading(self, outcome: str) -> None:
        self._outcome = outcome
        self._finish()

    def _finish(self) -> None:
        """Tell the end once everything that was read is merged too."""
        if self._outcome is not None and not self._writing:
            outcome, self._outcome = self._outcome, None
            self._tell_of_the_rest()
            self.ended.emit(self._report, outcome == "cancelled")
