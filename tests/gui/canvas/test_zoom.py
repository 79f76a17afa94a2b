"""Zoom and pan: steps, ends, the place under the cursor, and large images."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from app.core.label_map import UNLABELED
from app.session import Session
from app.ui import canvas_pyramid
from app.ui.canvas_pyramid import ImagePyramid
from app.ui.canvas_view import MAX_ZOOM, View
from tests.gui.canvas.looks import HEIGHT, LEFT, MIDDLE, NO_KEY, WIDTH, Open, predict, seen, wheel


@given(
    shape=st.tuples(st.integers(1, 300), st.integers(1, 300)),
    moves=st.lists(st.tuples(st.integers(-900, 900), st.integers(-900, 900)), max_size=4),
    zoom=st.floats(0.01, 100),
)
@settings(deadline=None)
def test_an_image_cannot_be_lost_from_sight(shape: tuple[int, int], moves: list[tuple[int, int]], zoom: float) -> None:
    view = View()
    view.set_viewport(400, 300, 1.0)
    view.set_image(shape)
    view.set_zoom(zoom, QPointF(10, 290))
    for move in moves:
        view.pan(*move)
    assert not view.extent().isEmpty()


def test_an_opened_image_is_fitted_and_stays_so(open_canvas: Open, noise, qtbot) -> None:
    canvas = open_canvas(noise)
    assert canvas.zoom == pytest.approx((400 - 24) / WIDTH)
    canvas.resize(200, 300)
    assert canvas.zoom == pytest.approx((200 - 24) / WIDTH)
    middle = canvas.to_image(QPointF(100, 150))
    assert abs(middle[0] - HEIGHT // 2) <= 1
    assert abs(middle[1] - WIDTH // 2) <= 1


def test_squares_beyond_400_percent_have_the_exact_colours_of_the_pixels(open_canvas: Open, noise) -> None:
    canvas = open_canvas(noise)
    canvas.set_zoom(5.0)
    shown = seen(canvas)
    for row in range(0, HEIGHT, 7):
        for col in range(0, WIDTH, 7):
            point = canvas.to_screen(row, col).toPoint()
            if canvas.rect().contains(point):
                assert shown[point.y(), point.x()].tolist() == noise[row, col].tolist()


def test_100_percent_shows_the_image_pixel_for_pixel(open_canvas: Open, noise) -> None:
    canvas = open_canvas(noise)
    canvas.zoom_actual()
    assert canvas.zoom == 1.0
    corner = canvas.to_screen(0, 0).toPoint()
    shown = seen(canvas)[corner.y() : corner.y() + HEIGHT, corner.x() : corner.x() + WIDTH]
    assert np.array_equal(shown, noise)


def test_zooming_out_averages_the_pixels(open_canvas: Open) -> None:
    stripes = np.zeros((400, 400, 3), np.uint8)
    stripes[:, ::2] = 200
    canvas = open_canvas(stripes)
    canvas.set_zoom(0.25)
    extent = canvas.view.extent().adjusted(2, 2, -2, -2)
    shown = seen(canvas)[extent.top() : extent.bottom(), extent.left() : extent.right()]
    assert 96 <= shown.min() <= shown.max() <= 104


def test_the_wheel_zooms_at_the_cursor(open_canvas: Open, noise, qtbot) -> None:
    canvas = open_canvas(noise)
    spot = canvas.to_screen(10, 45)
    before = canvas.zoom
    with qtbot.waitSignal(canvas.zoom_changed) as told:
        wheel(canvas, spot, 120)
    assert told.args == [canvas.zoom]
    assert canvas.zoom == pytest.approx(before * 2 ** (1 / 3))
    assert canvas.to_image(spot) == (10, 45)
    wheel(canvas, spot, -120)
    assert canvas.zoom == pytest.approx(before)
    assert canvas.to_image(spot) == (10, 45)


def test_zoom_steps_go_through_round_numbers_to_the_limit(open_canvas: Open, noise) -> None:
    canvas = open_canvas(noise)
    canvas.zoom_actual()
    canvas.zoom_in()
    assert canvas.zoom == 1.5
    canvas.zoom_out()
    canvas.zoom_out()
    assert canvas.zoom == pytest.approx(2 / 3)
    for _ in range(40):
        canvas.zoom_in()
    assert canvas.zoom == MAX_ZOOM
    canvas.zoom_fit()
    assert canvas.view.is_fitted


@pytest.mark.parametrize("button", [LEFT, MIDDLE])
def test_dragging_with_space_or_the_middle_button_moves_the_image_and_paints_nothing(
    open_canvas: Open, noise, session: Session, button: Qt.MouseButton
) -> None:
    canvas = open_canvas(noise)
    session.choose_tool("brush")
    canvas.set_zoom(6.0)
    before = canvas.to_screen(20, 30)
    if button == LEFT:
        QTest.keyPress(canvas, Qt.Key.Key_Space)
        assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    QTest.mousePress(canvas, button, NO_KEY, QPoint(200, 150))
    QTest.mouseMove(canvas, QPoint(215, 140))
    assert canvas.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    QTest.mouseMove(canvas, QPoint(223, 131))
    QTest.mouseRelease(canvas, button, NO_KEY, QPoint(223, 131))
    if button == LEFT:
        QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.to_screen(20, 30) == before + QPointF(23, -19)
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    assert session.labels is not None
    assert (session.labels == UNLABELED).all()
    assert session.history is not None
    assert session.history.names == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (2, 40_000), (40_000, 3)])
def test_images_of_any_proportion_can_be_shown_at_any_zoom(
    open_canvas: Open, session: Session, shape: tuple[int, int]
) -> None:
    canvas = open_canvas(np.full((*shape, 3), 180, np.uint8))
    predict(session, np.zeros(shape, np.uint8), np.zeros((1, 1), np.uint8))
    session.paint(0, 0, np.ones((1, 1), bool))
    for view in ("prediction", "uncertainty"):
        session.set_view(view)
        for zoom in (0.001, 0.1, 1.0, 3.0, 64.0):
            canvas.set_zoom(zoom)
            assert not canvas.view.extent().isEmpty()
            assert len(np.unique(seen(canvas).reshape(-1, 3), axis=0)) > 1


def test_a_large_image_is_sketched_at_once_and_sharpened_afterwards(
    open_canvas: Open, session: Session, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    monkeypatch.setattr(canvas_pyramid, "QUICK_PIXELS", 1000)
    stripes = np.zeros((400, 400, 3), np.uint8)
    stripes[:, ::2] = 200
    canvas = open_canvas(stripes)
    canvas.set_zoom(0.25)

    def is_sharp() -> bool:
        extent = canvas.view.extent().adjusted(2, 2, -2, -2)
        shown = seen(canvas)[extent.top() : extent.bottom(), extent.left() : extent.right()]
        return bool(96 <= shown.min() <= shown.max() <= 104)

    qtbot.waitUntil(is_sharp)


def test_a_sketch_has_the_size_and_place_of_the_copy_that_replaces_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canvas_pyramid, "QUICK_PIXELS", 1000)
    ramp = np.repeat(np.arange(240, dtype=np.uint8)[None, :, None], 200, axis=0).repeat(3, axis=2)
    pyramid = ImagePyramid(ramp)
    assert not pyramid.is_complete
    sketch = pyramid.level(0.2)
    for _ in pyramid.build():
        pass
    assert pyramid.is_complete
    final = pyramid.level(0.2)
    assert sketch.step == final.step == 4
    assert sketch.pixels.shape == final.pixels.shape == (50, 60, 4)
    assert np.abs(sketch.pixels.astype(int) - final.pixels.astype(int)).max() <= 1


def test_a_box_that_is_shown_comes_to_the_middle_and_the_image_does_not_leave() -> None:
    view = View()
    view.set_image((1000, 2000))
    view.set_viewport(800, 600, 1.0)
    fitted = view.zoom
    view.show_box((500, 1000, 520, 1030))
    assert view.zoom == 4.0
    row, col = view.position(QPointF(400, 300))
    assert abs(row - 510) < 1
    assert abs(col - 1015) < 1
    view.show_box((0, 0, 20, 30))
    point = view.point(10, 15)  # of the corner
    assert 0 < point.x() < 400  # in sight, with the image filling most of the canvas
    assert 0 < point.y() < 300
    assert view.point(0, 0).x() <= 0.15 * 800 + 1
    view.show_box((0, 0, 1000, 2000))
    assert view.zoom == fitted
