"""Why a command cannot be run just now: one short sentence for each test of the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.ui import commands
from app.ui.commands import QT_TRANSLATE_NOOP, Command, Test

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

NO_IMAGE = QT_TRANSLATE_NOOP("Reasons", "Open an image first.")
LIVE_FRAME = QT_TRANSLATE_NOOP("Reasons", "A live frame hides the image: freeze it, or close the camera.")
NO_NETWORK = QT_TRANSLATE_NOOP("Reasons", "The network is not loaded yet.")
LEARNING = QT_TRANSLATE_NOOP("Reasons", "The network is learning: wait for it, or cancel it.")

REASONS: dict[Test, str] = {
    commands._has_image: NO_IMAGE,
    commands._shows_image: NO_IMAGE,
    commands._has_images: QT_TRANSLATE_NOOP("Reasons", "Open a folder with more than one image first."),
    commands._has_project: QT_TRANSLATE_NOOP("Reasons", "No project is open."),
    commands._can_exchange: QT_TRANSLATE_NOOP(
        "Reasons", "Open a folder first, or wait for the import or export that runs."
    ),
    commands._has_classes: QT_TRANSLATE_NOOP("Reasons", "There is no class yet: add one."),
    commands._has_picture: NO_IMAGE,
    commands._has_ready_image: NO_NETWORK,
    commands._has_prediction: QT_TRANSLATE_NOOP("Reasons", "There is no prediction for this image yet."),
    commands._has_camera: QT_TRANSLATE_NOOP("Reasons", "No camera or video is open."),
    commands._has_video: QT_TRANSLATE_NOOP("Reasons", "No video is open."),
    commands._has_frozen_frames: QT_TRANSLATE_NOOP("Reasons", "No frame of this video was frozen: freeze one (C)."),
    commands._has_labelled_frames: QT_TRANSLATE_NOOP(
        "Reasons", "No frame of this video has labels, or another export runs."
    ),
    commands._can_write_video: QT_TRANSLATE_NOOP("Reasons", "No video file is open, or one is being written."),
    commands._has_frame: QT_TRANSLATE_NOOP("Reasons", "No live frame is shown: open a camera or a video."),
    commands._is_learning: QT_TRANSLATE_NOOP("Reasons", "Nothing is being learned."),
    commands._can_undo: QT_TRANSLATE_NOOP("Reasons", "There is nothing to undo on this image."),
    commands._can_redo: QT_TRANSLATE_NOOP("Reasons", "There is nothing to redo on this image."),
    commands._has_earlier_image: QT_TRANSLATE_NOOP("Reasons", "There is no image before this one."),
    commands._can_carry: QT_TRANSLATE_NOOP("Reasons", "Labels are being carried already: wait for it."),
    commands._has_proposal: QT_TRANSLATE_NOOP("Reasons", "No labels were carried to this image."),
    commands._can_learn: NO_NETWORK,
    commands._can_compare: QT_TRANSLATE_NOOP("Reasons", "There is no other version to compare with: learn first."),
    commands._can_roll_back: QT_TRANSLATE_NOOP("Reasons", "There is no earlier version to go back to."),
}
_NEEDS_SIGHT = (
    commands._shows_image, commands._has_ready_image, commands._has_prediction, commands._can_undo, commands._can_redo,
    commands._can_compare, commands._can_carry, commands._has_proposal,
)  # fmt: skip
_NEEDS_REST = (commands._can_learn, commands._can_roll_back)


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
