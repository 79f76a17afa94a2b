"""Index PNG: images/, labels/<name>.png with class indices, 255 = unlabeled, classes.txt, one list per split.

The layout that `train` and `evaluate` read as a data set. The label files are those of a project, provenance included.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.core.errors import InputError
from app.core.formats.geo_tiff import encode_geo_tiff, geo_tags
from app.core.formats.inputs import (
    as_indices,
    class_name,
    find_common,
    find_image,
    image_plane,
    palette_of,
    read_bytes,
    read_json,
    read_text,
    reading,
    walk,
    whole,
)
from app.core.formats.palettes import colors_to_indices
from app.core.formats.records import (
    FormatError,
    IndexedPlane,
    Parts,
    ReadImage,
    Region,
    Sheet,
    Size,
    Target,
    Unreadable,
)
from app.core.label_classes import Color, LabelClasses
from app.core.label_file import encode_labels
from app.core.label_map import UNLABELED
from app.core.listing import IMAGE_SUFFIXES

_SUFFIXES = (".png", ".bmp", ".tif", ".tiff")
_ERASER = "__background__"  # ISAT's name for what has no class
_LABEL_FOLDERS = ("labels", "masks", "annotations", "SegmentationClass")
Table = tuple[dict[int, str], dict[int, Color]]


class IndexPng:
    """See the module."""

    name = "png"
    title = "Index PNG"
    summary = "one palette PNG per image, the value of a pixel is its class, 255 is unlabeled; classes.txt beside it"
    keeps = frozenset({"provenance", "split", "void", "colors"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """images/<stem>.<ending> and labels/<stem>.png; geo/<stem>.tif too where the image is placed on the earth."""
        palette = sheet.classes.palette()
        target.write(
            f"labels/{sheet.stem}.png", encode_labels(sheet.labels, sheet.provenance, palette=palette, edit_number=0)
        )
        tags = geo_tags(sheet.image_path)
        if tags:
            target.write(f"geo/{sheet.stem}.tif", encode_geo_tiff(sheet.labels, palette, tags))
        target.copy_image(sheet, f"images/{sheet.stem}{sheet.image_suffix}")
        return sheet.stem

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """classes.txt, and <split>.txt with the names of its images."""
        target.write("classes.txt", classes.to_text().encode())
        for split in parts.splits():
            target.stream(f"{split}.txt", (f"{stem}\n" for _, stem in parts.of(split)))

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable]:
        """A PNG, or a folder of them, with the classes of classes.txt or dataset_meta.json if there is one."""
        folder = source if source.is_dir() else source.parent
        labels = next((folder / each for each in _LABEL_FOLDERS if (folder / each).is_dir()), folder)
        names, colors = read_classes(folder, labels)
        splits = read_splits(folder)
        # In one folder with its images only PNG is taken for labels.
        files = walk(labels, *(_SUFFIXES if labels != folder else (".png",))) if source.is_dir() else iter([source])
        images = folder / "images" if (folder / "images").is_dir() else folder
        has_images = images != labels and _holds_images(images, labels)
        for file in files:
            stem = file.relative_to(labels).as_posix().removesuffix(file.suffix)
            beside = find_image(images, stem) if has_images else None
            yield ReadImage(stem, _regions(file, names, colors), image_path=beside, split=splits.get(stem))


def _holds_images(folder: Path, labels: Path) -> bool:
    """Whether there can be images in a folder, in the folders below it included, besides those of labels."""
    with os.scandir(folder) as entries:
        others = (each for each in entries if each.path != str(labels))
        return any(each.is_dir() or os.path.splitext(each.name)[1].lower() in IMAGE_SUFFIXES for each in others)


def _regions(file: Path, names: dict[int, str], colors: dict[int, Color]) -> Any:
    def regions(size: Size) -> Iterable[Region]:
        with reading(file):
            data = read_bytes(file)
            plane = image_plane(data, size=size)
            if plane.ndim == 3 and colors:
                plane = colors_to_indices(plane, colors)
            indices = as_indices(plane)
            known = colors or palette_of(data)
            void = [UNLABELED, *(number for number, name in names.items() if name == _ERASER)]
        return IndexedPlane(indices, names, known, void=void)

    return regions


def read_classes(*folders: Path) -> Table:
    """Names and colours by index from classes.txt, dataset_meta.json (Datumaro) or classification.txt (ISAT)."""
    for folder in folders:
        for file in (find_common(folder, name) for name in ("classes.txt", "dataset_meta.json", "classification.txt")):
            if file is not None:
                with reading(file):
                    return _meta_table(read_json(file)) if file.suffix == ".json" else _text_table(read_text(file))
    return {}, {}


def _text_table(text: str) -> Table:
    try:
        classes = LabelClasses.from_text(text)
    except InputError:  # a plain list: a name in each line, counted from 0
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > 256:
            raise FormatError(f"The list of classes has {len(lines)} lines; at most 256 classes can be read.") from None
        return {number: class_name(line) for number, line in enumerate(lines)}, {}
    return {each.index: each.name for each in classes}, {each.index: each.color for each in classes}


def _meta_table(meta: Any) -> Table:
    names = {whole(int(key), "a class index", high=255): class_name(name) for key, name in meta["label_map"].items()}
    colors: dict[int, Color] = {}
    listed = meta.get("segmentation_colors") or []
    for key, color in zip(names, listed, strict=False):
        red, green, blue = (whole(value, "a colour", high=255) for value in color)
        colors[key] = (red, green, blue)
    return names, colors


def read_splits(folder: Path, *names: str) -> dict[str, str]:
    """Name of an image without ending -> split, from train.txt, val.txt and test.txt."""
    splits: dict[str, str] = {}
    for split in names or ("train", "val", "test"):
        file = find_common(folder, f"{split}.txt")
        if file is not None:
            with reading(file):
                for line in read_text(file).splitlines():
                    if line.strip():
                        splits.setdefault(line.split()[0].strip("/"), split)
    return splits


FORMAT = IndexPng()
