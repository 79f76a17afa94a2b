"""Published weights as checkpoints: pytorch-fcn's `.pth`, Caffe's `.caffemodel`, torchvision's classifiers and FCNs.

What a file holds is read off its weights' names and shapes. Where these leave it open it is asked for, never guessed.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from models.checkpoint import CAFFE_BGR, IMAGENET_RGB, Checkpoint, Normalisation, check_keys
from models.errors import ModelError
from models.fcn import Fcn, FcnConfig, UpsamplingKind, build_network
from models.networks.upsampling import bilinear_filler
from models.samples import VOC_NAMES, voc_color
from models.weights import initialise_fc, load_torchvision
from models.zoo.caffemodel import read_caffemodel
from models.zoo.pth_files import read_pth

State = dict[str, Tensor]
AT_ONCE = (0.0001, 0.01, 1.0)  # of pool3, pool4 and pool5: the release of Long et al. 2015
#: --network -> stride and feature scales
NETWORKS = {
    "fcn8s": (8, (1.0, 1.0, 1.0)),
    "fcn8s-atonce": (8, AT_ONCE),
    "fcn16s": (16, (1.0, 1.0, 1.0)),
    "fcn32s": (32, (1.0, 1.0, 1.0)),
}
_MD5 = {"fcn8s": "de93e540ec79512f8770033849c8ae89", "fcn8s-atonce": "bfed4437e941fef58932891217fe6464"}
_LAST = {8: "upscore8", 16: "upscore16", 32: "upscore"}
_MEANS = {  # BGR, of the release's other data sets, by their number of classes
    33: ("SIFT Flow", (114.578, 115.294, 108.353)),
    40: ("NYUDv2 colour", (116.190, 97.203, 92.318)),
}
_TORCHVISION = "BSD-3-Clause (torchvision); the terms of the images it was trained on apply"
_BERKELEY = "unrestricted use (BVLC model licence, fcn.berkeleyvision.org)"


@dataclass(frozen=True)
class _Source:
    """A file, what it holds, and what a person said it is. is_caffe: it was read from a .caffemodel."""

    path: Path
    state: State
    network: str | None
    is_caffe: bool

    def refuse(self, sentence: str) -> ModelError:
        return ModelError(f"{self.path} {sentence}")


def read_published(path: Path, network: str | None = None) -> Checkpoint:
    """A file of published weights as a checkpoint, its weights still lying in the file where that is possible.

    network: one of NETWORKS; needed for FCN-8s, whose two variants have the same names. Raises ModelError.
    """
    if network is not None and network not in NETWORKS:
        raise ModelError(f"--network is {network!r}; it must be one of {', '.join(NETWORKS)}.")
    if path.suffix == ".safetensors":
        raise ModelError(f"{path} is a safetensors file; only .pth and .caffemodel files are converted.")
    if path.is_dir() or not path.exists():
        raise ModelError(f"There is no file {path}.")
    is_caffe = path.suffix == ".caffemodel"
    state = _caffe_state(path) if is_caffe else read_pth(path)
    source = _Source(path, state, network, is_caffe)
    for key, read in (
        ("score_fr.weight", _read_fcn),
        ("features.0.weight", _read_classifier),
        ("backbone.conv1.weight", _read_dilated),
        ("fc6.weight", _read_caffe_classifier),
    ):
        if key in state:
            return read(source)
    raise source.refuse(f"is of no network that Segmend knows: it begins with {next(iter(state))[:50]!r}.")


def _caffe_state(path: Path) -> State:
    """Layers as `name.weight` and `name.bias`. Of SIFT Flow's two tasks the semantic one is taken."""
    state: State = {}
    for layer, blobs in read_caffemodel(path).items():
        if layer.endswith("_geo"):
            continue
        for kind, blob in zip(("weight", "bias"), blobs, strict=False):
            state[f"{layer.removesuffix('_sem')}.{kind}"] = blob
        if len(blobs) > 2:
            raise ModelError(f"{path}: the layer {layer[:50]} has {len(blobs)} arrays; a convolution has two.")
    return state


def _read_fcn(source: _Source) -> Checkpoint:
    """FCN-32s, 16s, 8s over VGG16 or CaffeNet; bilinear deconvolutions become interpolation, which is quicker."""
    state = dict(source.state)
    stride = next((stride for stride, name in _LAST.items() if f"{name}.weight" in state), None)
    if stride is None:
        raise source.refuse("has scores, but no deconvolution upscore, upscore16 or upscore8 after them.")
    scales = _feature_scales(source, state, stride)
    config = FcnConfig(
        classes=_count_classes(source),
        trunk="vgg16" if "conv1_1.weight" in state else "caffenet",
        stride=stride,
        padding="paper",
        upsampling="all",
        feature_scales=scales,
    )
    config = replace(config, upsampling=_drop_fixed(state, _places(config), _LAST[stride]))
    variant = f"FCN-{stride}s" + (" at once" if scales == AT_ONCE else "")
    normalisation, data = _normalisation(config.classes)
    if source.is_caffe:
        provenance, license_name = f"{variant} of the paper's authors (fcn.berkeleyvision.org){data}", _BERKELEY
    else:
        provenance = f"{variant} in pytorch-fcn's layout (converted from fcn.berkeleyvision.org){data}"
        license_name = f"MIT (pytorch-fcn); weights: {_BERKELEY}"
    return _checkpoint(source, config, _placed(state, _places(config)), normalisation, provenance, license_name)


def _feature_scales(source: _Source, state: State, stride: int) -> tuple[float, float, float]:
    """Which variant it is: by what was said, and by Caffe's scale layers, which are taken out of `state`."""
    held = [state.pop(f"scale_{pool}.weight", None) for pool in ("pool3", "pool4")] if source.is_caffe else [None]
    said = source.network
    if said is not None and NETWORKS[said][0] != stride:
        raise source.refuse(f"holds FCN-{stride}s, not {said}.")
    if stride != 8:
        return 1.0, 1.0, 1.0
    if None not in held:
        factors = [float(scale.flatten()[0]) for scale in held if scale is not None and scale.numel()]
        is_even = all(bool((scale == scale.flatten()[0]).all()) for scale in held if scale is not None)
        if len(factors) != 2 or not is_even:
            raise source.refuse("scales single channels before its skips, which FCN-8s at once does not.")
        if said == "fcn8s":
            raise source.refuse("holds scale layers, so it is fcn8s-atonce, not fcn8s.")
        is_usual = all(abs(f / usual - 1) < 1e-5 for f, usual in zip(factors, AT_ONCE, strict=False))
        return AT_ONCE if is_usual else (factors[0], factors[1], 1.0)
    if said is None:
        raise source.refuse(
            "holds FCN-8s, and its weights do not say whether it was trained in stages or at once. "
            "Say it with --network fcn8s or --network fcn8s-atonce."
        )
    _check_digest(source, said)
    return NETWORKS[said][1]


def _check_digest(source: _Source, said: str) -> None:
    """The two published files are known by their sums: what was said must not contradict them."""
    with open(source.path, "rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    for name, md5 in _MD5.items():
        if digest == md5 and name != said:
            raise source.refuse(f"is pytorch-fcn's published {name} (by its MD5 sum), not {said}.")


def _count_classes(source: _Source) -> int:
    weight = source.state["score_fr.weight"]
    if weight.ndim < 2 or not 1 <= weight.shape[0] <= 255:
        raise source.refuse(f"has score_fr of shape {tuple(weight.shape)}; 1 to 255 classes come first in it.")
    return int(weight.shape[0])


def _normalisation(classes: int) -> tuple[Normalisation, str]:
    if classes not in _MEANS:
        return CAFFE_BGR, ""
    name, mean = _MEANS[classes]
    return replace(CAFFE_BGR, mean=mean), f", its {classes} classes taken for {name}'s"


def _places(config: FcnConfig) -> dict[str, tuple[str, Tensor]]:
    """Published name -> our name, and a weight of the right shape without memory."""
    with torch.device("meta"):
        expected = build_network(config).state_dict()
    return {re.sub(r"^(trunk\.stage\d+|heads)\.", "", name): (name, value) for name, value in expected.items()}


def _placed(state: Mapping[str, Tensor], places: Mapping[str, tuple[str, Tensor]]) -> State:
    """Weights under our names, in our shapes where they only write the same numbers differently."""
    placed: State = {}
    for name, value in state.items():
        ours, expected = places.get(name, (name, value))
        placed[ours] = _viewed(value, expected, is_matrix=name in ("fc6.weight", "fc7.weight"))
    return placed


def _viewed(value: Tensor, expected: Tensor, *, is_matrix: bool) -> Tensor:
    """Caffe's old files write four dimensions for all; a fully connected layer is a convolution's matrix."""
    have, want = ([side for side in tensor.shape if side != 1] for tensor in (value, expected))
    is_same = have == want or (is_matrix and len(have) == 2 and have[0] == want[0])
    if value.shape != expected.shape and is_same and value.numel() == expected.numel():
        return value.reshape(expected.shape)
    return value


def _drop_fixed(state: State, places: Mapping[str, tuple[str, Tensor]], last: str) -> UpsamplingKind:
    """Take deconvolutions out of `state` that are plain bilinear; the kind of upsampling that is left."""
    names = [name for name in state if name.startswith("upscore") and name in places]
    fixed = [name for name in names if _is_bilinear(state[name], places[name][1])]
    if f"{last}.weight" not in fixed:
        return "all"
    dropped = fixed if len(fixed) == len(names) else [f"{last}.weight"]
    for name in dropped:
        del state[name]
    return "fixed" if len(fixed) == len(names) else "learned"


def _is_bilinear(weight: Tensor, expected: Tensor) -> bool:
    if weight.shape != expected.shape or not weight.is_floating_point():
        return False
    filler = torch.zeros(expected.shape)
    filler[range(len(filler)), range(len(filler))] = bilinear_filler(filler.shape[-1])
    return bool(((weight.float() - filler).abs() < 1e-6).all())


def _checkpoint(
    source: _Source,
    config: FcnConfig,
    state: State,
    normalisation: Normalisation,
    provenance: str,
    license_name: str,
    max_side: int | None = None,
) -> Checkpoint:
    with torch.device("meta"):
        expected = build_network(config).state_dict()
    check_keys(str(source.path), state, expected)
    names = VOC_NAMES if config.classes == len(VOC_NAMES) else [f"class {i}" for i in range(config.classes)]
    return Checkpoint(
        config=config,
        state=_apart(state),
        classes=tuple((name, voc_color(index)) for index, name in enumerate(names)),
        normalisation=normalisation,
        max_side=max_side,
        provenance=f"{provenance}, from {source.path.name}",
        license=license_name,
    )


def _apart(state: Mapping[str, Tensor]) -> State:
    """The same weights, copied where two lie in one memory: a checkpoint's lie apart."""
    seen: set[int] = set()
    apart: State = {}
    for name, value in state.items():
        place = value.untyped_storage().data_ptr()
        apart[name] = value.clone() if place in seen else value
        seen.add(place)
    return apart


def _start(source: _Source, trunk: str) -> tuple[FcnConfig, Fcn]:
    """A new network for VOC's classes over an ImageNet trunk; its scores are zero until it is trained or taught."""
    stride, scales = NETWORKS[source.network or "fcn8s"]
    config = FcnConfig(classes=len(VOC_NAMES), trunk=trunk, stride=stride, feature_scales=scales)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        net = build_network(config)
        initialise_fc(net)
    return config, net


def _read_classifier(source: _Source) -> Checkpoint:
    """torchvision's VGG16, AlexNet or SqueezeNet 1.0, trained on ImageNet."""
    state, trunk = source.state, "squeezenet"
    if "features.28.weight" in state:
        trunk = "vgg16"
    elif "features.10.weight" in state:
        trunk = "alexnet"
    if "features.30.weight" in state:
        raise source.refuse("holds a deeper VGG than VGG16, or one with batch normalisation.")
    config, net = _start(source, trunk)
    load_torchvision(net, state, str(source.path))
    provenance = f"torchvision's ImageNet {trunk}; its scores are untrained"
    return _checkpoint(source, config, net.state_dict(), IMAGENET_RGB, provenance, _TORCHVISION, max_side=640)


def _read_caffe_classifier(source: _Source) -> Checkpoint:
    """Caffe's VGG16 or CaffeNet, trained on ImageNet: what the paper starts from."""
    config, net = _start(source, "vgg16" if "conv1_1.weight" in source.state else "caffenet")
    kept = {name: value for name, value in source.state.items() if not name.startswith("fc8.")}
    heads = {name: value for name, value in net.state_dict().items() if name.startswith("heads.")}
    state = heads | _placed(kept, _places(config))
    provenance = f"Caffe's ImageNet {config.trunk}; its scores are untrained"
    return _checkpoint(source, config, state, CAFFE_BGR, provenance, "as its authors published it", max_side=640)


def _read_dilated(source: _Source) -> Checkpoint:
    """torchvision's fcn_resnet50 and fcn_resnet101; the auxiliary classifier serves training alone and is left out."""
    if source.network is not None:
        raise source.refuse(f"holds torchvision's FCN over a ResNet, not {source.network}; leave --network out.")
    trunk = "resnet101" if "backbone.layer3.6.conv1.weight" in source.state else "resnet50"
    score = source.state.get("classifier.4.weight")
    if score is None or score.ndim != 4 or not 1 <= score.shape[0] <= 255:
        raise source.refuse("has the trunk of a ResNet, but not the classifier of an FCN.")
    config = FcnConfig(classes=int(score.shape[0]), trunk=trunk, stride=32, upsampling="fixed")
    state: State = {}
    for name, value in source.state.items():
        if name.startswith("aux_classifier.") or name.endswith(".num_batches_tracked"):
            continue
        ours = name.replace("backbone.", "trunk.", 1).replace("classifier.4.", "heads.score_fr.", 1)
        state[ours.replace("classifier.", "neck.", 1)] = value
    provenance = f"torchvision's fcn_{trunk}, trained on COCO with VOC's labels"
    # torchvision scales images to a short side of 520: this long side at 4:3
    return _checkpoint(source, config, state, IMAGENET_RGB, provenance, _TORCHVISION, max_side=694)
