"""The part of an image's journal that fits its label file, where rows of the journal may be missing.

Every edit holds what its pixels were before and after it. A history fits where the newest applied edit left what is
there now, the one before it what that one found, and so on; undoing anything else would put back what never was.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.core.database_rows import ImageRow
from app.core.edits import Edit
from app.core.journal import EntryRow, Move, fold, unpack_edit
from app.core.label_file import StoredLabels, UnreadableLabelsError, decode_labels, stored_shape
from app.core.label_map import LabelMap
from app.core.label_store import LabelStore
from app.core.salvage import SavedEntry


@dataclass(frozen=True)
class SoundImage:
    """What is to be stored of an image: its row, and the entries that fit."""

    row: ImageRow
    entries: list[SavedEntry]


def sound_image(labels: LabelStore, key: str, row: ImageRow | None, entries: Sequence[SavedEntry]) -> SoundImage:
    """The row of an image, made up where it is missing (None), and the entries that its label file bears out.

    entries: in order of number. A label file that is missing, damaged or older than the row leaves them as they are:
    their pixels are written over whatever label map the image begins with. Raises OSError.
    """
    stored = _stored(labels, key)
    known = row if row is not None else ImageRow("corrected", stored.edit_number if stored else 0)
    if stored is None or stored.edit_number < known.last_edit:
        if row is None:
            known = ImageRow(known.state, 0)
        return SoundImage(known, list(entries))
    rows = [entry.row for entry in entries]
    by_number = {entry.row.number: entry for entry in entries}

    def edits(some: Sequence[EntryRow]) -> list[Edit]:
        return [_edit(by_number[each.number]) for each in some]

    if row is None:
        folded_edits = [each for each in rows if each.number <= stored.edit_number and each.move == Move.EDIT]
        position = _position(stored.label_map, edits(folded_edits))
    else:
        folded, _ = fold(rows, known.last_edit, known.position, stored.edit_number)
        folded_edits, position = list(folded.edits), folded.position
    first, last = _fitting(stored.label_map, edits(folded_edits), position)
    kept = {each.number for each in folded_edits[first:last]}
    newer = {each.number for each in rows if each.number > stored.edit_number}
    made = ImageRow(known.state, stored.edit_number, position - first)
    return SoundImage(made, [entry for entry in entries if entry.row.number in kept | newer])


def _stored(labels: LabelStore, key: str) -> StoredLabels | None:
    file = labels.file(key)
    try:
        return decode_labels(file.read_bytes(), stored_shape(file))
    except (FileNotFoundError, UnreadableLabelsError):
        return None


def _edit(entry: SavedEntry) -> Edit:
    return unpack_edit(entry.row, entry.data)


def _position(label_map: LabelMap, edits: Sequence[Edit]) -> int:
    """How many of the edits are applied, by what is there; 0 where nothing fits."""
    for position in range(len(edits), 0, -1):
        is_next = position == len(edits) or _is_there(label_map, edits[position], is_new=False)
        if is_next and _is_there(label_map, edits[position - 1], is_new=True):
            return position
    return 0


def _fitting(label_map: LabelMap, edits: Sequence[Edit], position: int) -> tuple[int, int]:
    """The first and the end of the edits around `position` that lead from one to the next."""
    first = last = position
    walked = LabelMap(label_map.labels.copy(), label_map.provenance.copy())
    while first > 0 and _is_there(walked, edits[first - 1], is_new=True):
        first -= 1
        walked.apply(edits[first], forward=False)
    walked = LabelMap(label_map.labels.copy(), label_map.provenance.copy())
    while last < len(edits) and _is_there(walked, edits[last], is_new=False):
        walked.apply(edits[last], forward=True)
        last += 1
    return first, last


def _is_there(label_map: LabelMap, edit: Edit, *, is_new: bool) -> bool:
    """Whether the tiles of an edit are as it left them, or as it found them."""
    height, width = label_map.shape
    if edit.box[2] > height or edit.box[3] > width:
        return False
    for tile in edit.tiles:
        row0, col0, row1, col1 = tile.box
        place = np.s_[row0:row1, col0:col1]
        if not np.array_equal(label_map.labels[place], tile.labels(is_new=is_new)):
            return False
        if not np.array_equal(label_map.provenance[place], tile.provenance(is_new=is_new)):
            return False
    return True
