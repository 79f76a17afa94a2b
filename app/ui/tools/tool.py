"""What every tool answers to: the mouse and a few keys, in image coordinates."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPainterPath

from app.core.masks import PlacedMask
from app.core.tiles import Box
from app.session import Session

Point = tuple[int, int]  # row, col of a pixel; its centre where masks are concerned


@dataclass(frozen=True)
class Pointer:
    """The mouse over the image. `row` and `col` are image coordinates: pixel r covers [r, r + 1)."""

    row: float
    col: float
    scale: float  # logical pixels of the screen per image pixel
    button: Qt.MouseButton = Qt.MouseButton.NoButton  # the one pressed or released
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    pressure: float = 1.0  # of a pen, 0-1
    is_eraser: bool = False  # the other end of a pen

    @property
    def pixel(self) -> Point:
        """The pixel under the mouse; it may lie outside the image."""
        return math.floor(self.row), math.floor(self.col)

    def has(self, modifier: Qt.KeyboardModifier) -> bool:
        """Whether the key is held."""
        return bool(self.modifiers & modifier)


class Tool(QObject):
    """One way to change labels, always through the session; the canvas draws `outline` and `handles`."""

    changed = Signal()  # outline, handles or hint
    cursor = Qt.CursorShape.CrossCursor
    has_size = False  # whether it goes by session.brush_diameter

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session

    @property
    def is_active(self) -> bool:
        """Whether something is begun that can be cancelled; the tool then takes Enter, Esc and Backspace."""
        return False

    def hint(self) -> str:
        """One line for the status bar: what the mouse and the keys do now."""
        return ""

    def press(self, pointer: Pointer) -> None:
        """A button went down."""

    def move(self, pointer: Pointer) -> None:
        """The mouse moved, whether a button is held or not."""

    def release(self, pointer: Pointer) -> None:
        """A button went up."""

    def double_click(self, pointer: Pointer) -> None:
        """The second press of a double-click; the first came as `press`."""
        self.press(pointer)

    def key(self, key: Qt.Key) -> bool:
        """A key while the tool is active: Enter, Esc or Backspace; returns whether it was used."""
        if key == Qt.Key.Key_Escape:
            self.cancel()
            return True
        return False

    def cancel(self) -> None:
        """Take back what is begun."""

    def take_back(self) -> bool:
        """Undo, while the tool is active: take back the last part of what is begun; False if nothing is begun."""
        if not self.is_active:
            return False
        self.cancel()
        return True

    @property
    def can_bring_back(self) -> bool:
        """Whether a part of what is begun was taken back and can be had again."""
        return False

    def bring_back(self) -> bool:
        """Redo, while the tool is active: the part that was taken back last; False if there is none."""
        return False

    def leave(self) -> None:
        """Another tool was chosen: finish or cancel."""
        self.cancel()

    def forget(self) -> None:
        """The image is gone, and with it what was begun on it; the session has seen to the labels."""

    def outline(self, pointer: Pointer | None) -> QPainterPath:
        """What to draw over the image, in image coordinates (x = col, y = row).

        `pointer` is None while the mouse is not over the canvas.
        """
        return QPainterPath()

    def resize(self, notches: float) -> bool:
        """Change the size of the tool by turns of the wheel; False if it has none."""
        return False

    def preview(self) -> tuple[PlacedMask, int] | None:
        """The pixels that would change and the class they would get, 255 = none; the canvas tints them."""
        return None

    def paint(self, placed: PlacedMask, value: int | None = None) -> Box | None:
        """Paint a mask where the options allow it, with the chosen class unless `value` says another."""
        row, col, mask = placed
        return self.session.paint(row, col, mask, value=value, over=self.session.options.over)

    def paint_step(self, placed: PlacedMask, name: str, value: int | None = None) -> None:
        """As paint, where that is all of a step of this name; it may be of any size."""
        row, col, mask = placed
        self.session.paint_step(row, col, mask, name=name, value=value, over=self.session.options.over)

    def handles(self) -> list[tuple[float, float]]:
        """Image coordinates (row, col) of the corners of a shape in the making."""
        return []


def is_inside(session: Session, pixel: Point) -> bool:
    """Whether the pixel belongs to the open image."""
    labels = session.labels
    return labels is not None and 0 <= pixel[0] < labels.shape[0] and 0 <= pixel[1] < labels.shape[1]


def path_around_pixels(row0: int, col0: int, row1: int, col1: int) -> QPainterPath:
    """The outline of a rectangle of pixels, both corner pixels included, in image coordinates."""
    path = QPainterPath()
    top, bottom = min(row0, row1), max(row0, row1) + 1
    left, right = min(col0, col1), max(col0, col1) + 1
    path.addRect(left, top, right - left, bottom - top)
    return path
