"""A Learn that is killed or closed at any step goes on to the same bits."""

import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from models.errors import ModelError
from models.fcn import Fcn
from models.training import kept_learn
from models.training.kept_learn import Keeper, UnusableKeptError, find_kept, forget_kept, sweep
from models.training.transaction import Outcome, learn
from tests.unit.models.miniatures import ENGINE, checkpoint, network
from tests.unit.models.training.kept import (
    FACTS,
    RECIPE,
    assert_same,
    begin,
    every_step,
    finish,
    go_on,
    images,
    run_to,
)


@pytest.mark.parametrize("number", range(1, RECIPE.iterations + 1))
def test_killed_after_any_step_it_ends_with_the_same_weights(
    number: int, kept_at: dict[int, Path], straight: Outcome, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(kept_at[number], tmp_path / "learn"))
    found = find_kept(folder)
    assert found is not None
    assert found.fraction == pytest.approx(0.05 + 0.57 * number / RECIPE.iterations)
    assert found.facts == FACTS
    trained, outcome = finish(go_on(folder))
    assert trained == list(range(number + 1, RECIPE.iterations + 1))
    assert_same(outcome, straight)


def test_interrupted_again_and_again_it_ends_with_the_same_weights(tmp_path: Path, straight: Outcome) -> None:
    folder = tmp_path / "learn"
    steps = begin(folder)
    for number in (1, 2, 5):
        run_to(steps, number)
        steps.close()
        steps = go_on(folder)
    trained, outcome = finish(steps)
    assert trained == [6]
    assert_same(outcome, straight)


def test_closed_while_it_measures_nothing_is_trained_again(tmp_path: Path, straight: Outcome) -> None:
    folder = tmp_path / "learn"
    steps = learn(checkpoint(), images(), ENGINE, RECIPE, keeper=Keeper(folder, FACTS))
    while next(steps).stage != "measuring after":
        pass
    assert not folder.exists()  # ten seconds are not over
    steps.close()
    trained, outcome = finish(go_on(folder))
    assert trained == []
    assert_same(outcome, straight)


def test_closed_while_it_learns_once_more_only_that_is_begun_anew(tmp_path: Path) -> None:
    recipe = replace(RECIPE, iterations=40, crop=64, scales=(1.0, 1.0), drift_weight=0.0)

    def steps(**changes: Any) -> Any:
        return learn(checkpoint(), images(), ENGINE, recipe, **changes)

    trained, straight = finish(steps())
    assert straight.is_better
    assert trained == list(range(1, 61))
    folder = tmp_path / "learn"
    interrupted = steps(keeper=Keeper(folder, FACTS))
    run_to(interrupted, 45)
    interrupted.close()
    kept = find_kept(folder)
    assert kept is not None
    assert kept.iteration == 40
    trained, outcome = finish(steps(begun=kept.load()))
    assert trained == list(range(41, 61))
    assert_same(outcome, straight)


def test_closed_within_a_step_it_is_kept_as_after_the_one_before(tmp_path: Path, straight: Outcome) -> None:
    folder, questions = tmp_path / "learn", [0]
    keeper = Keeper(folder, FACTS)

    def should_stop() -> bool:
        questions[0] += 1
        return questions[0] > 500

    steps = learn(checkpoint(), images(), ENGINE, RECIPE, keeper=keeper, should_stop=should_stop)
    done = 0
    for progress in steps:
        if progress.stage == "learning" and progress.loss is None:
            assert progress.step == done
            break
        done = progress.step
    assert 0 < done < RECIPE.iterations
    steps.close()
    trained, outcome = finish(go_on(folder))
    assert trained == list(range(done + 1, RECIPE.iterations + 1))
    assert_same(outcome, straight)


def test_one_that_is_asked_to_stop_and_not_closed_makes_the_step_again(straight: Outcome) -> None:
    questions = [0]

    def should_stop() -> bool:
        questions[0] += 1
        return questions[0] in (100, 101, 500)

    trained, outcome = finish(learn(checkpoint(), images(), ENGINE, RECIPE, should_stop=should_stop))
    assert len(trained) == RECIPE.iterations + 3
    assert_same(outcome, straight)


def test_it_goes_on_with_the_names_of_the_network_in_use(kept: Path) -> None:
    found = find_kept(kept)
    assert found is not None
    named = tuple((f"other {name}", (1, 2, number)) for number, (name, _) in enumerate(checkpoint().classes))
    outcome = finish(learn(replace(checkpoint(), classes=named), images(), ENGINE, RECIPE, begun=found.load()))[1]
    assert outcome.checkpoint.classes == named
    assert list(outcome.before.iu) == list(outcome.after.iu) == [name for name, _ in named]


def test_an_unwanted_one_leaves_nothing_new(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path / "learn", FACTS)
    steps = learn(checkpoint(), images(), ENGINE, RECIPE, keeper=keeper)
    run_to(steps, 2)
    keeper.is_unwanted = True
    steps.close()
    assert not (tmp_path / "learn").exists()


def test_it_goes_on_with_other_labels_and_holds_out_the_same_places(kept: Path, straight: Outcome) -> None:
    trained, outcome = finish(go_on(kept, images(is_changed=True)))
    assert trained == [4, 5, 6]
    assert 0 < outcome.held_out_pixels < straight.held_out_pixels
    state = outcome.checkpoint.state
    assert any(not torch.equal(value, straight.checkpoint.state[name]) for name, value in state.items())


def test_it_has_to_beat_the_network_in_use_that_was_taught_meanwhile(kept: Path) -> None:
    found = find_kept(kept)
    assert found is not None
    now = checkpoint()
    now = replace(now, state={**now.state, "heads.score_fr.bias": torch.tensor([0.0, 0.0, 9.0])})
    outcome = finish(learn(now, images(), ENGINE, RECIPE, begun=found.load()))[1]
    alone = finish(learn(now, images(), ENGINE, replace(RECIPE, iterations=1)))[1]
    assert (outcome.before, outcome.loss_before) == (alone.before, alone.loss_before)


@pytest.mark.parametrize("other", [network(seed=1), network(4), network(upsampling="fixed")])
def test_it_does_not_go_on_where_another_network_is_in_use(kept: Path, other: Fcn) -> None:
    """Files are called the same as often as not."""
    found = find_kept(kept)
    assert found is not None
    with pytest.raises(UnusableKeptError, match=r"learn\.json is of another network"):
        finish(learn(checkpoint(other), images(), ENGINE, RECIPE, begun=found.load()))


def test_a_network_that_was_taught_is_kept_whole(tmp_path: Path) -> None:
    """float32 weights, corrections and the memory come back to the bit."""
    from models.networks.corrections import Corrections
    from models.networks.memory import Memory, Moments

    made = checkpoint()
    width = sum(made.network().score_widths())
    drawn = torch.rand(9, width + 1)
    parts = torch.randint(0, 9, (4, 2), dtype=torch.int16), torch.randn(4, 3), torch.zeros((3, 2, 2), dtype=torch.uint8)
    made = replace(
        made,
        corrections=Corrections(torch.rand(width) + 0.5, {"0badcafe-8x8": parts}),
        memory=Memory(
            torch.zeros((5, width), dtype=torch.uint8),
            (torch.rand(width) + 0.1).half().float(),
            Moments.of(drawn.T @ drawn),
        ),
    )
    steps = learn(made, images(), ENGINE, RECIPE, keeper=every_step(tmp_path / "learn"))
    run_to(steps, 1)
    steps.close()
    found = find_kept(tmp_path / "learn")
    assert found is not None
    back = found.load().checkpoint
    assert replace(back, state={}, corrections=None, memory=None) == replace(
        made, state={}, corrections=None, memory=None
    )
    assert all(torch.equal(value, back.state[name]) for name, value in made.state.items())
    assert back.corrections is not None
    assert back.memory is not None
    assert made.corrections is not None
    assert made.memory is not None
    assert torch.equal(back.corrections.power, made.corrections.power)
    assert all(torch.equal(*each) for each in zip(back.corrections.images["0badcafe-8x8"], parts, strict=True))
    assert torch.equal(back.memory.levels, made.memory.levels)
    assert torch.equal(back.memory.scales, made.memory.scales)
    assert torch.equal(back.memory.second_moments(torch.device("cpu")), made.memory.second_moments(torch.device("cpu")))


def test_writing_takes_a_twentieth_of_the_time_at_most_and_rests_ten_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds, written = 0.0, []
    keeper = Keeper(tmp_path / "learn", FACTS)
    keeper.now = lambda: seconds
    replace_summary = kept_learn._replace_summary

    def slowly(path: Path, told: dict[str, Any]) -> None:
        nonlocal seconds
        written.append((seconds, told["iteration"]))
        seconds += 2.0
        replace_summary(path, told)

    monkeypatch.setattr(kept_learn, "_replace_summary", slowly)
    steps = learn(checkpoint(), images(), ENGINE, replace(RECIPE, iterations=20), keeper=keeper)
    for number in range(1, 20):
        run_to(steps, number)
        seconds += 4.0
    assert [at for at, _ in written] == [12.0, 54.0]  # at 12 s, and when 38 s have gone by after the 2 s that it took
    steps.close()
    assert [number for _, number in written] == [4, 14, 19]


def test_only_what_the_summary_names_stays(kept: Path) -> None:
    (kept / ".step-9.state.abc").write_bytes(b"a program was killed while it wrote")
    (kept / "mine.txt").write_text("a stranger's")
    steps = go_on(kept)
    run_to(steps, 5)
    steps.close()
    assert {file.name for file in kept.iterdir()} == {"learn.json", "begun.safetensors", "step-5.state", "mine.txt"}
    (kept / "step-7.state").write_bytes(b"a program was killed before it told of it")
    sweep(kept)
    assert {file.name for file in kept.iterdir()} == {"learn.json", "begun.safetensors", "step-5.state", "mine.txt"}
    forget_kept(kept)
    assert find_kept(kept) is None
    sweep(kept)
    assert [file.name for file in kept.iterdir()] == ["mine.txt"]
    (kept / "mine.txt").unlink()
    sweep(kept)
    assert not kept.exists()
    sweep(kept)
    assert find_kept(kept) is None


def test_a_killed_writing_leaves_what_was_kept_before(kept: Path, straight: Outcome) -> None:
    """Everything but the summary is written: it still tells of the state before, which is still there."""
    begun = (kept / "begun.safetensors").read_bytes()
    (kept / "step-4.state").write_bytes(b"half of it")
    (kept / ".learn.json.abc").write_bytes(b"{")
    trained, outcome = finish(go_on(kept))
    assert trained == [4, 5, 6]
    assert_same(outcome, straight)
    assert (kept / "begun.safetensors").read_bytes() == begun


def test_a_full_disk_is_told_and_what_was_kept_before_stays(
    kept: Path, straight: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(file.name for file in kept.iterdir())
    found = find_kept(kept)
    assert found is not None
    keeper = every_step(kept, found)
    steps = learn(checkpoint(), images(), ENGINE, RECIPE, keeper=keeper, begun=found.load())

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        run_to(steps, 5)
    problem = keeper.take_problem()
    assert isinstance(problem, ModelError)
    assert "No space left" in str(problem)
    assert keeper.take_problem() is None
    assert sorted(file.name for file in kept.iterdir()) == before
    trained, outcome = finish(steps)
    assert trained == [6]
    assert_same(outcome, straight)
    assert find_kept(kept) is not None  # there was room again


def test_a_folder_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    keeper = every_step(tmp_path / "gone" / "learn")
    steps = learn(checkpoint(), images(), ENGINE, RECIPE, keeper=keeper)
    run_to(steps, 2)
    assert isinstance(keeper.take_problem(), FileNotFoundError)
    assert not (tmp_path / "gone").exists()


def test_facts_are_those_it_began_with_until_it_begins_anew(kept: Path) -> None:
    found = find_kept(kept)
    assert found is not None
    keeper = Keeper(kept, {"version": "other"}, found, rest=0.0, share=1.0)
    steps = learn(checkpoint(), images(), ENGINE, RECIPE, keeper=keeper, begun=found.load())
    run_to(steps, 4)
    steps.close()
    now = find_kept(kept)
    assert now is not None
    assert now.facts == FACTS
    keeper.begin_anew()
    steps = learn(checkpoint(), images(), ENGINE, RECIPE, keeper=keeper)
    run_to(steps, 1)
    steps.close()
    now = find_kept(kept)
    assert now is not None
    assert now.facts == {"version": "other"}
