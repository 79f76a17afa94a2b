"""The actions of the window, made from the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app.ui import icons
from app.ui.commands import COMMANDS, MENUS, SUBMENUS, Command

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


def native_keys(command: Command) -> str:
    """The keys of a command as this system writes them: "Ctrl+Shift+Z, Ctrl+Y"; empty if it has none."""
    return ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in command.shortcuts)


class Actions(QObject):
    """One QAction for each command, enabled and checked as the command's tests say."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._actions = {command.id: self._made(command) for command in COMMANDS}
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

    def refresh(self) -> None:
        """Enable and check every action as things are now. At once: a shortcut must not come too early for it."""
        for command in COMMANDS:
            action = self._actions[command.id]
            action.setEnabled(command.is_enabled(self._window))
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

    def _made(self, command: Command) -> QAction:
        action = QAction(command.text, self)
        action.setObjectName(command.id)
        action.setShortcuts(command.shortcuts)
        action.setCheckable(command.is_checkable)
        keys = native_keys(command)
        title = command.text.rstrip("…")
        heading = f"{title} ({keys})" if keys else title
        action.setToolTip(f"{heading}\n{command.explanation}" if command.explanation else heading)
        if command.icon:
            action.setIcon(icons.icon(command.icon))
        if command.id == "quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        elif command.id == "settings":
            action.setMenuRole(QAction.MenuRole.PreferencesRole)
        action.triggered.connect(lambda: self.run(command))
        return action
