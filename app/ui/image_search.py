"""The field above the list of images that narrows it while one types, and the choice of a state."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QToolButton, QWidget

from app.core.project import ImageState
from app.session import Session
from app.session.shown import ImageFilter
from app.ui import icons
from app.ui.theme import SPACE


class StateChoice(QComboBox):
    """The choice of a state; says when its list is closed."""

    closed = Signal()

    def hidePopup(self) -> None:
        was_open = self.view().isVisible()
        super().hidePopup()
        if was_open:
            self.closed.emit()


class ImageSearch(QWidget):
    """Part of a name and a state; the list follows at once. Esc empties both, Enter opens the first image found."""

    chosen = Signal()  # Enter: open what was found
    left = Signal()  # Esc, or a state was chosen: back to the image, whose keys are letters

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("imageSearch")
        self._session = session
        self._is_following = False  # the fields are being set to what the session says
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Find an image"))
        self.field.setAccessibleName(self.tr("Part of the name of an image"))
        self.field.setToolTip(self.tr("Part of a name or of a folder's name; Enter opens the first, Esc shows all"))
        self.field.setClearButtonEnabled(True)
        for button in self.field.findChildren(QToolButton):  # Qt's own, which has no name
            button.setToolTip(self.tr("Show all names again"))
            button.setAccessibleName(self.tr("Show all names again"))
        magnifier = self.field.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        magnifier.setToolTip(self.tr("Find an image"))
        self.field.setMinimumWidth(32 * SPACE)
        self.field.setMaximumWidth(52 * SPACE)
        self.states = StateChoice(self)
        self.states.setAccessibleName(self.tr("State of the images"))
        self.states.setToolTip(self.tr("List only images in this state, as it was when you chose it"))
        for state, text in (
            ("", self.tr("All states")),
            (ImageState.NEW, self.tr("New")),
            (ImageState.PREDICTED, self.tr("Predicted")),
            (ImageState.CORRECTED, self.tr("Corrected")),
            (ImageState.REVIEWED, self.tr("Reviewed")),
        ):
            self.states.addItem(text, state)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.field)
        layout.addWidget(self.states)
        self.field.textChanged.connect(self._apply)
        self.states.currentIndexChanged.connect(self._apply)
        self.states.closed.connect(self.left)
        self.field.installEventFilter(self)
        session.project_opened.connect(self._follow)
        session.filter_changed.connect(self._follow)

    def begin(self) -> None:
        """Put the cursor into the field, what is in it chosen to be typed over."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Enter and Esc in the field."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._session.set_filter(ImageFilter())
            self.left.emit()
            return True
        return False

    @Slot()
    def _apply(self) -> None:
        if not self._is_following:
            state = self.states.currentData()
            wanted = ImageState(state) if state else None
            self._session.set_filter(ImageFilter(self.field.text().strip(), wanted))

    @Slot()
    def _follow(self) -> None:
        wanted = self._session.image_filter
        self._is_following = True
        if self.field.text().strip() != wanted.text:
            self.field.setText(wanted.text)
        self.states.setCurrentIndex(max(self.states.findData(wanted.state or ""), 0))
        self._is_following = False
