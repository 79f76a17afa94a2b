"""A hand on the canvas for the tests of tools: real mouse events, in pixels of the image."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.core.label_map import UNLABELED
from app.session import Session
from app.ui.canvas import Canvas

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NO_KEY = Qt.KeyboardModifier.NoModifier
Plane = NDArray[np.uint8]


def labels(session: Session) -> Plane:
    assert session.labels is not None
    return session.labels


def both_planes(session: Session) -> Plane:
    """A copy of labels and provenance, (2, H, W)."""
    assert session.provenance is not None
    return np.stack([labels(session), session.provenance])


def names(session: Session) -> list[str]:
    assert session.history is not None
    return list(session.history.names)


def at(canvas: Canvas, row: int, col: int) -> QPoint:
    return canvas.to_screen(row, col).toPoint()


def drag(
    canvas: Canvas,
    *pixels: tuple[int, int],
    button: Qt.MouseButton = LEFT,
    keys: Qt.KeyboardModifier = NO_KEY,
    is_released: bool = True,
) -> None:
    QTest.mousePress(canvas, button, keys, at(canvas, *pixels[0]))
    for pixel in pixels[1:]:
        QTest.mouseMove(canvas, at(canvas, *pixel))
    if is_released:
        QTest.mouseRelease(canvas, button, keys, at(canvas, *pixels[-1]))


def click(
    canvas: Canvas, row: int, col: int, keys: Qt.KeyboardModifier = NO_KEY, button: Qt.MouseButton = LEFT
) -> None:
    QTest.mouseClick(canvas, button, keys, at(canvas, row, col))


def predict(session: Session, prediction: Plane) -> None:
    assert session.show_prediction(prediction, None, generation=session.generation, version="test")


def plane_of(*placed: tuple[int, int, NDArray[np.bool_]], shape: tuple[int, int] = (48, 64), value: int = 0) -> Plane:
    """An empty label map with masks painted into it."""
    plane = np.full(shape, UNLABELED, np.uint8)
    for row, col, mask in placed:
        for r, c in np.argwhere(mask) + np.array([row, col]):
            if 0 <= r < shape[0] and 0 <= c < shape[1]:
                plane[r, c] = value
    return plane
