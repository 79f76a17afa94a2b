"""Live learning: strokes change the prediction at once, and only what was painted is taught."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.core.label_map import UNLABELED, Source
from models.live.teaching import Teacher
from tests.gui.learner.desk import BLUE, CORNER, GREY, PATIENCE, RED, Desk, Gate


def test_a_stroke_changes_the_prediction_there(desk: Desk) -> None:
    assert desk.share(BLUE) < 0.1
    desk.paint(BLUE)
    assert not desk.learner.is_idle()  # from the release of the pen on
    desk.settle()
    assert desk.share(BLUE) > 0.9
    assert desk.learner.is_taught
    assert desk.session.prediction_version == "small + live"
    assert [(point["run"], point["step"]) for point in desk.points] == [("live", 2)]
    assert np.isfinite(desk.points[0]["loss"])
    desk.paint(GREY, slice(50, 62), slice(4, 40))
    desk.settle()
    assert desk.share(BLUE) > 0.9
    assert (desk.prediction()[50:62, 4:40] == GREY).mean() > 0.9
    assert desk.said == []


def test_painted_pixels_stay_as_they_were_painted(desk: Desk, quick_learn: Callable[..., None]) -> None:
    desk.paint(BLUE)
    desk.paint(RED, slice(50, 60), slice(4, 20))
    painted, sources = desk.labels().copy(), desk.session.provenance
    assert sources is not None
    assert set(np.unique(painted)) == {RED, BLUE, UNLABELED}
    kept = sources.copy()
    for step in (desk.settle, desk.learner.predict, desk.learner.update_once, desk.learner.learn,
                 desk.learner.roll_back):  # fmt: skip
        step()
        desk.settle()
        assert (desk.labels() == painted).all()
        assert (sources == kept).all()
    desk.session.accept()
    desk.settle()
    assert (desk.labels()[painted != UNLABELED] == painted[painted != UNLABELED]).all()
    assert (sources[painted != UNLABELED] == Source.PAINTED).all()


def test_with_live_learning_off_nothing_is_learned_until_it_is_asked_for(desk: Desk) -> None:
    desk.learner.set_live(False)
    shown = desk.session.prediction
    desk.paint(BLUE)
    assert desk.learner.is_idle()
    desk.settle()
    assert desk.session.prediction is shown
    assert not desk.learner.is_taught
    desk.learner.update_once()
    assert not desk.learner.is_idle()
    desk.settle()
    assert desk.learner.is_taught
    assert desk.share(BLUE) > 0.9


def test_switching_live_learning_off_ends_the_one_under_way(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.answer()
    gate = Gate(monkeypatch, Teacher, "mark")
    desk.paint(BLUE)
    qtbot.waitUntil(gate.is_reached.is_set, timeout=PATIENCE)
    desk.learner.set_live(False)
    gate.is_open.set()
    desk.settle()
    assert desk.points == []
    assert not desk.learner.is_taught
    assert desk.answer() == before  # to the bit: no step was made


def test_a_new_class_can_be_taught_with_a_few_strokes(desk: Desk) -> None:
    tree = desk.session.add_class("tree")
    assert tree == 3
    desk.settle()
    before = desk.answer()
    desk.session.set_view("heatmap")
    desk.session.choose_class(tree)
    desk.settle()
    assert desk.answer() == before
    desk.paint(tree)
    desk.paint(GREY, slice(50, 62), slice(4, 40))
    desk.settle()
    assert desk.share(tree) > 0.9
    assert (desk.prediction()[50:62, 4:40] == GREY).mean() > 0.9
    assert desk.learner.network_classes == ["background", "cat", "person", "tree"]
    assert desk.session.heatmap is not None
    rows, cols = (slice(part.start * 2 // 3, part.stop * 2 // 3) for part in CORNER)
    assert desk.session.heatmap[rows, cols].mean() > desk.session.heatmap.mean()


def test_accepting_what_the_network_says_teaches_it_nothing(desk: Desk) -> None:
    before = desk.answer()
    desk.session.accept()
    desk.settle()
    assert (desk.labels() == desk.prediction()).all()
    assert desk.points == []
    assert not desk.learner.is_taught
    assert desk.answer() == before


def test_a_stroke_is_learned_although_the_image_was_left_at_once(desk: Desk, folder: Path) -> None:
    desk.paint(BLUE)
    desk.session.open_image(str(folder / "image1.png"))
    desk.settle()
    assert desk.session.image_path == str(folder / "image1.png")
    assert len(desk.points) == 1
    desk.show(folder / "image0.png")
    assert desk.share(BLUE) > 0.9
    assert len(desk.points) == 1  # once is enough


def test_a_stroke_of_what_the_network_says_already_teaches_it_nothing(desk: Desk) -> None:
    before = desk.answer()
    assert desk.share(GREY) == 1
    desk.paint(GREY)
    desk.settle()
    assert desk.points == []
    assert desk.answer() == before


def test_a_stroke_made_before_the_network_is_there_is_learned(
    make_desk: Callable[..., Desk], folder: Path, qtbot: QtBot
) -> None:
    desk = make_desk()
    desk.session.open_paths([str(folder)])
    qtbot.waitUntil(lambda: desk.session.labels is not None, timeout=PATIENCE)
    assert not desk.learner.is_ready
    person = desk.session.add_class("person")
    desk.paint(person)
    desk.settle()
    assert desk.learner.is_ready
    assert desk.learner.is_taught
    assert desk.share(person) > 0.9


def test_learning_that_a_new_prediction_cut_short_is_done_again(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, Teacher, "mark")
    desk.paint(BLUE)
    qtbot.waitUntil(gate.is_reached.is_set, timeout=PATIENCE)
    desk.learner.predict()
    gate.is_open.set()
    desk.settle()
    assert desk.learner.is_taught
    assert desk.share(BLUE) > 0.9


def test_an_undone_stroke_is_not_rehearsed_on_other_images(desk: Desk, folder: Path) -> None:
    desk.learner.set_live(False)
    desk.paint(BLUE)
    desk.learner.update_once()
    desk.settle()
    lessons = desk.learner._network._teacher.lessons
    assert lessons[str(folder / "image0.png")].examples.truths.size > 0
    desk.learner.set_live(True)
    assert desk.session.undo()
    desk.settle()
    assert lessons[str(folder / "image0.png")].examples.truths.size == 0


def test_teaching_goes_on_from_image_to_image(desk: Desk, folder: Path) -> None:
    desk.paint(BLUE)
    desk.settle()
    desk.show(folder / "image1.png")
    desk.paint(RED, slice(50, 60), slice(60, 90))
    desk.settle()
    assert len(desk.points) == 2
    assert desk.points[1]["step"] > desk.points[0]["step"]
    desk.show(folder / "image0.png")
    assert desk.share(BLUE) > 0.7
