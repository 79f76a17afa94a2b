from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.pixels import AUTO, Levels
from app.ui.levels_panel import STEPS
from app.ui.main_window import MainWindow

VALUES = np.arange(5 * 40 * 50, dtype=np.uint16).reshape(5, 40, 50)


@pytest.fixture
def deep_window(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """An image of five channels of 16 bits, with the panel shown."""
    tifffile.imwrite(tmp_path / "five.tif", VALUES, imagej=True, metadata={"axes": "CYX"})
    window.sources.open([str(tmp_path)])
    qtbot.waitUntil(lambda: window.session.image is not None and not window.session.is_listing)
    with qtbot.waitSignal(window.session.surveyed):
        QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)
    return window


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.session._settling.isActive() and window.session._reader.is_idle())


def test_the_panel_is_hidden_until_it_is_asked_for(window: MainWindow) -> None:
    assert window.docks["levels"].isHidden()
    assert not window.levels_panel.auto.isEnabled()


def test_the_sliders_begin_at_the_window_that_the_image_has_by_itself(deep_window: MainWindow) -> None:
    panel, survey = deep_window.levels_panel, deep_window.session.survey
    assert survey is not None
    assert [number.value() for number in panel.numbers] == [round(value) for value in survey.window]
    assert [slider.value() for slider in panel.sliders] == [1, STEPS - 1]
    assert not panel.auto.isEnabled()
    assert "5 channels" in panel.kind.text()


def test_a_number_or_a_slider_makes_all_images_of_the_kind_brighter(qtbot: QtBot, deep_window: MainWindow) -> None:
    session, panel = deep_window.session, deep_window.levels_panel
    panel.numbers[1].setValue(1000)
    settle(qtbot, deep_window)
    assert session.image is not None
    assert (session.image[:, :, 0][VALUES[0] >= 1000] == 255).all()
    panel.sliders[0].setValue(STEPS)  # black passes white: white goes along
    settle(qtbot, deep_window)
    assert session.levels.low == session.levels.high
    assert not session.image.any()
    QTest.mouseClick(panel.auto, Qt.MouseButton.LeftButton)
    settle(qtbot, deep_window)
    assert session.levels == AUTO
    assert session.image.max() == 255


def test_channels_are_chosen_and_the_window_stays(qtbot: QtBot, deep_window: MainWindow) -> None:
    session, panel = deep_window.session, deep_window.levels_panel
    session.set_levels(Levels(0, 9999))
    panel.channels[0].setCurrentIndex(4)
    settle(qtbot, deep_window)
    assert session.levels == Levels(0, 9999, (4, 1, 2))
    assert session.image is not None
    expected = np.rint(VALUES[[4, 1, 2]] * (255 / 9999))
    assert np.abs(np.moveaxis(session.image, 2, 0) - expected).max() <= 1


def test_other_levels_leave_zoom_tool_and_labels_alone(qtbot: QtBot, deep_window: MainWindow) -> None:
    session, canvas = deep_window.session, deep_window.canvas
    session.add_class("cat")
    canvas.zoom_in()
    zoom = canvas.view.zoom
    session.paint(5, 5, np.ones((9, 9), np.bool_))
    with qtbot.waitSignal(session.pixels_settled):
        session.set_levels(Levels(10, 20))
    assert canvas.view.zoom == zoom
    assert session.label_map is not None
    assert session.label_map.is_open  # the stroke goes on
    session.end_stroke("Brush")


def test_a_hidden_panel_reads_nothing(qtbot: QtBot, deep_window: MainWindow) -> None:
    QTest.keyClick(deep_window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert deep_window.docks["levels"].isHidden()
    assert deep_window.session.survey is None
