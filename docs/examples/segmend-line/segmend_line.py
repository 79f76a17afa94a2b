"""A straight line of the chosen class, as wide as the brush."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath

from app.core.masks import stroke_segment
from app.ui.tools import Pointer, Tool


class Line(Tool):
    title = "Straight line"  # of the command; its keys, icon (an SVG file) and explanation may be left out
    keys = "Shift+S"
    explanation = "Drag from one end to the other"
    has_size = True  # goes by the size of the brush, which is then shown above the image
    _start: Pointer | None = None

    def hint(self) -> str:
        return "Drag from one end of the line to the other"

    def press(self, pointer: Pointer) -> None:
        if pointer.button == Qt.MouseButton.LeftButton:
            self._start = pointer

    def release(self, pointer: Pointer) -> None:
        start, self._start = self._start, None
        if start is not None:
            self.paint(stroke_segment(start.pixel, pointer.pixel, self.session.brush_diameter))
            self.session.end_stroke(self.title)

    def outline(self, pointer: Pointer | None) -> QPainterPath:
        path = QPainterPath()
        if self._start is not None and pointer is not None:
            path.moveTo(self._start.col, self._start.row)
            path.lineTo(pointer.col, pointer.row)
        return path
