"""The panel of the statistics: classes over the project, and how the prediction agrees with what was decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QColor, QHideEvent, QIcon, QPainter, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.core.label_map import UNLABELED
from app.core.statistics import Agreement, compare, count_file, count_project
from app.jobs import Job, Worker
from app.session import Session
from app.ui.confusion_matrix import ConfusionMatrix
from app.ui.numbers import grouped, percent, plural
from app.ui.theme import SPACE
from app.ui.widgets import heading, plain_label

DELAY_MS = 300  # after the last change of labels or prediction
ROW_HEIGHT = 26
COLUMNS = 4


class StatisticsPanel(QScrollArea):
    """Counts only while somebody looks: label files in a job, the image shown on a thread of its own."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statisticsPanel")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._session = session
        self._counts: dict[str, np.ndarray] = {}  # (256,) pixels by value, by the image's relative path
        self._total = np.zeros(256, np.int64)  # pixels by value, over all of them
        self._images = np.zeros(256, np.int64)  # in how many of them each value occurs
        self._labeled = 0
        self._is_counted = False
        self._agreement: Agreement | None = None
        self._job: Job | None = None
        self._turn = 0  # what an earlier job says is not heard; that a slot held its job would keep it for good
        self._worker = Worker("statistics", self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._compare)
        self._make_parts()
        self._connect()
        self._show()

    @property
    def agreement(self) -> Agreement | None:
        """Of the image shown, None while that is not known or nothing was decided."""
        return self._agreement

    def end(self) -> None:
        """End the threads; may be repeated."""
        self._timer.stop()
        self._forget_project()
        self._worker.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._count_project()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _make_parts(self) -> None:
        body = QWidget(self)
        body.setObjectName("band")
        self.setWidget(body)
        self._project_note = plain_label("", body, is_muted=True)
        self._project_note.setWordWrap(True)
        self.table = QTableWidget(0, COLUMNS, body)
        self.table.setAccessibleName(self.tr("Classes of the project"))
        self.table.setHorizontalHeaderLabels([self.tr("Class"), self.tr("Pixels"), self.tr("Images"), self.tr("Agree")])
        agree = self.table.horizontalHeaderItem(COLUMNS - 1)
        assert agree is not None
        agree.setToolTip(self.tr("How much of what was decided on the image shown is predicted as decided"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.setShowGrid(False)
        self.table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._image_note = plain_label("", body, is_muted=True)
        self._image_note.setWordWrap(True)
        self.matrix = ConfusionMatrix(body)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        for widget in (
            heading(self.tr("Project"), body), self._project_note, self.table,
            heading(self.tr("Prediction and labels of this image"), body), self._image_note, self.matrix,
        ):  # fmt: skip
            layout.addWidget(widget)
        layout.addStretch(1)

    def _connect(self) -> None:
        session = self._session
        session.project_opened.connect(self._change_project)
        session.project_closing.connect(self._forget_project)
        session.project_closing.connect(self._show)
        session.saved.connect(self._count_again)
        session.classes_changed.connect(self._show)
        session.images_changed.connect(self._show)
        session.image_opened.connect(self._compare_later)
        session.image_closed.connect(self._compare_later)
        session.prediction_changed.connect(self._compare_later)
        session.history_changed.connect(self._compare_later)

    # The project.

    @Slot()
    def _change_project(self) -> None:
        self._forget_project()
        if self.isVisible():
            self._count_project()

    @Slot()
    def _forget_project(self) -> None:
        if self._job is not None:
            job, self._job = self._job, None
            self._turn += 1
            job.cancel()
            job.wait()
        self._counts, self._labeled, self._is_counted = {}, 0, False
        self._total[:] = self._images[:] = 0

    def _count_project(self) -> None:
        project = self._session.project
        if project is None or self._is_counted or self._job is not None:
            self._show()
            return
        self._job = job = Job(count_project, project, dict(self._counts))
        turn = self._turn
        job.progressed.connect(lambda done: self._tell_progress(turn, *done))
        job.done.connect(lambda counts: self._take_counts(turn, counts))
        job.failed.connect(lambda error: self._fail(turn, error))
        job.start()
        self._show()

    def _tell_progress(self, turn: int, done: int, total: int) -> None:
        if turn == self._turn and (done % 20 == 0 or done == total):
            self._project_note.setText(self.tr("Counting label maps: {0} of {1}").format(done, total))

    def _take_counts(self, turn: int, counts: dict[str, np.ndarray]) -> None:
        if turn == self._turn:
            self._job, self._is_counted = None, True
            for key, found in counts.items():
                if key not in self._counts:  # else it was counted again meanwhile, and that is newer
                    self._set_counts(key, found)
            self._show()

    def _fail(self, turn: int, error: BaseException) -> None:
        if turn == self._turn:
            self._job = None
            self._session.said.emit("error", self.tr("The labels could not be counted: {}").format(error))
            self._show()

    @Slot(str)
    def _count_again(self, path: str) -> None:
        """One label map was saved: only that is counted."""
        project = self._session.project
        if project is None or not (self._is_counted or self._job is not None):
            return
        key = project.relative(path)
        self._worker.submit(
            key, count_file, Path(project.labels_path(path)), must=True,
            on_done=lambda counts: self._take_count(project, key, counts),
        )  # fmt: skip

    def _take_count(self, project: object, key: str, counts: np.ndarray | None) -> None:
        if project is self._session.project:
            self._set_counts(key, counts)
            self._show()

    def _set_counts(self, key: str, counts: np.ndarray | None) -> None:
        """Another count for one image, None for none; the sums follow, so that no cost follows the project."""
        for each, sign in ((self._counts.pop(key, None), -1), (counts, 1)):
            if each is not None:
                self._total += sign * each
                self._images += sign * (each > 0)
                self._labeled += sign * bool(each[:UNLABELED].any())
        if counts is not None:
            self._counts[key] = counts

    # The image shown.

    @Slot()
    def _compare_later(self) -> None:
        if self.isVisible():
            self._timer.start()

    @Slot()
    def _compare(self) -> None:
        session = self._session
        labels, provenance, prediction = session.labels, session.provenance, session.prediction
        if labels is None or provenance is None or prediction is None:
            self._agreement = None
            self._show()
            return
        generation = session.generation
        self._worker.submit(
            "compare", compare, labels, provenance, prediction,
            on_done=lambda agreement: self._take_agreement(agreement, generation),
        )  # fmt: skip

    def _take_agreement(self, agreement: Agreement, generation: int) -> None:
        if generation == self._session.generation:
            self._agreement = agreement
            self._show()

    @Slot()
    def _show(self) -> None:
        decided = int(self._total[:UNLABELED].sum())
        if self._job is None:
            self._project_note.setText(
                self.tr("{0} of {1} images labelled, {2}", "", len(self._session.images)).format(
                    grouped(self._labeled),
                    grouped(len(self._session.images)),
                    self.tr("{0} pixels decided", "", plural(decided)).format(grouped(decided)),
                )
            )
        classes = list(self._session.classes)
        self.table.setRowCount(len(classes))
        for row, each in enumerate(classes):
            pixels, images = int(self._total[each.index]), int(self._images[each.index])
            agreement = self._agreement.of(each.index) if self._agreement is not None else None
            name = QTableWidgetItem(_chip(each.color, self.devicePixelRatioF()), each.name)
            share = f" · {percent(pixels / decided)}" if decided else ""
            cells = [
                name,
                _number(f"{_short(pixels)}{share}"),
                _number(grouped(images)),
                _number("–" if agreement is None else percent(agreement)),
            ]
            cells[1].setToolTip(grouped(pixels))
            for column, cell in enumerate(cells):
                self.table.setItem(row, column, cell)
        self.table.setFixedHeight(
            self.table.horizontalHeader().sizeHint().height() + ROW_HEIGHT * len(classes) + 2 * SPACE
        )
        self._show_agreement(classes)

    def _show_agreement(self, classes: list[Any]) -> None:
        agreement = self._agreement
        self.matrix.show_agreement(agreement, classes)
        if agreement is None or agreement.overall is None:
            self._image_note.setText(self.tr("Nothing to compare: there is no prediction, or nothing decided yet."))
            return
        if agreement.painted is None:
            sentence = self.tr("{0} of the decided pixels are predicted as decided.")
        else:
            sentence = self.tr("{0} of the decided pixels are predicted as decided; of those painted or imported {1}.")
        text = sentence.format(_percent(agreement.overall), _percent(agreement.painted))
        if self.matrix.left_out:
            text += " " + self.tr("The %n smallest classes are not shown.", "", self.matrix.left_out)
        self._image_note.setText(text)


def _percent(share: float | None) -> str:
    return "–" if share is None else percent(share, 1)


def _short(pixels: int) -> str:
    """A count in at most four digits and a letter."""
    for limit, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if pixels >= limit:
            return f"{pixels / limit:.3g}{letter}"
    return grouped(pixels)


def _number(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


def _chip(color: tuple[int, int, int], ratio: float) -> QIcon:
    drawn = QPixmap(round(14 * ratio), round(14 * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    drawn.setDevicePixelRatio(ratio)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(*color))
    painter.drawRoundedRect(1, 1, 12, 12, 3, 3)
    painter.end()
    return QIcon(drawn)
