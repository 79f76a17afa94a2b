"""Training of a whole network: the loop that `train`, `finetune` and the window's Learn share."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from models.augmentation import RandomCrop
from models.checkpoint import Normalisation
from models.devices import memory_format, training_dtype
from models.errors import ModelError
from models.fcn import Fcn
from models.metrics import UNLABELED

#: (H, W, 3) uint8 RGB; (H, W) uint8 labels; optionally (H, W) uint8, how much each pixel counts, 100 is one
Example = tuple[NDArray[np.uint8], NDArray[np.uint8]] | tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]


@dataclass(frozen=True)
class Recipe:
    """How a network is trained. rate: AdamW's for fc and heads; trunk_rate: its multiple for the trunk (0: frozen)."""

    iterations: int = 1000
    batch: int = 8
    crop: int = 288
    scales: tuple[float, float] = (0.5, 1.6)
    rate: float = 1e-3
    trunk_rate: float = 1.0
    decay: float = 1e-2
    average: float = 0.999
    drift_weight: float = 0.0
    is_heads_only: bool = False
    seed: int = 0


@dataclass(frozen=True)
class Step:
    """One iteration done: its number (from 1), the loss, and the averaged network so far."""

    number: int
    loss: float
    network: Fcn


def train(
    net: Fcn,
    normalisation: Normalisation,
    examples: Sequence[Callable[[], Example]],
    recipe: Recipe,
    *,
    device: torch.device,
    anchor: Fcn | None = None,
) -> Iterator[Step]:
    """Train `net` in place, yielding after each iteration; `step.network` is the average to evaluate and keep.

    Sparse cross-entropy, unlabeled pixels ignored; AdamW with a polynomial rate. With an anchor and a drift weight,
    unlabeled pixels are held to what the anchor says there. The network is left on `device`, in training mode.
    """
    if not examples:
        raise ModelError("There is nothing to learn from: no sample is labelled.")
    if not recipe.rate > 0:
        raise ModelError(f"The rate is {recipe.rate}; it must be greater than 0.")
    net.to(device, memory_format=memory_format(device)).train()  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(_groups(net, recipe), weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, partial(_poly, iterations=recipe.iterations))
    averaged = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(recipe.average))
    augment = RandomCrop(recipe.crop, scales=recipe.scales, seed=recipe.seed)
    order = _shuffled(len(examples), recipe.seed)
    torch.manual_seed(recipe.seed)
    for number in range(1, recipe.iterations + 1):
        crops = [augment(*_planes(examples[next(order)]())) for _ in range(recipe.batch)]
        images = torch.stack([crop[0] for crop in crops]).to(device)
        planes = torch.stack([crop[1] for crop in crops]).to(device)
        x = normalisation(images).contiguous(memory_format=memory_format(device))
        loss = _loss(net, x, planes, anchor, recipe.drift_weight)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimizer.step()
        schedule.step()
        averaged.update_parameters(net)
        yield Step(number, float(loss.detach()), cast(Fcn, averaged.module))


def _planes(example: Example) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    image, labels = example[:2]
    counts = example[2] if len(example) == 3 else np.full_like(labels, 100)
    return image, np.stack((labels, counts), -1)


def _poly(step: int, *, iterations: int) -> float:
    """Linear warm-up over the first 2 %, then (1 - t) ** 0.9."""
    warm = max(1, iterations // 50)
    return min(1.0, (step + 1) / warm) * max(0.0, 1 - step / iterations) ** 0.9


def _groups(net: Fcn, recipe: Recipe) -> list[dict[str, object]]:
    """Parameters by rate; biases and one-dimensional weights without decay (Long et al. 2015, 4.3)."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in net.named_parameters():
        if name.startswith("companion."):
            continue
        rate = recipe.rate * (recipe.trunk_rate if name.startswith("trunk.") else 1.0)
        if recipe.is_heads_only and not name.startswith("heads."):
            rate = 0.0
        parameter.requires_grad_(rate > 0)
        if rate > 0:
            decay = recipe.decay if parameter.ndim > 1 else 0.0
            groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()]


def _shuffled(count: int, seed: int) -> Iterator[int]:
    generator = np.random.default_rng(seed)
    while True:
        yield from generator.permutation(count).tolist()


def _loss(net: Fcn, x: Tensor, planes: Tensor, anchor: Fcn | None, drift_weight: float) -> Tensor:
    """Mean cross-entropy over labelled pixels, plus the drift term.

    x: (N, 3, H, W) float. planes: (N, 2, H, W) uint8, labels and how much each pixel counts.
    """
    scores = _scores(net, x)
    truth = planes[:, 0].long()
    known = truth != UNLABELED
    counts = planes[:, 1] * known
    losses = F.cross_entropy(scores, truth, ignore_index=UNLABELED, reduction="none")
    loss = (losses * counts).sum() / counts.sum().clamp(min=1)
    if anchor is not None and drift_weight > 0 and bool((~known).any()):
        with torch.no_grad():
            held = _scores(anchor, x).softmax(1)
        drift = -(held * F.log_softmax(scores, 1)).sum(1)
        loss = loss + drift_weight * drift[~known].mean()
    return loss


def _scores(net: Fcn, x: Tensor) -> Tensor:
    """Scores in float32, the convolutions in the reduced precision this device is quicker at."""
    dtype = training_dtype(x.device)
    with torch.autocast(x.device.type, dtype=dtype or torch.bfloat16, enabled=dtype is not None):
        scores: Tensor = net(x)
    return scores.float()
