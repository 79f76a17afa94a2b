"""COCO panoptic: annotations/panoptic_<split>.json and panoptic_<split>/<name>.png, whose colours are segment ids.

Kirillov et al. 2019 and panopticapi: id = R + 256 G + 256² B; id 0 is void. One segment for each class on an image.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from app.core.formats.beside import ImagesBeside, split_of
from app.core.formats.coco import json_files
from app.core.formats.inputs import (
    DAMAGE,
    class_name,
    explain,
    image_plane,
    inside,
    read_bytes,
    reading,
    text_of,
    whole,
)
from app.core.formats.json_stream import PAUSE, stream
from app.core.formats.records import IndexedPlane, Parts, ReadImage, Reading, Region, Sheet, Size, Target, Unreadable
from app.core.label_classes import Color, LabelClasses
from app.core.label_map import UNLABELED
from app.core.opencv import cv2


class CocoPanoptic:
    """See the module."""

    name = "coco-panoptic"
    title = "COCO panoptic"
    summary = "one PNG per image with segment ids as colours, one JSON per split"
    keeps = frozenset({"split", "void", "colors"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """The PNG and the image."""
        file = f"{sheet.stem}{sheet.image_suffix}"
        blue_green_red = np.zeros((*sheet.size, 3), np.uint8)
        segments = []
        for each, row, col, mask in sheet.regions():
            blue_green_red[row : row + mask.shape[0], col : col + mask.shape[1], 2][mask] = each.index + 1
            box, area = [col, row, mask.shape[1], mask.shape[0]], int(np.count_nonzero(mask))
            entry = {"id": each.index + 1, "category_id": each.index + 1, "iscrowd": 0}
            segments.append({**entry, "bbox": box, "area": area})
        target.write(
            f"annotations/panoptic_{sheet.split}/{sheet.stem}.png", cv2.imencode(".png", blue_green_red)[1].tobytes()
        )
        target.copy_image(sheet, f"images/{file}")
        height, width = sheet.size
        annotation = {"file_name": f"{sheet.stem}.png", "segments_info": segments}
        return {"image": {"file_name": file, "width": width, "height": height}, "annotation": annotation}

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """annotations/panoptic_<split>.json."""
        for split in parts.splits():
            target.stream(f"annotations/panoptic_{split}.json", self._pieces(parts, split, classes))

    def _pieces(self, parts: Parts, split: str, classes: LabelClasses) -> Iterator[str]:
        categories = [
            {"id": each.index + 1, "name": each.name, "supercategory": "", "isthing": 0, "color": list(each.color)}
            for each in classes
        ]
        yield f'{{"info": {{"description": "Segmend"}}, "categories": {json.dumps(categories)}, "images": ['
        for number, (_, part) in enumerate(parts.of(split), start=1):
            yield (",\n" if number > 1 else "\n") + json.dumps({"id": number, **part["image"]})
        yield '], "annotations": ['
        for number, (_, part) in enumerate(parts.of(split), start=1):
            yield (",\n" if number > 1 else "\n") + json.dumps({"image_id": number, **part["annotation"]})
        yield "]}\n"

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable | Reading]:
        """A panoptic JSON file, or every one in a folder; the PNG files lie in the folder of the same name."""
        for file in json_files(source, "segments_info", "annotations", "categories"):
            classes: dict[int, tuple[str, Color | None]] = {}
            names: dict[Any, str] = {}
            with reading(file):
                yield from _fill(file, classes, names)
            beside = ImagesBeside(file, source if source.is_dir() else file.parent)
            for key, element in _checked(file):
                if key == "annotations":
                    yield _image(file, beside, element, classes, names)


def _checked(file: Path) -> Iterator[tuple[str, Any]]:
    with reading(file):
        yield from stream(file)


def _fill(file: Path, classes: dict[int, tuple[str, Color | None]], names: dict[Any, str]) -> Iterator[Reading]:
    """Read the classes, and the names of images, with a word now and then."""
    for number, (key, element) in enumerate(stream(file), start=1):
        if number % PAUSE == 0:
            yield Reading(file.name)
        if key == "categories":
            listed = element.get("color")
            color: Color | None = None
            if listed is not None:
                red, green, blue = (whole(value, "a colour", high=255) for value in listed)
                color = (red, green, blue)
            classes[whole(element["id"], "a category id")] = (class_name(element["name"]), color)
        elif key == "images":
            names[whole(element["id"], "an image id")] = text_of(element["file_name"], "file_name")


def _image(
    file: Path, beside: ImagesBeside, element: Any, classes: dict[int, tuple[str, Color | None]], names: dict[Any, str]
) -> ReadImage | Unreadable:
    try:
        mask_name = text_of(element["file_name"], "file_name")
        name = names.get(element["image_id"], mask_name)
        pngs = [inside(each, f"{file.stem}/{mask_name}") for each in beside.folders]
        png = next((each for each in pngs if each.is_file()), pngs[0])
        segments = {
            whole(each["id"], "a segment id"): whole(each["category_id"], "a category id")
            for each in element["segments_info"]
        }
    except DAMAGE as error:
        return Unreadable(file.name, f"An image in {file} cannot be used: {explain(error)}.")

    def regions(size: Size) -> Iterable[Region]:
        with reading(png):
            pixels = image_plane(read_bytes(png), size=size)
            if pixels.ndim != 3:
                pixels = np.stack([pixels, np.zeros_like(pixels), np.zeros_like(pixels)], axis=2)
            ids = (pixels.astype(np.int64) << np.array([0, 8, 16])).sum(axis=2)
            found, place = np.unique(ids, return_inverse=True)
            wanted = [segments.get(number, -1) if number else -1 for number in found.tolist()]
            numbers = {category: number for number, category in enumerate(dict.fromkeys(wanted)) if category >= 0}
            if len(numbers) > UNLABELED:
                raise ValueError(f"it holds {len(numbers)} classes, more than the {UNLABELED} of a label map")
        named = {number: classes.get(each, (f"class {each}", None)) for each, number in numbers.items()}
        table = np.array([numbers.get(category, UNLABELED) for category in wanted], np.uint8)
        names = {number: name for number, (name, _) in named.items()}
        colors = {number: color for number, (_, color) in named.items() if color is not None}
        return IndexedPlane(table[place].reshape(size), names, colors, void=(UNLABELED,))

    return ReadImage(name, regions, None, beside.find(name), split_of(file))


FORMAT = CocoPanoptic()
