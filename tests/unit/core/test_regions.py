import numpy as np
import pytest

from app.core.regions import MOST_REGIONS, mean_uncertainty, sampled, uncertain_regions

NOTHING = np.full((100, 120), 255, np.uint8)


def plane_with(*spots: tuple[slice, slice, int], shape: tuple[int, int] = (100, 120)) -> np.ndarray:
    plane = np.zeros(shape, np.uint8)
    for rows, cols, value in spots:
        plane[rows, cols] = value
    return plane


def test_regions_come_by_their_summed_uncertainty_and_not_by_size_or_peak() -> None:
    large_and_faint = (slice(5, 25), slice(5, 25), 90)  # 36 000
    small_and_sharp = (slice(60, 70), slice(60, 70), 255)  # 25 500
    found = uncertain_regions(plane_with(large_and_faint, small_and_sharp), NOTHING)
    assert [region.box for region in found] == [(5, 5, 25, 25), (60, 60, 70, 70)]
    assert found[0].weight == pytest.approx(20 * 20 * 90 / 255)
    assert found[1].center == (65, 65)


def test_where_a_person_has_decided_nothing_is_uncertain() -> None:
    plane = plane_with((slice(5, 25), slice(5, 25), 200), (slice(60, 70), slice(60, 70), 200))
    labels = NOTHING.copy()
    labels[0:30, 0:30] = 1
    assert [region.box for region in uncertain_regions(plane, labels)] == [(60, 60, 70, 70)]
    labels[:] = 0
    assert uncertain_regions(plane, labels) == []


def test_what_the_network_hardly_doubts_is_no_region() -> None:
    assert uncertain_regions(plane_with((slice(5, 25), slice(5, 25), 50)), NOTHING) == []


def test_specks_are_no_regions() -> None:
    assert uncertain_regions(plane_with((slice(5, 6), slice(5, 7), 255)), NOTHING) == []


def test_boxes_are_in_pixels_of_the_image_where_the_plane_is_smaller() -> None:
    labels = np.full((400, 480), 255, np.uint8)
    found = uncertain_regions(plane_with((slice(50, 60), slice(10, 30), 255)), labels)
    assert found[0].box == (200, 40, 240, 120)


def test_a_seam_around_an_object_is_looked_at_in_pieces() -> None:
    plane = plane_with((slice(10, 90), slice(10, 110), 250), (slice(13, 87), slice(13, 107), 0))
    boxes = [region.box for region in uncertain_regions(plane, NOTHING)]
    assert len(boxes) > 4
    assert all(max(box[2] - box[0], box[3] - box[1]) <= 41 for box in boxes)
    covered = np.zeros_like(plane, bool)
    for row0, col0, row1, col1 in boxes:
        covered[row0:row1, col0:col1] = True
    assert covered[plane > 0].all()


def test_no_more_regions_than_a_person_would_look_at() -> None:
    plane = np.zeros((200, 200), np.uint8)
    plane.reshape(20, 10, 20, 10)[:, :5, :, :5] = 255
    assert len(uncertain_regions(plane, np.full((200, 200), 255, np.uint8))) == MOST_REGIONS


def test_decided_pixels_make_an_image_more_certain() -> None:
    plane = np.full((10, 10), 51, np.uint8)
    labels = np.full((20, 20), 255, np.uint8)
    assert mean_uncertainty(plane, None) == mean_uncertainty(plane, labels) == pytest.approx(0.2)
    labels[:10] = 3
    assert mean_uncertainty(plane, labels) == pytest.approx(0.1)


def test_labels_are_sampled_at_the_middles_of_pixels() -> None:
    labels = np.arange(16, dtype=np.uint8).reshape(4, 4)
    assert sampled(labels, (2, 2)).tolist() == [[5, 7], [13, 15]]
    assert sampled(labels, (4, 4)) is labels
