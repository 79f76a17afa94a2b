import pytest
import torch

from models.live.linear_heads import constant, linear_scores, responses, score_layers, with_added
from models.networks.growing import grow_classes
from tests.unit.models.miniatures import KINDS, network


def vectors(net: torch.nn.Module, count: int = 20) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(3)
    return [torch.randn(count, layer.in_channels, generator=generator) for layer in score_layers(net)]  # type: ignore[arg-type]


@torch.no_grad()
@pytest.mark.parametrize(("stride", "fusion", "upsampling"), KINDS)
def test_what_is_added_to_the_linear_map_is_added_to_the_scores(stride: int, fusion: str, upsampling: str) -> None:
    net = network(stride=stride, fusion=fusion, upsampling=upsampling)
    some = vectors(net)
    before = linear_scores(net, some)
    added = [0.1 * torch.randn(vector.shape[1], 3, generator=torch.Generator().manual_seed(1)) for vector in some]
    turn, bias = torch.tensor([[0.0, 0.5, 0.0], [0.0, -0.5, 0.0], [0.2, 0.0, 0.0]]), torch.tensor([[1.0, -2.0, 0.5]])
    changed = with_added(net, added, bias, turn)
    wanted = before + before @ turn + bias + sum(v @ a for v, a in zip(some, added, strict=True))
    assert torch.allclose(linear_scores(changed, some), wanted, atol=2e-3 * float(wanted.abs().max()))
    assert torch.equal(linear_scores(net, some), before)  # the network itself is left as it is
    assert changed.trunk is net.trunk


@torch.no_grad()
@pytest.mark.parametrize("classes", [4, 11])
@pytest.mark.parametrize(("stride", "fusion", "upsampling"), KINDS)
def test_heads_that_were_grown_are_changed_as_softmax_sees_it(
    stride: int, fusion: str, upsampling: str, classes: int
) -> None:
    """Their scores add up to zero, so their response has no inverse; all else is reached, old scores that fall together
    against new ones above all."""
    net = grow_classes(network(stride=stride, fusion=fusion, upsampling=upsampling), classes)
    some = vectors(net)
    generator = torch.Generator().manual_seed(1)
    added = [0.1 * torch.randn(vector.shape[1], classes, generator=generator) for vector in some]
    bias = torch.zeros(1, classes)
    bias[0, :3] = -3.0
    changed = with_added(net, added, bias, torch.zeros(classes, classes))
    wanted = linear_scores(net, some) + bias + sum(v @ a for v, a in zip(some, added, strict=True))
    got = linear_scores(changed, some)
    assert torch.allclose(_centred(got), _centred(wanted), atol=5e-3 * float(wanted.abs().max()))
    assert float(got.abs().max()) < 2 * float(wanted.abs().max())


def _centred(scores: torch.Tensor) -> torch.Tensor:
    return scores - scores.mean(1, keepdim=True)


@torch.no_grad()
def test_a_response_is_what_a_score_layer_adds() -> None:
    net = network(upsampling="learned", fusion="concat")
    some = vectors(net)
    parts = [
        vector @ layer.weight[:, :, 0, 0].T @ gain
        for vector, layer, gain in zip(some, score_layers(net), responses(net), strict=True)
    ]
    assert torch.allclose(constant(net) + sum(parts), linear_scores(net, some), atol=1e-3)
