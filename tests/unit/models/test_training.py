from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from models.checkpoint import IMAGENET_RGB, load_checkpoint
from models.errors import ModelError
from models.fcn import FcnConfig, build_network
from models.samples import read_data_set
from models.training import SampleCache, Training, calibrate, finetune_network, relabeled, train_network
from models.weights import initialise
from tests.unit.models.networks import blocks, config, stored, write_blocks, write_classes

QUICK = Training(iterations=2, batch=1, crop=48, rate=1e-3, trunk_rate=1.0, device="cpu")


def train_on(folder: Path, out: Path, *, init: str = "none", **changes: Any) -> int:
    return train_network(
        folder,
        out,
        config=FcnConfig(classes=1, **changes),
        init=init,
        settings=QUICK,
        max_side=200,
        is_half=False,
        license_name="MIT",
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = write_blocks(tmp_path / "data", 3)
    (folder / "train.txt").write_text("image0\nimage1\n")
    (folder / "val.txt").write_text("image2\n")
    return folder


def test_training_writes_a_checkpoint_that_says_what_it_is(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "a.safetensors"
    assert train_on(data, out) == 0
    made = load_checkpoint(out)
    assert made.class_names == ["background", "cat", "person"]
    assert (made.step, made.max_side, made.license) == (2, 200, "MIT")
    assert "trained on data (2 samples)" in made.provenance
    assert {"pixel_accuracy", "mean_iu", "iu"} <= set(made.measures)


def test_the_same_seed_trains_the_same_bits(data: Path, tmp_path: Path) -> None:
    states: list[Any] = []
    for name in ("a", "b"):
        torch.manual_seed(len(states))  # what was drawn before must not matter
        train_on(data, tmp_path / name)
        states.append(load_checkpoint(tmp_path / name).state)
    assert all(torch.equal(value, states[1][name]) for name, value in states[0].items())


def test_a_data_set_without_a_hold_out_is_trained_on(data: Path, tmp_path: Path) -> None:
    (data / "val.txt").write_text("")
    assert train_on(data, tmp_path / "a", stride=32, padding="paper") == 0
    assert load_checkpoint(tmp_path / "a").measures == {}


def test_a_checkpoint_is_a_start_and_its_heads_stay_for_the_same_classes(data: Path, tmp_path: Path) -> None:
    train_on(data, tmp_path / "a", stride=32)
    assert train_on(data, tmp_path / "b", stride=16, init=str(tmp_path / "a")) == 0
    assert load_checkpoint(tmp_path / "b").provenance.startswith("a: ")


def test_finetuning_adds_the_classes_the_network_lacks(data: Path, tmp_path: Path) -> None:
    model = stored(tmp_path / "old.safetensors", classes=(("cat", (9, 9, 9)), ("sky", (8, 8, 8)), ("sea", (7, 7, 7))))
    before = model.read_bytes()
    out = tmp_path / "new.safetensors"
    assert finetune_network(data, out, model=str(model), settings=QUICK, is_half=True) == 0
    made = load_checkpoint(out)
    assert made.class_names == ["cat", "sky", "sea", "background", "person"]
    assert made.classes[0][1] == (9, 9, 9)
    assert "fine-tuned on data" in made.provenance
    assert model.read_bytes() == before


def test_an_output_that_cannot_be_written_is_told_before_anything_is_trained(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.training.train", None)
    (tmp_path / "file").touch()
    with pytest.raises(ModelError, match="cannot be written"):
        train_on(data, tmp_path / "file" / "a")
    model = stored(tmp_path / "old.safetensors")
    with pytest.raises(ModelError, match="cannot be written"):
        finetune_network(data, tmp_path / "file" / "a", model=str(model), settings=QUICK, is_half=False)


def test_nothing_to_train_on_is_told(data: Path, tmp_path: Path) -> None:
    (data / "train.txt").write_text("")
    with pytest.raises(ModelError, match="no sample to train on"):
        train_on(data, tmp_path / "a")


def test_calibration_brings_the_features_to_unit_power(data: Path) -> None:
    net = build_network(config())
    initialise(net, "none")
    samples = read_data_set(data).train
    scaled = calibrate(net, IMAGENET_RGB, samples, 3).eval()
    powers = []
    for sample in samples:
        x = IMAGENET_RGB(torch.from_numpy(sample.read(3)[0]).permute(2, 0, 1)[None])
        with torch.no_grad():
            powers.append([float(feature.square().mean()) for feature in scaled._scaled(scaled.trunk(x))])
    assert np.allclose(np.mean(powers, 0), 1, atol=1e-3)


def test_samples_are_read_once_as_far_as_memory_is_given(data: Path) -> None:
    samples = read_data_set(data).train
    size = 64 * 96 * 4
    cache = SampleCache(3, limit_bytes=size)
    readers = [cache.reader(sample) for sample in samples]
    first = [read()[0] for read in readers]
    assert list(cache.kept) == ["image0"]
    assert readers[0]()[0] is first[0]
    assert readers[1]()[0] is not first[1]


def test_labels_are_carried_over_to_the_networks_classes() -> None:
    image, labels = blocks(8, 8)
    labels[0, 0] = 255
    read = relabeled(lambda: (image, labels), [4, 0, 2])
    assert np.array_equal(read()[1], np.array([4, 0, 2, *[255] * 253], np.uint8)[labels])
    same = relabeled(lambda: (image, labels), [0, 1, 2])
    assert same()[1] is labels


def test_a_project_can_be_trained_on(tmp_path: Path) -> None:
    store = tmp_path / "project" / ".segmend" / "labels"
    store.mkdir(parents=True)
    image, labels = blocks()
    Image.fromarray(image).save(tmp_path / "project" / "a.png")
    Image.fromarray(labels).save(store / "a.png.png")
    write_classes(store / "classes.txt")
    assert train_on(tmp_path / "project", tmp_path / "a.safetensors") == 0
