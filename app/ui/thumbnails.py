"""Small versions of images, read in the background when somebody looks at them, and kept for the next run."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from app.core.images import thumbnail
from app.core.thumbnail_cache import THUMBNAIL_SIDE, ThumbnailCache
from app.jobs import Worker

SIZE = THUMBNAIL_SIDE
KEPT = 600  # thumbnails in memory; 600 x 192 x 192 x 4 bytes = 88 MB at most
WAITING = 60  # requests that wait; older ones have been scrolled away


class Thumbnails(QObject):
    """Reads thumbnails one at a time on its own thread, what was asked for last first."""

    arrived = Signal(str)  # the path whose thumbnail is now there, or has turned out to be unreadable

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Worker("thumbnails", self)
        self._cache = ThumbnailCache()
        self._kept: OrderedDict[str, QPixmap] = OrderedDict()  # the least recently seen first
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._reading: str | None = None

    def pixmap(self, path: str) -> QPixmap | None:
        """The thumbnail; None while it is not there yet (it is asked for); a null pixmap if it cannot be read."""
        if path in self._kept:
            self._kept.move_to_end(path)
            return self._kept[path]
        if path != self._reading:
            self._waiting[path] = None
            self._waiting.move_to_end(path)
            if len(self._waiting) > WAITING:
                self._waiting.popitem(last=False)
            self._read_next()
        return None

    def clear(self) -> None:
        """Forget everything: another project was opened."""
        self._kept.clear()
        self._waiting.clear()

    def renew(self, path: str) -> None:
        """The file was replaced: make its thumbnail again when somebody looks."""
        if self._kept.pop(path, None) is not None:
            self.arrived.emit(path)

    def is_idle(self) -> bool:
        return self._reading is None and not self._waiting

    def close(self) -> None:
        """End the thread."""
        self._waiting.clear()
        self._worker.close()

    def _read_next(self) -> None:
        if self._reading is not None or not self._waiting:
            return
        self._reading = path = self._waiting.popitem()[0]
        self._worker.submit(
            path,
            self._read,
            path,
            on_done=lambda array: self._keep(path, _to_pixmap(array)),
            on_failed=lambda _error: self._keep(path, QPixmap()),  # opening it will say why
        )

    def _read(self, path: str) -> np.ndarray:
        """On the thread: from the cache of earlier runs, or from the image."""
        kept = self._cache.get(path, SIZE)
        if kept is not None:
            return kept
        made = thumbnail(path, size=SIZE)
        self._cache.put(path, SIZE, made)
        return made

    def _keep(self, path: str, pixmap: QPixmap) -> None:
        self._kept[path] = pixmap
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._reading = None
        self.arrived.emit(path)
        self._read_next()


def _to_pixmap(array: np.ndarray) -> QPixmap:
    height, width = array.shape[:2]
    data = np.ascontiguousarray(array)
    return QPixmap.fromImage(QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888))
