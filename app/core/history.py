"""Undo and redo of one image's edits, bounded in bytes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.edits import Edit
from app.core.tiles import Box

LIMIT_BYTES = 256 * 1024**2


@dataclass(frozen=True, slots=True)
class StoredEdit:
    """An edit whose pixels are on the disk. load: reads it; raises ProjectError if that is impossible."""

    name: str
    box: Box
    changed_pixels: int
    load: Callable[[], Edit]

    @property
    def nbytes(self) -> int:
        """Memory it takes, about."""
        return 400


Step = Edit | StoredEdit


class History:
    """The edits of one label map in the order they were made; ``position`` of them are applied.

    The caller applies what ``undo`` (backward) and ``redo`` (forward) return. Edits before the oldest one
    kept can no longer be undone; the newest edit is kept even where it alone exceeds the limit.
    """

    def __init__(self, limit_bytes: int = LIMIT_BYTES, *, edits: Sequence[Step] = (), position: int = 0) -> None:
        """edits: those of an earlier run, `position` of them applied."""
        self._limit_bytes = limit_bytes
        self._edits = list(edits)
        self._position = position
        self._nbytes = sum(edit.nbytes for edit in edits)
        self._dropped = 0

    @property
    def edits(self) -> list[Step]:
        """The kept edits, oldest first, those that redo would bring back included; a copy of the list."""
        return list(self._edits)

    @property
    def dropped(self) -> int:
        """How many of the oldest edits were let go since the image was opened and can no longer be undone."""
        return self._dropped

    @property
    def names(self) -> list[str]:
        """Names of the kept edits, oldest first, those that redo would bring back included."""
        return [edit.name for edit in self._edits]

    @property
    def position(self) -> int:
        """How many of the kept edits are applied, 0 to len(names)."""
        return self._position

    @property
    def nbytes(self) -> int:
        """Memory the kept edits take, about."""
        return self._nbytes

    @property
    def can_undo(self) -> bool:
        """Whether ``undo`` would return an edit."""
        return self._position > 0

    @property
    def can_redo(self) -> bool:
        """Whether ``redo`` would return an edit."""
        return self._position < len(self._edits)

    def push(self, edit: Edit) -> None:
        """Add an edit that was just applied; what could be redone is gone, the oldest go beyond the limit."""
        for undone in self._edits[self._position :]:
            self._nbytes -= undone.nbytes
        del self._edits[self._position :]
        self._edits.append(edit)
        self._nbytes += edit.nbytes
        dropped = 0
        while self._nbytes > self._limit_bytes and dropped < len(self._edits) - 1:
            self._nbytes -= self._edits[dropped].nbytes
            dropped += 1
        del self._edits[:dropped]
        self._dropped += dropped
        self._position = len(self._edits)

    def undo(self) -> Edit | None:
        """The edit to take back, now no longer counted as applied; None at the beginning.

        Raises ProjectError, and moves nothing, if the edit is on the disk and cannot be read.
        """
        if not self.can_undo:
            return None
        edit = loaded(self._edits[self._position - 1])
        self._position -= 1
        return edit

    def redo(self) -> Edit | None:
        """The edit to do again, now counted as applied; None at the end. Raises as ``undo``."""
        if not self.can_redo:
            return None
        edit = loaded(self._edits[self._position])
        self._position += 1
        return edit


def loaded(edit: Step) -> Edit:
    """The edit with its pixels. Raises ProjectError if they are on the disk and cannot be read."""
    return edit.load() if isinstance(edit, StoredEdit) else edit
