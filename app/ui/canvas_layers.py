"""The pixels of the canvas: the image, over it a prediction or a heatmap, over both the label map.

Everything is sampled for the pixels of the screen and only for those that changed, so no cost follows the size
of the image. Picking the values of the one-byte planes first and looking up all their colours at once takes about
half the time of drawing each plane as an indexed QImage through a scaling QPainter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter, QRegion

from app.core.label_map import UNLABELED
from app.core.opencv import cv2
from app.core.tiles import Box
from app.ui.canvas_pyramid import ImagePyramid, with_fourth_byte
from app.ui.canvas_view import View
from app.ui.color_maps import ColorTable

Plane = NDArray[np.uint8]

NEAREST_ZOOM = 4.0  # from here on the pixels of an image are shown as squares
SMOOTH_SIDE = 30_000  # OpenCV warps images of at most 32 767 pixels a side

DECIDED = 256  # offset in the colour table of a pixel with a label, above those of the plane below
EDGE = 512  # and of a pixel on the outline of a labelled region
HATCHED = 768  # and of a pixel on a hatching line, whichever it is
BAND_PIXELS = 400_000

NO_COLORS: ColorTable = np.zeros(768, np.uint32)
_PERIOD = 8  # logical pixels from one hatching line to the next
_PATTERNS = 7  # the last of them is none


class Layers:
    """What is shown in a view, as an image of the view's device pixels, mended where something changed."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._pyramid: ImagePyramid | None = None
        self.labels: Plane | None = None  # (H, W), read in place; call mark_labels when it changed
        self.below: Plane | None = None  # prediction or heatmap, (h, w) of any size; call mark_overlay
        self.compared: Plane | None = None  # instead of `below`, left of the split; call mark_overlay
        self.split = 0  # device pixels from the left
        self.is_below_smooth = False
        self.is_below_outlined = False  # the regions of `below` have outlines as those of labels have
        self.is_hatched = False  # classes have lines of their own, for who cannot tell their colours apart
        #: (768,): of `below`, of labels, of outlines; where hatched (1536,), the same on a line; call mark_overlay
        self.colors: ColorTable = NO_COLORS
        self.surround = 0xFF808080  # 0xAARRGGBB around the image
        self._base = np.empty((0, 0, 4), np.uint8)  # BGRX, the image alone
        self._shown = np.empty((0, 0, 4), np.uint8)  # BGRX, with all layers
        self._picture = QImage()
        self._stale_base = QRegion()
        self._stale = QRegion()

    @property
    def pyramid(self) -> ImagePyramid | None:
        """The image at the bottom."""
        return self._pyramid

    def set_image(self, pyramid: ImagePyramid | None) -> None:
        """Take another image, or none."""
        self._pyramid = pyramid
        self.mark_all()

    def mark_all(self) -> None:
        """Everything must be drawn anew: another image, zoom, size or surround."""
        self._stale_base = self._stale = QRegion(QRect(0, 0, self._view.size.width(), self._view.size.height()))

    def mark_overlay(self) -> None:
        """Everything over the image must be drawn anew."""
        self._stale = self._stale.united(self._view.extent())

    def mark_labels(self, box: Box) -> QRect:
        """Labels changed in a box of the image; returns the device pixels that will change, perhaps none."""
        margin = self._edge_width() + 1
        around = self._view.device_rect(box).adjusted(-margin, -margin, margin, margin) & self._view.extent()
        self._stale = self._stale.united(around)
        return around

    def scroll(self, right: int, down: int) -> None:
        """Move what is drawn, after the view was panned by as many device pixels."""
        height, width = self._shown.shape[:2]
        if abs(right) >= width or abs(down) >= height:
            self.mark_all()
            return
        kept = QRect(0, 0, width, height).translated(right, down) & QRect(0, 0, width, height)
        origin = kept.translated(-right, -down)
        for pixels in (self._base, self._shown):
            _part(pixels, kept)[...] = _part(pixels, origin)
        exposed = QRegion(0, 0, width, height).subtracted(kept)
        self._stale_base = self._stale_base.translated(right, down).united(exposed)
        self._stale = self._stale.translated(right, down).united(exposed)
        if self.compared is not None:
            self.mark_overlay()  # what passed the split is of the other side now

    def picture(self) -> QImage:
        """The image for the screen, RGB32 of the view's size in device pixels; valid until the next call."""
        height, width = self._view.size.height(), self._view.size.width()
        if self._shown.shape[:2] != (height, width):
            self._base = np.empty((height, width, 4), np.uint8)
            self._shown = np.empty((height, width, 4), np.uint8)
            self._picture = QImage(self._shown.data, width, height, width * 4, QImage.Format.Format_RGB32)
            self.mark_all()
        whole = QRegion(QRect(0, 0, width, height))
        for band in _bands(self._stale_base & whole):
            self._draw_base(band)
        for band in _bands(self._stale.united(self._stale_base) & whole):
            for part, below in self._sides(band):
                self._draw_overlay(part, below)
        self._stale_base, self._stale = QRegion(), QRegion()
        return self._picture

    def _sides(self, rect: QRect) -> list[tuple[QRect, Plane | None]]:
        """A rectangle cut where the split is, each part with the plane that lies under its labels."""
        if self.compared is None:
            return [(rect, self.below)]
        left = QRect(rect.left(), rect.top(), min(max(self.split - rect.left(), 0), rect.width()), rect.height())
        right = rect.adjusted(left.width(), 0, 0, 0)
        return [(part, below) for part, below in ((left, self.compared), (right, self.below)) if not part.isEmpty()]

    def _edge_width(self) -> int:
        return max(1, round(self._view.ratio * (2 if self.is_below_outlined else 1)))

    def _draw_base(self, rect: QRect) -> None:
        inner = rect & self._view.extent()
        if self._pyramid is None or inner != rect:
            _part(self._base, rect).view(np.uint32)[...] = self.surround
        if self._pyramid is None or inner.isEmpty():
            return
        level = self._pyramid.level(self._view.zoom)
        rows = self._view.rows(inner.top(), inner.bottom() + 1) / level.step
        cols = self._view.cols(inner.left(), inner.right() + 1) / level.step
        target = _part(self._base, inner)
        if self._view.zoom >= NEAREST_ZOOM or self._view.zoom == 1:
            _pick(level.pixels, rows, cols, target)
        else:
            _blend(level.pixels, rows, cols, target)

    def _draw_overlay(self, rect: QRect, below: Plane | None) -> None:
        shown = _part(self._shown, rect)
        shown[...] = _part(self._base, rect)
        inner = rect & self._view.extent()
        if inner.isEmpty():
            return
        codes = self._codes(inner, below)
        if codes is None:
            return
        colors = np.take(self.colors, codes, mode="clip")
        height, width = colors.shape
        overlay = QImage(colors.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
        painter = QPainter(self._picture)
        painter.drawImage(inner.topLeft(), overlay)
        painter.end()

    def _codes(self, rect: QRect, below: Plane | None) -> NDArray[np.uint16] | NDArray[np.uint8] | None:
        """The entry of the colour table for each device pixel; None where nothing is over the image."""
        codes = self._plain_codes(rect, below)
        if codes is None or not self.is_hatched:
            return codes
        lines = self._stripes(rect, (codes & 0xFF).astype(np.uint8)).astype(np.uint16)
        return codes.astype(np.uint16) + lines * np.uint16(HATCHED)

    def _plain_codes(self, rect: QRect, plane: Plane | None) -> NDArray[np.uint16] | NDArray[np.uint8] | None:
        """The codes without hatching."""
        outlined = plane if self.is_below_outlined else None
        if self.labels is None and outlined is None:
            return self._sample_below(rect, plane)
        margin = self._edge_width()
        wider = rect.adjusted(-margin, -margin, margin, margin)
        inner = np.s_[margin : margin + rect.height(), margin : margin + rect.width()]
        around = None if self.labels is None else sample(self.labels, *self._positions(wider, self.labels))
        decided = None if around is None else (around != UNLABELED).view(np.uint8)  # 0 or 1
        if decided is not None and not decided.any():
            around = decided = None
        if outlined is not None:
            below = sample(outlined, *self._positions(wider, outlined))
            if around is not None and decided is not None:
                cv2.copyTo(around, decided, below)
            edges = np.where(self._slope(below)[inner] > 0, np.uint16(EDGE), np.uint16(0))
            return np.asarray(edges | below[inner], np.uint16)
        below_inner = self._sample_below(rect, plane)
        if around is None or decided is None:
            return below_inner
        here = np.ascontiguousarray(decided[inner])
        high = here + np.minimum(self._slope(around)[inner], here)  # 0 below the labels, 1 labelled, 2 on an outline
        low = np.full(here.shape, UNLABELED, np.uint8) if below_inner is None else below_inner
        cv2.copyTo(np.ascontiguousarray(around[inner]), here, low)
        return (high.astype(np.uint16) << 8) | low

    def _slope(self, plane: Plane) -> Plane:
        """Not 0 within an edge's width of another value."""
        side = 2 * self._edge_width() + 1
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
        return np.asarray(cv2.morphologyEx(plane, cv2.MORPH_GRADIENT, kernel), np.uint8)

    def _stripes(self, rect: QRect, values: Plane) -> Plane:
        """1 where a device pixel lies on a line of its value's pattern; the lines lie still on the image."""
        period = max(4, round(_PERIOD * self._view.ratio))
        corner = self._view.device_point(0, 0)
        y = ((np.arange(rect.top(), rect.bottom() + 1) - int(corner.y())) % period)[:, None]
        x = ((np.arange(rect.left(), rect.right() + 1) - int(corner.x())) % period)[None]
        width = period // 4
        down, up = (x + y) % period < width, (x - y) % period < width
        level, upright = np.broadcast_to(y < width, down.shape), np.broadcast_to(x < width, down.shape)
        bits = np.zeros(down.shape, np.uint8)
        for number, lines in enumerate((down, up, level, upright, down | up, level & upright)):
            bits |= lines.astype(np.uint8) << np.uint8(number)
        return np.asarray((bits >> (values % _PATTERNS)) & 1, np.uint8)

    def _sample_below(self, rect: QRect, plane: Plane | None) -> Plane | None:
        """A fresh array of the plane under the labels."""
        if plane is None:
            return None
        rows, cols = self._positions(rect, plane)
        if self.is_below_smooth:
            return _warp(plane, rows, cols)
        return sample(plane, rows, cols)

    def _positions(self, rect: QRect, plane: Plane) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where the middles of device pixels lie in a plane that is spread over the whole image."""
        height, width = self._view.image_shape or plane.shape
        rows = self._view.rows(rect.top(), rect.bottom() + 1) * (plane.shape[0] / height)
        cols = self._view.cols(rect.left(), rect.right() + 1) * (plane.shape[1] / width)
        return rows, cols


def _bands(region: QRegion) -> Iterator[QRect]:
    """The rectangles of a region, cut into parts whose intermediate arrays stay in the processor's cache."""
    rects: Iterable[QRect] = region  # type: ignore[assignment]  # which the stubs do not know to be iterable
    for rect in rects:
        rows = max(BAND_PIXELS // rect.width(), 16)
        for top in range(rect.top(), rect.bottom() + 1, rows):
            yield QRect(rect.left(), top, rect.width(), min(rows, rect.bottom() + 1 - top))


def _part(pixels: NDArray[np.uint8], rect: QRect) -> NDArray[np.uint8]:
    return pixels[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]


def _index(positions: NDArray[np.float64], size: int) -> NDArray[np.intp]:
    return np.clip(np.floor(positions), 0, size - 1).astype(np.intp)


def _is_unbroken(index: NDArray[np.intp]) -> bool:
    return bool((np.diff(index) == 1).all())


def sample(plane: Plane, rows: NDArray[np.float64], cols: NDArray[np.float64]) -> Plane:
    """The plane's nearest values at every crossing of ascending rows and columns: a new array."""
    row_index, col_index = _index(rows, plane.shape[0]), _index(cols, plane.shape[1])
    top, left = row_index[0], col_index[0]
    part = plane[top : row_index[-1] + 1, left : col_index[-1] + 1]
    if _is_unbroken(row_index) and _is_unbroken(col_index):
        return part.copy()
    if part.shape[0] < len(rows):
        # Enlarged: the rows in sight are few, so the columns are spread before the rows are repeated.
        return np.take(np.take(part, col_index - left, axis=1), row_index - top, axis=0)
    return np.take(part[row_index - top], col_index - left, axis=1)


def _crop(
    pixels: NDArray[np.uint8], rows: NDArray[np.float64], cols: NDArray[np.float64]
) -> tuple[NDArray[np.uint8], NDArray[np.float64], NDArray[np.float64]]:
    """The part of the pixels that bilinear sampling reads, and the positions counted from its corner."""
    top, bottom = np.clip((int(rows[0]) - 2, int(rows[-1]) + 2), 0, pixels.shape[0] - 1).tolist()
    left, right = np.clip((int(cols[0]) - 2, int(cols[-1]) + 2), 0, pixels.shape[1] - 1).tolist()
    return pixels[top : bottom + 1, left : right + 1], rows - top, cols - left


def _warp(pixels: NDArray[np.uint8], rows: NDArray[np.float64], cols: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Bilinear samples at evenly spaced positions, where pixel r covers [r, r + 1): a new array."""
    pixels, rows, cols = _crop(pixels, rows, cols)
    if max(pixels.shape[:2]) > SMOOTH_SIDE:
        picked = pixels[_index(rows, pixels.shape[0])][:, _index(cols, pixels.shape[1])]
        return np.ascontiguousarray(picked)
    steps = [float(line[1] - line[0]) if len(line) > 1 else 1.0 for line in (cols, rows)]
    matrix = np.array([[steps[0], 0, cols[0] - 0.5], [0, steps[1], rows[0] - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = len(cols), len(rows)
    warped = cv2.warpAffine(pixels, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.uint8)


def _blend(
    pixels: NDArray[np.uint8],
    rows: NDArray[np.float64],
    cols: NDArray[np.float64],
    target: NDArray[np.uint8],
) -> None:
    """Draw smoothly sampled pixels, RGB or BGRX, into BGRX."""
    pixels, rows, cols = _crop(pixels, rows, cols)
    if pixels.shape[2] == 3:
        pixels = with_fourth_byte(pixels)  # so they are warped in half the time
    target[...] = _warp(pixels, rows, cols)


def _pick(
    pixels: NDArray[np.uint8],
    rows: NDArray[np.float64],
    cols: NDArray[np.float64],
    target: NDArray[np.uint8],
) -> None:
    """Draw the nearest pixels, RGB or BGRX, into BGRX."""
    row_index, col_index = _index(rows, pixels.shape[0]), _index(cols, pixels.shape[1])
    top, left = row_index[0], col_index[0]
    part = pixels[top : row_index[-1] + 1, left : col_index[-1] + 1]
    if part.shape[2] == 3:
        part = with_fourth_byte(part)
    words = np.ascontiguousarray(part).view(np.uint32)[..., 0]
    wide = np.take(words, col_index - left, axis=1)
    target.view(np.uint32)[..., 0] = np.take(wide, row_index - top, axis=0)
