"""Another version is asked about each image beside the one in use."""

from pathlib import Path

import numpy as np

from tests.gui.learner.desk import BLUE, RED, Desk, draw


def test_another_version_is_asked_about_each_image_that_is_shown(desk: Desk, folder: Path) -> None:
    first = desk.prediction().copy()
    desk.show(folder / "image1.png")
    second = desk.prediction().copy()
    desk.show(folder / "image0.png")
    desk.paint(BLUE)
    desk.settle()
    assert desk.share(BLUE) > 0.5
    desk.learner.compare_with("small")
    desk.settle()
    assert desk.session.compared_version == "small"
    assert desk.session.compared is not None
    np.testing.assert_array_equal(desk.session.compared, first)  # what was taught is not in it
    desk.show(folder / "image1.png")
    assert desk.session.compared is not None
    np.testing.assert_array_equal(desk.session.compared, second)
    desk.learner.compare_with(None)
    desk.settle()
    assert desk.session.compared is None
    assert desk.learner.compared is None


def test_a_version_is_compared_by_what_its_classes_are_whatever_they_are_called_since(desk: Desk) -> None:
    desk.paint(BLUE)
    desk.settle()
    desk.learner.use_version("small")
    desk.settle()
    desk.learner.compare_with("taught 1")
    desk.settle()
    assert desk.session.compared is not None
    before = desk.session.compared.copy()
    assert (before == BLUE).any()
    for index, name in ((RED, "?"), (BLUE, "cat"), (RED, "person")):
        assert desk.session.rename_class(index, name)
        desk.settle()
    assert desk.session.compared is not None
    np.testing.assert_array_equal(desk.session.compared, before)


def test_a_comparison_ends_with_its_project_and_with_a_version_that_is_gone(desk: Desk, tmp_path: Path) -> None:
    desk.paint(BLUE)
    desk.settle()
    desk.learner.use_version("small")
    desk.settle()
    assert desk.session.project is not None
    file = next(each.file for each in desk.learner.versions if each.name == "taught 1")
    file.unlink()
    desk.learner.compare_with("taught 1")
    desk.settle()
    assert desk.learner.compared is None
    assert "taught-1" in desk.text("error")
    desk.learner.compare_with("small")
    desk.settle()
    assert desk.learner.compared == "small"
    desk.open(draw(tmp_path / "others"))
    assert desk.learner.compared is None
    assert desk.session.compared is None
