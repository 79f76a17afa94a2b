"""Ctrl-C and SIGTERM close the window as its close button does: labels are saved, threads end."""

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Slot
from PySide6.QtWidgets import QWidget


class Interrupts(QObject):
    """Closes a window on Ctrl-C or SIGTERM, from its construction until release(). Main thread only.

    Python runs its signal handlers between two bytecodes, and none are run while Qt waits for events. So Qt is
    woken by a byte that the interpreter writes for every signal.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._woken, self._waking = socket.socketpair()
        self._woken.setblocking(False)
        self._waking.setblocking(False)
        self._previous_fd = signal.set_wakeup_fd(self._waking.fileno(), warn_on_full_buffer=False)
        self._previous = {
            number: signal.signal(number, self._close_window) for number in (signal.SIGINT, signal.SIGTERM)
        }
        self._notifier = QSocketNotifier(self._woken.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)

    def release(self) -> None:
        """Put back what was there before."""
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._previous_fd)
        self._notifier.setEnabled(False)
        self._woken.close()
        self._waking.close()

    def _close_window(self, number: int, frame: object) -> None:
        """By the event loop, not at once: the signal may come while the window is being shown, or before the loop
        runs, which would then not end when the window closes."""
        QTimer.singleShot(0, self._window.close)

    @Slot()
    def _drain(self) -> None:
        """Reading is all there is to do: the handlers run because Python runs."""
        self._woken.recv(64)
