"""COCO instances: annotations/instances_<split>.json; an object is a part of a class that hangs together.

Outlines lie along the edges of pixels, which pycocotools fills exactly; objects with holes are run lengths (both are
allowed for iscrowd 0). Lin et al. 2014 and cocodataset.org, "Data format".
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from app.core.formats.beside import ImagesBeside, split_of
from app.core.formats.inputs import (
    DAMAGE,
    class_name,
    explain,
    json_keys,
    points_of,
    reading,
    size_of,
    text_of,
    walk,
    whole,
)
from app.core.formats.json_stream import PAUSE, stream
from app.core.formats.outlines import components, edge_outlines, fill_coco
from app.core.formats.records import (
    BOXES,
    FormatError,
    Parts,
    ReadImage,
    Reading,
    Region,
    Sheet,
    Size,
    Skipped,
    Target,
    Unreadable,
)
from app.core.formats.runs import coco_rle, read_coco_rle
from app.core.label_classes import LabelClasses
from app.core.masks import Mask, PlacedMask

_KEYPOINTS, _INSTANCES, _STUFF = "person_keypoints_", "instances_", "stuff_"  # how COCO calls its tables
MOST_OBJECTS = 500  # of one class on one image; where there are more, they become one object of run lengths


class CocoInstances:
    """See the module."""

    name = "coco"
    title = "COCO instances"
    summary = "one JSON per split with outlines, and run lengths where there are holes"
    keeps = frozenset({"split"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """The image; what is said of it goes into the common file."""
        file = f"{sheet.stem}{sheet.image_suffix}"
        target.copy_image(sheet, f"images/{file}")
        objects = []
        for each, row, col, mask in sheet.regions():
            for segmentation, box, area in _objects(sheet.size, row, col, mask, each.name, target.notes):
                entry = {"category_id": each.index + 1, "segmentation": segmentation, "bbox": box, "area": area}
                objects.append({**entry, "iscrowd": 0})
        height, width = sheet.size
        return {"image": {"file_name": file, "width": width, "height": height}, "objects": objects}

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """annotations/instances_<split>.json."""
        categories = [{"id": each.index + 1, "name": each.name, "supercategory": ""} for each in classes]
        head = f'{{"info": {{"description": "Segmend"}}, "licenses": [], "categories": {json.dumps(categories)}'
        for split in parts.splits():
            target.stream(f"annotations/instances_{split}.json", _pieces(head, partial(parts.of, split)))

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable | Reading]:
        """A JSON file, or every one with `images` and `annotations` in a folder."""
        files = json_files(source, "images", "annotations", "categories", unless="segments_info")
        for file in _published(files):
            table = _Table(file)
            with reading(file):
                yield from table.fill()
            yield from table.images(source if source.is_dir() else file.parent)


def _objects(
    size: Size, row: int, col: int, mask: Mask, name: str, notes: Counter[tuple[str, str]]
) -> Iterator[tuple[Any, list[int], int]]:
    """segmentation, bbox and area of every object of a class."""
    parts = list(components(mask))
    if len(parts) > MOST_OBJECTS:
        notes["objects joined into one", name] += len(parts)
        parts = [(0, 0, mask)]
    for top, left, part in parts:
        box = [col + left, row + top, part.shape[1], part.shape[0]]
        segmentation: Any = _outlines(size, row + top, col + left, part)
        if segmentation is None:
            segmentation = coco_rle(size, row + top, col + left, part)
            notes["written as run lengths (holes)", name] += 1
        yield segmentation, box, int(np.count_nonzero(part))


def _outlines(size: Size, row: int, col: int, mask: Mask) -> list[list[int]] | None:
    """The outlines of a mask where pycocotools makes the same pixels of them, else None."""
    outlines = edge_outlines(mask)
    doubled_areas = [
        int((line[:, 0] * np.roll(line[:, 1], -1) - np.roll(line[:, 0], -1) * line[:, 1]).sum()) for line in outlines
    ]
    if min(doubled_areas) < 0:
        return None
    top, left, filled = fill_coco([line.astype(np.float64) for line in outlines], (mask.shape[0], mask.shape[1]))
    if (top, left) != (0, 0) or not np.array_equal(filled, mask):
        return None
    return [(line + np.array((col, row))).ravel().tolist() for line in outlines]


def _pieces(head: str, parts: Callable[[], Iterator[tuple[str, Any]]]) -> Iterator[str]:
    """The JSON text, image by image: the parts are gone through twice, so that none has to be kept."""
    yield head + ', "images": ['
    for number, (_, part) in enumerate(parts(), start=1):
        yield (",\n" if number > 1 else "\n") + json.dumps({"id": number, **part["image"]})
    yield '], "annotations": ['
    count = 0
    for number, (_, part) in enumerate(parts(), start=1):
        for each in part["objects"]:
            count += 1
            yield (",\n" if count > 1 else "\n") + json.dumps({"id": count, "image_id": number, **each})
    yield "]}\n"


def json_files(source: Path, *keys: str, unless: str | None = None) -> list[Path]:
    """The source itself, or the JSON files of a folder with these keys and not `unless`; FormatError without any."""
    if not source.is_dir():
        return [source]
    asked = {*keys} if unless is None else {*keys, unless}
    files = [file for file in walk(source, ".json") if json_keys(file, asked) == {*keys}]
    if not files:
        raise FormatError(f"{source} has no JSON file with {' and '.join(keys)}; choose the file itself or its folder.")
    return files


def _published(files: list[Path]) -> list[Path]:
    """COCO's own tables of the same images: what lies on top last, and no person a second time."""
    names = set(files)
    kept = [
        file for file in files
        if not file.name.startswith(_KEYPOINTS)
        or file.with_name(file.name.replace(_KEYPOINTS, _INSTANCES, 1)) not in names
    ]  # fmt: skip
    return sorted(kept, key=lambda file: not file.name.startswith(_STUFF))


class _Table:
    """The objects of one file by image, on the disk where they are many."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._categories: dict[int, str] = {}
        self._rows = sqlite3.connect("", check_same_thread=False)  # a private file that goes by itself
        self._rows.execute("CREATE TABLE images(id INTEGER PRIMARY KEY, name TEXT, height INTEGER, width INTEGER)")
        self._rows.execute("CREATE TABLE objects(image INTEGER, data TEXT)")

    def fill(self) -> Iterator[Reading]:
        """Read the file, with a word now and then. Raises what damaged content raises."""
        for number, (key, element) in enumerate(stream(self._file), start=1):
            if number % PAUSE == 0:
                yield Reading(self._file.name)
            if key == "categories":
                self._categories[whole(element["id"], "a category id")] = class_name(element["name"])
            elif key == "images":
                row = (whole(element["id"], "an image id", high=1 << 62), file_name(element))
                size = (element.get("height"), element.get("width"))
                self._rows.execute("INSERT OR REPLACE INTO images VALUES (?, ?, ?, ?)", (*row, *_stated(size)))
            elif key == "annotations":
                kept = {name: element.get(name) for name in ("segmentation", "category_id")}
                image = whole(element["image_id"], "an image id", high=1 << 62)
                self._rows.execute("INSERT INTO objects VALUES (?, ?)", (image, json.dumps(kept)))
        self._rows.execute("CREATE INDEX by_image ON objects(image)")

    def images(self, folder: Path) -> Iterator[ReadImage | Unreadable]:
        """The images in order of their numbers."""
        try:
            split, beside = split_of(self._file), ImagesBeside(self._file, folder)
            rows = self._rows.execute("SELECT id, name, height, width FROM images ORDER BY id")
            for number, name, height, width in rows:
                yield self._image(beside, split, number, name, height, width)
        finally:
            self._rows.close()

    def _image(
        self, beside: ImagesBeside, split: str | None, number: int, name: str, height: Any, width: Any
    ) -> ReadImage | Unreadable:
        try:
            size = None if height is None else size_of(height, width)
            path = beside.find(name)
        except DAMAGE as error:
            return Unreadable(name, f"{name} in {self._file} cannot be used: {explain(error)}.")
        return ReadImage(name, lambda asked: self._regions(number, asked), size, path, split)

    def _regions(self, number: int, size: Size) -> Iterator[Region | Skipped]:
        with reading(self._file):
            for (data,) in self._rows.execute("SELECT data FROM objects WHERE image = ? ORDER BY rowid", (number,)):
                element = json.loads(data)
                category = whole(element["category_id"], "a category id")
                name = self._categories.get(category, f"class {category}")
                if not element["segmentation"]:
                    yield Skipped(BOXES, name)
                    continue
                yield Region(name, *segmentation_mask(element["segmentation"], size))


def file_name(image: Any) -> str:
    """The name of an image; of LVIS, which has none, the end of the address. ValueError, KeyError."""
    if "file_name" not in image and "coco_url" in image:
        return text_of(image["coco_url"], "coco_url").rpartition("/")[2]
    return text_of(image["file_name"], "file_name")


def _stated(size: tuple[Any, Any]) -> tuple[int, int] | tuple[None, None]:
    return (None, None) if None in size else size_of(*size)


def segmentation_mask(value: Any, size: Size) -> PlacedMask:
    """The pixels of COCO's `segmentation`, outlines or run lengths; ValueError."""
    if isinstance(value, dict):
        return read_coco_rle(value, size)
    if value is None or value == []:
        return 0, 0, np.zeros((0, 0), bool)
    return fill_coco([points_of(line, size) for line in value], size)


FORMAT = CocoInstances()
