"""The window: puts canvas, panels and bars together and passes on what they say."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, QUrl, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QToolButton,
    QVBoxLayout,
)

from app.core.errors import SegmendError
from app.core.permission import ANYTHING
from app.core.settings import Settings
from app.log_file import log_folder
from app.session import Session
from app.session.options import ToolOptions
from app.ui import icons
from app.ui.actions import Actions
from app.ui.camera_bar import CameraBar
from app.ui.camera_dialog import camera_options
from app.ui.canvas import Canvas
from app.ui.class_list import ClassList
from app.ui.closing import Closing
from app.ui.command_palette import CommandPalette
from app.ui.comparison import Comparison
from app.ui.dock import Dock
from app.ui.doctor_dialog import DoctorDialog
from app.ui.exchange_view import ExchangeView
from app.ui.focus_frame import FOCUS_WIDTH, FocusFrame
from app.ui.frame_carrier import FrameCarrier
from app.ui.history_panel import HistoryPanel
from app.ui.image_list import ImageList
from app.ui.layout import HIDDEN, Layout
from app.ui.learning_panel import LearningPanel
from app.ui.levels_panel import LevelsPanel
from app.ui.live_view import LiveView
from app.ui.manual_window import ManualWindow
from app.ui.messages import Messages
from app.ui.options_bar import OptionsBar
from app.ui.recorder import END_SECONDS, Recorder
from app.ui.replace_dialog import ReplaceDialog
from app.ui.review import Reviewer
from app.ui.second_canvas import SecondCanvas
from app.ui.settings_dialog import SettingsDialog
from app.ui.shortcut_sheet import ShortcutSheet
from app.ui.skips_panel import SkipsPanel
from app.ui.sources import Sources, dropped_paths
from app.ui.statistics_panel import StatisticsPanel
from app.ui.status import StatusBar
from app.ui.theme import Theme
from app.ui.tool_bar import GroupButton, ToolBar
from app.ui.tool_options import name_of, over_at
from app.ui.tour import Tour
from app.ui.video_export import VideoExport
from app.ui.welcome import Welcome

if TYPE_CHECKING:
    from app.camera import Camera
    from app.learner import Learner


class MainWindow(QMainWindow):
    """Composes the parts of the program's one window. `session`, `learner`, `canvas` and `camera` are public."""

    settings: Settings
    canvas: Canvas
    stage: QFrame
    tool_bar: ToolBar
    sources: Sources
    live_view: LiveView
    frame_carrier: FrameCarrier
    class_list: ClassList
    image_list: ImageList
    learning_panel: LearningPanel
    messages: Messages
    exchange_view: ExchangeView
    recorder: Recorder
    video_export: VideoExport
    comparison: Comparison
    reviewer: Reviewer
    statistics_panel: StatisticsPanel
    docks: dict[str, Dock]

    def __init__(self, session: Session, learner: Learner, camera: Camera, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("MainWindow")
        self.setWindowTitle("Segmend")
        self.setWindowIcon(icons.program_icon())
        self.setAcceptDrops(True)
        self.session: Session = session
        self.learner: Learner = learner
        self.camera: Camera = camera
        self.settings = settings
        self.theme = theme
        session.set_brush_diameter(settings.brush_diameter)
        session.set_options(**vars(ToolOptions.from_settings(settings.tool_options)))
        session.set_measure(settings.measure)
        session.set_logging(is_on=settings.is_logging)
        self.second_window: SecondCanvas | None = None
        self._make_parts()
        self._arrange_center()
        self.closing = Closing(self)
        self._layout = Layout(self)
        self.docks = self._layout.docks
        self._make_bars()
        self._connect()
        self._layout.restore()
        self._refresh()

    @property
    def canvases(self) -> list[Canvas]:
        """All that show the image: the first, the one compared beside it, the second window's."""
        second = self.second_window.canvas if self.second_window is not None else None
        return [canvas for canvas in (self.canvas, self.comparison.side, second) if canvas is not None]

    def say(self, level: str, sentence: str) -> None:
        """Show a notice at "info", "warning" or "error"."""
        self.messages.say(level, sentence)

    def show_palette(self) -> None:
        """Let the user find a command by typing."""
        self.palette_window.open()

    def show_shortcuts(self) -> None:
        """Show the cheat sheet."""
        sheet = ShortcutSheet(self.commands.keymap, self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.show()

    def show_manual(self) -> None:
        """Open the manual in a window of its own."""
        manual = ManualWindow(self)
        manual.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        manual.show()

    def show_tour(self) -> None:
        """Lead through the window in six steps."""
        self.tour.begin()

    def show_doctor(self) -> None:
        """Look at what works on this machine, on a thread, and show the report."""
        dialog = DoctorDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()

    def show_log_folder(self) -> None:
        """Open the folder of the log in the system's file manager."""
        folder = log_folder()
        if not folder.is_dir() or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.say("info", self.tr("The log is in {}.").format(folder))

    def show_settings(self) -> None:
        """Show the settings; they take effect at once."""
        dialog = SettingsDialog(self.settings, self.commands.keymap, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self._apply)
        dialog.show()

    def find_image(self) -> None:
        """Let the user find an image by typing."""
        self.docks["images"].show()
        self.image_list.search.begin()

    def toggle_levels(self) -> None:
        """Show or hide the panel that chooses black, white and channels."""
        self.docks["levels"].setVisible(self.docks["levels"].isHidden())

    def show_replacing(self) -> None:
        """Let one class be replaced by another."""
        self.session.end_stroke(self.tr("Stroke"))
        dialog = ReplaceDialog(self.session, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def paint_over_pointed(self) -> None:
        """Let the tools paint only over what is under the cursor, or over anything again."""
        session = self.session
        over = over_at(session, self.canvas.pointed) if session.options.over == ANYTHING else ANYTHING
        session.set_options(over=over)
        self.say("info", self.tr("The tools paint over {}.").format(name_of(session, over)))

    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back to a window."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def toggle_skips(self) -> None:
        """Show or hide what each skip of the network adds."""
        dock = self.docks["skips"]
        dock.setVisible(dock.isHidden())
        dock.raise_()

    def toggle_statistics(self) -> None:
        """Show the statistics in front, or close them."""
        dock = self.docks["statistics"]
        dock.setVisible(not dock.isVisible())
        dock.raise_()

    def toggle_second_window(self) -> None:
        """Show the image in a second window too, or close that."""
        if self.second_window is not None:
            self.second_window.close()
            return
        second = SecondCanvas(self.session, self.commands, self.settings.opacity, self)
        second.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        second.closed.connect(self._forget_second_window)
        self.options.opacity_changed.connect(second.canvas.set_overlay_opacity)
        second.canvas.begun_changed.connect(self._refresh)
        self.second_window = second
        if self.settings.second_geometry:
            second.restoreGeometry(QByteArray(b64decode(self.settings.second_geometry)))
        second.show()

    @Slot()
    def _forget_second_window(self) -> None:
        if self.second_window is not None:
            self.settings.second_geometry = b64encode(self.second_window.saveGeometry().data()).decode()
        self.second_window = None
        self.commands.refresh()

    def event(self, event: QEvent) -> bool:
        """Enter belongs to a line or a list that has the focus before it is a shortcut."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            is_plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if is_enter and is_plain and isinstance(self.focusWidget(), QLineEdit | QAbstractItemView):
                event.accept()
                return True
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.sources.open(dropped_paths(event.mimeData()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save everything first. What would be lost keeps the window open once; a second close goes through."""
        if not self.closing.may_close():
            event.ignore()
            return
        if self.second_window is not None:
            self.second_window.close()
        self._store_settings()
        self.hide()  # a Learn that is put on the disk, a recording that is finished: nobody need watch
        self.video_export.close()
        self.recorder.stop(seconds=END_SECONDS)
        self.camera.close()
        self.learner.close()
        self.image_list.close_thumbnails()
        self.statistics_panel.end()
        self.session.close()
        event.accept()

    def _make_parts(self) -> None:
        session, learner = self.session, self.learner
        self.canvas = Canvas(session, self)
        self.canvas.set_overlay_opacity(self.settings.opacity)
        self.canvas.set_style(is_outlined=self.settings.is_outlined, is_hatched=self.settings.is_hatched)
        self.sources = Sources(session, self.camera, self.settings, self)
        self.live_view = LiveView(session, learner, self.camera, self.settings, self)
        self.frame_carrier = FrameCarrier(session, self.camera, self.live_view, self)
        self.class_list = ClassList(session, self)
        self.image_list = ImageList(session, self)
        self.levels_panel = LevelsPanel(session, self)
        self.learning_panel = LearningPanel(learner, self)
        self.history_panel = HistoryPanel(session, learner, self)
        self.statistics_panel = StatisticsPanel(session, self)
        self.skips_panel = SkipsPanel(session, learner, self)
        self.reviewer = Reviewer(session, learner, self.canvas, self)
        self.status = StatusBar(session, learner, self)
        self.commands = Actions(self)
        self.tour = Tour(self)
        self.palette_window = CommandPalette(self.commands, self)

    def _arrange_center(self) -> None:
        frame = QFrame(self)
        frame.setObjectName("canvasFrame")
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.camera_bar = CameraBar(self.camera, self.live_view, frame)
        self.stage = QFrame(frame)
        stacked = QGridLayout(self.stage)
        stacked.setContentsMargins(FOCUS_WIDTH, FOCUS_WIDTH, FOCUS_WIDTH, FOCUS_WIDTH)
        self.stage.setObjectName("stage")
        FocusFrame(self.canvas, self.stage)
        self.welcome = Welcome(self.commands, self.sources, self.settings, self.stage)
        self.welcome.setObjectName("canvasFrame")
        self.welcome.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout()
        row.setSpacing(FOCUS_WIDTH)
        row.addWidget(self.canvas, 1)
        self.comparison = Comparison(self.session, self.learner, self.canvas, row)
        stacked.addLayout(row, 0, 0)
        stacked.addWidget(self.welcome, 0, 0)
        self.welcome.raise_()  # the canvas was made before, yet came to the stage last
        column.addWidget(self.camera_bar)
        column.addWidget(self.stage, 1)
        self.messages = Messages(self.stage)
        self.exchange_view = ExchangeView(self.session, self.status, self.messages, self)
        self.recorder = Recorder(self.session, self.camera, self.settings, self.messages)
        self.video_export = VideoExport(
            self.session, self.learner, self.camera, self.live_view, self.status, self.messages, self
        )
        self.setCentralWidget(frame)

    def _make_bars(self) -> None:
        self.setStatusBar(self.status)
        menus = self.commands.make_menus()
        menus["view"].addSeparator()
        for name, dock in self.docks.items():
            if name not in HIDDEN:  # which have commands
                menus["view"].addAction(dock.toggleViewAction())
        for name in ("levels", "skips"):
            self.docks[name].visibilityChanged.connect(self._refresh)
        self.options = OptionsBar(self.session, self.commands, self.settings.opacity, self)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.options)
        bar = self.tool_bar = ToolBar(self.commands, self)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)
        self._explain_controls()
        for each in (self.options, bar):
            each.setIconSize(each.iconSize().expandedTo(icons.BAR_SIZE).boundedTo(icons.BAR_SIZE))
            for more in each.findChildren(QToolButton, "qt_toolbar_ext_button"):  # Qt's, for what has no room
                more.setToolTip(self.tr("More"))
                more.setAccessibleName(self.tr("More"))
        for button in bar.findChildren(GroupButton):
            button.setIconSize(icons.BAR_SIZE)

    def _explain_controls(self) -> None:
        """Controls of the panels that do what a command does name its keys, whichever they are."""
        learning = self.learning_panel
        for widget, command_id in (
            (learning.live, "live"), (learning.learn_button, "learn"), (learning.update_button, "update_once"),
            (learning.cancel_button, "cancel"), (learning.roll_back_button, "roll_back"),
            (learning.discard_button, "discard_learn"),
            (self.status.cancel, "cancel"), (self.class_list.add_button, "add_class"),
            (self.camera_bar.freeze, "freeze"), (self.camera_bar.record, "record"),
            (self.camera_bar.close_button, "close_camera"),
        ):  # fmt: skip
            self.commands.explain(widget, command_id)

    def _connect(self) -> None:
        session, learner, camera, canvas = self.session, self.learner, self.camera, self.canvas
        session.said.connect(self.say)
        session.class_lacked.connect(self._offer_class)
        session.class_used.connect(self._offer_replacing)
        session.spared.connect(self.status.show_spared)
        for signal in (session.looks_changed, session.class_chosen, session.classes_changed, session.tool_chosen):
            signal.connect(lambda: self.status.end_spared(canvas.hint))
        self.reviewer.announced.connect(self.status.hint.set_text)
        session.edited.connect(lambda _edit: self.status.hint.set_text(canvas.hint))
        learner.said.connect(self.say)
        self.exchange_view.exchange.ended.connect(self._refresh)
        self.learning_panel.compare_asked.connect(self.comparison.begin)
        self.comparison.changed.connect(self._refresh)
        canvas.begun_changed.connect(self._refresh)
        self.camera_bar.record.clicked.connect(self.commands["record"].trigger)
        self.recorder.changed.connect(self._refresh)
        self.live_view.frozen.changed.connect(self._refresh)
        camera.failed.connect(lambda sentence: self.say("error", sentence))
        camera.interrupted.connect(lambda sentence: self.say("warning", sentence))
        canvas.cursor_moved.connect(lambda row, col: self.status.show_pixel((row, col)))
        canvas.cursor_left.connect(lambda: self.status.show_pixel(None))
        canvas.zoom_changed.connect(self.status.show_zoom)
        canvas.hint_changed.connect(self.status.hint.set_text)
        self.options.opacity_changed.connect(self._set_opacity)
        self.theme.changed.connect(self._retint)
        self.image_list.search.left.connect(self.canvas.setFocus)
        # later: the panel lays out its report first
        learner.learned.connect(self._layout.make_room, Qt.ConnectionType.QueuedConnection)
        for signal in (
            session.project_opened, session.images_changed, session.filter_changed, session.image_opened,
            session.image_closed,
            session.prediction_changed, session.history_changed, session.classes_changed, session.class_chosen,
            session.looks_changed,
            session.tool_chosen, session.options_changed, session.view_changed, session.frame_shown,
            session.preview_changed,
            learner.changed, camera.changed, session.order_changed, session.measure_changed,
            session.image_state_changed, session.carrying_changed,
        ):  # fmt: skip
            signal.connect(self._refresh)

    @Slot()
    def _refresh(self) -> None:
        """Bring commands, titles and the welcome up to date; the panels follow the session by themselves."""
        session = self.session
        self.commands.refresh()
        self.camera_bar.record.setChecked(self.recorder.is_recording)
        self.welcome.setVisible(session.image is None and session.frame is None)
        place = self.image_list.summary()
        self.docks["images"].set_summary(place)
        self.options.show_image(session.image_path if session.frame is None else None, place)
        folder = session.project.folder.name if session.project is not None else ""
        self.setWindowTitle(f"{folder} – Segmend" if folder else "Segmend")

    @Slot(str)
    def _offer_class(self, sentence: str) -> None:
        self.messages.say("warning", sentence, self.commands["add_class"])

    @Slot(int, str)
    def _offer_replacing(self, index: int, sentence: str) -> None:
        self.session.choose_class(index)  # the dialog begins with it
        self.messages.say("warning", sentence, self.commands["replace_class"])

    @Slot(str)
    def _apply(self, name: str) -> None:
        if name == "theme":
            self.theme.set_choice(self.settings.theme)
        elif name == "opacity":
            self.options.opacity.setValue(round(100 * self.settings.opacity))
        elif name == "is_live":
            self.learner.set_live(self.settings.is_live)
        elif name in ("learns_idle", "idle_minutes"):
            self.learner.set_learns_idle(self.settings.learns_idle)
        elif name == "is_ranking":
            self.learner.set_ranking(self.settings.is_ranking)
        elif name == "is_logging":
            self.session.set_logging(is_on=self.settings.is_logging)
        elif name in ("camera_size", "camera_rate", "is_mirrored"):
            self.camera.options = camera_options(self.settings)
        elif name in ("device", "precision", "threads"):
            self.learner.reload()
        self.commands.refresh()

    @Slot(float)
    def _set_opacity(self, opacity: float) -> None:
        self.settings.opacity = opacity
        self.canvas.set_overlay_opacity(opacity)
        if self.comparison.side is not None:
            self.comparison.side.set_overlay_opacity(opacity)

    @Slot()
    def _retint(self) -> None:
        self.messages.retint()
        self.learning_panel.retint()
        self.statistics_panel.update()

    def _store_settings(self) -> None:
        settings = self.settings
        self._layout.store()
        settings.brush_diameter = self.session.brush_diameter
        settings.tool_options = self.session.options.to_settings()
        settings.is_live = bool(self.learner.is_live)
        settings.is_outlined, settings.is_hatched = self.canvas.is_outlined, self.canvas.is_hatched
        settings.measure = self.session.measure  # type: ignore[assignment]
        try:
            settings.save()
        except SegmendError as error:
            self.say("warning", str(error))
