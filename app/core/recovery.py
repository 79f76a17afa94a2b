"""Label map and history of an image from its label file and its journal, also after the program was killed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from app.core.database import Database
from app.core.database_rows import ImageRow
from app.core.edits import Edit
from app.core.history import History, StoredEdit
from app.core.journal import DamagedJournalError, Entry, EntryRow, Folded, Move, Step, fold, without_oldest
from app.core.label_file import StoredLabels
from app.core.label_map import LabelMap, Source

IMAGE_LIMIT_BYTES = 64 * 1024**2  # of stored steps of one image that its label file holds already
PROJECT_LIMIT_BYTES = 1024**3  # of all images
PUT_BACK = "Strokes put back"  # the name of the step


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


def recover(
    database: Database, key: str, row: ImageRow, stored: StoredLabels, load: Callable[[EntryRow], Edit]
) -> Recovered:
    """Bring the label map of `stored` up to date in place, and make its history, whose edits are read by `load`.

    What the journal has after a step that cannot be read back becomes one step of its own. Raises ProjectError where
    the journal cannot be read at all.
    """
    rows = database.edits(key)
    newest = max(stored.edit_number, rows[-1].number if rows else 0)
    if stored.edit_number < row.last_edit:
        newest = max(newest, row.last_edit)
        if stored.is_substitute and any(
            each.shape == stored.label_map.shape for each in rows
        ):  # all that the journal has was in the file that cannot be read
            folded, _ = fold(rows, row.last_edit, row.position, newest)
            return _merge(database, key, folded.edits[: folded.position], stored, newest)
        if any(each.number > row.last_edit for each in rows):
            newer = [each for each in rows if each.number > row.last_edit]
            return _merge(database, key, _still_made(newer), stored, newest)
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
    lost = 0
    if any(each.number > reached for each in rows):
        later, lost = _put_back_later(database, key, row, reached, stored.label_map)
        reached, replayed, rows = reached + bool(later), replayed + later, database.edits(key)
    folded, _ = fold(rows, row.last_edit, row.position, reached)
    return Recovered(_history(folded, load), reached, stored.edit_number, replayed, lost)


def _apply(database: Database, key: str, step: Step, label_map: LabelMap) -> bool:
    if step.row.shape != label_map.shape:
        return False
    try:
        label_map.apply(database.edit(key, step.row), forward=step.forward)
    except DamagedJournalError:
        return False
    return True


def _put_back_later(database: Database, key: str, row: ImageRow, reached: int, label_map: LabelMap) -> tuple[int, int]:
    """The steps after one that cannot be read: (how many are part of the label map now, how many are lost).

    They were made on a state that is not known any more, so their pixels become one step, which takes their place.
    """
    rows = [each for each in database.edits(key) if each.number > reached]
    made, unreadable = _write_all(database, key, _still_made(rows), label_map)
    edit = label_map.commit(PUT_BACK)
    entries = [Entry(reached + 1, Move.EDIT, edit)] if edit is not None else []
    database.fold(key, row, [each.number for each in rows], added=entries, shape=label_map.shape)
    missing = rows[-1].number - reached - len(rows)
    return (made if edit is not None else 0), unreadable + missing


def _merge(database: Database, key: str, edits: Sequence[EntryRow], stored: StoredLabels, newest: int) -> Recovered:
    """The label file is not what these strokes were made on: their pixels win over it.

    Its history does not fit it any more. The journal keeps them until a label file holds them: a number is left out,
    so that then nothing before it counts as history.
    """
    made, lost = _write_all(database, key, edits, stored.label_map)
    stored.label_map.commit("")  # what is merged is part of where the new history begins
    return Recovered(History(), newest + 1, stored.edit_number, made, lost)


def _write_all(database: Database, key: str, edits: Sequence[EntryRow], label_map: LabelMap) -> tuple[int, int]:
    """Write the pixels of these edits, in their order: how many could be, and how many not."""
    made = sum(each.shape == label_map.shape and _write_changed(database, key, each, label_map) for each in edits)
    return made, len(edits) - made


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
    """Write the pixels that an edit changed, and no others; the cost follows the tiles it touched."""
    try:
        edit = database.edit(key, row)
    except DamagedJournalError:
        return False
    for tile in edit.tiles:
        labels, sources = tile.labels(is_new=True), tile.provenance(is_new=True)
        is_changed = (labels != tile.labels(is_new=False)) | (sources != tile.provenance(is_new=False))
        for source in Source:
            mask = is_changed & (sources == source)
            if mask.any():
                label_map.write_values(tile.box[0], tile.box[1], mask, labels, source)
    return True


def _history(folded: Folded, load: Callable[[EntryRow], Edit]) -> History:
    edits = [StoredEdit(row.name, row.box, row.changed_pixels, partial(load, row)) for row in folded.edits]
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
