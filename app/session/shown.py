"""The images that can be chosen and the pixels that are shown: list, filter, levels, changes on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.errors import SegmendError
from app.core.images import read_values
from app.core.levels import Survey, survey
from app.core.pixels import AUTO, Levels, LevelsTable, Values, render
from app.core.project import ImageState
from app.session.ahead import FileStamp, Pixels, ReadAhead, file_stamp
from app.session.listing import Listing
from app.session.review import Review

_SETTLE_MS = 300  # after the last change of levels: then the network looks again, and they are stored


@dataclass(frozen=True)
class ImageFilter:
    """Which images the list shows: part of the name, upper and lower case alike, and a state; empty is all."""

    text: str = ""
    state: ImageState | None = None

    @property
    def is_empty(self) -> bool:
        return not self.text and self.state is None


class Shown(Review):
    """The list of images and how the one that is shown looks; labels are not touched here."""

    filter_changed = Signal()
    pixels_changed = Signal()  # the same image, other pixels: levels, or its file was replaced
    pixels_settled = Signal()  # and they stay for now
    surveyed = Signal()  # what levels can be chosen from is known
    levels_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter = ImageFilter()
        self._matching: list[str] | None = None
        self.images_changed.connect(self._forget_matching)
        self._searched: tuple[list[str], list[str]] = ([], [])
        self._stamp: FileStamp | None = None  # of the pixels that are shown
        self._refused: FileStamp | None = None  # of the file that took their place and cannot be shown
        self._values: tuple[Levels, Values] | None = None  # of the image shown, and the levels they were read for
        self._survey: Survey | None = None
        self._is_survey_wanted = False
        self._ahead = ReadAhead(self)
        self._listing = Listing(self)
        self._listing.changed.connect(self.images_changed)
        self._listing.said.connect(self.said)
        self._listing.file_changed.connect(self._check_file)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._settle)

    @property
    def is_listing(self) -> bool:
        """Whether the list of images is still being made, or made again after a change on the disk."""
        return self._listing.is_running

    @property
    def image_filter(self) -> ImageFilter:
        """Which images are stepped through and listed."""
        return self._filter

    def set_filter(self, image_filter: ImageFilter) -> None:
        """Step through and list only images that match; the one that is shown stays."""
        if image_filter != self._filter:
            self._filter = image_filter
            self._forget_matching()
            self.filter_changed.emit()

    def filtered(self) -> list[str]:
        """The images that match the filter, in order; a copy.

        Looked up when the filter or the list changes: an image that is worked on leaves its state, not the list.
        """
        if self._filter.is_empty:
            return self.images
        if self._matching is None:
            self._matching = self._matches()
        return list(self._matching)

    @Slot()
    def _forget_matching(self) -> None:
        self._matching = None

    def _matches(self) -> list[str]:
        wanted, paths = self._filter, self.images
        if wanted.text:
            text = wanted.text.casefold()
            paths = [path for path, name in zip(paths, self._names(paths), strict=True) if text in name]
        if wanted.state is not None:
            paths = [path for path in paths if self.state(path) == wanted.state]
        return paths

    def _names(self, paths: list[str]) -> list[str]:
        """What is searched of these paths: what comes after the folder, in small letters."""
        if self._searched[0] != paths:  # made once for a list: a key pressed shall not wait for it
            skipped = len(str(self._project.folder)) if self._project is not None else 0
            self._searched = (paths, [path[skipped:].casefold() for path in paths])
        return self._searched[1]

    def is_missing(self, path: str) -> bool:
        """Whether the file of an image has gone from the disk."""
        return self._project is not None and self._project.images.is_missing(path)

    # Levels

    @property
    def survey(self) -> Survey | None:
        """What the levels of the image that is shown can be chosen from; None until want_survey() was answered."""
        return self._survey

    @property
    def levels(self) -> Levels:
        """How images of the kind that was surveyed last are shown."""
        table = self._project.levels if self._project is not None else {}
        return table.get(self._survey.kind, AUTO) if self._survey is not None else AUTO

    def want_survey(self, *, is_wanted: bool) -> None:
        """Survey every image that is shown from now on, or none: it costs another reading of the file."""
        self._is_survey_wanted = is_wanted
        if is_wanted:
            self._read_values()
        else:
            self._values = self._survey = None

    def set_levels(self, levels: Levels) -> None:
        """Show all images of this kind with other levels, on the screen and to the network; no label changes."""
        if self._project is None or self._survey is None or levels == self.levels:
            return
        self._project.set_levels(self._survey.kind, levels)
        self._ahead.use_levels(self._project.levels)
        self.levels_changed.emit()
        self._render()
        self._settling.start()

    def _read_values(self) -> None:
        path, project = self.image_path, self._project
        if path is None or project is None:
            return
        table = project.levels
        self._reader.submit(
            "values",
            lambda: _survey(path, table),
            on_done=lambda read: self._take_values(path, table, *read),
            on_failed=lambda error: self._say_failed(error),
        )

    def _take_values(self, path: str, table: LevelsTable, values: Values, found: Survey) -> None:
        if self._is_survey_wanted and path == self.image_path:
            self._values = (table.get(values.kind, AUTO), values)
            self._survey = found
            self.surveyed.emit()

    def _render(self) -> None:
        """Show the image again with the levels as they are now; of several requests only the newest counts."""
        path, project = self.image_path, self._project
        if path is None or project is None:
            return
        kept, levels, table = self._values, self.levels, project.levels
        values = kept[1] if kept is not None and kept[0].channels == levels.channels else None

        def work() -> tuple[Pixels, Values]:
            read = read_values(path, table=table) if values is None else values
            return render(read, levels), read

        self._reader.submit(
            "levels",
            work,
            on_done=lambda done: self._take_rendered(path, levels, *done),
            on_failed=lambda error: self._say_failed(error),
        )

    def _take_rendered(self, path: str, levels: Levels, image: Pixels, values: Values) -> None:
        if path != self.image_path or self._image is None or image.shape != self._image.shape:
            return
        self._values = (levels, values)
        self._image = image
        self.pixels_changed.emit()

    @Slot()
    def _settle(self) -> None:
        """The network looks at the new pixels; what it said of the old ones stays until it has."""
        self._generation += 1
        if self._project is not None:
            try:
                self._project.store_facts()
            except SegmendError as error:
                self.said.emit("error", str(error))
        self.pixels_settled.emit()

    # Changes on the disk

    def _note_shown(self, path: str, stamp: FileStamp | None) -> None:
        """Another image is shown, read from a file that looked like this."""
        assert self._project is not None
        self._stamp, self._refused = stamp, None
        self._values = None
        self._project.note_shown(path)
        self._listing.watch_file(path)
        if self._project.images.set_missing(path, is_missing=False):
            self.image_state_changed.emit(path)
        if self._is_survey_wanted:
            self._read_values()

    @Slot()
    def _check_file(self) -> None:
        """Something happened to the file of the image that is shown, or beside it."""
        path = self.image_path
        if path is None or self._project is None:
            return
        stamp = file_stamp(path)
        if self._project.images.set_missing(path, is_missing=stamp is None):
            self.image_state_changed.emit(path)
            if stamp is None:
                sentence = self.tr("{0} is no longer on the disk. It stays open, and its labels are kept.")
                self.said.emit("warning", sentence.format(Path(path).name))
        if stamp is None or stamp in (self._stamp, self._refused):
            return
        self._reader.submit(
            "reread",
            self._ahead.read,
            path,
            on_done=lambda image: self._take_reread(path, stamp, image),
            on_failed=lambda error: self._refuse_reread(path, stamp, error),
        )

    def _take_reread(self, path: str, stamp: FileStamp, image: Pixels) -> None:
        if path != self.image_path or self._image is None:
            return
        name, (height, width) = Path(path).name, image.shape[:2]
        rows, cols = self._image.shape[:2]
        if (height, width) != (rows, cols):
            self._refused = stamp
            sentence = self.tr(
                "{0} was replaced on the disk by an image of {1} x {2} pixels. Its labels are {3} x {4} and stay as "
                "they are, over the earlier image; put that back, or move the label file away to begin anew."
            )
            self.said.emit("warning", sentence.format(name, width, height, cols, rows))
            return
        self._stamp = stamp
        self._image = image
        self._generation += 1
        self._clear_overlays()
        self.said.emit("info", self.tr("{0} was changed on the disk and read again; its labels are kept.").format(name))
        self.pixels_changed.emit()
        self.pixels_settled.emit()
        if self._is_survey_wanted:
            self._read_values()

    def _refuse_reread(self, path: str, stamp: FileStamp, error: BaseException) -> None:
        """A file that is being written cannot be read; when it is complete it changes once more."""
        if path != self.image_path:
            return
        self._refused = stamp
        self._say_failed(error)

    def _say_failed(self, error: BaseException) -> None:
        """An error of the reading thread as a sentence; one that no person can cause is raised here."""
        if isinstance(error, MemoryError):
            self.said.emit("error", self.tr("There is not enough memory for this; close other programs."))
        elif isinstance(error, SegmendError | OSError):
            self.said.emit("error", str(error))
        else:
            raise error


def _survey(path: str, table: LevelsTable) -> tuple[Values, Survey]:
    values = read_values(path, table=table)
    return values, survey(values)
