"""The project's SQLite database: classes, images with their states and scores, checkpoints.

It is opened with an exclusive lock that is held until close(), so that a second process gets
ProjectBusyError. Only the thread that opened it may use it (sqlite3 checks that).
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import ProjectBusyError, ProjectError
from app.core.label_classes import Row
from app.core.scores import Score

SCHEMA_VERSION = 1
_BUSY_SECONDS = 0.5  # the lock is held as long as a window is open: waiting longer would not help
_SCHEMA = """
CREATE TABLE classes(
    position INTEGER PRIMARY KEY, name TEXT NOT NULL, red INTEGER NOT NULL, green INTEGER NOT NULL,
    blue INTEGER NOT NULL, key TEXT, is_removed INTEGER NOT NULL);
CREATE TABLE images(
    path PRIMARY KEY, state TEXT NOT NULL, last_edit INTEGER NOT NULL);
CREATE TABLE checkpoints(
    name TEXT PRIMARY KEY, file TEXT NOT NULL, created TEXT NOT NULL, parent TEXT, measures TEXT NOT NULL,
    is_current INTEGER NOT NULL);
"""
# Not in the schema's version: a program that does not know these tables does not miss them.
_ADDED = """
CREATE TABLE IF NOT EXISTS scores(
    path PRIMARY KEY, entropy REAL NOT NULL, margin REAL NOT NULL, version TEXT NOT NULL);
"""
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class DamagedDatabaseError(ProjectError):
    """The file is no SQLite database, or a broken one."""


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
    """What is known about an image: the name of its state and the number of its last stored edit."""

    state: str
    last_edit: int


class Database:
    """An open, locked database file; made if it is missing."""

    def __init__(self, path: Path) -> None:
        """Raises ProjectBusyError, DamagedDatabaseError or ProjectError."""
        self._path = path
        with self._errors():
            self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            with self._errors():
                self._lock()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Release the lock; may be repeated."""
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
            rows = self._connection.execute("SELECT path, state, last_edit FROM images").fetchall()
        return {_from_column(path): ImageRow(state, last_edit) for path, state, last_edit in rows}

    def write_images(self, images: Mapping[str, ImageRow]) -> None:
        """Write these images, all or none."""
        with self._writing() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO images VALUES (?, ?, ?)",
                [(_to_column(path), row.state, row.last_edit) for path, row in images.items()],
            )

    def scores(self) -> dict[str, Score]:
        """How uncertain the network was about images, by relative path."""
        with self._errors():
            rows = self._connection.execute("SELECT path, entropy, margin, version FROM scores").fetchall()
        return {_from_column(path): Score(entropy, margin, version) for path, entropy, margin, version in rows}

    def write_scores(self, scores: Mapping[str, Score]) -> None:
        """Write these scores, all or none."""
        with self._writing() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO scores VALUES (?, ?, ?, ?)",
                [(_to_column(path), each.entropy, each.margin, each.version) for path, each in scores.items()],
            )

    def checkpoints(self) -> list[Checkpoint]:
        """Every version of the network, oldest first."""
        with self._errors():
            rows = self._connection.execute(
                "SELECT name, file, created, parent, measures, is_current FROM checkpoints ORDER BY rowid"
            ).fetchall()
        return [
            Checkpoint(name, file, created, parent, json.loads(measures), bool(is_current))
            for name, file, created, parent, measures, is_current in rows
        ]

    def add_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Add a version; ProjectError if the name is taken."""
        if any(each.name == checkpoint.name for each in self.checkpoints()):
            raise ProjectError(f"There is already a version “{checkpoint.name}”; give the new one another name.")
        with self._writing() as cursor:
            cursor.execute(
                "INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?, 0)",
                (
                    checkpoint.name,
                    checkpoint.file,
                    checkpoint.created,
                    checkpoint.parent,
                    json.dumps(checkpoint.measures),
                ),
            )

    def set_current(self, name: str | None) -> None:
        """Make one version the current one; None for none of them."""
        with self._writing() as cursor:
            cursor.execute("UPDATE checkpoints SET is_current = (name IS ?)", (name,))

    def _lock(self) -> None:
        run = self._connection.execute
        run("PRAGMA locking_mode = EXCLUSIVE")
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        with self._writing() as cursor:
            version = cursor.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise ProjectError(
                    f"{self._path} was written by a newer version of Segmend; update Segmend to open it."
                )
            if version == 0:
                for statement in _SCHEMA.split(";"):
                    cursor.execute(statement)
                cursor.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            cursor.execute(_ADDED)

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
    def _errors(self) -> Iterator[None]:
        """Turn SQLite's errors into sentences."""
        try:
            yield
        except sqlite3.Error as error:
            code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
            if code in _BUSY:
                raise ProjectBusyError(
                    f"The project in {self._path.parent.parent} is open in another window; close that one first."
                ) from error
            if code in _DAMAGED:
                raise DamagedDatabaseError(f"The project file {self._path} is damaged ({error}).") from error
            raise ProjectError(
                f"The project file {self._path} cannot be used ({error}); check the disk and its permissions."
            ) from error


def _to_column(path: str) -> str | bytes:
    """Names that are not UTF-8 (possible on Linux) are stored as their bytes."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogateescape")
    return path


def _from_column(value: str | bytes) -> str:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
