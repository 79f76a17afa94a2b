"""What tools are tried on, an image of a disk unless said, and what they show and paint on it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.core.label_map import UNLABELED
from app.core.masks import disk
from app.ui.canvas import Canvas
from tests.gui.hand import LEFT, NO_KEY, Plane, at

CTRL = Qt.KeyboardModifier.ControlModifier
HEIGHT, WIDTH = 48, 64
BACKGROUND, CAT, DOG = 0, 1, 2
PATIENCE = 30_000  # milliseconds, on a machine that is busy


@dataclass(frozen=True)
class Stage:
    """The image that lies in the folder twice, the classes and the chosen one, and the size of the canvas."""

    image: Plane
    names: tuple[str, ...]
    chosen: int
    window: tuple[int, int] = (480, 360)


def picture() -> Plane:
    """A red disk of 20 pixels on green: rows 14-33, columns 22-41."""
    image = np.full((HEIGHT, WIDTH, 3), (20, 140, 30), np.uint8)
    image[14:34, 22:42][disk(20)] = (200, 30, 20)
    return image


DISK = np.zeros((HEIGHT, WIDTH), bool)
DISK[14:34, 22:42] = disk(20)


def move(canvas: Canvas, row: int, col: int) -> None:
    QTest.mouseMove(canvas, at(canvas, row, col) + QPoint(1, 0))  # Qt drops a move to where the mouse is already
    QTest.mouseMove(canvas, at(canvas, row, col))


def press(canvas: Canvas, row: int, col: int, button: Qt.MouseButton = LEFT) -> None:
    QTest.mousePress(canvas, button, NO_KEY, at(canvas, row, col))


def release(canvas: Canvas, row: int, col: int, button: Qt.MouseButton = LEFT) -> None:
    QTest.mouseRelease(canvas, button, NO_KEY, at(canvas, row, col))


def shown(canvas: Canvas) -> tuple[Plane, int] | None:
    """What the tool in hand tints: the pixels of the image, and the class."""
    preview = canvas._tools.tool.preview()
    if preview is None:
        return None
    (row, col, mask), value = preview
    plane = np.zeros((HEIGHT, WIDTH), bool)
    plane[row : row + mask.shape[0], col : col + mask.shape[1]] = mask
    return plane, value


def painted(mask: NDArray[np.bool_], value: int = CAT) -> Plane:
    return np.where(mask, np.uint8(value), np.uint8(UNLABELED))
