import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from models.checkpoint import load_checkpoint, save_checkpoint
from models.devices import Engine
from models.errors import ModelError
from models.learning import train
from models.live.teaching import Teacher
from models.prediction.tiling import receptive_margin
from models.predictor import Predictor
from models.training.recipes import Recipe
from models.zoo.plugins import open_model
from tests.plugins import write_plugin
from tests.unit.models.miniatures import blocks, checkpoint
from tests.unit.models.test_commands import Ended

ENGINE = Engine(torch.device("cpu"), "fp32")


def refused(model: str) -> str:
    with pytest.raises(ModelError) as caught:
        open_model(model)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.usefixtures("with_examples")
def test_a_network_of_another_package_predicts_is_taught_and_stored(tmp_path: Path) -> None:
    image = np.zeros((42, 61, 3), np.uint8)
    image[:, 30:] = 240
    predictor = Predictor(open_model("colours"), ENGINE)
    labels = predictor.predict(image).labels
    assert labels.shape == (42, 61)
    assert (labels[:, :26] == 0).all()
    assert (labels[:, 34:] == 1).all()
    teacher = Teacher(predictor)
    teacher.look("a", image)
    teacher.add_classes(3)
    decided = np.full((42, 61), 255, np.uint8)
    decided[5:15, 40:50] = 2
    teacher.mark("a", decided)
    list(teacher.teach("a"))
    assert (teacher.predict("a").labels[5:15, 40:50] == 2).mean() > 0.9
    stored = open_model("colours").with_network(
        teacher.net, classes=(*open_model("colours").classes, ("new", (1, 2, 3)))
    )
    save_checkpoint(stored, tmp_path / "taught.safetensors")
    again = load_checkpoint(tmp_path / "taught.safetensors")
    assert again.class_names == ["dark", "bright", "new"]
    assert again.config.trunk == "colours"


@pytest.mark.usefixtures("with_examples")
def test_all_its_layers_can_be_trained() -> None:
    opened = open_model("colours")
    image, labels = blocks()
    examples = [lambda: (image, np.minimum(labels, 1))]
    recipe = Recipe(iterations=3, batch=1, crop=64, scales=(1.0, 1.0), rate=1e-2)
    steps = list(train(opened.network(), opened.normalisation, examples, recipe, device=ENGINE.device))
    before, after = opened.state["trunk.mix.weight"], steps[-1].network.state_dict()["trunk.mix.weight"]
    assert not torch.equal(before, after)


@pytest.mark.usefixtures("with_examples")
def test_commands_know_it_by_its_name(tmp_path: Path) -> None:
    from PIL import Image

    Image.fromarray(blocks()[0]).save(tmp_path / "a.png")
    assert "colours" in Ended("models", "list").out
    assert "segmend-colours" in Ended("models", "show", "colours").out
    ended = Ended("predict", tmp_path / "a.png", "--out", tmp_path / "out", "--model", "colours", "--device", "cpu")
    assert ended.code == 0, ended.err
    assert "bright" in (tmp_path / "out" / "classes.txt").read_text()
    assert receptive_margin(open_model("colours").network()) == 32


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import no_such_package\n", "cannot be loaded: ModuleNotFoundError"),
        ("1 / 0\n", "ZeroDivisionError: division by zero"),
        ("raise SystemExit('no licence')\n", "SystemExit: no licence"),
        ("def thing():\n    raise OSError('no weights')\n", "cannot be made: OSError: no weights"),
        ("thing = dict\n", "is no torch.nn.Module"),
        ("from torch.nn import Identity as thing\n", "has no whole number `channels`"),
    ],
)
def test_a_broken_network_is_told_in_a_sentence_and_the_others_are_listed(
    source: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.zoo import plugins

    plugins._factory.cache_clear()
    write_plugin(tmp_path / "site", "broken_network", source, "networks", "broken")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.delitem(sys.modules, "broken_network", raising=False)
    sentence = refused("broken")
    assert "The network broken of another package" in sentence
    assert told in sentence
    ended = Ended("models", "list")
    assert ended.code == 1
    assert "broken" in ended.err


def test_a_checkpoint_of_a_package_that_is_gone_says_which_trunk_it_needs(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as there:
        there.syspath_prepend(str(examples))
        save_checkpoint(open_model("colours"), tmp_path / "a.safetensors")
    with pytest.raises(ModelError, match="trunk is 'colours'; it must be one of"):
        load_checkpoint(tmp_path / "a.safetensors")


def test_a_damaged_package_leaves_segmends_own_networks_usable(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    def fail(**_wanted: str) -> None:
        raise ValueError("a line without an equals sign")

    monkeypatch.setattr("models.names.entry_points", fail)
    save_checkpoint(checkpoint(), tmp_path / "own.safetensors")
    assert open_model(str(tmp_path / "own.safetensors")).classes == checkpoint().classes
    assert "a line without an equals sign" in caplog.text
    assert "bundled" in refused("no such network")
