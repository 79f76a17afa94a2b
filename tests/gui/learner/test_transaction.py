"""Learn: it publishes what measures better, can be cancelled, and nobody waits for it."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.learner import learn_job
from app.learner.network import Network, Plane
from app.learner.transaction import _may_pass
from models.checkpoint import load_checkpoint
from models.errors import ModelError
from models.training import held_out
from models.training.measuring import TaughtFrom
from tests.gui.learner.desk import BLUE, PATIENCE, RED, SIZE, Desk, label_all, swapped
from tests.unit.models.miniatures import blocks, checkpoint


def test_learn_publishes_what_measures_better(desk: Desk, folder: Path, quick_learn: Callable[..., None]) -> None:
    quick_learn(iterations=80, flips=True)
    label_all(desk, folder)
    before = (desk.prediction() == swapped(1)).mean()
    reports: list[object] = []
    fractions: list[float] = []
    desk.learner.learned.connect(reports.append)
    desk.learner.progressed.connect(lambda job, fraction, _text: fractions.append(fraction) if job == "learn" else None)
    desk.learner.learn()
    assert desk.learner.is_learning
    assert not desk.learner.is_idle()
    desk.settle()
    report = desk.learner.last_report
    assert report is not None
    assert reports == [report]
    assert report.is_published
    assert report.after["mean_iu"] > report.before["mean_iu"] + 0.1
    assert set(report.after["iu"]) == {"background", "cat", "person"}
    assert report.held_out_pixels > 0
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert [(point["run"], point["step"]) for point in desk.points] == [("learn", step) for step in range(1, 121)]
    assert (desk.prediction() == swapped(1)).mean() > before + 0.1
    learned = desk.learner.versions[-1]
    assert (learned.name, learned.parent, learned.is_current) == ("learned 1", "small", True)
    assert learned.measures["mean_iu"] == report.after["mean_iu"]
    assert learned.file.is_file()
    assert desk.session.prediction_version == "learned 1"


def test_learn_that_measures_no_better_changes_nothing(
    desk: Desk, folder: Path, quick_learn: Callable[..., None]
) -> None:
    quick_learn(rate=0.5, iterations=5)  # far too high: the network forgets all it knew
    desk.learner.set_live(False)
    desk.paint_all(blocks(*SIZE, seed=0)[1])
    before = desk.answer()
    desk.learner.learn()
    desk.settle()
    report = desk.learner.last_report
    assert report is not None
    assert not report.is_published
    assert report.after["mean_iu"] < report.before["mean_iu"]
    assert "Not published" in desk.text("info")
    desk.learner.predict()
    desk.settle()
    assert desk.answer() == before
    assert [version.name for version in desk.learner.versions] == ["small"]
    assert not (folder / ".segmend" / "models").exists()


def test_a_cancelled_learn_changes_nothing(
    desk: Desk, folder: Path, qtbot: QtBot, quick_learn: Callable[..., None]
) -> None:
    quick_learn(iterations=10_000)
    label_all(desk, folder)
    before = desk.answer()
    desk.learner.learn()
    qtbot.waitUntil(lambda: len(desk.points) > 1, timeout=PATIENCE)
    desk.learner.cancel()
    desk.settle()
    assert not desk.learner.is_learning
    assert desk.learner.last_report is None
    desk.learner.predict()
    desk.settle()
    assert desk.answer() == before
    assert desk.learner.version == "small"


def test_a_learn_can_be_cancelled_before_it_began(desk: Desk, folder: Path, quick_learn: Callable[..., None]) -> None:
    label_all(desk, folder)
    desk.learner.learn()
    desk.learner.cancel()
    assert not desk.learner.is_learning
    desk.settle()
    assert desk.points == []
    assert desk.learner.last_report is None


def test_learn_says_what_it_lacks(desk: Desk, make_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk.learner.learn()
    assert "paint some pixels first" in desk.text("warning")
    assert not desk.learner.is_learning
    bare = make_desk(model=str(tmp_path / "none.safetensors"))
    bare.settle()
    bare.learner.learn()
    assert "There is no network to teach" in bare.text("warning")


def test_a_network_that_is_being_taken_into_use_is_not_copied(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its classes are not the project's yet."""
    label_all(desk, folder)
    monkeypatch.setattr(Network, "is_mapped", property(lambda _self: False))
    desk.learner.learn()
    desk.settle()
    assert "press Learn again" in desk.text("error")
    assert not desk.learner.is_learning
    assert desk.points == []


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (MemoryError(), True),
        (RuntimeError("[enforce fail at alloc_cpu.cpp:127] . DefaultCPUAllocator: can't allocate memory"), True),
        (ModelError("Too few pixels."), True),
        (RuntimeError("shapes do not match"), False),
    ],
)
def test_a_learn_that_lacked_memory_or_labels_may_be_gone_on_with(error: Exception, expected: bool) -> None:
    assert _may_pass(error) is expected


def test_a_learn_that_cannot_be_checked_says_so(desk: Desk, quick_learn: Callable[..., None]) -> None:
    before = desk.answer()
    desk.learner.set_live(False)
    desk.paint(BLUE, slice(0, 2), slice(60, 62))
    desk.learner.learn()
    desk.settle()
    assert "Too few pixels are labelled" in desk.text("error")
    assert not desk.learner.is_learning
    assert desk.answer() == before


def test_painting_goes_on_while_it_learns(desk: Desk, folder: Path, quick_learn: Callable[..., None]) -> None:
    quick_learn(iterations=60)
    label_all(desk, folder)
    desk.learner.learn()
    desk.qtbot.waitUntil(lambda: bool(desk.points), timeout=PATIENCE)
    desk.learner.set_live(True)
    desk.paint(BLUE)
    painted = desk.labels().copy()
    desk.settle()
    assert (desk.labels() == painted).all()
    assert desk.learner.last_report is not None
    assert desk.learner.last_report.is_published
    names = [version.name for version in desk.learner.versions]
    assert names == ["small", "taught 1", "learned 1"]  # what was taught meanwhile is kept below what was learned
    assert desk.learner.versions[-1].parent == "taught 1"


def test_what_is_painted_while_it_learns_is_taught_to_what_it_learned(
    desk: Desk, folder: Path, quick_learn: Callable[..., None], qtbot: QtBot
) -> None:
    label_all(desk, folder)
    tree = desk.session.add_class("tree")
    quick_learn(iterations=60)
    desk.learner.learn()
    qtbot.waitUntil(lambda: bool(desk.points), timeout=PATIENCE)
    desk.learner.set_live(True)
    desk.paint(tree)
    desk.settle()
    assert desk.learner.last_report is not None
    assert desk.learner.last_report.is_published
    assert desk.learner.version == "learned 1"
    assert desk.learner.is_taught
    assert desk.share(tree) > 0.8


def test_another_network_waits_for_the_learn_under_way(
    desk: Desk, folder: Path, model: Path, tmp_path: Path, quick_learn: Callable[..., None]
) -> None:
    other = tmp_path / "other.safetensors"
    other.write_bytes(model.read_bytes())
    label_all(desk, folder)
    desk.learner.learn()
    desk.learner.load_model(other)
    desk.learner.use_version("small")
    assert "when the learning under way has ended" in desk.text("info")
    assert "Cancel the learning" in desk.text("warning")
    desk.settle()
    assert desk.learner.last_report is not None
    assert desk.learner.model_name == "other"
    assert desk.learner.version == "other"
    assert "learned 1" in [version.name for version in desk.learner.versions]


def test_learn_does_not_hide_that_another_program_changed_the_labels(
    desk: Desk, folder: Path, quick_learn: Callable[..., None]
) -> None:
    label_all(desk, folder)
    desk.show(folder / "image0.png")
    desk.session.finish_saving()
    project = desk.session.project
    assert project is not None
    file, other = (project.labels_path(str(folder / f"image{number}.png")) for number in (0, 1))
    theirs = other.read_bytes()
    file.write_bytes(theirs)
    desk.learner.learn()
    desk.settle()
    assert desk.learner.last_report is not None
    desk.paint(RED)
    desk.session.finish_saving()
    kept = [each for each in file.parent.rglob("*image0*") if each.read_bytes() == theirs]
    assert len(kept) == 1, "what the other program wrote is kept beside"
    assert "Another program had changed" in desk.text("warning")


def test_both_versions_are_measured_as_live_learning_makes_them_of_what_it_began_from(
    desk: Desk, folder: Path, quick_learn: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun_from: list[str | None] = []
    whole = learn_job._taught_from

    def spy(order: learn_job.Order, version: str | None, table: Plane) -> TaughtFrom | None:
        begun_from.append(version)
        found = whole(order, version, table)
        assert (found is None) == (version is None)
        if found is not None:
            assert found.wanted == [0, 1, 2]
            assert found.can_be_of(order.checkpoint)
        return found

    monkeypatch.setattr(learn_job, "_taught_from", spy)
    quick_learn(iterations=80, flips=True)
    label_all(desk, folder)
    desk.learner.learn()
    desk.settle()
    desk.learner.roll_back()
    desk.settle()
    assert begun_from == [None]
    desk.learner.set_live(True)
    desk.paint(BLUE)
    desk.settle()
    desk.learner.learn()
    desk.settle()
    report = desk.learner.last_report
    assert report is not None
    assert report.is_published
    desk.paint(RED)
    desk.settle()
    desk.learner.set_live(False)  # the network in use is what is there to beat
    desk.learner.learn()
    desk.settle()
    assert [version.name for version in desk.learner.versions][:4] == ["small", "learned 1", "taught 1", "learned 2"]
    assert begun_from == [None, "small", None]


@pytest.mark.parametrize("files", [{}, {"small": "gone.safetensors"}])
def test_what_live_learning_began_from_may_be_gone(files: dict[str, str]) -> None:
    order = SimpleNamespace(files=files, checkpoint=checkpoint(), rehearsed=20)
    found = learn_job._taught_from(cast(learn_job.Order, order), "small", np.arange(256, dtype=np.uint8))
    assert found is not None
    assert found.checkpoint is order.checkpoint


def test_a_network_is_learned_at_the_size_of_its_predictions_and_keeps_its_own(
    desk: Desk, folder: Path, model: Path, quick_learn: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Network, "max_side", property(lambda _self: 32))
    sizes: list[tuple[int, ...]] = []
    whole = held_out._at_working_size

    def spy(*given: Any) -> Any:
        found = whole(*given)
        sizes.append(found[0].shape)
        return found

    monkeypatch.setattr(held_out, "_at_working_size", spy)
    quick_learn(iterations=80, flips=True)
    label_all(desk, folder)
    desk.learner.learn()
    desk.settle()
    assert {max(size) for size in sizes} == {32}
    assert load_checkpoint(desk.learner.versions[-1].file).max_side == load_checkpoint(model).max_side == 64
