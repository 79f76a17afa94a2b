"""Labels carried between drawn frames whose truth is known."""

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray

from app.core.label_map import UNLABELED
from app.core.opencv import cv2
from app.core.propagation import carry

Plane = NDArray[np.uint8]
HEIGHT, WIDTH = 240, 320


def texture(seed: int, tint: tuple[int, int, int]) -> Plane:
    """Something that an eye, and a flow, can follow."""
    random = np.random.default_rng(seed)
    noise = random.standard_normal((HEIGHT // 4, WIDTH // 4, 3)).astype(np.float32) * 60
    enlarged = cv2.resize(noise, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.clip(enlarged + np.array(tint), 0, 255).astype(np.uint8)


def drawn(step: int) -> tuple[Plane, Plane]:
    """A disk that goes right, a box that goes down, over a ground that stays; and their truth."""
    image, truth = texture(0, (120, 120, 120)), np.zeros((HEIGHT, WIDTH), np.uint8)
    disk, box = np.zeros_like(truth), np.zeros_like(truth)
    cv2.circle(disk, (90 + 5 * step, 80), 40, 1, -1)
    cv2.rectangle(box, (200, 100 + 4 * step), (270, 170 + 4 * step), 1, -1)
    image[disk > 0] = np.roll(texture(1, (190, 90, 60)), 5 * step, axis=1)[disk > 0]
    image[box > 0] = np.roll(texture(2, (60, 90, 190)), 4 * step, axis=0)[box > 0]
    truth[disk > 0], truth[box > 0] = 1, 2
    return image, truth


def iou(found: Plane, truth: Plane, value: int) -> float:
    is_known = found != UNLABELED
    both = ((found == value) & (truth == value))[is_known].sum()
    return float(both / ((found == value) | (truth == value))[is_known].sum())


@pytest.mark.parametrize("size", [1.0, 4.0])
def test_labels_follow_what_moves(size: float) -> None:
    (before, labels), (after, truth) = drawn(0), drawn(1)
    if size != 1.0:  # larger than the flow is computed at
        scaled = (round(WIDTH * size), round(HEIGHT * size))
        before, after = (cv2.resize(each, scaled, interpolation=cv2.INTER_CUBIC) for each in (before, after))
        labels, truth = (cv2.resize(each, scaled, interpolation=cv2.INTER_NEAREST) for each in (labels, truth))
    carried = carry(before, after, labels)
    assert not carried.is_cut
    for value in (0, 1, 2):
        assert iou(carried.labels, truth, value) > 0.95
        assert iou(carried.labels, truth, value) > iou(labels, truth, value) or value == 0
    assert (carried.labels != UNLABELED).mean() > 0.8


def test_labels_carried_over_several_frames_stay_near_the_truth() -> None:
    image, labels = drawn(0)
    for step in range(1, 5):
        after, truth = drawn(step)
        image, labels = after, carry(image, after, labels).labels
    assert min(iou(labels, truth, value) for value in (1, 2)) > 0.9


def test_where_nothing_is_decided_nothing_is_proposed() -> None:
    (before, labels), (after, truth) = drawn(0), drawn(1)
    labels[labels == 0] = UNLABELED
    carried = carry(before, after, labels).labels
    assert set(np.unique(carried)) == {1, 2, UNLABELED}
    wrong = (carried != UNLABELED) & (carried != truth)
    assert wrong.mean() < 0.01


def test_what_comes_into_view_gets_no_label() -> None:
    picture = skimage.data.chelsea()
    before, after = picture[:, :300], picture[:, 25:325]
    carried = carry(np.ascontiguousarray(before), np.ascontiguousarray(after), np.zeros(before.shape[:2], np.uint8))
    assert not carried.is_cut
    assert (carried.labels[:, -15:] == UNLABELED).mean() > 0.9
    assert (carried.labels[:, 40:240] == 0).mean() > 0.9


def test_another_scene_is_told_by_its_agreement() -> None:
    cat, woman = skimage.data.chelsea()[:300, :400], skimage.data.astronaut()[:300, :400]
    carried = carry(np.ascontiguousarray(cat), np.ascontiguousarray(woman), np.zeros((300, 400), np.uint8))
    assert carried.is_cut
    assert carry(cat.copy(), cat.copy(), np.zeros((300, 400), np.uint8)).agreement > 0.99


@pytest.mark.parametrize("shape", [(1, 1), (3, 50), (9, 9), (40, 2)])
def test_the_smallest_frames_are_carried_too(shape: tuple[int, int]) -> None:
    image = np.full((*shape, 3), 100, np.uint8)
    labels = np.full(shape, 3, np.uint8)
    assert (carry(image, image, labels).labels == 3).all()


def test_frames_of_different_sizes_are_refused() -> None:
    one, other = np.zeros((20, 30, 3), np.uint8), np.zeros((20, 31, 3), np.uint8)
    with pytest.raises(ValueError, match="20, 31"):
        carry(one, other, np.zeros((20, 30), np.uint8))
