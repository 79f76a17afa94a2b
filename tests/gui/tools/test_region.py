"""Regions are rejected, grown, shrunk, filled and removed."""

import numpy as np
from pytestqt.qtbot import QtBot

from app.core.label_map import UNLABELED, Source
from app.core.morphology import Shaping, grow
from app.core.permission import Ground, Over
from app.session import Session
from app.ui.canvas import Canvas
from tests.gui.hand import Plane, click, labels, names, predict
from tests.gui.tools.disks import BACKGROUND, CAT, CTRL, DISK, DOG, HEIGHT, WIDTH, move, painted, shown


def rejected(session: Session, canvas: Canvas, runner_up: Plane | None = None) -> Plane:
    prediction = np.where(DISK, np.uint8(CAT), np.uint8(BACKGROUND))
    predict(session, prediction)
    session.show_runner_up(runner_up, prediction=prediction)
    session.choose_tool("reject")
    click(canvas, 20, 30)
    return labels(session)


def test_reject_makes_the_region_background_where_no_second_class_is_known(session: Session, canvas: Canvas) -> None:
    session.paint(20, 30, np.ones((3, 3), bool), value=DOG)
    session.end_stroke("a dog")
    expected = painted(DISK, BACKGROUND)
    expected[20:23, 30:33] = DOG  # painted pixels win
    assert np.array_equal(rejected(session, canvas), np.where(expected == UNLABELED, labels(session), expected))


def test_a_rejected_region_takes_the_class_that_is_second_in_most_of_it(session: Session, canvas: Canvas) -> None:
    runner_up = np.full((HEIGHT, WIDTH), DOG, np.uint8)
    runner_up[:, :27] = BACKGROUND
    runner_up[30, 30] = CAT
    assert np.array_equal(rejected(session, canvas, runner_up), painted(DISK, DOG))
    assert names(session) == ["Reject prediction"]
    session.undo()
    assert (labels(session) == UNLABELED).all()


def test_background_cannot_be_rejected_without_a_second_class_and_that_is_said(
    session: Session, canvas: Canvas, qtbot: QtBot
) -> None:
    predict(session, np.zeros((HEIGHT, WIDTH), np.uint8))
    session.choose_tool("reject")
    with qtbot.waitSignal(session.said, check_params_cb=lambda level, text: "No other class" in text):
        click(canvas, 20, 30)
    assert names(session) == []


def test_second_classes_of_an_earlier_prediction_are_refused(session: Session) -> None:
    first, second = (np.full((HEIGHT, WIDTH), index, np.uint8) for index in (CAT, DOG))
    predict(session, first)
    predict(session, second)
    assert not session.show_runner_up(first, prediction=first)
    assert session.runner_up is None
    assert session.show_runner_up(first, prediction=second)
    assert session.runner_up is first
    predict(session, first)
    assert session.runner_up is None


def labelled_square(session: Session) -> None:
    session.paint(10, 10, np.ones((12, 12), bool))
    session.end_stroke("a square")


SQUARE = np.zeros((HEIGHT, WIDTH), bool)
SQUARE[10:22, 10:22] = True


def test_growing_and_shrinking_a_labelled_region(session: Session, canvas: Canvas) -> None:
    labelled_square(session)
    session.choose_tool("reshape")
    session.set_options(shaping=Shaping.GROW, distance=3)
    move(canvas, 15, 15)
    preview = shown(canvas)
    assert preview is not None
    assert np.array_equal(preview[0], grow(SQUARE, 3))
    click(canvas, 15, 15)
    assert np.array_equal(labels(session), painted(grow(SQUARE, 3)))
    session.undo()
    session.set_options(shaping=Shaping.SHRINK, distance=3)
    click(canvas, 15, 15)
    expected = np.zeros_like(SQUARE)
    expected[13:19, 13:19] = True
    assert np.array_equal(labels(session), painted(expected))
    assert names(session) == ["a square", "Shrink"]


def test_small_holes_of_a_region_are_filled(session: Session, canvas: Canvas) -> None:
    labelled_square(session)
    session.paint(14, 14, np.ones((2, 2), bool), value=DOG)
    session.paint(17, 17, np.ones((4, 4), bool), value=UNLABELED)
    session.end_stroke("holes")
    session.choose_tool("reshape")
    session.set_options(shaping=Shaping.FILL_HOLES, area=4)
    click(canvas, 11, 11)
    expected = painted(SQUARE)
    expected[17:21, 17:21] = UNLABELED
    assert np.array_equal(labels(session), expected)


def test_islands_go_by_a_click_or_in_the_whole_class(session: Session, canvas: Canvas) -> None:
    labelled_square(session)
    for row, col in ((2, 2), (40, 50), (42, 5)):
        session.paint(row, col, np.ones((2, 2), bool))
    session.end_stroke("islands")
    session.choose_tool("reshape")
    session.set_options(shaping=Shaping.REMOVE_ISLANDS, area=9)
    click(canvas, 2, 2)
    assert (labels(session)[2:4, 2:4] == UNLABELED).all()
    assert labels(session)[40, 50] == CAT
    click(canvas, 15, 15, CTRL)
    assert np.array_equal(labels(session), painted(SQUARE))


def test_a_predicted_region_becomes_labels_and_what_it_loses_the_next_class(session: Session, canvas: Canvas) -> None:
    predict(session, np.where(SQUARE, np.uint8(CAT), np.uint8(BACKGROUND)))
    session.choose_tool("reshape")
    session.set_options(shaping=Shaping.SHRINK, distance=2)
    click(canvas, 15, 15)
    inner = np.zeros_like(SQUARE)
    inner[12:20, 12:20] = True
    expected = np.where(inner, CAT, np.where(SQUARE, BACKGROUND, UNLABELED))
    assert np.array_equal(labels(session), expected)
    assert names(session) == ["Shrink"]


def test_only_the_ground_that_is_allowed_is_grown_over(session: Session, canvas: Canvas) -> None:
    labelled_square(session)
    session.paint(10, 22, np.ones((12, 5), bool), value=DOG)
    session.end_stroke("a dog beside it")
    session.choose_tool("reshape")
    session.set_options(distance=3, over=Over(Ground.UNLABELED))
    click(canvas, 15, 15)
    expected = painted(grow(SQUARE, 3))
    expected[10:22, 22:27] = DOG
    assert np.array_equal(labels(session), expected)


def test_accepted_labels_stay_accepted_where_a_rejection_does_not_reach(session: Session, canvas: Canvas) -> None:
    prediction = np.where(DISK, np.uint8(CAT), np.uint8(BACKGROUND))
    predict(session, prediction)
    session.accept()
    session.choose_tool("reject")
    click(canvas, 20, 30)
    assert session.provenance is not None
    assert (labels(session)[DISK] == BACKGROUND).all()
    assert (session.provenance[DISK] == Source.PAINTED).all()
    assert (session.provenance[~DISK] == Source.ACCEPTED).all()
