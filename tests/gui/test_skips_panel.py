"""The panel that shows what each skip adds."""

from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from app.session import Session
from app.ui.skips_panel import SkipsPanel


class Explaining(QObject):
    """The part of a learner that the panel asks."""

    explained = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []

    def explain(self, index: int) -> None:
        self.asked.append(index)


def test_the_panel_asks_when_it_is_seen_and_shows_a_picture_per_stride(qtbot: QtBot, tmp_path: Path) -> None:
    session, learner = Session(), Explaining()
    panel = SkipsPanel(session, learner)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    panel.resize(600, 200)
    (tmp_path / "images").mkdir()
    Image.fromarray(np.full((40, 60, 3), 90, np.uint8)).save(tmp_path / "images" / "one.png")
    with qtbot.waitSignal(session.image_opened):
        session.open_paths([str(tmp_path / "images")])
    session.add_class("cat")
    session.show_prediction(np.zeros((40, 60), np.uint8), None, generation=session.generation, version="v1")
    assert learner.asked == []  # nobody sees it
    panel.show()
    assert learner.asked == [0]
    planes = [np.full((20, 30), value, np.uint8) for value in (0, 128, 255)]
    learner.explained.emit(planes)
    assert panel.captions == ["stride 32", "+ stride 16", "+ stride 8"]
    shown = panel.grab().toImage()
    middles = [shown.pixelColor(round(600 * (number + 0.5) / 3), 80).lightness() for number in range(3)]
    assert middles == sorted(middles)
    assert middles[0] < middles[2]
    learner.explained.emit(None)
    assert panel.captions == []
    session.close()
