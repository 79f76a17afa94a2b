"""Changing the shape of the region under the cursor, or of its class everywhere in the image."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from app.core.label_map import UNLABELED
from app.core.masks import Mask, PlacedMask
from app.core.morphology import Shaping, reshape, with_margin
from app.core.tiles import Box
from app.ui.tools.region import RegionTool, Search, class_at, next_probable, shown_search
from app.ui.tools.tool import Point, Pointer, is_inside

LARGEST_PIXELS = 16_000_000  # of the box around what is changed: more would stop the window for seconds
FREE_MARGIN = 2  # pixels around a region, in which a hole or an island is seen to end


class Reshape(RegionTool):
    """Grows, shrinks or smooths a region, fills its holes or removes it if it is an island.

    What a labelled region loses becomes unlabeled. A predicted region becomes a labelled one; what it loses gets the
    next probable class, as by Reject.
    """

    preview_side = 1024

    def hint(self) -> str:
        options = self.session.options
        what = {
            Shaping.GROW: self.tr("grow the region by {0} px"),
            Shaping.SHRINK: self.tr("shrink the region by {0} px"),
            Shaping.SMOOTH: self.tr("smooth the region over {0} px"),
            Shaping.FILL_HOLES: self.tr("fill holes of up to {0} px²"),
            Shaping.REMOVE_ISLANDS: self.tr("remove the region if it has up to {0} px²"),
        }[options.shaping].format(options.amount)
        return self.tr("Click: {0} · Ctrl+click: the whole class in this image").format(what)

    def search(self, pixel: Point) -> Search:
        if class_at(self.session, pixel) == UNLABELED:
            return lambda _box: None
        return shown_search(self.session, pixel)

    def effect(self, region: PlacedMask, pointer: Pointer) -> tuple[PlacedMask, int] | None:
        row, col, _, after = self._reshaped(region)
        if not after.any():
            return region, UNLABELED  # it would be gone
        return (row, col, after), class_at(self.session, pointer.pixel)

    def press(self, pointer: Pointer) -> None:
        if pointer.button != Qt.MouseButton.LeftButton or not is_inside(self.session, pointer.pixel):
            return
        if class_at(self.session, pointer.pixel) == UNLABELED:
            self.session.said.emit("info", self.tr("There is no region here: the pixel has no class."))
        elif pointer.has(Qt.KeyboardModifier.ControlModifier):
            self.look_everywhere(pointer.pixel, self._search_class)
        else:
            super().press(pointer)

    def use(self, region: PlacedMask, pixel: Point) -> None:
        if region[2].size > LARGEST_PIXELS:
            sentence = self.tr("The region is too large to be changed at once ({0} megapixels at most).")
            self.session.said.emit("info", sentence.format(LARGEST_PIXELS // 1_000_000))
            return
        self._apply(region, class_at(self.session, pixel))

    def _apply(self, region: PlacedMask, index: int) -> None:
        labels = self.session.labels
        assert labels is not None
        row, col, before, after = self._reshaped(region)
        part = labels[row : row + before.shape[0], col : col + before.shape[1]]
        is_labelled = part != UNLABELED
        lost = before & ~after
        lost_prediction = row, col, lost & ~is_labelled
        instead = self._instead_of(lost_prediction, index)
        self.paint((row, col, after & (~before | ~is_labelled)), index)
        self.session.paint(row, col, lost & is_labelled, value=UNLABELED)
        if instead is not None:
            self.session.paint(*lost_prediction, value=instead)
        self.session.end_stroke(self._name())

    def _instead_of(self, lost: PlacedMask, index: int) -> int | None:
        """The class for predicted pixels that the region loses; None, which is said, if none is known."""
        if not lost[2].any():
            return None
        instead = next_probable(self.session, lost, index)
        if instead is None:
            sentence = self.tr("What the region lost still shows its prediction: no other class is known for it.")
            self.session.said.emit("info", sentence)
        return instead

    def _reshaped(self, region: PlacedMask) -> tuple[int, int, Mask, Mask]:
        """(row, col, before, after): the region with room around it, and what becomes of it."""
        options, labels = self.session.options, self.session.labels
        assert labels is not None
        is_by_distance = options.shaping in (Shaping.GROW, Shaping.SHRINK, Shaping.SMOOTH)
        margin = options.amount + FREE_MARGIN if is_by_distance else FREE_MARGIN
        row, col, before = with_margin(region, margin, *labels.shape)
        return row, col, before, reshape(before, options.shaping, options.amount)

    def _search_class(self, pixel: Point) -> Search:
        """What finds every pixel that is shown as the class under one, in the box that holds them."""
        labels, prediction = self.session.labels, self.session.prediction
        index = class_at(self.session, pixel)
        assert labels is not None

        def search(_box: Box | None) -> PlacedMask | None:
            is_class: Mask = labels == index
            if prediction is not None:
                is_class |= (labels == UNLABELED) & (prediction == index)
            rows, cols = np.flatnonzero(is_class.any(axis=1)), np.flatnonzero(is_class.any(axis=0))
            if not len(rows):
                return None  # the class went while it was looked for
            top, left = int(rows[0]), int(cols[0])
            return top, left, is_class[top : int(rows[-1]) + 1, left : int(cols[-1]) + 1]

        return search

    def _name(self) -> str:
        return {
            Shaping.GROW: self.tr("Grow"),
            Shaping.SHRINK: self.tr("Shrink"),
            Shaping.SMOOTH: self.tr("Smooth"),
            Shaping.FILL_HOLES: self.tr("Fill holes"),
            Shaping.REMOVE_ISLANDS: self.tr("Remove islands"),
        }[self.session.options.shaping]
