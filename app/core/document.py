"""What people made for one image: its label map, its history, and whether that is saved."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.core.history import History
from app.core.journal import Entry, Move
from app.core.label_map import TILE, UNLABELED, Box, Edit, LabelMap, Source
from app.core.masks import Mask

Plane = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

_SNAPSHOT_TRIES = 3
_BAND = TILE  # rows accepted, replaced and taken over at once
_SOURCES = (Source.PAINTED, Source.ACCEPTED, Source.IMPORTED)


@dataclass(frozen=True)
class Snapshot:
    """Copies of both planes as they were after edit `edit_number`."""

    labels: Plane
    provenance: Plane
    edit_number: int


class Document:
    """The label map of one image, bound to that image for good, with its undo and redo.

    Every committed edit, undo and redo raises `edit_number`; the document is dirty while that differs from
    `saved_number`. Only one thread changes a document; snapshot() may be called on another.
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
        self._writes = 0  # odd while the planes are being changed; lets snapshot() notice a change

    @property
    def is_dirty(self) -> bool:
        """Whether the file on disk lacks something, a stroke not yet ended included."""
        return self.edit_number != self.saved_number or self.label_map.is_open

    @property
    def is_stored(self) -> bool:
        """Whether every step is on the disk: in the journal, or in the label file."""
        return all(entry.number <= self.saved_number for entry in self.unjournaled)

    @property
    def nbytes(self) -> int:
        """Memory of the two planes and of the history."""
        return self.label_map.labels.nbytes + self.label_map.provenance.nbytes + self.history.nbytes

    def paint(self, row: int, col: int, mask: Mask, value: int) -> Box | None:
        """Paint `value` (255 erases) where the mask (h, w) bool, placed at (row, col), is true."""
        self._writes += 1
        try:
            return self.label_map.write(row, col, mask, value, Source.PAINTED)
        finally:
            self._writes += 1

    def replace(self, old: int, new: int, *, name: str) -> Edit | None:
        """Give every pixel of one class another, 255 erases; provenance stays. An open stroke must be ended before."""
        self._writes += 1
        try:
            for top, labels, provenance in self._bands():
                is_old = labels == old
                for source in _SOURCES:
                    self.label_map.write(top, 0, is_old & (provenance == source), new, source)
                self.label_map.settle(top + _BAND)
        finally:
            self._writes += 1
        return self.commit(name)

    def take_over(self, other: LabelMap, *, overwrites: bool, name: str) -> Edit | None:
        """Copy what is decided in a label map of the same size, and where it comes from: one edit.

        Painted pixels stay unless `overwrites`; unlabeled pixels of the other never erase. An open stroke must be
        ended before. Raises ValueError for another size.
        """
        if other.shape != self.label_map.shape:
            raise ValueError(f"labels of {other.shape} do not fit the image {self.label_map.shape}")
        self._writes += 1
        try:
            for top, labels, provenance in self._bands():
                place = np.s_[top : top + labels.shape[0]]
                values, sources = other.labels[place], other.provenance[place]
                wanted = (values != UNLABELED) & ((labels != values) | (provenance != sources))
                if not overwrites:
                    wanted &= provenance != Source.PAINTED
                for source in _SOURCES:
                    self.label_map.write_values(top, 0, wanted & (sources == source), values, source)
                self.label_map.settle(top + _BAND)
        finally:
            self._writes += 1
        return self.commit(name)

    def accept(
        self, prediction: Plane, *, name: str, mask: Mask | None = None, row: int = 0, col: int = 0
    ) -> Edit | None:
        """Take the prediction (H, W) over where nothing was painted: one edit, or None if nothing changed.

        Only inside the mask (h, w) bool, its top-left pixel at (row, col), clipped to the image; None is
        everywhere. An open stroke must be ended before.
        """
        height, width = self.label_map.shape
        rows, cols = (height, width) if mask is None else mask.shape
        row0, col0 = max(row, 0), max(col, 0)
        row1, col1 = min(row + rows, height), min(col + cols, width)
        self._writes += 1
        try:
            for top in range(row0, row1, _BAND):  # in bands, so that 100 megapixels need no masks of that size
                place = np.s_[top : min(top + _BAND, row1), col0 : max(col0, col1)]
                values = prediction[place]
                # Painted pixels always win; a prediction that says nothing must not erase either.
                wanted = (self.label_map.provenance[place] != Source.PAINTED) & (values != UNLABELED)
                wanted &= self.label_map.labels[place] != values
                if mask is not None:
                    wanted &= mask[top - row :, col0 - col :][: wanted.shape[0], : wanted.shape[1]]
                self.label_map.write_values(top, col0, wanted, values, Source.ACCEPTED)
                self.label_map.settle(top + _BAND)
        finally:
            self._writes += 1
        return self.commit(name)

    def merge(self, values: Plane, *, name: str, overwrite: bool = False) -> Edit | None:
        """Take imported labels (H, W) over, 255 where there are none: one edit, or None if nothing changed.

        Painted pixels stay unless `overwrite`. An open stroke must be ended before.
        """
        self._writes += 1
        try:
            for top in range(0, self.label_map.shape[0], _BAND):
                place = np.s_[top : top + _BAND]
                wanted = (values[place] != UNLABELED) & (self.label_map.labels[place] != values[place])
                if not overwrite:
                    wanted &= self.label_map.provenance[place] != Source.PAINTED
                self.label_map.write_values(top, 0, wanted, values[place], Source.IMPORTED)
                self.label_map.settle(top + _BAND)
        finally:
            self._writes += 1
        return self.commit(name)

    def commit(self, name: str) -> Edit | None:
        """End the open stroke as one step of the history; None if it changed nothing."""
        edit = self.label_map.commit(name)
        if edit is not None:
            self.history.push(edit)
            self._count(Move.EDIT, edit)
        return edit

    def cancel(self) -> Box | None:
        """Take the open stroke back; returns the box to redraw."""
        self._writes += 1
        try:
            return self.label_map.cancel()
        finally:
            self._writes += 1

    def undo(self) -> Edit | None:
        """Take back the last step; None at the beginning. An open stroke must be ended before. As History.undo."""
        return self._apply(self.history.undo(), Move.UNDO)

    def redo(self) -> Edit | None:
        """Do again what was undone last; None at the end. An open stroke must be ended before. As History.redo."""
        return self._apply(self.history.redo(), Move.REDO)

    def snapshot(self) -> Snapshot | None:
        """Copies for saving, consistent although the other thread may paint; None if it paints all the time.

        Copying 100 megapixels takes longer than a frame on the screen, so it is not done on the GUI thread.
        """
        for _ in range(_SNAPSHOT_TRIES):
            writes, number = self._writes, self.edit_number
            if writes % 2 or self.label_map.is_open:
                continue
            labels, provenance = self.label_map.labels.copy(), self.label_map.provenance.copy()
            if self._writes == writes and self.edit_number == number:
                return Snapshot(labels, provenance, number)
        return None

    def _bands(self) -> Iterator[tuple[int, Plane, Plane]]:
        """(first row, labels, provenance) of stripes: 100 megapixels shall need no masks of that size."""
        for top in range(0, self.label_map.shape[0], _BAND):
            place = np.s_[top : top + _BAND]
            # Copied: what is decided of a pixel must not follow what is being written.
            yield top, self.label_map.labels[place].copy(), self.label_map.provenance[place].copy()

    def _apply(self, edit: Edit | None, move: Move) -> Edit | None:
        if edit is None:
            return None
        self._writes += 1
        try:
            self.label_map.apply(edit, forward=move == Move.REDO)
            self._count(move, edit)
        finally:
            self._writes += 1
        return edit

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
        """Let go what is over the bound; never `keep`, nor what is wanted, and never what is not stored."""
        total = sum(document.nbytes for document in self._documents.values())
        for document in list(self._documents.values()):
            if total <= self._limit_bytes:
                break
            if document in (keep, self._wanted) or document.is_dirty or not document.is_stored:
                continue
            del self._documents[document.path]
            total -= document.nbytes

    def clear(self) -> None:
        """Forget everything."""
        self._documents.clear()
        self._wanted = None
