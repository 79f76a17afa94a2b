"""What every test stands on: folders of its own, no screen, few threads, and nothing left behind."""

import ctypes
import gc
import os
import shutil
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # read by torch when it is imported

os.environ["LC_ALL"] = "C.UTF-8"  # or the window would speak and count as this system does
os.environ.pop("LANGUAGE", None)

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from tests.plugins import install_examples

# WORKAROUND PySide6 6.12.0: every Signal.emit takes a reference from True that it does not own, every call that
# returns None one from None, and before Python 3.12 the process aborts ("bool_dealloc", "none_dealloc") when none
# is left. pyproject.toml excludes that version.
if sys.version_info < (3, 12):
    for _constant in (True, None):
        ctypes.c_ssize_t.from_address(id(_constant)).value += 1 << 40

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {  # environment variable: folder below the test's own
    "HOME": "home",
    "USERPROFILE": "home",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_RUNTIME_DIR": "home/run",
    "APPDATA": "home/AppData/Roaming",
    "LOCALAPPDATA": "home/AppData/Local",
    "WIN_PD_OVERRIDE_LOCAL_APPDATA": "home/AppData/Local",  # what platformdirs asks first on Windows
    "WIN_PD_OVERRIDE_APPDATA": "home/AppData/Roaming",
    "TORCH_HOME": "home/.cache/torch",
}
PATIENCE = 3.0  # seconds that a thread gets to end after its test
PATIENCE_MS = 60_000  # for what a test waits for in the window
MODULES = 20  # so many newly imported modules are worth setting aside


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("gpu"):
        import torch

        if not torch.cuda.is_available():
            pytest.skip("needs a CUDA device, and this machine has none")


def pytest_unconfigure() -> None:
    gc.unfreeze()  # what _set_imports_aside took out; libraries count at the exit what was not let go


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Home, settings, data and cache of the test: nothing is read from or written to the person's own.

    Beside tmp_path, not below it: tests list and count what lies in tmp_path.
    """
    folder = tmp_path_factory.mktemp("person")
    for name, below in FOLDERS.items():
        (folder / below).mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(name, str(folder / below))
    (folder / "home/run").chmod(0o700)  # Qt warns about a runtime folder that others can read
    return folder / "home"


def _threads() -> set[threading.Thread]:
    """Threads started by Python; a `_DummyThread` is a foreign thread that ran Python once."""
    return {t for t in threading.enumerate() if not isinstance(t, threading._DummyThread)}


def _timers_and_qthreads() -> list[Any]:
    """Every QTimer and QThread that Python knows of and that was not set aside."""
    from PySide6.QtCore import QThread, QTimer

    found: list[Any] = []
    wanted: dict[type, bool] = {}  # asked once per class
    for thing in gc.get_objects():
        kind = type(thing)
        is_wanted = wanted.get(kind)
        if is_wanted is None:
            is_wanted = wanted[kind] = issubclass(kind, QTimer | QThread)
        if is_wanted:
            found.append(thing)
    return found


_set_aside: list["weakref.ref[Any]"] = []  # timers and threads that were there when _set_imports_aside was called
_modules_set_aside = 0


def _set_imports_aside() -> None:
    """Take what modules are made of out of every later search and collection.

    torch and its neighbours are hundreds of thousands of objects; to look at each of them twice took 0.2 s a test.
    """
    global _modules_set_aside
    if len(sys.modules) < _modules_set_aside + MODULES:
        return
    gc.collect()
    if "PySide6.QtCore" in sys.modules:
        _set_aside.extend(weakref.ref(thing) for thing in _timers_and_qthreads())
    gc.freeze()
    _modules_set_aside = len(sys.modules)


def _qt_leftovers() -> dict[int, Any]:
    """Active timers, running QThreads and existing windows, by id."""
    if "PySide6.QtCore" not in sys.modules:
        return {}
    import shiboken6
    from PySide6.QtCore import QThread, QTimer

    found: list[Any] = []
    known = [thing for thing in (each() for each in _set_aside) if thing is not None]
    for thing in [*known, *_timers_and_qthreads()]:
        if not shiboken6.isValid(thing):
            continue
        is_running = thing.isActive() if isinstance(thing, QTimer) else thing.isRunning()
        if is_running and (isinstance(thing, QTimer) or thing is not QThread.currentThread()):
            found.append(thing)
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtWidgets import QApplication

        if isinstance(QApplication.instance(), QApplication):
            found += QApplication.topLevelWidgets()
    return {id(thing): thing for thing in found}


def _let_qt_finish() -> None:
    if "PySide6.QtCore" not in sys.modules:
        return
    from PySide6.QtCore import QCoreApplication, QEvent

    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


@pytest.fixture(autouse=True)
def nothing_left_behind(own_folders: Path) -> Iterator[None]:
    """Fails a test that leaves a thread, an active timer or a window."""
    _set_imports_aside()
    threads, qt = _threads(), set(_qt_leftovers())
    yield
    end = time.monotonic() + PATIENCE
    while True:
        _let_qt_finish()
        left_threads = _threads() - threads
        left_qt = [thing for key, thing in _qt_leftovers().items() if key not in qt]
        if not left_threads and not left_qt:
            return
        if time.monotonic() > end:
            pytest.fail(f"the test left behind: {[*left_threads, *left_qt]}", pytrace=False)
        del left_qt  # or these references keep alive what is looked for
        gc.collect()
        time.sleep(0.05)


class PatientBot(QtBot):
    """Waits a minute for what is to come, where pytest-qt's own waits five seconds: the machine may be busy."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **named: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **named)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE_MS, **named: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **named)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's, with more patience."""
    return PatientBot(request)


@pytest.fixture
def photo_folder(tmp_path: Path) -> Path:
    """A folder of three photos of scikit-image's: astronaut.png, chelsea.png (a cat), coffee.png."""
    import skimage

    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("astronaut.png", "chelsea.png", "coffee.png"):
        shutil.copy(Path(skimage.__file__).parent / "data" / name, folder / name)
    return folder


@pytest.fixture
def tiny_folder(tmp_path: Path) -> Path:
    """A folder of three images of noise and blocks, 48 rows x 64 columns: one.png, two.png, three.png."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    noise = np.random.default_rng(0)
    for name in ("one", "two", "three"):
        image = noise.integers(0, 80, (48, 64, 3), dtype=np.uint8)
        image[12:36, 16:48] += np.uint8(120)
        Image.fromarray(image).save(folder / f"{name}.png")
    return folder


@pytest.fixture
def write_video() -> Callable[..., str]:
    """write_video(path, count=…, rate=…) writes an .avi of 48 rows x 64 columns and returns its path.

    Frame k is red 20 k, green 0, blue 200, but for JPEG's losses.
    """
    from app.core.opencv import cv2

    def write(path: Path, *, count: int, rate: float) -> str:
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), rate, (64, 48))
        assert writer.isOpened()
        for number in range(count):
            frame = np.zeros((48, 64, 3), np.uint8)
            frame[..., 0], frame[..., 2] = 200, 20 * number  # BGR
            writer.write(frame)
        writer.release()
        return str(path)

    return write


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data sets and reference outputs beside the project; without it a test is skipped."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"needs the data in {folder}, which is not on this machine")
    return folder


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the example packages of docs/examples are installed; it is not on sys.path."""
    pytest.importorskip("setuptools", reason="needs setuptools, with which packages are built")
    place = tmp_path_factory.mktemp("examples")
    return install_examples(place / "work", place / "installed")


@pytest.fixture
def with_examples(examples: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The example packages are there, and nothing of them afterwards."""
    from app.core.formats import catalog
    from app.session import tools
    from app.ui.commands import COMMANDS
    from app.ui.tools.belt import TOOLS

    kept = dict(catalog.FORMATS), list(tools.EXTRA_TOOLS), dict(TOOLS), list(COMMANDS)
    monkeypatch.syspath_prepend(str(examples))
    yield
    for now, before in zip((catalog.FORMATS, TOOLS), (kept[0], kept[2]), strict=True):
        now.clear()
        now.update(before)
    tools.EXTRA_TOOLS[:], COMMANDS[:] = kept[1], kept[3]
