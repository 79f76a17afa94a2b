"""What an export has done already, in one hidden file of its folder: a second run goes on where the first ended."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = ".segmend-export.db"
_ORDER = {"train": 0, "val": 1, "test": 2}
_COMMIT_EVERY = 50


@dataclass(frozen=True)
class Done:
    """What is known of one image. stamp: what it was made from; losses: (kind, class name) -> count."""

    name: str
    stamp: str
    split: str
    part: Any
    files: list[str]
    losses: Counter[tuple[str, str]]


class PartsStore:
    """The parts of one export; `Parts` for a format's `finish`. sqlite3.Error where the file cannot be used."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connection = sqlite3.connect(folder / FILE, isolation_level="DEFERRED", check_same_thread=False)
        self._connection.execute("PRAGMA synchronous = OFF")  # what a power cut takes is written again
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS "
            "parts(name TEXT PRIMARY KEY, stamp TEXT, split TEXT, part TEXT, files TEXT, losses TEXT)"
        )
        self._pending = 0

    def close(self) -> None:
        """Keep what was done and let the file go."""
        with closing(self._connection):
            self._connection.commit()

    def put(self, done: Done) -> None:
        """Remember an image."""
        files = json.dumps([[file, *_stamp(self._folder / file)] for file in done.files])
        losses = json.dumps([[*key, count] for key, count in done.losses.items() if count])
        row = (_key(done.name), done.stamp, done.split, json.dumps(done.part), files, losses)
        self._connection.execute("INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?)", row)
        self._pending += 1
        if self._pending >= _COMMIT_EVERY:
            self._connection.commit()
            self._pending = 0

    def is_done(self, name: str, stamp: str) -> bool:
        """Whether an image was written from the same things and its files are as they were."""
        row = self._connection.execute("SELECT stamp, files FROM parts WHERE name = ?", (_key(name),)).fetchone()
        if row is None or row[0] != stamp:
            return False
        return all([modified, size] == list(_stamp(self._folder / file)) for file, modified, size in json.loads(row[1]))

    def drop_others(self, names: set[str]) -> int:
        """Forget the images that are not among these, and delete what was written for them; how many."""
        rows = self._connection.execute("SELECT name, files FROM parts").fetchall()
        kept: set[str] = set()
        gone: list[tuple[str, list[Any]]] = []
        for name, files in rows:
            if name in names:
                kept.update(file for file, *_ in json.loads(files))
            else:
                gone.append((name, json.loads(files)))
        for name, files in gone:
            for file, modified, size in files:
                if file not in kept and _stamp(self._folder / file) == (modified, size):
                    (self._folder / file).unlink()
            self._connection.execute("DELETE FROM parts WHERE name = ?", (name,))
        return len(gone)

    def splits(self) -> list[str]:
        """The splits in use: train, val, test, then others by name."""
        rows = self._connection.execute("SELECT DISTINCT split FROM parts").fetchall()
        return sorted((row[0] for row in rows), key=lambda split: (_ORDER.get(split, 3), split))

    def of(self, split: str) -> Iterator[tuple[str, Any]]:
        """(name, part) of every image of a split, in order of names."""
        rows = self._connection.execute("SELECT name, part FROM parts WHERE split = ? ORDER BY name", (split,))
        yield from ((name, json.loads(part)) for name, part in rows)

    def losses(self) -> Counter[tuple[str, str]]:
        """The losses of all images together."""
        total: Counter[tuple[str, str]] = Counter()
        for (losses,) in self._connection.execute("SELECT losses FROM parts"):
            for kind, name, count in json.loads(losses):
                total[kind, name] += count
        return total


def _key(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _stamp(path: Path) -> tuple[int, int]:
    """Time of the last change and size; (0, -1) for a file that is not there."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return 0, -1
    return status.st_mtime_ns, status.st_size
