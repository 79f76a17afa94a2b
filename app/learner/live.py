"""Live learning: strokes are collected, learned on the network's thread, and learned again if they were cut short."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.core.errors import ProjectError, SegmendError
from app.core.images import read_image
from app.core.project import Project
from app.jobs import Job, Worker
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
        self._left: list[str] = []  # images a program that was killed had taught by, until they are learned again
        self._rehearsed: set[str] = set()  # images whose strokes are not news: nothing is taught by them
        self._wish = 0  # counts what was asked; learning for an earlier wish stops
        self._steps = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.teach)
        self._recalling: Job | None = None
        session.edited.connect(self._note_edit)
        session.project_opened.connect(self._note_opened)

    @property
    def is_owing(self) -> bool:
        """Whether something still has to be learned that no version knows."""
        return bool(self._left or self._unlearned)

    @property
    def is_reading(self) -> bool:
        """Whether images that are to be learned again are being read."""
        return self._recalling is not None

    @property
    def is_waiting(self) -> bool:
        return self._timer.isActive()

    def stop(self) -> None:
        """Let what is under way end after the step it is in; it is learned again with the next prediction."""
        self._wish += 1
        self._timer.stop()

    def forget(self, *, is_leaving: bool = False) -> None:
        """Stop, and learn nothing again; is_leaving: but what a killed program left, when the project is opened again.

        Nothing that is being read for learning it again arrives afterwards.
        """
        self.stop()
        recalling, self._recalling = self._recalling, None
        if recalling is not None:
            recalling.done.disconnect()
            recalling.failed.disconnect()
            recalling.cancel()
            recalling.wait()
        self._unlearned.clear()
        self._rehearsed.clear()
        if not is_leaving:
            self._left = []

    @Slot()
    def _note_opened(self) -> None:
        """What no version knows now is what a killed program left; strokes that follow are learned as they are made."""
        project = self._session.project
        self._unlearned.clear()  # of a project that was left before there was a network
        self._left = project.unkept if project is not None else []

    def recall(self) -> None:
        """Learn again from the strokes that no version knows, for the program was killed before one was kept."""
        project = self._session.project
        if project is None or not self.is_on or self._recalling is not None:
            return
        paths = [path for path in project.unkept if path in self._left and path not in self._unlearned]
        if not paths:
            return
        self._recalling = job = Job(_read_lessons, project, paths, parent=self)
        job.done.connect(self._take_recalled)
        job.failed.connect(self._fail_to_recall)
        job.start()

    def _take_recalled(self, lessons: dict[str, Lesson]) -> None:
        self._recalling = None
        self._left = [path for path in self._left if path in lessons or path in self._unlearned]
        if lessons:
            sentence = self.tr(
                "The network learns again from strokes on %n images: the program had ended before that was kept.",
                "",
                len(lessons),
            )
            self._learner.said.emit("info", sentence)
            self._unlearned = {**lessons, **self._unlearned}
            self._learner.predict()

    def _fail_to_recall(self, error: BaseException) -> None:
        self._recalling = None
        self._learner.fail(error)

    def rehearse(self, paths: list[str]) -> None:
        """Learn what is decided on these images once more, for the network in use is another one."""
        project = self._session.project
        if project is None or not self.is_on or self._recalling is not None or not paths:
            return
        self._recalling = job = Job(_read_lessons, project, paths, parent=self)
        job.done.connect(self._take_rehearsed)
        job.failed.connect(self._fail_to_recall)
        job.start()

    def _take_rehearsed(self, lessons: dict[str, Lesson]) -> None:
        self._recalling = None
        self._rehearsed.update(path for path in lessons if path not in self._unlearned)
        self._unlearned = {**lessons, **self._unlearned}
        self._learner.predict()

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
            self._rehearsed.discard(lesson.key)
            self._unlearned[lesson.key] = lesson
            self._timer.start()
            self._note_unkept(lesson)

    def _note_unkept(self, lesson: Lesson) -> None:
        project = self._session.project
        try:
            if project is not None:
                project.note_unkept(lesson.key)
        except ProjectError as error:
            self._learner.fail(error)

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
        self._let_go(lesson)  # else the same failure would be said with every image
        self._learner.fail(error)

    def _let_go(self, lesson: Lesson) -> None:
        self._unlearned.pop(lesson.key, None)
        self._rehearsed.discard(lesson.key)
        self._left = [path for path in self._left if path != lesson.key]

    def _finish(self, shown: Shown | None, lesson: Lesson, wish: int, generation: int) -> None:
        if shown is None:  # another network is being taken into use; it learns this lesson when it answers
            return
        is_whole = wish == self._wish
        if shown.steps:
            self.is_taught |= lesson.key not in self._rehearsed
            self._steps += shown.steps
            self._learner.note_taught(self._steps, shown.loss)
        if is_whole:
            self._let_go(lesson)
        if lesson.key == self._session.image_path:
            self._learner.show(shown, generation)
            if is_whole:
                self.catch_up()
        elif is_whole:
            self._learner.predict()  # the image that is shown now, by what was learned from the one before
            return
        if is_whole:
            self.catch_up()


def _read_lessons(project: Project, paths: list[str]) -> Generator[str, None, dict[str, Lesson]]:
    """The lessons of images that are not shown, from their files; those that cannot be read are left out."""
    lessons: dict[str, Lesson] = {}
    for path in paths:
        yield path
        try:
            key = project.relative(path)  # which refuses a path outside of the folder
            image = read_image(path, table=project.levels)
            label_map = project.labels.peek(key, (image.shape[0], image.shape[1]))
        except SegmendError:
            continue  # opening that image says what is wrong
        lessons[path] = Lesson(path, image, label_map.labels, label_map.provenance)
    return lessons
