import numpy as np
from pytestqt.qtbot import QtBot

from app.ui.color_maps import HEAT_MAPS, heat_palette
from app.ui.main_window import MainWindow


def show_map(window: MainWindow, view: str) -> None:
    session = window.session
    session.set_view(view)
    session.show_heatmap(np.full(session.labels.shape, 128, np.uint8), generation=session.generation)


def test_the_legend_names_the_chosen_class_while_its_heatmap_is_shown(qtbot: QtBot, open_window: MainWindow) -> None:
    session, legend = open_window.session, open_window.canvas.legend
    assert not legend.isVisible()
    first, second = list(session.classes)[:2]
    session.choose_class(first.index)
    show_map(open_window, "heatmap")
    assert legend.isVisible()
    assert first.name in legend.text
    session.choose_class(second.index)
    assert second.name in legend.text
    open_window.canvas.set_overlay_visible(False)
    assert not legend.isVisible()
    open_window.canvas.set_overlay_visible(True)
    assert legend.isVisible()
    session.set_view("prediction")
    assert not legend.isVisible()


def test_the_legend_has_the_colours_of_what_is_drawn(qtbot: QtBot, open_window: MainWindow) -> None:
    canvas = open_window.canvas
    show_map(open_window, "uncertainty")
    assert canvas.legend.text == "Uncertainty"
    pixels = canvas.legend.grab().toImage()
    colors = {pixels.pixelColor(x, y).getRgb()[:3] for x in range(pixels.width()) for y in range(pixels.height())}
    ramp = [tuple(int(part) for part in color) for color in heat_palette(HEAT_MAPS["uncertainty"])]
    assert len(colors & set(ramp)) > 100


def test_the_legend_stays_in_its_corner_and_lets_the_mouse_through(qtbot: QtBot, open_window: MainWindow) -> None:
    canvas = open_window.canvas
    show_map(open_window, "heatmap")
    for width, height in ((700, 500), (1100, 700)):
        open_window.resize(width, height)
        qtbot.waitUntil(lambda: canvas.legend.geometry().bottom() < canvas.height())
        assert canvas.height() - canvas.legend.geometry().bottom() < 20
        assert canvas.rect().contains(canvas.legend.geometry())
    assert canvas.childAt(canvas.legend.geometry().center()) is None
