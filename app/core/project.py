"""A project on disk: the person's folder, untouched, and `.segmend` beside their images."""

import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import platformdirs

from app.core.database import Checkpoint, DamagedDatabaseError, Database, ImageRow
from app.core.errors import InputError, ProjectBusyError, ProjectError
from app.core.files import replace_file, sync_folder
from app.core.images import list_images
from app.core.label_classes import LabelClasses
from app.core.label_file import (
    Plane,
    StoredLabels,
    UnreadableLabelsError,
    decode_labels,
    encode_labels,
    stored_edit_number,
)
from app.core.label_map import LabelMap

STORE_NAME = ".segmend"
_DATABASE_NAME = "project.db"
_Stamp = tuple[int, int]  # time of the last change in ns, size in bytes


class ImageState(StrEnum):
    """How far the work on an image is."""

    NEW = "new"
    PREDICTED = "predicted"
    CORRECTED = "corrected"
    REVIEWED = "reviewed"


class LabelsKeptAsideError(ProjectError):
    """A label file did not fit its image and was renamed to `kept_as`; the image starts without labels."""

    def __init__(self, sentence: str, kept_as: Path) -> None:
        super().__init__(sentence)
        self.kept_as = kept_as


class Project:
    """The classes, images, label maps and checkpoints of one folder.

    Nothing is written before something must be stored; then `.segmend` is made, in the folder or, where that
    cannot be written, in the user's data folder (`is_elsewhere`). Label files may be read and written on any
    thread; everything else only on the thread that opened the project.
    """

    def __init__(self, folder: Path, images: list[str] | None) -> None:
        """Use :meth:`open`."""
        self.folder = folder
        self.classes = LabelClasses()
        self._images = images
        self._rows: dict[str, ImageRow] = {}  # by relative path; the truth for this session
        self._unstored: set[str] = set()  # keys of _rows that the database does not have yet
        self._database: Database | None = None
        self._notices: list[str] = []
        self._stamps: dict[str, _Stamp | None] = {}  # label files as this process last saw them
        self._thread = threading.get_ident()
        self._is_closed = False
        self.store, self.is_elsewhere = self._choose_store()

    @classmethod
    def open(cls, folder: str | os.PathLike[str], *, images: list[str] | None = None) -> "Project":
        """Open the project of a folder; `images` are its images, None means all below the folder.

        Raises InputError if there is no such folder, ProjectBusyError if it is open in another window, and
        ProjectError if what is stored there cannot be used.
        """
        path = Path(os.path.abspath(folder))
        if not path.is_dir():
            raise InputError(f"{path} is not a folder; open a folder of images or the images themselves.")
        project = cls(path, None)
        if images is not None:
            project._images = [project._absolute(image) for image in images]
        if (project.store / _DATABASE_NAME).exists():
            project._open_database()
        rescued = project.rescue_folder
        if rescued.is_dir():
            project._notices.append(
                f"Labels that could not be saved earlier are kept in {rescued}; copy them to {project.labels_folder}."
            )
        return project

    def close(self) -> None:
        """Store what is left and release the project for other windows; may be repeated."""
        if self._is_closed:
            return
        try:
            if self._database is not None:
                self._flush()
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
    def labels_folder(self) -> Path:
        """Where the label files are, by the relative path of their image."""
        return self.store / "labels"

    @property
    def models_folder(self) -> Path:
        """Where checkpoints are; the store is made if there is none yet."""
        self.ensure_store()
        folder = self.store / "models"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def rescue_folder(self) -> Path:
        """Where label maps go that could not be saved in the store when the program ended."""
        return _data_folder() / "rescued" / _unique_name(self.folder)

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
            self.store, self.is_elsewhere = _store_elsewhere(self.folder), True
            self._say_elsewhere()
            self.ensure_store()

    def store_classes(self) -> None:
        """Store the classes as they are now, in the database and in labels/classes.txt; ProjectError."""
        if self._database is None:
            self.ensure_store()
        else:
            self._write_classes(self._database)

    def image_paths(self) -> list[str]:
        """Absolute paths of the images, in natural order."""
        if self._images is None:
            self._images = list_images(str(self.folder))
        return list(self._images)

    def add_image(self, path: str) -> str:
        """Append an image inside the folder to the list; returns its absolute path."""
        absolute = self._absolute(path)
        if absolute not in self.image_paths():
            assert self._images is not None
            self._images.append(absolute)
        return absolute

    def relative(self, path: str) -> str:
        """The key of an image: its path from the folder, with forward slashes; InputError if it is outside."""
        image = Path(os.path.abspath(path))
        if image != self.folder and image.is_relative_to(self.folder):
            return image.relative_to(self.folder).as_posix()
        real = Path(path).resolve()  # asks the disk: only for a path that reaches the folder through a link
        if real.is_relative_to(self.folder.resolve()) and real != self.folder.resolve():
            return real.relative_to(self.folder.resolve()).as_posix()
        raise InputError(
            f"{path} is not inside {self.folder}; open it by itself or together with its folder."
        )

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

    def record_edit(self, path: str, edit_number: int) -> None:
        """Store that the label file of an image holds everything up to this edit; ProjectError as set_state."""
        self._set_row(path, last_edit=edit_number)
        self._flush()

    def labels_path(self, path: str) -> Path:
        """The label file of an image, which need not exist: labels/<relative path>.png."""
        return self.labels_folder / f"{self.relative(path)}.png"

    def load_labels(self, path: str, shape: tuple[int, int]) -> LabelMap:
        """The label map of an image of `shape` (H, W); an empty one if nothing was stored. As read_labels."""
        return self.read_labels(path, shape).label_map

    def read_labels(self, path: str, shape: tuple[int, int]) -> StoredLabels:
        """The label map of an image and the number of its last edit; any thread.

        Raises LabelsKeptAsideError if the file is damaged or of another size (it is renamed, never
        overwritten), and ProjectError if it cannot be read or not be renamed.
        """
        file = self.labels_path(path)
        stamp = _stamp(file)
        try:
            data = file.read_bytes()
        except FileNotFoundError:
            self._stamps[str(file)] = None
            return StoredLabels(LabelMap.empty(*shape), 0)
        except OSError as error:
            raise ProjectError(
                f"The labels of {path} cannot be read ({error}); check the disk and open it again."
            ) from error
        try:
            stored = decode_labels(data, shape)
        except UnreadableLabelsError as error:
            kept = self._keep_aside(file, "damaged")
            self._stamps[str(file)] = None
            raise LabelsKeptAsideError(
                f"The labels of {path} do not fit: the file is {error}. It is kept as {kept}.", kept
            ) from error
        self._stamps[str(file)] = stamp
        return stored

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

        If another program has changed the file since it was last read or written here, that file is kept
        beside it and its new name is returned. Raises ProjectError; the old file then is as it was.
        """
        if self._database is None:
            raise RuntimeError("ensure_store() comes before the first write_labels()")
        data = encode_labels(labels, provenance, palette=self.classes.palette(), edit_number=edit_number)
        file = self.labels_path(path)
        try:
            self._make_folder(file.parent)
            kept = None
            known = self._stamps.get(str(file))  # None: never seen, so what is there is not ours
            if _stamp(file) not in (known, None):
                kept = self._keep_aside(file, "replaced")
            replace_file(file, data)
        except OSError as error:
            raise ProjectError(
                f"The labels of {path} could not be saved ({error.strerror or error}); they are kept in memory "
                "and saving is tried again."
            ) from error
        self._stamps[str(file)] = _stamp(file)
        return kept

    def rescue_labels(self, path: str, label_map: LabelMap, *, edit_number: int) -> Path:
        """Write a label map that cannot be saved in the store to the user's data folder; OSError."""
        file = self.rescue_folder / f"{self.relative(path)}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        data = encode_labels(
            label_map.labels,
            label_map.provenance,
            palette=self.classes.palette(),
            edit_number=edit_number,
        )
        if file.exists() and stored_edit_number(file) > 0:
            self._keep_aside(file, "earlier")
        replace_file(file, data)
        return file

    def labeled_images(self) -> list[tuple[str, Path]]:
        """(image, label file) of every image that has a label file and still exists, in the order of names."""
        found = []
        for file in self.label_files():
            image = self.folder / file.relative_to(self.labels_folder).as_posix().removesuffix(".png")
            if image.is_file():
                found.append((str(image), file))
        return found

    def label_files(self) -> Iterator[Path]:
        """Every label file in the store."""
        for folder, folders, names in os.walk(self.labels_folder):
            folders.sort()
            for name in sorted(names):
                if name.endswith(".png") and not name.startswith("."):
                    yield Path(folder, name)

    def checkpoints(self) -> list[Checkpoint]:
        """The versions of the network, oldest first."""
        return self._database.checkpoints() if self._database is not None else []

    def add_checkpoint(
        self, name: str, file: str, parent: str | None, measures: dict[str, Any]
    ) -> Checkpoint:
        """Record a version whose weights are in models/<file>; ProjectError if the name is taken."""
        self.ensure_store()
        created = datetime.now(UTC).isoformat(timespec="seconds")
        checkpoint = Checkpoint(name, file, created, parent, measures, is_current=False)
        assert self._database is not None
        self._database.add_checkpoint(checkpoint)
        return checkpoint

    def set_current(self, name: str | None) -> None:
        """Make a recorded version the current one; None for the network the program brings."""
        if name is not None and all(each.name != name for each in self.checkpoints()):
            raise ProjectError(f"There is no version “{name}” in the project; choose one from the list.")
        if self._database is not None:
            self._database.set_current(name)

    @property
    def current(self) -> str | None:
        """The name of the current version; None for the network the program brings."""
        return next((each.name for each in self.checkpoints() if each.is_current), None)

    def _absolute(self, path: str) -> str:
        return str(self.folder.joinpath(*self.relative(path).split("/")))

    def _choose_store(self) -> tuple[Path, bool]:
        own, elsewhere = self.folder / STORE_NAME, _store_elsewhere(self.folder)
        if (own / _DATABASE_NAME).exists():
            if os.access(own, os.W_OK) and os.access(own / _DATABASE_NAME, os.W_OK):
                return own, False
            if not (elsewhere / _DATABASE_NAME).exists():
                _copy_folder(own, elsewhere)
        elif not (elsewhere / _DATABASE_NAME).exists() and os.access(self.folder, os.W_OK):
            return own, False
        self._say_elsewhere(elsewhere)
        return elsewhere, True

    def _say_elsewhere(self, store: Path | None = None) -> None:
        self._notices.append(
            f"{self.folder} cannot be written; its labels are kept in {store or self.store}."
        )

    def _make_store(self) -> None:
        if (self.store / _DATABASE_NAME).exists():
            raise ProjectBusyError(
                f"Another window has started a project in {self.folder}; close it, then open the folder again."
            )
        self._make_folder(self.labels_folder)
        self._database = database = Database(self.store / _DATABASE_NAME)
        self._unstored.update(self._rows)
        self._write_classes(database)
        self._flush()

    def _make_folder(self, folder: Path) -> None:
        """Make a folder inside the store and let it survive a power cut."""
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            sync_folder(folder.parent)

    def _open_database(self) -> None:
        path = self.store / _DATABASE_NAME
        try:
            self._database = Database(path)
            self._read_database(self._database)
        except DamagedDatabaseError as error:
            if self._database is not None:
                self._database.close()
            self._recover(path, error)
        except BaseException:
            if self._database is not None:
                self._database.close()
            raise

    def _read_database(self, database: Database) -> None:
        self._rows = database.images()
        self.classes = LabelClasses.from_rows(database.classes())

    def _recover(self, path: Path, error: DamagedDatabaseError) -> None:
        """Keep a damaged database aside and start a new one from classes.txt; label files are not touched."""
        for suffix in ("-wal", "-shm"):
            if path.with_name(path.name + suffix).exists():
                self._keep_aside(path.with_name(path.name + suffix), "damaged")
        kept = self._keep_aside(path, "damaged")
        text = self.labels_folder / "classes.txt"
        self.classes = LabelClasses.from_text(text.read_text("utf-8")) if text.exists() else LabelClasses()
        self._rows = {}
        for image, file in self.labeled_images():
            row = ImageRow(ImageState.CORRECTED, stored_edit_number(file))
            self._rows[self.relative(image)] = row
        self._database = None
        self._make_store()
        self._notices.append(
            f"{error} It is kept as {kept}; classes and labels were recovered, the list of versions was not."
        )

    def _write_classes(self, database: Database) -> None:
        database.write_classes(self.classes.to_rows())
        try:
            self._make_folder(self.labels_folder)
            replace_file(self.labels_folder / "classes.txt", self.classes.to_text().encode())
        except OSError as error:
            raise ProjectError(
                f"{self.labels_folder / 'classes.txt'} could not be written ({error.strerror or error}); "
                "check the disk."
            ) from error

    def _set_row(self, path: str, *, state: ImageState | None = None, last_edit: int | None = None) -> None:
        key = self.relative(path)
        row = self._rows.get(key, ImageRow(ImageState.NEW, 0))
        self._rows[key] = ImageRow(
            row.state if state is None else state, row.last_edit if last_edit is None else last_edit
        )
        self._unstored.add(key)

    def _flush(self) -> None:
        self.ensure_store()
        assert self._database is not None
        if self._unstored:
            self._database.write_images({key: self._rows[key] for key in self._unstored})
            self._unstored.clear()

    def _keep_aside(self, file: Path, word: str) -> Path:
        """Rename a file to a free name beside it; ProjectError if that cannot be done."""
        kept = file.with_name(f"{file.name}.{word}")
        number = 1
        while kept.exists():
            number += 1
            kept = file.with_name(f"{file.name}.{word}-{number}")
        try:
            os.rename(file, kept)
        except OSError as error:
            raise ProjectError(
                f"{file} cannot be used and cannot be renamed ({error.strerror or error}); move it away."
            ) from error
        sync_folder(file.parent)
        return kept


def _data_folder() -> Path:
    return Path(platformdirs.user_data_dir("Segmend", appauthor=False))


def _unique_name(folder: Path) -> str:
    return f"{folder.name or 'root'}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"


def _store_elsewhere(folder: Path) -> Path:
    return _data_folder() / "projects" / _unique_name(folder)


def _copy_folder(source: Path, target: Path) -> None:
    """Copy contents without their permissions, which may forbid writing; the target appears whole or not."""
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    for folder, _, names in os.walk(source):
        into = partial / Path(folder).relative_to(source)
        into.mkdir(parents=True)
        for name in names:
            shutil.copyfile(Path(folder, name), into / name)
    os.replace(partial, target)


def _stamp(file: Path) -> _Stamp | None:
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size
