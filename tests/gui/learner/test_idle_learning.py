"""Learning that begins by itself when nothing was painted for some minutes, by a clock that stands still."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.learner.desk import BLUE, PATIENCE, RED, Desk, label_all

QuickLearn = Callable[..., None]
LONG = 10_000  # iterations of a Learn that is not to end by itself


class Hours:
    """The clock of the learner, which only goes where it is told to."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.minutes = desk, 0.0
        self.idle = desk.learner._idle
        self.idle.now = lambda: self.minutes * 60
        self.idle._painted_at = 0.0

    def pass_by(self, minutes: float) -> None:
        """Let some minutes go by; then it is looked, as a timer does."""
        self.minutes += minutes
        self.idle.look()


@pytest.fixture
def hours(desk: Desk, folder: Path) -> Hours:
    """Both images are labelled, at minute 0; it learns after five quiet ones."""
    label_all(desk, folder)
    desk.settle()
    clock = Hours(desk)
    desk.learner.set_learns_idle(True)
    return clock


@pytest.fixture
def learning(hours: Hours, qtbot: QtBot, quick_learn: QuickLearn) -> Hours:
    """Six quiet minutes have gone by; what began then has made its first steps and does not end by itself."""
    quick_learn(iterations=LONG)
    hours.pass_by(6)
    qtbot.waitUntil(lambda: len(hours.desk.points) > 2, timeout=PATIENCE)
    return hours


def test_it_begins_after_the_quiet_minutes_and_publishes_what_measures_better(
    hours: Hours, quick_learn: QuickLearn
) -> None:
    quick_learn(iterations=80)
    learner = hours.desk.learner
    assert "after 5 minutes" in learner.idle_note
    hours.pass_by(4.9)
    assert not learner.is_learning
    hours.pass_by(0.2)
    assert learner.is_learning
    assert "first stroke halts it" in learner.idle_note
    hours.desk.settle()
    assert learner.version == "learned 1"
    assert learner.idle_note == ""
    hours.pass_by(100)  # there is nothing new to learn from
    assert not learner.is_learning


def test_what_measures_no_better_is_not_published_and_not_tried_again(hours: Hours, quick_learn: QuickLearn) -> None:
    quick_learn(rate=0.5, iterations=5)
    learner = hours.desk.learner
    before = hours.desk.answer()
    hours.pass_by(6)
    hours.desk.settle()
    assert learner.last_report is not None
    assert not learner.last_report.is_published
    assert learner.version == "small"
    assert hours.desk.answer() == before
    hours.pass_by(6)
    assert not learner.is_learning
    hours.desk.paint(RED)
    hours.pass_by(6)
    assert learner.is_learning
    learner.cancel()
    hours.desk.settle()


def test_the_first_dab_halts_it_and_quiet_minutes_let_it_go_on(learning: Hours, qtbot: QtBot) -> None:
    desk, learner = learning.desk, learning.desk.learner
    desk.paint(BLUE)
    assert not learner.is_learning
    assert "waits for 5 quiet minutes" in learner.idle_note
    desk.settle()  # the step it was in has ended; nothing is learned any more
    qtbot.waitUntil(lambda: _stands_still(qtbot, desk), timeout=PATIENCE)
    halted = len(desk.points)
    learning.pass_by(3)
    assert not learner.is_learning
    learning.pass_by(3)
    assert learner.is_learning
    qtbot.waitUntil(lambda: len(desk.points) > halted + 1, timeout=PATIENCE)
    steps = [point["step"] for point in desk.points]
    assert steps == sorted(set(steps))  # it went on where it was
    learner.cancel()
    desk.settle()
    assert learner.version == "small"


def _stands_still(qtbot: QtBot, desk: Desk) -> bool:
    before = len(desk.points)
    with qtbot.waitSignals([desk.learner.progressed] * 3, timeout=PATIENCE):
        pass  # it says that it waits
    return len(desk.points) == before


def test_a_halted_one_makes_way_for_what_a_person_asks_for(learning: Hours, quick_learn: QuickLearn) -> None:
    desk, learner = learning.desk, learning.desk.learner
    desk.paint(BLUE)
    quick_learn(iterations=80)
    learner.learn()
    assert learner.is_learning
    desk.settle()
    assert learner.last_report is not None
    assert learner.last_report.is_published
    desk.paint(RED)  # this Learn is the person's: it is not halted by painting
    assert learner.idle_note.startswith("It begins after")


def test_switched_off_nothing_begins_and_what_began_ends(learning: Hours) -> None:
    desk, learner = learning.desk, learning.desk.learner
    learner.set_learns_idle(False)
    desk.settle()
    assert not learner.is_learning
    desk.paint(BLUE)
    learning.pass_by(60)
    assert not learner.is_learning
    assert learner.idle_note == ""


def test_it_is_off_at_first(desk: Desk, folder: Path) -> None:
    label_all(desk, folder)
    clock = Hours(desk)
    clock.pass_by(600)
    assert not desk.learner.learns_idle
    assert not desk.learner.is_learning


def test_strokes_of_an_earlier_day_are_learned_too(
    hours: Hours, make_desk: Callable[..., Desk], folder: Path, qtbot: QtBot, quick_learn: QuickLearn
) -> None:
    hours.desk.close()
    later = make_desk(learns_idle=True, is_live=False)
    later.open(folder)
    clock = Hours(later)
    qtbot.waitUntil(lambda: clock.idle._looking is None, timeout=PATIENCE)
    quick_learn(iterations=80)
    clock.pass_by(6)
    assert later.learner.is_learning
    later.settle()
    assert later.learner.version == "learned 1"
    later.close()
    last = make_desk(learns_idle=True, is_live=False)
    last.open(folder)
    clock = Hours(last)
    qtbot.waitUntil(lambda: clock.idle._looking is None, timeout=PATIENCE)
    clock.pass_by(6)  # what that Learn has seen is no news
    assert not last.learner.is_learning


def test_leaving_the_project_ends_a_halted_one(learning: Hours) -> None:
    learning.desk.paint(BLUE)
    learning.desk.session.close_project()
    assert learning.desk.learner.idle_note == ""
    assert not learning.desk.learner._transaction.is_running
