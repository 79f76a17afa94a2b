"""A step of a label map, or a whole label map, as text: zlib, then base64."""

import base64
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from app.core.edits import Edit
from app.core.label_map import LabelMap, Source
from app.core.masks import Mask
from app.core.tiles import TILE, Box, Plane

_TILE = struct.Struct("<4IBBB")  # box, then 1 where all changed pixels got one value and source, and these
_LIMIT = 1 << 31  # bytes that a text may unpack to


def step_to_text(edit: Edit, *, forward: bool, with_pixels: bool) -> dict[str, Any]:
    """`pixels`: what an edit changed, forward or backward; `sum`: a checksum of its tiles as they are afterwards."""
    parts, total = [], 0
    for tile in edit.tiles:
        labels, sources = tile.labels(is_new=forward), tile.provenance(is_new=forward)
        total = zlib.crc32(sources.tobytes(), zlib.crc32(labels.tobytes(), total))
        is_changed = labels != tile.labels(is_new=not forward)
        is_changed |= sources != tile.provenance(is_new=not forward)
        values, origins = labels[is_changed], sources[is_changed]
        is_plain = bool((values == values[0]).all() and (origins == origins[0]).all())
        parts.append(_TILE.pack(*tile.box, is_plain, values[0], origins[0]) + np.packbits(is_changed).tobytes())
        if not is_plain:
            parts += [values.tobytes(), origins.tobytes()]
    boxes = [list(tile.box) for tile in edit.tiles]
    if not with_pixels:
        return {"boxes": boxes, "sum": total}
    return {"pixels": _pack(b"".join(parts)), "sum": total}


def write_step(label_map: LabelMap, text: str) -> list[Box]:
    """Write the pixels of a step; returns the boxes of its tiles. Raises ValueError where the text is damaged."""
    data, at = _unpack(text), 0
    boxes = []
    while at < len(data):
        try:
            row0, col0, row1, col1, is_plain, value, source = _TILE.unpack_from(data, at)
        except struct.error as error:
            raise ValueError(f"a step that breaks off ({error})") from error
        at += _TILE.size
        mask, at = _mask(data, at, (row1 - row0, col1 - col0), label_map.shape)
        boxes.append((row0, col0, row1, col1))
        if is_plain:
            label_map.write(row0, col0, mask, value, Source(source))
            continue
        count = int(np.count_nonzero(mask))
        values = np.frombuffer(data, np.uint8, count, at)
        origins = np.frombuffer(data, np.uint8, count, at + count)
        at += 2 * count
        plane, sources = np.zeros(mask.shape, np.uint8), np.zeros(mask.shape, np.uint8)
        plane[mask], sources[mask] = values, origins
        for each in Source:
            label_map.write_values(row0, col0, mask & (sources == each), plane, each)
    return boxes


def sum_of(label_map: LabelMap, boxes: list[Box]) -> int:
    """The checksum of these tiles as they are."""
    total = 0
    for row0, col0, row1, col1 in boxes:
        place = np.s_[row0:row1, col0:col1]
        total = zlib.crc32(np.ascontiguousarray(label_map.labels[place]).data, total)
        total = zlib.crc32(np.ascontiguousarray(label_map.provenance[place]).data, total)
    return total


def planes_to_text(label_map: LabelMap) -> str:
    """Both planes, one byte for every tile that has but one value; "" for an empty label map."""
    if not label_map.provenance.any():
        return ""
    parts = []
    for row, col in _corners(label_map.shape):
        for plane in (label_map.labels, label_map.provenance):
            tile = plane[row : row + TILE, col : col + TILE]
            is_plain = bool((tile == tile[0, 0]).all())
            parts.append(bytes([1, tile[0, 0]]) if is_plain else b"\0" + tile.tobytes())
    return _pack(b"".join(parts))


def text_to_planes(text: str, shape: tuple[int, int]) -> LabelMap:
    """Reads planes_to_text for a label map of `shape` (H, W). Raises ValueError where the text is damaged."""
    if not text:
        return LabelMap.empty(*shape)
    data, at = _unpack(text), 0
    planes: tuple[Plane, Plane] = (np.zeros(shape, np.uint8), np.zeros(shape, np.uint8))
    try:
        for row, col in _corners(shape):
            for plane in planes:
                tile = plane[row : row + TILE, col : col + TILE]
                if data[at] == 1:
                    tile[...] = data[at + 1]
                    at += 2
                else:
                    tile[...] = np.frombuffer(data, np.uint8, tile.size, at + 1).reshape(tile.shape)
                    at += 1 + tile.size
    except IndexError as error:
        raise ValueError("labels that break off") from error
    return LabelMap(*planes)


def _corners(shape: tuple[int, int]) -> Iterator[tuple[int, int]]:
    return ((row, col) for row in range(0, shape[0], TILE) for col in range(0, shape[1], TILE))


def _mask(data: bytes, at: int, size: tuple[int, int], shape: tuple[int, int]) -> tuple[Mask, int]:
    rows, cols = size
    if not (0 < rows <= shape[0] and 0 < cols <= shape[1]):
        raise ValueError(f"a step of {rows} x {cols} pixels on labels of {shape[0]} x {shape[1]}")
    nbytes = -(-rows * cols // 8)
    bits = np.unpackbits(np.frombuffer(data, np.uint8, nbytes, at), count=rows * cols)
    return bits.reshape(rows, cols).astype(np.bool_), at + nbytes


def _pack(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, level=6)).decode()


def _unpack(text: str) -> bytes:
    packed = base64.b64decode(text, validate=True)
    inflate = zlib.decompressobj()
    try:
        data = inflate.decompress(packed, _LIMIT)
    except zlib.error as error:
        raise ValueError(f"pixels that cannot be unpacked ({error})") from error
    if not inflate.eof:
        raise ValueError("pixels that break off, or unpack to too much")
    return data
