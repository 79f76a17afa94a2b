"""Images are scored in idle moments, and uncertain regions found."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.gui.learner.desk import PATIENCE, SIZE, Desk


@pytest.fixture
def quick_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Images are scored without a pause of two seconds before."""
    monkeypatch.setattr("app.learner.reviewing._IDLE_MS", 1)


def scores(desk: Desk) -> dict[str, Any]:
    return {Path(path).name: desk.session.score(path) for path in desk.session.images}


def test_every_image_is_scored_in_idle_moments_with_the_version_that_did_it(quick_scores: None, desk: Desk) -> None:
    desk.qtbot.waitUntil(lambda: all(scores(desk).values()), timeout=PATIENCE)
    for score in scores(desk).values():
        assert score.version == "small"
        assert 0 < score.entropy < 1
        assert 0 < score.margin < 1
    assert desk.text("error") == ""


def test_a_stroke_makes_the_image_shown_more_certain(quick_scores: None, desk: Desk) -> None:
    path = desk.session.image_path
    assert path is not None
    desk.qtbot.waitUntil(lambda: desk.session.score(path) is not None, timeout=PATIENCE)
    before = desk.session.score(path)
    assert before is not None
    desk.learner.set_live(False)
    desk.paint_all(np.zeros(SIZE, np.uint8))
    desk.learner.predict()
    desk.qtbot.waitUntil(lambda: desk.session.score(path) != before, timeout=PATIENCE)
    after = desk.session.score(path)
    assert after is not None
    assert after.entropy == after.margin == 0  # every pixel is decided


def test_who_wants_no_scores_gets_none(quick_scores: None, make_desk: Callable[..., Desk], folder: Path) -> None:
    desk = make_desk()
    desk.learner.set_ranking(False)
    desk.open(folder)
    assert not desk.learner._reviewing._timer.isActive()
    assert not any(scores(desk).values())


def test_uncertain_regions_are_found_where_nothing_was_decided(desk: Desk) -> None:
    with desk.qtbot.waitSignal(desk.learner.regions_found, timeout=PATIENCE) as found:
        desk.learner.find_regions()
    regions = found.args[0]
    assert regions
    assert [region.weight for region in regions] == sorted((region.weight for region in regions), reverse=True)
    row0, col0, row1, col1 = regions[0].box
    assert 0 <= row0 < row1 <= SIZE[0]
    assert 0 <= col0 < col1 <= SIZE[1]
    desk.learner.set_live(False)
    desk.paint_all(np.zeros(SIZE, np.uint8))
    with desk.qtbot.waitSignal(desk.learner.regions_found, timeout=PATIENCE) as found:
        desk.learner.find_regions()
    assert found.args[0] == []
