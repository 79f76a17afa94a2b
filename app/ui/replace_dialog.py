"""The dialog that replaces one class by another, in the image shown or in all images of the project."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QCloseEvent, QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.core.label_map import UNLABELED
from app.session import Session
from app.session.replacing import Count, Replacement
from app.ui.numbers import grouped, plural
from app.ui.theme import SPACE
from app.ui.widgets import plain_label


class ReplaceDialog(QDialog):
    """Says how many pixels there are before anything changes. While it is open nothing else can be done."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("replaceDialog")
        self.setWindowTitle(self.tr("Replace a class"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._session = session
        self._count: Count | None = None
        self.replacement = Replacement(session, self)
        self.old, self.new = QComboBox(self), QComboBox(self)
        self.here = QRadioButton(self.tr("in this image"), self)
        self.everywhere = QRadioButton(self.tr("in all images of the project"), self)
        self.told = plain_label("", self, is_muted=True)
        self.told.setWordWrap(True)
        self.told.setMinimumHeight(self.fontMetrics().lineSpacing() * 4)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.go = self.buttons.addButton(self.tr("Replace", "button"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._fill()
        self._lay_out()
        self._connect()
        self._look()

    def reject(self) -> None:
        """Cancel what runs, then close; images that are done stay changed, which is said."""
        self.replacement.stop_counting()
        if self.replacement.is_running:
            self.replacement.cancel()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """As Cancel."""
        if self.replacement.is_running:
            self.replacement.cancel()
            event.ignore()
        else:
            self.replacement.stop_counting()
            super().closeEvent(event)

    def _fill(self) -> None:
        for each in self._session.classes:
            swatch = QPixmap(12, 12)
            swatch.fill(QColor(*each.color))
            for box in (self.old, self.new):
                box.addItem(QIcon(swatch), each.name, each.index)
        self.new.addItem(self.tr("unlabeled (erase)"), UNLABELED)
        self.old.setCurrentIndex(max(0, self.old.findData(self._session.chosen_class)))
        self.new.setCurrentIndex(1 if self.old.currentIndex() == 0 else 0)
        has_image = self._session.labels is not None and self._session.frame is None
        self.here.setEnabled(has_image)
        (self.here if has_image else self.everywhere).setChecked(True)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(2 * SPACE)
        form.addRow(self.tr("Replace", "before the class that goes"), self.old)
        form.addRow(self.tr("by", "before the class that comes"), self.new)
        form.addRow("", self.here)
        form.addRow("", self.everywhere)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addLayout(form)
        layout.addWidget(self.told)
        layout.addWidget(self.progress)
        layout.addWidget(self.buttons)
        self.progress.hide()
        self.setMinimumWidth(100 * SPACE)

    def _connect(self) -> None:
        for box in (self.old, self.new):
            box.currentIndexChanged.connect(self._look)
        self.everywhere.toggled.connect(self._look)
        self.buttons.accepted.connect(self._replace)
        self.buttons.rejected.connect(self.reject)
        self.replacement.counted.connect(self._show_count)
        self.replacement.progressed.connect(self._show_progress)
        self.replacement.ended.connect(self._end)

    @Slot()
    def _look(self) -> None:
        """Count anew what would be replaced."""
        self._count = None
        self.go.setEnabled(False)
        old, new = self.old.currentData(), self.new.currentData()
        if old is None or old == new:
            self.replacement.stop_counting()
            self.told.setText(self.tr("Choose two classes."))
        elif self.everywhere.isChecked():
            self.told.setText(self.tr("Counting…"))
            self.replacement.count(old)
        else:
            self.replacement.stop_counting()
            labels = self._session.labels
            pixels = 0 if labels is None else int((labels == old).sum())
            self.go.setEnabled(pixels > 0)
            self.told.setText(self.tr("{0} pixels of this image.", "", plural(pixels)).format(grouped(pixels)))

    @Slot(object)
    def _show_count(self, count: Count) -> None:
        self._count = count
        self.go.setEnabled(bool(count.pixels))
        closed = sum(not self._session.has_in_memory(path) for path in count.pixels)
        parts = [self.tr("{0} in %n images.", "", len(count.pixels)).format(self._pixels(count))]
        if closed:
            parts.append(self.tr("%n of them are not open; open one to undo it there.", "", closed))
        self.told.setText(" ".join([*parts, *count.problems[:2]]))

    def _pixels(self, count: Count) -> str:
        return self.tr("{0} pixels", "", plural(count.total)).format(grouped(count.total))

    @Slot()
    def _replace(self) -> None:
        old, new = self.old.currentData(), self.new.currentData()
        if not self.everywhere.isChecked():
            self._session.replace_class(old, new)
            self.accept()
        elif self._count is not None:
            for widget in (self.old, self.new, self.here, self.everywhere, self.go):
                widget.setEnabled(False)
            self.progress.setRange(0, len(self._count.pixels))
            self.progress.show()
            self.replacement.replace(old, new, list(self._count.pixels))

    @Slot(int, int)
    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    @Slot(object)
    def _end(self, count: Count) -> None:
        sentence = self.tr("Replaced: {0} in %n images.", "", len(count.pixels)).format(self._pixels(count))
        self._session.said.emit("info", sentence)
        for problem in count.problems:
            self._session.said.emit("warning", problem)
        self.accept()
