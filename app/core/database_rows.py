"""What the rows of a project's database hold, and how they are written."""

import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.journal import Entry, EntryRow, Move, pack_edit
from app.core.places import is_key
from app.core.scores import Digest, Score


@dataclass(frozen=True)
class Checkpoint:
    """One version of the network; `file` lies in the models folder, `created` is ISO 8601 in UTC."""

    name: str
    file: str
    created: str
    parent: str | None
    measures: dict[str, Any]
    is_current: bool


@dataclass(frozen=True)
class ImageRow:
    """What is known about an image.

    state: its name. last_edit: the number of the newest step that its label file is known to hold; position: how many
    of the journal's edits up to there are applied there.
    """

    state: str
    last_edit: int
    position: int = 0


def write_images(cursor: sqlite3.Cursor, images: Mapping[str, ImageRow]) -> None:
    cursor.executemany(
        "INSERT OR REPLACE INTO images(path, state, last_edit, position) VALUES (?, ?, ?, ?)",
        [(to_column(path), row.state, row.last_edit, row.position) for path, row in images.items()],
    )


def entry_row(number: int, move: str, height: int, width: int, name: str, *rest: int) -> EntryRow:
    if not all(isinstance(each, int) for each in (number, height, width, *rest)):
        raise TypeError(f"step {number!r} has a text where a number belongs")
    row0, col0, row1, col1, pixels, nbytes = rest
    return EntryRow(number, Move(move), (height, width), str(name), (row0, col0, row1, col1), pixels, nbytes)


def packed(entry: Entry, shape: tuple[int, int]) -> tuple[EntryRow, bytes]:
    edit, data = entry.edit, b"" if entry.edit is None else pack_edit(entry.edit)
    name, box, pixels = ("", (0, 0, 0, 0), 0) if edit is None else (edit.name, edit.box, edit.changed_pixels)
    return EntryRow(entry.number, entry.move, shape, name, box, pixels, len(data)), data


def taken_number(cursor: sqlite3.Cursor, path: str, entries: Iterable[tuple[EntryRow, bytes]]) -> int | None:
    """The first number under which another step is stored already; None if there is none."""
    for row, data in entries:
        found = cursor.execute(
            "SELECT move, nbytes, checksum FROM edits WHERE path = ? AND number = ?", (to_column(path), row.number)
        ).fetchone()
        if found is not None and found != (str(row.move), len(data), zlib.crc32(data)):
            return row.number
    return None


def write_entries(cursor: sqlite3.Cursor, path: str, entries: Iterable[tuple[EntryRow, bytes]]) -> None:
    rows = []
    for row, data in entries:
        fixed = (to_column(path), row.number, str(row.move), *row.shape, row.name, *row.box)
        rows.append((*fixed, row.changed_pixels, len(data), zlib.crc32(data), data))
    # Replaced: a commit that reported a failure may have been done all the same, and is tried again.
    cursor.executemany(f"INSERT OR REPLACE INTO edits VALUES ({', '.join('?' * 14)})", rows)


def read_score(
    entropy: float, margin: float, version: str, descriptor: object, sketch: object, disagreement: object
) -> Score:
    """A score with its digest; without one where there is none, or where it makes no sense: it is made again."""
    is_whole = isinstance(descriptor, bytes) and len(descriptor) % 2 == 0 and isinstance(sketch, bytes)
    if not is_whole or not (disagreement is None or isinstance(disagreement, int | float)):
        return Score(entropy, margin, version)
    assert isinstance(descriptor, bytes)
    assert isinstance(sketch, bytes)
    share = None if disagreement is None else float(disagreement)
    return Score(entropy, margin, version, Digest(descriptor, sketch, share))


def write_scores(cursor: sqlite3.Cursor, scores: Mapping[str, Score]) -> None:
    cursor.executemany(
        "INSERT OR REPLACE INTO scores VALUES (?, ?, ?, ?)",
        [(to_column(path), each.entropy, each.margin, each.version) for path, each in scores.items()],
    )
    cursor.executemany(
        "INSERT OR REPLACE INTO digests VALUES (?, ?, ?, ?, ?)",
        [
            (to_column(path), digest.descriptor, digest.sketch, digest.disagreement, each.version)
            for path, each in scores.items()
            if (digest := each.digest) is not None
        ],
    )


def to_column(path: str) -> str | bytes:
    """Names that are not UTF-8 (possible on Linux) are stored as their bytes."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogateescape")
    return path


def from_column(value: object) -> str:
    """The key of an image as it was stored; ValueError for what is none, or would lead out of the folder."""
    key = value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
    if not isinstance(key, str) or not is_key(key):
        raise ValueError(f"{key!r} is no image of the folder")
    return key
