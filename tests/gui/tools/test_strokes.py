"""Pen, square brush, paint kept within edges or on a ground, drawn outlines; and that any strokes can be undone."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.dabs import square_segment, tapered_segment
from app.core.label_map import UNLABELED
from app.core.masks import disk, ellipse, polygon, stroke_segment
from app.core.permission import Ground, Over
from app.session import Session
from app.ui.canvas import Canvas
from tests.gui.hand import LEFT, NO_KEY, at, click, drag, labels, names, plane_of
from tests.gui.tools.disks import Stage

SHIFT = Qt.KeyboardModifier.ShiftModifier
HEIGHT, WIDTH = 48, 64
SKY, SEA = 0, 1


@pytest.fixture
def stage() -> Stage:
    """Dark left of column 32 and light right of it; "sky" is chosen."""
    image = np.full((HEIGHT, WIDTH, 3), 20, np.uint8)
    image[:, 32:] = 220
    return Stage(image, ("sky", "sea"), SKY)


def pen(canvas: Canvas, kind: QEvent.Type, pixel: tuple[int, int], pressure: float, *, is_eraser: bool = False) -> None:
    pointer = QPointingDevice.PointerType.Eraser if is_eraser else QPointingDevice.PointerType.Pen
    device = QPointingDevice(
        "pen", 7, QInputDevice.DeviceType.Stylus, pointer, QInputDevice.Capability.Pressure, 1, 2, "",
        QPointingDeviceUniqueId(),
    )  # fmt: skip
    point = QPointF(at(canvas, *pixel))
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else LEFT
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else LEFT
    event = QTabletEvent(
        kind, device, point, canvas.mapToGlobal(point), pressure, 0, 0, 0.0, 0.0, 0, NO_KEY, button, held
    )
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted()  # or Qt would send it again as a mouse


def pen_stroke(canvas: Canvas, *way: tuple[int, int, float], is_eraser: bool = False) -> None:
    pen(canvas, QEvent.Type.TabletPress, way[0][:2], way[0][2], is_eraser=is_eraser)
    for row, col, pressure in way[1:]:
        pen(canvas, QEvent.Type.TabletMove, (row, col), pressure, is_eraser=is_eraser)
    pen(canvas, QEvent.Type.TabletRelease, way[-1][:2], 0.0, is_eraser=is_eraser)


def test_the_pressure_of_a_pen_is_the_size_of_the_brush(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(10)
    pen_stroke(canvas, (20, 10, 0.5), (20, 40, 1.0))
    first = round(10 * 0.55)
    expected = plane_of((20 - first // 2, 10 - first // 2, disk(first)), tapered_segment((20, 10), (20, 40), first, 10))
    assert np.array_equal(labels(session), expected)
    assert names(session) == ["Brush stroke"]


def test_pressure_can_be_switched_off(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(10)
    session.set_options(uses_pressure=False)
    pen_stroke(canvas, (20, 10, 0.2))
    assert np.array_equal(labels(session), plane_of((15, 5, disk(10))))


def test_the_other_end_of_a_pen_erases(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(9)
    click(canvas, 20, 20)
    session.set_brush_diameter(3)
    pen_stroke(canvas, (20, 20, 1.0), is_eraser=True)
    expected = plane_of((16, 16, disk(9)))
    expected[19:22, 19:22][disk(3)] = UNLABELED
    assert np.array_equal(labels(session), expected)
    assert names(session) == ["Brush stroke", "Erase"]


def test_a_square_brush_sweeps_squares(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(6)
    session.set_options(is_square=True)
    drag(canvas, (10, 10), (30, 25))
    assert np.array_equal(labels(session), plane_of(square_segment((10, 10), (30, 25), 6)))
    QTest.mouseMove(canvas, at(canvas, 20, 20))
    box = canvas._tools.tool.outline(canvas._pointer).boundingRect()
    assert (box.top(), box.left(), box.width(), box.height()) == (17, 17, 6, 6)


def test_a_brush_that_keeps_within_edges_stops_at_them(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(15)
    session.set_options(keeps_edges=True, tolerance=40)
    drag(canvas, (10, 28), (40, 28))
    expected = plane_of(stroke_segment((10, 28), (40, 28), 15))
    expected[:, 32:] = UNLABELED
    assert np.array_equal(labels(session), expected)


def test_a_stroke_within_edges_may_begin_outside_the_image(session: Session, canvas: Canvas) -> None:
    session.set_brush_diameter(5)
    session.set_options(keeps_edges=True, tolerance=40)
    drag(canvas, (-4, 20), (10, 20))
    expected = plane_of(stroke_segment((-4, 20), (10, 20), 5))
    assert np.array_equal(labels(session), expected)


@pytest.mark.parametrize("over", [Over(Ground.UNLABELED), Over(Ground.LABEL, SEA), Over(Ground.PREDICTION, SEA)])
def test_the_brush_paints_only_over_its_ground_although_a_prediction_arrives(
    session: Session, canvas: Canvas, over: Over
) -> None:
    session.paint(0, 0, np.ones((20, WIDTH), bool), value=SEA)
    session.end_stroke("sea")
    prediction = np.full((HEIGHT, WIDTH), SKY, np.uint8)
    prediction[:, :30] = SEA
    session.show_prediction(prediction, None, generation=session.generation, version="test")
    before = labels(session).copy()
    session.set_options(over=over)
    session.set_brush_diameter(9)
    QTest.mousePress(canvas, LEFT, NO_KEY, at(canvas, 20, 27))
    later = np.full((HEIGHT, WIDTH), SEA, np.uint8)
    session.show_prediction(later, None, generation=session.generation, version="later")
    QTest.mouseMove(canvas, at(canvas, 20, 40))
    QTest.mouseRelease(canvas, LEFT, NO_KEY, at(canvas, 20, 40))
    is_ground = {
        Ground.UNLABELED: before == UNLABELED,
        Ground.LABEL: before == SEA,
        Ground.PREDICTION: (before == UNLABELED) & (prediction == SEA),
    }[over.ground]
    stroke = plane_of(stroke_segment((20, 27), (20, 40), 9)) == SKY
    assert np.array_equal(labels(session), np.where(stroke & is_ground, SKY, before))


def test_the_lasso_fills_what_it_goes_around(session: Session, canvas: Canvas) -> None:
    session.choose_tool("lasso")
    way = ((10, 10), (10, 40), (35, 42), (30, 12))
    drag(canvas, *way)
    assert np.array_equal(labels(session), plane_of(polygon(way)))
    assert names(session) == ["Lasso"]


def test_the_ellipse_fits_between_its_corners_and_shift_makes_a_circle(session: Session, canvas: Canvas) -> None:
    session.choose_tool("ellipse")
    drag(canvas, (10, 8), (30, 50))
    assert np.array_equal(labels(session), plane_of(ellipse(10, 8, 30, 50)))
    session.undo()
    QTest.mousePress(canvas, LEFT, NO_KEY, at(canvas, 5, 5))
    QTest.mouseMove(canvas, at(canvas, 15, 25))
    QTest.mouseRelease(canvas, LEFT, SHIFT, at(canvas, 15, 25))
    assert np.array_equal(labels(session), plane_of((5, 5, disk(21))))


def test_a_corner_of_a_polygon_can_be_dragged_before_it_is_closed(session: Session, canvas: Canvas) -> None:
    session.choose_tool("polygon")
    for corner in ((10, 10), (10, 40), (35, 40)):
        click(canvas, *corner)
    drag(canvas, (10, 40), (14, 50), (6, 55))
    assert (labels(session) == UNLABELED).all()
    drag(canvas, (10, 10), (20, 5))  # the first one too: a drag does not close
    assert (labels(session) == UNLABELED).all()
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert np.array_equal(labels(session), plane_of(polygon(((20, 5), (6, 55), (35, 40)))))


@pytest.mark.parametrize("tool", ["lasso", "ellipse", "wand"])
def test_a_shape_in_the_making_does_not_go_on_in_the_next_image(
    session: Session, canvas: Canvas, qtbot: QtBot, tool: str
) -> None:
    session.choose_tool(tool)
    QTest.mousePress(canvas, LEFT, NO_KEY, at(canvas, 10, 10))
    QTest.mouseMove(canvas, at(canvas, 30, 20))
    with qtbot.waitSignal(session.image_opened):
        session.step_image(1)
    QTest.mouseMove(canvas, at(canvas, 30, 40))
    QTest.mouseRelease(canvas, LEFT, NO_KEY, at(canvas, 30, 40))
    assert (labels(session) == UNLABELED).all()
    with qtbot.waitSignal(session.image_opened):
        session.step_image(-1)
    assert (labels(session) == UNLABELED).all()


def test_every_tool_says_so_where_there_is_no_class(session: Session, canvas: Canvas, qtbot: QtBot) -> None:
    for index in (SKY, SEA):
        with qtbot.waitSignal(session.classes_changed):
            session.remove_class(index)
    for tool in ("brush", "polygon", "lasso", "rectangle", "ellipse", "fill", "wand"):
        session.choose_tool(tool)
        with qtbot.waitSignal(session.class_lacked, check_params_cb=lambda text: "class" in text):
            if tool == "polygon":
                for corner in ((5, 5), (5, 20), (20, 20)):
                    click(canvas, *corner)
                QTest.keyClick(canvas, Qt.Key.Key_Return)
            else:
                drag(canvas, (10, 10), (20, 12), (20, 25))
    assert (labels(session) == UNLABELED).all()


def test_a_hidden_class_is_shown_again_when_it_is_painted(qtbot: QtBot, session: Session, canvas: Canvas) -> None:
    session.set_class_look(SKY, is_hidden=True)
    session.set_brush_diameter(5)
    with qtbot.waitSignal(session.spared, check_params_cb=lambda text: "shown again" in text):
        click(canvas, 20, 20)
    assert np.array_equal(labels(session), plane_of((18, 18, disk(5))))
    assert not session.looks[SKY].is_hidden


@pytest.mark.parametrize("tool", ["brush", "eraser", "lasso", "rectangle", "ellipse", "fill", "wand"])
def test_a_locked_class_neither_loses_pixels_to_a_tool_nor_gains_any(
    qtbot: QtBot, session: Session, canvas: Canvas, tool: str
) -> None:
    session.paint(10, 10, np.ones((12, 12), bool), value=SKY)
    session.end_stroke("Square")
    before = labels(session).copy()
    session.set_class_look(SKY, is_locked=True)
    session.choose_tool(tool)
    session.choose_class(SEA)
    with qtbot.waitSignal(session.spared, check_params_cb=lambda text: "Locked" in text):
        drag(canvas, (12, 12), (20, 14), (20, 20), (16, 13))
    assert np.array_equal(labels(session) == SKY, before == SKY)
    session.choose_class(SKY)
    session.set_brush_diameter(9)
    drag(canvas, (30, 30), (40, 34), (40, 44), (33, 31))
    assert np.array_equal(labels(session) == SKY, before == SKY)
    session.set_class_look(SKY, is_locked=False)
    session.choose_class(SEA)
    session.choose_tool("rectangle")
    drag(canvas, (0, 0), (35, 35))
    assert not (labels(session) == SKY).any()


def test_undo_goes_on_as_it_was_before_a_class_was_locked(session: Session) -> None:
    session.paint(10, 10, np.ones((12, 12), bool), value=SKY)
    session.end_stroke("Square")
    session.set_class_look(SKY, is_locked=True)
    assert session.undo()
    assert (labels(session) == UNLABELED).all()
    assert session.redo()
    assert (labels(session) == SKY).sum() == 144


def test_accepting_and_replacing_leave_a_locked_class_alone(session: Session) -> None:
    session.paint(10, 10, np.ones((4, 4), bool), value=SKY)
    session.end_stroke("Square")
    prediction = np.full(labels(session).shape, SEA, np.uint8)
    prediction[30:] = SKY
    session.show_prediction(prediction, None, generation=session.generation, version="v")
    session.set_class_look(SKY, is_locked=True)
    session.accept()
    assert (labels(session) == SKY).sum() == 16
    assert (labels(session)[30:] == UNLABELED).all()
    assert session.replace_class(SKY, SEA) is None
    assert session.replace_class(SEA, SKY) is None
    assert (labels(session) == SKY).sum() == 16
