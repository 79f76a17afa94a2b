"""Tools of one click on a region: fill it, accept the prediction of it, pick its class."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal

from app.core.label_map import UNLABELED, connected_region
from app.core.masks import PlacedMask
from app.session import Session
from app.ui.tools.tool import Point, Pointer, Tool


class Fill(Tool):
    """Gives the chosen class to a connected region of equal label, or of equal prediction where unlabeled."""

    cursor = Qt.CursorShape.PointingHandCursor

    def hint(self) -> str:
        return self.tr("Click: give the region under the cursor the chosen class")

    def press(self, pointer: Pointer) -> None:
        if pointer.button != Qt.MouseButton.LeftButton or not is_inside(self.session, pointer.pixel):
            return
        row, col, mask = shown_region(self.session, pointer.pixel)
        self.session.paint(row, col, mask)
        self.session.end_stroke(self.tr("Fill"))


class Accept(Tool):
    """Turns the prediction of one region into labels; painted pixels keep theirs."""

    cursor = Qt.CursorShape.PointingHandCursor

    def hint(self) -> str:
        return self.tr("Click: accept the predicted region under the cursor")

    def press(self, pointer: Pointer) -> None:
        prediction = self.session.prediction
        if pointer.button != Qt.MouseButton.LeftButton or prediction is None:
            return
        if is_inside(self.session, pointer.pixel):
            row, col, mask = connected_region(prediction, *pointer.pixel)
            self.session.accept(mask, row, col)


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


def is_inside(session: Session, pixel: Point) -> bool:
    """Whether the pixel belongs to the open image."""
    labels = session.labels
    return labels is not None and 0 <= pixel[0] < labels.shape[0] and 0 <= pixel[1] < labels.shape[1]


def class_at(session: Session, pixel: Point) -> int:
    """The class of the label, else of the prediction; 255 where there is neither."""
    labels, prediction = session.labels, session.prediction
    if labels is None or not is_inside(session, pixel):
        return UNLABELED
    if labels[pixel] != UNLABELED or prediction is None:
        return int(labels[pixel])
    return int(prediction[pixel])


def shown_region(session: Session, pixel: Point) -> PlacedMask:
    """The connected region of the pixel's label; if it has none, of its prediction among unlabeled pixels."""
    labels, prediction = session.labels, session.prediction
    assert labels is not None
    if labels[pixel] != UNLABELED or prediction is None:
        return connected_region(labels, *pixel)
    is_same = (labels == UNLABELED) & (prediction == prediction[pixel])
    return connected_region(is_same.view(np.uint8), *pixel)
