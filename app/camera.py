"""Camera: the open source of frames, on the GUI thread."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.core.frames import (
    Arrived,
    CameraOptions,
    Fault,
    FrameReader,
    NewestFrame,
    Opened,
    Over,
    Report,
    Source,
    SourceError,
    is_url,
    shown,
)

CLOSE_SECONDS = 0.5  # the longest that close() waits; a reader stuck in a dead stream ends by itself
RETRY_SECONDS = 1.0  # between two tries to reach a camera or a stream that was lost
RETRIES = 60


class Camera(QObject):
    """The open source of frames, if any. Lives on the GUI thread; all its signals are emitted there.

    Opening takes a moment and happens on a thread: `opened` or `failed` follows. Then `frame_ready` says that
    `newest_frame` has a frame; frames nobody takes in time are dropped, and one is kept at most.
    """

    opened = Signal(str)  # what was opened, in words
    frame_ready = Signal()
    failed = Signal(str)  # a sentence for a person; the camera is closed
    interrupted = Signal(
        str
    )  # a sentence: a camera or a stream was lost and is tried again; `opened` or `failed` follows
    # The video is over. One that can be sought in stays open, paused at its last frame; of another the camera is
    # closed, and the last frame can still be taken.
    finished = Signal()
    changed = Signal()  # is_open, is_paused or source

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.options = CameraOptions()  # of cameras that are opened from now on
        self._reader: FrameReader | None = None
        self._newest = NewestFrame()
        self._position = -1
        self._is_paused = self._is_over = False
        self._was_opened = False
        self._sought: int | None = None  # the number of the frame that was asked for and has not come
        self._retries = self._length = 0
        self._retry = QTimer(self, singleShot=True, interval=round(1000 * RETRY_SECONDS))
        self._retry.timeout.connect(self._try_again)
        self._relay = _Relay()
        self._relay.reported.connect(self._take_report, Qt.ConnectionType.QueuedConnection)

    @property
    def source(self) -> Source | None:
        return self._reader.source if self._reader else None

    @property
    def is_open(self) -> bool:
        """A source is being opened or read, or was lost and is tried again."""
        return self._reader is not None

    @property
    def is_paused(self) -> bool:
        return self._is_paused

    @property
    def is_over(self) -> bool:
        """Whether a video is paused because it is over; resume() plays it from its beginning."""
        return self._is_over

    @property
    def position(self) -> int:
        """Number of the frame that newest_frame gave last, from 0; -1 before the first."""
        return self._position

    @property
    def length(self) -> int:
        """Frames of the video in all, 0 for what cannot be sought in: a camera, a stream, a file that does not say."""
        return self._length if self.is_open else 0

    @property
    def wants_frame(self) -> bool:
        """Whether a frame that comes now is to be shown: it runs, or is paused and a certain frame was asked for."""
        return not self._is_paused or self._sought is not None

    @property
    def arrival(self) -> float:
        """When the frame that newest_frame gave last had been read, in seconds of time.monotonic()."""
        return self._newest.arrival

    @property
    def frames_per_second(self) -> float:
        """Measured over the last frames; 0 while there are none."""
        return self._newest.rate if self.is_open else 0.0

    def open(self, source: Source) -> None:
        """Close what is open; open a camera by its number, a video by its path, or a stream by its URL."""
        if isinstance(source, str) and source.isdecimal() and not Path(source).exists():
            source = int(source)
        self._release()
        self._newest, self._position, self._is_paused, self._is_over = NewestFrame(), -1, False, False
        self._was_opened, self._retries, self._length, self._sought = False, 0, 0, None
        self._reader = FrameReader(source, self._newest, self._relay.pass_on, self.options)
        self._reader.start()
        self.changed.emit()

    def newest_frame(self) -> np.ndarray | None:
        """Take the newest frame: (H, W, 3) uint8 RGB, the caller's own; None without one since the last."""
        frame, number = self._newest.take()
        if frame is not None and self._is_paused and self._sought not in (None, number):
            return None  # of before, or sought before: another one was asked for since
        if frame is not None:
            self._position = number
            self._sought = None
        return frame

    def seek(self, number: int) -> None:
        """Show the frame of this number, from 0, of a video; playing goes on from there, a pause stays one."""
        if self._reader is not None and self.length:
            self._sought, was_over = min(max(number, 0), self.length - 1), self._is_over
            self._is_over = False
            self._reader.seek(self._sought)
            if was_over:
                self.changed.emit()

    def pause(self) -> None:
        """Hold a video where it is; of a camera or a stream, show nothing until resume()."""
        if self._reader is not None and not self._is_paused:
            self._is_paused = True
            self._reader.pause()
            self.changed.emit()

    def resume(self) -> None:
        if self._reader is not None and self._is_paused:
            if self._is_over:
                self._reader.seek(0)
            self._is_paused = self._is_over = False
            self._reader.resume()
            self.changed.emit()

    def close(self) -> None:
        """Stop reading and forget the frame that waits. Nothing is emitted but `changed`."""
        if self._reader is not None:
            self._release()
            self._newest, self._is_paused, self._is_over = NewestFrame(), False, False
            self.changed.emit()

    def _release(self) -> None:
        self._retry.stop()
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.stop(seconds=CLOSE_SECONDS)

    @Slot(object, object)
    def _take_report(self, reader: FrameReader, report: Report) -> None:
        if reader is not self._reader:
            return  # of a source that was closed since
        if isinstance(report, Opened):
            self._was_opened, self._retries, self._length = True, 0, report.frames
            self.opened.emit(self._description(reader.source, report))
        elif isinstance(report, Arrived):
            self._newest.acknowledge()
            self.frame_ready.emit()
        elif isinstance(report, Over):
            self._rest_at_end(reader, report)
        elif report.error is not None and self._may_come_back(reader.source):
            self._wait_for(reader, report.error)
        else:
            self._release()
            self._is_paused = self._is_over = False
            self.changed.emit()
            if report.error is None:
                self.finished.emit()
            else:
                self.failed.emit(self._sentence(reader.source, report.error))

    def _rest_at_end(self, reader: FrameReader, over: Over) -> None:
        """Hold a video at its last frame, which is asked for: a slow network may have missed it."""
        if over.seeks != reader.seeks:
            if not self._is_paused:  # another frame was asked for meanwhile, and the video goes on from there
                reader.resume()
            return
        was_playing, self._sought = not self._is_paused, None
        self._is_paused = self._is_over = True
        reader.pause()
        if was_playing:
            self._sought = over.number
            reader.seek(over.number)
            self.finished.emit()
        self.changed.emit()

    def _may_come_back(self, source: Source) -> bool:
        """It gave frames, and is no file: a cable or a network may be mended."""
        return self._was_opened and self._retries < RETRIES and (isinstance(source, int) or is_url(source))

    def _wait_for(self, reader: FrameReader, error: SourceError) -> None:
        """Try again after a moment; the ended reader stays as the source that is waited for."""
        if self._retries == 0:
            sentence = self.tr("%1 stopped giving frames; trying to reach it again for a minute.")
            self.interrupted.emit(sentence.replace("%1", shown(reader.source)))
        self._retries += 1
        self._retry.start()

    @Slot()
    def _try_again(self) -> None:
        if self._reader is not None:
            self._newest.rest()
            self._reader = FrameReader(self._reader.source, self._newest, self._relay.pass_on, self.options)
            if self._is_paused:
                self._reader.pause()
            self._reader.start()

    def _description(self, source: Source, opened: Opened) -> str:
        if isinstance(source, int):
            name = self.tr("Camera %1").replace("%1", str(source))
        else:
            name = shown(source) if is_url(source) else Path(source).name
        size = f"{opened.width} \N{MULTIPLICATION SIGN} {opened.height}"
        if not opened.rate:
            return f"{name}, {size}"
        rate = self.tr("%1 frames a second").replace("%1", f"{opened.rate:.4g}")
        return f"{name}, {size}, {rate}"

    def _sentence(self, source: Source, error: SourceError) -> str:
        sentences = {
            Fault.MISSING: self.tr("There is no file %1."),
            Fault.NOT_A_FILE: self.tr("%1 is not a file: open a video file, a camera or a stream."),
            Fault.EMPTY: self.tr("%1 is empty."),
            Fault.NOT_A_VIDEO: self.tr("%1 cannot be read as a video: it may be damaged or no video."),
            Fault.NO_DEVICE: self.tr("There is no camera %1: plug it in, or choose another number."),
            Fault.DEVICE_BUSY: self.tr("Camera %1 gives no frames: another program may be using it."),
            Fault.UNREACHABLE: self.tr("%1 cannot be reached (%2): check the address and the network."),
            Fault.NOT_A_STREAM: self.tr("%1 answers, but sends no video that can be read."),
            Fault.LOST: self.tr("%1 stopped giving frames: check the cable or the network, and open it again."),
            Fault.BROKEN: self.tr("%1 cannot be read (%2)."),
        }
        return sentences[error.fault].replace("%2", error.detail).replace("%1", shown(source))


class _Relay(QObject):
    """Carries reports from a reader's thread to the camera's, and outlives the camera where it has to."""

    reported = Signal(object, object)

    def pass_on(self, reader: FrameReader, report: Report) -> None:
        self.reported.emit(reader, report)
