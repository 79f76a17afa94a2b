"""The canvas: where pixels lie, what is drawn over them, zoom and pan."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.label_map import UNLABELED
from app.session import Session
from app.ui import canvas_pyramid
from app.ui.canvas import Canvas
from app.ui.canvas_pyramid import ImagePyramid
from app.ui.canvas_view import MAX_ZOOM, View
from app.ui.color_maps import heat_palette

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NO_KEY = Qt.KeyboardModifier.NoModifier
HEIGHT, WIDTH = 40, 60
Open = Callable[[NDArray[np.uint8]], Canvas]


@pytest.fixture
def session() -> Iterator[Session]:
    made = Session()
    yield made
    made.close()


@pytest.fixture
def open_canvas(session: Session, tmp_path: Path, qtbot) -> Open:
    """Gives a canvas of 400 x 300 that shows an image, with the classes "sky" and "sea".

    The tool in hand is one without an outline, which would cover pixels under the mouse.
    """

    def open_image(image: NDArray[np.uint8]) -> Canvas:
        (tmp_path / "images").mkdir()
        Image.fromarray(image).save(tmp_path / "images" / "one.png")
        canvas = Canvas(session)
        qtbot.addWidget(canvas)
        canvas.resize(400, 300)
        canvas.show()
        with qtbot.waitSignal(session.image_opened):
            session.open_paths([str(tmp_path / "images")])
        session.choose_tool("picker")
        session.add_class("sky", (200, 40, 40))
        session.add_class("sea", (40, 80, 220))
        return canvas

    return open_image


@pytest.fixture
def noise() -> NDArray[np.uint8]:
    return np.random.default_rng(3).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)


def predict(session: Session, labels: NDArray[np.uint8], confidence: NDArray[np.uint8] | None = None) -> None:
    assert session.show_prediction(labels, confidence, generation=session.generation, version="test")


def seen(canvas: Canvas) -> NDArray[np.uint8]:
    """(height, width, 3) RGB of what the canvas shows, in device pixels."""
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def color_at(canvas: Canvas, row: int, col: int) -> list[int]:
    point = canvas.to_screen(row, col).toPoint()
    return seen(canvas)[point.y(), point.x()].tolist()


def wheel(canvas: Canvas, point: QPointF, turn: int, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    place = canvas.mapToGlobal(point)
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(point, place, QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, keys, phase, False)
    QApplication.sendEvent(canvas, event)


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


def test_the_prediction_is_drawn_only_where_there_is_no_label(open_canvas: Open, session: Session) -> None:
    grey = np.full((HEIGHT, WIDTH, 3), 100, np.uint8)
    canvas = open_canvas(grey)
    canvas.set_zoom(6.0)
    canvas.set_overlay_opacity(0.5)
    predict(session, np.ones((HEIGHT, WIDTH), np.uint8))
    assert color_at(canvas, 20, 30) == pytest.approx([70, 90, 160], abs=2)
    session.paint(15, 25, np.ones((11, 11), bool), value=0)
    assert color_at(canvas, 20, 30) == pytest.approx([175, 55, 55], abs=2)
    assert color_at(canvas, 20, 40) == pytest.approx([70, 90, 160], abs=2)
    session.paint(15, 25, np.ones((11, 11), bool), value=UNLABELED)
    assert color_at(canvas, 20, 30) == pytest.approx([70, 90, 160], abs=2)


def test_what_a_person_decided_has_an_outline(open_canvas: Open, session: Session) -> None:
    canvas = open_canvas(np.full((HEIGHT, WIDTH, 3), 100, np.uint8))
    canvas.set_zoom(6.0)
    predict(session, np.zeros((HEIGHT, WIDTH), np.uint8))
    session.paint(10, 20, np.ones((20, 20), bool), value=0)
    point = canvas.to_screen(15, 20).toPoint()
    line = seen(canvas)[point.y(), point.x() - 6 : point.x() + 6].astype(int)
    steps = np.abs(np.diff(line, axis=0)).sum(axis=1)
    assert (steps > 60).sum() == 2  # into the outline of one pixel, and out of it


def test_the_overlay_can_be_hidden_and_faded(open_canvas: Open, noise, session: Session) -> None:
    canvas = open_canvas(noise)
    canvas.set_zoom(5.0)
    bare = seen(canvas)
    predict(session, np.ones((HEIGHT, WIDTH), np.uint8))
    session.paint(10, 10, np.ones((9, 9), bool), value=0)
    covered = seen(canvas)
    assert not np.array_equal(bare, covered)
    canvas.set_overlay_visible(False)
    assert not canvas.is_overlay_visible
    assert np.array_equal(seen(canvas), bare)
    canvas.set_overlay_visible(True)
    assert np.array_equal(seen(canvas), covered)
    canvas.set_overlay_opacity(0.0)
    assert np.array_equal(seen(canvas), bare)
    canvas.set_overlay_opacity(7.0)
    assert canvas.overlay_opacity == 1.0


def test_hidden_classes_are_not_drawn(open_canvas: Open, noise, session: Session) -> None:
    canvas = open_canvas(noise)
    canvas.set_zoom(5.0)
    bare = seen(canvas)
    predict(session, np.ones((HEIGHT, WIDTH), np.uint8))
    session.paint(10, 10, np.ones((9, 9), bool), value=0)
    for index in (0, 1):
        session.set_class_look(index, is_hidden=True)
    assert np.array_equal(seen(canvas), bare)


def test_the_view_without_overlay_still_shows_labels(open_canvas: Open, session: Session) -> None:
    canvas = open_canvas(np.full((HEIGHT, WIDTH, 3), 100, np.uint8))
    canvas.set_zoom(6.0)
    predict(session, np.ones((HEIGHT, WIDTH), np.uint8))
    session.paint(10, 10, np.ones((9, 9), bool), value=0)
    session.set_view("none")
    assert color_at(canvas, 30, 30) == [100, 100, 100]
    assert color_at(canvas, 14, 14)[0] > 150


def test_a_heatmap_is_drawn_in_viridis_and_smoothly(open_canvas: Open, session: Session) -> None:
    canvas = open_canvas(np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    canvas.set_zoom(6.0)
    canvas.set_overlay_opacity(1.0)
    session.set_view("heatmap")
    session.show_heatmap(np.array([[0, 255], [0, 255]], np.uint8), generation=session.generation)
    assert color_at(canvas, 20, 58) == pytest.approx(heat_palette("viridis")[255].tolist(), abs=3)
    point = canvas.to_screen(20, 15).toPoint()
    brightness = seen(canvas)[point.y(), point.x() : point.x() + 180].sum(axis=1).astype(int)
    assert np.abs(np.diff(brightness)).max() <= 15
    assert brightness[-1] > brightness[0] + 200


def test_uncertainty_is_drawn_from_the_confidence_until_a_map_of_it_arrives(
    open_canvas: Open, session: Session
) -> None:
    canvas = open_canvas(np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    canvas.set_zoom(6.0)
    canvas.set_overlay_opacity(1.0)
    confidence = np.full((HEIGHT, WIDTH), 255, np.uint8)
    confidence[:, 30:] = 0
    predict(session, np.zeros((HEIGHT, WIDTH), np.uint8), confidence)
    session.set_view("heatmap")
    session.show_heatmap(np.full((4, 4), 128, np.uint8), generation=session.generation)
    session.set_view("uncertainty")
    brightest = heat_palette("inferno")[255].tolist()
    assert color_at(canvas, 20, 55) == pytest.approx(brightest, abs=3)
    assert max(color_at(canvas, 20, 5)) <= 5
    session.show_heatmap(np.full((4, 4), 255, np.uint8), generation=session.generation)
    assert color_at(canvas, 20, 5) == pytest.approx(brightest, abs=3)


def test_a_recoloured_class_is_drawn_in_its_new_colour(open_canvas: Open, session: Session) -> None:
    canvas = open_canvas(np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    canvas.set_zoom(6.0)
    canvas.set_overlay_opacity(1.0)
    predict(session, np.ones((HEIGHT, WIDTH), np.uint8))
    session.recolor_class(1, (10, 220, 30))
    assert color_at(canvas, 20, 30) == [10, 220, 30]


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


def test_space_reaches_the_canvas_even_where_it_is_a_shortcut(open_canvas: Open, noise) -> None:
    canvas = open_canvas(noise)
    for key, is_taken in ((Qt.Key.Key_Space, True), (Qt.Key.Key_Return, False), (Qt.Key.Key_A, False)):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, NO_KEY)
        event.ignore()
        QApplication.sendEvent(canvas, event)
        assert event.isAccepted() == is_taken


def test_outlines_leave_the_image_clear_inside_regions(open_canvas: Open, session: Session) -> None:
    canvas = open_canvas(np.full((HEIGHT, WIDTH, 3), 128, np.uint8))
    prediction = np.zeros((HEIGHT, WIDTH), np.uint8)
    prediction[10:30, 10:40] = 1
    session.show_prediction(prediction, None, generation=session.generation, version="v1")
    filled = color_at(canvas, 20, 20)
    assert filled != [128, 128, 128]
    canvas.set_style(is_outlined=True, is_hatched=False)
    assert color_at(canvas, 20, 20) == [128, 128, 128]
    above, below = (canvas.to_screen(row, 20).toPoint() for row in (8, 12))
    crossed = seen(canvas)[above.y() : below.y(), above.x()]
    assert 1 <= (crossed != 128).any(axis=1).sum() <= 4
    canvas.set_style(is_outlined=False, is_hatched=False)
    assert color_at(canvas, 20, 20) == filled


def test_hatching_tells_classes_of_one_colour_apart(open_canvas: Open, session: Session) -> None:
    canvas = open_canvas(np.full((HEIGHT, WIDTH, 3), 128, np.uint8))
    level, upright = (session.add_class(name, (90, 90, 200)) for name in ("level", "upright"))
    prediction = np.full((HEIGHT, WIDTH), level, np.uint8)
    prediction[:, 30:] = upright
    session.show_prediction(prediction, None, generation=session.generation, version="v1")

    def part(first: int, last: int) -> NDArray[np.uint32]:
        image = canvas.grab().toImage()
        left, right = round(canvas.to_screen(0, first).x()), round(canvas.to_screen(0, last).x())
        top, bottom = round(canvas.to_screen(3, 0).y()), round(canvas.to_screen(30, 0).y())
        return np.array([[image.pixel(x, y) for x in range(left, right)] for y in range(top, bottom)])

    assert len(np.unique(part(2, 27))) == 1
    canvas.set_style(is_outlined=False, is_hatched=True)
    rows, columns = part(2, 27), part(33, 58)
    assert len(np.unique(rows)) == len(np.unique(columns)) == 2
    assert (rows == rows[:, :1]).all()
    assert (columns == columns[:1]).all()


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
