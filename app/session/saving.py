"""Saving label maps: soon after each edit, off the GUI thread, and again until it works."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from app.core.document import Document, Documents
from app.core.errors import ProjectError, SegmendError
from app.core.journal import Entry
from app.core.project import Project
from app.jobs import Worker

AUTOSAVE_MS = 1500  # after the last edit
LONGEST_WAIT_MS = 10_000  # someone who never pauses is saved too
RETRY_MS = 10_000  # after a save that failed
LARGE_BYTES = 3 << 19  # a step of more is stored off the GUI thread; strokes that are packed at once stay below it
NOWHERE = -1  # the number of the step that a label file holds which is gone
_FINISH_TRIES = 2


class Saver(QObject):
    """Writes the dirty documents of one project; the only place that does."""

    saved = Signal(str)  # path of the image
    said = Signal(str, str)
    changed = Signal()  # is_saving or what is dirty

    def __init__(self, documents: Documents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents = documents
        self._project: Project | None = None
        self._writing: set[str] = set()  # paths; a document is written once at a time
        self._void: set[str] = set()  # those of them whose file went with the store it is written to
        self._storing: set[Document] = set()  # whose large step is on its way into the journal
        self._unrecorded: set[Document] = set()  # those of them whose label file was written meanwhile
        self._failing: set[str] = set()  # paths; that one could not be saved is said once
        self._worker = Worker("saving", self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.save_all)
        self._waiting = QElapsedTimer()  # since the first edit that waits for the timer

    @property
    def worker(self) -> Worker:
        """The thread that writes; what else must be written durably may be submitted to it."""
        return self._worker

    @property
    def is_saving(self) -> bool:
        """Whether something is being written."""
        return bool(self._writing or self._storing)

    @property
    def is_storing(self) -> bool:
        """Whether a large step is on its way into the journal."""
        return bool(self._storing)

    def dirty_documents(self) -> list[Document]:
        """Documents with something that is not on disk."""
        return [document for document in self._documents if document.is_dirty]

    def use(self, project: Project | None) -> None:
        """Save into this project from now on; everything of the earlier one must have been saved."""
        self._timer.stop()
        self._waiting.invalidate()
        self._project = project
        self._failing.clear()
        self._unrecorded.clear()

    def note_step(self, document: Document) -> None:
        """A step was made: into the journal at once, into the label file soon."""
        if document not in self._storing:
            self._store(document)
        self.save_soon()

    def _store(self, document: Document) -> None:
        """Into the journal: at once; large steps on the saving thread, and what comes meanwhile after them."""
        project, entries = self._project, list(document.unjournaled)
        nbytes = sum(entry.edit.nbytes for entry in entries if entry.edit is not None)
        if project is None or nbytes <= LARGE_BYTES or not project.is_stored:
            self._journal(document)
            return
        self._storing.add(document)
        self._worker.submit(
            f"journal {document.path}",
            project.store_steps,
            document,
            entries,
            on_done=lambda _: self._note_stored(project, document, entries),
            on_failed=lambda error: self._fail_to_store(document, error),
            must=True,
        )
        self.changed.emit()

    def _note_stored(self, project: Project, document: Document, entries: list[Entry]) -> None:
        self._storing.discard(document)
        try:
            project.note_stored(document, entries)
        except ProjectError as error:
            self._say_failed(document, str(error))
        if document.unjournaled:
            self._store(document)
        self._record_late(project, document)
        self.changed.emit()

    def _record_late(self, project: Project, document: Document) -> None:
        """A label file was written while the journal lacked steps that it holds: now that can be recorded."""
        if document in self._unrecorded and document not in self._storing:
            self._record(project, document)
            self._say_notices(project)

    def _fail_to_store(self, document: Document, error: BaseException) -> None:
        """What can be mended is mended here; what cannot is said here."""
        self._storing.discard(document)
        if not isinstance(error, ProjectError):
            raise error
        self._journal(document)
        if self._project is not None:
            self._record_late(self._project, document)

    def _journal(self, document: Document) -> bool:
        """Store what the journal lacks; said once where that fails, and tried again with the next step or save."""
        if self._project is None:
            return False
        try:
            self._project.append_to_journal(document)
        except ProjectError as error:
            self._say_failed(document, str(error))
            self._timer.start(RETRY_MS)
            self.changed.emit()
            return False
        finally:
            self._say_notices(self._project)
        return True

    def _say_notices(self, project: Project) -> None:
        """Tell what happened to the project while it was open; label files that went with it are written again."""
        notices = project.take_notices()
        for notice in notices:
            self.said.emit("warning", notice)
        if notices:
            for document in self._documents:
                is_being_written = document.path in self._writing
                if is_being_written or (document.saved_number and not project.labels_path(document.path).exists()):
                    document.saved_number = NOWHERE
                    self._unrecorded.discard(document)
                if is_being_written:  # nobody can tell into which store
                    self._void.add(document.path)
            self.save_soon()

    def save_soon(self) -> None:
        """Save a moment after the last edit."""
        if not self._waiting.isValid():
            self._waiting.start()
        left = max(LONGEST_WAIT_MS - self._waiting.elapsed(), 0)
        self._timer.start(min(AUTOSAVE_MS, left))

    @Slot()
    def save_all(self) -> None:
        """Start to save every dirty document."""
        self._waiting.invalidate()
        for document in self.dirty_documents():
            self.save(document)

    def save(self, document: Document) -> None:
        """Start to save a document if it is dirty; a step that is under way waits for its end."""
        if not document.is_dirty or self._project is None:
            return
        if document.path in self._writing or document.is_changing or document in self._storing:
            self._timer.start(AUTOSAVE_MS)
            return
        project = self._project
        if not self._journal(document) and not project.is_stored:
            return  # with a store the label file is written all the same
        self._writing.add(document.path)
        self._worker.submit(
            document.path,
            _write,
            project,
            document,
            on_done=lambda written: self._finish(project, document, written),
            on_failed=lambda error: self._fail(document, error),
            must=True,
        )
        self.changed.emit()

    def save_then(self, then: Callable[[], None]) -> None:
        """Save everything that is dirty now, and call this when it is written or could not be."""
        # What is on its way into the journal, or being written as it was before, can be begun only after that.
        is_in_the_way = any(each in self._storing or each.path in self._writing for each in self.dirty_documents())
        self.save_all()
        go_on = partial(self.save_then, then) if is_in_the_way else then
        # The worker does things in order: when this comes back, what was submitted above has ended.
        self._worker.submit("after saving", lambda: None, on_done=lambda _: go_on(), must=True)

    def finish(self) -> bool:
        """Save everything and wait until it is written; False if something could not be saved."""
        self._worker.wait()
        for _ in range(_FINISH_TRIES):
            if not self.dirty_documents():
                break
            self.save_all()
            self._worker.wait()
        return not self.dirty_documents()

    def rescue(self, document: Document) -> None:
        """Write a document that cannot be saved into the user's data folder, and say where it is."""
        assert self._project is not None
        try:
            file = self._project.rescue_labels(document.path, document.label_map, edit_number=document.edit_number)
        except SegmendError as error:
            self.said.emit("error", str(error))
            return
        self.said.emit(
            "error",
            self.tr("The labels of {0} could not be saved; they are kept in {1}.").format(document.path, file),
        )

    def close(self) -> None:
        """End the thread and the timer; may be repeated."""
        self._timer.stop()
        self._worker.close()
        self._timer.stop()

    def _finish(self, project: Project, document: Document, written: tuple[int, Path | None] | None) -> None:
        self._writing.discard(document.path)
        if written is None or document.path in self._void:  # painted on without a pause, or to be written again
            self._void.discard(document.path)
            self._timer.start(AUTOSAVE_MS)
            self.changed.emit()
            return
        document.saved_number, kept = written
        if document.is_dirty:
            self._timer.start(AUTOSAVE_MS)
        if document.path in self._failing:
            self._failing.discard(document.path)
            self.said.emit("info", self.tr("The labels of {0} are saved now.").format(document.path))
        if kept is not None:
            self.said.emit(
                "warning",
                self.tr("Another program had changed the labels of {0}; that file is kept as {1}.").format(
                    document.path, kept
                ),
            )
        if document in self._storing:  # the file may hold what the journal gets only now; as history it counts then
            self._unrecorded.add(document)
        else:
            self._record(project, document)
        self._say_notices(project)
        self.saved.emit(document.path)
        self.changed.emit()

    def _record(self, project: Project, document: Document) -> None:
        """The journal need not keep for its own sake what the label file holds."""
        self._unrecorded.discard(document)
        try:
            project.record_edit(document.path, document.saved_number)
            # What the journal could not take before is part of the snapshot now, and no history of it.
            document.unjournaled[:] = [each for each in document.unjournaled if each.number > document.saved_number]
        except ProjectError as error:
            self.said.emit("error", str(error))

    def _fail(self, document: Document, error: BaseException) -> None:
        self._writing.discard(document.path)
        self._void.discard(document.path)
        sentence = str(error)
        if not isinstance(error, ProjectError):
            sentence = self.tr("The labels of {0} could not be saved ({1!r}).").format(document.path, error)
        self._say_failed(document, sentence)
        self._timer.start(RETRY_MS)
        self.changed.emit()

    def _say_failed(self, document: Document, reason: str) -> None:
        """Said once, not every ten seconds; the status bar tells that it is still so."""
        if document.path not in self._failing:
            self._failing.add(document.path)
            sentence = self.tr("{0} What you paint is kept in memory, and saving is tried again.")
            self.said.emit("error", sentence.format(reason))


def _write(project: Project, document: Document) -> tuple[int, Path | None] | None:
    """On the saving thread: the number of the edit written, and what was kept aside; None if it must wait."""
    made = document.encoded(project.encode)
    if made is None:
        return None
    data, number = made
    return number, project.write_encoded(document.path, data)
