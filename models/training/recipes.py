"""Recipes: what a training does, as data; solvers and schedules are looked up by name.

The paper's figures are those of Long, Shelhamer, Darrell 2015, section 4.3, and of its release.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import torch
from torch import nn

from models.errors import ModelError
from models.fcn import Fcn


@dataclass(frozen=True)
class Recipe:
    """How a network is trained.

    crop: side of the training crops, pixels; 0 for whole images at their own size. scales: range of the zoom.
    colors: strength of the colour jitter, 0 for none. rotation: greatest angle either way, degrees.
    rate: of fc layers and heads; trunk_rate: its multiple for the trunk (0: frozen); bias_rate: that for biases.
    loss: "mean" over the labelled pixels, or "sum" over them. clip: greatest norm of the gradient, None for any.
    average: decay of the exponential average of the weights, 0 for none. precision: auto, fp32 or bf16.
    """

    iterations: int = 1000
    batch: int = 8
    crop: int = 288
    scales: tuple[float, float] = (0.5, 1.6)
    flips: bool = True
    colors: float = 0.3
    rotation: float = 0.0
    optimizer: Literal["adamw", "sgd"] = "adamw"
    schedule: Literal["poly", "constant"] = "poly"
    loss: Literal["mean", "sum"] = "mean"
    rate: float = 1e-3
    trunk_rate: float = 1.0
    bias_rate: float = 1.0
    momentum: float = 0.9
    decay: float = 1e-2
    clip: float | None = 5.0
    average: float = 0.999
    class_weights: Literal["none", "balanced"] = "none"
    drift_weight: float = 0.0
    is_heads_only: bool = False
    seed: int = 0
    precision: str = "auto"

    def check(self) -> None:
        """Raise ModelError where the numbers cannot train anything."""
        if not self.rate > 0:
            raise ModelError(f"The rate is {self.rate}; it must be greater than 0.")
        if self.crop != 0 and self.crop < 16:
            raise ModelError(f"--crop is {self.crop}; it must be 0 (whole images) or at least 16.")
        if not 0 < self.scales[0] <= self.scales[1] < 100:
            raise ModelError(
                f"--zoom is {self.scales[0]} {self.scales[1]}; it must be two numbers above 0, low and high."
            )
        if self.class_weights not in ("none", "balanced"):
            raise ModelError(f"--class-weights is {self.class_weights!r}; it must be none or balanced.")
        if self.precision not in ("auto", "fp32", "bf16"):
            raise ModelError(f"--precision is {self.precision!r}; training knows auto, fp32 and bf16.")


#: AdamW with a polynomial rate, random crops, an average of the weights
MODERN = Recipe()
#: the loss summed over the pixels of one whole image, heavy momentum, biases at twice the rate and without decay
PAPER = Recipe(
    iterations=100_000,
    batch=1,
    crop=0,
    scales=(1.0, 1.0),
    flips=False,
    colors=0.0,
    optimizer="sgd",
    schedule="constant",
    loss="sum",
    rate=1e-10,
    bias_rate=2.0,
    momentum=0.99,
    decay=5e-4,
    clip=None,
    average=0.0,
)
#: the paper's rate at each stage of FCN-32s -> 16s -> 8s
PAPER_RATES = {32: 1e-10, 16: 1e-12, 8: 1e-14}
#: all skips from the start, with `AT_ONCE_SCALES`
PAPER_AT_ONCE = replace(PAPER, iterations=300_000)
PAPER_ALEXNET = replace(PAPER, loss="mean", rate=1e-4, momentum=0.9, batch=20)
#: what features at strides 8, 16 and 32 are multiplied by, so that FCN-8s trains at once
AT_ONCE_SCALES = (0.0001, 0.01, 1.0)


def choose_recipe(name: str, *, trunk: str, stride: int, is_at_once: bool = False) -> Recipe:
    """The recipe `modern` or `paper` for a network. Raises ModelError."""
    if name == "modern":
        return MODERN
    if name != "paper":
        raise ModelError(f"--recipe is {name!r}; it must be modern or paper.")
    if trunk == "alexnet":
        return PAPER_ALEXNET
    if is_at_once:
        return PAPER_AT_ONCE
    return replace(PAPER, rate=PAPER_RATES.get(stride, PAPER.rate))


def _poly(step: int, iterations: int) -> float:
    """Linear warm-up over the first 2 %, then (1 - t) ** 0.9."""
    warm = max(1, iterations // 50)
    return min(1.0, (step + 1) / warm) * max(0.0, 1 - step / iterations) ** 0.9


_SCHEDULES: dict[str, Callable[[int, int], float]] = {"poly": _poly, "constant": lambda step, iterations: 1.0}
_OPTIMIZERS: dict[str, Callable[[list[dict[str, Any]], Recipe], torch.optim.Optimizer]] = {
    "adamw": lambda groups, recipe: torch.optim.AdamW(groups),
    "sgd": lambda groups, recipe: torch.optim.SGD(groups, momentum=recipe.momentum),
}


def build_optimizer(net: Fcn, recipe: Recipe) -> torch.optim.Optimizer:
    """The recipe's optimizer over what it trains of `net`; everything else stops asking for gradients."""
    return _OPTIMIZERS[recipe.optimizer](_groups(net, recipe), recipe)


def set_rates(optimizer: torch.optim.Optimizer, recipe: Recipe, number: int) -> float:
    """Set the rates of iteration `number` (from 1), a function of the number alone; returns that of weights."""
    factor = _SCHEDULES[recipe.schedule](number - 1, recipe.iterations)
    for group in optimizer.param_groups:
        group["lr"] = group["base_rate"] * factor
    return recipe.rate * factor


def _groups(net: Fcn, recipe: Recipe) -> list[dict[str, Any]]:
    """Parameters by rate; biases and one-dimensional weights without decay (FCN.md, section 5)."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in net.named_parameters():
        if name.startswith("companion."):
            continue
        rate = recipe.rate * (recipe.trunk_rate if name.startswith("trunk.") else 1.0)
        if recipe.is_heads_only and not name.startswith("heads."):
            rate = 0.0
        parameter.requires_grad_(rate > 0)
        if rate > 0:
            is_bias = parameter.ndim == 1
            key = (rate * recipe.bias_rate, 0.0) if is_bias else (rate, recipe.decay)
            groups.setdefault(key, []).append(parameter)
    return [{"params": p, "lr": rate, "base_rate": rate, "weight_decay": d} for (rate, d), p in groups.items()]
