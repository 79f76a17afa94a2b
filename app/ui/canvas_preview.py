"""What a tool would paint, tinted over the picture, sampled for the pixels of the screen as the picture is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter

from app.core.label_classes import LabelClasses
from app.core.masks import PlacedMask
from app.core.opencv import cv2
from app.ui.canvas_layers import sample
from app.ui.canvas_view import View

TINT = 0.5  # opacity of the class inside
NEUTRAL = (255, 255, 255)  # where the class would be none
EDGE = 0xFFFFFFFF  # 0xAARRGGBB
SHADOW = 0x90000000  # around the edge, so that it is seen on light images too


class PreviewLayer:
    """Keeps the tinted pixels as an image until the mask or the view is another."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._key: tuple[object, ...] | None = None
        self._mask: np.ndarray | None = None  # holds on to it, so that its id stays its own
        self._place = QRect()  # device pixels
        self._image = QImage()
        self._pixels = np.zeros((0, 0), np.uint32)  # what the image is made of

    def show(self, shown: tuple[PlacedMask, int] | None, classes: LabelClasses) -> list[QRect]:
        """Take what to tint, or nothing; returns the logical rectangles to draw again."""
        key = None if shown is None else self._key_of(shown, classes)
        if key == self._key:
            return []
        old = self._logical()
        self._key, self._mask, self._place, self._image = key, None, QRect(), QImage()
        if shown is not None:
            (row, col, mask), value = shown
            self._mask = mask
            self._draw_image(row, col, mask, classes[value].color if value in classes else NEUTRAL)
        return [rect for rect in (old, self._logical()) if rect.isValid()]

    def draw(self, painter: QPainter, area: QRect) -> None:
        """Draw the part inside an area of logical pixels."""
        if self._image.isNull() or not self._logical().intersects(area):
            return
        ratio = self._view.ratio
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(self._place.topLeft(), self._image)
        painter.restore()

    def _key_of(self, shown: tuple[PlacedMask, int], classes: LabelClasses) -> tuple[object, ...]:
        (row, col, mask), value = shown
        color = classes[value].color if value in classes else NEUTRAL
        corner, size = self._view.device_point(0, 0), self._view.size
        return id(mask), row, col, color, self._view.zoom, corner.x(), corner.y(), size.width(), size.height()

    def _draw_image(self, row: int, col: int, mask: np.ndarray, color: tuple[int, int, int]) -> None:
        box = (row, col, row + mask.shape[0], col + mask.shape[1])
        place = self._view.device_rect(box).adjusted(-2, -2, 2, 2) & QRect(QPoint(0, 0), self._view.size)
        if place.isEmpty() or not mask.size:
            return
        rows = self._view.rows(place.top(), place.bottom() + 1) - row
        cols = self._view.cols(place.left(), place.right() + 1) - col
        inside = sample(mask.view(np.uint8), rows, cols)
        inside[(rows < 0) | (rows >= mask.shape[0])] = 0
        inside[:, (cols < 0) | (cols >= mask.shape[1])] = 0
        kernel = np.ones((3, 3), np.uint8)
        inner = cv2.erode(inside, kernel, borderType=cv2.BORDER_REPLICATE)
        outer = cv2.dilate(inside, kernel)
        red, green, blue = (round(part * TINT) for part in color)
        tint = (round(255 * TINT) << 24) | (red << 16) | (green << 8) | blue  # premultiplied
        table = np.array([0, SHADOW, EDGE, tint], np.uint32)  # each lies inside the one before it
        codes = np.asarray(cv2.add(cv2.add(outer, inside), inner), np.uint8)
        self._pixels = pixels = np.take(table, codes, mode="clip")
        height, width = pixels.shape
        self._image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        self._place = place

    def _logical(self) -> QRect:
        if self._place.isEmpty():
            return QRect()
        ratio = self._view.ratio
        return QRectF(QPointF(self._place.topLeft()) / ratio, QSizeF(self._place.size()) / ratio).toAlignedRect()
