import shutil
import time
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest

from app.core import recording, video_file
from app.core.camera_devices import CameraDevice, from_v4l2
from app.core.errors import SegmendError
from app.core.frames import CameraOptions, Fault, FrameReader, NewestFrame, SourceError, _as_rgb
from app.core.opencv import cv2
from app.core.recording import RATE, Recording
from app.core.video_file import VideoFile, overlaid
from app.core.video_overlay import write_overlay

COLORS = np.zeros((256, 3), np.uint8)
COLORS[1] = (255, 0, 0)
SHARES = np.zeros(256, np.float32)
SHARES[1] = 1.0


def frames_of(path: Path) -> list[np.ndarray]:
    """RGB frames of a video."""
    capture, found = cv2.VideoCapture(str(path)), []
    while (read := capture.read())[0]:
        found.append(np.asarray(read[1])[..., ::-1])
    capture.release()
    return found


def plain(value: int, size: tuple[int, int] = (48, 64)) -> np.ndarray:
    return np.full((*size, 3), value, np.uint8)


def leave(free: int, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(1, 1, free))


@pytest.mark.parametrize("name", ["a.mp4", "a.avi"])
def test_a_video_is_written_whole_also_where_the_size_changes_and_is_odd(name: str, tmp_path: Path) -> None:
    file = VideoFile(tmp_path / "new" / name, 20)
    for frame in (plain(40, (49, 65)), plain(120, (24, 32)), plain(220, (49, 65))):
        file.write(frame)
        assert not (tmp_path / "new" / name).exists()
    assert file.finish()
    found = frames_of(tmp_path / "new" / name)
    assert [frame.shape for frame in found] == [(48, 64, 3)] * 3
    assert [abs(int(frame[20, 30, 1]) - value) < 12 for frame, value in zip(found, (40, 120, 220), strict=True)]
    assert [each.name for each in (tmp_path / "new").iterdir()] == [name]


def test_a_video_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    file = VideoFile(tmp_path / "a.mp4", 20)
    file.write(plain(1))
    file.abandon()
    assert list(tmp_path.iterdir()) == []
    assert not VideoFile(tmp_path / "b.mp4", 20).finish()


def test_a_full_disk_a_wrong_ending_and_a_folder_in_the_way_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SegmendError, match=r"ends in \.mp4 or \.avi"):
        VideoFile(tmp_path / "a.txt", 20)
    (tmp_path / "file").write_text("x")
    with pytest.raises(SegmendError, match="cannot be written"):
        VideoFile(tmp_path / "file" / "a.mp4", 20).write(plain(1))
    file = VideoFile(tmp_path / "a.mp4", 20)
    for _ in range(10):
        file.write(plain(1))
    leave(5_000_000, monkeypatch)
    for _ in range(6):
        file.write(plain(1))
    with pytest.raises(SegmendError, match=r"nearly full \(5 MB left\)"):
        file.write(plain(1))
    assert file.finish()  # what there is stays
    assert len(frames_of(tmp_path / "a.mp4")) == 16


def test_a_recording_lasts_as_long_as_what_was_seen(tmp_path: Path) -> None:
    ended: list[tuple[Path | None, str]] = []
    made = Recording(tmp_path / "a.mp4", lambda *end: ended.append(end))
    labels = np.zeros((48, 64), np.uint8)
    labels[:, 32:] = 1
    began = time.monotonic()
    made.put(plain(90), labels, COLORS, SHARES)
    time.sleep(0.4)
    made.put(plain(200), None, COLORS, SHARES)
    time.sleep(0.2)
    made.end()
    assert made.wait(20)
    seconds = time.monotonic() - began
    assert ended == [(tmp_path / "a.mp4", "")]
    found = frames_of(tmp_path / "a.mp4")
    assert len(found) <= seconds * RATE + 2
    assert len(found) >= 0.6 * RATE - 2
    assert abs(int(found[0][20, 10, 1]) - 90) < 12  # background is clear, the class is not
    assert found[0][20, 50, 0] > 200
    assert found[0][20, 50, 1] < 60
    assert abs(int(found[-1][20, 50, 1]) - 200) < 12


def test_frames_that_come_too_quickly_are_left_out_and_memory_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = VideoFile.write

    def write(file: VideoFile, frame: np.ndarray) -> None:
        time.sleep(0.05)
        slow(file, frame)

    monkeypatch.setattr(video_file.VideoFile, "write", write)
    ended: list[tuple[Path | None, str]] = []
    made = Recording(tmp_path / "a.mp4", lambda *end: ended.append(end))
    for value in range(100):
        made.put(plain(value), None, COLORS, SHARES)
    assert made.left_out >= 100 - recording.WAITING - 2
    made.end()
    assert made.wait(20)
    assert ended[0][1] == ""


def test_a_recording_onto_a_full_disk_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(1_000_000, monkeypatch)
    ended: list[tuple[Path | None, str]] = []
    made = Recording(tmp_path / "a.mp4", lambda *end: ended.append(end))
    made.put(plain(1), None, COLORS, SHARES)
    made.put(plain(2), None, COLORS, SHARES)
    made._thread.join(20)
    assert ended[0][0] is None
    assert "nearly full" in ended[0][1]
    assert list(tmp_path.iterdir()) == []


def test_a_recording_whose_folder_goes_away_ends_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video_file, "_LOOK", 1)
    ended: list[tuple[Path | None, str]] = []
    made = Recording(tmp_path / "drive" / "a.mp4", lambda file, sentence: ended.append((file, sentence)))
    shown = np.zeros((32, 32, 3), np.uint8), None, np.zeros((256, 3), np.uint8), np.zeros(256, np.float32)
    made.put(*shown)
    made.put(*shown)  # which writes the one before
    deadline = time.monotonic() + 20
    while not (tmp_path / "drive").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.2)  # the first frame is in the file
    shutil.rmtree(tmp_path / "drive")
    made.put(*shown)
    made.end()
    assert made.wait(20)
    assert made.has_ended
    assert len(ended) == 1
    assert ended[0][0] is None
    assert "a.mp4 cannot be written" in ended[0][1]


def test_linux_names_cameras_and_hides_their_other_nodes(tmp_path: Path) -> None:
    for node, name, index in (
        ("video10", "Capture card", "0"),
        ("video2", "HD Webcam", "0"),
        ("video3", "HD Webcam", "1"),
    ):
        (tmp_path / node).mkdir()
        (tmp_path / node / "name").write_text(f"{name}\n")
        (tmp_path / node / "index").write_text(f"{index}\n")
    (tmp_path / "video7").mkdir()  # unplugged while it was being looked at
    assert from_v4l2(tmp_path) == [CameraDevice(2, "HD Webcam"), CameraDevice(7, ""), CameraDevice(10, "Capture card")]
    assert from_v4l2(tmp_path / "none") == []


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (np.full((4, 6, 3), (10, 20, 30), np.uint8), (30, 20, 10)),
        (np.full((4, 6), 77, np.uint8), (77, 77, 77)),
        (np.full((4, 6, 4), (10, 20, 30, 255), np.uint8), (30, 20, 10)),
        (np.full((4, 6), 77 * 256, np.uint16), (77, 77, 77)),
        (np.full((4, 6, 2), 128, np.uint8), (130, 130, 130)),  # YUY2: grey of video levels
    ],
)
def test_every_kind_of_pixels_becomes_rgb(frame: np.ndarray, expected: tuple[int, int, int]) -> None:
    rgb = _as_rgb(frame, is_mirrored=False)
    assert (rgb.shape, rgb.dtype) == ((4, 6, 3), np.uint8)
    assert np.abs(rgb.astype(int) - expected).max() <= 2


def test_a_camera_is_mirrored_and_other_pixels_are_named() -> None:
    frame = np.zeros((4, 6, 3), np.uint8)
    frame[:, 0] = 255
    assert _as_rgb(frame, is_mirrored=True)[0, :, 0].tolist() == [0, 0, 0, 0, 0, 255]
    with pytest.raises(SourceError) as caught:
        _as_rgb(np.zeros((4, 6, 3), np.float32), is_mirrored=False)
    assert caught.value.fault is Fault.BROKEN
    assert "float32" in caught.value.detail


class FakeCapture:
    """A camera that is asked for a size, and changes it while it runs."""

    asked: dict[int, float] = {}  # noqa: RUF012

    def __init__(self, *_: object) -> None:
        self.frames = [plain(1, (48, 64))] * 2 + [plain(1, (24, 32))] * 2

    def isOpened(self) -> bool:
        return True

    def set(self, what: int, value: float) -> bool:
        self.asked[what] = value
        return True

    def get(self, what: int) -> float:
        return 30.0 if what == cv2.CAP_PROP_FPS else 0.0

    def read(self) -> tuple[bool, np.ndarray | None]:
        return (True, self.frames.pop(0)) if self.frames else (False, None)

    def grab(self) -> bool:
        return True

    def release(self) -> None:
        pass


def test_a_camera_is_asked_for_size_and_rate_and_may_change_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.core import frames

    monkeypatch.setattr(frames, "_require", lambda _source: None)
    monkeypatch.setattr(frames, "LOST_AFTER", 1)
    monkeypatch.setattr(cv2, "VideoCapture", FakeCapture)
    reports: list[object] = []
    reader = FrameReader(0, NewestFrame(), lambda _reader, report: reports.append(report), CameraOptions(64, 48, 30))
    reader.start()
    reader._thread.join(10)
    asked = FakeCapture.asked
    wanted = (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT, cv2.CAP_PROP_FPS)
    assert [asked[each] for each in wanted] == [64, 48, 30]
    opened = [report for report in reports if isinstance(report, frames.Opened)]
    assert [(each.height, each.width) for each in opened] == [(48, 64), (24, 32)]


def test_a_video_is_written_again_with_predictions_and_labels(tmp_path: Path, write_video) -> None:
    source = Path(write_video(tmp_path / "clip.avi", count=5, rate=10))
    decided = np.full((48, 64), 255, np.uint8)
    decided[10:20, 10:20] = 1
    predicted = np.zeros((48, 64), np.uint8)
    predicted[:, 40:] = 1
    steps = write_overlay(source, tmp_path / "out.mp4", lambda _f: predicted, {2: lambda _s: decided}, COLORS, SHARES)
    assert [progress.done for progress in steps] == [1, 2, 3, 4, 5]
    found = frames_of(tmp_path / "out.mp4")
    assert len(found) == 5
    for number, frame in enumerate(found):
        assert frame[30, 55, 0] > 200  # predicted
        assert frame[30, 55, 2] < 60
        assert (frame[15, 15, 2] < 80) == (number == 2)  # decided, on that frame alone
    cancelled = write_overlay(source, tmp_path / "b.mp4", lambda _f: None, {}, COLORS, SHARES)
    next(cancelled)
    cancelled.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["clip.avi", "out.mp4"]
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video")
    with pytest.raises(SegmendError, match="no video that can be read"):
        list(write_overlay(broken, tmp_path / "c.mp4", lambda _f: None, {}, COLORS, SHARES))


def test_overlays_mix_as_the_window_does() -> None:
    labels = np.array([[0, 1, 255]], np.uint8)
    shares = np.zeros(256, np.float32)
    shares[1] = 0.5
    mixed = overlaid(np.full((1, 3, 3), 100, np.uint8), labels, COLORS, shares)
    assert mixed[0].tolist() == [[100] * 3, [177, 50, 50], [100] * 3]


def test_a_video_that_cannot_be_put_in_its_place_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").mkdir()
    file = VideoFile(tmp_path / "a.mp4", 20)
    file.write(plain(1))
    with pytest.raises(SegmendError, match=r"a\.mp4 cannot be written"):
        file.finish()
    assert [each.name for each in tmp_path.iterdir()] == ["a.mp4"]


def test_a_recording_whose_folder_is_gone_says_so_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(shutil, "disk_usage", refuse)
    told: list[tuple[Path | None, str]] = []
    recording = Recording(tmp_path / "a.mp4", lambda file, sentence: told.append((file, sentence)))
    recording.put(plain(1), None, COLORS, SHARES)
    recording.end()
    assert recording.wait(10)
    assert recording.has_ended
    assert told == [(None, f"{tmp_path / 'a.mp4'} cannot be written: No such file or directory.")]
