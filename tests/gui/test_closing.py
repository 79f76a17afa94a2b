"""Closing the window while something is being written: it is said once, or finished; a second close goes through."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import SignalInstance
from pytestqt.qtbot import QtBot

from app.core.formats.catalog import FORMATS
from app.core.opencv import cv2
from app.session.exchange import ExportOrder, ImportOrder
from app.ui.main_window import MainWindow
from tests.gui.conftest import FakeLearner


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """labelme files for the three images: a `cat` in each."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    for name in ("one", "two", "three"):
        shapes = [{"label": "cat", "shape_type": "rectangle", "points": [[10, 10], [19, 19]]}]
        content = {"version": "5.5.0", "flags": {}, "shapes": shapes, "imagePath": f"{name}.png"}
        content |= {"imageHeight": 48, "imageWidth": 64, "imageData": None}
        (folder / f"{name}.json").write_text(json.dumps(content))
    return folder


def at_first(signal: SignalInstance, run: Callable[[], object]) -> None:
    """Run something when a signal comes for the first time."""
    seen: list[bool] = []
    signal.connect(lambda *_: None if seen else (seen.append(True), run()))


def sentences(window: MainWindow) -> list[str]:
    return [message.sentence for message in window.messages.messages]


def label(window: MainWindow) -> None:
    window.session.paint(5, 5, np.ones((10, 10), bool), value=1)
    window.session.end_stroke("Stroke")


def test_an_export_keeps_the_window_open_once_and_is_finished_if_one_waits(
    qtbot: QtBot, open_window: MainWindow, tmp_path: Path
) -> None:
    window, view = open_window, open_window.exchange_view
    label(window)
    view.title = "Exporting PNG"
    said: list[list[str]] = []
    at_first(view.exchange.progressed, lambda: (window.close(), said.append(sentences(window))))
    with qtbot.waitSignal(view.exchange.ended) as ended:
        view.exchange.export(ExportOrder(FORMATS["png"], tmp_path / "out"))
    assert len(said[0]) == 1
    assert said[0][0].startswith("“Exporting PNG” is still under way.")
    assert window.isVisible()
    report, is_cancelled = ended.args
    assert report.is_exact
    assert not is_cancelled
    window.close()
    assert not window.isVisible()


def test_a_second_close_breaks_an_import_off(qtbot: QtBot, open_window: MainWindow, theirs: Path) -> None:
    window, exchange = open_window, open_window.exchange_view.exchange
    seen: list[bool] = []

    def close_twice() -> None:
        for _ in range(2):
            window.close()
            seen.append(window.isVisible())

    at_first(exchange.progressed, close_twice)
    with qtbot.waitSignal(exchange.ended):
        exchange.bring_in(ImportOrder(theirs, FORMATS["labelme"]))
    assert seen == [True, False]
    assert not exchange.is_running


def test_a_video_that_is_being_written_keeps_the_window_open_once(
    qtbot: QtBot,
    open_window: MainWindow,
    learner: FakeLearner,
    write_video: Callable[..., str],
    tmp_path: Path,
) -> None:
    clip, out, window = write_video(tmp_path / "clip.avi", count=12, rate=2.0), tmp_path / "out.mp4", open_window
    window.video_export.begin(Path(clip), out)
    qtbot.waitUntil(lambda: bool(learner.frames))
    window.close()
    assert window.isVisible()
    assert sentences(window) == ["out.mp4 is still being written. Close again to break it off; no file is left then."]
    assert window.video_export.is_running
    window.close()
    assert not window.isVisible()
    assert not list(tmp_path.glob("*out*"))


def test_what_ended_meanwhile_is_said_again_when_it_is_done_again(
    qtbot: QtBot,
    open_window: MainWindow,
    learner: FakeLearner,
    write_video: Callable[..., str],
    tmp_path: Path,
) -> None:
    clip, window, export = write_video(tmp_path / "clip.avi", count=12, rate=2.0), open_window, open_window.video_export
    for _ in range(2):
        export.begin(Path(clip), tmp_path / "out.mp4")
        qtbot.waitUntil(lambda: bool(learner.frames))
        window.close()
        assert window.isVisible()
        export.cancel()
        qtbot.waitUntil(lambda: not export.is_running)
        learner.frames.clear()


def test_closing_finishes_a_recording(
    qtbot: QtBot, open_window: MainWindow, learner: FakeLearner, write_video: Callable[..., str], own_folders: Path
) -> None:
    learner.is_ready, window = False, open_window
    clip = write_video(own_folders / "clip.avi", count=12, rate=2.0)
    window.sources.open([clip])
    qtbot.waitUntil(lambda: window.session.frame is not None)
    window.commands["record"].trigger()
    assert window.recorder.is_recording
    window.close()
    assert not window.isVisible()
    (file,) = own_folders.rglob("recorded *.mp4")
    capture = cv2.VideoCapture(str(file))
    assert capture.read()[0]
    capture.release()


def test_an_export_that_ended_meanwhile_is_no_reason_to_break_the_next_one_off_unsaid(
    qtbot: QtBot, open_window: MainWindow, tmp_path: Path
) -> None:
    window, exchange = open_window, open_window.exchange_view.exchange
    label(window)
    for number in range(2):
        seen: list[bool] = []
        at_first(exchange.progressed, lambda seen=seen: (window.close(), seen.append(window.isVisible())))
        with qtbot.waitSignal(exchange.ended):
            exchange.export(ExportOrder(FORMATS["png"], tmp_path / f"out{number}"))
        assert seen == [True]


def test_what_is_decided_after_a_failed_saving_was_told_is_not_left_unsaid(
    open_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window
    monkeypatch.setattr(window.session, "finish_saving", lambda: False)
    for row in (5, 20):
        window.session.paint(row, 5, np.ones((10, 10), bool), value=1)
        window.session.end_stroke("Stroke")
        window.close()
        assert window.isVisible()
    window.close()
    assert not window.isVisible()


def test_nobody_watches_while_a_learn_is_put_on_the_disk(
    open_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That may take seconds, with a large network half a minute."""
    seen: list[bool] = []
    monkeypatch.setattr(open_window.learner, "close", lambda: seen.append(open_window.isVisible()))
    open_window.close()
    assert seen == [False]
