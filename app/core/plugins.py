"""What other packages bring: entry points, loaded one by one; a broken one is named in a sentence and left out."""

import logging
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any

_log = logging.getLogger(__name__)


def load_plugins(group: str, what: str, problem: Callable[[Any], str]) -> tuple[dict[str, Any], list[str]]:
    """The objects of a group of entry points by name, and a sentence for each that cannot be used.

    what: such as "tool", for the sentences. problem: says what is wrong with an object, "" for nothing.
    """
    loaded: dict[str, Any] = {}
    sentences: list[str] = []
    try:
        found = sorted(entry_points(group=group), key=lambda each: each.name)
    except Exception as error:  # noqa: BLE001  one damaged package, whichever, makes the list of all unreadable
        _log.warning("entry points cannot be read", exc_info=error)
        told = f"{type(error).__name__}: {error}".rstrip(".")
        return {}, [f"The packages that bring a {what} cannot be listed ({told}); the program goes on without them."]
    for entry in found:
        origin = entry.dist.name if entry.dist is not None else entry.value
        title = f"The {what} “{entry.name}” of the package {origin}"
        try:
            thing = entry.load()
            wrong = problem(thing)
        except (Exception, SystemExit) as error:  # noqa: BLE001  whatever another package raises is told in a sentence
            lines = str(error).strip().splitlines()
            told = f"{type(error).__name__}: {lines[0].rstrip('.')}" if lines else type(error).__name__
            sentences.append(f"{title} cannot be loaded ({told}); the program goes on without it.")
            continue
        if wrong:
            sentences.append(f"{title} cannot be used: {wrong}; the program goes on without it.")
        elif entry.name in loaded:
            sentences.append(f"{title} is there twice; the first one is used.")
        else:
            loaded[entry.name] = thing
    return loaded, sentences
