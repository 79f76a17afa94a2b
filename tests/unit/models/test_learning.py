import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from models.checkpoint import IMAGENET_RGB, Checkpoint
from models.errors import ModelError
from models.fcn import Fcn
from models.learning import Trainer, train
from models.metrics import UNLABELED
from models.predictor import Predictor
from models.samples import Example
from models.training.recipes import Recipe
from tests.unit.models.miniatures import ENGINE, blocks, network, parameters_of, train_on_blocks

CPU = torch.device("cpu")


def run(net: Fcn, examples: list[Callable[[], Example]], *, anchor: Fcn | None = None, **changes: Any) -> list[float]:
    recipe = Recipe(**{"iterations": 2, "batch": 2, "crop": 48, "average": 0.5, **changes})
    return [s.loss for s in train(net, IMAGENET_RGB, examples, recipe, device=CPU, anchor=anchor)]


def example(value: int | None = None) -> Example:
    image, labels = blocks()
    return image, labels if value is None else np.full_like(labels, value)


def batch(value: int | None = None, count: int = 100) -> tuple[torch.Tensor, torch.Tensor]:
    """Pixels (H, W, 3) uint8, and planes of labels and counts, (1, 2, H, W) uint8."""
    image, labels = example(value)[:2]
    return torch.from_numpy(image), torch.from_numpy(np.stack((labels, np.full_like(labels, count))))[None]


def loss_of(net: Fcn, image: torch.Tensor, planes: torch.Tensor, anchor: Fcn | None = None, **changes: Any) -> float:
    """The loss that one iteration of training reports for this batch, in which nothing drops out."""
    net, planes = copy.deepcopy(net), planes[0].permute(1, 2, 0).numpy()
    net.dropout.p = 0.0
    whole = {"batch": 1, "crop": 0, "flips": False, "colors": 0.0, "precision": "fp32", **changes}
    read = lambda: (image.numpy(), planes[..., 0], planes[..., 1])  # noqa: E731
    trainer = Trainer(net, IMAGENET_RGB, [read], Recipe(**whole), device=CPU, anchor=anchor)
    loss = trainer.step().loss
    gradients.clear()
    gradients.update({name: p.grad for name, p in net.named_parameters() if p.grad is not None})
    return loss


gradients: dict[str, torch.Tensor] = {}  # of the last loss_of


def test_a_network_learns_two_drawn_images_by_heart(trained: tuple[Checkpoint, list[float]]) -> None:
    made, losses = trained
    assert losses[0] == pytest.approx(np.log(3), abs=1e-4)  # the scores of a new network are zero
    assert np.mean(losses[-5:]) < 0.5 * losses[0]
    for seed in (0, 1):
        image, labels = blocks(seed=seed)
        assert (Predictor(made, ENGINE).predict(image).labels == labels).mean() > 0.9


def test_the_same_seed_learns_the_same_bits() -> None:
    first, second = (train_on_blocks(iterations=3, seed=5) for _ in range(2))
    assert first[1] == second[1]
    assert all(torch.equal(value, second[0].state[name]) for name, value in first[0].state.items())


def test_unlabeled_pixels_have_no_gradient() -> None:
    assert loss_of(network(), *batch(UNLABELED)) == 0
    assert gradients
    assert not any(gradient.any() for gradient in gradients.values())


def test_only_labelled_pixels_are_learned() -> None:
    """What stands under unlabeled pixels cannot matter: other scores there give the same loss."""
    net = network()
    image, planes = batch()
    planes[:, 0, :, 40:] = UNLABELED
    scores = net(IMAGENET_RGB(image.permute(2, 0, 1)[None]))[:, :, :, :40]
    truth = planes[:, 0, :, :40].long()
    assert loss_of(net, image, planes) == pytest.approx(F.cross_entropy(scores, truth).item(), rel=1e-5)


def test_pixels_count_as_much_as_they_are_said_to() -> None:
    net = network()
    x, planes = batch()
    planes[:, 0], planes[:, 0, :, 48:] = 0, 1
    left, right = planes.clone(), planes.clone()
    left[:, 0, :, 48:] = UNLABELED
    right[:, 0, :, :48] = UNLABELED
    halves = loss_of(net, x, left), loss_of(net, x, right)
    planes[:, 1, :, :48], planes[:, 1, :, 48:] = 30, 90
    assert loss_of(net, x, planes) == pytest.approx(halves[0] * 0.25 + halves[1] * 0.75, rel=1e-4)
    planes[:, 1, :, :48] = 0
    assert loss_of(net, x, planes) == pytest.approx(halves[1], rel=1e-4)


def test_pixels_that_all_count_nothing_are_no_division_by_zero() -> None:
    assert loss_of(network(), *batch(1, count=0)) == 0


def test_the_summed_loss_has_the_gradient_of_the_mean_times_the_pixels() -> None:
    net = network()
    image, planes = batch()
    planes[:, 0, :10] = UNLABELED
    mean = loss_of(net, image, planes, clip=None)
    before = dict(gradients)
    assert loss_of(net, image, planes, clip=None, loss="sum") == pytest.approx(mean, rel=1e-5)  # reported per pixel
    pixels = int((planes[:, 0] != UNLABELED).sum())
    for name, gradient in gradients.items():
        assert torch.allclose(gradient, before[name] * pixels, rtol=1e-3, atol=1e-4 * float(gradient.abs().max()))


def test_a_class_weighs_what_its_weight_says() -> None:
    net = network()
    net.dropout.p = 0.0
    image, labels = blocks()
    whole = Recipe(batch=1, crop=0, flips=False, colors=0.0, precision="fp32")

    def weighted(weights: list[float]) -> float:
        read = [lambda: (image, labels)]
        made = copy.deepcopy(net)
        return Trainer(made, IMAGENET_RGB, read, whole, device=CPU, class_weights=torch.tensor(weights)).step().loss

    scores = net(IMAGENET_RGB(torch.from_numpy(image).permute(2, 0, 1)[None]))
    for weights in ([1.0, 1.0, 1.0], [0.5, 4.0, 1.0]):
        truth = torch.from_numpy(labels)[None].long()
        assert weighted(weights) == pytest.approx(
            F.cross_entropy(scores, truth, torch.tensor(weights)).item(), rel=1e-4
        )


def test_drift_pulls_unlabeled_pixels_to_the_anchor() -> None:
    net, anchor = network(seed=1), network(seed=2)
    own = loss_of(anchor, *batch(UNLABELED), anchor, drift_weight=0.5)
    held = loss_of(net, *batch(UNLABELED), anchor, drift_weight=0.5)
    assert held > own > 0  # the entropy of the anchor is the least it can be
    assert any(bool(gradient.any()) for gradient in gradients.values())
    assert all(p.grad is None for p in anchor.parameters())


def test_drift_leaves_labelled_pixels_alone() -> None:
    net = network()
    assert loss_of(net, *batch(1), network(seed=2), drift_weight=0.5) == loss_of(net, *batch(1))


def test_a_trainer_goes_on_from_its_state_to_the_same_bits() -> None:
    for changes in ({}, {"optimizer": "sgd", "schedule": "constant", "average": 0.0, "loss": "sum", "rate": 1e-7}):
        recipe = Recipe(**{"iterations": 6, "batch": 2, "crop": 48, "average": 0.5, **changes})
        straight = Trainer(network(), IMAGENET_RGB, [example], recipe, device=CPU)
        losses = [straight.step().loss for _ in range(6)]
        first = Trainer(network(), IMAGENET_RGB, [example], recipe, device=CPU)
        for _ in range(3):
            first.step()
        state = copy.deepcopy(first.state())
        second = Trainer(network(seed=9), IMAGENET_RGB, [example], recipe, device=CPU)
        torch.manual_seed(77)  # what was drawn before must not matter
        second.restore(state)
        assert [second.step().loss for _ in range(3)] == losses[3:]
        expected = straight.network.state_dict()
        assert all(torch.equal(value, expected[name]) for name, value in second.network.state_dict().items())


def test_the_state_of_another_network_is_refused() -> None:
    recipe = Recipe(iterations=2, batch=1, crop=32)
    state = Trainer(network(), IMAGENET_RGB, [example], recipe, device=CPU).state()
    with pytest.raises(ModelError, match="of another network"):
        Trainer(network(stride=32), IMAGENET_RGB, [example], recipe, device=CPU).restore(state)


def test_with_heads_only_everything_else_stays() -> None:
    net = network()
    before = parameters_of(net)
    run(net, [example], is_heads_only=True)
    changed = {name.split(".")[0] for name, value in net.state_dict().items() if not torch.equal(value, before[name])}
    assert changed == {"heads"}


def test_a_rate_of_zero_freezes_the_trunk_alone() -> None:
    net = network()
    before = parameters_of(net)
    run(net, [example], trunk_rate=0.0)
    changed = {name.split(".")[0] for name, value in net.state_dict().items() if not torch.equal(value, before[name])}
    assert changed == {"heads", "fc6", "fc7"}


def test_the_companion_is_never_trained_and_stays_unheard_while_it_has_no_weight() -> None:
    net = network(has_companion=True)
    with torch.no_grad():
        for part in net.companion_weights():
            part.zero_()
    before = parameters_of(net)
    run(net, [example])
    assert all(torch.equal(net.state_dict()[name], before[name]) for name in before if name.startswith("companion."))
    assert not net.uses_companion()
    assert not torch.equal(net.state_dict()["trunk.stage8.conv1.weight"], before["trunk.stage8.conv1.weight"])


def test_each_step_is_numbered_and_gives_the_averaged_network() -> None:
    net = network()
    start = parameters_of(net)
    recipe = Recipe(iterations=3, batch=1, crop=32, average=0.9)
    steps = [
        (step.number, parameters_of(step.network)["fc7.weight"])
        for step in train(net, IMAGENET_RGB, [example], recipe, device=CPU)
    ]
    assert [number for number, _ in steps] == [1, 2, 3]
    far = float((parameters_of(net)["fc7.weight"] - start["fc7.weight"]).norm())
    averaged = float((steps[-1][1] - start["fc7.weight"]).norm())
    assert 0 < averaged < far


def test_nothing_to_learn_from_is_told() -> None:
    with pytest.raises(ModelError, match="nothing to learn from"):
        run(network(), [])


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan")])
def test_a_rate_that_learns_nothing_is_told(rate: float) -> None:
    with pytest.raises(ModelError, match="must be greater than 0"):
        run(network(), [example], rate=rate)


def test_a_single_pixel_can_be_learned_from() -> None:
    tiny: Example = (np.full((1, 1, 3), 9, np.uint8), np.ones((1, 1), np.uint8))
    assert all(np.isfinite(run(network(), [lambda: tiny], crop=16)))
