"""The canvas: where pixels lie, what is under the mouse, and what is drawn anew."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.label_map import UNLABELED
from app.session import Session
from app.ui.canvas import Canvas
from app.ui.canvas_view import View
from tests.gui.canvas.looks import HEIGHT, LEFT, NO_KEY, WIDTH, Open, color_at, predict, seen


def test_an_empty_canvas_says_what_can_be_done(session: Session, qtbot) -> None:
    canvas = Canvas(session)
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    shown = seen(canvas)
    assert len(np.unique(shown[:20].reshape(-1, 3), axis=0)) == 1
    assert len(np.unique(shown[100:200].reshape(-1, 3), axis=0)) > 3
    assert canvas.hint == ""


@given(
    height=st.integers(1, 30_000),
    width=st.integers(1, 30_000),
    zoom=st.floats(0.001, 200),
    ratio=st.sampled_from([1.0, 1.25, 1.5, 2.0, 3.0]),
    pan=st.tuples(st.integers(-3000, 3000), st.integers(-3000, 3000)),
    place=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
@settings(deadline=None)
def test_every_pixel_is_found_again_from_its_centre(
    height: int, width: int, zoom: float, ratio: float, pan: tuple[int, int], place: tuple[float, float]
) -> None:
    view = View()
    view.set_viewport(700, 500, ratio)
    view.set_image((height, width))
    view.set_zoom(zoom, QPointF(123, 321))
    view.pan(*pan)
    row, col = int(place[0] * (height - 1)), int(place[1] * (width - 1))
    found = view.position(view.point(row + 0.5, col + 0.5))
    assert (int(np.floor(found[0])), int(np.floor(found[1]))) == (row, col)


@given(zoom=st.floats(1.0, 64.0), ratio=st.sampled_from([1.0, 2.0]), seed=st.integers(0, 1000))
@settings(deadline=None)
def test_a_mouse_on_whole_points_hits_the_pixel_it_was_sent_to(zoom: float, ratio: float, seed: int) -> None:
    view = View()
    view.set_viewport(300, 200, ratio)
    view.set_image((50, 70))
    view.set_zoom(zoom * ratio, QPointF(150, 100))
    row, col = seed % 50, seed % 70
    point = QPointF(view.point(row + 0.5, col + 0.5).toPoint())
    assert tuple(int(np.floor(part)) for part in view.position(point)) == (row, col)


@pytest.mark.parametrize("zoom", [4.0, 5.3, 7.9, 1.0])
def test_what_is_under_the_mouse_is_what_is_drawn_there(open_canvas: Open, noise, zoom: float) -> None:
    canvas = open_canvas(noise)
    canvas.set_zoom(zoom, QPointF(13, 17))
    shown = seen(canvas)
    for y in range(0, 300, 11):
        for x in range(0, 400, 11):
            row, col = canvas.to_image(QPointF(x, y))
            if 0 <= row < HEIGHT and 0 <= col < WIDTH:
                assert shown[y, x].tolist() == noise[row, col].tolist()


def test_a_panned_picture_is_the_same_as_one_drawn_anew(open_canvas: Open, noise, session: Session) -> None:
    canvas = open_canvas(noise)
    predict(session, (noise[..., 0] > 128).astype(np.uint8))
    session.paint(5, 5, np.ones((20, 30), bool))
    canvas.set_zoom(9.0)
    seen(canvas)
    for right, down in ((13, 7), (-40, 3), (5, -31), (-3, -3)):
        moved = canvas.view.pan(right, down)
        canvas.panned.emit(*moved)
    panned = seen(canvas)
    canvas.set_zoom(9.0)
    assert np.array_equal(panned, seen(canvas))


@pytest.mark.parametrize("zoom", [0.3, 0.77, 1.0, 2.6, 4.0, 11.0])
def test_mending_what_changed_gives_the_same_picture_as_drawing_it_anew(
    open_canvas: Open, session: Session, zoom: float
) -> None:
    random = np.random.default_rng(5)
    canvas = open_canvas(random.integers(0, 256, (200, 300, 3), dtype=np.uint8))
    predict(session, random.integers(0, 2, (200, 300), dtype=np.uint8))
    session.paint(20, 20, np.ones((120, 200), bool), value=0)
    canvas.set_zoom(zoom, QPointF(90, 80))
    for _ in range(12):
        row, col = int(random.integers(-5, 120)), int(random.integers(-5, 120))
        mask = random.random((int(random.integers(1, 30)), int(random.integers(1, 30)))) < 0.97
        session.paint(row, col, mask, value=int(random.choice([0, 1, UNLABELED])))
        seen(canvas)
    mended = seen(canvas)
    canvas.set_zoom(zoom, QPointF(90, 80))
    assert np.array_equal(mended, seen(canvas))


def test_a_live_frame_hides_the_image_and_cannot_be_painted(open_canvas: Open, noise, session: Session) -> None:
    canvas = open_canvas(noise)
    session.choose_tool("brush")
    canvas.set_overlay_opacity(1.0)
    frame = np.full((30, 50, 3), 77, np.uint8)
    labels = np.full((30, 50), UNLABELED, np.uint8)
    labels[:, 25:] = 1
    session.show_frame(frame, labels)
    canvas.set_zoom(5.0)
    assert color_at(canvas, 10, 5) == [77, 77, 77]
    assert color_at(canvas, 10, 40) == [40, 80, 220]
    QTest.mouseClick(canvas, LEFT, NO_KEY, canvas.to_screen(10, 10).toPoint())
    assert session.labels is not None
    assert (session.labels == UNLABELED).all()
    assert canvas.hint == ""
    session.choose_tool("picker")
    session.clear_frame()
    canvas.set_zoom(5.0)
    assert color_at(canvas, 20, 30) == noise[20, 30].tolist()
    assert canvas.hint != ""


def test_the_pixel_under_the_cursor_is_announced_once(open_canvas: Open, noise, qtbot) -> None:
    canvas = open_canvas(noise)
    canvas.set_zoom(6.0)
    moves: list[tuple[int, int]] = []
    canvas.cursor_moved.connect(lambda row, col: moves.append((row, col)))
    QTest.mouseMove(canvas, canvas.to_screen(12, 21).toPoint())
    QTest.mouseMove(canvas, canvas.to_screen(12, 21).toPoint() + QPoint(1, 0))
    QTest.mouseMove(canvas, canvas.to_screen(13, 21).toPoint())
    assert moves == [(12, 21), (13, 21)]
    with qtbot.waitSignal(canvas.cursor_left):
        QTest.mouseMove(canvas, QPoint(1, 1))


def test_the_announced_pixel_follows_the_zoom_under_a_still_mouse(open_canvas: Open, noise) -> None:
    canvas = open_canvas(noise)
    moves: list[tuple[int, int]] = []
    canvas.cursor_moved.connect(lambda row, col: moves.append((row, col)))
    spot = canvas.to_screen(5, 5).toPoint()
    QTest.mouseMove(canvas, spot)
    canvas.set_zoom(canvas.zoom * 2)
    assert moves[-1] == canvas.to_image(QPointF(spot)) != (5, 5)


def test_pixels_are_told_apart_by_lines_from_1600_percent_on(open_canvas: Open) -> None:
    canvas = open_canvas(np.full((HEIGHT, WIDTH, 3), 250, np.uint8))
    canvas.set_zoom(15.0)
    centre = canvas.to_screen(20, 30).toPoint()
    assert len(np.unique(seen(canvas)[centre.y(), centre.x() : centre.x() + 60])) == 1
    canvas.set_zoom(16.0)
    centre = canvas.to_screen(20, 30).toPoint()
    row = seen(canvas)[centre.y(), centre.x() : centre.x() + 64, 0]
    assert (row < 250).sum() == 4
    assert row[0] == 250


def test_another_theme_changes_what_is_around_the_image(open_canvas: Open, noise) -> None:
    canvas = open_canvas(noise)
    for window, is_dark in ((QColor("#232425"), True), (QColor("#f3f3f4"), False)):
        palette = canvas.palette()
        palette.setColor(QPalette.ColorRole.Window, window)
        canvas.setPalette(palette)
        corner = seen(canvas)[0, 0]
        assert (corner < 60).all() == is_dark
        assert (corner > 180).all() != is_dark


def test_space_reaches_the_canvas_even_where_it_is_a_shortcut(open_canvas: Open, noise) -> None:
    canvas = open_canvas(noise)
    for key, is_taken in ((Qt.Key.Key_Space, True), (Qt.Key.Key_Return, False), (Qt.Key.Key_A, False)):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, NO_KEY)
        event.ignore()
        QApplication.sendEvent(canvas, event)
        assert event.isAccepted() == is_taken
