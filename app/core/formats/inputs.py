"""Files of other programs, read with bounds: size, depth, pixels, and no way out of the chosen folder."""

import csv
import io
import json
import os
import re
import struct
import tokenize
import xml.parsers.expat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

import numpy as np
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from numpy.typing import NDArray
from PIL import Image

from app.core.errors import SegmendError
from app.core.formats.records import FormatError, Size
from app.core.listing import IMAGE_SUFFIXES
from app.core.memory import free_bytes

MAX_PIXELS = 1_000_000_000  # of a label map; beyond a quarter of that only where there is memory for it
_BYTES_PER_PIXEL = 4  # while it is read: decoder, plane, provenance and what is made of them
MAX_FILE_BYTES = 256 * 1024**2  # of a file that is read at once
MAX_DEPTH = 64
MAX_POINTS = 1_000_000  # of one outline
MAX_NAME = 200
_BLOCK = 1 << 20
_XML_BLOCK = 1 << 18
_OVERLAP = 256  # longer than a key and the spaces after it

#: What libraries and our own readers raise for content that is damaged, by accident or on purpose.
DAMAGE = (
    *(OSError, ValueError, TypeError, LookupError, AttributeError, SyntaxError, ArithmeticError, RecursionError),
    *(EOFError, AssertionError, MemoryError, RuntimeError, struct.error, zlib.error),
    *(zipfile.BadZipFile, tokenize.TokenError),  # the latter from the heads of NumPy arrays
    *(ParseError, DefusedXmlException, xml.parsers.expat.ExpatError, csv.Error),
)

Points = NDArray[np.float64]  # (N, 2): x, y


@contextmanager
def reading(path: str | os.PathLike[str]) -> Iterator[None]:
    """Every failure inside becomes a FormatError: one sentence that names the file."""
    try:
        yield
    except SegmendError:
        raise
    except DAMAGE as error:
        raise FormatError(f"{path} cannot be used: {explain(error)}.") from error


def explain(error: BaseException) -> str:
    """What is wrong, as the end of a sentence."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    if isinstance(error, MemoryError):
        return "it needs more memory than there is"
    if isinstance(error, KeyError):
        return f"{str(error)[:80]} is missing"
    if isinstance(error, DefusedXmlException):
        return "it defines entities, which is not allowed"
    lines = str(error).strip().splitlines()
    return lines[0][:160].rstrip(".") if lines else f"it is damaged ({type(error).__name__})"


def read_bytes(path: Path, *, limit: int = MAX_FILE_BYTES) -> bytes:
    """A whole regular file. Raises OSError, or ValueError for one that is too large or no file."""
    if not path.is_file():
        raise FileNotFoundError(2, "there is no such file")
    size = path.stat().st_size
    if size > limit:
        raise ValueError(f"it has {size / 1024**2:.0f} MiB, at most {limit / 1024**2:.0f} are read")
    return path.read_bytes()


def read_text(path: Path, *, limit: int = MAX_FILE_BYTES) -> str:
    """A whole UTF-8 text file; as read_bytes."""
    return read_bytes(path, limit=limit).decode("utf-8-sig")


def read_json(path: Path) -> Any:
    """A whole JSON file. Raises ValueError, RecursionError, OSError."""
    return parse_json(read_text(path))


def parse_json(text: str) -> Any:
    """JSON text; NaN and infinity are refused."""
    return json.loads(text, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def json_keys(path: Path, keys: Iterable[str]) -> set[str]:
    """Those of the keys that a file which begins like JSON has anywhere; it is looked through, not parsed.

    A table of a hundred thousand images names its `annotations` only after all of them.
    """
    found: set[str] = set()
    patterns = {key: re.compile(b'"' + re.escape(key.encode()) + rb'"\s*:') for key in keys}
    with suppress(OSError), path.open("rb") as stream:
        text = stream.read(_BLOCK)
        if text.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] not in (b"{", b"["):
            return found
        while text and len(found) < len(patterns):
            found |= {key for key, pattern in patterns.items() if key not in found and pattern.search(text)}
            more = stream.read(_BLOCK)
            text = text[-_OVERLAP:] + more if more else b""
    return found


class _Blocks:
    """A file that is read in larger pieces than the parser asks for.

    With each piece the parser begins the tag it stands in anew; the runs of a large mask are one of several megabytes.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, _: int = -1) -> bytes:
        return self._stream.read(_XML_BLOCK)


def iterate_xml(path: Path, *tags: str) -> Iterator[Element]:
    """Every element of these names (and every `label` one), each let go after use; no entities, bounded depth."""
    depth = 0
    wanted = {*tags, "label", "meta"}
    with path.open("rb") as stream:
        for event, element in iterparse(_Blocks(stream), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if depth > MAX_DEPTH:
                raise ValueError("it is nested too deep")
            if event == "end" and element.tag in wanted:
                yield element
            if event == "end" and element.tag in tags:
                element.clear()


def image_plane(data: bytes, *, size: Size | None = None, limit: int = MAX_PIXELS) -> NDArray[Any]:
    """The pixels of a PNG, BMP or TIFF as they are stored: (H, W) indices or (H, W, 3) colours.

    size: what they must be. Raises ValueError and what Pillow raises; the size is checked before anything is decoded.
    """
    with Image.open(io.BytesIO(data), formats=("PNG", "BMP", "TIFF", "GIF")) as image:
        width, height = image.size
        if size is not None and (height, width) != size:
            raise ValueError(f"it is {width} x {height} pixels, but the image is {size[1]} x {size[0]}")
        if width * height > limit:
            raise ValueError(f"it is {width} x {height} pixels, at most {limit / 1e6:.0f} megapixels are read")
        check_room(height, width)
        if image.mode in ("P", "L", "1", "I;16", "I"):
            return np.array(image)
        return np.array(image.convert("RGB"))


def index_plane(data: bytes, *, size: Size | None = None) -> NDArray[np.uint8]:
    """As image_plane, (H, W) uint8; ValueError for colours and numbers beyond 255."""
    return as_indices(image_plane(data, size=size))


def as_indices(plane: NDArray[Any]) -> NDArray[np.uint8]:
    """A plane that was read as (H, W) uint8; ValueError for colours and numbers beyond 255."""
    if plane.ndim != 2:
        raise ValueError("it holds colours, not class indices")
    if plane.dtype != np.uint8:
        if plane.size and (plane.min() < 0 or plane.max() > 255):
            raise ValueError("it holds class indices beyond 255")
        plane = plane.astype(np.uint8)
    return plane


def palette_of(data: bytes) -> dict[int, tuple[int, int, int]]:
    """The palette of a palette PNG; empty for other images."""
    with Image.open(io.BytesIO(data), formats=("PNG", "BMP", "GIF")) as image:
        flat = image.getpalette("RGB") if image.mode == "P" else None
    if not flat:
        return {}
    return {at // 3: (flat[at], flat[at + 1], flat[at + 2]) for at in range(0, len(flat) - 2, 3)}


def inside(folder: Path, name: str) -> Path:
    """The path of a file that a file names. Raises ValueError where it leads out of the folder."""
    plain = name.replace("\\", "/")
    parts = plain.split("/")
    if plain.startswith("/") or ".." in parts or re.match(r"^[A-Za-z]:", plain) or "\0" in plain or not plain:
        raise ValueError(f"the file name {name[:80]!r} leads out of the folder")
    # Not Path.resolve: this is asked for several names of every image.
    path, root = os.path.join(folder, *parts), os.path.realpath(folder)
    real = os.path.realpath(path)
    if real != root and not real.startswith(os.path.join(root, "")):
        raise ValueError(f"the file {name[:80]!r} is a link that leads out of the folder")
    return Path(path)


def find_common(folder: Path, name: str) -> Path | None:
    """The file of this name in a folder, if there is one. FormatError for a link that leads out of the folder."""
    with reading(folder / name):
        path = inside(folder, name)
        return path if path.is_file() else None


def find_image(folder: Path, stem: str) -> Path | None:
    """The image of this name without ending in a folder, if there is one; ValueError as inside."""
    inside(folder, stem)
    if not os.path.isdir(folder):
        return None
    for suffix in (".jpg", ".png", ".jpeg", *sorted(IMAGE_SUFFIXES)):
        for each in (suffix, suffix.upper()):
            if os.path.isfile(os.path.join(folder, stem + each)):
                return inside(folder, stem + each)
    return None


def walk(folder: Path, *suffixes: str, should_stop: Callable[[], bool] = lambda: False) -> Iterator[Path]:
    """Every file with one of these endings below a folder, in order; hidden ones and linked folders are left out.

    should_stop is asked in every folder: a disk may have none of these files.
    """
    for root, folders, names in os.walk(folder):
        if should_stop():
            return
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        # Most files beside labels are images: paths are made of those only that are asked for.
        for name in sorted(each for each in names if each.lower().endswith(suffixes) and not each.startswith(".")):
            path = Path(root, name)
            if not path.is_symlink():
                yield path


def text_of(value: Any, what: str) -> str:
    """A name; ValueError for other things and endless ones."""
    if not isinstance(value, str) or len(value) > 4096:
        raise ValueError(f"{what} is not a text")
    return value


def class_name(value: Any) -> str:
    """The name of a class, stripped; ValueError where it cannot be one."""
    name = text_of(value, "a class name").strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise ValueError(f"{name[:40]!r} cannot be the name of a class")
    return name


def whole(value: Any, what: str, *, low: int = 0, high: int = 1 << 40) -> int:
    """A whole number in bounds; ValueError otherwise."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value):
        raise ValueError(f"{what} is not a whole number")
    if not low <= value <= high:
        raise ValueError(f"{what} is {int(value)}, which is not between {low} and {high}")
    return int(value)


def size_of(height: Any, width: Any) -> Size:
    """A size in bounds; ValueError otherwise."""
    size = whole(height, "the height", low=1, high=1 << 24), whole(width, "the width", low=1, high=1 << 24)
    if size[0] * size[1] > MAX_PIXELS:
        raise ValueError(f"an image of {size[1]} x {size[0]} pixels is too large")
    check_room(*size)
    return size


def check_room(height: int, width: int) -> None:
    """Raise ValueError where a label map of this size, as it is read, would fill the memory of this machine."""
    pixels = height * width
    if pixels > MAX_PIXELS // 4 and _BYTES_PER_PIXEL * pixels > free_bytes():
        raise ValueError(f"for an image of {width} x {height} pixels there is not enough memory")


def points_of(values: Any, size: Size) -> Points:
    """An outline as (N, 2) x, y; ValueError unless they are finite, not too many, and in or near the image."""
    if len(values) > 2 * MAX_POINTS:
        raise ValueError("an outline has too many points")
    points = np.array(values, np.float64)
    if points.ndim == 1 and points.size % 2 == 0:
        points = points.reshape(-1, 2)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError("an outline is not a list of points")
    height, width = size
    slack = max(height, width) / 4 + 16
    if not np.isfinite(points).all() or (
        len(points) and (points.min() < -slack or (points > (width + slack, height + slack)).any())
    ):
        raise ValueError("an outline leaves the image")
    return points
