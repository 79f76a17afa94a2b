"""The tools, used with real mouse events on drawn images: exactly these pixels change."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.label_map import UNLABELED, Source
from app.core.masks import disk, polygon, stroke_segment
from app.session import Session
from app.session.tools import TOOLS as SESSION_TOOLS
from app.ui.canvas import Canvas
from app.ui.tools import TOOLS
from tests.gui.hand import LEFT, NO_KEY, RIGHT, at, click, drag, labels, names, predict
from tests.gui.hand import plane_of as drawn
from tests.gui.tools.disks import Stage

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
HEIGHT, WIDTH = 48, 64
SKY, SEA = 0, 1


@pytest.fixture
def stage() -> Stage:
    """Noise; "sky" is chosen."""
    image = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    return Stage(image, ("sky", "sea"), SKY)


def test_there_is_a_tool_for_every_name_of_the_session(session: Session, canvas: Canvas) -> None:
    assert tuple(TOOLS) == SESSION_TOOLS
    hints = set()
    for name in SESSION_TOOLS:
        session.choose_tool(name)
        hints.add(canvas.hint)
    assert len(hints) == len(SESSION_TOOLS)


@pytest.mark.parametrize("diameter", [1, 2, 5, 8, 21])
def test_a_click_paints_a_disk_of_exactly_the_diameter(session: Session, canvas: Canvas, diameter: int) -> None:
    session.set_brush_diameter(diameter)
    click(canvas, 20, 30)
    half = diameter // 2
    assert np.array_equal(labels(session), drawn((20 - half, 30 - half, disk(diameter))))
    assert names(session) == ["Brush stroke"]
    assert session.provenance is not None
    assert session.provenance[20, 30] == Source.PAINTED


def test_a_quick_stroke_has_no_gaps_and_is_one_step(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(5)
    way = [(10, 8), (12, 50), (40, 30)]
    drag(canvas, *way)
    expected = drawn(stroke_segment(way[0], way[1], 5), stroke_segment(way[1], way[2], 5))
    assert np.array_equal(labels(session), expected)
    assert names(session) == ["Brush stroke"]
    assert session.undo()
    assert (labels(session) == UNLABELED).all()


def test_a_stroke_goes_on_outside_the_image_and_comes_back(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(3)
    way = [(5, 3), (5, -4), (12, -4), (12, 3)]
    drag(canvas, *way)
    expected = drawn(*(stroke_segment(a, b, 3) for a, b in pairwise(way)))
    assert np.array_equal(labels(session), expected)


def test_the_right_button_erases(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(9)
    click(canvas, 20, 30)
    session.set_brush_diameter(3)
    drag(canvas, (20, 30), button=RIGHT)
    expected = drawn((16, 26, disk(9)))
    expected[19:22, 29:32][disk(3)] = UNLABELED
    assert np.array_equal(labels(session), expected)
    assert names(session) == ["Brush stroke", "Erase"]


def test_the_eraser_makes_pixels_unlabeled(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(9)
    click(canvas, 20, 30)
    session.choose_tool("eraser")
    session.set_brush_diameter(1)
    click(canvas, 20, 30)
    assert labels(session)[20, 30] == UNLABELED
    assert (labels(session) == SKY).sum() == disk(9).sum() - 1
    assert session.provenance is not None
    assert session.provenance[20, 30] == Source.NONE


def test_shift_click_paints_a_straight_line_from_the_last_dab(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(3)
    click(canvas, 6, 6)
    click(canvas, 30, 50, SHIFT)
    assert np.array_equal(labels(session), drawn(stroke_segment((6, 6), (30, 50), 3)))
    assert len(names(session)) == 2


def test_shift_click_without_a_dab_before_is_a_click(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(3)
    click(canvas, 30, 50, SHIFT)
    assert np.array_equal(labels(session), drawn((29, 49, disk(3))))


def test_a_line_does_not_start_on_the_image_before(session: Session, canvas: Canvas, qtbot) -> None:
    session.set_brush_diameter(3)
    click(canvas, 6, 6)
    with qtbot.waitSignal(session.image_opened):
        session.step_image(1)
    click(canvas, 30, 50, SHIFT)
    assert np.array_equal(labels(session), drawn((29, 49, disk(3))))


def test_alt_drag_changes_the_size_and_paints_nothing(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(10)
    drag(canvas, (20, 30), (20, 37), keys=ALT)
    assert session.brush_diameter == pytest.approx(24, abs=1)
    drag(canvas, (20, 30), (20, 3), keys=ALT)
    assert session.brush_diameter == 1
    assert (labels(session) == UNLABELED).all()


def test_shift_and_the_wheel_change_the_size_and_not_the_zoom(session: Session, canvas: Canvas) -> None:
    zoom = canvas.zoom
    session.set_brush_diameter(1)
    sizes = []
    for turn in (120, 120, 120, -120, -120, -120, -120):
        point = QPointF(200, 150)
        place, phase = canvas.mapToGlobal(point), Qt.ScrollPhase.NoScrollPhase
        none = Qt.MouseButton.NoButton
        turned = QWheelEvent(point, place, QPoint(), QPoint(0, turn), none, SHIFT, phase, False)
        QApplication.sendEvent(canvas, turned)
        sizes.append(session.brush_diameter)
    assert sizes == [2, 3, 4, 3, 2, 1, 1]
    assert canvas.zoom == zoom


def test_escape_takes_the_stroke_back(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(7)
    drag(canvas, (10, 10), (20, 40), is_released=False)
    assert (labels(session) == SKY).any()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert (labels(session) == UNLABELED).all()
    QTest.mouseMove(canvas, at(canvas, 30, 30))
    QTest.mouseRelease(canvas, LEFT, NO_KEY, at(canvas, 30, 30))
    assert (labels(session) == UNLABELED).all()
    assert names(session) == []


def test_choosing_another_tool_ends_the_stroke_and_keeps_it(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(3)
    drag(canvas, (10, 10), (10, 20), is_released=False)
    session.choose_tool("eraser")
    QTest.mouseMove(canvas, at(canvas, 10, 30))
    QTest.mouseRelease(canvas, LEFT, NO_KEY, at(canvas, 10, 30))
    assert np.array_equal(labels(session), drawn(stroke_segment((10, 10), (10, 20), 3)))
    assert names(session) == ["Brush stroke"]


def test_a_stroke_in_the_making_does_not_run_on_in_the_next_image(session: Session, canvas: Canvas, qtbot) -> None:
    session.set_brush_diameter(3)
    drag(canvas, (10, 10), (10, 20), is_released=False)
    with qtbot.waitSignal(session.image_opened):
        session.step_image(1)
    QTest.mouseMove(canvas, at(canvas, 30, 30))
    QTest.mouseRelease(canvas, LEFT, NO_KEY, at(canvas, 30, 30))
    assert (labels(session) == UNLABELED).all()
    with qtbot.waitSignal(session.image_opened):
        session.step_image(-1)
    assert np.array_equal(labels(session), drawn(stroke_segment((10, 10), (10, 20), 3)))


def test_undo_during_a_stroke_takes_back_what_is_painted_so_far(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(1)
    drag(canvas, (10, 10), (10, 20), is_released=False)
    assert session.undo()
    assert (labels(session) == UNLABELED).all()
    QTest.mouseMove(canvas, at(canvas, 12, 20))
    QTest.mouseRelease(canvas, LEFT, NO_KEY, at(canvas, 12, 20))
    assert np.array_equal(labels(session), drawn(stroke_segment((10, 20), (12, 20), 1)))


def test_nothing_is_painted_without_an_image(qtbot) -> None:
    session = Session()
    canvas = Canvas(session)
    qtbot.addWidget(canvas)
    canvas.show()
    for name in SESSION_TOOLS:
        session.choose_tool(name)
        QTest.mouseClick(canvas, LEFT, NO_KEY, QPoint(40, 40))
        QTest.mouseMove(canvas, QPoint(60, 60))
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert session.labels is None
    session.close()


CORNERS = ((10, 12), (14, 50), (40, 33))


def click_corners(canvas: Canvas) -> None:
    for corner in CORNERS:
        click(canvas, *corner)


@pytest.mark.parametrize("way", ["enter", "double-click", "first corner"])
def test_a_polygon_is_closed_in_three_ways(session: Session, canvas: Canvas, way: str) -> None:
    session.choose_tool("polygon")
    click_corners(canvas)
    assert (labels(session) == UNLABELED).all()
    if way == "enter":
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    elif way == "double-click":
        QTest.mouseDClick(canvas, LEFT, NO_KEY, at(canvas, *CORNERS[-1]))
    else:
        click(canvas, *CORNERS[0])
    assert np.array_equal(labels(session), drawn(polygon(CORNERS)))
    assert all(labels(session)[corner] == SKY for corner in CORNERS)
    assert names(session) == ["Polygon"]


def test_backspace_removes_the_last_corner(session: Session, canvas: Canvas) -> None:
    session.choose_tool("polygon")
    click_corners(canvas)
    click(canvas, 5, 5)
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    QTest.keyClick(canvas, Qt.Key.Key_Enter)
    assert np.array_equal(labels(session), drawn(polygon(CORNERS)))


def test_escape_drops_the_polygon(session: Session, canvas: Canvas) -> None:
    session.choose_tool("polygon")
    click_corners(canvas)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert (labels(session) == UNLABELED).all()


def test_two_corners_do_not_make_a_polygon(session: Session, canvas: Canvas) -> None:
    session.choose_tool("polygon")
    click(canvas, *CORNERS[0])
    click(canvas, *CORNERS[1])
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert (labels(session) == UNLABELED).all()
    click(canvas, *CORNERS[2])
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert np.array_equal(labels(session), drawn(polygon(CORNERS)))


def test_enter_belongs_to_the_window_unless_a_polygon_is_begun(session: Session, canvas: Canvas) -> None:
    session.choose_tool("polygon")

    def is_claimed(key: Qt.Key) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, NO_KEY)
        event.ignore()
        QApplication.sendEvent(canvas, event)
        return event.isAccepted()

    assert not is_claimed(Qt.Key.Key_Return)
    click(canvas, *CORNERS[0])
    assert is_claimed(Qt.Key.Key_Return)
    assert is_claimed(Qt.Key.Key_Backspace)
    assert not is_claimed(Qt.Key.Key_B)


def test_a_rectangle_holds_both_corner_pixels(session: Session, canvas: Canvas) -> None:
    session.choose_tool("rectangle")
    drag(canvas, (30, 40), (20, 25), (12, 9))
    assert np.array_equal(labels(session), drawn((12, 9, np.ones((19, 32), bool))))
    assert names(session) == ["Rectangle"]


def test_a_rectangle_can_be_cancelled_and_a_click_is_none(session: Session, canvas: Canvas) -> None:
    session.choose_tool("rectangle")
    drag(canvas, (30, 40), (12, 9), is_released=False)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, NO_KEY, at(canvas, 12, 9))
    click(canvas, 20, 20)
    assert (labels(session) == UNLABELED).all()


def test_fill_gives_a_labelled_region_another_class(session: Session, canvas: Canvas) -> None:
    session.paint(5, 5, np.ones((10, 10), bool))
    session.paint(5, 30, np.ones((10, 10), bool))
    session.end_stroke("two squares")
    session.choose_tool("fill")
    session.choose_class(SEA)
    click(canvas, 9, 9)
    expected = drawn((5, 30, np.ones((10, 10), bool)))
    expected[5:15, 5:15] = SEA
    assert np.array_equal(labels(session), expected)


def test_fill_follows_the_prediction_but_keeps_labels(session: Session, canvas: Canvas) -> None:
    prediction = np.zeros((HEIGHT, WIDTH), np.uint8)
    prediction[10:30, 10:40] = SEA
    predict(session, prediction)
    session.paint(10, 20, np.ones((20, 1), bool), value=SKY)  # cuts the predicted region in two
    session.end_stroke("a line")
    session.choose_tool("fill")
    session.choose_class(SEA)
    click(canvas, 20, 15)
    expected = drawn((10, 20, np.ones((20, 1), bool)))
    expected[10:30, 10:20] = SEA
    assert np.array_equal(labels(session), expected)
    assert session.provenance is not None
    assert session.provenance[20, 15] == Source.PAINTED


def test_fill_outside_the_image_does_nothing(session: Session, canvas: Canvas) -> None:
    session.choose_tool("fill")
    QTest.mouseClick(canvas, LEFT, NO_KEY, QPoint(1, 1))
    assert (labels(session) == UNLABELED).all()


def test_accept_takes_the_region_but_not_what_was_painted(session: Session, canvas: Canvas) -> None:
    prediction = np.zeros((HEIGHT, WIDTH), np.uint8)
    prediction[10:30, 10:40] = SEA
    prediction[35:40, 10:40] = SEA
    predict(session, prediction)
    session.paint(12, 12, np.ones((3, 3), bool), value=SKY)
    session.end_stroke("painted")
    session.choose_tool("accept")
    click(canvas, 20, 15)
    expected = drawn((10, 10, np.ones((20, 30), bool)), value=SEA)
    expected[12:15, 12:15] = SKY
    assert np.array_equal(labels(session), expected)
    assert session.provenance is not None
    assert session.provenance[20, 15] == Source.ACCEPTED
    assert session.provenance[13, 13] == Source.PAINTED
    assert len(names(session)) == 2


@pytest.mark.parametrize("tool", ["eraser", "polygon"])
def test_the_picker_takes_the_class_and_gives_the_tool_back(session: Session, canvas: Canvas, tool: str) -> None:
    prediction = np.full((HEIGHT, WIDTH), SEA, np.uint8)
    predict(session, prediction)
    session.paint(5, 5, np.ones((10, 10), bool), value=SKY)
    session.end_stroke("a square")
    session.choose_tool(tool)
    for pixel, index in (((30, 30), SEA), ((9, 9), SKY)):
        session.choose_tool("picker")
        click(canvas, *pixel)
        assert session.chosen_class == index
        assert session.tool == tool


def test_the_picker_stays_where_there_is_nothing_to_pick(session: Session, canvas: Canvas) -> None:
    session.choose_tool("picker")
    click(canvas, 9, 9)
    assert session.tool == "picker"


def test_the_next_image_of_the_same_size_keeps_zoom_and_place(session: Session, canvas: Canvas, qtbot) -> None:
    canvas.set_zoom(9.0, QPointF(30, 40))
    before = canvas.to_screen(3, 4)
    with qtbot.waitSignal(session.image_opened):
        session.step_image(1)
    assert canvas.zoom == 9.0
    assert canvas.to_screen(3, 4) == before


def test_the_hand_moves_the_image_and_paints_nothing(session: Session, canvas: Canvas) -> None:
    session.choose_tool("pan")
    canvas.set_zoom(9.0)
    before = canvas.to_screen(20, 20)
    QTest.mousePress(canvas, LEFT, NO_KEY, QPoint(200, 150))
    QTest.mouseMove(canvas, QPoint(180, 155))
    QTest.mouseRelease(canvas, LEFT, NO_KEY, QPoint(180, 155))
    assert canvas.to_screen(20, 20) == before + QPointF(-20, 5)
    assert (labels(session) == UNLABELED).all()


@pytest.mark.parametrize("diameter", [1, 4, 7, 300])
def test_the_outline_of_the_brush_is_the_disk_it_would_paint(session: Session, canvas: Canvas, diameter: int) -> None:
    session.set_brush_diameter(diameter)
    QTest.mouseMove(canvas, at(canvas, 20, 30))
    path = canvas._tools.tool.outline(canvas._pointer)
    box = path.boundingRect()
    half = diameter // 2
    assert (box.top(), box.left(), box.height(), box.width()) == (20 - half, 30 - half, diameter, diameter)
    if diameter < 100:
        inside = np.array([[path.contains(QPointF(c + 0.5, r + 0.5)) for c in range(26, 36)] for r in range(16, 26)])
        mask = np.zeros((HEIGHT, WIDTH), bool)
        mask[20 - half : 20 - half + diameter, 30 - half : 30 - half + diameter] = disk(diameter)
        assert np.array_equal(inside, mask[16:26, 26:36])
