"""The status bar: the pixel under the cursor, what is saved, jobs with cancel, device, speed, zoom."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from app.core.label_map import UNLABELED
from app.session import Session
from app.ui import icons
from app.ui.numbers import percent
from app.ui.theme import SPACE
from app.ui.widgets import ElidedLabel, ShrinkingLabel, plain_label

if TYPE_CHECKING:
    from app.learner import Learner

PROGRESS_LINGER = 1500  # milliseconds a finished job stays in sight


class StatusBar(QStatusBar):
    """One line of facts; nothing in it takes the focus."""

    def __init__(self, session: Session, learner: Learner, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._learner = learner
        self._spared = ""  # the sentence about locked classes that was shown last
        self._pixel: tuple[int, int] | None = None
        self._cancel: Callable[[], object] | None = None  # of the job that is shown; None is learning's
        self.setSizeGripEnabled(False)
        self.place = self._fact("", self.tr("Row and column under the cursor"), 34)
        self._swatch = QLabel(self)
        self._swatch.setFixedSize(12, 12)
        self.pixel_class = ShrinkingLabel(self)
        self._explain(self.pixel_class, self.tr("Class under the cursor and its probability"))
        self.hint = ElidedLabel(self)
        self.hint.setProperty("isMuted", True)
        self.hint.setToolTip(self.tr("What the tool in hand can do now"))
        self.job = ShrinkingLabel(self)
        self.job.setProperty("isMuted", True)
        self.progress = QProgressBar(self)
        self.progress.setFixedWidth(32 * SPACE)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.cancel = QToolButton(self)
        self.cancel.setToolTip(self.tr("Cancel (Ctrl+.)"))
        self.cancel.setAccessibleName(self.tr("Cancel the job"))
        self.cancel.setIcon(icons.icon("cancel"))
        self.saving = self._fact("", self.tr("Every stroke is saved when it ends"), 0)
        self.speed = self._fact("", self.tr("How long the last prediction took"), 0)
        self.device = self._fact("", self.tr("Where the network runs, and in which precision"), 0)
        self.zoom = self._fact("", self.tr("Zoom"), 12)
        for label in (self.place, self._swatch, self.pixel_class):
            self.addWidget(label)
        self.addWidget(self.hint, 1)
        facts: list[QWidget] = [self.job, self.progress, self.cancel]
        for widget in (*facts, self.saving, self.speed, self.device, self.zoom):
            self.addPermanentWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PROGRESS_LINGER)
        self._timer.timeout.connect(self._end_progress)
        self._connect()
        self._end_progress()
        self._show_device()
        self._show_saving()
        self.show_pixel(None)

    @Slot(object)
    def show_pixel(self, pixel: tuple[int, int] | None) -> None:
        """Tell about the pixel (row, col) under the cursor; None when it is outside of the image."""
        self._pixel = pixel
        image = self._session.image if self._session.frame is None else self._session.frame
        if self._session.preview is not None and self._session.frame is None:
            image = None  # it is another than the one that is seen
        if image is None or pixel is None or not self._is_inside(pixel, image.shape):
            self.place.setText("")
            self.pixel_class.set_text("")
            self._swatch.hide()
            return
        row, col = pixel
        self.place.setText(self.tr("row {}  col {}").format(row, col))
        value, text = self._class_at(row, col)
        self.pixel_class.set_text(text)
        is_known = value in self._session.classes
        self._swatch.setVisible(is_known)
        if is_known:
            self._swatch.setPixmap(self._dot(value))

    @Slot(str)
    def show_spared(self, sentence: str) -> None:
        """Say what locked classes kept, in place of the tool's hint, until end_spared."""
        self._spared = sentence
        self.hint.set_text(sentence)

    def end_spared(self, hint: str) -> None:
        """Locks or classes are others now: if that sentence is still in sight, the tool's hint takes its place."""
        if self._spared and self.hint.accessibleName() == self._spared:
            self.hint.set_text(hint)
        self._spared = ""

    @Slot(float)
    def show_zoom(self, zoom: float) -> None:
        """Tell the zoom, 1.0 = one pixel of the image on one of the screen."""
        self.zoom.setText(percent(zoom, 0 if zoom >= 0.1 else 1))

    @Slot(str, float, str)
    def show_progress(self, job: str, fraction: float, text: str, cancel: Callable[[], object] | None = None) -> None:
        """Tell how far a job is, 0 to 1; at 1 it disappears after a moment. Below 0 its end is not known.

        cancel: what the button beside it does; None is learning's.
        """
        self._cancel = cancel
        self.job.set_text(text or job)
        self.progress.setRange(0, 1000 if fraction >= 0 else 0)
        self.progress.setValue(round(1000 * max(0.0, fraction)))
        self.job.show()
        self.progress.show()
        self.cancel.setVisible(cancel is not None or bool(self._learner.is_learning))
        if fraction >= 1:
            self._timer.start()
        else:
            self._timer.stop()

    def _connect(self) -> None:
        session, learner = self._session, self._learner
        learner.changed.connect(self._show_device)
        learner.progressed.connect(self.show_progress)
        learner.predicted.connect(lambda ms: self.speed.setText(self.tr("{} ms").format(f"{ms:.0f}")))
        self.cancel.clicked.connect(lambda: (self._cancel or learner.cancel)())
        session.loading_changed.connect(self._show_loading)
        for signal in (session.saving_changed, session.image_opened, session.history_changed):
            signal.connect(self._show_saving)
        session.saved.connect(lambda _path: self._show_saving())
        for signal in (
            session.prediction_changed, session.history_changed, session.classes_changed, session.frame_shown,
        ):  # fmt: skip
            signal.connect(lambda: self.show_pixel(self._pixel))

    def _fact(self, text: str, tool_tip: str, width: int) -> QLabel:
        label = plain_label(text, self)
        self._explain(label, tool_tip)
        label.setMinimumWidth(width * SPACE)
        return label

    def _explain(self, label: QLabel, tool_tip: str) -> None:
        label.setProperty("isMuted", True)
        label.setToolTip(tool_tip)
        label.setAccessibleDescription(tool_tip)
        label.setContentsMargins(2 * SPACE, 0, SPACE, 0)

    def _is_inside(self, pixel: tuple[int, int], shape: tuple[int, ...]) -> bool:
        return 0 <= pixel[0] < shape[0] and 0 <= pixel[1] < shape[1]

    def _class_at(self, row: int, col: int) -> tuple[int, str]:
        """The class index at a pixel, UNLABELED if there is none, and what to write about it."""
        session = self._session
        if session.frame is not None:
            value = UNLABELED if session.frame_labels is None else int(session.frame_labels[row, col])
            return value, self._name(value)
        if session.labels is not None and session.labels[row, col] != UNLABELED:
            value = int(session.labels[row, col])
            return value, self.tr("{} (decided by you)").format(self._name(value))
        if session.prediction is None:
            return UNLABELED, self.tr("unlabeled")
        value = int(session.prediction[row, col])
        return value, f"{self._name(value)}{self._probability(row, col)}"

    def _name(self, value: int) -> str:
        return self._session.classes[value].name if value in self._session.classes else ""

    def _probability(self, row: int, col: int) -> str:
        confidence, image = self._session.confidence, self._session.image
        if confidence is None or image is None:
            return ""
        at_row = row * confidence.shape[0] // image.shape[0]
        at_col = col * confidence.shape[1] // image.shape[1]
        return f"  {percent(confidence[at_row, at_col] / 255)}"

    def _dot(self, value: int) -> QPixmap:
        ratio = self.devicePixelRatioF()
        dot = QPixmap(round(12 * ratio), round(12 * ratio))
        dot.fill(QColor(0, 0, 0, 0))
        dot.setDevicePixelRatio(ratio)
        painter = QPainter(dot)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(*self._session.classes[value].color))
        painter.setPen(QColor(0, 0, 0, 0))
        painter.drawRoundedRect(0, 0, 12, 12, 3, 3)
        painter.end()
        return dot

    @Slot()
    def _show_device(self) -> None:
        learner = self._learner
        self.device.setText(" · ".join(part for part in (learner.device, learner.precision) if part))
        if not learner.is_learning and self._cancel is None:
            self.cancel.hide()
            if self.progress.isVisible() and not self._session.is_loading:
                self._timer.start()

    @Slot()
    def _show_loading(self) -> None:
        if self._session.is_loading:
            self.show_progress("", -1, self.tr("Opening…"))
        elif not self._learner.is_learning:
            self._end_progress()

    @Slot()
    def _show_saving(self) -> None:
        """Saved is what would be there after a crash: the journal is enough, label files follow in their time."""
        session = self._session
        is_warning = session.project is not None and not session.is_stored and not session.is_storing
        if session.project is None:
            text = ""
        elif session.is_stored:
            text = self.tr("Saved")
        elif session.is_storing:
            text = self.tr("Saving…")
        else:
            text = self.tr("Not saved: it is tried again")
        self.saving.setText(text)
        if self.saving.property("isWarning") != is_warning:
            self.saving.setProperty("isWarning", is_warning)
            self.saving.style().polish(self.saving)

    @Slot()
    def _end_progress(self) -> None:
        for widget in (self.job, self.progress, self.cancel):
            widget.hide()
