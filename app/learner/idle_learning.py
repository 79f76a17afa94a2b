"""Learning while nobody paints: begun after some quiet minutes, halted by the first dab, gone on with later."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.core.project import Project
from app.jobs import Job
from app.learner.transaction import Transaction
from app.learner.versions import LEARNED
from app.session import Session

if TYPE_CHECKING:
    from app.learner.learner import Learner

_LOOK_MS = 10_000  # how often it is looked whether the minutes are over


class IdleLearning(QObject):
    """Starts a Learn where there are corrections that none has seen yet. What it publishes passes the same hold-out."""

    def __init__(
        self, learner: Learner, session: Session, transaction: Transaction, *, is_on: bool, minutes: int
    ) -> None:
        super().__init__(learner)
        self._learner, self._session, self._transaction = learner, session, transaction
        self._is_on, self._minutes = is_on, minutes
        self.now: Callable[[], float] = time.monotonic  # seconds
        self._painted_at = self.now()
        self._has_news = False  # corrections since the last Learn began
        self._goes_on = False  # what was interrupted is news, too, until the next Learn begins
        self._is_own = False  # the Learn under way was begun here
        self._looking: Job | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        session.labels_changed.connect(self._note_painting)
        session.edited.connect(self._note_edit)
        session.project_opened.connect(self._enter)
        self._keep_timer()

    @property
    def is_on(self) -> bool:
        return self._is_on

    @property
    def note(self) -> str:
        """What to say of it now; empty where there is nothing to say."""
        if self._transaction.is_halted:
            return self.tr("Learning waits for %n quiet minutes; then it goes on.", "", self._minutes)
        if self._is_own and self._transaction.is_running:
            return self.tr("Learning while nothing is painted; the first stroke halts it.")
        if self._is_on and self._is_due and not self._transaction.is_running:
            return self.tr("It begins after %n minutes without painting.", "", self._minutes)
        return ""

    def set_on(self, is_on: bool, minutes: int) -> None:
        """Learn after so many minutes without painting, or do not; one that was begun so is ended."""
        self._is_on, self._minutes = is_on, minutes
        if not is_on and self._is_own:
            self._transaction.cancel()
        self._keep_timer()

    def note_learning(self) -> None:
        """A Learn begins, whoever asked for it: it sees all that is decided now."""
        self._has_news, self._goes_on, self._is_own = False, False, False

    def go_on_with_kept(self) -> None:
        """Let a Learn that was interrupted go on after the quiet minutes, if it can when they are over."""
        self._goes_on = True

    @property
    def _is_due(self) -> bool:
        return self._has_news or (self._goes_on and self._transaction.has_kept)

    def close(self) -> None:
        """The project is left, or the program ends."""
        self._has_news, self._goes_on = False, False
        self._timer.stop()
        looking, self._looking = self._looking, None
        if looking is not None:
            looking.done.disconnect()
            looking.failed.disconnect()
            looking.cancel()
            looking.wait()

    def _keep_timer(self) -> None:
        if self._is_on and self._session.project is not None:
            self._timer.start()
        else:
            self._timer.stop()

    @Slot()
    def _enter(self) -> None:
        """A project is opened: strokes of an earlier day, that no Learn has seen, are news too."""
        self._painted_at, self._is_own = self.now(), False
        self._keep_timer()
        self.go_on_with_kept()
        project = self._session.project
        if project is None or self._looking is not None:
            return
        learned = [version.created for version in self._learner.versions if version.note == LEARNED]
        since = max((datetime.fromisoformat(created).timestamp() for created in learned), default=0.0)
        self._looking = job = Job(_has_newer, project, since, parent=self)
        job.done.connect(self._take_found)
        job.failed.connect(self._fail_to_look)
        job.start()

    def _take_found(self, has_newer: bool) -> None:
        self._looking = None
        self._has_news = self._has_news or has_newer

    def _fail_to_look(self, error: BaseException) -> None:
        self._looking = None
        self._learner.fail(error)

    @Slot(object)
    def _note_painting(self, _box: object) -> None:
        self._painted_at = self.now()
        if self._is_own and self._transaction.is_running and not self._transaction.is_halted:
            self._transaction.halt()
            self._learner.changed.emit()

    @Slot(object)
    def _note_edit(self, _edit: object) -> None:
        if not self._has_news:
            self._has_news = True
            self._learner.changed.emit()

    @Slot()
    def look(self) -> None:
        """Begin, or go on, if the minutes are over and nothing else is asked of the network."""
        if not self._is_on or self.now() - self._painted_at < 60 * self._minutes:
            return
        if self._transaction.is_halted:
            self._transaction.go_on()
            self._learner.changed.emit()
        elif self._may_begin:
            self._learner.learn()
            self._is_own = self._transaction.is_running
            self._learner.changed.emit()

    @property
    def _may_begin(self) -> bool:
        learner, session = self._learner, self._session
        is_quiet = session.project is not None and session.frame is None and not session.is_loading
        return self._is_due and is_quiet and learner.is_ready and learner.is_idle() and not learner.is_learning


def _has_newer(project: Project, since: float) -> Generator[None, None, bool]:
    """Whether any label file was written after a moment, in seconds; for a job."""
    for file in project.labels.files():
        yield
        try:
            if file.stat().st_mtime > since:
                return True
        except FileNotFoundError:
            continue  # renamed meanwhile
    return False
