"""How the tools work, on the options bar: a menu of switches, and the number that the tool in hand goes by."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSpinBox, QToolButton, QWidget

from app.core.label_map import UNLABELED
from app.core.morphology import Shaping
from app.core.permission import ANYTHING, Ground, Over
from app.session import Session
from app.session.options import MAX_AREA, MAX_DISTANCE, MAX_TOLERANCE
from app.ui import icons
from app.ui.actions import Actions
from app.ui.theme import SPACE
from app.ui.widgets import plain_label

SWITCHES = ("brush_square", "keep_edges", "pen_pressure", "fill_color")


class ToolOptionsRow(QWidget):
    """The button of the options, and beside it one number: a tolerance, a distance or an area."""

    def __init__(self, session: Session, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._is_following = False  # the number is being set to what the session says
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
        self._name = plain_label("", self, is_muted=True)
        self.number = QSpinBox(self)
        self.number.setAccessibleName(self.tr("Tolerance, distance or area"))
        self.number.valueChanged.connect(self._set_number)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.setSpacing(2 * SPACE)
        for widget in (self.button, self.over, self._name, self.number):
            row.addWidget(widget)
        for signal in (session.options_changed, session.tool_chosen, session.classes_changed):
            signal.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        """Show the number that the tool in hand goes by, and what is painted over if not everything."""
        session, options = self._session, self._session.options
        self.over.setText("" if options.over == ANYTHING else self.tr("over {}").format(name_of(session, options.over)))
        self.over.setVisible(options.over != ANYTHING)
        is_by_area = options.shaping in (Shaping.FILL_HOLES, Shaping.REMOVE_ISLANDS)
        self._is_following = True
        if session.tool == "reshape" and is_by_area:
            self._show_number(self.tr("Up to"), self.tr(" px²"), 1, MAX_AREA, options.area)
        elif session.tool == "reshape":
            self._show_number(self.tr("By"), self.tr(" px"), 1, MAX_DISTANCE, options.distance)
        elif self._needs_tolerance():
            self._show_number(self.tr("Tolerance"), "", 0, MAX_TOLERANCE, options.tolerance)
        else:
            self._name.hide()
            self.number.hide()
        self._is_following = False

    def _needs_tolerance(self) -> bool:
        tool, options = self._session.tool, self._session.options
        by_brush = tool in ("brush", "eraser") and options.keeps_edges
        return tool == "wand" or by_brush or (tool == "fill" and options.fills_by_color)

    def _show_number(self, name: str, unit: str, least: int, greatest: int, value: int) -> None:
        self._name.setText(name)
        self.number.setSuffix(unit)
        self.number.setRange(least, greatest)
        self.number.setValue(value)
        self._name.show()
        self.number.show()

    @Slot(int)
    def _set_number(self, value: int) -> None:
        if self._is_following:
            return
        if self._session.tool != "reshape":
            self._session.set_options(tolerance=value)
        elif self._session.options.shaping in (Shaping.FILL_HOLES, Shaping.REMOVE_ISLANDS):
            self._session.set_options(area=value)
        else:
            self._session.set_options(distance=value)

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
