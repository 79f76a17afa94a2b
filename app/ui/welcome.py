"""What the window says while there is nothing to show: how to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.actions import Actions
from app.ui.theme import SPACE
from app.ui.widgets import plain_label

SUGGESTED = ("open_folder", "open_images", "open_video", "open_camera")


class Welcome(QWidget):
    """A sentence and the four ways to bring in images."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        mark = QLabel(self)
        mark.setPixmap(icons.program_icon().pixmap(72, 72))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = plain_label(self.tr("Drop images or a folder here"), self)
        font = QFont(title.font())
        font.setPointSizeF(font.pointSizeF() * 1.5)
        title.setFont(font)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text = self.tr("The network predicts, you correct, it learns. Nothing of yours is changed: your work\n"
                       "is kept in a folder named .segmend beside the images.")  # fmt: skip
        explanation = plain_label(text, self, is_muted=True)
        explanation.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * SPACE)
        buttons.addStretch(1)
        for command_id in SUGGESTED:
            action = actions[command_id]
            button = QPushButton(action.text().rstrip("…"), self)
            button.setToolTip(action.toolTip())
            is_first = command_id == SUGGESTED[0]
            button.setProperty("isPrimary", is_first)
            button.setIcon(icons.icon("open-folder", is_on_accent=True) if is_first else action.icon())
            button.clicked.connect(action.trigger)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(3 * SPACE)
        layout.addStretch(2)
        for widget in (mark, title, explanation):
            layout.addWidget(widget)
        layout.addSpacing(2 * SPACE)
        layout.addLayout(buttons)
        layout.addStretch(3)
