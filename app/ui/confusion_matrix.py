"""A confusion matrix as a picture: decided classes down, predicted classes across."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.core.label_classes import LabelClass
from app.core.statistics import Agreement
from app.ui.numbers import percent
from app.ui.theme import SPACE, current_colors
from app.ui.widgets import plain_tip

MOST_SHOWN = 12  # classes; those with the most decided pixels
CELL = 34
_NAME_WIDTH = 84
_CHIP = 12


class ConfusionMatrix(QWidget):
    """Every row adds up to 100 %: of what was decided as this class, how much is predicted as which."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Confusion matrix"))
        self._agreement: Agreement | None = None
        self.classes: list[LabelClass] = []
        self.left_out = 0  # classes for which there is no room

    def show_agreement(self, agreement: Agreement | None, classes: list[LabelClass]) -> None:
        """Show how a prediction agrees, by the classes that occur; None shows nothing."""
        self._agreement = agreement
        occurring = set(agreement.classes) if agreement is not None else set()
        found = [each for each in classes if each.index in occurring]
        if agreement is not None:
            weight = agreement.confusion.sum(0) + agreement.confusion.sum(1)
            heavy = sorted(found, key=lambda each: -int(weight[each.index]))[:MOST_SHOWN]
            self.classes = [each for each in found if each in heavy]
        else:
            self.classes = []
        self.left_out = len(found) - len(self.classes)
        self.setAccessibleDescription("; ".join(self._sentence(row, row) for row in range(len(self.classes))))
        self.setVisible(bool(self.classes))
        self.updateGeometry()
        self.update()

    def share(self, row: int, col: int) -> float | None:
        """Of the decided pixels of the class in a row, the share predicted as the class in a column."""
        assert self._agreement is not None
        line = self._agreement.confusion[self.classes[row].index]
        total = int(line.sum())
        return int(line[self.classes[col].index]) / total if total else None

    def sizeHint(self) -> QSize:
        count = len(self.classes)
        return QSize(_NAME_WIDTH + count * CELL, (count + 1) * self._cell() + SPACE)

    def minimumSizeHint(self) -> QSize:
        return QSize(_NAME_WIDTH + 8 * SPACE, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.classes:
            return
        colors, cell = current_colors(), self._cell()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, label_class in enumerate(self.classes):
            across = QRectF(_NAME_WIDTH + number * cell, 0, cell, cell)
            self._paint_chip(painter, across.center().x() - _CHIP / 2, across.bottom() - _CHIP - SPACE, label_class)
            top = (number + 1) * cell
            self._paint_chip(painter, 0, top + (cell - _CHIP) / 2, label_class)
            room = QRectF(_CHIP + SPACE, top, _NAME_WIDTH - _CHIP - 2 * SPACE, cell)
            name = painter.fontMetrics().elidedText(label_class.name, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.setPen(QColor(colors.text))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
            for col in range(len(self.classes)):
                self._paint_cell(painter, QRectF(_NAME_WIDTH + col * cell, top, cell, cell), number, col)
        painter.setPen(QColor(colors.muted))
        axis = QRectF(0, 0, _NAME_WIDTH - SPACE, cell - SPACE)
        painter.drawText(axis, Qt.AlignmentFlag.AlignBottom, self.tr("predicted →"))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self._text_at(event.pos())), self)
            return True
        return super().event(event)

    def _cell(self) -> int:
        room = (self.width() - _NAME_WIDTH) // max(1, len(self.classes))
        return max(16, min(CELL, room))

    def _paint_chip(self, painter: QPainter, left: float, top: float, label_class: LabelClass) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(*label_class.color))
        painter.drawRoundedRect(QRectF(left, top, _CHIP, _CHIP), 3, 3)

    def _paint_cell(self, painter: QPainter, area: QRectF, row: int, col: int) -> None:
        colors, share = current_colors(), self.share(row, col)
        area = area.adjusted(1, 1, -1, -1)
        fill = QColor(colors.good if row == col else colors.error)
        fill.setAlphaF(0.12 + 0.5 * share if share else 0.0)
        painter.setPen(QPen(QColor(colors.border), 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(area, 3, 3)
        if share is None or area.width() < 24:
            return
        percent = round(100 * share)
        text = str(percent) if percent or not share else "<1"
        painter.setPen(QColor(colors.text if share else colors.muted))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text if share else "·")

    def _text_at(self, point: QPoint) -> str:
        cell = self._cell()
        row, col = point.y() // cell - 1, (point.x() - _NAME_WIDTH) // cell
        inside = 0 <= row < len(self.classes) and 0 <= col < len(self.classes) and point.x() >= _NAME_WIDTH
        return self._sentence(row, col) if inside else ""

    def _sentence(self, row: int, col: int) -> str:
        share = self.share(row, col)
        decided, predicted = self.classes[row].name, self.classes[col].name
        if share is None:
            return self.tr("nothing was decided as {}").format(decided)
        return self.tr("{0} of {1} predicted as {2}").format(percent(share, 1), decided, predicted)
