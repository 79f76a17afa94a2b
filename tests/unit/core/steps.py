"""Generators that jobs run, run to their end."""

from collections.abc import Generator
from typing import Any


def outcome(steps: Generator[Any, None, Any]) -> Any:
    """What a generator returns when nobody cancels it."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value
