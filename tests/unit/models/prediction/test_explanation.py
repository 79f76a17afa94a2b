from pathlib import Path

import numpy as np
import pytest
import torch

from models.errors import ModelError
from models.fcn import Fcn, Features
from models.prediction.explanation import explain, explain_image, picture, write_explanations
from models.predictor import heatmap
from tests.unit.models.miniatures import KINDS, blocks, features_of, network, predictor

SIZE = (75, 110)


def only(net: Fcn, features: Features, name: str) -> torch.Tensor:
    """The scores of a network of which one score layer alone says anything, without any bias of a fusion."""
    lone = network(net.config.classes, **{k: v for k, v in vars(net.config).items() if k != "classes"})
    lone.load_state_dict(net.state_dict())
    with torch.no_grad():
        for other in lone.heads:
            if other.startswith("score") and other != name:
                lone.heads[other].weight.zero_()
                lone.heads[other].bias.zero_()
            if other.startswith("fuse"):
                lone.heads[other].bias.zero_()
        return lone.score(features, SIZE)[0]


@pytest.mark.parametrize(("stride", "fusion", "upsampling"), KINDS)
@pytest.mark.parametrize("has_companion", [False, True])
def test_each_stage_adds_exactly_its_skip_and_the_last_is_the_network(
    stride: int, fusion: str, upsampling: str, has_companion: bool
) -> None:
    net = network(stride=stride, fusion=fusion, upsampling=upsampling, has_companion=has_companion)
    with torch.no_grad():
        for name, layer in net.heads.items():
            if name.startswith("fuse"):
                layer.bias.add_(0.3)
    features = features_of(net, SIZE)
    stages = explain(net, features, SIZE)
    assert [stage.stride for stage in stages] == [s for s in (32, 16, 8) if s >= stride]
    with torch.no_grad():
        assert torch.equal(stages[-1].scores, net.score(features, SIZE)[0])
    scale = float(stages[-1].scores.abs().max())
    names = ("score_fr", "score_pool4", "score_pool3")
    for before, stage, name in zip(stages[:-1], stages[1:], names[1:], strict=False):
        added = stage.scores - before.scores
        assert float(added.abs().max()) > 1e-3 * scale
        assert torch.allclose(added, only(net, features, name), atol=1e-5 * scale)
    if fusion == "sum":
        assert torch.allclose(stages[0].scores, only(net, features, "score_fr"), atol=1e-5 * scale)


def test_the_last_heatmap_is_the_ordinary_one() -> None:
    image, _ = blocks(53, 78)
    for max_side in (None, 40):
        made = predictor(network(has_companion=True), max_side=max_side)
        stages = explain_image(made, image)
        for index in range(3):
            assert np.array_equal(stages[-1].heatmap(index), heatmap(made.predict(image).scores, index))
        assert [stage.caption for stage in stages] == ["stride 32", "+ stride 16", "+ stride 8"]


def test_the_picture_shows_the_image_and_every_stage() -> None:
    image, _ = blocks(90, 120)
    stages = explain_image(predictor(), image)
    shown = picture(image, stages, 1)
    assert shown.shape == (90 + 28, 4 * 120 + 3 * 4, 3)
    assert np.array_equal(shown[28:, :120], image)
    panels = [shown[28:, number * 124 : number * 124 + 120].astype(int) for number in range(1, 4)]
    for panel, stage in zip(panels, stages, strict=True):  # brighter where the class is more probable
        order = np.corrcoef(panel.sum(2).ravel(), stage.heatmap(1).ravel())[0, 1]
        assert order > 0.9
    for number in range(4):
        assert (shown[:28, number * 124 : number * 124 + 96] < 100).any()  # a caption stands there


@pytest.mark.parametrize("size", [(1, 1), (3, 700), (1200, 20)])
def test_images_of_any_shape_have_a_picture(size: tuple[int, int]) -> None:
    image = np.full((*size, 3), 100, np.uint8)
    assert picture(image, explain_image(predictor(max_side=200), image), 0).shape[2] == 3


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    image, _ = blocks(32, 40)
    with pytest.raises(ModelError, match="cannot be written"):
        write_explanations([tmp_path / "none" / "a.png"], predictor(), image)


def test_a_huge_image_is_explained_smaller() -> None:
    image = np.zeros((2, 5000, 3), np.uint8)
    assert explain_image(predictor(), image)[0].scores.shape == (3, 1, 2048)
