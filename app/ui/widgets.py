"""Small widgets that Qt does not have: a switch; and labels and tool tips that are plain text."""

from __future__ import annotations

import html

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from app.ui.theme import SPACE, current_colors

YIELDS_FOCUS = "yieldsFocus"  # property of a line that has the keys until the mouse is over the image


class Switch(QAbstractButton):
    """On or off, with its text on the left. Space switches it."""

    TRACK = QSize(32, 18)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 3 * SPACE + self.TRACK.width()
        return QSize(width, max(metrics.height(), self.TRACK.height()) + 2 * SPACE)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.TRACK.width() + 16 * SPACE, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = current_colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(0, 0, self.TRACK.width(), self.TRACK.height())
        track.moveCenter(QRectF(self.rect()).center())
        track.moveRight(self.width() - 1.5)
        painter.setPen(QPen(QColor(colors.accent if self.hasFocus() or self.isChecked() else colors.muted), 1))
        painter.setBrush(QColor(colors.accent if self.isChecked() else colors.window))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        knob = QRectF(0, 0, 12, 12)
        knob.moveCenter(track.center())
        inset = 3.0
        knob.moveLeft(track.right() - knob.width() - inset if self.isChecked() else track.left() + inset)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.on_accent if self.isChecked() else colors.muted))
        painter.drawEllipse(knob)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colors.text), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(track.adjusted(-1, -1, 1, 1), track.height() / 2 + 1, track.height() / 2 + 1)
        painter.setPen(QColor(colors.text if self.isEnabled() else colors.muted))
        room = int(track.left()) - 2 * SPACE
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(0, 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter, text)


class ElidedLabel(QLabel):
    """Plain text that shortens in the middle when there is no room; it takes the room there is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(20 * SPACE)

    def set_text(self, text: str) -> None:
        """Show a text, as much of it as fits."""
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text)
        self._shorten()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        mode = Qt.TextElideMode.ElideMiddle
        self.setText(self.fontMetrics().elidedText(self._text, mode, self.contentsRect().width()))


class ShrinkingLabel(ElidedLabel):
    """One that takes no more room than its text needs, and less where there is less."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(0)

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        text = self.fontMetrics().horizontalAdvance(self._text) + 1 if self._text else 0  # widths are rounded
        return QSize(text + margins.left() + margins.right(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 20 * SPACE), super().minimumSizeHint().height())

    def set_text(self, text: str) -> None:
        super().set_text(text)
        self.updateGeometry()


def heading(text: str, parent: QWidget) -> QLabel:
    """A label in bold above a section."""
    label = plain_label(text, parent)
    font = QFont(label.font())
    font.setBold(True)
    label.setFont(font)
    return label


def plain_label(text: str, parent: QWidget, *, is_muted: bool = False) -> QLabel:
    """a label that never takes its text for rich text."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("isMuted", is_muted)
    return label


def plain_tip(text: str) -> str:
    """A text for a tool tip, which Qt would take for rich text where it looks like it, as a file's name may."""
    return f'<p style="white-space: pre-wrap">{html.escape(text)}</p>' if "<" in text else text
