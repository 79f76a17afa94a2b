"""Regions that are looked for in the background while the mouse moves: what is painted is the same as ever."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.floods import NEAR, color_region
from app.core.label_classes import LabelClasses
from app.core.label_map import UNLABELED
from app.core.masks import PlacedMask, connected_region
from app.session import Session
from app.ui.canvas import Canvas
from app.ui.canvas_preview import EDGE, SHADOW, PreviewLayer
from app.ui.canvas_view import View
from app.ui.tools.region import RegionTool
from app.ui.tools.wand import Wand
from tests.gui.hand import LEFT, NO_KEY, Plane, at, labels, names, predict
from tests.gui.tools.disks import Stage

HEIGHT, WIDTH = 900, 1100
CAT, DOG = 0, 1
PATIENCE = 30_000  # milliseconds, on a machine that is busy


def picture() -> Plane:
    """Grey that gets lighter to the right, a step for five columns, with a dark bar across."""
    image = np.repeat((np.arange(WIDTH) // 5).astype(np.uint8)[None, :, None], 3, axis=2).repeat(HEIGHT, axis=0)
    image[600:640, 100:1000] = 0
    return np.ascontiguousarray(image)


@pytest.fixture
def stage() -> Stage:
    """An image larger than what is looked at at once; "cat" is chosen."""
    return Stage(picture(), ("cat", "dog"), CAT, (1000, 800))


def plane_of(placed: PlacedMask) -> Plane:
    row, col, mask = placed
    plane = np.full((HEIGHT, WIDTH), UNLABELED, np.uint8)
    plane[row : row + mask.shape[0], col : col + mask.shape[1]][mask] = CAT
    return plane


def shown(canvas: Canvas) -> Plane | None:
    preview = canvas._tools.tool.preview()
    return None if preview is None else plane_of(preview[0])


def wanted(canvas: Canvas, session: Session, pixel: tuple[int, int]) -> Plane:
    image = session.image
    assert image is not None
    return plane_of(color_region(image, *pixel, session.options.tolerance))


def drag_wand(canvas: Canvas, session: Session) -> tuple[int, int]:
    """Press the wand and drag it to the right; the pixel where it was pressed."""
    session.choose_tool("wand")
    session.set_options(tolerance=20)
    place = at(canvas, 300, 500)
    QTest.mousePress(canvas, LEFT, NO_KEY, place)
    tool = canvas._tools.tool
    assert isinstance(tool, Wand)
    assert tool._start is not None
    for way in range(10, 110, 10):
        QTest.mouseMove(canvas, place + QPoint(way, 0))
    assert session.options.tolerance > 60
    return tool._start.pixel


def test_the_tint_follows_a_wand_that_is_dragged_over_a_large_area(
    session: Session, canvas: Canvas, qtbot: QtBot
) -> None:
    pixel = drag_wand(canvas, session)
    assert (wanted(canvas, session, pixel) == CAT).any(axis=1).sum() > NEAR
    qtbot.waitUntil(lambda: np.array_equal(shown(canvas), wanted(canvas, session, pixel)), timeout=PATIENCE)
    assert not canvas._tools.tool._background.is_busy  # type: ignore[attr-defined]
    assert (labels(session) == UNLABELED).all()


def test_a_wand_that_is_released_at_once_paints_the_area_of_its_last_tolerance(
    session: Session, canvas: Canvas
) -> None:
    pixel = drag_wand(canvas, session)
    QTest.mouseRelease(canvas, LEFT, NO_KEY, at(canvas, 300, 500) + QPoint(100, 0))
    session.finish_steps()
    assert np.array_equal(labels(session), wanted(canvas, session, pixel))
    assert names(session) == ["Magic wand"]


def test_a_wand_that_is_cancelled_while_it_looks_shows_and_paints_nothing(
    session: Session, canvas: Canvas, qtbot: QtBot
) -> None:
    drag_wand(canvas, session)
    canvas._tools.tool.cancel()
    qtbot.wait(300)
    assert session.options.tolerance == 20
    assert shown(canvas) is None
    QTest.mouseRelease(canvas, LEFT, NO_KEY, at(canvas, 300, 500))
    session.finish_steps()
    assert (labels(session) == UNLABELED).all()
    assert names(session) == []


def halves(session: Session) -> Plane:
    """A prediction of two large regions, one left and one right."""
    prediction = np.full((HEIGHT, WIDTH), CAT, np.uint8)
    prediction[:, 700:] = DOG
    predict(session, prediction)
    return prediction


def move(canvas: Canvas, row: int, col: int) -> None:
    QTest.mouseMove(canvas, at(canvas, row, col) + QPoint(1, 0))
    QTest.mouseMove(canvas, at(canvas, row, col))


@pytest.mark.parametrize("tool", ["fill", "accept"])
def test_the_tint_of_a_large_region_follows_the_mouse(
    session: Session, canvas: Canvas, qtbot: QtBot, tool: str
) -> None:
    prediction = halves(session)
    session.choose_tool(tool)
    move(canvas, 300, 300)
    move(canvas, 300, 900)  # while the first is still looked for
    right = plane_of(connected_region(prediction, 300, 900))
    qtbot.waitUntil(lambda: np.array_equal(shown(canvas), right), timeout=PATIENCE)
    move(canvas, 300, 300)
    left = plane_of(connected_region(prediction, 300, 300))
    qtbot.waitUntil(lambda: np.array_equal(shown(canvas), left), timeout=PATIENCE)


@pytest.mark.parametrize("is_waited", [False, True])
@pytest.mark.parametrize("by_color", [False, True])
def test_a_click_fills_a_large_region_at_once_whether_it_is_tinted_already_or_not(
    session: Session, canvas: Canvas, qtbot: QtBot, is_waited: bool, by_color: bool
) -> None:
    prediction = halves(session)
    session.set_options(fills_by_color=by_color, tolerance=90)
    session.choose_tool("fill")
    pixel = (300, 400)
    move(canvas, *pixel)
    if is_waited:
        qtbot.waitUntil(lambda: shown(canvas) is not None, timeout=PATIENCE)
    where = canvas.pointed
    assert where is not None
    QTest.mousePress(canvas, LEFT, NO_KEY, at(canvas, *pixel))
    session.finish_steps()
    expected = wanted(canvas, session, where) if by_color else plane_of(connected_region(prediction, *where))
    assert np.array_equal(labels(session), expected)
    assert names(session) == ["Fill"]


def test_what_is_painted_while_a_region_is_looked_for_is_not_overlooked(
    session: Session, canvas: Canvas, qtbot: QtBot
) -> None:
    halves(session)
    session.choose_tool("fill")
    move(canvas, 300, 300)
    session.paint(200, 200, np.ones((300, 300), bool), value=DOG)
    session.end_stroke("Square")
    tool = canvas._tools.tool
    assert isinstance(tool, RegionTool)
    assert not tool._hovering.is_busy
    assert shown(canvas) is None
    move(canvas, 301, 301)
    square = np.full((HEIGHT, WIDTH), UNLABELED, np.uint8)
    square[200:500, 200:500] = CAT
    qtbot.waitUntil(lambda: np.array_equal(shown(canvas), square), timeout=PATIENCE)


@pytest.mark.parametrize("zoom", [0.3, 1.0, 2.7])
def test_each_pixel_of_the_screen_is_tinted_by_the_pixel_of_the_image_that_it_shows(qtbot: QtBot, zoom: float) -> None:
    view = View()
    view.set_viewport(200, 150, 1.0)
    view.set_image((400, 500))
    view.zoom, view.is_fitted = zoom, False
    view._place(-31, -47)
    mask = np.random.default_rng(3).random((120, 160)) < 0.9
    layer = PreviewLayer(view)
    [rect] = layer.show(((30, 60, mask), CAT), LabelClasses())
    inside = np.zeros((400, 500), bool)
    inside[30:150, 60:220] = mask
    rows, cols = (np.floor(each).astype(int) for each in (view.rows(0, 150), view.cols(0, 200)))
    on_screen = inside[np.ix_(rows.clip(0, 399), cols.clip(0, 499))]
    place, image = layer._place, layer._image
    assert rect.contains(QRect(place.topLeft(), place.size()))
    for y in range(place.height()):
        for x in range(0, place.width(), 3):
            row, col = y + place.top(), x + place.left()
            around = on_screen[max(row - 1, 0) : row + 2, max(col - 1, 0) : col + 2]
            color = image.pixel(x, y)
            assert (color not in (0, SHADOW)) == on_screen[row, col], (row, col)
            if color == SHADOW:
                assert around.any()
            if color == EDGE:
                assert not around.all() or min(y, x) == 0 or y == place.height() - 1 or x >= place.width() - 3
