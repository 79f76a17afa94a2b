"""Steps over many tiles of a label map, done tile by tile on any thread while the rest of the map is worked on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable

import numpy as np

from app.core.edits import Edit, TileChange, edit_of
from app.core.journal import Move
from app.core.label_file import used_values
from app.core.label_map import UNLABELED, Change, LabelMap, Source, Wish
from app.core.masks import Mask
from app.core.permission import Over, permitted
from app.core.tiles import Box, Plane, Tile, tiles_of, union

AT_ONCE = 16  # tiles of a new step, a megapixel: some 5 ms
STROKE_AT_ONCE = 96  # tiles of a stroke that are packed before it returns, some 16 ms: a stroke is to be stored at once
MOVED_AT_ONCE = 48  # tiles of a step that is taken back or done again before anything else happens, some 8 ms
_TOLD_EVERY = 0.05  # seconds: how often what is done is to be drawn


class Sweep:
    """One step over tiles of a label map. Each tile is done once, by whoever comes first.

    While it runs, others may write to a tile after :meth:`complete` was called for it, and to none before.
    """

    move = Move.EDIT
    at_once = AT_ONCE  # tiles that are done before anything else happens
    tells_spared = True  # whether it is said which locked classes were left as they are

    def __init__(self, label_map: LabelMap, name: str, tiles: Iterable[Tile]) -> None:
        self.label_map = label_map
        self.name = name
        self._waiting = dict.fromkeys(tiles)
        self.is_small = len(self._waiting) <= self.at_once
        self._doing: set[Tile] = set()
        self._turn = threading.Condition()  # held to take a tile and to give it back, never while it is done

    @property
    def size(self) -> int:
        """How many tiles are still to be begun."""
        return len(self._waiting)

    def run(self) -> Generator[Box, None, None]:
        """Do all tiles, for a job; yields a box to be drawn now and then. What raises leaves its tile as it was."""
        boxes: list[Box] = []
        told = time.monotonic()
        while (tile := self._take_next()) is not None:
            box = self._do(tile)
            boxes += [] if box is None else [box]
            if boxes and time.monotonic() - told > _TOLD_EVERY:
                whole = union(boxes)
                assert whole is not None
                boxes.clear()
                yield whole
                told = time.monotonic()
        self._wait_for(lambda: not self._doing)
        rest = union(boxes)
        if rest is not None:
            yield rest

    def finish(self) -> None:
        """Do what is left, on this thread, and wait for what another is at."""
        while (tile := self._take_next()) is not None:
            self._do(tile)
        self._wait_for(lambda: not self._doing)

    def complete(self, row: int, col: int, shape: tuple[int, ...]) -> Box | None:
        """Let the tiles be written to now that a mask of this shape at (row, col) touches; the box that changed."""
        box = clipped(row, col, shape, *self.label_map.shape)
        if box[0] >= box[2] or box[1] >= box[3]:
            return None
        touched = tiles_of(box)
        boxes = self._settle(touched)
        self._wait_for(lambda: self._doing.isdisjoint(touched))
        return union(each for each in boxes if each is not None)

    def _settle(self, tiles: list[Tile]) -> list[Box | None]:
        """Do these tiles now, but for those that another thread is at; the boxes that changed."""
        return [self._do(tile) for tile in tiles if self._take(tile)]

    def edit(self) -> Edit | None:
        """What was done so far as one edit; None for nothing."""
        raise NotImplementedError

    def _take_next(self) -> Tile | None:
        with self._turn:
            tile = next(iter(self._waiting), None)
            if tile is not None:
                self._take(tile)
            return tile

    def _take(self, tile: Tile) -> bool:
        """Keep others from a tile; whether it was still to be done."""
        with self._turn:
            if tile not in self._waiting:
                return False
            del self._waiting[tile]
            self._doing.add(tile)
            return True

    def _do(self, tile: Tile) -> Box | None:
        """Do a tile that was taken; one that fails is still to be done."""
        is_done = False
        try:
            box = self._change(tile)
            is_done = True
        finally:
            with self._turn:
                self._doing.discard(tile)
                if not is_done:
                    self._waiting[tile] = None
                self._turn.notify_all()
        return box

    def _wait_for(self, is_over: Callable[[], bool]) -> None:
        with self._turn:
            self._turn.wait_for(is_over)

    def _change(self, tile: Tile) -> Box | None:
        """Do one tile; returns the box that changed."""
        raise NotImplementedError


class Writing(Sweep):
    """A new step: one change, everywhere inside a box."""

    def __init__(self, label_map: LabelMap, name: str, change: Change, box: Box | None = None) -> None:
        """box: inside the image, where None is all of it; an empty one is nothing."""
        is_empty = box is not None and (box[0] >= box[2] or box[1] >= box[3])
        super().__init__(label_map, name, [] if is_empty else tiles_of(box or (0, 0, *label_map.shape)))
        self._wish = change
        self._made: dict[Tile, tuple[TileChange, int]] = {}

    def edit(self) -> Edit | None:
        return edit_of(self.name, [self._made[tile] for tile in sorted(self._made)])

    def _change(self, tile: Tile) -> Box | None:
        made = self.label_map.change_tile(tile, self._wish)
        if made is None:
            return None
        self._made[tile] = made
        return made[0].box


class Packing(Sweep):
    """A stroke that is over, to be packed: it is drawn already."""

    def __init__(self, label_map: LabelMap, name: str) -> None:
        self._before = label_map.close()
        super().__init__(label_map, name, sorted(self._before))
        self._after: dict[Tile, tuple[Plane, Plane]] = {}  # of tiles that are painted on before they are packed
        self._made: dict[Tile, tuple[TileChange, int]] = {}

    def _settle(self, tiles: list[Tile]) -> list[Box | None]:
        """Packing takes ten times as long as keeping what is there: it goes on in its own time."""
        with self._turn:
            for tile in tiles:
                if tile in self._waiting and tile not in self._after:
                    self._after[tile] = self.label_map.copied(tile)
        return []

    def edit(self) -> Edit | None:
        return edit_of(self.name, [self._made[tile] for tile in sorted(self._made)])

    def _change(self, tile: Tile) -> Box | None:
        made = self.label_map.difference(tile, *self._before[tile], self._after.get(tile))
        if made is not None:
            self._made[tile] = made
        del self._before[tile]
        self._after.pop(tile, None)
        return None


class Moving(Sweep):
    """A step that was made, taken back or done again."""

    at_once = MOVED_AT_ONCE

    def __init__(self, label_map: LabelMap, edit: Edit, *, forward: bool) -> None:
        """Raises ValueError for an edit of a larger image."""
        height, width = label_map.shape
        if edit.box[2] > height or edit.box[3] > width:
            raise ValueError(f"the edit {edit.name!r} reaches to {edit.box[2:]}, outside {height} x {width}")
        self._changes: dict[Tile, list[TileChange]] = {}
        for change in edit.tiles if forward else reversed(edit.tiles):  # a tile may be there twice
            self._changes.setdefault(tiles_of(change.box)[0], []).append(change)
        super().__init__(label_map, edit.name, self._changes)
        self.move = Move.REDO if forward else Move.UNDO
        self._edit, self._forward = edit, forward
        self.used: set[int] = set()  # the values that came back, 255 included

    def edit(self) -> Edit:
        return self._edit

    def _change(self, tile: Tile) -> Box | None:
        changes = self._changes[tile]
        for change in changes:
            self.used |= used_values(self.label_map.move_tile(change, forward=self._forward))
        return union(change.box for change in changes)


def painted(row: int, col: int, mask: Mask, value: int, over: Over, prediction: Plane | None) -> Change:
    """The mask (h, w), placed at (row, col), gets a value, 255 erases, where it may be painted."""

    def change(box: Box, labels: Plane, _provenance: Plane) -> Wish | None:
        there = None if prediction is None else _part(prediction, box)
        allowed = permitted(0, 0, _placed(mask, row, col, box), over, labels, there)
        return Wish(allowed, value, Source.PAINTED)

    return change


def accepted(prediction: Plane, row: int, col: int, mask: Mask | None) -> Change:
    """The prediction (H, W), inside the mask (h, w) at (row, col) or everywhere, where nothing was painted."""

    def change(box: Box, labels: Plane, provenance: Plane) -> Wish | None:
        values = _part(prediction, box)
        # Painted pixels always win; a prediction that says nothing must not erase either.
        wanted = (provenance != Source.PAINTED) & (values != UNLABELED) & (labels != values)
        if mask is not None:
            wanted &= _placed(mask, row, col, box)
        return Wish(wanted, values, Source.ACCEPTED)

    return change


def replaced(old: int, new: int) -> Change:
    """Pixels of one class get another, 255 erases; where they come from stays."""

    def change(_box: Box, labels: Plane, provenance: Plane) -> Wish | None:
        is_old = (labels == old) & (provenance != Source.NONE)
        return Wish(is_old, new, provenance) if is_old.any() else None

    return change


def taken_over(other: LabelMap, *, overwrites: bool) -> Change:
    """What is decided in another label map of the same size, and where it comes from."""

    def change(box: Box, labels: Plane, provenance: Plane) -> Wish | None:
        values, sources = _part(other.labels, box), _part(other.provenance, box)
        wanted = (values != UNLABELED) & ((labels != values) | (provenance != sources))
        if not overwrites:
            wanted &= provenance != Source.PAINTED
        return Wish(wanted, values, sources)

    return change


def imported(values: Plane, *, overwrites: bool, kept: dict[Box, int] | None = None) -> Change:
    """Imported labels (H, W), 255 where there are none. kept: gets by tile how many painted pixels differ and stay."""

    def change(box: Box, labels: Plane, provenance: Plane) -> Wish | None:
        there = _part(values, box)
        wanted = (there != UNLABELED) & (labels != there)
        if not overwrites:
            is_painted = provenance == Source.PAINTED
            if kept is not None:
                kept[box] = int(np.count_nonzero(wanted & is_painted))
            wanted &= ~is_painted
        return Wish(wanted, there, Source.IMPORTED)

    return change


def clipped(row: int, col: int, shape: tuple[int, ...], height: int, width: int) -> Box:
    """The box of a mask of this shape at (row, col), as far as it lies in an image; perhaps empty."""
    return max(row, 0), max(col, 0), min(row + shape[0], height), min(col + shape[1], width)


def _part(plane: Plane, box: Box) -> Plane:
    return plane[box[0] : box[2], box[1] : box[3]]


def _placed(mask: Mask, row: int, col: int, box: Box) -> Mask:
    """What a mask at (row, col) is in a box: (h, w) bool of the box's size."""
    inside = np.zeros((box[2] - box[0], box[3] - box[1]), np.bool_)
    row0, col0, row1, col1 = clipped(row - box[0], col - box[1], mask.shape, *inside.shape)
    if row0 < row1 and col0 < col1:
        top, left = row - box[0], col - box[1]
        inside[row0:row1, col0:col1] = mask[row0 - top : row1 - top, col0 - left : col1 - left]
    return inside
