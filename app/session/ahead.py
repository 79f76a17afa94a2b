"""Images read before they are asked for: the next one, and those just left."""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Slot

from app.core.errors import SegmendError
from app.core.images import image_size, read_image
from app.core.pages import image_file
from app.core.pixels import NO_LEVELS, LevelsTable
from app.jobs import Worker

Pixels = NDArray[np.uint8]
FileStamp = tuple[int, int]  # time of the last change in ns, size in bytes

LIMIT_BYTES = 256 * 1024**2
_DELAY_MS = 300  # someone who steps quickly wants no image read that they pass


class ReadAhead(QObject):
    """A few images in memory, bounded in bytes; an image whose file has changed since is read again.

    Only pixels: labels are read when an image is opened, or they could be older than what was saved.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images: OrderedDict[str, tuple[FileStamp, Pixels]] = OrderedDict()
        self._table: LevelsTable = NO_LEVELS
        self._reading: str | None = None  # the path that the thread behind this is at
        self._changed = threading.Condition()  # guards the two above
        self._next: str | None = None
        self._worker = Worker("reading ahead", self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._start)

    def prepare(self, path: str | None) -> None:
        """Read this image soon, if nothing else is asked for meanwhile."""
        self._next = path
        if path is not None:
            self._timer.start(_DELAY_MS)
        else:
            self._timer.stop()

    def read(self, path: str) -> Pixels:
        """The image, (H, W, 3) uint8 RGB: from memory, or read now; any thread. InputError as read_image."""
        with self._changed:
            while self._reading == path:
                self._changed.wait()
            known = self._images.get(path)
            table = self._table
        stamp = file_stamp(path)
        if known is not None and known[0] == stamp:
            return known[1]
        image = read_image(path, table=table)
        if stamp is not None:
            self._keep(path, stamp, image, table)
        return image

    def has(self, path: str) -> bool:
        """Whether an image is in memory, or will be in a moment."""
        with self._changed:
            return path in self._images or self._reading == path

    @property
    def has_levels(self) -> bool:
        """Whether some images are shown with other levels than their own."""
        return bool(self._table)

    def use_levels(self, table: LevelsTable) -> None:
        """Read with other levels from now on."""
        with self._changed:
            self._table = table
            self._images.clear()

    def clear(self) -> None:
        """Forget the images and what was to be read."""
        self.prepare(None)
        self._worker.drop("ahead")
        with self._changed:
            self._images.clear()

    def close(self) -> None:
        """End the thread and the timer; may be repeated."""
        self._timer.stop()
        self._worker.close()
        self.clear()

    @Slot()
    def _start(self) -> None:
        if self._next is not None:
            self._worker.submit("ahead", self._read_ahead, self._next, on_done=lambda _: None)

    def _read_ahead(self, path: str) -> None:
        stamp = file_stamp(path)
        with self._changed:
            known, table = self._images.get(path), self._table
            if stamp is None or (known is not None and known[0] == stamp):
                return
            self._reading = path
        try:
            height, width = image_size(path)
            if height * width * 3 <= LIMIT_BYTES // 2:  # else it would only push the others out
                self._keep(path, stamp, read_image(path, table=table), table)
        except (SegmendError, MemoryError):
            return  # nobody asked for it yet: it is said when the image is opened
        finally:
            with self._changed:
                self._reading = None
                self._changed.notify_all()

    def _keep(self, path: str, stamp: FileStamp, image: Pixels, table: LevelsTable) -> None:
        with self._changed:
            if table is not self._table:
                return
            self._images[path] = (stamp, image)
            self._images.move_to_end(path)
            total = sum(kept.nbytes for _, kept in self._images.values())
            while total > LIMIT_BYTES:
                _, (_, dropped) = self._images.popitem(last=False)
                total -= dropped.nbytes


def file_stamp(path: str) -> FileStamp | None:
    """When the file of an image was changed last, and its size; None if it cannot be looked at."""
    try:
        status = image_file(path).stat()
    except OSError:
        return None  # reading it gives the sentence
    return status.st_mtime_ns, status.st_size
