import itertools
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.devices import Engine
from models.errors import ModelError
from models.prediction.tiled_predictor import TiledPredictor, shrunk
from models.prediction.tiling import Part
from models.predictor import Predictor
from tests.unit.models.miniatures import blocks, checkpoint, network, predictor

LARGE, _ = blocks(540, 660)


def hungry(limit: int, **changes: Any) -> Predictor:
    """A predictor whose network asks for more memory than any machine has where its input exceeds `limit` bytes."""

    def ask(_: object, inputs: tuple[torch.Tensor, ...]) -> None:
        if inputs[0].numel() * inputs[0].element_size() > limit:
            torch.empty(1 << 60, dtype=torch.uint8)

    made = predictor(**changes)
    made.net.trunk.register_forward_pre_hook(ask)
    return made


def gathered(tiled: TiledPredictor, image: NDArray[np.uint8], classes: int = 3) -> NDArray[np.float32]:
    """The scores that a prediction hands out, put together; every pixel comes once."""
    scores = np.zeros((classes, *image.shape[:2]), np.float32)
    times = np.zeros(image.shape[:2], int)

    def take(part: Part, values: torch.Tensor) -> None:
        scores[:, *part.slices] = values.float().numpy()
        times[part.slices] += 1

    tiled.predict(image, take=take)
    assert (times == 1).all()
    return scores


KINDS = [
    {"trunk": "squeezenet"},
    {"trunk": "squeezenet", "padding": "paper", "fusion": "concat"},
    {"trunk": "squeezenet", "has_companion": True, "upsampling": "all"},
    {"trunk": "squeezenet", "stride": 32, "upsampling": "fixed"},
]


@pytest.mark.parametrize("kind", KINDS)
def test_tiles_say_exactly_what_the_whole_image_says(kind: dict[str, object]) -> None:
    made = predictor(network(**kind))
    whole = made.predict(LARGE)
    tiled = TiledPredictor(made, tile=640)
    found = tiled.predict(LARGE)
    assert found.tiles > 4
    assert found.labels.shape == found.confidence.shape == LARGE.shape[:2]
    top = whole.scores.topk(2, 0).values
    is_clear = (top[0] - top[1] > 1e-3).numpy()
    assert is_clear.mean() > 0.98
    assert np.array_equal(found.labels[is_clear], whole.labels[is_clear])
    assert np.abs(found.confidence.astype(int) - whole.confidence).max() <= 1
    scores = gathered(tiled, LARGE)
    assert np.abs(scores - whole.scores.numpy()).max() < 1e-4 * float(whole.scores.abs().max())


def test_a_margin_too_small_would_show() -> None:
    """What the test above rests on: with half the margin the scores do differ."""
    made = predictor()
    tiled = TiledPredictor(made, tile=640)
    tiled._margin //= 4
    scores, whole = gathered(tiled, LARGE), made.predict(LARGE).scores
    assert np.abs(scores - whole.numpy()).max() > 1e-3 * float(whole.abs().max())


def test_an_image_that_fits_is_predicted_as_ever() -> None:
    for max_side in (None, 40):
        made = predictor(max_side=max_side)
        image, _ = blocks(53, 78)
        found, expected = TiledPredictor(made).predict(image), made.predict(image)
        assert np.array_equal(found.labels, expected.labels)
        assert np.array_equal(found.confidence, expected.confidence)
        assert (found.tiles, found.steps) == (1, ())


def test_an_image_that_is_scaled_down_hands_out_scores_at_its_own_size() -> None:
    made = predictor(max_side=40)
    image, _ = blocks(53, 78)
    scores = gathered(TiledPredictor(made), image)
    up = torch.nn.functional.interpolate(
        made.predict(image).scores[None], size=(53, 78), mode="bilinear", align_corners=False
    )
    assert np.abs(scores - up[0].numpy()).max() < 1e-4


def test_shrinking_is_what_the_predictor_does() -> None:
    made = predictor(max_side=40)
    image, _ = blocks(53, 78)
    small = shrunk(image, made.working_size(53, 78))
    assert small.dtype == np.uint8
    assert torch.equal(made.input(small), made.input(image))


def test_what_would_not_fit_is_known_before_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    made = hungry(12 * 560 * 560)  # a first try of the whole image would ask for too much
    monkeypatch.setattr("models.prediction.tiled_predictor.free_bytes", lambda device: 150_000_000)
    said: list[str] = []
    found = TiledPredictor(made, say=said.append).predict(LARGE)
    assert found.tiles > 1
    assert len(said) == 1
    assert "660 x 540 pixels at once would take" in said[0]
    assert found.steps == tuple(said)
    small, _ = blocks(100, 100)
    assert TiledPredictor(made, say=said.append).predict(small).tiles == 1
    assert len(said) == 1


def test_memory_that_runs_out_leads_to_smaller_tiles_and_is_said() -> None:
    expected = predictor().predict(LARGE).labels
    made = hungry(12 * 560 * 560)
    said: list[str] = []
    tiled = TiledPredictor(made, say=said.append)
    found = tiled.predict(LARGE)
    assert [sentence.split(": ")[1] for sentence in said] == ["going on in tiles of 512 x 512."]
    assert "Memory ran out on cpu, fp32 at 660 x 540 pixels" in said[0]
    assert found.steps == tuple(said)
    assert (found.labels == expected).mean() > 0.999
    assert made.engine.precision == "fp32"
    again = tiled.predict(LARGE)  # it stays with what works
    assert again.steps == ()
    assert np.array_equal(again.labels, found.labels)


def test_what_was_predicted_before_memory_ran_out_is_kept() -> None:
    """Memory that lasts for three tiles only: the others are done in half precision, and none twice."""
    made = predictor()
    asked = itertools.count()

    def ask(_: object, inputs: tuple[torch.Tensor, ...]) -> None:
        if inputs[0].dtype == torch.float32 and next(asked) >= 3:
            torch.empty(1 << 60, dtype=torch.uint8)

    made.net.trunk.register_forward_pre_hook(ask)
    tiled = TiledPredictor(made, tile=512)
    kept: list[tuple[Part, str]] = []
    tiled.predict(LARGE, take=lambda part, scores: kept.append((part, made.engine.precision)))
    assert [precision for _, precision in kept[:3]] == ["fp32"] * 3
    assert {precision for _, precision in kept[3:]} == {"bf16"}
    assert sum(part.height * part.width for part, _ in kept) == LARGE.shape[0] * LARGE.shape[1]


def test_half_precision_follows_the_smallest_tile() -> None:
    expected = predictor().predict(LARGE).labels
    made = hungry(12 * 400 * 400)  # a tile within the image is larger, in half precision not
    said: list[str] = []
    found = TiledPredictor(made, say=said.append).predict(LARGE)
    assert len(said) == 2
    assert "half precision (bf16)" in said[1]
    assert made.engine.precision == "bf16"
    assert (found.labels == expected).mean() > 0.9


def test_the_end_of_the_ladder_is_one_sentence() -> None:
    made = hungry(0)
    said: list[str] = []
    with pytest.raises(ModelError, match="close other programs"):
        TiledPredictor(made, say=said.append).predict(LARGE)
    assert len(said) == 2


def test_without_tiles_half_precision_comes_first() -> None:
    made = hungry(12 * 540 * 660 - 1)
    said: list[str] = []
    assert TiledPredictor(made, tile="off", say=said.append).predict(LARGE).tiles == 1
    assert len(said) == 1
    assert "half precision" in said[0]


def test_a_working_size_that_is_too_much_is_predicted_in_tiles() -> None:
    image = cv2.resize(LARGE, (990, 810))
    expected = predictor(max_side=660).predict(image)
    made = hungry(12 * 560 * 560, max_side=660)
    found = TiledPredictor(made).predict(image)
    assert found.tiles > 1
    assert found.labels.shape == image.shape[:2]
    assert found.confidence.shape == expected.confidence.shape
    assert (found.labels == expected.labels).mean() > 0.999


def test_other_errors_are_not_taken_for_memory() -> None:
    made = predictor()

    def fail(_: object, inputs: tuple[torch.Tensor, ...]) -> None:
        raise RuntimeError("something else")

    made.net.trunk.register_forward_pre_hook(fail)
    with pytest.raises(RuntimeError, match="something else"):
        TiledPredictor(made).predict(LARGE)


@pytest.mark.parametrize(("tile", "said"), [("big", "auto, off, or a number"), ("100", "at least 512"), ("-5", "auto")])
def test_a_tile_that_cannot_be_is_told(tile: str, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        TiledPredictor(predictor(), tile=tile)


@pytest.mark.gpu
def test_the_cpu_is_the_last_resort_of_a_gpu() -> None:
    made = Predictor(checkpoint(), Engine(torch.device("cuda", 0), "fp32"))
    expected = made.predict(LARGE).labels

    def ask(_: object, inputs: tuple[torch.Tensor, ...]) -> None:
        if inputs[0].is_cuda:
            torch.empty(1 << 60, dtype=torch.uint8, device=inputs[0].device)

    made.net.trunk.register_forward_pre_hook(ask)
    said: list[str] = []
    found = TiledPredictor(made, say=said.append).predict(LARGE)
    assert ["tiles" in said[0], "half precision (fp16)" in said[1], "on the CPU" in said[2]] == [True] * 3
    assert str(made.engine.device) == "cpu"
    assert (found.labels == expected).mean() > 0.99


@pytest.mark.slow
def test_real_images_have_no_seams_with_the_bundled_network() -> None:
    import skimage.data

    from models.checkpoint import load_checkpoint
    from models.names import BUNDLED

    bundled = replace(load_checkpoint(BUNDLED), max_side=None)
    made = Predictor(bundled, Engine(torch.device("cpu"), "fp32"))
    for image in (skimage.data.chelsea(), skimage.data.coffee(), skimage.data.astronaut()):
        large = cv2.resize(image, None, fx=2.5, fy=2.5, interpolation=cv2.INTER_CUBIC)
        whole, found = made.predict(large), TiledPredictor(made, tile=704).predict(large)
        assert found.tiles > 1
        assert (found.labels != whole.labels).mean() < 1e-4
