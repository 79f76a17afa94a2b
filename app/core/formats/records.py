"""What passes between a project and a format: a sheet to write, an image that was read, and the format itself."""

import io
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.core.errors import InputError
from app.core.images import read_image
from app.core.label_classes import Color, LabelClass, LabelClasses
from app.core.label_file import value_counts
from app.core.label_map import UNLABELED
from app.core.masks import Mask
from app.core.pages import split_page

Plane = NDArray[np.uint8]
Size = tuple[int, int]  # height, width

_FEW = 32  # values of a plane that are looked for one by one, which then is quicker
WITHOUT_PIXELS = "points, lines and bodies, which have no area"
WITHOUT_CLASS = "shapes without a class"
UNNAMED = "unnamed"
BOXES = "boxes without an outline"
REPORT = "report.json"  # beside an export


class FormatError(InputError):
    """A file of another program cannot be used."""


@dataclass(frozen=True)
class Region:
    """Pixels of one class as a file has them; name None erases (void). mask (h, w) bool, its corner at (row, col)."""

    name: str | None
    row: int
    col: int
    mask: Mask
    color: Color | None = None


@dataclass(frozen=True)
class Skipped:
    """Something of a class that has no pixels, or none that can be told. kind: what it is, in the plural."""

    kind: str
    name: str


@dataclass(frozen=True)
class ReadImage:
    """One image of a file or folder of another program.

    name: as the file has it, with or without ending; only ever compared with names, never opened. regions: in drawing
    order, for an image of (H, W); raises FormatError. size: what the file says. image_path: the image beside it.
    """

    name: str
    regions: Callable[[Size], Iterable[Region | Skipped]]
    size: Size | None = None
    image_path: Path | None = None
    split: str | None = None
    is_reviewed: bool = False


@dataclass(frozen=True)
class Unreadable:
    """Something in the source that could not be read; the rest is."""

    name: str
    sentence: str


@dataclass(frozen=True)
class Reading:
    """No image yet, but a large file is being read: where an end that was asked for is honoured. name: of the file."""

    name: str


@dataclass(frozen=True)
class Sheet:
    """One image to write. name: its path in the project; stem: unique in this export, without ending.

    labels: (H, W) uint8, of the classes in `classes` and 255 only; provenance as in the project.
    """

    name: str
    stem: str
    image_path: Path
    labels: Plane
    provenance: Plane
    classes: LabelClasses
    split: str
    is_reviewed: bool = False

    @property
    def size(self) -> Size:
        """Height and width."""
        height, width = self.labels.shape
        return height, width

    @property
    def image_suffix(self) -> str:
        """The ending of the image beside its labels: of a page of a stack, which becomes a file of its own, .png."""
        file, page = split_page(self.image_path)
        return ".png" if page else file.suffix

    def regions(self) -> Iterator[tuple[LabelClass, int, int, Mask]]:
        """Every class in use with its pixels: class, row, col, mask."""
        for value, row, col, mask in split_plane(self.labels):
            if value != UNLABELED:
                yield self.classes[value], row, col, mask


@dataclass
class Target:
    """The folder an export writes to. files: what was written for one image, relative; notes: what was done to shapes.

    notes counts (kind, class name), such as ("holes cut", "person").
    """

    folder: Path
    with_images: bool = True
    files: list[str] = field(default_factory=list)
    notes: Counter[tuple[str, str]] = field(default_factory=Counter)
    made: set[Path] = field(default_factory=set)  # folders that are there

    def write(self, relative: str, data: bytes) -> None:
        """Replace one file as a whole; not synced, because an export can be made again and is read back. OSError."""
        path = self._path(relative)
        temporary = path.with_name(f".{path.name}.tmp")
        temporary.write_bytes(data)
        os.replace(temporary, path)

    def copy_image(self, sheet: Sheet, relative: str) -> None:
        """Put the image beside its labels, where images are wanted; one that is there already stays. OSError."""
        if not self.with_images:
            return
        path = self._path(relative)
        file, page = split_page(sheet.image_path)
        if page:
            self.write(relative, _page_png(sheet.image_path))
            return
        there = file.stat()
        if path.exists() and path.stat().st_size == there.st_size and path.stat().st_mtime_ns >= there.st_mtime_ns:
            return
        temporary = path.with_name(f".{path.name}.tmp")
        shutil.copyfile(file, temporary)
        os.replace(temporary, path)

    def stream(self, relative: str, pieces: Iterable[str]) -> None:
        """Write a text file piece by piece, replacing the old one when it is complete. Raises OSError."""
        path = self._path(relative)
        temporary = path.with_name(f".{path.name}.tmp")
        with temporary.open("w", encoding="utf-8") as stream:
            stream.writelines(pieces)
        os.replace(temporary, path)

    def _path(self, relative: str) -> Path:
        path = self.folder / relative
        if path.parent not in self.made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.made.add(path.parent)
        self.files.append(relative)
        return path


class Parts(Protocol):
    """What `Format.write` returned for every image, kept on the disk: a hundred thousand never lie in memory."""

    def splits(self) -> list[str]:
        """The names of the splits in use, train first."""

    def of(self, split: str) -> Iterator[tuple[str, Any]]:
        """(name of the image, its part) in order of names."""


class Format(Protocol):
    """One exchange format."""

    name: str
    title: str
    summary: str
    keeps: frozenset[str]  # of "provenance", "review", "split", "void", "colors", "instances"

    def write(self, sheet: Sheet, target: Target) -> Any:
        """Write the files of one image; returns what the common files need of it, as JSON can hold it. OSError."""

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """Write the common files. OSError."""

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable | Reading]:
        """The images of a file or folder one by one. Raises FormatError where nothing can be read at all."""


def _page_png(path: Path) -> bytes:
    """A page of a stack as it is shown, 8 bits. Raises InputError."""
    stream = io.BytesIO()
    Image.fromarray(read_image(path)).save(stream, "PNG", compress_level=3)
    return stream.getvalue()


def _cropped(mask: Mask) -> tuple[int, int, Mask]:
    """Row, column and pixels of the smallest box that holds a mask which is not empty."""
    rows, cols = np.asarray(mask.any(axis=1)), np.asarray(mask.any(axis=0))
    row, col = int(rows.argmax()), int(cols.argmax())
    bottom, right = len(rows) - int(rows[::-1].argmax()), len(cols) - int(cols[::-1].argmax())
    return row, col, mask[row:bottom, col:right]


def split_plane(plane: Plane) -> Iterator[tuple[int, int, int, Mask]]:
    """Every value of a plane with the box it lies in: value, row, col, mask (h, w) bool."""
    if not plane.size:
        return
    values = np.flatnonzero(value_counts(plane)).tolist()
    if len(values) <= _FEW:
        for value in values:
            mask = plane == value
            yield value, *_cropped(mask)
        return
    in_rows = np.stack([np.bincount(row, minlength=256) > 0 for row in plane])  # (H, 256)
    in_cols = np.stack([np.bincount(col, minlength=256) > 0 for col in np.ascontiguousarray(plane.T)])
    for value in np.flatnonzero(in_rows.any(axis=0)).tolist():
        rows, cols = np.flatnonzero(in_rows[:, value]), np.flatnonzero(in_cols[:, value])
        row0, row1, col0, col1 = int(rows[0]), int(rows[-1]) + 1, int(cols[0]), int(cols[-1]) + 1
        yield value, row0, col0, plane[row0:row1, col0:col1] == value


class IndexedPlane:
    """The regions of a plane of class indices (H, W); no two cover each other, so that it can be drawn at once."""

    def __init__(
        self,
        plane: Plane,
        names: Mapping[int, str],
        colors: Mapping[int, Color] | None = None,
        *,
        void: Iterable[int] = (),
    ) -> None:
        """Values without a name are called by their number, `void` ones are left out."""
        self.plane = plane
        self._names, self._colors, self._void = names, colors or {}, set(void)

    def classes(self) -> Iterator[tuple[int, str, Color | None]]:
        """The values that occur and are not void, with names and colours."""
        for value in np.flatnonzero(value_counts(self.plane)).tolist():
            if value not in self._void:
                yield value, self._names.get(value, f"class {value}"), self._colors.get(value)

    def __iter__(self) -> Iterator[Region]:
        """As regions, one for each value."""
        named = {value: (name, color) for value, name, color in self.classes()}
        for value, row, col, mask in split_plane(self.plane):
            if value in named:
                yield Region(named[value][0], row, col, mask, named[value][1])


def dense_ids(classes: LabelClasses) -> dict[int, int]:
    """Class index -> 0, 1, 2 … in index order, for formats whose numbers may have no gaps."""
    return {each.index: number for number, each in enumerate(classes)}
