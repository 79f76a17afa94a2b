"""Changes of label maps that are not in memory: made beside the window, journalled by it, and only then written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from app.core.document import Document
from app.core.edits import Edit
from app.core.errors import ProjectError
from app.core.label_file import StoredLabels
from app.core.project import Project

if TYPE_CHECKING:
    from app.session.carrying import Failed
from app.session.session import Session

Done = Callable[[Edit | None, int], None]
Made = tuple[Edit | None, int]  # the step, and how many painted pixels differ and stay


@dataclass(frozen=True)
class Change:
    """What to do to the labels of one image, as one step.

    read and make: the stored labels, and the step made on their document, on any thread. in_memory: the same where the
    session has the document; calls one of what it is given, with the step or with what kept it from its end. on_done
    and on_failed: exactly one is called, once, on the session's thread.
    """

    path: str
    read: Callable[[], StoredLabels]
    make: Callable[[Document], Made]
    in_memory: Callable[[Done, Failed], None]
    on_done: Done
    on_failed: Failed


class ClosedImages(QObject):
    """Changes images of a session's project one by one, in memory where they are, else in their files.

    The step is in the journal before the label file is written, with a number that nothing else has: killed at any
    moment, an image has the step or has it not, and its strokes either way. Files are written by the thread that saves,
    so that of two states of an image the newer comes later.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def apply(self, project: Project, change: Change) -> None:
        """Begin a change; its callbacks tell the end, perhaps before this returns. A closed project is not changed."""
        session, told = self._session, False

        def tell(edit: Edit | None, kept: int) -> None:
            nonlocal told
            told = True
            change.on_done(edit, kept)

        def fail(error: BaseException) -> None:
            nonlocal told
            told = True
            change.on_failed(error)

        try:
            if project is session.project and session.has_in_memory(change.path):
                change.in_memory(tell, fail)
                return
            if project is session.project and not session.is_closed:
                session.bring_file_up_to_date(project, change.path)
                self._make(project, change)
                return
        except Exception as error:  # whoever waits for this image must hear of its end
            if told:
                raise
            change.on_failed(error)
            return
        change.on_done(None, 0)

    def _make(self, project: Project, change: Change) -> None:
        known = project.last_edit(change.path)
        self._session.reader.submit(
            f"change {change.path}",
            lambda: _make_closed(project, change, known),
            on_done=lambda made: self._journal(project, change, known, *made),
            on_failed=change.on_failed,
            must=True,
        )

    def _journal(self, project: Project, change: Change, known: int, document: Document, made: Made) -> None:
        """Store the step, unless the image was opened or changed since it was read: then it is made anew."""
        session = self._session
        if (
            project is not session.project
            or session.has_in_memory(change.path)
            or project.last_edit(change.path) != known
        ):
            self.apply(project, change)
            return
        if made[0] is None:
            change.on_done(*made)
            return
        try:
            project.append_to_journal(document)
            session.saving_worker.submit(
                f"change {change.path}",
                lambda: _write(project, document),
                on_done=lambda aside: self._record(project, change, document, made, aside),
                on_failed=change.on_failed,
                must=True,
            )
        except Exception as error:  # noqa: BLE001  as above
            change.on_failed(error)

    def _record(self, project: Project, change: Change, document: Document, made: Made, aside: Path | None) -> None:
        if aside is not None:
            self._session.said.emit(
                "warning",
                self.tr("Another program had changed the labels of {0}; that file is kept as {1}.").format(
                    change.path, aside
                ),
            )
        try:
            if project is self._session.project:
                project.record_edit(change.path, document.edit_number)
        except Exception as error:  # noqa: BLE001  as above
            change.on_failed(error)
            return
        change.on_done(*made)


def _make_closed(project: Project, change: Change, known_number: int) -> tuple[Document, Made]:
    """The document of an image that is not in memory, with the step; nothing is written. Raises SegmendError.

    known_number: the newest edit that the database knows of; numbers only grow.
    """
    stored = change.read()
    stored.label_map.lock(project.looks.locked)
    document = Document(change.path, stored.label_map, edit_number=max(stored.edit_number, known_number))
    return document, change.make(document)


def _write(project: Project, document: Document) -> Path | None:
    planes = document.label_map.labels, document.label_map.provenance
    try:
        return project.write_labels(document.path, *planes, edit_number=document.edit_number)
    except ProjectError as error:
        sentence = QCoreApplication.translate("ClosedImages", "{0} The journal has the change until then.")
        raise ProjectError(sentence.format(error)) from error
