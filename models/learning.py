"""Training of a whole network: the loop that `train`, `finetune` and the window's Learn share.

What an iteration does is a function of the weights, the recipe's seed and the iteration's number: which samples, which
crops, which channels drop out. So a resumed run, and one that many processes share, are the run they stand for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from models.checkpoint import Normalisation
from models.devices import memory_format, training_dtype
from models.distributed import ALONE, Group
from models.errors import ModelError
from models.fcn import Fcn
from models.metrics import UNLABELED
from models.samples import Example
from models.training.augmentation import Augmentation, drawn_at, key_of, stack_padded
from models.training.leaving import StepLeftError, leaving
from models.training.recipes import Recipe, build_optimizer, set_rates

_ONE = 100  # the count of a pixel that counts as one


@dataclass(frozen=True)
class Step:
    """One iteration done: its number (from 1), the mean loss of its pixels, and the averaged network so far."""

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
    """Train `net` in place, yielding after each iteration; `step.network` is the average to evaluate and keep."""
    trainer = Trainer(net, normalisation, examples, recipe, device=device, anchor=anchor)
    while trainer.iteration < recipe.iterations:
        yield trainer.step()


class Trainer:
    """A network in training, one `step` at a time.

    Cross-entropy over labelled pixels, unlabeled ones ignored. With an anchor and a drift weight, unlabeled pixels are
    held to what the anchor says there. class_weights: (C,), what a pixel of each class counts. keeping: a loss of the
    network's own, whatever the batch. The network is trained
    in place and left on `device`, in training mode. Raises ModelError where there is nothing to learn from.
    """

    def __init__(
        self,
        net: Fcn,
        normalisation: Normalisation,
        examples: Sequence[Callable[[], Example]],
        recipe: Recipe,
        *,
        device: torch.device,
        anchor: Fcn | None = None,
        group: Group = ALONE,
        class_weights: Tensor | None = None,
        keeping: Callable[[Fcn], Tensor] | None = None,
    ) -> None:
        if not examples:
            raise ModelError("There is nothing to learn from: no sample is labelled.")
        recipe.check()
        self.iteration, self.rate = 0, 0.0  # what is done; the rate of heads and fc layers at that
        self._net, self._normalisation, self._examples = net, normalisation, examples
        self._recipe, self._device, self._anchor, self._group = recipe, device, anchor, group
        self._class_weights = None if class_weights is None else class_weights.to(device)
        self._keeping = keeping
        net.to(device, memory_format=memory_format(device)).train()  # type: ignore[call-overload]
        self._optimizer = build_optimizer(net, recipe)
        self._forward = group.wrap(net)
        self._averaged: AveragedModel | None = None
        if recipe.average > 0:
            self._averaged = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(recipe.average))
        self._augment = Augmentation(recipe.crop, recipe.scales, recipe.flips, recipe.colors, recipe.rotation)

    @property
    def network(self) -> Fcn:
        """The average of the weights so far, or the network itself where the recipe averages nothing."""
        return self._net if self._averaged is None else cast(Fcn, self._averaged.module)

    def step(self, should_stop: Callable[[], bool] | None = None) -> Step:
        """One iteration: a batch, its gradient, the optimizer's step.

        should_stop: asked between the layers, there and back. Where it says so StepLeftError is raised, and the next
        step is this one again.
        """
        recipe, net = self._recipe, self._net
        self.iteration += 1
        try:
            with leaving(should_stop, net, *([] if self._anchor is None else [self._anchor])):
                mean = self._descend()
        except StepLeftError:
            self.iteration -= 1
            self._optimizer.zero_grad(set_to_none=True)
            raise
        if recipe.clip is not None:
            nn.utils.clip_grad_norm_(net.parameters(), recipe.clip)
        self._optimizer.step()
        if self._averaged is not None:
            self._averaged.update_parameters(net)
        return Step(self.iteration, float(mean), self.network)

    def _descend(self) -> Tensor:
        """Leave the gradient of this iteration's loss in the weights; the mean loss of its pixels."""
        recipe, net = self._recipe, self._net
        net.train()  # an evaluation in between may have changed it
        x, planes = self._batch(self.iteration)
        truth, weights, total = self._targets(planes)
        self.rate = set_rates(self._optimizer, recipe, self.iteration)
        net.dropout.generators = self._dropout_generators(self.iteration)
        scores = _scores(self._forward, x, recipe.precision)
        loss = _loss(scores, truth, weights, _ONE if recipe.loss == "sum" else total)
        mean = self._group.sum(loss.detach()) * (_ONE / total if recipe.loss == "sum" else 1)
        if self._anchor is not None and recipe.drift_weight > 0:
            loss = loss + recipe.drift_weight * _drift(scores, self._anchor, x, truth, recipe.precision)
            mean = loss.detach()
        if self._keeping is not None:
            loss = loss + self._keeping(net)
        self._optimizer.zero_grad(set_to_none=True)
        (loss * self._group.size).backward()  # the group's gradients are averaged, and `total` counts all of it
        net.dropout.generators = None
        return mean

    def state(self) -> dict[str, Any]:
        """All that the next iteration depends on, the recipe and the data aside."""
        return {
            "iteration": self.iteration,
            "net": self._net.state_dict(),
            "averaged": None if self._averaged is None else self._averaged.state_dict(),
            "optimizer": self._optimizer.state_dict(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on where `state` was taken. Raises ModelError if it is of another network or recipe."""
        try:
            self._net.load_state_dict(state["net"])
            self._optimizer.load_state_dict(state["optimizer"])
            if self._averaged is not None:
                self._averaged.load_state_dict(state["averaged"])
            self.iteration = int(state["iteration"])
        except (KeyError, ValueError, TypeError, RuntimeError) as error:
            raise ModelError("The state to go on from is of another network; start anew with --overwrite.") from error

    def _batch(self, iteration: int) -> tuple[Tensor, Tensor]:
        """This process's part of a batch: (N, 3, H, W) float, normalised; (N, 2, H, W) uint8, labels and counts."""
        recipe, crops = self._recipe, []
        for slot in self._group.slots(recipe.batch):
            index = drawn_at((iteration - 1) * recipe.batch + slot, len(self._examples), recipe.seed)
            example = _planes(self._examples[index]())
            crops.append(self._augment(*example, key_of(recipe.seed, iteration, slot)))
        size = recipe.crop, recipe.crop
        if not recipe.crop:  # the largest of all processes, or the padding would depend on who has which image
            sizes = [(x.shape[1], x.shape[2]) for x, _ in crops]
            everywhere = [each for part in self._group.gather(sizes) for each in part]
            size = max(height for height, _ in everywhere), max(width for _, width in everywhere)
        images, planes = (part.to(self._device) for part in stack_padded(crops, *size))
        return self._normalisation(images).contiguous(memory_format=memory_format(self._device)), planes

    def _dropout_generators(self, iteration: int) -> list[torch.Generator]:
        seed = self._recipe.seed
        return [
            torch.Generator().manual_seed(key_of(seed, iteration, slot, 1))
            for slot in self._group.slots(self._recipe.batch)
        ]

    def _targets(self, planes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Labels (N, H, W) int64, what each pixel counts (N, H, W), and what all pixels of all processes count."""
        truth = planes[:, 0].long()
        weights = planes[:, 1] * (truth != UNLABELED)
        if self._class_weights is not None:
            weights = weights * self._class_weights[truth.clamp(max=len(self._class_weights) - 1)]
        return truth, weights, self._group.sum(weights.sum()).clamp(min=1)


def _planes(example: Example) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    image, labels = example[:2]
    counts = example[2] if len(example) == 3 else np.full_like(labels, _ONE)
    return image, np.stack((labels, counts), -1)


def _loss(scores: Tensor, truth: Tensor, weights: Tensor, divisor: Tensor | int) -> Tensor:
    """Cross-entropy of (N, C, H, W) scores, each pixel times its weight (N, H, W), the sum divided by `divisor`."""
    losses = F.cross_entropy(scores, truth, ignore_index=UNLABELED, reduction="none")
    return (losses * weights).sum() / divisor


def _drift(scores: Tensor, anchor: Fcn, x: Tensor, truth: Tensor, precision: str) -> Tensor:
    """Mean cross-entropy of unlabeled pixels against what the anchor says of them."""
    unknown = truth == UNLABELED
    if not bool(unknown.any()):
        return scores.new_zeros(())
    with torch.no_grad():
        held = _scores(anchor, x, precision).softmax(1)
    drift = -(held * F.log_softmax(scores, 1)).sum(1)
    return drift[unknown].mean()


def _scores(net: nn.Module, x: Tensor, precision: str) -> Tensor:
    """Scores in float32, the convolutions in the precision asked for; auto: the one this device is quicker at."""
    dtype = {"fp32": None, "bf16": torch.bfloat16}[precision] if precision != "auto" else training_dtype(x.device)
    with torch.autocast(x.device.type, dtype=dtype or torch.bfloat16, enabled=dtype is not None):
        scores: Tensor = net(x)
    return scores.float()
