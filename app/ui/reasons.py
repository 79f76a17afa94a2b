"""Why a command cannot be run just now: one short sentence for each test of the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.ui import conditions
from app.ui.commands import QT_TRANSLATE_NOOP, Command
from app.ui.conditions import Test

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

NO_IMAGE = QT_TRANSLATE_NOOP("Reasons", "Open an image first.")
LIVE_FRAME = QT_TRANSLATE_NOOP("Reasons", "A live frame hides the image: freeze it, or close the camera.")
NO_NETWORK = QT_TRANSLATE_NOOP("Reasons", "The network is not loaded yet.")
LEARNING = QT_TRANSLATE_NOOP("Reasons", "The network is learning: wait for it, or cancel it.")

REASONS: dict[Test, str] = {
    conditions.has_image: NO_IMAGE,
    conditions.shows_image: NO_IMAGE,
    conditions.has_images: QT_TRANSLATE_NOOP("Reasons", "Open a folder with more than one image first."),
    conditions.has_project: QT_TRANSLATE_NOOP("Reasons", "No project is open."),
    conditions.can_exchange: QT_TRANSLATE_NOOP(
        "Reasons", "Open a folder first, or wait for the import or export that runs."
    ),
    conditions.has_classes: QT_TRANSLATE_NOOP("Reasons", "There is no class yet: add one."),
    conditions.has_picture: NO_IMAGE,
    conditions.has_ready_image: NO_NETWORK,
    conditions.has_prediction: QT_TRANSLATE_NOOP("Reasons", "There is no prediction for this image yet."),
    conditions.has_camera: QT_TRANSLATE_NOOP("Reasons", "No camera or video is open."),
    conditions.has_video: QT_TRANSLATE_NOOP("Reasons", "No video is open."),
    conditions.has_frozen_frames: QT_TRANSLATE_NOOP("Reasons", "No frame of this video was frozen: freeze one (C)."),
    conditions.has_labelled_frames: QT_TRANSLATE_NOOP(
        "Reasons", "No frame of this video has labels, or another export runs."
    ),
    conditions.can_write_video: QT_TRANSLATE_NOOP("Reasons", "No video file is open, or one is being written."),
    conditions.has_frame: QT_TRANSLATE_NOOP("Reasons", "No live frame is shown: open a camera or a video."),
    conditions.is_learning: QT_TRANSLATE_NOOP("Reasons", "Nothing is being learned."),
    conditions.has_interrupted: QT_TRANSLATE_NOOP("Reasons", "No Learn was interrupted."),
    conditions.can_undo: QT_TRANSLATE_NOOP("Reasons", "There is nothing to undo on this image."),
    conditions.can_redo: QT_TRANSLATE_NOOP("Reasons", "There is nothing to redo on this image."),
    conditions.has_earlier_image: QT_TRANSLATE_NOOP("Reasons", "There is no image before this one."),
    conditions.can_carry: QT_TRANSLATE_NOOP("Reasons", "Labels are being carried already: wait for it."),
    conditions.has_proposal: QT_TRANSLATE_NOOP("Reasons", "No labels were carried to this image."),
    conditions.can_learn: NO_NETWORK,
    conditions.can_compare: QT_TRANSLATE_NOOP("Reasons", "There is no other version to compare with: learn first."),
    conditions.can_roll_back: QT_TRANSLATE_NOOP("Reasons", "There is no earlier version to go back to."),
}
_NEEDS_SIGHT = (
    conditions.shows_image, conditions.has_ready_image, conditions.has_prediction, conditions.can_undo,
    conditions.can_redo, conditions.can_compare, conditions.can_carry, conditions.has_proposal,
)  # fmt: skip
_NEEDS_REST = (conditions.can_learn, conditions.can_roll_back)


def why_not(command: Command, window: MainWindow) -> str:
    """Why the command is disabled, in the user's language; "" where it is not."""
    test = command.is_enabled
    if test(window):
        return ""
    reason = REASONS.get(test, QT_TRANSLATE_NOOP("Reasons", "This cannot be done just now."))
    if test in _NEEDS_SIGHT and window.session.image is None:
        reason = NO_IMAGE
    elif test in _NEEDS_SIGHT and window.session.frame is not None:
        reason = LIVE_FRAME
    elif test in _NEEDS_REST and window.learner.is_learning:
        reason = LEARNING
    return QCoreApplication.translate("Reasons", reason)
