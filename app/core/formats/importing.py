"""Import: a merge of another program's labels into a project; painted pixels stay unless the person says otherwise."""

import filecmp
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from app.core.document import Document
from app.core.edits import Edit
from app.core.errors import InputError, ProjectError, SegmendError
from app.core.formats.beside import uploaded_name
from app.core.formats.composing import Drawn, draw
from app.core.formats.exporting import Progress, flat_stem
from app.core.formats.records import Format, FormatError, Plane, ReadImage, Reading, Unreadable
from app.core.images import image_size
from app.core.label_file import used_values
from app.core.label_map import UNLABELED, LabelMap
from app.core.listing import is_image_path
from app.core.project import ImageState, Project
from app.core.sweeps import Sweep
from app.core.tiles import Box

STEP = "Import"
_CITYSCAPES = "_leftImg8bit"  # what the data set's names of images end with, and those of their labels do not


@dataclass(frozen=True)
class Incoming:
    """Labels for one image. name: its path in the project; copy_from: where the image is, if the project lacks it.

    is_added: whether this is the first that is read for an image the project lacked.
    """

    name: str
    path: str
    drawn: Drawn
    is_reviewed: bool
    copy_from: Path | None
    is_added: bool = False


@dataclass
class ImportReport:
    """What an import did or would do. kept_pixels: painted ones that differ and stayed; counters: pixels by class.

    skipped: (kind, class) -> things that have no pixels.
    """

    images: int = 0
    changed: int = 0
    changed_pixels: int = 0
    kept_pixels: int = 0
    added_images: int = 0
    added_classes: list[str] = field(default_factory=list)
    pixels: Counter[str] = field(default_factory=Counter)
    overlaps: Counter[str] = field(default_factory=Counter)
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)

    def note(self, drawn: Drawn) -> None:
        """Count what an image brings."""
        self.overlaps.update(drawn.overlaps)
        self.skipped.update(drawn.skipped)
        for number, count in enumerate(np.bincount(drawn.plane.ravel(), minlength=256)[:UNLABELED].tolist()):
            if count:
                self.pixels[drawn.names[number]] += count

    def note_merged(self, edit: Edit | None, kept: int) -> None:
        """Count what came of it."""
        self.kept_pixels += kept
        if edit is not None:
            self.changed += 1
            self.changed_pixels += edit.changed_pixels

    def sentences(self) -> list[str]:
        """What a person should read."""
        said = [
            f"{self.images} images read, {self.changed} changed in {self.changed_pixels} pixels; "
            f"{len(self.failed)} failed."
        ]
        if self.kept_pixels:
            said.append(f"{self.kept_pixels} painted pixels differ and were kept.")
        if self.added_images:
            said.append(f"{self.added_images} images were added to the project.")
        if self.added_classes:
            said.append(f"New classes: {', '.join(self.added_classes)}.")
        if self.overlaps:
            listed = ", ".join(f"{name} {count}" for name, count in self.overlaps.most_common(8))
            said.append(f"Pixels covered by a later shape: {listed}.")
        for kind in dict.fromkeys(kind for kind, _ in self.skipped):
            counts = Counter({name: count for (each, name), count in self.skipped.items() if each == kind})
            listed = ", ".join(f"{name} {count}" for name, count in counts.most_common(8))
            said.append(f"Left out, {kind}: {listed}.")
        return said


class Names:
    """The images of a project by every name a file may call them."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = frozenset(keys)
        self._others: dict[str, list[str]] = {}
        self._cities: dict[str, list[str]] = {}  # by the names that the labels of Cityscapes have
        self._uploads: dict[str, str] = {}  # which upload was taken for an image
        for key in keys:
            base = key.rpartition("/")[2]
            stem = os.path.splitext(base)[0]
            for other in {os.path.splitext(key)[0], flat_stem(key), base, stem, key.replace("/", "__")}:
                self._others.setdefault(other, []).append(key)
            if stem.endswith(_CITYSCAPES):
                self._cities.setdefault(stem.removesuffix(_CITYSCAPES), []).append(key)

    def find(self, read: ReadImage, folder: Path) -> str | None:
        """The image that is meant, else one called like the file beside the labels; FormatError where it stays open.

        Where a name could be several, the place of that file decides, else its content.
        """
        file = read.image_path
        named = self._candidates(read.name) or ([] if file is None else self._candidates(file.name))
        found = named
        if file is not None:
            if "/" not in read.name and "\\" not in read.name:  # a name alone: of each split there may be one
                found = [*dict.fromkeys((*named, *self._others.get(file.name, [])))]
            if len(found) > 1:
                found = _nearest(found, read, file, folder, is_clear=len(named) == 1)
        if len(found) > 1:
            listed = ", ".join(found[:3])
            raise FormatError(f"{read.name} could be any of {listed}; give the images names of their own.")
        return found[0] if found else self._before_upload(read, folder)

    def _candidates(self, name: str) -> list[str]:
        plain = name.replace("\\", "/")
        base = plain.rpartition("/")[2]
        # Names longer than paths in the project are shortened from the left: a/b/c.jpg, b/c.jpg, c.jpg.
        parts = plain.split("/")
        tails = ["/".join(parts[at:]) for at in range(len(parts))][:16]
        stems = [os.path.splitext(tail)[0] for tail in tails if is_image_path(tail)]
        for each in (*tails, *stems, base):
            found = [each] if each in self._keys else self._others.get(each, [])
            if found:
                return found
        return self._cities.get(base, [])

    def _before_upload(self, read: ReadImage, folder: Path) -> str | None:
        """The image called as an upload was before Label Studio named it, unless another image lies with the labels."""
        base = read.name.replace("\\", "/").rpartition("/")[2]
        plain, file = uploaded_name(base), read.image_path
        found = [] if plain == base else self._candidates(plain)
        if len(found) != 1 or (file is not None and not _is_same_file(folder / found[0], file)):
            return None
        taken = self._uploads.setdefault(found[0], base)
        if taken != base:
            raise FormatError(f"{base} and {taken} could both be {found[0]}; give the images names of their own.")
        return found[0]


def _nearest(found: list[str], read: ReadImage, file: Path, folder: Path, *, is_clear: bool) -> list[str]:
    """Those of several images of one name that lie where the file does, else have its content."""
    places = (f"{place}/{file.name}" for place in (_split_folder(read, file), file.parent.name))
    same = [place for place in places if place in found]
    if same:
        return same[:1]
    same = [key for key in found if _is_same_file(folder / key, file)]
    return (same[:1] if is_clear else same) or found


def read_incoming(
    source: Path,
    form: Format,
    folder: Path,
    keys: Sequence[str],
    mapping: Mapping[str, str | None],
    *,
    can_add: bool = True,
) -> Iterator[Incoming | Unreadable | Reading]:
    """The labels in a source for the images of a project's folder, one by one; any thread. Raises FormatError.

    mapping: class in the file -> class in the project; None leaves a class out.
    """
    if not os.path.exists(source):  # where Path.exists may raise
        raise InputError(f"There is no file or folder {source}.")
    names = Names(keys)
    added: dict[str, Path] = {}
    for read in form.read(source):
        if isinstance(read, Unreadable | Reading):
            yield read
            continue
        try:
            key = names.find(read, folder)
            copy_from, is_added = None, False
            if key is None:
                key, copy_from, is_added = _new_image(read, source, folder, added if can_add else None)
            path = folder / key
            size = image_size(copy_from or path)
            drawn = draw(read, size, lambda name: mapping.get(name, name))
        except SegmendError as error:
            yield Unreadable(read.name, str(error))
            continue
        yield Incoming(key, str(path), drawn, read.is_reviewed, copy_from, is_added)


def _split_folder(read: ReadImage, file: Path) -> str:
    """A folder for an image whose name another has: called like its split, where that is a plain word."""
    split = read.split or ""
    return split if re.fullmatch(r"[\w-]+", split) else file.parent.name


def _is_same_file(path: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(path, other, shallow=False)
    except OSError:  # the image has gone, or is a page of a stack
        return False


def _new_image(
    read: ReadImage, source: Path, folder: Path, added: dict[str, Path] | None
) -> tuple[str, Path | None, bool]:
    """The name of an image the project lacks, the file to copy, and whether it comes for the first time.

    FormatError where the source has none either. Several files of labels can describe one image.
    """
    file = read.image_path
    if file is None or added is None or file.is_symlink() or not is_image_path(file):
        advice = "" if source.is_dir() else f", or import the folder that has it and {source.name}"
        raise FormatError(f"The project has no image {read.name}; put it into {folder} first{advice}.")
    root = source if source.is_dir() else source.parent
    if not file.resolve().is_relative_to(root.resolve()):
        raise FormatError(f"{file} is outside {root}; put it into {folder} first.")
    key, other = file.name, f"{_split_folder(read, file)}/{file.name}"
    for known in (key, other):
        if added.get(known) == file:
            return known, None if (folder / known).exists() else file, False
    if added.get(key, file) != file or (folder / key).exists():
        key = other  # of each split an image of the same name
    if added.setdefault(key, file) != file or (folder / key).exists():
        raise FormatError(f"Another image is called {key} already; give {file} another name.")
    return key, file, True


def merge(
    project: Project, incoming: Incoming, report: ImportReport, *, overwrite: bool, document: Document | None = None
) -> bool:
    """Bring labels into the project as one step that can be undone; on the thread that opened it. Raises SegmendError.

    document: the image's own where a session holds it, which then stores it; else everything is stored here.
    Returns whether anything changed.
    """
    value_of = class_values(project, incoming.drawn, report)
    if incoming.copy_from is not None:
        copy_image(incoming)
        project.add_image(incoming.path)
        report.added_images += 1
    values = incoming.drawn.to_values(value_of)
    is_own = document is None
    if document is None:
        stored = project.read_labels(incoming.path, (values.shape[0], values.shape[1]))
        document, _ = project.document(incoming.path, stored)
    report.note(incoming.drawn)
    edit, kept = merge_values(document, values, overwrite=overwrite)
    report.note_merged(edit, kept)
    if edit is not None and is_own:
        _store(project, document)
    set_state(project, incoming, is_changed=edit is not None)
    return edit is not None


def merging_values(document: Document, values: Plane, *, overwrite: bool) -> tuple[Sweep, Callable[[], int]]:
    """Imported values (H, W) to be brought into a document: the step, and how many painted pixels differed and stayed.

    Raises FormatError for another size.
    """
    if document.label_map.shape != values.shape:
        raise FormatError(f"The labels of {document.path} have another size than its image; open it once, then import.")
    kept: dict[Box, int] = {}
    sweep = document.merging(values, name=STEP, overwrite=overwrite, kept=kept)
    sweep.tells_spared = False
    return sweep, lambda: sum(kept.values())


def merge_values(document: Document, values: Plane, *, overwrite: bool) -> tuple[Edit | None, int]:
    """As merging_values, at once: the edit, and how many painted pixels differ and stay."""
    sweep, count_kept = merging_values(document, values, overwrite=overwrite)
    edit = document.run(sweep)
    return edit, count_kept()


def class_values(project: Project, drawn: Drawn, report: ImportReport) -> Callable[[str], int]:
    """Class indices by name; missing classes are added with the file's colour. InputError when the table is full."""
    values: dict[str, int] = {}
    used = {drawn.names[number] for number in used_values(drawn.plane) - {UNLABELED}}
    new = [name for name in drawn.names if name in used and project.classes.by_name(name.strip()) is None]
    for name in new:
        taken = {each.color for each in project.classes}
        color = drawn.colors.get(name)
        project.classes.add(name, color if color is not None and color not in taken else None)
        report.added_classes.append(name)
    if new:
        project.store_classes()
    for name in used:
        found = project.classes.by_name(name.strip())
        assert found is not None
        values[name] = found.index
    return lambda name: values.get(name, UNLABELED)


def copy_image(incoming: Incoming) -> None:
    """Copy an image that the project lacks to its place; any thread. Raises ProjectError."""
    path, source = incoming.path, incoming.copy_from
    if source is None:
        return
    temporary = f"{path}.part"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copyfile(source, temporary)
        os.replace(temporary, path)
    except OSError as error:
        raise ProjectError(
            f"{source} cannot be copied to {path} ({error.strerror or error}); check the disk."
        ) from error


def _store(project: Project, document: Document) -> None:
    """Into the journal first, then the label file: killed in between, nothing is lost."""
    project.append_to_journal(document)
    planes = document.label_map.labels, document.label_map.provenance
    project.write_labels(document.path, *planes, edit_number=document.edit_number)
    project.record_edit(document.path, document.edit_number)


def set_state(project: Project, incoming: Incoming, *, is_changed: bool) -> None:
    """Corrected where labels came; reviewed where the file says so and nothing else was known."""
    state = project.state(incoming.path)
    if incoming.is_reviewed and state in (ImageState.NEW, ImageState.PREDICTED):
        project.set_state(incoming.path, ImageState.REVIEWED)
    elif is_changed and state != ImageState.REVIEWED:
        project.set_state(incoming.path, ImageState.CORRECTED)


def preview(project: Project, incoming: Incoming, report: ImportReport, *, overwrite: bool) -> None:
    """Count what `merge` would do, and change nothing. Raises ProjectError."""
    drawn = incoming.drawn
    table: dict[str, int] = {}
    for name in drawn.names:
        known = project.classes.by_name(name.strip())
        if known is None and name not in report.added_classes:
            report.added_classes.append(name)
        # A class that does not exist yet differs from everything that is there.
        table[name] = _unused(project) if known is None else known.index
    values = drawn.to_values(table.__getitem__)
    height, width = values.shape
    is_stored = project.labels.file(incoming.name).exists() and incoming.copy_from is None
    label_map = project.labels.peek(incoming.name, (height, width)) if is_stored else LabelMap.empty(height, width)
    label_map.lock(project.looks.locked)
    document = Document(incoming.path, label_map)
    report.note(drawn)
    report.added_images += incoming.is_added
    report.note_merged(*merge_values(document, values, overwrite=overwrite))


def _unused(project: Project) -> int:
    return next((value for value in range(UNLABELED - 1, -1, -1) if value not in project.classes), 0)


def run(
    project: Project, source: Path, form: Format, *, mapping: Mapping[str, str | None], overwrite: bool, dry_run: bool
) -> Generator[Progress, None, ImportReport]:
    """Import everything on the thread that opened the project; cancelled at any yield, what was done stays done."""
    report = ImportReport()
    keys = [project.relative(path) for path in project.image_paths()]
    for incoming in read_incoming(source, form, project.folder, keys, mapping):
        if isinstance(incoming, Reading):
            yield Progress(report.images, 0, incoming.name)
            continue
        report.images += 1
        yield Progress(report.images, 0, incoming.name)
        if isinstance(incoming, Unreadable):
            report.failed[incoming.name] = incoming.sentence
            continue
        try:
            if dry_run:
                preview(project, incoming, report, overwrite=overwrite)
            else:
                merge(project, incoming, report, overwrite=overwrite)
        except SegmendError as error:
            report.failed[incoming.name] = f"{incoming.name}: {error}"
    return report
