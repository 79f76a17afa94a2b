"""Session: the open project and image; the only writer of the domain; it says what changed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import platformdirs
from PySide6.QtCore import QObject, Signal

from app.core.document import Document
from app.core.errors import InputError, ProjectError, SegmendError
from app.core.images import write_png
from app.core.project import Project
from app.session.noting import Noting
from app.session.preview import Preview, read_preview
from app.session.reading import FoundImages, ReadImage, find_images, read_for_session
from app.session.shown import ImageFilter, Shown

_MOST_SKIPPED = 20  # a folder full of broken files shall not be read to its end for an image to show


class Session(Shown):
    """The state of one window. Every method is for the GUI thread; slow work runs on two threads behind it.

    Labels belong to a Document, and a document to its image for good: what is painted goes to the image that
    is shown at that moment, whatever is being loaded meanwhile.
    """

    project_opened = Signal()
    project_closing = Signal()  # the project is still there; what belongs to it can be stored
    image_opened = Signal()
    image_closed = Signal()
    saved = Signal(str)  # path
    loading_changed = Signal()
    saving_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._target: str | None = None  # the image being loaded
        self._cursor: str | None = None  # the image asked for last, even if it could not be read
        self._skips = 0  # how many more broken files may be passed until a folder shows an image
        self._request = 0  # numbers the loads; only the newest may be shown
        self._opening = 0  # numbers the calls of open_paths, likewise
        self._is_opening = False
        self._reserved: set[str] = set()  # files of frames that are being written
        self._direction = 1  # of the last step; the image read ahead lies there
        self._is_closed = False
        self._noting = Noting(self)
        self._saver.said.connect(self.said)
        self._saver.changed.connect(self.saving_changed)
        self._steps.changed.connect(self.saving_changed)
        self._saver.saved.connect(self._note_saved)
        self._listing.changed.connect(self._skip_on)
        self.image_opened.connect(self._show_proposal)

    @property
    def is_closed(self) -> bool:
        """Whether the session has ended, or is about to."""
        return self._is_closed

    @property
    def is_loading(self) -> bool:
        """Whether an image or a folder is being read."""
        return self._target is not None or self._is_opening

    @property
    def is_saving(self) -> bool:
        """Whether labels or frames are being written."""
        return self._saver.is_saving or self._steps.is_busy or bool(self._reserved)

    @property
    def is_dirty(self) -> bool:
        """Whether any label file lacks something; the journal may hold it all the same."""
        return bool(self._saver.dirty_documents())

    @property
    def is_stored(self) -> bool:
        """Whether every step that was made is on the disk and would be there again after a crash."""
        return all(document.is_stored for document in self._documents)

    def open_paths(self, paths: Sequence[str]) -> None:
        """Open a folder as the project, or images as one in the folder they have in common.

        Looked up in the background; what cannot be opened is said and the rest goes on. The first image is
        shown. The project that was open is saved and closed first; if it cannot be saved, it stays.
        """
        if self._is_closed:
            return
        self._opening += 1
        opening = self._opening
        self._is_opening = True
        self._reader.submit(
            "paths",
            find_images,
            [os.path.abspath(path) for path in paths],
            on_done=lambda found: self._leave_for(found, opening),
            on_failed=lambda error: self._fail_to_open(error, opening),
        )
        self.loading_changed.emit()

    def close_project(self) -> bool:
        """Save everything, wait for it and release the project; False if that was not possible.

        What cannot be saved is written to the user's data folder, which is said.
        """
        self._stop_opening()
        self._forget_loads()
        self._end_open_stroke()
        self._steps.finish()
        self._settling.stop()
        is_saved = self._saver.finish()
        if not is_saved:
            for document in self._saver.dirty_documents():
                self._saver.rescue(document)
        self._release_project()
        return is_saved

    def open_image(self, path: str) -> None:
        """Show an image of the project, read in the background; the one shown stays until then.

        Only the newest call counts. Without a project this opens one, as open_paths.
        """
        if self._is_closed:
            return
        project = self._project
        if project is None:
            self.open_paths([path])
            return
        try:
            path = project.absolute(path)
        except InputError as error:
            self.said.emit("error", str(error))
            return
        self._request += 1
        request = self._request
        self._target = self._cursor = path
        # A document in memory stays there until it is shown: else its file could be changed beside it.
        document = self._documents.get(path)
        self._documents.want(document)
        if path == self.image_path:
            self._set_preview(None)  # of another that was asked for in between
        elif not self._ahead.has(path) and not self._ahead.has_levels:
            self._reader.submit(
                "preview",
                read_preview,
                path,
                on_done=lambda preview: self._show_preview(preview, request),
                on_failed=lambda _error: None,  # reading the image says why
            )
        self._reader.submit(
            "image",
            lambda: read_for_session(project, self._ahead, path, with_labels=document is None),
            on_done=lambda read: self._show_read(read, document, request),
            on_failed=lambda error: self._fail_to_show(error, request),
        )
        self.loading_changed.emit()

    def step_image(self, step: int) -> None:
        """Show the next (1) or the previous (-1) image; at the ends nothing happens.

        Counts from the image asked for last, so that quick presses add up and a broken file can be passed.
        """
        self._direction = step
        path = self._neighbor(self._cursor, step)
        if path is not None:
            self.open_image(path)

    def add_image(
        self, image: np.ndarray, name: str, *, folder: str | None = None, frame_of: tuple[str, int] | None = None
    ) -> str:
        """Keep a frame, (H, W, 3) uint8 RGB, as <folder>/<name>.png of the project and show it.

        The file is written in the background and never replaces another. `folder` is meant for when no project
        is open; the default then is Segmend in the user's pictures. frame_of: the video file, and which of its frames
        this is, from 0. Returns the path, "" if that cannot be.
        """
        try:
            project = self._project_for_frames(folder)
        except (SegmendError, OSError) as error:
            self.said.emit("error", str(error))
            return ""
        inside = folder is not None and Path(folder).absolute().is_relative_to(project.folder)
        path = self._free_path(Path(folder).absolute() if inside and folder else project.folder, name)
        self._reserved.add(path)
        frame = np.array(image, dtype=np.uint8, order="C")
        self._saver.worker.submit(
            path,
            write_png,
            path,
            frame,
            on_done=lambda _: self._add_written(project, path, frame_of),
            on_failed=lambda error: self._fail_to_write(path, error),
            must=True,
        )
        return path

    def set_logging(self, *, is_on: bool) -> None:
        """Keep a log of what is done in the projects that are open or opened, or none."""
        self._noting.switch(is_on=is_on)

    def save(self) -> None:
        """Start to save everything that is dirty; an open stroke is ended by that."""
        self._end_open_stroke()
        self._saver.save_all()

    def finish_saving(self) -> bool:
        """Save everything and wait for it; False if something could not be saved (which was said)."""
        self._end_open_stroke()
        self._steps.finish()
        return self._saver.finish()

    def close(self) -> None:
        """Save everything, wait, release the project and end the threads; may be repeated."""
        if self._is_closed:
            return
        self._is_closed = True
        self._stop_opening()
        self._stop_search()
        self._listing.close()
        self._end_review()
        self._ahead.close()
        self._reader.close()
        self.close_project()
        self._saver.close()
        self.clear_frame()

    def _leave_for(self, found: FoundImages, opening: int) -> None:
        """Save what is open; then go over to what was found."""
        if opening != self._opening:
            return
        for problem in found.problems:
            self.said.emit("error", problem)
        if found.folder is None:
            self._stop_opening()
            return
        self._end_open_stroke()
        self._saver.save_all()
        # The saving thread works in order: when this comes back, the labels above are written or have failed.
        self._saver.worker.submit("paths", lambda: None, on_done=lambda _: self._go_over(found, opening), must=True)

    def _go_over(self, found: FoundImages, opening: int) -> None:
        if opening != self._opening or found.folder is None:
            return
        self._stop_opening()
        self._end_open_stroke()
        self._steps.finish()
        if not self._saver.finish():  # also where nothing is dirty: something may be on its way to the disk
            self.said.emit(
                "error",
                self.tr("{0} was not opened, for labels of the open project cannot be saved.").format(found.folder),
            )
            return
        if self._project is not None and str(self._project.folder) == found.folder:
            self._release_project()  # its lock must be free before the same folder is opened again
        try:
            project = Project.open(found.folder, images=found.images)
        except SegmendError as error:
            self.said.emit("error", str(error))
            return
        self._release_project()
        self._use_project(project)
        self._listing.begin(project, found.walk, is_complete=found.is_complete)
        first = project.last_image if found.walk is not None else None
        if first is not None or found.images:
            self._skips = _MOST_SKIPPED
            self.open_image(first or found.images[0])

    def _stop_opening(self) -> None:
        self._opening += 1
        self._is_opening = False
        self.loading_changed.emit()

    def _use_project(self, project: Project) -> None:
        self._project = project
        self._filter = ImageFilter()
        self._forget_matching()
        self._forget_order()
        self._ahead.use_levels(project.levels)
        self._saver.use(project)
        if project.current is None:  # else its own network comes next, with its own classes
            _, is_changed = self._adopt()
            if is_changed:
                self._store_classes(must_store=False)
        self._cursor = None
        for notice in project.take_notices():
            self.said.emit("warning", notice)
        self.classes_changed.emit()
        self.looks_changed.emit()
        self._keep_choice_valid()
        self.project_opened.emit()
        self.images_changed.emit()

    def _release_project(self) -> None:
        """Forget the project and its images; what could be saved has been."""
        if self._project is not None:
            self.project_closing.emit()
        self._stop_carrying()
        project, self._project = self._project, None
        if project is None:
            return
        self._forget_loads()
        self._listing.stop()
        self._settling.stop()
        self._stamp = self._values = self._survey = None
        self._saver.use(None)
        had_image = self._image is not None
        self._image = self._document = None
        self._states_before.clear()
        self._grounds.clear()
        self._documents.clear()
        self._ahead.clear()
        self._generation += 1
        self._clear_overlays()
        self._loose_classes, self._loose_looks = project.classes, project.looks
        try:
            project.close()
        except SegmendError as error:
            self.said.emit("error", str(error))
        if had_image:
            self.image_closed.emit()
            self.history_changed.emit()

    def read_pixels(self, path: str) -> np.ndarray:
        return self._ahead.read(path)

    def _go_to(self, path: str) -> None:
        self.open_image(path)

    def _forget_loads(self) -> None:
        self._request += 1
        self._reader.drop("image")
        self._reader.drop("preview")
        self._stop_loading()

    def _stop_loading(self) -> None:
        self._documents.want(None)
        self._set_preview(None)
        if self._target is not None:
            self._target = None
            self.loading_changed.emit()

    def _show_preview(self, preview: Preview | None, request: int) -> None:
        """Show in small what is being read; the image before it is still the one that is open, but out of sight."""
        if preview is not None and request == self._request and self._target is not None and not self._is_closed:
            self._end_open_stroke()
            self._set_preview(preview)

    def _show_read(self, read: ReadImage, document: Document | None, request: int) -> None:
        """Swap image and label map in at once, unless something newer was asked for."""
        if request != self._request or self._project is None or self._is_closed:
            return
        try:
            document = self._document_for(self._project, read, document)
        except SegmendError as error:
            self._fail_to_show(error, request)
            return
        height, width = read.image.shape[:2]
        if document.label_map.shape != (height, width):
            self._stop_loading()
            self._refuse_size(document, height, width)
            return
        self._end_open_stroke()
        self._saver.save_all()
        self._generation += 1
        self._image, self._document = read.image, document
        self._documents.trim(keep=document)
        self._clear_overlays()
        if read.notice is not None:
            self.said.emit("warning", read.notice)
        if document.is_dirty:  # what was put back from the journal
            self._saver.save_soon()
        if not self._project.has_image(read.path):
            self._project.add_image(read.path)
            self.images_changed.emit()
        self._note_shown(read.path, read.stamp)
        self._preview = None  # silently: what hears it would show the image before once more
        self._stop_loading()  # before the signals: who hears them may already ask for the next image
        self.image_opened.emit()
        self.history_changed.emit()
        self._prepare_next()

    def next_image(self) -> str | None:
        """The image that the next step in the same direction would show; None at the ends."""
        return self._neighbor(self.image_path, self._direction)

    def _prepare_next(self) -> None:
        """Read the image ahead that the next step in the same direction would show."""
        if not self.is_loading:
            self._ahead.prepare(self.next_image())

    def _neighbor(self, path: str | None, step: int) -> str | None:
        """The image that a step from this one leads to, among those that match the filter; None at the ends."""
        images = self.filtered()
        if path in images:
            there = images.index(path) + step
        elif path is None or self._filter.is_empty:
            there = 0
        else:  # it does not match: on to the nearest that does
            place = {each: number for number, each in enumerate(self.images)}
            here = place.get(path, -1)
            after = sum(place[each] < here for each in images)
            there = after + step - (step > 0)
        return images[there] if 0 <= there < len(images) else None

    def _document_for(self, project: Project, read: ReadImage, document: Document | None) -> Document:
        """The document in memory, or one for the labels just read."""
        if document is not None:
            self._documents.hold(document)
            return document
        assert read.stored is not None
        document, said = project.document(read.path, project.newest_labels(read.path, read.stored))
        if said is not None:
            self.said.emit("info", said)
        self._documents.add(document)
        return document

    def _refuse_size(self, document: Document, height: int, width: int) -> None:
        rows, cols = document.label_map.shape
        self.said.emit(
            "error",
            self.tr(
                "{0} is now {1} x {2} pixels, but its labels are {3} x {4}; "
                "put the earlier image back, or close and open the folder."
            ).format(document.path, width, height, cols, rows),
        )

    def _fail_to_show(self, error: BaseException, request: int) -> None:
        if request == self._request:
            self._stop_loading()
            self._say_failed(error)
            if self._image is None and self._skips > 0:
                self._skips -= 1
                self.step_image(1)

    def _skip_on(self) -> None:
        """The first image was broken before the others were known: now they are."""
        if self._image is None and self._cursor is not None and self._skips > 0 and not self.is_loading:
            self._skips -= 1
            self.step_image(1)

    def _fail_to_open(self, error: BaseException, opening: int) -> None:
        if opening == self._opening:
            self._stop_opening()
            self._say_failed(error)

    def _note_saved(self, path: str) -> None:
        self._documents.trim(keep=self._document)
        self.saved.emit(path)

    def _project_for_frames(self, folder: str | None) -> Project:
        if self._project is None:
            place = Path(folder) if folder else Path(platformdirs.user_pictures_dir()) / "Segmend"
            place.mkdir(parents=True, exist_ok=True)
            self._use_project(Project.open(place))
        assert self._project is not None
        return self._project

    def _free_path(self, folder: Path, name: str) -> str:
        """A file name nobody has: name.png, name-2.png, …"""
        stem = Path(name).name or "frame"
        path, number = folder / f"{stem}.png", 1
        while path.exists() or str(path) in self._reserved:
            number += 1
            path = folder / f"{stem}-{number}.png"
        return str(path)

    def _add_written(self, project: Project, path: str, frame_of: tuple[str, int] | None) -> None:
        self._reserved.discard(path)
        if project is self._project and not self._is_closed:
            project.add_image(path)
            if frame_of is not None:
                try:
                    project.note_frame(path, *frame_of)
                except ProjectError as error:
                    self.said.emit("warning", str(error))
            self.images_changed.emit()
            self.open_image(path)

    def _fail_to_write(self, path: str, error: BaseException) -> None:
        self._reserved.discard(path)
        self.said.emit("error", self.tr("The frame could not be written to {0}: {1}").format(path, error))
