"""A panel that docks, floats, hides and remembers its place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QToolButton, QWidget

from app.ui import icons
from app.ui.theme import SPACE
from app.ui.widgets import heading, plain_label


class Dock(QDockWidget):
    """A dock with a slim title: its name, a few words beside it, a button that hides it."""

    def __init__(self, title: str, panel: QWidget, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(f"{panel.objectName()}Dock")
        self.setWidget(panel)
        bar = QWidget(self)
        self._summary = plain_label("", bar, is_muted=True)
        close = QToolButton(bar)
        close.setToolTip(self.tr("Hide this panel; the View menu brings it back"))
        close.setAccessibleName(self.tr("Hide {}").format(title))
        close.setIcon(icons.icon("close"))
        close.clicked.connect(self.close)
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addSpacing(2 * SPACE)  # and not a margin, which stays on its side where one writes from right to left
        layout.addWidget(heading(title, bar))
        layout.addWidget(self._summary, 1)
        layout.addWidget(close)
        self._bar, self._layout = bar, layout
        self.setTitleBarWidget(bar)

    def set_summary(self, text: str) -> None:
        """A few words beside the title."""
        self._summary.setText(text)

    def add_widget(self, widget: QWidget) -> None:
        """Put something into the title, before the button that hides the panel."""
        self._layout.insertWidget(self._layout.count() - 1, widget)

    def add_action(self, action: QAction) -> None:
        """A button for a command, before the one that hides the panel."""
        button = QToolButton(self._bar)
        button.setDefaultAction(action)
        button.setAccessibleName(action.text())
        self._layout.insertWidget(self._layout.count() - 1, button)


def give_height(window: QMainWindow, dock: Dock, lacking: int, givers: dict[Dock, int]) -> None:
    """Make a dock `lacking` pixels higher, taken from `givers` one after another down to their least heights."""
    heights = {dock: dock.height()}
    for giver, least in givers.items():
        if giver.isVisible() and not giver.isFloating():
            given = max(0, min(lacking, giver.height() - least))
            heights[giver] = giver.height() - given
            heights[dock] += given
            lacking -= given
    window.resizeDocks(list(heights), list(heights.values()), Qt.Orientation.Vertical)
