"""Marks over the picture: the grid of a large image is that of its pixels in sight."""

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from app.ui.canvas_marks import draw_grid
from app.ui.canvas_view import View


@pytest.mark.parametrize("anchor", [(0.0, 0.0), (2999.4, 4999.7), (1234.5, 2345.6)])
@pytest.mark.parametrize("zoom", [16.0, 19.3, 64.0])
def test_every_border_between_pixels_in_sight_has_its_line(
    qtbot: QtBot, anchor: tuple[float, float], zoom: float
) -> None:
    view = View()
    view.set_viewport(301, 203, 1.0)
    view.set_image((3000, 5000))
    view.set_zoom(1.0, QPointF(0, 0))
    view._place(-anchor[0] + 100, -anchor[1] + 150)
    view.set_zoom(zoom, QPointF(150, 100))
    image = QImage(301, 203, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    draw_grid(painter, view)
    painter.end()
    area, origin = QRectF(view.extent()), view.device_point(0, 0)
    for count, start, low, high, is_row in (
        (3000, origin.y(), area.top(), area.bottom(), True),
        (5000, origin.x(), area.left(), area.right(), False),
    ):
        lines = {round(start + number * view.zoom) for number in range(1, count)}
        expected = {line for line in lines if low <= line + 0.5 < high}
        if is_row:
            between = next(
                x for x in range(int(area.left()), 301) if round((x - origin.x()) % view.zoom) == round(view.zoom / 2)
            )
            drawn = {y for y in range(203) if image.pixelColor(between, y) != QColor("black")}
        else:
            between = next(
                y for y in range(int(area.top()), 203) if round((y - origin.y()) % view.zoom) == round(view.zoom / 2)
            )
            drawn = {x for x in range(301) if image.pixelColor(x, between) != QColor("black")}
        assert drawn == expected
        assert drawn
