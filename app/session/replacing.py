"""One class replaced by another in every image of the project, image by image."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from app.core.document import Document
from app.core.edits import Edit
from app.core.errors import SegmendError
from app.core.label_file import StoredLabels, UnreadableLabelsError, decode_labels, stored_shape, stored_values
from app.core.project import Project
from app.jobs import Job
from app.session.closed_images import Change, ClosedImages

if TYPE_CHECKING:
    from app.session.session import Session


@dataclass
class Count:
    """Pixels of a class by image, for images that have any; and a sentence for each file that cannot be read."""

    pixels: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.pixels.values())


class Replacement(QObject):
    """Counts a class in the project's images and gives its pixels another.

    Every image changes by one step of its history, which can be undone there: in memory, or in its file (ClosedImages).
    """

    progressed = Signal(int, int)  # images done, images in all
    counted = Signal(object)  # Count
    ended = Signal(object)  # Count of what was replaced

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._job: Job | None = None
        self._turn = 0  # what an earlier job counted is not heard; that a slot held its job would keep it for good
        self._queue: deque[str] = deque()
        self._total = 0
        self._is_running = False
        self._done = Count()
        self._classes = (0, 0)  # old, new
        self._images = ClosedImages(session, self)

    @property
    def is_running(self) -> bool:
        """Whether images are being changed."""
        return self._is_running

    def count(self, index: int) -> None:
        """Count the pixels of a class in all images; `counted` follows. A newer call replaces an older."""
        self.stop_counting()
        project = self._session.project
        if project is None:
            return
        documents = self._session.documents_in_memory()
        known = Count({each.path: pixels for each in documents if (pixels := _count(each, index))})
        self._job = job = Job(count_in_files, project, {each.path for each in documents}, index, known)
        turn = self._turn
        job.done.connect(lambda count: self.counted.emit(count) if turn == self._turn else None)
        job.failed.connect(self._fail)
        job.start()

    def stop_counting(self) -> None:
        """Wait for no count any more."""
        job, self._job = self._job, None
        self._turn += 1
        if job is not None:
            job.cancel()

    def replace(self, old: int, new: int, paths: list[str]) -> None:
        """Give a class in these images another, 255 erases; `ended` follows. One run at a time."""
        project = self._session.project
        if self.is_running or project is None or old == new:
            return
        try:
            project.ensure_store()
        except SegmendError as error:
            self._session.said.emit("error", str(error))
            return
        self._queue, self._total, self._done, self._classes = deque(paths), len(paths), Count(), (old, new)
        self._is_running = True
        self._go_on(project)

    def cancel(self) -> None:
        """Change no further image; those done stay changed."""
        while len(self._queue) > 1:
            self._queue.pop()

    def _go_on(self, project: Project) -> None:
        """Change the first image of the queue; the next follows when its end was told."""
        if project is not self._session.project or self._session.is_closed:
            self._queue.clear()
        if not self._queue:
            self._end()
            return
        path, (old, new) = self._queue[0], self._classes
        name = self.tr("Replace a class")
        self._images.apply(
            project,
            Change(
                path,
                read=lambda: _read_whole(project, path),
                make=lambda document: (document.replace(old, new, name=name), 0),
                in_memory=lambda on_done, on_failed: self._session.replace_in_memory(
                    path, old, new, lambda edit: on_done(edit, 0), on_failed
                ),
                on_done=lambda edit, _: self._note(project, path, edit),
                on_failed=lambda error: self._note_problem(project, path, error),
            ),
        )

    def _note(self, project: Project, path: str, edit: Edit | None) -> None:
        self._take(path, 0 if edit is None else edit.changed_pixels)
        # Not called from here: a thousand images in memory would be a thousand calls deep.
        QTimer.singleShot(0, self, lambda: self._go_on(project))

    def _note_problem(self, project: Project, path: str, error: BaseException) -> None:
        if isinstance(error, SegmendError):
            self._done.problems.append(str(error))
            self._note(project, path, None)
            return
        self._queue.clear()
        self._end()
        raise error

    def _end(self) -> None:
        self._is_running = False
        self.ended.emit(self._done)

    def _take(self, path: str, pixels: int) -> None:
        self._queue.popleft()
        if pixels:
            self._done.pixels[path] = pixels
        self.progressed.emit(self._total - len(self._queue), self._total)

    def _fail(self, error: BaseException) -> None:
        self._session.said.emit("error", self.tr("The images cannot be counted: {0}").format(error))


def count_in_files(project: Project, besides: set[str], index: int, known: Count) -> Generator[int, None, Count]:
    """Add the pixels of a class in the label files of other images than those in memory; for a job."""
    for number, (image, file) in enumerate(project.labeled_images()):
        yield number
        if image in besides:
            continue
        try:
            if index not in stored_values(file):
                continue
            label_map = decode_labels(file.read_bytes(), stored_shape(file)).label_map
            known.pixels[image] = int(np.count_nonzero(label_map.labels == index))
        except (OSError, UnreadableLabelsError) as error:
            known.problems.append(_unreadable(image, error))
    return known


def _read_whole(project: Project, path: str) -> StoredLabels:
    """The stored labels of an image that is not in memory; SegmendError, the file then is as it was."""
    try:
        shape = stored_shape(project.labels_path(path))
    except (OSError, UnreadableLabelsError) as error:
        raise SegmendError(_unreadable(path, error)) from error
    project.labels.peek(project.relative(path), shape)  # a damaged file is refused here and not renamed
    return project.read_labels(path, shape)


def _unreadable(image: str, error: Exception) -> str:
    sentence = QCoreApplication.translate(
        "Replacement", "The labels of {0} cannot be read ({1}); they stay as they are."
    )
    return sentence.format(image, error)


def _count(document: Document, index: int) -> int:
    return int(np.count_nonzero(document.label_map.labels == index))
