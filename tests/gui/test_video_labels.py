"""Frames of a video that were frozen and labelled: marks, jumps, exports; recording what is shown."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.core import camera_devices
from app.core.formats.catalog import FORMATS
from app.core.opencv import cv2
from app.core.settings import Settings
from app.session.exchange import ExportOrder
from app.ui.camera_dialog import CameraDialog, camera_options
from app.ui.doctor_dialog import DoctorDialog
from app.ui.exchange_dialog import ExportDialog
from app.ui.main_window import MainWindow
from tests.gui.conftest import FakeLearner


@pytest.fixture
def clip(tmp_path: Path, write_video: Callable[..., str]) -> str:
    return write_video(tmp_path / "clip.avi", count=12, rate=2.0)


@pytest.fixture
def playing(qtbot: QtBot, open_window: MainWindow, learner: FakeLearner, clip: str) -> MainWindow:
    """The window with a paused video; the network is not ready, so frames are shown as they come."""
    learner.is_ready = False
    window = open_window
    window.camera.opened.connect(window.camera.pause)
    window.sources.open([clip])
    qtbot.waitUntil(lambda: window.camera.length == 12 and window.camera.is_paused)
    show(qtbot, window, 0)
    return window


def show(qtbot: QtBot, window: MainWindow, number: int) -> None:
    window.camera.seek(number)
    qtbot.waitUntil(lambda: window.session.frame is not None and window.live_view.number == number)


def freeze(qtbot: QtBot, window: MainWindow, number: int) -> str:
    show(qtbot, window, number)
    before = window.session.image_path
    window.commands["freeze"].trigger()
    qtbot.waitUntil(lambda: window.session.frame is None and window.session.image_path not in (None, before))
    assert window.session.image_path is not None
    return window.session.image_path


def label(window: MainWindow) -> None:
    window.session.paint(5, 5, np.ones((10, 10), bool), value=1)
    window.session.end_stroke("Stroke")


def test_frozen_frames_are_marked_and_keys_and_clicks_jump_to_them(qtbot: QtBot, playing: MainWindow) -> None:
    window = playing
    line = window.camera_bar.time_line
    assert line.marks == {}
    assert not window.commands["frozen_forward"].isEnabled()
    first = freeze(qtbot, window, 3)
    assert line.marks == {3: False}
    label(window)
    qtbot.waitUntil(lambda: line.marks == {3: True})
    second = freeze(qtbot, window, 9)
    assert Path(second).name == "clip_000010.png"
    assert line.marks == {3: True, 9: False}
    QTest.keyClick(window.canvas, Qt.Key.Key_Comma, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: window.session.image_path == first and window.live_view.number == 3)
    qtbot.waitUntil(lambda: line.value() == 3)
    assert window.session.frame is None  # the labelled image, not the bare frame
    QTest.keyClick(window.canvas, Qt.Key.Key_Period, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: window.session.image_path == second and window.live_view.number == 9)
    spot = QPoint(round(line.x_of(3)), line.height() - 4)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    qtbot.waitUntil(lambda: window.session.image_path == first)
    qtbot.waitUntil(lambda: window.live_view.number == 3)
    show(qtbot, window, 3)
    window.commands["freeze"].trigger()  # again: the same image, not another
    qtbot.waitUntil(lambda: window.session.frame is None)
    assert window.session.image_path == first
    assert len(line.marks) == 2


def test_a_place_chosen_right_after_a_frozen_frame_is_shown(qtbot: QtBot, playing: MainWindow) -> None:
    window = playing
    freeze(qtbot, window, 3)
    window.live_view.show_frozen(3)
    window.camera.seek(9)
    qtbot.waitUntil(lambda: window.session.frame is not None and window.live_view.number == 9)


def test_marks_are_there_again_after_the_project_was_closed(qtbot: QtBot, playing: MainWindow, clip: str) -> None:
    window = playing
    path = freeze(qtbot, window, 4)
    label(window)
    folder = str(Path(path).parent)
    window.commands["close_project"].trigger()
    qtbot.waitUntil(lambda: window.session.project is None)
    assert window.camera_bar.time_line.marks == {}
    window.sources.open([folder])
    qtbot.waitUntil(lambda: window.camera_bar.time_line.marks == {4: True})
    Path(path).unlink()
    window.live_view.frozen.changed.emit()
    assert window.camera_bar.time_line.marks == {}
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)


def test_the_labelled_frames_alone_are_exported(qtbot: QtBot, playing: MainWindow, tmp_path: Path) -> None:
    window = playing
    label_of = freeze(qtbot, window, 2)
    label(window)
    window.session.open_image(str(Path(label_of).parent / "one.png"))
    qtbot.waitUntil(lambda: Path(str(window.session.image_path)).name == "one.png")
    label(window)
    window.session.clear_frame()
    frames = window.live_view.frozen.labelled
    assert list(frames) == [2]
    with qtbot.waitSignal(window.exchange_view.exchange.ended) as ended:
        order = ExportOrder(FORMATS["png"], tmp_path / "out", only=frozenset(frames.values()))
        window.exchange_view.exchange.export(order)
    assert ended.args is not None
    assert (ended.args[0].images, ended.args[0].is_exact) == (1, True)
    assert [each.name for each in (tmp_path / "out").rglob("clip_*.png")]
    assert not list((tmp_path / "out").rglob("one.png"))
    window.commands["export_frames"].trigger()
    (dialog,) = window.findChildren(ExportDialog)
    assert dialog.which.currentText() == "The frames of clip.avi"
    assert dialog.which.currentData() == frozenset(frames.values())
    dialog.close()
    qtbot.waitUntil(lambda: not dialog.isVisible())


def test_the_video_is_written_with_predictions_and_labels(
    qtbot: QtBot, playing: MainWindow, learner: FakeLearner, clip: str, tmp_path: Path
) -> None:
    window = playing
    freeze(qtbot, window, 2)
    label(window)
    learner.is_ready = True
    export = window.video_export
    export.begin(Path(clip), tmp_path / "out.mp4")
    for _ in range(12):
        qtbot.waitUntil(lambda: bool(learner.frames))
        learner.answer_frame(0)
    qtbot.waitUntil(lambda: not export.is_running)
    capture = cv2.VideoCapture(str(tmp_path / "out.mp4"))
    frames = [np.asarray(capture.read()[1])[..., ::-1] for _ in range(12)]
    assert not capture.read()[0]
    capture.release()
    changed = [abs(frame[10, 10].astype(int) - frame[40, 50].astype(int)).sum() > 60 for frame in frames]
    assert changed == [number == 2 for number in range(12)]
    assert str(tmp_path / "out.mp4") in window.messages.messages[0].sentence
    export.begin(Path(clip), Path(clip))
    assert "overwritten by itself" in window.messages.messages[0].sentence


def test_writing_a_video_can_be_cancelled(
    qtbot: QtBot, playing: MainWindow, learner: FakeLearner, clip: str, tmp_path: Path
) -> None:
    learner.is_ready = True
    export = playing.video_export
    export.begin(Path(clip), tmp_path / "out.mp4")
    qtbot.waitUntil(lambda: bool(learner.frames))
    export.cancel()
    qtbot.waitUntil(lambda: not export.is_running)
    assert not (tmp_path / "out.mp4").exists()
    assert playing.live_view.predicts


def test_what_is_shown_is_recorded_until_it_is_chosen_again(
    qtbot: QtBot, playing: MainWindow, own_folders: Path
) -> None:
    window = playing
    window.commands["record"].trigger()
    assert window.camera_bar.record.isChecked()
    show(qtbot, window, 5)
    show(qtbot, window, 8)
    window.commands["record"].trigger()
    assert not window.commands["record"].isChecked()
    qtbot.waitUntil(lambda: bool(window.messages.messages))
    (file,) = (own_folders).rglob("recorded *.mp4")
    assert str(file) in window.messages.messages[0].sentence
    capture = cv2.VideoCapture(str(file))
    assert capture.read()[0]
    capture.release()


def test_a_recording_ends_with_the_camera(qtbot: QtBot, playing: MainWindow) -> None:
    window = playing
    window.commands["record"].trigger()
    window.commands["close_camera"].trigger()
    assert not window.recorder.is_recording
    qtbot.waitUntil(lambda: bool(window.messages.messages))


def test_the_dialog_lists_cameras_by_name_and_remembers_what_is_asked_for(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    (tmp_path / "video3").mkdir()
    (tmp_path / "video3" / "name").write_text("HD Webcam\n")
    (tmp_path / "video3" / "index").write_text("0\n")
    monkeypatch.setattr(camera_devices, "V4L2", tmp_path)
    monkeypatch.setattr("sys.platform", "linux")
    settings = Settings()
    dialog = CameraDialog(settings)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.choice.count() == 1)
    assert dialog.choice.currentText() == "Camera 3: HD Webcam"
    assert dialog.source == 3
    dialog.size_choice.setCurrentIndex(dialog.size_choice.findData("1280x720"))
    dialog.rate_choice.setCurrentIndex(dialog.rate_choice.findData(30))
    dialog.mirror.setChecked(True)
    dialog.store()
    options = camera_options(settings)
    assert (options.width, options.height, options.rate, options.is_mirrored) == (1280, 720, 30, True)
    dialog.choice.setEditText("rtsp://camera/1")
    assert dialog.source == "rtsp://camera/1"
    (opens,) = (each for each in dialog.findChildren(QPushButton) if "Open" in each.text())
    assert opens.isEnabled()
    dialog.choice.setEditText("  ")  # nothing to open
    assert not opens.isEnabled()
    dialog.close()


def test_a_frozen_frame_is_an_image_of_its_own_size(qtbot: QtBot, playing: MainWindow) -> None:
    path = freeze(qtbot, playing, 7)
    pixels = np.asarray(Image.open(path))
    assert pixels.shape == (48, 64, 3)
    assert abs(int(pixels[20, 30, 0]) - 140) < 12


def test_the_doctor_looks_in_the_background_and_its_report_can_be_copied(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    monkeypatch.setattr("app.ui.doctor_dialog.examine", lambda: "ok    program: Segmend")
    window.commands["doctor"].trigger()
    (dialog,) = window.findChildren(DoctorDialog)
    qtbot.waitUntil(lambda: dialog.copy.isEnabled())
    assert not dialog.isModal()
    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert qapp.clipboard().text() == "ok    program: Segmend"
    dialog.close()


def test_what_the_network_says_to_an_export_that_was_cancelled_is_not_in_the_next_one(
    qtbot: QtBot, playing: MainWindow, learner: FakeLearner, clip: str, tmp_path: Path
) -> None:
    export = playing.video_export
    learner.is_ready = True
    export.begin(Path(clip), tmp_path / "first.mp4")
    qtbot.waitUntil(lambda: bool(learner.frames))
    export.cancel()
    qtbot.waitUntil(lambda: not export.is_running)
    learner.accepts_frames = False  # it is busy with the frame of the first one still
    export.begin(Path(clip), tmp_path / "second.mp4")
    qtbot.waitUntil(lambda: export.is_running)
    learner.answer_frame(1)
    assert export._answers.empty()
    export.cancel()
    qtbot.waitUntil(lambda: not export.is_running)


def test_a_frame_that_came_while_the_network_changed_is_asked_for_again(
    qtbot: QtBot, playing: MainWindow, learner: FakeLearner, clip: str, tmp_path: Path
) -> None:
    export = playing.video_export
    learner.is_ready = True
    export.begin(Path(clip), tmp_path / "out.mp4")
    qtbot.waitUntil(lambda: bool(learner.frames))
    missed = learner.frames.pop()
    learner.frame_missed.emit()
    qtbot.waitUntil(lambda: bool(learner.frames))
    assert learner.frames[0] is missed
    learner.frame_failed.emit()
    qtbot.waitUntil(lambda: not export.is_running)
    assert not list(tmp_path.glob("*out*"))
