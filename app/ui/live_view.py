"""Camera to screen: each frame is predicted and shown; a frozen frame becomes an image of the project."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from app.session import Session

if TYPE_CHECKING:
    from app.camera import Camera
    from app.learner import Learner


class LiveView(QObject):
    """Carries frames from the camera through the learner to the session.

    One frame at most is with the learner; meanwhile the camera keeps only its newest, so a slow network lowers
    the rate of the view and never the freshness of a frame. Without a network frames are shown as they come.
    """

    frame_changed = Signal()  # another frame is on the screen, or none any more

    def __init__(self, session: Session, learner: Learner, camera: Camera, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._learner = learner
        self._camera = camera
        self._asked: np.ndarray | None = None  # the frame that is with the learner
        camera.frame_ready.connect(self._take)
        camera.failed.connect(self._end)
        camera.finished.connect(self._end)
        learner.frame_predicted.connect(self._show)
        session.image_opened.connect(self._make_way)
        session.frame_shown.connect(self.frame_changed)

    @property
    def has_frame(self) -> bool:
        """Whether a frame is on the screen, moving or paused."""
        return self._session.frame is not None

    @Slot()
    def freeze(self) -> None:
        """Store the frame on the screen as an image of the project, which opens, and pause the camera."""
        frame = self._session.frame
        if frame is None:
            return
        self._camera.pause()
        name = datetime.now().strftime("frame %Y-%m-%d %H-%M-%S")
        has_project = self._session.project is not None
        path = self._session.add_image(frame, name)
        if path and not has_project:
            sentence = self.tr("Frames are stored in {}. Open a folder first to store them there.")
            self._session.said.emit("info", sentence.format(Path(path).parent))

    @Slot()
    def toggle_pause(self) -> None:
        """Pause the camera, or go on with live frames."""
        if self._camera.is_paused:
            self._camera.resume()
        else:
            self._camera.pause()

    @Slot()
    def close(self) -> None:
        """Close the camera and show the image again."""
        self._camera.close()
        self._end()

    @Slot()
    def _take(self) -> None:
        """Take the newest frame, unless one is with the learner still."""
        if self._asked is not None and not self._learner.is_idle():
            return
        frame = None if self._camera.is_paused else self._camera.newest_frame()
        if frame is None:
            return
        if self._learner.is_ready and self._learner.predict_frame(frame):
            self._asked = frame
        else:
            self._asked = None
            self._session.show_frame(frame, None)

    @Slot(object)
    def _show(self, labels: np.ndarray) -> None:
        frame, self._asked = self._asked, None
        if frame is None or not self._camera.is_open or labels.shape != frame.shape[:2]:
            return
        if not self._camera.is_paused:
            self._session.show_frame(frame, labels)
        self._take()

    @Slot()
    def _make_way(self) -> None:
        """An image was opened, a frozen frame or another: it is shown, and the camera waits."""
        if self._camera.is_open:
            self._camera.pause()
        self._asked = None
        self._session.clear_frame()

    @Slot()
    def _end(self) -> None:
        self._asked = None
        self._session.clear_frame()
