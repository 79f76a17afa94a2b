import os
import signal
import sys

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.interrupts import Interrupts

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals a process can send itself")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_while_qt_waits(qtbot: QtBot, number: signal.Signals) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    interrupts = Interrupts(window)
    try:
        os.kill(os.getpid(), number)
        assert window.isVisible()  # closed by the event loop, which may not even run yet
        qtbot.waitUntil(lambda: not window.isVisible())
    finally:
        interrupts.release()


def test_what_was_there_before_is_put_back(qtbot: QtBot) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    window = QWidget()
    qtbot.addWidget(window)
    interrupts = Interrupts(window)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] != before
    interrupts.release()
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    assert signal.set_wakeup_fd(-1) == -1
