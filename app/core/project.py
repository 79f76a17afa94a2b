"""A project on disk: the person's folder, untouched, and `.segmend` beside their images."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from app import __version__
from app.core.database import Database
from app.core.database_rows import Checkpoint, ImageRow
from app.core.document import Document
from app.core.errors import InputError, ProjectError
from app.core.image_table import ImageTable
from app.core.journal import Entry
from app.core.label_file import (
    Plane,
    StoredLabels,
    UnreadableLabelsError,
    encode_labels,
    stored_edit_number,
    stored_shape,
    stored_values,
)
from app.core.label_map import UNLABELED, LabelMap
from app.core.label_store import LabelsKeptAsideError, LabelStore
from app.core.pages import image_file
from app.core.places import Place, choose_place, rescue_folder
from app.core.project_store import ImageState, ProjectStore
from app.core.recovery import Recovered, fold_into_snapshot, prune, recover
from app.core.recovery import sentence as sentence_on
from app.core.session_log import SessionLog

SESSIONS = "sessions"  # the folder of the session logs in the store

__all__ = ["Checkpoint", "ImageState", "LabelsKeptAsideError", "Project"]


class Project(ProjectStore):
    """The classes, images, label maps and checkpoints of one folder.

    Nothing is written before something must be stored; then `.segmend` is made, in the folder or, where that
    cannot be written, in the user's data folder (`is_elsewhere`). Label files may be read and written, and
    steps stored, on any thread; everything else only on the thread that opened the project.
    """

    def __init__(self, folder: Path, place: Place) -> None:
        """Use :meth:`open`."""
        super().__init__(folder, place)
        self.log = SessionLog(self._log_header)

    @classmethod
    def open(cls, folder: str | os.PathLike[str], *, images: list[str] | None = None) -> "Project":
        """Open the project of a folder; `images` are its images, None means all below the folder.

        Raises InputError if there is no such folder or an image is outside it, ProjectBusyError if it is open
        in another window, and ProjectError if what is stored there cannot be used.
        """
        path = Path(os.path.abspath(folder))
        if not path.is_dir():
            raise InputError(f"{path} is not a folder; open a folder of images or the images themselves.")
        try:
            project = cls(path, choose_place(path))
        except OSError as error:
            raise ProjectError(f"The project of {path} cannot be copied ({error}); check the disk.") from error
        if images is not None:
            project._images = ImageTable(project.absolute(image) for image in images)
        project._open_database()
        project._put_back_rescued()
        project._note_unlisted()
        project._replay_journal()
        return project

    def close(self) -> None:
        """Store what is left and release the project for other windows; may be repeated. ProjectError."""
        if self._is_closed:
            return
        try:
            if self._database is not None:
                self._flush()
                self._ask(lambda database: prune(database, self._rows))
        finally:
            self._is_closed = True
            self.log.close()
            if self._database is not None:
                self._database.close()

    def append_to_journal(self, document: Document) -> None:
        """Store the steps of a document that the journal lacks; they survive whatever happens once this returns.

        Raises ProjectError; the document keeps them then, for the next time.
        """
        self.ensure_store()
        if not document.unjournaled:
            return
        entries = list(document.unjournaled)
        key, shape = self.relative(document.path), document.label_map.shape
        self._ask(lambda database: database.append_edits(key, entries, shape))
        self.note_stored(document, entries)

    def store_steps(self, document: Document, entries: Sequence[Entry]) -> None:
        """As append_to_journal, for the first steps that the journal lacks, on any thread; then comes note_stored.

        Raises ProjectError, also where append_to_journal would know what to do.
        """
        database = self._database
        if database is None or not database.is_in_place():
            raise ProjectError(f"The project file in {self.store} is not where it was.")
        database.append_edits(self.relative(document.path), entries, document.label_map.shape)

    def note_stored(self, document: Document, entries: Sequence[Entry]) -> None:
        """The journal has these steps: log them. ProjectError."""
        stored = {entry.number for entry in entries}
        document.unjournaled[:] = [entry for entry in document.unjournaled if entry.number not in stored]
        self.log.begin(self.store / SESSIONS)
        self.log.note_steps(self.relative(document.path), document, entries)
        if not self._is_classes_stored:  # what was painted with must be known as long as the stroke
            self._flush()

    def document(self, path: str, stored: StoredLabels) -> tuple[Document, str | None]:
        """The document of an image for its stored labels, brought up to date in place; and a sentence on that.

        Raises ProjectError where the journal cannot be read.
        """
        key = self.relative(path)
        if not self.is_stored:
            number = max(stored.edit_number, self.last_edit(path))
            stored.label_map.lock(self.looks.locked)
            return Document(path, stored.label_map, edit_number=number), None
        recovered = self._ask(lambda database: self._recover(database, key, stored))
        is_current = not recovered.replayed and not recovered.lost
        stored.label_map.lock(self.looks.locked)  # what the journal held is put back: locks are for what is made now
        document = Document(
            path,
            stored.label_map,
            edit_number=recovered.number,
            saved_number=recovered.number if is_current else recovered.saved_number,
            history=recovered.history,
        )
        return document, sentence_on(key, recovered)

    def record_edit(self, path: str, edit_number: int) -> None:
        """Store that the label file of an image holds everything up to this edit; ProjectError as set_state.

        The journal keeps what is newer, and of what is older the edits that can be undone or done again.
        """
        self._flush()
        key = self.relative(path)
        row = self._rows.get(key, ImageRow(ImageState.NEW, 0))
        self._rows[key] = self._ask(lambda database: fold_into_snapshot(database, key, row, edit_number))

    def newest_labels(self, path: str, stored: StoredLabels) -> StoredLabels:
        """What was read of an image; read again if bring_up_to_date() has written its file since. As read_labels."""
        if stored.edit_number >= self.last_edit(path):
            return stored
        try:
            number = stored_edit_number(self.labels_path(path))
        except OSError:
            return stored  # it is gone, or cannot be read any more: what was read is all there is
        return self.read_labels(path, stored.label_map.shape) if number > stored.edit_number else stored

    def _recover(self, database: Database, key: str, stored: StoredLabels) -> Recovered:
        stored.label_map.cancel()  # what a first try, which found the database damaged, had begun
        # The history outlives this database, which may be made again.
        return recover(
            database,
            key,
            self._rows.get(key, ImageRow(ImageState.NEW, 0)),
            stored,
            lambda row: self._ask(lambda database: database.edit(key, row), is_change=False),
        )

    def labels_path(self, path: str) -> Path:
        """The label file of an image, which need not exist: labels/<relative path>.png."""
        return self.labels.file(self.relative(path))

    def read_labels(self, path: str, shape: tuple[int, int]) -> StoredLabels:
        """The label map of an image and the number of its last edit; any thread.

        Raises LabelsKeptAsideError if the file is damaged or of another size (it is renamed, never
        overwritten), and ProjectError if it cannot be read or not be renamed.
        """
        return self.labels.read(self.relative(path), shape)

    def write_labels(self, path: str, labels: Plane, provenance: Plane, *, edit_number: int) -> Path | None:
        """Write both planes, (H, W) uint8, as the label file of an image; any thread, ensure_store() before.

        A file that was never read here, or that another program has changed since, is kept beside it under the
        name that is returned. Raises ProjectError; the old file then is as it was.
        """
        return self.write_encoded(path, self.encode(labels, provenance, edit_number))

    def encode(self, labels: Plane, provenance: Plane, edit_number: int) -> bytes:
        """The label file of both planes, (H, W) uint8; any thread."""
        return encode_labels(labels, provenance, palette=self.classes.palette(), edit_number=edit_number)

    def write_encoded(self, path: str, data: bytes) -> Path | None:
        """As write_labels, of what `encode` gave."""
        if not self.is_stored:
            raise RuntimeError("ensure_store() comes before the first write_labels()")
        self.check_folder()
        return self.labels.write(self.relative(path), data)

    def rescue_labels(self, path: str, label_map: LabelMap, *, edit_number: int) -> Path:
        """Write a label map that cannot be saved in the store to the user's data folder; ProjectError.

        When the project is opened again, it is put back.
        """
        palette = self.classes.palette()
        data = encode_labels(label_map.labels, label_map.provenance, palette=palette, edit_number=edit_number)
        rescued = LabelStore(rescue_folder(self.folder))
        rescued.write(self.relative(path), data)
        return rescued.file(self.relative(path))

    def labeled_images(self) -> list[tuple[str, Path]]:
        """(image, label file) of every image that has labels and still exists, in order of their names.

        One whose strokes were all undone, so that nobody has decided anything on it, has none; one that a person
        erased, or marked as reviewed while it was empty, is as it should be.
        """
        pairs = ((self._path(self.labels.key(file)), file) for file in self.labels.files())
        return [
            (image, file) for image, file in pairs if image_file(image).is_file() and self._is_worked_on(image, file)
        ]

    def _is_worked_on(self, image: str, file: Path) -> bool:
        """By its state; only of an image that counts as new or predicted the head of the label file is read."""
        if self.state(image) not in (ImageState.NEW, ImageState.PREDICTED):
            return True
        try:
            return bool(stored_values(file) - {UNLABELED})
        except (OSError, UnreadableLabelsError):  # whoever reads it says so
            return True

    def _note_unlisted(self) -> None:
        """Label files the database does not know of (copied here, or a crash came between) count as work."""
        for file in self.labels.files():
            key = self.labels.key(file)
            if key not in self._rows:
                self._rows[key] = ImageRow(ImageState.CORRECTED, 0)
                self._unstored.add(key)

    def _log_header(self) -> dict[str, object]:
        return {"version": __version__, "folder": str(self.folder), "classes": self.classes.to_rows()}

    def _put_back_rescued(self) -> None:
        """Move label files that could not be saved at the end of an earlier run into the store."""
        rescued = LabelStore(rescue_folder(self.folder))
        for file in list(rescued.files()):
            key = rescued.key(file)
            stored = self.labels.file(key)
            if stored.exists() and stored_edit_number(stored) >= stored_edit_number(file):
                self._notices.append(f"Older labels of {key} are in {file}; delete them if they are not needed.")
                continue
            try:
                self.ensure_store()
                self.labels.write(key, file.read_bytes())
                file.unlink()
            except (OSError, ProjectError) as error:
                self._notices.append(f"The labels of {key} are still in {file}: {error}")
                continue
            self._notices.append(f"The labels of {key} that could not be saved earlier were put back.")

    def _replay_journal(self) -> None:
        """Put back the steps that no label file holds yet, for every image: the program was killed then."""
        if self._database is None:
            return
        for key, newest in self._ask(Database.newest_edits).items():
            row = self._rows.get(key)
            if row is not None and newest <= row.last_edit:
                continue
            try:
                self._replay(key)
            except ProjectError as error:
                self._notices.append(f"Steps on {key} in the journal wait until it is opened: {error}")

    def _replay(self, key: str) -> None:
        shape = self.known_shape(key)
        if shape is not None:
            self._notices += self.restore(self._path(key), shape)

    def known_shape(self, key: str) -> tuple[int, int] | None:
        """(H, W) of the labels of an image: of its label file or, where that is of no use, of most steps; or None."""
        try:
            return stored_shape(self.labels.file(key))
        except (OSError, UnreadableLabelsError):
            entries = self._ask(lambda database: database.edits(key), is_change=False) if self.is_stored else []
        return Counter(entry.shape for entry in entries).most_common(1)[0][0] if entries else None

    def bring_up_to_date(self, path: str) -> list[str]:
        """Write what only the journal has of an image that is not in memory into its label file; returns sentences.

        To be done before that file is changed: its steps would get numbers that are taken. Raises ProjectError where
        that is not possible; the journal then still has the steps.
        """
        if not self.is_stored:
            return []
        key, known = self.relative(path), self.last_edit(path)
        newer = [each for each in self._ask(lambda database: database.edits(key)) if each.number > known]
        shape = self.known_shape(key)
        if not newer or shape is None:
            return []
        if self.labels.file(key).exists():
            self.labels.peek(key, shape)  # a damaged file is refused here and not renamed
        if any(each.shape != shape for each in newer):
            raise ProjectError(f"The labels of {key} have another size than its newest strokes; open the image first.")
        return self.restore(path, shape)

    def restore(self, path: str, shape: tuple[int, int]) -> list[str]:
        """Bring the label file of an image of (H, W) up to date with the journal; returns sentences. ProjectError."""
        said = []
        try:
            stored = self.read_labels(path, shape)
        except LabelsKeptAsideError as error:
            said.append(str(error))
            stored = StoredLabels(LabelMap.empty(*shape), 0, is_substitute=True)
        document, sentence = self.document(path, stored)
        if document.is_dirty:
            self._set_row(path, state=ImageState.CORRECTED)
            planes = document.label_map.labels, document.label_map.provenance
            self.write_labels(path, *planes, edit_number=document.edit_number)
        self.record_edit(path, document.edit_number)
        return said if sentence is None else [*said, sentence]
