"""A canvas of 400 x 300 that shows an image."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.session import Session
from app.ui.canvas import Canvas
from tests.gui.canvas.looks import HEIGHT, WIDTH, Open


@pytest.fixture
def session() -> Iterator[Session]:
    made = Session()
    yield made
    made.close()


@pytest.fixture
def open_canvas(session: Session, tmp_path: Path, qtbot) -> Open:
    """Gives a canvas of 400 x 300 that shows an image, with the classes "sky" and "sea".

    The tool in hand is one without an outline, which would cover pixels under the mouse.
    """

    def open_image(image: NDArray[np.uint8]) -> Canvas:
        (tmp_path / "images").mkdir()
        Image.fromarray(image).save(tmp_path / "images" / "one.png")
        canvas = Canvas(session)
        qtbot.addWidget(canvas)
        canvas.resize(400, 300)
        canvas.show()
        with qtbot.waitSignal(session.image_opened):
            session.open_paths([str(tmp_path / "images")])
        session.choose_tool("picker")
        session.add_class("sky", (200, 40, 40))
        session.add_class("sea", (40, 80, 220))
        return canvas

    return open_image


@pytest.fixture
def noise() -> NDArray[np.uint8]:
    return np.random.default_rng(3).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
