"""Going from one uncertain region and image to the next, and the states of images."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.project import ImageState
from app.core.regions import Region
from app.core.scores import Digest, Score, sketch
from app.core.tiles import Box
from app.ui.image_list import Role
from app.ui.main_window import MainWindow
from tests.gui.conftest import FakeLearner

FIRST, SECOND, THIRD = (4, 4, 12, 16), (30, 40, 40, 60), (20, 2, 26, 10)


def press(window: MainWindow, keys: str) -> None:
    QTest.keySequence(window.focusWidget() or window, QKeySequence(keys))


def predict(window: MainWindow) -> None:
    session = window.session
    assert session.image is not None
    labels = np.zeros(session.image.shape[:2], np.uint8)
    session.show_prediction(labels, labels, generation=session.generation, version="test")


def answer(learner: FakeLearner, *boxes: Box) -> None:
    """The network's answer to the question for regions, which must have been asked."""
    assert learner.calls.pop() == ("find_regions",)
    learner.regions_found.emit([Region(box, 10.0 - rank) for rank, box in enumerate(boxes)])


def test_n_goes_from_region_to_region_and_shift_n_back(open_window: MainWindow, learner: FakeLearner) -> None:
    predict(open_window)
    press(open_window, "N")
    answer(learner, FIRST, SECOND)
    assert open_window.reviewer.ring.box == FIRST
    assert open_window.reviewer.ring.geometry().contains(open_window.canvas.to_screen(8, 10).toPoint())
    press(open_window, "N")
    answer(learner, FIRST, SECOND)  # the same answer: nothing was painted
    assert open_window.reviewer.ring.box == SECOND
    press(open_window, "Shift+N")
    assert open_window.reviewer.ring.box == FIRST
    press(open_window, "N")  # forth again on the trail, without asking
    assert learner.calls == []
    assert open_window.reviewer.ring.box == SECOND


def test_a_region_that_was_looked_at_is_not_shown_again_when_it_comes_back_a_little_different(
    open_window: MainWindow, learner: FakeLearner
) -> None:
    predict(open_window)
    press(open_window, "N")
    answer(learner, FIRST)
    press(open_window, "N")
    answer(learner, (5, 4, 13, 15), THIRD)
    assert open_window.reviewer.ring.box == THIRD


def test_when_an_image_has_none_left_the_most_uncertain_image_that_is_not_reviewed_comes(
    qtbot: QtBot, open_window: MainWindow, learner: FakeLearner
) -> None:
    session = open_window.session
    one, three, two = session.images
    session.note_score(three, Score(0.1, 0.1, "bundled"))
    session.note_score(two, Score(0.9, 0.1, "bundled"))
    predict(open_window)
    press(open_window, "N")
    answer(learner)
    qtbot.waitUntil(lambda: session.image_path == two)
    assert ("find_regions",) not in learner.calls  # before its prediction is there
    predict(open_window)
    answer(learner, THIRD)
    assert open_window.reviewer.ring.box == THIRD
    session.mark_reviewed(three)
    press(open_window, "N")
    answer(learner, THIRD)
    assert session.image_path == two
    assert not session.is_loading
    assert "every uncertain region" in open_window.messages.messages[0].text
    assert one  # where it began is not gone to again


def test_back_goes_to_the_image_the_region_is_in(qtbot: QtBot, open_window: MainWindow, learner: FakeLearner) -> None:
    session = open_window.session
    one = session.image_path
    predict(open_window)
    press(open_window, "N")
    answer(learner, FIRST)
    session.step_image(1)
    qtbot.waitUntil(lambda: session.image_path != one)
    predict(open_window)
    press(open_window, "N")
    answer(learner, SECOND)
    press(open_window, "Shift+N")
    qtbot.waitUntil(lambda: session.image_path == one)
    assert open_window.reviewer.ring.box == FIRST
    press(open_window, "Shift+N")
    assert "first region" in open_window.messages.messages[0].text


def test_a_late_answer_for_an_image_that_was_left_moves_nothing(
    qtbot: QtBot, open_window: MainWindow, learner: FakeLearner
) -> None:
    session = open_window.session
    predict(open_window)
    press(open_window, "N")
    one = session.image_path
    press(open_window, "D")
    qtbot.waitUntil(lambda: session.image_path != one)
    learner.regions_found.emit([Region(FIRST, 1.0)])
    assert open_window.reviewer.ring.box is None
    assert open_window.canvas.view.is_fitted


def test_images_come_by_uncertainty_and_work_does_not_move_them(
    qtbot: QtBot, open_window: MainWindow, learner: FakeLearner
) -> None:
    session = open_window.session
    one, three, two = session.images
    session.note_score(one, Score(0.5, 0.1, "bundled"))
    session.note_score(two, Score(0.9, 0.2, "bundled"))
    press(open_window, "Ctrl+Shift+U")
    assert session.images == [two, one, three]  # three.png has no score yet
    assert open_window.commands["order_uncertainty"].isChecked()
    session.note_score(one, Score(0.01, 0.1, "bundled + live"))
    assert session.images == [two, one, three]
    press(open_window, "A")
    qtbot.waitUntil(lambda: session.image_path == two)
    press(open_window, "Ctrl+Shift+U")
    assert session.images == [one, three, two]


def test_the_margin_is_another_order(open_window: MainWindow) -> None:
    session = open_window.session
    one, three, two = session.images
    for path, score in ((one, Score(0.9, 0.1, "v")), (two, Score(0.5, 0.2, "v")), (three, Score(0.1, 0.3, "v"))):
        session.note_score(path, score)
    session.set_order("uncertainty")
    assert session.images == [one, two, three]
    press(open_window, "Shift+U")
    assert session.measure == "margin"
    assert session.images == [three, two, one]


def test_scores_that_arrive_sort_the_list_after_a_while(
    qtbot: QtBot, open_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.review._SORT_MS", 1)
    session = open_window.session
    one, three, two = session.images
    session.set_order("uncertainty")
    session.note_score(two, Score(0.9, 0.2, "bundled"))
    qtbot.waitUntil(lambda: session.images == [two, one, three])


def noted(window: MainWindow, path: str, uncertainty: float, *descriptor: float) -> None:
    digest = Digest(np.array(descriptor, "<f2").tobytes(), sketch(np.zeros((30, 30), np.uint8)))
    window.session.note_score(path, Score(uncertainty, uncertainty, "bundled", digest))


def test_images_come_by_what_they_are_expected_to_teach(
    qtbot: QtBot, open_window: MainWindow, learner: FakeLearner
) -> None:
    session = open_window.session
    one, three, two = session.images
    noted(open_window, one, 0.9, 0, 0)
    noted(open_window, three, 0.8, 0.1, 0)  # almost as uncertain, but like the first
    noted(open_window, two, 0.5, 5, 0)
    with qtbot.waitSignal(session.images_changed):
        press(open_window, "Ctrl+Shift+G")
    qtbot.waitUntil(lambda: session.images == [one, two, three])
    assert open_window.commands["order_gain"].isChecked()
    assert not open_window.commands["order_uncertainty"].isChecked()
    session.mark(ImageState.CORRECTED, two)  # what is like it teaches little; the list does not move by itself
    assert session.images == [one, two, three]
    assert session.most_uncertain({one, two}) == three
    press(open_window, "Ctrl+Shift+G")
    assert session.images == [one, three, two]
    press(open_window, "Ctrl+Shift+U")
    assert session.images == [one, three, two]
    press(open_window, "Ctrl+Shift+G")
    qtbot.waitUntil(lambda: session.order == "gain" and session._reader.is_idle())


def test_scores_that_arrive_change_the_order_of_gain_after_a_while(
    qtbot: QtBot, open_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.review._SORT_MS", 1)
    session = open_window.session
    one, three, two = session.images
    session.set_order("gain")
    noted(open_window, two, 0.9, 0, 0)
    qtbot.waitUntil(lambda: session.images == [two, one, three])
    noted(open_window, three, 1.0, 0, 0)
    qtbot.waitUntil(lambda: session.images == [three, two, one])


@pytest.mark.parametrize(
    ("keys", "state"),
    [
        ("Alt+1", ImageState.NEW),
        ("Alt+2", ImageState.PREDICTED),
        ("Alt+3", ImageState.CORRECTED),
        ("Alt+4", ImageState.REVIEWED),
    ],
)
def test_states_are_set_by_keys(open_window: MainWindow, keys: str, state: ImageState) -> None:
    session = open_window.session
    session.mark(ImageState.PREDICTED if state == ImageState.NEW else ImageState.NEW)
    press(open_window, keys)
    assert session.state(session.images[0]) == state


def test_ctrl_enter_marks_as_reviewed_and_goes_on_and_accepts_nothing(qtbot: QtBot, open_window: MainWindow) -> None:
    session = open_window.session
    predict(open_window)
    one, three, two = session.images
    press(open_window, "Ctrl+Return")
    qtbot.waitUntil(lambda: session.image_path == three)
    assert session.state(one) == ImageState.REVIEWED
    open_window.image_list.view.setFocus()
    press(open_window, "Ctrl+Return")  # also where a plain Enter would open an image
    qtbot.waitUntil(lambda: session.image_path == two)
    assert session.state(three) == ImageState.REVIEWED
    assert session.labels is not None
    assert (session.labels == 255).all()


def paint(window: MainWindow) -> None:
    window.session.paint(5, 5, np.ones((4, 4), bool), value=1)
    window.session.end_stroke("Brush")


@pytest.mark.parametrize("before", [ImageState.NEW, ImageState.PREDICTED, ImageState.REVIEWED])
def test_an_image_whose_edits_are_all_undone_is_what_it_was(open_window: MainWindow, before: ImageState) -> None:
    session = open_window.session
    path = session.images[0]
    session.mark(before)
    paint(open_window)
    paint_other = np.ones((3, 3), bool)
    session.paint(20, 20, paint_other, value=1)
    session.end_stroke("Brush")
    session.undo()
    assert session.state(path) == ImageState.CORRECTED
    session.undo()
    assert session.state(path) == before
    session.redo()
    assert session.state(path) == ImageState.CORRECTED


def test_what_was_decided_in_an_earlier_run_stays_corrected(
    qtbot: QtBot, open_window: MainWindow, tiny_folder: Path
) -> None:
    session = open_window.session
    paint(open_window)
    session.close_project()
    session.open_paths([str(tiny_folder)])
    qtbot.waitUntil(lambda: session.image is not None)
    path = session.images[0]
    assert session.state(path) == ImageState.CORRECTED
    session.paint(20, 20, np.ones((3, 3), bool), value=1)
    session.end_stroke("Brush")
    session.undo()
    assert session.state(path) == ImageState.CORRECTED


def test_many_images_are_put_in_order_in_the_background(
    qtbot: QtBot, open_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.review._MANY", 2)
    monkeypatch.setattr("app.ui.image_list.MANY", 2)
    session, model = open_window.session, open_window.image_list.model
    one, three, two = before = session.images
    for path, score in ((one, Score(0.1, 0.1, "v")), (two, Score(0.5, 0.2, "v")), (three, Score(0.9, 0.3, "v"))):
        session.note_score(path, score)
    session.set_order("uncertainty")
    assert session.images == before
    qtbot.waitUntil(lambda: session.images == [three, two, one])
    assert [model.index(row).data(Role.PATH) for row in range(3)] == [three, two, one]
    assert open_window.image_list.view.currentIndex().data(Role.PATH) == session.image_path
    session.note_score(one, Score(1.0, 0.1, "v"))
    session.set_measure("margin")
    session.set_measure("entropy")  # while the other order is being made
    qtbot.waitUntil(lambda: session.images == [one, three, two])
    session.set_order("name")
    assert session.images == before
    session.set_order("uncertainty")
    open_window.close()  # meanwhile
