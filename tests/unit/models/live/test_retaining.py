import pytest
import torch

from models.fcn import Fcn
from models.live.linear_heads import linear_scores, score_layers, with_added
from models.live.retaining import Retention
from models.networks.memory import Memory
from tests.unit.models.miniatures import network

CPU = torch.device("cpu")
COUNT, WIDTH = 60, 256 + 512 + 512
SAMPLE = list(range(-COUNT, 0, 3))


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
def test_at_first_a_sample_is_held_lightly(net: Fcn, memory: Memory) -> None:
    held = Retention(memory, net, CPU, each=3).held(net, range(3), noise=0.5, firm_noise=0.1)
    assert held.serials == SAMPLE
    assert held.noise.tolist() == [0.5] * len(SAMPLE)
    assert torch.equal(held.said.argmax(1), labels_of(net, memory)[::3])
    assert all(torch.equal(a, b[::3]) for a, b in zip(held.vectors, memory.vectors(net, CPU), strict=True))


@torch.no_grad()
def test_what_the_taught_network_calls_otherwise_is_held_firmly_from_then_on(net: Fcn, memory: Memory) -> None:
    retention, labels = Retention(memory, net, CPU, each=3), labels_of(net, memory)
    retention.watch(net, favouring(net, 2, 1000.0), margin=0.0)
    retention.watch(net, net, margin=0.0)  # it is right again because it is held
    held = retention.held(net, range(3), noise=0.5, firm_noise=0.125)
    slipped = {int(row) - COUNT for row in (labels != 2).nonzero()[:, 0]}
    assert 0 < len(slipped) < COUNT
    assert held.serials == sorted(slipped | set(SAMPLE))
    assert held.noise.tolist() == [0.125 if serial in slipped else 0.5 for serial in held.serials]
    assert torch.equal(held.said.argmax(1), labels[[serial + COUNT for serial in held.serials]])  # as it was loaded


@torch.no_grad()
def test_what_is_nearly_another_class_slips_within_the_margin(net: Fcn, memory: Memory) -> None:
    top = linear_scores(net, memory.vectors(net, CPU)).topk(2, 1).values
    margins = top[:, 0] - top[:, 1]
    middle = float(margins.median()) + 1e-4
    retention = Retention(memory, net, CPU, each=COUNT)
    retention.watch(net, net, margin=middle)
    held = retention.held(net, range(3), noise=0.5, firm_noise=0.125)
    near = {int(row) - COUNT for row in (margins < middle).nonzero()[:, 0]}
    assert held.serials == sorted(near | {-COUNT})


@torch.no_grad()
def test_classes_that_nobody_asks_for_are_not_held(net: Fcn, memory: Memory) -> None:
    retention, labels = Retention(memory, net, CPU, each=1), labels_of(net, memory)
    held = retention.held(net, [0, 2], noise=0.5, firm_noise=0.1)
    assert held.serials == [row - COUNT for row in range(COUNT) if labels[row] != 1]
    assert retention.held(net, [], noise=0.5, firm_noise=0.1).serials == []
