"""The bar above the image: what it shows for each tool, and that nothing on it moves when another is taken."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.morphology import Shaping
from app.ui.main_window import MainWindow
from app.ui.options_bar import OptionsBar
from app.ui.tools.belt import TOOLS

SIZED = ("brush", "eraser", "superpixels")


def places(bar: OptionsBar) -> list[int]:
    """Where everything on the bar begins, in pixels from its left."""
    widgets = [bar.widgetForAction(action) for action in bar.actions()]
    return [widget.mapTo(bar, QPoint()).x() for widget in [*widgets, bar.tools.button, bar.value] if widget]


def is_seen(widget: QWidget) -> bool:
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


@pytest.fixture
def bar(qtbot: QtBot, open_window: MainWindow) -> OptionsBar:
    open_window.resize(1280, 800)
    qtbot.waitUntil(lambda: open_window.options.width() == 1280)
    return open_window.options


@pytest.mark.parametrize("keeps_edges", [False, True])
def test_nothing_on_the_bar_moves_when_another_tool_is_taken(
    qtbot: QtBot, open_window: MainWindow, bar: OptionsBar, keeps_edges: bool
) -> None:
    session = open_window.session
    before = places(bar)
    session.set_options(keeps_edges=keeps_edges, fills_by_color=True)
    if keeps_edges:
        qtbot.waitUntil(lambda: places(bar) != before)  # there is one option more
        before = places(bar)
    for shaping in (Shaping.FILL_HOLES, Shaping.GROW):
        session.set_options(shaping=shaping)
        for tool in TOOLS:
            session.choose_tool(tool)
            QTest.qWait(0)
            assert places(bar) == before, tool


def test_only_what_the_tool_goes_by_is_shown(open_window: MainWindow, bar: OptionsBar) -> None:
    session = open_window.session
    for tool in TOOLS:
        session.choose_tool(tool)
        assert is_seen(bar.brush) == is_seen(bar.brush_size) == (tool in SIZED), tool
        assert is_seen(bar.value.number) == (tool in ("wand", "reshape")), tool
        assert not is_seen(bar.tools.edges), tool
    session.set_options(keeps_edges=True, fills_by_color=True)
    for tool in ("brush", "eraser", "superpixels", "fill"):
        session.choose_tool(tool)
        assert is_seen(bar.value.number) == (tool == "fill")
        assert is_seen(bar.tools.edges) == (tool in ("brush", "eraser")), tool


def test_the_number_is_that_of_the_tool_in_hand(open_window: MainWindow, bar: OptionsBar) -> None:
    session, number = open_window.session, bar.value.number
    session.choose_tool("wand")
    number.setValue(77)
    session.choose_tool("reshape")
    session.set_options(shaping=Shaping.GROW)
    number.setValue(5)
    session.set_options(shaping=Shaping.REMOVE_ISLANDS)
    number.setValue(5000)
    options = session.options
    assert (options.tolerance, options.distance, options.area) == (77, 5, 5000)
    session.choose_tool("brush")
    session.set_options(keeps_edges=True)
    assert bar.tools.edges.number.value() == 77
    bar.tools.edges.number.setValue(12)
    assert session.options.tolerance == 12
