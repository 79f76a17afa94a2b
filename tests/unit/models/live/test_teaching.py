from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from models.devices import Engine
from models.live.linear_heads import linear_scores
from models.live.remembering import remember
from models.live.teaching import Teacher
from models.live.teaching_recipe import TeachingRecipe
from models.metrics import UNLABELED
from models.predictor import Predictor
from models.samples import read_data_set
from tests.unit.models.miniatures import blocks, checkpoint, network, parameters_of, write_blocks

Trained = tuple[Checkpoint, list[float]]


def with_disk(seed: int = 0) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A drawn image with something new on it: a green disk, class 3."""
    image, labels = blocks(seed=seed)
    rows, cols = np.mgrid[:64, :96]
    is_disk = (rows - 48) ** 2 + (cols - (22 if seed % 2 == 0 else 74)) ** 2 < 12**2
    image[is_disk] = (30, 210, 40)
    labels[is_disk] = 3
    return image, labels


def strokes(labels: NDArray[np.uint8], *, every: int = 5) -> NDArray[np.uint8]:
    """The truth on a grid of dots, 255 elsewhere."""
    painted = np.full_like(labels, UNLABELED)
    painted[2::every, 2::every] = labels[2::every, 2::every]
    return painted


def teacher_of(made: Checkpoint, recipe: TeachingRecipe | None = None, precision: str = "fp32") -> Teacher:
    return Teacher(Predictor(made, Engine(torch.device("cpu"), precision)), recipe)


def lesson(teacher: Teacher, name: str, seed: int, rounds: int = 3) -> None:
    image, labels = with_disk(seed)
    if not teacher.has_seen(name):
        teacher.look(name, image)
    teacher.add_classes(4)
    teacher.mark(name, strokes(labels))
    for _ in range(rounds):
        assert all(np.isfinite(loss) for loss in teacher.teach(name))


def shares(teacher: Teacher, name: str, seed: int) -> list[float]:
    """Of each class, the share of its pixels that is predicted as that class."""
    labels = with_disk(seed)[1]
    found = teacher.predict(name).labels
    return [float((found[labels == index] == index).mean()) for index in range(4)]


PRECISIONS = pytest.mark.parametrize("precision", ["fp32", "bf16"])


def test_no_more_corrections_of_images_that_were_left_are_kept_than_a_checkpoint_holds(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.live.teaching.MOST", 2)
    teacher = teacher_of(trained[0], TeachingRecipe(limit_bytes=1))
    for number in range(5):
        lesson(teacher, f"image {number}", number)
    kept = teacher.corrections()
    assert kept is not None
    assert len(kept.images) <= 3  # and that of the image which is shown


def test_only_classes_that_are_asked_for_are_held_to_what_was_known(tmp_path: Path, trained: Trained) -> None:
    data = read_data_set(write_blocks(tmp_path / "data", 3))
    held = remember(Predictor(trained[0], Engine(torch.device("cpu"), "fp32")), data.train + data.val, 3, count=60)
    teacher = teacher_of(replace(trained[0], memory=held), TeachingRecipe(firm_margin=1e6))  # all slip
    lesson(teacher, "a", 0)
    lessons = list(teacher.lessons.values())
    with torch.no_grad():
        said = linear_scores(teacher._base, held.vectors(teacher.net, torch.device("cpu"))).argmax(1)
    kept = {}
    for wanted in ([0, 1, 2], [0, 2], [1], []):
        teacher.wanted = wanted
        trust = teacher._trust(lessons)
        serials = teacher._equations(lessons, trust)[4]
        kept[tuple(wanted)] = [serial for serial in serials if serial < 0]
        assert (trust > 0) is (len(wanted) > 1)
    assert kept[0, 1, 2] == list(range(-60, 0))
    assert kept[0, 2] == [row - 60 for row in range(60) if said[row] != 1]
    assert 0 < len(kept[0, 2]) < 60
    assert kept[1,] == kept[()] == []
    teacher.wanted = [0]
    lesson(teacher, "b", 1)  # nothing told apart is nothing to keep
    assert shares(teacher, "b", 1)[3] > 0.7


def test_what_the_network_knew_is_held_however_foreign_the_images_are(
    tmp_path: Path, trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = read_data_set(write_blocks(tmp_path / "data", 3))
    held = remember(Predictor(trained[0], Engine(torch.device("cpu"), "fp32")), data.train + data.val, 3, count=60)
    vectors = held.vectors(trained[0].network(), torch.device("cpu"))
    said = linear_scores(trained[0].network(), vectors).argmax(1)
    kept = {}
    for memory in (held, None):
        teacher = teacher_of(replace(trained[0], memory=memory))
        monkeypatch.setattr(teacher, "_trust", lambda _lessons: 0.0)
        for number in range(4):
            image, labels = blocks(seed=number)
            teacher.look(str(number), 255 - image)
            teacher.mark(str(number), strokes((labels + 1) % 3))
            for _ in teacher.teach(str(number)):
                pass
        now = linear_scores(teacher.net, vectors).argmax(1)
        kept[memory is None] = float((now == said).float().mean())
    assert kept[False] > 0.9 > kept[True]


@PRECISIONS
def test_looking_gives_the_prediction_of_the_network(trained: Trained, precision: str) -> None:
    teacher = teacher_of(trained[0], precision=precision)
    image, _ = blocks()
    assert not teacher.has_seen("a")
    looked = teacher.look("a", image)
    assert teacher.has_seen("a")
    assert np.array_equal(looked.labels, Predictor(trained[0], teacher.predictor.engine).predict(image).labels)
    assert np.array_equal(teacher.predict("a").labels, looked.labels)


@PRECISIONS
def test_a_painted_new_class_is_predicted_there_and_the_others_stay(trained: Trained, precision: str) -> None:
    teacher = teacher_of(trained[0], precision=precision)
    lesson(teacher, "a", 0)
    found = shares(teacher, "a", 0)
    assert found[3] > 0.7
    assert min(found[:3]) > 0.5
    labels = with_disk()[1]
    assert (teacher.predict("a").labels == labels).mean() > 0.75
    assert teacher.net.config.classes == 4


@PRECISIONS
def test_the_other_image_is_not_forgotten(trained: Trained, precision: str) -> None:
    """Replay: what was taught on one image holds after another was taught."""
    teacher = teacher_of(trained[0], precision=precision)
    lesson(teacher, "a", 0)
    lesson(teacher, "b", 1)
    assert shares(teacher, "b", 1)[3] > 0.7
    found = shares(teacher, "a", 0)
    assert found[3] > 0.6
    assert min(found[:3]) > 0.5


@PRECISIONS
def test_adding_a_class_changes_no_label(trained: Trained, precision: str) -> None:
    teacher = teacher_of(trained[0], precision=precision)
    before = teacher.look("a", blocks()[0]).labels
    teacher.add_classes(7)
    after = teacher.predict("a")
    assert np.array_equal(after.labels, before)
    assert after.scores.shape[0] == 7
    teacher.add_classes(3)
    assert teacher.net.config.classes == 7


def test_two_teachers_with_the_same_strokes_learn_the_same_bits(trained: Trained) -> None:
    states = []
    for _ in range(2):
        teacher = teacher_of(trained[0])
        lesson(teacher, "a", 0, rounds=1)
        lesson(teacher, "b", 1, rounds=1)
        states.append(parameters_of(teacher.net))
    assert all(torch.equal(value, states[1][name]) for name, value in states[0].items())


@PRECISIONS
def test_only_the_heads_learn(trained: Trained, precision: str) -> None:
    teacher = teacher_of(trained[0], precision=precision)
    before = parameters_of(teacher.net)
    image, labels = blocks()
    teacher.look("a", image)
    teacher.mark("a", strokes((labels + 1) % 3))
    list(teacher.teach("a"))
    changed = {
        name.split(".")[0] for name, value in parameters_of(teacher.net).items() if not value.equal(before[name])
    }
    assert changed == {"heads"}
    assert parameters_of(teacher.net).keys() == before.keys()  # nothing of the learning's own stays behind


@PRECISIONS
def test_the_checkpoint_is_left_as_it_is(trained: Trained, precision: str) -> None:
    before = {name: value.clone() for name, value in trained[0].state.items()}
    lesson(teacher_of(trained[0], precision=precision), "a", 0, rounds=1)
    assert all(torch.equal(value, before[name]) for name, value in trained[0].state.items())


def test_being_told_to_stop_before_it_is_solved_changes_nothing(trained: Trained) -> None:
    teacher = teacher_of(trained[0])
    image, labels = with_disk()
    teacher.look("a", image)
    teacher.add_classes(4)
    teacher.mark("a", strokes(labels))
    before = parameters_of(teacher.net)
    answers = iter([False, True])
    assert len(list(teacher.teach("a", lambda: next(answers)))) == 1
    assert all(value.equal(before[name]) for name, value in parameters_of(teacher.net).items())
    first, last = teacher.teach("a")
    assert last < first
    assert any(not value.equal(before[name]) for name, value in parameters_of(teacher.net).items())


def test_being_told_to_stop_at_once_changes_nothing_that_is_predicted(trained: Trained) -> None:
    teacher = teacher_of(trained[0])
    before = teacher.look("a", with_disk()[0]).scores
    teacher.mark("a", strokes(with_disk()[1] % 3))
    assert list(teacher.teach("a", lambda: True)) == []
    assert torch.allclose(teacher.predict("a").scores, before, atol=1e-3)


def test_teaching_that_is_dropped_half_way_changes_nothing(trained: Trained) -> None:
    teacher = teacher_of(trained[0])
    image, labels = blocks()
    before = teacher.look("a", image).scores
    teacher.mark("a", strokes(labels))
    steps = teacher.teach("a")
    next(steps)
    assert isinstance(steps, Generator)
    steps.close()
    assert torch.equal(teacher.predict("a").scores, before)


def test_an_image_without_strokes_teaches_nothing(trained: Trained) -> None:
    teacher = teacher_of(trained[0])
    image, labels = blocks()
    before = teacher.look("a", image).scores
    assert list(teacher.teach("a")) == []
    teacher.mark("a", np.full_like(labels, UNLABELED))
    assert list(teacher.teach("a")) == []
    assert torch.equal(teacher.predict("a").scores, before)


def test_a_source_that_counts_nothing_teaches_nothing(trained: Trained) -> None:
    teacher = teacher_of(trained[0])
    image, labels = blocks()
    teacher.look("a", image)
    wrong, sources = strokes((labels + 1) % 3), np.full_like(labels, 2)
    counts = np.zeros(256, np.float32)
    teacher.mark("a", wrong, sources, counts)
    assert list(teacher.teach("a")) == []
    sources[:32], counts[1] = 1, 1.0
    teacher.mark("a", strokes(labels), np.where(sources == 1, 1, 2).astype(np.uint8), counts)
    losses = list(teacher.teach("a"))
    assert losses
    assert all(np.isfinite(losses))
    assert (teacher.predict("a").labels == labels).mean() > 0.85


def test_strokes_on_a_large_image_are_learned_at_the_working_size(trained: Trained) -> None:
    teacher = teacher_of(replace(trained[0], max_side=48))
    image, labels = with_disk()
    assert teacher.look("a", image).labels.shape == (64, 96)
    teacher.add_classes(4)
    teacher.mark("a", labels)
    for _ in range(3):
        list(teacher.teach("a"))
    assert shares(teacher, "a", 0)[3] > 0.6


@pytest.mark.parametrize("size", [(1, 1), (1, 30), (5, 3)])
def test_the_smallest_images_can_be_taught(size: tuple[int, int]) -> None:
    teacher = teacher_of(checkpoint())
    teacher.look("a", np.full((*size, 3), 40, np.uint8))
    teacher.mark("a", np.full(size, 2, np.uint8))
    for _ in range(20):
        assert all(np.isfinite(loss) for loss in teacher.teach("a"))
    assert (teacher.predict("a").labels == 2).all()


def test_features_beyond_the_limit_are_forgotten_oldest_first(trained: Trained) -> None:
    teacher = teacher_of(trained[0])
    image, labels = blocks()
    teacher.look("a", image)
    one = teacher.lessons["a"].nbytes
    teacher = teacher_of(trained[0], TeachingRecipe(limit_bytes=2 * one))
    for name in ("a", "b"):
        teacher.look(name, image)
    teacher.predict("a")
    teacher.look("c", image)
    assert [teacher.has_seen(name) for name in "abc"] == [True, False, True]
    small = teacher_of(trained[0], TeachingRecipe(limit_bytes=1))
    small.look("a", image)
    small.mark("a", strokes(labels))
    assert list(small.teach("a"))


def test_a_rounded_predictor_is_taught_in_full_precision(trained: Trained) -> None:
    teacher = teacher_of(trained[0], precision="bf16")
    lesson(teacher, "a", 0)
    assert shares(teacher, "a", 0)[3] > 0.7
    assert {p.dtype for p in teacher.net.parameters()} == {torch.float32}
    assert {p.dtype for p in teacher.predictor.net.trunk.parameters()} == {torch.bfloat16}
    assert teacher.predictor.net.heads is teacher.net.heads  # what was taught is not rounded


@PRECISIONS
def test_what_was_not_taught_is_stored_bit_for_bit(trained: Trained, precision: str, tmp_path: Path) -> None:
    """Also by a predictor that runs a rounded copy; going back to the checkpoint gives its labels again."""
    image = with_disk()[0]
    teacher = teacher_of(trained[0], precision=precision)
    before = teacher.look("a", image).labels
    lesson(teacher, "a", 0, rounds=1)
    classes = (*trained[0].classes, ("disk", (1, 2, 3)))
    save_checkpoint(trained[0].with_network(teacher.net, classes=classes), tmp_path / "taught.safetensors")
    stored = load_checkpoint(tmp_path / "taught.safetensors").state
    for name, value in trained[0].state.items():
        if not name.startswith("heads."):
            assert torch.equal(stored[name], value), name
    again = teacher_of(trained[0], precision=precision).look("a", image)
    assert np.array_equal(again.labels, before)


def test_rounding_costs_live_learning_nothing(trained: Trained) -> None:
    found = []
    for precision in ("fp32", "bf16"):
        teacher = teacher_of(trained[0], precision=precision)
        lesson(teacher, "a", 0)
        found.append(float((teacher.predict("a").labels == with_disk()[1]).mean()))
    assert found[1] > found[0] - 0.02


@pytest.mark.parametrize(
    "changes",
    [
        {"stride": 32, "upsampling": "all"},
        {"stride": 16, "fusion": "concat"},
        {"upsampling": "fixed"},
        {"has_companion": True},
    ],
)
def test_every_kind_of_network_can_be_taught(changes: dict[str, Any]) -> None:
    teacher = teacher_of(checkpoint(network(**changes)), TeachingRecipe())
    image, labels = blocks()
    teacher.look("a", image)
    teacher.mark("a", labels)

    def even_share() -> float:
        found = teacher.predict("a").labels
        return float(np.mean([(found[labels == index] == index).mean() for index in range(3)]))

    before = even_share()
    for _ in range(2):
        losses = list(teacher.teach("a"))
        assert all(np.isfinite(losses))
    assert even_share() > max(0.5, before + 0.1)


def test_strokes_that_are_all_taken_back_are_unlearned(trained: Trained) -> None:
    teacher = teacher_of(trained[0])
    teacher.add_classes(4)
    untaught = teacher.look("a", with_disk(0)[0]).labels
    lesson(teacher, "a", 0)
    assert (teacher.predict("a").labels == 3).any()
    teacher.mark("a", np.full((64, 96), UNLABELED, np.uint8))
    assert list(teacher.teach("a")) == []
    assert np.array_equal(teacher.predict("a").labels, untaught)
    assert teacher.corrections() is None


def test_strokes_on_another_image_stay_learned_when_those_on_this_one_are_taken_back(trained: Trained) -> None:
    both = teacher_of(trained[0])
    lesson(both, "a", 0)
    lesson(both, "b", 1)
    both.mark("b", np.full((64, 96), UNLABELED, np.uint8))
    list(both.teach("b"))
    assert shares(both, "a", 0)[3] > 0.8
    assert both.correction("b") is None
    assert both.correction("a") is not None


def test_an_image_that_is_looked_at_ahead_leaves_the_one_that_is_painted_alone(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = teacher_of(trained[0])
    lesson(teacher, "a", 0)
    monkeypatch.setattr(teacher, "_trust", lambda _lessons: 0.0)  # of a domain that it does not know
    painted = len(teacher.lessons["a"].examples)
    teacher.look("b", with_disk(1)[0], is_ahead=True)
    assert (teacher.lessons["a"].is_settled, len(teacher.lessons["a"].examples)) == (False, painted)
    teacher.settle("b")
    assert teacher.lessons["a"].is_settled
    assert len(teacher.lessons["a"].examples) > painted


def test_a_known_domain_is_not_asked_about_again_until_something_is_learned(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher, asked = teacher_of(trained[0]), 0
    lesson(teacher, "a", 0)

    def trust(_lessons: object) -> float:
        nonlocal asked
        asked += 1
        return 1.0

    monkeypatch.setattr(teacher, "_trust", trust)
    teacher.settle("b")
    teacher.settle("c")
    assert asked == 1
    teacher._learn("a")
    asked = 0
    teacher.settle("b")
    assert asked == 1
