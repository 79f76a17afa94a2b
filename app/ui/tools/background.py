"""One piece of work at a time off the GUI thread, for a tool, and only for the image it was asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.core.errors import SegmendError
from app.jobs import Job
from app.session import Session

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Request:
    function: Callable[..., Any]
    args: tuple[Any, ...]
    on_done: Callable[[Any], None]
    generation: int  # of the image it was asked for


class Background(QObject):
    """Runs the newest function asked for; an answer that comes late, or for an earlier image, is dropped.

    A new function starts when the one before has ended, so that a quick hand piles up no threads.
    """

    changed = Signal()  # is_busy

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._running: Job | None = None  # also one whose answer nobody wants any more
        self._request: _Request | None = None  # what runs
        self._asked: _Request | None = None  # whose answer is awaited

    @property
    def is_busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._asked is not None

    def start(self, function: Callable[..., Any], *args: Any, on_done: Callable[[Any], None]) -> None:
        """Run a function or generator; `on_done` gets its value unless the image is another by then."""
        self._asked = _Request(function, args, on_done, self._session.generation)
        if self._running is None:
            self._run(self._asked)
        else:
            self._running.cancel()
        self.changed.emit()

    def cancel(self) -> None:
        """Wait for no answer any more; a generator stops at its next yield."""
        if self._asked is None:
            return
        self._asked = None
        if self._running is not None:
            self._running.cancel()
        self.changed.emit()

    def finish(self) -> None:
        """Wait for the answer, where one is awaited, and give it to who asked."""
        while self._asked is not None and self._running is not None:
            self._running.wait()

    def _run(self, request: _Request) -> None:
        self._running, self._request = Job(request.function, *request.args), request
        # Slots and no lambdas: they are forgotten with this object, which a window may take away before the answer.
        self._running.done.connect(self._finish)
        self._running.cancelled.connect(self._go_on)
        self._running.failed.connect(self._fail)
        self._running.start()

    @Slot(object)
    def _finish(self, value: Any) -> None:
        request = self._end_request()
        self._go_on()
        if request is not None and request.generation == self._session.generation:
            request.on_done(value)
        self.changed.emit()

    @Slot(object)
    def _fail(self, error: BaseException) -> None:
        request = self._end_request()
        self._go_on()
        if request is None:
            return
        if isinstance(error, MemoryError):
            sentence = self.tr("There is not enough memory for this tool here; close other programs.")
        elif isinstance(error, SegmendError):
            sentence = str(error)
        else:
            _log.error("A tool failed", exc_info=error)
            sentence = self.tr("The tool failed: {0}. Details are in the log file.").format(error)
        self._session.said.emit("error", sentence)
        self.changed.emit()

    def _end_request(self) -> _Request | None:
        """The request whose thread has ended, if its answer is still awaited."""
        request = self._request if self._request is self._asked else None
        if request is not None:
            self._asked = None
        return request

    @Slot()
    def _go_on(self) -> None:
        """The thread has ended: run what was asked for meanwhile."""
        self._running = self._request = None
        if self._asked is not None:
            self._run(self._asked)
