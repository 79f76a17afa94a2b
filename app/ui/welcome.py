"""What the window says while there is nothing to show: how to begin."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QFont, QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.core.settings import Settings
from app.ui import icons
from app.ui.actions import Actions
from app.ui.sources import Sources
from app.ui.theme import SPACE
from app.ui.widgets import plain_label

SUGGESTED = ("open_folder", "open_images", "open_video", "open_camera", "open_samples")
MOST_COLUMNS = 3  # of buttons: a single row would leave the panels no room in a small window
MARGIN = 12 * SPACE
RECENT = 4  # folders that are offered
_CENTER, _MIDDLE = Qt.AlignmentFlag.AlignHCenter, Qt.TextElideMode.ElideMiddle


class Welcome(QWidget):
    """A sentence, the ways to bring in images, and the folders that were opened last.

    It asks for no room of its own: buttons go below each other, and it scrolls.
    """

    def __init__(self, actions: Actions, sources: Sources, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self._sources = sources
        self._folders = QVBoxLayout()
        self._folders.setSpacing(SPACE)
        self._grid = QGridLayout()
        self._grid.setSpacing(2 * SPACE)
        self._buttons = [self._made(actions[command_id]) for command_id in SUGGESTED]
        self._buttons[0].setProperty("isPrimary", True)
        self._buttons[0].setIcon(icons.icon("open-folder", is_on_accent=True))
        self.tour = self._made(actions["tour"])
        self._buttons.append(self.tour)
        self._columns = 0
        self._shown: dict[QPushButton, str] = {}  # the folder that each button opens
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMinimumSize(0, 0)
        body = QWidget(area)
        body.setObjectName("canvasFrame")
        self._lay_out(body)
        area.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def _made(self, action: QAction) -> QPushButton:
        button = QPushButton(action.text().rstrip("…"), self)
        button.setToolTip(action.toolTip())
        button.setIcon(action.icon())
        button.clicked.connect(action.trigger)
        return button

    def _lay_out(self, body: QWidget) -> None:
        mark = QLabel(body)
        mark.setPixmap(icons.program_icon().pixmap(56, 56))
        title = plain_label(self.tr("Drop images or a folder here"), body)
        font = QFont(title.font())
        font.setPointSizeF(font.pointSizeF() * 1.5)
        title.setFont(font)
        text = self.tr("The network predicts, you correct, it learns. Nothing of yours is changed: your work\n"
                       "is kept in a folder named .segmend beside the images.")  # fmt: skip
        explanation = plain_label(text, body, is_muted=True)
        layout = QVBoxLayout(body)
        layout.setSpacing(2 * SPACE)
        layout.addStretch(2)
        for label in (mark, title, explanation):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(label is not mark)
            layout.addWidget(label)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._grid)
        row.addStretch(1)
        layout.addSpacing(2 * SPACE)
        layout.addLayout(row)
        layout.addSpacing(2 * SPACE)
        layout.addLayout(self._folders)
        layout.addStretch(3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        widest = max(button.sizeHint().width() for button in self._buttons) + self._grid.spacing()
        columns = min(MOST_COLUMNS, max(1, (self.width() - MARGIN) // widest))
        if columns != self._columns:
            self._columns = columns
            for place, button in enumerate(self._buttons):
                self._grid.addWidget(button, *divmod(place, columns))
        self._shorten_folders()

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
        self._shown.clear()
        folders = self._sources.recent()[:RECENT]
        if folders:
            self._folders.addWidget(plain_label(self.tr("Opened before:"), self, is_muted=True), 0, _CENTER)
        for folder in folders:
            button = QPushButton()
            self._shown[button] = folder
            button.setFlat(True)
            button.setToolTip(f"<qt>{escape(folder)}</qt>")
            button.setAccessibleName(self.tr("Open {}").format(folder))
            button.clicked.connect(lambda _=False, folder=folder: self._sources.open([folder]))
            self._folders.addWidget(button, 0, _CENTER)
        self._shorten_folders()

    def _shorten_folders(self) -> None:
        room = min(120 * SPACE, self.width() - MARGIN)
        for button, folder in self._shown.items():
            button.setText(QFontMetrics(self.font()).elidedText(folder, _MIDDLE, room).replace("&", "&&"))
