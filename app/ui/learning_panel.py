"""The panel of the network: what runs where, live learning, learning, its curves, its outcome, its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui import icons
from app.ui.learning_curve import LearningCurves
from app.ui.learning_report import ReportTable
from app.ui.numbers import percent
from app.ui.theme import SPACE
from app.ui.widgets import Switch, heading, plain_label, plain_tip

if TYPE_CHECKING:
    from app.learner import Learner, Version

VERSION_HEIGHT = 26
MOST_TO_ASK_FOR = 75 * SPACE  # of width, that the window fits small screens
MOST_VERSIONS_SHOWN = 6  # rows; the list scrolls beyond


class LearningPanel(QScrollArea):
    """Shows the learner and steers it; everything here is also a command."""

    compare_asked = Signal(str)  # the name of a version

    def __init__(self, learner: Learner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("learningPanel")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._learner = learner
        self._was_learning = False
        self._shown_versions: list[Version] | None = None
        body = QWidget(self)
        body.setObjectName("band")
        self.setWidget(body)
        self._device = plain_label("", body)
        self._model = plain_label("", body)
        self._make_controls(body)
        self.progress = QProgressBar(body)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Progress of learning"))
        self._progress_text = plain_label("", body, is_muted=True)
        self._progress_text.setWordWrap(True)
        self.curves = LearningCurves(body)
        self.report = ReportTable(body)
        self._versions_heading = heading(self.tr("Versions"), body)
        self.versions = QListWidget(body)
        self.versions.setAccessibleName(self.tr("Versions of the network; Enter uses one"))
        self.versions.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.versions.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._lay_out(body)
        self._connect()
        self._refresh()

    def retint(self) -> None:
        """Draw the table again, after the theme has changed."""
        self.report.retint()

    def minimumSizeHint(self) -> QSize:
        """As wide as its controls, unless a language has long words for them: it cannot be scrolled sideways."""
        body = self.widget()
        width = body.minimumSizeHint().width() if body is not None else 0
        width = min(width + self.verticalScrollBar().sizeHint().width(), MOST_TO_ASK_FOR)
        return QSize(width, super().minimumSizeHint().height())

    def lacking_height(self) -> int:
        """How many more pixels it needs to be seen without scrolling; 0 if it has them."""
        body = self.widget()
        assert body is not None
        return max(0, body.minimumSizeHint().height() - self.viewport().height())

    def _make_controls(self, body: QWidget) -> None:
        self.live = Switch(self.tr("Learn from every stroke"), body)
        self.live.setToolTip(self.tr("Live learning (L)"))
        self.idle = QToolButton(body)  # no row of its own: a report needs the height
        self.idle.setCheckable(True)
        self.idle.setIcon(icons.icon("pause"))
        self.idle.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)  # as high as those beside it
        self.idle.setAccessibleName(self.tr("Learn while nothing is painted"))
        self.idle.setToolTip(self.tr("Begin to learn by itself after some quiet minutes; a stroke halts it (Shift+L)"))
        self._idle_note = plain_label("", body, is_muted=True)
        self._idle_note.setWordWrap(True)
        self.discard_button = QPushButton(self.tr("Discard"), body)
        self.discard_button.setAccessibleName(self.tr("Discard the interrupted Learn"))
        self.learn_button = QPushButton(self.tr("Learn"), body)
        self.learn_button.setProperty("isPrimary", True)
        self.learn_button.setToolTip(
            self.tr("Learn from all labelled images; kept only if measured to be better (Ctrl+T)")
        )
        self.update_button = QPushButton(self.tr("Update once"), body)
        self.update_button.setToolTip(self.tr("Learn from the strokes so far, once (Ctrl+U)"))
        self.cancel_button = QPushButton(self.tr("Cancel"), body)
        self.cancel_button.setToolTip(self.tr("Stop learning; the version in use stays (Ctrl+.)"))
        self.roll_back_button = QPushButton(self.tr("Roll back"), body)
        self.roll_back_button.setToolTip(self.tr("Use the previous version again (Ctrl+Shift+B)"))
        self.roll_back_button.setIcon(icons.icon("roll-back"))

    def _lay_out(self, body: QWidget) -> None:
        facts = QGridLayout()
        facts.setHorizontalSpacing(3 * SPACE)
        facts.setVerticalSpacing(SPACE)
        facts.setColumnStretch(1, 1)
        rows: list[tuple[str, QLabel]] = [(self.tr("Network"), self._model), (self.tr("Runs on"), self._device)]
        for row, (name, value) in enumerate(rows):
            facts.addWidget(plain_label(name, body, is_muted=True), row, 0)
            facts.addWidget(value, row, 1)
        notes = QHBoxLayout()
        notes.addWidget(self._idle_note, 1)
        notes.addWidget(self.discard_button, 0, Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * SPACE)
        for button in (self.learn_button, self.update_button, self.cancel_button):
            buttons.addWidget(button, 1)
        buttons.addWidget(self.idle)
        versions = QHBoxLayout()
        versions.addWidget(self._versions_heading, 1)
        versions.addWidget(self.roll_back_button)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(facts)
        layout.addWidget(self.live)
        layout.addLayout(notes)
        layout.addLayout(buttons)
        # The outcome before the curves: it is what is looked for when there is no room for both.
        for widget in (self.progress, self._progress_text, self.report, self.curves):
            layout.addWidget(widget)
        layout.addLayout(versions)
        layout.addWidget(self.versions)
        layout.addStretch(1)

    def _connect(self) -> None:
        learner = self._learner
        learner.changed.connect(self._refresh)
        learner.progressed.connect(self._show_progress)
        learner.measured.connect(self.curves.add)
        learner.learned.connect(lambda _report: self._refresh())
        self.live.clicked.connect(lambda is_on: learner.set_live(is_on))
        self.idle.clicked.connect(lambda is_on: learner.set_learns_idle(is_on))
        self.learn_button.clicked.connect(lambda: learner.learn())
        self.update_button.clicked.connect(lambda: learner.update_once())
        self.discard_button.clicked.connect(lambda: learner.discard_interrupted())
        self.cancel_button.clicked.connect(lambda: learner.cancel())
        self.roll_back_button.clicked.connect(lambda: learner.roll_back())
        self.versions.itemActivated.connect(self._use)
        self.versions.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.versions.customContextMenuRequested.connect(self._show_menu)

    @Slot()
    def _refresh(self) -> None:
        learner = self._learner
        is_learning, is_ready = bool(learner.is_learning), bool(learner.is_ready)
        if is_learning and not self._was_learning:
            self.curves.clear()
        self._was_learning = is_learning
        name = learner.model_name or self.tr("No network")
        version = f" · {learner.version}" if learner.version != learner.model_name else ""
        self._model.setText(f"{name}{version}" if is_ready else self.tr("Loading…"))
        self._device.setText(" · ".join(part for part in (learner.device, learner.precision) if part) or "–")
        self.live.setChecked(bool(learner.is_live))
        self.idle.setChecked(bool(learner.learns_idle))
        self._idle_note.setText(str(learner.idle_note))
        self._idle_note.setVisible(bool(learner.idle_note))
        self.discard_button.setVisible(bool(learner.has_interrupted))
        self.learn_button.setEnabled(is_ready and not is_learning)
        self.update_button.setEnabled(is_ready and not is_learning)
        self.cancel_button.setVisible(is_learning)
        self.update_button.setVisible(not is_learning)
        self.progress.setVisible(is_learning)
        self._progress_text.setVisible(is_learning)
        self.report.show_report(None if is_learning else learner.last_report)  # then the curves have its place
        self._show_versions()

    def _show_versions(self) -> None:
        versions = list(self._learner.versions)
        has_earlier = self._learner.is_taught or len(versions) > 1
        self.roll_back_button.setEnabled(has_earlier and not self._learner.is_learning)
        if versions == self._shown_versions:  # do not disturb who is choosing one
            return
        self._shown_versions = versions
        self.versions.clear()
        for version in versions:
            score = version.measures.get("mean_iu")
            note = self._note(version.note)
            facts = [version.name, note, f"IU {percent(score, 1)}" if isinstance(score, float) else ""]
            item = QListWidgetItem(" · ".join(fact for fact in facts if fact))
            item.setData(Qt.ItemDataRole.UserRole, version.name)
            item.setToolTip(plain_tip(f"{version.name}\n{version.created}\n{note}".strip()))
            font = item.font()
            font.setBold(bool(version.is_current))
            item.setFont(font)
            self.versions.addItem(item)
            if version.is_current:
                self.versions.setCurrentItem(item)
        self.versions.setFixedHeight(VERSION_HEIGHT * min(MOST_VERSIONS_SHOWN, max(1, len(versions))))
        for widget in (self.versions, self._versions_heading, self.roll_back_button):
            widget.setVisible(bool(versions))

    def _note(self, stored: str) -> str:
        """The learner's notes are stored in English, whatever language is spoken."""
        return {"Learn": self.tr("Learn"), "live learning": self.tr("live learning")}.get(stored, stored)

    @Slot(str, float, str)
    def _show_progress(self, _job: str, fraction: float, text: str) -> None:
        self.progress.setValue(round(1000 * fraction))
        self._progress_text.setText(text)

    @Slot(QPoint)
    def _show_menu(self, position: QPoint) -> None:
        item = self.versions.itemAt(position)
        if item is None:
            return
        name = item.data(Qt.ItemDataRole.UserRole)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        use = menu.addAction(self.tr("Use this version"), lambda: self._use(item))
        use.setEnabled(name != self._learner.version and not self._learner.is_learning)
        menu.addAction(self.tr("Compare with this version on the image"), lambda: self.compare_asked.emit(name))
        menu.popup(self.versions.viewport().mapToGlobal(position))

    @Slot(QListWidgetItem)
    def _use(self, item: QListWidgetItem) -> None:
        name = item.data(Qt.ItemDataRole.UserRole)
        if name != self._learner.version:
            self._learner.use_version(name)
