"""Predictions belong to the image shown, and never change what was painted."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.core.label_map import UNLABELED, Source
from app.core.project import ImageState
from app.session import Session
from tests.gui.session.acts import SHAPE, show, stroke


def test_predictions_and_accepting_never_change_painted_pixels(opened: Session, qtbot: QtBot) -> None:
    stroke(opened, 10, 10, value=0, diameter=9)
    before = opened.labels.copy()  # type: ignore[union-attr]
    prediction = np.full(SHAPE, 1, np.uint8)
    prediction[:, :5] = UNLABELED
    assert opened.show_prediction(prediction, None, generation=opened.generation, version="v1")
    assert np.array_equal(opened.labels, before)
    edit = opened.accept()
    assert edit is not None
    is_painted = before == 0
    assert (opened.labels[is_painted] == 0).all()  # type: ignore[index]
    assert (opened.labels[:, :5] == UNLABELED).all()  # type: ignore[index]
    assert (opened.labels[:, 5:][~is_painted[:, 5:]] == 1).all()  # type: ignore[index]
    assert set(np.unique(opened.provenance)) == {Source.NONE, Source.PAINTED, Source.ACCEPTED}
    assert opened.accept() is None
    assert opened.undo()
    assert np.array_equal(opened.labels, before)


def test_accepting_inside_a_mask_reaches_only_that_far(opened: Session) -> None:
    opened.show_prediction(np.full(SHAPE, 1, np.uint8), None, generation=opened.generation, version="v1")
    opened.accept(np.ones((10, 10), np.bool_), -4, 60)
    expected = np.full(SHAPE, UNLABELED, np.uint8)
    expected[0:6, 60:64] = 1
    assert np.array_equal(opened.labels, expected)
    assert opened.accept(np.ones((3, 3), np.bool_), 100, 100) is None


def test_a_stale_prediction_is_dropped(opened: Session, tiny_folder: Path, qtbot: QtBot) -> None:
    stale = opened.generation
    show(opened, tiny_folder / "two.png", qtbot)
    assert not opened.show_prediction(np.zeros(SHAPE, np.uint8), None, generation=stale, version="v1")
    assert not opened.show_heatmap(np.zeros(SHAPE, np.uint8), generation=stale)
    assert (opened.prediction, opened.heatmap) == (None, None)


def test_a_prediction_belongs_to_its_image_and_makes_a_new_one_predicted(
    opened: Session, tiny_folder: Path, qtbot: QtBot
) -> None:
    opened.show_prediction(np.zeros(SHAPE, np.uint8), None, generation=opened.generation, version="v1")
    assert opened.state(str(tiny_folder / "one.png")) == ImageState.PREDICTED
    opened.mark_reviewed()
    assert opened.state(str(tiny_folder / "one.png")) == ImageState.REVIEWED
    show(opened, tiny_folder / "two.png", qtbot)
    assert (opened.prediction, opened.prediction_version) == (None, None)
    with pytest.raises(ValueError, match="does not fit"):
        opened.show_prediction(np.zeros((3, 3), np.uint8), None, generation=opened.generation, version="v1")
