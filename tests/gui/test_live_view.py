from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.camera import Camera
from app.core.settings import Settings
from app.session import Session
from app.ui.camera_bar import CameraBar
from app.ui.live_view import LiveView
from tests.gui.conftest import FakeLearner


class Stage:
    """A live view whose camera gives a frame when it is told to, by a clock that stands still."""

    def __init__(self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, learner: FakeLearner) -> None:
        self.now, self.settings, self.session, self.learner = 100.0, Settings(), Session(), learner
        self.camera = Camera()
        self.arrived = 0.0
        self.frame: np.ndarray | None = None
        monkeypatch.setattr(Camera, "is_open", True)
        monkeypatch.setattr(Camera, "arrival", property(lambda _: self.arrived))
        monkeypatch.setattr(Camera, "newest_frame", lambda _: self.take())
        monkeypatch.setattr("app.ui.live_view.time.monotonic", lambda: self.now)
        self.view = LiveView(self.session, learner, self.camera, self.settings)  # type: ignore[arg-type]

    def take(self) -> np.ndarray | None:
        frame, self.frame = self.frame, None
        return frame

    def give(self, seconds: float) -> None:
        """A frame arrives and is predicted in so many seconds."""
        self.frame, self.arrived = np.zeros((48, 64, 3), np.uint8), self.now
        self.camera.frame_ready.emit()
        self.now += seconds
        self.learner.answer_frame(1)


@pytest.fixture
def stage(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, learner: FakeLearner) -> Iterator[Stage]:
    stage = Stage(qtbot, monkeypatch, learner)
    yield stage
    stage.session.close()


def test_tells_how_many_frames_are_shown_and_how_old_they_are(stage: Stage) -> None:
    assert stage.view.frames_per_second == stage.view.latency == 0
    for _ in range(10):
        stage.give(0.04)
    assert stage.view.frames_per_second == pytest.approx(25)
    assert stage.view.latency == pytest.approx(0.04)
    assert stage.learner.shares == [1.0] * 10


def test_a_slow_network_is_given_smaller_frames_to_hold_the_rate(stage: Stage) -> None:
    for _ in range(40):
        stage.give(0.15 * stage.view.share**2)
    assert stage.learner.shares[0] == 1.0
    assert stage.learner.shares[-1] == 0.5
    stage.view.rate_to_hold = 0
    stage.give(0.15)
    assert stage.learner.shares[-1] == 1.0
    assert stage.settings.frame_rate == 0


def test_the_bar_says_rate_latency_and_share_and_takes_another_rate(
    qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar = CameraBar(stage.camera, stage.view, None)  # type: ignore[arg-type]
    qtbot.addWidget(bar)
    for _ in range(60):
        stage.give(0.16 * stage.view.share**2)
    bar._show_rate()
    assert bar._rate.accessibleName() == "now 25 a second, 40 ms behind, seen at 50 %"
    assert bar.rate_choice.currentData() == 20
    bar.rate_choice.setCurrentIndex(bar.rate_choice.findData(10))
    bar.rate_choice.activated.emit(bar.rate_choice.currentIndex())
    assert stage.view.rate_to_hold == stage.settings.frame_rate == 10


def test_a_long_name_and_long_figures_neither_widen_the_bar_nor_move_its_time_line(
    qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Camera, "length", 90)
    bar = CameraBar(stage.camera, stage.view, None)  # type: ignore[arg-type]
    qtbot.addWidget(bar)
    bar.resize(900, 40)
    bar.show()
    width, place = bar.minimumSizeHint().width(), bar.time_line.geometry()
    stage.camera.opened.emit("a video whose name nobody wants to read twice.mp4, 1920 × 1080, 30 frames a second" * 2)
    bar._rate.set_text("now 25 a second, 40 ms behind, seen at 50 %" * 3)
    bar.layout().activate()
    assert bar.minimumSizeHint().width() == width < 560
    assert bar.time_line.geometry() == place


def test_times_of_another_source_do_not_count(stage: Stage) -> None:
    stage.give(1.0)
    stage.camera.changed.emit()
    assert stage.view.latency == 0


def test_a_late_answer_for_a_closed_camera_is_not_shown(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.frame = np.zeros((48, 64, 3), np.uint8)
    stage.camera.frame_ready.emit()
    monkeypatch.setattr(Camera, "is_open", False)
    stage.learner.answer_frame(1)
    assert stage.session.frame is None
