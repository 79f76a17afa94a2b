"""Labels carried to the next image of the project or, from a frozen frame of the open video, to its next frame."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from app.camera import Camera
from app.session import Session
from app.ui.live_view import LiveView


class FrameCarrier(QObject):
    """Fetches the frame of a video that labels are to be carried to; what is carried is the session's business."""

    def __init__(self, session: Session, camera: Camera, live_view: LiveView, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._camera, self._live_view = session, camera, live_view
        self._source = ""  # the image whose labels are carried, while the next frame is fetched
        self._wanted = -1  # the number of that frame
        self._is_sought = False
        session.frame_shown.connect(self._freeze)
        session.image_opened.connect(self._arrive)
        session.project_closing.connect(self._forget)

    @Slot()
    def carry(self) -> None:
        """Carry the labels of the image that is shown one frame further."""
        session, number = self._session, self._number()
        path = session.image_path
        if number is None or path is None:
            session.carry_labels()
            return
        known = self._live_view.frozen.image_of(number + 1)
        if known is not None:
            session.carry_to([known])
        elif number + 1 >= self._camera.length:
            session.said.emit("info", self.tr("This is the last frame of the video."))
        else:
            self._source, self._wanted, self._is_sought = path, number + 1, True
            self._camera.pause()
            self._camera.seek(number + 1)

    def _number(self) -> int | None:
        """Which frame of the open video the image that is shown is, from 0; None if it is none."""
        path = self._session.image_path
        return None if path is None else self._live_view.frozen.number_of(path)

    @Slot()
    def _freeze(self) -> None:
        if self._is_sought and self._session.frame is not None and self._live_view.number == self._wanted:
            self._is_sought = False
            self._live_view.freeze()

    @Slot()
    def _arrive(self) -> None:
        path, source = self._session.image_path, self._source
        if source and path is not None and path != source:
            is_frame = self._live_view.frozen.image_of(self._wanted) == path
            self._forget()
            if is_frame:
                self._session.carry_here(source)

    @Slot()
    def _forget(self) -> None:
        """Another image was opened, or another project: nobody waits for the frame any more."""
        self._source, self._wanted, self._is_sought = "", -1, False
