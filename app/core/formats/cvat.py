"""CVAT 1.1: annotations.xml for images, with masks as run lengths; polygons, boxes, ellipses and video tracks are read.

A mask's runs go row by row inside its box and begin with pixels that are not set (CVAT, "XML annotation format").
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from app.core.formats.beside import ImagesBeside
from app.core.formats.cvat_video import Shapes, Video
from app.core.formats.inputs import (
    DAMAGE,
    Points,
    class_name,
    explain,
    inside,
    iterate_xml,
    points_of,
    reading,
    size_of,
    text_of,
    walk,
    whole,
)
from app.core.formats.outlines import box_corners, components, ellipse_points, fill_coco, turned
from app.core.formats.records import (
    WITHOUT_PIXELS,
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
from app.core.formats.runs import decode_runs, encode_runs
from app.core.label_classes import Color, LabelClasses
from app.core.masks import PlacedMask

_PAUSE = 20  # tracks read between two chances to stop


class Cvat:
    """See the module."""

    name = "cvat"
    title = "CVAT for images"
    summary = "one XML with a mask for every object"
    keeps = frozenset({"split", "colors", "instances"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """The image; its masks go into the common file."""
        masks = []
        for each, row, col, mask in sheet.regions():
            for top, left, part in components(mask):
                runs = ", ".join(str(count) for count in encode_runs(part.ravel()).tolist())
                box = f'left="{col + left}" top="{row + top}" width="{part.shape[1]}" height="{part.shape[0]}"'
                label = quoteattr(each.name)
                masks.append(
                    f'    <mask label={label} source="manual" occluded="0" rle="{runs}" {box} z_order="0"></mask>\n'
                )
        file = f"{sheet.stem}{sheet.image_suffix}"
        target.copy_image(sheet, f"images/{file}")
        return {"file": file, "size": sheet.size, "split": sheet.split, "masks": "".join(masks)}

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """annotations.xml."""
        target.stream("annotations.xml", self._pieces(parts, classes))

    def _pieces(self, parts: Parts, classes: LabelClasses) -> Iterator[str]:
        yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n'
        tasks = "".join(f"<task><subset>{escape(split)}</subset></task>" for split in parts.splits())
        yield f"  <meta><project><tasks>{tasks}</tasks><labels>\n"
        for each in classes:
            color = "#" + bytes(each.color).hex()
            name = escape(each.name)
            yield f"    <label><name>{name}</name><color>{color}</color><type>any</type><attributes /></label>\n"
        yield "  </labels></project></meta>\n"
        number = 0
        for split in parts.splits():
            for _, part in parts.of(split):
                height, width = part["size"]
                names = f'id="{number}" name={quoteattr(part["file"])} subset={quoteattr(split)}'
                yield f'  <image {names} width="{width}" height="{height}">\n{part["masks"]}  </image>\n'
                number += 1
        yield "</annotations>\n"

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable | Reading]:
        """An XML file, or every one below a folder."""
        files = list(walk(source, ".xml")) if source.is_dir() else [source]
        for file in files:
            yield from _read_file(file, source if source.is_dir() else file.parent)


def _read_file(file: Path, folder: Path) -> Iterator[ReadImage | Unreadable | Reading]:
    colors: dict[str, Color] = {}
    video, tracks = Video(), 0
    with reading(file):
        beside = ImagesBeside(file, folder)
        for element in iterate_xml(file, "image", "track"):
            if element.tag == "label":
                _note_color(element, colors)
            elif element.tag == "meta":
                video.note_meta(element)
            elif element.tag == "image":
                yield _image(file, beside, element, colors)
            else:
                video.add(element)
                tracks += 1
                if tracks % _PAUSE == 0:
                    yield Reading(file.name)
        if video.has_frames:
            files = _FrameFiles(beside)
            for frame in video.frames():
                yield _frame(file, files, video, frame, colors)


def _note_color(element: Element, colors: dict[str, Color]) -> None:
    name, color = element.findtext("name"), element.findtext("color") or ""
    if name and len(color) == 7 and color[0] == "#":
        value = int(color[1:], 16)
        colors[name.strip()] = (value >> 16, value >> 8 & 255, value & 255)


def _image(file: Path, beside: ImagesBeside, element: Element, colors: dict[str, Color]) -> ReadImage | Unreadable:
    name = element.get("name", "")
    try:
        text_of(name, "the name of an image")
        size = size_of(int(element.get("height", "0")), int(element.get("width", "0")))
        # Taken out now: the element is emptied when the next one is read.
        shapes = [(each.tag, dict(each.attrib)) for each in element]
        shapes.sort(key=lambda shape: int(shape[1].get("z_order", "0")))
        subset = element.get("subset")
        path = beside.find(f"images/{subset}/{name}") if subset else None
        path = path or beside.find(name)
    except DAMAGE as error:
        return Unreadable(name, f"The image {name[:80]!r} in {file} cannot be used: {explain(error)}.")

    return ReadImage(name, lambda asked: _drawn(file, shapes, asked, colors), size, path, subset)


class _FrameFiles:
    """The images of a video's frames: a video has thousands, and the folders are listed once."""

    def __init__(self, beside: ImagesBeside) -> None:
        self._found: dict[str, tuple[Path, str]] = {}
        for each, place in beside.places:
            for inner in ("images", ""):
                within = "/".join(part for part in (place, inner) if part)
                for name in _listed(os.path.join(each, within)):
                    if name.startswith("frame_") and name.endswith((".PNG", ".png", ".jpg")):
                        self._found.setdefault(name[:-4], (each, f"{within}/{name}" if within else name))

    def get(self, name: str) -> Path | None:
        """The image of a frame, by name without ending; None for one that is not there, or a link that leads out."""
        if name not in self._found:
            return None
        with suppress(ValueError):
            return inside(*self._found[name])
        return None


def _listed(folder: str) -> list[str]:
    """The names in a folder, lossless kinds of images first; none where there is no such folder."""
    try:
        return sorted(os.listdir(folder), key=lambda name: name.endswith(".jpg"))
    except OSError:  # it is not there, or may not be looked into: the labels are of images found by name
        return []


def _frame(file: Path, files: _FrameFiles, video: Video, frame: int, colors: dict[str, Color]) -> ReadImage:
    """A frame of a video, called as CVAT calls its file."""
    name = f"frame_{frame:06}"
    return ReadImage(
        name, lambda asked: _drawn(file, lambda: video.shapes(frame), asked, colors), video.size, files.get(name)
    )


def _drawn(
    file: Path, shapes: Shapes | Callable[[], Shapes], size: Size, colors: dict[str, Color]
) -> Iterator[Region | Skipped]:
    with reading(file):
        for tag, attributes in shapes() if callable(shapes) else shapes:
            label = class_name(attributes["label"] or "unnamed")
            placed = _placed(tag, attributes, size)
            if placed is not None:
                yield Region(label, *placed, colors.get(label))
            elif tag in ("points", "polyline", "skeleton", "cuboid"):
                yield Skipped(WITHOUT_PIXELS, label)


def _placed(tag: str, attributes: dict[str, str], size: Size) -> PlacedMask | None:
    """The pixels of a shape; None for points, lines and tags, which have none."""
    if tag == "mask":
        return _mask(attributes, size)
    if tag == "polygon":
        cells = [pair.split(",") for pair in attributes["points"].split(";")]
        return fill_coco([points_of([[float(x), float(y)] for x, y in cells], size)], size)
    if tag == "box":
        x0, y0, x1, y1 = (float(attributes[key]) for key in ("xtl", "ytl", "xbr", "ybr"))
        corners = box_corners(x0, y0, x1 - x0, y1 - y0)
        return fill_coco([points_of(_rotated(corners, ((x0 + x1) / 2, (y0 + y1) / 2), attributes), size)], size)
    if tag == "ellipse":
        x, y, rx, ry = (float(attributes[key]) for key in ("cx", "cy", "rx", "ry"))
        return fill_coco([points_of(_rotated(ellipse_points(x, y, rx, ry), (x, y), attributes), size)], size)
    return None


def _rotated(points: Points, center: tuple[float, float], attributes: dict[str, str]) -> Points:
    """Boxes and ellipses are turned around their centre, by degrees."""
    degrees = float(attributes.get("rotation", "0"))
    return turned(points, center, degrees) if degrees else points


def _mask(attributes: dict[str, str], size: Size) -> PlacedMask:
    left, top, width, height = (whole(int(attributes[key]), key) for key in ("left", "top", "width", "height"))
    if top + height > size[0] or left + width > size[1]:
        raise ValueError("a mask leaves the image")
    text = attributes["rle"]
    if not text.isascii():
        raise ValueError("the runs of a mask are no numbers")
    counts = np.array([int(cell) for cell in text.split(",")] if text.strip() else [0], np.int64)
    return top, left, decode_runs(counts, width * height).reshape(height, width)


FORMAT = Cvat()
