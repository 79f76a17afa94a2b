"""ISAT: <name>.json beside the image with outlines in layers, and isat.yaml with the classes.

Its converters cut the points to whole numbers and fill with skimage.draw.polygon, outline included; later layers cover
earlier ones, and `__background__` erases.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from app.core.formats.beside import ImagesBeside
from app.core.formats.inputs import class_name, find_common, points_of, read_json, read_text, reading, size_of, text_of
from app.core.formats.labelme import read_json_files
from app.core.formats.outlines import center_outlines, components, dense, fill_inclusive
from app.core.formats.records import Parts, ReadImage, Region, Sheet, Size, Target, Unreadable
from app.core.label_classes import Color, LabelClasses

_ERASER = "__background__"


class Isat:
    """See the module."""

    name = "isat"
    title = "ISAT JSON"
    summary = "one JSON per image with outlines; holes are cuts"
    keeps = frozenset({"colors", "instances"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """The image and its JSON."""
        objects: list[dict[str, Any]] = []
        for each, row, col, mask in sheet.regions():
            for top, left, part in components(mask):
                outlines, holes = center_outlines(part)
                target.notes["holes cut", each.name] += holes
                target.notes["objects split into rows", each.name] += len(outlines) > 1
                x, y, group = col + left, row + top, len(objects) + 1
                box = [float(value) for value in (x, y, x + part.shape[1], y + part.shape[0])]
                for line in outlines:
                    corners = (dense(line) + np.array((x, y))).astype(float).tolist()
                    about = {"category": each.name, "group": group, "segmentation": corners, "bbox": box}
                    area = float(np.count_nonzero(part))
                    objects.append({**about, "area": area, "layer": float(len(objects) + 1), "iscrowd": 0, "note": ""})
        height, width = sheet.size
        image = f"{sheet.stem}{sheet.image_suffix}"
        info = {
            "description": "ISAT",
            "folder": "",
            "name": image,
            "width": width,
            "height": height,
            "depth": 3,
            "note": "",
        }
        target.write(f"{sheet.stem}.json", json.dumps({"info": info, "objects": objects}, ensure_ascii=False).encode())
        target.copy_image(sheet, image)
        return None

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """isat.yaml."""
        lines = ["label:", "- color: '#000000'", f"  name: {_ERASER}"]
        for each in classes:
            lines += [f"- color: '#{bytes(each.color).hex()}'", f"  name: {json.dumps(each.name, ensure_ascii=False)}"]
        target.write("isat.yaml", ("\n".join(lines) + "\n").encode())

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable]:
        """A file, or every JSON below a folder."""
        folder = source if source.is_dir() else source.parent
        colors = _colors(find_common(folder, "isat.yaml"))
        yield from read_json_files(source, lambda file, root: _image(file, root, colors))


def _colors(file: Path | None) -> dict[str, Color]:
    """Colours by class from isat.yaml; what is not of its form is passed over, for classes work without."""
    colors: dict[str, Color] = {}
    if file is None:
        return colors
    with reading(file):
        color: Color | None = None
        for line in read_text(file).splitlines():
            key, _, value = line.lstrip("- ").partition(":")
            value = value.strip().strip("'\"")
            if key.strip() == "color" and len(value) == 7 and value[0] == "#":
                packed = int(value[1:], 16)
                color = (packed >> 16, packed >> 8 & 255, packed & 255)
            elif key.strip() == "name" and color is not None:
                colors[value] = color
    return colors


def _image(file: Path, folder: Path, colors: dict[str, Color]) -> ReadImage:
    content = read_json(file)
    if not isinstance(content, dict) or not isinstance(content.get("objects"), list):
        raise ValueError("it has no objects; it is no file of ISAT")
    info = content["info"]
    name = text_of(info["name"], "the name of the image")
    size = size_of(info["height"], info["width"])
    objects = sorted(content["objects"], key=lambda each: float(each.get("layer") or 0))

    def regions(asked: Size) -> Iterator[Region]:
        with reading(file):
            for each in objects:
                category = class_name(each["category"])
                placed = fill_inclusive(points_of(each["segmentation"], asked), asked)
                yield Region(None if category == _ERASER else category, *placed, colors.get(category))

    return ReadImage(name, regions, size, ImagesBeside(file, folder).find(name))


FORMAT = Isat()
