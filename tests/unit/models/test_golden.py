"""Our networks against the outputs of a public implementation (pytorch-fcn), the weights drawn anew."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.checkpoint import CAFFE_BGR
from models.fcn import Fcn, FcnConfig, build_network
from models.upsampling import bilinear_filler

NETWORKS: dict[str, dict[str, Any]] = {
    "fcn32s": {"stride": 32},
    "fcn16s": {"stride": 16},
    "fcn8s": {"stride": 8},
    "fcn8s-atonce": {"stride": 8, "feature_scales": (0.0001, 0.01, 1.0)},
}
SIZES = ("97x131", "224x224", "180x301")
QUICK = ("fcn8s", "97x131")


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


def ours(name: str) -> str:
    """The name of a reference weight in our network: trunk by stage, heads apart."""
    layer, kind = name.rsplit(".", 1)
    if layer.startswith("conv"):
        stage = {"4": "stage16", "5": "stage32"}.get(layer[4], "stage8")
        return f"trunk.{stage}.{layer}.{kind}"
    return name if layer in ("fc6", "fc7") else f"heads.{layer}.{kind}"


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


def build(network: str, golden: Path) -> Fcn:
    """Every drawn weight must have its place in ours, and every place of ours a weight."""
    config = FcnConfig(classes=21, trunk="vgg16", padding="paper", upsampling="all", **NETWORKS[network])
    with torch.device("meta"):
        net = build_network(config)
    net.to_empty(device="cpu")
    noise, places = np.random.default_rng(2015), dict(net.state_dict())
    for name, shape in json.loads((golden / "reference_keys.json").read_text())[network]:
        places.pop(ours(name)).copy_(draw(name, shape, noise))
    assert not places
    return net.eval()


def compare(net: Fcn, network: str, size: str, reference: dict[str, NDArray[Any]]) -> None:
    image = torch.from_numpy(reference[f"image_{size}"]).permute(2, 0, 1)[None]
    with torch.no_grad():
        scores = net(CAFFE_BGR(image))[0].numpy()
    expected = reference[f"{network}_{size}"]
    labels = reference[f"{network}_{size}_argmax"]
    assert scores.shape == (21, *labels.shape)
    spread = float(np.abs(expected).max())
    assert np.abs(scores[:, ::4, ::4] - expected).max() < 1e-4 * spread
    top = np.sort(scores, 0)
    is_clear = top[-1] - top[-2] > 1e-4 * spread
    assert is_clear.mean() > 0.99
    assert np.array_equal(scores.argmax(0)[is_clear], labels[is_clear])


def test_fcn_8s_equals_the_reference(golden: Path, reference: dict[str, NDArray[Any]]) -> None:
    network, size = QUICK
    compare(build(network, golden), network, size, reference)


@pytest.mark.slow
@pytest.mark.parametrize("network", list(NETWORKS))
def test_every_network_equals_the_reference_at_every_size(
    network: str, golden: Path, reference: dict[str, NDArray[Any]]
) -> None:
    net = build(network, golden)
    for size in SIZES:
        compare(net, network, size, reference)
