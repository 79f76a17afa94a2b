"""Edit: one undoable change of a label map, packed tile by tile."""

import zlib
from dataclasses import dataclass

import numpy as np

from app.core.tiles import Box, Plane, bounds, part, shift, union


@dataclass(frozen=True, slots=True)
class TileChange:
    """The changed box inside one tile: both planes before and after, packed by :func:`_pack`."""

    box: Box
    old_labels: bytes
    new_labels: bytes
    old_provenance: bytes
    new_provenance: bytes

    @property
    def nbytes(self) -> int:
        """Bytes of the packed planes."""
        return len(self.old_labels) + len(self.new_labels) + len(self.old_provenance) + len(self.new_provenance)

    def labels(self, *, is_new: bool) -> Plane:
        """The labels in the box after the edit, or before it: (h, w) uint8, a copy."""
        return self._plane(self.new_labels if is_new else self.old_labels)

    def provenance(self, *, is_new: bool) -> Plane:
        """The provenance in the box after the edit, or before it: (h, w) uint8 of Source, a copy."""
        return self._plane(self.new_provenance if is_new else self.old_provenance)

    def _plane(self, packed: bytes) -> Plane:
        plane = np.empty((self.box[2] - self.box[0], self.box[3] - self.box[1]), np.uint8)
        _unpack_into(plane, packed)
        return plane


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a label map, able to go both ways; ``box`` holds every changed pixel tightly."""

    name: str
    box: Box
    tiles: tuple[TileChange, ...]
    changed_pixels: int

    @property
    def nbytes(self) -> int:
        """Memory the edit takes, about; what History counts."""
        overhead = 400  # measured: four bytes objects, a box and the TileChange itself
        return overhead + sum(tile.nbytes + overhead for tile in self.tiles)


def edit_of(name: str, made: list[tuple[TileChange, int]]) -> Edit | None:
    """One edit of the changes of tiles, each with how many pixels it changed; None for no changes."""
    box = union(change.box for change, _ in made)
    return None if box is None else Edit(name, box, tuple(change for change, _ in made), sum(each for _, each in made))


def change_of(box: Box, before: tuple[Plane, Plane], after: tuple[Plane, Plane]) -> tuple[TileChange, int] | None:
    """What differs of both planes inside a box, and at how many pixels."""
    is_changed = (before[0] != after[0]) | (before[1] != after[1])
    inner = bounds(is_changed)
    if inner is None:
        return None
    packed = [_pack(part(plane, inner)) for pair in zip(before, after, strict=True) for plane in pair]
    return TileChange(shift(inner, box[0], box[1]), *packed), int(np.count_nonzero(is_changed))


def _pack(plane: Plane) -> bytes:
    """One byte for a plane of one value (most are), else zlib; a zlib stream is never one byte long."""
    first = plane[0, 0]
    if (plane == first).all():
        return bytes([int(first)])
    return zlib.compress(plane.tobytes(), level=1)


def _unpack_into(plane: Plane, packed: bytes) -> None:
    if len(packed) == 1:
        plane[...] = packed[0]
    else:
        plane[...] = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(plane.shape)
