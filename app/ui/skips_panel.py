"""How the network sees it: the heatmap of the chosen class after the deepest layer, and after each skip."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.core.opencv import cv2
from app.learner import Learner
from app.session import Session
from app.ui.color_maps import heat_palette
from app.ui.theme import SPACE, current_colors

CAPTION_HEIGHT = 22
_LONGEST = 320  # pixels of a picture's longer side
_SHARE = 0.62  # of the heatmap in a picture, the rest is the image
Pixels = NDArray[np.uint8]


class SkipsPanel(QWidget):
    """The skip structure made visible: deep layers know what, shallow layers know where."""

    def __init__(self, session: Session, learner: Learner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("skipsPanel")
        self.setAccessibleName(self.tr("What each skip of the network adds"))
        self.setMinimumSize(3 * 90, 90)
        self._session, self._learner = session, learner
        self._pictures: list[Pixels] = []
        self._text = ""
        learner.explained.connect(self._take)
        for signal in (session.prediction_changed, session.image_closed, session.frame_shown):
            signal.connect(self._ask)
        session.class_chosen.connect(lambda _index: self._ask())

    @property
    def captions(self) -> list[str]:
        """What stands under each picture that is shown."""
        return [self.tr("stride 32"), self.tr("+ stride 16"), self.tr("+ stride 8")][: len(self._pictures)]

    def sizeHint(self) -> QSize:
        return QSize(720, 240)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        """Nothing is computed for a panel that nobody sees."""
        session = self._session
        if not self.isVisible():
            return
        if session.prediction is None or session.image is None or session.frame is not None:
            self._show([], self.tr("There is no prediction to explain."))
            return
        self._learner.explain(session.chosen_class)

    @Slot(object)
    def _take(self, planes: list[Pixels] | None) -> None:
        image = self._session.image
        if image is None or not planes:
            self._show([], self.tr("The network does not know this class yet."))
            return
        scale = min(1.0, _LONGEST / max(image.shape[:2]))
        size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
        below = cv2.resize(image, size, interpolation=cv2.INTER_AREA).mean(axis=2, keepdims=True)
        colors = heat_palette("viridis").astype(np.float32)
        heats = (colors[cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR)] for plane in planes)
        self._show([(below * (1 - _SHARE) + heat * _SHARE).astype(np.uint8) for heat in heats], "")

    def _show(self, pictures: list[Pixels], text: str) -> None:
        self._pictures, self._text = pictures, text
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(current_colors().muted)
        if not self._pictures:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._text)
            return
        room = QRectF(self.rect()).adjusted(2 * SPACE, SPACE, -2 * SPACE, -SPACE)
        width = (room.width() - 2 * SPACE * (len(self._pictures) - 1)) / len(self._pictures)
        for number, (picture, caption) in enumerate(zip(self._pictures, self.captions, strict=True)):
            place = QRectF(room.left() + number * (width + 2 * SPACE), room.top(), width, room.height())
            height, wide = picture.shape[:2]
            scale = min(place.width() / wide, max(1.0, place.height() - CAPTION_HEIGHT) / height)
            target = QRectF(0, 0, wide * scale, height * scale)
            target.moveCenter(QRectF(place.adjusted(0, 0, 0, -CAPTION_HEIGHT)).center())
            painter.drawImage(target, QImage(picture.data, wide, height, 3 * wide, QImage.Format.Format_RGB888))
            below = QRectF(place.left(), target.bottom(), place.width(), CAPTION_HEIGHT)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, caption)
