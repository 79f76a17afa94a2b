"""Frames of a camera, a video file or a stream, read on a thread; the newest frame wins."""

import logging
import os
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

# FFmpeg writes to stderr what goes wrong; here it is told in a sentence instead. -8 is AV_LOG_QUIET.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

from app.core.opencv import cv2

Source = int | str  # the number of a camera, the path of a video file, or the URL of a stream

OPEN_SECONDS = 5.0  # a stream that does not answer for so long is not there
READ_SECONDS = 5.0
SEEK_SECONDS = 0.02  # the longest that a paused video takes to notice that another frame is asked for
USUAL_RATE = 25.0  # frames a second of a video file that does not tell its own
HIGHEST_RATE = 1000.0
RATE_WINDOW = 30  # frames over which the measured rate is averaged
LOST_AFTER = 20  # failed reads in a row, 50 ms apart: the camera was unplugged
PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtmp": 1935}

_log = logging.getLogger(__name__)


class Fault(Enum):
    """Why there are no frames."""

    MISSING = auto()
    NOT_A_FILE = auto()
    EMPTY = auto()
    NOT_A_VIDEO = auto()
    NO_DEVICE = auto()
    DEVICE_BUSY = auto()
    UNREACHABLE = auto()
    NOT_A_STREAM = auto()
    LOST = auto()
    BROKEN = auto()


class SourceError(Exception):
    """A source that gives no frames. detail: what the system said, maybe empty."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault, detail)
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True)
class CameraOptions:
    """What a camera is asked for; it may give something else. 0: as it likes. Videos and streams are as they are."""

    width: int = 0
    height: int = 0
    rate: int = 0
    is_mirrored: bool = False


@dataclass(frozen=True)
class Opened:
    """The first frame was read, or the first of another size.

    rate: frames a second, frames: how many there are, 0 where the source does not say.

    Only a source that says how many frames it has can be sought in: a video file.
    """

    height: int
    width: int
    rate: float
    frames: int = 0


@dataclass(frozen=True)
class Arrived:
    """A frame lies in the newest-frame slot."""


@dataclass(frozen=True)
class Over:
    """A video that can be sought in is over; it waits for a frame to be sought. number: of its last frame, from 0.

    seeks: how many frames had been sought by then.
    """

    number: int
    seeks: int


@dataclass(frozen=True)
class Ended:
    """The last report of a reader. error: None where a video is over that cannot be sought in."""

    error: SourceError | None


Report = Opened | Arrived | Over | Ended


class NewestFrame:
    """A slot for one frame and its number: what is put replaces what nobody took. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._frame: np.ndarray | None = None
        self._number = -1
        self._is_announced = False
        self._arrival = self._taken_arrival = 0.0
        self._times: deque[float] = deque(maxlen=RATE_WINDOW)

    def put(self, frame: np.ndarray, number: int) -> bool:
        """Store a frame; True if it has to be announced, because no announcement is under way."""
        with self._lock:
            self._frame, self._number, self._arrival = frame, number, time.monotonic()
            self._times.append(self._arrival)
            must_announce, self._is_announced = not self._is_announced, True
            return must_announce

    def take(self) -> tuple[np.ndarray | None, int]:
        """The frame, the caller's own from now on, and its number; None if it was taken before."""
        with self._lock:
            frame, self._frame = self._frame, None
            self._taken_arrival = self._arrival
            return frame, self._number

    @property
    def arrival(self) -> float:
        """When the frame that was taken last had been read, in seconds of time.monotonic()."""
        with self._lock:
            return self._taken_arrival

    def acknowledge(self) -> None:
        """The announcement was heard: the next frame is announced again."""
        with self._lock:
            self._is_announced = False

    def rest(self) -> None:
        """A pause begins: the time it takes is no part of the measured rate."""
        with self._lock:
            self._times.clear()

    @property
    def rate(self) -> float:
        """Frames put a second, over the last ones; 0 before the second."""
        with self._lock:
            if len(self._times) < 2:
                return 0.0
            seconds = self._times[-1] - self._times[0]
            return (len(self._times) - 1) / seconds if seconds > 0 else 0.0


class FrameReader:
    """The thread that opens one source and reads it until it ends or is stopped.

    A video file is paced by its own rate; a camera or a stream gives the pace itself.
    report(reader, Report) is called on that thread, and not after stop(): Opened, then Arrived for every
    frame whose announcement is not under way, and at last Ended; Over each time a video that can be sought in is over.
    """

    def __init__(
        self,
        source: Source,
        newest: NewestFrame,
        report: Callable[["FrameReader", Report], None],
        options: CameraOptions | None = None,
    ) -> None:
        self.source = source
        self._options = options if options is not None and isinstance(source, int) else CameraOptions()
        self._newest = newest
        self._report = report
        self._stopping = threading.Event()
        self._running = threading.Event()
        self._running.set()
        self._target: int | None = None
        self.seeks = 0  # how often a frame was asked for
        self._lock = threading.Lock()  # of the target
        # A daemon: a stream that hangs inside FFmpeg cannot keep the program from ending.
        self._thread = threading.Thread(target=self._run, name=f"frames of {shown(source)}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def pause(self) -> None:
        self._running.clear()
        self._newest.rest()

    def resume(self) -> None:
        self._running.set()

    def seek(self, number: int) -> None:
        """Give the frame of this number next, from 0, even while paused, and go on from there. For a video file."""
        with self._lock:
            self._target = max(0, number)
            self.seeks += 1

    def stop(self, *, seconds: float) -> bool:
        """End the thread and wait for it, no longer than `seconds`; True if it ended.

        One that is stuck in a dead stream ends by itself, after OPEN_SECONDS or READ_SECONDS.
        """
        self._stopping.set()
        self._running.set()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _tell(self, report: Report) -> None:
        if not self._stopping.is_set():
            self._report(self, report)

    def _run(self) -> None:
        error: SourceError | None = None
        capture: cv2.VideoCapture | None = None
        try:
            _require(self.source)
            capture = _capture(self.source, self._options)
            self._read(capture)
        except SourceError as known:
            error = known
        except Exception as unknown:  # noqa: BLE001  whatever a codec raises: a thread that dies is told of
            _log.exception("reading %s", shown(self.source))
            error = SourceError(Fault.BROKEN, str(unknown))
        finally:
            if capture is not None:
                capture.release()
            self._tell(Ended(error))

    def _read(self, capture: cv2.VideoCapture) -> None:
        """Frames until the end of the video or stop(). Raises SourceError."""
        rate, is_live = _rate(capture), self._is_live(capture)
        interval = 0.0 if is_live else 1 / (rate or USUAL_RATE)
        number, due = 0, time.monotonic()
        told: tuple[int, ...] = ()
        while not self._stopping.is_set():
            is_waiting = not self._running.is_set() and self._target is None
            if is_waiting and not self._sit_out(capture, is_live=is_live):
                continue
            target, seeks = self._take_target()  # after the wait: who goes on may have sought before
            if target is not None and not is_live:
                capture.set(cv2.CAP_PROP_POS_FRAMES, target)
                number = target
            frame = self._next(capture)
            if frame is None and number > 0 and not is_live and _count(capture):
                self._running.clear()
                self._tell(Over(number - 1, seeks))
                continue
            if frame is None:
                return self._finish(number, is_live=is_live)
            if frame.shape[:2] != told:  # a camera may change its size while it runs
                self._tell(Opened(frame.shape[0], frame.shape[1], rate, 0 if is_live else _count(capture)))
                told = frame.shape[:2]
            if self._newest.put(_as_rgb(frame, is_mirrored=self._options.is_mirrored), number):
                self._tell(Arrived())
            number += 1
            # After a pause or a slow frame the video goes on from here; it does not hurry to catch up.
            due = max(due + interval, time.monotonic())
            self._stopping.wait(due - time.monotonic())

    def _take_target(self) -> tuple[int | None, int]:
        with self._lock:
            target, self._target = self._target, None
            return target, self.seeks

    def _is_live(self, capture: cv2.VideoCapture) -> bool:
        """It shows what is now and gives the pace: a camera or a stream, but not a film on a server."""
        if isinstance(self.source, int):
            return True
        return is_url(self.source) and capture.get(cv2.CAP_PROP_FRAME_COUNT) <= 0

    def _sit_out(self, capture: cv2.VideoCapture, *, is_live: bool) -> bool:
        """Wait while paused; False if the pause goes on. A live source is drained: it resumes with now."""
        if not is_live:
            return self._running.wait(SEEK_SECONDS)
        capture.grab()
        return self._running.wait(0.02)

    def _next(self, capture: cv2.VideoCapture) -> np.ndarray | None:
        """(H, W, 3) uint8 BGR; None when a file or stream ends; a camera may stumble for a second."""
        for _ in range(LOST_AFTER):
            is_read, frame = capture.read()
            if is_read and frame is not None and frame.size:
                return np.asarray(frame)
            if not isinstance(self.source, int) or self._stopping.wait(0.05):
                return None
        raise SourceError(Fault.LOST)

    def _finish(self, number: int, *, is_live: bool) -> None:
        if self._stopping.is_set():
            return
        if number == 0:
            raise SourceError(_unreadable(self.source))
        if is_live:
            raise SourceError(Fault.LOST)


def is_url(source: str) -> bool:
    return "://" in source


def shown(source: Source) -> str:
    """The source as a person may see it: a URL without its password and its query."""
    if isinstance(source, int) or not is_url(source):
        return str(source)
    scheme, rest = source.split("://", 1)
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path.partition('?')[0]}"


def _require(source: Source) -> None:
    """Raises SourceError for what is plainly not there, before OpenCV tries every way to open it."""
    if isinstance(source, int):
        if source < 0 or (sys.platform == "linux" and not Path(f"/dev/video{source}").exists()):
            raise SourceError(Fault.NO_DEVICE)
    elif is_url(source):
        _require_server(source)
    else:
        path = Path(source)
        if not path.exists():
            raise SourceError(Fault.MISSING)
        if not path.is_file():
            raise SourceError(Fault.NOT_A_FILE)
        if path.stat().st_size == 0:
            raise SourceError(Fault.EMPTY)


def _require_server(url: str) -> None:
    """FFmpeg says nothing about why a stream does not open; a connection of our own does."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError as error:  # a port that is no number
        raise SourceError(Fault.UNREACHABLE, str(error)) from error
    if parts.scheme not in PORTS or port is None:
        return
    try:
        socket.create_connection((parts.hostname or "", port), timeout=OPEN_SECONDS).close()
    except OSError as error:
        raise SourceError(Fault.UNREACHABLE, error.strerror or str(error)) from error


def _as_rgb(frame: np.ndarray, *, is_mirrored: bool) -> np.ndarray:
    """(H, W, 3) uint8 RGB of what OpenCV gives: BGR, but grey, BGRA, packed YUV or 16 bits from some cameras.

    Raises SourceError for anything else.
    """
    if frame.dtype == np.uint16:
        frame = (frame >> 8).astype(np.uint8)
    codes = {1: cv2.COLOR_GRAY2RGB, 2: cv2.COLOR_YUV2RGB_YUY2, 3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGB}
    channels = 1 if frame.ndim == 2 else frame.shape[2] if frame.ndim == 3 else 0
    if frame.dtype != np.uint8 or channels not in codes:
        raise SourceError(Fault.BROKEN, f"its pixels are {frame.dtype} {frame.shape}")
    rgb = cv2.cvtColor(frame, codes[channels])
    return np.asarray(cv2.flip(rgb, 1) if is_mirrored else rgb)


def _set(capture: cv2.VideoCapture, options: CameraOptions) -> None:
    """Ask a camera for a size and a rate. Compressed frames: raw ones may be too many for a cable."""
    if options.width and options.height:
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, options.width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, options.height)
    if options.rate:
        capture.set(cv2.CAP_PROP_FPS, options.rate)


def _capture(source: Source, options: CameraOptions) -> cv2.VideoCapture:
    """An opened capture that prints nothing and waits for nothing longer than the limits above."""
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    if isinstance(source, int):
        capture = cv2.VideoCapture(source, cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY)
    else:
        limits = [
            *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, int(OPEN_SECONDS * 1000)),
            *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, int(READ_SECONDS * 1000)),
        ]
        capture = cv2.VideoCapture(source, cv2.CAP_FFMPEG, limits)
    if not capture.isOpened():
        capture.release()
        raise SourceError(_unreadable(source))
    if isinstance(source, int):
        _set(capture, options)
    return capture


def _unreadable(source: Source) -> Fault:
    """The source is there, and gives no frame."""
    if isinstance(source, int):
        return Fault.DEVICE_BUSY
    return Fault.NOT_A_STREAM if is_url(source) else Fault.NOT_A_VIDEO


def _count(capture: cv2.VideoCapture) -> int:
    """Frames in all as the file says; 0 where it says nothing that can be meant."""
    count = float(capture.get(cv2.CAP_PROP_FRAME_COUNT))
    return int(count) if 0 < count < 2**31 else 0


def _rate(capture: cv2.VideoCapture) -> float:
    """Frames a second as the source says; 0 where it says nothing that can be meant."""
    rate = float(capture.get(cv2.CAP_PROP_FPS))
    return rate if 0 < rate <= HIGHEST_RATE else 0.0
