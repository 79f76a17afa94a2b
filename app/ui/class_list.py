"""The list of label classes: choose, add, rename, recolour, give a key, remove."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QColorDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.session import Session
from app.ui import icons
from app.ui.class_model import OPACITY_STEPS, ClassDelegate, ClassModel, Column, class_shares
from app.ui.theme import SPACE
from app.ui.widgets import YIELDS_FOCUS

SHARE_DELAY = 300  # milliseconds after the last change of the labels until the shares are counted again
ROW_HEIGHT = 30
LEAST_WITH_SHARES = 70 * SPACE  # a narrower table has no room for shares beside the names


class NameEdit(QLineEdit):
    """A line for new names: Enter gives one and begins the next, Esc leaves.

    It keeps the keys after Enter. Who adds classes adds several, and letters that come at once would else be keys of
    commands. While it waits empty for a further name, Enter, a click elsewhere and the mouse over the image leave too.
    """

    left = Signal()
    yielded = Signal()  # it was left for what has the focus now

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_further = False
        self._is_composing = False  # Chinese, say: letters are typed that are no text yet
        self.textChanged.connect(self._tell_yielding)

    def begin(self, *, is_further: bool = False) -> None:
        """Empty it for a name; is_further: one was given before, and another may follow."""
        self._is_further = is_further
        first, further = self.tr("Name of the new class, then Enter"), self.tr("Name of the next class, or Esc")
        self.setPlaceholderText(further if is_further else first)
        self.clear()
        self._tell_yielding()

    @property
    def is_yielding(self) -> bool:
        """Whether nothing would be lost if it were left."""
        return self._is_further and not self._is_composing and not self.text()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        self._tell_yielding()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (is_enter and self.is_yielding):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        passing = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if self.is_yielding and event.reason() not in passing:
            self.yielded.emit()

    @Slot()
    def _tell_yielding(self) -> None:
        self.setProperty(YIELDS_FOCUS, self.is_yielding)


class ClassTable(QTableView):
    """The rows of the classes, without a grid or headers."""

    def __init__(self, model: ClassModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(ClassDelegate(self))
        self.setAccessibleName(self.tr("Label classes"))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.hide()
        header.setMinimumSectionSize(8 * SPACE)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(Column.COLOR, 9 * SPACE)
        self.setColumnWidth(Column.KEY, 8 * SPACE)
        self.setColumnWidth(Column.SHARE, 16 * SPACE)
        self.setColumnWidth(Column.SHOWN, 7 * SPACE)
        self.setColumnWidth(Column.LOCKED, 7 * SPACE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What a class is called goes before how much of it there is."""
        self.setColumnHidden(Column.SHARE, self.width() < LEAST_WITH_SHARES)
        super().resizeEvent(event)


class ClassList(QWidget):
    """The panel of the classes. The chosen row is the session's chosen class."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("classList")
        self._session = session
        self._earlier_focus: QWidget | None = None  # what had it before a name was typed
        self.model = ClassModel(session, self)
        self.table = ClassTable(self.model, self)
        self._hint = QLabel(self.tr("No classes yet.\nAdd one to paint with."), self)
        self._hint.setProperty("isMuted", True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.add_button = QPushButton(self.tr("Add class"), self)
        self.add_button.setToolTip(self.tr("Add class (Ctrl+Shift+A)"))
        self.remove_button = QToolButton(self)
        self.remove_button.setToolTip(self.tr("Remove the chosen class, if no image uses it"))
        self.remove_button.setAccessibleName(self.tr("Remove the chosen class"))
        self.name_edit = NameEdit(self)
        self.name_edit.setAccessibleName(self.tr("Name of the new class"))
        self.name_edit.hide()
        self.add_button.setIcon(icons.icon("add"))
        self.remove_button.setIcon(icons.icon("remove"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHARE_DELAY)
        self._lay_out()
        self._connect()
        self._show_chosen()

    def height_of_rows(self, most: int) -> int:
        """How high the panel has to be for all of its classes to be seen, or for so many of them."""
        rows = min(most, max(1, self.model.rowCount()))
        table = rows * ROW_HEIGHT + 2 * self.table.frameWidth()
        return table + SPACE + self._foot.sizeHint().height()

    def begin_adding(self) -> None:
        """Show the line for the name of a new class and give it the focus."""
        self._note_focus()
        self.add_button.hide()
        self.name_edit.begin()
        self.name_edit.show()
        self.name_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def begin_renaming(self) -> None:
        """Edit the name of the chosen class in its row."""
        row = self.model.row_of(self._session.chosen_class)
        if row is not None:
            self._note_focus()
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.table.setCurrentIndex(self.model.index(row, Column.NAME))
            self.table.edit(self.model.index(row, Column.NAME))

    def _lay_out(self) -> None:
        foot = self._foot = QHBoxLayout()
        foot.setContentsMargins(3 * SPACE, SPACE, 2 * SPACE, 2 * SPACE)
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self.add_button, 1)
        foot.addWidget(self.name_edit, 1)
        foot.addWidget(self.remove_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._hint, 1)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        session = self._session
        session.class_chosen.connect(self._show_chosen)
        for signal in (session.image_opened, session.image_closed, session.history_changed):
            signal.connect(self._timer.start)
        session.labels_changed.connect(lambda _box: self._timer.start())
        self._timer.timeout.connect(self._count)
        self.model.modelReset.connect(self._show_chosen)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.table.clicked.connect(self._use_clicked)
        self.table.itemDelegate().closeEditor.connect(self._leave_editor)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.add_button.clicked.connect(self.begin_adding)
        self.remove_button.clicked.connect(self._remove)
        self.name_edit.returnPressed.connect(self._add)
        self.name_edit.left.connect(self._end_adding)
        self.name_edit.yielded.connect(self._hide_name)

    @Slot()
    def _count(self) -> None:
        labels = self._session.labels
        if labels is not None:
            self.model.set_shares(class_shares(labels))

    @Slot()
    def _show_chosen(self) -> None:
        is_empty = self.model.rowCount() == 0
        self._hint.setVisible(is_empty)
        self.table.setVisible(not is_empty)
        row = self.model.row_of(self._session.chosen_class)
        self.remove_button.setEnabled(row is not None)
        if row is not None and self.table.currentIndex().row() != row:
            self.table.setCurrentIndex(self.model.index(row, Column.NAME))

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            index = self.model.label_class(current.row()).index
            if index != self._session.chosen_class:
                self._session.choose_class(index)

    @Slot(QModelIndex)
    def _use_clicked(self, index: QModelIndex) -> None:
        if index.column() == Column.COLOR:
            self._ask_for_color()
        else:
            self.model.toggle(index.row(), Column(index.column()))

    def _ask_for_color(self) -> None:
        row = self.model.row_of(self._session.chosen_class)
        if row is None:
            return
        chosen = self.model.label_class(row)
        dialog = QColorDialog(QColor(*chosen.color), self)
        dialog.setWindowTitle(self.tr("Colour of {}").format(chosen.name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(
            lambda color: self._session.recolor_class(chosen.index, (color.red(), color.green(), color.blue()))
        )
        dialog.open()

    @Slot()
    def _add(self) -> None:
        index = self._session.add_class(self.name_edit.text().strip())
        if index is not None:  # otherwise the session has said what is wrong with the name
            self._session.choose_class(index)
            self.name_edit.begin(is_further=True)

    @Slot()
    def _hide_name(self) -> None:
        self._earlier_focus = None
        self.name_edit.hide()
        self.add_button.show()

    @Slot()
    def _end_adding(self) -> None:
        self.name_edit.begin()  # so that it is not left a second time, by losing the focus
        self.name_edit.hide()
        self.add_button.show()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._give_focus_back()

    def _note_focus(self) -> None:
        focused = self.window().focusWidget()
        if focused is not None and not self.isAncestorOf(focused):
            self._earlier_focus = focused

    def _give_focus_back(self) -> None:
        """The image has its keys again after a name was typed that a shortcut asked for."""
        widget, self._earlier_focus = self._earlier_focus, None
        if widget is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QWidget, QAbstractItemDelegate.EndEditHint)
    def _leave_editor(self, _editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        following = (QAbstractItemDelegate.EndEditHint.EditNextItem, QAbstractItemDelegate.EndEditHint.EditPreviousItem)
        if hint not in following:
            self._give_focus_back()

    @Slot()
    def _remove(self) -> None:
        self._session.remove_class(self._session.chosen_class)

    @Slot(QPoint)
    def _show_menu(self, position: QPoint) -> None:
        if not self.table.currentIndex().isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Rename"), self.begin_renaming)
        menu.addAction(self.tr("Choose another colour…"), self._ask_for_color)
        menu.addAction(self.tr("Change the key"), self._edit_key)
        menu.addSeparator()
        self._add_looks(menu, self.table.currentIndex().row())
        menu.addSeparator()
        menu.addAction(self.tr("Remove"), self._remove)
        menu.popup(self.table.viewport().mapToGlobal(position))

    def _add_looks(self, menu: QMenu, row: int) -> None:
        """How the class is shown, and its lock."""
        look, index = self.model.look(row), self.model.label_class(row).index
        for column, text, is_on in (
            (Column.SHOWN, self.tr("Hidden"), look.is_hidden),
            (Column.LOCKED, self.tr("Locked"), look.is_locked),
        ):
            action = menu.addAction(text, partial(self.model.toggle, row, column))
            action.setCheckable(True)
            action.setChecked(is_on)
        opacities = menu.addMenu(self.tr("Opacity"))
        for percent in OPACITY_STEPS:
            action = opacities.addAction(
                f"{percent} %", partial(self._session.set_class_look, index, opacity=percent / 100)
            )
            action.setCheckable(True)
            action.setChecked(round(100 * look.opacity) == percent)

    def _edit_key(self) -> None:
        self.table.edit(self.model.index(self.table.currentIndex().row(), Column.KEY))
