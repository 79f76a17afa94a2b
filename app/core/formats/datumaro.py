"""Datumaro JSON: annotations/<split>.json with run-length masks as COCO's; polygons and boxes are read too."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from app.core.formats.beside import ImagesBeside
from app.core.formats.coco import json_files
from app.core.formats.inputs import DAMAGE, class_name, explain, points_of, reading, size_of, text_of, whole
from app.core.formats.json_stream import stream
from app.core.formats.outlines import fill_coco
from app.core.formats.records import (
    UNNAMED,
    WITHOUT_CLASS,
    Parts,
    ReadImage,
    Region,
    Sheet,
    Size,
    Skipped,
    Target,
    Unreadable,
    dense_ids,
)
from app.core.formats.runs import coco_rle, read_coco_rle
from app.core.label_classes import Color, LabelClasses
from app.core.masks import PlacedMask


class Datumaro:
    """See the module."""

    name = "datumaro"
    title = "Datumaro JSON"
    summary = "one JSON per split with a run-length mask for every class of an image"
    keeps = frozenset({"split", "colors"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """The image; its masks go into the common file."""
        ids = dense_ids(sheet.classes)
        annotations = []
        for number, (each, row, col, mask) in enumerate(sheet.regions(), start=1):
            about = {"id": number, "type": "mask", "attributes": {}, "group": number, "label_id": ids[each.index]}
            annotations.append({**about, "rle": coco_rle(sheet.size, row, col, mask), "z_order": 0})
        file = f"{sheet.stem}{sheet.image_suffix}"
        target.copy_image(sheet, f"images/{sheet.split}/{file}")
        image = {"path": file, "size": list(sheet.size)}
        return {"id": sheet.stem, "annotations": annotations, "image": image}

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """annotations/<split>.json."""
        for split in parts.splits():
            target.stream(f"annotations/{split}.json", self._pieces(parts, split, classes))

    def _pieces(self, parts: Parts, split: str, classes: LabelClasses) -> Iterator[str]:
        labels = [{"name": each.name, "parent": "", "attributes": []} for each in classes]
        colors = [
            {"label_id": number, **dict(zip("rgb", classes[index].color, strict=True))}
            for index, number in dense_ids(classes).items()
        ]
        categories = {"label": {"labels": labels, "label_groups": [], "attributes": []}, "mask": {"colormap": colors}}
        yield f'{{"dm_format_version": "1.0", "media_type": 2, "infos": {{}}, "categories": {json.dumps(categories)}, '
        yield '"items": ['
        for number, (_, item) in enumerate(parts.of(split)):
            yield (",\n" if number else "\n") + json.dumps(item)
        yield "]}\n"

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable]:
        """A JSON file, or every one with `items` and `categories` in a folder; the name of the file is the split."""
        for file in json_files(source, "items", "categories"):
            table: list[tuple[str, Color | None]] | None = None
            beside = ImagesBeside(file, source if source.is_dir() else file.parent)
            with reading(file):
                for key, element in stream(file):
                    if key == "categories":
                        table = _table(element)
                    elif key == "items":
                        if table is None:
                            raise ValueError("its categories come after its items")
                        yield _image(file, beside, element, table)


def _table(categories: Any) -> list[tuple[str, Color | None]]:
    names = [class_name(each["name"]) for each in (categories.get("label") or {"labels": []})["labels"]]
    colors: dict[int, Color] = {}
    for each in (categories.get("mask") or {"colormap": []})["colormap"]:
        red, green, blue = (whole(each[key], "a colour", high=255) for key in "rgb")
        colors[whole(each["label_id"], "a label id")] = (red, green, blue)
    return [(name, colors.get(number)) for number, name in enumerate(names)]


def _image(
    file: Path, beside: ImagesBeside, item: Any, table: list[tuple[str, Color | None]]
) -> ReadImage | Unreadable:
    try:
        name = text_of((item.get("image") or {}).get("path") or item["id"], "the path of an image")
        stated = (item.get("image") or {}).get("size")
        size = None if not stated else size_of(*stated)
        shapes = sorted(
            item["annotations"], key=lambda each: whole(each.get("z_order") or 0, "z_order", low=-(1 << 31))
        )
        found = beside.find(f"images/{file.stem}/{name}") or beside.find(name)
    except DAMAGE as error:
        return Unreadable(str(file), f"An item in {file} cannot be used: {explain(error)}.")

    def regions(asked: Size) -> Iterator[Region | Skipped]:
        with reading(file):
            for each in shapes:
                placed = _placed(each, asked)
                if placed is not None and each["label_id"] is None:
                    yield Skipped(WITHOUT_CLASS, UNNAMED)
                elif placed is not None:
                    label = whole(each["label_id"], "a label id")
                    label_name, color = table[label] if label < len(table) else (f"class {label}", None)
                    yield Region(label_name, *placed, color)

    return ReadImage(name, regions, size, found, file.stem)


def _placed(each: Any, size: Size) -> PlacedMask | None:
    """The pixels of an annotation; None for labels, points, lines and captions."""
    if each["type"] == "mask":
        return read_coco_rle(each["rle"], size)
    if each["type"] == "polygon":
        return fill_coco([points_of(each["points"], size)], size)
    if each["type"] == "bbox":
        x, y, w, h = (float(value) for value in each["bbox"])
        return fill_coco([points_of(np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)]), size)], size)
    return None


FORMAT = Datumaro()
