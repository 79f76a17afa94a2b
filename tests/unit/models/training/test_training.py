import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from models.checkpoint import IMAGENET_RGB, load_checkpoint
from models.errors import ModelError
from models.fcn import FcnConfig, build_network
from models.predictor import Predictor
from models.samples import read_data_set
from models.training.run import Training
from models.training.training import Start, _begin_new, calibrate, finetune_network, train_network
from models.weights import initialise
from tests.unit.models.miniatures import ENGINE, blocks, config, stored, write_blocks, write_classes

QUICK = {"iterations": 2, "batch": 1, "crop": 48}


def train_on(
    folder: Path,
    out: Path,
    *,
    init: str = "none",
    recipe: str = "modern",
    quick: dict[str, Any] | None = None,
    training: Training | None = None,
    is_staged: bool = False,
    is_at_once: bool = False,
    **config: Any,
) -> int:
    start = Start(FcnConfig(classes=1, **config), init, is_staged, is_at_once, max_side=200, license_name="MIT")
    training = training or Training(device="cpu")
    return train_network(folder, out, start=start, recipe=recipe, changes=QUICK | (quick or {}), training=training)


def finetune_on(folder: Path, out: Path, model: Path, *, is_half: bool = False, **changes: Any) -> int:
    training = Training(device="cpu", is_half=is_half)
    return finetune_network(folder, out, model=str(model), recipe="modern", changes=QUICK | changes, training=training)


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
    assert finetune_on(data, out, model, is_half=True) == 0
    made = load_checkpoint(out)
    assert made.class_names == ["cat", "sky", "sea", "background", "person"]
    assert made.classes[0][1] == (9, 9, 9)
    assert "fine-tuned on data" in made.provenance
    assert model.read_bytes() == before


def test_an_output_that_cannot_be_written_is_told_before_anything_is_trained(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.training.training.StageRun", None)
    (tmp_path / "file").touch()
    with pytest.raises(ModelError, match="cannot be written"):
        train_on(data, tmp_path / "file" / "a")
    model = stored(tmp_path / "old.safetensors")
    with pytest.raises(ModelError, match="cannot be written"):
        finetune_on(data, tmp_path / "file" / "a", model)


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


def test_a_project_can_be_trained_on(tmp_path: Path) -> None:
    store = tmp_path / "project" / ".segmend" / "labels"
    store.mkdir(parents=True)
    image, labels = blocks()
    Image.fromarray(image).save(tmp_path / "project" / "a.png")
    Image.fromarray(labels).save(store / "a.png.png")
    write_classes(store / "classes.txt")
    assert train_on(tmp_path / "project", tmp_path / "a.safetensors") == 0


def test_the_stages_are_trained_in_turn_and_each_is_kept(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.safetensors"
    assert train_on(data, out, is_staged=True, quick={"trunk_rate": 0.0}) == 0
    made = {stride: load_checkpoint(tmp_path / f"a-{stride}s.safetensors") for stride in (32, 16)}
    made[8] = load_checkpoint(out)
    assert [made[stride].config.stride for stride in (32, 16, 8)] == [32, 16, 8]
    assert made[8].provenance.startswith("a-16s.safetensors: a-32s.safetensors: random weights")
    assert len({made[stride].config.feature_scales for stride in made}) == 1  # or fc6 would read other features
    trunks = [made[stride].state["trunk.stage8.conv1.weight"] for stride in made]
    assert torch.equal(trunks[0], trunks[1])
    assert torch.equal(trunks[0], trunks[2])
    lines = [json.loads(line) for line in (tmp_path / "a.safetensors.jsonl").read_text().splitlines()]
    assert [line["stage"] for line in lines if "mean_iu" in line] == [32, 32, 16, 16, 8, 8]
    assert not (tmp_path / "a.safetensors.state").exists()


def test_a_stage_begins_with_every_layer_of_the_one_before_and_new_skips_at_zero(data: Path, tmp_path: Path) -> None:
    train_on(data, tmp_path / "a", stride=32, quick={"iterations": 4})
    before = load_checkpoint(tmp_path / "a")
    start = Start(FcnConfig(classes=1, stride=16), str(tmp_path / "a"))
    made = _begin_new(start, read_data_set(data), seed=0)
    assert made.state["heads.score_fr.weight"].any()
    assert not made.state["heads.score_pool4.weight"].any()
    assert all(torch.equal(made.state[name], value) for name, value in before.state.items())
    image = blocks()[0]
    deep, shallow = (Predictor(each, ENGINE).predict(image).labels for each in (before, made))
    assert (deep == shallow).mean() > 0.9  # two bilinear steps for one


def test_all_at_once_has_the_factors_of_the_paper(data: Path, tmp_path: Path) -> None:
    assert train_on(data, tmp_path / "a", recipe="paper", is_at_once=True, padding="paper") == 0
    assert load_checkpoint(tmp_path / "a").config.feature_scales == (0.0001, 0.01, 1.0)
    with pytest.raises(ModelError, match="give one"):
        train_on(data, tmp_path / "b", is_at_once=True, is_staged=True)
    with pytest.raises(ModelError, match="--stride 8 or 16"):
        train_on(data, tmp_path / "b", is_at_once=True, stride=32)


def test_the_best_network_is_kept_and_the_last_beside_it(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.safetensors"
    training = Training(device="cpu", evaluate_every=2)
    train_on(data, out, quick={"iterations": 8, "rate": 3e-3}, training=training)
    lines = [json.loads(line) for line in (tmp_path / "a.safetensors.jsonl").read_text().splitlines()]
    measured = [line for line in lines if "mean_iu" in line]
    best = max(measured, key=lambda line: (line["mean_iu"], line["iteration"]))
    assert [line["iteration"] for line in measured] == [2, 4, 6, 8]
    assert load_checkpoint(out).step == best["iteration"]
    assert load_checkpoint(out).measures["mean_iu"] == best["mean_iu"]
    assert load_checkpoint(tmp_path / "a-last.safetensors").step == 8
    assert [line["iteration"] for line in lines if "loss" in line] == list(range(1, 9))


def test_patience_ends_a_stage(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    training = Training(device="cpu", evaluate_every=1, patience=3)
    train_on(data, tmp_path / "a", quick={"iterations": 50, "rate": 1e-12}, training=training)
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    measured = [line["mean_iu"] for line in lines if "mean_iu" in line]
    assert measured.index(max(measured)) == len(measured) - 4
    assert load_checkpoint(tmp_path / "a-last").step == len(measured) < 50
    assert "Ended early: 3 evaluations without a better mean IU" in capsys.readouterr().err


def test_a_loss_that_is_no_number_ends_the_training(data: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="lower --rate"):
        train_on(data, tmp_path / "a", quick={"iterations": 60, "rate": 1e30, "clip": None, "optimizer": "sgd"})


def test_samples_that_cannot_be_used_are_named_once_and_counted(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "train.txt").write_text("image0\nimage1\n")
    (data / "val.txt").write_text("image1\nimage2\n")
    Image.fromarray(np.full((64, 96), 9, np.uint8)).save(data / "labels" / "image1.png")
    assert train_on(data, tmp_path / "a") == 1
    said = capsys.readouterr().err
    assert said.count("image1.png holds label 9, which is no class") == 1
    assert "1 of 3 samples cannot be used" in said
    assert "both trained on and measured on" in said


def test_tensorboard_gets_the_curves(data: Path, tmp_path: Path) -> None:
    pytest.importorskip("tensorboard", reason="needs the extra `tensorboard`")
    train_on(data, tmp_path / "a", training=Training(device="cpu", tensorboard=tmp_path / "board"))
    assert any(file.stat().st_size > 100 for file in (tmp_path / "board").iterdir())


def test_without_tensorboard_the_extra_is_named(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(ModelError, match="extra `tensorboard`"):
        train_on(data, tmp_path / "a", training=Training(device="cpu", tensorboard=tmp_path / "board"))
