from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torchvision.models import segmentation

from models.checkpoint import IMAGENET_RGB, Checkpoint, load_checkpoint, save_checkpoint
from models.devices import Engine
from models.errors import ModelError
from models.fcn import DILATED, FcnConfig, build_network
from models.learning import train
from models.live.teaching import Teacher
from models.networks.growing import grow_classes
from models.prediction.tiled_predictor import TiledPredictor
from models.prediction.tiling import Part
from models.predictor import Predictor
from models.samples import VOC_NAMES
from models.training.recipes import Recipe
from models.weights import initialise
from models.zoo.conversion import read_published
from tests.unit.models.miniatures import blocks

FORM = {"stride": 32, "upsampling": "fixed"}


@pytest.fixture(scope="module")
def reference() -> nn.Module:
    """torchvision's fcn_resnet50 with drawn weights, and batch statistics that matter."""
    torch.manual_seed(0)
    net = segmentation.fcn_resnet50(weights=None, weights_backbone=None, aux_loss=True).eval()
    for layer in net.modules():
        if isinstance(layer, nn.BatchNorm2d):
            assert layer.running_mean is not None
            layer.running_mean.normal_(0, 0.1)
            layer.running_var.uniform_(0.5, 2)  # type: ignore[union-attr]
            nn.init.uniform_(layer.weight, 0.5, 1.5)
    return net


@pytest.fixture(scope="module")
def published(reference: nn.Module, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published") / "fcn_resnet50_coco.pth"
    torch.save(reference.state_dict(), path)
    return path


@pytest.fixture
def checkpoint(published: Path) -> Checkpoint:
    return read_published(published)


def predictor(checkpoint: Checkpoint) -> Predictor:
    return Predictor(checkpoint, Engine(torch.device("cpu"), "fp32"))


@torch.no_grad()
def test_it_gives_torchvisions_scores_also_after_it_was_stored(
    reference: nn.Module, checkpoint: Checkpoint, tmp_path: Path
) -> None:
    save_checkpoint(checkpoint, tmp_path / "a.safetensors")
    stored = load_checkpoint(tmp_path / "a.safetensors")
    assert stored.class_names == VOC_NAMES
    assert "fcn_resnet50" in stored.provenance
    for size in ((65, 83), (1, 1), (1, 40)):
        image = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
        x = torch.from_numpy(image).permute(2, 0, 1)[None].float() / 255
        mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
        expected = reference((x - mean[:, None, None]) / std[:, None, None])["out"][0]
        found = predictor(stored).predict(image).scores
        assert float((found - expected).abs().max()) < 1e-4 * float(expected.abs().max())


@torch.no_grad()
def test_scores_at_pixels_equal_the_scores_there(checkpoint: Checkpoint) -> None:
    net = checkpoint.network()
    features = net.features(torch.randn(1, 3, 43, 66))
    rows, cols = torch.randint(43, (90,)), torch.randint(66, (90,))
    whole = net.score(features, (43, 66))
    at = net.score_at(features, (43, 66), rows, cols)
    assert float((at - whole[0][:, rows, cols]).abs().max()) < 1e-4 * float(whole.abs().max())


@pytest.mark.parametrize("trunk", DILATED)
def test_every_input_size_gives_scores_of_that_size(trunk: str) -> None:
    with torch.device("meta"):
        net = build_network(FcnConfig(classes=21, trunk=trunk, **FORM)).eval()  # type: ignore[arg-type]
        for size in ((1, 1), (33, 31), (2048, 2048)):
            assert net(torch.empty(1, 3, *size)).shape == (1, 21, *size)


def test_it_is_taught_a_new_class(checkpoint: Checkpoint) -> None:
    """Random weights, but for the score layer they make a feature space like any other."""
    image, labels = blocks(48, 64)
    teacher = Teacher(predictor(checkpoint))
    before = teacher.look("a", image).labels
    teacher.add_classes(22)
    assert np.array_equal(teacher.predict("a").labels, before)
    painted = np.full(labels.shape, 255, np.uint8)
    painted[labels == 1] = 21
    teacher.mark("a", painted)
    losses = [loss for _ in range(3) for loss in teacher.teach("a")]
    assert losses[-1] < losses[0]
    assert (teacher.predict("a").labels[labels == 1] == 21).mean() > 0.5


@torch.no_grad()
def test_growing_leaves_what_it_says_as_it_was(checkpoint: Checkpoint) -> None:
    net, x = checkpoint.network(), torch.randn(1, 3, 32, 40)
    assert torch.equal(grow_classes(net, 25)(x).argmax(1), net(x).argmax(1))


def test_training_leaves_the_batch_statistics_alone(checkpoint: Checkpoint) -> None:
    net = checkpoint.network().train()
    before = {name: value.clone() for name, value in net.named_buffers()}
    net(torch.randn(2, 3, 32, 32)).sum().backward()
    assert len(before) > 100
    assert all(torch.equal(value, before[name]) for name, value in net.named_buffers())
    assert net.heads["score_fr"].weight.grad is not None


def test_it_comes_in_one_form_and_with_its_weights() -> None:
    with pytest.raises(ModelError, match="resnet50 has no skips"):
        FcnConfig(classes=2, trunk="resnet50", stride=8)
    with pytest.raises(ModelError, match="no companion"):
        FcnConfig(classes=2, trunk="resnet50", has_companion=True, **FORM)  # type: ignore[arg-type]
    with torch.device("meta"):
        net = build_network(FcnConfig(classes=2, trunk="resnet50", **FORM))  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="models download fcn_resnet50"):
        initialise(net, "imagenet")


def test_a_checkpoint_of_another_depth_is_refused(published: Path, tmp_path: Path) -> None:
    state = torch.load(published, weights_only=True)
    state["backbone.layer3.6.conv1.weight"] = torch.zeros(1)
    torch.save(state, tmp_path / "a.pth")
    with pytest.raises(ModelError, match="lacks"):
        read_published(tmp_path / "a.pth")
    with pytest.raises(ModelError, match="leave --network out"):
        read_published(published, "fcn32s")


def test_tiles_of_a_large_image_give_the_labels_of_the_whole(checkpoint: Checkpoint) -> None:
    image = np.random.default_rng(0).integers(0, 256, (40, 1400, 3), dtype=np.uint8)
    full = replace(checkpoint, max_side=None)
    whole, tiled = predictor(full), TiledPredictor(predictor(full), tile=800)
    expected = np.empty((21, 40, 1400), np.float32)
    with torch.no_grad():
        expected[:] = whole.net.score(whole.features(image)[0], (40, 1400))[0].numpy()
    found = np.empty_like(expected)

    def take(part: Part, scores: torch.Tensor) -> None:
        found[:, part.row0 : part.row1, part.col0 : part.col1] = scores.cpu().numpy()

    answer = tiled.predict(image, take=take)
    assert answer.tiles > 1
    assert np.abs(found - expected).max() < 1e-4 * np.abs(expected).max()


def test_all_layers_can_be_trained(checkpoint: Checkpoint) -> None:
    image, labels = blocks(32, 32)
    recipe = Recipe(iterations=1, batch=1, crop=32, scales=(1.0, 1.0), rate=1e-2)
    steps = list(
        train(checkpoint.network(), IMAGENET_RGB, [lambda: (image, labels)], recipe, device=torch.device("cpu"))
    )
    assert np.isfinite(steps[-1].loss)
    assert not torch.equal(steps[-1].network.state_dict()["neck.0.weight"], checkpoint.state["neck.0.weight"])
