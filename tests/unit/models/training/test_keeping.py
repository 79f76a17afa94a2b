"""What Learn is held to of what the network knew."""

from dataclasses import replace

import pytest
import torch

from models.fcn import Fcn
from models.live.linear_heads import linear_scores
from models.networks.memory import Memory, Moments
from models.training.keeping import HeadKeeping
from tests.unit.models.miniatures import checkpoint, memory, network

CPU = torch.device("cpu")
WIDTH = sum(network(3).score_widths())


def spread(count: int = 40) -> Memory:
    return replace(memory(count, WIDTH), scales=torch.full((WIDTH,), 0.02))


def changed(amount: float = 0.01) -> Fcn:
    torch.manual_seed(1)
    net = network(3)
    with torch.no_grad():
        for name, value in net.heads.named_parameters():
            if name.startswith("score"):
                value += amount * torch.randn_like(value)
    return net


def test_heads_that_say_the_same_cost_nothing_and_others_their_mean_square_on_the_remembered_pixels() -> None:
    made = checkpoint(network(3), memory=spread())
    keeping, other = HeadKeeping(made, CPU), changed().requires_grad_(False)
    assert float(keeping(made.network().requires_grad_(False))) == pytest.approx(0, abs=1e-6)
    vectors = made.memory.vectors(other, CPU)
    difference = linear_scores(other, vectors) - linear_scores(made.network().requires_grad_(False), vectors)
    difference = difference - difference.mean(1, keepdim=True)
    assert float(keeping(other)) == pytest.approx(float(difference.square().mean()), rel=1e-2)
    assert float(keeping(other)) > 0.001


def test_it_is_that_of_the_moments_where_there_are_any() -> None:
    values = torch.rand(500, WIDTH)
    whole = torch.cat((values, torch.ones(500, 1)), 1)
    made = checkpoint(network(3), memory=replace(spread(), moments=Moments.of(whole.T @ whole / 500)))
    other = changed().requires_grad_(False)
    vectors = list(values.split(other.score_widths(), 1))
    difference = linear_scores(other, vectors) - linear_scores(made.network().requires_grad_(False), vectors)
    difference = difference - difference.mean(1, keepdim=True)
    assert float(HeadKeeping(made, CPU)(other)) == pytest.approx(float(difference.square().mean()), rel=0.05)


def test_a_step_down_its_gradient_brings_heads_back() -> None:
    made = checkpoint(network(3), memory=spread())
    keeping, other = HeadKeeping(made, CPU), changed()
    other.requires_grad_(True)
    before = keeping(other)
    before.backward()
    with torch.no_grad():
        for value in other.parameters():
            if value.grad is not None:
                value -= 1e-4 * value.grad
    assert float(keeping(other).detach()) < float(before.detach())
