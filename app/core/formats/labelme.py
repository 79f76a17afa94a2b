"""labelme: <name>.json beside the image, with polygons, and masks where an outline would not give the same pixels.

Read are versions 3 to 7, with and without imageData; polygons are filled as labelme.utils.shape_to_mask does.
"""

import base64
import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from app.core.formats.beside import ImagesBeside
from app.core.formats.inputs import (
    Points,
    class_name,
    find_image,
    image_plane,
    points_of,
    read_json,
    reading,
    size_of,
    text_of,
    walk,
)
from app.core.formats.outlines import center_outlines, components, fill_pillow, fill_pillow_box
from app.core.formats.records import REPORT, FormatError, Parts, ReadImage, Region, Sheet, Size, Target, Unreadable
from app.core.label_classes import LabelClasses
from app.core.listing import is_image_path
from app.core.masks import Mask, PlacedMask
from app.core.palette_png import encode_plane

_VERSION = "5.5.0"  # the first with masks is 5.3
_IGNORED = "__ignore__"  # what its converters leave without a class


class Labelme:
    """See the module."""

    name = "labelme"
    title = "labelme JSON"
    summary = "one JSON per image with polygons, and masks where there are holes"
    keeps = frozenset({"instances"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """The image and its JSON."""
        shapes = []
        for each, row, col, mask in sheet.regions():
            for top, left, part in components(mask):
                shapes.append(_shape(each.name, row + top, col + left, part))
                target.notes["written as masks", each.name] += shapes[-1]["shape_type"] == "mask"
        height, width = sheet.size
        image = f"{sheet.stem}{sheet.image_suffix}"
        content: dict[str, Any] = {
            "version": _VERSION,
            "flags": {},
            "shapes": shapes,
            "imagePath": image,
            "imageData": None,
        }
        content |= {"imageHeight": height, "imageWidth": width}
        target.write(f"{sheet.stem}.json", json.dumps(content, ensure_ascii=False).encode())
        target.copy_image(sheet, image)
        return None

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """labels.txt as labelme's converters want it."""
        names = ["__ignore__", "_background_", *(each.name for each in classes)]
        target.write("labels.txt", ("\n".join(names) + "\n").encode())

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable]:
        """A file, or every one below a folder."""
        yield from read_json_files(source, labelme_image)


def read_json_files(source: Path, read: Callable[[Path, Path], ReadImage]) -> Iterator[ReadImage | Unreadable]:
    """What `read` makes of every JSON file; those that are damaged are named."""
    files = walk(source, ".json") if source.is_dir() else iter([source])
    for file in files:
        if file.name == REPORT and source.is_dir():
            continue  # that of an export
        try:
            with reading(file):
                yield read(file, source if source.is_dir() else file.parent)
        except FormatError as error:
            yield Unreadable(str(file), str(error))


def labelme_image(file: Path, folder: Path) -> ReadImage:
    """labelme's JSON; ValueError and what else damaged content raises."""
    content = read_json(file)
    if not isinstance(content, dict) or not isinstance(content.get("shapes"), list):
        raise ValueError("it has no shapes; it is no file of labelme")
    image = text_of(content.get("imagePath") or "", "imagePath")
    beside = ImagesBeside(file, folder).find(image)
    if not is_image_path(image):  # labelme 4 could name the JSON itself
        beside = find_image(file.parent, file.stem)
        image = f"{file.stem}.jpg" if beside is None else beside.name
    height, width = content.get("imageHeight"), content.get("imageWidth")
    size = None if height is None or width is None else size_of(height, width)

    def regions(asked: Size) -> Iterator[Region]:
        with reading(file):
            for shape in content["shapes"]:
                placed = _placed(shape, asked)
                if placed is not None:
                    name = class_name(shape["label"])
                    yield Region(None if name == _IGNORED else name, *placed)

    return ReadImage(image, regions, size, beside)


def _shape(name: str, row: int, col: int, mask: Mask) -> dict[str, Any]:
    """A polygon where Pillow fills it exactly and without cuts, else a mask."""
    outlines, holes = center_outlines(mask)
    shape: dict[str, Any] = {"label": name, "group_id": None, "description": "", "flags": {}}
    if len(outlines) == 1 and not holes:
        line = outlines[0].astype(np.float64)
        top, left, filled = fill_pillow(line, (mask.shape[0], mask.shape[1]))
        if (top, left) == (0, 0) and np.array_equal(filled, mask):
            return {**shape, "points": (line + np.array((col, row))).tolist(), "shape_type": "polygon", "mask": None}
    palette = np.zeros((256, 3), np.uint8)
    palette[1] = 255
    png = base64.b64encode(encode_plane(mask.astype(np.uint8), palette)).decode("ascii")
    corners = [[col, row], [col + mask.shape[1] - 1, row + mask.shape[0] - 1]]
    return {**shape, "points": corners, "shape_type": "mask", "mask": png}


def _placed(shape: Any, size: Size) -> PlacedMask | None:
    """The pixels of a shape; None for points and lines, which have none."""
    kind = shape.get("shape_type") or "polygon"
    if kind in ("point", "points", "line", "linestrip"):
        return None
    points = points_of(shape["points"], size)
    if kind == "mask":
        return _mask(shape["mask"], points, size)
    if kind == "rectangle" and len(points) == 2:
        return fill_pillow_box(points, size)
    if kind == "circle" and len(points) == 2:
        center, radius = points[0], math.dist(*points.tolist())
        return fill_pillow_box(np.stack([center - radius, center + radius]), size, is_ellipse=True)
    if kind in ("polygon", "rectangle", "rotation", "oriented_rectangle") and len(points) >= 3:
        return fill_pillow(points, size)
    raise ValueError(f"a shape {str(kind)[:40]!r} with {len(points)} points is unknown")


def _mask(text: Any, points: Points, size: Size) -> PlacedMask:
    col, row = (int(value) for value in points[0])
    plane = image_plane(base64.b64decode(text_of_base64(text), validate=True), limit=size[0] * size[1])
    if plane.ndim != 2:
        plane = plane.max(axis=2)
    if row < 0 or col < 0 or row + plane.shape[0] > size[0] or col + plane.shape[1] > size[1]:
        raise ValueError("a mask leaves the image")
    return row, col, plane > 0


def text_of_base64(value: Any) -> str:
    """A long text; ValueError for other things."""
    if not isinstance(value, str):
        raise ValueError("a mask is missing")
    return value


FORMAT = Labelme()
