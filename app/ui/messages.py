"""Notices that lie over the image, take no focus and are plain text; errors stay until they are dismissed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.theme import SPACE, current_colors

SECONDS = {"info": 5, "warning": 12, "error": None}  # how long a notice of each level stays by itself
MOST_SHOWN = 3
WIDTH = 360


class Message(QFrame):
    """One notice: a mark of its level, a sentence, a button that dismisses it."""

    dismissed = Signal()

    def __init__(self, level: str, sentence: str, parent: QWidget) -> None:
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
        layout.setContentsMargins(3 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._label, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._mark.setContentsMargins(0, SPACE, 0, 0)
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

    def retint(self) -> None:
        colors = current_colors()
        color = {"info": colors.accent, "warning": colors.warning, "error": colors.error}[self.level]
        self._mark.setPixmap(icons.pixmap(self.level, color, 18, self.devicePixelRatioF()))

    def _start_clock(self) -> None:
        seconds = SECONDS[self.level]
        if seconds is not None:
            self._timer.start(seconds * 1000)


class Messages(QWidget):
    """The notices at the upper right of `parent`, the newest on top. It is as small as what it shows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._around = parent
        self._messages: list[Message] = []
        self._rest = QPushButton(self)
        self._rest.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rest.clicked.connect(self.dismiss_all)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2 * SPACE)
        self._layout.addWidget(self._rest, 0, Qt.AlignmentFlag.AlignRight)
        parent.installEventFilter(self)
        self.hide()

    @property
    def messages(self) -> list[Message]:
        """What has not been dismissed, the newest first."""
        return list(self._messages)

    @Slot(str, str)
    def say(self, level: str, sentence: str) -> None:
        """Show a sentence at "info", "warning" or "error"; the sentence on top is counted, not repeated."""
        if self._messages and (self._messages[0].level, self._messages[0].sentence) == (level, sentence):
            self._messages[0].repeat()
            self._arrange()
            return
        message = Message(level, sentence, self)
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

    def _arrange(self) -> None:
        hidden = max(0, len(self._messages) - MOST_SHOWN)
        for place, message in enumerate(self._messages):
            message.setVisible(place < MOST_SHOWN)
        self._rest.setText(self.tr("{} more · Dismiss all").format(hidden) if hidden else self.tr("Dismiss all"))
        self._rest.setVisible(len(self._messages) > 1)
        self.setVisible(bool(self._messages))
        around = self._around.width()
        width = min(WIDTH, around - 4 * SPACE)
        height = self._layout.heightForWidth(width) if self._layout.hasHeightForWidth() else self.sizeHint().height()
        self.setGeometry(around - width - 3 * SPACE, 3 * SPACE, width, height)
        self.raise_()
