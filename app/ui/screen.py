"""The room that a screen has for windows: none begins larger than that, with its frame."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

FRAME = QSize(16, 40)  # logical pixels of borders and title, which only a window that is shown knows exactly


def room_for(window: QWidget) -> QSize | None:
    """The largest size that a window, without its frame, may have; None where there is no real screen."""
    if QApplication.platformName() == "offscreen":  # whose screen of 800 x 800 is made up
        return None
    frame = window.frameGeometry().size() - window.geometry().size()
    return window.screen().availableSize() - frame.expandedTo(QSize(0, 0) if window.isVisible() else FRAME)


def resize_within_screen(window: QWidget, width: int, height: int) -> None:
    """Resize a window, to less where a small screen, or one whose pixels are scaled up, holds less."""
    room, size = room_for(window), QSize(width, height)
    window.resize(size if room is None else size.boundedTo(room))


def move_into_screen(window: QWidget) -> None:
    """For a window that is shown: make it smaller and move it as far as it takes for all of its frame to be seen."""
    room = room_for(window)
    if room is None or window.isMaximized() or window.isFullScreen():
        return
    window.resize(window.size().boundedTo(room))
    available, frame = window.screen().availableGeometry(), window.frameGeometry()
    left = max(available.left(), min(frame.left(), available.right() + 1 - frame.width()))
    top = max(available.top(), min(frame.top(), available.bottom() + 1 - frame.height()))
    if (left, top) != (frame.left(), frame.top()):
        window.move(left, top)
