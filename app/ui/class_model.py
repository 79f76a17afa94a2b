"""The table of label classes as Qt's models and views want it."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.core.label_classes import LabelClass
from app.core.opencv import cv2
from app.session import Session
from app.ui.theme import SPACE, current_colors
from app.ui.widgets import plain_tip

Index = QModelIndex | QPersistentModelIndex
COUNTED_PIXELS = 16_000_000  # above this every n-th row is counted: the share is shown with one decimal


class Column(IntEnum):
    COLOR = 0
    NAME = 1
    KEY = 2
    SHARE = 3


def class_shares(labels: np.ndarray) -> np.ndarray:
    """The share of each class among the labelled pixels of (H, W) uint8 `labels`: (255,) float in [0, 1].

    All zero where nothing is labelled. Exact up to 16 megapixels, from every n-th row beyond.
    """
    step = max(1, labels.size // COUNTED_PIXELS)
    sample = np.ascontiguousarray(labels[::step])
    counts = cv2.calcHist([sample], [0], None, [256], [0, 256]).ravel()[:255].astype(float)
    return counts / max(1.0, counts.sum())


class ClassModel(QAbstractTableModel):
    """The classes of the session, one row each; editing a name or a key goes through the session."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: list[LabelClass] = []
        self._shares = np.zeros(255)
        session.classes_changed.connect(self.reload)
        session.project_opened.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the classes again; the selection survives where only names and colours changed."""
        rows = list(self._session.classes)
        if [row.index for row in rows] == [row.index for row in self._rows]:
            self._rows = rows
            self._emit_changed(Column.COLOR, Column.SHARE)
        else:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def set_shares(self, shares: np.ndarray) -> None:
        """Show new shares, (255,) float in [0, 1]."""
        self._shares = shares
        self._emit_changed(Column.SHARE, Column.SHARE)

    def label_class(self, row: int) -> LabelClass:
        return self._rows[row]

    def row_of(self, class_index: int) -> int | None:
        """The row of a class, None if there is no such class."""
        return next((row for row, one in enumerate(self._rows) if one.index == class_index), None)

    def share(self, row: int) -> float:
        return float(self._shares[self._rows[row].index])

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in (Column.NAME, Column.KEY) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            share = self.share(index.row())
            return (None, row.name, row.key or "", f"{share:.1%}" if share else "")[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == Column.COLOR:
            return QColor(*row.color)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tool_tip(Column(index.column())))
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == Column.COLOR:
            return self.tr("Colour of {}").format(row.name)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, text = self._rows[index.row()], str(value).strip()
        if role != Qt.ItemDataRole.EditRole or text == (self.data(index, role) or ""):
            return False
        if index.column() == Column.NAME:
            return self._session.rename_class(row.index, text)
        return self._session.set_class_key(row.index, text or None)

    def _tool_tip(self, column: Column) -> str:
        return {
            Column.COLOR: self.tr("Click to choose another colour"),
            Column.NAME: self.tr("Double-click to rename (F2)"),
            Column.KEY: self.tr("The key that chooses this class; double-click to change it"),
            Column.SHARE: self.tr("Share of the labelled pixels of this image"),
        }[column]

    def _emit_changed(self, first: Column, last: Column) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, first), self.index(len(self._rows) - 1, last))


class ClassDelegate(QStyledItemDelegate):
    """Draws a swatch, the name, the key as a cap and the share; a bar marks the chosen class."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colors = current_colors()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            painter.fillRect(rect, QColor(colors.selection))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(colors.hover))
        column = index.column()
        if column == Column.COLOR:
            self._paint_swatch(painter, rect, index, is_chosen)
        elif column == Column.KEY:
            self._paint_key(painter, rect, str(index.data() or ""))
        else:
            font = QFont(option.font)
            font.setBold(is_chosen and column == Column.NAME)
            painter.setFont(font)
            painter.setPen(QColor(colors.text if column == Column.NAME else colors.muted))
            side = Qt.AlignmentFlag.AlignLeft if column == Column.NAME else Qt.AlignmentFlag.AlignRight
            inner = rect.adjusted(SPACE, 0, -2 * SPACE, 0)
            text = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _paint_swatch(self, painter: QPainter, rect: QRect, index: Index, is_chosen: bool) -> None:
        colors = current_colors()
        if is_chosen:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(colors.accent))
        square = QRectF(0, 0, 16, 16)
        square.moveCenter(QRectF(rect).center())
        painter.setPen(QPen(QColor(colors.border), 1))
        painter.setBrush(index.data(Qt.ItemDataRole.DecorationRole))
        painter.drawRoundedRect(square, 4, 4)

    def _paint_key(self, painter: QPainter, rect: QRect, key: str) -> None:
        if not key:
            return
        colors = current_colors()
        cap = QRectF(0, 0, 20, 20)
        cap.moveCenter(QRectF(rect).center())
        painter.setPen(QPen(QColor(colors.border), 1))
        painter.setBrush(QColor(colors.window))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setPen(QColor(colors.muted))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
