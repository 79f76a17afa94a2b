import pytest
import torch

from models.errors import ModelError
from models.training.recipes import MODERN, Recipe, build_optimizer, choose_recipe, set_rates
from tests.unit.models.miniatures import network


def test_the_recipe_of_the_paper_has_its_figures() -> None:
    rates = {32: 1e-10, 16: 1e-12, 8: 1e-14}
    for stride, rate in rates.items():
        recipe = choose_recipe("paper", trunk="vgg16", stride=stride)
        assert (recipe.rate, recipe.momentum, recipe.decay, recipe.batch) == (rate, 0.99, 5e-4, 1)
        assert (recipe.loss, recipe.crop, recipe.flips, recipe.colors, recipe.average) == ("sum", 0, False, 0.0, 0.0)
        assert recipe.iterations == 100_000
    at_once = choose_recipe("paper", trunk="vgg16", stride=8, is_at_once=True)
    assert (at_once.rate, at_once.iterations) == (1e-10, 300_000)
    alexnet = choose_recipe("paper", trunk="alexnet", stride=32)
    assert (alexnet.rate, alexnet.momentum, alexnet.batch, alexnet.loss) == (1e-4, 0.9, 20, "mean")
    assert choose_recipe("modern", trunk="vgg16", stride=8) is MODERN


def test_biases_of_the_paper_have_twice_the_rate_and_no_decay() -> None:
    net = network(upsampling="all")
    optimizer = build_optimizer(net, choose_recipe("paper", trunk="squeezenet", stride=8))
    assert isinstance(optimizer, torch.optim.SGD)
    seen = {}
    for group in optimizer.param_groups:
        assert group["momentum"] == 0.99
        for parameter in group["params"]:
            seen[parameter] = (group["lr"], group["weight_decay"])
    for name, parameter in net.named_parameters():
        assert seen[parameter] == ((2e-14, 0.0) if name.endswith("bias") else (1e-14, 5e-4))


def test_the_step_of_the_paper_is_caffes() -> None:
    """V <- 0.99 V + rate (g + decay W), W <- W - V, by hand for two steps."""
    net = network()
    recipe = Recipe(optimizer="sgd", schedule="constant", rate=0.1, momentum=0.99, decay=5e-4)
    weight = net.fc7.weight
    optimizer = build_optimizer(net, recipe)
    expected, velocity = weight.detach().double(), torch.zeros_like(weight, dtype=torch.float64)
    for number in (1, 2):
        set_rates(optimizer, recipe, number)
        weight.grad = torch.full_like(weight, 0.3 * number)
        velocity = 0.99 * velocity + 0.1 * (0.3 * number + 5e-4 * expected)
        expected = expected - velocity
        optimizer.step()
    assert torch.allclose(weight.double(), expected, atol=1e-6)


def test_rates_are_a_function_of_the_iteration_alone() -> None:
    optimizer = build_optimizer(network(), Recipe(iterations=100, rate=1.0, trunk_rate=0.5))
    recipe = Recipe(iterations=100, rate=1.0, trunk_rate=0.5)
    rates = {}
    for number in (51, 1, 2, 100, 51):
        set_rates(optimizer, recipe, number)
        rates.setdefault(number, sorted({group["lr"] for group in optimizer.param_groups}))
        assert sorted({group["lr"] for group in optimizer.param_groups}) == rates[number]
    assert rates[1] == [0.25, 0.5]  # the first of two steps of warm-up
    assert rates[51] == pytest.approx([0.5**1.9, 0.5**0.9])
    assert rates[100] == pytest.approx([0.5 * 0.01**0.9, 0.01**0.9])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rate": 0.0}, "greater than 0"),
        ({"rate": float("nan")}, "greater than 0"),
        ({"crop": 5}, "--crop is 5"),
        ({"scales": (2.0, 1.0)}, "--zoom is 2.0 1.0"),
        ({"class_weights": "some"}, "--class-weights is 'some'"),
        ({"precision": "fp16"}, "--precision is 'fp16'"),
    ],
)
def test_what_cannot_train_is_told(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ModelError, match=said):
        Recipe(**changes).check()
    with pytest.raises(ModelError, match="modern or paper"):
        choose_recipe("ancient", trunk="vgg16", stride=8)
