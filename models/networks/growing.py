"""Adding classes to a network that is in use."""

import copy
from dataclasses import replace

import torch
from torch import Tensor, nn

from models.errors import ModelError
from models.fcn import Fcn, build_network
from models.networks.upsampling import Upsampling

#: the skip, its upsampling and its fusion by the stride at which they meet
_LEVELS = {16: ("score_pool4", "upscore2", "fuse_pool4"), 8: ("score_pool3", "upscore_pool4", "fuse_pool3")}


def grow_classes(net: Fcn, classes: int) -> Fcn:
    """A copy of `net` with `classes` >= its own. What it says of an image is unchanged until it is taught.

    The old scores are centred first (softmax does not see a constant), so that the greatest is never below zero, which
    is what a new class scores everywhere.
    """
    before = net.config.classes
    if classes < before:
        raise ModelError(f"A network of {before} classes cannot shrink to {classes}.")
    centred = copy.deepcopy(net)
    _centre(centred)
    grown = build_network(replace(net.config, classes=classes))
    parameter = next(net.parameters())
    grown.to(parameter.device, parameter.dtype)
    old = centred.state_dict()
    state = {name: _grown(name, fresh, old[name], before, classes) for name, fresh in grown.state_dict().items()}
    grown.load_state_dict(state)
    _centre(grown)  # the new ones too, so that teaching can lower all old scores together
    return grown.train(net.training)


def _grown(name: str, fresh: Tensor, old: Tensor, before: int, classes: int) -> Tensor:
    if fresh.shape == old.shape:
        return old.clone()
    value = fresh.clone()
    if name.startswith("heads.fuse") and value.ndim == 4:  # (C, 2C, 1, 1), inputs [upsampled | skip]
        value[:before, :before] = old[:, :before]
        value[:before, classes : classes + before] = old[:, before:]
    elif name.startswith("heads.up"):  # (C in, C out, k, k)
        value[:before, :before] = old
    else:  # rows of classes
        value[:before] = old
    return value


@torch.no_grad()
def _centre(net: Fcn) -> None:
    """Change the heads so that the scores of every pixel add up to zero; their differences stay as they are."""
    last: Upsampling = net.heads[net.last_name]  # type: ignore[assignment]
    if last.weight is not None:
        _remove_mean(last.weight, 1)
    else:
        _centre_fused(net, net.config.stride)


def _centre_fused(net: Fcn, stride: int) -> None:
    if stride == 32:
        _centre_rows(net.heads["score_fr"])
        return
    skip, up_name, fuse = _LEVELS[stride]
    if net.config.fusion == "concat":
        _centre_rows(net.heads[fuse])
        return
    _centre_rows(net.heads[skip])
    up: Upsampling = net.heads[up_name]  # type: ignore[assignment]
    if up.weight is not None:
        _remove_mean(up.weight, 1)
    else:
        _centre_fused(net, stride * 2)


def _centre_rows(layer: nn.Module) -> None:
    _remove_mean(layer.weight, 0)  # type: ignore[arg-type]
    _remove_mean(layer.bias, 0)  # type: ignore[arg-type]


def _remove_mean(weight: Tensor, dimension: int) -> None:
    weight -= weight.mean(dimension, keepdim=True)
