"""The networks' tests know no Qt, so that only threads can be left behind (the search for widgets takes 0.2 s a test)."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def nothing_left_behind(own_folders: Path) -> Iterator[None]:
    """Fails a test that leaves a thread."""
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and not isinstance(t, threading._DummyThread)]
    for thread in left:
        thread.join(timeout=3)
    assert not [thread for thread in left if thread.is_alive()]
