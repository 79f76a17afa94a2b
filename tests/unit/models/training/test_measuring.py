"""What a Learn compares: two versions as live learning makes their heads, of all but what is held out."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from models.checkpoint import Checkpoint
from models.live.teaching import Teacher
from models.metrics import UNLABELED
from models.networks.corrections import key_of
from models.networks.growing import grow_classes
from models.predictor import Predictor
from models.training import held_out, transaction
from models.training.held_out import LabeledImage, Split, Stage
from models.training.kept_learn import find_kept
from models.training.measuring import TaughtFrom, Trial
from models.training.transaction import learn
from tests.unit.core.steps import outcome as result
from tests.unit.models.miniatures import ENGINE, blocks, checkpoint, network
from tests.unit.models.training.kept import RECIPE, assert_same, every_step, finish, run_to

STAGE = Stage("measuring before", 0.0, 1.0)
NAMES = checkpoint().class_names


def strokes(number: int) -> LabeledImage:
    """An image with some strokes of the classes that are there, on both sides of what is held out."""
    image, truth = blocks(96, 128, seed=number)
    labels = np.full_like(truth, UNLABELED)
    for row in range(6, 96, 14):
        labels[row : row + 4, 10 * (number + 1) :] = truth[row : row + 4, 10 * (number + 1) :]
    found = image, labels, np.full_like(labels, 100)
    return LabeledImage(f"image{number}.png", lambda: found)


def images(count: int = 2) -> list[LabeledImage]:
    return [strokes(number) for number in range(count)]


def splits(count: int = 2) -> list[Split]:
    return held_out.held_out_of(checkpoint(), result(held_out.read_all(checkpoint(), images(count), [], STAGE)))


def taught_live(start: Checkpoint, given: list[LabeledImage]) -> Checkpoint:
    """The network in use: live learning has seen all strokes, also those that are held out."""
    teacher = Teacher(Predictor(start, ENGINE))
    for labeled in given:
        image, labels, _ = labeled.read()
        teacher.rehearse(labeled.name, image, labels)
    return start.with_network(teacher.net, corrections=teacher.corrections())


def taught(made: Checkpoint, given: list[Split], *, names: list[str] = NAMES, images: int = 20) -> Checkpoint:
    trial = Trial(names, given, ENGINE, taught_from(made, images))
    found: Checkpoint = result(trial.taught(made, STAGE))
    return found


def taught_from(start: Checkpoint, images: int = 20) -> TaughtFrom:
    return TaughtFrom(start, range(len(start.classes)), images)


@pytest.mark.parametrize(
    ("start", "is_of_it"),
    [
        (network(3, seed=0), True),
        (grow_classes(network(3, seed=0), 4), True),
        (grow_classes(network(3, seed=0), 5), False),
        (network(4, seed=1), False),
        (network(4, upsampling="fixed"), False),
    ],
)
def test_live_learning_changes_heads_and_adds_classes(start: Any, *, is_of_it: bool) -> None:
    in_use = checkpoint(grow_classes(network(3, seed=0), 4))
    assert taught_from(checkpoint(start)).can_be_of(in_use) is is_of_it


def test_a_network_of_other_classes_or_colours_is_another_one() -> None:
    in_use = checkpoint()
    named = replace(in_use, classes=tuple((f"other {name}", color) for name, color in in_use.classes))
    swapped = replace(in_use, normalisation=replace(in_use.normalisation, order="BGR"))
    assert not taught_from(named).can_be_of(in_use)
    assert not taught_from(swapped).can_be_of(in_use)


def test_what_is_held_out_is_not_taught() -> None:
    made = checkpoint()
    one = taught(made, splits())
    other = [replace(split, held=np.where(split.held == UNLABELED, split.held, np.uint8(2))) for split in splits()]
    assert any((split.held != now.held).any() for split, now in zip(splits(), other, strict=True))
    two = taught(made, other)
    assert all(torch.equal(value, two.state[name]) for name, value in one.state.items())
    assert any(not torch.equal(value, made.state[name]) for name, value in one.state.items())
    assert set(one.corrections.images) == {key_of(split.image) for split in splits()}


def test_the_last_images_are_taught_and_classes_are_added() -> None:
    made, given = checkpoint(), splits(3)
    one = taught(made, given, names=[*NAMES, "tree"], images=1)
    assert set(one.corrections.images) == {key_of(given[-1].image)}
    assert one.config.classes == 4


def test_the_network_in_use_was_taught_all_images() -> None:
    made, given = checkpoint(), splits(3)
    trial = Trial(NAMES, given, ENGINE, taught_from(made, images=1))
    again = result(trial.without_held_out(made, STAGE))
    assert set(again.corrections.images) == {key_of(split.image) for split in given}


def test_a_version_may_be_taught_no_image(trained: tuple[Checkpoint, list[float]]) -> None:
    one = taught(trained[0], splits(), images=0)
    assert one.corrections is None
    assert all(torch.equal(value, trained[0].state[name]) for name, value in one.state.items())


def test_classes_that_are_not_wanted_are_not_held_to() -> None:
    made, given = checkpoint(), splits()
    one = taught(made, given)
    other = result(Trial(NAMES, given, ENGINE, replace(taught_from(made), wanted=[0])).taught(made, STAGE))
    assert any(not torch.equal(value, other.state[name]) for name, value in one.state.items())


def test_how_much_a_pixel_counts_is_heeded() -> None:
    made = checkpoint()
    light = [replace(split, counts=np.full_like(split.counts, 30)) for split in splits()]
    one, other = (taught(made, each) for each in (splits(), light))
    assert any(not torch.equal(value, other.state[name]) for name, value in one.state.items())


def test_what_was_shown_is_taught_with_the_strokes() -> None:
    """Strokes on a later image say nothing of what an earlier one taught."""
    made, given = checkpoint(), splits()
    shown = [replace(split, shown=np.where(split.decided == UNLABELED, np.uint8(2), UNLABELED)) for split in given]
    one, other = (taught(made, each) for each in (given, shown))
    before, after = ((Predictor(each, ENGINE).predict(given[0].image).labels == 2).mean() for each in (one, other))
    assert after > before + 0.2
    held = [replace(split, is_held=np.ones_like(split.is_held)) for split in shown]
    assert taught(made, [given[0], held[1]]).corrections.images.keys() == {key_of(given[0].image)}


def test_held_out_pixels_are_measured_by_the_heads(trained: tuple[Checkpoint, list[float]]) -> None:
    measures, loss = result(Trial(NAMES, splits(), ENGINE, None).measured(trained[0], STAGE))
    assert np.sum(measures.confusion) == sum(int((split.held != UNLABELED).sum()) for split in splits())
    wrong = [replace(split, held=np.where(split.held == UNLABELED, split.held, np.uint8(2))) for split in splits()]
    spoiled, more = result(Trial(NAMES, wrong, ENGINE, None).measured(trained[0], STAGE))
    assert measures.mean_iu > spoiled.mean_iu
    assert loss < more


def test_live_learning_has_seen_what_is_held_out_and_that_counts_for_nothing(
    trained: tuple[Checkpoint, list[float]],
) -> None:
    """What has to be beaten, and what is learned, is the same whatever the network in use was taught there."""
    start, given = trained[0], images()
    spoiled = []
    for labeled, split in zip(given, splits(), strict=True):
        image, labels, counts = labeled.read()
        labels = np.where(split.held == UNLABELED, labels, (labels + 1) % 3).astype(np.uint8)
        spoiled.append(LabeledImage(labeled.name, lambda found=(image, labels, counts): found))  # type: ignore[misc]
    outcomes = [
        finish(learn(taught_live(start, each), given, ENGINE, RECIPE, taught_from=taught_from(start)))[1]
        for each in (given, spoiled)
    ]
    assert_same(*outcomes)
    alone = finish(learn(taught_live(start, given), given, ENGINE, replace(RECIPE, iterations=1)))[1]
    assert alone.before != outcomes[0].before


def test_another_start_than_live_learning_had_is_not_taken() -> None:
    in_use = checkpoint()
    given = images()
    one, other = (
        finish(learn(in_use, given, ENGINE, RECIPE, taught_from=taught_from(start)))[1]
        for start in (in_use, checkpoint(network(seed=5)))
    )
    assert_same(one, other)


def test_a_learn_that_spoils_is_not_published(trained: tuple[Checkpoint, list[float]]) -> None:
    recipe = replace(RECIPE, iterations=10, rate=0.5)
    steps = learn(taught_live(trained[0], images()), images(), ENGINE, recipe, taught_from=taught_from(trained[0]))
    outcome = finish(steps)[1]
    assert not outcome.is_better
    assert outcome.after.mean_iu < outcome.before.mean_iu


def test_interrupted_it_ends_with_the_same_weights(tmp_path: Path, trained: tuple[Checkpoint, list[float]]) -> None:
    start, given = trained[0], images()
    in_use = taught_live(start, given)

    def steps(**changes: Any) -> Any:
        return learn(in_use, given, ENGINE, RECIPE, taught_from=taught_from(start), **changes)

    all_steps, straight = finish(steps())
    interrupted = steps(keeper=every_step(tmp_path / "learn"))
    run_to(interrupted, 3)
    interrupted.close()
    kept = find_kept(tmp_path / "learn")
    assert kept is not None
    trained_steps, outcome = finish(steps(begun=kept.load()))
    assert trained_steps == all_steps[3:]
    assert_same(outcome, straight)


def test_what_was_shown_is_learned_as_it_was_without_what_is_held_out(
    monkeypatch: pytest.MonkeyPatch, trained: tuple[Checkpoint, list[float]]
) -> None:
    seen: list[Checkpoint] = []
    whole = transaction.with_shown

    def spy(shown: Checkpoint, *others: Any) -> Any:
        seen.append(shown)
        return whole(shown, *others)

    monkeypatch.setattr(transaction, "with_shown", spy)
    start, given = trained[0], images()
    in_use = taught_live(start, given)
    finish(learn(in_use, given, ENGINE, RECIPE, taught_from=taught_from(start)))
    control = taught(start, splits())
    whole_one, shown = seen
    assert whole_one is in_use  # of which a better one learns once more
    assert shown.corrections is not None
    assert in_use.corrections is not None
    assert shown.corrections.images.keys() == control.corrections.images.keys()
    for key, (places, pulls, first) in shown.corrections.images.items():
        assert torch.equal(pulls, control.corrections.images[key][1])
        assert places.shape != in_use.corrections.images[key][0].shape or not torch.equal(
            pulls, in_use.corrections.images[key][1]
        )
        assert torch.equal(first, control.corrections.images[key][2])
