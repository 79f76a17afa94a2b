import pytest
import torch

from models.fcn import Fcn
from models.live.linear_heads import linear_scores, score_layers, with_added
from models.live.regression import LinearKernel, Solver
from models.live.retaining import Retention
from models.live.scaling import Scaling
from models.networks.memory import Memory
from tests.unit.models.miniatures import network

CPU = torch.device("cpu")
COUNT, WIDTH = 60, 256 + 512 + 512


@pytest.fixture
def net() -> Fcn:
    return network()


@pytest.fixture
def memory(net: Fcn) -> Memory:
    """Pixels of all three classes."""
    generator = torch.Generator().manual_seed(0)
    levels = torch.randint(0, 256, (COUNT, WIDTH), dtype=torch.uint8, generator=generator)
    levels[(torch.rand(COUNT, WIDTH, generator=generator) < 0.9)] = 0
    made = Memory(levels, torch.full((WIDTH,), 0.01))
    assert len(labels_of(net, made).unique()) == 3
    return made


@torch.no_grad()
def labels_of(net: Fcn, memory: Memory) -> torch.Tensor:
    return linear_scores(net, memory.vectors(net, CPU)).argmax(1)


def favouring(net: Fcn, label: int, by: float) -> Fcn:
    """The network, which says one class everywhere if `by` is large."""
    bias = torch.zeros(1, 3)
    bias[0, label] = by
    return with_added(net, [torch.zeros(layer.in_channels, 3) for layer in score_layers(net)], bias, torch.zeros(3, 3))


@torch.no_grad()
def test_at_first_no_pixel_is_held(net: Fcn, memory: Memory) -> None:
    retention = Retention(memory, net, CPU)
    assert retention.held(net, range(3)).serials == []
    retention.watch(net, net, margin=0.0)
    assert retention.held(net, range(3)).serials == []


@torch.no_grad()
def test_what_the_taught_network_calls_otherwise_is_held_firmly_from_then_on(net: Fcn, memory: Memory) -> None:
    retention, labels = Retention(memory, net, CPU), labels_of(net, memory)
    retention.watch(net, favouring(net, 2, 1000.0), margin=0.0)
    retention.watch(net, net, margin=0.0)  # it is right again because it is held
    held = retention.held(net, range(3))
    slipped = {int(row) - COUNT for row in (labels != 2).nonzero()[:, 0]}
    assert 0 < len(slipped) < COUNT
    assert held.serials == sorted(slipped)
    assert torch.equal(held.said.argmax(1), labels[[serial + COUNT for serial in held.serials]])  # as it was loaded


@torch.no_grad()
def test_what_is_nearly_another_class_slips_within_the_margin(net: Fcn, memory: Memory) -> None:
    top = linear_scores(net, memory.vectors(net, CPU)).topk(2, 1).values
    margins = top[:, 0] - top[:, 1]
    middle = float(margins.median()) + 1e-4
    retention = Retention(memory, net, CPU)
    retention.watch(net, net, margin=middle)
    held = retention.held(net, range(3))
    near = {int(row) - COUNT for row in (margins < middle).nonzero()[:, 0]}
    assert held.serials == sorted(near)


@torch.no_grad()
def test_classes_that_nobody_asks_for_are_not_held(net: Fcn, memory: Memory) -> None:
    retention, labels = Retention(memory, net, CPU), labels_of(net, memory)
    retention.watch(net, net, margin=1e9)
    held = retention.held(net, [0, 2])
    assert held.serials == [row - COUNT for row in range(COUNT) if labels[row] != 1]
    assert retention.held(net, []).serials == []


@torch.no_grad()
def test_the_heads_are_stiff_where_the_memory_varies(net: Fcn, memory: Memory) -> None:
    """A change of the heads that is learned with stiffness changes what they say of the memory less."""
    generator, scaling = torch.Generator().manual_seed(1), Scaling([torch.ones(width) for width in net.score_widths()])
    vectors = memory.vectors(net, CPU)
    lesson = [torch.rand(4, width, generator=generator) for width in net.score_widths()]
    wanted, change = torch.tensor([[9.0, 0.0, -9.0]] * 4), {}
    stiffness = Retention(memory, net, CPU).stiffness(net, scaling, margin=3.0, strength=1e4)
    for factor in (None, stiffness.factor):
        kernel = LinearKernel(factor)
        pulls = Solver(kernel.of([0, 1, 2, 3], scaling.scaled(lesson)), torch.full((4,), 0.01)).pulls(wanted)
        taught = scaling.taught(net, kernel.weights(pulls), torch.zeros(3, 3))
        moved = linear_scores(taught, vectors) - linear_scores(net, vectors)
        change[factor is None] = float((moved - moved.mean(1, keepdim=True)).square().mean())
    assert change[False] < change[True] / 10


@torch.no_grad()
def test_turning_is_dear_by_what_the_network_said(net: Fcn, memory: Memory) -> None:
    scaling = Scaling([torch.ones(width) for width in net.score_widths()])
    said = linear_scores(net, memory.vectors(net, CPU)) / 3.0
    said = said - said.mean(1, keepdim=True)
    found = Retention(memory, net, CPU).stiffness(net, scaling, margin=3.0, strength=2.0).turning(3)
    assert torch.allclose(torch.linalg.inv(found), torch.eye(3) + 2.0 * said.T @ said / COUNT, rtol=1e-2, atol=1e-3)
