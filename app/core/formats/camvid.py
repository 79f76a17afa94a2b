"""CamVid as SegNet and Datumaro lay it out: <split>/, <split>annot/ with index PNG, <split>.txt, label_colors.txt.

A pixel's value is the line of its class in label_colors.txt, counted from 0; the last line is void. Masks in colours
are read by the same table. It parts colour and name by a tab, and has no names with spaces (Column_Pole): a name that
has some is written with underscores, and classes.tsv beside it, which is ours, tells what it was; no .txt, for
Datumaro takes each of those but the table for a list.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from app.core.errors import InputError
from app.core.formats.inputs import (
    DAMAGE,
    class_name,
    explain,
    find_common,
    find_image,
    image_plane,
    read_bytes,
    read_text,
    reading,
    walk,
    whole,
)
from app.core.formats.palettes import colors_to_indices
from app.core.formats.records import IndexedPlane, Parts, ReadImage, Region, Sheet, Size, Target, Unreadable, dense_ids
from app.core.label_classes import Color, LabelClasses
from app.core.label_file import look_up, value_counts
from app.core.label_map import UNLABELED
from app.core.palette_png import encode_plane

_VOID = "Void"
_VOID_NAMES = {"void", "unlabelled", "unlabeled"}
#: of SegNet's eleven classes, for folders without a table
SEGNET = (
    "Sky",
    "Building",
    "Pole",
    "Road",
    "Pavement",
    "Tree",
    "SignSymbol",
    "Fence",
    "Car",
    "Pedestrian",
    "Bicyclist",
    "Void",
)
#: Brostow et al. 2009: the 32 classes, for masks in colours without a table
_COLORS: dict[Color, str] = {
    (64, 128, 64): "Animal",
    (192, 0, 128): "Archway",
    (0, 128, 192): "Bicyclist",
    (0, 128, 64): "Bridge",
    (128, 0, 0): "Building",
    (64, 0, 128): "Car",
    (64, 0, 192): "CartLuggagePram",
    (192, 128, 64): "Child",
    (192, 192, 128): "Column_Pole",
    (64, 64, 128): "Fence",
    (128, 0, 192): "LaneMkgsDriv",
    (192, 0, 64): "LaneMkgsNonDriv",
    (128, 128, 64): "Misc_Text",
    (192, 0, 192): "MotorcycleScooter",
    (128, 64, 64): "OtherMoving",
    (64, 192, 128): "ParkingBlock",
    (64, 64, 0): "Pedestrian",
    (128, 64, 128): "Road",
    (128, 128, 192): "RoadShoulder",
    (64, 128, 192): "SUVPickupTruck",
    (0, 0, 192): "Sidewalk",
    (192, 128, 128): "SignSymbol",
    (128, 128, 128): "Sky",
    (0, 0, 64): "TrafficCone",
    (0, 64, 64): "TrafficLight",
    (192, 64, 128): "Train",
    (128, 128, 0): "Tree",
    (192, 128, 192): "Truck_Bus",
    (64, 0, 64): "Tunnel",
    (192, 192, 0): "VegetationMisc",
    (0, 0, 0): _VOID,
    (64, 192, 0): "Wall",
}

Table = tuple[dict[int, str], dict[int, Color]]


class CamVid:
    """See the module."""

    name = "camvid"
    title = "CamVid"
    summary = "index PNG per image, label_colors.txt, one list per split; the last class is void"
    keeps = frozenset({"split", "void", "colors"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """The image and its mask."""
        ids = dense_ids(sheet.classes)
        table, palette = np.full(256, len(ids), np.uint8), np.zeros((256, 3), np.uint8)
        for index, number in ids.items():
            table[index], palette[number] = number, sheet.classes[index].color
        image, mask = f"{sheet.split}/{sheet.stem}{sheet.image_suffix}", f"{sheet.split}annot/{sheet.stem}.png"
        target.write(mask, encode_plane(look_up(sheet.labels, table), palette))
        target.copy_image(sheet, image)
        for value in np.flatnonzero(value_counts(sheet.labels)[:UNLABELED]).tolist():
            name = sheet.classes[value].name
            if plain_names(sheet.classes)[value] != name:
                target.notes["name written without spaces in label_colors.txt: images", name] += 1
        return f"/{image} /{mask}"

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """label_colors.txt, classes.tsv and the lists."""
        plain = plain_names(classes)
        lines = [f"{' '.join(str(value) for value in each.color)}\t{plain[each.index]}\n" for each in classes]
        target.write("label_colors.txt", ("".join(lines) + f"0 0 0\t{_VOID}\n").encode())
        target.write("classes.tsv", classes.to_text().encode())
        for split in parts.splits():
            target.stream(f"{split}.txt", (f"{line}\n" for _, line in parts.of(split)))

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable]:
        """A folder with <split>annot/ folders."""
        folder = source if source.is_dir() else source.parent
        names = find_common(folder, "classes.tsv") or find_common(folder, "classes.txt")  # as it was called at first
        table = _with_spaces(_read_table(find_common(folder, "label_colors.txt")), names)
        for file in walk(folder, ".png"):
            place = file.relative_to(folder).parts
            if not place[0].endswith("annot"):
                continue
            split = place[0].removesuffix("annot")
            stem = "/".join((*place[1:-1], file.stem))
            try:
                beside = find_image(folder / split, stem)
            except DAMAGE as error:
                yield Unreadable(str(file), f"{file} cannot be used: {explain(error)}.")
                continue
            yield ReadImage(stem, _regions(file, table), image_path=beside, split=split)


def plain_names(classes: LabelClasses) -> dict[int, str]:
    """Class index -> a name without spaces that no other class has."""
    names: dict[int, str] = {}
    taken = {each.name for each in classes if not any(map(str.isspace, each.name))}
    for each in classes:
        name = plain = "_".join(each.name.split())
        number = 1
        while name != each.name and name in taken:
            number += 1
            name = f"{plain}_{number}"
        taken.add(name)
        names[each.index] = name
    return names


def _with_spaces(table: Table | None, file: Path | None) -> Table | None:
    """The table with the names as they were, where classes.tsv is of the same export."""
    if table is None or file is None:
        return table
    with reading(file):
        try:
            classes = LabelClasses.from_text(read_text(file))
        except InputError:  # a list of another program
            return table
    names, colors = table
    plain = plain_names(classes)
    if [*plain.values(), _VOID] != list(names.values()):
        return table
    return {**names, **{number: each.name for number, each in enumerate(classes)}}, colors


def _regions(file: Path, table: Table | None) -> Any:
    def regions(size: Size) -> Iterable[Region]:
        with reading(file):
            plane = image_plane(read_bytes(file), size=size)
            if plane.ndim == 3:
                names, colors = table or _color_table()
                plane = colors_to_indices(plane, colors)
            else:
                names, colors = table or (dict(enumerate(SEGNET)), {})
                if plane.dtype != np.uint8:
                    raise ValueError("it is no 8-bit image")
        # A class of the person's may be called Void as well: the last line is the one that is meant.
        last = max(names, default=0)
        is_void = [number for number in (last,) if names.get(number, "").lower() in _VOID_NAMES]
        return IndexedPlane(plane, names, colors, void=[*is_void, 255] if last < 255 else is_void)

    return regions


def _color_table() -> Table:
    names = [*(each for each in _COLORS.values() if each != _VOID), _VOID]
    by_name = {name: color for color, name in _COLORS.items()}
    return dict(enumerate(names)), {number: by_name[name] for number, name in enumerate(names)}


def _read_table(file: Path | None) -> Table | None:
    if file is None:
        return None
    names: dict[int, str] = {}
    colors: dict[int, Color] = {}
    with reading(file):
        lines = [line for line in read_text(file).splitlines() if line.strip()]
        if len(lines) > 256:
            raise ValueError(f"it lists {len(lines)} classes, at most 256 can be read")
        for number, line in enumerate(lines):
            red, green, blue, name = line.split(maxsplit=3)
            values = (whole(int(value), "a colour", high=255) for value in (red, green, blue))
            names[number], colors[number] = class_name(name), tuple(values)  # type: ignore[assignment]
    return names, colors


FORMAT = CamVid()
