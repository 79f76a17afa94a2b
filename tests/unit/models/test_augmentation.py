import numpy as np
import torch

from models.augmentation import RandomCrop
from models.metrics import UNLABELED
from tests.unit.models.networks import blocks


def test_crops_have_the_side_that_was_asked_for() -> None:
    for size in ((1, 1), (20, 200), (64, 64), (300, 10)):
        augment = RandomCrop(48, seed=1)
        image, labels = blocks(*size)
        for _ in range(5):
            x, y = augment(image, np.stack((labels, labels), -1))
            assert (x.shape, y.shape) == ((3, 48, 48), (2, 48, 48))
            assert x.dtype == y.dtype == torch.uint8


def test_labels_stay_labels_and_the_outside_is_unlabeled() -> None:
    image, labels = blocks(40, 60)
    augment, seen = RandomCrop(64, scales=(0.4, 2.0), seed=3), set()
    for _ in range(20):
        seen |= set(augment(image, labels[:, :, None])[1].unique().tolist())
    assert seen == {0, 1, 2, UNLABELED}


def test_labels_lie_where_the_pixels_lie_at_any_zoom() -> None:
    """Away from edges the colour of a pixel and its label agree; a shift of half a pixel would show at the edges."""
    labels = np.zeros((64, 64), np.uint8)
    labels[:, 32:] = 1
    image = np.repeat(labels[:, :, None] * np.uint8(200), 3, 2)
    for zoom in (0.5, 0.7, 1.3, 1.6):
        augment = RandomCrop(64, scales=(zoom, zoom), seed=0)
        augment.jitter = lambda x: x
        for _ in range(6):
            x, y = augment(image, labels[:, :, None])
            known = (y[0] != UNLABELED).numpy()
            wrong = (x[0].numpy() > 100) != (y[0].numpy() == 1)
            assert (wrong & known & (np.abs(x[0].numpy().astype(int) - 100) > 30)).sum() <= 0.02 * known.sum()


def test_the_same_seed_gives_the_same_places() -> None:
    image, labels = blocks(90, 120)
    crops = []
    for _ in range(2):
        augment = RandomCrop(32, seed=4)
        crops.append(torch.stack([augment(image, labels[:, :, None])[1] for _ in range(4)]))
    assert torch.equal(*crops)
