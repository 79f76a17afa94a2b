"""Recording of what a camera or video shows, with what is predicted or without."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices

from app.core.label_map import UNLABELED
from app.core.recording import Recording
from app.core.settings import Settings
from app.session import Session
from app.ui.messages import Messages

if TYPE_CHECKING:
    from app.camera import Camera

END_SECONDS = 10.0  # the longest that the end of the program waits for a file


class Recorder(QObject):
    """One recording at a time, of the frames on the screen; it ends with the camera, or the video."""

    changed = Signal()
    _ended = Signal(object, str)  # from the recording's thread

    def __init__(self, session: Session, camera: Camera, settings: Settings, messages: Messages) -> None:
        super().__init__(messages)
        self._session, self._settings, self._messages = session, settings, messages
        self._recording: Recording | None = None
        self._finishing: list[Recording] = []  # their files are being written to the end
        self._folder = ""
        self.open_folder = QAction(self.tr("Open the folder"), self)
        self.open_folder.triggered.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder)))
        session.frame_shown.connect(self._take)
        camera.changed.connect(lambda: None if camera.is_open else self.stop())
        camera.finished.connect(self.stop)
        self._ended.connect(self._tell)

    @property
    def is_recording(self) -> bool:
        return self._recording is not None

    def toggle(self) -> None:
        """Begin to record, or end it."""
        if self._recording is not None:
            self.stop()
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation) or str(Path.home())
        self._folder = str(Path(folder) / "Segmend")
        name = datetime.now().strftime("recorded %Y-%m-%d %H-%M-%S.mp4")
        self._recording = Recording(Path(self._folder) / name, self._ended.emit)
        self._take()
        self.changed.emit()

    def stop(self, *, seconds: float = 0.0) -> None:
        """End the recording; its file is finished on its thread, for which this waits so long at most."""
        recording, self._recording = self._recording, None
        if recording is not None:
            self._finishing.append(recording)
            recording.end()
            self.changed.emit()
        for each in self._finishing:
            each.wait(seconds)

    @Slot()
    def _take(self) -> None:
        frame, labels = self._session.frame, self._session.frame_labels
        if self._recording is not None and frame is not None:
            shown = labels if self._settings.records_overlay else None
            self._recording.put(frame, shown, *looks_of(self._session, self._settings.opacity))

    @Slot(object, str)
    def _tell(self, file: Path | None, sentence: str) -> None:
        if self._recording is not None and self._recording.has_ended:  # by itself
            self._recording = None
            self.changed.emit()
        self._finishing = [each for each in self._finishing if not each.has_ended]
        if sentence:
            self._messages.say("error", sentence)
        if file is not None:
            self._messages.say("info", self.tr("Recorded to {}").format(file), self.open_folder)


def looks_of(session: Session, opacity: float) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Colours (256, 3) uint8 and shares (256,) float32 of the classes as the window shows them; background is clear."""
    shares = np.zeros(256, np.float32)
    for each in session.classes:
        look = session.looks[each.index]
        shares[each.index] = 0.0 if look.is_hidden else opacity * look.opacity
    shares[[0, UNLABELED]] = 0.0
    return session.classes.palette(), shares
