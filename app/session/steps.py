"""Steps of megapixels: their tiles are done in the background, and what is asked meanwhile waits for its turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from app.core.document import Document
from app.core.edits import Edit
from app.core.sweeps import Sweep, Writing
from app.jobs import Job

Call = Callable[[], object]
Ending = Callable[[Sweep, list[Edit]], None]


class Steps(QObject):
    """The steps under way, one of a document at most; a document that is not shown goes on with its own."""

    progressed = Signal(object, object)  # Document, Box: to be drawn
    failed = Signal(object)  # the exception; what was done until then is the step
    changed = Signal()  # whether one is under way

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: dict[Document, tuple[Job, Ending]] = {}
        self._queued: dict[Document, deque[Call]] = {}

    @property
    def is_busy(self) -> bool:
        """Whether any step is under way."""
        return bool(self._running)

    def is_running(self, document: Document) -> bool:
        """Whether a step of this document is under way, so that what needs it settled has to wait."""
        return document in self._running or document in self._queued

    def is_queued(self, document: Document) -> bool:
        """Whether something waits for the step that is under way; what is asked now must wait behind it."""
        return document in self._queued

    def queue(self, document: Document, call: Call) -> None:
        """Call this when the step under way has ended, after what was queued before."""
        self._queued.setdefault(document, deque()).append(call)

    def is_busy_with(self, document: Document) -> bool:
        """Whether a step of this document is being done at this moment."""
        return document in self._running

    def queue_first(self, document: Document, call: Call) -> None:
        """As queue, before what was queued before."""
        self._queued.setdefault(document, deque()).appendleft(call)

    def run(self, document: Document, sweep: Sweep, on_end: Ending) -> None:
        """Do a step, at once where it is small; `on_end` gets it and the edits it came to when it has ended."""
        document.begin(sweep)
        if sweep.is_small:
            try:
                sweep.finish()
            finally:
                edits = document.end()
            on_end(sweep, edits)
            return
        job = Job(sweep.run)
        self._running[document] = job, on_end
        job.progressed.connect(lambda box: self.progressed.emit(document, box))
        job.done.connect(lambda _: self._end(document))
        job.failed.connect(lambda error: self._fail(document, error))
        job.start()
        self.changed.emit()

    def finish(self, document: Document | None = None) -> None:
        """Wait until all steps of a document, or of every one, have ended, those that are queued included."""
        while waiting := [each for each in self._running if document in (None, each)]:
            for each in waiting:
                assert each.sweep is not None
                with suppress(MemoryError):  # which the other thread meets too, and then it is said
                    each.sweep.finish()  # two threads are quicker than one
                self._running[each][0].wait()

    def _fail(self, document: Document, error: BaseException) -> None:
        sweep = document.sweep
        try:
            if not isinstance(sweep, Writing) and sweep is not None:
                sweep.finish()  # half of an undo would fit no history
        finally:
            self._end(document)
            self.failed.emit(error)

    def _end(self, document: Document) -> None:
        _, on_end = self._running.pop(document)
        sweep = document.sweep
        assert sweep is not None
        try:
            on_end(sweep, document.end())
        finally:  # what waits behind an end that failed was asked for all the same
            self._go_on(document)
            self.changed.emit()

    def _go_on(self, document: Document) -> None:
        """Do what waits, up to the next step that takes long."""
        calls = self._queued.get(document)
        try:
            while calls and document not in self._running:
                calls.popleft()()
        except BaseException:
            self._go_on(document)  # what waits behind a call that failed was asked for all the same
            raise
        if not calls:
            self._queued.pop(document, None)
