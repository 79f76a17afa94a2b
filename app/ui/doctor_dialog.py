"""What works on this machine and what does not, looked at by the command `doctor` in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QProgressBar, QVBoxLayout, QWidget

from app.jobs import Job
from app.ui.screen import resize_within_screen
from app.ui.theme import SPACE
from app.ui.widgets import plain_label

SECONDS = 300  # a look that takes longer hangs


class DoctorDialog(QDialog):
    """Shows the report when it is there; a button copies it. Closing does not wait for it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("doctorDialog")
        self.setWindowTitle(self.tr("Look at this machine"))
        text = self.tr("What of the program works here, and what to do about what does not. Copy it into a report.")
        about = plain_label(text, self, is_muted=True)
        about.setWordWrap(True)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Report"))
        self.text.setPlaceholderText(self.tr("Looking… this takes some seconds."))
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy = buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.setEnabled(False)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        for widget in (about, self.text, self.progress, buttons):
            layout.addWidget(widget)
        resize_within_screen(self, 190 * SPACE, 130 * SPACE)
        self.setModal(False)
        self._job = Job(examine)
        self._job.done.connect(self._show_report)
        self._job.failed.connect(self._show_failure)
        self._job.start()

    def done(self, result: int) -> None:
        self._job.cancel()
        super().done(result)

    @Slot(object)
    def _show_failure(self, error: Exception) -> None:
        self._show_report(str(error))

    @Slot(object)
    def _show_report(self, report: str) -> None:
        self.text.setPlainText(report)
        self.progress.hide()
        self.copy.setEnabled(True)


def examine() -> Generator[None, None, str]:
    """The report of `doctor`, which takes seconds; for a job. Ended early, it ends the process."""
    root = Path(__file__).resolve().parents[2]
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, str(root / "main.py")]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as told:
        process = subprocess.Popen([*program, "doctor"], stdin=subprocess.DEVNULL, stdout=told, stderr=told)
        try:
            for _ in range(SECONDS * 10):
                if process.poll() is not None:
                    told.seek(0)
                    return told.read().strip()
                yield
                time.sleep(0.1)
        finally:
            process.kill()
            process.wait()
    return f"doctor did not end within {SECONDS} seconds; `python main.py doctor` in a terminal shows how far it gets."
