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

from app.core.label_map import UNLABELED, LabelMap, Source
from app.core.opencv import cv2
from app.core.palette_png import decode_plane, encode_plane, pack_runs, strips, unpack_plane

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
    used = np.packbits(value_counts(labels) > 0).tobytes()
    sources = bytes([_PROVENANCE_VERSION]) + used + pack_runs(strips(provenance))
    number = _EDIT_NUMBER_KEYWORD.encode() + b"\0" + str(edit_number).encode()
    return encode_plane(labels, palette, [(b"tEXt", number), (_PROVENANCE_CHUNK, sources)])


def decode_labels(data: bytes, shape: tuple[int, int]) -> StoredLabels:
    """Read a label map for an image of `shape` (H, W).

    Files of other programs (8-bit palette or grey, no `sgPV`) count as imported, edit 0. Raises
    UnreadableLabelsError for damaged files, other kinds of pixels and another size.
    """
    try:
        labels, packed, text = _decode(data, shape)
        provenance = _provenance(packed, shape)
        number = int(text) if provenance is not None else 0
    except UnreadableLabelsError:
        raise
    except _DECODING_ERRORS as error:
        raise UnreadableLabelsError(f"damaged ({error})") from error
    return StoredLabels(LabelMap(labels, provenance), number)


def decode_values(data: bytes, shape: tuple[int, int]) -> Plane:
    """The labels alone of a label file, (H, W) uint8, for who does not ask where they come from; as decode_labels."""
    try:
        return _decode(data, shape)[0]
    except UnreadableLabelsError:
        raise
    except _DECODING_ERRORS as error:
        raise UnreadableLabelsError(f"damaged ({error})") from error


def _decode(data: bytes, shape: tuple[int, int]) -> tuple[Plane, bytes | None, str]:
    """The labels, the content of the chunk of provenance, and the text that is the edit number ("0" without)."""
    own = decode_plane(data, shape)
    if own is not None:
        keyword, _, text = own[1].get(b"tEXt", b"").partition(b"\0")
        is_number = keyword == _EDIT_NUMBER_KEYWORD.encode()
        return own[0], own[1].get(_PROVENANCE_CHUNK), text.decode("latin-1") if is_number else "0"
    image = PngImagePlugin.PngImageFile(io.BytesIO(data))
    height, width = image.height, image.width
    if (height, width) != shape:
        raise UnreadableLabelsError(f"{width} x {height} pixels, but the image is {shape[1]} x {shape[0]}")
    bit_depth, color_type = data[24], data[25]  # IHDR comes first, at a fixed place
    if color_type not in (0, 3) or (color_type == 0 and bit_depth != 8):
        raise UnreadableLabelsError("not an 8-bit palette or grey image")
    labels = np.array(image, dtype=np.uint8)
    packed = next((chunk[1] for chunk in image.private_chunks if chunk[0] == _PROVENANCE_CHUNK), None)
    return labels, packed, image.text.get(_EDIT_NUMBER_KEYWORD, "0")


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
        return used_values(np.array(image, dtype=np.uint8))
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
    try:
        own = decode_plane(data, stored_shape(path))
        plane = np.array(PngImagePlugin.PngImageFile(io.BytesIO(data)), np.uint8) if own is None else own[0]
    except UnreadableLabelsError:
        raise
    except _DECODING_ERRORS as error:
        raise UnreadableLabelsError(f"damaged ({error})") from error
    return value_counts(plane)


def used_values(labels: Plane) -> set[int]:
    """The values that occur in a plane, 255 included."""
    return {int(value) for value in np.flatnonzero(value_counts(labels))}


def value_counts(plane: Plane) -> NDArray[np.int64]:
    """How many pixels of a plane have each value, (256,); quicker than numpy's bincount."""
    flat = plane.reshape(1, -1)
    total = np.zeros(256, np.int64)
    for start in range(0, flat.size, _STRIP):  # its counts are float32: exact up to 2 ** 24
        counts = cv2.calcHist([flat[:, start : start + _STRIP]], [0], None, [256], [0, 256])
        total += np.asarray(counts).ravel().astype(np.int64)
    return total


def source_counts(labels: Plane, provenance: Plane) -> NDArray[np.int64]:
    """How many pixels have each value from each source, (256, 4)."""
    planes = [labels.reshape(1, -1), provenance.reshape(1, -1)]
    total = np.zeros((256, len(Source)), np.int64)
    for start in range(0, planes[0].size, _STRIP):
        strip = [plane[:, start : start + _STRIP] for plane in planes]
        counts = cv2.calcHist(strip, [0, 1], None, [256, len(Source)], [0, 256, 0, len(Source)])
        total += np.asarray(counts).astype(np.int64)
    return total


def look_up(plane: Plane, table: Plane) -> Plane:
    """`table[plane]` for a table (256,) uint8, quicker."""
    return np.asarray(cv2.LUT(plane, table), np.uint8) if plane.size else plane


def has_labels(labels: Plane) -> bool:
    """Whether any pixel of a plane is labelled."""
    flat = labels.reshape(-1)
    return any(bool((flat[start : start + _STRIP] != UNLABELED).any()) for start in range(0, flat.size, _STRIP))


def _provenance(packed: bytes | None, shape: tuple[int, int]) -> Plane | None:
    if packed is None or packed[:1] != bytes([_PROVENANCE_VERSION]):
        return None
    plane = unpack_plane(packed[1 + _USED_BYTES :], shape)
    if plane is None:
        raise UnreadableLabelsError("damaged (its provenance is incomplete)")
    return plane


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
