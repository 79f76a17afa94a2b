"""The strip of the project's images: thumbnails on demand and a badge for the state of each."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QStringListModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap, QResizeEvent
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

from app.core.project import ImageState
from app.session import Session
from app.ui import icons
from app.ui.image_search import ImageSearch
from app.ui.theme import SPACE, current_colors
from app.ui.thumbnails import Thumbnails
from app.ui.widgets import plain_tip

Index = QModelIndex | QPersistentModelIndex
CELL = QSize(116, 112)
MANY = 5000  # images
HEAD = 2  # letters that a name which is shortened keeps of its beginning
MOST_BEFORE = 6  # digits that are kept before the one in which two names differ
BADGE = 18  # device-independent pixels


class Role(IntEnum):
    PATH = Qt.ItemDataRole.UserRole
    STATE = Qt.ItemDataRole.UserRole + 1
    IS_MISSING = Qt.ItemDataRole.UserRole + 2


def shortened(name: str, beside: Sequence[str], metrics: QFontMetrics, width: int) -> str:
    """As much of a file's name as fits into `width` pixels and tells it from those beside it in the list.

    Names in a folder begin alike and are numbered at the end, so that the end is kept. Where it is the same too, what
    differs between is kept, from its first digit or letter on.
    """
    if metrics.horizontalAdvance(name) <= width:
        return name
    text = _with_end(name, metrics, width)
    alike = [other for other in beside if other != name and _with_end(other, metrics, width) == text]
    if not alike:
        return text
    first = min(_same_letters(name, other) for other in alike)
    start = first
    while start > max(0, first - MOST_BEFORE) and name[start - 1 : first + 1].isdigit():
        start -= 1
    rest = f"…{name[start:]}"
    if metrics.horizontalAdvance(rest) <= width:  # the names differ in how often something is repeated
        return text
    return metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)


def _same_letters(name: str, other: str) -> int:
    """How many letters both begin with."""
    pairs = enumerate(zip(name, other, strict=False))
    return next((place for place, (one, two) in pairs if one != two), min(len(name), len(other)))


def _with_end(name: str, metrics: QFontMetrics, width: int) -> str:
    """The first letters of a name and as much of its end as fits."""
    head = name[:HEAD]
    room = width - metrics.horizontalAdvance(head)
    return head + metrics.elidedText(name[HEAD:], Qt.TextElideMode.ElideLeft, room)


class ImageModel(QStringListModel):
    """The images of the session in their order. It holds paths only: 100 000 of them cost nothing.

    The strings of Qt's model stay empty; it counts them without asking Python, which a view does once for each row
    that it lays out: that stopped the window for most of a second.
    """

    rearranging = Signal()  # the same number of images is about to come in another order

    def __init__(self, session: Session, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._thumbnails = thumbnails
        self._paths: list[str] = []
        self._rows: dict[str, int] = {}
        for signal in (session.images_changed, session.filter_changed, session.project_opened, session.image_closed):
            signal.connect(self.reload)
        session.image_state_changed.connect(self._refresh)
        thumbnails.arrived.connect(self._refresh)
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the list of the session again."""
        paths = self._session.filtered()
        if paths[: len(self._paths)] == self._paths and self._paths and len(paths) > len(self._paths):
            known = len(self._paths)
            self._take(paths)
            self.insertRows(known, len(paths) - known)
        elif len(paths) == len(self._paths) > MANY and paths != self._paths:
            self.rearranging.emit()
            self._take(paths)  # and the view is painted again: laying 100 000 rows out anew takes two frames
        elif paths != self._paths:
            self._take(paths)
            self.setStringList([""] * len(paths))

    def row_of(self, path: str | None) -> int | None:
        """The row of an image, None if it is not in the list."""
        return None if path is None else self._rows.get(path)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        path = self._paths[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return Path(path).name
        if role == Qt.ItemDataRole.DecorationRole:
            return self._thumbnails.pixmap(path)
        if role == Role.PATH:
            return path
        if role == Role.STATE:
            return self._session.state(path)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{path}\n{self._words(path)}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{Path(path).name}, {self._words(path)}"
        if role == Role.IS_MISSING:
            return self._session.is_missing(path)
        return None

    def state_text(self, state: ImageState) -> str:
        return {
            ImageState.NEW: self.tr("New"),
            ImageState.PREDICTED: self.tr("Predicted"),
            ImageState.CORRECTED: self.tr("Corrected"),
            ImageState.REVIEWED: self.tr("Reviewed"),
        }[state]

    def _words(self, path: str) -> str:
        """The state, and whether the file has gone."""
        state = self.state_text(self._session.state(path))
        return self.tr("{}, no longer on the disk").format(state) if self._session.is_missing(path) else state

    def _take(self, paths: list[str]) -> None:
        self._paths = paths
        self._rows = dict(zip(paths, range(len(paths)), strict=True))  # half the time of a comprehension

    @Slot(str)
    def _refresh(self, path: str) -> None:
        row = self._rows.get(path)
        if row is not None:
            self.dataChanged.emit(self.index(row), self.index(row))


class ImageDelegate(QStyledItemDelegate):
    """Draws a thumbnail, the name under it and the badge: ring predicted, pen corrected, tick reviewed."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colors = current_colors()
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        cell = QRectF(option.rect).adjusted(2, 2, -2, -2)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.selection if is_chosen else colors.hover))
            painter.drawRoundedRect(cell, 6, 6)
        line = painter.fontMetrics().height() + SPACE
        frame = cell.adjusted(SPACE, SPACE, -SPACE, -line - SPACE)
        is_missing = bool(index.data(Role.IS_MISSING))
        painter.setOpacity(0.35 if is_missing else 1.0)
        self._paint_thumbnail(painter, frame, index.data(Qt.ItemDataRole.DecorationRole))
        painter.setOpacity(1.0)
        self._paint_badge(painter, frame, index.data(Role.STATE))
        if is_missing:
            mark = QRectF(0, 0, 22, 22)
            mark.moveCenter(frame.center())
            icons.paint(painter, "warning", mark, colors.warning)
        name = QRectF(cell.left() + SPACE, cell.bottom() - line - 2, cell.width() - 2 * SPACE, line)
        painter.setPen(QColor(colors.text if is_chosen else colors.muted))
        beside = [str(index.sibling(index.row() + step, 0).data() or "") for step in (-1, 1)]
        text = shortened(str(index.data()), beside, painter.fontMetrics(), int(name.width()))
        painter.drawText(name, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def _paint_thumbnail(self, painter: QPainter, frame: QRectF, thumbnail: QPixmap | None) -> None:
        colors = current_colors()
        if thumbnail is None or thumbnail.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.window))
            painter.drawRoundedRect(frame, 4, 4)
            mark = QRectF(0, 0, 20, 20)
            mark.moveCenter(frame.center())
            icons.paint(painter, "open-images" if thumbnail is None else "error", mark, colors.muted)
            return
        size = thumbnail.size().scaled(frame.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(frame.center())
        shape = QPainterPath()
        shape.addRoundedRect(target, 4, 4)
        painter.save()
        painter.setClipPath(shape)
        painter.drawPixmap(target, thumbnail, QRectF(thumbnail.rect()))
        painter.restore()

    def _paint_badge(self, painter: QPainter, frame: QRectF, state: ImageState) -> None:
        if state == ImageState.NEW:
            return
        colors = current_colors()
        fill, mark = {
            ImageState.PREDICTED: (colors.window, "predict"),
            ImageState.CORRECTED: (colors.accent, "class-name"),
            ImageState.REVIEWED: (colors.good, "accept"),
        }[state]
        badge = QRectF(frame.right() - BADGE + 2, frame.top() - 2, BADGE, BADGE)
        painter.setPen(QPen(QColor(colors.base), 2))
        painter.setBrush(QColor(fill))
        painter.drawEllipse(badge)
        ink = colors.muted if state == ImageState.PREDICTED else colors.base
        icons.paint(painter, mark, badge.adjusted(4, 4, -4, -4), ink)


class ImageStrip(QListView):
    """One row that scrolls sideways; rows below each other where the panel is high enough for two."""

    def __init__(self, model: ImageModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(ImageDelegate(self))
        self.setAccessibleName(self.tr("Images of the project"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setUniformItemSizes(True)
        self.setGridSize(CELL)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def resizeEvent(self, event: QResizeEvent) -> None:
        wraps = event.size().height() >= 2 * CELL.height()
        if wraps != self.isWrapping():
            # One long row is the same at every width: 100 000 images need not be laid out again for it.
            self.setResizeMode(QListView.ResizeMode.Adjust if wraps else QListView.ResizeMode.Fixed)
            self.setWrapping(wraps)
        super().resizeEvent(event)

    def dataChanged(self, first: Index, last: Index, _roles: Sequence[int] = ()) -> None:
        """Paint what changed; the view of Qt would lay out all items again for each thumbnail that arrives."""
        for row in range(first.row(), last.row() + 1):
            self.update(self.model().index(row, 0))


class ImageList(QWidget):
    """The panel of the images; a click or Enter opens one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("imageList")
        self._is_current_in_view = True
        self._session = session
        self.thumbnails = Thumbnails(self)
        self.model = ImageModel(session, self.thumbnails, self)
        self.view = ImageStrip(self.model, self)
        self._hint = QLabel(self.tr("No images. Open a folder (Ctrl+Shift+O) or drop files on the window."), self)
        self._hint.setProperty("isMuted", True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, 0, SPACE, 0)
        self._no_hint = QLabel(self.tr("No image matches. Esc in the field above shows all."), self)
        self._no_hint.setProperty("isMuted", True)
        self._no_hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for hint in (self._hint, self._no_hint):
            hint.setWordWrap(True)
        for widget in (self._hint, self._no_hint, self.view):
            layout.addWidget(widget, 1)
        self.search = ImageSearch(session, self)  # the dock has it in its title
        self.search.chosen.connect(self._open_found)
        self.view.clicked.connect(self._open)
        self.view.activated.connect(self._open)
        session.image_opened.connect(self._show_current)
        session.images_changed.connect(self._show_list)
        self.model.modelAboutToBeReset.connect(self._note_place)
        self.model.rearranging.connect(self._note_place)
        session.filter_changed.connect(self._show_current)
        session.project_opened.connect(self.thumbnails.clear)
        session.pixels_settled.connect(self._renew_thumbnail)
        self._show_current()

    def sizeHint(self) -> QSize:
        return QSize(6 * CELL.width(), CELL.height() + 4 * SPACE)

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * CELL.width(), CELL.height() + 4 * SPACE)

    def summary(self) -> str:
        """Which image of how many is shown: "3 of 120"; how many match a filter; empty without images."""
        row = self.model.row_of(self._session.image_path)
        count = self.model.rowCount()
        if not self._session.image_filter.is_empty:
            return self.tr("%n match", "", count)
        if not count:
            return ""
        if self._session.is_listing and row is None:
            return self.tr("looking for images …")
        return self.tr("{} of {}").format(row + 1, count) if row is not None else str(count)

    def close_thumbnails(self) -> None:
        """End the thread that reads thumbnails."""
        self.thumbnails.close()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        path = index.data(Role.PATH)
        if path != self._session.image_path:
            self._session.open_image(path)

    @Slot()
    def _open_found(self) -> None:
        """Open the first image found, unless one of those found is shown already."""
        if self.model.rowCount() and self.model.row_of(self._session.image_path) is None:
            self._session.open_image(self.model.index(0).data(Role.PATH))
        if self.model.rowCount():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _renew_thumbnail(self) -> None:
        path = self._session.image_path
        if path is not None:
            self.thumbnails.renew(path)

    @Slot()
    def _note_place(self) -> None:
        """Before another list: whether the image that is shown is in view."""
        shown = self.view.visualRect(self.view.currentIndex())
        was_listed = self.view.currentIndex().isValid() and self.model.rowCount() > 1
        self._is_current_in_view = not was_listed or self.view.viewport().rect().intersects(shown)

    @Slot()
    def _show_list(self) -> None:
        """Files came or went: who has scrolled elsewhere stays there."""
        bars = (self.view.horizontalScrollBar(), self.view.verticalScrollBar())
        places = [bar.value() for bar in bars]
        self._show_current()
        if not self._is_current_in_view:
            self.view.executeDelayedItemsLayout()
            for bar, place in zip(bars, places, strict=True):
                bar.setValue(place)
        self.view.viewport().update()

    @Slot()
    def _show_current(self) -> None:
        is_empty = self.model.rowCount() == 0
        is_filtered = not self._session.image_filter.is_empty
        self._hint.setVisible(is_empty and not is_filtered)
        self._no_hint.setVisible(is_empty and is_filtered)
        self.view.setVisible(not is_empty)
        row = self.model.row_of(self._session.image_path)
        if row is not None:
            self.view.setCurrentIndex(self.model.index(row))
            self.view.scrollTo(self.model.index(row), QAbstractItemView.ScrollHint.EnsureVisible)
