"""The actions of the window, made from the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.ui import icons
from app.ui.commands import COMMANDS, MENUS, SUBMENUS, Command, Test
from app.ui.keymap import Keymap
from app.ui.reasons import why_not

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class Actions(QObject):
    """One QAction for each command, enabled and checked as the command's tests say."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.keymap = Keymap(window.settings, self)
        self._reasons: dict[str, str] = {}  # why each command was disabled when it was looked at last
        self._actions = {command.id: self._made(command) for command in COMMANDS}
        self._take_keys()
        self.keymap.changed.connect(self._take_keys)
        window.addActions(list(self._actions.values()))

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def run(self, command: Command) -> bool:
        """Run a command if it can be run now; False if it cannot."""
        if not command.is_enabled(self._window):
            return False
        command.run(self._window)
        self.refresh()
        return True

    def why_not(self, command: Command) -> str:
        """Why the command cannot be run now; "" if it can."""
        return why_not(command, self._window)

    def refresh(self) -> None:
        """Enable and check every action as things are now. At once: a shortcut must not come too early for it."""
        reasons: dict[Test, str] = {}  # many commands ask the same
        for command in COMMANDS:
            action, test = self._actions[command.id], command.is_enabled
            reason = reasons[test] if test in reasons else reasons.setdefault(test, self.why_not(command))
            if self._reasons.get(command.id) != reason:  # a tool tip takes longer to write than all the tests
                self._reasons[command.id] = reason
                action.setEnabled(not reason)
                action.setToolTip(self._tool_tip(command, reason))
            if command.is_checked is not None:
                action.setChecked(command.is_checked(self._window))

    def make_menus(self) -> dict[str, QMenu]:
        """Fill the window's menu bar; the menus by the names that commands use."""
        bar = self._window.menuBar()
        menus = {name: bar.addMenu(QCoreApplication.translate("Menus", title)) for name, title in MENUS.items()}
        for command in COMMANDS:
            menu = menus[command.menu]
            if command.submenu:
                menu = self._submenu(menu, command.submenu)
            if command.begins_group:
                menu.addSeparator()
            menu.addAction(self._actions[command.id])
        return menus

    def _submenu(self, menu: QMenu, name: str) -> QMenu:
        """The menu of this name inside another, made when its first command comes."""
        known = menu.findChild(QMenu, name)
        if known is None:
            known = menu.addMenu(QCoreApplication.translate("Menus", SUBMENUS[name]))
            known.setObjectName(name)
        return known

    def explain(self, widget: QWidget, command_id: str) -> None:
        """Let a control that does what a command does have its tool tip, keys and all, now and when they change."""
        action = self._actions[command_id]
        widget.setToolTip(action.toolTip())
        action.changed.connect(lambda: widget.setToolTip(action.toolTip()))

    @Slot()
    def _take_keys(self) -> None:
        """Give every action its keys; first none, so that at no moment two have the same."""
        for action in self._actions.values():
            action.setShortcuts([])
        for command in COMMANDS:
            self._actions[command.id].setShortcuts(self.keymap.keys(command))
            self._actions[command.id].setToolTip(self._tool_tip(command, ""))
        self._reasons.clear()

    def _tool_tip(self, command: Command, reason: str) -> str:
        """Name and keys, what it does, and why it cannot be done now: a line each."""
        keys = self.keymap.text(command)
        title = command.text.rstrip("…")
        lines = [f"{title} ({keys})" if keys else title, command.explanation, reason]
        return "\n".join(line for line in lines if line)

    def _made(self, command: Command) -> QAction:
        action = QAction(command.text, self)
        action.setObjectName(command.id)
        action.setCheckable(command.is_checkable)
        if command.icon:
            action.setIcon(icons.icon(command.icon))
        if command.id == "quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        elif command.id == "settings":
            action.setMenuRole(QAction.MenuRole.PreferencesRole)
        action.triggered.connect(lambda: self.run(command))
        return action
