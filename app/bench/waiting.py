"""What the benches of the real window share: waiting for it, and its memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.core.errors import SegmendError

_PATIENCE_SECONDS = 120


def wait(application: QApplication, is_done: Callable[[], bool], what: str, pause: float = 0.005) -> None:
    """Run the event loop until `is_done`. SegmendError after two minutes; what: that was waited for, in words."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while not is_done():
        if time.monotonic() > end:
            raise SegmendError(f"The bench waited {_PATIENCE_SECONDS} seconds for {what}.")
        application.processEvents()
        time.sleep(pause)


def resident_megabytes() -> float:
    """The memory this process has now, in millions of bytes; 0 where the system does not tell (only Linux does)."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((float(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmRSS:")), 0.0)
