import numpy as np

from app.core import refinement
from app.core.refinement import refine


def edge_image() -> np.ndarray:
    image = np.full((60, 80, 3), 40, np.uint8)
    image[:, 40:] = 210
    return image


def heatmaps(edge: int) -> dict[int, np.ndarray]:
    """Class 7 right of a soft edge, class 3 left of it."""
    share = 1 / (1 + np.exp(-(np.arange(80) - edge) / 2.0))
    right = np.broadcast_to(np.round(255 * share), (60, 80)).astype(np.uint8)
    return {3: np.uint8(255) - right, 7: right}


def test_an_edge_beside_the_true_one_moves_towards_it() -> None:
    labels = refine(edge_image(), heatmaps(44))
    truth = np.where(np.arange(80) >= 40, 7, 3) * np.ones((60, 1), int)
    before = np.where(heatmaps(44)[7] > 127, 7, 3)
    assert (labels != truth).mean() <= 0.5 * (before != truth).mean()
    assert (labels[:, :40] == 3).all()


def test_on_an_image_without_edges_the_edge_stays_where_it_is() -> None:
    flat = np.full((60, 80, 3), 90, np.uint8)
    labels = refine(flat, heatmaps(44))
    assert (labels == np.where(heatmaps(44)[7] > 127, 7, 3)).mean() > 0.98


def test_smaller_heatmaps_are_brought_to_the_size_of_the_image() -> None:
    small = {index: plane[::2, ::2] for index, plane in heatmaps(44).items()}
    labels = refine(edge_image(), small)
    assert labels.shape == (60, 80)
    assert (labels[:, 42:] == 7).all()


def test_one_class_alone_is_everywhere() -> None:
    assert (refine(edge_image(), {5: np.zeros((60, 80), np.uint8)}) == 5).all()


def test_strips_give_what_the_whole_gives(monkeypatch) -> None:
    rng = np.random.default_rng(4)
    image = rng.integers(0, 256, (300, 50, 3), dtype=np.uint8)
    planes = {index: rng.integers(0, 256, (300, 50), dtype=np.uint8) for index in (0, 1, 2)}
    whole = refine(image, planes)
    monkeypatch.setattr(refinement, "_STRIP_PIXELS", 3200)
    assert np.array_equal(refine(image, planes), whole)
