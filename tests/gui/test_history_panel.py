import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.edits import Edit
from app.core.label_map import UNLABELED, LabelMap, Source
from app.ui import history_thumbnail
from app.ui.history_thumbnail import Seen
from app.ui.main_window import MainWindow
from tests.gui.conftest import FakeLearner, FakeReport, FakeVersion


def paint(window: MainWindow, row: int, value: int = 1, name: str = "Brush stroke") -> None:
    window.session.paint(row, 5, np.ones((4, 9), bool), value=value)
    window.session.end_stroke(name)


def rows(window: MainWindow) -> list[str]:
    model = window.history_panel.model
    QCoreApplication.processEvents()
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def click(window: MainWindow, row: int) -> None:
    view = window.history_panel.view
    QCoreApplication.processEvents()
    view.scrollTo(view.model().index(row, 0))
    place = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_step_names_its_class_and_follows_its_new_name(open_window: MainWindow) -> None:
    paint(open_window, 5)
    paint(open_window, 5, UNLABELED, "Erase")
    assert rows(open_window) == ["Before these steps", "Brush stroke · cat", "Erase"]
    open_window.session.rename_class(1, "tiger")
    assert rows(open_window)[1] == "Brush stroke · tiger"


def test_what_is_learned_stands_between_the_steps_and_is_no_step(open_window: MainWindow, learner: FakeLearner) -> None:
    session = open_window.session
    paint(open_window, 5)
    learner.measured.emit({"run": "live", "step": 30, "loss": 0.1})
    learner.measured.emit({"run": "live", "step": 60, "loss": 0.1})
    learner.measured.emit({"run": "learn", "step": 1, "loss": 0.1})
    paint(open_window, 15)
    learner.learned.emit(FakeReport({"mean_iu": 0.5}, {"mean_iu": 0.625}))
    expected = [
        "Before these steps", "Brush stroke · cat", "Learned live ×2", "Brush stroke · cat",
        "Learned: mean IU 50.0% → 62.5%",
    ]  # fmt: skip
    assert rows(open_window) == expected
    click(open_window, 2)
    assert session.history is not None
    assert session.history.position == 2  # a note is no place to go to
    click(open_window, 1)
    assert session.history.position == 1
    click(open_window, 3)
    assert session.history.position == 2
    assert rows(open_window) == expected


def test_a_roll_back_is_noted(open_window: MainWindow, learner: FakeLearner) -> None:
    learner.versions = [FakeVersion("bundled"), FakeVersion("learned 1")]
    learner.version = "learned 1"
    learner.changed.emit()
    learner.version = "bundled"
    learner.changed.emit()
    learner.changed.emit()
    assert rows(open_window) == ["Before these steps", "Version learned 1 in use", "Rolled back to bundled"]


def test_a_tip_is_escaped_once(open_window: MainWindow, learner: FakeLearner) -> None:
    paint(open_window, 5, name="a < b")
    learner.versions = [FakeVersion("bundled"), FakeVersion("c < d")]
    learner.version = "c < d"
    learner.changed.emit()
    model = open_window.history_panel.model
    QCoreApplication.processEvents()
    tips = [str(model.index(row).data(Qt.ItemDataRole.ToolTipRole)) for row in range(model.rowCount())]
    assert "a &lt; b" in tips[1]
    assert "c &lt; d" in tips[2]
    assert not any("&amp;" in tip or "&lt;p" in tip for tip in tips)


def test_notes_stay_when_their_step_is_gone(open_window: MainWindow, learner: FakeLearner) -> None:
    paint(open_window, 5)
    paint(open_window, 15)
    learner.measured.emit({"run": "live", "step": 30, "loss": 0.1})
    open_window.session.undo()
    open_window.session.undo()
    paint(open_window, 25)
    assert rows(open_window) == ["Before these steps", "Brush stroke · cat", "Learned live"]


def test_a_click_while_a_live_frame_hides_the_image_changes_nothing(open_window: MainWindow) -> None:
    session = open_window.session
    paint(open_window, 5)
    session.show_frame(np.zeros((48, 64, 3), np.uint8), None)
    click(open_window, 0)
    open_window.history_panel._go(open_window.history_panel.model.index(0))
    assert session.history is not None
    assert session.history.position == 1
    session.clear_frame()
    click(open_window, 0)
    assert session.history.position == 0


def test_a_click_goes_any_number_of_steps(open_window: MainWindow) -> None:
    for row in range(0, 40, 4):
        paint(open_window, row)
    click(open_window, 2)
    assert open_window.session.history is not None
    assert open_window.session.history.position == 2
    QCoreApplication.processEvents()
    read: list[None] = []
    open_window.history_panel.model.modelReset.connect(lambda: read.append(None))
    click(open_window, 9)
    assert open_window.session.history.position == 9
    QCoreApplication.processEvents()
    assert len(read) == 1  # not once for each of the seven steps


def edit_of(value: int, shape: tuple[int, int] = (300, 400)) -> Edit | None:
    labels = LabelMap.empty(*shape)
    labels.write(100, 200, np.ones((60, 80), bool), value, Source.PAINTED)
    return labels.commit("x")


def test_a_thumbnail_shows_the_box_in_the_colour_of_the_class(qtbot: QtBot) -> None:
    palette = np.zeros((256, 3), np.uint8)
    palette[7] = 250, 10, 20
    below = history_thumbnail.sketch(np.full((300, 400, 3), 100, np.uint8), 1.0)
    assert below.shape == (30, 40, 3)
    edit = edit_of(7)
    assert edit is not None
    drawn = history_thumbnail.thumbnail(Seen.of(edit), edit.box, below, (300, 400), palette, 1.0).toImage()
    inside, outside = drawn.pixelColor(24, 13), drawn.pixelColor(5, 5)
    assert (inside.red(), inside.green(), inside.blue()) == (250, 10, 20)
    assert outside.red() == outside.green() == 45


@pytest.mark.parametrize(("value", "main"), [(7, 7), (UNLABELED, None)])
def test_the_main_class_is_what_most_pixels_became(value: int, main: int | None) -> None:
    edit = edit_of(value)
    assert (edit is None) == (main is None)  # erasing where nothing is changes nothing
    if edit is not None:
        assert Seen.of(edit).main_class() == main


def test_a_mixture_has_no_main_class() -> None:
    labels = LabelMap.empty(20, 20)
    labels.write(0, 0, np.ones((10, 20), bool), 1, Source.ACCEPTED)
    labels.write(10, 0, np.ones((10, 20), bool), 2, Source.ACCEPTED)
    edit = labels.commit("x")
    assert edit is not None
    assert Seen.of(edit).main_class() is None


def test_steps_of_one_image_are_never_drawn_over_another(qtbot: QtBot, open_window: MainWindow) -> None:
    """Not even where the panel is drawn in the moment in which the next image is there."""
    session, panel = open_window.session, open_window.history_panel
    paint(open_window, 40)
    QCoreApplication.processEvents()
    seen: list[int] = []

    def draw() -> None:
        panel.view.viewport().repaint()
        seen.append(panel.model.rowCount())

    session.image_opened.connect(draw)
    session.open_image(session.images[1])
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [0]
