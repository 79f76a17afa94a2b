"""Label Studio: tasks.json with brush masks as rle-pack bytes, and label_config.xml.

thi.ng/rle-pack: 32 bits number of values, 5 bits word size - 1, four times 4 bits size of run lengths - 1; then for
each run one bit (repeated or not), two bits which size, the length - 1, and the value or values. A mask is RGBA, so
every pixel is four values.
"""

import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np

from app.core.formats.beside import ImagesBeside, uploaded_name
from app.core.formats.coco import json_files
from app.core.formats.inputs import DAMAGE, class_name, explain, find_common, points_of, reading, size_of, text_of
from app.core.formats.json_stream import stream
from app.core.formats.outlines import box_corners, ellipse_points, fill_coco, turned
from app.core.formats.records import (
    UNNAMED,
    WITHOUT_CLASS,
    WITHOUT_PIXELS,
    FormatError,
    Parts,
    ReadImage,
    Region,
    Sheet,
    Size,
    Skipped,
    Target,
    Unreadable,
)
from app.core.formats.runs import encode_runs
from app.core.label_classes import LabelClasses
from app.core.listing import is_image_path
from app.core.masks import Mask, PlacedMask

_SIZES = (3, 4, 8, 16)  # bits of run lengths, as Label Studio writes them
_LONGEST = 1 << 16
_CHANNELS = 4
#: what the value of a result has that is such a shape; the first that fits counts
_SHAPES = {
    "brush": {"rle"},
    "polygon": {"points"},
    "ellipse": {"x", "y", "radiusX", "radiusY"},
    "box": {"x", "y", "width", "height"},
    "point": {"x", "y"},
}


class LabelStudio:
    """See the module."""

    name = "label-studio"
    title = "Label Studio"
    summary = "one JSON of tasks with a brush mask for every class"
    keeps = frozenset({"split", "colors"})

    def write(self, sheet: Sheet, target: Target) -> Any:
        """The image; its masks go into the common file."""
        height, width = sheet.size
        results = []
        for number, (each, row, col, mask) in enumerate(sheet.regions()):
            whole_mask = np.zeros(sheet.size, bool)
            whole_mask[row : row + mask.shape[0], col : col + mask.shape[1]] = mask
            value = {"format": "rle", "rle": pack_mask(whole_mask), "brushlabels": [each.name]}
            about = {"id": f"mask{number}", "from_name": "tag", "to_name": "image", "type": "brushlabels"}
            size = {"original_width": width, "original_height": height, "image_rotation": 0}
            results.append({**about, **size, "value": value})
        file = f"{sheet.stem}{sheet.image_suffix}"
        target.copy_image(sheet, f"images/{file}")
        data = {"image": f"/data/local-files/?d={urllib.parse.quote('images/' + file)}", "split": sheet.split}
        return {"data": data, "annotations": [{"result": results}]}

    def finish(self, parts: Parts, target: Target, classes: LabelClasses) -> None:
        """tasks.json and label_config.xml."""
        target.stream("tasks.json", self._pieces(parts))
        labels = "".join(
            f'    <Label value={quoteattr(each.name)} background="#{bytes(each.color).hex()}"/>\n' for each in classes
        )
        config = '  <Image name="image" value="$image"/>\n  <BrushLabels name="tag" toName="image">\n'
        target.write("label_config.xml", f"<View>\n{config}{labels}  </BrushLabels>\n</View>\n".encode())

    def _pieces(self, parts: Parts) -> Iterator[str]:
        yield "["
        number = 0
        for split in parts.splits():
            for _, task in parts.of(split):
                number += 1
                yield (",\n" if number > 1 else "\n") + json.dumps({"id": number, **task})
        yield "]\n"

    def read(self, source: Path) -> Iterator[ReadImage | Unreadable]:
        """A JSON export, or those of a folder: tasks.json, else every one with tasks, called project-1-at-… ."""
        own = find_common(source, "tasks.json") if source.is_dir() else source
        for file in _exports(source) if own is None else [own]:
            beside = ImagesBeside(file, source if source.is_dir() else file.parent)
            with reading(file):
                for key, task in stream(file):
                    if key == "":
                        yield _image(file, beside, task)


def _exports(folder: Path) -> list[Path]:
    try:
        return json_files(folder, "data", "annotations")
    except FormatError:
        return json_files(folder, "data", "predictions")


def _image(file: Path, beside: ImagesBeside, task: Any) -> ReadImage | Unreadable:
    try:
        data = task["data"]
        name = _name(_address(data))
        results = _results(task)
        sizes = {
            size_of(each["original_height"], each["original_width"]) for each in results if "original_width" in each
        }
        if len(sizes) > 1:
            raise ValueError("its results disagree on the size of the image")
        path = beside.find(name) or beside.find(uploaded_name(name))
        split = data.get("split")
    except DAMAGE as error:
        return Unreadable(str(file), f"A task in {file} cannot be used: {explain(error)}.")

    def regions(size: Size) -> Iterator[Region | Skipped]:
        with reading(file):
            yield from _regions(results, size)

    return ReadImage(name, regions, next(iter(sizes), None), path, split if isinstance(split, str) else None)


def _results(task: Any) -> list[Any]:
    """The results of the first annotation that was not skipped, else of the first prediction."""
    given = task.get("annotations") or []
    kept = [each for each in given if not each.get("was_cancelled")]
    guessed = [] if given else [each for each in task.get("predictions") or [] if isinstance(each, dict)]
    return next((each["result"] for each in (*kept, *guessed)), [])


def _regions(results: list[Any], size: Size) -> Iterator[Region | Skipped]:
    """What is drawn; relations and answers about the image as a whole have no shape."""
    values = [(each.get("id"), each["value"]) for each in results if isinstance(each.get("value"), dict)]
    # A shape and its label may be two results of the same number.
    named = {number for number, value in values if number is not None and _label(value) is not None}
    for number, value in values:
        kind = next((kind for kind, keys in _SHAPES.items() if value.keys() >= keys), None)
        label = _label(value)
        if kind is None:
            continue
        if label is None:
            if number not in named:
                yield Skipped(WITHOUT_CLASS, UNNAMED)
        elif kind == "point":
            yield Skipped(WITHOUT_PIXELS, label)
        else:
            yield Region(label, *_placed(kind, value, size))


def _address(data: Any) -> str:
    """Where the image of a task is: under the key `image`, else the first text that is called like one."""
    if isinstance(data.get("image"), str):
        return text_of(data["image"], "the image of a task")
    texts = [value for value in data.values() if isinstance(value, str)]
    found = next((each for each in texts if is_image_path(_name(each))), texts[0] if texts else None)
    return text_of(found, "the image of a task")


def _name(address: str) -> str:
    """The file an address stands for: …/upload/3/1a2b3c4d-cat.jpg is the last part, ?d=images/cat.jpg is cat.jpg."""
    parsed = urllib.parse.urlsplit(address)
    query = urllib.parse.parse_qs(parsed.query).get("d")
    path = query[0] if query else urllib.parse.unquote(parsed.path)
    return path.removeprefix("images/") if query else path.rpartition("/")[2]


def _label(value: Any) -> str | None:
    for key, listed in value.items():
        if key.endswith("labels") and listed:
            return class_name(listed[0])
    return None


def _placed(kind: str, value: Any, size: Size) -> PlacedMask:
    """The pixels of a shape; numbers are hundredths of the image, and angles are on the screen."""
    height, width = size
    scale = (width / 100, height / 100)
    if kind == "brush":
        return 0, 0, unpack_mask(value["rle"], size)
    if kind == "polygon":
        return fill_coco([points_of(np.array(value["points"], np.float64) * scale, size)], size)
    x, y = float(value["x"]) * scale[0], float(value["y"]) * scale[1]
    if kind == "ellipse":
        points = ellipse_points(x, y, float(value["radiusX"]) * scale[0], float(value["radiusY"]) * scale[1])
    else:
        points = box_corners(x, y, float(value["width"]) * scale[0], float(value["height"]) * scale[1])
    # A box turns around its first corner, an ellipse around its centre.
    return fill_coco([points_of(turned(points, (x, y), float(value.get("rotation") or 0)), size)], size)


def pack_mask(mask: Mask) -> list[int]:
    """A mask (H, W) as rle-pack bytes of RGBA, 255 where it is true."""
    counts = encode_runs(mask.ravel()) * _CHANNELS
    bits = [f"{mask.size * _CHANNELS:032b}{7:05b}", *(f"{size - 1:04b}" for size in _SIZES)]
    for number, count in enumerate(counts.tolist()):
        word = "11111111" if number % 2 else "00000000"
        while count > 0:
            length = min(count, _LONGEST)
            kind = next(kind for kind, size in enumerate(_SIZES) if length <= 1 << size)
            bits.append(f"1{kind:02b}{length - 1:0{_SIZES[kind]}b}{word}")
            count -= length
    text = "".join(bits)
    text += "0" * (-len(text) % 8)
    return list(int(text, 2).to_bytes(len(text) // 8, "big"))


def unpack_mask(data: Any, size: Size) -> Mask:
    """A mask from rle-pack bytes, true where alpha is not 0. Raises ValueError unless they hold an image of `size`."""
    total = size[0] * size[1] * _CHANNELS
    if not isinstance(data, list) or len(data) > 2 * total + 64:
        raise ValueError("the bytes of a mask are missing or too many")
    packed = np.array(data)
    if packed.ndim != 1 or packed.dtype.kind not in "iu" or not packed.size or packed.min() < 0 or packed.max() > 255:
        raise ValueError("the bytes of a mask are no bytes")
    bits = _Bits(packed.astype(np.uint8).tobytes())
    if bits.take(32) != total:
        raise ValueError("a mask has another size than its image")
    word = bits.take(5) + 1
    sizes = [bits.take(4) + 1 for _ in range(4)]
    values = np.zeros(total, np.uint32)
    at = 0
    while at < total:
        is_run = bits.take(1)
        end = min(at + 1 + bits.take(sizes[bits.take(2)]), total)
        values[at:end] = bits.take(word) if is_run else bits.take_many(word, end - at)
        at = end
    return (values.reshape(*size, _CHANNELS)[..., 3] > 0).copy()


class _Bits:
    """Numbers out of a string of bits, the highest bit first."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, count: int) -> int:
        """The next number of `count` bits. ValueError at the end."""
        end = self._at + count
        if end > 8 * len(self._data):
            raise ValueError("a mask is cut")
        piece = self._data[self._at // 8 : (end + 7) // 8]
        self._at = end
        return int.from_bytes(piece, "big") >> (-end % 8) & ((1 << count) - 1)

    def take_many(self, count: int, number: int) -> np.ndarray[Any, Any]:
        """The next `number` numbers of `count` bits each."""
        end = self._at + count * number
        if end > 8 * len(self._data):
            raise ValueError("a mask is cut")
        piece = np.frombuffer(self._data[self._at // 8 : (end + 7) // 8], np.uint8)
        bits = np.unpackbits(piece)[self._at % 8 :][: count * number].reshape(number, count)
        self._at = end
        weights = np.left_shift(np.uint64(1), np.arange(count - 1, -1, -1, dtype=np.uint64))
        return (bits.astype(np.uint64) * weights).sum(axis=1).astype(np.uint32)


FORMAT = LabelStudio()
