"""A window with a learner that does nothing but note what it is asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.camera import Camera
from app.core.settings import Settings
from app.session import Session
from app.ui import languages
from app.ui.main_window import MainWindow
from app.ui.theme import Theme


@dataclass
class FakeVersion:
    name: str
    created: str = "2026-01-02 03:04"
    note: str = ""
    measures: dict[str, Any] = field(default_factory=dict)
    is_current: bool = False
    parent: str | None = None


@dataclass
class FakeReport:
    before: dict[str, Any]
    after: dict[str, Any]
    is_published: bool = True
    note: str = ""


class FakeLearner(QObject):
    """The face of app.learner.Learner without a network: tests set its facts and read `calls`."""

    changed = Signal()
    predicted = Signal(float)
    progressed = Signal(str, float, str)
    measured = Signal(object)
    learned = Signal(object)
    frame_predicted = Signal(object)
    frame_missed = Signal()
    frame_failed = Signal()
    regions_found = Signal(object)
    explained = Signal(object)
    said = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Any, ...]] = []
        self.refines_edges = False
        self.learns_idle, self.idle_note, self.has_interrupted = False, "", False
        self.is_ready, self.is_learning, self.is_live, self.is_taught = True, False, True, False
        self.device, self.precision, self.model_name, self.version = "cpu", "fp32", "bundled", "bundled"
        self.versions: list[FakeVersion] = []
        self.compared: str | None = None
        self.last_report: FakeReport | None = None
        self.frames: list[np.ndarray] = []
        self.shares: list[float] = []  # at which they are to be predicted
        self.accepts_frames = True

    def is_idle(self) -> bool:
        return not self.frames

    def set_live(self, is_live: bool) -> None:
        self.is_live = is_live
        self.changed.emit()

    def set_learns_idle(self, is_on: bool) -> None:
        self.learns_idle = is_on
        self.changed.emit()

    def explain(self, index: int) -> None:
        self.calls.append(("explain", index))

    def set_refines_edges(self, refines: bool) -> None:
        self.refines_edges = refines
        self.changed.emit()

    def compare_with(self, name: str | None) -> None:
        self.calls.append(("compare_with", name))
        self.compared = name
        self.changed.emit()

    def predict_frame(self, frame: np.ndarray, share: float = 1.0) -> bool:
        if self.accepts_frames:
            self.frames.append(frame)
            self.shares.append(share)
        return self.accepts_frames

    def answer_frame(self, value: int) -> None:
        """Predict one class for the whole of the frame that waits."""
        frame = self.frames.pop()
        self.frame_predicted.emit(np.full(frame.shape[:2], value, np.uint8))

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name in (
            "predict",
            "update_once",
            "learn",
            "cancel",
            "discard_interrupted",
            "roll_back",
            "use_version",
            "reload",
            "close",
            "find_regions",
            "set_ranking",
        ):
            return lambda *arguments: self.calls.append((name, *arguments))
        raise AttributeError(name)


@pytest.fixture(scope="session", autouse=True)
def english(qapp: QApplication) -> None:
    """What is said is English, with its forms for one and for many."""
    languages.speak(qapp, "en")


@pytest.fixture
def learner() -> FakeLearner:
    return FakeLearner()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The theme of the application, taken off again after the test."""
    palette, sheet = qapp.palette(), qapp.styleSheet()
    theme = Theme(qapp, "dark")
    yield theme
    theme.set_choice("system")
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    theme.deleteLater()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, learner: FakeLearner) -> MainWindow:
    """A window without images, shown and active."""
    made = MainWindow(Session(), learner, Camera(), Settings(), theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def open_window(qtbot: QtBot, window: MainWindow, tiny_folder: Path) -> MainWindow:
    """The window with three images of 48 x 64 pixels and the classes background and cat, the first image shown."""
    window.session.adopt_classes([("background", (0, 0, 0)), ("cat", (230, 159, 0))])
    window.sources.open([str(tiny_folder)])
    qtbot.waitUntil(lambda: window.session.image is not None)
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)
    return window
