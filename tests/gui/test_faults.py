"""A disk that fails at any point of the work: what was not said to have failed is there; nothing is lost for good."""

import errno
import os
import random
import shutil
import sqlite3
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.core.label_map import UNLABELED, LabelMap, disk
from app.core.places import store_elsewhere
from app.core.project import Project
from app.session import Session
from app.ui.main_window import MainWindow
from tests.faults import Disk

NAMES = ("one.png", "two.png")
SHAPE = (48, 64)
PATIENCE = 60.0  # seconds
EVERY = int(os.environ.get("SEGMEND_FAULTS_EVERY", "5"))  # 1: the disk begins to fail at each of its operations once


Begin = Callable[[Path], "Work"]


def digest(labels: np.ndarray, provenance: np.ndarray) -> int:
    return zlib.crc32(labels.tobytes() + provenance.tobytes())


EMPTY = digest(np.full(SHAPE, UNLABELED, np.uint8), np.zeros(SHAPE, np.uint8))


@dataclass
class Work:
    """A session that does the same steps whenever it is asked, and notes what was stored after each."""

    folder: Path
    application: QCoreApplication
    session: Session = field(default_factory=Session)
    said: list[tuple[str, str]] = field(default_factory=list)
    states: dict[str, list[int]] = field(default_factory=lambda: {name: [EMPTY] for name in NAMES})
    safe: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NAMES, 0))  # the state that is on the disk
    safe_classes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session.said.connect(lambda level, sentence: self.said.append((level, sentence)))

    def spin(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.application.processEvents()
            if until():
                return
            time.sleep(0.0005)
        raise TimeoutError(f"still waiting; said: {self.said}")

    def show(self, name: str) -> None:
        self.session.open_image(str(self.folder / name))
        self.spin(lambda: not self.session.is_loading)

    def note(self) -> None:
        for document in self.session._documents:
            name = Path(document.path).name
            self.states[name].append(digest(document.label_map.labels, document.label_map.provenance))
            if document.is_stored:
                self.safe[name] = len(self.states[name]) - 1
        assert self.session.is_stored or any(level == "error" for level, _ in self.said)

    def stroke(self, row: int, col: int, value: int) -> None:
        self.session.paint(row, col, disk(9), value=value)
        self.session.end_stroke("Brush stroke")
        self.note()

    def add_class(self, name: str) -> None:
        errors = len([1 for level, _ in self.said if level == "error"])
        self.session.add_class(name)
        if errors == len([1 for level, _ in self.said if level == "error"]):
            self.safe_classes.append(name)

    def open(self) -> None:
        self.session.open_paths([str(self.folder)])
        self.spin(lambda: self.session.image is not None)

    def run(self) -> None:
        """Strokes on two images, undo, redo, both kinds of saving."""
        self.add_class("background")
        self.add_class("cat")
        self.stroke(2, 2, 0)
        self.stroke(20, 20, 1)
        self.session.undo()
        self.note()
        self.session.redo()
        self.note()
        self.session.save()
        self.stroke(5, 40, 1)
        self.show("two.png")
        self.stroke(9, 9, 1)
        self.add_class("dog")
        self.stroke(30, 30, 2)
        self.session.finish_saving()
        self.note()
        self.show("one.png")
        self.stroke(30, 40, 0)
        self.session.undo()
        self.note()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "images")


def make_folder(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in NAMES:
        Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(folder / name)
    return folder


@pytest.fixture
def begin(qapp: QCoreApplication) -> Iterator[Callable[[Path], Work]]:
    """begin(folder): a session with this folder open, which is closed after the test."""
    begun: list[Work] = []

    def make(folder: Path) -> Work:
        work = Work(folder, qapp)
        begun.append(work)
        work.open()
        return work

    yield make
    for work in begun:
        work.session.close()


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def found_in(folder: Path) -> tuple[dict[str, int], list[str]]:
    """What a new program finds: digests, and the names of the classes."""
    project = Project.open(folder)
    digests = {}
    for name in NAMES:
        path = str(folder / name)
        label_map: LabelMap = project.document(path, project.read_labels(path, SHAPE))[0].label_map
        digests[name] = digest(label_map.labels, label_map.provenance)
    names = [each.name for each in project.classes]
    project.close()
    return digests, names


def check_whole(folder: Path) -> None:
    for file in (folder / ".segmend" / "project.db", store_elsewhere(folder) / "project.db"):
        if not file.exists():
            continue
        connection = sqlite3.connect(file)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()


def crash(folder: Path, place: Path) -> Path:
    """The folder as a program that is killed at this moment leaves it."""
    unfinished = shutil.ignore_patterns("*.tmp")  # the saving thread may be at work
    shutil.copytree(folder, place, ignore=unfinished)
    if store_elsewhere(folder).exists():
        shutil.copytree(store_elsewhere(folder), store_elsewhere(place))
    return place


def endure(work: Work, failing: Disk, place: Path) -> None:
    """Do the work on a disk that fails, kill the program, mend the disk; check what is there after both."""
    work.run()
    failing.work()
    killed = crash(work.folder, place)
    digests, classes = found_in(killed)
    for name in NAMES:
        allowed = work.states[name][work.safe[name] :]
        assert digests[name] in allowed, f"{name} after a kill; said: {work.said}"
    assert set(work.safe_classes) <= set(classes)
    check_whole(killed)
    assert work.session.finish_saving(), work.said
    assert work.session.is_stored
    work.session.close()
    digests, classes = found_in(work.folder)
    assert digests == {name: work.states[name][-1] for name in NAMES}, work.said
    assert classes == ["background", "cat", "dog"]
    check_whole(work.folder)


def operations_of_the_work(work: Work, failing: Disk) -> int:
    failing.fail(10**9)
    work.run()
    work.session.close()
    assert work.said == []
    return failing.operations


CASES = {
    "full from then on": {"code": errno.ENOSPC},
    "can only be read from then on": {"code": errno.EROFS},
    "one failure": {"count": 1, "code": errno.EIO},
    "three failures, commits done all the same": {"count": 3, "code": errno.EIO, "commits": True},
}


@pytest.mark.parametrize("case", CASES)
def test_wherever_the_disk_begins_to_fail_nothing_is_lost_that_was_not_said(
    tmp_path: Path, failing: Disk, begin: Begin, case: str
) -> None:
    total = operations_of_the_work(begin(make_folder(tmp_path / "count" / "images")), failing)
    assert total > 40
    places = range(0 if EVERY == 1 else random.randrange(EVERY), total, EVERY)
    said = 0
    for first in places:
        folder = make_folder(tmp_path / str(first) / "images")
        work = begin(folder)
        failing.fail(first, **CASES[case])  # type: ignore[arg-type]
        endure(work, failing, tmp_path / str(first) / "killed")
        said += any(level == "error" for level, _ in work.said)
        shutil.rmtree(tmp_path / str(first))
    assert said > len(places) // 3


def test_a_full_disk_is_said_once_in_one_sentence_and_saved_when_there_is_room(
    folder: Path, failing: Disk, begin: Begin, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.saving.RETRY_MS", 20)
    work = begin(folder)
    work.add_class("background")
    work.stroke(2, 2, 0)
    assert work.session.is_stored
    assert work.said == []
    failing.fail(0)
    for number in range(4):
        work.stroke(5 * number, 8 * number, 0)
        assert not work.session.is_stored
    qtbot.wait(300)  # several tries
    (said,) = work.said
    assert said[0] == "error"
    assert "database or disk is full" in said[1]
    assert "kept in memory" in said[1]
    failing.work()
    qtbot.waitUntil(lambda: work.session.is_stored and not work.session.is_dirty)
    assert [level for level, _ in work.said] == ["error", "info"]
    work.session.close()
    assert found_in(folder)[0]["one.png"] == work.states["one.png"][-1]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 4 MB."""
    place = tmp_path / "small"
    place.mkdir()
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("mounting a file system needs root")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> Path:
    """Leave not a byte."""
    filling = place / "filling"
    with filling.open("wb", buffering=0) as stream:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    stream.write(b"x" * size)
            except OSError:
                continue
    return filling


@pytest.mark.parametrize("stored", [True, False])
def test_a_real_disk_that_is_full_keeps_nothing_from_being_saved_later(
    small_disk: Path, begin: Begin, stored: bool, tmp_path: Path
) -> None:
    """With a store that was there before, and without any."""
    folder = make_folder(small_disk / "images")
    work = begin(folder)
    work.add_class("background")
    if stored:
        work.stroke(2, 2, 0)
    else:
        work.session.close()
        shutil.rmtree(folder / ".segmend")
        work = begin(folder)
    filling = fill(small_disk)
    noise = np.random.default_rng(0).integers(0, 2, SHAPE).astype(np.bool_)
    if not stored:
        work.add_class("background")
    for number in range(60):  # the log has room left for some of them
        work.session.paint(number % 7, 0, noise[: SHAPE[0] - 7], value=0 if number % 2 else UNLABELED)
        work.session.end_stroke("Noise")
        work.note()
    if stored:
        assert not work.session.is_stored
        assert any("is full" in sentence or "No space left" in sentence for _, sentence in work.said)
        found = found_in(crash(folder, tmp_path / "killed"))[0]["one.png"]
        assert found in work.states["one.png"][work.safe["one.png"] :]
    filling.unlink()
    assert work.session.finish_saving()
    assert work.session.is_stored
    work.session.close()
    assert found_in(folder)[0]["one.png"] == work.states["one.png"][-1]
    check_whole(folder)


def test_a_folder_that_goes_while_it_is_open_is_said_and_saved_to_when_it_is_back(folder: Path, begin: Begin) -> None:
    work = begin(folder)
    work.add_class("background")
    work.stroke(2, 2, 0)
    away = folder.rename(folder.with_name("away"))
    work.stroke(20, 20, 0)
    work.stroke(30, 30, 0)
    assert not work.session.finish_saving()
    assert sum("no longer there, so nothing can be saved" in sentence for _, sentence in work.said) == 1
    assert not folder.exists()
    project = work.session.project
    assert project is not None
    assert (project.checkpoints(), project.current) == ([], None)  # what the window shows can still be asked for
    assert work.session.undo()
    assert work.session.redo()
    work.note()
    away.rename(folder)
    assert work.session.finish_saving()
    assert work.session.is_stored
    work.session.close()
    assert found_in(folder)[0]["one.png"] == work.states["one.png"][-1]


def test_a_store_that_is_deleted_while_it_is_open_is_written_again_with_its_labels(folder: Path, begin: Begin) -> None:
    work = begin(folder)
    work.add_class("background")
    work.stroke(2, 2, 0)
    work.session.finish_saving()
    shutil.rmtree(folder / ".segmend")
    work.stroke(20, 20, 0)
    assert work.session.is_stored
    assert any("written again" in sentence for _, sentence in work.said)
    assert work.session.finish_saving()
    killed = crash(folder, folder.with_name("killed"))
    work.session.close()
    for place in (killed, folder):
        digests, classes = found_in(place)
        assert digests["one.png"] == work.states["one.png"][-1]
        assert classes == ["background"]


def test_a_clock_that_jumps_back_changes_nothing(folder: Path, begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps are numbered, not dated; the time of a file only tells whether another program wrote it."""
    work = begin(folder)
    work.add_class("background")
    work.stroke(2, 2, 0)
    work.session.finish_saving()
    file = folder / ".segmend" / "labels" / "one.png.png"
    for moment in (0.0, 4e9):
        monkeypatch.setattr("time.time", lambda moment=moment: moment)
        work.stroke(20, 20 + int(moment > 0), 0)
        work.session.finish_saving()
        os.utime(file, (moment, moment))
    work.stroke(30, 30, 0)
    work.session.close()
    assert found_in(folder)[0]["one.png"] == work.states["one.png"][-1]
    kept = [path.name for path in file.parent.iterdir() if "replaced" in path.name]
    assert len(kept) <= 2  # the file with the foreign time is kept beside, never lost


def test_what_another_program_has_locked_is_said_and_saved_when_it_lets_go(folder: Path, begin: Begin) -> None:
    work = begin(folder)
    other = Project.open(folder)
    other.classes.add("theirs")
    other.store_classes()  # a second program has made the store first
    work.session.add_class("background")
    work.session.paint(2, 2, disk(9), value=0)
    work.session.end_stroke("Brush stroke")
    assert not work.session.is_stored
    assert any("Another window" in sentence for _, sentence in work.said)
    expected = work.session.labels.copy()  # type: ignore[union-attr]
    other.close()
    assert not work.session.finish_saving()
    work.session.close()
    assert any("they are kept in" in sentence for _, sentence in work.said)
    again = Project.open(folder)
    stored = again.read_labels(str(folder / "one.png"), SHAPE)
    assert np.array_equal(stored.label_map.labels, expected)
    assert [each.name for each in again.classes] == ["theirs"]
    again.close()


def test_the_status_bar_says_saved_as_soon_as_the_journal_has_the_stroke_and_warns_when_it_has_not(
    failing: Disk, open_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.saving.RETRY_MS", 20)
    session, fact = open_window.session, open_window.status.saving
    session.paint(2, 2, disk(9), value=1)
    session.end_stroke("Brush stroke")
    assert (session.is_dirty, session.is_stored, fact.text()) == (True, True, "Saved")  # the label file comes later
    failing.fail(0)
    session.paint(20, 20, disk(9), value=1)
    session.end_stroke("Brush stroke")
    assert fact.text().startswith("Not saved")
    assert fact.property("isWarning")
    failing.work()
    qtbot.waitUntil(lambda: fact.text() == "Saved")
    assert not fact.property("isWarning")
