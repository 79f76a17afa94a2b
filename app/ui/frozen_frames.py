"""The frames of the open video that are images of the project."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.core.project import ImageState
from app.session import Session

if TYPE_CHECKING:
    from app.camera import Camera

_LABELLED = (ImageState.CORRECTED, ImageState.REVIEWED)


class FrozenFrames(QObject):
    """Follows the session and the camera; frames whose files are gone are left out."""

    changed = Signal()

    def __init__(self, session: Session, camera: Camera, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._camera = session, camera
        for signal in (
            session.project_opened, session.images_changed, session.image_closed, session.image_state_changed,
            camera.opened, camera.changed,
        ):  # fmt: skip
            signal.connect(self._note)

    @property
    def marks(self) -> dict[int, bool]:
        """Number of each frozen frame, from 0, and whether it has labels."""
        return {number: self._session.state(path) in _LABELLED for number, path in self._images().items()}

    @property
    def labelled(self) -> dict[int, str]:
        """Number and path of each frame that has labels."""
        return {number: path for number, path in self._images().items() if self._session.state(path) in _LABELLED}

    def image_of(self, number: int) -> str | None:
        """The image that a frame became; None if it was not frozen."""
        return self._images().get(number)

    def number_of(self, path: str) -> int | None:
        """Which frame of the video an image was; None if it is none of its frames."""
        return next((number for number, each in self._images().items() if each == path), None)

    def neighbour(self, number: int, step: int) -> int | None:
        """The frozen frame before (step -1) or after (1) a frame; None if there is none."""
        beyond = sorted(each for each in self._images() if (each - number) * step > 0)
        return None if not beyond else beyond[0 if step > 0 else -1]

    def _images(self) -> dict[int, str]:
        project, source = self._session.project, self._camera.source
        if project is None or not isinstance(source, str) or not self._camera.length:
            return {}
        return {number: path for number, path in project.frames_of(source).items() if os.path.isfile(path)}

    @Slot()
    def _note(self) -> None:
        self.changed.emit()
