"""A project's database made again from what is whole: its rows, the label files, classes.txt, checkpoints on disk."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from app.core.database import SCHEMA_VERSION, Database, refuse_if_open
from app.core.database_rows import Checkpoint
from app.core.errors import InputError, ProjectError
from app.core.files import sync_file, sync_folder
from app.core.label_classes import MAX_CLASSES, SAFE_COLORS, LabelClasses, Row
from app.core.label_file import UnreadableLabelsError, stored_values
from app.core.label_map import UNLABELED
from app.core.label_store import LabelStore
from app.core.places import DATABASE_NAME
from app.core.salvage import Salvaged, salvage
from app.core.sound_history import SoundImage, sound_image
from app.core.sqlite_pages import DatabaseFile, read_log

COPY_PREFIX = "before-repair-"
_UNFINISHED = "unfinished"  # lies in a copy until the database is made again from it
_DATABASE_FILES = (DATABASE_NAME, f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm")


def problem_before_opening(store: Path) -> str | None:
    """What SQLite would not notice when it opens the database of this store: a sentence, or None."""
    path = store / DATABASE_NAME
    if _unfinished(store) is not None:
        return f"The repair of {path} was interrupted."
    size = path.stat().st_size if path.exists() else 0
    if size == 0 and _has_work(store):
        return f"The project file {path} is {'empty' if path.exists() else 'missing'}."
    if read_log(path.with_name(f"{DATABASE_NAME}-wal")).is_damaged:
        return f"The log of the project file {path} is damaged."
    return None


def is_newer(store: Path) -> bool:
    """Whether a newer version of the program wrote the database; such a one is left alone. OSError."""
    return (DatabaseFile(store / DATABASE_NAME).user_version or 0) > SCHEMA_VERSION


def rebuild(store: Path, problem: str) -> list[str]:
    """Make the database of a store again. Returns sentences: what was wrong, what is lost.

    Everything that is changed here is copied before to .segmend/before-repair-<time>, and stays there. Raises
    ProjectBusyError where somebody has it open, and ProjectError where it is not possible; then nothing was changed.
    """
    # What is being written by another window looks damaged to who reads it meanwhile.
    refuse_if_open(store / DATABASE_NAME)
    try:
        if is_newer(store):
            raise ProjectError(f"{store} was written by a newer version of Segmend; update Segmend to open it.")
        copy = _unfinished(store) or copy_aside(store, _touched(store))
        found = salvage(copy / DATABASE_NAME)
        lost = _complete(store, found)
        made = store / f"{DATABASE_NAME}.made"
        kept = _write(store, made, found)
        for name in _DATABASE_FILES[1:]:
            (store / name).unlink(missing_ok=True)
        made.replace(store / DATABASE_NAME)
        sync_folder(store)
        (copy / _UNFINISHED).unlink()
    except OSError as error:
        raise ProjectError(
            f"{problem} It cannot be repaired now ({error.strerror or error}); make room or check the disk, and open "
            "the folder again."
        ) from error
    versions = len(found.checkpoints)
    sentence = (
        f"{problem} It was made again with {len(found.classes)} classes, {len(found.images)} images, {kept} steps and "
        f"{versions} versions; what was there before is kept in {copy}."
    )
    return [sentence, *lost]


def copy_aside(store: Path, files: list[Path]) -> Path:
    """Copy these files of a store into a new folder of it, which appears whole or not; OSError."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    copy, number = store / f"{COPY_PREFIX}{stamp}", 1
    while copy.exists():
        number += 1
        copy = store / f"{COPY_PREFIX}{stamp}-{number}"
    partial = copy.with_name(f"{copy.name}.partial")
    if partial.exists():
        shutil.rmtree(partial)
    partial.mkdir(parents=True)
    for file in files:
        target = partial / file.relative_to(store)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
        sync_file(target)
    (partial / _UNFINISHED).touch()
    partial.rename(copy)
    sync_folder(store)
    return copy


def finish_copy(copy: Path) -> None:
    """Nothing has to be made again from this copy; OSError."""
    (copy / _UNFINISHED).unlink(missing_ok=True)


def _unfinished(store: Path) -> Path | None:
    return next((mark.parent for mark in sorted(store.glob(f"{COPY_PREFIX}*/{_UNFINISHED}"))), None)


def _has_work(store: Path) -> bool:
    """Whether there is more in a store than a program that was killed at its first moment leaves there."""
    log = store / f"{DATABASE_NAME}-wal"
    if (store / "labels" / "classes.txt").exists() or (log.exists() and log.stat().st_size > 0):
        return True
    return any((store / "models").glob("*.safetensors")) or any(LabelStore(store / "labels").files())


def _touched(store: Path) -> list[Path]:
    """What a repair, and the first opening after it, may change: the database, classes.txt, files with newer steps."""
    files = [store / name for name in _DATABASE_FILES] + [store / "labels" / "classes.txt"]
    labels = LabelStore(store / "labels")
    files += [labels.file(key) for key in salvage(store / DATABASE_NAME).entries]
    return [file for file in files if file.is_file()]


def _complete(store: Path, found: Salvaged) -> list[str]:
    """Add to the rows what the files tell; returns a sentence for everything that is lost."""
    lost = _complete_classes(store, found)
    if found.damaged_entries:
        steps = "1 step" if found.damaged_entries == 1 else f"{found.damaged_entries} steps"
        lost.append(f"{steps} of the journal could not be read; what the label files hold of them is there.")
    known = {each.file for each in found.checkpoints.values()}
    files = [file for file in (store / "models").glob("*.safetensors") if file.name not in known]
    found_again = sorted(files, key=lambda file: file.stat().st_mtime)
    has_none = not found.checkpoints
    for file in found_again:
        created = datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")
        name = file.stem.replace("-", " ")
        # Without any row nobody knows which was in use: the newest is the most likely.
        is_current = has_none and file is found_again[-1]
        made = Checkpoint(name, file.name, created, None, {"note": "found on the disk"}, is_current)
        found.checkpoints.setdefault(name, made)
    if found_again:
        lost.append(f"{len(found_again)} versions of the network were found on the disk; how good they are is lost.")
    return lost


def _complete_classes(store: Path, found: Salvaged) -> list[str]:
    text = store / "labels" / "classes.txt"
    lost = []
    try:
        for row in LabelClasses.from_text(text.read_text("utf-8")).to_rows():
            found.classes.setdefault(row[0], row)
    except FileNotFoundError:
        pass  # it is there wherever there are classes; what is missing is seen from the labels below
    except (OSError, ValueError, InputError) as error:
        lost.append(f"{text} cannot be read ({error}).")
    nameless = sorted(_used(store) - set(found.classes))
    for index in nameless:
        color = SAFE_COLORS[index % len(SAFE_COLORS)]
        found.classes[index] = (index, f"class {index}", *color, None, False)
    if nameless:
        lost.append(f"The names of {len(nameless)} classes are lost; they are called “class {nameless[0]}” and so on.")
    found.classes = {row[0]: row for row in _without_conflicts(found.classes)}
    return lost


def _used(store: Path) -> set[int]:
    """The classes that occur in label files."""
    used: set[int] = set()
    for file in LabelStore(store / "labels").files():
        try:
            used |= stored_values(file)
        except UnreadableLabelsError:
            continue  # opening that image says so, and keeps the file aside
    return {value for value in used if value < MAX_CLASSES and value != UNLABELED}


def _without_conflicts(classes: dict[int, Row]) -> list[Row]:
    """No name and no key twice."""
    rows: list[Row] = []
    names: set[str] = set()
    keys: set[str | None] = set()
    for index, row in sorted(classes.items()):
        name = row[1].strip() if row[1].strip().isprintable() and row[1].strip() else f"class {index}"
        name = name if name not in names else f"{name} ({index})"
        key = row[5] if row[5] in set("123456789") - keys else None
        if not row[6]:
            names.add(name)
            keys.add(key)
        rows.append((index, name, *row[2:5], key, row[6]))
    return rows


def _write(store: Path, made: Path, found: Salvaged) -> int:
    """Write all that was found into a new database; returns how many steps that are."""
    for path in (made, *(made.with_name(f"{made.name}{suffix}") for suffix in ("-wal", "-shm"))):
        path.unlink(missing_ok=True)
    labels = LabelStore(store / "labels")
    images = dict(found.images)
    sound: dict[str, SoundImage] = {}
    for key, entries in found.entries.items():
        sound[key] = sound_image(labels, key, images.get(key), entries)
        images[key] = sound[key].row
    found.images = images
    database = Database(made)
    try:
        database.write_classes(row for _, row in sorted(found.classes.items()))
        database.write_images(images)
        for key, image in sound.items():
            database.write_entries(key, ((each.row, each.data) for each in image.entries))
        database.write_facts(found.facts)
        database.write_scores(found.scores)
        database.write_checkpoints(found.checkpoints.values())
    finally:
        database.close()
    sync_file(made)
    return sum(len(image.entries) for image in sound.values())
