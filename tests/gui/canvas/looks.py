"""What a canvas shows, and hands that move over it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.session import Session
from app.ui.canvas import Canvas

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NO_KEY = Qt.KeyboardModifier.NoModifier
HEIGHT, WIDTH = 40, 60
Open = Callable[[NDArray[np.uint8]], Canvas]


def predict(session: Session, labels: NDArray[np.uint8], confidence: NDArray[np.uint8] | None = None) -> None:
    assert session.show_prediction(labels, confidence, generation=session.generation, version="test")


def seen(canvas: Canvas) -> NDArray[np.uint8]:
    """(height, width, 3) RGB of what the canvas shows, in device pixels."""
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def color_at(canvas: Canvas, row: int, col: int) -> list[int]:
    point = canvas.to_screen(row, col).toPoint()
    return seen(canvas)[point.y(), point.x()].tolist()


def wheel(canvas: Canvas, point: QPointF, turn: int, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    place = canvas.mapToGlobal(point)
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(point, place, QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, keys, phase, False)
    QApplication.sendEvent(canvas, event)
