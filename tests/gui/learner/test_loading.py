"""The network is loaded, exchanged, or cannot be had."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gui.learner.desk import BLUE, CORNER, SIZE, Desk
from tests.unit.models.miniatures import blocks


@pytest.mark.parametrize("kind", ["missing", "cut off", "another kind"])
def test_a_model_that_cannot_be_read_is_one_sentence_and_all_else_goes_on(
    make_desk: Callable[..., Desk], folder: Path, tmp_path: Path, model: Path, kind: str
) -> None:
    broken = tmp_path / "broken.safetensors"
    if kind == "cut off":
        broken.write_bytes(model.read_bytes()[:1000])
    elif kind == "another kind":
        broken.write_text("no network")
    desk = make_desk(model=str(broken))
    desk.open(folder)
    assert [level for level, _ in desk.said] == ["error"]
    assert "broken.safetensors" in desk.text("error")
    assert not desk.learner.is_ready
    assert desk.session.prediction is None
    desk.session.add_class("tree")
    desk.paint(0)
    desk.learner.update_once()
    desk.learner.roll_back()
    assert not desk.learner.predict_frame(blocks(48, 64)[0])
    desk.settle()
    assert (desk.labels()[CORNER] == 0).all()
    desk.learner.load_model(model)
    desk.settle()
    assert desk.learner.is_ready
    assert desk.learner.model_name == "small"
    assert desk.prediction().shape == SIZE


def test_a_model_that_is_chosen_is_used_although_the_project_has_a_version(desk: Desk, model: Path) -> None:
    untouched = desk.answer()
    desk.paint(BLUE)
    desk.settle()
    taught = desk.answer()
    desk.learner.reload()  # as another device is chosen
    desk.settle()
    assert desk.learner.version == "taught 1"
    assert desk.answer() == taught
    desk.learner.load_model(model)
    desk.settle()
    assert desk.learner.version == "small"
    assert desk.answer() == untouched
    desk.learner.use_version("taught 1")
    desk.settle()
    assert desk.answer() == taught


def test_another_model_that_cannot_be_read_leaves_the_one_in_use(desk: Desk, tmp_path: Path) -> None:
    desk.paint(BLUE)
    desk.settle()
    taught = desk.answer()
    desk.learner.load_model(tmp_path / "none.safetensors")
    desk.settle()
    assert "none.safetensors" in desk.text("error")
    assert desk.learner.model_name == "small"
    desk.learner.predict()
    desk.settle()
    assert desk.answer() == taught


def test_a_device_that_is_not_there_is_said(make_desk: Callable[..., Desk], folder: Path) -> None:
    desk = make_desk(device="cuda:99")
    desk.open(folder)
    assert "cuda:99 is not there" in desk.text("error")
    assert not desk.learner.is_ready
