"""A session with two images of a disk, and a canvas that shows the first."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.session import Session
from app.ui.canvas import Canvas
from tests.gui.tools.disks import (
    BACKGROUND,
    CAT,
    DOG,
    picture,
)


@pytest.fixture
def session(tmp_path: Path, qtbot: QtBot) -> Iterator[Session]:
    """Two images of a disk, the first open, and three classes, "cat" chosen."""
    made = Session()
    (tmp_path / "images").mkdir()
    for name in ("one", "two"):
        Image.fromarray(picture()).save(tmp_path / "images" / f"{name}.png")
    with qtbot.waitSignal(made.image_opened):
        made.open_paths([str(tmp_path / "images")])
    assert [made.add_class(name) for name in ("background", "cat", "dog")] == [BACKGROUND, CAT, DOG]
    made.choose_class(CAT)
    yield made
    made.close()


@pytest.fixture
def canvas(session: Session, qtbot: QtBot) -> Canvas:
    made = Canvas(session)
    qtbot.addWidget(made)
    made.resize(480, 360)
    made.show()
    return made
