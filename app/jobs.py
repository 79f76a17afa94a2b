"""Work off the GUI thread: a Job runs one generator, a Worker runs requests one after another.

Both report on the thread that made them, which is the GUI thread. What a thread reports is put into a
queue and a queued signal only says that something is there, so that `wait` and `close` can deliver the
rest themselves, without an event loop.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

_log = logging.getLogger(__name__)
_undelivered: set[Job] = set()  # a running job is kept alive until its outcome was delivered

_ORPHAN_CHECK_SECONDS = 2.0  # how soon an idle worker notices that the program ended without closing it
_WAIT_STEP_SECONDS = 0.05


class _Mailbox(QObject):
    """Carries messages to the thread it was made on, in order."""

    _posted = Signal()

    def __init__(self, receive: Callable[[Any], None], parent: QObject) -> None:
        super().__init__(parent)
        # Weak: a cycle would be freed by the garbage collector, on whatever thread that runs.
        self._receive = weakref.WeakMethod(receive)
        self._letters: deque[Any] = deque()
        self._posted.connect(self._open, Qt.ConnectionType.QueuedConnection)

    def post(self, letter: Any) -> None:
        """Put a message in; any thread."""
        self._letters.append(letter)
        try:
            self._posted.emit()
        except RuntimeError:
            # Qt deleted the receiver (its parent went away first): nobody is left to tell.
            _log.debug("dropped a message: its receiver was deleted")

    @Slot()
    def _open(self) -> None:
        receive = self._receive()
        if self._letters and receive is not None:
            receive(self._letters.popleft())

    def empty(self) -> None:
        """Deliver what is there now; only on the owner's thread."""
        for _ in range(len(self._letters)):
            self._open()

    def is_empty(self) -> bool:
        return not self._letters


class Job(QObject):
    """One run of a generator on its own thread.

    Every value yielded arrives as `progressed`; then comes exactly one of `done` (with the value the
    generator returned), `cancelled` or `failed` (with the exception), always on the thread that made the
    job. A plain function will do as well: it cannot be cancelled once it runs.
    """

    progressed = Signal(object)
    done = Signal(object)
    cancelled = Signal()
    failed = Signal(object)

    def __init__(self, function: Callable[..., Any], *args: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_cancelled = threading.Event()
        self._mailbox = _Mailbox(self._deliver, self)
        name = f"job {getattr(function, '__name__', '')}"
        # The thread's alone, which drops them when it ends: a job that was done holds on to no network.
        self._thread = threading.Thread(target=self._run, args=(function, args), name=name)
        self._is_started = False

    @property
    def is_running(self) -> bool:
        """From start() until the outcome was delivered."""
        return self in _undelivered

    def start(self) -> None:
        """Start once; a second call raises RuntimeError."""
        if self._is_started:
            raise RuntimeError("A job can be started only once.")
        self._is_started = True
        _undelivered.add(self)
        self._thread.start()

    def cancel(self) -> None:
        """Ask for an end; honoured at the next yield, where the generator's `finally` blocks run.

        Work that ends before it reaches a yield is reported as done: it was done.
        """
        self._is_cancelled.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the thread, at most `timeout` seconds, and deliver what it reported; True if it ended."""
        if not self._is_started:
            return True
        self._thread.join(timeout)
        if self._thread.is_alive():
            return False
        if QThread.currentThread() is self.thread():
            self._mailbox.empty()
        return True

    def _run(self, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self._mailbox.post(self._outcome(function, args))

    def _outcome(self, function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[str, Any]:
        # No local name for it: an error leads to this frame, and a cycle would be freed on whatever thread.
        try:
            return self._run_function(function, args)
        except BaseException as error:  # noqa: BLE001  every end must be reported, SystemExit included
            return "failed", error

    def _run_function(self, function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[str, Any]:
        steps = function(*args)
        if not isinstance(steps, Generator):
            return "done", steps
        while True:
            try:
                value = next(steps)
            except StopIteration as stop:
                return "done", stop.value
            if self._is_cancelled.is_set() or not threading.main_thread().is_alive():
                steps.close()
                return "cancelled", None
            self._mailbox.post(("progressed", value))

    def _deliver(self, letter: tuple[str, Any]) -> None:
        kind, value = letter
        if kind == "progressed":
            self.progressed.emit(value)
            return
        # The thread has nothing left to do but end. Joined here, it cannot hold the last reference to this
        # QObject, which must not be destroyed on another thread.
        self._thread.join()
        _undelivered.discard(self)
        self.setParent(None)  # a long session has many jobs
        if kind == "done":
            self.done.emit(value)
        elif kind == "cancelled":
            self.cancelled.emit()
        else:
            self.failed.emit(value)


@dataclass(eq=False)
class _Request:
    key: str
    function: Callable[..., Any]
    args: tuple[Any, ...]
    on_done: Callable[[Any], None]
    on_failed: Callable[[BaseException], None] | None
    must: bool
    is_background: bool


class Worker(QObject):
    """One persistent thread that runs requests one after another.

    A newer pending request replaces an older pending one of the same key (newest wins; a replaced request
    never runs and reports nothing), unless the older one was submitted with `must`. The thread starts with
    the first request; close() ends it.
    """

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._pending: list[_Request] = []
        self._unreported = 0  # requests that run, or whose callback was not called yet
        self._unreported_background = 0  # those of them that are in the background
        self._changed = threading.Condition()
        self._is_closed = False
        self._thread: threading.Thread | None = None
        self._mailbox = _Mailbox(self._report, self)

    def submit(
        self,
        key: str,
        function: Callable[..., Any],
        *args: Any,
        on_done: Callable[[Any], None],
        on_failed: Callable[[BaseException], None] | None = None,
        must: bool = False,
        is_background: bool = False,
    ) -> None:
        """Queue `function(*args)`; its value goes to `on_done`, its exception to `on_failed`, on this thread.

        Without `on_failed` the exception is raised on this thread. `must` requests are never replaced and
        still run in close(). Those in the background run when nothing else waits. Raises RuntimeError after close().
        """
        request = _Request(key, function, args, on_done, on_failed, must, is_background)
        with self._changed:
            if self._is_closed:
                raise RuntimeError(f"The worker '{self._name}' is closed.")
            self._queue(request)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name)
                self._thread.start()
            self._changed.notify_all()

    def is_idle(self, *, with_background: bool = True) -> bool:
        """Nothing pending, nothing running, every callback called; perhaps but for what is in the background."""
        with self._changed:
            if with_background:
                return not self._pending and self._unreported == 0
            is_waiting = any(not request.is_background for request in self._pending)
            return not is_waiting and self._unreported == self._unreported_background

    def drop(self, key: str) -> None:
        """Forget the pending request of this key, if it is not a `must`; a running one is not stopped."""
        with self._changed:
            self._pending = [r for r in self._pending if r.must or r.key != key]

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until idle, at most `timeout` seconds, delivering callbacks; only on the owner's thread."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self.is_idle():
            self._mailbox.empty()
            if deadline is not None and time.monotonic() > deadline:
                return False
            with self._changed:
                if self._mailbox.is_empty() and (self._pending or self._unreported):
                    self._changed.wait(_WAIT_STEP_SECONDS)
        return True

    def close(self) -> None:
        """Run what must be run, drop the rest, end the thread, deliver the last callbacks; may be repeated."""
        with self._changed:
            self._is_closed = True
            self._pending = [request for request in self._pending if request.must]
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
        self._mailbox.empty()

    def _queue(self, request: _Request) -> None:
        for position, older in enumerate(self._pending):
            if older.key == request.key and not older.must:
                if request.must:
                    del self._pending[position]
                    break
                self._pending[position] = request  # keeps its turn: a busy key cannot starve
                return
        self._pending.append(request)

    def _run(self) -> None:
        while (request := self._next()) is not None:
            letter: tuple[_Request, Any, BaseException | None]
            try:
                letter = (request, request.function(*request.args), None)
            except BaseException as error:  # noqa: BLE001  every end must be reported
                letter = (request, None, error)
            self._mailbox.post(letter)
            with self._changed:
                self._changed.notify_all()
            del request, letter  # an idle thread must not hold on to large arrays

    def _next(self) -> _Request | None:
        """The next request, waiting for one; None when the thread shall end."""
        with self._changed:
            while not self._pending:
                if self._is_closed or not threading.main_thread().is_alive():
                    return None
                self._changed.wait(_ORPHAN_CHECK_SECONDS)
            place = next((at for at, each in enumerate(self._pending) if not each.is_background), 0)
            self._unreported += 1
            self._unreported_background += self._pending[place].is_background
            return self._pending.pop(place)

    def _report(self, letter: tuple[_Request, Any, BaseException | None]) -> None:
        request, value, error = letter
        with self._changed:  # before the callback, which may itself wait for the worker
            self._unreported -= 1
            self._unreported_background -= request.is_background
        if error is None:
            request.on_done(value)
        elif request.on_failed is not None:
            request.on_failed(error)
        else:
            raise error
