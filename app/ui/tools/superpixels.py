"""The superpixel brush: paints whole areas of one look, whose borders follow the edges of the image."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.core.label_map import UNLABELED
from app.core.masks import PlacedMask
from app.core.superpixels import SIZES, Superpixels, find_superpixels, nearest_size
from app.ui.tools.background import Background
from app.ui.tools.tool import Point, Pointer, Tool, is_inside


class SuperpixelBrush(Tool):
    """Gives the chosen class to the superpixels that the mouse is dragged over; the right button erases them."""

    has_size = True

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._found: dict[int, Superpixels] = {}  # by size, of the image that is shown
        self._background = Background(self.session, self)
        self._background.changed.connect(self.changed)
        self._wanted = 0  # the size that is being computed
        self._button = Qt.MouseButton.NoButton
        self._last: Point = (0, 0)
        self._value: int | None = None
        self._hovered: tuple[int, int, PlacedMask] | None = None  # size, number and pixels of the one pointed at

    @property
    def is_active(self) -> bool:
        return self._button != Qt.MouseButton.NoButton

    @property
    def superpixels(self) -> Superpixels | None:
        """Those of the size that goes with the brush, once they are computed."""
        return self._found.get(nearest_size(self.session.brush_diameter))

    def hint(self) -> str:
        if self.superpixels is None:
            return self.tr("The superpixels of this image are being computed…")
        size = nearest_size(self.session.brush_diameter)
        return self.tr(
            "Drag: paint superpixels of about {0} px · right button: erase · [ ] or Shift+wheel: size"
        ).format(size)

    def press(self, pointer: Pointer) -> None:
        if self.is_active or pointer.button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        self.prepare()
        if self.superpixels is not None:
            is_erasing = pointer.is_eraser or pointer.button == Qt.MouseButton.RightButton
            self._value = UNLABELED if is_erasing else None
            self._button, self._last = pointer.button, pointer.pixel
            self._paint_to(pointer.pixel)

    def move(self, pointer: Pointer) -> None:
        self.prepare()
        if self.is_active:
            self._paint_to(pointer.pixel)
        self._hover(pointer.pixel)

    def release(self, pointer: Pointer) -> None:
        if self.is_active and pointer.button == self._button:
            self._finish()

    def cancel(self) -> None:
        if self.is_active:
            self._button = Qt.MouseButton.NoButton
            self.session.cancel_stroke()

    def take_back(self) -> bool:
        """Not by itself: undo ends the stroke and takes it back as a step, so that redo has it."""
        return False

    def leave(self) -> None:
        """What is painted so far is kept, and what is being computed is not needed now."""
        if self.is_active:
            self._finish()
        self._background.cancel()
        self._hovered = None

    def forget(self) -> None:
        self._button, self._hovered = Qt.MouseButton.NoButton, None
        self._found.clear()
        self._background.cancel()

    def resize(self, notches: float) -> bool:
        """Take the next larger or smaller superpixels."""
        place = SIZES.index(nearest_size(self.session.brush_diameter)) + (1 if notches > 0 else -1)
        if not self.is_active:
            self.session.set_brush_diameter(SIZES[min(max(place, 0), len(SIZES) - 1)])
        return True

    def preview(self) -> tuple[PlacedMask, int] | None:
        if self._hovered is None or self.is_active:
            return None
        return self._hovered[2], self.session.chosen_class

    def prepare(self) -> None:
        """Have the superpixels computed in the background, unless they are there or on their way."""
        image, size = self.session.image, nearest_size(self.session.brush_diameter)
        if image is None or size in self._found or (self._background.is_busy and self._wanted == size):
            return
        self._wanted = size
        self._background.start(find_superpixels, image, size, on_done=lambda found: self._keep(size, found))

    def _keep(self, size: int, found: Superpixels) -> None:
        self._found[size] = found

    def _hover(self, pixel: Point) -> None:
        found, size = self.superpixels, nearest_size(self.session.brush_diameter)
        if found is None or not is_inside(self.session, pixel):
            self._hovered = None
            return
        number = found.at(*pixel)
        if self._hovered is None or self._hovered[:2] != (size, number):
            self._hovered = size, number, found.region({number})
            self.changed.emit()

    def _paint_to(self, pixel: Point) -> None:
        found = self.superpixels
        if found is None:
            return
        start, self._last = self._last, pixel
        self.paint(found.region(found.along(start, pixel)), self._value)

    def _finish(self) -> None:
        self._button = Qt.MouseButton.NoButton
        name = self.tr("Erase") if self._value == UNLABELED else self.tr("Superpixels")
        self.session.end_stroke(name)
