"""One label map as one PNG: palette image, provenance and edit number in a single atomic unit.

PNG specification, 3rd edition: an 8-bit palette image; a private ancillary chunk `sgPV` (provenance and the
values in use, not safe to copy, so that a program which changes the pixels drops it); a tEXt chunk with the
number of the last edit.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import PngImagePlugin

from app.core import label_png
from app.core.label_map import LabelMap
from app.core.opencv import cv2

Plane = NDArray[np.uint8]

_PROVENANCE_CHUNK = b"sgPV"  # layout: version byte 1, 32 bytes bitmap of used values, zlib of the plane
_PROVENANCE_VERSION = 1
_USED_BYTES = 32  # 256 values, one bit each, value 0 in the highest bit of the first byte
_EDIT_NUMBER_KEYWORD = "Segmend-Edit"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_STRIP = 1 << 22  # pixels looked at in one go: bounds the memory of counting
_DECODING_ERRORS = (
    OSError,
    SyntaxError,  # how Pillow reports a broken PNG
    ValueError,
    OverflowError,
    IndexError,
    KeyError,
    EOFError,
    struct.error,
    zlib.error,
)


class UnreadableLabelsError(ValueError):
    """These bytes are no label map for this image; `str(error)` ends a sentence: "it is …"."""


@dataclass(frozen=True)
class StoredLabels:
    """A label map as it was stored, and the number of the last edit it holds (0 if nobody wrote one).

    is_substitute: it is empty, for the file could not be used and was kept aside; what the journal still has of it
    belongs back into it.
    """

    label_map: LabelMap
    edit_number: int
    is_substitute: bool = False


def encode_labels(labels: Plane, provenance: Plane, *, palette: Plane, edit_number: int) -> bytes:
    """The PNG of a label map; labels and provenance (H, W) uint8, palette (256, 3) uint8 RGB."""
    used = np.packbits(_used_values(labels)).tobytes()
    packed = zlib.compress(np.ascontiguousarray(provenance).data, level=1)
    number = f"{_EDIT_NUMBER_KEYWORD}\0{edit_number}".encode("latin-1")
    chunks = [(b"tEXt", number), (_PROVENANCE_CHUNK, bytes([_PROVENANCE_VERSION]) + used + packed)]
    return label_png.write_png(labels, palette, chunks)


def decode_labels(data: bytes, shape: tuple[int, int]) -> StoredLabels:
    """Read a label map for an image of `shape` (H, W).

    Files of other programs (8-bit palette or grey, no `sgPV`) count as imported, edit 0. Raises
    UnreadableLabelsError for damaged files, other kinds of pixels and another size.
    """
    return _decode_own(data, shape) or _decode_any(data, shape)


def _decode_own(data: bytes, shape: tuple[int, int]) -> StoredLabels | None:
    """As decode_labels, for a file that Segmend wrote and nothing happened to; None for any other."""
    chunks = label_png.split_png(data)
    if chunks is None or chunks.shape != shape:
        return None
    packed, text = (chunks.others.get(kind, memoryview(b"")) for kind in (_PROVENANCE_CHUNK, b"tEXt"))
    keyword, _, number = bytes(text).partition(b"\0")
    is_known = packed[:1] == bytes([_PROVENANCE_VERSION]) and keyword == _EDIT_NUMBER_KEYWORD.encode()
    if not is_known or not number.isdigit():
        return None
    labels = label_png.read_plane(chunks)
    provenance = label_png.unpack_plane(packed[1 + _USED_BYTES :], shape)
    if labels is None or provenance is None:
        return None
    return StoredLabels(LabelMap(labels, provenance), int(number))


def _decode_any(data: bytes, shape: tuple[int, int]) -> StoredLabels:
    try:
        image = PngImagePlugin.PngImageFile(io.BytesIO(data))
        height, width = image.height, image.width
        if (height, width) != shape:
            raise UnreadableLabelsError(f"{width} x {height} pixels, but the image is {shape[1]} x {shape[0]}")
        bit_depth, color_type = data[24], data[25]  # IHDR comes first, at a fixed place
        if color_type not in (0, 3) or (color_type == 0 and bit_depth != 8):
            raise UnreadableLabelsError("not an 8-bit palette or grey image")
        labels = np.array(image, dtype=np.uint8)
        provenance = _provenance(image, shape)
        number = int(image.text.get(_EDIT_NUMBER_KEYWORD, "0")) if provenance is not None else 0
    except UnreadableLabelsError:
        raise
    except _DECODING_ERRORS as error:
        raise UnreadableLabelsError(f"damaged ({error})") from error
    return StoredLabels(LabelMap(labels, provenance), number)


def stored_edit_number(path: Path) -> int:
    """The number of the last edit that a label file holds, from its head; 0 if it has none or is damaged."""
    number, has_provenance = 0, False
    for kind, data in _head_chunks(path):
        if kind == b"tEXt" and data.startswith(_EDIT_NUMBER_KEYWORD.encode() + b"\0"):
            text = data.partition(b"\0")[2]
            number = int(text) if text.isdigit() else 0
        has_provenance = has_provenance or kind == _PROVENANCE_CHUNK
    return number if has_provenance else 0


def stored_values(path: Path) -> set[int]:
    """The values that occur in a label file: from its head where Segmend wrote it, else from its pixels.

    Raises OSError, or UnreadableLabelsError where the pixels are needed and damaged.
    """
    for kind, data in _head_chunks(path):
        if kind == _PROVENANCE_CHUNK and data[:1] == bytes([_PROVENANCE_VERSION]):
            bits = np.unpackbits(np.frombuffer(data[1 : 1 + _USED_BYTES], np.uint8))
            return {int(value) for value in np.flatnonzero(bits)}
    try:
        image = PngImagePlugin.PngImageFile(io.BytesIO(path.read_bytes()))
        return {int(value) for value in np.flatnonzero(_used_values(np.array(image, dtype=np.uint8)))}
    except _DECODING_ERRORS as error:
        raise UnreadableLabelsError(f"damaged ({error})") from error


def stored_shape(path: Path) -> tuple[int, int]:
    """Height and width of a label file, from its head; OSError, or UnreadableLabelsError if it is no PNG."""
    with path.open("rb") as stream:
        head = stream.read(24)
    if not head.startswith(_SIGNATURE) or head[12:16] != b"IHDR" or len(head) < 24:
        raise UnreadableLabelsError("damaged (it is no PNG)")
    width, height = struct.unpack(">II", head[16:24])
    return height, width


def stored_counts(path: Path) -> NDArray[np.int64]:
    """How many pixels of a label file have each value, (256,). OSError, or UnreadableLabelsError if it is damaged."""
    data = path.read_bytes()
    chunks = label_png.split_png(data)
    plane = None if chunks is None else label_png.read_plane(chunks)
    if plane is not None:
        return value_counts(plane)
    try:
        return value_counts(np.array(PngImagePlugin.PngImageFile(io.BytesIO(data)), dtype=np.uint8))
    except _DECODING_ERRORS as error:
        raise UnreadableLabelsError(f"damaged ({error})") from error


def value_counts(plane: Plane) -> NDArray[np.int64]:
    """How many elements of an array of any shape have each value, (256,)."""
    flat, counts = plane.reshape(1, -1), np.zeros(256, np.int64)
    for start in range(0, flat.size, _STRIP):
        # A tenth of the time of numpy's bincount, and other threads run meanwhile; in float32, exact up to 2 ** 24.
        strip = cv2.calcHist([flat[:, start : start + _STRIP]], [0], None, [256], [0, 256])
        counts += np.asarray(strip).ravel().astype(np.int64)
    return counts


def used_values(labels: Plane) -> set[int]:
    """The values that occur in a plane, 255 included."""
    return {int(value) for value in np.flatnonzero(_used_values(labels))}


def _used_values(labels: Plane) -> NDArray[np.bool_]:
    return value_counts(labels) > 0


def _provenance(image: PngImagePlugin.PngImageFile, shape: tuple[int, int]) -> Plane | None:
    chunks = [chunk[1] for chunk in image.private_chunks if chunk[0] == _PROVENANCE_CHUNK]
    if not chunks or chunks[0][:1] != bytes([_PROVENANCE_VERSION]):
        return None
    size = shape[0] * shape[1]
    plane = zlib.decompressobj().decompress(chunks[0][1 + _USED_BYTES :], size + 1)
    if len(plane) != size:
        raise UnreadableLabelsError("damaged (its provenance is incomplete)")
    return np.frombuffer(plane, np.uint8).reshape(shape).copy()


def _head_chunks(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """The chunks before the pixels as (kind, first bytes of data); stops at anything that is not a PNG."""
    with path.open("rb") as stream:
        if stream.read(len(_SIGNATURE)) != _SIGNATURE:
            return
        while len(head := stream.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind in (b"IDAT", b"IEND"):
                return
            data = stream.read(min(length, 1 << 10))
            stream.seek(length - len(data) + 4, io.SEEK_CUR)
            yield kind, data
