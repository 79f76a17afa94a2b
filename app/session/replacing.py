"""One class replaced by another in every image of the project, image by image."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.core.document import Document
from app.core.errors import SegmendError
from app.core.label_file import UnreadableLabelsError, decode_labels, stored_shape, stored_values
from app.core.project import Project
from app.jobs import Job

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

    Images in memory change by an edit each, which can be undone. Files of others are changed one by one on the
    thread that also reads labels to open them, so that no image is opened between reading and writing; if one was
    opened before, its answer comes before this one's, and it is changed in memory too.
    """

    progressed = Signal(int, int)  # images done, images in all
    counted = Signal(object)  # Count
    ended = Signal(object)  # Count of what was replaced

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._job: Job | None = None
        self._queue: deque[str] = deque()
        self._total = 0
        self._done = Count()
        self._classes = (0, 0)  # old, new

    @property
    def is_running(self) -> bool:
        """Whether images are being changed."""
        return bool(self._queue)

    def count(self, index: int) -> None:
        """Count the pixels of a class in all images; `counted` follows. A newer call replaces an older."""
        self.stop_counting()
        project = self._session.project
        if project is None:
            return
        documents = self._session.documents_in_memory()
        known = Count({each.path: pixels for each in documents if (pixels := _count(each, index))})
        self._job = job = Job(count_in_files, project, {each.path for each in documents}, index, known)
        job.done.connect(lambda count: self.counted.emit(count) if job is self._job else None)
        job.failed.connect(self._fail)
        job.start()

    def stop_counting(self) -> None:
        """Wait for no count any more."""
        job, self._job = self._job, None
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
        self._go_on(project)

    def cancel(self) -> None:
        """Change no further image; those done stay changed."""
        while len(self._queue) > 1:
            self._queue.pop()

    def _go_on(self, project: Project) -> None:
        """Change the first image of the queue."""
        old, new = self._classes
        while self._queue:
            path = self._queue[0]
            if self._session.has_in_memory(path):
                self._take(path, self._session.replace_in_memory(path, old, new))
                continue
            try:
                self._session.bring_file_up_to_date(project, path)
            except SegmendError as error:
                self._done.problems.append(str(error))
                self._take(path, 0)
                continue
            break
        if not self._queue:
            self.ended.emit(self._done)
            return
        path = self._queue[0]
        self._session.reader.submit(
            "replace",
            replace_in_file,
            project,
            path,
            old,
            new,
            project.last_edit(path),
            on_done=lambda changed: self._note(project, path, *changed),
            on_failed=lambda error: self._note_problem(project, path, error),
            must=True,
        )

    def _note(self, project: Project, path: str, pixels: int, document: Document, kept: Path | None) -> None:
        if kept is not None:
            self._done.problems.append(self.tr("The labels of {0} as they were are kept in {1}.").format(path, kept))
        if self._session.has_in_memory(path):  # opened meanwhile, with the labels as they were
            # What is in memory may have steps of its own by now, with the same numbers: it is the truth.
            self._session.replace_in_memory(path, *self._classes)
            self._session.write_again(path)
        elif pixels and project is self._session.project:
            try:
                project.append_to_journal(document)  # so that it can be undone when the image is opened
                project.record_edit(path, document.edit_number)
            except SegmendError as error:
                self._done.problems.append(str(error))
        self._take(path, pixels)
        self._continue(project)

    def _note_problem(self, project: Project, path: str, error: BaseException) -> None:
        if not isinstance(error, SegmendError):
            self._queue.clear()
            raise error
        self._done.problems.append(str(error))
        self._take(path, 0)
        self._continue(project)

    def _continue(self, project: Project) -> None:
        if project is not self._session.project or self._session.is_closed:
            self._queue.clear()
            self.ended.emit(self._done)
            return
        self._go_on(project)

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


def replace_in_file(
    project: Project, path: str, old: int, new: int, known_number: int
) -> tuple[int, Document, Path | None]:
    """Change a label file atomically: (pixels changed, the document as written, the file kept aside or None).

    `known_number` is the newest edit that the database knows of; numbers only grow. Raises
    ProjectError; the file then is as it was.
    """
    file = project.labels_path(path)
    try:
        shape = stored_shape(file)
    except (OSError, UnreadableLabelsError) as error:
        raise SegmendError(_unreadable(path, error)) from error
    project.labels.peek(project.relative(path), shape)  # a damaged file is refused here and not renamed
    stored = project.read_labels(path, shape)
    number = max(stored.edit_number, known_number)
    stored.label_map.lock(project.looks.locked)
    document = Document(path, stored.label_map, edit_number=number)
    edit = document.replace(old, new, name=QCoreApplication.translate("Carrying", "Replace a class"))
    if edit is None:
        return 0, document, None
    labels, provenance = document.label_map.labels, document.label_map.provenance
    kept = project.write_labels(path, labels, provenance, edit_number=document.edit_number)
    return edit.changed_pixels, document, kept


def _unreadable(image: str, error: Exception) -> str:
    sentence = QCoreApplication.translate(
        "Replacement", "The labels of {0} cannot be read ({1}); they stay as they are."
    )
    return sentence.format(image, error)


def _count(document: Document, index: int) -> int:
    return int(np.count_nonzero(document.label_map.labels == index))
