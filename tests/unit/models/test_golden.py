"""Converted networks against the outputs of a public implementation (pytorch-fcn), the weights drawn anew.

Machines without these outputs compare with `tests.unit.models.plain` in test_conversion.py.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from typer.testing import CliRunner

from models.__main__ import app
from models.checkpoint import CAFFE_BGR, load_checkpoint
from models.devices import Engine
from models.networks.upsampling import bilinear_filler
from models.predictor import Predictor

ROOT = Path(__file__).resolve().parents[3]
NETWORKS = ("fcn32s", "fcn16s", "fcn8s", "fcn8s-atonce")
SIZES = ("97x131", "224x224", "180x301")


@pytest.fixture(scope="module")
def golden(shared: Path) -> Path:
    folder = shared / "golden"
    if not folder.is_dir():
        pytest.skip(f"needs {folder}, which is not on this machine")
    return folder


@pytest.fixture(scope="module")
def reference(golden: Path) -> dict[str, NDArray[Any]]:
    with np.load(golden / "reference_logits.npz") as arrays:
        return dict(arrays)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A folder for files of half a gigabyte, which are not kept as pytest keeps tmp_path."""
    yield tmp_path
    shutil.rmtree(tmp_path)


def draw(name: str, shape: list[int], noise: np.random.Generator) -> torch.Tensor:
    drawn = noise.standard_normal(shape, np.float32)
    if name.startswith("upscore"):
        weight = np.zeros(shape, np.float32)
        weight[range(shape[0]), range(shape[0])] = bilinear_filler(shape[-1]).numpy()
        return torch.from_numpy(weight + np.float32(0.01) * drawn)
    if name.endswith("bias"):
        return torch.from_numpy(np.float32(0.1) * drawn)
    drawn *= np.float32(np.sqrt(2 / np.prod(shape[1:])))
    return torch.from_numpy(drawn)


def converted(network: str, golden: Path, room: Path) -> Predictor:
    """The drawn weights as pytorch-fcn writes them, through `models convert`, as they are predicted with."""
    noise = np.random.default_rng(2015)
    shapes = json.loads((golden / "reference_keys.json").read_text())[network]
    torch.save({name: draw(name, shape, noise) for name, shape in shapes}, room / "drawn.pth")
    option = ["--network", network] if network.startswith("fcn8s") else []
    result = CliRunner().invoke(
        app, ["models", "convert", str(room / "drawn.pth"), str(room / "drawn.safetensors"), *option]
    )
    assert result.exit_code == 0, result.output
    checkpoint = load_checkpoint(room / "drawn.safetensors")
    assert checkpoint.normalisation == CAFFE_BGR
    return Predictor(checkpoint, Engine(torch.device("cpu"), "fp32"))


def compare(predictor: Predictor, network: str, size: str, reference: dict[str, NDArray[Any]]) -> None:
    prediction = predictor.predict(reference[f"image_{size}"])
    scores = prediction.scores.numpy()
    expected, labels = reference[f"{network}_{size}"], reference[f"{network}_{size}_argmax"]
    assert scores.shape == (21, *labels.shape)
    error = np.abs(scores[:, ::4, ::4] - expected).max() / np.abs(expected).max()
    agreement = (prediction.labels == labels).mean()
    print(f"{network} {size}: relative error {error:.1e}, equal argmax {agreement:.6f}")
    assert error < 1e-4
    assert agreement >= 0.9999


def test_a_converted_fcn_8s_equals_the_reference(golden: Path, reference: dict[str, NDArray[Any]], room: Path) -> None:
    compare(converted("fcn8s", golden, room), "fcn8s", "97x131", reference)


@pytest.mark.slow
@pytest.mark.parametrize("network", NETWORKS)
def test_every_converted_network_equals_the_reference_at_every_size(
    network: str, golden: Path, reference: dict[str, NDArray[Any]], room: Path
) -> None:
    predictor = converted(network, golden, room)
    for size in SIZES:
        compare(predictor, network, size, reference)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's own account of the most memory held")
@pytest.mark.parametrize("is_zip", [True, False])
def test_converting_half_a_gigabyte_takes_less_than_one_and_a_half(golden: Path, room: Path, is_zip: bool) -> None:
    """In a process of its own, PyTorch's libraries included (a half of it); getrusage would tell of its parent too."""
    shapes = json.loads((golden / "reference_keys.json").read_text())["fcn16s"]
    state = {name: torch.ones(shape) for name, shape in shapes}
    torch.save(state, room / "ones.pth", _use_new_zipfile_serialization=is_zip)
    assert (room / "ones.pth").stat().st_size > 500_000_000
    del state
    code = (
        "import sys; from pathlib import Path; from models.zoo.ready_made import convert_file;"
        "convert_file(Path(sys.argv[1]), sys.argv[2], None);"
        "lines = Path('/proc/self/status').read_text().splitlines();"
        "print(next(int(line.split()[1]) // 1024 for line in lines if line.startswith('VmHWM')))"
    )
    arguments = [sys.executable, "-c", code, str(room / "ones.pth"), str(room / "ones.safetensors")]
    ended = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=250)
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout.split()[-1]) < 1500
