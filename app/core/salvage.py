"""What can be saved from a damaged project database: every row that is whole and makes sense."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.core.database_rows import Checkpoint, ImageRow, from_column
from app.core.journal import EntryRow, Move
from app.core.label_classes import MAX_CLASSES, Row
from app.core.places import is_file_name
from app.core.scores import Score
from app.core.sqlite_pages import DatabaseFile, Value

STATES = {"new", "predicted", "corrected", "reviewed"}
_MOVES = {str(move) for move in Move}


@dataclass(frozen=True)
class SavedEntry:
    """A step of the journal with its packed pixels, whose checksum was right."""

    row: EntryRow
    data: bytes


@dataclass
class Salvaged:
    """Rows by table. images and entries by relative path; entries in order of number."""

    classes: dict[int, Row] = field(default_factory=dict)
    images: dict[str, ImageRow] = field(default_factory=dict)
    entries: dict[str, list[SavedEntry]] = field(default_factory=dict)
    checkpoints: dict[str, Checkpoint] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)
    scores: dict[str, Score] = field(default_factory=dict)
    damaged_entries: int = 0  # steps whose row is there but whose pixels are not


def salvage(path: Path) -> Salvaged:
    """Read what is whole in a database and its log, which are not changed. Raises OSError."""
    found = Salvaged()
    entries: dict[tuple[str, int], tuple[int, SavedEntry]] = {}
    order: list[tuple[int, Checkpoint]] = []
    for rowid, values in DatabaseFile(path).rows():
        try:
            match len(values):
                case 14:
                    _take_entry(rowid, values, entries, found)
                case 7:
                    _take_class(rowid, values, found)
                case 3 | 4:
                    _take_image_or_score(values, found)
                case 6:
                    _take_checkpoint(rowid, values, order)
                case 2:
                    _take_fact(values, found)
        except ValueError:
            continue  # a name that is none: this row is of no use
    for (key, _), (_, entry) in sorted(entries.items(), key=lambda item: item[0]):
        found.entries.setdefault(key, []).append(entry)
    found.checkpoints = {each.name: each for _, each in sorted(order, key=lambda item: item[0])}
    return found


def _take_entry(
    rowid: int, values: Sequence[Value], entries: dict[tuple[str, int], tuple[int, SavedEntry]], found: Salvaged
) -> None:
    path, number, move, height, width, name, row0, col0, row1, col1, pixels, nbytes, checksum, data = values
    numbers = [each for each in (number, height, width, row0, col0, row1, col1, pixels) if isinstance(each, int)]
    if move not in _MOVES or not isinstance(path, str | bytes) or len(numbers) != 8:
        return
    if not isinstance(data, bytes) or len(data) != nbytes or zlib.crc32(data) != checksum:
        found.damaged_entries += 1
        return
    box = (numbers[3], numbers[4], numbers[5], numbers[6])
    row = EntryRow(numbers[0], Move(str(move)), (numbers[1], numbers[2]), str(name), box, numbers[7], len(data))
    place = (from_column(path), row.number)
    # A page that was given up may still hold an older row of this number; rows are numbered in the order made.
    if place not in entries or entries[place][0] < rowid:
        entries[place] = (rowid, SavedEntry(row, data))


def _take_class(rowid: int, values: Sequence[Value], found: Salvaged) -> None:
    _, name, red, green, blue, key, is_removed = values
    color = [each for each in (red, green, blue) if isinstance(each, int) and 0 <= each <= 255]
    if 0 <= rowid < MAX_CLASSES and isinstance(name, str) and is_removed in (0, 1) and len(color) == 3:
        known = key if isinstance(key, str) else None
        found.classes[rowid] = (rowid, name, color[0], color[1], color[2], known, bool(is_removed))


def _take_image_or_score(values: Sequence[Value], found: Salvaged) -> None:
    path, *rest = values
    if not isinstance(path, str | bytes):
        return
    if rest[0] in STATES:
        number, position = rest[1], rest[2] if len(rest) == 3 else 0  # rows of the first schema have no position
        if isinstance(number, int) and isinstance(position, int):
            row = ImageRow(str(rest[0]), number, position)
            known = found.images.get(from_column(path))
            if known is None or known.last_edit <= number:
                found.images[from_column(path)] = row
    elif len(rest) == 3:
        entropy, margin, version = rest  # SQLite stores 1.0 as 1
        if isinstance(entropy, int | float) and isinstance(margin, int | float) and isinstance(version, str):
            found.scores[from_column(path)] = Score(float(entropy), float(margin), version)


def _take_checkpoint(rowid: int, values: Sequence[Value], order: list[tuple[int, Checkpoint]]) -> None:
    name, file, created, parent, measures, is_current = values
    texts = (name, file, created, measures)
    if not all(isinstance(each, str) for each in texts) or is_current not in (0, 1) or not is_file_name(file):
        return
    known = json.loads(str(measures))
    if isinstance(known, dict):
        made = str(parent) if parent is not None else None
        order.append((rowid, Checkpoint(str(name), str(file), str(created), made, known, bool(is_current))))


def _take_fact(values: Sequence[Value], found: Salvaged) -> None:
    name, text = values
    if isinstance(name, str) and isinstance(text, str):
        found.facts[name] = json.loads(text)
