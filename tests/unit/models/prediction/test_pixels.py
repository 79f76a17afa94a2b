import numpy as np
import pytest
import torch

from models.checkpoint import CAFFE_BGR, IMAGENET_RGB, Normalisation
from models.prediction.pixels import Pixels, best_classes, read_scores, upload
from tests.unit.models.miniatures import blocks

CPU = torch.device("cpu")


@pytest.mark.parametrize("normalisation", [CAFFE_BGR, IMAGENET_RGB])
@pytest.mark.parametrize("size", [(13, 27), (1, 1), (1, 40), (40, 1)])
def test_rows_are_normalised_to_the_same_bits(normalisation: Normalisation, size: tuple[int, int]) -> None:
    images = [blocks(*size, seed=seed)[0] for seed in range(2)]
    pixels = upload(images, CPU)
    assert pixels.shape == (2, *size, 3)
    got = Pixels(normalisation, CPU)(pixels, torch.float32)
    expected = normalisation(pixels.permute(0, 3, 1, 2))
    assert torch.equal(got, expected)
    assert got.is_contiguous(memory_format=torch.channels_last)
    assert Pixels(normalisation, CPU)(pixels, torch.bfloat16).equal(expected.bfloat16())


def test_the_image_is_left_as_it_is() -> None:
    image = blocks(8, 9)[0]
    before = image.copy()
    Pixels(IMAGENET_RGB, CPU)(upload([image], CPU), torch.float32)
    assert np.array_equal(image, before)


@pytest.mark.parametrize("classes", [1, 3, 255])
def test_scores_are_read_as_argmax_and_softmax(classes: int) -> None:
    scores = torch.randn(2, classes, 7, 9) * 10
    labels, confidence = read_scores(scores)
    assert labels.dtype == confidence.dtype == torch.uint8
    assert torch.equal(labels.long(), scores.argmax(1))
    assert (confidence - scores.softmax(1).amax(1) * 255).abs().max() <= 0.51
    assert labels.shape == confidence.shape == (2, 7, 9)


@pytest.mark.parametrize("memory", [torch.contiguous_format, torch.channels_last])
def test_of_equal_scores_the_first_class_wins_as_in_argmax(memory: torch.memory_format) -> None:
    scores = torch.randint(0, 3, (2, 21, 30, 40), generator=torch.Generator().manual_seed(0)).float()
    scores = scores.contiguous(memory_format=memory)
    for part in (scores, scores[:, :, 1:-1, 2:-3]):
        assert torch.equal(best_classes(part).long(), part.argmax(1))


def test_scores_far_below_the_best_do_not_change_its_share() -> None:
    labels, confidence = read_scores(torch.tensor([5.0, -200.0, -1e30, 4.0]).view(1, 4, 1, 1))
    assert labels.item() == 0
    assert confidence.item() == round(255 / (1 + np.exp(-1)))
