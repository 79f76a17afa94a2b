"""`bench session`: the real window, painted in by a script while it predicts and learns, and when it stood still."""

from __future__ import annotations

import itertools
import os
import signal
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType

import numpy as np
import skimage.data
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.bench.report import Row
from app.bench.waiting import wait
from app.core.errors import SegmendError
from app.core.opencv import cv2
from app.ui.main_window import MainWindow

BuildWindow = Callable[[list[str]], tuple[QApplication, MainWindow]]
SECONDS = 600.0
FRAME_MS = 16.0
_EDGES = (4.0, 8.0, FRAME_MS, 33.0, 100.0)  # milliseconds, of the histogram
_NAMED = 16  # how many places of standstills are named, of each kind
_ALARM_SECONDS = 0.004  # how often is looked where the thread is
_SIDE = 3000  # pixels of the longer side of the images
TOOLS = ("brush", "rectangle", "lasso", "fill", "brush", "superpixels", "wand", "brush", "eraser")
Step = Callable[[], object]
_APP = os.sep + "app" + os.sep


class Watch:
    """Times what the GUI thread does between two looks at its events, and notes where it is when that takes long.

    By a signal, which Python handles on the thread itself: another thread that looked at the frames would hold on to
    what is in them, painters included. Windows has no such signal; places are then not known.
    """

    def __init__(self) -> None:
        self.wall: list[float] = []  # milliseconds
        self.busy: list[float] = []  # of these, in which this thread had a processor
        self.held: list[float] = []  # of these, but for the wait for a processor: its own work, and what it waits for
        self.own_places: Counter[str] = Counter()  # of frames that are long by `busy`
        self.places: Counter[str] = Counter()  # of those that are long by `held` alone
        self.longest: dict[str, float] = {}  # milliseconds, of either
        self._seen: Counter[str] = Counter()  # where the thread was at each alarm of the frame
        known = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._schedule = known.open("rb", buffering=0) if known.exists() else None
        self._earlier: object = None
        if hasattr(signal, "setitimer"):
            self._earlier = signal.signal(signal.SIGALRM, lambda _number, frame: self._note(frame))

    def run(self, frame: Callable[[], object]) -> None:
        """Time one round of the event loop."""
        self._seen.clear()
        self._set_alarm(_ALARM_SECONDS)
        queued, busy, started = self._queued(), time.thread_time(), time.perf_counter()
        frame()
        self.wall.append(1000 * (time.perf_counter() - started))
        self.busy.append(1000 * (time.thread_time() - busy))
        self.held.append(self.wall[-1] - 1000 * (self._queued() - queued))
        self._set_alarm(0)
        self._name(self.busy[-1], self.held[-1])

    def _name(self, busy: float, held: float) -> None:
        """Count a long frame for the place that it was at most of the time."""
        if max(busy, held) <= FRAME_MS:
            return
        place = self._seen.most_common(1)[0][0] if self._seen else ""
        place = place or "Qt, or not known"
        if busy > FRAME_MS:
            self.own_places[place] += 1
        else:
            place += " (waiting)"
            self.places[place] += 1
        self.longest[place] = max(self.longest.get(place, 0.0), busy if busy > FRAME_MS else held)

    def _queued(self) -> float:
        """Seconds that this thread has waited for a processor which others had; 0 where only Linux tells."""
        if self._schedule is None:
            return 0.0
        self._schedule.seek(0)
        return int(self._schedule.read().split()[1]) / 1e9

    def close(self) -> None:
        """Give the signal back."""
        if self._schedule is not None:
            self._schedule.close()
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._earlier)  # type: ignore[arg-type]

    def _set_alarm(self, seconds: float) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, seconds, seconds)

    def _note(self, frame: FrameType | None) -> None:
        self._seen[_innermost(frame)] += 1


def bench_session(build_window: BuildWindow, *, seconds: float = SECONDS) -> list[Row]:
    """Paint, zoom, pan, undo, change images, predict and learn in a real window for so long."""
    with tempfile.TemporaryDirectory(prefix="segmend-bench-") as place:
        folder = _draw(Path(place, "images"))
        application, window = build_window([str(folder)])
        window.show()
        session = window.session
        wait(application, lambda: session.prediction is not None and window.learner.is_idle(), "a prediction")
        whole = statistics.median(_redrawn(application, window) for _ in range(20))
        watch = Watch()
        try:
            _play(application, window, watch, seconds)
        finally:
            watch.close()
            window.close()
            application.processEvents()
    return _rows(watch, whole)


def _play(application: QApplication, window: MainWindow, watch: Watch, seconds: float) -> None:
    end = time.perf_counter() + seconds
    script = _script(window)
    while time.perf_counter() < end:
        step = next(script)

        def frame(step: Callable[[], object] | None = step) -> None:
            if step is not None:
                step()
            application.processEvents()

        watch.run(frame)
        time.sleep(0.004)


def _script(window: MainWindow) -> Iterator[Step | None]:
    """What a quick person does, a mouse or key event a round; None lets the window work on."""
    chance = np.random.default_rng(0)
    session, canvas = window.session, window.canvas
    for turn in itertools.count():
        yield partial(session.choose_tool, TOOLS[turn % len(TOOLS)])
        yield partial(session.choose_class, int(chance.choice([each.index for each in session.classes])))
        yield partial(session.set_brush_diameter, int(chance.integers(8, 200)))
        yield from _gesture(window, chance)
        yield from itertools.repeat(None, 60)  # a glance at what came of it
        if turn % 3 == 2:
            row, col = (chance.uniform(0.2, 0.8, 2) * (canvas.width(), canvas.height())).tolist()
            yield partial(canvas.set_zoom, float(chance.uniform(0.2, 3)), QPointF(row, col))
            yield from itertools.repeat(partial(_pan, window), 10)
        if turn % 4 == 3:
            yield window.commands["undo"].trigger
        if turn % 8 == 7:
            yield canvas.zoom_fit
            yield window.commands["heatmap"].trigger
            yield from itertools.repeat(None, 40)
            yield window.commands["heatmap"].trigger
        if turn % 12 == 11:
            yield partial(session.step_image, 1 if turn // 12 % 2 == 0 else -1)
            yield from itertools.repeat(None, 200)
        if turn % 40 == 39:
            yield window.commands["learn"].trigger


def _pan(window: MainWindow) -> None:
    window.canvas.panned.emit(*window.canvas.view.pan(-12, 5))


def _gesture(window: MainWindow, chance: np.random.Generator) -> Iterator[Step]:
    """Press, drag and release somewhere on the image."""
    canvas, left = window.canvas, Qt.MouseButton.LeftButton
    place = chance.uniform(0.25, 0.75, 2) * (canvas.width(), canvas.height())

    def at(number: int) -> QPoint:
        turn = number / 5
        return QPoint(int(place[0] + 40 * np.cos(turn) + 3 * number), int(place[1] + 40 * np.sin(turn)))

    none = Qt.KeyboardModifier.NoModifier
    yield partial(QTest.mouseMove, canvas, at(0))
    yield partial(QTest.mousePress, canvas, left, none, at(0))
    for number in range(30):
        yield partial(QTest.mouseMove, canvas, at(number))
    yield partial(QTest.mouseRelease, canvas, left, none, at(29))


def _rows(watch: Watch, whole: float) -> list[Row]:
    reference = f"drawing the whole canvas anew: {whole:.1f} ms"
    rows = []
    for name, values in (
        ("processor time of the window's thread", watch.busy),
        ("without waiting for a processor", watch.held),
        ("by the clock", watch.wall),
    ):
        count = len(values)
        for low, high in zip((0.0, *_EDGES), (*_EDGES, float("inf")), strict=True):
            hits = sum(low < value <= high for value in values)
            span = f"{low:.0f} to {high:.0f} ms" if high < float("inf") else f"over {low:.0f} ms"
            rows.append(Row(f"{name}, frames of {span}", hits, "frames", f"{count} frames", hits / count))
        for share in (50, 99, 99.9, 100):
            value = float(np.percentile(values, share))
            title = "longest" if share == 100 else f"p{share:g}"
            rows.append(Row(f"{name}, {title}", value, "ms", reference, value / whole))
    count = len(watch.wall)
    for name, hits in (
        ("over 16 ms of the thread's own processor time", sum(busy > FRAME_MS for busy in watch.busy)),
        ("over 16 ms without waiting for a processor", sum(held > FRAME_MS for held in watch.held)),
        ("over 16 ms by the clock", sum(wall > FRAME_MS for wall in watch.wall)),
    ):
        rows.append(Row(name, hits, "frames", f"{count} frames", hits / count))
    for kind, places in ((" of own time", watch.own_places), ("", watch.places)):
        for place, hits in places.most_common(_NAMED):
            title = f"over {FRAME_MS:.0f} ms{kind}, {hits} times in {place}; longest"
            rows.append(Row(title, watch.longest[place], "ms", reference, watch.longest[place] / whole))
    return rows


def _innermost(frame: FrameType | None) -> str:
    """The innermost function of the program that the GUI thread is in, and who called it."""
    names: list[str] = []
    while frame is not None and len(names) < 2:
        file = frame.f_code.co_filename
        if _APP in file and not file.endswith(os.path.join("bench", "session.py")):
            names.append(f"{Path(file).stem}.{frame.f_code.co_name}")
        frame = frame.f_back
    return " < ".join(names)


def _redrawn(application: QApplication, window: MainWindow) -> float:
    start = time.perf_counter()
    window.canvas.redraw()
    application.processEvents()
    return 1000 * (time.perf_counter() - start)


def _draw(folder: Path) -> Path:
    """Photos that come with scikit-image, enlarged to what cameras give."""
    folder.mkdir()
    for number, photo in enumerate((skimage.data.chelsea(), skimage.data.astronaut(), skimage.data.coffee())):
        scale = _SIDE / max(photo.shape[:2])
        large = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        if not cv2.imwrite(str(folder / f"photo{number}.png"), cv2.cvtColor(large, cv2.COLOR_RGB2BGR)):
            raise SegmendError(f"{folder} cannot be written; is there room?")
    return folder
