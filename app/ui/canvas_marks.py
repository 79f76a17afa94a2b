"""What is drawn on top of the picture: outlines of tools, handles, pixel grid, hint of an empty canvas."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen, QTransform

from app.ui.canvas_view import View

GRID_ZOOM = 16.0  # from here on pixels are told apart by lines
HANDLE_SIDE = 7.0  # logical pixels
SMOOTH_SIZE = 300.0  # logical pixels; smooth wide lines are slow, and on large shapes steps are not seen
MARGIN = 6.0  # logical pixels that pens and handles reach beyond the path


def to_screen(view: View) -> QTransform:
    """The transform from image coordinates (x = col, y = row) to logical pixels of the widget."""
    corner = view.device_point(0, 0) / view.ratio
    scale = view.zoom / view.ratio
    return QTransform(scale, 0, 0, scale, corner.x(), corner.y())


def draw_outline(painter: QPainter, path: QPainterPath) -> None:
    """Draw a path of logical pixels, light on dark, so that it is seen on any image."""
    size = path.boundingRect().size()
    is_small = max(size.width(), size.height()) < SMOOTH_SIZE
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width in ((QColor(0, 0, 0, 150), 3.0), (QColor(255, 255, 255, 235), 1.2 if is_small else 1.0)):
        pen = QPen(color, width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCosmetic(not is_small)
        painter.setPen(pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_small or width == 1.0)
        painter.drawPath(path)


def draw_handles(painter: QPainter, points: Iterable[QPointF]) -> None:
    """Draw the corners of a shape in the making; the first, which closes it, is filled."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = HANDLE_SIDE / 2
    for number, point in enumerate(points):
        painter.setPen(QPen(QColor(0, 0, 0, 190), 1.2))
        painter.setBrush(QColor("white") if number else QColor(255, 196, 0))
        painter.drawRect(QRectF(point.x() - half, point.y() - half, HANDLE_SIDE, HANDLE_SIDE))


def draw_grid(painter: QPainter, view: View) -> None:
    """Draw the borders of the pixels in sight, one device pixel wide."""
    if view.zoom < GRID_ZOOM or view.image_shape is None:
        return
    area = QRectF(view.extent())
    height, width = view.image_shape
    origin = view.device_point(0, 0)
    lines: list[QLineF] = []
    for col in _borders(area.left() - origin.x(), area.right() - origin.x(), view.zoom, width):
        x = round(origin.x() + col * view.zoom) + 0.5
        if area.left() <= x < area.right():
            lines.append(QLineF(x, area.top(), x, area.bottom() - 0.5))
    for row in _borders(area.top() - origin.y(), area.bottom() - origin.y(), view.zoom, height):
        y = round(origin.y() + row * view.zoom) + 0.5
        if area.top() <= y < area.bottom():
            lines.append(QLineF(area.left(), y, area.right() - 0.5, y))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.scale(1 / view.ratio, 1 / view.ratio)
    painter.setPen(QPen(QColor(128, 128, 128, 110), 1))
    painter.drawLines(lines)
    painter.restore()


def _borders(start: float, stop: float, zoom: float, count: int) -> range:
    """The borders between `count` pixels that may lie in sight, from start to stop in device pixels."""
    return range(max(1, math.floor(start / zoom) - 1), min(count, math.ceil(stop / zoom) + 2))


def draw_hint(painter: QPainter, area: QRectF, palette: QPalette, text: str) -> None:
    """Write in the middle of an empty canvas what can be done, inside a dashed frame."""
    color = palette.color(QPalette.ColorRole.PlaceholderText)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = painter.font()
    font.setPointSizeF(font.pointSizeF() * 1.15)
    painter.setFont(font)
    wrap = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    room = QRectF(0, 0, min(640.0, area.width() - 112), area.height())
    words = painter.boundingRect(room, wrap, text)
    frame = QRectF(0, 0, words.width() + 64, words.height() + 48)
    frame.moveCenter(area.center())
    line = QColor(color)
    line.setAlphaF(0.45)
    painter.setPen(QPen(line, 1.5, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(frame, 12, 12)
    painter.setPen(color)
    painter.drawText(frame.adjusted(16, 8, -16, -8), wrap, text)


def surround(palette: QPalette) -> QColor:
    """The neutral colour around the image: a little darker than the window, so that the image stands out."""
    window = palette.color(QPalette.ColorRole.Window)
    if window.lightness() < 128:
        return window.darker(130)
    return window.darker(110)
