"""A disk that fails: from the nth operation on, or at the nth alone, files cannot be written and nothing committed."""

import errno
import os
import sqlite3
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_WORDS = {
    errno.ENOSPC: "database or disk is full",
    errno.EIO: "disk I/O error",
    errno.EROFS: "attempt to write a readonly database",
}
_CODES = {
    errno.ENOSPC: sqlite3.SQLITE_FULL,
    errno.EIO: sqlite3.SQLITE_IOERR,
    errno.EROFS: sqlite3.SQLITE_READONLY,
}
_CHANGES = ("BEGIN", "COMMIT", "INSERT", "DELETE", "UPDATE", "CREATE", "ALTER")


class Disk:
    """Counts what is written through the file layer and SQLite, and lets it fail.

    first: the operation that fails, 0 the very next; count: how many fail from it on. A commit that fails has been done
    where `commits_all_the_same`: no program can know that.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.operations = 0
        self._failing: range = range(0)
        self._code = errno.ENOSPC
        self._commits_all_the_same = False
        self._lock = threading.Lock()
        for owner, name in (
            (os, "fsync"), (os, "replace"), (os, "rename"), (tempfile, "mkstemp"), (Path, "mkdir"),
        ):  # fmt: skip
            monkeypatch.setattr(owner, name, self._counted(getattr(owner, name)))
        connect, disk = sqlite3.connect, self

        class Cursor(sqlite3.Cursor):
            def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
                return disk._statement(super().execute, sql, *parameters)

            def executemany(self, sql: str, rows: Any) -> sqlite3.Cursor:
                return disk._statement(super().executemany, sql, rows)

        class Connection(sqlite3.Connection):
            def cursor(self, *arguments: Any, **named: Any) -> sqlite3.Cursor:
                return super().cursor(Cursor)

        def connecting(path: Any, **options: Any) -> sqlite3.Connection:
            disk._count(is_database=True)
            return connect(path, factory=Connection, **options)

        monkeypatch.setattr(sqlite3, "connect", connecting)

    def fail(self, first: int, *, count: int = 10**9, code: int = errno.ENOSPC, commits: bool = False) -> None:
        """Count from now on; the operations first … first + count - 1 fail."""
        self.operations, self._failing, self._code = 0, range(first, first + count), code
        self._commits_all_the_same = commits

    def work(self) -> None:
        """Fail no more."""
        self._failing = range(0)

    def _count(self, *, is_database: bool = False) -> None:
        with self._lock:
            number = self.operations
            self.operations += 1
        if number not in self._failing:
            return
        if not is_database:
            raise OSError(self._code, os.strerror(self._code))
        error = sqlite3.OperationalError(_WORDS[self._code])
        error.sqlite_errorcode = _CODES[self._code]
        raise error

    def _counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self._count()
            return function(*arguments, **named)

        return call

    def _statement(self, run: Callable[..., sqlite3.Cursor], sql: str, *parameters: Any) -> sqlite3.Cursor:
        if not sql.lstrip().startswith(_CHANGES):
            return run(sql, *parameters)
        if sql == "COMMIT" and self._commits_all_the_same:
            answer = run(sql, *parameters)
            self._count(is_database=True)
            return answer
        self._count(is_database=True)
        return run(sql, *parameters)
