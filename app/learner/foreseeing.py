"""The image that comes next, looked at by the network before it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.core.images import image_size
from app.jobs import Worker
from app.learner.network import Network, Plane
from app.session import Session

if TYPE_CHECKING:
    from app.learner.learner import Learner

_QUIET_MS = 700  # after the last thing that was asked of the network
_LONGEST_MS = 1500  # a prediction that takes longer would keep the next stroke waiting
_LARGEST_PIXELS = 24_000_000


class Foreseeing(QObject):
    """Keeps the features of the next image, so that it is predicted at once when it is shown.

    One image at most, and only where the network is quick: a stroke made meanwhile waits for it.
    """

    def __init__(self, learner: Learner, session: Session, network: Network, worker: Worker) -> None:
        super().__init__(learner)
        self._learner, self._session = learner, session
        self._network, self._worker = network, worker
        self._reader = Worker("reading the next image", self)
        self._seen: str | None = None  # the image that was looked at last, or was tried
        self._milliseconds = 0.0
        self._is_closed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_QUIET_MS)
        self._timer.timeout.connect(self._read_next)
        learner.predicted.connect(self._note_prediction)
        session.edited.connect(self._wait)

    def stop(self) -> None:
        """The project is left: nothing of it is looked at any more."""
        self._timer.stop()
        self._seen = None
        self._reader.drop("next")
        self._reader.wait()
        self._worker.drop("foresee")

    def close(self) -> None:
        """End the thread and the timer."""
        self._is_closed = True
        self.stop()
        self._reader.close()

    @Slot(float)
    def _note_prediction(self, milliseconds: float) -> None:
        self._milliseconds = milliseconds
        self._wait()

    @Slot()
    def _wait(self) -> None:
        if not self._is_closed and self._session.project is not None:
            self._timer.start()

    @property
    def _may_look(self) -> bool:
        learner, session = self._learner, self._session
        is_quiet = session.frame is None and not session.is_loading and not learner.is_learning
        return not self._is_closed and learner.is_ready and session.project is not None and is_quiet

    @Slot()
    def _read_next(self) -> None:
        if not self._may_look or self._milliseconds > _LONGEST_MS:
            return
        if not self._learner.is_idle():
            self._timer.start()
            return
        path = self._session.next_image()
        if path is None or path == self._seen:
            return
        self._seen = path
        self._reader.submit(
            "next", _read, self._session, path,
            on_done=lambda image: self._look(path, image), on_failed=_leave_to_opening,
        )  # fmt: skip

    def _look(self, path: str, image: Plane | None) -> None:
        if image is not None and self._may_look and path == self._session.next_image():
            self._worker.submit(
                "foresee", self._network.look_ahead, path, image,
                on_done=_note_ready, on_failed=self._learner.fail, is_background=True,
            )  # fmt: skip


def _read(session: Session, path: str) -> Plane | None:
    """On the reading thread: the image, None for one that is too large."""
    height, width = image_size(path)
    return session.read_pixels(path) if height * width <= _LARGEST_PIXELS else None


def _note_ready(_none: None) -> None:
    """The network has the features; a prediction is made when the image is opened, by what it was taught until then."""


def _leave_to_opening(_error: BaseException) -> None:
    """Nobody asked for this image yet: what is wrong with it is said when it is opened."""
