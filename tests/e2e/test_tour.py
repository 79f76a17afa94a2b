from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.settings import Settings
from app.ui.application import build
from models.names import BUNDLED
from tests.e2e.tour import Tour, draw_photo

EXPECTED = {
    "brush": ["Brush stroke"],
    "eraser": ["Brush stroke", "Erase"],
    "square_brush": ["Brush stroke"],
    "keep_edges": ["Brush stroke"],
    "superpixels": ["Superpixels"],
    "polygon": ["Polygon"],
    "lasso": ["Lasso"],
    "rectangle": ["Rectangle"],
    "ellipse": ["Ellipse"],
    "fill": ["Fill"],
    "wand": ["Magic wand"],
    "gather": ["Magic wand"],
    "cutout": ["Cut-out"],
    "accept": ["Accept prediction"],
    "reject": ["Reject prediction"],
    "reshape": ["Brush stroke", "Grow"],
    "locked": ["Brush stroke", "Brush stroke"],
    "replace": ["Brush stroke"],
    "compare": ["Brush stroke"],
}


@pytest.mark.slow
@pytest.mark.skipif(not BUNDLED.is_file(), reason=f"needs the bundled checkpoint, {BUNDLED}")
def test_a_tour_of_every_tool_leaves_one_step_of_each_and_the_pictures_of_the_manual(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    settings = Settings(theme="light", is_live=False, is_ranking=False)
    application, window = build([str(draw_photo(tmp_path / "photos"))], settings)
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    tour = Tour(application, window, pictures)
    try:
        tour.run()
    finally:
        window.close()
    assert tour.steps == EXPECTED
    made = sorted(file.name for file in pictures.iterdir())
    text = Path("docs/manual/tools.md").read_text(encoding="utf-8")
    assert [name for name in made if f"tools/{name}" not in text] == []  # every picture is shown
    for name in made:
        assert np.asarray(Image.open(pictures / name)).std() > 5  # and shows something
    qtbot.addWidget(window)
