"""Camera to screen: each frame is predicted and shown; a frozen frame becomes an image of the project."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from app.core.pace import Pace
from app.core.settings import Settings
from app.session import Session
from app.ui.frozen_frames import FrozenFrames

if TYPE_CHECKING:
    from app.camera import Camera
    from app.learner import Learner


_WINDOW = 30  # frames over which rate and latency are told


@dataclass(frozen=True)
class _Asked:
    """A frame that is with the learner. arrival: when it was read; asked: when it was handed over; in seconds.

    is_wanted: although the camera is paused, because this frame was asked for.
    """

    image: np.ndarray
    number: int
    arrival: float
    asked: float
    is_wanted: bool


class LiveView(QObject):
    """Carries frames from the camera through the learner to the session.

    One frame at most is with the learner; meanwhile the camera keeps only its newest, so a slow network lowers
    the rate of the view and never the freshness of a frame. To hold the rate that the settings ask for, frames are
    predicted smaller. Without a network frames are shown as they come.
    """

    frame_changed = Signal()  # another frame is on the screen, or none any more

    def __init__(
        self, session: Session, learner: Learner, camera: Camera, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._pace = Pace(settings.frame_rate)
        self._shown_at: deque[float] = deque(maxlen=_WINDOW)
        self._latencies: deque[float] = deque(maxlen=_WINDOW)
        self._session = session
        self._learner = learner
        self._camera = camera
        self.frozen = FrozenFrames(session, camera, self)
        self.predicts = True  # or frames are shown as they are, while the network is busy with a video that is written
        self._asked: _Asked | None = None
        self._frozen_number: int | None = None  # sought, to be shown as the image it was frozen to
        self._number = 0
        camera.frame_ready.connect(self._take)
        camera.failed.connect(self._end)
        camera.finished.connect(lambda: None if camera.is_open else self._end())
        learner.frame_predicted.connect(self._show)
        camera.changed.connect(self._forget_times)
        session.image_opened.connect(self._make_way)
        session.frame_shown.connect(self.frame_changed)

    @property
    def has_frame(self) -> bool:
        """Whether a frame is on the screen, moving or paused."""
        return self._session.frame is not None

    @property
    def number(self) -> int:
        """Of the frame on the screen, from 0."""
        return self._number

    @property
    def rate_to_hold(self) -> int:
        """Frames a second that are held by predicting them smaller; 0: always whole."""
        return self._pace.rate

    @rate_to_hold.setter
    def rate_to_hold(self, rate: int) -> None:
        self._pace.rate = self._settings.frame_rate = rate

    @property
    def share(self) -> float:
        """The part of a frame's sides at which it is predicted now, 0.25 to 1."""
        return self._pace.share

    @property
    def frames_per_second(self) -> float:
        """Frames shown a second, with their prediction if there is a network; 0 before the second."""
        if len(self._shown_at) < 2:
            return 0.0
        seconds = self._shown_at[-1] - self._shown_at[0]
        return (len(self._shown_at) - 1) / seconds if seconds > 0 else 0.0

    @property
    def latency(self) -> float:
        """Seconds from a frame's being read to its being shown with its prediction, the usual; 0 of none."""
        return sorted(self._latencies)[len(self._latencies) // 2] if self._latencies else 0.0

    @Slot()
    def freeze(self) -> None:
        """Store the frame on the screen as an image of the project, which opens, and pause the camera."""
        frame = self._session.frame
        if frame is None:
            return
        self._camera.pause()
        frozen = self.frozen.image_of(self._number)
        if frozen is not None:
            self._session.open_image(frozen)
            return
        name = datetime.now().strftime("frame %Y-%m-%d %H-%M-%S")
        frame_of = None
        if self._camera.length and isinstance(self._camera.source, str):
            name = f"{Path(self._camera.source).stem}_{self._number + 1:06d}"  # as `predict` names it
            frame_of = (self._camera.source, self._number)
        has_project = self._session.project is not None
        path = self._session.add_image(frame, name, frame_of=frame_of)
        if path and not has_project:
            sentence = self.tr("Frames are stored in {}. Open a folder first to store them there.")
            self._session.said.emit("info", sentence.format(Path(path).parent))

    @Slot()
    def toggle_pause(self) -> None:
        """Pause the camera, or go on with live frames."""
        if self._camera.is_paused:
            self._frozen_number = None
            self._camera.resume()
        else:
            self._camera.pause()

    @Slot(int)
    def step(self, frames: int) -> None:
        """Pause a video and show the frame so many after (or before) the one on the screen."""
        self._camera.pause()
        self._frozen_number = None
        self._camera.seek(self._number + frames)

    @Slot(int)
    def show_frozen(self, number: int) -> None:
        """Pause a video at a frame that was frozen, and open the image it became."""
        path = self.frozen.image_of(number)
        if path is not None:
            self._camera.pause()
            self._frozen_number = number
            self._camera.seek(number)
            self._session.open_image(path)

    def step_frozen(self, step: int) -> None:
        """To the frozen frame before (-1) or after (1) the place in the video; nothing where there is none."""
        number = self.frozen.neighbour(self._number, step)
        if number is not None:
            self.show_frozen(number)

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
        is_wanted = self._camera.wants_frame
        frame = self._camera.newest_frame() if is_wanted else None
        if frame is None:
            return
        is_frozen = self._camera.position == self._frozen_number
        self._frozen_number = None  # also where another frame was sought since
        if is_frozen:
            self._number = self._camera.position
            self.frame_changed.emit()
            return
        is_asked_for = is_wanted and self._camera.is_paused
        asked = _Asked(frame, self._camera.position, self._camera.arrival, time.monotonic(), is_asked_for)
        if self.predicts and self._learner.is_ready and self._learner.predict_frame(frame, self._pace.share):
            self._asked = asked
        else:
            self._asked = None
            self._put(asked, None)

    @Slot(object)
    def _show(self, labels: np.ndarray) -> None:
        asked, self._asked = self._asked, None
        if asked is None or not self._camera.is_open or labels.shape != asked.image.shape[:2]:
            return
        if not self._camera.is_paused or asked.is_wanted:
            self._put(asked, labels)
            self._pace.note(time.monotonic() - asked.asked)
        self._take()

    def _put(self, asked: _Asked, labels: np.ndarray | None) -> None:
        """Show a frame with the labels that were predicted for it, and no others."""
        self._number = asked.number
        self._session.show_frame(asked.image, labels)
        now = time.monotonic()
        self._shown_at.append(now)
        self._latencies.append(now - asked.arrival)

    @Slot()
    def _forget_times(self) -> None:
        self._shown_at.clear()
        self._latencies.clear()

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
