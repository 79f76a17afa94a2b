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

from app.core.formats.coco import beside_json
from app.core.formats.inputs import DAMAGE, class_name, explain, find_common, points_of, reading, size_of, text_of
from app.core.formats.json_stream import stream
from app.core.formats.outlines import fill_coco
from app.core.formats.records import FormatError, Parts, ReadImage, Region, Sheet, Size, Target, Unreadable
from app.core.formats.runs import encode_runs
from app.core.label_classes import LabelClasses
from app.core.masks import Mask, PlacedMask

_SIZES = (3, 4, 8, 16)  # bits of run lengths, as Label Studio writes them
_LONGEST = 1 << 16
_CHANNELS = 4


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
        """A JSON export, or tasks.json of a folder."""
        file = find_common(source, "tasks.json") if source.is_dir() else source
        if file is None:
            raise FormatError(f"{source} has no tasks.json; choose the JSON file that Label Studio exported.")
        with reading(file):
            for key, task in stream(file):
                if key == "":
                    yield _image(file, task)


def _image(file: Path, task: Any) -> ReadImage | Unreadable:
    try:
        data = task["data"]
        address = text_of(data.get("image") or next(iter(data.values())), "the image of a task")
        name = _name(address)
        listed = task.get("annotations") or task.get("predictions") or [{"result": []}]
        results = listed[0]["result"]
        sizes = {
            size_of(each["original_height"], each["original_width"]) for each in results if "original_width" in each
        }
        if len(sizes) > 1:
            raise ValueError("its results disagree on the size of the image")
        beside = beside_json(file, file.parent, name)
        split = data.get("split")
    except (*DAMAGE, StopIteration) as error:
        return Unreadable(str(file), f"A task in {file} cannot be used: {explain(error)}.")

    def regions(size: Size) -> Iterator[Region]:
        with reading(file):
            for each in results:
                placed = _placed(each["value"], size)
                if placed is not None:
                    yield Region(_label(each["value"]), *placed)

    return ReadImage(name, regions, next(iter(sizes), None), beside, split if isinstance(split, str) else None)


def _name(address: str) -> str:
    """The file an address stands for: …/upload/3/1a2b3c4d-cat.jpg is cat.jpg, ?d=images/cat.jpg is images/cat.jpg."""
    parsed = urllib.parse.urlsplit(address)
    query = urllib.parse.parse_qs(parsed.query).get("d")
    path = query[0] if query else urllib.parse.unquote(parsed.path)
    folder, _, base = path.rpartition("/")
    prefix, sign, rest = base.partition("-")
    if "upload" in folder.split("/") and sign and len(prefix) == 8 and rest:
        return rest
    return path.removeprefix("images/") if query else base


def _label(value: Any) -> str:
    for key in ("brushlabels", "polygonlabels", "rectanglelabels", "labels"):
        if value.get(key):
            return class_name(value[key][0])
    raise ValueError("a region has no label")


def _placed(value: Any, size: Size) -> PlacedMask | None:
    """The pixels of a brush mask, a polygon or a box; None for what has none."""
    height, width = size
    if "rle" in value:
        return 0, 0, unpack_mask(value["rle"], size)
    if "points" in value:
        points = np.array(value["points"], np.float64) * (width / 100, height / 100)
        return fill_coco([points_of(points, size)], size)
    if "width" in value and "x" in value:
        x, y, w, h = (float(value[key]) for key in ("x", "y", "width", "height"))
        corners = np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)]) * (width / 100, height / 100)
        return fill_coco([points_of(corners, size)], size)
    return None


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
