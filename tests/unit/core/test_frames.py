import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from app.core.frames import Arrived, Ended, Fault, FrameReader, NewestFrame, Opened, Over, Report, is_url, shown

COUNT = 12


@pytest.fixture
def video(tmp_path: Path, write_video: Callable[..., str]) -> str:
    return write_video(tmp_path / "clip.avi", count=COUNT, rate=100)


def read_all(source: str) -> tuple[list[Report], list[tuple[int, np.ndarray]]]:
    """What a reader reports, and the frames, each taken on the reader's thread before the next is read."""
    newest, reports = NewestFrame(), list[Report]()
    taken: list[tuple[int, np.ndarray]] = []
    is_over = threading.Event()

    def take(reader: FrameReader, report: Report) -> None:
        reports.append(report)
        if isinstance(report, Arrived):
            newest.acknowledge()
            frame, number = newest.take()
            assert frame is not None
            taken.append((number, frame))
        elif isinstance(report, Over | Ended):
            is_over.set()

    reader = FrameReader(source, newest, take)
    reader.start()
    assert is_over.wait(10)
    assert reader.stop(seconds=5)
    return reports, taken


def test_reads_every_frame_once_in_order(video: str) -> None:
    reports, taken = read_all(video)
    assert reports == [Opened(48, 64, 100.0, COUNT), *[Arrived()] * COUNT, Over(COUNT - 1, 0)]
    assert [number for number, _ in taken] == list(range(COUNT))
    for number, frame in taken:
        assert np.abs(frame[24, 32].astype(int) - (20 * number, 0, 200)).max() < 12  # RGB, after JPEG


def test_a_video_that_cannot_be_sought_in_ends(video: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.frames._count", lambda capture: 0)
    assert read_all(video)[0][-1] == Ended(None)


def test_keeps_one_frame_however_many_are_read() -> None:
    newest = NewestFrame()
    frames = [np.full((4, 4, 3), number) for number in range(1000)]
    announcements = [newest.put(frame, number) for number, frame in enumerate(frames)]
    assert sum(announcements) == 1
    frame, number = newest.take()
    assert frame is frames[-1]
    assert number == 999
    assert newest.take() == (None, 999)
    assert not any(value is frame for value in vars(newest).values())


def test_announces_again_only_after_the_announcement_was_heard() -> None:
    newest, frame = NewestFrame(), np.zeros((1, 1, 3), np.uint8)
    assert newest.put(frame, 0)
    newest.take()
    assert not newest.put(frame, 1)
    newest.acknowledge()
    assert newest.put(frame, 2)


def test_a_rest_is_no_part_of_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, 0.1, 0.2, 100.0, 100.1])
    monkeypatch.setattr("app.core.frames.time", SimpleNamespace(monotonic=lambda: next(times)))
    newest, frame = NewestFrame(), np.zeros((1, 1, 3), np.uint8)
    for number in range(3):
        newest.put(frame, number)
    assert newest.rate == pytest.approx(10)
    newest.rest()
    assert newest.rate == 0
    newest.put(frame, 3)
    newest.put(frame, 4)
    assert newest.rate == pytest.approx(10)


def test_a_live_source_that_ends_was_lost(video: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FrameReader, "_is_live", lambda self, capture: True)
    end = read_all(video)[0][-1]
    assert isinstance(end, Ended)
    assert end.error is not None
    assert end.error.fault is Fault.LOST


def test_a_reader_that_is_stopped_reports_no_end(tmp_path: Path, write_video: Callable[..., str]) -> None:
    reports: list[Report] = []
    slow = write_video(tmp_path / "slow.avi", count=COUNT, rate=5)
    reader = FrameReader(slow, NewestFrame(), lambda _, report: reports.append(report))
    reader.start()
    assert reader.stop(seconds=5)
    assert not any(isinstance(report, Ended) for report in reports)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (3, "3"),
        ("/films/a b.mp4", "/films/a b.mp4"),
        ("rtsp://me:secret@camera.local:554/live/1", "rtsp://camera.local:554/live/1"),
        ("http://camera.local/feed?token=secret", "http://camera.local/feed"),
    ],
)
def test_shows_a_source_without_its_secrets(source: int | str, words: str) -> None:
    assert shown(source) == words


def test_knows_a_url_from_a_path() -> None:
    assert is_url("http://127.0.0.1/a")
    assert not is_url("C:/films/a.mp4")
    assert not is_url("a.mp4")
