"""Notices that lie over the image, take no focus and are plain text; errors stay until they are dismissed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.theme import SPACE, current_colors

SECONDS = {"info": 5, "warning": 12, "error": None}  # how long a notice of each level stays by itself
REMEDY_SECONDS = 30  # one with a button stays so long at least: it has to be read, decided on and reached
MOST_SHOWN = 2  # unless all are asked for
HEIGHT_SHARE = 0.6  # of the canvas that notices may cover; one is always shown
WIDTH = 360


class Message(QFrame):
    """One notice: a mark of its level, a sentence, a button that dismisses it."""

    dismissed = Signal()

    def __init__(self, level: str, sentence: str, parent: QWidget, remedy: QAction | None = None) -> None:
        """remedy: what can be done about it, as a button."""
        super().__init__(parent)
        self.level = level
        self.sentence = sentence
        self._times = 1
        self.setObjectName("card")
        self.setAccessibleName(sentence)
        self._mark = QLabel(self)
        self._label = QLabel(sentence, self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setMinimumWidth(0)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        close = QToolButton(self)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.setToolTip(self.tr("Dismiss (Shift+Esc dismisses all)"))
        close.setAccessibleName(self.tr("Dismiss this message"))
        close.setIcon(icons.icon("close"))
        close.clicked.connect(self.dismissed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._label, 1)
        self.remedy = self._button_for(remedy) if remedy is not None else None
        if self.remedy is not None:
            layout.addWidget(self.remedy, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._mark.setContentsMargins(0, SPACE + 2, 0, 0)
        self._label.setContentsMargins(0, SPACE, 0, SPACE)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismissed)
        self.retint()
        self._start_clock()

    @property
    def text(self) -> str:
        """What is written on the notice."""
        return self._label.text()

    def repeat(self) -> None:
        """The same sentence was said again."""
        self._times += 1
        self._label.setText(f"{self.sentence} (×{self._times})")
        self._start_clock()

    def _button_for(self, remedy: QAction) -> QPushButton:
        button = QPushButton(remedy.text().rstrip("…"), self)
        button.setToolTip(remedy.toolTip())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(remedy.trigger)
        button.clicked.connect(self.dismissed)
        return button

    def retint(self) -> None:
        colors = current_colors()
        color = {"info": colors.accent, "warning": colors.warning, "error": colors.error}[self.level]
        self._mark.setPixmap(icons.pixmap(self.level, color, 18, self.devicePixelRatioF()))

    def _start_clock(self) -> None:
        seconds = SECONDS[self.level]
        if seconds is not None:
            if self.remedy is not None:
                seconds = max(seconds, REMEDY_SECONDS)
            self._timer.start(seconds * 1000)


class Messages(QWidget):
    """The notices at the upper right of `parent`, the newest on top. It is as small as what it shows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._around = parent
        self._messages: list[Message] = []
        self._is_expanded = False
        self._foot = QWidget(self)
        self._rest = QPushButton(self._foot)
        self._rest.clicked.connect(self._expand)
        self._all = QPushButton(self.tr("Dismiss all"), self._foot)
        self._all.clicked.connect(self.dismiss_all)
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addStretch(1)
        for button in (self._rest, self._all):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE)
        self._layout.addWidget(self._foot)
        parent.installEventFilter(self)
        self.hide()

    @property
    def messages(self) -> list[Message]:
        """What has not been dismissed, the newest first."""
        return list(self._messages)

    def say(self, level: str, sentence: str, remedy: QAction | None = None) -> None:
        """Show a sentence at "info", "warning" or "error"; the sentence on top is counted, not repeated.

        remedy: a command that does something about it; the notice has a button for it.
        """
        if self._messages and (self._messages[0].level, self._messages[0].sentence) == (level, sentence):
            self._messages[0].repeat()
            self._arrange()
            return
        message = Message(level, sentence, self, remedy)
        message.dismissed.connect(lambda: self._dismiss(message))
        self._messages.insert(0, message)
        self._layout.insertWidget(0, message)
        self._arrange()
        QAccessible.updateAccessibility(QAccessibleEvent(message, QAccessible.Event.Alert))

    @Slot()
    def dismiss_all(self) -> None:
        for message in list(self._messages):
            self._dismiss(message)

    def retint(self) -> None:
        """Draw the marks again, after the theme has changed."""
        for message in self._messages:
            message.retint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)

    def _dismiss(self, message: Message) -> None:
        if message in self._messages:
            self._messages.remove(message)
            self._layout.removeWidget(message)
            message.hide()
            message.deleteLater()
            self._arrange()

    @Slot()
    def _expand(self) -> None:
        """Show as many as there is room for."""
        self._is_expanded = True
        self._arrange()

    def _arrange(self) -> None:
        """Show the newest ones, as many as leave the image in sight, and how many more there are."""
        width = min(WIDTH, self._around.width() - 4 * SPACE)
        room = self._around.height() - 6 * SPACE
        limit = room if self._is_expanded else HEIGHT_SHARE * room
        most = len(self._messages) if self._is_expanded else MOST_SHOWN
        shown, used = 0, 0
        for message in self._messages:
            used += message.heightForWidth(width) + self._layout.spacing()
            shown += shown == 0 or (shown < most and used <= limit)
        for place, message in enumerate(self._messages):
            message.setVisible(place < shown)
        hidden = len(self._messages) - shown
        self._is_expanded = self._is_expanded and bool(self._messages)
        self._rest.setText(self.tr("%n more", "", hidden))
        self._rest.setVisible(hidden > 0)
        self._foot.setVisible(len(self._messages) > 1)
        self.setVisible(bool(self._messages))
        height = self._layout.heightForWidth(width) if self._layout.hasHeightForWidth() else self.sizeHint().height()
        self.setGeometry(self._around.width() - width - 3 * SPACE, 3 * SPACE, width, height)
        self.raise_()
