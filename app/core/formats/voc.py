"""Pascal VOC: JPEGImages/, SegmentationClass/<name>.png in VOC's palette, ImageSets/Segmentation/, labelmap.txt.

Everingham et al., The PASCAL VOC2012 development kit, 3.3: 0 is background, 255 void. Classes are numbered from 1.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.formats.index_png import read_splits
from app.core.formats.inputs import (
    class_name,
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
from app.core.label_classes import BACKGROUND, Color, LabelClasses
from app.core.label_file import look_up
from app.core.label_map import UNLABELED
from app.core.palette_png import encode_plane

VOC_CLASSES = tuple(
    word
    for line in (
        "background aeroplane bicycle bird boat bottle bus car cat chair cow",
        "diningtable dog horse motorbike person pottedplant sheep sofa train tvmonitor",
    )
    for word in line.split()
)
_VOID_NAMES = {"void", "ignored", "ignore"}
_MOST_CLASSES = 255


@cache
def voc_palette() -> NDArray[np.uint8]:
    """VOC's colours by index, (256, 3): the bits of the index, dealt out to red, green and blue."""
    index = np.arange(256)
    palette = np.zeros((256, 3), np.uint8)
    for bit in range(8):
        for channel in range(3):
            palette[:, channel] |= (((index >> (3 * bit + channel)) & 1) << (7 - bit)).astype(np.uint8)
    palette.flags.writeable = False  # one for all
    return palette


class Voc:
    """See the module."""

    name = "voc"
    title = "Pascal VOC"
    summary = "SegmentationClass PNG in VOC's palette, 255 is void; ImageSets; labelmap.txt"
    keeps = frozenset({"split", "void"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """The image and its palette PNG."""
        table = np.full(256, UNLABELED, np.uint8)
        for index, number in _numbers(sheet.classes).items():
            table[index] = number
        target.write(f"SegmentationClass/{sheet.stem}.png", encode_plane(look_up(sheet.labels, table), voc_palette()))
        target.copy_image(sheet, f"JPEGImages/{sheet.stem}{sheet.image_suffix}")
        return sheet.stem

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """ImageSets/Segmentation and labelmap.txt."""
        for split in parts.splits():
            lines = (f"{stem}\n" for _, stem in parts.of(split))
            target.stream(f"ImageSets/Segmentation/{split}.txt", lines)
        numbers, palette = _numbers(classes), voc_palette()
        by_number = {number: classes[index].name for index, number in numbers.items()}
        text = ["# label:color_rgb:parts:actions"]
        for number in range(max(by_number, default=0) + 1):
            name = by_number.get(number, BACKGROUND if number == 0 else f"unused {number}")
            text.append(f"{name}:{','.join(str(value) for value in palette[number].tolist())}::")
        if len(text) <= UNLABELED + 1:  # the colour of void, which readers of colours ask for
            text.append(f"ignored:{','.join(str(value) for value in palette[UNLABELED].tolist())}::")
        target.write("labelmap.txt", ("\n".join(text) + "\n").encode())

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable]:
        """A folder with SegmentationClass/; classes by labelmap.txt, else the twenty of VOC."""
        folder = source if (source / "SegmentationClass").is_dir() else source.parent
        masks = folder / "SegmentationClass"
        if not masks.is_dir():
            raise FormatError(f"{source} has no folder SegmentationClass; choose the folder that holds it.")
        names, colors = _read_labelmap(find_common(folder, "labelmap.txt"), find_common(folder, "class_names.txt"))
        splits = read_splits(folder / "ImageSets" / "Segmentation", "train", "val", "test", "trainval")
        for file in walk(masks, ".png"):
            stem = file.relative_to(masks).as_posix().removesuffix(".png")
            beside = find_image(folder / "JPEGImages", stem)
            yield ReadImage(stem, _regions(file, names, colors), image_path=beside, split=splits.get(stem))


def _numbers(classes: LabelClasses) -> dict[int, int]:
    """Class index -> VOC's number: the background is 0; a table of 255 classes without one uses 0 as well."""
    background = classes.by_name(BACKGROUND)
    others = [each.index for each in classes if background is None or each.index != background.index]
    first = 0 if background is None and len(others) == _MOST_CLASSES else 1
    numbers = {index: number for number, index in enumerate(others, start=first)}
    return numbers if background is None else {background.index: 0, **numbers}


def _read_labelmap(file: Path | None, list_file: Path | None) -> tuple[dict[int, str], dict[int, Color]]:
    """Names and colours by number from labelmap.txt, else names from labelme's class_names.txt, else VOC's own."""
    if file is None:
        return (dict(enumerate(VOC_CLASSES)) if list_file is None else _read_list(list_file)), {}
    names: dict[int, str] = {}
    colors: dict[int, Color] = {}
    with reading(file):
        lines = [line for line in read_text(file).splitlines() if line.strip() and not _is_remark(line)]
        if len(lines) > 256:
            raise ValueError(f"it lists {len(lines)} classes, at most 256 can be read")
        for number, line in enumerate(lines):
            name, color, *_ = [*line.rsplit(":", 3), ""]
            names[number] = class_name(name)
            if color:
                red, green, blue = (whole(int(value), "a colour", high=255) for value in color.split(","))
                colors[number] = (red, green, blue)
    return names, colors


def _is_remark(line: str) -> bool:
    """A line for people; a class may be called #x, but then it has a colour."""
    return line.startswith("#") and re.search(r":\d+,\d+,\d+:[^:]*:[^:]*$", line) is None


def _read_list(file: Path) -> dict[int, str]:
    with reading(file):
        lines = [line.strip() for line in read_text(file).splitlines() if line.strip()]
        if len(lines) > 256:
            raise ValueError(f"it lists {len(lines)} classes, at most 256 can be read")
        # labelme counts from _background_, whether its list names what it ignores or not.
        kept = [class_name(line) for line in lines if line != "__ignore__"]
        return {number: BACKGROUND if name == "_background_" else name for number, name in enumerate(kept)}


def _regions(file: Path, names: dict[int, str], colors: dict[int, Color]) -> Any:
    def regions(size: Size) -> Iterable[Region]:
        with reading(file):
            plane = image_plane(read_bytes(file), size=size)
            table = colors or {
                number: tuple(color) for number, color in enumerate(voc_palette().tolist()[: len(names)])
            }
            if plane.ndim == 3:
                plane = colors_to_indices(plane, table)
            elif plane.dtype != np.uint8:
                raise ValueError("it is no 8-bit palette image")
        void = [UNLABELED, *(number for number, name in names.items() if name.lower() in _VOID_NAMES)]
        return IndexedPlane(plane, names, table, void=void)

    return regions


FORMAT = Voc()
