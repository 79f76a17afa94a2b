"""What the tests of the networks share; slow ones run only where they are asked for, with `-m slow`."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.checkpoint import Checkpoint
from tests.unit.models.miniatures import train_on_blocks


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "slow" in config.option.markexpr:
        return
    for item in items:
        if Path(__file__).parent in item.path.parents and item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="slow: run it with -m slow"))


@pytest.fixture(autouse=True)
def nothing_left_behind(own_folders: Path) -> Iterator[None]:
    """Fails a test that leaves a thread. No Qt is near whose objects it could leave."""
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and not isinstance(t, threading._DummyThread)]
    for thread in left:
        thread.join(timeout=3)
    assert not [thread for thread in left if thread.is_alive()]


@pytest.fixture(scope="session")
def trained() -> tuple[Checkpoint, list[float]]:
    """A checkpoint that knows the classes of drawn images, and the losses of its training."""
    return train_on_blocks()
