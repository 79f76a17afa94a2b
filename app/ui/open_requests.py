"""Files that the system asks the running program to open: on macOS a double click is an event, not an argument."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from app.ui.sources import Sources


class OpenRequests(QObject):
    """Opens what is asked for; files that come together, one event each, are opened together."""

    def __init__(self, application: QApplication, sources: Sources) -> None:
        super().__init__(sources)
        self._sources = sources
        self._paths: list[str] = []
        self._together = QTimer(self, singleShot=True, interval=0)
        self._together.timeout.connect(self._open)
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self._paths.append(event.file())
            self._together.start()
            return True
        return super().eventFilter(watched, event)

    def _open(self) -> None:
        paths, self._paths = self._paths, []
        self._sources.open(paths)
