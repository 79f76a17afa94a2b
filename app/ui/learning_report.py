"""The last learning, before and after: intersection over union of each class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui import icons
from app.ui.numbers import fixed, percent
from app.ui.theme import SPACE, current_colors
from app.ui.widgets import heading, plain_tip

if TYPE_CHECKING:
    from app.learner import LearnReport

ROW_HEIGHT = 22
FOLD = 20  # the width of its button
NOTICEABLE = 0.0005  # a smaller change is written as none


class ReportTable(QWidget):
    """A sentence with the outcome and a table that folds away: class, before, after, change."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._outcome = heading("", self)
        self._outcome.setWordWrap(True)
        self.fold = QToolButton(self)
        self.fold.setObjectName("fold")
        self.fold.setFixedWidth(FOLD)
        self.fold.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)  # as high as the sentence
        self.fold.clicked.connect(self._toggle_folded)
        self.table = QTableWidget(0, 4, self)
        self.table.setAccessibleName(self.tr("Classes before and after learning"))
        self.table.setHorizontalHeaderLabels([self.tr("Class"), self.tr("Before"), self.tr("After"), self.tr("Change")])
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.setShowGrid(False)
        self.table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        row = QHBoxLayout()
        row.addWidget(self._outcome, 1)
        row.addWidget(self.fold)
        layout.addLayout(row)
        layout.addWidget(self.table)
        self._set_folded(is_folded=False)
        self._report: LearnReport | None = None
        self.show_report(None)

    @property
    def outcome(self) -> str:
        """The sentence above the table."""
        return self._outcome.text()

    def show_report(self, report: LearnReport | None) -> None:
        """Show a report; None hides the table."""
        self._report = report
        self.setVisible(report is not None)
        if report is None:
            return
        kept = self.tr("The new version took over.") if report.is_published else self.tr("The old version stays.")
        self._outcome.setText(kept)
        for widget in (self._outcome, self.table):
            widget.setToolTip(plain_tip(report.note))
            widget.setAccessibleDescription(report.note)
        before, after = report.before.get("iu", {}), report.after.get("iu", {})
        names = list(dict.fromkeys([*before, *after]))
        self.table.setRowCount(0)
        self._add_row(self.tr("Mean IU"), report.before.get("mean_iu"), report.after.get("mean_iu"))
        for name in names:
            self._add_row(str(name), before.get(name), after.get(name))
        height = self.table.horizontalHeader().sizeHint().height() + ROW_HEIGHT * self.table.rowCount() + 2
        self.table.setFixedHeight(height)

    def retint(self) -> None:
        self.show_report(self._report)

    @Slot()
    def _toggle_folded(self) -> None:
        self._set_folded(is_folded=not self.table.isHidden())

    def _set_folded(self, *, is_folded: bool) -> None:
        """Show the sentence alone, or the table too; the next report is shown likewise."""
        self.table.setHidden(is_folded)
        text = self.tr("Show the figures of each class") if is_folded else self.tr("Hide the figures of each class")
        self.fold.setIcon(icons.icon("arrow-down" if is_folded else "arrow-up"))
        self.fold.setToolTip(text)
        self.fold.setAccessibleName(text)

    def _add_row(self, name: str, before: float | None, after: float | None) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        self.table.setItem(row, 0, QTableWidgetItem(name))
        for column, value in ((1, before), (2, after)):
            self.table.setItem(row, column, _number("–" if value is None else percent(value, 1)))
        change = _number("")
        if before is not None and after is not None:
            difference = after - before
            colors = current_colors()
            color = colors.muted if abs(difference) < NOTICEABLE else colors.good if difference > 0 else colors.error
            change.setText(_points(difference))
            change.setForeground(QBrush(QColor(color)))
        self.table.setItem(row, 3, change)


def _points(difference: float) -> str:
    """A difference of shares in points of per cent, with its sign."""
    if abs(difference) < NOTICEABLE:
        return fixed(0, 1)
    return f"{'+' if difference > 0 else '-'}{fixed(100 * abs(difference), 1)}"


def _number(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
