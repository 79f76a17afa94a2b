import pytest
import torch

from models.errors import ModelError
from models.networks.growing import grow_classes
from tests.unit.models.miniatures import KINDS, features_of, network, parameters_of


@torch.no_grad()
@pytest.mark.parametrize(("stride", "fusion", "upsampling"), KINDS)
@pytest.mark.parametrize("padding", ["same", "paper"])
def test_growing_leaves_argmax_and_differences_as_they_were(
    stride: int, fusion: str, upsampling: str, padding: str
) -> None:
    net = network(stride=stride, fusion=fusion, upsampling=upsampling, padding=padding)
    features, size = features_of(net, (39, 58)), (39, 58)
    before = net.score(features, size)
    grown = grow_classes(net, 5)
    after = grown.score(features, size)
    tolerance = 1e-4 * float(before.abs().max())
    assert after.shape == (1, 5, *size)
    assert float(((after[:, 1:3] - after[:, :1]) - (before[:, 1:] - before[:, :1])).abs().max()) < tolerance
    top = before.topk(2, 1).values
    is_clear = (top[:, 0] - top[:, 1]) > tolerance  # a tie may fall either way
    assert torch.equal(after.argmax(1)[is_clear], before.argmax(1)[is_clear])


@torch.no_grad()
@pytest.mark.parametrize(("stride", "fusion", "upsampling"), KINDS)
def test_a_new_class_scores_zero_everywhere(stride: int, fusion: str, upsampling: str) -> None:
    net = network(stride=stride, fusion=fusion, upsampling=upsampling)
    features = features_of(net, (39, 58))
    scores = grow_classes(net, 5).score(features, (39, 58))
    assert float(scores[:, 3:].abs().max()) < 1e-6 * float(scores.abs().max())
    assert float(scores.sum(1).abs().max()) < 1e-5 * float(scores.abs().max())


@torch.no_grad()
def test_the_whole_network_says_the_same_after_growing() -> None:
    net = network(has_companion=True)
    x = torch.randn(1, 3, 40, 48)
    assert torch.equal(grow_classes(net, 9)(x).argmax(1), net(x).argmax(1))


@torch.no_grad()
def test_growing_twice_equals_growing_once() -> None:
    net = network(fusion="concat", upsampling="all")
    features = features_of(net, (24, 30))
    once = grow_classes(net, 5).score(features, (24, 30))
    twice = grow_classes(grow_classes(net, 4), 5).score(features, (24, 30))
    assert torch.allclose(once - once[:, :1], twice - twice[:, :1], atol=1e-4)


def test_the_network_before_is_left_as_it_is() -> None:
    net = network()
    before = parameters_of(net)
    grown = grow_classes(net, 4)
    with torch.no_grad():
        for parameter in grown.parameters():
            parameter.add_(1.0)
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())


@torch.no_grad()
def test_a_network_that_says_nothing_stays_with_its_first_class() -> None:
    net = network()
    for parameter in net.heads.parameters():
        parameter.zero_()
    features = features_of(net, (16, 16))
    assert not grow_classes(net, 5).score(features, (16, 16)).argmax(1).any()


@torch.no_grad()
def test_one_class_stays_ahead_of_a_new_one() -> None:
    net = network(classes=1)
    features = features_of(net, (16, 24))
    assert not grow_classes(net, 2).score(features, (16, 24)).argmax(1).any()


def test_mode_precision_and_configuration_are_kept() -> None:
    net = network(stride=16, fusion="concat").to(torch.bfloat16)
    grown = grow_classes(net.train(), 4)
    assert grown.training
    assert {parameter.dtype for parameter in grown.parameters()} == {torch.bfloat16}
    assert grown.config.classes == 4
    assert (grown.config.stride, grown.config.fusion) == (16, "concat")
    assert not grow_classes(net.eval(), 4).training


def test_a_network_cannot_shrink_or_outgrow_eight_bits() -> None:
    net = network()
    with pytest.raises(ModelError, match="cannot shrink to 2"):
        grow_classes(net, 2)
    with pytest.raises(ModelError, match="1 to 255"):
        grow_classes(net, 256)
