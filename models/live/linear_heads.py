"""The heads as one linear map from what they read to the scores, and changes of that map put back into the heads."""

import copy

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.fcn import SCORES, Fcn, Features
from models.live.likeness import sampled

_FAINT = 0.05  # of the greatest gain: what is fainter is not used to reach a score


def score_layers(net: Fcn) -> list[nn.Conv2d]:
    """The 1x1 convolutions that read the features, deepest first."""
    return [net.heads[name] for name in SCORES if name in net.heads]  # type: ignore[misc]


def linear_scores(net: Fcn, vectors: list[Tensor]) -> Tensor:
    """(M, C) scores of vectors as if every map were constant around the pixel: `net.score` far from borders."""
    gains = responses(net)
    scores = constant(net).expand(len(vectors[0]), -1)
    for vector, layer, gain in zip(vectors, score_layers(net), gains, strict=True):
        scores = scores + F.linear(vector, layer.weight[:, :, 0, 0]) @ gain
    return scores


def responses(net: Fcn) -> list[Tensor]:
    """(C, C) for each score layer: one that gives r (a row) adds r @ response to the scores."""
    layers = score_layers(net)
    one = torch.eye(layers[0].out_channels, device=layers[0].weight.device, dtype=layers[0].weight.dtype)
    gains: list[Tensor] = []
    for number in range(len(layers)):
        if number == 0:
            gains = [one]
            continue
        up, mix = _between(net, number)
        gains = [_flat(up, gain) for gain in gains]
        if mix is None:
            gains.append(one)
        else:
            weight = mix.weight[:, :, 0, 0]  # (C, 2C), inputs [upsampled | skip]
            gains = [gain @ weight[:, : len(one)].T for gain in gains] + [weight[:, len(one) :].T]
    return [_flat(net.heads[net.last_name], gain) for gain in gains]


def constant(net: Fcn) -> Tensor:
    """(1, C): the scores where every feature is zero."""
    layers = score_layers(net)
    scores = _bias(layers[0])
    for number in range(1, len(layers)):
        up, mix = _between(net, number)
        scores = _flat(up, scores)
        skipped = _bias(layers[number])
        if mix is None:
            scores = scores + skipped
        else:
            scores = F.linear(torch.cat((scores, skipped), 1), mix.weight[:, :, 0, 0], mix.bias)
    return _flat(net.heads[net.last_name], scores)


@torch.no_grad()
def with_added(net: Fcn, added: list[Tensor], bias: Tensor, turn: Tensor) -> Fcn:
    """A network whose scores s become s + s @ turn + (what is added) + bias, everything below the heads shared.

    added: (channels, C) for each score layer; bias: (1, C); turn: (C, C). Exact where maps are even, or bilinearly
    upsampled.
    """
    changed = net.with_heads(copy.deepcopy(net.heads), net.config)
    gains = responses(net)
    wanted = constant(net) @ (torch.eye(len(turn), device=turn.device) + turn) + bias
    for layer, gain, more in zip(score_layers(changed), gains, added, strict=True):
        back = _inverse(gain)
        weight = layer.weight[:, :, 0, 0].T  # (channels, C)
        layer.weight += ((weight @ gain @ turn + more) @ back).T[:, :, None, None]
    first = score_layers(changed)[0]
    assert first.bias is not None
    first.bias += ((wanted - constant(changed)) @ _inverse(gains[0]))[0]
    return changed


@torch.no_grad()
def vectors_at(net: Fcn, features: Features, rows: Tensor, cols: Tensor) -> list[Tensor]:
    """(P, C) for each map: what the heads read at P places in pixels of the input, interpolated bilinearly."""
    return [sampled(feature[0], grid, rows, cols) for feature, grid in zip(features, net.feature_grids(), strict=True)]


def _inverse(gain: Tensor) -> Tensor:
    """The pseudo-inverse: heads of centred scores cannot add one number to all classes, and need not."""
    return torch.linalg.pinv(gain, rtol=_FAINT)


def _bias(layer: nn.Conv2d) -> Tensor:
    assert layer.bias is not None
    return layer.bias[None]


def _between(net: Fcn, number: int) -> tuple[nn.Module, nn.Conv2d | None]:
    """What brings the scores fused so far to score layer `number`: the upsampling, and the convolution that fuses."""
    up, mix = (("upscore2", "fuse_pool4"), ("upscore_pool4", "fuse_pool3"))[number - 1]
    return net.heads[up], dict(net.heads.items()).get(mix)  # type: ignore[return-value]


def _flat(up: nn.Module, scores: Tensor) -> Tensor:
    """A deconvolution of constant maps, (M, C) -> (M, C): the mean over its phases."""
    weight: Tensor | None = getattr(up, "weight", None)
    if weight is None:
        return scores
    return scores @ (weight.sum((2, 3)) / up.stride**2)  # type: ignore[operator]
