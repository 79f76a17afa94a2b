"""The rows that are still whole in a damaged SQLite file and its write-ahead log, read page by page.

After "Database File Format" (sqlite.org/fileformat2.html). SQLite itself stops at the first page that is wrong; here
every page is read by itself, the root of a table is not needed, and a page that makes no sense costs its own rows only.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Value = int | float | str | bytes | None

_MAGIC = b"SQLite format 3\0"
_DEFAULT_PAGE_SIZE = 4096
_HEADER_BYTES = 100  # of the first page, before its tree
_LEAF, _FREELIST_HEADER = 13, 8
_LOG_HEADER, _FRAME_HEADER = struct.Struct(">8I"), struct.Struct(">6I")
_LOG_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}  # the byte order of its checksums
_WORD = 1 << 32
_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_BROKEN = (IndexError, struct.error, ValueError)  # what a page that makes no sense leads to


@dataclass
class Log:
    """The committed pages of a write-ahead log, by number. is_damaged: a page before the last commit is not whole."""

    pages: dict[int, bytes] = field(default_factory=dict)
    page_size: int = 0
    is_damaged: bool = False


class DatabaseFile:
    """The pages of a database as they are after the last commit, as far as they are there."""

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self._data = path.read_bytes() if path.exists() else b""
        self.log = read_log(path.with_name(path.name + "-wal"))
        head = self.log.pages.get(1, self._data[:_HEADER_BYTES])
        self.has_head = head.startswith(_MAGIC) and len(head) >= _HEADER_BYTES
        stored = struct.unpack_from(">H", head, 16)[0] if self.has_head else 0
        self._page_size = 65536 if stored == 1 else stored or self.log.page_size or _DEFAULT_PAGE_SIZE
        if self._page_size < 512 or self._page_size & (self._page_size - 1):
            self._page_size, self.has_head = _DEFAULT_PAGE_SIZE, False
        self._usable = self._page_size - (head[20] if self.has_head else 0)
        #: PRAGMA user_version; None if the head is damaged
        self.user_version: int | None = struct.unpack_from(">I", head, 60)[0] if self.has_head else None
        self._first_free: int = struct.unpack_from(">I", head, 32)[0] if self.has_head else 0

    def rows(self) -> Iterator[tuple[int, tuple[Value, ...]]]:
        """(rowid, values) of every row of every table that can be read whole; the tables are not told apart."""
        free = self._free_pages()
        count = max(-(-len(self._data) // self._page_size), *self.log.pages, 0)
        for number in range(1, count + 1):
            if number not in free:
                yield from self._rows_of(number)

    def _page(self, number: int) -> bytes:
        logged = self.log.pages.get(number)
        return self._data[(number - 1) * self._page_size : number * self._page_size] if logged is None else logged

    def _free_pages(self) -> set[int]:
        """Pages of rows that were deleted, as far as the list of them can be followed."""
        free: set[int] = set()
        trunk = self._first_free
        while trunk and trunk not in free:
            free.add(trunk)
            page = self._page(trunk)
            if len(page) < _FREELIST_HEADER:
                break
            trunk, count = struct.unpack_from(">2I", page)
            if count > len(page) // 4 - 2:
                break
            free.update(struct.unpack_from(f">{count}I", page, _FREELIST_HEADER))
        return free

    def _rows_of(self, number: int) -> Iterator[tuple[int, tuple[Value, ...]]]:
        page = self._page(number)
        start = _HEADER_BYTES if number == 1 else 0
        if len(page) < start + 8 or page[start] != _LEAF:
            return
        (count,) = struct.unpack_from(">H", page, start + 3)
        for place in range(min(count, len(page) // 4)):
            try:
                (cell,) = struct.unpack_from(">H", page, start + 8 + 2 * place)
                yield self._row(page, cell)
            except _BROKEN:
                continue  # this row is lost, which is found out by who knows the tables

    def _row(self, page: bytes, at: int) -> tuple[int, tuple[Value, ...]]:
        length, at = _varint(page, at)
        rowid, at = _varint(page, at)
        most = self._usable - 35
        local = length
        if length > most:
            least = (self._usable - 12) * 32 // 255 - 23
            local = least + (length - least) % (self._usable - 4)
            local = local if local <= most else least
        if at + local > len(page) or length > len(self._data) + len(self.log.pages) * self._page_size:
            raise ValueError("a row longer than its page or the file")
        payload = page[at : at + local]
        if local < length:
            payload += self._overflow(struct.unpack_from(">I", page, at + local)[0], length - local)
        return rowid, _values(payload)

    def _overflow(self, number: int, length: int) -> bytes:
        parts = []
        while length > 0:
            page = self._page(number)
            if number == 0 or len(page) < self._usable:
                raise ValueError("a row that ends in a page that is missing")
            parts.append(page[4 : min(self._usable, 4 + length)])
            length -= len(parts[-1])
            (number,) = struct.unpack_from(">I", page)
        return b"".join(parts)


def read_log(path: Path) -> Log:
    """The log beside a database; an empty one if there is none or it is of no use. Raises OSError.

    SQLite forgets everything from the first damaged page on; the pages after it are taken here all the same.
    """
    data = path.read_bytes() if path.exists() else b""
    log = Log()
    if len(data) < _LOG_HEADER.size:
        return log
    magic, _, page_size, _, *salts_and_sums = _LOG_HEADER.unpack_from(data)
    order = _LOG_MAGIC.get(magic)
    if order is None or page_size < 512:
        return log
    salts, sums = salts_and_sums[:2], (salts_and_sums[2], salts_and_sums[3])
    log.page_size = page_size
    waiting: dict[int, bytes] = {}
    has_bad = False
    for at in range(_LOG_HEADER.size, len(data) - page_size - _FRAME_HEADER.size + 1, page_size + _FRAME_HEADER.size):
        number, size, *rest = _FRAME_HEADER.unpack_from(data, at)
        page = data[at + _FRAME_HEADER.size :][:page_size]
        if rest[:2] != salts:
            # A head that was written over, or what an earlier run of the log left behind.
            has_bad, sums = True, (rest[2], rest[3])
            continue
        found = _checksum(page, order, _checksum(data[at : at + 8], order, sums))
        sums = (rest[2], rest[3])  # if this page is damaged, the next one was still chained to what had been written
        if found != sums:
            has_bad = True
            continue
        waiting[number] = page
        if size:  # a commit
            log.is_damaged |= has_bad
            log.pages.update(waiting)
            waiting.clear()
    return log


def _checksum(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    first, second = sums
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for even, odd in zip(words, words, strict=True):
        first = (first + even + second) % _WORD
        second = (second + odd + first) % _WORD
    return first, second


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(9):
        byte = data[at + place]
        if place == 8:
            value = value << 8 | byte
            return (value if value < 1 << 63 else value - (1 << 64)), at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    raise ValueError("not reached: a varint has nine bytes at most")


def _values(payload: bytes) -> tuple[Value, ...]:
    head_bytes, at = _varint(payload, 0)
    kinds = []
    while at < head_bytes:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    if at != len(payload):
        raise ValueError("a row whose parts do not add up")
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind in _INTEGER_BYTES:
        end = at + _INTEGER_BYTES[kind]
        return int.from_bytes(payload[at:end], "big", signed=True), end
    if kind == 7:
        return struct.unpack_from(">d", payload, at)[0], at + 8
    if kind < 12:
        raise ValueError("a kind of value that SQLite does not use")
    end = at + (kind - 12) // 2
    part = payload[at:end]
    return (part if kind % 2 == 0 else part.decode()), end
