"""ADE20K scene parsing: images/<split>/, annotations/<split>/<name>.png, objectInfo.txt; 0 is other, classes from 1.

Zhou et al. 2017; the layout of the SceneParsing benchmark, whose splits are called training and validation.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from app.core.formats.inputs import (
    class_name,
    find_common,
    find_image,
    index_plane,
    read_bytes,
    read_text,
    reading,
    walk,
    whole,
)
from app.core.formats.palettes import palette_png
from app.core.formats.records import (
    FormatError,
    Parts,
    ReadImage,
    Region,
    Sheet,
    Size,
    Target,
    Unreadable,
    dense_ids,
    plane_regions,
)
from app.core.label_classes import LabelClasses

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
        target.write(f"annotations/{split}/{sheet.stem}.png", palette_png(table[sheet.labels], palette))
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
            raise FormatError(f"{source} has no folder annotations; choose the folder that holds it.")
        names = _read_table(folder)
        for file in walk(masks, ".png"):
            place = file.relative_to(masks).parts
            split = place[0] if len(place) > 1 else None
            inner = place[1:] if split in _SPLITS or split == "test" else place
            stem = "/".join((*inner[:-1], file.stem))
            beside = find_image(folder / "images" / "/".join(place[:-1]), file.stem)
            yield ReadImage(stem, _regions(file, names), image_path=beside, split=_SPLITS.get(split or "", split))


def _regions(file: Path, names: dict[int, str]) -> Any:
    def regions(size: Size) -> Iterable[Region]:
        with reading(file):
            plane = index_plane(read_bytes(file), size=size)
        return plane_regions(plane, names, void=(0,))

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
