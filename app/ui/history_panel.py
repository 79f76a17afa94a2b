"""The steps of the image on the screen, and what the network learned between them; a click goes to a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.core.history import Step
from app.core.label_map import UNLABELED
from app.session import Session
from app.ui import history_thumbnail, icons
from app.ui.learning_notes import LearningNotes, Note
from app.ui.numbers import grouped, plural
from app.ui.theme import SPACE, current_colors
from app.ui.widgets import plain_tip

if TYPE_CHECKING:
    from app.learner import Learner

Index = QModelIndex | QPersistentModelIndex
SHOWN_STEPS = 300  # the newest, since all rows are laid out with every step; older ones are reached by undo
STEP_HEIGHT = 38
NOTE_HEIGHT = 22
_ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Entry:
    """One row. `step`: how many of the kept steps are applied when the history stands here."""

    step: int
    edit: Step | None = None
    note: Note | None = None


class HistoryModel(QAbstractListModel):
    """The image before the steps shown, the steps, and between them notes of learning, which cannot be undone."""

    def __init__(self, session: Session, notes: LearningNotes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._notes = session, notes
        self._entries: list[Entry] = []
        self._texts: dict[int, str] = {}  # by the identity of an edit that the history keeps
        self._seen: tuple[Step, history_thumbnail.Seen] | None = None  # the last: text and thumbnail need the same
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the history and the notes again."""
        self.beginResetModel()
        self._entries, self._seen = self._read(), None
        kept = {id(entry.edit) for entry in self._entries}
        self._texts = {key: text for key, text in self._texts.items() if key in kept}
        self.endResetModel()

    def forget_names(self) -> None:
        """Classes were renamed: the steps are called otherwise."""
        self._texts.clear()
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))

    @property
    def current_row(self) -> int:
        """The row of the step in force."""
        history = self._session.history
        here = history.position if history is not None else 0
        rows = (row for row, entry in enumerate(self._entries) if entry.note is None and entry.step == here)
        return next(rows, 0)

    def seen(self, edit: Step) -> history_thumbnail.Seen:
        """What is seen of a step in small."""
        if self._seen is None or self._seen[0] is not edit:
            self._seen = edit, history_thumbnail.Seen.of(edit)
        return self._seen[1]

    def steps_to(self, row: int) -> int:
        """How many steps to redo (positive) or to undo (negative) to arrive at a row; none for a note."""
        history, entry = self._session.history, self._entries[row]
        return 0 if history is None or entry.note is not None else entry.step - history.position

    def is_undone(self, row: int) -> bool:
        """Whether a row lies after the step in force."""
        return row > self.current_row and self._entries[row].note is None

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self._entries[index.row()].note is not None:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry)
        if role == _ENTRY:
            return entry
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tool_tip(entry, self.is_undone(index.row())))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            undone = self.tr("{}, undone") if self.is_undone(index.row()) else "{}"
            return undone.format(self._text(entry))
        return None

    def _read(self) -> list[Entry]:
        history = self._session.history
        if history is None:
            return []
        edits, notes = history.edits, self._notes.of(self._session.image_path)
        if not edits and not notes:
            return []
        skipped = max(0, len(edits) - SHOWN_STEPS)
        noted: dict[int, list[Note]] = {}  # where a note's step is gone, at the nearest one
        for note in notes:
            noted.setdefault(min(max(note.step - history.dropped, skipped), len(edits)), []).append(note)
        entries = [Entry(skipped)]
        for step in range(skipped, len(edits) + 1):
            if step > skipped:
                entries.append(Entry(step, edit=edits[step - 1]))
            entries += [Entry(step, note=note) for note in noted.get(step, ())]
        return entries

    def _text(self, entry: Entry) -> str:
        if entry.note is not None:
            return entry.note.text
        if entry.edit is None:
            return self.tr("Before these steps")
        key = id(entry.edit)
        if key not in self._texts:
            value = self.seen(entry.edit).main_class()
            classes = self._session.classes
            name = entry.edit.name
            if value is not None and value != UNLABELED and value in classes:
                name = f"{name} · {classes[value].name}"
            self._texts[key] = name
        return self._texts[key]

    def _tool_tip(self, entry: Entry, is_undone: bool) -> str:
        if entry.note is not None:
            return self.tr("{}\nThis is no step: roll back the network in the learning panel.").format(entry.note.text)
        if entry.edit is None:
            return self.tr("Go back to before these steps")
        changed = entry.edit.changed_pixels
        pixels = self.tr("{} pixels", "", plural(changed)).format(grouped(changed))
        go = self.tr("Click to do it again") if is_undone else self.tr("Click to go back to here")
        return f"{self._text(entry)}\n{pixels}\n{go}"


class HistoryDelegate(QStyledItemDelegate):
    """Draws a step with its thumbnail, and a note of learning in one slim line."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._sketch: Any = None
        self._drawn: dict[int, QPixmap] = {}  # by the identity of an edit that the history keeps
        for signal in (session.image_opened, session.image_closed, session.classes_changed):
            signal.connect(self.forget)

    @Slot()
    def forget(self) -> None:
        """Another image, or other colours."""
        self._sketch = None
        self._drawn.clear()

    def keep(self, edits: list[Step]) -> None:
        """Forget the thumbnails of steps that are gone: another edit may get the identity of one of them."""
        kept = {id(edit) for edit in edits}
        self._drawn = {key: pixmap for key, pixmap in self._drawn.items() if key in kept}

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: Entry = index.data(_ENTRY)
        return QSize(0, NOTE_HEIGHT if entry.note is not None else STEP_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(_ENTRY)
        model = index.model()
        assert isinstance(model, HistoryModel)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = QRectF(option.rect).adjusted(1, 1, -1, -1)
        if entry.note is not None:
            self._paint_note(painter, row, entry.note)
        else:
            self._paint_step(painter, option, row, index, model)
        painter.restore()

    def _paint_step(
        self, painter: QPainter, option: QStyleOptionViewItem, row: QRectF, index: Index, model: HistoryModel
    ) -> None:
        colors, entry = current_colors(), index.data(_ENTRY)
        is_current, is_undone = index.row() == model.current_row, model.is_undone(index.row())
        if is_current or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.selection if is_current else colors.hover))
            painter.drawRoundedRect(row, 4, 4)
        frame = QRectF(row.left() + 2 * SPACE, 0, history_thumbnail.SIZE.width(), history_thumbnail.SIZE.height())
        frame.moveCenter(QRectF(frame.left(), row.top(), frame.width(), row.height()).center())
        pixmap = self._pixmap(entry.edit, model, painter.device().devicePixelRatioF())
        if pixmap is not None:
            size = pixmap.deviceIndependentSize()
            target = QRectF(0, 0, size.width(), size.height())
            target.moveCenter(frame.center())
            painter.setOpacity(0.4 if is_undone else 1.0)
            painter.drawPixmap(target.topLeft(), pixmap)
            painter.setOpacity(1.0)
        font = QFont(option.font)
        font.setBold(is_current)
        font.setItalic(is_undone)
        painter.setFont(font)
        painter.setPen(QColor(colors.muted if is_undone else colors.text))
        room = row.adjusted(frame.right() - row.left() + 2 * SPACE, 0, -2 * SPACE, 0)
        _write(painter, room, str(index.data()))

    def _paint_note(self, painter: QPainter, row: QRectF, note: Note) -> None:
        colors = current_colors()
        mark = QRectF(row.left() + 2 * SPACE + (history_thumbnail.SIZE.width() - 14) / 2, 0, 14, 14)
        mark.moveTop(row.center().y() - 7)
        icons.paint(painter, note.icon, mark, colors.muted)
        painter.setPen(QColor(colors.muted))
        left = 4 * SPACE + history_thumbnail.SIZE.width()
        _write(painter, row.adjusted(left, 0, -2 * SPACE, 0), note.text)

    def _pixmap(self, edit: Step | None, model: HistoryModel, ratio: float) -> QPixmap | None:
        image = self._session.image
        if edit is None or image is None:
            return None
        if id(edit) not in self._drawn:
            if self._sketch is None:
                self._sketch = history_thumbnail.sketch(image, ratio)
            palette = self._session.classes.palette()
            shape = image.shape[0], image.shape[1]
            seen = model.seen(edit)
            self._drawn[id(edit)] = history_thumbnail.thumbnail(seen, edit.box, self._sketch, shape, palette, ratio)
        return self._drawn[id(edit)]


def _write(painter: QPainter, room: QRectF, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class HistoryPanel(QWidget):
    """The panel of the history: the step in force is bold, what was undone is pale."""

    def __init__(self, session: Session, learner: Learner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyPanel")
        self._session = session
        self.notes = LearningNotes(session, learner, self)
        self.model = HistoryModel(session, self.notes, self)
        self.view = QListView(self)
        self.view.setModel(self.model)
        self._delegate = HistoryDelegate(session, self.view)
        self.view.setItemDelegate(self._delegate)
        self.view.setMouseTracking(True)
        self.view.setAccessibleName(self.tr("Steps of this image"))
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._hint = QLabel(self.tr("Nothing to undo yet.\nEvery stroke becomes one step."), self)
        self._hint.setProperty("isMuted", True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, 0, 0, 0)
        layout.addWidget(self._hint, 1)
        layout.addWidget(self.view, 1)
        self._together = QTimer(self, singleShot=True, interval=0)  # read once, however much changed
        self._together.timeout.connect(self._reload)
        for signal in (session.history_changed, self.notes.changed):
            signal.connect(self._together.start)
        for signal in (session.image_opened, session.image_closed):  # no step of one image is drawn over another
            signal.connect(self._reload)
        session.classes_changed.connect(self.model.forget_names)
        session.frame_shown.connect(self._enable)
        session.preview_changed.connect(self._enable)
        session.image_opened.connect(self._enable)
        self.view.clicked.connect(self._go)
        self.view.activated.connect(self._go)
        self._reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.view.scrollTo(self.view.currentIndex())  # the step in force stays in sight

    @Slot()
    def _reload(self) -> None:
        history = self._session.history
        self._delegate.keep([] if history is None else history.edits)
        self.model.reload()
        is_empty = self.model.rowCount() == 0
        self._hint.setVisible(is_empty)
        self.view.setVisible(not is_empty)
        if not is_empty:
            self.view.setCurrentIndex(self.model.index(self.model.current_row))

    @Slot()
    def _enable(self) -> None:
        """Steps of an image that is hidden are not for clicking."""
        self.view.setEnabled(not self._session.is_hidden)

    @Slot(QModelIndex)
    def _go(self, index: QModelIndex) -> None:
        if self._session.is_hidden:
            return
        steps = self.model.steps_to(index.row())
        step = self._session.redo if steps > 0 else self._session.undo
        for _ in range(abs(steps)):
            if not step():
                return
