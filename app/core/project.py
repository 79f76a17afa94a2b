"""A project on disk: the person's folder, untouched, and `.segmend` beside their images."""

import os
import threading
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.core.class_looks import ClassLooks
from app.core.database import Checkpoint, DamagedDatabaseError, Database, ImageRow
from app.core.document import Document
from app.core.errors import InputError, ProjectBusyError, ProjectError
from app.core.files import replace_file
from app.core.image_table import ImageTable
from app.core.label_classes import LabelClasses
from app.core.label_file import Plane, StoredLabels, encode_labels, stored_edit_number
from app.core.label_map import LabelMap
from app.core.label_store import LabelsKeptAsideError, LabelStore, keep_aside, make_folder
from app.core.levels import levels_from_json, levels_to_json
from app.core.listing import list_images
from app.core.pages import image_file
from app.core.pixels import Levels, LevelsTable
from app.core.places import DATABASE_NAME, Place, choose_place, place_elsewhere, rescue_folder
from app.core.recovery import fold_into_snapshot, prune, recover, sentence
from app.core.scores import Scores

__all__ = ["Checkpoint", "ImageState", "LabelsKeptAsideError", "Project"]


class ImageState(StrEnum):
    """How far the work on an image is."""

    NEW = "new"
    PREDICTED = "predicted"
    CORRECTED = "corrected"
    REVIEWED = "reviewed"


class Project:
    """The classes, images, label maps and checkpoints of one folder.

    Nothing is written before something must be stored; then `.segmend` is made, in the folder or, where that
    cannot be written, in the user's data folder (`is_elsewhere`). Label files may be read and written on any
    thread; everything else only on the thread that opened the project.
    """

    def __init__(self, folder: Path, place: Place) -> None:
        """Use :meth:`open`."""
        self.folder = folder
        self.classes = LabelClasses()
        self.scores = Scores()  # by relative path; stored with the next thing that is
        self._prefix = str(folder).rstrip(os.sep) + os.sep
        self._images: ImageTable | None = None  # None: not listed yet
        self._rows: dict[str, ImageRow] = {}  # by relative path; the truth for this session
        self._unstored: set[str] = set()  # keys of _rows that the database does not have yet
        self._facts: dict[str, Any] = {}
        self._unstored_facts: set[str] = set()
        self.looks = ClassLooks()  # replaced, never changed: other threads read it
        self.levels: LevelsTable = {}  # by kind of image; replaced, never changed: other threads read it
        self._is_classes_stored = True
        self._database: Database | None = None
        self._has_begun_store = False
        self._notices: list[str] = []
        self._thread = threading.get_ident()
        self._is_closed = False
        self._move_to(place)

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
        if (project.store / DATABASE_NAME).exists():
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
                prune(self._database, self._rows)
        finally:
            self._is_closed = True
            if self._database is not None:
                self._database.close()

    def take_notices(self) -> list[str]:
        """Sentences about what happened to the project that a person should read, each given once."""
        notices, self._notices = self._notices, []
        return notices

    @property
    def is_stored(self) -> bool:
        """Whether there is a store on disk yet."""
        return self._database is not None

    @property
    def models_folder(self) -> Path:
        """Where checkpoints are; the store is made if there is none yet. ProjectError."""
        self.ensure_store()
        folder = self.store / "models"
        try:
            make_folder(folder)
        except OSError as error:
            raise ProjectError(f"{folder} cannot be made ({error.strerror or error}); check the disk.") from error
        return folder

    def ensure_store(self) -> None:
        """Make the store on disk if there is none; only on the thread that opened the project.

        Raises ProjectBusyError if another window has made one since this project was opened.
        """
        if self._is_closed:
            raise ProjectError(f"The project in {self.folder} is closed; open it again.")
        if self._database is not None:
            return
        try:
            self._make_store()
        except OSError as error:
            if self.is_elsewhere:
                raise ProjectError(f"{self.store} cannot be made ({error}); nothing can be saved.") from error
            self._move_to(place_elsewhere(self.folder))
            self.ensure_store()

    def store_classes(self) -> None:
        """Store the classes as they are now, in the database and in labels/classes.txt; ProjectError."""
        self._is_classes_stored = False
        self._flush()

    @property
    def images(self) -> ImageTable:
        """The list of images; below the folder, unless others were given, with those that were added last."""
        if self._images is None:
            self._images = ImageTable(list_images(self.folder))
        return self._images

    def image_paths(self) -> list[str]:
        """Absolute paths of the images, in natural order; those that were added come last."""
        return self.images.paths()

    def has_image(self, path: str) -> bool:
        """Whether this absolute path is in the list of images."""
        return path in self.images

    def add_image(self, path: str) -> str:
        """Append an image inside the folder to the list; returns its absolute path. InputError."""
        absolute = self.absolute(path)
        self.images.add(absolute)
        return absolute

    @property
    def last_image(self) -> str | None:
        """The image that was shown last, if its file is still there."""
        key = self._facts.get("last_image")
        path = self._prefix + key.replace("/", os.sep) if isinstance(key, str) else ""
        return path if path and image_file(path).is_file() else None

    def note_shown(self, path: str) -> None:
        """Remember the image that is shown; stored with the next thing that is, or when the project is closed."""
        self._note_fact("last_image", self.relative(path))

    def set_levels(self, kind: str, levels: Levels) -> None:
        """How images of this kind are shown; stored as note_shown."""
        self.levels = {**self.levels, kind: levels}
        self._note_fact("levels", levels_to_json(self.levels))

    def set_looks(self, looks: ClassLooks) -> None:
        """How classes are shown, and which are locked; stored as note_shown."""
        self.looks = looks
        self._note_fact("class_looks", looks.to_json())

    def store_facts(self) -> None:
        """Store what was noted, making the store if there is none. ProjectError."""
        self._flush()

    def relative(self, path: str) -> str:
        """The key of an image: its path from the folder, with forward slashes; InputError if it is outside."""
        return self.absolute(path)[len(self._prefix) :].replace(os.sep, "/")

    def absolute(self, path: str) -> str:
        """The path of an image as the project spells it; InputError if it is outside the folder."""
        if path.startswith(self._prefix) and os.path.normpath(path) == path:
            return path  # 100 000 images pass here when a folder is opened
        plain = os.path.abspath(path)
        if plain.startswith(self._prefix):
            return plain
        # Through a link, perhaps: compare what the disk says.
        real, folder = Path(path).resolve(), self.folder.resolve()
        if real != folder and real.is_relative_to(folder):
            return str(self.folder / real.relative_to(folder))
        raise InputError(f"{path} is not inside {self.folder}; open it by itself or together with its folder.")

    def state(self, path: str) -> ImageState:
        """How far the work on an image is."""
        row = self._rows.get(self.relative(path))
        return ImageState(row.state) if row is not None else ImageState.NEW

    def set_state(self, path: str, state: ImageState) -> None:
        """Remember and store a state; a mere prediction does not make a store on disk.

        Raises ProjectError if it cannot be stored; it is remembered then, and stored with the next one.
        """
        self._set_row(path, state=state)
        if self._database is not None or state not in (ImageState.NEW, ImageState.PREDICTED):
            self._flush()

    def last_edit(self, path: str) -> int:
        """The number of the last edit known to be in the label file of an image."""
        row = self._rows.get(self.relative(path))
        return row.last_edit if row is not None else 0

    def append_to_journal(self, document: Document) -> None:
        """Store the steps of a document that the journal lacks; they survive whatever happens once this returns.

        Raises ProjectError; the document keeps them then, for the next time.
        """
        self.ensure_store()
        assert self._database is not None
        if not document.unjournaled:
            return
        self._database.append_edits(self.relative(document.path), document.unjournaled, document.label_map.shape)
        document.unjournaled.clear()

    def document(self, path: str, stored: StoredLabels) -> tuple[Document, str | None]:
        """The document of an image for its stored labels, brought up to date in place; and a sentence on that.

        Raises ProjectError where the journal cannot be read.
        """
        key = self.relative(path)
        if self._database is None:
            number = max(stored.edit_number, self.last_edit(path))
            stored.label_map.lock(self.looks.locked)
            return Document(path, stored.label_map, edit_number=number), None
        recovered = recover(self._database, key, self._rows.get(key, ImageRow(ImageState.NEW, 0)), stored)
        is_current = not recovered.replayed and not recovered.lost
        stored.label_map.lock(self.looks.locked)  # what the journal held is put back: locks are for what is made now
        document = Document(
            path,
            stored.label_map,
            edit_number=recovered.number,
            saved_number=recovered.number if is_current else recovered.saved_number,
            history=recovered.history,
        )
        return document, sentence(key, recovered)

    def record_edit(self, path: str, edit_number: int) -> None:
        """Store that the label file of an image holds everything up to this edit; ProjectError as set_state.

        The journal keeps what is newer, and of what is older the edits that can be undone or done again.
        """
        self._flush()
        assert self._database is not None
        key = self.relative(path)
        row = self._rows.get(key, ImageRow(ImageState.NEW, 0))
        self._rows[key] = fold_into_snapshot(self._database, key, row, edit_number)

    def store_scores(self) -> None:
        """Store scores that are not on the disk, if there is a store: as predictions they make none. ProjectError."""
        if self._database is not None and self.scores.unstored:
            self._flush()

    def labels_path(self, path: str) -> Path:
        """The label file of an image, which need not exist: labels/<relative path>.png."""
        return self.labels.file(self.relative(path))

    def load_labels(self, path: str, shape: tuple[int, int]) -> LabelMap:
        """The label map of an image of `shape` (H, W); an empty one if nothing was stored. As read_labels."""
        return self.read_labels(path, shape).label_map

    def read_labels(self, path: str, shape: tuple[int, int]) -> StoredLabels:
        """The label map of an image and the number of its last edit; any thread.

        Raises LabelsKeptAsideError if the file is damaged or of another size (it is renamed, never
        overwritten), and ProjectError if it cannot be read or not be renamed.
        """
        return self.labels.read(self.relative(path), shape)

    def save_labels(self, path: str, label_map: LabelMap, *, edit_number: int) -> Path | None:
        """Write the label file of an image atomically and durably; the label map must not change meanwhile.

        As write_labels. On the thread that opened the project the store is made if needed and the edit number
        is recorded in the database; from another thread call ensure_store() before and record_edit() after.
        """
        is_own_thread = threading.get_ident() == self._thread
        if is_own_thread:
            self.ensure_store()
        kept = self.write_labels(path, label_map.labels, label_map.provenance, edit_number=edit_number)
        if is_own_thread:
            self.record_edit(path, edit_number)
        return kept

    def write_labels(self, path: str, labels: Plane, provenance: Plane, *, edit_number: int) -> Path | None:
        """Write both planes, (H, W) uint8, as the label file of an image; any thread, ensure_store() before.

        A file that was never read here, or that another program has changed since, is kept beside it under the
        name that is returned. Raises ProjectError; the old file then is as it was.
        """
        if self._database is None:
            raise RuntimeError("ensure_store() comes before the first write_labels()")
        data = encode_labels(labels, provenance, palette=self.classes.palette(), edit_number=edit_number)
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
        """(image, label file) of every image that has a label file and still exists, in order of their names."""
        pairs = ((self._prefix + self.labels.key(file).replace("/", os.sep), file) for file in self.labels.files())
        return [(image, file) for image, file in pairs if image_file(image).is_file()]

    def checkpoints(self) -> list[Checkpoint]:
        """The versions of the network, oldest first."""
        return self._database.checkpoints() if self._database is not None else []

    def add_checkpoint(self, name: str, file: str, parent: str | None, measures: dict[str, Any]) -> Checkpoint:
        """Record a version whose weights are in models/<file>; ProjectError if the name is taken."""
        self.ensure_store()
        assert self._database is not None
        created = datetime.now(UTC).isoformat(timespec="seconds")
        checkpoint = Checkpoint(name, file, created, parent, measures, is_current=False)
        self._database.add_checkpoint(checkpoint)
        return checkpoint

    def set_current(self, name: str | None) -> None:
        """Make a recorded version the current one; None for the network the program brings. ProjectError."""
        if name is not None and all(each.name != name for each in self.checkpoints()):
            raise ProjectError(f"There is no version “{name}” in the project; choose one from the list.")
        if self._database is not None:
            self._database.set_current(name)

    @property
    def current(self) -> str | None:
        """The name of the current version; None for the network the program brings."""
        return next((each.name for each in self.checkpoints() if each.is_current), None)

    def _move_to(self, place: Place) -> None:
        self.store, self.is_elsewhere = place.store, place.is_elsewhere
        self.labels = LabelStore(place.store / "labels")
        if place.notice is not None:
            self._notices.append(place.notice)

    def _make_store(self) -> None:
        if (self.store / DATABASE_NAME).exists() and not self._has_begun_store:
            raise ProjectBusyError(
                f"Another window has started a project in {self.folder}; close it, then open the folder again."
            )
        make_folder(self.labels.folder)
        self._has_begun_store = True
        self._database = Database(self.store / DATABASE_NAME)
        self._unstored.update(self._rows)
        self._unstored_facts.update(self._facts)
        self._is_classes_stored = False
        self._flush()

    def _open_database(self) -> None:
        path = self.store / DATABASE_NAME
        try:
            self._database = Database(path)
            self._rows = self._database.images()
            self._facts = self._database.facts()
            self.levels = levels_from_json(self._facts.get("levels"))
            self.looks = ClassLooks.from_json(self._facts.get("class_looks"))
            self.scores = Scores(self._database.scores())
            self.classes = LabelClasses.from_rows(self._database.classes())
        except DamagedDatabaseError as error:
            self._drop_database()
            self._recover(path, error)
        except BaseException:
            self._drop_database()
            raise

    def _drop_database(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _note_unlisted(self) -> None:
        """Label files the database does not know of (copied here, or a crash came between) count as work."""
        for file in self.labels.files():
            key = self.labels.key(file)
            if key not in self._rows:
                self._rows[key] = ImageRow(ImageState.CORRECTED, 0)
                self._unstored.add(key)

    def _recover(self, path: Path, error: DamagedDatabaseError) -> None:
        """Keep a damaged database aside and start a new one from classes.txt; label files are not touched."""
        for suffix in ("-wal", "-shm"):
            if path.with_name(path.name + suffix).exists():
                keep_aside(path.with_name(path.name + suffix), "damaged")
        kept = keep_aside(path, "damaged")
        self._rows = {}
        self._notices.append(f"{error} It is kept as {kept}; the labels are as they were, versions are lost.")
        text = self.labels.folder / "classes.txt"
        try:
            self.classes = LabelClasses.from_text(text.read_text("utf-8"))
        except (OSError, ValueError, InputError) as problem:
            self.classes = LabelClasses()
            self._notices.append(f"The classes are lost too, for {text} cannot be read ({problem}).")
        self.ensure_store()

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
        for key, newest in self._database.newest_edits().items():
            row = self._rows.get(key)
            if row is not None and newest <= row.last_edit:
                continue
            try:
                self._replay(key)
            except ProjectError as error:
                self._notices.append(f"Steps on {key} in the journal wait until it is opened: {error}")

    def _replay(self, key: str) -> None:
        assert self._database is not None
        path = self._prefix + key.replace("/", os.sep)
        document, said = self.document(path, self.read_labels(path, self._database.edits(key)[-1].shape))
        if document.is_dirty:
            self._set_row(path, state=ImageState.CORRECTED)
            planes = document.label_map.labels, document.label_map.provenance
            self.write_labels(path, *planes, edit_number=document.edit_number)
        self.record_edit(path, document.edit_number)
        if said is not None:
            self._notices.append(said)

    def _write_classes(self, database: Database) -> None:
        database.write_classes(self.classes.to_rows())
        text = self.labels.folder / "classes.txt"
        try:
            make_folder(self.labels.folder)
            replace_file(text, self.classes.to_text().encode())
        except OSError as error:
            raise ProjectError(f"{text} could not be written ({error.strerror or error}); check the disk.") from error

    def _set_row(self, path: str, *, state: ImageState) -> None:
        key = self.relative(path)
        self._rows[key] = replace(self._rows.get(key, ImageRow(ImageState.NEW, 0)), state=state)
        self._unstored.add(key)

    def _note_fact(self, name: str, value: Any) -> None:
        if self._facts.get(name) != value:
            self._facts[name] = value
            self._unstored_facts.add(name)

    def _flush(self) -> None:
        self.ensure_store()
        assert self._database is not None
        if not self._is_classes_stored:
            self._write_classes(self._database)
            self._is_classes_stored = True
        if self._unstored:
            self._database.write_images({key: self._rows[key] for key in self._unstored})
            self._unstored.clear()
        if self._unstored_facts:
            self._database.write_facts({name: self._facts[name] for name in self._unstored_facts})
            self._unstored_facts.clear()
        if self.scores.unstored:
            self._database.write_scores(self.scores.unstored)
            self.scores.note_stored()
