"""The magic wand: the area of one colour around the cursor, as wide as the mouse is dragged."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.core.dabs import merge, without
from app.core.floods import color_region
from app.core.label_map import UNLABELED
from app.core.masks import PlacedMask
from app.session.options import MAX_TOLERANCE
from app.ui.tools.tool import Pointer, Tool, is_inside

WAY_PER_STEP = 2.0  # logical pixels to the side for one step of tolerance


class Wand(Tool):
    """Gives the chosen class to the connected area of about the colour where the mouse was pressed.

    With Shift areas are gathered first and with Alt taken away again; Enter, or a press without a key, paints them.
    """

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._start: Pointer | None = None
        self._first_tolerance = 0
        self._region: PlacedMask | None = None
        self._gathered: PlacedMask | None = None  # what Shift and Alt came to, not painted yet
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
        shown, value = self._shown, self._value()
        is_gathering = self._is_with(Qt.KeyboardModifier.ShiftModifier) or self._is_with(
            Qt.KeyboardModifier.AltModifier
        )
        self.forget()
        if is_gathering:
            self._gathered = self._shown = shown if shown is not None and shown[2].any() else None
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
        gathered = None
        if self._start is not None:
            self.session.set_options(tolerance=self._first_tolerance)
            gathered = self._gathered
        self.forget()
        self._gathered = self._shown = gathered
        self.changed.emit()

    def leave(self) -> None:
        self.cancel()
        self.forget()

    def forget(self) -> None:
        self._start = self._region = self._gathered = self._shown = None
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
        assert self._start is not None
        image = self.session.image
        if image is None:
            return
        self._region = color_region(image, *self._start.pixel, self.session.options.tolerance)
        self._shown = self._region
        if self._is_with(Qt.KeyboardModifier.AltModifier):
            self._shown = None if self._gathered is None else without(self._gathered, self._region)
        elif self._gathered is not None:
            self._shown = merge([self._gathered, self._region])
        self.changed.emit()
