"""What the window says while there is nothing to show: how to begin."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QFontMetrics, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.core.settings import Settings
from app.ui import icons
from app.ui.actions import Actions
from app.ui.sources import Sources
from app.ui.theme import SPACE
from app.ui.widgets import plain_label

SUGGESTED = ("open_folder", "open_images", "open_video", "open_camera", "open_samples")
RECENT = 4  # folders that are offered
_CENTER, _MIDDLE = Qt.AlignmentFlag.AlignHCenter, Qt.TextElideMode.ElideMiddle


class Welcome(QWidget):
    """A sentence, the ways to bring in images, and the folders that were opened last."""

    def __init__(self, actions: Actions, sources: Sources, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self._sources = sources
        self._folders = QVBoxLayout()
        self._folders.setSpacing(SPACE)
        mark = QLabel(self)
        mark.setPixmap(icons.program_icon().pixmap(56, 56))
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
        buttons = QGridLayout()  # in two rows: a single one would leave the panels no room in a small window
        buttons.setSpacing(2 * SPACE)
        for place, command_id in enumerate(SUGGESTED):
            action = actions[command_id]
            button = QPushButton(action.text().rstrip("…"), self)
            button.setToolTip(action.toolTip())
            is_first = command_id == SUGGESTED[0]
            button.setProperty("isPrimary", is_first)
            button.setIcon(icons.icon("open-folder", is_on_accent=True) if is_first else action.icon())
            button.clicked.connect(action.trigger)
            buttons.addWidget(button, *divmod(place, 3))
        self.tour = QPushButton(actions["tour"].text(), self)
        self.tour.setToolTip(actions["tour"].toolTip())
        self.tour.setIcon(actions["tour"].icon())
        self.tour.clicked.connect(actions["tour"].trigger)
        buttons.addWidget(self.tour, *divmod(len(SUGGESTED), 3))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(buttons)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * SPACE)
        layout.addStretch(2)
        for widget in (mark, title, explanation):
            layout.addWidget(widget)
        layout.addSpacing(2 * SPACE)
        layout.addLayout(row)
        layout.addSpacing(2 * SPACE)
        layout.addLayout(self._folders)
        layout.addStretch(3)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.tour.setVisible(not self._settings.has_toured)
        QTimer.singleShot(0, self, self.show_recent)  # a project that is being closed counts when it is closed

    def show_recent(self) -> None:
        """Offer the folders that were opened last and are still there."""
        while (item := self._folders.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        folders = self._sources.recent()[:RECENT]
        if folders:
            self._folders.addWidget(plain_label(self.tr("Opened before:"), self, is_muted=True), 0, _CENTER)
        for folder in folders:
            button = QPushButton(QFontMetrics(self.font()).elidedText(folder, _MIDDLE, 120 * SPACE).replace("&", "&&"))
            button.setFlat(True)
            button.setToolTip(f"<qt>{escape(folder)}</qt>")
            button.setAccessibleName(self.tr("Open {}").format(folder))
            button.clicked.connect(lambda _=False, folder=folder: self._sources.open([folder]))
            self._folders.addWidget(button, 0, _CENTER)
