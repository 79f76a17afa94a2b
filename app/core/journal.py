"""The journal of edits: what is stored of every step, and how label map and history are made from it again.

Each step of an image (an edit, an undo, a redo) has a number. The label file holds everything up to one number, its
snapshot; the journal holds the edits that can be undone or done again at the snapshot, and every step after it.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.edits import Edit, TileChange
from app.core.errors import ProjectError
from app.core.tiles import Box, union

_TILE = struct.Struct("<8I")  # box, then the lengths of the four packed planes
_COUNT = struct.Struct("<I")


class Move(StrEnum):
    """What a step did."""

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"


class DamagedJournalError(ProjectError):
    """What is stored of an edit is not what was written."""


@dataclass(frozen=True)
class Entry:
    """A step to store. edit: what was made; None for an undo or redo, which move along the edits before.

    moved: the edit that was made, taken back or done again, where it is at hand; not stored.
    """

    number: int
    move: Move
    edit: Edit | None = None
    moved: Edit | None = None


@dataclass(frozen=True)
class EntryRow:
    """A stored step without its pixels. shape: (H, W) of the label map; the last five are empty for undo and redo."""

    number: int
    move: Move
    shape: tuple[int, int]
    name: str
    box: Box
    changed_pixels: int
    nbytes: int  # of the stored pixels


@dataclass(frozen=True)
class Folded:
    """The history at one number. edits: what can be undone (the first `position`) and done again, oldest first.

    is_sound: every step up to that number is known; else the edits are those after the last that is missing.
    """

    edits: tuple[EntryRow, ...]
    position: int
    is_sound: bool


@dataclass(frozen=True)
class Step:
    """Step `number`, to replay: an edit forward or backward."""

    number: int
    row: EntryRow
    forward: bool


def fold(
    rows: Sequence[EntryRow], base_number: int, base_position: int, number: int
) -> tuple[Folded, tuple[Step, ...]]:
    """The history after step `number`, and the steps after `base_number` that lead there.

    rows: in order of number. At base_number the edits up to it are the history, base_position of them applied.
    """
    edits = [row for row in rows if row.move == Move.EDIT and row.number <= base_number]
    position, is_sound = min(base_position, len(edits)), True
    steps: list[Step] = []
    expected = base_number + 1
    for row in (row for row in rows if base_number < row.number <= number):
        if row.number != expected:
            edits, position, is_sound = [], 0, False
        expected = row.number + 1
        if row.move == Move.EDIT:
            del edits[position:]
            edits.append(row)
            position += 1
            steps.append(Step(row.number, row, forward=True))
        elif row.move == Move.UNDO and position > 0:
            position -= 1
            steps.append(Step(row.number, edits[position], forward=False))
        elif row.move == Move.REDO and position < len(edits):
            steps.append(Step(row.number, edits[position], forward=True))
            position += 1
        else:
            edits, position, is_sound = [], 0, False
    if expected <= number:  # the newest steps are missing: nothing known fits what is there
        edits, position, is_sound = [], 0, False
    return Folded(tuple(edits), position, is_sound), tuple(steps)


def without_oldest(folded: Folded, limit_bytes: int) -> Folded:
    """The history without the oldest edits that go beyond the limit; the newest that can be undone stays."""
    dropped, total = 0, sum(row.nbytes for row in folded.edits)
    while total > limit_bytes and dropped < folded.position - 1:
        total -= folded.edits[dropped].nbytes
        dropped += 1
    return Folded(folded.edits[dropped:], folded.position - dropped, folded.is_sound)


def pack_edit(edit: Edit) -> bytes:
    """The pixels of an edit as bytes; the planes are compressed already."""
    parts = [_COUNT.pack(len(edit.tiles))]
    for tile in edit.tiles:
        planes = (tile.old_labels, tile.new_labels, tile.old_provenance, tile.new_provenance)
        parts.append(_TILE.pack(*tile.box, *map(len, planes)))
        parts.extend(planes)
    return b"".join(parts)


def unpack_edit(row: EntryRow, data: bytes, checksum: int | None = None) -> Edit:
    """The edit of a stored step. Raises DamagedJournalError unless the checksum, if given, is that of the data."""
    if checksum is not None and zlib.crc32(data) != checksum:
        raise DamagedJournalError(f"The step “{row.name}” in the journal is damaged.")
    (count,) = _COUNT.unpack_from(data)
    tiles, at = [], _COUNT.size
    for _ in range(count):
        *box, a, b, c, d = _TILE.unpack_from(data, at)
        at += _TILE.size
        planes = []
        for length in (a, b, c, d):
            planes.append(data[at : at + length])
            at += length
        tiles.append(TileChange((box[0], box[1], box[2], box[3]), *planes))
    # The box is that of the tiles, which the checksum vouches for, and not of the row.
    return Edit(row.name, union(tile.box for tile in tiles) or row.box, tuple(tiles), row.changed_pixels)
