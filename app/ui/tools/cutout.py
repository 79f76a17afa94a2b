"""The cut-out: a box dragged around an object becomes the object itself."""

from __future__ import annotations

from PySide6.QtGui import QPainterPath

from app.core.cutout import SMALLEST_SIDE, cut_out
from app.core.masks import PlacedMask
from app.core.permission import Over
from app.core.tiles import Box
from app.ui.tools.background import Background
from app.ui.tools.rectangle import DraggedBox
from app.ui.tools.tool import Point, Pointer, path_around_pixels


class Cutout(DraggedBox):
    """Gives the chosen class to what looks different, inside a box, from what is around the box."""

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)
        self._box: Box | None = None  # while its object is being looked for
        self._background = Background(self.session, self)
        self._background.changed.connect(self.changed)

    @property
    def is_active(self) -> bool:
        return super().is_active or self._background.is_busy

    def hint(self) -> str:
        if self._background.is_busy:
            return self.tr("The object in the box is being cut out… · Esc: cancel")
        return self.tr("Drag a box around an object, a little larger than it · Esc: cancel")

    def press(self, pointer: Pointer) -> None:
        self._background.cancel()  # another box replaces the one that is being worked on
        super().press(pointer)

    def use(self, start: Point, end: Point) -> None:
        image = self.session.image
        if image is None:
            return
        (top, bottom), (left, right) = (sorted(ends) for ends in zip(start, end, strict=True))
        row0, col0 = max(top, 0), max(left, 0)
        row1, col1 = min(bottom + 1, image.shape[0]), min(right + 1, image.shape[1])
        if min(row1 - row0, col1 - col0) < SMALLEST_SIDE:
            sentence = self.tr("The box is too small; drag one of at least {0} pixels each way.")
            self.session.said.emit("info", sentence.format(SMALLEST_SIDE))
            return
        self._box = row0, col0, row1, col1
        value, over = self.session.chosen_class, self.session.options.over
        self._background.start(cut_out, image, self._box, on_done=lambda found: self._paint_object(found, value, over))

    def cancel(self) -> None:
        self._background.cancel()
        super().cancel()

    def outline(self, pointer: Pointer | None) -> QPainterPath:
        if self._background.is_busy and self._box is not None:
            row0, col0, row1, col1 = self._box
            return path_around_pixels(row0, col0, row1 - 1, col1 - 1)
        return super().outline(pointer)

    def _paint_object(self, found: PlacedMask, value: int, over: Over) -> None:
        if self.session.is_hidden:
            return  # a camera's frame hides the image, or the next one: nothing may change what cannot be seen
        row, col, mask = found
        if not mask.any():
            sentence = self.tr("Nothing in the box looks different from what is around it; try another box.")
            self.session.said.emit("info", sentence)
            return
        self.session.paint_step(row, col, mask, name=self.tr("Cut-out"), value=value, over=over)
