"""The time left of a Learn."""

import pytest

from app.learner.time_left import TimeLeft


def test_the_time_left_follows_from_the_pace_of_the_last_parts() -> None:
    left = TimeLeft()
    assert [left.note(part / 100, 2.0 * part) for part in range(4)] == [None] * 4
    assert left.note(0.04, 8.0) == pytest.approx(96 * 2)
    for part in range(5, 50):
        seconds = left.note(part / 100, 8.0 + 6.0 * (part - 4))
    assert seconds == pytest.approx(51 * 6)


def test_a_halt_does_not_count() -> None:
    left = TimeLeft()
    for part in range(6):
        left.note(part / 10, 3.0 * part)
    for moment in range(100):
        left.note(0.5, 15.0 + moment)
    assert left.note(0.6, 114.0 + 3.0) == pytest.approx(4 * 3)


def test_nothing_is_said_of_what_has_hardly_begun() -> None:
    left = TimeLeft()
    assert {left.note(part / 1000, part / 100) for part in range(50)} == {None}
