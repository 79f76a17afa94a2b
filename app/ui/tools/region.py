"""Tools of one click on a region: fill it, accept or reject the prediction of it, pick its class."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal

from app.core.floods import color_region, window_around
from app.core.label_classes import BACKGROUND
from app.core.label_map import UNLABELED, Box, Source
from app.core.masks import PlacedMask, connected_region
from app.session import Session
from app.ui.tools.background import Background
from app.ui.tools.tool import Point, Pointer, Tool, is_inside

Plane = NDArray[np.uint8]
Search = Callable[[Box | None], PlacedMask | None]  # inside a box only, or everywhere

PREVIEW_SIDE = 2048  # pixels: beyond this window around the cursor no region is looked for while the mouse moves


class RegionTool(Tool):
    """Looks for a region under the mouse, which is tinted, and does something with it on a click.

    A region that reaches beyond the window around the cursor is looked for in the background, and again where labels
    have changed meanwhile.
    """

    cursor = Qt.CursorShape.PointingHandCursor
    preview_side = PREVIEW_SIDE

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._shown: tuple[PlacedMask, int] | None = None
        self._around: PlacedMask | None = None  # the region the mouse is in: nothing new while it stays there
        self._background = Background(self.session, self)
        self._is_stale = False  # labels have changed since the search in the background began
        session = self.session
        for signal in (session.prediction_changed, session.runner_up_changed, session.options_changed):
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
        region = self.search(pointer.pixel)(box)
        if region is None:
            return
        if box is None or _is_whole(region, box, labels.shape):
            self.use(region, pointer.pixel)
        else:
            self.look_everywhere(pointer.pixel, self.search)

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
        elif self._around is None or not _holds(self._around, pointer.pixel):
            self._around = self.search(pointer.pixel)(self.window(pointer.pixel))
            self._shown = self.effect(self._around, pointer) if self._around is not None else None
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
            return lambda _box: color_region(image, *pixel, options.tolerance)
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


def _is_whole(region: PlacedMask, box: Box, shape: tuple[int, ...]) -> bool:
    """Whether a region that was looked for in a box only ends before it does, or the image does there."""
    row, col, mask = region
    ends = row + mask.shape[0] < box[2] or box[2] >= shape[0], col + mask.shape[1] < box[3] or box[3] >= shape[1]
    return (row > box[0] or box[0] <= 0) and (col > box[1] or box[1] <= 0) and all(ends)


def _holds(region: PlacedMask, pixel: Point) -> bool:
    row, col = pixel[0] - region[0], pixel[1] - region[1]
    mask = region[2]
    return 0 <= row < mask.shape[0] and 0 <= col < mask.shape[1] and bool(mask[row, col])
