"""The project's SQLite database: classes, images with states and scores, the journal of edits, checkpoints.

It is opened with an exclusive lock that is held until close(), so that a second process gets
ProjectBusyError.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.core.database_rows import (
    Checkpoint,
    ImageRow,
    entry_row,
    from_column,
    packed,
    read_score,
    taken_number,
    to_column,
    write_entries,
    write_images,
    write_scores,
)
from app.core.edits import Edit
from app.core.errors import ProjectBusyError, ProjectError
from app.core.files import keep_aside, sync_file
from app.core.journal import DamagedJournalError, Entry, EntryRow, unpack_edit
from app.core.label_classes import Row
from app.core.places import is_file_name
from app.core.scores import Score

_BUSY_SECONDS = 0.5  # the lock is held as long as a window is open: waiting longer would not help
#: What each version of the schema added to the one before; a database is brought up to date by the steps it lacks.
_MIGRATIONS = (
    """
CREATE TABLE classes(
    position INTEGER PRIMARY KEY, name TEXT NOT NULL, red INTEGER NOT NULL, green INTEGER NOT NULL,
    blue INTEGER NOT NULL, key TEXT, is_removed INTEGER NOT NULL);
CREATE TABLE images(
    path PRIMARY KEY, state TEXT NOT NULL, last_edit INTEGER NOT NULL);
CREATE TABLE checkpoints(
    name TEXT PRIMARY KEY, file TEXT NOT NULL, created TEXT NOT NULL, parent TEXT, measures TEXT NOT NULL,
    is_current INTEGER NOT NULL);
""",
    """
ALTER TABLE images ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
CREATE TABLE edits(
    path NOT NULL, number INTEGER NOT NULL, move TEXT NOT NULL, height INTEGER NOT NULL, width INTEGER NOT NULL,
    name TEXT NOT NULL, row0 INTEGER NOT NULL, col0 INTEGER NOT NULL, row1 INTEGER NOT NULL, col1 INTEGER NOT NULL,
    changed_pixels INTEGER NOT NULL, nbytes INTEGER NOT NULL, checksum INTEGER NOT NULL, data BLOB NOT NULL);
CREATE UNIQUE INDEX edits_by_path ON edits(path, number);
""",
    """
CREATE TABLE IF NOT EXISTS facts(name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS scores(
    path PRIMARY KEY, entropy REAL NOT NULL, margin REAL NOT NULL, version TEXT NOT NULL);
""",
    """
CREATE TABLE IF NOT EXISTS digests(
    path PRIMARY KEY, descriptor BLOB NOT NULL, sketch BLOB NOT NULL, disagreement REAL, version TEXT NOT NULL);
""",
)
SCHEMA_VERSION = len(_MIGRATIONS)
_LARGEST_CHECKED = 64 * 1024**2  # bytes of a file that is looked through whenever it is opened
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
#: SQLITE_ERROR: a table or a column that every database of ours has is not there
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_ERROR}


class DamagedDatabaseError(ProjectError):
    """The file is no SQLite database, or a broken one."""


class Database:
    """An open, locked database file; made if it is missing. Any thread may ask, one at a time; the others wait."""

    def __init__(self, path: Path) -> None:
        """Raises ProjectBusyError, DamagedDatabaseError or ProjectError."""
        self._path = path
        self._turn = threading.RLock()
        with self._errors():
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        try:
            with self._errors():
                self._lock()
            self._identities = {each: _identity(each) for each in (path, path.with_name(f"{path.name}-wal"))}
        except BaseException:
            self._connection.close()
            raise

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def is_in_place(self) -> bool:
        """Whether the file and its log are those that were opened: both can be deleted or replaced while they are."""
        return all(_identity(path) == known for path, known in self._identities.items() if known is not None)

    def keep_strangers_aside(self) -> Path | None:
        """Rename another database that took the place of this one, with its log; returns its new name. ProjectError."""
        kept = None
        for path, known in reversed(self._identities.items()):
            if path.exists() and _identity(path) != known:
                kept = keep_aside(path, "replaced")
        return kept

    def copy_to(self, path: Path) -> None:
        """Write all it holds to a new file, whether its own is still in place or not. ProjectError or OSError."""
        path.unlink(missing_ok=True)
        with self._errors():
            copy = sqlite3.connect(path)
            try:
                self._connection.backup(copy)
            finally:
                copy.close()
        sync_file(path)

    def close(self) -> None:
        """Release the lock; may be repeated."""
        with self._turn:
            self._connection.close()

    def classes(self) -> list[Row]:
        """Every class row, removed ones included."""
        with self._errors():
            rows = self._connection.execute(
                "SELECT position, name, red, green, blue, key, is_removed FROM classes ORDER BY position"
            ).fetchall()
        return [(*row[:6], bool(row[6])) for row in rows]

    def write_classes(self, rows: Iterable[Row]) -> None:
        """Replace the table of classes."""
        with self._writing() as cursor:
            cursor.execute("DELETE FROM classes")
            cursor.executemany("INSERT INTO classes VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def images(self) -> dict[str, ImageRow]:
        """What is known about images, by relative path."""
        with self._errors():
            rows = self._connection.execute("SELECT path, state, last_edit, position FROM images").fetchall()
        return {from_column(path): ImageRow(*row) for path, *row in rows}

    def write_images(self, images: Mapping[str, ImageRow]) -> None:
        """Write these images, all or none."""
        with self._writing() as cursor:
            write_images(cursor, images)

    def append_edits(self, path: str, entries: Sequence[Entry], shape: tuple[int, int]) -> None:
        """Store steps of an image whose label map is of `shape`, all or none; durable when it returns.

        Raises ProjectError where the journal has another step of that number: it is never replaced.
        """
        steps = [packed(entry, shape) for entry in entries]
        with self._writing() as cursor:
            taken = taken_number(cursor, path, steps)
            if taken is not None:
                raise ProjectError(
                    f"The journal has another step {taken} of {path} already, which stays; close the project and open "
                    "it again."
                )
            write_entries(cursor, path, steps)

    def write_entries(self, path: str, entries: Iterable[tuple[EntryRow, bytes]]) -> None:
        """Store steps of an image as they were stored before, all or none."""
        with self._writing() as cursor:
            write_entries(cursor, path, entries)

    def edits(self, path: str) -> list[EntryRow]:
        """The stored steps of an image in order, without their pixels."""
        with self._errors():
            rows = self._connection.execute(
                "SELECT number, move, height, width, name, row0, col0, row1, col1, changed_pixels, nbytes FROM edits "
                "WHERE path = ? ORDER BY number",
                (to_column(path),),
            ).fetchall()
        with self._sense():
            return [entry_row(*row) for row in rows]

    def edit(self, path: str, row: EntryRow) -> Edit:
        """The edit of a stored step with its pixels. Raises DamagedJournalError."""
        with self._errors():
            found = self._connection.execute(
                "SELECT data, checksum FROM edits WHERE path = ? AND number = ?", (to_column(path), row.number)
            ).fetchone()
        if found is None:
            raise DamagedJournalError(f"The step “{row.name}” of {path} is no longer in the journal.")
        return unpack_edit(row, *found)

    def newest_edits(self) -> dict[str, int]:
        """The number of the newest stored step of every image that has one, by relative path."""
        with self._errors():
            rows = self._connection.execute("SELECT path, MAX(number) FROM edits GROUP BY path").fetchall()
        with self._sense():
            return {from_column(path): int(number) for path, number in rows}

    def edit_sizes(self) -> dict[str, int]:
        """Bytes of the stored steps of every image that has some, the one whose newest is oldest first."""
        with self._errors():
            rows = self._connection.execute(
                "SELECT path, SUM(nbytes) FROM edits GROUP BY path ORDER BY MAX(rowid)"
            ).fetchall()
        with self._sense():
            return {from_column(path): int(nbytes) for path, nbytes in rows}

    def fold(
        self,
        path: str,
        row: ImageRow,
        dropped: Iterable[int],
        *,
        added: Iterable[Entry] = (),
        shape: tuple[int, int] = (0, 0),
    ) -> None:
        """Write what is known about an image and drop steps of it by number, in one transaction.

        added: steps that take their place, for a label map of `shape`.
        """
        with self._writing() as cursor:
            write_images(cursor, {path: row})
            cursor.executemany(
                "DELETE FROM edits WHERE path = ? AND number = ?", [(to_column(path), number) for number in dropped]
            )
            write_entries(cursor, path, [packed(entry, shape) for entry in added])

    def facts(self) -> dict[str, Any]:
        """Single things to remember of the project, by name; values as JSON has them."""
        with self._errors():
            rows = self._connection.execute("SELECT name, value FROM facts").fetchall()
        return {name: json.loads(value) for name, value in rows}

    def write_facts(self, facts: Mapping[str, Any]) -> None:
        """Write these facts, all or none."""
        with self._writing() as cursor:
            rows = [(name, json.dumps(value)) for name, value in facts.items()]
            cursor.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", rows)

    def scores(self) -> dict[str, Score]:
        """How uncertain the network was about images, by relative path."""
        with self._errors():
            rows = self._connection.execute(
                "SELECT path, entropy, margin, version, descriptor, sketch, disagreement FROM scores "
                "LEFT JOIN digests USING (path, version)"
            ).fetchall()
        return {from_column(path): read_score(*rest) for path, *rest in rows}

    def write_scores(self, scores: Mapping[str, Score]) -> None:
        """Write these scores, all or none."""
        with self._writing() as cursor:
            write_scores(cursor, scores)

    def checkpoints(self) -> list[Checkpoint]:
        """Every version of the network, oldest first."""
        with self._errors():
            rows = self._connection.execute(
                "SELECT name, file, created, parent, measures, is_current FROM checkpoints ORDER BY rowid"
            ).fetchall()
        found = [
            Checkpoint(name, file, created, parent, json.loads(measures), bool(is_current))
            for name, file, created, parent, measures, is_current in rows
        ]
        if not all(is_file_name(each.file) for each in found):
            raise ValueError("a version whose file is elsewhere")
        return found

    def write_checkpoints(self, checkpoints: Iterable[Checkpoint]) -> None:
        """Replace the table of versions, the oldest first."""
        rows = [
            (each.name, each.file, each.created, each.parent, json.dumps(each.measures), each.is_current)
            for each in checkpoints
        ]
        with self._writing() as cursor:
            cursor.execute("DELETE FROM checkpoints")
            cursor.executemany("INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?, ?)", rows)

    def _lock(self) -> None:
        run = self._connection.execute
        run("PRAGMA locking_mode = EXCLUSIVE")
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        self._check_whole()
        self._keep_earlier_version()
        with self._writing() as cursor:
            version = cursor.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise ProjectError(
                    f"{self._path} was written by a newer version of Segmend; update Segmend to open it."
                )
            for migration in _MIGRATIONS[version:]:
                for statement in migration.split(";"):
                    cursor.execute(statement)
            cursor.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _check_whole(self) -> None:
        """A damaged index would hide steps without a word. 50 ms for 64 MB; a larger file is `doctor`'s business."""
        if self._path.stat().st_size > _LARGEST_CHECKED:
            return
        answers = [str(row[0]) for row in self._connection.execute("PRAGMA integrity_check(1)")]
        if answers != ["ok"]:
            problem = " ".join(answers).splitlines()[-1]
            raise DamagedDatabaseError(f"The project file {self._path} is damaged ({problem}).")

    def _keep_earlier_version(self) -> None:
        """A copy beside the file before a migration, `project.db.v1` …, from which an earlier program can go on."""
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if not 0 < version < SCHEMA_VERSION:
            return
        copy = sqlite3.connect(self._path.with_name(f"{self._path.name}.v{version}"))
        try:
            self._connection.backup(copy)
        finally:
            copy.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Cursor]:
        """One transaction: everything inside is stored, or nothing."""
        with self._errors():
            cursor = self._connection.cursor()
            cursor.execute("BEGIN EXCLUSIVE")
            try:
                yield cursor
                cursor.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    cursor.execute("ROLLBACK")
                raise

    @contextmanager
    def _sense(self) -> Iterator[None]:
        """Values that no row of ours has are damage."""
        try:
            yield
        except (TypeError, ValueError) as error:
            raise DamagedDatabaseError(f"The project file {self._path} holds what makes no sense ({error}).") from error

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn SQLite's errors into sentences."""
        try:
            with self._turn:
                yield
        except UnicodeDecodeError as error:  # a damaged name, perhaps in SQLite's own message
            raise DamagedDatabaseError(f"The project file {self._path} is damaged (text that is none).") from error
        except sqlite3.Error as error:
            known = getattr(error, "sqlite_errorcode", None)
            code = (known or 0) & 0xFF
            is_undecodable = known is None and isinstance(error, sqlite3.OperationalError)  # of Python's own
            if code in _BUSY:
                raise ProjectBusyError(
                    f"The project in {self._path.parent.parent} is open in another window; close that one first."
                ) from error
            if code in _DAMAGED or is_undecodable:
                raise DamagedDatabaseError(f"The project file {self._path} is damaged ({error}).") from error
            raise ProjectError(
                f"The project file {self._path} cannot be used ({error}); check the disk and its permissions."
            ) from error


def refuse_if_open(path: Path) -> None:
    """ProjectBusyError if a program has this database open; no file is made or changed by asking."""
    if not path.exists():
        return
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # else a log and its index would be made
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:  # a damaged one is not open, and one that can only be read cannot be locked
        if ((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF) in _BUSY:
            raise ProjectBusyError(
                f"The project in {path.parent.parent} is open in another window; close that one first."
            ) from error
    finally:
        connection.close()


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another of its name; None if there is none that can be looked at."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
