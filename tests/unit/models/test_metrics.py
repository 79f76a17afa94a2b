import json

import numpy as np
import pytest

from models.metrics import UNLABELED, confusion_matrix, measure

TRUTH = np.array([[0, 0, 0, 0], [1, 1, 1, 255], [2, 255, 255, 0]], np.uint8)
PREDICTION = np.array([[0, 0, 1, 2], [1, 1, 0, 1], [255, 2, 0, 0]], np.uint8)


def test_pixels_are_counted_by_truth_and_prediction() -> None:
    assert confusion_matrix(TRUTH, PREDICTION, 3).tolist() == [
        [3, 1, 1, 0],
        [1, 2, 0, 0],
        [0, 0, 0, 1],  # predicted as a class that the truth does not know
    ]


def test_the_four_measures_are_those_of_section_5() -> None:
    measures = measure(confusion_matrix(TRUTH, PREDICTION, 3), ["a", "b", "c"])
    assert measures.pixel_accuracy == pytest.approx(5 / 9)
    assert measures.mean_accuracy == pytest.approx((3 / 5 + 2 / 3 + 0) / 3)
    assert measures.iu == {"a": pytest.approx(3 / 6), "b": pytest.approx(2 / 4), "c": 0.0}
    assert measures.mean_iu == pytest.approx((0.5 + 0.5 + 0) / 3)
    assert measures.frequency_weighted_iu == pytest.approx((5 * 0.5 + 3 * 0.5 + 1 * 0) / 9)


def test_a_perfect_prediction_measures_one() -> None:
    measures = measure(confusion_matrix(TRUTH, TRUTH, 3), ["a", "b", "c"])
    assert measures.pixel_accuracy == measures.mean_accuracy == measures.mean_iu == 1
    assert measures.frequency_weighted_iu == pytest.approx(1)


def test_a_class_that_never_occurs_counts_for_nothing() -> None:
    truth = np.array([[0, 1]], np.uint8)
    measures = measure(confusion_matrix(truth, truth, 4), list("abcd"))
    assert measures.iu == {"a": 1.0, "b": 1.0, "c": None, "d": None}
    assert measures.mean_iu == 1


def test_a_class_that_is_only_predicted_has_no_intersection() -> None:
    truth, prediction = np.array([[0, 0]], np.uint8), np.array([[0, 1]], np.uint8)
    measures = measure(confusion_matrix(truth, prediction, 2), ["a", "b"])
    assert measures.iu == {"a": 0.5, "b": 0.0}
    assert (measures.mean_accuracy, measures.mean_iu) == (0.5, 0.25)


def test_of_the_truth_alone_a_class_that_is_only_predicted_is_left_out_of_the_means() -> None:
    confusion = np.array([[6, 1, 1, 0], [0, 4, 0, 0], [0, 0, 0, 0]])
    whole, of_truth = (measure(confusion, ["a", "b", "c"], is_of_truth=each) for each in (False, True))
    assert whole.mean_iu == pytest.approx((6 / 8 + 4 / 5 + 0) / 3)
    assert of_truth.mean_iu == pytest.approx((6 / 8 + 4 / 5) / 2)
    assert (whole.iu["c"], of_truth.iu["c"]) == (0.0, None)
    assert of_truth.pixel_accuracy == whole.pixel_accuracy == pytest.approx(10 / 12)


def test_nothing_labelled_measures_zero_and_warns_of_nothing() -> None:
    nothing = np.full((3, 3), UNLABELED, np.uint8)
    measures = measure(confusion_matrix(nothing, np.zeros((3, 3), np.uint8), 2), ["a", "b"])
    assert (measures.pixel_accuracy, measures.mean_accuracy, measures.mean_iu) == (0, 0, 0)
    assert measures.iu == {"a": None, "b": None}


def test_255_classes_can_be_counted() -> None:
    every = np.arange(255, dtype=np.uint8)[None]
    matrix = confusion_matrix(every, every, 255)
    assert matrix.shape == (255, 256)
    assert np.array_equal(matrix[:, :255], np.eye(255))


def test_the_json_has_the_keys_of_the_contract() -> None:
    found = json.loads(json.dumps(measure(confusion_matrix(TRUTH, PREDICTION, 3), ["a", "b", "c"]).to_json()))
    assert set(found) == {
        *("pixel_accuracy", "mean_accuracy", "mean_iu", "frequency_weighted_iu", "iu", "confusion"),
    }
    assert set(found["iu"]) == {"a", "b", "c"}
    assert found["confusion"][0] == [3, 1, 1, 0]
