"""Live teaching that no version had kept when the program was killed: the network is taught again from the strokes."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gui.test_learner import BLUE, Desk, desk, folder, make_desk, model  # noqa: F401  fixtures

pytestmark = pytest.mark.usefixtures("qapp")


def killed(desk: Desk, place: Path) -> Path:  # noqa: F811
    """The folder as a program that is killed now leaves it: nothing is kept, the label files are not written."""
    assert desk.session.project is not None
    return Path(shutil.copytree(desk.session.project.folder, place))


def test_strokes_that_no_version_knows_are_learned_again_when_the_folder_is_opened(
    desk: Desk,  # noqa: F811
    make_desk: Callable[..., Desk],  # noqa: F811
    folder: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    before = desk.share(BLUE)
    desk.paint(BLUE)
    desk.settle()
    taught = desk.share(BLUE)
    desk.show(folder / "image1.png")
    desk.paint(BLUE)
    desk.settle()
    assert taught > before + 0.5
    place = killed(desk, tmp_path / "killed")
    desk.close()

    again = make_desk()
    again.open(place)
    again.qtbot.waitUntil(lambda: again.learner.is_taught, timeout=90_000)
    again.settle()
    assert "learns again from strokes on 2 images" in again.text("info")
    again.show(place / "image0.png")
    assert again.share(BLUE) > before + 0.5
    assert again.learner.version == "small"
    again.close()

    kept = make_desk()  # now a version knows them
    kept.open(place)
    kept.settle()
    assert kept.learner.version == "taught 1"
    assert "learns again" not in kept.text("info")
    assert kept.session.project is not None
    assert kept.session.project.unkept == []


def test_what_was_rolled_back_is_not_learned_again(
    desk: Desk,  # noqa: F811
    make_desk: Callable[..., Desk],  # noqa: F811
    tmp_path: Path,
) -> None:
    desk.paint(BLUE)
    desk.settle()
    desk.learner.roll_back()
    desk.settle()
    place = killed(desk, tmp_path / "killed")
    again = make_desk()
    again.open(place)
    again.settle()
    assert "learns again" not in again.text("info")
