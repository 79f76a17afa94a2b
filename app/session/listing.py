"""The project's images found in the background, and what happens to them on the disk meanwhile."""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import shiboken6
from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from app.core.errors import InputError, SegmendError
from app.core.images import count_pages
from app.core.listing import FolderWalk
from app.core.pages import image_file, may_have_pages
from app.core.project import Project
from app.jobs import Job

_REPORT_SECONDS = 0.3  # between two reports of a list that grows
_HASHED_AT_ONCE = 2000  # paths
_QUIET_MS = 500  # a folder that is being filled is looked at no more often than this
_SETTLE_MS = 400  # after the last change of the open file: who writes it may not have finished
_MOST_FOLDERS = 500  # that are watched; systems give out only so many watches


@dataclass(frozen=True)
class Found:
    """A part of what the job finds: the files so far in order, or how many images are in which file."""

    files: dict[str, None] | None = None
    pages: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Looked:
    """How things end: what was entered, what could not be read, and in `files` what is there now."""

    folders: list[str]
    failures: list[InputError]
    failed_folders: list[str]
    files: list[str] | None = None


class Listing(QObject):
    """Fills the list of a project's images and keeps it true while the project is open."""

    changed = Signal()  # the list, or what has gone
    file_changed = Signal()  # the file of the image that is shown may have changed
    ended = Signal()
    said = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._is_folder = False  # all images below the folder, not some that were chosen
        self._job: Job | None = None
        self._turn = 0  # counts the jobs
        self._is_due = False  # something changed while the job ran
        self._said: set[str] = set()
        self._file = ""
        self._is_closed = False
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._note_folder)
        self._watcher.fileChanged.connect(self._note_file)
        self._quiet = self._timer(_QUIET_MS, self._look_again)
        self._settle = self._timer(_SETTLE_MS, self._check_file)

    @property
    def is_running(self) -> bool:
        """Whether the list is still being made or made again."""
        return self._job is not None

    def begin(self, project: Project, walk: FolderWalk | None, *, is_complete: bool) -> None:
        """Find the rest of the images by this walk (None: there is none), then the pages in them, then watch."""
        self.stop()
        self._project, self._is_folder = project, walk is not None
        known = project.images.files()
        self._watch([str(project.folder)])
        if walk is None or is_complete:
            folders = walk.folders if walk is not None else sorted({os.path.dirname(file) for file in known})
            self._start(_find_pages(known, Looked(folders, [], [])))
        else:
            self._start(_list_rest(walk))

    def watch_file(self, path: str | None) -> None:
        """Watch the file of the image that is shown, and no other."""
        if self._is_closed:
            return
        file = str(image_file(path)) if path else ""
        if self._file and self._file != file:
            self._watcher.removePath(self._file)
        self._file = file
        if file and file not in self._watcher.files() and os.path.exists(file):
            self._watcher.addPath(file)

    def close(self) -> None:
        """Stop, and wait for the thread to end."""
        job = self._job
        self.stop()
        if job is not None:
            job.wait()
        if not self._is_closed:
            self._is_closed = True
            # Here and now: the garbage collector might do it on another thread, which Qt's notifiers do not allow.
            shiboken6.delete(self._watcher)

    def stop(self) -> None:
        """Forget the project: nothing is looked for or watched any longer; may be repeated."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        self._turn += 1
        self._quiet.stop()
        self._settle.stop()
        watched = [] if self._is_closed else [*self._watcher.directories(), *self._watcher.files()]
        if watched:
            self._watcher.removePaths(watched)
        self._project, self._file, self._is_due = None, "", False
        self._said.clear()

    def _start(self, steps: Generator[Found, None, Looked]) -> None:
        job = Job(_run, steps, parent=self)
        self._turn += 1
        turn = self._turn  # what a job says after it was stopped is not heard
        job.progressed.connect(lambda found: self._take(found) if turn == self._turn else None)
        job.done.connect(lambda looked: self._finish(looked) if turn == self._turn else None)
        job.failed.connect(lambda error: self._fail(error) if turn == self._turn else None)
        self._job = job
        job.start()

    def _take(self, found: Found) -> None:
        assert self._project is not None
        if found.files is not None:
            self._project.images.begin(found.files)
        if self._project.images.set_pages(found.pages) or found.files is not None:
            self.changed.emit()

    def _finish(self, looked: Looked) -> None:
        assert self._project is not None
        self._job = None
        for failure in looked.failures:
            self._say_once("warning", str(failure))
        if looked.files is not None:
            self._take_over(looked, looked.files)
        self._watch(looked.folders)
        if self._is_due:
            self._is_due = False
            self._quiet.start()
        self._check_file()
        self.ended.emit()

    def _take_over(self, looked: Looked, files: list[str]) -> None:
        """Bring the list to what is on the disk now."""
        assert self._project is not None
        images = self._project.images
        before, missing = len(images), [file for file in images.files() if images.is_missing(file)]
        new, vanished = images.refresh(files, unread=looked.failed_folders)
        if vanished:
            name = Path(vanished[0]).name
            sentence = (
                self.tr("{0} is no longer on the disk; its labels are kept.").format(name)
                if len(vanished) == 1
                else self.tr(
                    "{0} and %n more are no longer on the disk; their labels are kept.", "", len(vanished) - 1
                ).format(name)
            )
            self.said.emit("warning", sentence)
        still = [file for file in missing if images.is_missing(file)]
        if new or vanished or len(still) != len(missing) or len(images) != before:
            self.changed.emit()

    def _fail(self, error: BaseException) -> None:
        self._job = None
        if not isinstance(error, SegmendError | OSError):
            raise error
        self._say_once("error", str(error))  # the list stays: a drive may be plugged in again
        self.ended.emit()

    def _say_once(self, level: str, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            self.said.emit(level, sentence)

    def _watch(self, folders: Iterable[str]) -> None:
        known = set(self._watcher.directories())
        room = _MOST_FOLDERS - len(known)
        new = [folder for folder in folders if folder not in known and os.path.isdir(folder)][: max(room, 0)]
        if new:
            self._watcher.addPaths(new)

    @Slot(str)
    def _note_folder(self, _folder: str) -> None:
        if not self._quiet.isActive():
            self._quiet.start()

    @Slot(str)
    def _note_file(self, _path: str) -> None:
        self._settle.start()

    @Slot()
    def _check_file(self) -> None:
        if self._file:
            path, self._file = self._file, ""
            self.watch_file(path)  # a file that was replaced as a whole is no longer watched
            self.file_changed.emit()

    @Slot()
    def _look_again(self) -> None:
        if self._project is None:
            return
        if self._job is not None:
            self._is_due = True
            return
        known = self._project.images.files()
        folder = str(self._project.folder) if self._is_folder else None
        self._start(_list_again(folder, known))

    def _timer(self, milliseconds: int, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer


def _run(steps: Generator[Found, None, Looked]) -> Generator[Found, None, Looked]:
    looked = yield from steps
    return looked


def _list_rest(walk: FolderWalk) -> Generator[Found, None, Looked]:
    """All that the walk has not given yet comes after what it has: a list that grows, then pages."""
    reported, count = time.monotonic(), 0
    files: dict[str, None] = {}
    for part in chain([walk.given], walk):
        for start in range(0, len(part), _HASHED_AT_ONCE):  # else the window would wait for this thread
            files.update(dict.fromkeys(part[start : start + _HASHED_AT_ONCE]))
            time.sleep(0)
        # The longer the list, the longer it takes to show it.
        if part and time.monotonic() - reported > _REPORT_SECONDS + len(files) / 1e6:
            yield Found(files.copy())
            reported, count = time.monotonic(), len(files)
        else:
            yield Found()  # a chance to stop
    if len(files) > count:
        yield Found(files)
    looked = yield from _find_pages(walk.given, Looked(walk.folders, walk.failures, walk.failed_folders))
    return looked


def _find_pages(files: list[str], looked: Looked) -> Generator[Found, None, Looked]:
    """How many images are in each file that may hold several."""
    counts: dict[str, int] = {}
    reported = time.monotonic()
    for file in files:
        if not may_have_pages(file):
            continue
        try:
            counts[file] = count_pages(file)
        except SegmendError:
            continue  # it is said when it is opened
        if time.monotonic() - reported > _REPORT_SECONDS:
            yield Found(pages=counts)
            counts, reported = {}, time.monotonic()
    if counts:
        yield Found(pages=counts)
    return looked


def _list_again(folder: str | None, known: list[str]) -> Generator[Found, None, Looked]:
    """What is there now: below the folder, or of the files that were chosen."""
    files: list[str] = []
    looked = Looked([], [], [])
    if folder is None:
        files = [file for file in known if os.path.isfile(file)]
    else:
        walk = FolderWalk(folder)
        for part in walk:
            files += part
            yield Found()
        looked = Looked(walk.folders, walk.failures, walk.failed_folders)
    there = set(known)
    yield from _find_pages([file for file in files if file not in there], looked)
    return Looked(looked.folders, looked.failures, looked.failed_folders, files)
