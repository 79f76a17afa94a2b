"""A second window with the same image, for a second screen: its own zoom, its own overlay, all the same keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.session import Session
from app.ui.actions import Actions
from app.ui.canvas import Canvas
from app.ui.commands import COMMANDS, Command
from app.ui.screen import resize_within_screen

OWN = ("fit", "actual_size", "zoom_in", "zoom_out", "overlay", "full_screen")  # commands that mean this window here


class SecondCanvas(QWidget):
    """Paintable like the first: both show the one label map of the session."""

    closed = Signal()

    def __init__(self, session: Session, actions: Actions, opacity: float, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("secondWindow")
        self._session, self._actions = session, actions
        self.canvas = Canvas(session, self)
        self.canvas.setObjectName("secondCanvas")
        self.canvas.setAccessibleName(self.tr("Image, second window"))
        self.canvas.set_overlay_opacity(opacity)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        resize_within_screen(self, 800, 600)
        runs = self._runs()
        self._own = {command.id: self._made(command, runs[command.id]) for command in COMMANDS if command.id in OWN}
        self.addActions([actions[command.id] for command in COMMANDS if command.id not in OWN])
        self.addActions(list(self._own.values()))
        actions.keymap.changed.connect(self._take_keys)
        for signal in (session.image_opened, session.image_closed):
            signal.connect(self._show_title)
        self._take_keys()
        self._show_title()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def _runs(self) -> dict[str, Callable[[], object]]:
        canvas = self.canvas
        return {
            "fit": canvas.zoom_fit,
            "actual_size": canvas.zoom_actual,
            "zoom_in": canvas.zoom_in,
            "zoom_out": canvas.zoom_out,
            "overlay": lambda: canvas.set_overlay_visible(not canvas.is_overlay_visible),
            "full_screen": lambda: self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen),
        }

    def _made(self, command: Command, run: Callable[[], object]) -> QAction:
        action = QAction(command.text, self)
        action.triggered.connect(lambda: run())
        return action

    @Slot()
    def _take_keys(self) -> None:
        for command in COMMANDS:
            if command.id in self._own:
                self._own[command.id].setShortcuts(self._actions.keymap.keys(command))

    @Slot()
    def _show_title(self) -> None:
        path = self._session.image_path
        self.setWindowTitle(self.tr("{} – second window").format(Path(path).name if path else "Segmend"))
