import itertools
from typing import Any

import pytest
import torch

from models.errors import ModelError
from models.fcn import Fcn, FcnConfig, build_network
from models.trunks import TRUNKS
from tests.unit.models.miniatures import KINDS, config, draw_heads, features_of, network, parameters_of

LARGE = ((1, 1), (224, 224), (333, 500), (1024, 683), (1, 2048), (2048, 2), (2048, 2048))


def ghost(**changes: Any) -> Fcn:
    """On the `meta` device: shapes without numbers."""
    with torch.device("meta"):
        return build_network(FcnConfig(classes=2, **changes)).eval()


def score_shape(net: Fcn, height: int, width: int) -> tuple[int, ...]:
    return tuple(net(torch.empty(1, 3, height, width, device="meta")).shape)


@pytest.mark.parametrize("trunk", list(TRUNKS))
@pytest.mark.parametrize("padding", ["same", "paper"])
@pytest.mark.parametrize("stride", [8, 16, 32])
def test_every_input_size_gives_scores_of_that_size(trunk: str, padding: str, stride: int) -> None:
    """Sides 1-70: height and width go the same way through a network, so each side is tried as one of them."""
    net = ghost(trunk=trunk, padding=padding, stride=stride, upsampling="all")
    for height, width in (*((side, 71 - side) for side in range(1, 36)), *LARGE):
        assert score_shape(net, height, width) == (1, 2, height, width), (height, width)


@pytest.mark.parametrize("trunk", list(TRUNKS))
@pytest.mark.parametrize("padding", ["same", "paper"])
@pytest.mark.parametrize("fusion", ["sum", "concat"])
@pytest.mark.parametrize("upsampling", ["fixed", "learned", "all"])
def test_every_kind_of_head_takes_any_size(trunk: str, padding: str, fusion: str, upsampling: str) -> None:
    for stride in (8, 16):
        net = ghost(trunk=trunk, padding=padding, stride=stride, fusion=fusion, upsampling=upsampling)
        for height, width in ((1, 1), (31, 2), (33, 64), (97, 131)):
            assert score_shape(net, height, width) == (1, 2, height, width)


@pytest.mark.parametrize("trunk", ["vgg16", "squeezenet"])
@pytest.mark.parametrize("padding", ["same", "paper"])
def test_a_companion_takes_any_size(trunk: str, padding: str) -> None:
    net = ghost(trunk=trunk, padding=padding, has_companion=True)
    for height, width in ((1, 1), (2, 33), (31, 64), (70, 69), (224, 300)):
        x = torch.empty(1, 3, height, width, device="meta")
        assert tuple(net.score(net.features(x), (height, width)).shape) == (1, 2, height, width)


@torch.no_grad()
def test_real_numbers_come_out_for_the_smallest_inputs() -> None:
    net = network()
    for size in ((1, 1), (1, 2), (3, 1), (17, 5)):
        scores = net(torch.randn(2, 3, *size))
        assert scores.shape == (2, 3, *size)
        assert bool(torch.isfinite(scores).all())


def test_the_scores_of_a_new_network_are_zero() -> None:
    net = build_network(config()).eval()
    with torch.no_grad():
        assert not net(torch.randn(1, 3, 20, 30)).any()


@torch.no_grad()
@pytest.mark.parametrize("stride", [8, 16])
def test_concatenation_begins_equal_to_the_sum(stride: int) -> None:
    torch.manual_seed(0)
    summed = build_network(config(stride=stride)).eval()
    joined = build_network(config(stride=stride, fusion="concat")).eval()
    draw_heads(summed)
    missing = joined.load_state_dict(summed.state_dict(), strict=False).missing_keys
    assert missing
    assert all(name.startswith("heads.fuse") for name in missing)
    features = features_of(summed, (53, 38))
    assert torch.allclose(summed.score(features, (53, 38)), joined.score(features, (53, 38)), atol=1e-5)


@torch.no_grad()
@pytest.mark.parametrize(("stride", "fusion"), list(itertools.product((8, 16, 32), ("sum", "concat"))))
def test_learned_upsampling_starts_equal_to_fixed(stride: int, fusion: str) -> None:
    fixed = build_network(config(stride=stride, fusion=fusion, upsampling="fixed")).eval()
    for name in ("score_fr", "score_pool4", "score_pool3"):
        if name in fixed.heads:
            torch.nn.init.normal_(fixed.heads[name].weight)  # type: ignore[arg-type]
    features = features_of(fixed, (45, 70))
    expected = fixed.score(features, (45, 70))
    for upsampling in ("learned", "all"):
        learned = build_network(config(stride=stride, fusion=fusion, upsampling=upsampling)).eval()
        learned.load_state_dict(fixed.state_dict(), strict=False)
        got = learned.score(features, (45, 70))
        assert float((got - expected).abs().max()) < 1e-5 * float(expected.abs().max())


@torch.no_grad()
@pytest.mark.parametrize(("stride", "fusion", "upsampling"), KINDS)
@pytest.mark.parametrize("padding", ["same", "paper"])
def test_scores_at_pixels_equal_the_scores_there(stride: int, fusion: str, upsampling: str, padding: str) -> None:
    net = network(stride=stride, fusion=fusion, upsampling=upsampling, padding=padding)
    for size in ((1, 1), (1, 40), (9, 16), (70, 51)):
        features = features_of(net, size)
        whole = net.score(features, size)[0]
        rows, cols = (index.flatten() for index in torch.meshgrid(*(torch.arange(n) for n in size), indexing="ij"))
        at = net.score_at(features, size, rows, cols)
        assert float((at - whole[:, rows, cols]).abs().max()) < 1e-4 * max(1.0, float(whole.abs().max())), size


@torch.no_grad()
@pytest.mark.parametrize("trunk", ["vgg16", "alexnet"])
def test_scores_at_pixels_equal_the_scores_there_for_the_large_trunks(trunk: str) -> None:
    for padding in ("same", "paper"):
        with torch.device("meta"):
            net = build_network(config(trunk=trunk, padding=padding))
        size = (61, 35)
        features = tuple(torch.randn(f.shape) for f in net.features(torch.empty(1, 3, *size, device="meta")))
        net.heads.to_empty(device="cpu")
        for parameter in net.heads.parameters():
            parameter.normal_(0, 0.1)
        whole = net.score(features, size)[0]
        rows, cols = torch.tensor([0, 60, 30, 0, 60]), torch.tensor([0, 34, 17, 34, 0])
        assert torch.allclose(net.score_at(features, size, rows, cols), whole[:, rows, cols], atol=1e-3)


def test_gradients_through_single_pixels_equal_those_through_the_map() -> None:
    net = network()
    features, size = features_of(net, (33, 47)), (33, 47)
    rows, cols = torch.tensor([0, 5, 32, 20]), torch.tensor([46, 5, 0, 20])
    weights = list(net.heads.parameters())
    at = torch.autograd.grad(net.score_at(features, size, rows, cols).square().sum(), weights)
    whole = torch.autograd.grad(net.score(features, size)[0][:, rows, cols].square().sum(), weights)
    for one, other in zip(at, whole, strict=True):
        assert torch.allclose(one, other, rtol=1e-3, atol=1e-3 * float(other.abs().max()))


@torch.no_grad()
def test_the_batch_does_not_matter() -> None:
    net = network()
    x = torch.randn(3, 3, 40, 56)
    alone = torch.cat([net(one[None]) for one in x])
    assert torch.allclose(net(x), alone, atol=1e-4)


@torch.no_grad()
def test_feature_scales_multiply_what_the_heads_and_fc6_read() -> None:
    plain = network()
    scaled = build_network(config(feature_scales=(0.0001, 0.01, 1.0))).eval()
    scaled.load_state_dict(plain.state_dict())
    x = torch.randn(1, 3, 48, 48)
    for one, other, scale in zip(plain.features(x), scaled.features(x), (1.0, 0.01, 0.0001), strict=True):
        assert torch.allclose(one * scale, other, atol=1e-6 * float(one.abs().max()))


@torch.no_grad()
def test_a_companion_without_weight_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    net = network(has_companion=True)
    for part in net.companion_weights():
        part.zero_()
    assert not net.uses_companion()
    x = torch.randn(1, 3, 41, 58)
    expected = net.score(net.features(x), (41, 58))
    monkeypatch.setattr(net, "companion_features", None)
    assert torch.allclose(net(x), expected, atol=1e-4)


@torch.no_grad()
def test_a_companion_with_weight_is_heard() -> None:
    net = network(has_companion=True)
    assert net.uses_companion()
    x = torch.randn(1, 3, 41, 58)
    expected = net.score(net.features(x), (41, 58))
    assert torch.equal(net(x), expected)
    for part in net.companion_weights():
        part.zero_()
    assert not torch.allclose(net(x), expected, atol=1e-2)


@torch.no_grad()
def test_the_heads_of_a_network_with_a_companion_equal_those_without_while_it_has_no_weight() -> None:
    pair = network(has_companion=True)
    for part in pair.companion_weights():
        part.zero_()
    single = build_network(config()).eval()
    state = {name: value for name, value in parameters_of(pair).items() if not name.startswith("companion.")}
    for name, own in (("score_fr", 256), ("score_pool4", 512), ("score_pool3", 512)):
        state[f"heads.{name}.weight"] = state[f"heads.{name}.weight"][:, :own]
    single.load_state_dict(state)
    x = torch.randn(1, 3, 35, 60)
    assert torch.allclose(pair(x), single(x), atol=1e-5)


def test_a_companion_is_not_trained() -> None:
    net = network(has_companion=True)
    assert net.companion is not None
    assert not any(parameter.requires_grad for parameter in net.companion.parameters())
    net(torch.randn(1, 3, 32, 32)).sum().backward()
    assert all(parameter.grad is None for parameter in net.companion.parameters())


@torch.no_grad()
@pytest.mark.parametrize("padding", ["same", "paper"])
def test_the_features_of_trunk_and_companion_lie_over_each_other(padding: str) -> None:
    net = network(has_companion=True, padding=padding)
    assert net.companion is not None
    net.companion.load_state_dict(net.trunk.state_dict())
    x = torch.randn(1, 3, 50, 75)
    features, own = net.features(x), net.trunk_features(x)
    for both, one in list(zip(features, own, strict=True))[1:]:  # the skips; fc7 has no twin
        assert torch.equal(both, torch.cat((one, one), 1))
    assert features[0].shape[2:] == own[0].shape[2:]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"trunk": "resnet"}, "vgg16"),
        ({"stride": 4}, "8, 16, 32"),
        ({"stride": 8.0}, "whole"),
        ({"fusion": "max"}, "concat"),
        ({"upsampling": "nearest"}, "learned"),
        ({"padding": "valid"}, "paper"),
        ({"classes": 0}, "1 to 255"),
        ({"classes": 256}, "1 to 255"),
        ({"classes": 2.0}, "whole"),
        ({"classes": True}, "whole"),
        ({"has_companion": 1}, "true or false"),
        ({"has_companion": True, "trunk": "alexnet"}, "companion"),
        ({"feature_scales": (1.0, 1.0)}, "three"),
        ({"feature_scales": (1.0, float("nan"), 1.0)}, "finite"),
    ],
)
def test_a_configuration_that_cannot_be_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelError, match=said):
        FcnConfig(**{"classes": 3, **changes})
