"""Networks of other packages: the entry points of the group `segmend.networks`. docs/EXTENDING.md tells how."""

from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import torch
from torch import Tensor, nn

from models.checkpoint import IMAGENET_RGB, Checkpoint, Normalisation, load_checkpoint
from models.errors import ModelError
from models.fcn import FcnConfig, Features
from models.names import PLUGINS, find_model, known_models, plugin_names
from models.networks.dilated import SkiplessFcn
from models.networks.dropout import ChannelDropout
from models.trunks import Grid

_STRIDES = (1, 2, 4, 8, 16, 32)


def open_model(model: str) -> Checkpoint:
    """A checkpoint by path or name, or the network of this name that another package brings. Raises ModelError."""
    if model in known_models() or model not in plugin_names():
        return load_checkpoint(find_model(model))
    return plugin_checkpoint(model)


def plugin_checkpoint(name: str) -> Checkpoint:
    """What a package's network is as it comes, as a checkpoint that can be stored. Raises ModelError."""
    part = _made(name)
    classes = tuple((str(each), (int(r), int(g), int(b))) for each, (r, g, b) in part.classes)
    config = FcnConfig(classes=len(classes), trunk=name, stride=32, upsampling="fixed")
    net = PluginFcn(config)
    net.trunk = part
    if getattr(part, "head", None) is not None:
        _take_head(name, net, part.head)
    normalisation = getattr(part, "normalisation", IMAGENET_RGB)
    if not isinstance(normalisation, Normalisation):
        raise ModelError(f"The network {name} of another package has a normalisation that is no Normalisation.")
    entry = _entry(name)
    origin = entry.dist.name if entry.dist is not None else entry.value
    state = {key: value.detach().cpu().clone() for key, value in net.state_dict().items()}
    return Checkpoint(config, state, classes, normalisation, provenance=f"the network {name} of {origin}")


class PluginFcn(SkiplessFcn):
    """Another package's network as one that can be predicted with, taught, trained and stored as Segmend's own."""

    def _build(self) -> None:
        part = _made(self.config.trunk)
        self.trunk = part
        self.companion = None
        self.dropout = ChannelDropout(0.0)  # the module has its own, if any
        self.grid = Grid(part.stride, (part.stride - 1) / 2)
        self.reach = part.reach
        self._add_heads(part.channels)

    def converted(self, maps: Any) -> Features:
        """maps: what the other package's module gives, (N, channels, h, w)."""
        return (maps,)

    def below_heads(self) -> list[nn.Module]:
        return [self.trunk]


@cache
def _factory(name: str) -> Callable[[], nn.Module]:
    """What the entry point names, loaded once. Raises ModelError."""
    entry = _entry(name)
    try:
        made: Callable[[], nn.Module] = entry.load()
    except (Exception, SystemExit) as error:
        raise ModelError(f"The network {name} of another package cannot be loaded: {_told(error)}.") from error
    return made


def _made(name: str) -> Any:
    """A new module of the plug-in, checked. Raises ModelError."""
    try:
        with torch.device("cpu"):  # also where only shapes are asked for: it may read weights from a file
            part = _factory(name)()
    except ModelError:
        raise
    except (Exception, SystemExit) as error:
        raise ModelError(f"The network {name} of another package cannot be made: {_told(error)}.") from error
    wrong = _wrong(part)
    if wrong:
        raise ModelError(f"The network {name} of another package {wrong}; docs/EXTENDING.md says what it must have.")
    return part.to(torch.empty(0).device)


def _wrong(part: Any) -> str:
    """What a module lacks; empty if nothing."""
    if not isinstance(part, nn.Module):
        return "is no torch.nn.Module"
    for attribute in ("channels", "stride", "reach"):
        if type(getattr(part, attribute, None)) is not int:
            return f"has no whole number `{attribute}`"
    if part.stride not in _STRIDES:
        return f"has the stride {part.stride}, which is none of {', '.join(map(str, _STRIDES))}"
    classes = getattr(part, "classes", None)
    if not isinstance(classes, Sequence) or not 1 <= len(classes) <= 255:
        return "has no `classes`, 1 to 255 of (name, (r, g, b))"
    try:
        is_right = all(isinstance(each, str) and len(color) == 3 for each, color in classes)
    except (TypeError, ValueError):
        is_right = False
    return "" if is_right else "has classes that are not (name, (r, g, b))"


def _take_head(name: str, net: PluginFcn, head: Any) -> None:
    """Take the plug-in's own last layer over: weight (C, channels, 1, 1) and bias (C,)."""
    layer = net.heads["score_fr"]
    with torch.no_grad():
        for attribute in ("weight", "bias"):
            mine, theirs = getattr(layer, attribute), getattr(head, attribute, None)
            if not isinstance(theirs, Tensor) or theirs.shape != mine.shape:
                raise ModelError(f"The network {name} of another package has a head whose {attribute} does not fit.")
            mine.copy_(theirs)


def _entry(name: str) -> EntryPoint:
    found = entry_points(group=PLUGINS, name=name)
    if not found:
        raise ModelError(f"There is no network {name}: the package that brings it is not installed.")
    return next(iter(found))


def _told(error: BaseException) -> str:
    """What was raised, in one line without its end stop."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0].rstrip('.')}" if lines else type(error).__name__
