"""Layout: which docks lie where around the canvas, what they may take from each other, and what is remembered."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QMainWindow

from app.ui.dock import Dock, give_height
from app.ui.screen import move_into_screen, resize_within_screen

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

LEAST_HISTORY = 110  # pixels that it keeps when a report needs room
LEAST_CLASSES = 150
CLASS_ROWS = 6  # that stay in sight beside a report, which scrolls
HIDDEN = ("levels", "statistics", "skips")  # until their command is given
LAYOUT_VERSION = 2  # of the docks; another number makes an old layout void


class Layout(QObject):
    """The docks of the window by name, each around its panel."""

    docks: dict[str, Dock]

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._make_docks()
        self._arrange()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Shown, the window has its frame: what it takes counts too."""
        if event.type() == QEvent.Type.Show and watched is self._window:
            QTimer.singleShot(0, self, lambda: move_into_screen(self._window))
        return super().eventFilter(watched, event)

    def _make_docks(self) -> None:
        window, translate = self._window, QCoreApplication.translate
        self.docks = {
            "classes": Dock(translate("MainWindow", "Classes"), window.class_list, window),
            "learning": Dock(translate("MainWindow", "Learning"), window.learning_panel, window),
            "history": Dock(translate("MainWindow", "History"), window.history_panel, window),
            "images": Dock(translate("MainWindow", "Images"), window.image_list, window),
            "levels": Dock(translate("MainWindow", "Levels"), window.levels_panel, window),
            "statistics": Dock(translate("MainWindow", "Statistics"), window.statistics_panel, window),
            "skips": Dock(translate("MainWindow", "How the network sees it"), window.skips_panel, window),
        }
        images = self.docks["images"]
        images.add_widget(window.image_list.search)
        images.add_action(window.commands["order_uncertainty"])
        images.add_action(window.commands["order_gain"])

    def _arrange(self) -> None:
        window, docks = self._window, self.docks
        right, bottom = Qt.DockWidgetArea.RightDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
        window.setCorner(Qt.Corner.BottomRightCorner, right)
        window.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks)
        for name in ("levels", "skips"):
            docks[name].hide()
        for name, dock in docks.items():
            window.addDockWidget(bottom if name in ("images", "skips") else right, dock)
        window.tabifyDockWidget(docks["learning"], docks["statistics"])
        docks["statistics"].hide()
        window.resize(1360, 860)
        window.resizeDocks([docks["classes"]], [320], Qt.Orientation.Horizontal)
        heights = {"classes": 310, "learning": 300, "history": 130}
        window.resizeDocks([docks[name] for name in heights], list(heights.values()), Qt.Orientation.Vertical)

    @Slot()
    def make_room(self) -> None:
        """A report shall be seen as a whole, where the panels beside it can spare the room.

        The classes are worked with all the time and the report is read once, so they keep rows enough.
        """
        learning, lacking = self.docks["learning"], self._window.learning_panel.lacking_height()
        if not lacking or not learning.isVisible() or learning.isFloating():
            return
        classes, panel = self.docks["classes"], self._window.class_list
        title = classes.height() - panel.height()
        least = max(LEAST_CLASSES, title + panel.height_of_rows(CLASS_ROWS))
        give_height(self._window, learning, lacking, {self.docks["history"]: LEAST_HISTORY, classes: least})

    def restore(self) -> None:
        """Put the window and its docks where they were when it was closed."""
        window, settings = self._window, self._window.settings
        if settings.window_geometry:
            window.restoreGeometry(QByteArray(b64decode(settings.window_geometry)))
        if settings.window_state:
            window.restoreState(QByteArray(b64decode(settings.window_state)), LAYOUT_VERSION)
        resize_within_screen(window, window.width(), window.height())

    def store(self) -> None:
        """Lay down in the settings where everything is."""
        window, settings = self._window, self._window.settings
        settings.window_geometry = b64encode(window.saveGeometry().data()).decode()
        settings.window_state = b64encode(window.saveState(LAYOUT_VERSION).data()).decode()
