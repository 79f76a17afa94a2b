"""Import and export as the window shows them: the dialogs, progress in the status bar, the report afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.formats.exporting import ExportReport
from app.core.formats.importing import ImportReport
from app.session import Session
from app.session.exchange import Exchange
from app.ui.exchange_dialog import ExchangeDialog, ExportDialog, ImportDialog
from app.ui.messages import Messages
from app.ui.numbers import grouped, plural
from app.ui.screen import resize_within_screen
from app.ui.status import StatusBar
from app.ui.theme import SPACE
from app.ui.widgets import plain_label

_MOST_NAMED = 200


class ExchangeView(QObject):
    """Asks what to import or export, and tells how it went. `exchange` does it, `title` says what."""

    def __init__(self, session: Session, status: StatusBar, messages: Messages, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._status, self._messages, self._window = session, status, messages, parent
        self.title = ""
        self._report: ImportReport | ExportReport | None = None
        self.exchange = Exchange(session, self)
        self.show_report = QAction(self.tr("Report…"), self)
        self.show_report.triggered.connect(self._show_report)
        self.exchange.progressed.connect(self._show_progress)
        self.exchange.ended.connect(self._end)
        self.exchange.unusable.connect(self._fail)

    def ask_for_import(self) -> None:
        """Let the person choose what to import; then do it."""
        dialog = ImportDialog(self._session, self.exchange, self._window)
        dialog.accepted.connect(lambda: self._begin(dialog))
        self._open(dialog)

    def ask_for_export(self, *, video: str = "", frames: Sequence[str] = ()) -> None:
        """Let the person choose what to export; then do it.

        frames: the labelled ones of the video that is open, whose name is `video`; they are suggested.
        """
        dialog = ExportDialog(self._session, self.exchange, self._window, video=video, frames=frames)
        dialog.accepted.connect(lambda: self._begin(dialog))
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _begin(self, dialog: ImportDialog | ExportDialog) -> None:
        if isinstance(dialog, ImportDialog) and dialog.order is not None:
            self.title = self.tr("Importing {0}").format(dialog.order.source.name)
            self.exchange.bring_in(dialog.order)
        elif isinstance(dialog, ExportDialog) and dialog.order is not None:
            self.title = self.tr("Exporting {0}").format(dialog.order.form.title)
            self.exchange.export(dialog.order)

    @Slot(int, int, str)
    def _show_progress(self, done: int, total: int, _name: str) -> None:
        if self.exchange.is_running:
            fraction = min(done / total, 0.999) if total else -1.0
            self._status.show_progress("", fraction, f"{self.title} {done}", self.exchange.cancel)

    @Slot(object, bool)
    def _end(self, report: ImportReport | ExportReport | None, is_cancelled: bool) -> None:
        self._status.show_progress("", 1.0, self.title)
        self._report = report
        if report is None:
            self._messages.say("info", self.tr("The export was cancelled; another into the same folder goes on there."))
            return
        is_right = report.is_exact if isinstance(report, ExportReport) else not report.failed
        sentence = report.sentences()[0]
        if is_cancelled:
            sentence = self.tr("Cancelled. {0}").format(sentence)
        self._messages.say("info" if is_right else "warning", sentence, self.show_report)

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        # A dialog that is accepted is still there, but says nothing any more.
        if not any(dialog.isVisible() for dialog in self._window.findChildren(ExchangeDialog)):
            self._status.show_progress("", 1.0, self.title)
            self._messages.say("error", sentence)

    @Slot()
    def _show_report(self) -> None:
        if self._report is not None:
            self._open(ReportDialog(self._report, self._window))


class ReportDialog(QDialog):
    """The whole report as plain text."""

    def __init__(self, report: ImportReport | ExportReport, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("reportDialog")
        is_export = isinstance(report, ExportReport)
        self.setWindowTitle(self.tr("Export report") if is_export else self.tr("Import report"))
        sentences = report.sentences()
        first = plain_label(sentences[0], self)
        first.setWordWrap(True)
        lines = [*sentences[1:], *list(report.failed.values())[:_MOST_NAMED]]
        if isinstance(report, ExportReport):
            lines += [
                self.tr("{0}: {1} pixels came back different.", "", plural(count)).format(name, grouped(count))
                for name, count in report.differing.items()
            ]
        else:
            lines += [f"{name}: {grouped(count)}" for name, count in report.pixels.most_common()]
        self.text = QPlainTextEdit("\n".join(lines), self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Report"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        if isinstance(report, ExportReport):
            folder = Path(report.folder)
            show = buttons.addButton(self.tr("Open the folder"), QDialogButtonBox.ButtonRole.ActionRole)
            show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        for widget in (first, self.text, buttons):
            layout.addWidget(widget)
        resize_within_screen(self, 150 * SPACE, 90 * SPACE)
