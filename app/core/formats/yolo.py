"""YOLO-seg: images/<split>/, labels/<split>/<name>.txt with one outline a line, data.yaml.

Ultralytics, "Instance segmentation datasets": class and x, y … as shares of width and height. Its loader cuts the
points to whole pixels and fills with cv2.fillPoly, so outlines go through the centres of pixels; holes are cuts.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from app.core.formats.inputs import (
    DAMAGE,
    Points,
    class_name,
    explain,
    find_common,
    find_image,
    points_of,
    read_text,
    reading,
    walk,
)
from app.core.formats.outlines import center_outlines, components, fill_coco, fill_lines
from app.core.formats.records import Parts, ReadImage, Region, Sheet, Size, Target, Unreadable, dense_ids
from app.core.label_classes import LabelClasses
from app.core.masks import PlacedMask

_decoder = json.JSONDecoder()
_NAMES = re.compile(r"^names\s*:[ \t]*(.*)$", re.MULTILINE)
_MOST_NAMES = 10_000
_LISTS = ("classes.txt", "train.txt", "val.txt", "test.txt")  # which some programs put among the labels


class Yolo:
    """See the module."""

    name = "yolo"
    title = "YOLO-seg"
    summary = "one text file per image with outlines as shares of its size, data.yaml beside them"
    keeps = frozenset({"split"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """The outlines and the image."""
        height, width = sheet.size
        numbers, lines = dense_ids(sheet.classes), []
        for each, row, col, mask in sheet.regions():
            for top, left, part in components(mask):
                outlines, holes = center_outlines(part)
                target.notes["holes cut", each.name] += holes
                target.notes["objects split into rows", each.name] += len(outlines) > 1
                for outline in outlines:
                    shares = (outline + np.array((col + left + 0.5, row + top + 0.5))) / (width, height)
                    lines.append(
                        f"{numbers[each.index]} {' '.join(f'{value:.7g}' for value in shares.ravel().tolist())}\n"
                    )
        target.write(f"labels/{sheet.split}/{sheet.stem}.txt", "".join(lines).encode())
        target.copy_image(sheet, f"images/{sheet.split}/{sheet.stem}{sheet.image_suffix}")
        return None

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """data.yaml; without a val split the images of train are named for it, because a trainer asks for one."""
        splits = parts.splits() or ["train"]
        lines = ["path: ."]
        for wanted in ("train", "val", *(each for each in splits if each not in ("train", "val"))):
            lines.append(f"{wanted}: images/{wanted if wanted in splits else splits[0]}")
        names = [f"  {number}: {json.dumps(classes[index].name)}" for index, number in dense_ids(classes).items()]
        target.write("data.yaml", "\n".join([*lines, f"nc: {len(names)}", "names:", *names, ""]).encode())

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable]:
        """A folder with data.yaml (or classes.txt), or data.yaml itself."""
        folder = source if source.is_dir() else source.parent
        names = _names(folder, source)
        for file in walk(folder, ".txt"):
            place = file.relative_to(folder).parts
            if "labels" not in place[:-1]:
                continue
            at = place.index("labels")
            images = folder.joinpath(*place[:at], "images", *place[at + 1 : -1])
            split = next((each for each in place if each in ("train", "val", "valid", "test")), None)
            try:
                beside = find_image(images, file.stem)
                if beside is None and is_list(file):
                    continue
            except DAMAGE as error:
                yield Unreadable(str(file), f"{file} cannot be used: {explain(error)}.")
                continue
            inner = place[at + 1 : -1]
            inner = inner[1:] if inner and inner[0] == split else inner
            name = "/".join([*inner, file.stem])
            yield ReadImage(name, _regions(file, names), image_path=beside, split="val" if split == "valid" else split)


def is_list(file: Path) -> bool:
    """Whether a file among the labels lists classes or images; an image may be called test, too."""
    if file.name not in _LISTS:
        return False
    with file.open("rb") as stream:
        cells = stream.read(4096).split()
    return bool(cells) and not (len(cells) >= 5 and cells[0].isdigit())


def _regions(file: Path, names: dict[int, str]) -> Any:
    def regions(size: Size) -> Iterator[Region]:
        height, width = size
        with reading(file):
            for number, line in enumerate(read_text(file).splitlines(), start=1):
                cells = line.split()
                if not cells:
                    continue
                if len(cells) < 5 or len(cells) % 2 == 0:
                    raise ValueError(f"line {number} is no class with an outline")
                shares = np.array([float(cell) for cell in cells[1:]]).reshape(-1, 2)
                name = names.get(int(cells[0]), f"class {int(cells[0])}")
                if len(cells) == 5:
                    yield Region(name, *_box(shares * (width, height), size))
                    continue
                # Shares were rounded when they were written: a whole pixel is meant where one is this near.
                yield Region(name, *fill_lines(points_of(shares * (width, height) + 1e-3, size), size))

    return regions


def _box(values: Points, size: Size) -> PlacedMask:
    """The pixels of a box, given as centre and size: its sides are edges of pixels."""
    corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]) * values[1] + values[0]
    return fill_coco([points_of(corners, size)], size)


def _names(folder: Path, source: Path) -> dict[int, str]:
    yamls = sorted(file.name for file in folder.iterdir() if file.suffix in (".yaml", ".yml"))
    listed = ("data.yaml", "data.yml", *yamls, "classes.txt", "labels/classes.txt", "obj.names")
    named = (find_common(folder, name) for name in listed)
    for file in [source] if source.is_file() else named:
        if file is not None:
            with reading(file):
                text = read_text(file)
                if file.suffix in (".txt", ".names"):
                    return {number: class_name(line) for number, line in enumerate(text.splitlines()) if line.strip()}
                if file == source or file.stem == "data" or has_names(text):
                    return yaml_names(text)
    return {}


def has_names(text: str) -> bool:
    """Whether a YAML file names classes; the settings of a training lie beside it and do not."""
    return _NAMES.search(text) is not None


def yaml_names(text: str) -> dict[int, str]:
    """`names` of a data.yaml: a list in one line, a list in lines, or numbers with names. Raises ValueError."""
    found = _NAMES.search(text)
    if found is None:
        raise ValueError("it has no names")
    rest = found[1].split(" #")[0].strip()
    if rest.startswith(("[", "{")):
        inner = text[found.start(1) :]
        cells = _cells(inner[1 : inner.index("]" if rest[0] == "[" else "}")])
    else:
        cells = []
        for line in text[found.end() :].splitlines():
            if line.strip() and not line.startswith((" ", "\t", "-")):
                break
            if line.strip() and not line.lstrip().startswith("#"):
                cells.append(line.strip().removeprefix("- "))
    if len(cells) > _MOST_NAMES:
        raise ValueError(f"it has {len(cells)} names")
    return dict(_name(number, cell) for number, cell in enumerate(cells))


def _cells(text: str) -> list[str]:
    """What stands between commas; commas in quotes do not count."""
    return [cell.strip() for cell in re.findall(r"""(?:[^,'"]|'[^']*'|"(?:\\.|[^"\\])*")+""", text) if cell.strip()]


def _name(number: int, cell: str) -> tuple[int, str]:
    numbered = re.match(r"^['\"]?(\d{1,6})['\"]?\s*:\s*(.*)$", cell)
    if numbered is not None:
        number, cell = int(numbered[1]), numbered[2]
    if cell.startswith('"'):
        return number, class_name(_decoder.raw_decode(cell)[0])
    quoted = re.match(r"'((?:[^']|'')*)'", cell)
    if quoted is not None:
        return number, class_name(quoted[1].replace("''", "'"))
    return number, class_name(re.split(r"\s#", cell)[0])  # a remark after the name


FORMAT = Yolo()
