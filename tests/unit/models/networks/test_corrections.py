from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from models.devices import Engine
from models.errors import ModelError
from models.live.teaching import Teacher
from models.metrics import UNLABELED
from models.networks.corrections import MOST, Corrections, key_of
from models.predictor import Predictor
from tests.unit.models.miniatures import blocks, checkpoint, network

KEY = "0123abcd-6x8"


def width_of(made: Checkpoint) -> int:
    net = made.network()
    return sum(net.heads[name].in_channels for name in ("score_fr", "score_pool4", "score_pool3"))  # type: ignore[misc]


def corrections(made: Checkpoint, key: str = KEY) -> Corrections:
    places = torch.tensor([[1, 2], [3, 4]], dtype=torch.int16)
    shown = torch.zeros(3, 1, 1, dtype=torch.uint8)
    return Corrections(torch.full((width_of(made),), 0.5), {key: (places, torch.ones(2, 3), shown)})


def taught(made: Checkpoint) -> Teacher:
    teacher = Teacher(Predictor(made, Engine(torch.device("cpu"), "fp32")))
    image, labels = blocks(seed=3)
    teacher.look("a", image)
    painted = np.full_like(labels, UNLABELED)
    painted[8:20, 10:30] = 1
    teacher.mark("a", painted)
    list(teacher.teach("a"))
    return teacher


def test_what_was_taught_of_an_image_comes_back_bit_for_bit_by_its_content(tmp_path: Path) -> None:
    teacher = taught(checkpoint())
    before = teacher.predict("a")
    kept = teacher.predictor.checkpoint.with_network(teacher.net, corrections=teacher.corrections())
    save_checkpoint(kept, tmp_path / "taught.safetensors")
    again = Teacher(Predictor(load_checkpoint(tmp_path / "taught.safetensors"), Engine(torch.device("cpu"), "fp32")))
    image = blocks(seed=3)[0]
    assert torch.equal(again.look("another name", image).scores, before.scores)
    alone = Predictor(kept, Engine(torch.device("cpu"), "fp32")).predict(image).scores
    assert not torch.equal(alone, before.scores)  # the heads alone do not say it all


def test_an_image_that_was_not_taught_is_not_corrected() -> None:
    teacher = taught(checkpoint())
    other = blocks(seed=4)[0]
    assert torch.equal(teacher.look("b", other).scores, teacher.predictor.predict(other).scores)


def test_a_class_that_was_added_later_is_not_in_a_correction_and_changes_no_label() -> None:
    teacher = taught(checkpoint())
    before = teacher.predict("a").labels
    teacher.add_classes(5)
    assert np.array_equal(teacher.predict("a").labels, before)
    kept = teacher.corrections()
    assert kept is not None
    assert next(iter(kept.images.values()))[1].shape[1] == 5


def test_they_are_stored_as_tensors_and_taken_out_again() -> None:
    made = corrections(checkpoint())
    state = {**made.tensors(), "heads.x": torch.ones(1)}
    back = Corrections.take(state)
    assert back is not None
    assert list(state) == ["heads.x"]
    assert torch.equal(back.power, made.power)
    assert all(torch.equal(one, other) for one, other in zip(back.images[KEY], made.images[KEY], strict=True))


def test_a_file_without_corrections_has_none() -> None:
    assert Corrections.take({"heads.x": torch.ones(1)}) is None


def test_what_is_incomplete_is_left_where_it_is() -> None:
    state = corrections(checkpoint()).tensors()
    del state[f"corrections.{KEY}.pulls"]
    back = Corrections.take(state)
    assert back is not None
    assert not back.images
    assert set(state) == {f"corrections.{KEY}.places", f"corrections.{KEY}.shown"}


def test_a_file_that_does_not_know_what_was_first_shown_is_taken_and_taught_on(tmp_path: Path) -> None:
    teacher = taught(checkpoint())
    made = teacher.corrections()
    assert made is not None
    state = {name: value for name, value in made.tensors().items() if not name.endswith(".shown")}
    old = Corrections.take(state)
    assert old is not None
    save_checkpoint(
        teacher.predictor.checkpoint.with_network(teacher.net, corrections=old), tmp_path / "old.safetensors"
    )
    again = Teacher(Predictor(load_checkpoint(tmp_path / "old.safetensors"), Engine(torch.device("cpu"), "fp32")))
    image, labels = blocks(seed=3)
    alone = again.predictor.predict(image).scores
    assert not torch.equal(again.look("a", image).scores, alone)
    again.mark("a", labels)
    list(again.teach("a"))
    assert (again.predict("a").labels == labels).mean() > 0.9


BAD = {
    "power of another width": lambda c: replace(c, power=torch.ones(3)),
    "power of zero": lambda c: replace(c, power=torch.zeros_like(c.power)),
    "power not finite": lambda c: replace(c, power=torch.full_like(c.power, torch.inf)),
    "places of another type": lambda c: with_part(c, 0, torch.ones(2, 2)),
    "more places than pulls": lambda c: with_part(c, 0, torch.ones(3, 2, dtype=torch.int16)),
    "pulls of more classes": lambda c: with_part(c, 1, torch.ones(2, 4)),
    "pulls not finite": lambda c: with_part(c, 1, torch.full((2, 3), torch.nan)),
    "shown of another type": lambda c: with_part(c, 2, torch.ones(3, 1, 1)),
    "shown of two dimensions": lambda c: with_part(c, 2, torch.ones(3, 1, dtype=torch.uint8)),
}


def with_part(made: Corrections, number: int, part: torch.Tensor) -> Corrections:
    parts = list(made.images[KEY])
    parts[number] = part
    return replace(made, images={KEY: (parts[0], parts[1], parts[2])})


@pytest.mark.parametrize("name", BAD)
def test_what_does_not_fit_the_network_is_refused(name: str, tmp_path: Path) -> None:
    made = checkpoint()
    good = corrections(made)
    good.check(made.network())
    with pytest.raises(ModelError, match="not of its network"):
        BAD[name](good).check(made.network())


def test_the_newest_images_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.live.teaching.MOST", 1)
    teacher = taught(checkpoint(network()))
    image, labels = blocks(seed=5)
    teacher.rehearse("b", image, np.where(labels == 0, np.uint8(2), np.uint8(UNLABELED)))
    kept = teacher.corrections()
    assert kept is not None
    assert list(kept.images) == [key_of(image)]
    assert MOST > 1


def test_the_key_follows_content_and_size() -> None:
    image = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    assert key_of(image) == key_of(image.copy())
    assert len({key_of(image), key_of(image[:, ::-1]), key_of(image.reshape(4, 2, 3))}) == 3
