"""Checkpoints: a network's weights as safetensors, with all that is needed to use them in the file's header."""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from models.errors import ModelError
from models.fcn import Fcn, FcnConfig, build_network
from models.networks.corrections import Corrections
from models.networks.memory import Memory

FORMAT = "segmend-fcn"
FORMAT_VERSION = 1
_DTYPES = {  # as safetensors names them
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "BOOL": torch.bool,
    "I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8,
}  # fmt: skip


@dataclass(frozen=True)
class Normalisation:
    """What an image goes through: (value / divisor - mean) / std per channel, channels in `order`."""

    order: Literal["RGB", "BGR"]
    divisor: float
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    def __post_init__(self) -> None:
        if self.order not in ("RGB", "BGR") or len(self.mean) != 3 or len(self.std) != 3:
            raise ModelError("Normalisation needs a channel order RGB or BGR, three means and three deviations.")
        is_usable = all(abs(number) < 1e6 for number in self.mean) and all(
            1e-6 < abs(number) < 1e6 for number in (self.divisor, *self.std)
        )
        if not is_usable:
            raise ModelError("Normalisation has a number that is zero, too small, too large or not a number.")

    def __call__(self, image: Tensor) -> Tensor:
        """(N, 3, H, W) uint8 RGB -> (N, 3, H, W) float32 as the network expects it, on the same device."""
        x = image.flip(1) if self.order == "BGR" else image
        scale = torch.tensor([1 / (self.divisor * s) for s in self.std], device=image.device)
        shift = torch.tensor([-m / s for m, s in zip(self.mean, self.std, strict=True)], device=image.device)
        return x.float().mul_(scale[:, None, None]).add_(shift[:, None, None])


#: torchvision's weights: RGB in 0-1, ImageNet mean and standard deviation.
IMAGENET_RGB = Normalisation("RGB", 255.0, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
#: The FCN release: BGR in 0-255 minus the mean of its training data; no resizing.
CAFFE_BGR = Normalisation("BGR", 1.0, (104.00698793, 116.66876762, 122.67891434), (1.0, 1.0, 1.0))
#: SqueezeNet's release: BGR in 0-255 minus (104, 117, 123).
SQUEEZENET_BGR = Normalisation("BGR", 1.0, (104.0, 117.0, 123.0), (1.0, 1.0, 1.0))


@dataclass(frozen=True)
class Checkpoint:
    """A network with its weights and what a person must know of them.

    classes: (name, (r, g, b)) in the order of the scores. max_side: longer images are scaled down to this long side
    for prediction, None for never. provenance: where the weights come from. measures: figures of its last evaluation.
    learned_from: which images of a project Learn made it of, each as `corrections.key_of`. own_classes: how many of its
    classes, the first ones, it had before Learn taught it others: those that its memory knows; None for all.
    """

    config: FcnConfig
    state: Mapping[str, Tensor]
    classes: tuple[tuple[str, tuple[int, int, int]], ...]
    normalisation: Normalisation
    max_side: int | None = None
    provenance: str = ""
    license: str = ""
    step: int = 0
    measures: dict[str, Any] = field(default_factory=dict)
    memory: Memory | None = None
    corrections: Corrections | None = None
    learned_from: frozenset[str] = frozenset()
    own_classes: int | None = None

    def network(self) -> Fcn:
        """A new network holding a copy of these weights, in evaluation mode."""
        net = build_network(self.config)
        net.load_state_dict({name: value.float() for name, value in self.state.items()})
        return net.eval()

    @property
    def class_names(self) -> list[str]:
        return [name for name, _ in self.classes]

    def with_network(self, net: Fcn, **changes: Any) -> "Checkpoint":
        """The same header around a copy of another network's weights; corrections are this one's and are left out."""
        state = {name: value.detach().cpu().clone() for name, value in net.state_dict().items()}
        return replace(self, **{"config": net.config, "state": state, "corrections": None, **changes})


def save_checkpoint(checkpoint: Checkpoint, path: str | Path, *, is_half: bool = False) -> None:
    """Write atomically. is_half: store float16 (half the size; weights are rounded to 11 bits).

    Raises ModelError, and leaves what stood at `path` as it was, if the file cannot be written or could not be read
    again because a weight is not finite.
    """
    path = Path(path)
    header = {
        "config": asdict(checkpoint.config),
        "classes": [[name, list(color)] for name, color in checkpoint.classes],
        "normalisation": asdict(checkpoint.normalisation),
        "max_side": checkpoint.max_side,
        "provenance": checkpoint.provenance,
        "license": checkpoint.license,
        "step": checkpoint.step,
        "measures": checkpoint.measures,
        "learned_from": sorted(checkpoint.learned_from),
        "own_classes": checkpoint.own_classes,
    }
    dtype = torch.float16 if is_half else torch.float32
    tensors: dict[str, Tensor] = {
        name: value.detach().cpu().to(dtype).contiguous() for name, value in checkpoint.state.items()
    }
    broken = next((name for name, value in tensors.items() if not is_finite(value)), None)
    if broken is not None:
        raise ModelError(
            f"{path} is not written: {broken} holds a value that is not finite{' in half precision' * is_half}. "
            "Learning went astray; try a lower rate."
        )
    metadata = {"format": FORMAT, "version": str(FORMAT_VERSION), "header": json.dumps(header)}
    temporary = temporary_beside(path)
    try:
        for part in (checkpoint.memory, checkpoint.corrections):
            tensors |= {} if part is None else part.tensors()
        save_file(tensors, temporary, metadata=metadata)
        with open(temporary, "rb") as file:
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path} cannot be written: {error}. Free some space or choose another folder.") from error
    finally:
        Path(temporary).unlink(missing_ok=True)  # also where the person stopped it


def temporary_beside(path: Path) -> str:
    """A new, empty file in the folder of `path`, to be moved there. Raises ModelError if there can be none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
    except OSError as error:
        raise ModelError(f"{path} cannot be written: {error.strerror or error}. Choose another folder.") from error
    return temporary


def check_writable(path: Path) -> None:
    """Raise ModelError unless a checkpoint can be put at `path`: asked before hours are spent on learning it."""
    if path.is_dir():
        raise ModelError(f"{path} cannot be written: it is a folder. Give the name of a file.")
    os.unlink(temporary_beside(path))


def load_checkpoint(path: str | Path) -> Checkpoint:
    """Read and check a checkpoint, or published weights that say what they are (models.zoo.conversion).

    Raises ModelError with one sentence; nothing else is touched.
    """
    checkpoint = _published(Path(path))
    if checkpoint is None:
        checkpoint = _read(Path(path), _values_of)
        _check_state(Path(path), checkpoint)
    return checkpoint


def describe_checkpoint(path: str | Path) -> Checkpoint:
    """As load_checkpoint, without reading a weight: those of `state` have a shape and no values (device meta).

    Weights that are not finite are therefore not found; published weights have no header and are read.
    """
    checkpoint = _published(Path(path))
    if checkpoint is None:
        checkpoint = _read(Path(path), _shape_of)
        _check_state(Path(path), checkpoint, has_values=False)
    return checkpoint


def _published(path: Path) -> Checkpoint | None:
    """What a .pth or .caffemodel holds; None for a file that has to be a checkpoint. Raises ModelError."""
    if os.path.isdir(path):
        raise ModelError(f"{path} is a folder, not a checkpoint.")
    if not os.path.isfile(path):
        raise ModelError(f"There is no checkpoint {path}.")
    if path.suffix not in (".pth", ".caffemodel"):
        return None
    from models.zoo.conversion import read_published  # which makes checkpoints, and so needs this module

    return read_published(path)


def _read(path: Path, tensor_of: Callable[[Any, str], Tensor]) -> Checkpoint:
    """tensor_of: how a tensor is taken out of the open file by its name. Raises ModelError."""
    try:
        with safe_open(str(path), framework="pt") as file:
            metadata = file.metadata() or {}
            if metadata.get("format") != FORMAT:
                raise ModelError(f"{path} is a safetensors file, but not a Segmend checkpoint.")
            if metadata.get("version") != str(FORMAT_VERSION):
                raise ModelError(
                    f"{path} has checkpoint version {metadata.get('version')!r}; this Segmend reads {FORMAT_VERSION}."
                )
            state = {name: tensor_of(file, name) for name in file.keys()}  # noqa: SIM118 - not a dict
    except (SafetensorError, OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path} is no readable checkpoint (damaged, cut off, or another kind of file).") from error
    return _from_header(path, metadata.get("header", ""), state)


def _values_of(file: Any, name: str) -> Tensor:
    tensor: Tensor = file.get_tensor(name)
    return tensor


def _shape_of(file: Any, name: str) -> Tensor:
    """Of the right shape and kind, without values and without memory."""
    slot = file.get_slice(name)
    if slot.get_dtype() not in _DTYPES:
        raise SafetensorError(f"{name} holds {slot.get_dtype()}, which no checkpoint has")
    return torch.empty(slot.get_shape(), dtype=_DTYPES[slot.get_dtype()], device="meta")


def _from_header(path: Path, text: str, state: dict[str, Tensor]) -> Checkpoint:
    memory, corrections = Memory.take(state), Corrections.take(state)
    try:
        header = json.loads(text)
        config = dict(header["config"])
        scale8, scale16, scale32 = (float(value) for value in config["feature_scales"])
        config["feature_scales"] = (scale8, scale16, scale32)
        normalisation = dict(header["normalisation"])
        for name in ("mean", "std"):
            normalisation[name] = tuple(float(value) for value in normalisation[name])
        classes = tuple((str(name), _color(color)) for name, color in header["classes"])
        max_side = header.get("max_side")
        if max_side is not None and int(max_side) < 1:
            raise ModelError(f"max_side is {max_side}; it must be at least 1.")
        return Checkpoint(
            config=FcnConfig(**config),
            state=state,
            classes=classes,
            normalisation=Normalisation(**normalisation),
            max_side=None if max_side is None else int(max_side),
            provenance=str(header.get("provenance", "")),
            license=str(header.get("license", "")),
            step=int(header.get("step", 0)),
            measures=dict(header.get("measures", {})),
            memory=memory,
            corrections=corrections,
            learned_from=frozenset(str(key) for key in _listed(header.get("learned_from", []))),
            own_classes=None if header.get("own_classes") is None else int(header["own_classes"]),
        )
    except ModelError as error:
        raise ModelError(f"{path}: {error}") from error
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise ModelError(f"{path} has a damaged checkpoint header ({type(error).__name__}).") from error


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def _color(value: Any) -> tuple[int, int, int]:
    red, green, blue = (int(part) for part in value)
    if not all(0 <= part <= 255 for part in (red, green, blue)):
        raise ValueError("a colour is outside 0-255")
    return red, green, blue


def _check_state(path: Path, checkpoint: Checkpoint, *, has_values: bool = True) -> None:
    if len(checkpoint.classes) != checkpoint.config.classes:
        raise ModelError(
            f"{path} names {len(checkpoint.classes)} classes, but its network has {checkpoint.config.classes}."
        )
    with torch.device("meta"):
        net = build_network(checkpoint.config)
    check_keys(str(path), checkpoint.state, net.state_dict(), has_values=has_values)
    for part in (checkpoint.memory, checkpoint.corrections):
        try:
            if part is not None and has_values:
                part.check(net)
        except ModelError as error:
            raise ModelError(f"{path}: {error}") from error


def check_keys(
    source: str, state: Mapping[str, Tensor], expected: Mapping[str, Tensor], *, has_values: bool = True
) -> None:
    """Raise ModelError unless `state` has exactly the keys and shapes of `expected`, floating and finite.

    has_values: False where `state` is on the device meta, so that nobody can tell whether it is finite.
    """
    missing, extra = sorted(expected.keys() - state.keys()), sorted(state.keys() - expected.keys())
    if missing:
        raise ModelError(f"{source} lacks {len(missing)} weights, the first {missing[0]}.")
    if extra:
        raise ModelError(f"{source} has {len(extra)} weights its network does not have, the first {extra[0]}.")
    for name, value in state.items():
        if value.shape != expected[name].shape:
            raise ModelError(
                f"{source}: {name} has shape {tuple(value.shape)}, not {tuple(expected[name].shape)} as it must."
            )
        if not value.is_floating_point():
            raise ModelError(f"{source}: {name} holds {value.dtype}, not floating point numbers.")
        if has_values and not is_finite(value):
            raise ModelError(f"{source}: {name} holds a value that is not finite (NaN or infinity).")


def is_finite(value: Tensor) -> bool:
    """Whether a floating tensor holds neither NaN nor infinity; unlike torch.isfinite it takes no memory for that."""
    return not value.numel() or all(bool(torch.isfinite(end)) for end in torch.aminmax(value))
