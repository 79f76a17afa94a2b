"""The magic wand: the area of one colour around the cursor, as wide as the mouse is dragged."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt

from app.core.dabs import merge, without
from app.core.floods import color_region, near_color_region
from app.core.label_map import UNLABELED
from app.core.masks import PlacedMask
from app.session.options import MAX_TOLERANCE
from app.ui.tools.background import Background
from app.ui.tools.tool import Pointer, Tool, is_inside

WAY_PER_STEP = 2.0  # logical pixels to the side for one step of tolerance
_MOST_EARLIER = 50  # areas that can be let go one by one: each keeps a mask


class Wand(Tool):
    """Gives the chosen class to the connected area of about the colour where the mouse was pressed.

    With Shift areas are gathered first and with Alt taken away again; Enter, or a press without a key, paints them.
    A large area is looked for in the background: what is tinted follows the mouse, and a release waits for it.
    """

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._start: Pointer | None = None
        self._first_tolerance = 0
        self._wanted = 0  # the tolerance at which the area is to be shown
        self._is_found = False  # whether it is
        self._generation = -1  # of the image it was looked for in last
        self._background = Background(self.session, self)
        self._gathered: PlacedMask | None = None  # what Shift and Alt came to, not painted yet
        self._earlier: list[PlacedMask | None] = []  # what was gathered before each area that came to it
        self._shown: PlacedMask | None = None  # both together

    @property
    def is_active(self) -> bool:
        return self._start is not None or self._gathered is not None

    def hint(self) -> str:
        tolerance = self.session.options.tolerance
        if self._start is not None:
            return self.tr("Tolerance {0} · drag right for more, left for less · Esc: cancel").format(tolerance)
        if self._gathered is not None:
            return self.tr("Enter or a click: paint · Shift: add an area · Alt: take one away · Esc: none of them")
        return self.tr(
            "Press on a colour and drag for the tolerance, now {0} · right button: erase · Shift: gather several areas"
        ).format(tolerance)

    def press(self, pointer: Pointer) -> None:
        image = self.session.image
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
        if self._start is not None or pointer.button not in buttons or image is None:
            return
        if is_inside(self.session, pointer.pixel):
            self._start, self._first_tolerance = pointer, self.session.options.tolerance
            self._find()

    def move(self, pointer: Pointer) -> None:
        if self._start is not None:
            steps = round((pointer.col - self._start.col) * pointer.scale / WAY_PER_STEP)
            tolerance = min(max(self._first_tolerance + steps, 0), MAX_TOLERANCE)
            if tolerance != self.session.options.tolerance:
                self.session.set_options(tolerance=tolerance)
                self._find()

    def release(self, pointer: Pointer) -> None:
        if self._start is None or pointer.button != self._start.button:
            return
        self._background.finish()
        if not self._is_found and self._generation != self.session.generation:
            self._find()  # the image was read again meanwhile, and the answer dropped
            self._background.finish()
        if not self._is_found:  # why not has been said
            self.cancel()
            return
        shown, value, earlier = self._shown, self._value(), [*self._earlier, self._gathered][-_MOST_EARLIER:]
        is_gathering = self._is_with(Qt.KeyboardModifier.ShiftModifier) or self._is_with(
            Qt.KeyboardModifier.AltModifier
        )
        self.forget()
        if is_gathering:
            self._gathered = self._shown = shown if shown is not None and shown[2].any() else None
            self._earlier = earlier if self._gathered is not None else []
            self.changed.emit()
        elif shown is not None:
            self._paint_all(shown, value)

    def key(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._start is None and self._gathered is not None:
            gathered, value = self._gathered, self.session.chosen_class
            self.forget()
            self._paint_all(gathered, value)
            return True
        return super().key(key)

    def cancel(self) -> None:
        """Let go of the area that is dragged, or of all that were gathered."""
        gathered, earlier = None, []
        if self._start is not None:
            self.session.set_options(tolerance=self._first_tolerance)
            gathered, earlier = self._gathered, self._earlier
        self.forget()
        self._gathered = self._shown = gathered
        self._earlier = earlier
        self.changed.emit()

    def take_back(self) -> bool:
        """Let go of the area that is dragged, or else of the one that was gathered last."""
        if self._start is not None or not self._earlier:
            return super().take_back()
        self._gathered = self._shown = self._earlier.pop()
        self.changed.emit()
        return True

    def leave(self) -> None:
        self.cancel()
        self.forget()

    def forget(self) -> None:
        self._background.cancel()
        self._start = self._gathered = self._shown = None
        self._earlier = []
        self.changed.emit()

    def preview(self) -> tuple[PlacedMask, int] | None:
        return None if self._shown is None else (self._shown, self._value())

    def _is_with(self, modifier: Qt.KeyboardModifier) -> bool:
        return self._start is not None and self._start.has(modifier)

    def _paint_all(self, placed: PlacedMask, value: int) -> None:
        self.paint_step(placed, self.tr("Erase") if value == UNLABELED else self.tr("Magic wand"), value)

    def _value(self) -> int:
        is_erasing = self._start is not None and self._start.button == Qt.MouseButton.RightButton
        return UNLABELED if is_erasing else self.session.chosen_class

    def _find(self) -> None:
        """Look for the area at the tolerance that the options have now."""
        assert self._start is not None
        image = self.session.image
        if image is None:
            return
        self._wanted, self._is_found = self.session.options.tolerance, False
        self._generation = self.session.generation
        place = *self._start.pixel, self._wanted
        region = near_color_region(image, *place)
        if region is not None:
            self._background.cancel()
            self._take(self._wanted, region)
        elif not self._background.is_busy:  # else the next one is looked for when that is there, and both are shown
            self._background.start(color_region, image, *place, on_done=partial(self._take, self._wanted))

    def _take(self, tolerance: int, region: PlacedMask) -> None:
        """Show the area that was found; look for another if that is not the one by now."""
        self._shown = region
        if self._is_with(Qt.KeyboardModifier.AltModifier):
            self._shown = None if self._gathered is None else without(self._gathered, region)
        elif self._gathered is not None:
            self._shown = merge([self._gathered, region])
        self._is_found = tolerance == self._wanted
        if not self._is_found:
            self._find()
        self.changed.emit()
