"""The learner with a small network and a real session: what it predicts, and how it closes."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.core.project import ImageState, Project
from app.learner.network import Network, Shown
from models.live.teaching import Teacher
from tests.gui.learner.desk import BLUE, PATIENCE, SIZE, Desk, Gate, Plane, label_all, predict_directly
from tests.unit.models.miniatures import blocks


def test_the_image_that_is_opened_is_predicted(make_desk: Callable[..., Desk], folder: Path, model: Path) -> None:
    desk = make_desk()
    times: list[float] = []
    desk.learner.predicted.connect(times.append)
    assert not desk.learner.is_ready
    assert not desk.learner.is_idle()  # the network will be loaded
    desk.open(folder)
    image, truth = blocks(*SIZE, seed=0)
    assert (desk.prediction() == predict_directly(model, image)).mean() > 0.999
    assert (desk.prediction() == truth).mean() > 0.8
    assert desk.session.confidence is not None
    assert max(desk.session.confidence.shape) == 64
    assert (desk.learner.model_name, desk.learner.version, desk.session.prediction_version) == ("small",) * 3
    assert (desk.learner.device, desk.learner.precision) == ("cpu", "fp32")
    assert desk.learner.network_classes == ["background", "cat", "person"]
    assert desk.session.state(str(folder / "image0.png")) == ImageState.PREDICTED
    assert times
    assert min(times) > 0
    assert desk.said == []


def test_a_prediction_is_in_the_indices_of_the_project(
    make_desk: Callable[..., Desk], folder: Path, model: Path
) -> None:
    project = Project.open(str(folder))
    for name in ("sky", "person", "background"):
        project.classes.add(name)
    project.store_classes()
    project.close()
    desk = make_desk()
    desk.open(folder)
    assert [each.name for each in desk.session.classes] == ["sky", "person", "background", "cat"]
    direct = predict_directly(model, blocks(*SIZE, seed=0)[0])
    assert (desk.prediction() == np.array([2, 3, 1])[direct]).mean() > 0.999


def test_the_answer_to_an_image_that_was_left_is_dropped(
    desk: Desk, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.fromarray(blocks(48, 64)[0]).save(folder / "image1.png")  # an answer of the other's size would not fit
    Image.fromarray(blocks(*SIZE, seed=1)[0]).save(folder / "image0.png")
    desk.session.close_project()
    times: list[float] = []
    desk.learner.predicted.connect(times.append)
    gate = Gate(monkeypatch, Network, "look")
    desk.session.open_paths([str(folder)])
    qtbot.waitUntil(gate.is_reached.is_set, timeout=PATIENCE)
    for name in ("image1.png", "image0.png", "image1.png"):
        desk.session.open_image(str(folder / name))
        qtbot.waitUntil(lambda: not desk.session.is_loading, timeout=PATIENCE)
        assert desk.session.prediction is None
    gate.is_open.set()
    desk.settle()
    assert desk.prediction().shape == (48, 64)
    assert len(times) == 1


def test_an_image_that_changed_on_disk_is_predicted_anew(desk: Desk, folder: Path) -> None:
    before = desk.prediction().copy()
    other, truth = blocks(*SIZE, seed=1)
    Image.fromarray(other).save(folder / "image0.png")
    desk.show(folder / "image1.png")
    desk.show(folder / "image0.png")
    assert (desk.session.image == other).all()
    assert (desk.prediction() != before).any()
    assert (desk.prediction() == truth).mean() > 0.8


def test_a_folder_whose_images_were_replaced_opens_again(desk: Desk, folder: Path) -> None:
    Image.fromarray(blocks(48, 64)[0]).save(folder / "image0.png")
    desk.session.close_project()
    desk.open(folder)
    assert desk.prediction().shape == (48, 64)


def test_a_class_that_was_removed_is_predicted_no_more(desk: Desk, qtbot: QtBot) -> None:
    assert (desk.prediction() == BLUE).any()
    desk.session.remove_class(BLUE)
    qtbot.waitUntil(lambda: BLUE not in desk.session.classes, timeout=PATIENCE)
    desk.settle()
    assert not (desk.prediction() == BLUE).any()


def test_one_frame_at_a_time_is_predicted_and_nothing_is_kept(
    desk: Desk, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = desk.session.prediction
    frames: list[Plane] = []
    desk.learner.frame_predicted.connect(frames.append)
    gate = Gate(monkeypatch, Network, "glance")
    frame = blocks(48, 64, seed=1)[0]
    assert desk.learner.predict_frame(frame)
    assert not desk.learner.is_idle()
    assert not desk.learner.predict_frame(blocks(48, 64, seed=2)[0])
    gate.is_open.set()
    desk.settle()
    assert len(frames) == 1
    assert (frames[0] == predict_directly(model, frame)).all()
    assert desk.session.prediction is shown
    assert desk.learner.predict_frame(frame)
    desk.settle()
    assert len(frames) == 2


def test_a_frame_that_fails_makes_room_for_the_next(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Network, "glance", _fail)
        assert desk.learner.predict_frame(blocks(48, 64)[0])
        desk.settle()
    assert "The network failed: no more room" in desk.text("error")
    assert desk.learner.predict_frame(blocks(48, 64)[0])
    desk.settle()


def _fail(*_arguments: object, **_named: object) -> Shown:
    raise RuntimeError("no more room")


def test_closing_twice_is_the_same_as_once(desk: Desk) -> None:
    desk.learner.close()
    desk.learner.close()
    assert desk.learner.is_idle()
    assert not desk.learner.is_ready


def test_a_closed_learner_asks_nothing_of_the_network(desk: Desk, folder: Path) -> None:
    desk.learner.close()
    desk.paint(BLUE)
    desk.session.set_view("heatmap")
    desk.session.add_class("tree")
    desk.session.open_image(str(folder / "image1.png"))
    desk.learner.predict()
    desk.learner.update_once()
    desk.learner.learn()
    assert not desk.learner.predict_frame(blocks(48, 64)[0])
    desk.settle()
    assert desk.learner.is_idle()
    assert desk.points == []


def test_closing_before_the_network_is_loaded_loads_none(make_desk: Callable[..., Desk], folder: Path) -> None:
    desk = make_desk()
    desk.learner.close()
    assert desk.learner.is_idle()
    desk.session.open_paths([str(folder)])
    desk.settle()
    assert not desk.learner.is_ready


def test_closing_while_a_stroke_is_learned_keeps_what_was_learned(
    desk: Desk, make_desk: Callable[..., Desk], folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_stepping = threading.Event()
    teach = Teacher.teach

    def noted(teacher: Teacher, *arguments: Any) -> Iterator[float]:
        for loss in teach(teacher, *arguments):
            is_stepping.set()
            yield loss

    monkeypatch.setattr(Teacher, "teach", noted)
    desk.paint(BLUE)
    qtbot.waitUntil(is_stepping.is_set, timeout=PATIENCE)
    desk.close()
    assert not any(thread.name == "network" for thread in threading.enumerate())
    again = make_desk()
    again.open(folder)
    assert again.learner.version == "taught 1"


@pytest.mark.parametrize("moment", ["asked", "under way"])
def test_closing_while_it_learns_ends_the_learn(
    desk: Desk, folder: Path, moment: str, quick_learn: Callable[..., None]
) -> None:
    quick_learn(iterations=10_000)
    label_all(desk, folder)
    desk.learner.learn()
    if moment == "under way":
        desk.qtbot.waitUntil(lambda: bool(desk.points), timeout=PATIENCE)
    desk.close()
    assert not desk.learner.is_learning
    names = [thread.name for thread in threading.enumerate()]
    assert "network" not in names
    assert "job _learn" not in names
    assert desk.learner.last_report is None


def test_closing_right_after_rolling_back_has_rolled_back(
    desk: Desk, make_desk: Callable[..., Desk], folder: Path
) -> None:
    before = desk.answer()
    desk.paint(BLUE)
    desk.settle()
    desk.learner.roll_back()
    desk.close()
    again = make_desk()
    again.open(folder)
    assert again.learner.version == "small"
    assert again.answer() == before
    assert [version.name for version in again.learner.versions] == ["small", "taught 1"]
