"""Find a command by typing: a line, a list, nothing but the keyboard needed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui import icons
from app.ui.actions import Actions
from app.ui.class_model import Index
from app.ui.commands import COMMANDS, Command
from app.ui.theme import SPACE, current_colors

WIDTH, HEIGHT, ROW_HEIGHT = 520, 380, 32
_KEYS = Qt.ItemDataRole.UserRole
_COMMAND = Qt.ItemDataRole.UserRole + 1


def fuzzy_score(typed: str, text: str) -> float | None:
    """How well `typed` fits `text`: None if its letters do not occur in that order, higher is better.

    Letters that follow each other and letters that begin a word count more; case and blanks do not count.
    """
    score, place, previous = 0.0, 0, -2
    folded = text.casefold()
    for letter in typed.casefold().replace(" ", ""):
        found = _find(folded, letter, place, previous)
        if found < 0:
            return None
        begins_word = found == 0 or not folded[found - 1].isalnum()
        score += 1 + 2 * (found == previous + 1) + 2 * begins_word - 0.02 * (found - place)
        place, previous = found + 1, found
    return score - 0.01 * len(text)


def _find(text: str, letter: str, start: int, previous: int) -> int:
    """Where `letter` comes next: right after the previous letter, else at the begin of a word, else anywhere."""
    if previous + 1 == start and text.startswith(letter, start):
        return start
    at_word = text.find(f" {letter}", max(0, start - 1))
    return at_word + 1 if at_word >= 0 else text.find(letter, start)


def _fit(typed: str, command: Command) -> float | None:
    """The better score of a command's two names: in the language in use, and in English, which any keyboard types."""
    scores = [fuzzy_score(typed, name) for name in (command.text, command.english)]
    return max((score for score in scores if score is not None), default=None)


class PaletteDelegate(QStyledItemDelegate):
    """Draws icon and title on the left, the keys on the right; what cannot be run now is pale and says why."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colors = current_colors()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.selection))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
        is_enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        command: Command = index.data(_COMMAND)
        ink = colors.text if is_enabled else colors.muted
        if command.icon:
            mark = QRect(rect.left() + 2 * SPACE, rect.center().y() - 8, 18, 18)
            icons.paint(painter, command.icon, mark.toRectF(), ink)
        inner = rect.adjusted(9 * SPACE, 0, -3 * SPACE, 0)
        painter.setPen(QColor(ink))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        painter.setPen(QColor(colors.muted))
        room = inner.width() - painter.fontMetrics().horizontalAdvance(str(index.data())) - 4 * SPACE
        note = painter.fontMetrics().elidedText(str(index.data(_KEYS)), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, note)
        painter.restore()


class CommandPalette(QDialog):
    """Type some letters of a command, choose with the arrows, run with Enter, leave with Esc."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("commandPalette")
        self._actions = actions
        self._around = parent
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("What do you want to do?"))
        self.line.setAccessibleName(self.tr("Find a command"))
        self.list = QListWidget(self)
        self.list.setItemDelegate(PaletteDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Commands"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._filter)
        self.list.itemClicked.connect(self._run)

    @Slot()
    def open(self) -> None:
        """Show the palette over the upper middle of its window, with all commands."""
        self.line.clear()
        self._filter("")
        around = self._around.rect()
        width, height = min(WIDTH, around.width()), min(HEIGHT, around.height())
        corner = self._around.mapToGlobal(around.topLeft())
        self.setGeometry(corner.x() + (around.width() - width) // 2, corner.y() + around.height() // 8, width, height)
        self.show()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            if event.key() in step:
                row = self.list.currentRow() + step[Qt.Key(event.key())]
                self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    @Slot(str)
    def _filter(self, typed: str) -> None:
        fits = [(_fit(typed, command), command) for command in COMMANDS if command.id != "palette"]
        found = [(score, command) for score, command in fits if score is not None]
        if typed:
            found.sort(key=lambda one: -one[0])
        self.list.clear()
        for _, command in found:
            item = QListWidgetItem(command.text.rstrip("…"))
            reason = self._actions.why_not(command)
            item.setData(_KEYS, reason or self._actions.keymap.text(command))
            item.setData(_COMMAND, command)
            item.setToolTip(self._actions[command.id].toolTip())
            if reason:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    @Slot(QListWidgetItem)
    def _run(self, item: QListWidgetItem | None) -> None:
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        self.hide()
        self._actions.run(item.data(_COMMAND))
