"""A Learn that was interrupted is given up without going on with it; one that fits no more begins only when asked."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.ui import languages
from models.training.kept_learn import find_kept
from tests.gui.learner.desk import LENGTH, PATIENCE, RED, Desk, place, steps_of, wait_for_steps
from tests.gui.learner.test_idle_learning import Hours


def percent(interrupted: int) -> int:
    return round(100 * (0.05 + 0.57 * interrupted / LENGTH))


def test_a_person_gives_it_up_and_is_told_how_far_it_was(interrupted: int, again: Desk, folder: Path) -> None:
    learner = again.learner
    assert learner.has_interrupted
    learner.discard_interrupted()
    assert again.text("info") == f"The Learn that was interrupted at {percent(interrupted)}% is discarded."
    assert not learner.has_interrupted
    assert learner.idle_note == ""
    again.settle()
    assert not place(folder).exists()
    learner.discard_interrupted()  # there is none any more
    assert again.text("info").count("discarded") == 1
    learner.learn()
    wait_for_steps(again)
    assert steps_of(again)[0] == 1


def test_it_stays_until_a_person_says_so(again: Desk, folder: Path, make_desk: Callable[..., Desk]) -> None:
    again.close()
    later = make_desk()
    later.open(folder)
    assert later.learner.has_interrupted
    assert find_kept(place(folder)) is not None


def test_one_under_way_is_cancelled_not_discarded(again: Desk) -> None:
    again.learner.learn()
    assert not again.learner.has_interrupted
    again.learner.discard_interrupted()
    again.qtbot.waitUntil(lambda: bool(steps_of(again)), timeout=PATIENCE)
    again.learner.discard_interrupted()
    assert again.learner.is_learning
    assert "discarded" not in again.text("info")


def test_where_it_cannot_be_removed_it_stays_and_that_is_said(
    interrupted: int, again: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def refuse(path: Path, *, missing_ok: bool = False) -> None:
        if path == place(folder) / "learn.json":
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        again.learner.discard_interrupted()
    assert f"{place(folder) / 'learn.json'} cannot be removed (Read-only file system)" in again.text("error")
    assert "discarded" not in again.text("info")
    assert again.learner.has_interrupted
    again.learner.learn()
    again.qtbot.waitUntil(lambda: bool(steps_of(again)), timeout=PATIENCE)
    assert steps_of(again)[0] == interrupted + 1


def test_one_of_other_classes_can_be_discarded_too(again: Desk, folder: Path) -> None:
    again.session.add_class("tree")
    again.learner.discard_interrupted()
    again.settle()
    assert not place(folder).exists()


@pytest.mark.parametrize("is_seen_at_opening", [True, False])
def test_one_that_fits_no_more_does_not_begin_by_itself(
    is_seen_at_opening: bool, again: Desk, folder: Path, make_desk: Callable[..., Desk]
) -> None:
    desk = again
    desk.session.add_class("tree")
    desk.settle()
    if is_seen_at_opening:
        assert desk.session.finish_saving()
        desk.close()
        desk = make_desk()
        desk.open(folder)
    assert desk.learner.idle_note.count("begins anew") == 1
    hours = Hours(desk)
    hours.idle._has_news = False  # strokes that none has learned are another reason to begin
    desk.learner.set_learns_idle(True)
    assert "It begins after" not in desk.learner.idle_note
    for _ in range(3):
        hours.pass_by(6)
        desk.settle()
    assert steps_of(desk) == []
    assert not desk.learner.is_learning
    assert "anew" not in desk.text("info") + desk.text("warning")
    assert find_kept(place(folder)) is not None


def test_one_that_cannot_go_on_is_tried_once(again: Desk, folder: Path) -> None:
    """It fits, but its labels are gone."""
    hours = Hours(again)
    for number in (0, 1):
        again.show(folder / f"image{number}.png")
        while again.session.can_undo:
            again.session.undo()
    again.settle()
    hours.idle._has_news = False
    again.learner.set_learns_idle(True)
    for _ in range(3):
        hours.pass_by(6)
        again.settle()
    assert again.text("warning").count("There is nothing to learn from") == 1
    assert again.learner.has_interrupted


def test_why_it_cannot_be_used_is_said_in_the_language_of_the_window(
    interrupted: int, make_desk: Callable[..., Desk], folder: Path, qapp: QApplication
) -> None:
    file = place(folder) / "learn.json"
    file.write_text("[]")
    languages.speak(qapp, "de")
    try:
        desk = make_desk()
        desk.open(folder)
        assert desk.text("warning").endswith(f"{file} ist beschädigt.")
        assert "is damaged" not in desk.text("warning")
    finally:
        languages.speak(qapp, "en")


@pytest.fixture
def left(interrupted: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The iterations in which a step was left; the second from the interruption on ends in no other way."""
    from models.learning import Trainer
    from models.training.leaving import StepLeftError

    numbers: list[int] = []
    step = Trainer.step

    def held(trainer: Trainer, should_stop: Callable[[], bool]) -> object:
        if trainer.iteration < interrupted + 2:
            return step(trainer, should_stop)
        while not should_stop():
            pass
        try:
            return step(trainer, should_stop)
        except StepLeftError:
            numbers.append(trainer.iteration)
            raise

    monkeypatch.setattr(Trainer, "step", held)
    return numbers


def test_closing_leaves_the_step_under_way(again: Desk, interrupted: int, left: list[int], folder: Path) -> None:
    again.learner.learn()
    again.qtbot.waitUntil(lambda: len(steps_of(again)) == 2, timeout=PATIENCE)
    again.paint(RED)
    again.close()
    assert left
    assert set(left) == {interrupted + 2}
    kept = find_kept(place(folder))
    assert kept is not None
    assert kept.iteration == interrupted + 2


def test_cancelling_leaves_the_step_under_way(again: Desk, interrupted: int, left: list[int], folder: Path) -> None:
    again.learner.learn()
    again.qtbot.waitUntil(lambda: len(steps_of(again)) == 2, timeout=PATIENCE)
    again.learner.cancel()
    again.settle()
    assert set(left) == {interrupted + 2}
    assert not again.learner.is_learning
    assert find_kept(place(folder)) is None
