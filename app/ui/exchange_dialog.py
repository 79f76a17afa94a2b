"""The dialogs for import and export: what, from or to where, and what would be done, before anything is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import InputError
from app.core.formats.catalog import FORMATS
from app.core.formats.importing import ImportReport
from app.core.formats.records import Format
from app.core.formats.splits import parse_shares
from app.session import Session
from app.session.exchange import Exchange, ExportOrder, ImportOrder
from app.ui.numbers import grouped
from app.ui.theme import SPACE
from app.ui.widgets import plain_label

_PAUSE_MS = 300  # after the last key before a look is taken
_LEFT_OUT = "\0"  # the choice of no class


class ExchangeDialog(QDialog):
    """What both have in common: a place, a format, a line about what would be done, progress and two buttons."""

    def __init__(self, session: Session, exchange: Exchange, parent: QWidget, *, title: str, action: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._session, self._exchange = session, exchange
        self.place = QLineEdit(self)
        self.format = QComboBox(self)
        self.about = plain_label("", self, is_muted=True)
        self.told = plain_label("", self)
        for label, lines in ((self.about, 2), (self.told, 4)):
            label.setWordWrap(True)
            label.setMinimumHeight(self.fontMetrics().lineSpacing() * lines)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.go = self.buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.place.textChanged.connect(self._change)
        self.format.currentIndexChanged.connect(self._change)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        exchange.looked.connect(self._show_looked)
        exchange.unusable.connect(self._show_unusable)
        exchange.progressed.connect(self._show_progress)
        self.setMinimumWidth(150 * SPACE)

    def done(self, result: int) -> None:
        """Close; nothing is looked at any more."""
        self._pause.stop()
        self._exchange.stop_looking()
        for signal, slot in (
            (self._exchange.looked, self._show_looked),
            (self._exchange.unusable, self._show_unusable),
            (self._exchange.progressed, self._show_progress),
        ):
            signal.disconnect(slot)
        super().done(result)

    def _lay_out(self, rows: list[tuple[str, QWidget]], *below: QWidget) -> None:
        form = QFormLayout()
        form.setSpacing(2 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, widget in rows:
            form.addRow(text, widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(form)
        for widget in (*below, self.told, self.progress, self.buttons):
            layout.addWidget(widget, 1 if isinstance(widget, QTableWidget) else 0)
        # Its room is kept, so that the dialog does not jump.
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.progress.hide()

    def _with_buttons(self, *buttons: QPushButton) -> QWidget:
        """The line for the place, with buttons that ask for it."""
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self.place, 1)
        for button in buttons:
            button.setAutoDefault(False)
            row.addWidget(button)
        return box

    def _ask(self, title: str, mode: QFileDialog.FileMode) -> None:
        start = self.place.text() or str(self._session.project.folder.parent if self._session.project else Path.home())
        dialog = QFileDialog(self, title, start)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(lambda paths: self.place.setText(paths[0]))
        dialog.open()

    @Slot()
    def _change(self) -> None:
        self.go.setEnabled(False)
        self._exchange.stop_looking()
        self._pause.start()

    def _say_nothing(self, sentence: str) -> None:
        self.progress.hide()
        self.told.setText(sentence)

    def _begin_look(self) -> None:
        self.told.setText(self.tr("Looking…"))
        self.progress.setRange(0, 0)
        self.progress.show()

    @Slot(int, int, str)
    def _show_progress(self, done: int, total: int, name: str) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.told.setText(self.tr("Looking… {0} {1}").format(done, name))

    @Slot(str)
    def _show_unusable(self, sentence: str) -> None:
        self._say_nothing(sentence)

    def _look(self) -> None:
        raise NotImplementedError

    def _show_looked(self, found: Any) -> None:
        raise NotImplementedError


class ExportDialog(ExchangeDialog):
    """Asks for format, folder, splits and images; `order` is what to do once it is accepted."""

    def __init__(
        self, session: Session, exchange: Exchange, parent: QWidget, *, video: str = "", frames: Sequence[str] = ()
    ) -> None:
        """frames: paths of the labelled frames of the video that is open, whose name is `video`."""
        super().__init__(session, exchange, parent, title=self.tr("Export labels"), action=self.tr("Export"))
        self.setObjectName("exportDialog")
        self.order: ExportOrder | None = None
        for form in FORMATS.values():
            self.format.addItem(form.title, form.name)
        self.splits = QLineEdit("train=1", self)
        self.splits.setToolTip(self.tr("For example train=0.8,val=0.2"))
        self.splits.textChanged.connect(self._change)
        self.images = QCheckBox(self.tr("Copy the images beside the labels"), self)
        self.images.setChecked(True)
        self.images.toggled.connect(self._change)
        self.which = QComboBox(self)
        self.which.addItem(self.tr("All labelled images"), None)
        if frames:
            self.which.addItem(self.tr("The frames of {}").format(video), frozenset(frames))
            self.which.setCurrentIndex(1)
        self.which.currentIndexChanged.connect(self._change)
        browse = QPushButton(self.tr("Folder…"), self)
        browse.clicked.connect(lambda: self._ask(self.tr("Folder for the export"), QFileDialog.FileMode.Directory))
        self.place.setPlaceholderText(self.tr("an empty folder, or that of an earlier export"))
        rows = [
            (self.tr("Format"), self.format),
            ("", self.about),
            (self.tr("Folder"), self._with_buttons(browse)),
            (self.tr("Splits"), self.splits),
            ("", self.images),
        ]
        self.which.setVisible(bool(frames))
        if frames:
            rows.insert(2, (self.tr("Images"), self.which))
        self._lay_out(rows)
        self._change()
        self._look()

    def _chosen(self) -> ExportOrder:
        """What the dialog shows. Raises InputError."""
        form: Format = FORMATS[self.format.currentData()]
        return ExportOrder(
            form,
            Path(self.place.text().strip()),
            parse_shares(self.splits.text()),
            self.images.isChecked(),
            self.which.currentData(),
        )

    def _look(self) -> None:
        self._pause.stop()
        form: Format = FORMATS[self.format.currentData()]
        self.about.setText(form.summary)
        try:
            order = self._chosen()
        except InputError as error:
            self._say_nothing(str(error))
            return
        if not self.place.text().strip():
            self._say_nothing(self.tr("Choose a folder."))
            return
        self._begin_look()
        self._exchange.look_at_export(order)

    @Slot(object)
    def _show_looked(self, found: dict[str, Any]) -> None:
        self.order = self._chosen()
        splits = ", ".join(f"{name} {count}" for name, count in found["splits"].items())
        images = self.tr("%n labelled images", "", found["images"])
        classes = self.tr("%n classes", "", found["classes"])
        said = [self.tr("{0}, {1} ({2}).").format(images, classes, splits)]
        names = {
            "void": self.tr("unlabeled pixels, told from background"),
            "provenance": self.tr("who decided a pixel"),
            "review": self.tr("that an image was reviewed"),
            "split": self.tr("the split"),
            "colors": self.tr("the classes' colours"),
        }
        lost = [text for key, text in names.items() if key not in self.order.form.keeps]
        if lost:
            said.append(self.tr("The format has no place for: {0}.").format("; ".join(lost)))
        said.append(self.tr("Everything is read back afterwards and compared pixel by pixel."))
        self._say_nothing(" ".join(said))
        self.go.setEnabled(True)


class ImportDialog(ExchangeDialog):
    """Asks for the source, its format and what its classes become; `order` is what to do once it is accepted."""

    def __init__(self, session: Session, exchange: Exchange, parent: QWidget) -> None:
        super().__init__(session, exchange, parent, title=self.tr("Import labels"), action=self.tr("Import"))
        self.setObjectName("importDialog")
        self.order: ImportOrder | None = None
        self.format.addItem(self.tr("Recognise it"), "")
        for form in FORMATS.values():
            self.format.addItem(form.title, form.name)
        self._mapping: dict[str, str | None] = {}
        self.classes = QTableWidget(0, 3, self)
        self.classes.setAccessibleName(self.tr("Classes in the file and what they become"))
        self.classes.setHorizontalHeaderLabels([self.tr("In the file"), self.tr("Pixels"), self.tr("Becomes")])
        self.classes.verticalHeader().hide()
        header = self.classes.horizontalHeader()
        for column in (0, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.classes.setMinimumHeight(30 * SPACE)
        self.overwrite = QCheckBox(self.tr("Replace what I painted too"), self)
        self.overwrite.toggled.connect(self._change)
        files = QPushButton(self.tr("File…"), self)
        files.clicked.connect(lambda: self._ask(self.tr("File to import"), QFileDialog.FileMode.ExistingFile))
        folders = QPushButton(self.tr("Folder…"), self)
        folders.clicked.connect(lambda: self._ask(self.tr("Folder to import"), QFileDialog.FileMode.Directory))
        exchange.recognized.connect(self._look_in)
        self.place.setPlaceholderText(self.tr("a file or folder of another program"))
        self.place.textChanged.connect(self._forget_classes)
        self.format.currentIndexChanged.connect(self._forget_classes)
        rows = [
            (self.tr("From"), self._with_buttons(files, folders)),
            (self.tr("Format"), self.format),
            ("", self.about),
        ]
        self._lay_out(rows, self.classes, self.overwrite)
        self._say_nothing(self.tr("Choose a file or folder."))
        self.go.setEnabled(False)

    def done(self, result: int) -> None:
        """Close; nothing is looked at any more."""
        self._exchange.recognized.disconnect(self._look_in)
        super().done(result)

    @Slot()
    def _forget_classes(self) -> None:
        self._mapping = {}
        self.classes.setRowCount(0)

    def _look(self) -> None:
        source = Path(self.place.text().strip())
        self.about.setText("")
        if not self.place.text().strip() or not os.path.exists(source):  # where Path.exists may raise
            self._say_nothing(
                self.tr("There is no file or folder {0}.").format(source)
                if self.place.text().strip()
                else self.tr("Choose a file or folder.")
            )
            return
        self._begin_look()
        if self.format.currentData():
            self._look_in(self.format.currentData())
        else:
            self._exchange.look_for_format(source)

    @Slot(object)
    def _look_in(self, name: str | None) -> None:
        """Look at what the place has in a format."""
        source = Path(self.place.text().strip())
        if name is None:
            self._say_nothing(self.tr("{0} is in no format that is known; choose the format.").format(source))
            return
        self.about.setText(f"{FORMATS[name].title}: {FORMATS[name].summary}")
        self.order = ImportOrder(source, FORMATS[name], dict(self._mapping), self.overwrite.isChecked())
        self._exchange.look_at_import(self.order)

    @Slot(object)
    def _show_looked(self, report: ImportReport) -> None:
        if not self._mapping:
            self._fill_classes(report)
        said = [*report.sentences(), *list(report.failed.values())[:3]]
        if not report.images and self.order is not None:
            said = [self.tr("Nothing there is in the format {0}.").format(self.order.form.title)]
        self._say_nothing(" ".join(said))
        self.go.setEnabled(report.images > len(report.failed))

    def _fill_classes(self, report: ImportReport) -> None:
        names = [name for name, _ in report.pixels.most_common()]
        self.classes.setRowCount(len(names))
        for row, name in enumerate(names):
            for column, text in ((0, name), (1, grouped(report.pixels[name]))):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.classes.setItem(row, column, item)
            self.classes.setCellWidget(row, 2, self._choice(name))

    def _choice(self, name: str) -> QComboBox:
        """What a class of the file can become: one of the project's, a new one, or nothing."""
        box = QComboBox(self.classes)
        box.setAccessibleName(self.tr("What {0} becomes").format(name))
        if self._session.classes.by_name(name) is None:
            box.addItem(self.tr("new: {0}").format(name), name)
        for each in self._session.classes:
            box.addItem(each.name, each.name)
        box.addItem(self.tr("– leave out –"), _LEFT_OUT)
        box.setCurrentIndex(max(0, box.findData(name)))
        box.currentIndexChanged.connect(lambda: self._map(name, box.currentData()))
        return box

    def _map(self, name: str, target: str) -> None:
        self._mapping[name] = None if target == _LEFT_OUT else target
        self._change()
