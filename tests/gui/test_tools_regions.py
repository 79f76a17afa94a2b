"""Tools that look for the pixels themselves: wand, fill by colour, superpixels, cut-out, reject, reshape."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core import cutout as cutout_module
from app.core.label_map import UNLABELED, Source
from app.core.masks import disk
from app.core.morphology import Shaping, grow
from app.core.permission import Ground, Over
from app.session import Session
from app.ui.canvas import Canvas
from app.ui.tools.cutout import Cutout
from app.ui.tools.superpixels import SuperpixelBrush
from tests.gui.hand import LEFT, NO_KEY, RIGHT, Plane, at, click, labels, names, predict

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
HEIGHT, WIDTH = 48, 64
BACKGROUND, CAT, DOG = 0, 1, 2
PATIENCE = 30_000  # milliseconds, on a machine that is busy


def picture() -> Plane:
    """A red disk of 20 pixels on green: rows 14-33, columns 22-41."""
    image = np.full((HEIGHT, WIDTH, 3), (20, 140, 30), np.uint8)
    image[14:34, 22:42][disk(20)] = (200, 30, 20)
    return image


DISK = np.zeros((HEIGHT, WIDTH), bool)
DISK[14:34, 22:42] = disk(20)


@pytest.fixture
def session(tmp_path: Path, qtbot: QtBot) -> Iterator[Session]:
    """Two images of a disk, the first open, and three classes, "cat" chosen."""
    made = Session()
    (tmp_path / "images").mkdir()
    for name in ("one", "two"):
        Image.fromarray(picture()).save(tmp_path / "images" / f"{name}.png")
    with qtbot.waitSignal(made.image_opened):
        made.open_paths([str(tmp_path / "images")])
    assert [made.add_class(name) for name in ("background", "cat", "dog")] == [BACKGROUND, CAT, DOG]
    made.choose_class(CAT)
    yield made
    made.close()


@pytest.fixture
def canvas(session: Session, qtbot: QtBot) -> Canvas:
    made = Canvas(session)
    qtbot.addWidget(made)
    made.resize(480, 360)
    made.show()
    return made


def move(canvas: Canvas, row: int, col: int) -> None:
    QTest.mouseMove(canvas, at(canvas, row, col) + QPoint(1, 0))  # Qt drops a move to where the mouse is already
    QTest.mouseMove(canvas, at(canvas, row, col))


def press(canvas: Canvas, row: int, col: int, button: Qt.MouseButton = LEFT) -> None:
    QTest.mousePress(canvas, button, NO_KEY, at(canvas, row, col))


def release(canvas: Canvas, row: int, col: int, button: Qt.MouseButton = LEFT) -> None:
    QTest.mouseRelease(canvas, button, NO_KEY, at(canvas, row, col))


def shown(canvas: Canvas) -> tuple[Plane, int] | None:
    """What the tool in hand tints: the pixels of the image, and the class."""
    preview = canvas._tools.tool.preview()
    if preview is None:
        return None
    (row, col, mask), value = preview
    plane = np.zeros((HEIGHT, WIDTH), bool)
    plane[row : row + mask.shape[0], col : col + mask.shape[1]] = mask
    return plane, value


def painted(mask: NDArray[np.bool_], value: int = CAT) -> Plane:
    return np.where(mask, np.uint8(value), np.uint8(UNLABELED))


def test_the_wand_shows_and_paints_the_colour_that_was_pressed(session: Session, canvas: Canvas) -> None:
    session.choose_tool("wand")
    press(canvas, 20, 30)
    preview = shown(canvas)
    assert preview is not None
    assert np.array_equal(preview[0], DISK)
    assert (labels(session) == UNLABELED).all()
    release(canvas, 20, 30)
    assert np.array_equal(labels(session), painted(DISK))
    assert names(session) == ["Magic wand"]


def test_dragging_the_wand_changes_its_tolerance_until_it_takes_everything(session: Session, canvas: Canvas) -> None:
    session.choose_tool("wand")
    before = session.options.tolerance
    press(canvas, 20, 2)
    QTest.mouseMove(canvas, at(canvas, 20, 2) + QPoint(500, 0))
    assert session.options.tolerance > before
    preview = shown(canvas)
    assert preview is not None
    assert preview[0].all()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert session.options.tolerance == before
    release(canvas, 20, 2)
    assert names(session) == []


def hold(canvas: Canvas, row: int, col: int, key: Qt.KeyboardModifier) -> None:
    """A click while a key is held."""
    click(canvas, row, col, key)


def test_areas_are_gathered_with_shift_and_painted_at_once(session: Session, canvas: Canvas) -> None:
    session.choose_tool("wand")
    hold(canvas, 24, 32, SHIFT)
    hold(canvas, 2, 2, SHIFT)
    assert (labels(session) == UNLABELED).all()
    shown = canvas._tools.tool.preview()
    assert shown is not None
    assert shown[0][2].all()  # disk and ground are the whole image
    hold(canvas, 24, 32, ALT)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert np.array_equal(labels(session) == CAT, ~DISK)
    assert names(session) == ["Magic wand"]
    hold(canvas, 24, 32, SHIFT)
    session.choose_class(DOG)
    click(canvas, 2, 2)  # without a key: this area too, and painted
    assert (labels(session) == DOG).all()
    assert names(session) == ["Magic wand"] * 2


def test_what_the_wand_gathered_is_dropped_by_esc_by_another_tool_and_by_another_image(
    qtbot: QtBot, session: Session, canvas: Canvas
) -> None:
    session.choose_tool("wand")
    hold(canvas, 24, 32, SHIFT)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas._tools.tool.preview() is None
    hold(canvas, 24, 32, SHIFT)
    session.choose_tool("brush")
    session.choose_tool("wand")
    assert canvas._tools.tool.preview() is None
    hold(canvas, 24, 32, SHIFT)
    with qtbot.waitSignal(session.image_opened):
        session.step_image(1)
    assert canvas._tools.tool.preview() is None
    hold(canvas, 24, 32, ALT)  # nothing to take away from
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert (labels(session) == UNLABELED).all()
    assert names(session) == []


def test_the_right_button_of_the_wand_erases(session: Session, canvas: Canvas) -> None:
    session.paint(0, 0, np.ones((HEIGHT, WIDTH), bool))
    session.end_stroke("all")
    session.choose_tool("wand")
    press(canvas, 20, 30, RIGHT)
    release(canvas, 20, 30, RIGHT)
    assert np.array_equal(labels(session), painted(~DISK))


def test_fill_by_colour_follows_the_image_and_not_the_prediction(session: Session, canvas: Canvas) -> None:
    predict(session, np.full((HEIGHT, WIDTH), DOG, np.uint8))
    session.set_options(fills_by_color=True)
    session.choose_tool("fill")
    move(canvas, 20, 30)
    preview = shown(canvas)
    assert preview is not None
    assert np.array_equal(preview[0], DISK)
    assert preview[1] == CAT
    click(canvas, 20, 30)
    assert np.array_equal(labels(session), painted(DISK))


def test_a_tool_taken_by_its_key_shows_at_once_what_it_would_do(session: Session, canvas: Canvas) -> None:
    predict(session, np.where(DISK, np.uint8(DOG), np.uint8(BACKGROUND)))
    move(canvas, 20, 30)
    assert shown(canvas) is None
    session.choose_tool("fill")
    preview = shown(canvas)
    assert preview is not None
    assert np.array_equal(preview[0], DISK)


def test_a_preview_goes_when_a_prediction_arrives(session: Session, canvas: Canvas) -> None:
    predict(session, np.full((HEIGHT, WIDTH), DOG, np.uint8))
    session.choose_tool("accept")
    move(canvas, 20, 30)
    assert shown(canvas) is not None
    prediction = painted(DISK, DOG)
    predict(session, np.where(prediction == DOG, prediction, np.uint8(BACKGROUND)))
    assert shown(canvas) is None
    move(canvas, 20, 31)
    preview = shown(canvas)
    assert preview is not None
    assert np.array_equal(preview[0], DISK)


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


def superpixel_brush(session: Session, canvas: Canvas, qtbot: QtBot) -> SuperpixelBrush:
    session.set_brush_diameter(8)
    session.choose_tool("superpixels")
    tool = canvas._tools.tool
    assert isinstance(tool, SuperpixelBrush)
    move(canvas, 20, 30)
    qtbot.waitUntil(lambda: tool.superpixels is not None, timeout=PATIENCE)
    return tool


def test_superpixels_say_that_they_are_being_computed_and_paint_nothing_until_then(
    session: Session, canvas: Canvas, qtbot: QtBot
) -> None:
    session.choose_tool("superpixels")
    assert "being computed" in canvas.hint
    click(canvas, 20, 30)
    assert names(session) == []
    tool = superpixel_brush(session, canvas, qtbot)
    assert "being computed" not in canvas.hint
    assert tool.superpixels is not None


def test_superpixels_are_painted_along_the_way_as_one_step(session: Session, canvas: Canvas, qtbot: QtBot) -> None:
    tool = superpixel_brush(session, canvas, qtbot)
    found = tool.superpixels
    assert found is not None
    move(canvas, 20, 31)
    preview = shown(canvas)
    assert preview is not None
    assert preview[0][20, 31]
    assert not (preview[0] & ~DISK).any()  # it stops at the edge
    press(canvas, 20, 30)
    move(canvas, 20, 38)
    release(canvas, 20, 38)
    expected = np.isin(found.marks, list(found.along((20, 30), (20, 38))))
    assert np.array_equal(labels(session), painted(expected))
    assert names(session) == ["Superpixels"]


def test_superpixels_belong_to_one_image(session: Session, canvas: Canvas, qtbot: QtBot) -> None:
    tool = superpixel_brush(session, canvas, qtbot)
    with qtbot.waitSignal(session.image_opened):
        session.step_image(1)
    assert tool.superpixels is None
    click(canvas, 20, 30)
    assert names(session) == []
    qtbot.waitUntil(lambda: not tool._background.is_busy, timeout=PATIENCE)


def cut(canvas: Canvas) -> None:
    press(canvas, 11, 18)
    move(canvas, 36, 45)
    release(canvas, 36, 45)


def cutout_tool(session: Session, canvas: Canvas) -> Cutout:
    session.choose_tool("cutout")
    tool = canvas._tools.tool
    assert isinstance(tool, Cutout)
    return tool


def test_the_cut_out_paints_the_object_in_the_box(session: Session, canvas: Canvas, qtbot: QtBot) -> None:
    tool = cutout_tool(session, canvas)
    cut(canvas)
    assert tool.is_active
    assert "being cut out" in canvas.hint
    qtbot.waitUntil(lambda: not tool.is_active, timeout=PATIENCE)
    assert (labels(session) == CAT).sum() == pytest.approx(DISK.sum(), rel=0.05)
    assert ((labels(session) == CAT) & DISK).sum() > 0.95 * DISK.sum()
    assert names(session) == ["Cut-out"]


class Gate:
    """Holds the cut-out back until it is opened, so that things can happen meanwhile."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened = threading.Event()
        original = cutout_module.cut_out

        def wait_and_cut(*args: object) -> object:
            assert self.opened.wait(30)
            return (yield from original(*args))  # type: ignore[arg-type]

        monkeypatch.setattr("app.ui.tools.cutout.cut_out", wait_and_cut)


@pytest.mark.parametrize("way", ["escape", "another tool", "another image", "close"])
def test_a_cut_out_that_is_no_longer_wanted_paints_nothing_anywhere(
    session: Session, canvas: Canvas, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    gate = Gate(monkeypatch)
    tool = cutout_tool(session, canvas)
    cut(canvas)
    assert tool.is_active
    first = session.images[0]
    if way == "escape":
        QTest.keyClick(canvas, Qt.Key.Key_Escape)
    elif way == "another tool":
        session.choose_tool("brush")
    elif way == "another image":
        with qtbot.waitSignal(session.image_opened):
            session.step_image(1)
    else:
        session.close_project()
    gate.opened.set()
    qtbot.waitUntil(lambda: tool._background._running is None, timeout=PATIENCE)
    assert not tool.is_active
    if way == "close":
        return
    assert (labels(session) == UNLABELED).all()
    if session.image_path != first:
        with qtbot.waitSignal(session.image_opened):
            session.open_image(first)
        assert (labels(session) == UNLABELED).all()


def test_a_cut_out_paints_the_class_that_was_chosen_when_the_box_was_drawn(
    session: Session, canvas: Canvas, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    tool = cutout_tool(session, canvas)
    cut(canvas)
    session.choose_class(DOG)
    predict(session, np.full((HEIGHT, WIDTH), DOG, np.uint8))  # a prediction arrives meanwhile
    gate.opened.set()
    qtbot.waitUntil(lambda: not tool.is_active, timeout=PATIENCE)
    assert set(np.unique(labels(session))) == {CAT, UNLABELED}


def test_of_two_boxes_the_later_counts_and_they_do_not_run_at_once(
    session: Session, canvas: Canvas, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    tool = cutout_tool(session, canvas)
    press(canvas, 2, 2)
    release(canvas, 9, 9)
    running = tool._background._running
    cut(canvas)
    assert tool._background._running is running
    gate.opened.set()
    qtbot.waitUntil(lambda: not tool.is_active, timeout=PATIENCE)
    assert names(session) == ["Cut-out"]
    assert labels(session)[24, 32] == CAT
    assert labels(session)[5, 5] == UNLABELED


def test_a_failure_in_the_background_is_one_sentence(
    session: Session, canvas: Canvas, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise MemoryError

    monkeypatch.setattr("app.ui.tools.cutout.cut_out", fail)
    tool = cutout_tool(session, canvas)
    with qtbot.waitSignal(session.said, check_params_cb=lambda level, text: level == "error" and "memory" in text):
        cut(canvas)
    assert not tool.is_active
    assert names(session) == []


def test_a_box_outside_the_image_is_no_cut_out(session: Session, canvas: Canvas, qtbot: QtBot) -> None:
    tool = cutout_tool(session, canvas)
    with qtbot.waitSignal(session.said, check_params_cb=lambda level, text: "too small" in text):
        QTest.mousePress(canvas, LEFT, NO_KEY, QPoint(1, 1))
        QTest.mouseRelease(canvas, LEFT, NO_KEY, QPoint(30, 30))
    assert not tool.is_active


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
