"""An iteration that is left at any layer has changed nothing: the training goes on to the same bits."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from models.checkpoint import IMAGENET_RGB
from models.fcn import Fcn
from models.learning import Trainer
from models.training.leaving import StepLeftError, leaving
from models.training.recipes import Recipe
from tests.unit.models.miniatures import ENGINE, blocks, network

RECIPE = Recipe(iterations=3, batch=2, crop=48, rate=1e-3, average=0.5, drift_weight=0.3, clip=1.0)


class Asked:
    """Says to stop at the nth question."""

    def __init__(self, number: int) -> None:
        self.number, self.times = number, 0

    def __call__(self) -> bool:
        self.times += 1
        return self.times == self.number


def trainer(*, has_companion: bool = False) -> Trainer:
    nets: list[Fcn] = [network(has_companion=has_companion) for _ in range(2)]
    if has_companion:  # so that it is run
        for net in nets:
            nn.init.constant_(net.heads["score_pool3"].weight, 0.01)  # type: ignore[arg-type]
    examples = [lambda: blocks(64, 96, seed=0), lambda: blocks(64, 96, seed=1)]
    return Trainer(nets[0], IMAGENET_RGB, examples, RECIPE, device=ENGINE.device, anchor=nets[1].eval())


def tensors(state: Any) -> list[Tensor]:
    if isinstance(state, dict):
        return [each for key in state for each in tensors(state[key])]
    return [state.clone()] if isinstance(state, Tensor) else []


def assert_equal(one: list[Tensor], other: list[Tensor]) -> None:
    assert len(one) == len(other) > 0
    assert all(torch.equal(*pair) for pair in zip(one, other, strict=True))


@pytest.mark.parametrize("has_companion", [False, True])
def test_left_anywhere_the_same_step_is_made_again(has_companion: bool) -> None:
    straight, left = trainer(has_companion=has_companion), trainer(has_companion=has_companion)
    straight.step()
    left.step()
    never = Asked(-1)
    expected = straight.step(never)
    assert never.times > 60  # a question at each layer, there and back
    before = tensors(left.state())
    for number in range(1, never.times + 1, 7):
        with pytest.raises(StepLeftError):
            left.step(Asked(number))
        assert left.iteration == 1
        assert_equal(tensors(left.state()), before)
        assert all(parameter.grad is None for parameter in left.network.parameters())
    got = left.step()
    assert (got.number, got.loss) == (expected.number, expected.loss)
    assert_equal(tensors(left.state()), tensors(straight.state()))


def test_it_is_asked_on_the_way_back_too() -> None:
    net, asked = nn.Sequential(nn.Conv2d(1, 2, 1), nn.ReLU(inplace=True), nn.Conv2d(2, 1, 1)), Asked(-1)
    with leaving(asked, net):
        y = net(torch.ones(1, 1, 2, 2))
        there = asked.times
        y.sum().backward()
    assert (there, asked.times) == (3, 6)
    net(torch.ones(1, 1, 2, 2)).sum().backward()
    assert asked.times == 6  # nobody is asked any more


@pytest.mark.parametrize("number", [2, 4])
def test_what_layers_keep_of_their_inputs_is_put_back(number: int) -> None:
    """As the network of another package may."""
    net = nn.Sequential(nn.BatchNorm2d(1), nn.Conv2d(1, 1, 1))
    before = [each.clone() for each in net.buffers()]
    with pytest.raises(StepLeftError), leaving(Asked(number), net):
        net(torch.rand(2, 1, 3, 3)).sum().backward()
    assert_equal(list(net.buffers()), before)


def test_where_nobody_asks_nothing_is_looked_at() -> None:
    net = nn.Sequential(nn.Conv2d(1, 1, 1))
    silent: Callable[[], bool] | None = None
    with leaving(silent, net):
        assert not net[0]._forward_pre_hooks
        net(torch.ones(1, 1, 2, 2))
