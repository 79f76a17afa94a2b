"""The canvas: shows the image with everything over it, and hands the mouse to the tool."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPointingDevice,
    QSinglePointEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QSizePolicy, QWidget

from app.session import Session
from app.ui import canvas_marks
from app.ui.canvas_picture import CanvasPicture, Compares
from app.ui.canvas_preview import PreviewLayer
from app.ui.canvas_zoom import NOTCH, ZoomArea
from app.ui.map_legend import MapLegend
from app.ui.tools import Pointer, ToolBelt
from app.ui.widgets import YIELDS_FOCUS


class Canvas(ZoomArea):
    """Image, overlay, label map and the tool in hand. Labels change only through the session."""

    cursor_moved = Signal(int, int)  # row, col of the image pixel under the mouse
    cursor_left = Signal()  # the mouse is over no pixel of the image any more
    hint_changed = Signal(str)  # what the tool in hand can do now
    begun_changed = Signal()  # whether the tool has begun something that undo and redo mean first

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Image"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)  # the right button erases
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 90)
        self._session = session
        self._mouse: QPointF | None = None  # where it is, while it is over the canvas
        self._pointer: Pointer | None = None  # what is there
        self._pointed: tuple[int, int] | None = None  # the pixel announced last
        self._marked = QRect()  # logical pixels where outlines and handles were drawn last
        self._picture = CanvasPicture(session, self.view, self)
        self.legend = MapLegend(session, self._picture, self)
        self._tools = ToolBelt(session, self)
        self._preview = PreviewLayer(self.view)
        self._hint = ""
        self._connect()
        self._choose_cursor()
        self._picture.set_surround(canvas_marks.surround(self.palette()))

    @property
    def hint(self) -> str:
        """What the tool in hand can do now, for the status bar."""
        return self._tools.hint()

    @property
    def tools(self) -> ToolBelt:
        """The tools of this canvas."""
        return self._tools

    @property
    def pointed(self) -> tuple[int, int] | None:
        """The (row, col) of the image pixel under the mouse, None while it is over none."""
        return self._pointed

    @property
    def overlay_opacity(self) -> float:
        """Opacity of the prediction, 0-1."""
        return self._picture.opacity

    @property
    def is_overlay_visible(self) -> bool:
        """Whether anything is drawn over the image."""
        return self._picture.is_visible

    def set_overlay_opacity(self, opacity: float) -> None:
        """Set the opacity of the prediction, 0-1; labels and heatmaps follow it and cover more."""
        self._picture.set_opacity(opacity)

    def set_overlay_visible(self, is_visible: bool) -> None:
        """Show or hide everything that lies over the image."""
        self._picture.set_visible(is_visible)

    @property
    def is_outlined(self) -> bool:
        """Whether regions are drawn as outlines instead of areas."""
        return self._picture.is_outlined

    @property
    def is_hatched(self) -> bool:
        """Whether each class has lines of its own."""
        return self._picture.is_hatched

    def set_style(self, *, is_outlined: bool, is_hatched: bool) -> None:
        """Draw regions as outlines; give each class lines of its own, to be told apart without colours."""
        self._picture.set_style(is_outlined=is_outlined, is_hatched=is_hatched)

    @property
    def compares(self) -> Compares:
        """Which part shows what another version of the network predicts."""
        return self._picture.compares

    def set_comparison(self, compares: Compares, split: float = 0.5) -> None:
        """Show another version's prediction left of a line (split: its share of the width, 0-1), everywhere or not."""
        self._picture.set_comparison(compares, split)

    @property
    def is_sharp(self) -> bool:
        """Whether the smaller copies of a large image are made that show it zoomed out."""
        return self._picture.is_sharp

    def redraw(self) -> None:
        """Draw everything anew."""
        self._picture.redraw()

    def sizeHint(self) -> QSize:
        """A comfortable size; the window gives what it has."""
        return QSize(800, 600)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Put the changed part of the picture on the screen, and the tool's marks over it."""
        pixels = self._picture.pixels()
        ratio = self.view.ratio
        painter = QPainter(self)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        rect = QRectF(event.rect())
        source = QRectF(rect.topLeft() * ratio, rect.size() * ratio).toAlignedRect() & pixels.rect()
        painter.drawImage(source.topLeft(), pixels, source)
        painter.restore()
        if self.view.image_shape is None:
            hint = self.tr("Open images, a folder, a video or a camera — or drop them here")
            canvas_marks.draw_hint(painter, QRectF(self.rect()), self.palette(), hint)
            return
        self._preview.draw(painter, event.rect())
        canvas_marks.draw_grid(painter, self.view)
        canvas_marks.draw_outline(painter, self._outline())
        canvas_marks.draw_handles(painter, self._handles())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan or to use the tool."""
        self._press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double-click."""
        if not self._begin_to_pan(event):
            self._tools.double_click(self._pointer_of(event))
            self._update_marks()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, or tell the tool."""
        self._move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        self._release(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen does what the mouse does, with its pressure and its two ends."""
        if event.type() == QEvent.Type.TabletPress:
            self._press(event)
        elif event.type() == QEvent.Type.TabletMove:
            self._move(event)
        elif event.type() == QEvent.Type.TabletRelease:
            self._release(event)
        event.accept()  # else Qt would send the same again as a mouse

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom; with Shift change the brush, whichever way the system turned the wheel for that."""
        turns = event.angleDelta().y() or event.angleDelta().x()
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if is_shifted and turns and self._tools.resize(turns / NOTCH):
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, and the keys of a tool that has begun something."""
        if self._tools.key(event.key()):
            self._update_marks()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Claim keys that are also shortcuts of the window while the tool needs them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_space = event.key() == Qt.Key.Key_Space and not event.modifiers()
            if is_space or self._tools.wants(event.key()):
                event.accept()
                return True
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The outline of the brush appears."""
        super().enterEvent(event)
        self._take_focus()
        self._point_at(event.position(), Qt.KeyboardModifier.NoModifier)

    def leaveEvent(self, event: QEvent) -> None:
        """The outline of the brush goes."""
        super().leaveEvent(event)
        self._mouse = self._pointer = None
        self._announce(None)
        self._update_marks()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Another window came in front."""
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.ActiveWindowFocusReason:
            self._tools.interrupt()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme has another colour around the image."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._picture.set_surround(canvas_marks.surround(self.palette()))

    def _connect(self) -> None:
        self._picture.changed.connect(self._put_on_screen)
        self._picture.reshaped.connect(self._announce_zoom)
        self.zoom_changed.connect(self._picture.redraw)
        self.zoom_changed.connect(self._point_again)
        self.panned.connect(self._picture.scroll)
        self.pan_state_changed.connect(self._choose_cursor)
        self._tools.changed.connect(self._choose_cursor)
        self._tools.begun.connect(self.begun_changed)
        self._session.frame_shown.connect(self._choose_cursor)
        self._session.preview_changed.connect(self._choose_cursor)
        self._session.preview_changed.connect(self._update_marks)
        self._session.tool_chosen.connect(self._point_tool)

    def _press(self, event: QSinglePointEvent) -> None:
        if not self._begin_to_pan(event):
            self._tools.press(self._pointer_of(event))
            self._update_marks()

    def _move(self, event: QSinglePointEvent) -> None:
        self._take_focus()
        is_panned = self.go_on_panning(event)
        pointer = self._pointer_of(event)
        if not is_panned:
            self._tools.move(pointer)
        self._update_marks()

    def _release(self, event: QSinglePointEvent) -> None:
        if not self.end_pan(event):
            self._tools.release(self._pointer_of(event))
            self._update_marks()

    def _take_focus(self) -> None:
        """Space, Enter and Esc are meant for the image under the mouse, unless someone is typing a text."""
        focused = QApplication.focusWidget()
        is_typing = isinstance(focused, QLineEdit | QAbstractSpinBox) and not focused.property(YIELDS_FOCUS)
        if self.isActiveWindow() and not is_typing and not self.hasFocus():
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def _begin_to_pan(self, event: QSinglePointEvent) -> bool:
        return self.begin_pan(event, is_left_enough=self._session.tool == "pan") or self.is_panning

    def _pointer_of(self, event: QSinglePointEvent) -> Pointer:
        """Note where the mouse or pen is; the same for the tools, with the button."""
        pointer = replace(self._point_at(event.position(), event.modifiers()), button=event.button())
        if isinstance(event, QTabletEvent):
            is_eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
            pointer = self._pointer = replace(pointer, pressure=event.pressure(), is_eraser=is_eraser)
        return pointer

    def _point_at(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> Pointer:
        self._mouse = point
        row, col = self.view.position(point)
        pointer = self._pointer = Pointer(row, col, self.view.zoom / self.view.ratio, modifiers=modifiers)
        height, width = self.view.image_shape or (0, 0)
        is_inside = 0 <= pointer.pixel[0] < height and 0 <= pointer.pixel[1] < width
        self._announce(pointer.pixel if is_inside else None)
        return pointer

    def _announce(self, pixel: tuple[int, int] | None) -> None:
        if pixel == self._pointed:
            return
        self._pointed = pixel
        if pixel is None:
            self.cursor_left.emit()
        else:
            self.cursor_moved.emit(*pixel)

    def _outline(self) -> QPainterPath:
        """The outline of the tool in logical pixels."""
        if not self._tools.is_usable or self.is_panning or self.is_ready_to_pan:
            return QPainterPath()
        return canvas_marks.to_screen(self.view).map(self._tools.tool.outline(self._pointer))

    def _handles(self) -> list[QPointF]:
        if not self._tools.is_usable:
            return []
        transform = canvas_marks.to_screen(self.view)
        return [transform.map(QPointF(col, row)) for row, col in self._tools.tool.handles()]

    @Slot()
    def _update_marks(self) -> None:
        """Draw the tool's marks where they are now, and no more where they were."""
        area = self._outline().boundingRect()
        for point in self._handles():
            area = area.united(QRectF(point, point).adjusted(-1, -1, 1, 1))
        margin = canvas_marks.MARGIN
        marked = area.adjusted(-margin, -margin, margin, margin).toAlignedRect() if not area.isNull() else QRect()
        if marked.isValid() or self._marked.isValid():
            self.update(marked)
            self.update(self._marked)
        self._marked = marked
        self._update_preview()
        if self._hint != self.hint:
            self._hint = self.hint
            self.hint_changed.emit(self._hint)

    def _update_preview(self) -> None:
        """Tint the pixels that the tool would change, while the mouse is over the canvas."""
        is_seen = self._tools.is_usable and self._pointer is not None and not self.is_panning
        shown = self._tools.tool.preview() if is_seen else None
        for rect in self._preview.show(shown, self._session.classes):
            self.update(rect)

    @Slot(QRect)
    def _put_on_screen(self, rect: QRect) -> None:
        ratio = self.view.ratio
        logical = QRectF(QPointF(rect.topLeft()) / ratio, QSizeF(rect.size()) / ratio)
        self.update(logical.toAlignedRect())

    @Slot()
    def _announce_zoom(self) -> None:
        self.zoom_changed.emit(self.view.zoom)

    @Slot()
    def _point_again(self) -> None:
        """Another pixel lies under a mouse that did not move."""
        if self._mouse is not None:
            self._point_at(self._mouse, Qt.KeyboardModifier.NoModifier)
        self._update_marks()

    @Slot()
    def _point_tool(self) -> None:
        """Tell a tool that was just taken in hand what is under a mouse that did not move."""
        if self._pointer is not None:
            self._tools.move(self._pointer)
            self._update_marks()

    @Slot()
    def _choose_cursor(self) -> None:
        if self.is_panning:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self.is_ready_to_pan:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._tools.is_usable or self._session.tool == "pan":
            self.setCursor(self._tools.tool.cursor)
        else:
            self.setCursor(Qt.CursorShape.ArrowCursor)
        self._update_marks()
