import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torchvision import models as published

from models.checkpoint import IMAGENET_RGB, SQUEEZENET_BGR
from models.errors import ModelError
from models.fcn import Fcn, FcnConfig, build_network
from models.weights import initialise, load_torchvision
from tests.unit.models.miniatures import NAMES, config, network, parameters_of, stored


def release(net: Fcn) -> dict[str, Any]:
    """Random arrays under the names of SqueezeNet 1.0's release."""
    noise = np.random.default_rng(3)
    parts = {"squeeze": "conv1x1_1", "expand1x1": "conv1x1_2", "expand3x3": "conv3x3_2"}
    arrays = {}
    for name, value in net.trunk.state_dict().items():
        _, layer, *rest = name.split(".")
        key = f"{layer}.{rest[-1]}" if len(rest) == 1 else f"{layer}__{parts[rest[0]]}.{rest[-1]}"
        arrays[key] = noise.standard_normal(tuple(value.shape)).astype(np.float32)
    return arrays


def without_memory(**changes: Any) -> Fcn:
    """A network of uninitialised memory: drawing 138 million random numbers takes seconds."""
    with torch.device("meta"):
        net = build_network(FcnConfig(classes=1, **changes))
    return net.to_empty(device="cpu")


def conv1_of(net: Fcn) -> torch.nn.Conv2d:
    layer = net.trunk.stage8.get_submodule("conv1")
    assert isinstance(layer, torch.nn.Conv2d)
    return layer


def refused(net: Fcn, source: Path | str) -> str:
    with pytest.raises(ModelError) as caught:
        initialise(net, str(source))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_release_of_squeezenet_fills_the_trunk_by_name(tmp_path: Path) -> None:
    net = build_network(config())
    arrays = release(net)
    np.savez(tmp_path / "weights.npz", **arrays)
    normalisation, provenance = initialise(net, str(tmp_path / "weights.npz"))
    assert normalisation == SQUEEZENET_BGR
    assert "BSD" in provenance
    state = net.trunk.state_dict()
    for name, key in (
        ("stage8.conv1.weight", "conv1.weight"),
        ("stage8.fire5.squeeze.bias", "fire5__conv1x1_1.bias"),
        ("stage8.fire8.expand1x1.weight", "fire8__conv1x1_2.weight"),
        ("stage16.fire9.expand3x3.weight", "fire9__conv3x3_2.weight"),
    ):
        assert np.array_equal(state[name].numpy(), arrays[key]), name


def test_the_true_release_can_be_read(shared: Path) -> None:
    source = shared / "pretrained" / "squeezenet1_0" / "weights.npz"
    if not source.is_file():
        pytest.skip(f"needs {source}, which is not on this machine")
    net = build_network(config())
    initialise(net, str(source))
    assert all(bool(value.any()) for value in net.trunk.state_dict().values())


def test_the_release_of_squeezenet_does_not_fit_another_trunk(tmp_path: Path) -> None:
    np.savez(tmp_path / "weights.npz", a=np.zeros(1))
    with torch.device("meta"):
        net = build_network(config(trunk="alexnet"))
    with pytest.raises(ModelError, match="alexnet cannot start from them"):
        initialise(net, str(tmp_path / "weights.npz"))


def test_a_release_that_lacks_a_layer_names_it(tmp_path: Path) -> None:
    net = build_network(config())
    arrays = release(net)
    del arrays["fire4__conv1x1_2.bias"]
    np.savez(tmp_path / "weights.npz", **arrays)
    assert "fire4.expand1x1.bias" in refused(net, tmp_path / "weights.npz")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (np.zeros((96, 3, 7)), "has shape"),
        (np.full((96, 3, 7, 7), np.nan, np.float32), "not finite"),
        (np.array([{"a": 1}], dtype=object), "no readable .npz"),
        (np.array(["text"]), "no readable .npz"),
        (np.zeros((96, 3, 7, 7), np.complex64), "no readable .npz"),
    ],
)
def test_a_release_with_a_wrong_array_is_refused(tmp_path: Path, wrong: np.ndarray, said: str) -> None:
    net = build_network(config())
    before = parameters_of(net.trunk)
    np.savez(tmp_path / "weights.npz", **(release(net) | {"conv1.weight": wrong}))
    assert said in refused(net, tmp_path / "weights.npz")
    assert all(torch.equal(value, before[name]) for name, value in net.trunk.state_dict().items())


def test_a_file_that_is_no_npz_is_refused(tmp_path: Path) -> None:
    net = build_network(config())
    path = tmp_path / "weights.npz"
    assert "no readable .npz" in refused(net, path)
    np.savez(path, **release(net))
    whole = path.read_bytes()
    for content in (b"", b"text", whole[:1000], whole[: len(whole) // 2], b"PK\x03\x04" + bytes(100)):
        path.write_bytes(content)
        assert "no readable .npz" in refused(net, path), content[:10]
    damaged = bytearray(whole)
    damaged[len(whole) // 3 : len(whole) // 3 + 100] = bytes(100)
    path.write_bytes(damaged)
    assert "no readable .npz" in refused(net, path)
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    assert "no .npz" in refused(net, path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("conv1.weight", "not an array")
    refused(net, path)


def test_starting_from_nothing_draws_every_weight() -> None:
    net = build_network(config(has_companion=True))
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.zero_()
    normalisation, provenance = initialise(net, "none")
    assert (normalisation, provenance) == (IMAGENET_RGB, "random weights")
    assert all(bool(value.any()) for name, value in net.trunk.named_parameters() if name.endswith("weight"))
    assert net.companion is not None
    for name, value in net.companion.state_dict().items():
        assert torch.equal(value, net.trunk.state_dict()[name])


def test_a_checkpoint_gives_its_trunk_and_fc_layers(tmp_path: Path) -> None:
    source = network(seed=5)
    path = stored(tmp_path / "a.safetensors", source)
    net = build_network(config(classes=2, stride=16))
    normalisation, provenance = initialise(net, str(path), class_names=["a", "b"])
    assert normalisation == IMAGENET_RGB
    assert "a.safetensors" in provenance
    assert torch.equal(net.fc6.weight, source.fc6.weight)
    assert torch.equal(conv1_of(net).weight, conv1_of(source).weight)
    assert not net.heads["score_fr"].weight.any()  # type: ignore[operator]


def test_heads_are_taken_over_only_for_the_same_classes(tmp_path: Path) -> None:
    source = network(stride=32)
    path = stored(tmp_path / "a.safetensors", source)
    same, other = build_network(config()), build_network(config())
    initialise(same, str(path), class_names=list(NAMES[:3]))
    initialise(other, str(path), class_names=["moon", "cat", "person"])
    assert torch.equal(same.heads["score_fr"].weight, source.heads["score_fr"].weight)  # type: ignore[arg-type]
    assert not other.heads["score_fr"].weight.any()  # type: ignore[operator]


def test_a_checkpoint_of_another_trunk_is_refused(tmp_path: Path) -> None:
    path = stored(tmp_path / "a.safetensors")
    with torch.device("meta"):
        net = build_network(config(trunk="vgg16"))
    with pytest.raises(ModelError, match="squeezenet, not vgg16"):
        initialise(net, str(path))


def test_a_source_that_is_no_file_is_refused(tmp_path: Path) -> None:
    assert "There is no checkpoint" in refused(build_network(config()), tmp_path / "none.pth")


def test_weights_that_cannot_be_downloaded_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from urllib.error import URLError

    def fail(*_: object, **__: object) -> None:
        raise URLError("no route to host")

    monkeypatch.setattr(published.SqueezeNet1_0_Weights, "get_state_dict", fail)
    assert "could not be downloaded" in refused(build_network(config()), "imagenet")


@torch.no_grad()
def test_squeezenet_equals_torchvisions_away_from_the_border() -> None:
    """Our pools pad by one, torchvision's do not: with the input shifted they see the same in the interior."""
    reference = published.squeezenet1_0(weights=None).eval()
    net = build_network(config()).eval()
    load_torchvision(net, reference.state_dict(), "drawn")
    x = torch.randn(1, 3, 64, 64)
    first, ours = reference.features[0], net.trunk.stage8
    padded = F.conv2d(x, first.weight, first.bias, stride=2, padding=3)
    assert torch.allclose(conv1_of(net)(x), padded)
    squeezed = torch.randn(1, 96, 13, 17)
    for number, place in ((2, 3), (3, 4), (4, 5)):
        expected = reference.features[place](squeezed)
        squeezed = getattr(ours, f"fire{number}")(squeezed)
        assert torch.allclose(squeezed, expected, atol=1e-6), number
    late = torch.randn(1, 512, 9, 7)
    assert torch.allclose(net.trunk.stage16.fire9(late), reference.features[12](late), atol=1e-6)  # type: ignore[operator]


@torch.no_grad()
def test_the_trunk_of_squeezenet_with_torchvisions_padding_gives_torchvisions_features() -> None:
    reference = published.squeezenet1_0(weights=None).eval()
    net = build_network(config()).eval()
    load_torchvision(net, reference.state_dict(), "drawn")
    for layer in net.trunk.modules():
        if isinstance(layer, torch.nn.MaxPool2d):
            layer.padding = 0
    conv1_of(net).padding = (0, 0)
    x = torch.randn(2, 3, 97, 75)
    at8, at16, _ = net.trunk(x)
    assert torch.allclose(at8, reference.features[:11](x), atol=1e-6)
    assert torch.allclose(at16, reference.features(x), atol=1e-6)


@torch.no_grad()
def test_alexnet_gives_torchvisions_features_and_classifier() -> None:
    with torch.device("meta"):
        reference = published.alexnet(weights=None)
    reference.to_empty(device="cpu").eval()
    for parameter in reference.parameters():
        parameter.uniform_(-0.02, 0.02)
    net = without_memory(trunk="alexnet").eval()
    load_torchvision(net, reference.state_dict(), "drawn")
    for layer in net.trunk.modules():
        if isinstance(layer, torch.nn.MaxPool2d):
            layer.padding = 0
    conv1_of(net).padding = (2, 2)
    x = torch.randn(1, 3, 223, 223)
    at32 = net.trunk(x)[2]
    assert torch.allclose(at32, reference.features(x), atol=1e-5)
    assert at32.shape == (1, 256, 6, 6)
    linear = reference.classifier[:6](at32.flatten(1))
    net.fc6.padding = (0, 0)
    converted = torch.relu(net.fc7(torch.relu(net.fc6(at32))))
    assert torch.allclose(converted.flatten(1), linear, atol=1e-5)


@torch.no_grad()
@pytest.mark.slow
def test_vgg16_gives_torchvisions_features_and_classifier() -> None:
    with torch.device("meta"):
        reference = published.vgg16(weights=None)
    reference.to_empty(device="cpu").eval()
    for parameter in reference.parameters():
        parameter.uniform_(-0.02, 0.02)
    net = without_memory(trunk="vgg16").eval()
    load_torchvision(net, reference.state_dict(), "drawn")
    x = torch.randn(1, 3, 224, 224)
    at32 = net.trunk(x)[2]
    assert at32.shape == (1, 512, 7, 7)
    assert torch.allclose(at32, reference.features(x), rtol=1e-4)
    linear = reference.classifier[:5](at32.flatten(1))
    net.fc6.padding = (0, 0)
    converted = torch.relu(net.fc7(torch.relu(net.fc6(at32))))
    assert torch.allclose(converted.flatten(1), linear, rtol=1e-3, atol=1e-5 * float(linear.abs().max()))


@torch.no_grad()
def test_vgg16_takes_every_convolution_of_torchvision_under_its_name() -> None:
    """With one number per layer, so that nothing large is drawn."""
    with torch.device("meta"):
        reference = published.vgg16(weights=None)
    net = without_memory(trunk="vgg16")
    state = {}
    for number, (name, value) in enumerate(reference.state_dict().items()):
        state[name] = torch.tensor(float(number)).expand(value.shape)
    load_torchvision(net, {k: v.contiguous() if "classifier" in k else v for k, v in state.items()}, "drawn")
    layers = [layer for layer in net.trunk.modules() if isinstance(layer, torch.nn.Conv2d)]
    assert len(layers) == 13
    firsts = [number for layer in layers for number in (layer.weight.flatten()[0].item(), layer.bias[0].item())]  # type: ignore[index]
    assert firsts == list(range(26))
    assert (net.fc6.weight[0, 0, 0, 0].item(), net.fc7.weight[0, 0, 0, 0].item()) == (26, 28)


def test_a_classifier_of_nan_is_refused() -> None:
    """VGG16_Weights.IMAGENET1K_FEATURES has no usable classifier."""
    with torch.device("meta"):
        reference = published.alexnet(weights=None)
    net = without_memory(trunk="alexnet")
    state = {name: torch.zeros(1).expand(value.shape) for name, value in reference.state_dict().items()}
    nan = state["classifier.1.weight"].shape
    state["classifier.1.weight"] = torch.full((1,), float("nan")).expand(nan)
    with pytest.raises(ModelError, match=r"classifier\.1 cannot become a convolution"):
        load_torchvision(net, state, "drawn")
    del state["classifier.4.weight"], state["classifier.1.weight"]
    with pytest.raises(ModelError, match=r"lacks 'classifier\.1\.weight'"):
        load_torchvision(net, state, "drawn")
