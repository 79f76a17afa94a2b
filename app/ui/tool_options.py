"""How the tools work, on the options bar: a menu of switches, and what the tool in hand goes by."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QSpinBox, QStackedWidget, QToolButton, QWidget

from app.core.label_map import UNLABELED
from app.core.morphology import Shaping
from app.core.permission import ANYTHING, Ground, Over
from app.session import Session
from app.session.options import MAX_AREA, MAX_DISTANCE, MAX_TOLERANCE
from app.ui import icons
from app.ui.actions import Actions
from app.ui.theme import SPACE
from app.ui.tools.belt import TOOLS
from app.ui.widgets import plain_label

SWITCHES = ("brush_square", "keep_edges", "pen_pressure", "fill_color")


class ToolNumber(QWidget):
    """A number that tools go by, its name before it. It is as wide as the widest of its kinds, whichever it shows."""

    def __init__(self, session: Session, kinds: Sequence[str], parent: QWidget) -> None:
        """kinds: names of options, the first of which is shown."""
        super().__init__(parent)
        self._session = session
        self._is_following = False  # the number is being set to what the session says
        self._kind = kinds[0]
        self._name = plain_label("", self, is_muted=True)
        self.number = QSpinBox(self)
        self.number.setAccessibleName(self.tr("Tolerance, distance or area"))
        self.number.valueChanged.connect(self._set_number)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._name)
        row.addWidget(self.number)
        row.addStretch(1)
        widths = []
        for kind in kinds:
            self.show_kind(kind)
            widths.append((self._name.sizeHint().width(), self.number.sizeHint().width()))
        names, numbers = zip(*widths, strict=True)
        self.number.setFixedWidth(max(numbers))
        self.setFixedWidth(max(names) + row.spacing() + max(numbers))
        self.show_kind(kinds[0])

    def show_kind(self, kind: str) -> None:
        """Show another of the options, or its new value."""
        name, unit, least, greatest = {
            "tolerance": (self.tr("Tolerance"), "", 0, MAX_TOLERANCE),
            "distance": (self.tr("By"), self.tr(" px"), 1, MAX_DISTANCE),
            "area": (self.tr("Up to"), self.tr(" px²"), 1, MAX_AREA),
        }[kind]
        self._kind, self._is_following = kind, True
        self._name.setText(name)
        self.number.setSuffix(unit)
        self.number.setRange(least, greatest)
        self.number.setValue(getattr(self._session.options, kind))
        self._is_following = False

    @Slot(int)
    def _set_number(self, value: int) -> None:
        if not self._is_following:
            self._session.set_options(**{self._kind: value})


class ToolValue(QStackedWidget):
    """What the tool in hand goes by: its size, a number, or nothing. It takes the same room for every tool."""

    def __init__(self, session: Session, size: QWidget, parent: QWidget) -> None:
        """size: what shows the size of the brush."""
        super().__init__(parent)
        self._session, self._size = session, size
        self._nothing = QWidget(self)
        self._number = ToolNumber(session, ("tolerance", "distance", "area"), self)
        self.number = self._number.number
        for page in (self._nothing, size, self._number):
            self.addWidget(page)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for signal in (session.options_changed, session.tool_chosen):
            signal.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        kind = self._kind()
        if kind:
            self._number.show_kind(kind)
            self.setCurrentWidget(self._number)
        else:
            self.setCurrentWidget(self._size if TOOLS[self._session.tool].has_size else self._nothing)

    def _kind(self) -> str:
        """The option that the tool in hand goes by, "" where there is none."""
        tool, options = self._session.tool, self._session.options
        if tool == "reshape":
            return "area" if options.shaping in (Shaping.FILL_HOLES, Shaping.REMOVE_ISLANDS) else "distance"
        return "tolerance" if tool == "wand" or (tool == "fill" and options.fills_by_color) else ""


class ToolOptionsRow(QWidget):
    """The button of the options, and beside it what is painted over, and the tolerance of a brush that keeps edges."""

    def __init__(self, session: Session, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.button = QToolButton(self)
        self.button.setIcon(icons.icon("tool-options"))
        self.button.setIconSize(icons.BAR_SIZE)
        self.button.setToolTip(self.tr("How the tools work"))
        self.button.setAccessibleName(self.tr("Tool options"))
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.button)
        for command_id in SWITCHES:
            self._menu.addAction(actions[command_id])
        self._over_menu = self._menu.addMenu(icons.icon("paint-over"), self.tr("Paint only over"))
        self._over_menu.aboutToShow.connect(self._fill_over_menu)
        self.button.setMenu(self._menu)
        self.over = plain_label("", self)
        self.edges = ToolNumber(session, ("tolerance",), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.setSpacing(2 * SPACE)
        for widget in (self.button, self.over, self.edges):
            row.addWidget(widget)
        for signal in (session.options_changed, session.tool_chosen, session.classes_changed):
            signal.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        """Show what is painted over if not everything, and how like the start of a stroke a pixel has to look."""
        session, options = self._session, self._session.options
        self.over.setText("" if options.over == ANYTHING else self.tr("over {}").format(name_of(session, options.over)))
        self.over.setVisible(options.over != ANYTHING)
        # Its room is kept while another tool is in hand: choosing a tool moves nothing on the bar, a switch may.
        policy = self.edges.sizePolicy()
        policy.setRetainSizeWhenHidden(options.keeps_edges)
        self.edges.setSizePolicy(policy)
        self.edges.setVisible(options.keeps_edges and session.tool in ("brush", "eraser"))
        self.edges.show_kind("tolerance")

    @Slot()
    def _fill_over_menu(self) -> None:
        self._over_menu.clear()
        group = QActionGroup(self._over_menu)
        indices = [each.index for each in self._session.classes]
        for over in (ANYTHING, Over(Ground.UNLABELED)):
            self._add_over(group, over)
        for ground in (Ground.LABEL, Ground.PREDICTION):
            self._over_menu.addSeparator()
            for index in indices:
                self._add_over(group, Over(ground, index))

    def _add_over(self, group: QActionGroup, over: Over) -> None:
        action = QAction(name_of(self._session, over).replace("&", "&&"), group)
        action.setCheckable(True)
        action.setChecked(over == self._session.options.over)
        action.triggered.connect(lambda: self._session.set_options(over=over))
        self._over_menu.addAction(action)


def over_at(session: Session, pixel: tuple[int, int] | None) -> Over:
    """What lies under a pixel, to paint only over that: its label, else its prediction, else unlabeled pixels."""
    labels, prediction = session.labels, session.prediction
    if labels is None or pixel is None:
        return Over(Ground.UNLABELED)
    if labels[pixel] != UNLABELED:
        return Over(Ground.LABEL, int(labels[pixel]))
    if prediction is not None and prediction[pixel] != UNLABELED:
        return Over(Ground.PREDICTION, int(prediction[pixel]))
    return Over(Ground.UNLABELED)


def name_of(session: Session, over: Over) -> str:
    """What may be painted over, in words."""
    name = session.classes[over.index].name if over.index in session.classes else str(over.index)
    return {
        Ground.ANYTHING: QCoreApplication.translate("ToolOptionsRow", "anything"),
        Ground.UNLABELED: QCoreApplication.translate("ToolOptionsRow", "unlabeled pixels"),
        Ground.LABEL: QCoreApplication.translate("ToolOptionsRow", "decided as {}").format(name),
        Ground.PREDICTION: QCoreApplication.translate("ToolOptionsRow", "predicted as {}").format(name),
    }[over.ground]
