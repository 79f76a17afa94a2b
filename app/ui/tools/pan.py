"""The hand: the left button drags the image, which the canvas does itself."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.ui.tools.tool import Tool


class Pan(Tool):
    """Changes no labels."""

    cursor = Qt.CursorShape.OpenHandCursor

    def hint(self) -> str:
        return self.tr("Drag: move the image · wheel: zoom")
