"""What is drawn over the image: predictions, labels, outlines, maps and patterns."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.label_map import UNLABELED
from app.session import Session
from app.ui.color_maps import heat_palette
from tests.gui.canvas.looks import HEIGHT, WIDTH, Open, color_at, predict, seen


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
