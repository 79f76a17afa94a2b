"""The networks' own commands as a person calls them: exit codes 0, 1 and 2, one sentence, never a traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from PIL import Image
from typer.testing import CliRunner

import main
from models import names
from models.__main__ import app
from tests.unit.models import plain
from tests.unit.models.miniatures import blocks, stored, write_blocks

ROOT = Path(__file__).resolve().parents[3]


class Ended:
    """What a command said and with which code it ended; anything but an orderly end fails the test."""

    def __init__(self, *arguments: object) -> None:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        self.code, self.out, self.err = result.exit_code, result.stdout, result.stderr
        assert "Traceback" not in self.out + self.err


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("model") / "drawn.safetensors")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_blocks(tmp_path / "data", 3)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    Image.fromarray(blocks(32, 40)[0]).save(tmp_path / "image.png")
    return tmp_path / "image.png"


@pytest.mark.parametrize(
    "command",
    [
        *("train", "finetune", "evaluate", "simulate", "predict", "bench"),
        *("models", "models list", "models show", "models remember", "models convert", "models download"),
    ],
)
def test_every_command_has_help(command: str) -> None:
    ended = Ended(*command.split(), "--help")
    assert ended.code == 0
    assert "Usage" in ended.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["train"],
        ["train", "DATA"],
        ["predict"],
        ["predict", "a.png"],
        ["predict", "a.png", "--out", "b", "--nonsense"],
        ["evaluate"],
        ["train", "DATA", "--out", "x", "--iterations", "0"],
        ["train", "DATA", "--out", "x", "--iterations", "many"],
        ["train", "DATA", "--out", "x", "--crop", "1"],
        ["models", "show"],
        ["models", "convert"],
        ["models", "convert", "a.pth"],
        ["models", "download"],
        ["models", "nonsense"],
    ],
)
def test_a_wrong_call_is_refused_with_usage(arguments: list[str]) -> None:
    ended = Ended(*arguments)
    assert ended.code == 2
    assert "Usage" in ended.err


def refused(*arguments: object) -> str:
    """The one sentence of a call that is refused with code 2."""
    ended = Ended(*arguments)
    assert ended.code == 2
    assert len(ended.err.strip().splitlines()) == 1, ended.err
    return ended.err


def test_a_call_that_cannot_be_is_one_sentence(model: Path, data: Path, image: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert "There is no checkpoint" in refused("predict", image, "--out", out, "--model", "moon")
    assert "no readable checkpoint" in refused("predict", image, "--out", out, "--model", image)
    assert "Device 'gpu'" in refused("predict", image, "--out", out, "--model", model, "--device", "gpu")
    assert "Precision 'fp8'" in refused("predict", image, "--out", out, "--model", model, "--precision", "fp8")
    assert "Engine 'moon'" in refused("predict", image, "--out", out, "--model", model, "--engine", "moon")
    assert "Engine 'moon'" in refused("bench", "predict", "--model", model, "--engine", "moon")
    assert "--workers is 0" in refused("predict", image, "--out", out, "--model", model, "--workers", 0)
    assert "output folder" in refused("predict", image, "--out", image, "--model", model)
    assert "is no data set" in refused("evaluate", tmp_path, "--model", model)
    assert "There is no folder" in refused("evaluate", tmp_path / "none", "--model", model)
    assert "train or val" in refused("evaluate", data, "--model", model, "--split", "all")
    assert "vgg16, alexnet" in refused("train", data, "--out", out, "--trunk", "resnet")
    assert "8, 16, 32" in refused("train", data, "--out", out, "--stride", 4)
    assert "There is no checkpoint" in refused("train", data, "--out", out, "--init", "none.safetensors")
    assert "There is no checkpoint" in refused("finetune", data, "--out", out, "--model", "moon")
    assert "There is no checkpoint" in refused("models", "show", "moon")
    assert "There is no file" in refused("models", "convert", "none.pth", out)
    assert "safetensors file" in refused("models", "convert", model, out)
    assert "it must be one of fcn8s" in refused("models", "convert", "none.pth", out, "--network", "fcn9s")
    assert "no moon to download" in refused("models", "download", "moon")
    assert "then run" in refused("models", "download", "fcn8s")
    assert "There is no benchmark" in refused("bench", "moon", "--model", model)
    assert not out.exists()


def test_a_rate_of_zero_is_one_sentence(data: Path, tmp_path: Path) -> None:
    ended = Ended("train", data, "--out", tmp_path / "a", "--init", "none", "--rate", 0, "--crop", 32)
    assert ended.code == 2
    assert ended.err.strip().splitlines()[-1] == "The rate is 0.0; it must be greater than 0."


def test_predicting_ends_with_0_or_1(model: Path, image: Path, tmp_path: Path) -> None:
    exact = ("--device", "cpu", "--precision", "fp32", "--engine", "torch")
    ended = Ended("predict", image, "--out", tmp_path / "out", "--model", model, *exact, "--overlay")
    assert ended.code == 0
    assert "on cpu, fp32" in ended.err
    assert (tmp_path / "out" / "image_overlay.png").is_file()
    ended = Ended("predict", image, tmp_path / "none.png", "--out", tmp_path / "out", "--model", model)
    assert ended.code == 1
    assert f"There is no file {tmp_path / 'none.png'}." in ended.err


def test_training_then_finetuning_then_evaluating_then_showing(data: Path, tmp_path: Path) -> None:
    first, second, measures = tmp_path / "first.safetensors", tmp_path / "second.safetensors", tmp_path / "m.json"
    recipe = ("--iterations", 2, "--batch", 1, "--crop", 32, "--device", "cpu")
    ended = Ended("train", data, "--out", first, "--init", "none", "--stride", 16, "--companion", *recipe)
    assert ended.code == 0, ended.err
    ended = Ended("finetune", data, "--out", second, "--model", first, "--heads-only", "--half", *recipe)
    assert ended.code == 0, ended.err
    assert second.stat().st_size < 0.6 * first.stat().st_size
    ended = Ended("evaluate", data, "--model", second, "--json", measures)
    assert ended.code == 0
    assert "mean IU" in ended.out
    contract = ("pixel_accuracy", "mean_accuracy", "mean_iu", "frequency_weighted_iu", "iu", "confusion")
    assert set(contract) < set(json.loads(measures.read_text()))
    ended = Ended("models", "show", second)
    assert ended.code == 0
    for word in ("squeezenet", "has_companion  True", "fine-tuned on data", "class 2", "person"):
        assert word in ended.out


def test_a_sample_that_cannot_be_read_ends_evaluation_with_1(data: Path, model: Path) -> None:
    (data / "val.txt").write_text("image0\nimage1\n")
    (data / "labels" / "image0.png").write_bytes(b"x")
    ended = Ended("evaluate", data, "--model", model)
    assert ended.code == 1
    assert "image0.png" in ended.err


def test_known_models_are_listed(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "BUNDLED", model)
    ended = Ended("models", "list")
    assert ended.code == 0
    assert "bundled" in ended.out
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"x")
    monkeypatch.setattr(names, "BUNDLED", broken)
    ended = Ended("models", "list")
    assert ended.code == 1
    assert "no readable checkpoint" in " ".join(ended.err.split())


def test_a_converted_network_is_listed_shown_and_used_by_its_name(
    tmp_path: Path, image: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain.reduce_widths(monkeypatch)
    torch.save(plain.draw(plain.vgg_shapes(8)), tmp_path / "a.pth")
    assert "--network fcn8s or" in refused("models", "convert", tmp_path / "a.pth", "voc")
    ended = Ended("models", "convert", tmp_path / "a.pth", "voc", "--network", "fcn8s-atonce")
    assert ended.code == 0
    assert "FCN-8s at once" in ended.out
    assert "--model voc" in ended.out
    assert "voc" in Ended("models", "list").out
    assert "0.0001, 0.01, 1.0" in Ended("models", "show", "voc").out
    assert Ended("predict", image, "--out", tmp_path / "out", "--model", "voc", "--device", "cpu").code == 0
    assert "aeroplane" in (tmp_path / "out" / "classes.txt").read_text()


def test_main_offers_conversion_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain.reduce_widths(monkeypatch)
    torch.save(plain.draw(plain.vgg_shapes(16)), tmp_path / "a.pth")
    assert main.main(["models", "convert", str(tmp_path / "a.pth"), str(tmp_path / "a.safetensors")]) == 0
    assert main.main(["models", "convert", str(tmp_path / "none.pth"), str(tmp_path / "b.safetensors")]) == 2
    assert "There is no file" in capsys.readouterr().err
    assert main.main(["models", "download", "fcn16s"]) == 2
    assert "fcn16s_from_caffe.pth" in capsys.readouterr().err


def test_class_names_in_brackets_are_shown_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stored(tmp_path / "a.safetensors", classes=tuple((name, (1, 2, 3)) for name in ("[red]", "[/b]", "x")))
    ended = Ended("models", "show", path)
    assert "[red]" in ended.out
    monkeypatch.setattr(names, "BUNDLED", path)
    assert "[/b]" in Ended("models", "list").out


def test_the_commands_run_as_a_module_without_qt(model: Path, image: Path, tmp_path: Path) -> None:
    code = (
        "import runpy, sys; sys.modules['PySide6'] = None; sys.argv = ['models', *sys.argv[1:]];"
        "runpy.run_module('models', run_name='__main__', alter_sys=True)"
    )
    arguments = ["predict", str(image), "--out", str(tmp_path / "out"), "--model", str(model), "--device", "cpu"]
    ended = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "out" / "image.png").is_file()


def test_asking_for_help_does_not_import_torch() -> None:
    code = "import sys, models.__main__; print([name for name in ('torch', 'cv2', 'PIL') if name in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ended.stdout.strip() == "[]", ended.stderr
