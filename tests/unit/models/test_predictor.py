import numpy as np
import pytest
import torch
import torch.nn.functional as F

from models import predictor as module
from models.devices import Engine
from models.predictor import Predictor, argmax_at, heatmap, margin, two_best, uncertainty, upsampled_strips
from tests.unit.models.miniatures import blocks, checkpoint, network, predictor

IMAGE, _ = blocks(53, 78)


def test_labels_are_the_argmax_of_the_scores_at_the_size_of_the_image() -> None:
    prediction = predictor().predict(IMAGE)
    assert prediction.labels.shape == prediction.confidence.shape == IMAGE.shape[:2]
    assert prediction.labels.dtype == prediction.confidence.dtype == np.uint8
    assert prediction.scores.shape == (3, 53, 78)
    assert np.array_equal(prediction.labels, prediction.scores.argmax(0).numpy())
    share = prediction.scores.softmax(0).amax(0).numpy() * 255
    assert np.abs(prediction.confidence - share).max() <= 0.51
    assert prediction.milliseconds > 0


def test_scores_are_those_of_the_normalised_image() -> None:
    made = checkpoint()
    x = made.normalisation(torch.from_numpy(IMAGE.copy()).permute(2, 0, 1)[None])
    with torch.no_grad():
        expected = made.network()(x)[0]
    got = Predictor(made, Engine(torch.device("cpu"), "fp32")).predict(IMAGE).scores
    assert torch.allclose(got, expected, atol=1e-4)


@pytest.mark.parametrize("has_companion", [False, True])
@pytest.mark.parametrize("max_side", [None, 40])
def test_the_prediction_of_kept_features_is_the_prediction(has_companion: bool, max_side: int | None) -> None:
    made = predictor(network(has_companion=has_companion), max_side=max_side)
    features, working = made.features(IMAGE)
    kept, whole = made.predict_from(features, working, IMAGE.shape[:2]), made.predict(IMAGE)
    assert torch.equal(kept.scores, whole.scores)
    assert np.array_equal(kept.labels, whole.labels)
    assert np.array_equal(kept.confidence, whole.confidence)


def test_kept_features_can_be_trained_on() -> None:
    made = predictor()
    features, working = made.features(IMAGE)
    made.net.score(features, working).sum().backward()
    assert made.net.heads["score_fr"].weight.grad is not None
    assert all(parameter.grad is None for parameter in made.net.trunk.parameters())


@pytest.mark.parametrize(
    ("size", "working"),
    [
        ((100, 100), (100, 100)),
        ((200, 100), (200, 100)),
        ((400, 100), (200, 50)),
        ((100, 401), (50, 200)),
        ((1, 5000), (1, 200)),
        ((1, 1), (1, 1)),
        ((201, 201), (200, 200)),
    ],
)
def test_long_images_are_worked_on_at_the_greatest_side(size: tuple[int, int], working: tuple[int, int]) -> None:
    assert predictor(max_side=200).working_size(*size) == working
    assert predictor().working_size(*size) == size


def test_a_large_image_is_predicted_at_its_own_size() -> None:
    prediction = predictor(max_side=40).predict(IMAGE)
    assert prediction.labels.shape == IMAGE.shape[:2]
    assert prediction.scores.shape == (3, 27, 40)
    assert prediction.confidence.shape == (27, 40)
    up = F.interpolate(prediction.scores[None], size=IMAGE.shape[:2], mode="bilinear", align_corners=False)
    top = up.topk(2, 1).values[0]
    is_clear = (top[0] - top[1] > 1e-4).numpy()
    assert np.array_equal(prediction.labels[is_clear], up.argmax(1)[0].numpy()[is_clear])


@pytest.mark.parametrize("size", [(1, 1), (1, 60), (47, 1), (2, 2)])
def test_the_smallest_images_are_predicted(size: tuple[int, int]) -> None:
    for max_side in (None, 30):
        prediction = predictor(max_side=max_side).predict(np.full((*size, 3), 100, np.uint8))
        assert prediction.labels.shape == size
        assert prediction.labels.max() < 3


def test_an_image_that_cannot_be_written_or_lies_scattered_is_predicted() -> None:
    fixed = IMAGE.copy()
    fixed.flags.writeable = False
    expected = predictor().predict(IMAGE).labels
    assert np.array_equal(predictor().predict(fixed).labels, expected)
    scattered = np.ascontiguousarray(IMAGE[::-1])[::-1]
    assert np.array_equal(predictor().predict(scattered).labels, expected)
    assert not fixed.flags.writeable


def test_half_precision_agrees_with_full() -> None:
    made = checkpoint()
    full = Predictor(made, Engine(torch.device("cpu"), "fp32")).predict(IMAGE)
    half = Predictor(made, Engine(torch.device("cpu"), "bf16")).predict(IMAGE)
    assert half.scores.dtype == torch.float32
    top = full.scores.topk(2, 0).values
    is_clear = (top[0] - top[1] > 0.2 * float(full.scores.std())).numpy()
    assert (half.labels == full.labels)[is_clear].mean() > 0.99


@pytest.mark.parametrize(("height", "width"), [(100, 70), (13, 200), (27, 40), (7, 9), (1, 1)])
def test_strips_together_equal_one_interpolation(monkeypatch: pytest.MonkeyPatch, height: int, width: int) -> None:
    scores = torch.randn(1, 4, 27, 40)
    expected = F.interpolate(scores, size=(height, width), mode="bilinear", align_corners=False)
    for limit in (1, 4 * 4 * width * 3, 10**9):
        monkeypatch.setattr(module, "_STRIP_BYTES", limit)
        rows = [row for row, _ in upsampled_strips(scores, (height, width))]
        joined = torch.cat([strip for _, strip in upsampled_strips(scores, (height, width))], 2)
        assert joined.shape == expected.shape
        assert torch.allclose(joined, expected, atol=1e-5)
        assert rows == list(range(0, height, max(1, limit // (16 * width))))
        assert np.array_equal(argmax_at(scores, (height, width)), joined.argmax(1)[0].numpy())


def test_heatmaps_of_one_pixel_add_up_to_255() -> None:
    scores = torch.randn(4, 30, 20) * 5
    total = sum(heatmap(scores, index).astype(int) for index in range(4))
    assert np.abs(total - 255).max() <= 2
    assert np.abs(heatmap(scores, 2) - scores.softmax(0)[2].numpy() * 255).max() <= 0.51


def test_uncertainty_runs_from_nothing_to_255() -> None:
    scores = torch.zeros(3, 1, 4)
    scores[0, 0, 1] = 1000.0
    scores[:2, 0, 2] = 1000.0
    scores[0, 0, 3] = 2.0
    found = uncertainty(scores)[0].astype(int)
    assert (found[0], found[1]) == (255, 0)
    assert found[2] == round(np.log(2) / np.log(3) * 255)
    assert found[1] < found[3] < found[0]


def test_one_class_is_never_uncertain() -> None:
    assert not uncertainty(torch.randn(1, 5, 5)).any()
    assert (heatmap(torch.randn(1, 5, 5), 0) == 255).all()


def test_only_what_lies_below_the_heads_is_rounded() -> None:
    made = Predictor(checkpoint(network(has_companion=True)), Engine(torch.device("cpu"), "bf16"))
    rounded = {name.split(".")[0] for name, value in made.net.named_parameters() if value.dtype == torch.bfloat16}
    exact = {name.split(".")[0] for name, value in made.net.named_parameters() if value.dtype == torch.float32}
    assert rounded == {"trunk", "companion", "fc6", "fc7"}
    assert exact == {"heads"}
    features, working = made.features(IMAGE)
    assert {feature.dtype for feature in features} == {torch.bfloat16}
    whole = made.predict(IMAGE)
    kept = made.predict_from(features, working, IMAGE.shape[:2])
    assert torch.allclose(kept.scores, whole.scores, atol=1e-5)
    assert np.array_equal(kept.labels, whole.labels)


def test_several_images_give_what_each_gives_alone() -> None:
    made = predictor(max_side=60)
    images = [IMAGE, np.ascontiguousarray(IMAGE[::-1]), np.ascontiguousarray(IMAGE[:, ::-1])]
    together = made.predict_many(images)
    assert len(together) == 3
    for image, prediction in zip(images, together, strict=True):
        alone = made.predict(image)
        assert np.array_equal(prediction.labels, alone.labels)
        assert np.array_equal(prediction.confidence, alone.confidence)
        assert torch.equal(prediction.scores, alone.scores)


def test_other_heads_are_taken_without_copying_the_trunk() -> None:
    made = predictor()
    before, trunk = made.predict(IMAGE).scores, made.net.trunk
    other = network(classes=5, seed=9)
    old = made.net
    made.use_heads(other)
    assert made.net.trunk is trunk
    assert made.net.heads is other.heads
    assert made.predict(IMAGE).scores.shape[0] == 5
    made.use_heads(old)
    assert torch.equal(made.predict(IMAGE).scores, before)


def test_the_margin_is_greatest_where_two_classes_are_equally_probable() -> None:
    scores = torch.full((3, 1, 3), -1000.0)
    scores[0, 0, 0] = 0.0
    scores[:2, 0, 1] = 0.0
    scores[:, 0, 2] = torch.tensor([0.7, 0.2, 0.1]).log()
    assert margin(scores)[0].tolist() == [0, 255, round((1 - 0.5) * 255)]
    assert not margin(torch.randn(1, 5, 5)).any()


def test_another_network_takes_over() -> None:
    made = predictor()
    other = network(classes=5, seed=9)
    made.use_network(other.train())
    assert not made.net.training
    assert made.predict(IMAGE).scores.shape[0] == 5


def test_the_two_best_classes_are_the_greatest_scores() -> None:
    scores = torch.randn(4, 5, 6)
    first, second = two_best(scores)
    order = scores.numpy().argsort(axis=0)
    assert np.array_equal(first, order[-1])
    assert np.array_equal(second, order[-2])
