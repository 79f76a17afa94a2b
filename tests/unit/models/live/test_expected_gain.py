import numpy as np
import pytest
import torch

from models.live.descriptors import LENGTH, box_descriptors, descriptor
from models.live.expected_gain import MOST_CHOSEN, order_by_gain, weights

NOTHING = np.empty((0, 2), np.float32)


def row(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def places(*points: tuple[float, float]) -> np.ndarray:
    return np.array(points, np.float32).reshape(len(points), 2)


def test_without_anything_else_the_most_uncertain_comes_first() -> None:
    order = order_by_gain(row(0.1, 0.9, 0.5), places((0, 0), (0, 0), (0, 0)), NOTHING)
    assert order[0] == 1


def test_of_two_alike_the_second_waits_for_what_is_different() -> None:
    # 0 and 1 are neighbours, 2 is far away and a little less uncertain.
    order = order_by_gain(row(0.9, 0.8, 0.6), places((0, 0), (0.1, 0), (5, 0)), NOTHING)
    assert order.tolist() == [0, 2, 1]


def test_what_is_like_a_corrected_image_comes_last() -> None:
    order = order_by_gain(row(0.9, 0.5), places((0, 0), (3, 0)), places((0, 0.01)))
    assert order.tolist() == [1, 0]


def test_what_the_network_thinks_otherwise_now_weighs_up_to_twice_as_much() -> None:
    found = weights(row(0.4, 0.4, 0.4), row(0.0, 1.0, np.nan))
    assert found.tolist() == pytest.approx([0.4, 0.8, 0.4])


def test_images_that_were_not_described_count_as_the_mean_of_the_others() -> None:
    unknown = np.array([[np.nan, np.nan], [0, 1], [0, 3]], np.float32)
    order = order_by_gain(row(0.5, 0.5, 0.5), unknown, places((0, 0)))
    assert order.tolist() == [2, 0, 1]


def test_every_image_comes_exactly_once_however_many_there_are() -> None:
    random = np.random.default_rng(0)
    count = MOST_CHOSEN + 50
    descriptors = random.standard_normal((count, 8)).astype(np.float32)
    order = order_by_gain(random.random(count).astype(np.float32), descriptors, descriptors[:3])
    assert sorted(order.tolist()) == list(range(count))
    assert len(order_by_gain(row(), NOTHING, NOTHING)) == 0


def test_the_chosen_images_reach_every_cluster_before_any_a_second_time() -> None:
    random = np.random.default_rng(1)
    centers = np.repeat(np.array([[0, 0], [10, 0], [0, 10], [10, 10]], np.float32), 20, axis=0)
    descriptors = (centers + random.standard_normal(centers.shape) * 0.3).astype(np.float32)
    uncertainty = (0.5 + 0.1 * random.random(80)).astype(np.float32)
    first = order_by_gain(uncertainty, descriptors, NOTHING)[:4]
    assert {int(index) // 20 for index in first} == {0, 1, 2, 3}


def test_a_descriptor_tells_like_from_unlike_and_does_not_follow_the_size() -> None:
    def features(seed: int, size: int) -> tuple[torch.Tensor, ...]:
        generator = torch.Generator().manual_seed(seed)
        power = torch.rand(1, 300, 1, 1, generator=generator)
        return (power * torch.rand(1, 300, size, size, generator=torch.Generator().manual_seed(9)),)

    one, large, other = (descriptor(features(*which)).astype(np.float32) for which in ((0, 20), (0, 40), (1, 20)))
    assert one.shape == (LENGTH,)
    assert np.linalg.norm(one - large) < 0.3 * np.linalg.norm(one - other)


def test_boxes_are_described_by_what_is_in_them() -> None:
    feature = torch.zeros(1, 5, 10, 10)
    feature[:, 0, :, :5] = 1.0
    feature[:, 1, :, 5:] = 1.0
    found = box_descriptors(feature, [(0, 0, 1, 0.5), (0.5, 0.1, 0.9, 0.4), (0, 0.6, 1, 1), (1, 1, 1, 1)])
    assert np.allclose(found[0], found[1], atol=1e-3)
    assert np.allclose(found[2], found[3], atol=1e-3)
    assert np.linalg.norm(found[0] - found[2]) > 0.5
