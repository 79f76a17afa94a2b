"""The images of a folder in natural order (2 before 10): all at once, or in parts while it is still being read."""

import logging
import os
import re
from collections.abc import Generator, Iterator

from app.core.errors import InputError

IMAGE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".tif", ".tiff", ".webp", ".gif"}
    | {".ppm", ".pgm", ".pbm", ".pnm", ".avif", ".jp2", ".heic", ".heif", ".dcm", ".dicom"}
)
VIDEO_SUFFIXES = frozenset(
    {".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv", ".mts", ".m2ts", ".ogv"}
)
_PAUSE = 1000  # entries read between two chances to stop
_DIGITS = re.compile(r"[0-9]+")
_log = logging.getLogger(__name__)


def is_image_path(path: str | os.PathLike[str]) -> bool:
    """Whether the name ends like an image's; the file is not looked at."""
    return os.path.splitext(path)[1].lower() in IMAGE_SUFFIXES


def is_video_path(path: str | os.PathLike[str]) -> bool:
    """Whether the name ends like a video's; the file is not looked at."""
    return os.path.splitext(path)[1].lower() in VIDEO_SUFFIXES


def list_images(folder: str | os.PathLike[str], *, failures: list[InputError] | None = None) -> list[str]:
    """Absolute paths of all images below ``folder`` in natural order. Failures as in FolderWalk."""
    walk = FolderWalk(folder)
    found = [path for part in walk for path in part]
    if failures is not None:
        failures += walk.failures
    else:
        for failure in walk.failures:
            _log.warning("%s", failure)
    return found


class FolderWalk:
    """An iterator over parts of the list of images below a folder, in natural order, as absolute paths.

    A part may be empty: then so much was read that who asks may want to stop or to look at the clock. Hidden
    files and folders (``.segmend`` too) are left out, linked folders not entered. Raises InputError if the
    folder itself cannot be listed; one inside it that cannot be is added to ``failures``.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.root = os.path.abspath(folder)
        self.failures: list[InputError] = []
        self.failed_folders: list[str] = []
        self.folders: list[str] = []  # that were entered
        self.given: list[str] = []  # what all parts so far come to
        self.seen: str | None = None  # the first in order of those met in the folder at hand
        self._parts = self._walk()

    def __iter__(self) -> Iterator[list[str]]:
        return self._parts

    def _walk(self) -> Iterator[list[str]]:
        pending = [(self.root, True)]  # a stack of paths, the next one last; True for folders
        while pending:
            part: list[str] = []
            while pending and not pending[-1][1]:
                part.append(pending.pop()[0])
            if part:
                self.given += part
                yield part
            if not pending:
                return
            folder, _ = pending.pop()
            try:
                inside = yield from self._scan(folder)
            except OSError as error:
                self._note_failure(folder, error)
                continue
            self.folders.append(folder)
            pending += reversed(inside)

    def _scan(self, folder: str) -> Generator[list[str], None, list[tuple[str, bool]]]:
        """Yields empty parts; returns (path, is folder) of the images and subfolders inside, in natural order."""
        entries: list[tuple[str, str, str, bool]] = []
        least = ""
        with os.scandir(folder) as listing:
            for number, entry in enumerate(listing, start=1):
                name = entry.name
                if number % _PAUSE == 0:
                    yield []
                if name.startswith("."):
                    continue
                # The suffix first: it is what nearly all entries are told by, and 100 000 of them pass here.
                if name[name.rfind(".") :].lower() in IMAGE_SUFFIXES and entry.is_file():
                    key = natural_key(name)
                    entries.append((key, name, entry.path, False))
                    if not least or key < least:
                        least, self.seen = key, entry.path
                elif entry.is_dir(follow_symlinks=False):
                    entries.append((natural_key(name), name, entry.path, True))
        entries.sort()
        return [(path, is_folder) for _, _, path, is_folder in entries]

    def _note_failure(self, folder: str, error: OSError) -> None:
        failure = InputError(f"The folder “{folder}” cannot be listed: {error.strerror or error}.")
        if folder == self.root:
            raise failure from error
        self.failures.append(failure)
        self.failed_folders.append(folder)


def natural_key(name: str) -> str:
    """A string that sorts numbers by value: each is preceded by the count of its digits."""
    return _DIGITS.sub(_with_length, name.casefold())


def order_key(path: str) -> list[tuple[str, str]]:
    """What paths below one folder are sorted by for the order in which a FolderWalk gives them."""
    return [(natural_key(name), name) for name in path.split(os.sep)]


def _with_length(match: re.Match[str]) -> str:
    digits = match[0].lstrip("0")
    return f"{len(digits):03d}{digits}"
