"""Live learning: strokes are collected, learned on the network's thread, and learned again if they were cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.jobs import Worker
from app.learner.network import Lesson, Network, Shown
from app.session import Session

if TYPE_CHECKING:
    from app.learner.learner import Learner

_DELAY_MS = 40  # strokes that follow at once are learned together


class LiveTeaching(QObject):
    """Which images were edited and are not yet learned to the end, and the request that learns them.

    An image stays on the list until a request that nothing cut short has learned it.
    """

    def __init__(self, learner: Learner, session: Session, network: Network, worker: Worker, *, is_on: bool) -> None:
        super().__init__(learner)
        self._learner, self._session = learner, session
        self._network, self._worker = network, worker
        self.is_on = is_on
        self.is_taught = False  # since the version in use was kept
        self._unlearned: dict[str, Lesson] = {}  # by image, the oldest first
        self._wish = 0  # counts what was asked; learning for an earlier wish stops
        self._steps = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.teach)
        session.edited.connect(self._note_edit)

    @property
    def is_waiting(self) -> bool:
        return self._timer.isActive()

    def stop(self) -> None:
        """Let what is under way end after the step it is in; it is learned again with the next prediction."""
        self._wish += 1
        self._timer.stop()

    def forget(self) -> None:
        """Stop, and learn nothing again."""
        self.stop()
        self._unlearned.clear()

    def remember(self, lessons: dict[str, Lesson]) -> None:
        """Learn these images again with the next prediction."""
        self._unlearned.update(lessons)

    @Slot(object)
    def _note_edit(self, _edit: object) -> None:
        lesson = self._lesson()
        if lesson is None:
            return
        self._learner.note_lesson(lesson)
        if self.is_on:
            self._unlearned[lesson.key] = lesson
            self._timer.start()

    def _lesson(self) -> Lesson | None:
        """What is decided on the image that is shown."""
        session = self._session
        if session.image is None or session.image_path is None:
            return None
        if session.labels is None or session.provenance is None:
            return None
        return Lesson(session.image_path, session.image, session.labels, session.provenance)

    @Slot()
    def teach(self) -> None:
        """Learn now from what is decided on the image that is shown."""
        lesson = self._lesson()
        if self._learner.is_ready and lesson is not None:
            self.stop()
            self._submit(lesson)
            self._learner.changed.emit()

    def catch_up(self) -> None:
        """Learn what was cut short, the image that is shown first."""
        shown = self._session.image_path
        lesson = self._unlearned.get(shown or "") or next(iter(self._unlearned.values()), None)
        if lesson is not None and not self.is_waiting:
            self._submit(lesson)

    def _submit(self, lesson: Lesson) -> None:
        wish, generation = self._wish, self._session.generation
        self._learner.note_network_changing()
        self._worker.submit(
            "teach", self._network.teach, lesson, self._learner.named_classes(), lambda: self._wish != wish,
            on_done=lambda shown: self._finish(shown, lesson, wish, generation),
            on_failed=lambda error: self._fail(lesson, error),
        )  # fmt: skip

    def _fail(self, lesson: Lesson, error: BaseException) -> None:
        self._unlearned.pop(lesson.key, None)  # else the same failure would be said with every image
        self._learner.fail(error)

    def _finish(self, shown: Shown | None, lesson: Lesson, wish: int, generation: int) -> None:
        if shown is None:  # another network is being taken into use; it learns this lesson when it answers
            return
        is_whole = wish == self._wish
        if is_whole:
            self._unlearned.pop(lesson.key, None)
        if shown.steps:
            self.is_taught = True
            self._steps += shown.steps
            self._learner.note_taught(self._steps, shown.loss)
        if lesson.key == self._session.image_path:
            self._learner.show(shown, generation)
        elif is_whole:
            self._learner.predict()  # the image that is shown now, by what was learned from the one before
            return
        if is_whole:
            self.catch_up()
