"""Caffe's `.caffemodel`: a NetParameter in protobuf's wire format, read without protobuf (caffe.proto, 2014-2017).

Only the fields that weights need are read. Every length is checked against the message it lies in, and the number of
fields is limited, so that a damaged file ends in a sentence and not in a full memory.
"""

import math
import mmap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.errors import ModelError

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5  # wire types
_FIELDS = 1_000_000  # in one file; a published one has some thousand, since its numbers are packed
_DIMENSIONS = 8
#: NetParameter's field of layers -> (name, blobs) within: LayerParameter, and the older V1LayerParameter
_LAYER_FIELDS = {100: (1, 7), 2: (4, 6)}


class _DamagedError(Exception):
    """The bytes are no NetParameter."""


@dataclass(frozen=True)
class _Span:
    """One field of a message. number: of a varint; start, stop: the bytes of anything else."""

    tag: int
    wire: int
    number: int
    start: int
    stop: int


@dataclass
class _Blob:
    """A BlobProto: its dimensions, and the places of its numbers in the file."""

    shape: list[int] = field(default_factory=list)
    legacy: dict[int, int] = field(default_factory=dict)
    chunks: list[tuple[int, int, str]] = field(default_factory=list)  # start, stop, numpy's type


class _Wire:
    """Walks messages in a buffer; counts the fields of the whole file."""

    def __init__(self, data: mmap.mmap | bytes) -> None:
        self.data, self.left = data, _FIELDS

    def fields(self, start: int, stop: int) -> Iterator[_Span]:
        """The fields of the message in data[start:stop]."""
        at = start
        while at < stop:
            self.left -= 1
            if self.left < 0:
                raise _DamagedError("it has too many fields")
            key, at = self.varint(at, stop)
            tag, wire, number, begin = key >> 3, key & 7, 0, at
            if wire == _VARINT:
                number, at = self.varint(at, stop)
            elif wire == _BYTES:
                length, begin = self.varint(at, stop)
                at = begin + length
            elif wire in (_FIXED32, _FIXED64):
                at += 4 if wire == _FIXED32 else 8
            else:
                raise _DamagedError(f"wire type {wire} is not known")
            if tag == 0 or at > stop:
                raise _DamagedError("a field is longer than what it lies in")
            yield _Span(tag, wire, number, begin, at)

    def varint(self, at: int, stop: int) -> tuple[int, int]:
        value = 0
        for shift in range(0, 70, 7):
            if at >= stop:
                break
            byte = self.data[at]
            value |= (byte & 127) << shift
            at += 1
            if byte < 128:
                return value, at
        raise _DamagedError("a number is cut off or too long")


def read_caffemodel(path: Path) -> dict[str, list[Tensor]]:
    """Layer -> its blobs as float32, in the file's order (weight, bias). Layers without blobs are left out.

    Raises ModelError. Takes memory for the numbers that are in the file, and no more.
    """
    try:
        with open(path, "rb") as file:
            if not file.seek(0, 2):
                raise _DamagedError("it is empty")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _read_net(_Wire(data), len(data), path)
    except (OSError, _DamagedError, MemoryError) as error:
        raise ModelError(f"{path} is no readable .caffemodel ({error}).") from error


def _read_net(wire: _Wire, size: int, path: Path) -> dict[str, list[Tensor]]:
    layers: dict[str, list[Tensor]] = {}
    for span in wire.fields(0, size):
        if span.tag not in _LAYER_FIELDS or span.wire != _BYTES:
            continue
        name, blobs = _read_layer(wire, span, *_LAYER_FIELDS[span.tag])
        if not blobs:
            continue
        if name in layers:
            raise _DamagedError(f"it has two layers {name[:50]!r}")
        layers[name] = [_values(path, name, blob) for blob in blobs]
    if not layers:
        raise _DamagedError("it has no layer with weights")
    return layers


def _read_layer(wire: _Wire, layer: _Span, name_field: int, blobs_field: int) -> tuple[str, list[_Blob]]:
    name, blobs = "", []
    for span in wire.fields(layer.start, layer.stop):
        if span.wire != _BYTES:
            continue
        if span.tag == name_field:
            name = bytes(wire.data[span.start : min(span.stop, span.start + 200)]).decode("utf-8", "replace")
        elif span.tag == blobs_field:
            blobs.append(_read_blob(wire, span))
    return name, blobs


def _read_blob(wire: _Wire, blob: _Span) -> _Blob:
    read = _Blob()
    numbers = {5: ("<f4", _FIXED32), 8: ("<f8", _FIXED64)}  # data, double_data
    for span in wire.fields(blob.start, blob.stop):
        if span.tag in (1, 2, 3, 4) and span.wire == _VARINT:
            read.legacy[span.tag] = span.number
        elif span.tag == 7 and span.wire == _BYTES:
            read.shape = _read_shape(wire, span)
        elif span.tag in numbers and span.wire in (_BYTES, numbers[span.tag][1]):
            read.chunks.append((span.start, span.stop, numbers[span.tag][0]))
    return read


def _read_shape(wire: _Wire, shape: _Span) -> list[int]:
    dimensions: list[int] = []
    for span in wire.fields(shape.start, shape.stop):
        if span.tag == 1 and span.wire == _VARINT:
            dimensions.append(span.number)
        elif span.tag == 1 and span.wire == _BYTES:
            at = span.start
            while at < span.stop and len(dimensions) <= _DIMENSIONS:
                number, at = wire.varint(at, span.stop)
                dimensions.append(number)
        if len(dimensions) > _DIMENSIONS:
            raise _DamagedError("an array has too many dimensions")
    return dimensions


def _values(path: Path, name: str, blob: _Blob) -> Tensor:
    """Read from the file and not through the map, whose pages would count as the program's memory."""
    shape = blob.shape or [blob.legacy.get(number, 1) for number in (1, 2, 3, 4)]
    sizes = [(stop - start, np.dtype(kind).itemsize) for start, stop, kind in blob.chunks]
    count = sum(length // width for length, width in sizes)
    if math.prod(shape) != count or any(length % width for length, width in sizes):
        raise _DamagedError(f"layer {name[:50]!r} has {count} numbers for the shape {shape}")
    values, done = np.empty(count, "<f4"), 0
    with open(path, "rb") as file:
        for (start, _, kind), (length, width) in zip(blob.chunks, sizes, strict=True):
            part = values[done : done + length // width]
            numbers = part if kind == "<f4" else np.empty(len(part), kind)
            file.seek(start)
            if file.readinto(numbers.view(np.uint8).data) != length:
                raise _DamagedError("it became shorter while it was read")
            if numbers is not part:
                with np.errstate(over="ignore"):  # what is too large becomes infinite, and is refused as such
                    part[:] = numbers
            done += len(part)
    return torch.from_numpy(values.astype(np.float32, copy=False).reshape(shape))
