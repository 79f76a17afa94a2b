"""Weights to start from: ImageNet classifiers, their last layers turned into convolutions (Long et al. 2015, 4.1)."""

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models.checkpoint import IMAGENET_RGB, SQUEEZENET_BGR, Normalisation, is_finite, load_checkpoint
from models.errors import ModelError
from models.fcn import DILATED, Fcn
from models.networks.dilated import SkiplessFcn

#: layers of torchvision's `features` -> the trunk's names
_VGG16_LAYERS = dict(
    zip(
        (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28),
        [f"conv{stage}_{index}" for stage, count in enumerate((2, 2, 3, 3, 3), 1) for index in range(1, count + 1)],
        strict=True,
    )
)
_ALEXNET_LAYERS = {0: "conv1", 3: "conv2", 6: "conv3", 8: "conv4", 10: "conv5"}
_SQUEEZENET_LAYERS = {
    0: "conv1",
    3: "fire2",
    4: "fire3",
    5: "fire4",
    7: "fire5",
    8: "fire6",
    9: "fire7",
    10: "fire8",
    12: "fire9",
}
_CLASSIFIERS = {"vgg16": ("classifier.0", "classifier.3"), "alexnet": ("classifier.1", "classifier.4")}


def initialise(net: Fcn, source: str, class_names: Sequence[str] = ()) -> tuple[Normalisation, str]:
    """Fill a new network's trunk (and fc6, fc7 where the source has them). Returns its normalisation and provenance.

    source: `none`; `imagenet` (torchvision's weights, downloaded once); a checkpoint of the same trunk; or an `.npz` of
    SqueezeNet 1.0's release. class_names: of the new network; the heads of a checkpoint are taken over only where it
    has the very same. Raises ModelError.
    """
    if isinstance(net, SkiplessFcn):
        if net.config.trunk not in DILATED:
            raise ModelError(f"{net.config.trunk} is not trained from the start: go on with finetune --model.")
        raise ModelError(
            f"{net.config.trunk} is not trained from the start: get it with `models download fcn_{net.config.trunk}` "
            "and go on with finetune."
        )
    initialise_fc(net)
    if source == "none":
        for module in net.trunk.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        normalisation, provenance = IMAGENET_RGB, "random weights"
    elif source == "imagenet":
        normalisation, provenance = _from_torchvision(net)
    elif source.endswith(".npz"):
        normalisation, provenance = _from_squeezenet_release(net, Path(source))
    else:
        normalisation, provenance = _from_checkpoint(net, Path(source), class_names)
    if net.companion is not None:
        net.companion.load_state_dict(net.trunk.state_dict())
    return normalisation, provenance


def initialise_fc(net: Fcn) -> None:
    """Draw fc6 and fc7 anew."""
    for layer in (net.fc6, net.fc7):
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)


def _copy_trunk(net: Fcn, found: Mapping[str, Tensor], source: str) -> None:
    """Give every weight of the trunk the value of that name (without its stage). Raises ModelError on any mismatch."""
    state = net.trunk.state_dict()
    for name in state:
        short = name.split(".", 1)[1]
        if short not in found:
            raise ModelError(f"{source} lacks the weights of {short}; it is not of the trunk {net.config.trunk}.")
        if found[short].shape != state[name].shape:
            raise ModelError(
                f"{source}: {short} has shape {tuple(found[short].shape)}, not {tuple(state[name].shape)}."
            )
        if not found[short].is_floating_point() or not is_finite(found[short]):
            raise ModelError(f"{source}: {short} holds a value that is not finite (NaN or infinity).")
        state[name] = found[short]
    net.trunk.load_state_dict(state)


def _from_squeezenet_release(net: Fcn, path: Path) -> tuple[Normalisation, str]:
    """`conv1.weight`, `fireN__conv1x1_1|conv1x1_2|conv3x3_2.weight`: squeeze, expand1x1, expand3x3."""
    if net.config.trunk != "squeezenet":
        raise ModelError(f"{path} holds SqueezeNet weights; the trunk {net.config.trunk} cannot start from them.")
    parts = {"conv1x1_1": "squeeze", "conv1x1_2": "expand1x1", "conv3x3_2": "expand3x3"}
    found: dict[str, Tensor] = {}
    try:
        with open(path, "rb") as file:
            arrays = np.load(file, allow_pickle=False)
            if not isinstance(arrays, np.lib.npyio.NpzFile):
                raise ModelError(f"{path} is no .npz of weights, but a single array.")
            for key in arrays.files:
                layer, _, kind = key.rpartition(".")
                fire, _, part = layer.partition("__")
                name = f"{fire}.{parts[part]}.{kind}" if part in parts else key
                found[name] = torch.from_numpy(np.asarray(arrays[key]).astype(np.float32, casting="same_kind"))
    except (OSError, EOFError, ValueError, TypeError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(f"{path} is no readable .npz of weights ({error}).") from error
    _copy_trunk(net, found, str(path))
    return SQUEEZENET_BGR, "SqueezeNet 1.0 ImageNet weights (S. Han, Deep Compression release, BSD-2-Clause)"


def _from_torchvision(net: Fcn) -> tuple[Normalisation, str]:
    from urllib.error import URLError

    from torchvision import models as published

    trunk = net.config.trunk
    if trunk == "caffenet":
        raise ModelError(
            "torchvision has no weights of CaffeNet: convert bvlc_reference_caffenet.caffemodel (`models convert`), "
            "and start with --init and that checkpoint."
        )
    weights = {
        "vgg16": published.VGG16_Weights.IMAGENET1K_V1,
        "alexnet": published.AlexNet_Weights.IMAGENET1K_V1,
        "squeezenet": published.SqueezeNet1_0_Weights.IMAGENET1K_V1,
    }[trunk]
    try:
        state = weights.get_state_dict(progress=True, check_hash=True)
    except (URLError, OSError, RuntimeError) as error:
        raise ModelError(
            f"The ImageNet weights {weights} could not be downloaded ({error}). Check the network, or start with "
            "--init and a file."
        ) from error
    load_torchvision(net, state, str(weights))
    return IMAGENET_RGB, f"torchvision {weights}"


def load_torchvision(net: Fcn, state: Mapping[str, Tensor], source: str) -> None:
    """Copy torchvision's names into trunk, fc6 and fc7, the classifier's matrices viewed as convolutions."""
    trunk = net.config.trunk
    layers = {"vgg16": _VGG16_LAYERS, "alexnet": _ALEXNET_LAYERS, "squeezenet": _SQUEEZENET_LAYERS}[trunk]
    found = {}
    for key, value in state.items():
        group, _, rest = key.partition(".")
        number, _, name = rest.partition(".")
        if group == "features" and number in map(str, layers):
            found[f"{layers[int(number)]}.{name}"] = value
    _copy_trunk(net, found, source)
    for layer, name in zip((net.fc6, net.fc7), _CLASSIFIERS.get(trunk, ()), strict=False):
        try:
            weight, bias = state[f"{name}.weight"], state[f"{name}.bias"]
        except KeyError as error:
            raise ModelError(f"{source} lacks {error}, which becomes a convolution.") from error
        is_fitting = weight.numel() == layer.weight.numel() and bias.shape == (layer.out_channels,)
        if not is_fitting or not all(v.is_floating_point() and is_finite(v) for v in (weight, bias)):
            raise ModelError(f"{source}: {name} cannot become a convolution of shape {tuple(layer.weight.shape)}.")
        with torch.no_grad():
            layer.weight.copy_(weight.reshape(layer.weight.shape))
            layer.bias.copy_(bias)  # type: ignore[union-attr]


def _from_checkpoint(net: Fcn, path: Path, class_names: Sequence[str]) -> tuple[Normalisation, str]:
    """Trunk and fc layers of another checkpoint of the same trunk; the heads too where its classes are the same."""
    checkpoint = load_checkpoint(path)
    if checkpoint.config.trunk != net.config.trunk:
        raise ModelError(f"{path} has the trunk {checkpoint.config.trunk}, not {net.config.trunk}.")
    state, has_same_classes = net.state_dict(), checkpoint.class_names == list(class_names)
    for name, value in checkpoint.state.items():
        if name.startswith("heads.") and not has_same_classes:
            continue
        if name in state and state[name].shape == value.shape:
            state[name] = value.float()
    net.load_state_dict(state)
    return checkpoint.normalisation, f"{path.name}: {checkpoint.provenance}"
