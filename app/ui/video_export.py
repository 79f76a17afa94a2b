"""The open video again, as a file with predictions and labels drawn over its frames."""

from __future__ import annotations

import queue
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.errors import SegmendError
from app.core.formats.exporting import Progress
from app.core.label_store import LabelStore
from app.core.video_overlay import write_overlay
from app.jobs import Job
from app.session import Session
from app.ui.messages import Messages
from app.ui.recorder import looks_of
from app.ui.status import StatusBar

if TYPE_CHECKING:
    from app.camera import Camera
    from app.learner import Learner
    from app.ui.live_view import LiveView

PATIENCE = 60.0  # seconds that one frame may take to be predicted
_AGAIN_MS = 20  # until a network that was busy is asked again


class VideoExport(QObject):
    """One at a time. Frames are read and written on a thread of its own, and predicted by the session's network."""

    ended = Signal()
    _asked = Signal(object, object)  # a frame, and where its answer goes; from the job's thread

    def __init__(
        self,
        session: Session,
        learner: Learner,
        camera: Camera,
        live_view: LiveView,
        status: StatusBar,
        messages: Messages,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._learner, self._camera, self._live_view = session, learner, camera, live_view
        self._status, self._messages, self._window = status, messages, window
        self._job: Job | None = None
        self.target = Path()
        self._frame: np.ndarray | None = None  # that the network has
        self._answers: queue.Queue[np.ndarray | None] = queue.Queue(1)
        self._is_stopping = threading.Event()
        self.open_folder = QAction(self.tr("Open the folder"), self)
        self.open_folder.triggered.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.target.parent)))
        )
        self._asked.connect(self._predict)
        learner.frame_predicted.connect(self._answer)
        learner.frame_missed.connect(self._ask_again)
        learner.frame_failed.connect(self._give_up)

    @property
    def is_running(self) -> bool:
        return self._job is not None

    def ask(self) -> None:
        """Let the person choose the file; then write it."""
        source = Path(str(self._camera.source))
        suggested = source.with_name(f"{source.stem}_labels.mp4")
        dialog = QFileDialog(self._window, self.tr("Video with labels"), str(suggested.parent))
        dialog.setObjectName("videoExportDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Videos (*.mp4 *.avi)")])
        dialog.setDefaultSuffix("mp4")
        dialog.selectFile(suggested.name)
        dialog.fileSelected.connect(lambda file: self.begin(source, Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def begin(self, source: Path, target: Path) -> None:
        """Write `target` from the video `source`; what is decided on its frozen frames is saved first."""
        if self._job is not None:
            return
        if target.exists() and target.samefile(source):
            self._messages.say(
                "error", self.tr("{} would be overwritten by itself; choose another name.").format(source)
            )
            return
        self.target = target
        self._camera.pause()
        self._session.after_saving(lambda: self._begin(source, target))

    def cancel(self) -> None:
        """End it at the next frame; no file is left."""
        self._is_stopping.set()
        if self._job is not None:
            self._job.cancel()

    def close(self) -> None:
        """End it, and wait for its thread."""
        self.cancel()
        if self._job is not None:
            self._job.wait(PATIENCE)

    def _begin(self, source: Path, target: Path) -> None:
        if self._job is not None:  # it was asked for twice while saving
            return
        project = self._session.project
        labels = {}
        if project is not None:
            for number, path in self._live_view.frozen.labelled.items():
                labels[number] = partial(_labels, project.labels, project.relative(path))
        self._is_stopping.clear()
        self._frame, self._answers = None, queue.Queue(1)  # an earlier export may still be answered
        self._live_view.predicts = False
        colors, shares = looks_of(self._session, 0.5)
        self._job = job = Job(write_overlay, source, target, self._predicted, labels, colors, shares)
        job.progressed.connect(self._show_progress)
        job.done.connect(self._finish)
        job.cancelled.connect(lambda: self._end("info", self.tr("No video was written: it was cancelled.")))
        job.failed.connect(lambda error: self._end("error", str(error)))
        job.start()

    def _predicted(self, image: np.ndarray) -> np.ndarray | None:
        """What the network says of a frame; called on the job's thread, which waits for it. Raises SegmendError."""
        answers = self._answers
        self._asked.emit(image, answers)
        for _ in range(round(PATIENCE * 10)):
            try:
                return answers.get(timeout=0.1)
            except queue.Empty:
                if self._is_stopping.is_set():
                    return None
        raise SegmendError(f"No video was written to {self.target}: the network did not answer for a minute.")

    @Slot(object, object)
    def _predict(self, image: np.ndarray, answers: queue.Queue[np.ndarray | None]) -> None:
        if self._is_stopping.is_set() or answers is not self._answers:
            return
        if not self._learner.is_ready:
            answers.put(None)
        elif self._learner.predict_frame(image):
            self._frame = image
        else:
            QTimer.singleShot(_AGAIN_MS, self, lambda: self._predict(image, answers))

    @Slot()
    def _ask_again(self) -> None:
        frame, self._frame = self._frame, None
        if frame is not None:
            answers = self._answers
            QTimer.singleShot(_AGAIN_MS, self, lambda: self._predict(frame, answers))

    @Slot()
    def _give_up(self) -> None:
        frame, self._frame = self._frame, None
        if frame is not None:
            self.cancel()

    @Slot(object)
    def _answer(self, labels: np.ndarray) -> None:
        frame, self._frame = self._frame, None
        if frame is not None and not self._is_stopping.is_set():
            self._answers.put(labels)

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        fraction = min(progress.done / progress.total, 0.999) if progress.total else -1.0
        text = self.tr("Writing {0}: frame {1}").format(self.target.name, progress.done)
        self._status.show_progress("", fraction, text, self.cancel)

    @Slot(object)
    def _finish(self, count: int) -> None:
        self._end("info", self.tr("{0}: %n frames", "", count).format(self.target), self.open_folder)

    def _end(self, level: str, sentence: str, remedy: QAction | None = None) -> None:
        self._job = None
        self._live_view.predicts = True
        self._status.show_progress("", 1.0, self.target.name)
        self._messages.say(level, sentence, remedy)
        self.ended.emit()


def _labels(store: LabelStore, key: str, shape: tuple[int, int]) -> np.ndarray:
    """What a person decided on a frame, (H, W) uint8."""
    return np.array(store.peek(key, shape).labels)
