"""The table of label classes as Qt's models and views want it."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.core.class_looks import ClassLook
from app.core.label_classes import LabelClass
from app.core.opencv import cv2
from app.session import Session
from app.ui import icons
from app.ui.numbers import percent
from app.ui.theme import SPACE, current_colors
from app.ui.widgets import plain_tip

Index = QModelIndex | QPersistentModelIndex
COUNTED_PIXELS = 16_000_000  # above this every n-th row is counted: the share is shown with one decimal


class Column(IntEnum):
    COLOR = 0
    NAME = 1
    KEY = 2
    SHARE = 3
    SHOWN = 4
    LOCKED = 5


TOGGLES = {Column.SHOWN: "is_hidden", Column.LOCKED: "is_locked"}  # columns that a click switches
OPACITY_STEPS = (100, 75, 50, 25)  # percent


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
        session.looks_changed.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the classes again; the selection survives where only names and colours changed."""
        rows = list(self._session.classes)
        if [row.index for row in rows] == [row.index for row in self._rows]:
            self._rows = rows
            self._emit_changed(Column.COLOR, Column.LOCKED)
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
            return (None, row.name, row.key or "", percent(share, 1) if share else "", None, None)[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == Column.COLOR:
            return QColor(*row.color)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tool_tip(Column(index.column())))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, Column(index.column()))
        return None

    def look(self, row: int) -> ClassLook:
        """How the class of a row is shown, and whether it is locked."""
        return self._session.looks[self._rows[row].index]

    def toggle(self, row: int, column: Column) -> None:
        """Hide or show, lock or unlock the class of a row; nothing in other columns."""
        name = TOGGLES.get(column)
        if name is not None:
            self._session.set_class_look(self._rows[row].index, **{name: not getattr(self.look(row), name)})

    def _spoken(self, row: LabelClass, column: Column) -> str | None:
        look = self._session.looks[row.index]
        return {
            Column.COLOR: self.tr("Colour of {}").format(row.name),
            Column.SHOWN: (self.tr("{} is hidden") if look.is_hidden else self.tr("{} is shown")).format(row.name),
            Column.LOCKED: (self.tr("{} is locked") if look.is_locked else self.tr("{} can change")).format(row.name),
        }.get(column)

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
            Column.SHOWN: self.tr("Shown or hidden on the image; its opacity is in the menu of the right button"),
            Column.LOCKED: self.tr("Locked: no tool, import or learning gives this class pixels or takes any away"),
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
        if column in TOGGLES:
            self._paint_toggle(painter, rect, index)
        elif column == Column.COLOR:
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

    def _paint_toggle(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """An eye and a lock; what is as usual is faint, so that what is not stands out."""
        model = index.model()
        assert isinstance(model, ClassModel)
        look, colors = model.look(index.row()), current_colors()
        is_eye = index.column() == Column.SHOWN
        is_unusual = look.is_hidden if is_eye else look.is_locked
        names = ("eye-off", "eye") if is_eye else ("lock", "lock-open")
        square = QRectF(0, 0, 16, 16)
        square.moveCenter(QRectF(rect).center())
        color = colors.text if is_unusual else f"#60{colors.muted[1:]}"
        icons.paint(painter, names[0 if is_unusual else 1], square, color)

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
