"""The session log: every command with its time, one line of JSON each, from which the labels can be made again.

It lies in `.segmend/sessions`, holds no pixel of an image, and is bounded. Nothing depends on it: where it cannot be
written it ends, and the work goes on.
"""

import json
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from app.core.document import Document
from app.core.journal import Entry, Move
from app.core.label_map import LabelMap
from app.core.step_text import planes_to_text, step_to_text

FORMAT = 1
PART_BYTES = 8 * 1024**2  # then the next part begins
TOTAL_BYTES = 64 * 1024**2  # of all parts of a project; the oldest go
LARGEST_BASE = 25_000_000  # pixels of a label map that is copied so that a log can begin with it
_IDLE_SECONDS = 0.5
_MOST_WAITING = 10_000  # lines kept while there is no store to write them into

Command = Mapping[str, Any]


@dataclass(frozen=True)
class _Steps:
    """Steps of one image. base: makes the label map as it is now, where the log has to begin with that image.

    later: steps made after these that are not noted yet, but are in the base.
    """

    key: str
    entries: tuple[Entry, ...]
    shape: tuple[int, int]
    base: Callable[[], LabelMap] | None
    later: tuple[Entry, ...]
    is_base_left_out: bool
    at: float


_Item = _Steps | dict[str, Any] | str  # steps, a line, or the first line of a new part


class SessionLog:
    """The log of one opening of a project; `note` and `note_steps` on one thread, the writing on its own."""

    def __init__(self, header: Callable[[], Command]) -> None:
        """header: what the first line of every part tells besides times, asked for on the thread of `note`."""
        self._header = header
        self._begun = time.monotonic()  # what the times of lines, in seconds, are counted from
        self._opened = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._folder: Path | None = None
        self._waiting: list[dict[str, Any]] = []
        self._queue: deque[_Item] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None  # it ends when nothing was noted for a while, and begins again
        self._stream: IO[str] | None = None
        self._applied: dict[str, list[int]] = {}  # image: edits of this part that can be undone, and done again
        #: by image: the document this part has begun with, and the number of the last step that was noted
        self._known: dict[str, tuple[weakref.ref[Document], int]] = {}
        self._written = 0  # bytes of this part
        self._path = Path()
        self._is_closed = False
        self._is_on = True
        self.problem: OSError | None = None  # why the log ended early

    def begin(self, folder: Path) -> None:
        """Write into this folder from now on, which is made; what was noted before comes first."""
        if self._folder is not None or not self._is_on:
            return
        self._folder = folder
        self._begin_part()
        for line in self._waiting:
            self._put(line)
        self._waiting.clear()

    def switch(self, *, is_on: bool) -> None:
        """Note nothing, or from now on in a part of its own; what was written stays."""
        if is_on == self._is_on:
            return
        self._is_on = is_on
        self._waiting.clear()
        if is_on and self._folder is not None:
            self._begin_part()

    def note(self, command: str, **facts: Any) -> None:
        """A command with its facts, as JSON has them."""
        if not self._is_on:
            return
        line = {"t": self._now(), "do": command, **facts}
        if self._folder is not None:
            self._put(line)
        elif len(self._waiting) < _MOST_WAITING:
            self._waiting.append(line)

    def note_steps(self, key: str, document: Document, entries: Sequence[Entry]) -> None:
        """Steps of the image with this key that the journal just took, in order; `unjournaled` are those after them."""
        if self._folder is None or not entries or not self._is_on:
            return
        if self._written > PART_BYTES:
            self._begin_part()
        known, last = self._known.get(key, (None, 0))
        self._known[key] = (weakref.ref(document), entries[-1].number)
        base, later, is_left_out = None, tuple(document.unjournaled), False
        # A number left out was a step that the journal could not take: what follows has another beginning.
        if known is None or known() is not document or entries[0].number != last + 1:
            height, width = document.label_map.shape
            is_left_out = height * width > LARGEST_BASE or any(entry.moved is None for entry in later)
            if not is_left_out:
                base = document.label_map.kept()
        shape = document.label_map.shape
        self._put(_Steps(key, tuple(entries), shape, base, later, is_left_out, self._now()))

    def close(self) -> None:
        """Write what is left and end the thread; may be repeated."""
        with self._changed:
            thread, self._is_closed = self._thread, True
            self._changed.notify()
        if thread is not None:
            thread.join()
        self._folder = None

    def _put(self, item: _Item) -> None:
        with self._changed:
            self._queue.append(item)
            self._changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="session log", daemon=True)
                self._thread.start()

    def _now(self) -> float:
        return round(time.monotonic() - self._begun, 3)

    def _begin_part(self) -> None:
        self._known.clear()
        self._written = 0
        header = {"segmend log": FORMAT, "opened": self._opened, **self._header()}
        self._put(json.dumps(header))

    # On the thread of its own.

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._queue and not self._is_closed:
                    self._changed.wait(_IDLE_SECONDS)
                if not self._queue:
                    self._thread = None
                    self._close_stream()
                    return
                item = self._queue.popleft()
            if self.problem is None:
                try:
                    self._write(item)
                except OSError as error:
                    self.problem = error

    def _write(self, item: _Item) -> None:
        if isinstance(item, str):
            self._close_stream()
            self._applied.clear()
            self._path = self._new_part()
            lines = [item]
        elif isinstance(item, _Steps):
            lines = [json.dumps(line) for line in _lines(item, self._applied)]
        else:
            lines = [json.dumps(item)]
        if self._stream is None:
            self._stream = self._path.open("a", encoding="utf-8")
        for line in lines:
            self._written += self._stream.write(line + "\n")
        self._stream.flush()

    def _close_stream(self) -> None:
        stream, self._stream = self._stream, None
        try:
            if stream is not None:
                stream.close()
        except OSError as error:
            self.problem = error

    def _new_part(self) -> Path:
        assert self._folder is not None
        self._folder.mkdir(parents=True, exist_ok=True)
        _drop_oldest(self._folder)
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S-%f")
        return self._folder / f"{stamp}.jsonl"


def parts(folder: Path) -> list[Path]:
    """The parts of the logs in this folder, oldest first."""
    return sorted(folder.glob("*.jsonl"))


def _drop_oldest(folder: Path) -> None:
    """Make room for one more part."""
    sizes = {part: part.stat().st_size for part in parts(folder)}
    total = sum(sizes.values())
    for part, size in sizes.items():
        if total + PART_BYTES <= TOTAL_BYTES:
            return
        part.unlink()
        total -= size


def _take_back(labels: LabelMap, entry: Entry) -> None:
    assert entry.moved is not None
    labels.apply(entry.moved, forward=entry.move == Move.UNDO)


def _lines(steps: _Steps, applied: dict[str, list[int]]) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    entries = list(steps.entries)
    about = {"t": steps.at, "image": steps.key}
    if steps.base is not None or steps.is_base_left_out:
        applied[steps.key] = [0, 0]
        base, number = None if steps.base is None else steps.base(), entries[-1].number
        text: str | None = None
        if base is not None:
            # Back to before these steps, so that they can be done again; only the pixels of edits are at hand.
            for entry in reversed(steps.later):
                _take_back(base, entry)
            while entries and entries[-1].moved is not None:
                entry = entries.pop()
                _take_back(base, entry)
                number = entry.number - 1
            text = planes_to_text(base)
            entries = [entry for entry in steps.entries if entry.number > number]
        lines.append({**about, "do": "begin", "shape": steps.shape, "number": number, "labels": text})
    counts = applied.setdefault(steps.key, [0, 0])
    for entry in entries:
        line = {**about, "do": str(entry.move), "number": entry.number}
        if entry.edit is not None:
            line["name"] = entry.edit.name
        is_known = _move(counts, entry.move)
        if entry.moved is not None:
            line |= step_to_text(entry.moved, forward=entry.move != Move.UNDO, with_pixels=not is_known)
        lines.append(line)
    return lines


def _move(counts: list[int], move: Move) -> bool:
    """Follow a step in how many edits of this part can be undone and done again; whether it needs no pixels."""
    if move == Move.EDIT:
        counts[:] = [counts[0] + 1, 0]
        return False
    taken, given = (0, 1) if move == Move.UNDO else (1, 0)
    if counts[taken] == 0:
        counts[:] = [0, 0]  # what was there before this part began is not known to who reads it
        return False
    counts[taken] -= 1
    counts[given] += 1
    return True
