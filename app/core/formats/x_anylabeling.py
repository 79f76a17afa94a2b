"""X-AnyLabeling: <name>.json beside the image, labelme's layout with outlines only.

Its exports to masks cut the points to whole numbers and fill with cv2.fillPoly, so outlines go through the centres of
pixels; holes are cuts.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from app.core.formats.beside import ImagesBeside
from app.core.formats.inputs import class_name, points_of, read_json, reading, size_of, text_of
from app.core.formats.labelme import read_json_files
from app.core.formats.outlines import center_outlines, components, fill_lines
from app.core.formats.records import Parts, ReadImage, Region, Sheet, Size, Target, Unreadable
from app.core.label_classes import LabelClasses
from app.core.masks import PlacedMask

_VERSION = "2.4.4"


class XAnyLabeling:
    """See the module."""

    name = "x-anylabeling"
    title = "X-AnyLabeling JSON"
    summary = "one JSON per image with outlines; holes are cuts"
    keeps = frozenset({"instances"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """The image and its JSON."""
        shapes = []
        for each, row, col, mask in sheet.regions():
            for top, left, part in components(mask):
                outlines, holes = center_outlines(part)
                target.notes["holes cut", each.name] += holes
                target.notes["objects split into rows", each.name] += len(outlines) > 1
                for line in outlines:
                    points = (line + np.array((col + left, row + top))).astype(float).tolist()
                    shapes.append(_shape(each.name, points))
        height, width = sheet.size
        image = f"{sheet.stem}{sheet.image_suffix}"
        content: dict[str, Any] = {"version": _VERSION, "flags": {}, "shapes": shapes, "imagePath": image}
        content |= {"imageData": None, "imageHeight": height, "imageWidth": width}
        target.write(f"{sheet.stem}.json", json.dumps(content, ensure_ascii=False).encode())
        target.copy_image(sheet, image)
        return None

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """classes.txt."""
        target.write("classes.txt", "".join(f"{each.name}\n" for each in classes).encode())

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable]:
        """A file, or every one below a folder."""
        yield from read_json_files(source, _image)


def _shape(name: str, points: list[list[float]]) -> dict[str, Any]:
    about = {"label": name, "score": None, "points": points, "group_id": None, "description": "", "difficult": False}
    return {**about, "shape_type": "polygon", "flags": {}, "attributes": {}, "kie_linking": []}


def _image(file: Path, folder: Path) -> ReadImage:
    content = read_json(file)
    if not isinstance(content, dict) or not isinstance(content.get("shapes"), list):
        raise ValueError("it has no shapes; it is no file of X-AnyLabeling")
    name = text_of(content["imagePath"], "imagePath")
    size = size_of(content["imageHeight"], content["imageWidth"])

    def regions(asked: Size) -> Iterator[Region]:
        with reading(file):
            for shape in content["shapes"]:
                placed = _placed(shape, asked)
                if placed is not None:
                    yield Region(class_name(shape["label"]), *placed)

    return ReadImage(name, regions, size, ImagesBeside(file, folder).find(name))


def _placed(shape: Any, size: Size) -> PlacedMask | None:
    """The pixels of a shape; None for points, lines and circles, which its exports leave out too."""
    if shape.get("shape_type") not in ("polygon", "rectangle", "rotation"):
        return None
    points = points_of(shape["points"], size)
    if len(points) == 2:  # a rectangle of its early versions
        (x0, y0), (x1, y1) = points.tolist()
        points = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    return fill_lines(points, size)


FORMAT = XAnyLabeling()
