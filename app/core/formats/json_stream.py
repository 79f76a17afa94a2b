"""A JSON file read element by element, so that a table of a hundred thousand images never lies in memory."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.core.formats.inputs import MAX_FILE_BYTES, parse_json

PAUSE = 2000  # elements read between two chances to stop
_BLOCK = 1 << 20
_SPACE = " \t\r\n"
_decoder = json.JSONDecoder()


def stream(path: Path) -> Iterator[tuple[str, Any]]:
    """(key, element) for every element of every list at the top of an object, (key, value) for its other values.

    A list at the top gives ("", element). Raises ValueError, RecursionError and OSError; one element has at most
    MAX_FILE_BYTES.
    """
    text = _Text(path)
    try:
        first = text.peek()
        if first == "[":
            yield from (("", element) for element in text.elements())
        elif first == "{":
            yield from _members(text)
        else:
            raise ValueError("it is not a JSON object or list")
        if text.peek():
            raise ValueError("something follows after the end")
    finally:
        text.close()


def _members(text: "_Text") -> Iterator[tuple[str, Any]]:
    text.take("{")
    while text.peek() != "}":
        key = text.value()
        text.take(":")
        if text.peek() == "[":
            yield from ((key, element) for element in text.elements())
        else:
            yield key, text.value()
        if text.peek() != ",":
            break
        text.take(",")
    text.take("}")


class _Text:
    """The characters of a file from where reading stands."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open(encoding="utf-8-sig")
        self._buffer, self._at, self._is_at_end = "", 0, False

    def close(self) -> None:
        self._stream.close()

    def peek(self) -> str:
        """The next character that is no space; "" at the end."""
        while True:
            while self._at < len(self._buffer) and self._buffer[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._fill(_BLOCK):
                return ""

    def take(self, character: str) -> None:
        if self.peek() != character:
            raise ValueError(f"{character!r} is missing, the file is cut or damaged")
        self._at += 1

    def value(self) -> Any:
        """The next value, whole."""
        self.peek()
        block = _BLOCK
        while True:
            try:
                value, end = _decoder.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError:
                if not self._fill(block):
                    raise
                block *= 2
                continue
            if end == len(self._buffer) and self._fill(_BLOCK):
                continue  # a number may go on
            if not isinstance(value, (dict, list, str)):
                parse_json(self._buffer[self._at : end])  # NaN and infinity are refused
            self._at = end
            return value

    def elements(self) -> Iterator[Any]:
        self.take("[")
        while self.peek() != "]":
            yield self.value()
            if self.peek() != ",":
                break
            self.take(",")
        self.take("]")

    def _fill(self, count: int) -> bool:
        if len(self._buffer) - self._at > MAX_FILE_BYTES:
            raise ValueError("one element of it is too large")
        more = "" if self._is_at_end else self._stream.read(count)
        self._is_at_end = not more
        self._buffer = self._buffer[self._at :] + more
        self._at = 0
        return bool(more)
