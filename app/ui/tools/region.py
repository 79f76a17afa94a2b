"""Tools of one click on a region: fill it, accept or reject the prediction of it, pick its class."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal

from app.core.floods import NEAR, color_region, ends_inside, window_around
from app.core.label_classes import BACKGROUND
from app.core.label_map import UNLABELED, Source
from app.core.masks import PlacedMask, connected_region
from app.core.tiles import Box
from app.session import Session
from app.ui.tools.background import Background
from app.ui.tools.tool import Point, Pointer, Tool, is_inside

Plane = NDArray[np.uint8]
Search = Callable[[Box | None], PlacedMask | None]  # inside a box only, or everywhere

PREVIEW_SIDE = 2048  # pixels: beyond this window around the cursor no region is looked for while the mouse moves


class RegionTool(Tool):
    """Looks for a region under the mouse, which is tinted, and does something with it on a click.

    One that does not end near the mouse is tinted when it was found in the background; a click waits for it. A region
    that reaches beyond the window around the cursor is looked for in the background, and again where labels have
    changed meanwhile.
    """

    cursor = Qt.CursorShape.PointingHandCursor
    preview_side = PREVIEW_SIDE

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._shown: tuple[PlacedMask, int] | None = None
        self._around: PlacedMask | None = None  # the region the mouse is in: nothing new while it stays there
        self._around_pixel: Point | None = None  # the one it was looked for at
        self._is_around_whole = False  # it is the same wherever in it one looks
        self._pointer: Pointer | None = None  # where the mouse was last
        self._hovering = Background(self.session, self)  # looks for what is tinted
        self._background = Background(self.session, self)  # looks for what was clicked
        self._is_stale = False  # labels have changed since the search in the background began
        session = self.session
        for signal in (
            session.prediction_changed, session.runner_up_changed, session.options_changed, session.pixels_changed
        ):  # fmt: skip
            signal.connect(self.forget)
        session.class_chosen.connect(lambda _index: self.forget())
        session.labels_changed.connect(self._note_change)

    def search(self, pixel: Point) -> Search:
        """What looks for the region under a pixel of the image, on any thread, in the planes that are shown now."""
        raise NotImplementedError

    def use(self, region: PlacedMask, pixel: Point) -> None:
        """Do what the tool is for with the region that was clicked."""
        raise NotImplementedError

    def press(self, pointer: Pointer) -> None:
        labels = self.session.labels
        if pointer.button != Qt.MouseButton.LeftButton or labels is None or not is_inside(self.session, pointer.pixel):
            return
        box = self.window(pointer.pixel)
        region = self._region_at(pointer.pixel, box)
        if region is None:
            return
        if box is None or ends_inside(region, box, (0, 0, *labels.shape)):
            self.use(region, pointer.pixel)
        else:
            self.look_everywhere(pointer.pixel, self.search)

    def _region_at(self, pixel: Point, box: Box | None) -> PlacedMask | None:
        """The region under a pixel inside a box, or all of it: the one that is tinted, where that is the same."""
        if self._hovering.is_busy and self._pointer is not None and self._pointer.pixel == pixel:
            self._hovering.finish()
        is_same = self._is_around_whole and self._around is not None and _holds(self._around, pixel)
        return self._around if is_same or self._around_pixel == pixel else self.search(pixel)(box)

    def look_everywhere(self, pixel: Point, search: Callable[[Point], Search]) -> None:
        """Use the region that a search finds in the whole image, which may take its time."""
        self._is_stale = False
        labels = self.session.labels
        if labels is not None and labels.size <= self.preview_side**2:
            self._take(search(pixel)(None), pixel, search)
            return
        self._background.start(search(pixel), None, on_done=lambda region: self._take(region, pixel, search))

    def _take(self, region: PlacedMask | None, pixel: Point, search: Callable[[Point], Search]) -> None:
        if self.session.is_hidden:
            return  # a camera's frame hides the image, or the next one: nothing may change what cannot be seen
        if self._is_stale:
            self.look_everywhere(pixel, search)
        elif region is not None:
            self.use(region, pixel)

    def _note_change(self, _box: Box) -> None:
        self._is_stale = True
        self.forget()

    def value(self, region: PlacedMask, pixel: Point) -> int | None:
        """The class the region gets, 255 = none; None if nothing can be done with it."""
        raise NotImplementedError

    def move(self, pointer: Pointer) -> None:
        if self.session.labels is None or not is_inside(self.session, pointer.pixel):
            self.forget()
            return
        self._pointer = pointer
        if self._around is None or not _holds(self._around, pointer.pixel):
            self._look_at(pointer, self.session.labels.shape)

    def _look_at(self, pointer: Pointer, shape: tuple[int, ...]) -> None:
        """Look for the region under the mouse: at once where it ends nearby."""
        pixel, search, box = pointer.pixel, self.search(pointer.pixel), self.window(pointer.pixel)
        near = window_around(shape, *pixel, side=min(NEAR, self.preview_side))
        region = search(near)
        if region is None or ends_inside(region, near, box or window_around(shape, *pixel)):
            self._hovering.cancel()
            self._show(pointer, region, box)
        elif not self._hovering.is_busy:  # else when that is found, so that something is
            self._hovering.start(search, box, on_done=partial(self._take_found, pointer, box))

    def _take_found(self, pointer: Pointer, box: Box | None, region: PlacedMask | None) -> None:
        """Show what was found for the mouse where it was, unless that says nothing about where it is."""
        labels, last = self.session.labels, self._pointer
        if labels is None or last is None:
            return
        if last.pixel == pointer.pixel or (region is not None and _holds(region, last.pixel)):
            self._show(pointer, region, box)
        elif self._around is None or not _holds(self._around, last.pixel):
            self._look_at(last, labels.shape)

    def _show(self, pointer: Pointer, region: PlacedMask | None, box: Box | None) -> None:
        labels = self.session.labels
        self._around, self._around_pixel = region, pointer.pixel
        self._is_around_whole = False
        if region is not None and box is not None and labels is not None:
            self._is_around_whole = ends_inside(region, box, (0, 0, *labels.shape))
        self._shown = self.effect(region, pointer) if region is not None else None
        self.changed.emit()

    def effect(self, region: PlacedMask, pointer: Pointer) -> tuple[PlacedMask, int] | None:
        """The pixels that a click would change, and their class."""
        value = self.value(region, pointer.pixel)
        return None if value is None else (region, value)

    def window(self, pixel: Point) -> Box | None:
        """Where a region is looked for while the mouse moves."""
        labels = self.session.labels
        return None if labels is None else window_around(labels.shape, *pixel, side=self.preview_side)

    def preview(self) -> tuple[PlacedMask, int] | None:
        return self._shown

    def leave(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._hovering.cancel()
        self._around_pixel = self._pointer = None
        if self._around is not None:
            self._around = self._shown = None
            self.changed.emit()


class Fill(RegionTool):
    """Gives the chosen class to a connected region of equal label, of equal prediction, or of about one colour."""

    def hint(self) -> str:
        if self.session.options.fills_by_color:
            tolerance = self.session.options.tolerance
            return self.tr("Click: give the area of this colour the chosen class · tolerance {0}").format(tolerance)
        return self.tr("Click: give the region under the cursor the chosen class")

    def search(self, pixel: Point) -> Search:
        image, options = self.session.image, self.session.options
        if options.fills_by_color and image is not None:
            return lambda box: color_region(image, *pixel, options.tolerance, box)
        return shown_search(self.session, pixel)

    def window(self, pixel: Point) -> Box | None:
        return None if self.session.options.fills_by_color else super().window(pixel)  # which has its own

    def value(self, region: PlacedMask, pixel: Point) -> int | None:
        return self.session.chosen_class

    def use(self, region: PlacedMask, pixel: Point) -> None:
        self.paint_step(region, self.tr("Fill"))


class Accept(RegionTool):
    """Turns the prediction of one region into labels; painted pixels keep theirs."""

    def hint(self) -> str:
        return self.tr("Click: accept the predicted region under the cursor")

    def search(self, pixel: Point) -> Search:
        return _predicted(self.session, pixel)

    def value(self, region: PlacedMask, pixel: Point) -> int | None:
        prediction = self.session.prediction
        value = UNLABELED if prediction is None else int(prediction[pixel])
        return None if value == UNLABELED else value

    def use(self, region: PlacedMask, pixel: Point) -> None:
        row, col, mask = region
        self.session.accept(mask, row, col)


class Reject(RegionTool):
    """Says that the prediction of one region is wrong: it becomes the next probable class, else background.

    The class that is second most probable in most of the region is taken for all of it; without an answer of the
    network it is the class called background. Painted pixels keep theirs.
    """

    def hint(self) -> str:
        if self._shown is not None and self._shown[1] in self.session.classes:
            name = self.session.classes[self._shown[1]].name
            return self.tr("Click: the predicted region under the cursor is wrong; it becomes {0}").format(name)
        return self.tr("Click: the predicted region under the cursor is wrong; the next probable class takes its place")

    def search(self, pixel: Point) -> Search:
        return _predicted(self.session, pixel)

    def value(self, region: PlacedMask, pixel: Point) -> int | None:
        prediction = self.session.prediction
        return None if prediction is None else next_probable(self.session, region, int(prediction[pixel]))

    def use(self, region: PlacedMask, pixel: Point) -> None:
        value = self.value(region, pixel)
        if value is None:
            sentence = self.tr("No other class is known for this region; paint it, or add a class “background”.")
            self.session.said.emit("info", sentence)
            return
        self.paint_step(region, self.tr("Reject prediction"), value)


class Picker(Tool):
    """Chooses the class under the cursor, then goes back to the tool before."""

    cursor = Qt.CursorShape.PointingHandCursor
    picked = Signal()

    def hint(self) -> str:
        return self.tr("Click: choose the class under the cursor")

    def press(self, pointer: Pointer) -> None:
        if pointer.button != Qt.MouseButton.LeftButton:
            return
        index = class_at(self.session, pointer.pixel)
        if index != UNLABELED:
            self.session.choose_class(index)
            self.picked.emit()


def class_at(session: Session, pixel: Point) -> int:
    """The class of the label, else of the prediction; 255 where there is neither."""
    labels, prediction = session.labels, session.prediction
    if labels is None or not is_inside(session, pixel):
        return UNLABELED
    if labels[pixel] != UNLABELED or prediction is None:
        return int(labels[pixel])
    return int(prediction[pixel])


def shown_search(session: Session, pixel: Point) -> Search:
    """What looks for the region of the pixel's label; if it has none, of its prediction among unlabeled pixels."""
    labels, prediction = session.labels, session.prediction
    assert labels is not None
    return lambda box: _shown_region(labels, prediction, pixel, box)


def _shown_region(labels: Plane, prediction: Plane | None, pixel: Point, box: Box | None) -> PlacedMask:
    row0, col0, row1, col1 = box or (0, 0, *labels.shape)
    part = labels[row0:row1, col0:col1]
    if labels[pixel] == UNLABELED and prediction is not None:
        is_same = (part == UNLABELED) & (prediction[row0:row1, col0:col1] == prediction[pixel])
        part = is_same.view(np.uint8)
    row, col, mask = connected_region(part, pixel[0] - row0, pixel[1] - col0)
    return row + row0, col + col0, mask


def _predicted(session: Session, pixel: Point) -> Search:
    """What looks for the connected region of the prediction under a pixel, less what was painted; None without one."""
    prediction, provenance = session.prediction, session.provenance
    return lambda box: _predicted_region(prediction, provenance, pixel, box)


def _predicted_region(
    prediction: Plane | None, provenance: Plane | None, pixel: Point, box: Box | None
) -> PlacedMask | None:
    if prediction is None or provenance is None or prediction[pixel] == UNLABELED:
        return None
    row0, col0, row1, col1 = box or (0, 0, *prediction.shape)
    row, col, mask = connected_region(prediction[row0:row1, col0:col1], pixel[0] - row0, pixel[1] - col0)
    row, col = row + row0, col + col0
    part = provenance[row : row + mask.shape[0], col : col + mask.shape[1]]
    return row, col, mask & (part != Source.PAINTED)


def next_probable(session: Session, region: PlacedMask, wrong: int) -> int | None:
    """The class that takes the place of a wrong one: second most probable in most of the region, else background."""
    runner_up = session.runner_up
    row, col, mask = region
    if runner_up is not None and mask.any():
        counts = np.bincount(runner_up[row : row + mask.shape[0], col : col + mask.shape[1]][mask], minlength=256)
        counts[[wrong, UNLABELED]] = 0
        best = int(counts.argmax())
        if counts[best] and best in session.classes:
            return best
    background = session.classes.by_name(BACKGROUND)
    return None if background is None or background.index == wrong else background.index


def _holds(region: PlacedMask, pixel: Point) -> bool:
    row, col = pixel[0] - region[0], pixel[1] - region[1]
    mask = region[2]
    return 0 <= row < mask.shape[0] and 0 <= col < mask.shape[1] and bool(mask[row, col])
