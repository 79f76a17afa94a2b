import base64
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.camera import Camera
from app.core.opencv import cv2
from app.core.settings import Settings
from app.session import Session
from app.ui.class_model import Column
from app.ui.main_window import MainWindow
from app.ui.options_bar import SLIDER_STEPS, diameter_at, step_of
from app.ui.screen import FRAME
from app.ui.theme import Theme
from tests.gui.conftest import FakeLearner

PARTS = ("canvas", "classList", "imageList", "learningPanel", "historyPanel", "toolBar")


@pytest.fixture
def video(tmp_path: Path) -> str:
    path = str(tmp_path / "clip.avi")
    writer = cv2.VideoWriter(path, cv2.VideoWriter.fourcc(*"MJPG"), 20.0, (64, 48))
    for number in range(200):
        writer.write(np.full((48, 64, 3), number, np.uint8))
    writer.release()
    return path


def paint(window: MainWindow, value: int = 1) -> None:
    window.session.paint(10, 10, np.ones((5, 5), bool), value=value)
    window.session.end_stroke("Brush")


def test_every_named_part_is_there_and_to_be_seen(window: MainWindow) -> None:
    assert window.objectName() == "MainWindow"
    for name in PARTS:
        part = window.findChild(QWidget, name)
        assert part is not None, name
        assert part.isVisible(), name


def test_every_button_without_words_has_a_tool_tip_and_a_name(open_window: MainWindow) -> None:
    open_window.resize(640, 480)  # the tool bars need their buttons for what has no room, too
    for button in open_window.findChildren(QAbstractButton):
        if button.isVisible() and not button.text():
            name = button.accessibleName() or button.toolTip()
            assert name, f"{button} in {button.parent()}"


def test_an_empty_window_says_how_to_begin_until_there_is_an_image(
    qtbot: QtBot, window: MainWindow, tiny_folder: Path
) -> None:
    assert window.welcome.isVisible()
    window.sources.open([str(tiny_folder)])
    qtbot.waitUntil(lambda: not window.welcome.isVisible())
    assert "tiny" in window.windowTitle()
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)


def test_a_folder_dropped_on_the_window_is_opened(qtbot: QtBot, window: MainWindow, tiny_folder: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tiny_folder))])
    actions = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(100, 100), *actions)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(100, 100), *actions))
    qtbot.waitUntil(lambda: len(window.session.images) == 3)
    qtbot.waitUntil(lambda: window.session.image is not None)
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)


def test_text_dropped_on_the_window_is_not_taken(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("hello")
    actions = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(100, 100), *actions)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()


def test_the_panels_at_the_side_are_never_narrower_than_what_is_in_them(qtbot: QtBot, open_window: MainWindow) -> None:
    window, body = open_window, open_window.learning_panel.widget()
    window.resizeDocks([window.docks["classes"]], [10], Qt.Orientation.Horizontal)
    table = window.class_list.table
    qtbot.waitUntil(lambda: table.isColumnHidden(Column.SHARE))
    assert body.width() <= window.learning_panel.viewport().width()
    assert table.columnWidth(Column.NAME) >= 80
    window.resizeDocks([window.docks["classes"]], [340], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: not table.isColumnHidden(Column.SHARE))


def test_the_image_under_the_mouse_has_the_keys_unless_someone_types(open_window: MainWindow) -> None:
    canvas, classes = open_window.canvas, open_window.class_list
    for panel in (classes.table, open_window.image_list.view):
        panel.setFocus()
        QTest.mouseMove(canvas, canvas.rect().center())
        QTest.mouseMove(canvas, canvas.rect().center() + QPoint(3, 0))
        assert open_window.focusWidget() is canvas
    classes.begin_adding()
    QTest.mouseMove(canvas, canvas.rect().center())
    assert open_window.focusWidget() is classes.name_edit


def test_the_status_bar_tells_the_pixel_its_class_and_its_probability(qtbot: QtBot, open_window: MainWindow) -> None:
    session, status = open_window.session, open_window.status
    assert session.image is not None
    labels = np.ones(session.image.shape[:2], np.uint8)
    session.show_prediction(labels, np.full((12, 16), 204, np.uint8), generation=session.generation, version="test")
    QTest.mouseMove(open_window.canvas, open_window.canvas.to_screen(30, 40).toPoint())
    assert status.place.text() == "row 30  col 40"
    qtbot.waitUntil(lambda: status.pixel_class.text() == "cat  80%")
    session.paint(30, 40, np.ones((1, 1), bool), value=0)
    session.end_stroke("Brush")
    qtbot.waitUntil(lambda: status.pixel_class.text() == "background (decided by you)")
    status.show_pixel((48, 0))
    assert status.place.text() == ""


def test_the_status_bar_bears_a_prediction_of_a_class_that_is_gone(qtbot: QtBot, open_window: MainWindow) -> None:
    session, status = open_window.session, open_window.status
    assert session.image is not None
    labels = np.ones(session.image.shape[:2], np.uint8)
    session.show_prediction(labels, None, generation=session.generation, version="test")
    session.remove_class(1)
    qtbot.waitUntil(lambda: 1 not in session.classes)
    QTest.mouseMove(open_window.canvas, open_window.canvas.to_screen(30, 40).toPoint())
    assert status.place.text() == "row 30  col 40"
    assert status.pixel_class.text() == ""


def test_the_status_bar_shows_jobs_device_and_speed(
    qtbot: QtBot, open_window: MainWindow, learner: FakeLearner
) -> None:
    status = open_window.status
    learner.is_learning, learner.device, learner.precision = True, "cuda:0", "fp16"
    learner.changed.emit()
    learner.progressed.emit("learn", 0.5, "Step 5 of 10")
    learner.predicted.emit(12.4)
    assert status.device.text() == "cuda:0 · fp16"
    assert status.speed.text() == "12 ms"
    qtbot.waitUntil(lambda: status.job.text() == "Step 5 of 10")  # there is room for all of it
    QTest.mouseClick(status.cancel, Qt.MouseButton.LeftButton)
    assert ("cancel",) in learner.calls


def test_no_sentence_in_the_status_bar_widens_the_window(open_window: MainWindow) -> None:
    window, status = open_window, open_window.status
    name = "a class whose name is a whole sentence, as some guide lines for labelling have them"
    assert window.session.rename_class(1, name)
    status.show_progress("learn", 1.0, "Learned: mean IU 0.026 → 0.337 on held-out pixels. Roll back takes it back.")
    window.session.paint(5, 5, np.ones((10, 10), bool), value=1)
    status.show_pixel((8, 8))
    assert status.pixel_class.accessibleName().startswith(name)
    assert status.sizeHint().width() > 1100
    assert status.minimumSizeHint().width() < 900


def test_a_click_in_the_history_goes_back_and_forth(open_window: MainWindow) -> None:
    session, history = open_window.session, open_window.history_panel
    for value in (0, 1, 0):
        paint(open_window, value)
    QCoreApplication.processEvents()
    assert [history.model.index(row).data() for row in range(4)][1:] == [
        "Brush · background", "Brush · cat", "Brush · background"
    ]  # fmt: skip
    for row in (0, 2, 3):
        QCoreApplication.processEvents()
        center = history.view.visualRect(history.model.index(row)).center()
        history.view.scrollTo(history.model.index(row))
        center = history.view.visualRect(history.model.index(row)).center()
        QTest.mouseClick(history.view.viewport(), Qt.MouseButton.LeftButton, pos=center)
        assert session.history is not None
        assert session.history.position == row


@pytest.mark.parametrize("diameter", [1, 2, 10, 57, 400, 1000])
def test_the_brush_slider_and_the_brush_agree(open_window: MainWindow, diameter: int) -> None:
    assert diameter_at(step_of(diameter)) == pytest.approx(diameter, rel=0.03)
    open_window.session.set_brush_diameter(diameter)
    assert open_window.session.brush_diameter == diameter  # the slider followed and did not round it
    assert open_window.options.brush_size.text() == f"{diameter} px"
    open_window.options.brush.setValue(SLIDER_STEPS)
    assert open_window.session.brush_diameter == 1000


def test_the_opacity_reaches_canvas_and_settings(open_window: MainWindow) -> None:
    open_window.options.opacity.setValue(80)
    assert open_window.canvas.overlay_opacity == pytest.approx(0.8)
    assert open_window.settings.opacity == pytest.approx(0.8)


def test_settings_take_effect_at_once(open_window: MainWindow, learner: FakeLearner, theme: Theme) -> None:
    open_window.show_settings()
    dialog = open_window.findChild(QWidget, "settingsDialog")
    dialog.theme.setCurrentIndex(dialog.theme.findData("light"))
    assert not theme.is_dark
    dialog.opacity.setValue(10)
    assert open_window.canvas.overlay_opacity == pytest.approx(0.1)
    dialog.live.click()
    assert not learner.is_live
    dialog.device.setCurrentIndex(dialog.device.findData("cpu"))
    assert open_window.settings.device == "cpu"
    assert learner.calls[-1] == ("reload",)
    dialog.close()


def test_closing_saves_stops_everything_and_remembers_the_window(
    qtbot: QtBot, open_window: MainWindow, learner: FakeLearner, tiny_folder: Path
) -> None:
    paint(open_window)
    open_window.docks["history"].hide()
    open_window.resize(790, 650)
    labels = open_window.session.project.labels_path(open_window.session.images[0])  # type: ignore[union-attr]
    open_window.close()
    assert Path(labels).is_file()
    assert ("close",) in learner.calls
    assert open_window.session.project is None
    settings, notice = Settings.load()
    assert notice is None
    assert base64.b64decode(settings.window_geometry)
    again = MainWindow(Session(), FakeLearner(), Camera(), settings, open_window.theme)  # type: ignore[arg-type]
    qtbot.addWidget(again)
    assert again.size() == QSize(790, 650)
    assert again.docks["history"].isHidden()
    assert not again.docks["classes"].isHidden()


def test_a_window_is_no_larger_than_the_screen(
    qtbot: QtBot, window: MainWindow, theme: Theme, learner: FakeLearner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QApplication, "platformName", lambda: "xcb")
    monkeypatch.setattr(QScreen, "availableSize", lambda _screen: QSize(900, 600))
    made = MainWindow(Session(), learner, Camera(), Settings(), theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    assert made.width() <= 900 - FRAME.width()  # the frame is there only when it is shown
    assert made.height() <= 600 - FRAME.height()


def test_a_window_that_is_shown_is_moved_until_all_of_its_frame_is_seen(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = QRect(10, 20, 900, 600)
    monkeypatch.setattr(QApplication, "platformName", lambda: "xcb")
    monkeypatch.setattr(QScreen, "availableSize", lambda _screen: screen.size())
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: screen)
    window.setGeometry(200, 300, 1200, 900)
    window.hide()
    window.show()
    qtbot.waitUntil(lambda: screen.contains(window.frameGeometry()))
    assert window.frameGeometry().height() > window.height()  # this platform has frames too
    assert window.frameGeometry() == screen


@pytest.mark.parametrize("show", ["show_settings", "show_shortcuts", "show_manual", "show_doctor"])
def test_no_dialog_is_larger_than_a_small_screen(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, show: str
) -> None:
    monkeypatch.setattr(QApplication, "platformName", lambda: "xcb")
    monkeypatch.setattr(QScreen, "availableSize", lambda _screen: QSize(700, 480))
    monkeypatch.setattr("app.ui.doctor_dialog.examine", lambda: "")
    getattr(window, show)()
    (dialog,) = (each for each in window.findChildren(QDialog) if each.isVisible())
    dialog.close()
    assert dialog.width() <= 700 - FRAME.width()
    assert dialog.height() <= 480 - FRAME.height()


def test_a_dialog_begins_in_the_folder_used_last_if_it_still_exists(window: MainWindow, tiny_folder: Path) -> None:
    def first_folder() -> Path:
        dialog = window.findChild(QFileDialog)
        assert dialog is not None
        folder = Path(dialog.directory().absolutePath())
        dialog.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return folder

    window.settings.last_folder = str(tiny_folder)
    window.sources.ask_for_folder()
    assert first_folder() == tiny_folder
    window.settings.last_folder = str(tiny_folder / "gone")
    window.sources.ask_for_folder()
    assert first_folder() == Path.home()


def test_what_cannot_be_saved_keeps_the_window_open_once(
    qtbot: QtBot, open_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_window.session, "finish_saving", lambda: False)
    open_window.close()
    assert open_window.isVisible()
    assert open_window.messages.messages[0].level == "error"
    open_window.close()
    assert not open_window.isVisible()


def test_frames_are_shown_with_their_prediction_and_a_frozen_one_becomes_an_image(
    qtbot: QtBot, open_window: MainWindow, learner: FakeLearner, video: str
) -> None:
    session, camera = open_window.session, open_window.camera
    open_window.sources.open([video])
    qtbot.waitUntil(lambda: bool(learner.frames))
    assert session.frame is None  # it waits for its prediction
    learner.answer_frame(1)
    assert session.frame is not None
    assert session.frame_labels is not None
    assert (session.frame_labels == 1).all()
    assert open_window.camera_bar.isVisible()
    shown = session.frame.copy()
    QTest.keyClick(open_window.canvas, Qt.Key.Key_C)
    assert camera.is_paused
    qtbot.waitUntil(lambda: len(session.images) == 4 and session.image_path == session.images[3])
    assert session.frame is None
    assert session.image is not None
    np.testing.assert_array_equal(session.image, shown)
    QTest.mouseClick(open_window.camera_bar.close_button, Qt.MouseButton.LeftButton)
    assert not camera.is_open
    assert not open_window.camera_bar.isVisible()
    qtbot.waitUntil(open_window.image_list.thumbnails.is_idle)


def test_a_live_frame_keeps_the_hidden_image_from_being_changed_and_can_be_frozen_when_paused(
    qtbot: QtBot, open_window: MainWindow, learner: FakeLearner, video: str
) -> None:
    session = open_window.session
    paint(open_window)
    changing = [open_window.commands[name] for name in ("undo", "accept", "reviewed", "predict")]
    session.show_prediction(np.ones((48, 64), np.uint8), None, generation=session.generation, version="test")
    assert all(action.isEnabled() for action in changing)
    open_window.sources.open([video])
    qtbot.waitUntil(lambda: bool(learner.frames))
    learner.answer_frame(1)
    assert not any(action.isEnabled() for action in changing)
    QTest.keyClick(open_window.canvas, Qt.Key.Key_K)
    assert open_window.camera.is_paused
    assert open_window.camera_bar.freeze.isEnabled()
    QTest.mouseClick(open_window.camera_bar.freeze, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(session.images) == 4 and session.image_path == session.images[3])
    assert not open_window.camera_bar.freeze.isEnabled()


def test_a_video_is_stepped_by_frames_and_a_frozen_one_is_named_after_its_place(
    qtbot: QtBot, open_window: MainWindow, learner: FakeLearner, video: str
) -> None:
    session, bar = open_window.session, open_window.camera_bar
    open_window.sources.open([video])
    qtbot.waitUntil(lambda: bool(learner.frames))
    learner.answer_frame(1)
    QTest.keyClick(open_window.canvas, Qt.Key.Key_K)
    learner.frames.clear()
    assert bar.time_line.isVisible()
    bar.time_line.setSliderPosition(120)
    bar.time_line.sliderMoved.emit(120)
    for key, number in ((None, 120), (Qt.Key.Key_Period, 121), (Qt.Key.Key_Comma, 120), (Qt.Key.Key_Comma, 119)):
        if key is not None:
            QTest.keyClick(open_window.canvas, key)
        qtbot.waitUntil(lambda: bool(learner.frames))
        learner.answer_frame(1)
        assert session.frame is not None
        assert abs(int(session.frame.mean()) - number) <= 2
        assert session.frame_labels is not None
        assert bar.time_line.value() == number
        assert bar._place.text() == f"{number + 1} / 200"
    assert open_window.camera.is_paused
    QTest.keyClick(open_window.canvas, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: len(session.images) == 4)
    assert "clip_000120.png" in {Path(path).name for path in session.images}
    qtbot.waitUntil(lambda: session.image_path is not None and session.image_path.endswith("clip_000120.png"))
    qtbot.waitUntil(open_window.image_list.thumbnails.is_idle)


def test_frames_are_shown_as_they_come_without_a_network(
    qtbot: QtBot, window: MainWindow, learner: FakeLearner, video: str
) -> None:
    learner.is_ready = False
    window.sources.open([video])
    qtbot.waitUntil(lambda: window.session.frame is not None)
    assert window.session.frame_labels is None
    assert not window.welcome.isVisible()
    QTest.keyClick(window.canvas, Qt.Key.Key_K)
    assert window.camera.is_paused
    window.live_view.close()
    assert window.session.frame is None


def test_a_camera_that_is_not_there_is_said(qtbot: QtBot, window: MainWindow) -> None:
    window.camera.open("/nowhere/clip.avi")
    qtbot.waitUntil(lambda: bool(window.messages.messages))
    assert "clip.avi" in window.messages.messages[0].text
    assert not window.camera_bar.isVisible()
