import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.mishaps import Mishaps


@pytest.fixture
def mishaps(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mishaps]:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)  # else pytest-qt takes it for its own
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    mishaps = Mishaps(window, Path("/logs/segmend.log"))
    yield mishaps
    mishaps.release()


def fail(sentence: str) -> None:
    error = RuntimeError(sentence)
    sys.excepthook(RuntimeError, error, None)


def test_an_error_nobody_foresaw_is_said_once_with_where_its_details_are(window: MainWindow, mishaps: Mishaps) -> None:
    for _ in range(3):
        fail("no such {thing}\nat all")
    (message,) = window.messages.messages
    assert "RuntimeError: no such {thing} at all" in message.text
    assert "/logs/segmend.log" in message.text
    fail("another")
    assert len(window.messages.messages) == 2


def test_an_error_of_a_thread_is_said_too(qtbot: QtBot, window: MainWindow, mishaps: Mishaps) -> None:
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(window.messages.messages))
    assert "ZeroDivisionError" in window.messages.messages[0].text


def test_the_hooks_are_given_back(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sys.excepthook, threading.excepthook
    Mishaps(window, None).release()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_crash_of_the_last_run_is_told_with_its_report(window: MainWindow, mishaps: Mishaps) -> None:
    mishaps.tell_of_crash(None)
    assert window.messages.messages == []
    mishaps.tell_of_crash(Path("/logs/crash 1.log"))
    assert "/logs/crash 1.log" in window.messages.messages[0].text
