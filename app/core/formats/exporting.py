"""Export: every labelled image of a project into one format, read back and compared pixel by pixel."""

import hashlib
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.errors import InputError, ProjectError, SegmendError
from app.core.files import replace_file
from app.core.formats.composing import draw
from app.core.formats.parts_store import FILE, Done, PartsStore
from app.core.formats.records import REPORT, Format, Plane, Reading, Sheet, Target, Unreadable
from app.core.formats.splits import Shares, deal
from app.core.images import image_size
from app.core.label_classes import LabelClasses
from app.core.label_file import look_up, source_counts
from app.core.label_map import UNLABELED, Source
from app.core.label_store import LabelStore
from app.core.pages import image_file
from app.core.project import ImageState, Project

_WRITER = 2  # raised when the formats write differently: what older versions wrote is then written again
_MOST_NAMED = 100  # images named in the report for each kind of trouble


@dataclass(frozen=True)
class Progress:
    """How far an export or import is. total: 0 where it is not known."""

    done: int
    total: int
    doing: str


@dataclass(frozen=True)
class Plan:
    """What is exported: a copy of what the project knows, for any thread. images: name, path, label file, reviewed."""

    folder: Path
    labels: LabelStore
    classes: LabelClasses
    images: tuple[tuple[str, str, Path, bool], ...]

    @classmethod
    def of(cls, project: Project, only: frozenset[str] | None = None) -> "Plan":
        """On the project's own thread; what is open must have been saved. InputError if nothing is labelled.

        only: the paths of the images that are meant; None for all.
        """
        reviewed = ImageState.REVIEWED
        images = tuple(
            (project.relative(path), path, file, project.state(path) == reviewed)
            for path, file in project.labeled_images()
            if only is None or path in only
        )
        if not images:
            raise InputError(f"No image in {project.folder} has labels; label some, then export.")
        return cls(project.folder, project.labels, LabelClasses.from_rows(project.classes.to_rows()), images)


@dataclass
class ExportReport:
    """What an export did. losses: kind -> class -> count.

    differing: image -> pixels that are not as they were; differing_pixels: the same by the class they had.
    """

    format: str
    folder: str
    images: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    verified: int = 0
    differing: dict[str, int] = field(default_factory=dict)
    differing_pixels: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)
    losses: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def is_exact(self) -> bool:
        """Whether every image was written and came back as it was."""
        return not self.failed and not self.differing and self.verified == self.images

    def to_json(self) -> str:
        """The report as text; of many failures the first are named."""
        values = {**self.__dict__, "exact": self.is_exact}
        for key in ("differing", "failed"):
            named = values[key]
            values[key] = dict(list(named.items())[:_MOST_NAMED])
            values[f"{key}_images"] = len(named)
        return json.dumps(values, indent=2, ensure_ascii=False, default=str) + "\n"

    def sentences(self) -> list[str]:
        """What a person should read."""
        said = [
            f"{self.images} images: {self.written} written, {self.unchanged} unchanged, {len(self.failed)} failed; "
            f"{self.verified} read back, {len(self.differing)} differ."
        ]
        if self.differing_pixels:
            listed = ", ".join(f"{name} {count}" for name, count in self.differing_pixels.most_common(8))
            said.append(f"Pixels that came back different: {listed}")
        for kind, counts in self.losses.items():
            listed = ", ".join(f"{name or 'all'} {count}" for name, count in sorted(counts.items())[:8])
            more = f" and {len(counts) - 8} more classes" if len(counts) > 8 else ""
            said.append(f"{kind}: {listed}{more}")
        return said


def export(
    plan: Plan, form: Format, out: Path, *, shares: Shares = (("train", 1.0),), with_images: bool = True
) -> Generator[Progress, None, ExportReport]:
    """Write, read back and compare; cancelled at any yield, the next run goes on from there. Raises SegmendError.

    An image that cannot be written is named in the report and the others are done.
    """
    out = Path(os.path.abspath(out))
    _check_place(plan, out)
    report = ExportReport(form.name, str(out), images=len(plan.images))
    try:
        out.mkdir(parents=True, exist_ok=True)
        store = PartsStore(out)
    except (OSError, sqlite3.Error) as error:
        raise ProjectError(f"{out} cannot be written ({error}); choose another folder.") from error
    try:
        stems = unique_stems([name for name, *_ in plan.images])
        yield from _write_all(plan, form, store, Target(out, with_images), report, stems, shares)
        report.removed = store.drop_others({name for name, *_ in plan.images} - set(report.failed))
        form.finish(store, Target(out, with_images), plan.classes)
        for (kind, name), count in store.losses().items():
            report.losses.setdefault(kind, {})[name] = count
        yield from _verify(plan, form, out, stems, report)
        replace_file(out / REPORT, report.to_json().encode("utf-8", "backslashreplace"))
    except (OSError, sqlite3.Error) as error:
        raise ProjectError(f"{out} cannot be written ({error}); check the disk.") from error
    finally:
        store.close()
    return report


def _check_place(plan: Plan, out: Path) -> None:
    if out == plan.folder or out.resolve() == plan.folder.resolve():
        raise InputError(f"{out} is the project itself; choose another folder for the export.")
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file; choose a folder for the export.")
    if out.is_dir() and not (out / FILE).exists() and any(not each.name.startswith(".") for each in out.iterdir()):
        raise InputError(f"{out} is not empty and holds no earlier export; choose an empty folder.")


def _write_all(
    plan: Plan,
    form: Format,
    store: PartsStore,
    target: Target,
    report: ExportReport,
    stems: Mapping[str, str],
    shares: Shares,
) -> Generator[Progress, None, None]:
    splits = deal([name for name, *_ in plan.images], shares)
    common = hashlib.sha256(repr((_WRITER, form.name, plan.classes.to_rows(), target.with_images)).encode()).hexdigest()
    for number, (name, path, file, is_reviewed) in enumerate(plan.images):
        yield Progress(number, 2 * len(plan.images), name)
        try:
            there, image = file.stat(), os.stat(image_file(path))
            stamps = (there.st_mtime_ns, there.st_size, image.st_mtime_ns, image.st_size)
            stamp = f"{common} {splits[name]} {stems[name]} {is_reviewed} {stamps}"
            if store.is_done(name, stamp):
                report.unchanged += 1
                continue
            sheet, counts, losses = _sheet(plan, name, path, stems[name], splits[name], is_reviewed)
            own = Target(target.folder, target.with_images, made=target.made)
            part = form.write(sheet, own)
        except SegmendError as error:
            report.failed[name] = str(error)
            continue
        except OSError as error:
            report.failed[name] = f"{name} cannot be written ({error.strerror or error}); check the disk."
            continue
        losses.update(_format_losses(sheet, counts, form))
        losses.update(own.notes)
        store.put(Done(name, stamp, splits[name], part, own.files, losses))
        report.written += 1


def _sheet(
    plan: Plan, name: str, path: str, stem: str, split: str, is_reviewed: bool
) -> tuple[Sheet, NDArray[np.int64], Counter[tuple[str, str]]]:
    """The sheet of an image, without the classes that were removed from the project, which are counted.

    The middle: how many pixels have each value from each source, (256, 4).
    """
    label_map = plan.labels.peek(name, image_size(path))
    labels, provenance = label_map.labels, label_map.provenance
    counts = source_counts(labels, provenance)
    losses = _removed(counts.sum(axis=1), plan.classes)
    if losses:
        labels = look_up(labels, known_only(plan.classes))
        provenance = np.where(labels == UNLABELED, np.uint8(Source.NONE), provenance)
        counts = source_counts(labels, provenance)
    return Sheet(name, stem, Path(path), labels, provenance, plan.classes, split, is_reviewed), counts, losses


def known_only(classes: LabelClasses) -> Plane:
    """A table (256,): every value that is a class stays, all others become 255."""
    table = np.full(256, UNLABELED, np.uint8)
    known = [each.index for each in classes]
    table[known] = known
    return table


def _removed(counts: NDArray[np.int64], classes: LabelClasses) -> Counter[tuple[str, str]]:
    """How many pixels have a class that is not in the table any more."""
    values = (value for value in np.flatnonzero(counts[:UNLABELED]).tolist() if value not in classes)
    return Counter({("pixels of removed classes", f"index {value}"): int(counts[value]) for value in values})


def _format_losses(sheet: Sheet, counts: NDArray[np.int64], form: Format) -> Counter[tuple[str, str]]:
    """What the project knows of this image and the format has no place for."""
    losses: Counter[tuple[str, str]] = Counter()
    if "void" not in form.keeps:
        losses["unlabeled pixels (not told from background)", ""] = int(counts[UNLABELED].sum())
    if "provenance" not in form.keeps:
        for source in (Source.PAINTED, Source.ACCEPTED, Source.IMPORTED):
            kind = f"provenance not kept: {source.name.lower()} pixels"
            for value in np.flatnonzero(counts[:, source]).tolist():
                losses[kind, sheet.classes[value].name] = int(counts[value, source])
    if "review" not in form.keeps and sheet.is_reviewed:
        losses["reviewed state not kept: images", ""] = 1
    if "split" not in form.keeps and sheet.split != "train":
        losses["split not kept: images", ""] = 1
    return losses


def _verify(
    plan: Plan, form: Format, out: Path, stems: Mapping[str, str], report: ExportReport
) -> Generator[Progress, None, None]:
    """Read everything back with the format's own reader and compare it with the project."""
    waiting = {name for name, *_ in plan.images if name not in report.failed}
    known = known_only(plan.classes)
    by_stem = {stem: name for name, stem in stems.items()}
    for read in form.read(out):
        if isinstance(read, Reading):
            yield Progress(2 * len(plan.images) - len(waiting), 2 * len(plan.images), read.name)
            continue
        if isinstance(read, Unreadable):
            report.failed[read.name] = read.sentence
            continue
        name = (
            read.name
            if read.name in waiting
            else by_stem.get(read.name) or by_stem.get(os.path.splitext(read.name)[0], "")
        )
        if name not in waiting:
            continue
        waiting.remove(name)
        yield Progress(2 * len(plan.images) - len(waiting) - 1, 2 * len(plan.images), name)
        try:
            labels = look_up(plan.labels.peek_values(name), known)
            height, width = labels.shape  # that of the image, when it was written
            values = draw(read, (height, width)).to_values(lambda each: _index(plan.classes, each))
        except SegmendError as error:
            report.failed[name] = str(error)
            continue
        if not np.array_equal(values, labels):
            different = int(np.count_nonzero(values != labels))
            report.differing[name] = different
            counts = np.bincount(labels[values != labels], minlength=256)
            for value in np.flatnonzero(counts).tolist():
                called = "unlabeled" if value == UNLABELED else plan.classes[value].name
                report.differing_pixels[called] += int(counts[value])
        report.verified += 1
    for name in sorted(waiting):
        report.failed[name] = f"{name} was not found again in the export."


def _index(classes: LabelClasses, name: str) -> int:
    found = classes.by_name(name)
    return UNLABELED if found is None else found.index


def flat_stem(name: str) -> str:
    """The name of an image as one word without its ending: a/b.jpg -> a__b."""
    return os.path.splitext(name)[0].replace("/", "__")


def unique_stems(names: Sequence[str]) -> dict[str, str]:
    """A stem for every image that no other has, on disks that tell no case apart either."""
    counts = Counter(flat_stem(name).casefold() for name in names)
    taken: set[str] = set()
    stems: dict[str, str] = {}
    for name in names:
        stem = flat_stem(name)
        if counts[stem.casefold()] > 1:
            stem = name.replace("/", "__").replace(".", "_")
        number, base = 1, stem
        while stem.casefold() in taken:
            number += 1
            stem = f"{base}_{number}"
        taken.add(stem.casefold())
        stems[name] = stem
    return stems


def summary(plan: Plan, form: Format, shares: Shares) -> dict[str, Any]:
    """What an export would do, for --dry-run and the dialog."""
    splits = Counter(deal([name for name, *_ in plan.images], shares).values())
    return {"format": form.name, "images": len(plan.images), "classes": len(plan.classes), "splits": dict(splits)}
