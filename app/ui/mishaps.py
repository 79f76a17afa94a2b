"""Errors nobody foresaw: the window says that something failed and where the details are, and the work goes on."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class Mishaps(QObject):
    """Passes uncaught errors of any thread on to the messages of the window, after whoever logs them.

    log: the file where details are, or None where none could be written.
    """

    _happened = Signal(str)

    def __init__(self, window: MainWindow, log: Path | None) -> None:
        super().__init__(window)
        self._window, self._log = window, log
        self._hook, self._thread_hook = sys.excepthook, threading.excepthook
        self._told: set[str] = set()
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread
        self._happened.connect(self._tell)

    def release(self) -> None:
        """Hand uncaught errors back to whoever had them before."""
        sys.excepthook, threading.excepthook = self._hook, self._thread_hook

    def tell_of_crash(self, report: Path | None) -> None:
        """Say that the program broke down the last time, if it left a report."""
        if report is not None:
            sentence = self.tr("Segmend broke down the last time. What you painted was kept. The report is in {}.")
            self._window.say("warning", sentence.format(report))

    def _take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._hook(kind, error, trace)
        if issubclass(kind, Exception):
            self._happened.emit(f"{kind.__name__}: {error}")

    def _take_from_thread(self, failure: threading.ExceptHookArgs) -> None:
        self._thread_hook(failure)
        self._happened.emit(f"{failure.exc_type.__name__}: {failure.exc_value}")

    @Slot(str)
    def _tell(self, what: str) -> None:
        """Once for each error: one that comes with every mouse move must not bury the window."""
        if what in self._told:
            return
        self._told.add(what)
        sentence = self.tr("Something failed that should not: {}. What you painted is kept; you can go on.")
        sentence = sentence.format(" ".join(what.split())[:200])
        if self._log is not None:
            sentence += " " + self.tr("The details are in {}.").format(self._log)
        self._window.say("error", sentence)
