"""Which keys run which command: those of the table, and those a person chose instead."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from app.core.settings import Settings
from app.ui.commands import COMMANDS, Command

RESERVED = ("Space", "Esc", "Tab", "Shift+Tab", "Backtab", "Shift+Backtab")  # for the image and for the focus


class Keymap(QObject):
    """No key runs two commands: what a person chose comes first, and the table's own keys give way to it."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._keys: dict[str, list[QKeySequence]] = {}
        self._take()

    def keys(self, command: Command) -> list[QKeySequence]:
        """The keys of a command, alternatives beside each other."""
        return self._keys[command.id]

    def text(self, command: Command) -> str:
        """The keys as this system writes them: "Ctrl+Shift+Z, Ctrl+Y"; empty if there are none."""
        names = (key.toString(QKeySequence.SequenceFormat.NativeText) for key in self.keys(command))
        return ", ".join(dict.fromkeys(names))  # in some languages Return and Enter have one name

    def is_changed(self, command: Command) -> bool:
        """Whether the keys are other than those of the table."""
        return self._keys[command.id] != command.shortcuts

    def owner(self, key: QKeySequence) -> Command | None:
        """The command that this key runs."""
        return next((command for command in COMMANDS if key in self._keys[command.id]), None)

    def is_reserved(self, key: QKeySequence) -> bool:
        """Whether the key belongs to the image (Space, Esc) or moves the focus (Tab)."""
        return any(key == QKeySequence(name) for name in RESERVED)

    def assign(self, command: Command, keys: Iterable[QKeySequence]) -> None:
        """Give a command these keys and no others; commands that had one of them lose it."""
        keys = [key for key in keys if not key.isEmpty() and not self.is_reserved(key)]
        chosen = dict(self._settings.shortcuts)
        for other in COMMANDS:
            kept = [key for key in self._keys[other.id] if key not in keys]
            if other.id != command.id and len(kept) < len(self._keys[other.id]):
                chosen[other.id] = _written(kept)
        chosen[command.id] = _written(keys)
        self._store(chosen)

    def reset(self, command: Command) -> None:
        """Give a command the keys of the table again; who has them now loses them."""
        self.assign(command, command.shortcuts)

    def reset_all(self) -> None:
        """The keys of the table for every command."""
        self._store({})

    def _store(self, chosen: dict[str, str]) -> None:
        own = {command.id: _written(command.shortcuts) for command in COMMANDS}
        self._settings.shortcuts = {name: keys for name, keys in chosen.items() if own.get(name, keys) != keys}
        self._take()
        self.changed.emit()

    def _take(self) -> None:
        """Work the keys out; names that no command has, and keys that Qt does not know, are passed over."""
        chosen = self._settings.shortcuts
        used: list[QKeySequence] = []
        for command in sorted(COMMANDS, key=lambda command: command.id not in chosen):
            wanted = [QKeySequence(key) for key in chosen[command.id].split()] if command.id in chosen else None
            keys = command.shortcuts if wanted is None else wanted
            free = [key for key in keys if key.toString() and key not in used and not self.is_reserved(key)]
            self._keys[command.id] = free
            used += free


def _written(keys: Iterable[QKeySequence]) -> str:
    return " ".join(key.toString(QKeySequence.SequenceFormat.PortableText) for key in keys)
