"""The program's own log: a file in the person's log folder, a few megabytes at most."""

import faulthandler
import logging
import logging.handlers
import sys
import threading
from datetime import datetime
from pathlib import Path
from types import TracebackType

from app.core.folders import folder_of

BYTES = 1_000_000
COPIES = 3
CRASHES = 10  # reports that are kept
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_log = logging.getLogger(__name__)
_last_crash: Path | None = None
_faults = None  # kept open as long as the process lives: faulthandler writes to its descriptor


def log_folder() -> Path:
    return folder_of("log")


def start_log() -> Path | None:
    """Log from now on, uncaught exceptions and crashes too; the file, or None where none can be written."""
    global _faults
    folder = log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / "segmend.log", maxBytes=BYTES, backupCount=COPIES, encoding="utf-8", delay=True
        )
        _keep_crash(folder)
        _faults = (folder / "crash.log").open("w", encoding="utf-8")
    except OSError as error:
        faulthandler.enable()
        print(f"No log is written: {folder} cannot be used ({error.strerror}).", file=sys.stderr)
        return None
    faulthandler.enable(_faults)
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread
    return folder / "segmend.log"


def last_crash() -> Path | None:
    """The report of a breakdown that this run found when it started its log, or None."""
    return _last_crash


def _keep_crash(folder: Path) -> None:
    """Put what the run before wrote while it broke down where this run does not write over it; OSError."""
    global _last_crash
    left = folder / "crash.log"
    if not left.exists() or not left.stat().st_size:
        return
    when = datetime.fromtimestamp(left.stat().st_mtime)
    kept = folder / f"crash {when:%Y-%m-%d %H-%M-%S}.log"
    left.replace(kept)
    for old in sorted(folder.glob("crash 20*.log"))[:-CRASHES]:
        old.unlink()
    _last_crash = kept


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, Exception):
        _log.error("uncaught", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)


def _log_uncaught_in_thread(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value is not None:
        trace = (failure.exc_type, failure.exc_value, failure.exc_traceback)
        _log.error("uncaught in thread %s", getattr(failure.thread, "name", "?"), exc_info=trace)
    threading.__excepthook__(failure)
