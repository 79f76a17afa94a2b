"""Where the image lies on the canvas: zoom, position, and the way between screen and image."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QSize

from app.core.tiles import Box

MAX_ZOOM = 64.0
MIN_ZOOM = 0.1  # unless the image, fitted, is smaller still
FIT_MARGIN = 12  # logical pixels left free around a fitted image
BOX_SHARE = 0.35  # of the widget: how much of it a box that is shown takes at most
BOX_RIM = 0.15  # of the widget: how much of the surround is shown for a box at the edge of the image
BOX_ZOOM = 4.0  # logical pixels per image pixel: a small box is not shown larger than this
KEPT_IN_SIGHT = 48  # device pixels of the image that cannot be pushed out of sight


class View:
    """The transform between a widget and the image shown in it.

    Three kinds of coordinates meet here. Screen points are Qt's logical ones. Device pixels are those of the
    screen, `ratio` to a logical one. Image coordinates are (row, col) with pixel r covering [r, r + 1).
    `zoom` counts device pixels per image pixel, so that 1.0 is exact on every display. The image's corner lies
    on a whole device pixel, so that panning moves pixels without resampling them.

    A mouse position names a device pixel and stands for that pixel's centre: the image pixel found under the
    mouse is always the one that is drawn there.
    """

    def __init__(self) -> None:
        self.image_shape: tuple[int, int] | None = None
        self.size = QSize(0, 0)  # of the widget, in device pixels
        self.ratio = 1.0
        self.zoom = 1.0
        self.is_fitted = True
        self._top = 0  # device pixel row of the image's upper edge
        self._left = 0

    def set_image(self, shape: tuple[int, int] | None) -> None:
        """Take the height and width of the image; one of another shape than before is fitted."""
        if shape != self.image_shape:
            self.image_shape = shape
            self.fit()

    def set_viewport(self, width: int, height: int, ratio: float) -> None:
        """Take the widget's logical size; what was in the middle stays there, a fitted image stays fitted."""
        size = QSize(round(width * ratio), round(height * ratio))
        grown, self.size = size - self.size, size
        if ratio != self.ratio:
            self.zoom *= ratio / self.ratio
            self._top, self._left = (round(edge * ratio / self.ratio) for edge in (self._top, self._left))
            grown = QSize(0, 0)
            self.ratio = ratio
        if self.is_fitted:
            self.fit()
        else:
            self._place(self._top + grown.height() / 2, self._left + grown.width() / 2)

    def fit(self) -> None:
        """Show the whole image, as large as it can be, in the middle."""
        self.is_fitted = True
        if self.image_shape is None:
            return
        height, width = self.image_shape
        self.zoom = self._fitting_zoom()
        self._place((self.size.height() - height * self.zoom) / 2, (self.size.width() - width * self.zoom) / 2)

    def set_zoom(self, zoom: float, anchor: QPointF) -> None:
        """Zoom, within the limits; what lies under the screen point `anchor` stays there."""
        if self.image_shape is None:
            return
        row, col = self.position(anchor)
        self.zoom = min(max(zoom, min(MIN_ZOOM, self._fitting_zoom() / 2)), MAX_ZOOM)
        self.is_fitted = False
        self._place(anchor.y() * self.ratio + 0.5 - row * self.zoom, anchor.x() * self.ratio + 0.5 - col * self.zoom)

    def follow(self, other: View) -> None:
        """Take the zoom of another view of the same image, and show in the middle what it shows there."""
        if self.image_shape is None or other.is_fitted:
            self.fit()
            return
        self.zoom, self.is_fitted = other.zoom, False
        grown = self.size - other.size
        self._place(other._top + grown.height() / 2, other._left + grown.width() / 2)

    def show_box(self, box: Box) -> None:
        """Bring a half-open box of the image to the middle, large enough to be judged, with its surroundings."""
        if self.image_shape is None:
            return
        sides = max(box[2] - box[0], 1), max(box[3] - box[1], 1)
        room = BOX_SHARE * self.size.height() / sides[0], BOX_SHARE * self.size.width() / sides[1]
        fitting = self._fitting_zoom()
        self.zoom = min(max(fitting, min(*room, BOX_ZOOM * self.ratio)), MAX_ZOOM)
        self.is_fitted = False
        corner = []
        for first, last, side, sight in (
            (box[0], box[2], self.image_shape[0] * self.zoom, self.size.height()),
            (box[1], box[3], self.image_shape[1] * self.zoom, self.size.width()),
        ):
            wanted = sight / 2 - (first + last) / 2 * self.zoom
            rim = BOX_RIM * sight
            corner.append((sight - side) / 2 if side <= sight else min(max(wanted, sight - side - rim), rim))
        self._place(*corner)

    def pan(self, right: int, down: int) -> tuple[int, int]:
        """Move the image by device pixels, not out of sight; returns how far it went right and down."""
        old = self._left, self._top
        self.is_fitted = False
        self._place(self._top + down, self._left + right)
        return self._left - old[0], self._top - old[1]

    def position(self, point: QPointF) -> tuple[float, float]:
        """The image coordinates (row, col) under a screen point; they may lie outside the image."""
        return (
            (point.y() * self.ratio + 0.5 - self._top) / self.zoom,
            (point.x() * self.ratio + 0.5 - self._left) / self.zoom,
        )

    def point(self, row: float, col: float) -> QPointF:
        """The screen point of image coordinates: the inverse of `position`."""
        return QPointF(
            (col * self.zoom + self._left - 0.5) / self.ratio,
            (row * self.zoom + self._top - 0.5) / self.ratio,
        )

    def device_point(self, row: float, col: float) -> QPointF:
        """Image coordinates in device pixels, where a pixel's upper left corner is a whole number."""
        return QPointF(col * self.zoom + self._left, row * self.zoom + self._top)

    def extent(self) -> QRect:
        """The device pixels that show the image, at least one each way, cut to the widget."""
        if self.image_shape is None:
            return QRect()
        rect = self.device_rect((0, 0, *self.image_shape))
        return rect.united(QRect(rect.topLeft(), QSize(1, 1))) & QRect(QPoint(0, 0), self.size)

    def device_rect(self, box: Box) -> QRect:
        """The device pixels that show the pixels of a half-open box; perhaps none, perhaps outside the widget."""
        top, bottom = (math.ceil(row * self.zoom + self._top - 0.5) for row in (box[0], box[2]))
        left, right = (math.ceil(col * self.zoom + self._left - 0.5) for col in (box[1], box[3]))
        return QRect(left, top, right - left, bottom - top)

    def rows(self, start: int, stop: int) -> NDArray[np.float64]:
        """Image coordinates of the middles of device pixel rows start to stop - 1."""
        return (np.arange(start, stop, dtype=np.float64) + (0.5 - self._top)) / self.zoom

    def cols(self, start: int, stop: int) -> NDArray[np.float64]:
        """As `rows`, for columns."""
        return (np.arange(start, stop, dtype=np.float64) + (0.5 - self._left)) / self.zoom

    def _fitting_zoom(self) -> float:
        if self.image_shape is None:
            return 1.0
        height, width = self.image_shape
        margin = 2 * FIT_MARGIN * self.ratio
        zoom = min((self.size.height() - margin) / height, (self.size.width() - margin) / width)
        return min(max(zoom, 1 / max(height, width)), MAX_ZOOM)

    def _place(self, top: float, left: float) -> None:
        """Put the image's corner on the nearest device pixel at which some of the image stays in sight."""
        if self.image_shape is None:
            return
        height, width = (side * self.zoom for side in self.image_shape)
        rows, cols = (max(min(KEPT_IN_SIGHT, side), 1) for side in (height, width))
        self._top = round(min(max(top, rows - height), self.size.height() - rows))
        self._left = round(min(max(left, cols - width), self.size.width() - cols))
