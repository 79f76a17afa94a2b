"""What people made for one image: its label map, its history, and whether that is saved."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from app.core.edits import Edit
from app.core.history import History
from app.core.journal import Entry, Move
from app.core.label_map import Change, LabelMap, Source
from app.core.masks import Mask
from app.core.permission import ANYTHING, Over
from app.core.sweeps import Moving, Packing, Sweep, Writing, accepted, clipped, imported, painted, replaced, taken_over
from app.core.tiles import Box

Plane = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

_SNAPSHOT_TRIES = 3


@dataclass(frozen=True)
class Snapshot:
    """Copies of both planes as they were after edit `edit_number`."""

    labels: Plane
    provenance: Plane
    edit_number: int


class Document:
    """The label map of one image, bound to that image for good, with its undo and redo.

    Every committed edit, undo and redo raises `edit_number`; the document is dirty while that differs from
    `saved_number`. Only one thread changes a document; snapshot() may be called on another, and the tiles of the
    step that was begun may be done on another. Strokes made meanwhile lie on top, and are counted after that step.
    """

    def __init__(
        self,
        path: str,
        label_map: LabelMap,
        *,
        edit_number: int = 0,
        saved_number: int | None = None,
        history: History | None = None,
    ) -> None:
        self.path = path
        self.label_map = label_map
        self.history = History() if history is None else history
        self.edit_number = edit_number
        #: the newest edit that the file on disk holds
        self.saved_number = edit_number if saved_number is None else saved_number
        self.unjournaled: list[Entry] = []  # steps that the journal does not have yet, in order
        self.sweep: Sweep | None = None  # the step that was begun and is not over
        self._later: list[Edit] = []  # strokes made since it was begun
        self._writes = 0  # odd while the planes are being changed; lets snapshot() notice a change

    @property
    def is_dirty(self) -> bool:
        """Whether the file on disk lacks something, a stroke not yet ended included."""
        return self.edit_number != self.saved_number or self.is_changing

    @property
    def is_changing(self) -> bool:
        """Whether a stroke is open or a step is under way: what the label map holds is then no state to save."""
        return self.label_map.is_open or self.sweep is not None

    @property
    def is_stored(self) -> bool:
        """Whether every step is on the disk: in the journal, or in the label file."""
        return self.sweep is None and all(entry.number <= self.saved_number for entry in self.unjournaled)

    @property
    def nbytes(self) -> int:
        """Memory of the two planes and of the history."""
        return self.label_map.labels.nbytes + self.label_map.provenance.nbytes + self.history.nbytes

    def paint(self, row: int, col: int, mask: Mask, value: int) -> Box | None:
        """Paint `value` (255 erases) where the mask (h, w) bool, placed at (row, col), is true."""
        if self.sweep is not None:
            self.sweep.complete(row, col, mask.shape)
        self._writes += 1
        try:
            return self.label_map.write(row, col, mask, value, Source.PAINTED)
        finally:
            self._writes += 1

    def painting(
        self,
        row: int,
        col: int,
        mask: Mask,
        value: int,
        *,
        name: str,
        over: Over = ANYTHING,
        ground: Plane | None = None,
    ) -> Sweep:
        """As paint and commit: one step to begin. ground: the prediction that `over` may ask for."""
        box = clipped(row, col, mask.shape, *self.label_map.shape)
        return self._writing(name, painted(row, col, mask, value, over, ground), box)

    def replacing(self, old: int, new: int, *, name: str) -> Sweep:
        """Give every pixel of one class another, 255 erases; provenance stays."""
        return self._writing(name, replaced(old, new))

    def replace(self, old: int, new: int, *, name: str) -> Edit | None:
        """As replacing, at once."""
        return self.run(self.replacing(old, new, name=name))

    def taking_over(self, other: LabelMap, *, overwrites: bool, name: str) -> Sweep:
        """Copy what is decided in a label map of the same size, and where it comes from.

        Painted pixels stay unless `overwrites`; unlabeled pixels of the other never erase. Raises ValueError for
        another size.
        """
        if other.shape != self.label_map.shape:
            raise ValueError(f"labels of {other.shape} do not fit the image {self.label_map.shape}")
        return self._writing(name, taken_over(other, overwrites=overwrites))

    def take_over(self, other: LabelMap, *, overwrites: bool, name: str) -> Edit | None:
        """As taking_over, at once."""
        return self.run(self.taking_over(other, overwrites=overwrites, name=name))

    def accepting(self, prediction: Plane, *, name: str, mask: Mask | None = None, row: int = 0, col: int = 0) -> Sweep:
        """Take the prediction (H, W) over where nothing was painted.

        Only inside the mask (h, w) bool, its top-left pixel at (row, col), clipped to the image; None is everywhere.
        """
        box = None if mask is None else clipped(row, col, mask.shape, *self.label_map.shape)
        return self._writing(name, accepted(prediction, row, col, mask), box)

    def accept(
        self, prediction: Plane, *, name: str, mask: Mask | None = None, row: int = 0, col: int = 0
    ) -> Edit | None:
        """As accepting, at once."""
        return self.run(self.accepting(prediction, name=name, mask=mask, row=row, col=col))

    def merging(
        self, values: Plane, *, name: str, overwrite: bool = False, kept: dict[Box, int] | None = None
    ) -> Sweep:
        """Take imported labels (H, W) over, 255 where there are none; painted pixels stay unless `overwrite`.

        kept: gets by tile how many painted pixels differ and stay.
        """
        return self._writing(name, imported(values, overwrites=overwrite, kept=kept))

    def merge(self, values: Plane, *, name: str, overwrite: bool = False) -> Edit | None:
        """As merging, at once."""
        return self.run(self.merging(values, name=name, overwrite=overwrite))

    def undoing(self) -> Sweep | None:
        """Take back the last step; None at the beginning. As History.undo."""
        return self._moving(self.history.undo(), Move.UNDO)

    def redoing(self) -> Sweep | None:
        """Do again what was undone last; None at the end. As History.redo."""
        return self._moving(self.history.redo(), Move.REDO)

    def undo(self) -> Edit | None:
        """As undoing, at once; None at the beginning."""
        sweep = self.undoing()
        return None if sweep is None else self.run(sweep)

    def redo(self) -> Edit | None:
        """As redoing, at once; None at the end."""
        sweep = self.redoing()
        return None if sweep is None else self.run(sweep)

    def begin(self, sweep: Sweep) -> None:
        """Begin a step whose tiles are then done on any thread. RuntimeError while another or a stroke is open."""
        if self.is_changing:
            raise RuntimeError("a step or a stroke is open; end it before another is begun")
        self.sweep = sweep
        self._writes += 2

    def end(self) -> list[Edit]:
        """End the step that was begun, its tiles done: what it and the strokes on top of it came to, in order."""
        assert self.sweep is not None
        edit, later, move = self.sweep.edit(), self._later[:], self.sweep.move
        self._later.clear()
        if edit is not None and move == Move.EDIT:
            self.history.push(edit)
        if edit is not None:
            self._count(move, edit)
        for stroke in later:
            self.history.push(stroke)
            self._count(Move.EDIT, stroke)
        self.sweep = None  # only now: what is saved must have the number of what it holds
        self._writes += 2
        return ([] if edit is None else [edit]) + later

    def run(self, sweep: Sweep) -> Edit | None:
        """Do a whole step at once, on this thread. An open stroke must be ended before."""
        self.begin(sweep)
        try:
            sweep.finish()
        finally:
            done = self.end()
        return done[0] if done else None

    def commit(self, name: str) -> Edit | None:
        """End the open stroke as one step, after the one that is under way; None if it changed nothing."""
        edit = self.label_map.commit(name)
        if edit is not None and self.sweep is not None:
            self._later.append(edit)
        elif edit is not None:
            self.history.push(edit)
            self._count(Move.EDIT, edit)
        return edit

    def ending(self, name: str) -> Sweep:
        """As commit, for a large stroke: one step to begin."""
        return Packing(self.label_map, name)

    def cancel(self) -> Box | None:
        """Take the open stroke back; returns the box to redraw."""
        self._writes += 1
        try:
            return self.label_map.cancel()
        finally:
            self._writes += 1

    def encoded(self, encode: Callable[[Plane, Plane, int], bytes]) -> tuple[bytes, int] | None:
        """What `encode` makes of both planes and the number of the newest step, with that number; as snapshot.

        Of the planes themselves where they stay as they are meanwhile, which spares copies of a large image.
        """
        writes, number = self._writes, self.edit_number
        if writes % 2 == 0 and not self.is_changing:
            data = encode(self.label_map.labels, self.label_map.provenance, number)
            if self._writes == writes and self.edit_number == number and not self.is_changing:
                return data, number
        copy = self.snapshot()
        return None if copy is None else (encode(copy.labels, copy.provenance, copy.edit_number), copy.edit_number)

    def snapshot(self) -> Snapshot | None:
        """Copies for saving, consistent although the other thread may paint; None if it paints all the time.

        Copying 100 megapixels takes longer than a frame on the screen, so it is not done on the GUI thread.
        """
        for _ in range(_SNAPSHOT_TRIES):
            writes, number = self._writes, self.edit_number
            if writes % 2 or self.is_changing:
                continue
            labels, provenance = self.label_map.labels.copy(), self.label_map.provenance.copy()
            if self._writes == writes and self.edit_number == number:
                return Snapshot(labels, provenance, number)
        return None

    def _writing(self, name: str, change: Change, box: Box | None = None) -> Sweep:
        return Writing(self.label_map, name, change, box)

    def _moving(self, edit: Edit | None, move: Move) -> Sweep | None:
        if edit is None:
            return None
        return Moving(self.label_map, edit, forward=move == Move.REDO)

    def _count(self, move: Move, edit: Edit) -> None:
        self.edit_number += 1
        self.unjournaled.append(Entry(self.edit_number, move, edit if move == Move.EDIT else None, moved=edit))


class Documents:
    """The documents of recently shown images, bounded in bytes.

    Over the bound saved documents are let go, longest unused first; label map and history can be read again.
    """

    def __init__(self, *, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._wanted: Document | None = None

    def __iter__(self) -> Iterator[Document]:
        return iter(list(self._documents.values()))

    def __contains__(self, path: str) -> bool:
        return path in self._documents

    def get(self, path: str) -> Document | None:
        """The document of this image if it is in memory; it then counts as used just now."""
        if path in self._documents:
            self._documents.move_to_end(path)
        return self._documents.get(path)

    def add(self, document: Document) -> None:
        """Keep a document that was just read."""
        self._documents[document.path] = document

    def hold(self, document: Document) -> None:
        """Take a document back that was let go while somebody still had it."""
        self._documents[document.path] = document
        self._documents.move_to_end(document.path)

    def want(self, document: Document | None) -> None:
        """This document is about to be shown: it is not let go until another one is wanted, or none."""
        self._wanted = document

    def trim(self, *, keep: Document | None) -> None:
        """Let go what is over the bound; never `keep`, nor what is wanted, nor what the journal lacks steps of."""
        total = sum(document.nbytes for document in self._documents.values())
        for document in list(self._documents.values()):
            if total <= self._limit_bytes:
                break
            if document in (keep, self._wanted) or document.is_dirty or document.unjournaled:
                continue
            del self._documents[document.path]
            total -= document.nbytes

    def clear(self) -> None:
        """Forget everything."""
        self._documents.clear()
        self._wanted = None
