import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.core.label_map import UNLABELED
from app.core.permission import ANYTHING, Ground, Over, permitted

RNG = np.random.default_rng(2)
LABELS = RNG.choice(np.array([0, 1, UNLABELED], np.uint8), (9, 11))
PREDICTION = RNG.integers(0, 2, (9, 11), dtype=np.uint8)
MASK = RNG.random((6, 7)) < 0.8
OVERS = st.sampled_from(
    [ANYTHING, Over(Ground.UNLABELED), *(Over(g, i) for g in (Ground.LABEL, Ground.PREDICTION) for i in (0, 1))]
)


@given(st.integers(-8, 12), st.integers(-8, 12), OVERS)
def test_exactly_the_pixels_on_the_ground_may_be_painted(row: int, col: int, over: Over) -> None:
    allowed = permitted(row, col, MASK, over, LABELS, PREDICTION)
    assert allowed.shape == MASK.shape
    for r, c in np.argwhere(MASK):
        is_inside = 0 <= row + r < 9 and 0 <= col + c < 11
        if over.ground == Ground.ANYTHING:
            expected = True
        elif not is_inside:
            expected = False
        else:
            label, predicted = LABELS[row + r, col + c], PREDICTION[row + r, col + c]
            expected = {
                Ground.UNLABELED: label == UNLABELED,
                Ground.LABEL: label == over.index,
                Ground.PREDICTION: label == UNLABELED and predicted == over.index,
            }[over.ground]
        assert allowed[r, c] == expected
    assert not (allowed & ~MASK).any()


def test_without_a_prediction_nothing_is_predicted() -> None:
    assert not permitted(0, 0, MASK, Over(Ground.PREDICTION, 0), LABELS, None).any()
