"""The bar at the left: the tools, those of a kind behind one button, and what is done most."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton, QWidget

from app.ui.actions import Actions
from app.ui.commands import COMMANDS
from app.ui.plugins import PREFIX

GROUPS: tuple[tuple[str, ...], ...] = (  # of one command each, or several behind one button; () is a line
    ("tool_brush",), ("tool_eraser",), ("tool_superpixels",), ("tool_polygon", "tool_lasso"),
    ("tool_rectangle", "tool_ellipse"), ("tool_fill", "tool_wand"), ("tool_cutout",),
    ("reshape_grow", "reshape_shrink", "reshape_smooth", "reshape_holes", "reshape_islands"),
    ("tool_accept_region", "tool_reject_region"), ("tool_picker",), ("tool_pan",), (),
    ("undo",), ("redo",), (), ("predict",), ("live",), ("learn",),
)  # fmt: skip


class ToolBar(QToolBar):
    """One button for each group of commands."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toolBar")
        self.setWindowTitle(self.tr("Tools"))
        extra = [(command.id,) for command in COMMANDS if command.id.startswith(PREFIX)]
        place = GROUPS.index(())  # after the tools
        for group in (*GROUPS[:place], *extra, *GROUPS[place:]):
            if not group:
                self.addSeparator()
            elif len(group) == 1:
                self.addAction(actions[group[0]])
            else:
                self.addWidget(GroupButton([actions[command_id] for command_id in group], self))


class GroupButton(QToolButton):
    """Shows the tool of the group that was used last; the others by holding the button or by the right button."""

    def __init__(self, choices: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self._menu = QMenu(self)
        self._menu.addActions(list(choices))
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.DelayedPopup)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setDefaultAction(choices[0])
        self.customContextMenuRequested.connect(self._show_choices)
        for choice in choices:
            choice.toggled.connect(self._follow)

    @Slot(bool)
    def _follow(self, is_checked: bool) -> None:
        action = self.sender()
        if is_checked and isinstance(action, QAction):
            self.setDefaultAction(action)

    @Slot(QPoint)
    def _show_choices(self, _position: QPoint) -> None:
        self.showMenu()
