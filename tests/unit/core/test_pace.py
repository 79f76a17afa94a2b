from app.core.pace import SHARES, Pace


def run(pace: Pace, whole: float, frames: int = 200) -> list[float]:
    """Frames whose time follows their area, `whole` seconds at full size; the shares they were predicted at."""
    shares = []
    for _ in range(frames):
        shares.append(pace.share)
        pace.note(whole * pace.share**2)
    return shares


def test_a_frame_in_time_is_predicted_whole() -> None:
    assert set(run(Pace(20), 0.04)) == {1.0}


def test_a_slow_network_gets_smaller_frames_until_the_rate_holds_and_no_smaller() -> None:
    shares = run(Pace(20), 0.12)
    assert shares[-1] == 0.5
    assert len(set(shares[-100:])) == 1


def test_a_network_far_too_slow_gets_the_smallest_and_no_less() -> None:
    assert run(Pace(30), 5.0)[-1] == SHARES[-1]


def test_when_time_is_found_again_frames_grow_again() -> None:
    pace = Pace(20)
    run(pace, 0.3)
    assert pace.share < 0.5
    assert run(pace, 0.03)[-1] == 1.0


def test_one_slow_frame_changes_nothing() -> None:
    pace = Pace(20)
    for number in range(50):
        pace.note(1.0 if number == 25 else 0.03)
    assert pace.share == 1.0


def test_without_a_rate_frames_are_whole_however_long_they_take() -> None:
    pace = Pace(20)
    run(pace, 0.3)
    pace.rate = 0
    assert set(run(pace, 3.0)) == {1.0}
