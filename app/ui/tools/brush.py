"""The brush and the eraser: strokes of round or square dabs, joined so that a quick hand leaves no gaps."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from app.core.dabs import color_at, keep_similar, square_segment, tapered_segment
from app.core.label_map import UNLABELED, disk
from app.core.masks import PlacedMask
from app.ui.tools.tool import Point, Pointer, Tool, is_inside, path_around_pixels

EXACT_DIAMETER = 128  # up to here the outline follows the pixels; above, steps are too small to matter
SIZE_STEP = 1.15  # one notch of the wheel
LEAST_PRESSURE = 0.1  # share of the diameter that a pen paints when it hardly touches


class Brush(Tool):
    """Paints the chosen class; the right button erases."""

    has_size = True
    erases = False

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._button = Qt.MouseButton.NoButton  # the one that paints, none between strokes
        self._last: Point | None = None  # the last dab of this image, where a straight line starts
        self._sizing: tuple[Pointer, int] | None = None  # where Alt-drag began, and the diameter then
        self._value: int | None = None
        self._size = 1  # of the last dab, in pixels: a pen changes it
        self._color: tuple[int, int, int] | None = None  # where the stroke began, if it keeps within edges

    @property
    def is_active(self) -> bool:
        return self._button != Qt.MouseButton.NoButton

    def hint(self) -> str:
        if self.session.options.keeps_edges:
            return self.tr("Drag: only what looks like where the stroke begins · the tolerance is in the options")
        if self.erases:
            return self.tr("Drag: erase · Shift-click: straight line · Alt-drag or Shift+wheel: size")
        return self.tr("Drag: paint · right button: erase · Shift-click: straight line · Alt-drag or Shift+wheel: size")

    def press(self, pointer: Pointer) -> None:
        if self.is_active or pointer.button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        if pointer.has(Qt.KeyboardModifier.AltModifier):
            self._sizing = pointer, self.session.brush_diameter
            return
        is_erasing = self.erases or pointer.is_eraser or pointer.button == Qt.MouseButton.RightButton
        self._value = UNLABELED if is_erasing else None
        self._button = pointer.button
        self._size, self._color = self._size_of(pointer), None
        is_line = pointer.has(Qt.KeyboardModifier.ShiftModifier) and self._last is not None
        self._paint(self._last if is_line and self._last else pointer.pixel, pointer)

    def move(self, pointer: Pointer) -> None:
        if self._sizing is not None:
            start, diameter = self._sizing
            # The edge follows the mouse: a way to the side is a change of the radius.
            self.session.set_brush_diameter(max(1, round(diameter + 2 * (pointer.col - start.col))))
        elif self.is_active and self._last is not None and self._is_new(pointer):
            self._paint(self._last, pointer)

    def release(self, pointer: Pointer) -> None:
        self._sizing = None
        if self.is_active and pointer.button == self._button:
            self._finish()

    def cancel(self) -> None:
        self._sizing = None
        if self.is_active:
            self._button = Qt.MouseButton.NoButton
            self.session.cancel_stroke()

    def take_back(self) -> bool:
        """Not by itself: undo ends the stroke and takes it back as a step, so that redo has it."""
        return False

    def leave(self) -> None:
        """A stroke is worth keeping when a key chooses another tool in the middle of it."""
        self._sizing = None
        if self.is_active:
            self._finish()

    def forget(self) -> None:
        self._button, self._last, self._sizing = Qt.MouseButton.NoButton, None, None

    def resize(self, notches: float) -> bool:
        """Change the diameter by turns of the wheel, by at least one pixel."""
        old = self.session.brush_diameter
        new = round(old * SIZE_STEP**notches)
        if new == old:
            new += 1 if notches > 0 else -1
        self.session.set_brush_diameter(max(1, new))
        return True

    def outline(self, pointer: Pointer | None) -> QPainterPath:
        if self._sizing is not None:
            pointer = self._sizing[0]
        if pointer is None:
            return QPainterPath()
        row, col = pointer.pixel
        size = self._size_of(pointer) if self.is_active else self.session.brush_diameter
        if self.session.options.is_square:
            top, left = row - size // 2, col - size // 2
            return path_around_pixels(top, left, top + size - 1, left + size - 1)
        return _dab_outline(size).translated(col, row)

    def _size_of(self, pointer: Pointer) -> int:
        """The diameter of a dab here, in pixels of the image."""
        diameter = self.session.brush_diameter
        if not self.session.options.uses_pressure or pointer.pressure >= 1:
            return diameter
        return max(1, round(diameter * (LEAST_PRESSURE + (1 - LEAST_PRESSURE) * pointer.pressure)))

    def _is_new(self, pointer: Pointer) -> bool:
        """Whether a dab here would differ from the last."""
        return pointer.pixel != self._last or self._size_of(pointer) > self._size

    def _paint(self, start: Point, pointer: Pointer) -> None:
        end, size = pointer.pixel, self._size_of(pointer)
        if self.session.options.is_square:
            placed = square_segment(start, end, size)
        else:
            placed = tapered_segment(start, end, self._size, size)
        self._last, self._size = end, size
        if self.session.options.keeps_edges:
            placed = self._keep_within_edges(placed, start, end)
        self.paint(placed, self._value)

    def _keep_within_edges(self, placed: PlacedMask, start: Point, end: Point) -> PlacedMask:
        """The part of a segment that looks like where the stroke entered the image."""
        image = self.session.image
        if self._color is None and image is not None:
            inside = next((pixel for pixel in (start, end) if is_inside(self.session, pixel)), None)
            self._color = color_at(image, *inside) if inside is not None else None
        if self._color is None or image is None:
            return 0, 0, np.zeros((0, 0), bool)
        return keep_similar(image, placed, (start, end), self._color, self.session.options.tolerance)

    def _finish(self) -> None:
        self._button = Qt.MouseButton.NoButton
        name = self.tr("Erase") if self._value == UNLABELED else self.tr("Brush stroke")
        self.session.end_stroke(name)


class Eraser(Brush):
    """Makes pixels unlabeled again."""

    erases = True


@lru_cache(maxsize=16)
def _dab_outline(diameter: int) -> QPainterPath:
    """The outline of a dab at pixel (0, 0)."""
    path = QPainterPath()
    corner = -(diameter // 2)
    if diameter > EXACT_DIAMETER:
        path.addEllipse(QRectF(corner, corner, diameter, diameter))
        return path
    mask = disk(diameter)
    starts, ends = np.argmax(mask, axis=1), diameter - np.argmax(mask[:, ::-1], axis=1)
    right_side, left_side = [], []
    for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        right_side += [QPointF(corner + end, corner + row), QPointF(corner + end, corner + row + 1)]
        left_side += [QPointF(corner + start, corner + row), QPointF(corner + start, corner + row + 1)]
    path.addPolygon(QPolygonF(right_side + left_side[::-1]))
    path.closeSubpath()
    return path
