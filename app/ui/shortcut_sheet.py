"""The cheat sheet: every command that has a key, and what the mouse does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.commands import COMMANDS, MENUS, menu_title
from app.ui.keymap import Keymap
from app.ui.screen import resize_within_screen
from app.ui.theme import SPACE
from app.ui.widgets import heading, plain_label

MOST_COLUMNS = 3
MOST_WIDTH = 1240
Rows = list[tuple[str, str]]  # what, by which keys


class ShortcutSheet(QDialog):
    """Keys and mouse in up to three columns; Esc closes it."""

    def __init__(self, keymap: Keymap, parent: QWidget) -> None:
        super().__init__(parent)
        self._keymap = keymap
        self.setObjectName("shortcutSheet")
        self.setWindowTitle(self.tr("Keyboard and mouse"))
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        most = min(MOST_WIDTH, parent.width())
        body = self._body(MOST_COLUMNS)
        for fewer in range(MOST_COLUMNS - 1, 0, -1):  # where words are long or letters large
            if body.sizeHint().width() + 6 * SPACE <= most:
                break
            body.hide()
            body.deleteLater()
            body = self._body(fewer)
        area.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        hint = body.sizeHint()
        resize_within_screen(self, min(hint.width() + 6 * SPACE, most), min(hint.height() + 4 * SPACE, 760))

    def _body(self, count: int) -> QWidget:
        body = QWidget(self)
        columns = QHBoxLayout(body)
        columns.setContentsMargins(5 * SPACE, 4 * SPACE, 5 * SPACE, 4 * SPACE)
        columns.setSpacing(8 * SPACE)
        for groups in self._columns(count):
            column = QVBoxLayout()
            column.setSpacing(SPACE)
            for title, rows in groups:
                column.addWidget(heading(title, body))
                column.addLayout(self._table(rows, body))
                column.addSpacing(3 * SPACE)
            column.addStretch(1)
            columns.addLayout(column, 1)
        return body

    def _columns(self, count: int) -> list[list[tuple[str, Rows]]]:
        """The groups, spread so that the columns are about equally long."""
        groups = [*self._command_groups(), (self.tr("Mouse"), self._gestures())]
        columns: list[list[tuple[str, Rows]]] = [[] for _ in range(count)]
        share = sum(len(rows) + 2 for _, rows in groups) / count
        used = 0.0
        for title, rows in groups:
            length = len(rows) + 2  # the title and the gap below count too
            columns[min(count - 1, int((used + length / 2) / share))].append((title, rows))
            used += length
        return columns

    def _command_groups(self) -> list[tuple[str, Rows]]:
        groups = []
        for menu in MENUS:
            rows = [
                (command.text.rstrip("…"), self._keymap.text(command))
                for command in COMMANDS
                if command.menu == menu and self._keymap.keys(command) and not command.argument
            ]
            if menu == "classes":
                rows.append((self.tr("Choose a class by its key"), "1 – 9"))
            if rows:
                groups.append((menu_title(menu), rows))
        return groups

    def _gestures(self) -> Rows:
        return [
            (self.tr("Zoom at the cursor"), self.tr("Wheel")),
            (self.tr("Pan"), self.tr("Space-drag, middle-drag")),
            (self.tr("Brush size"), self.tr("Alt-drag, Shift+wheel")),
            (self.tr("Close a polygon"), self.tr("Double click, Enter")),
            (self.tr("Give up a stroke"), "Esc"),
            (self.tr("Go from control to control"), "Tab"),
            (self.tr("Change these keys"), self.tr("Settings, Keys")),
        ]

    def _table(self, rows: Rows, parent: QWidget) -> QGridLayout:
        table = QGridLayout()
        table.setHorizontalSpacing(4 * SPACE)
        table.setVerticalSpacing(SPACE)
        table.setColumnStretch(0, 1)
        for number, (what, keys) in enumerate(rows):
            table.addWidget(plain_label(what, parent, is_muted=True), number, 0)
            table.addWidget(plain_label(keys, parent), number, 1, Qt.AlignmentFlag.AlignRight)
        return table
