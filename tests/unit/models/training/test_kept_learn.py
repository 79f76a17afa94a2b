"""A Learn that is killed or closed at any step goes on to the same bits; what is damaged is refused in one sentence."""

import errno
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from models.errors import ModelError
from models.fcn import Fcn
from models.metrics import UNLABELED
from models.training import kept_learn
from models.training.kept_learn import Keeper, KeptLearn, UnusableKeptError, find_kept, forget_kept, sweep
from models.training.recipes import Recipe
from models.training.transaction import LabeledImage, Outcome, Progress, learn
from tests.unit.models.miniatures import ENGINE, blocks, checkpoint, network

RECIPE = Recipe(iterations=6, batch=2, crop=48, rate=1e-3, average=0.5, drift_weight=0.3)
FACTS = {"classes": {"0": "background", "10": "cat"}, "table": [0, 255], "version": "small"}
Steps = Generator[Progress, None, Outcome]


def images(*, is_changed: bool = False) -> list[LabeledImage]:
    found = []
    for number in range(2):
        image, labels = blocks(64, 96, seed=number)
        if is_changed:
            labels[::3] = UNLABELED
        parts = image, labels, np.full_like(labels, 100)
        found.append(LabeledImage(f"image{number}.png", lambda parts=parts: parts))  # type: ignore[misc]
    return found


def begin(folder: Path, **changes: Any) -> Steps:
    """A Learn that is kept after each of its steps."""
    return learn(checkpoint(), images(), ENGINE, RECIPE, keeper=every_step(folder), **changes)


def every_step(folder: Path, kept: KeptLearn | None = None) -> Keeper:
    return Keeper(folder, FACTS, kept, rest=0.0, share=1.0)


def go_on(folder: Path, given: list[LabeledImage] | None = None) -> Steps:
    """As another program does it: of a checkpoint and a recipe that are not those it began with."""
    kept = find_kept(folder)
    assert kept is not None
    other, recipe = checkpoint(step=77), replace(RECIPE, iterations=9, rate=0.5)
    return learn(other, given or images(), ENGINE, recipe, keeper=every_step(folder, kept), begun=kept.load())


def finish(steps: Steps) -> tuple[list[int], Outcome]:
    """The numbers of the steps it trained, and what it came to."""
    numbers = []
    while True:
        try:
            progress = next(steps)
        except StopIteration as end:
            return numbers, end.value
        if progress.stage == "learning":
            numbers.append(progress.step)


def run_to(steps: Steps, number: int) -> None:
    while next(steps).step != number:
        pass


def assert_same(one: Outcome, other: Outcome) -> None:
    assert (one.before, one.after, one.loss_before, one.loss_after) == (
        other.before, other.after, other.loss_before, other.loss_after,
    )  # fmt: skip
    assert one.checkpoint.step == other.checkpoint.step
    assert one.checkpoint.state.keys() == other.checkpoint.state.keys()
    for name, value in one.checkpoint.state.items():
        assert torch.equal(value, other.checkpoint.state[name]), name


@pytest.fixture(scope="module")
def straight() -> Outcome:
    """What comes of it when nothing interrupts it."""
    return finish(learn(checkpoint(), images(), ENGINE, RECIPE))[1]


@pytest.fixture(scope="module")
def kept_at(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """What is on the disk after each step, as a program that is killed there leaves it."""
    folder, copies = tmp_path_factory.mktemp("learn") / "learn", {}
    steps = begin(folder)
    for number in range(1, RECIPE.iterations + 1):
        run_to(steps, number)
        copies[number] = folder.with_name(f"killed{number}")
        shutil.copytree(folder, copies[number])
    steps.close()
    return copies


@pytest.fixture
def kept(kept_at: dict[int, Path], tmp_path: Path) -> Path:
    """A copy of what is kept of three of six steps."""
    return Path(shutil.copytree(kept_at[3], tmp_path / "learn"))


@pytest.mark.parametrize("number", range(1, RECIPE.iterations + 1))
def test_killed_after_any_step_it_ends_with_the_same_weights(
    number: int, kept_at: dict[int, Path], straight: Outcome, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(kept_at[number], tmp_path / "learn"))
    found = find_kept(folder)
    assert found is not None
    assert found.fraction == pytest.approx(0.05 + 0.9 * number / RECIPE.iterations)
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


def test_damaged_files_are_refused_in_one_sentence_that_names_the_file(
    kept_at: dict[int, Path], tmp_path: Path
) -> None:
    chance = random.Random(0)
    for number in range(40):
        folder = Path(shutil.copytree(kept_at[2], tmp_path / f"learn{number}", copy_function=os.link))
        kind, file = chance.choice(("changed", "cut", "empty", "gone")), chance.choice(sorted(folder.iterdir()))
        content = bytearray(file.read_bytes())
        if kind == "gone" and file.name == "learn.json":
            continue  # then nothing is kept
        if kind == "changed":
            content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
        elif kind != "gone":
            del content[0 if kind == "empty" else chance.randrange(len(content)) :]
        file.unlink()
        if kind != "gone":
            file.write_bytes(content)
        with pytest.raises(UnusableKeptError) as refused:
            load(folder)
        assert str(file) in str(refused.value)
        assert "\n" not in str(refused.value)


def load(folder: Path) -> None:
    found = find_kept(folder)
    assert found is not None
    found.load()


@pytest.mark.parametrize(
    "text", ["[]", "null", "3", '{"format": 1}', '{"format": 1, "checksum": 0, "learn": 3}', "[" * 99999, "\ud800"]
)
def test_a_summary_that_is_something_else_is_damaged(kept: Path, text: str) -> None:
    (kept / "learn.json").write_text(text, "utf-8", "surrogatepass")
    with pytest.raises(UnusableKeptError, match="is damaged"):
        find_kept(kept)


@pytest.mark.parametrize(
    "changes",
    [
        {"checksums": {"begun.safetensors": 1, "/dev/zero": 2}},
        {"checksums": {"begun.safetensors": 1, "../../learn.json": 2}, "iteration": "../../x"},
        {"checksums": [3]},
        {"fraction": float("nan")},
        {"fraction": 7.0},
        {"facts": 5},
        {"recipe": None},
        {"more": 1},
    ],
)
def test_a_summary_that_leads_elsewhere_is_refused(kept: Path, changes: dict[str, Any]) -> None:
    """By a stranger who knows how its check sum is made."""
    told = json.loads((kept / "learn.json").read_text())["learn"]
    kept_learn._replace_summary(kept / "learn.json", {**told, **changes})
    with pytest.raises(UnusableKeptError, match=r"learn\.json is"):
        find_kept(kept)


@pytest.mark.parametrize("changes", [{"batch": 10**9}, {"crop": 10**6}, {"iterations": "9"}, {"scales": [9.0, 90.0]}])
def test_a_recipe_whose_steps_would_not_end_is_refused(kept: Path, changes: dict[str, Any]) -> None:
    told = json.loads((kept / "learn.json").read_text())["learn"]
    told["recipe"].update(changes)
    kept_learn._replace_summary(kept / "learn.json", told)
    with pytest.raises(UnusableKeptError, match=r"learn\.json is of another version of Segmend"):
        load(kept)


def test_what_would_be_read_without_end_is_refused(kept: Path) -> None:
    """Through a link to a device, say; and a summary is read on the window's thread."""
    summary, state = kept / "learn.json", kept / "step-3.state"
    state.unlink()
    state.symlink_to("/dev/zero")
    with pytest.raises(UnusableKeptError, match=r"step-3\.state cannot be read"):
        load(kept)
    summary.write_text(" " * 2_000_000 + summary.read_text())
    with pytest.raises(UnusableKeptError, match=r"learn\.json is damaged"):
        find_kept(kept)
    summary.unlink()
    summary.symlink_to("/dev/zero")
    with pytest.raises(UnusableKeptError, match=r"learn\.json is damaged"):
        find_kept(kept)


def test_another_version_of_segmend_is_told(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = json.loads((kept / "learn.json").read_text())
    (kept / "learn.json").write_text(json.dumps({**whole, "format": 2}))
    with pytest.raises(UnusableKeptError, match=r"learn\.json is of another version of Segmend"):
        find_kept(kept)
    kept_learn._replace_summary(kept / "learn.json", {**whole["learn"], "recipe": {"stages": 3}})
    found = find_kept(kept)
    assert found is not None
    with pytest.raises(UnusableKeptError, match=r"learn\.json is of another version of Segmend"):
        found.load()


def test_a_state_of_another_network_is_told(kept: Path) -> None:
    found = find_kept(kept)
    assert found is not None
    begun = found.load()
    del begun.trained["net"][next(iter(begun.trained["net"]))]
    with pytest.raises(UnusableKeptError, match=r"learn\.json is of another version of Segmend"):
        finish(learn(checkpoint(), images(), ENGINE, RECIPE, begun=begun))


def test_what_is_kept_is_found_without_torch(kept: Path) -> None:
    """The window asks before it has loaded any."""
    script = (
        "import sys; from pathlib import Path; from models.training.kept_learn import find_kept; "
        f"assert find_kept(Path({str(kept)!r})).iteration == 3; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[4], timeout=60)
