"""The page of the settings on which commands get other keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.commands import COMMANDS, Command, menu_title
from app.ui.keymap import Keymap
from app.ui.theme import SPACE
from app.ui.widgets import plain_label

_COMMAND = Qt.ItemDataRole.UserRole


class ShortcutEditor(QWidget):
    """Choose a command, press the new keys, assign them; says beforehand whose keys they are."""

    def __init__(self, keymap: Keymap, parent: QWidget) -> None:
        super().__init__(parent)
        self._keymap = keymap
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("Find a command or a key"))
        self.filter.setAccessibleName(self.tr("Find a command or a key"))
        self.filter.setClearButtonEnabled(True)
        self.list = QTreeWidget(self)
        self.list.setAccessibleName(self.tr("Commands and their keys"))
        self.list.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.edit = QKeySequenceEdit(self)
        self.edit.setMaximumSequenceLength(1)
        self.edit.setAccessibleName(self.tr("New keys"))
        self.assign = QPushButton(self.tr("Assign"), self)
        self.assign.setProperty("isPrimary", True)
        self.add = QPushButton(self.tr("Add"), self)
        self.add.setToolTip(self.tr("Keep the keys it has, and add these"))
        self.remove = QPushButton(self.tr("No keys"), self)
        self.reset = QPushButton(self.tr("Default"), self)
        self.reset_all = QPushButton(self.tr("All to default"), self)
        self.verdict = plain_label("", self, is_muted=True)
        self.verdict.setWordWrap(True)
        self._lay_out()
        self._connect()
        self._fill()

    def choose(self, command_id: str) -> None:
        """Make a command the one that gets keys."""
        for place in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(place)
            if item is not None and item.data(0, _COMMAND).id == command_id:
                self.list.setCurrentItem(item)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(plain_label(self.tr("New keys"), self))
        row.addWidget(self.edit, 1)
        for button in (self.assign, self.add):
            row.addWidget(button)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        for button in (self.remove, self.reset):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.reset_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.filter)
        layout.addWidget(self.list, 1)
        layout.addLayout(row)
        layout.addWidget(self.verdict)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._filter)
        self.list.currentItemChanged.connect(self._judge)
        self.list.itemActivated.connect(lambda _item: self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.edit.keySequenceChanged.connect(self._judge)
        self.assign.clicked.connect(lambda: self._give(keeps=False))
        self.add.clicked.connect(lambda: self._give(keeps=True))
        self.remove.clicked.connect(lambda: self._change(lambda command: self._keymap.assign(command, [])))
        self.reset.clicked.connect(lambda: self._change(self._keymap.reset))
        self.reset_all.clicked.connect(self._keymap.reset_all)
        self._keymap.changed.connect(self._show_keys)

    @property
    def _command(self) -> Command | None:
        item = self.list.currentItem()
        return None if item is None else item.data(0, _COMMAND)

    @property
    def _new_key(self) -> QKeySequence:
        return self.edit.keySequence()

    def _fill(self) -> None:
        for command in COMMANDS:
            if command.argument:  # the digits of the classes are chosen in the list of classes
                continue
            menu = menu_title(command.menu)
            item = QTreeWidgetItem(self.list, [command.text.rstrip("…"), ""])
            item.setData(0, _COMMAND, command)
            item.setToolTip(0, f"{menu}: {command.text.rstrip('…')}\n{command.explanation}".strip())
        self._show_keys()
        self.choose(COMMANDS[0].id)

    @Slot()
    def _show_keys(self) -> None:
        for place in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(place)
            assert item is not None
            command: Command = item.data(0, _COMMAND)
            item.setText(1, self._keymap.text(command))
            font = QFont(self.list.font())
            font.setBold(self._keymap.is_changed(command))
            for column in (0, 1):
                item.setFont(column, font)
        self._judge()

    @Slot(str)
    def _filter(self, typed: str) -> None:
        for place in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(place)
            assert item is not None
            item.setHidden(typed.casefold() not in f"{item.text(0)} {item.text(1)}".casefold())

    def has_matches(self) -> bool:
        """Whether any command is left by the filter."""
        items = (self.list.topLevelItem(place) for place in range(self.list.topLevelItemCount()))
        return any(item is not None and not item.isHidden() for item in items)

    @Slot()
    def _judge(self) -> None:
        """Say what assigning would do, before it is done."""
        command, key = self._command, self._new_key
        owner = self._keymap.owner(key)
        is_reserved = self._keymap.is_reserved(key)
        can = command is not None and not key.isEmpty() and not is_reserved and owner != command
        text = key.toString(QKeySequence.SequenceFormat.NativeText)
        if key.isEmpty():
            self.verdict.setText(self.tr("Click into the line and press the keys. Changed ones are bold."))
        elif is_reserved:
            self.verdict.setText(self.tr("{} belongs to the image and cannot be assigned.").format(text))
        elif owner == command:
            self.verdict.setText(self.tr("{} is what it has already.").format(text))
        elif owner is not None:
            self.verdict.setText(self.tr("{} runs “{}” now, which would lose it.").format(text, owner.text.rstrip("…")))
        else:
            self.verdict.setText(self.tr("{} is free.").format(text))
        self.assign.setText(self.tr("Take over") if can and owner is not None else self.tr("Assign"))
        for button in (self.assign, self.add):
            button.setEnabled(can)
        self.remove.setEnabled(command is not None and bool(self._keymap.keys(command)))
        self.reset.setEnabled(command is not None and self._keymap.is_changed(command))

    def _give(self, *, keeps: bool) -> None:
        command = self._command
        if command is not None:
            kept = self._keymap.keys(command) if keeps else []
            self._keymap.assign(command, [*kept, self._new_key])
            self.edit.clear()

    def _change(self, change: object) -> None:
        command = self._command
        if command is not None and callable(change):
            change(command)
