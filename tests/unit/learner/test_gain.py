import numpy as np
import torch

from app.core.label_map import UNLABELED
from app.core.regions import Region
from app.learner.gain import by_gain

LEFT, RIGHT, MIDDLE = (10, 0, 30, 20), (10, 80, 30, 100), (60, 40, 80, 60)


def feature() -> torch.Tensor:
    """Three grounds of their own: left, middle, right."""
    made = torch.zeros(1, 3, 10, 10)
    made[:, 0, :, :3], made[:, 1, :, 3:7], made[:, 2, :, 7:] = 1.0, 1.0, 1.0
    return made


def test_a_region_like_what_is_decided_comes_after_one_that_is_unlike_it() -> None:
    regions = [Region(LEFT, 9.0), Region(MIDDLE, 8.0), Region(RIGHT, 3.0)]
    labels = np.full((100, 100), UNLABELED, np.uint8)
    assert by_gain(regions, feature(), labels)[0].box == LEFT
    labels[40:90, 0:25] = 1  # the ground of the left region is decided elsewhere
    assert [region.box for region in by_gain(regions, feature(), labels)] == [MIDDLE, RIGHT, LEFT]


def test_no_regions_and_one_are_left_as_they_are() -> None:
    labels = np.full((4, 4), UNLABELED, np.uint8)
    assert by_gain([], feature(), labels) == []
    assert by_gain([Region((0, 0, 4, 4), 1.0)], feature(), labels) == [Region((0, 0, 4, 4), 1.0)]
