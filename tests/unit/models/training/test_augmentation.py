import numpy as np
import torch

from models.metrics import UNLABELED
from models.training.augmentation import Augmentation, drawn_at, key_of, stack_padded
from tests.unit.models.miniatures import blocks


def test_crops_have_the_side_that_was_asked_for() -> None:
    for size in ((1, 1), (20, 200), (64, 64), (300, 10)):
        augment = Augmentation(48, rotation=20)
        image, labels = blocks(*size)
        for key in range(5):
            x, y = augment(image, np.stack((labels, labels), -1), key)
            assert (x.shape, y.shape) == ((3, 48, 48), (2, 48, 48))
            assert x.dtype == y.dtype == torch.uint8


def test_labels_stay_labels_and_the_outside_is_unlabeled() -> None:
    image, labels = blocks(40, 60)
    augment, seen = Augmentation(64, scales=(0.4, 2.0), rotation=30), set()
    for key in range(20):
        seen |= set(augment(image, labels[:, :, None], key)[1].unique().tolist())
    assert seen == {0, 1, 2, UNLABELED}


def test_labels_lie_where_the_pixels_lie_at_any_zoom() -> None:
    """Away from edges the colour of a pixel and its label agree; a shift of half a pixel would show at the edges."""
    labels = np.zeros((64, 64), np.uint8)
    labels[:, 32:] = 1
    image = np.repeat(labels[:, :, None] * np.uint8(200), 3, 2)
    for zoom in (0.5, 0.7, 1.3, 1.6):
        augment = Augmentation(64, scales=(zoom, zoom), colors=0.0)
        for key in range(6):
            x, y = augment(image, labels[:, :, None], key)
            known = (y[0] != UNLABELED).numpy()
            wrong = (x[0].numpy() > 100) != (y[0].numpy() == 1)
            assert (wrong & known & (np.abs(x[0].numpy().astype(int) - 100) > 30)).sum() <= 0.02 * known.sum()


def test_labels_turn_with_the_pixels() -> None:
    labels = np.zeros((64, 64), np.uint8)
    labels[:, 32:] = 1
    image = np.repeat(labels[:, :, None] * np.uint8(200), 3, 2)
    augment = Augmentation(64, scales=(1.0, 1.0), flips=False, colors=0.0, rotation=45)
    x, y = augment(image, labels[:, :, None], 5)
    known = (y[0] != UNLABELED).numpy()
    assert not known.all()  # the corners come from outside
    wrong = (x[0].numpy() > 100) != (y[0].numpy() == 1)
    assert (wrong & known).mean() < 0.02
    assert len(np.unique(y[0].numpy()[known].reshape(-1))) == 2
    assert (y[0, 10] != y[0, 54]).any()


def test_a_crop_depends_on_its_key_alone() -> None:
    image, labels = blocks(90, 120)
    augment = Augmentation(32, rotation=10)
    first = augment(image, labels[:, :, None], 4)
    torch.manual_seed(99)
    state = torch.get_rng_state()
    augment(image, labels[:, :, None], 5)
    again = augment(image, labels[:, :, None], 4)
    assert all(torch.equal(*pair) for pair in zip(first, again, strict=True))
    assert not torch.equal(first[0], augment(image, labels[:, :, None], 5)[0])
    assert torch.equal(torch.get_rng_state(), state)


def test_a_whole_image_stays_as_it_is() -> None:
    image, labels = blocks(37, 51)
    x, y = Augmentation(0, flips=False, colors=0.0)(image, labels[:, :, None], 7)
    assert np.array_equal(x.permute(1, 2, 0).numpy(), image)
    assert np.array_equal(y[0].numpy(), labels)


def test_images_of_different_sizes_are_padded_with_unlabeled_pixels() -> None:
    whole = Augmentation(0, flips=False, colors=0.0)
    crops = [whole(image, labels[:, :, None], 0) for image, labels in (blocks(20, 30), blocks(24, 16))]
    images, planes = stack_padded(crops, 24, 30)
    assert (images.shape, planes.shape) == ((2, 3, 24, 30), (2, 1, 24, 30))
    assert torch.equal(images[0, :, :20], crops[0][0])
    assert (planes[0, :, 20:] == UNLABELED).all()
    assert (planes[1, :, :, 16:] == UNLABELED).all()


def test_every_epoch_takes_each_sample_once_in_another_order() -> None:
    epochs = [[drawn_at(epoch * 7 + place, 7, 3) for place in range(7)] for epoch in range(3)]
    assert all(sorted(epoch) == list(range(7)) for epoch in epochs)
    assert len(set(map(tuple, epochs))) == 3
    assert drawn_at(12, 7, 3) == epochs[1][5]


def test_keys_differ_with_every_number() -> None:
    assert len({key_of(a, b, c, d) for a in range(3) for b in range(3) for c in range(3) for d in (1, 2)}) == 54
