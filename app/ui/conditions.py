"""When a command can be run, and when it is on: the tests of the table of commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.core.morphology import Shaping
from app.core.project import ImageState

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

Test = Callable[["MainWindow"], bool]


def always(_window: MainWindow) -> bool:
    return True


def has_image(window: MainWindow) -> bool:
    return window.session.image is not None


def shows_image(window: MainWindow) -> bool:
    """An image is open and nothing hides it: nothing may change what cannot be seen."""
    return window.session.image is not None and not window.session.is_hidden


def has_images(window: MainWindow) -> bool:
    """There is another image than the one that is shown, among those that match the filter."""
    model = window.image_list.model
    return model.rowCount() > (model.row_of(window.session.image_path) is not None)


def has_project(window: MainWindow) -> bool:
    return window.session.project is not None


def can_exchange(window: MainWindow) -> bool:
    """A project is open, and nothing is being imported or exported."""
    return window.session.project is not None and not window.exchange_view.exchange.is_running


def has_classes(window: MainWindow) -> bool:
    return len(window.session.classes) > 0


def has_picture(window: MainWindow) -> bool:
    return window.session.image is not None or window.session.frame is not None


def has_ready_image(window: MainWindow) -> bool:
    return shows_image(window) and bool(window.learner.is_ready)


def has_prediction(window: MainWindow) -> bool:
    return shows_image(window) and window.session.prediction is not None


def has_camera(window: MainWindow) -> bool:
    return bool(window.camera.is_open)


def has_video(window: MainWindow) -> bool:
    return bool(window.camera.length)


def has_frozen_frames(window: MainWindow) -> bool:
    return bool(window.live_view.frozen.marks)


def has_labelled_frames(window: MainWindow) -> bool:
    return bool(window.live_view.frozen.labelled) and not window.exchange_view.exchange.is_running


def can_write_video(window: MainWindow) -> bool:
    """A video file is open, and none is being written."""
    return bool(window.camera.length) and not window.video_export.is_running


def has_frame(window: MainWindow) -> bool:
    return window.session.frame is not None


def is_learning(window: MainWindow) -> bool:
    return bool(window.learner.is_learning)


def has_interrupted(window: MainWindow) -> bool:
    return bool(window.learner.has_interrupted)


def can_undo(window: MainWindow) -> bool:
    return shows_image(window) and (window.session.can_undo or any(each.tools.has_begun for each in window.canvases))


def can_redo(window: MainWindow) -> bool:
    return shows_image(window) and (
        window.session.can_redo or any(each.tools.can_bring_back for each in window.canvases)
    )


def can_learn(window: MainWindow) -> bool:
    return bool(window.learner.is_ready) and not window.learner.is_learning


def can_roll_back(window: MainWindow) -> bool:
    learner = window.learner
    return not learner.is_learning and (learner.is_taught or window.learning_panel.versions.count() > 1)


def can_compare(window: MainWindow) -> bool:
    """There is an image, and a version besides the one in use, or a comparison that can be ended."""
    comparison = window.comparison
    return shows_image(window) and (bool(comparison.mode) or comparison.suggested() is not None)


def is_comparing(mode: str) -> Test:
    return lambda window: window.comparison.mode == mode


def is_tool(name: str) -> Test:
    """Whether that tool is in hand."""
    return lambda window: window.session.tool == name


def is_shaping(shaping: Shaping) -> Test:
    return lambda window: window.session.tool == "reshape" and window.session.options.shaping == shaping


def is_option(name: str) -> Test:
    return lambda window: bool(getattr(window.session.options, name))


def is_look(name: str) -> Test:
    return lambda window: bool(getattr(window.session.looks[window.session.chosen_class], name))


def can_carry(window: MainWindow) -> bool:
    return shows_image(window) and not window.session.is_carrying


def has_proposal(window: MainWindow) -> bool:
    return shows_image(window) and window.session.has_proposal


def has_earlier_image(window: MainWindow) -> bool:
    return shows_image(window) and has_images(window)


def is_view(name: str) -> Test:
    return lambda window: window.session.view == name


def is_state(state: ImageState) -> Test:
    def test(window: MainWindow) -> bool:
        path = window.session.image_path
        return path is not None and window.session.state(path) == state

    return test
