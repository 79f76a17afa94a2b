"""Label map and history of an image from its label file and its journal, also after the program was killed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.core.database import Database, ImageRow
from app.core.history import History, StoredEdit
from app.core.journal import DamagedJournalError, EntryRow, Folded, Move, Step, fold, without_oldest
from app.core.label_file import StoredLabels
from app.core.label_map import LabelMap, Source

IMAGE_LIMIT_BYTES = 64 * 1024**2  # of stored steps of one image that its label file holds already
PROJECT_LIMIT_BYTES = 1024**3  # of all images


@dataclass(frozen=True)
class Recovered:
    """What is known of an image.

    number: of the newest step ever made; saved_number: of the step its label file holds. replayed: steps that were put
    back into the label map; lost: steps of the journal that could not be.
    """

    history: History
    number: int
    saved_number: int
    replayed: int
    lost: int


def recover(database: Database, key: str, row: ImageRow, stored: StoredLabels) -> Recovered:
    """Bring the label map of `stored` up to date in place, and make its history.

    Steps that cannot be read back are dropped from the journal. Raises ProjectError where it cannot be read at all.
    """
    rows = database.edits(key)
    newest = max(stored.edit_number, rows[-1].number if rows else 0)
    if stored.edit_number < row.last_edit:
        newest = max(newest, row.last_edit)
        if any(each.number > row.last_edit for each in rows):
            return _merge(database, key, rows, row.last_edit, stored, newest)
        database.fold(key, row, [each.number for each in rows])  # history of a file that is gone
        return Recovered(History(), newest, stored.edit_number, 0, 0)
    _, steps = fold(rows, row.last_edit, row.position, newest)
    reached = stored.edit_number
    replayed = 0
    for step in steps:
        if step.number <= stored.edit_number:
            continue
        if step.number != reached + 1 or not _apply(database, key, step, stored.label_map):
            break
        reached, replayed = step.number, replayed + 1
    lost = [each.number for each in rows if each.number > reached]
    if lost:
        database.fold(key, row, lost)
    folded, _ = fold(rows, row.last_edit, row.position, reached)
    return Recovered(_history(database, key, folded), reached, stored.edit_number, replayed, len(lost))


def _apply(database: Database, key: str, step: Step, label_map: LabelMap) -> bool:
    if step.row.shape != label_map.shape:
        return False
    try:
        label_map.apply(database.edit(key, step.row), forward=step.forward)
    except DamagedJournalError:
        return False
    return True


def _merge(
    database: Database, key: str, rows: Sequence[EntryRow], last_edit: int, stored: StoredLabels, newest: int
) -> Recovered:
    """The label file is older than the journal, or another program's: the pixels of strokes it cannot hold win over it.

    Its history does not fit it any more. The journal keeps them until a label file holds them: a number is left out,
    so that then nothing before it counts as history.
    """
    replayed = lost = 0
    for each in _still_made([each for each in rows if each.number > last_edit]):
        if each.shape == stored.label_map.shape and _write_changed(database, key, each, stored.label_map):
            replayed += 1
        else:
            lost += 1
    stored.label_map.commit("")  # what is merged is part of where the new history begins
    return Recovered(History(), newest + 1, stored.edit_number, replayed, lost)


def _still_made(rows: Sequence[EntryRow]) -> list[EntryRow]:
    """The edits of these steps that were not taken back in them."""
    made: list[EntryRow] = []
    undone: list[EntryRow] = []
    for row in rows:
        if row.move == Move.EDIT:
            made.append(row)
            undone.clear()
        elif row.move == Move.UNDO and made:
            undone.append(made.pop())
        elif row.move == Move.REDO and undone:
            made.append(undone.pop())
    return made


def _write_changed(database: Database, key: str, row: EntryRow, label_map: LabelMap) -> bool:
    """Write the pixels that an edit changed, and no others."""
    try:
        edit = database.edit(key, row)
    except DamagedJournalError:
        return False
    before, after = LabelMap.empty(*label_map.shape), LabelMap.empty(*label_map.shape)
    before.apply(edit, forward=False)
    after.apply(edit, forward=True)
    row0, col0, row1, col1 = edit.box
    place = np.s_[row0:row1, col0:col1]
    is_changed = (before.labels[place] != after.labels[place]) | (before.provenance[place] != after.provenance[place])
    for source in Source:
        mask = is_changed & (after.provenance[place] == source)
        if mask.any():
            label_map.write_values(row0, col0, mask, after.labels[place], source)
    return True


def _history(database: Database, key: str, folded: Folded) -> History:
    edits = [
        StoredEdit(row.name, row.box, row.changed_pixels, partial(database.edit, key, row)) for row in folded.edits
    ]
    return History(edits=edits, position=folded.position)


def fold_into_snapshot(database: Database, key: str, row: ImageRow, number: int) -> ImageRow:
    """The label file holds everything up to `number`: keep of the journal what undo and redo need, and what is newer.

    Returns what is stored of the image from now on.
    """
    rows = database.edits(key)
    if number < row.last_edit:  # an older state was put back on purpose
        folded = Folded((), 0, is_sound=False)
    else:
        folded, _ = fold(rows, row.last_edit, row.position, number)
    folded = without_oldest(folded, IMAGE_LIMIT_BYTES)
    kept = {each.number for each in folded.edits}
    made = ImageRow(row.state, number, folded.position)
    database.fold(key, made, [each.number for each in rows if each.number <= number and each.number not in kept])
    return made


def prune(database: Database, rows: dict[str, ImageRow]) -> None:
    """Keep the journal of the whole project within its bound: the images worked on longest ago forget their history.

    rows: what is known of the images, brought up to date.
    """
    sizes = database.edit_sizes()
    total = sum(sizes.values())
    for key, nbytes in sizes.items():
        if total <= PROJECT_LIMIT_BYTES:
            return
        row = rows.get(key)
        entries = database.edits(key)
        if row is None or any(entry.number > row.last_edit for entry in entries):
            continue  # its label file lacks something
        rows[key] = ImageRow(row.state, row.last_edit)
        database.fold(key, rows[key], [entry.number for entry in entries])
        total -= nbytes


def sentence(name: str, recovered: Recovered) -> str | None:
    """What a person should read of a recovery; None where there was nothing to do."""
    parts = []
    if recovered.replayed:
        count = "1 step" if recovered.replayed == 1 else f"{recovered.replayed} steps"
        parts.append(f"{count} on {name} that no label file held yet were put back.")
    if recovered.lost:
        count = "1 step" if recovered.lost == 1 else f"{recovered.lost} steps"
        parts.append(f"{count} on {name} could not be read from the journal and are lost; check its labels.")
    return " ".join(parts) or None
