"""The steps of the image on the screen; a click goes back or forward to one."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QVBoxLayout, QWidget

from app.session import Session
from app.ui.theme import SPACE, current_colors

Index = QModelIndex | QPersistentModelIndex
SHOWN_STEPS = 1000  # the newest; older ones are reached by undo


class HistoryModel(QAbstractListModel):
    """The steps: row 0 stands for the image before the first step shown, row n for the n-th step after it."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names: list[str] = []
        self._skipped = 0
        self.reload()

    @Slot()
    def reload(self) -> None:
        history = self._session.history
        names = list(history.names) if history is not None else []
        self.beginResetModel()
        self._skipped = max(0, len(names) - SHOWN_STEPS)
        self._names = names[self._skipped :]
        self.endResetModel()

    @property
    def current_row(self) -> int:
        history = self._session.history
        return max(0, history.position - self._skipped) if history is not None else 0

    def steps_to(self, row: int) -> int:
        """How many steps to redo (positive) or to undo (negative) to arrive at a row."""
        history = self._session.history
        return row + self._skipped - history.position if history is not None else 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or not self._names else len(self._names) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._names[row - 1] if row else self.tr("Before these steps")
        if role == Qt.ItemDataRole.ForegroundRole:
            is_undone = row > self.current_row
            return QColor(current_colors().muted if is_undone else current_colors().text)
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setItalic(row > self.current_row)
            font.setBold(row == self.current_row)
            return font
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, 6 * SPACE)
        return None


class HistoryPanel(QWidget):
    """The panel of the history: the step in force is bold, what was undone is pale."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyPanel")
        self._session = session
        self.model = HistoryModel(session, self)
        self.view = QListView(self)
        self.view.setModel(self.model)
        self.view.setUniformItemSizes(True)
        self.view.setAccessibleName(self.tr("Steps of this image"))
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._hint = QLabel(self.tr("Nothing to undo yet.\nEvery stroke becomes one step."), self)
        self._hint.setProperty("isMuted", True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, 0, 0, 0)
        layout.addWidget(self._hint, 1)
        layout.addWidget(self.view, 1)
        for signal in (session.history_changed, session.image_opened, session.image_closed):
            signal.connect(self._reload)
        self.view.clicked.connect(self._go)
        self.view.activated.connect(self._go)
        self._reload()

    @Slot()
    def _reload(self) -> None:
        self.model.reload()
        is_empty = self.model.rowCount() == 0
        self._hint.setVisible(is_empty)
        self.view.setVisible(not is_empty)
        if not is_empty:
            self.view.setCurrentIndex(self.model.index(self.model.current_row))

    @Slot(QModelIndex)
    def _go(self, index: QModelIndex) -> None:
        steps = self.model.steps_to(index.row())
        step = self._session.redo if steps > 0 else self._session.undo
        for _ in range(abs(steps)):
            if not step():
                return
