"""ADE20K scene parsing: images/<split>/, annotations/<split>/<name>.png, objectInfo.txt; 0 is other, classes from 1.

Zhou et al. 2017; the layout of the SceneParsing benchmark, whose splits are called training and validation. The whole
data set is read as well: <name>_seg.png, whose class is red / 10 x 256 + green and whose instance is blue, with
<name>.json (2021) or <name>_atr.txt (2016) for the names.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.formats.inputs import (
    class_name,
    find_common,
    find_image,
    image_plane,
    index_plane,
    parse_json,
    read_bytes,
    read_text,
    reading,
    walk,
    whole,
)
from app.core.formats.records import (
    FormatError,
    IndexedPlane,
    Parts,
    ReadImage,
    Region,
    Sheet,
    Size,
    Target,
    Unreadable,
    dense_ids,
)
from app.core.label_classes import LabelClasses
from app.core.label_file import look_up
from app.core.label_map import UNLABELED
from app.core.palette_png import encode_plane

_FOLDERS = {"train": "training", "val": "validation"}
_SPLITS = {folder: split for split, folder in _FOLDERS.items()}
TABLES = ("objectInfo.txt", "objectInfo150.txt", "objectInfo150.csv")


class Ade20k:
    """See the module."""

    name = "ade20k"
    title = "ADE20K"
    summary = "index PNG per image, 0 is unlabeled and classes count from 1; objectInfo.txt"
    keeps = frozenset({"split", "void"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """The image and its PNG."""
        table, palette = np.zeros(256, np.uint8), np.zeros((256, 3), np.uint8)
        for index, number in dense_ids(sheet.classes).items():
            table[index], palette[number + 1] = number + 1, sheet.classes[index].color
        split = _FOLDERS.get(sheet.split, sheet.split)
        target.write(f"annotations/{split}/{sheet.stem}.png", encode_plane(look_up(sheet.labels, table), palette))
        target.copy_image(sheet, f"images/{split}/{sheet.stem}{sheet.image_suffix}")
        return None

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """objectInfo.txt: number and name of every class, parted by tabs."""
        lines = [f"{number + 1}\t0\t0\t0\t0\t{classes[index].name}\n" for index, number in dense_ids(classes).items()]
        target.write("objectInfo.txt", ("Idx\tRatio\tTrain\tVal\tStuff\tName\n" + "".join(lines)).encode())

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable]:
        """A folder with annotations/."""
        folder = source if source.is_dir() else source.parent
        masks = folder / "annotations"
        if not masks.is_dir():
            yield from _read_whole(folder)
            return
        names = _read_table(folder)
        for file in walk(masks, ".png"):
            place = file.relative_to(masks).parts
            split = place[0] if len(place) > 1 else None
            inner = place[1:] if split in _SPLITS or split == "test" else place
            stem = "/".join((*inner[:-1], file.stem))
            beside = find_image(folder / "images" / "/".join(place[:-1]), file.stem)
            yield ReadImage(stem, _regions(file, names), image_path=beside, split=_SPLITS.get(split or "", split))


def _read_whole(folder: Path) -> Iterator[ReadImage | Unreadable]:
    has_any = False
    for file in walk(folder, "_seg.png"):
        has_any = True
        stem = file.name.removesuffix("_seg.png")
        split = next((_SPLITS[each] for each in file.parts if each in _SPLITS), None)
        yield ReadImage(stem, _seg_regions(file, stem), image_path=find_image(file.parent, stem), split=split)
    if not has_any:
        raise FormatError(f"{folder} has neither a folder annotations nor files …_seg.png; choose the one that has.")


def _seg_regions(file: Path, stem: str) -> Any:
    def regions(size: Size) -> Iterable[Region]:
        with reading(file):
            pixels = image_plane(read_bytes(file), size=size)
            if pixels.ndim != 3:
                raise ValueError("it holds no colours")
            numbers = pixels[..., 0].astype(np.int64) // 10 * 256 + pixels[..., 1]
            found = np.flatnonzero(np.bincount(numbers.ravel()))
            found = found[found > 0]
            if len(found) > UNLABELED:
                raise ValueError(f"it holds {len(found)} classes, more than the {UNLABELED} of a label map")
            table = np.zeros(int(numbers.max(initial=0)) + 1, np.uint8)
            table[found] = np.arange(1, len(found) + 1)
        called = _names_beside(file.parent, stem, numbers, pixels[..., 2])
        names = {place: called.get(number, f"class {number}") for place, number in enumerate(found.tolist(), 1)}
        return IndexedPlane(table[numbers], names, void=(0,))

    return regions


def _names_beside(folder: Path, stem: str, numbers: NDArray[np.int64], blue: NDArray[np.uint8]) -> dict[int, str]:
    """Names by number, from the file that describes the objects of an image; the first of several names counts."""
    described = find_common(folder, f"{stem}.json")
    if described is not None:
        with reading(described):
            objects = parse_json(_text(described))["annotation"]["object"]
            return {
                whole(each["name_ndx"], "a number", high=65535): class_name(each["name"].split(",")[0])
                for each in objects
            }
    listed = find_common(folder, f"{stem}_atr.txt")
    if listed is None:
        return {}
    with reading(listed):
        rows = [line.split("#") for line in _text(listed).splitlines() if line.count("#") >= 3]
        by_instance = {int(row[0]): row[3].split(",")[0] for row in rows if int(row[1]) == 0}
        shades, first = np.unique(blue, return_index=True)
        flat = numbers.ravel()
        return {
            int(flat[at]): class_name(by_instance[instance])
            for instance, at in enumerate(first.tolist())
            if instance in by_instance and shades[instance]
        }


def _text(file: Path) -> str:
    """A description, in UTF-8 or, with the accents of some names, in Latin-1. Raises OSError, ValueError."""
    data = read_bytes(file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _regions(file: Path, names: dict[int, str]) -> Any:
    def regions(size: Size) -> Iterable[Region]:
        with reading(file):
            plane = index_plane(read_bytes(file), size=size)
        return IndexedPlane(plane, names, void=(0,))

    return regions


def _read_table(folder: Path) -> dict[int, str]:
    """Names by number from one of the benchmark's tables, beside annotations/ or above."""
    for file in (find_common(place, name) for place in (folder, folder.parent) for name in TABLES):
        if file is not None:
            with reading(file):
                text = read_text(file)
                is_text = "\t" in text
                rows = [line.split("\t") for line in text.splitlines()] if is_text else [*csv.reader(io.StringIO(text))]
                # In the table with commas the first of several names counts.
                names = ((row[0], row[-1] if is_text else row[-1].split(";")[0]) for row in rows[1:] if row and row[-1])
                return {whole(int(number), "a number", high=255): class_name(name) for number, name in names}
    return {}


FORMAT = Ade20k()
