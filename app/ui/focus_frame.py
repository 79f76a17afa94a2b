"""A frame around the image while it has the focus by the keyboard: who comes with the mouse sees where they are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

FOCUS_WIDTH = 2  # device-independent pixels
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class FocusFrame(QObject):
    """Marks `around` with the property hasFocus, which the style sheet draws, while `inner` has the focus."""

    def __init__(self, inner: QWidget, around: QWidget) -> None:
        super().__init__(around)
        self._around = around
        inner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent):
            self._mark(event.gotFocus() and event.reason() in _BY_KEYBOARD)
        return super().eventFilter(watched, event)

    def _mark(self, is_marked: bool) -> None:
        if bool(self._around.property("hasFocus")) != is_marked:
            self._around.setProperty("hasFocus", is_marked)
            self._around.style().unpolish(self._around)
            self._around.style().polish(self._around)
