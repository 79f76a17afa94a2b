"""A tour of the window in six steps: each points at a part of it, and the window stays usable all the while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.commands import COMMANDS, QT_TRANSLATE_NOOP
from app.ui.theme import SPACE, current_colors
from app.ui.widgets import plain_label

if TYPE_CHECKING:
    from app.ui.keymap import Keymap
    from app.ui.main_window import MainWindow

WIDTH = 340
GAP = 3 * SPACE  # between a part of the window and what is said of it
LINE = 3  # pixels of the frame around it
_KEYS = (
    *(Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Backspace),
    *(Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape),
)


@dataclass(frozen=True)
class Step:
    """One step: the part of the window, and what is said of it; {an id} stands for the key of that command."""

    part: Callable[[MainWindow], QWidget]
    title: str
    text: str


STEPS = (
    Step(
        lambda w: w.docks["images"],
        QT_TRANSLATE_NOOP("Tour", "Your images"),
        QT_TRANSLATE_NOOP(
            "Tour",
            "Drop a folder, images or a video onto the window, or open them from the menu File. Here stand all "
            "images of the folder, with what is done on each. {next_image} and {previous_image} go through them.",
        ),
    ),
    Step(
        lambda w: w.stage,
        QT_TRANSLATE_NOOP("Tour", "The image"),
        QT_TRANSLATE_NOOP(
            "Tour",
            "The network's prediction lies over it in the colours of the classes, and what you decide lies over "
            "both. The wheel zooms, Space and the mouse move it, {overlay} hides what lies over it.",
        ),
    ),
    Step(
        lambda w: w.tool_bar,
        QT_TRANSLATE_NOOP("Tour", "The tools"),
        QT_TRANSLATE_NOOP(
            "Tour",
            "Paint where the prediction is wrong: {tool_brush} is the brush, {brush_smaller} and {brush_bigger} "
            "change its size, {tool_accept_region} accepts a region as it is. {undo} takes back every step.",
        ),
    ),
    Step(
        lambda w: w.docks["classes"],
        QT_TRANSLATE_NOOP("Tour", "The classes"),
        QT_TRANSLATE_NOOP(
            "Tour",
            "What you paint gets the class chosen here; the keys 1 to 9 choose too. Add classes of your own: the "
            "network learns them from your strokes.",
        ),
    ),
    Step(
        lambda w: w.docks["learning"],
        QT_TRANSLATE_NOOP("Tour", "Learning"),
        QT_TRANSLATE_NOOP(
            "Tour",
            "The network learns from every stroke while Live is on. Learn trains all of it, and keeps the new "
            "version only where it is measured to be better. Nothing is lost: you can always roll back.",
        ),
    ),
    Step(
        lambda w: w.menuBar(),
        QT_TRANSLATE_NOOP("Tour", "And everything else"),
        QT_TRANSLATE_NOOP(
            "Tour",
            "{palette} finds any command by a part of its name, {shortcuts} lists the keys, {manual} opens the "
            "manual. Your work is saved after every stroke; {export_labels} exports it. This tour is in the menu "
            "Help.",
        ),
    ),
)


class _Keys(dict[str, str]):
    """Id of a command -> the key that runs it now, or its title in quotes where it has none."""

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        for command in COMMANDS:
            key = keymap.text(command).partition(", ")[0]
            self[command.id] = key or f"“{command.text}”"


class Tour(QObject):
    """Shows one step at a time until the last, or until it is left."""

    ended = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._place = -1
        self._frame: _Frame | None = None
        self.callout: Callout | None = None
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._arrange)

    @property
    def place(self) -> int:
        """The number of the step that is shown, from 0; -1 for none."""
        return self._place

    def begin(self) -> None:
        """Show the first step."""
        self.end()
        self._window.settings.has_toured = True
        self._window.welcome.tour.hide()
        self._frame = _Frame(self._window)
        self.callout = Callout(self._window)
        self.callout.moved.connect(self._move)
        self.callout.left.connect(self.end)
        self._window.installEventFilter(self)
        self._show(0)
        self.callout.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """Take everything away."""
        if self.callout is None or self._frame is None:
            return
        self._window.removeEventFilter(self)
        self._part().removeEventFilter(self)
        self._settle.stop()
        had_focus = self.callout.isAncestorOf(self._window.focusWidget() or self._window)
        for widget in (self.callout, self._frame):
            widget.hide()
            widget.deleteLater()
        self.callout = self._frame = None
        self._place = -1
        if had_focus:
            self._window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window and the part that is shown."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide):
            self._settle.start()
        return super().eventFilter(watched, event)

    def _part(self) -> QWidget:
        return STEPS[self._place].part(self._window)

    def _move(self, step: int) -> None:
        if self._place + step >= len(STEPS):
            self.end()
        elif self._place + step >= 0:
            self._show(self._place + step)

    def _show(self, place: int) -> None:
        assert self.callout is not None
        if self._place >= 0:
            self._part().removeEventFilter(self)
        self._place = place
        part = self._part()
        part.installEventFilter(self)
        if part.isVisible():
            part.raise_()  # where it lies behind another tab
        step = STEPS[place]
        self.callout.show_step(
            QCoreApplication.translate("Tour", step.title),
            QCoreApplication.translate("Tour", step.text).format_map(_Keys(self._window.commands.keymap)),
            place,
            len(STEPS),
        )
        self._arrange()

    def _arrange(self) -> None:
        """Put the frame around the part, and what is said of it beside it, inside the window."""
        if self.callout is None or self._frame is None:
            return
        window, part, callout = self._window, self._part(), self.callout
        is_there = part.isVisible() and part.window() is window
        where = QRect(part.mapTo(window, QPoint()), part.size()) if is_there else QRect()
        self._frame.setVisible(is_there)
        self._frame.setGeometry(where.intersected(window.rect()))
        self._frame.raise_()
        callout.fit(window.width() - 2 * GAP)
        callout.move(_beside(where, callout.size().width(), callout.size().height(), window.rect()))
        callout.show()
        callout.raise_()


class Callout(QFrame):
    """What is said of a part of the window, and three buttons: Back, Next, Skip. Right, Left and Esc do the same."""

    moved = Signal(int)  # 1 for the next step, -1 for the one before
    left = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("card")
        self.setAccessibleName(self.tr("Tour"))
        self._title = plain_label("", self)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._count = plain_label("", self, is_muted=True)
        self.skip = QPushButton(self.tr("Skip"), self)
        self.back = QPushButton(self.tr("Back"), self)
        self.next = QPushButton(self.tr("Next"), self)
        self.next.setProperty("isPrimary", True)
        self.skip.setToolTip(self.tr("End the tour (Esc)"))
        self.skip.clicked.connect(self.left)
        self.back.clicked.connect(lambda: self.moved.emit(-1))
        self.next.clicked.connect(lambda: self.moved.emit(1))
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self._count, 1)
        for button in (self.skip, self.back, self.next):
            button.installEventFilter(self)
            row.addWidget(button)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addLayout(row)

    @property
    def text(self) -> str:
        return self._text.text()

    def show_step(self, title: str, text: str, place: int, count: int) -> None:
        """Say something of the step number `place`, from 0."""
        self._title.setText(title)
        self._text.setText(text)
        self._count.setText(f"{place + 1} / {count}")
        is_last = place == count - 1
        self.next.setText(self.tr("Done") if is_last else self.tr("Next"))
        self.back.setEnabled(place > 0)
        self.skip.setVisible(not is_last)
        self.setAccessibleDescription(f"{title}. {text}")

    def fit(self, most: int) -> None:
        """As wide as it should be, but no wider than `most`; as high as the text needs."""
        width = min(max(WIDTH, self._layout.minimumSize().width()), most)
        self.resize(width, max(self._layout.totalHeightForWidth(width), self._layout.minimumSize().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the buttons, before the focus goes along with an arrow and before they are shortcuts."""
        if isinstance(event, QKeyEvent) and event.key() in _KEYS:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._press(event.key(), watched)
                return True
        return super().eventFilter(watched, event)

    def _press(self, key: int, button: QObject) -> None:
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(button, QPushButton):
            button.click()
        else:
            self.moved.emit(-1 if key in (Qt.Key.Key_Left, Qt.Key.Key_Backspace) else 1)


class _Frame(QWidget):
    """A line around a part of the window; the mouse goes through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(current_colors().accent), LINE))
        inset = LINE / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 2 * SPACE, 2 * SPACE)


def _beside(part: QRect, width: int, height: int, room: QRect) -> QPoint:
    """Where something of this size has place beside a part, else over its middle; always inside the room."""
    inner = room.adjusted(GAP, GAP, -GAP, -GAP)
    center = part.center() if part.isValid() else room.center()
    spots = (
        QPoint(part.right() + GAP, center.y() - height // 2),
        QPoint(part.left() - GAP - width, center.y() - height // 2),
        QPoint(center.x() - width // 2, part.top() - GAP - height),
        QPoint(center.x() - width // 2, part.bottom() + GAP),
    )
    x_most, y_most = max(inner.left(), inner.right() - width), max(inner.top(), inner.bottom() - height)

    def inside(spot: QPoint) -> QPoint:
        return QPoint(min(max(spot.x(), inner.left()), x_most), min(max(spot.y(), inner.top()), y_most))

    if part.isValid():
        for spot in spots:
            moved = inside(spot)
            if not QRect(moved.x(), moved.y(), width, height).intersects(part):
                return moved
    return inside(QPoint(center.x() - width // 2, center.y() - height // 2))
