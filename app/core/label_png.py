"""The bytes of a label file, written and read strip by strip: no other thread waits for a whole image.

PNG specification, 3rd edition, and RFC 1950. Pillow, which reads the files of other programs, holds the interpreter
while it encodes and copies: half a second for 100 megapixels.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LEVEL = 3
_STRIP = 1 << 20  # bytes packed or unpacked at once
_PIECE = 1 << 16  # bytes of packed data looked at once
_HEAD = struct.Struct(">IIBBBBB")  # width, height, bit depth, colour type, compression, filter, interlace
_PALETTE = (8, 3, 0, 0, 0)


@dataclass(frozen=True)
class Chunks:
    """A palette PNG of eight bits in its parts: (height, width), the packed pixels, all other chunks by kind."""

    shape: tuple[int, int]
    pixels: list[memoryview]
    others: dict[bytes, memoryview]


def write_png(labels: Plane, palette: Plane, chunks: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The PNG of a plane (H, W); palette (256, 3) RGB; chunks: kind and data, to come before the pixels."""
    height, width = labels.shape
    parts = [SIGNATURE, *_chunk(b"IHDR", _HEAD.pack(width, height, *_PALETTE))]
    for kind, data in chunks:
        parts += _chunk(kind, data)
    parts += _chunk(b"PLTE", palette.tobytes())
    packer = zlib.compressobj(_LEVEL)
    rows = max(1, _STRIP // (width + 1))
    for top in range(0, height, rows):
        strip = labels[top : top + rows]
        lines = np.zeros((strip.shape[0], width + 1), np.uint8)  # each begins with its filter, 0 = none
        lines[:, 1:] = strip
        data = packer.compress(lines.data)
        parts += _chunk(b"IDAT", data) if data else ()
    parts += _chunk(b"IDAT", packer.flush())
    parts += _chunk(b"IEND", b"")
    return b"".join(parts)


def split_png(data: bytes) -> Chunks | None:
    """The parts of a palette PNG that is whole and as :func:`write_png` makes it; None for any other."""
    if not data.startswith(SIGNATURE):
        return None
    view, at = memoryview(data), len(SIGNATURE)
    pixels: list[memoryview] = []
    others: dict[bytes, memoryview] = {}
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data) or zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
            return None
        body = view[at + 8 : end - 4]
        at = end
        if kind == b"IDAT":
            pixels.append(body)
        elif kind in others:
            return None
        else:
            others[kind] = body
        if kind == b"IEND":
            return _checked(pixels, others)
    return None


def read_plane(chunks: Chunks) -> Plane | None:
    """The values (H, W) of a PNG's pixels; None where rows are filtered or not all there."""
    height, width = chunks.shape
    plane = np.empty((height, width), np.uint8)
    top, rest = 0, b""
    try:
        for part in _unpacked(chunks.pixels):
            rest += part
            rows = len(rest) // (width + 1)
            if rows == 0:
                continue
            lines = np.frombuffer(rest, np.uint8, rows * (width + 1)).reshape(rows, width + 1)
            if top + rows > height or lines[:, 0].any():
                return None
            plane[top : top + rows] = lines[:, 1:]
            top, rest = top + rows, rest[rows * (width + 1) :]
    except zlib.error:
        return None
    return plane if top == height and not rest else None


def unpack_plane(packed: memoryview, shape: tuple[int, int]) -> Plane | None:
    """A plane (H, W) that was packed by zlib as a whole; None where it is not that."""
    plane = np.empty(shape[0] * shape[1], np.uint8)
    at = 0
    try:
        for part in _unpacked([packed]):
            if at + len(part) > plane.size:
                return None
            plane[at : at + len(part)] = np.frombuffer(part, np.uint8)
            at += len(part)
    except zlib.error:
        return None
    return plane.reshape(shape) if at == plane.size else None


def _chunk(kind: bytes, data: bytes) -> list[bytes]:
    checksum = zlib.crc32(data, zlib.crc32(kind))
    return [struct.pack(">I", len(data)), kind, data, struct.pack(">I", checksum)]


def _checked(pixels: list[memoryview], others: dict[bytes, memoryview]) -> Chunks | None:
    head = others.get(b"IHDR", memoryview(b""))
    if len(head) != _HEAD.size or b"PLTE" not in others or not pixels:
        return None
    width, height, *kind = _HEAD.unpack(head)
    return Chunks((height, width), pixels, others) if tuple(kind) == _PALETTE and width and height else None


def _unpacked(parts: Iterable[memoryview]) -> Iterator[bytes]:
    """What a zlib stream in parts holds, in strips. Raises zlib.error where it is damaged, cut off or goes on."""
    unpacker = zlib.decompressobj()
    for part in parts:
        for start in range(0, len(part), _PIECE):
            data: bytes | memoryview = part[start : start + _PIECE]
            while data and not unpacker.eof:
                yield unpacker.decompress(data, _STRIP)
                data = unpacker.unconsumed_tail
            if data or unpacker.unused_data:
                raise zlib.error("more than one stream")
    while not unpacker.eof:
        strip = unpacker.decompress(b"", _STRIP)
        if not strip:
            break
        yield strip
    if not unpacker.eof:
        raise zlib.error("cut off")
