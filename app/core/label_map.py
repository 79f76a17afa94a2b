"""The label map of one image: what a person decided, and where each pixel's label comes from."""

import mmap
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import IntEnum
from types import EllipsisType

import numpy as np
from numpy.typing import NDArray

from app.core.edits import Edit, TileChange, change_of, edit_of
from app.core.masks import Mask, connected_region, disk, polygon, rectangle, stroke_segment
from app.core.tiles import TILE, Box, Plane, Tile, part, parts_of, shift, tiles_of, union

__all__ = [  # with the mask functions of the tools, which programs around Segmend look for here
    "UNLABELED",
    "Change",
    "Edit",
    "LabelMap",
    "Source",
    "Wish",
    "connected_region",
    "disk",
    "polygon",
    "rectangle",
    "stroke_segment",
]

UNLABELED = 255


class Source(IntEnum):
    """Where the label of a pixel comes from. NONE exactly where the pixel is unlabeled."""

    NONE = 0
    PAINTED = 1
    ACCEPTED = 2
    IMPORTED = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """What part of a label map shall become: where, and the values and sources there, one or (h, w) of them."""

    mask: Mask
    values: Plane | int
    sources: Plane | Source


#: (box, labels, provenance) -> what shall become of the planes in that box; None for nothing
Change = Callable[[Box, Plane, Plane], Wish | None]


class LabelMap:
    """Class indices (H, W) decided by a person, 255 = unlabeled, and the provenance of each pixel.

    Changes are collected in an open edit: ``write`` opens it, ``commit`` or ``cancel`` ends it. The cost of
    all three follows the touched tiles, never the image. Not thread-safe: one thread writes.
    """

    def __init__(self, labels: Plane, provenance: Plane | None = None) -> None:
        """Take over the arrays, (H, W) uint8 (not copied where they are contiguous and writable).

        Without provenance every labelled pixel counts as imported. A provenance that contradicts the labels
        is mended: NONE where unlabeled, IMPORTED where labelled without a source. Raises ValueError for other
        shapes and types.
        """
        if labels.ndim != 2 or labels.dtype != np.uint8:
            raise ValueError(f"a label map is (H, W) uint8, not {labels.shape} {labels.dtype}")
        if provenance is None:
            provenance = np.full(labels.shape, np.uint8(Source.IMPORTED))
        elif provenance.shape != labels.shape or provenance.dtype != np.uint8:
            raise ValueError(f"provenance {provenance.shape} {provenance.dtype} does not fit {labels.shape}")
        self._take(labels, provenance)
        for top in range(0, labels.shape[0], TILE):  # in bands, so that 600 megapixels need no masks of that size
            sources = self._provenance[top : top + TILE]
            is_labeled = labels[top : top + TILE] != UNLABELED
            is_unknown = is_labeled & ((sources == Source.NONE) | (sources > Source.IMPORTED))
            is_untrue = ~is_labeled & (sources != Source.NONE)
            if is_unknown.any():  # looked for first: writing where nothing is wrong takes ten times as long
                np.copyto(sources, np.uint8(Source.IMPORTED), where=is_unknown)
            if is_untrue.any():
                np.copyto(sources, np.uint8(Source.NONE), where=is_untrue)
        self._note_writing(...)

    @classmethod
    def empty(cls, height: int, width: int) -> "LabelMap":
        """A label map with every pixel unlabeled."""
        made = cls.__new__(cls)
        made._take(np.full((height, width), UNLABELED, np.uint8), _zeros(height, width))
        return made

    def kept(self) -> Callable[[], "LabelMap"]:
        """What makes a copy of the pixels as they are now, later and on any thread; nothing is locked or open there.

        Only tiles with labels are copied at once: other memory is not even touched.
        """
        shape, tiles = self.shape, []
        for row, col in np.argwhere(self._may_hold).tolist():
            labels, provenance = self._before.get((row, col)) or self.copied((row, col))
            if bool((labels != UNLABELED).any()):
                tiles.append(((row, col), labels, provenance))

        def make() -> LabelMap:
            made = LabelMap.empty(*shape)
            for tile, labels, provenance in tiles:
                box = made._tile_box(tile)
                part(made._labels, box)[...], part(made._provenance, box)[...] = labels, provenance
                made._note_writing(tile)
            return made

        return make

    @property
    def labels(self) -> Plane:
        """(H, W) uint8, a read-only view that follows every change."""
        return self._labels_view

    @property
    def provenance(self) -> Plane:
        """(H, W) uint8 of :class:`Source`, a read-only view that follows every change."""
        return self._provenance_view

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        height, width = self._labels.shape
        return height, width

    def lock(self, classes: Collection[int]) -> None:
        """Let the pixels of these classes be from now on, and give none to them; undo and redo go on as they were."""
        table = np.zeros(256, np.bool_)
        table[list(classes)] = True
        self._locked: NDArray[np.bool_] | None = table if classes else None  # (256,) by class

    def take_spared(self) -> set[int]:
        """The locked classes that kept writes from pixels since the last call."""
        spared = set(self._spared)
        self._spared.clear()
        return spared

    @property
    def is_open(self) -> bool:
        """Whether something was written since the last commit or cancel."""
        return bool(self._before)

    @property
    def tiles(self) -> list[Tile]:
        """All tiles, row by row."""
        return tiles_of((0, 0, *self.shape))

    def has_labels(self) -> bool:
        """Whether any pixel is labelled, or was before an open stroke; looks only where there may be one."""
        for row, col in np.argwhere(self._may_hold).tolist():
            before = self._before.get((row, col))
            now = part(self._labels, self._tile_box((row, col)))
            if bool((now != UNLABELED).any()) or (before is not None and bool((before[0] != UNLABELED).any())):
                return True
            if before is None:  # an open stroke may still be taken back
                self._may_hold[row, col] = False
        return False

    def write(self, row: int, col: int, mask: Mask, value: int, source: Source) -> Box | None:
        """Set the pixels of ``mask``, its top-left pixel at (row, col), to ``value`` (0-255).

        Writing 255 erases: the provenance is then NONE whatever ``source`` says. The mask is clipped to the
        image. Returns the clipped box, or None if no pixel of the mask is inside the image.
        """
        if self._locked is not None and self._locked[value]:
            self._spared.add(value)
            return None
        placed = self._open(row, col, mask)
        if placed is None:
            return None
        box, inside = placed
        source = Source.NONE if value == UNLABELED else source
        np.copyto(part(self._labels, box), np.uint8(value), where=inside)
        np.copyto(part(self._provenance, box), np.uint8(source), where=inside)
        return box

    def write_values(self, row: int, col: int, mask: Mask, values: Plane, source: Source) -> Box | None:
        """As :meth:`write`, with a value for each pixel: ``values`` (h, w) uint8 of the mask's shape."""
        if values.shape != mask.shape or values.dtype != np.uint8:
            raise ValueError(f"values {values.shape} {values.dtype} do not fit the mask {mask.shape}")
        placed = self._open(row, col, mask if self._locked is None else mask & ~self._locked[values])
        if placed is None:
            return None
        box, inside = placed
        used = part(values, shift(box, -row, -col))
        sources = np.where(used == UNLABELED, np.uint8(Source.NONE), np.uint8(source))
        np.copyto(part(self._labels, box), used, where=inside)
        np.copyto(part(self._provenance, box), sources, where=inside)
        return box

    def commit(self, name: str) -> Edit | None:
        """Close the open edit and return it; None if no pixel differs from before."""
        made = [self.difference(tile, *self._before.pop(tile)) for tile in sorted(self._before)]
        return edit_of(name, [each for each in made if each is not None])

    @property
    def open_tiles(self) -> int:
        """How many tiles the open edit touches."""
        return len(self._before)

    def close(self) -> dict[Tile, tuple[Plane, Plane]]:
        """Close the open edit without a word on what it did: both planes of its tiles as they were before.

        For who asks :meth:`difference` of each of them, before anything else is written there.
        """
        before = dict(self._before)
        self._before.clear()
        return before

    def change_tile(self, tile: Tile, change: Change) -> tuple[TileChange, int] | None:
        """Let a change have its way with one tile: what it did and to how many pixels; None for nothing.

        Locked classes are spared. For a step of its own beside the open edit, which must not have touched the tile;
        any thread, one at a time. The tile is as it was if this raises.
        """
        box = self._tile_box(tile)
        labels, provenance = part(self._labels, box), part(self._provenance, box)
        wish = change(box, labels, provenance)
        if wish is None:
            return None
        mask = self._unlocked(wish, labels)
        if mask is None or not mask.any():
            return None
        new_labels, new_provenance = labels.copy(), provenance.copy()
        np.copyto(new_labels, np.asarray(wish.values, np.uint8), where=mask)
        np.copyto(new_provenance, np.asarray(wish.sources, np.uint8), where=mask)
        np.copyto(new_provenance, np.uint8(Source.NONE), where=new_labels == UNLABELED)
        made = change_of(box, (labels, provenance), (new_labels, new_provenance))
        if made is not None:
            self._note_writing(tile)
            labels[...], provenance[...] = new_labels, new_provenance
        return made

    def _unlocked(self, wish: Wish, labels: Plane) -> Mask | None:
        """Where a wish may be granted; None for nowhere. Notes which locked classes were spared."""
        if self._locked is None:
            return wish.mask
        if isinstance(wish.values, int):
            if self._locked[wish.values]:
                self._spared.add(wish.values)
                return None
            return self._spare_in(labels, wish.mask, self._locked)
        return self._spare_in(labels, np.asarray(wish.mask & ~self._locked[wish.values]), self._locked)

    def difference(
        self, tile: Tile, labels: Plane, provenance: Plane, after: tuple[Plane, Plane] | None = None
    ) -> tuple[TileChange, int] | None:
        """What was done to a tile since it was as given, and to how many pixels; any thread.

        after: both planes as they were then, where more has been written since; None for as they are.
        """
        box = self._tile_box(tile)
        now = after or (part(self._labels, box), part(self._provenance, box))
        return change_of(box, (labels, provenance), now)

    def cancel(self) -> Box | None:
        """Undo everything written since the last commit; returns the box to redraw, if any."""
        boxes: list[Box] = []
        for tile, (labels, provenance) in self._before.items():
            box = self._tile_box(tile)
            part(self._labels, box)[...] = labels
            part(self._provenance, box)[...] = provenance
            boxes.append(box)
        self._before.clear()
        return union(boxes)

    def apply(self, edit: Edit, *, forward: bool) -> Box:
        """Do the edit again (forward) or take it back; returns its box.

        Edits must be applied in the order of the history. Raises RuntimeError while an edit is open and
        ValueError for an edit of a larger image.
        """
        if self.is_open:
            raise RuntimeError("an edit is open; commit or cancel it before applying another")
        height, width = self.shape
        if edit.box[2] > height or edit.box[3] > width:
            raise ValueError(f"the edit {edit.name!r} reaches to {edit.box[2:]}, outside {height} x {width}")
        for change in edit.tiles if forward else reversed(edit.tiles):  # a tile may be there twice
            self.move_tile(change, forward=forward)
        return edit.box

    def move_tile(self, change: TileChange, *, forward: bool) -> Plane:
        """Do the change of one tile again, or take it back; returns the labels in its box. As :meth:`change_tile`."""
        labels, provenance = change.labels(is_new=forward), change.provenance(is_new=forward)
        for tile in tiles_of(change.box):
            self._note_writing(tile)
        part(self._labels, change.box)[...] = labels
        part(self._provenance, change.box)[...] = provenance
        return labels

    def _take(self, labels: Plane, provenance: Plane) -> None:
        self._labels: Plane = np.require(labels, np.uint8, ["C", "W"])
        self._provenance: Plane = np.require(provenance, np.uint8, ["C", "W"])
        self._labels_view, self._provenance_view = self._labels.view(), self._provenance.view()
        self._labels_view.flags.writeable = False
        self._provenance_view.flags.writeable = False
        self._locked = None
        self._spared: set[int] = set()
        # Tile (row, col) counted in tiles -> copies of both planes as they were when the edit was opened.
        self._before: dict[Tile, tuple[Plane, Plane]] = {}
        rows, cols = (-(-side // TILE) for side in labels.shape)
        self._may_hold = np.zeros((rows, cols), np.bool_)  # tiles in which a pixel may be labelled
        self._is_written = np.zeros((rows, cols), np.bool_)  # tiles that were ever written to

    def _open(self, row: int, col: int, mask: Mask) -> tuple[Box, Mask] | None:
        """Clip the mask and remember the tiles it touches for the first time."""
        if mask.ndim != 2 or mask.dtype != np.bool_:
            raise ValueError(f"a mask is (h, w) bool, not {mask.shape} {mask.dtype}")
        height, width = self.shape
        row0, col0 = max(row, 0), max(col, 0)
        row1, col1 = min(row + mask.shape[0], height), min(col + mask.shape[1], width)
        if row0 >= row1 or col0 >= col1:
            return None
        box = (row0, col0, row1, col1)
        inside = part(mask, shift(box, -row, -col))
        if self._locked is not None:
            inside = self._spare_in(part(self._labels, box), inside, self._locked)
        is_touched = False
        for tile, inner in parts_of(box):
            if not part(inside, shift(inner, -row0, -col0)).any():
                continue
            is_touched = True
            if tile not in self._before:
                self._before[tile] = self.copied(tile)
                self._note_writing(tile)
        return (box, inside) if is_touched else None

    def copied(self, tile: Tile) -> tuple[Plane, Plane]:
        """Both planes of a tile as they are now, for reading alone.

        One that was never written to is not read: its memory is not there yet, and would come page by page.
        """
        box = self._tile_box(tile)
        if self._is_written[tile]:
            return part(self._labels, box).copy(), part(self._provenance, box).copy()
        rows, cols = box[2] - box[0], box[3] - box[1]
        return _NO_LABELS[:rows, :cols], _NO_SOURCES[:rows, :cols]

    def _note_writing(self, tiles: Tile | EllipsisType) -> None:
        self._may_hold[tiles] = self._is_written[tiles] = True

    def _tile_box(self, tile: Tile) -> Box:
        top, left = tile[0] * TILE, tile[1] * TILE
        return top, left, min(top + TILE, self.shape[0]), min(left + TILE, self.shape[1])

    def _spare_in(self, labels: Plane, inside: Mask, locked: NDArray[np.bool_]) -> Mask:
        """The part of a mask that is on no locked class of these labels."""
        is_locked = inside & locked[labels]
        if not is_locked.any():
            return inside
        self._spared |= {int(value) for value in np.unique(labels[is_locked])}
        return np.asarray(inside & ~is_locked)


def _constant(value: int) -> Plane:
    plane = np.full((TILE, TILE), value, np.uint8)
    plane.flags.writeable = False
    return plane


_NO_LABELS, _NO_SOURCES = _constant(UNLABELED), _constant(Source.NONE)  # of a tile in which nothing is labelled


def _zeros(height: int, width: int) -> Plane:
    """(H, W) zeros of which memory is taken where something is written, in small pages where that can be chosen.

    Linux would give 2 MB at a time and clear them first: a dab of 1000 pixels on a wide image waited 20 to 50 ms.
    """
    if not hasattr(mmap, "MADV_NOHUGEPAGE") or height * width < TILE * TILE:
        return np.zeros((height, width), np.uint8)
    memory = mmap.mmap(-1, height * width, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    try:
        memory.madvise(mmap.MADV_NOHUGEPAGE)
    except OSError:
        return np.zeros((height, width), np.uint8)  # a kernel without large pages has none to decline
    return np.frombuffer(memory, np.uint8).reshape(height, width)
