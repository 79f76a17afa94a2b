import numpy as np
import pytest
import torch
from torch import Tensor

from models.devices import choose_engine
from models.prediction import graphs
from models.prediction.graphs import Compute, Replayed
from models.predictor import Predictor
from tests.unit.models.miniatures import ENGINE, blocks, checkpoint, network


class Recorded:
    """Stands in for a CUDA graph: says that it was used."""

    made = 0

    def __init__(self, compute: Compute, example: Tensor) -> None:
        Recorded.made += 1
        self._compute, self._shape = compute, example.shape

    def __call__(self, x: Tensor) -> tuple[Tensor, ...]:
        assert x.shape == self._shape
        return (*self._compute(x), torch.tensor(0))


def test_a_shape_is_recorded_when_it_comes_a_third_time_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphs, "CudaGraph", Recorded)
    monkeypatch.setattr(Recorded, "made", 0)
    replayed = Replayed(lambda x: (x + 1,))
    lengths = [len(replayed(torch.zeros(size))) for size in (2, 2, 3, 2, 2, 2, 2, 3)]
    assert lengths == [1, 1, 1, 1, 1, 2, 2, 1]
    assert Recorded.made == 1


@pytest.mark.gpu
@pytest.mark.parametrize("changes", [{}, {"has_companion": True}, {"trunk": "vgg16", "padding": "paper"}])
def test_a_graph_gives_what_its_operations_give(changes: dict[str, object]) -> None:
    made = checkpoint(network(**changes))
    predictor = Predictor(made, choose_engine("cuda", "fp32"))
    images = [blocks(60, 90, seed=seed)[0] for seed in range(6)]
    expected = [Predictor(made, ENGINE).predict(image) for image in images]
    for image, plain in zip(images, expected, strict=True):  # from the third on by the graph
        found = predictor.predict(image)
        assert (found.labels == plain.labels).mean() > 0.99
        assert torch.allclose(found.scores.cpu(), plain.scores, atol=0.02 * float(plain.scores.abs().max()))


@pytest.mark.gpu
def test_a_replay_does_not_write_over_an_earlier_prediction() -> None:
    predictor = Predictor(checkpoint(), choose_engine("cuda", "fp16"))
    images = [blocks(60, 90, seed=seed)[0] for seed in range(5)]
    kept = [predictor.predict(image) for image in images]
    before = [prediction.scores.clone() for prediction in kept]
    for image in images:
        predictor.predict(image)
    assert all(torch.equal(prediction.scores, old) for prediction, old in zip(kept, before, strict=True))


@pytest.mark.gpu
def test_new_heads_are_seen_by_the_next_prediction() -> None:
    predictor = Predictor(checkpoint(), choose_engine("cuda", "fp32"))
    image = blocks(60, 90)[0]
    for _ in range(4):
        predictor.predict(image)
    predictor.use_heads(network(classes=5, seed=9).cuda())
    assert predictor.predict(image).scores.shape[0] == 5


@pytest.mark.gpu
def test_several_images_in_one_pass_give_what_each_gives_alone() -> None:
    predictor = Predictor(checkpoint(max_side=80), choose_engine("cuda", "fp32"))
    images = [blocks(60, 90, seed=seed)[0] for seed in range(4)]
    for image, together in zip(images, predictor.predict_many(images), strict=True):
        assert together.labels.shape == (60, 90)
        assert (together.labels == predictor.predict(image).labels).mean() > 0.99


@pytest.mark.gpu
def test_half_precision_on_a_gpu_agrees_with_full_on_the_processor() -> None:
    made = checkpoint()
    image = blocks(60, 90)[0]
    full, half = Predictor(made, ENGINE).predict(image), Predictor(made, choose_engine("cuda")).predict(image)
    assert half.labels.dtype == np.uint8
    top = full.scores.topk(2, 0).values
    is_clear = (top[0] - top[1] > 0.2 * float(full.scores.std())).numpy()
    assert (half.labels == full.labels)[is_clear].mean() > 0.99
