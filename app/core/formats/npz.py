"""NumPy: one .npz per image with labels and provenance, (H, W) uint8, and the classes; no pickles."""

import io
import json
import math
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.formats.inputs import (
    DAMAGE,
    MAX_FILE_BYTES,
    MAX_PIXELS,
    class_name,
    explain,
    parse_json,
    text_of,
    walk,
    whole,
)
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
from app.core.label_map import UNLABELED

_HEADER = 1 << 16
_LAST_CHARACTER = 0x10FFFF  # of Unicode


class Npz:
    """See the module."""

    name = "npz"
    title = "NumPy npz"
    summary = "one .npz per image: labels, provenance, and the classes as JSON text"
    keeps = frozenset({"provenance", "review", "split", "void", "colors"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """<stem>.npz: numpy.load(…)["labels"]."""
        classes = [{"index": each.index, "name": each.name, "color": list(each.color)} for each in sheet.classes]
        about = {"image": sheet.name, "split": sheet.split, "reviewed": sheet.is_reviewed, "classes": classes}
        stream = io.BytesIO()
        arrays = {"labels": sheet.labels, "provenance": sheet.provenance, "about": np.array(json.dumps(about))}
        # As numpy.savez_compressed does, whose level takes four times as long for planes that are mostly runs.
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, array in arrays.items():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                    np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)
        target.write(f"{sheet.stem}.npz", stream.getvalue())
        return None

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """Nothing: every file is complete in itself."""

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable]:
        """A file, or every .npz below a folder."""
        files = walk(source, ".npz") if source.is_dir() else iter([source])
        for file in files:
            try:
                yield _image(file)
            except DAMAGE as error:
                yield Unreadable(str(file), f"{file} cannot be used: {explain(error)}.")


def _image(file: Path) -> ReadImage:
    with zipfile.ZipFile(file) as archive:
        labels = _array(archive, "labels", {("u", 1)}, 2)
        about: dict[str, Any] = {}
        if "about.npy" in archive.namelist():
            about = parse_json(str(_array(archive, "about", {("U", 4)}, 0)))
    names: dict[int, str] = {}
    colors: dict[int, Color] = {}
    for each in about.get("classes", []):
        index = whole(each["index"], "a class index", high=254)
        red, green, blue = (whole(value, "a colour", high=255) for value in each["color"])
        names[index], colors[index] = class_name(each["name"]), (red, green, blue)
    size = (labels.shape[0], labels.shape[1])

    def regions(asked: Size) -> Iterable[Region]:
        if asked != size:
            raise FormatError(f"{file} holds {size[1]} x {size[0]} pixels, but the image is {asked[1]} x {asked[0]}.")
        return IndexedPlane(labels, names, colors, void=(UNLABELED,))

    split = about.get("split")
    return ReadImage(
        text_of(about.get("image", file.stem), "the name of the image"),
        regions,
        size,
        split=split if isinstance(split, str) else None,
        is_reviewed=about.get("reviewed") is True,
    )


def _array(archive: zipfile.ZipFile, name: str, kinds: set[tuple[str, int]], ndim: int) -> NDArray[Any]:
    """One array, its size checked by its header before it is unpacked; ValueError for pickles and other kinds."""
    with archive.open(f"{name}.npy") as member:
        version = np.lib.format.read_magic(member)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, is_fortran, dtype = read(member, max_header_size=_HEADER)
        limit = MAX_PIXELS if ndim else MAX_FILE_BYTES
        base = (dtype.kind, 4 if dtype.kind == "U" else dtype.itemsize)
        if dtype.hasobject or base not in kinds or len(shape) != ndim:
            raise ValueError(f"its array {name!r} is {dtype} with {len(shape)} dimensions")
        count = math.prod(shape) * dtype.itemsize
        if count > limit:
            raise ValueError(f"its array {name!r} would take {count / 1024**2:.0f} MiB")
        data = member.read(count)
    if len(data) != count:
        raise ValueError(f"its array {name!r} is cut")
    if dtype.kind == "U" and (np.frombuffer(data, dtype.byteorder + "u4") > _LAST_CHARACTER).any():
        raise ValueError(f"its array {name!r} holds what is no character")  # NumPy raises a SystemError there
    return np.frombuffer(data, dtype).reshape(shape, order="F" if is_fortran else "C")


FORMAT = Npz()
