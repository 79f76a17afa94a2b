"""Two versions of the network on one image: with a line that is dragged across, or side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.session import Session
from app.ui.canvas import Canvas
from app.ui.canvas_picture import Compares
from app.ui.theme import DARK, SPACE
from app.ui.widgets import plain_label

if TYPE_CHECKING:
    from app.learner import Learner

MODES = ("", "swipe", "side")
WIDTH = 44  # of the line's area that can be grasped, logical pixels
_STEP = 0.02  # of the width, for an arrow key
_EDGE = 0.02  # how near the line may come to the border


class Divider(QWidget):
    """The line between two predictions; it is dragged, or moved by the arrow keys."""

    moved = Signal(float)  # share of the canvas's width

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setAccessibleName(self.tr("Line between the two versions; left and right move it"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.share = 0.5
        self._grip = 0.0
        canvas.installEventFilter(self)
        self.hide()

    def move_to(self, share: float) -> None:
        """Put the line at a share of the canvas's width."""
        self.share = min(max(share, _EDGE), 1 - _EDGE)
        self._place()
        self.moved.emit(self.share)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grip = event.position().x() - WIDTH / 2

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = self.mapToParent(event.position()).x() - self._grip
        self.move_to(x / max(1, self._canvas().width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}
        if event.key() in steps:
            self.move_to(self.share + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, middle = WIDTH / 2, self.height() / 2
        for color, width in ((QColor(0, 0, 0, 160), 4.0), (QColor(255, 255, 255, 235), 2.0)):
            painter.setPen(QPen(color, width))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        knob = QRectF(0, 0, 30, 30)
        knob.moveCenter(QPointF(x, middle))
        painter.setPen(QPen(QColor(DARK.accent if self.hasFocus() else "#000000"), 2))
        painter.setBrush(QColor("white"))
        painter.drawEllipse(knob)
        painter.setPen(QPen(QColor("#202020"), 2))
        for side in (-1, 1):
            tip = QPointF(x + 9 * side, middle)
            painter.drawLine(tip, tip + QPointF(-5 * side, -5))
            painter.drawLine(tip, tip + QPointF(-5 * side, 5))

    def _canvas(self) -> QWidget:
        canvas = self.parentWidget()
        assert canvas is not None
        return canvas

    @Slot()
    def _place(self) -> None:
        canvas = self._canvas()
        self.setGeometry(round(self.share * canvas.width() - WIDTH / 2), 0, WIDTH, canvas.height())


class Comparison(QObject):
    """Lays what another version predicts beside what the network in use predicts, on the canvas of the window."""

    changed = Signal()

    def __init__(self, session: Session, learner: Learner, canvas: Canvas, row: QHBoxLayout) -> None:
        super().__init__(canvas)
        self._session, self._learner, self._canvas, self._row = session, learner, canvas, row
        self._mode = ""
        self.divider = Divider(canvas)
        self.divider.moved.connect(lambda share: canvas.set_comparison(Compares.LEFT, share))
        self.side: Canvas | None = None  # while two are shown side by side
        canvas.zoom_changed.connect(self._lead)
        canvas.panned.connect(self._lead)
        self._left, self._right = (self._named(canvas) for _ in range(2))
        session.compared_changed.connect(self._show)
        session.prediction_changed.connect(self._show)
        learner.changed.connect(self._end_with_learner)
        canvas.installEventFilter(self)

    @property
    def mode(self) -> str:
        """How two versions are shown: one of MODES, "" while they are not."""
        return self._mode

    def suggested(self) -> str | None:
        """The version that is compared with unless another is chosen: the one before, or the first."""
        versions, current = list(self._learner.versions), self._learner.version
        if self._learner.is_taught:
            return current  # as it was before it was taught
        parent = next((each.parent for each in versions if each.name == current), None)
        others = [each.name for each in versions if each.name != current]
        return parent if parent in others else (others[-1] if others else None)

    def toggle(self, mode: str) -> None:
        """Show two versions in this way, or show one again where they are shown so already."""
        if mode == self._mode:
            self.end()
        elif (name := self._learner.compared or self.suggested()) is not None:
            self.begin(name, mode)

    def begin(self, name: str, mode: str = "") -> None:
        """Compare with a version; `mode` as it is, else with a line, unless it says how."""
        self._mode = mode or self._mode or "swipe"
        if name != self._learner.compared:
            self._learner.compare_with(name)
        self._arrange()

    def next_version(self) -> None:
        """Compare with the version after the one that is compared with; after the last comes the first."""
        names = [each.name for each in self._learner.versions]
        compared = self._learner.compared
        if compared in names:
            self.begin(names[(names.index(compared) + 1) % len(names)])
        else:
            self.toggle("swipe")

    @Slot()
    def end(self) -> None:
        """Show only what the network in use predicts."""
        self._mode = ""
        if self._learner.compared is not None:
            self._learner.compare_with(None)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place_names()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        is_swipe = self._mode == "swipe"
        self._canvas.set_comparison(Compares.LEFT if is_swipe else Compares.NOTHING, self.divider.share)
        self.divider.setVisible(is_swipe)
        self.divider.raise_()
        if self._mode == "side" and self.side is None:
            self._open_side()
        elif self._mode != "side" and self.side is not None:
            self._left.setParent(self._canvas)
            side, self.side = self.side, None  # first: what it still says is not listened to
            side.hide()
            side.deleteLater()
        self._show()
        self.changed.emit()

    @Slot()
    def _lead(self) -> None:
        """The other canvas shows the place that this one shows."""
        if self.side is not None:
            _follow(self.side, self._canvas)

    @Slot()
    def _be_led(self) -> None:
        if self.side is not None:
            _follow(self._canvas, self.side)

    def _open_side(self) -> None:
        canvas = self._canvas
        side = Canvas(self._session, canvas.parentWidget())
        side.setObjectName("comparedCanvas")
        side.setAccessibleName(self.tr("Image, with the prediction of the other version"))
        side.set_overlay_opacity(canvas.overlay_opacity)
        side.set_style(is_outlined=canvas.is_outlined, is_hatched=canvas.is_hatched)
        side.set_comparison(Compares.WHOLE)
        self._row.insertWidget(0, side, 1)
        side.zoom_changed.connect(self._be_led)
        side.panned.connect(self._be_led)
        side.begun_changed.connect(self.changed)
        side.installEventFilter(self)
        self.side = side
        side.show()

    @Slot()
    def _show(self) -> None:
        """Name the two sides."""
        session = self._session
        other = session.compared_version
        self._left.setText(other or self.tr("{0} is asked…").format(self._learner.compared or ""))
        self._right.setText(session.prediction_version or self._learner.version)
        self._left.setParent(self.side or self._canvas)
        for label in (self._left, self._right):
            label.adjustSize()
            label.setVisible(bool(self._mode))
        self._place_names()

    def _named(self, canvas: Canvas) -> QLabel:
        label = plain_label("", canvas)
        label.setObjectName("versionName")
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        label.hide()
        return label

    def _place_names(self) -> None:
        self._left.move(2 * SPACE, 2 * SPACE)
        self._right.move(self._canvas.width() - self._right.width() - 2 * SPACE, 2 * SPACE)

    @Slot()
    def _end_with_learner(self) -> None:
        """The project was left, or the version cannot be read."""
        if self._mode and self._learner.compared is None:
            self.end()


def _follow(canvas: Canvas, other: Canvas) -> None:
    """Bring a canvas to where another is."""
    view, leader = canvas.view, other.view
    before = view.zoom, view.point(0, 0), view.is_fitted
    view.follow(leader)
    if (view.zoom, view.point(0, 0), view.is_fitted) != before:
        canvas.zoom_changed.emit(view.zoom)
