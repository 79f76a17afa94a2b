import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.camera import Camera
from app.core import frames
from app.core.frames import FrameReader
from app.core.opencv import cv2

WriteVideo = Callable[..., str]  # tests/conftest.py
FRAMES = 12
RATE = 40.0


@pytest.fixture
def camera(qtbot: QtBot) -> Iterator[Camera]:
    camera = Camera()
    yield camera
    camera.close()


@pytest.fixture
def video(tmp_path: Path, write_video: WriteVideo) -> str:
    return write_video(tmp_path / "clip.avi", count=FRAMES, rate=RATE)


def reader_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("frames of")]


def sentence_of(qtbot: QtBot, camera: Camera, source: int | str) -> str:
    with qtbot.waitSignal(camera.failed) as failed:
        camera.open(source)
    assert not camera.is_open
    assert failed.args is not None
    return failed.args[0]


def test_gives_the_frames_of_a_video_as_rgb_and_rests_at_the_last(qtbot: QtBot, camera: Camera, video: str) -> None:
    taken: list[tuple[int, np.ndarray]] = []

    def take() -> None:
        frame = camera.newest_frame()
        if frame is not None:
            taken.append((camera.position, frame))

    camera.frame_ready.connect(take)
    with qtbot.waitSignals([camera.opened, camera.finished]):
        camera.open(video)
    numbers = [number for number, _ in taken]
    assert numbers == sorted(numbers)  # a busy machine may miss some, never mix them up
    assert numbers[-1] == FRAMES - 1
    for number, frame in taken:
        assert frame.shape == (48, 64, 3)
        assert frame.dtype == np.uint8
        assert np.abs(frame[24, 32].astype(int) - (20 * number, 0, 200)).max() < 12  # JPEG
    assert camera.is_open
    assert camera.is_paused
    assert camera.is_over


def test_a_video_that_is_over_can_be_sought_in_and_played_again(qtbot: QtBot, camera: Camera, video: str) -> None:
    camera.frame_ready.connect(camera.newest_frame)
    with qtbot.waitSignal(camera.finished):
        camera.open(video)
    camera.seek(3)
    qtbot.waitUntil(lambda: camera.position == 3)
    assert camera.is_paused
    assert not camera.is_over
    with qtbot.waitSignal(camera.finished):
        camera.resume()
    with qtbot.waitSignal(camera.finished):
        camera.resume()
        qtbot.waitUntil(lambda: camera.position < FRAMES - 1)
        assert not camera.is_over


def test_a_video_that_cannot_be_sought_in_is_closed_at_its_end(
    qtbot: QtBot, camera: Camera, video: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "_count", lambda capture: 0)
    with qtbot.waitSignal(camera.finished):
        camera.open(video)
    assert not camera.is_open
    assert camera.newest_frame() is not None
    assert camera.position == FRAMES - 1


def test_says_what_it_opened(qtbot: QtBot, camera: Camera, video: str) -> None:
    with qtbot.waitSignal(camera.opened) as opened:
        camera.open(video)
    assert opened.args == ["clip.avi, 64 × 48, 40 frames a second"]


def test_paces_a_video_by_its_own_rate(qtbot: QtBot, camera: Camera, video: str) -> None:
    began = time.monotonic()
    with qtbot.waitSignal(camera.finished):
        camera.open(video)
    assert time.monotonic() - began > 0.95 * (FRAMES - 1) / RATE


def test_measures_the_rate(qtbot: QtBot, camera: Camera, video: str) -> None:
    assert camera.frames_per_second == 0
    camera.frame_ready.connect(camera.newest_frame)
    camera.open(video)
    qtbot.waitUntil(lambda: camera.position >= FRAMES // 2)
    assert 0 < camera.frames_per_second < 1.5 * RATE


def test_the_newest_frame_wins_and_is_announced_once(qtbot: QtBot, camera: Camera, video: str) -> None:
    announced: list[None] = []
    camera.frame_ready.connect(lambda: announced.append(None))
    camera.open(video)
    reader = camera._reader
    assert reader is not None
    began = time.monotonic()
    while reader._running.is_set() and time.monotonic() - began < 8:
        time.sleep(0.01)  # the whole video is read while the GUI thread does nothing
    assert not reader._running.is_set()
    assert announced == []
    with qtbot.waitSignal(camera.finished):
        pass
    assert len(announced) == 1
    frame = camera.newest_frame()
    assert frame is not None
    assert camera.position == FRAMES - 1
    assert abs(int(frame[24, 32, 0]) - 20 * (FRAMES - 1)) < 12


def test_a_paused_video_stands_still_and_then_goes_on_to_its_end(
    qtbot: QtBot, camera: Camera, tmp_path: Path, write_video: WriteVideo
) -> None:
    numbers: list[int] = []
    camera.frame_ready.connect(lambda: (camera.newest_frame(), numbers.append(camera.position)))
    with qtbot.waitSignal(camera.frame_ready):
        camera.open(write_video(tmp_path / "slow.avi", count=8, rate=10))
    camera.pause()
    assert camera.is_paused
    qtbot.wait(50)  # a frame may have been under way
    before = camera.position
    qtbot.wait(300)  # three frames, were it not paused
    assert camera.position == before < 7
    with qtbot.waitSignal(camera.finished):
        camera.resume()
    assert numbers[-1] == 7
    assert camera.is_over


@pytest.mark.parametrize("moment", ["at once", "while it plays", "while paused", "after the end"])
def test_closing_leaves_no_thread_and_no_frame(qtbot: QtBot, camera: Camera, video: str, moment: str) -> None:
    camera.open(video)
    if moment == "while it plays":
        qtbot.waitSignal(camera.frame_ready).wait()
    elif moment == "while paused":
        camera.pause()
        qtbot.wait(50)
    elif moment == "after the end":
        qtbot.waitSignal(camera.finished).wait()
    heard: list[str] = []
    for name in ("opened", "frame_ready", "failed", "finished"):
        getattr(camera, name).connect(lambda *_, name=name: heard.append(name))
    camera.close()
    assert reader_threads() == []
    assert not camera.is_open
    qtbot.wait(100)  # what was on its way arrives now, and is dropped
    assert heard == []
    assert camera.newest_frame() is None


def test_closing_twice_or_before_opening_does_nothing(camera: Camera) -> None:
    changes: list[None] = []
    camera.changed.connect(lambda: changes.append(None))
    camera.close()
    camera.close()
    camera.pause()
    camera.resume()
    assert changes == []


def test_opening_another_source_drops_the_first(
    qtbot: QtBot, camera: Camera, video: str, tmp_path: Path, write_video: WriteVideo
) -> None:
    other = write_video(tmp_path / "other.avi", count=3, rate=RATE)
    descriptions: list[str] = []
    camera.opened.connect(descriptions.append)
    with qtbot.waitSignal(camera.finished):
        camera.open(video)
        camera.open(other)
        assert len(reader_threads()) <= 1
    assert descriptions == ["other.avi, 64 × 48, 40 frames a second"]
    assert camera.newest_frame() is not None
    assert camera.position == 2


def test_a_missing_file_is_named(qtbot: QtBot, camera: Camera, tmp_path: Path) -> None:
    path = str(tmp_path / "nowhere.mp4")
    assert sentence_of(qtbot, camera, path) == f"There is no file {path}."


def test_a_file_name_cannot_take_part_in_the_sentence(qtbot: QtBot, camera: Camera, tmp_path: Path) -> None:
    path = str(tmp_path / "%1 %2.mp4")
    assert sentence_of(qtbot, camera, path) == f"There is no file {path}."


@pytest.mark.parametrize(
    ("content", "end"),
    [
        (b"", " is empty."),
        (b"not a video " * 500, " cannot be read as a video: it may be damaged or no video."),
        (None, " is not a file: open a video file, a camera or a stream."),
    ],
)
def test_a_file_that_is_no_video_is_named(
    qtbot: QtBot,
    camera: Camera,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    content: bytes | None,
    end: str,
) -> None:
    path = tmp_path / "clip.mp4"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    assert sentence_of(qtbot, camera, str(path)) == f"{path}{end}"
    assert capfd.readouterr() == ("", "")


def test_a_video_cut_off_in_the_middle_gives_the_frames_it_has(
    qtbot: QtBot, camera: Camera, video: str, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = Path(video).read_bytes()
    frames_begin, frames_end = whole.index(b"movi"), whole.index(b"idx1")
    Path(video).write_bytes(whole[: (frames_begin + frames_end) // 2])
    with qtbot.waitSignal(camera.finished):
        camera.open(video)
    assert camera.newest_frame() is not None
    assert 0 < camera.position < FRAMES
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("source", [99, "99", -1])
def test_a_missing_camera_is_named_without_noise(
    qtbot: QtBot, camera: Camera, capfd: pytest.CaptureFixture[str], source: int | str
) -> None:
    sentence = sentence_of(qtbot, camera, source)
    assert sentence == f"There is no camera {source}: plug it in, or choose another number."
    assert capfd.readouterr() == ("", "")


def test_a_stream_that_refuses_is_named_without_its_password(
    qtbot: QtBot, camera: Camera, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # nobody else gets the port, and nobody listens on it
        port = closed.getsockname()[1]
        sentence = sentence_of(qtbot, camera, f"rtsp://me:secret@127.0.0.1:{port}/live?key=secret")
    assert sentence.startswith(f"rtsp://127.0.0.1:{port}/live cannot be reached (")
    assert "secret" not in sentence
    assert capfd.readouterr() == ("", "")


def test_a_url_with_a_port_that_is_no_number_is_refused(qtbot: QtBot, camera: Camera) -> None:
    assert "cannot be reached" in sentence_of(qtbot, camera, "http://127.0.0.1:eighty/")


def test_a_server_that_sends_no_video_is_named(qtbot: QtBot, camera: Camera, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def answer() -> None:
            for _ in range(2):  # the first connection only asks whether anybody is there
                connection, _address = server.accept()
                connection.settimeout(2)
                with connection:
                    if connection.recv(1000):
                        connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nno.")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        sentence = sentence_of(qtbot, camera, f"http://127.0.0.1:{port}/clip.mp4")
        thread.join(5)
    assert sentence == f"http://127.0.0.1:{port}/clip.mp4 answers, but sends no video that can be read."
    assert capfd.readouterr() == ("", "")


def test_closing_while_a_server_keeps_silent_does_not_wait_for_it(
    qtbot: QtBot, camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "OPEN_SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        camera.open(f"http://127.0.0.1:{server.getsockname()[1]}/")
        (thread,) = reader_threads()
        qtbot.wait(200)
        began = time.monotonic()
        camera.close()
        assert time.monotonic() - began < 0.9
        thread.join(5)
        assert not thread.is_alive()


def test_tells_of_an_error_it_does_not_know(
    qtbot: QtBot,
    camera: Camera,
    video: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def break_down(self: FrameReader, capture: cv2.VideoCapture) -> None:
        raise RuntimeError("the codec gave up")

    monkeypatch.setattr(FrameReader, "_read", break_down)
    assert sentence_of(qtbot, camera, video) == f"{video} cannot be read (the codec gave up)."
    assert "the codec gave up" in caplog.text


class Stream:
    """A server of motion JPEG that breaks off after some frames, each time it is asked, until `is_up` is taken away."""

    def __init__(self) -> None:
        self.is_up = True
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}/live.mjpg"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)  # wakes the thread, which closing alone does not
        self._server.close()
        self._thread.join(5)

    def _serve(self) -> None:
        picture = cv2.imencode(".jpg", np.full((48, 64, 3), 90, np.uint8))[1].tobytes()
        part = b"--f\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n" % (len(picture), picture)
        head = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=f\r\n\r\n"
        while True:
            try:
                connection, _address = self._server.accept()
            except OSError:  # closed
                return
            with connection:
                connection.settimeout(2)
                try:
                    if connection.recv(1000) and self.is_up:  # the first connection asks nothing
                        connection.sendall(head + part * 30)
                except OSError:
                    continue


@pytest.fixture
def stream() -> Iterator[Stream]:
    stream = Stream()
    yield stream
    stream.close()


def test_a_stream_that_stops_and_returns_is_reached_again(qtbot: QtBot, camera: Camera, stream: Stream) -> None:
    camera._retry.setInterval(50)
    failures: list[str] = []
    camera.failed.connect(failures.append)
    with qtbot.waitSignals([camera.opened, camera.interrupted]):
        camera.open(stream.address)
    assert camera.is_open
    with qtbot.waitSignals([camera.opened, camera.frame_ready]):
        pass
    assert camera.newest_frame() is not None
    assert failures == []


def test_a_stream_that_does_not_return_is_given_up_with_a_sentence(
    qtbot: QtBot, camera: Camera, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.camera.RETRIES", 2)
    camera._retry.setInterval(50)
    camera.interrupted.connect(lambda: setattr(stream, "is_up", False))
    told: list[str] = []
    camera.interrupted.connect(told.append)
    with qtbot.waitSignal(camera.failed) as failed:
        camera.open(stream.address)
    assert failed.args is not None
    assert stream.address in failed.args[0]
    assert len(told) == 1
    assert "trying to reach it again" in told[0]
    assert not camera.is_open


def test_closing_while_a_lost_stream_is_tried_again_ends_the_trying(
    qtbot: QtBot, camera: Camera, stream: Stream
) -> None:
    with qtbot.waitSignal(camera.interrupted):
        camera.open(stream.address)
    camera.close()
    assert not camera._retry.isActive()
    assert not camera.is_open


def test_a_paused_video_shows_the_frame_that_is_asked_for(qtbot: QtBot, camera: Camera, video: str) -> None:
    with qtbot.waitSignals([camera.opened, camera.frame_ready]):
        camera.open(video)
    camera.pause()
    camera.newest_frame()
    assert camera.length == FRAMES
    assert not camera.wants_frame
    for number in (7, 2, 11, 0, 500, -3):
        with qtbot.waitSignal(camera.frame_ready):
            camera.seek(number)
            assert camera.wants_frame
        frame = camera.newest_frame()
        expected = min(max(number, 0), FRAMES - 1)
        assert camera.position == expected
        assert frame is not None
        assert abs(int(frame[20, 30, 0]) - 20 * expected) < 12
    assert camera.is_paused
    assert not camera.wants_frame
    camera.seek(FRAMES - 2)
    with qtbot.waitSignal(camera.finished):
        camera.resume()
    assert camera.is_over


def test_of_two_frames_asked_for_the_last_is_shown(qtbot: QtBot, camera: Camera, video: str) -> None:
    with qtbot.waitSignals([camera.opened, camera.frame_ready]):
        camera.open(video)
    camera.pause()
    camera.newest_frame()
    with qtbot.waitSignal(camera.frame_ready):
        camera.seek(4)
    camera.seek(9)  # before the first was taken
    assert camera.newest_frame() is None
    assert camera.wants_frame
    qtbot.waitUntil(lambda: camera.newest_frame() is not None)
    assert camera.position == 9
    assert not camera.wants_frame


def test_a_stream_cannot_be_sought_in(qtbot: QtBot, camera: Camera, stream: Stream) -> None:
    with qtbot.waitSignal(camera.opened):
        camera.open(stream.address)
    assert camera.length == 0
    camera.seek(3)
    assert camera._sought is None
