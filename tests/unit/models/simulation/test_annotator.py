import numpy as np
import pytest
from numpy.typing import NDArray

from models.metrics import UNLABELED
from models.simulation.annotator import (
    BRUSH,
    ENOUGH,
    LOOK_SECONDS,
    MOST_STROKES,
    Annotator,
    Stroke,
    agreement,
    near_edges,
    next_stroke,
    wrong_pixels,
)

Plane = NDArray[np.uint8]


def two_halves(height: int = 40, width: int = 60) -> Plane:
    truth = np.zeros((height, width), np.uint8)
    truth[:, width // 2 :] = 1
    return truth


def test_errors_within_two_pixels_of_a_class_edge_do_not_count() -> None:
    truth = two_halves()
    assert np.flatnonzero(near_edges(truth)[7]).tolist() == [28, 29, 30, 31]
    shown = truth.copy()
    shown[:, 30:32] = 0
    assert agreement(truth, wrong_pixels(truth, shown, near_edges(truth))) == 1.0
    shown[:, 32] = 0
    assert wrong_pixels(truth, shown, near_edges(truth)).sum() == 40


def test_unlabeled_pixels_are_neither_right_nor_wrong_nor_a_class() -> None:
    truth = two_halves()
    truth[:, 20:40] = UNLABELED
    assert not near_edges(truth).any()
    wrong = wrong_pixels(truth, np.full_like(truth, 1), near_edges(truth))
    assert wrong.sum() == 40 * 20
    assert agreement(truth, wrong) == pytest.approx(0.5)


def test_the_stroke_is_a_disk_at_the_deepest_point_of_the_largest_wrong_region() -> None:
    truth = np.zeros((50, 80), np.uint8)
    truth[5:36, 5:36] = 3
    truth[10:20, 60:70] = 4
    is_wrong = (truth == 3) | (truth == 4)
    stroke = next_stroke(truth, is_wrong)
    assert (stroke.row, stroke.col, stroke.label) == (20, 20, 3)
    assert stroke.radius == pytest.approx(0.9 * 16)
    assert (truth[stroke.mask(truth.shape)] == 3).all()


def test_touching_regions_of_two_classes_are_two_regions() -> None:
    truth = two_halves(20, 60)
    truth[:, :20] = 2
    stroke = next_stroke(truth, np.ones(truth.shape, bool))
    assert stroke.label == 1
    assert (truth[stroke.mask(truth.shape)] == 1).all()


def test_painted_pixels_win_over_a_learner_that_never_learns() -> None:
    truth = two_halves()
    blank = np.full_like(truth, 2)
    seen = []

    def paint(painted: Plane, stroke: Stroke) -> tuple[Plane, float]:
        seen.append(stroke)
        return blank, 0.5

    session = Annotator().correct("a", truth, blank, paint)
    assert session.agreements[0] < 0.2  # all but the edge
    assert session.agreements == sorted(session.agreements)
    assert session.strokes == len(seen) == MOST_STROKES or session.agreements[-1] >= ENOUGH
    assert session.seconds_learning == pytest.approx(0.5 * session.strokes)
    assert session.painted_pixels > 0.4 * truth.size


def test_the_annotator_stops_when_enough_agrees_and_at_sixty_strokes() -> None:
    truth = two_halves()
    right = Annotator().correct("a", truth, truth, lambda painted, stroke: (truth, 0.0))
    assert (right.strokes, right.agreement_exact, right.to_json()["agreement_mean"]) == (0, 1.0, 1.0)
    told = Annotator().correct("a", truth, 1 - truth, lambda painted, stroke: (truth, 0.0))
    assert told.strokes == 1
    assert told.to_json()["agreement_mean"] == pytest.approx((told.agreements[0] + 60) / 61)
    board = (np.indices((160, 160)) // 10).sum(0).astype(np.uint8) % 2  # more regions than strokes
    never = Annotator().correct("a", board, 1 - board, lambda painted, stroke: (1 - board, 0.0))
    assert never.strokes == MOST_STROKES


def test_wrong_strokes_are_painted_over_again_and_follow_the_seed() -> None:
    truth = two_halves()

    def correct(wrong: float, seed: int) -> list[Stroke]:
        seen: list[Stroke] = []

        def paint(painted: Plane, stroke: Stroke) -> tuple[Plane, float]:
            seen.append(stroke)
            return np.full_like(truth, 2), 0.0

        Annotator(wrong=wrong, seed=seed).correct("a", truth, np.full_like(truth, 2), paint)
        return seen

    assert all((truth[stroke.mask(truth.shape)] == stroke.label).all() for stroke in correct(0.0, 0))
    assert any((truth[stroke.mask(truth.shape)] != stroke.label).any() for stroke in correct(0.5, 1))
    assert correct(0.5, 1) == correct(0.5, 1)


def test_a_small_disk_costs_a_look_and_a_large_one_the_way_of_the_brush() -> None:
    assert Stroke(0, 0, BRUSH / 4, 0).seconds == LOOK_SECONDS
    area = np.pi * 50**2
    assert Stroke(0, 0, 50, 0).seconds == pytest.approx(LOOK_SECONDS + (area / BRUSH - BRUSH) / 480)
