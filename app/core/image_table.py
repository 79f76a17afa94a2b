"""The list of a project's images: files in order, the pages in them, and which have gone from the disk."""

import os
from bisect import bisect_left
from collections.abc import Iterable, Mapping

from app.core.listing import order_key
from app.core.pages import image_file, page_paths


class ImageTable:
    """Absolute paths in order. A file that has gone stays in the list, marked, as long as the project is open."""

    def __init__(self, files: Iterable[str] = ()) -> None:
        self._files = dict.fromkeys(files)
        self._pages: dict[str, int] = {}  # of files that hold more than one image
        self._missing: set[str] = set()
        self._paths: dict[str, None] | None = None

    def paths(self) -> list[str]:
        """Every image in order, pages included; a copy."""
        return list(self._known())

    def files(self) -> list[str]:
        """Every file in order, those that have gone included; a copy."""
        return list(self._files)

    def __contains__(self, path: str) -> bool:
        return path in self._known()

    def __len__(self) -> int:
        return len(self._known())

    def is_missing(self, path: str) -> bool:
        """Whether the file of an image has gone."""
        return bool(self._missing) and str(image_file(path)) in self._missing

    def add(self, path: str) -> None:
        """Append an image that is not in the list."""
        if path not in self:
            self._files[path] = None
            self._paths = None

    def begin(self, files: dict[str, None]) -> None:
        """The files that are listed so far, as keys in order; what was added otherwise follows them.

        A dictionary, since making one of 100 000 paths takes longer than a frame: who lists them makes it.
        """
        self._files = files | self._files
        self._paths = None

    def set_pages(self, counts: Mapping[str, int]) -> bool:
        """How many images these files hold; True if that changes the list."""
        changed = {path: count for path, count in counts.items() if self._pages.get(path, 1) != count}
        self._pages.update(changed)
        self._paths = None if changed else self._paths
        return bool(changed)

    def refresh(self, listed: list[str], *, unread: Iterable[str] = ()) -> tuple[list[str], list[str]]:
        """Take over what is on the disk now; returns the files that are new and those that have gone since.

        `unread`: folders that could not be listed; of their files nothing is known, so nothing changes. New
        files come where they belong, and those that have gone stay where they were.
        """
        there = dict.fromkeys(listed)
        unknown = tuple(folder.rstrip(os.sep) + os.sep for folder in unread)
        new = [file for file in listed if file not in self._files]
        left = [file for file in self._files if file not in there]
        gone = {file for file in left if not file.startswith(unknown)}
        vanished = [file for file in left if file in gone and file not in self._missing]
        self._missing = gone
        if new or list(self._files) != [*listed, *left]:
            self._files = dict.fromkeys(_merged(listed, left))
            self._paths = None
        return new, vanished

    def set_missing(self, path: str, *, is_missing: bool) -> bool:
        """Mark the file of an image, or take the mark off; True if that is news."""
        file = str(image_file(path))
        if (file in self._missing) == is_missing:
            return False
        self._missing ^= {file}
        return True

    def _known(self) -> dict[str, None]:
        if self._paths is None:
            self._paths = self._files
            if self._pages:
                pages = self._pages
                self._paths = dict.fromkeys(
                    path for file in self._files for path in page_paths(file, pages.get(file, 1))
                )
        return self._paths


def _merged(listed: list[str], left: list[str]) -> list[str]:
    """A list in order with other files put in where they belong."""
    merged = list(listed)
    for file in left:
        merged.insert(bisect_left(merged, order_key(file), key=order_key), file)
    return merged
