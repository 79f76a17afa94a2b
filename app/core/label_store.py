"""The label files of a project: read, replaced atomically, and kept aside where they do not fit."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

from app.core.errors import ProjectError
from app.core.files import keep_aside, make_folder, replace_file
from app.core.label_file import (
    Plane,
    StoredLabels,
    UnreadableLabelsError,
    decode_labels,
    decode_values,
    stored_shape,
)
from app.core.label_map import LabelMap

_DAMAGED = "damaged"  # what the name of a file that was kept aside for that ends with
_Stamp = tuple[int, int]  # time of the last change in ns, size in bytes


class LabelsKeptAsideError(ProjectError):
    """A label file did not fit its image and was renamed to `kept_as`; the journal may still have strokes of it."""

    def __init__(self, sentence: str, kept_as: Path) -> None:
        super().__init__(sentence)
        self.kept_as = kept_as


class LabelStore:
    """A folder of label files named <relative path of the image>.png; any thread.

    It remembers how each file looked when it was last read or written here, and so notices when another
    program has changed it since.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stamps: dict[Path, _Stamp | None] = {}
        self._lock = threading.Lock()  # a file is not replaced between a look at it and its reading

    def file(self, key: str) -> Path:
        """The label file of the image with this relative path; it need not exist."""
        return self.folder / f"{key}.png"

    def key(self, file: Path) -> str:
        """The relative path of the image that a label file belongs to."""
        return file.relative_to(self.folder).as_posix().removesuffix(".png")

    def files(self) -> Iterator[Path]:
        """Every label file, in the order of names."""
        for folder, folders, names in os.walk(self.folder):
            folders.sort()
            for name in sorted(names):
                if name.endswith(".png") and not name.startswith("."):
                    yield Path(folder, name)

    def peek(self, key: str, shape: tuple[int, int]) -> LabelMap:
        """The label map as it is stored, for who only looks: nothing is remembered, renamed or kept aside.

        Raises ProjectError if the file cannot be read or does not fit the image.
        """
        try:
            return decode_labels(self.file(key).read_bytes(), shape).label_map
        except (OSError, UnreadableLabelsError) as error:
            raise ProjectError(f"The labels of {key} in {self.file(key)} cannot be used: {error}.") from error

    def peek_values(self, key: str) -> Plane:
        """The labels alone, (H, W) uint8, in the size that they have; as peek."""
        file = self.file(key)
        try:
            return decode_values(file.read_bytes(), stored_shape(file))
        except (OSError, UnreadableLabelsError) as error:
            raise ProjectError(f"The labels of {key} in {file} cannot be used: {error}.") from error

    def read(self, key: str, shape: tuple[int, int]) -> StoredLabels:
        """The label map of an image of `shape` (H, W); an empty one if nothing was stored.

        Raises LabelsKeptAsideError if the file is damaged or of another size (it is renamed, never
        overwritten), and ProjectError if it cannot be read or not be renamed.
        """
        file = self.file(key)
        try:
            with self._lock:
                stamp = _stamp(file)
                data = file.read_bytes()
                self._stamps[file] = stamp
        except FileNotFoundError:
            self._stamps[file] = None
            is_substitute = file.with_name(f"{file.name}.{_DAMAGED}").exists()
            return StoredLabels(LabelMap.empty(*shape), 0, is_substitute=is_substitute)
        except OSError as error:
            raise ProjectError(
                f"The labels of {key} in {file} cannot be read ({error.strerror or error}); "
                "check the disk and open the image again."
            ) from error
        try:
            stored = decode_labels(data, shape)
        except UnreadableLabelsError as error:
            self._stamps[file] = None
            kept = keep_aside(file, _DAMAGED)
            raise LabelsKeptAsideError(
                f"The labels of {key} cannot be used: the file is {error}. "
                f"It is kept as {kept}; the image starts with what the journal still has of it.",
                kept,
            ) from error
        return stored

    def write(self, key: str, data: bytes) -> Path | None:
        """Replace the label file of an image atomically and durably.

        A file that was never read here, or that another program has changed since, is kept beside it under the
        name that is returned. Raises ProjectError; the old file then is as it was.
        """
        file = self.file(key)
        kept = None
        try:
            make_folder(file.parent)
            with self._lock:
                stamp = _stamp(file)
                if stamp is not None and stamp != self._stamps.get(file):
                    kept = keep_aside(file, "replaced")
                replace_file(file, data)
                self._stamps[file] = _stamp(file)
        except OSError as error:
            raise ProjectError(
                f"The labels of {key} could not be saved to {file} ({error.strerror or error}); check the disk."
            ) from error
        return kept


def _stamp(file: Path) -> _Stamp | None:
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size
