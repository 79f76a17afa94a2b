"""Cityscapes: gtFine/<split>/<city>/<name>_gtFine_labelIds.png, _instanceIds, _color, _polygons.json; leftImg8bit/.

Classes named as in Cityscapes have its ids, others those it does not use; labels.json lists all. 0 is unlabeled
(cityscapesscripts, helpers/labels.py, preparation/json2labelImg.py and json2instanceImg.py). KITTI's semantics, whose
pixels have the same ids, are read as well: semantic/<name>.png, image_2/ beside it.
"""

import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.core.formats.camvid import plain_names
from app.core.formats.inputs import (
    DAMAGE,
    class_name,
    explain,
    find_common,
    find_image,
    image_plane,
    points_of,
    read_bytes,
    read_json,
    reading,
    size_of,
    walk,
    whole,
)
from app.core.formats.outlines import center_outlines, components, fill_pillow
from app.core.formats.records import IndexedPlane, Parts, Plane, ReadImage, Region, Sheet, Size, Target, Unreadable
from app.core.label_classes import Color, LabelClasses
from app.core.label_file import look_up
from app.core.palette_png import encode_plane

_NAMES = (
    "unlabeled,ego vehicle,rectification border,out of roi,static,dynamic,ground,road,sidewalk,parking,rail track,"
    "building,wall,fence,guard rail,bridge,tunnel,pole,polegroup,traffic light,traffic sign,vegetation,terrain,sky,"
    "person,rider,car,truck,bus,caravan,trailer,train,motorcycle,bicycle"
)
CITYSCAPES = tuple(_NAMES.split(","))
_TRAIN_IDS = (7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33)
_NOT_LABELED = (0, 1, 2, 3)  # unlabeled and what lies outside the picture
_WITH_INSTANCES = range(24, 34)  # person to bicycle
_MOST_INSTANCES = 1000  # of a class, in an image
_CITY = "segmend"
_END = "_gtFine"
_KINDS = ("gtFine", "gtCoarse")

Table = dict[int, tuple[str, Color | None]]


class Cityscapes:
    """See the module."""

    name = "cityscapes"
    title = "Cityscapes"
    summary = "labelIds and colour PNG and polygons per image; 0 is unlabeled"
    keeps = frozenset({"split", "void", "colors"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """The image, the PNG files and the polygons."""
        ids = _ids(sheet.classes)
        table = np.zeros(256, np.uint8)
        for index, number in ids.items():
            table[index] = number
        place = f"gtFine/{sheet.split}/{_CITY}/{sheet.stem}{_END}"
        palette = np.zeros((256, 3), np.uint8)
        for index, number in ids.items():
            palette[number] = sheet.classes[index].color
        plane = look_up(sheet.labels, table)
        target.write(f"{place}_labelIds.png", _png(plane))
        target.write(f"{place}_instanceIds.png", _png(_instances(sheet, plane, ids, target)))
        target.write(f"{place}_color.png", encode_plane(plane, palette))
        target.write(f"{place}_polygons.json", json.dumps(_polygons(sheet, target), ensure_ascii=False).encode())
        target.copy_image(sheet, f"leftImg8bit/{sheet.split}/{_CITY}/{sheet.stem}_leftImg8bit{sheet.image_suffix}")
        return None

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """labels.json: id, name and colour of every class; label_colors.txt, which Datumaro reads."""
        rows = [
            {"id": number, "name": classes[index].name, "color": list(classes[index].color)}
            for index, number in _ids(classes).items()
        ]
        target.write("labels.json", json.dumps(rows, indent=1, ensure_ascii=False).encode())
        target.write("label_colors.txt", _label_colors(classes).encode())

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable]:
        """A folder with gtFine/ (or that folder): labelIds where there are, else polygons, instanceIds or trainIds."""
        folder = source if source.is_dir() else source.parent
        table = _read_table(find_common(folder, "labels.json"))
        files: dict[str, dict[str, Path]] = {}
        for file in walk(folder, ".png", ".json"):
            stem, mark, kind = file.stem.rpartition("_gt")
            if mark:
                kinds = files.setdefault(str(file.relative_to(folder).parent / stem), {})
                kinds[kind.partition("_")[2]] = file
        for kinds in files.values():
            chosen = next(
                (each for each in ("labelIds", "polygons", "instanceIds", "labelTrainIds") if each in kinds), None
            )
            if chosen is not None:
                yield _image(kinds[chosen], chosen, folder, table)
        for file in walk(folder, ".png"):
            if file.parent.name == "semantic":
                yield _image(file, "labelIds", folder, table)


def _ids(classes: LabelClasses) -> dict[int, int]:
    """Class index -> id: Cityscapes' own by name, else from 34 up, then what is left."""
    ids = {each.index: CITYSCAPES.index(each.name) for each in classes if each.name in CITYSCAPES[4:]}
    free = [number for number in (*range(34, 256), *range(1, 34)) if number not in ids.values()]
    for each in classes:
        if each.index not in ids:
            ids[each.index] = free.pop(0)
    return ids


def _label_colors(classes: LabelClasses) -> str:
    """Colour and name of every id from 0 on, as Datumaro has it: a line for each, no name twice or with spaces."""
    by_id = {number: index for index, number in _ids(classes).items()}
    plain = plain_names(classes)
    lines = []
    for number in range(max(by_id, default=0) + 1):
        if number in by_id:
            name, color = plain[by_id[number]], classes[by_id[number]].color
        else:
            name, color = f"unused_{number}" if number else "unlabeled", (0, 0, 0)
            while name in plain.values():
                name += "_"
        lines.append(f"{' '.join(str(value) for value in color)} {name}\n")
    return "".join(lines)


def _instances(sheet: Sheet, plane: Plane, ids: dict[int, int], target: Target) -> NDArray[np.uint16]:
    """Ids, of the classes with instances 1000 x id + a number for each connected part; too many parts keep the id."""
    wide = plane.astype(np.uint16)
    for each, row, col, mask in sheet.regions():
        number = ids[each.index]
        if number not in _WITH_INSTANCES:
            continue
        for count, (top, left, part) in enumerate(components(mask)):
            if count >= _MOST_INSTANCES:
                target.notes["parts without a number in instanceIds", each.name] += 1
                continue
            place = wide[row + top : row + top + part.shape[0], col + left : col + left + part.shape[1]]
            place[part] = number * 1000 + count
    return wide


def _png(plane: Plane | NDArray[np.uint16]) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(plane).save(stream, "PNG", compress_level=3)
    return stream.getvalue()


def _polygons(sheet: Sheet, target: Target) -> dict[str, Any]:
    objects = []
    for each, row, col, mask in sheet.regions():
        for top, left, part in components(mask):
            outlines, holes = center_outlines(part)
            target.notes["holes cut (polygons file)", each.name] += holes
            for line in outlines:
                corner = np.array((col + left, row + top))
                objects.append({"label": each.name, "polygon": (line + corner).tolist()})
    return {"imgHeight": sheet.size[0], "imgWidth": sheet.size[1], "objects": objects}


def _read_table(file: Path | None) -> Table:
    table: Table = {number: (name, None) for number, name in enumerate(CITYSCAPES) if number not in _NOT_LABELED}
    if file is not None:
        with reading(file):
            for each in read_json(file):
                red, green, blue = (whole(value, "a colour", high=255) for value in each["color"])
                table[whole(each["id"], "an id", high=255)] = (class_name(each["name"]), (red, green, blue))
    return table


def _image(file: Path, kind: str, folder: Path, table: Table) -> ReadImage | Unreadable:
    stem = file.stem.rpartition("_gt")[0] or file.stem
    split = next((each for each in file.parts if each in ("train", "val", "test")), None)
    size: Size | None = None
    try:
        beside = _find_beside(file, stem)
        content: Any = None
        if kind == "polygons":
            content = read_json(file)
            size = size_of(content["imgHeight"], content["imgWidth"])
    except DAMAGE as error:
        return Unreadable(str(file), f"{file} cannot be used: {explain(error)}.")

    def regions(asked: Size) -> Iterable[Region]:
        with reading(file):
            if content is not None:
                return list(_drawn(content, asked))
            plane = _label_ids(image_plane(read_bytes(file), size=asked), kind)
        names = {number: name for number, (name, _) in table.items()}
        colors = {number: color for number, (_, color) in table.items() if color is not None}
        return IndexedPlane(plane, names, colors, void=[each for each in _NOT_LABELED if each not in names])

    return ReadImage(stem, regions, size, beside, split)


def _drawn(content: Any, size: Size) -> Iterator[Region]:
    for each in content["objects"]:
        name = class_name(each["label"])
        placed = fill_pillow(points_of(each["polygon"], size), size, outline=False)
        yield Region(None if name in ("unlabeled", "out of roi") else name, *placed)


def _label_ids(plane: Any, kind: str) -> Plane:
    """labelIds from what a file of this kind holds; ValueError."""
    if plane.ndim != 2:
        raise ValueError("it holds colours, not ids")
    wide = plane.astype(np.int64)
    if kind == "instanceIds":
        wide = np.where(wide >= 1000, wide // 1000, wide)
    if kind == "labelTrainIds":
        table = np.zeros(256, np.int64)
        table[: len(_TRAIN_IDS)] = _TRAIN_IDS
        wide = table[np.clip(wide, 0, 255)]
    if wide.size and (wide.min() < 0 or wide.max() > 255):
        raise ValueError("it holds ids beyond 255")
    return wide.astype(np.uint8)


def _find_beside(file: Path, stem: str) -> Path | None:
    """The image in leftImg8bit/ at the same place."""
    parts = list(file.parent.parts)
    if parts[-1] == "semantic":
        return find_image(file.parent.parent / "image_2", stem)
    kind = next((each for each in _KINDS if each in parts), None)
    if kind is None:
        return None
    at = len(parts) - 1 - parts[::-1].index(kind)
    folder = Path(*parts[:at], "leftImg8bit", *parts[at + 1 :])
    return find_image(folder, f"{stem}_leftImg8bit")


FORMAT = Cityscapes()
