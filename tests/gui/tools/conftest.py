"""A session with two images, and a canvas that shows the first; a module says by `stage` what they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.session import Session
from app.ui.canvas import Canvas
from tests.gui.tools.disks import CAT, Stage, picture


@pytest.fixture
def stage() -> Stage:
    """A disk, and three classes, "cat" chosen."""
    return Stage(picture(), ("background", "cat", "dog"), CAT)


@pytest.fixture
def session(stage: Stage, tmp_path: Path, qtbot: QtBot) -> Iterator[Session]:
    made = Session()
    (tmp_path / "images").mkdir()
    for name in ("one", "two"):
        Image.fromarray(stage.image).save(tmp_path / "images" / f"{name}.png")
    with qtbot.waitSignal(made.image_opened):
        made.open_paths([str(tmp_path / "images")])
    assert [made.add_class(name) for name in stage.names] == list(range(len(stage.names)))
    made.choose_class(stage.chosen)
    yield made
    made.close()


@pytest.fixture
def canvas(session: Session, stage: Stage, qtbot: QtBot) -> Canvas:
    made = Canvas(session)
    qtbot.addWidget(made)
    made.resize(*stage.window)
    made.show()
    return made
