"""Thumbnails kept in the person's cache folder from one run to the next, bounded in bytes."""

import hashlib
import logging
import os
import tempfile
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from app.core.folders import folder_of
from app.core.opencv import cv2
from app.core.pages import image_file
from app.core.pixels import Image8

THUMBNAIL_SIDE = 192  # pixels of the longer side: sharp at 96 on a screen scaled by two
LIMIT_BYTES = 256 * 1024**2
_QUALITY = 90
_LEFT = 0.8  # of the limit, after the oldest were removed
_log = logging.getLogger(__name__)


class ThumbnailCache:
    """One small file for each thumbnail, a checksum before its JPEG; any thread.

    An entry belongs to one state of an image file: its path, time of change and size, and the thumbnail's size.
    It is never an error that something cannot be kept or read: the thumbnail is made again.
    """

    def __init__(self, folder: Path | None = None, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self._folder = folder or folder_of("cache") / "thumbnails"
        self._limit = limit_bytes
        self._lock = threading.Lock()
        self._total: int | None = None  # bytes in the folder; None: not counted yet
        self._is_usable = True

    def get(self, path: str, size: int) -> Image8 | None:
        """The thumbnail of an image, (h, w, 3) uint8; None if there is none that is whole and of this file."""
        entry = self._entry(path, size)
        if entry is None:
            return None
        try:
            data = entry.read_bytes()
        except OSError:
            return None  # not there, as a rule; if it cannot be read, it is made again
        if len(data) <= 4 or zlib.crc32(data[4:]) != int.from_bytes(data[:4], "big"):
            _log.info("the thumbnail %s is damaged and is made again", entry)
            return None
        small = cv2.imdecode(np.frombuffer(data, np.uint8, offset=4), cv2.IMREAD_COLOR_RGB)
        if small is None or max(small.shape[:2]) > size:
            return None
        self._touch(entry)
        return np.ascontiguousarray(small, np.uint8)

    def put(self, path: str, size: int, small: Image8) -> None:
        """Keep a thumbnail; beyond the bound the entries that were not asked for longest are removed."""
        entry = self._entry(path, size)
        if entry is None or not self._is_usable:
            return
        pixels = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
        is_encoded, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
        if not is_encoded:
            return
        content = zlib.crc32(data.data).to_bytes(4, "big") + data.tobytes()
        try:
            entry.parent.mkdir(parents=True, exist_ok=True)
            _replace(entry, content)
            self._count(len(content))
        except OSError as error:
            self._is_usable = False  # said once; nothing else is lost
            _log.warning("thumbnails are not kept in %s: %s", self._folder, error)

    def _entry(self, path: str, size: int) -> Path | None:
        try:
            status = image_file(path).stat()
        except OSError:
            return None
        state = f"\0{status.st_mtime_ns}\0{status.st_size}\0{size}".encode()
        name = hashlib.sha256(os.fsencode(path) + state).hexdigest()
        return self._folder / name[:2] / f"{name[2:34]}.thumb"

    def _touch(self, entry: Path) -> None:
        try:
            os.utime(entry)
        except OSError as error:
            _log.debug("%s keeps its time: %s", entry, error)

    def _count(self, added: int) -> None:
        with self._lock:
            if self._total is None:
                self._total = sum(size for _, size, _ in self._entries())
            else:
                self._total += added
            if self._total <= self._limit:
                return
            for _, size, entry in sorted(self._entries()):
                if self._total <= self._limit * _LEFT:
                    break
                entry.unlink(missing_ok=True)
                self._total -= size

    def _entries(self) -> Iterator[tuple[int, int, Path]]:
        """(time, bytes, file) of every entry."""
        for file in self._folder.glob("*/*.thumb"):
            try:
                status = file.stat()
            except FileNotFoundError:
                continue  # another window removed it
            yield status.st_mtime_ns, status.st_size, file


def _replace(entry: Path, content: bytes) -> None:
    """Whole or not at all, but not flushed to the disk as labels are: the checksum finds what a power cut leaves."""
    descriptor, temporary = tempfile.mkstemp(dir=entry.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        os.replace(temporary, entry)
    except BaseException:
        os.unlink(temporary)
        raise
