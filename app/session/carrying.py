"""Labels carried over: from the image before, and from one class to another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.core.document import Document
from app.core.edits import Edit
from app.core.errors import SegmendError
from app.core.formats.importing import merging_values
from app.core.label_map import LabelMap
from app.core.project import Project
from app.jobs import Worker
from app.session.painting import Painting, Plane
from app.session.reading import read_to_copy

Failed = Callable[[BaseException], None]


class Carrying(Painting):
    """Changes whose pixels come from labels that are there already."""

    @property
    def images(self) -> list[str]:
        """Absolute paths of the project's images, in order; a copy."""
        return self._project.image_paths() if self._project is not None else []

    def copy_previous(self, *, overwrites: bool = False) -> None:
        """Copy the labels of the image before into the one shown; painted pixels stay unless `overwrites`.

        Labels that are not in memory are read in the background; if another image is shown by then, nothing happens.
        """
        project, document = self._project, self._document
        if project is None or document is None:
            return
        images = self.images
        place = images.index(document.path) if document.path in images else 0
        if place == 0:
            self.said.emit("info", self.tr("There is no image before this one to copy labels from."))
            return
        before, generation, shape = images[place - 1], self._generation, document.label_map.shape
        known = self._documents.get(before)
        if known is not None:
            take_over = partial(self._take_over, known.label_map, before, generation, overwrites)
            if self._steps.is_running(known):
                self._steps.queue(known, take_over)
            else:
                take_over()
            return
        self._reader.submit(
            "copy",
            read_to_copy,
            project,
            before,
            shape,
            on_done=lambda label_map: self._take_over(label_map, before, generation, overwrites),
            on_failed=lambda error: self._fail_to_copy(error, generation),
        )

    def replace_class(self, old: int, new: int) -> Edit | None:
        """Give every pixel of one class in the image shown another class, 255 erases: one step."""
        if self._document is None or old == new or not self._may_paint(new):
            return None
        document, name = self._document, self.tr("Replace a class")
        return self._make(document, lambda: document.replacing(old, new, name=name))

    @property
    def reader(self) -> Worker:
        """The thread that reads images and labels to open them, one after another."""
        return self._reader

    @property
    def saving_worker(self) -> Worker:
        """The thread that writes label files, one after another."""
        return self._saver.worker

    def documents_in_memory(self) -> list[Document]:
        """The documents whose label maps need not be read from files."""
        return list(self._documents)

    def has_in_memory(self, path: str) -> bool:
        """Whether the label map of an image is in memory."""
        return path in self._documents

    def replace_in_memory(
        self, path: str, old: int, new: int, on_done: Callable[[Edit | None], None], on_failed: Failed
    ) -> None:
        """As replace_class for an image in memory, shown or not; `on_done` gets the step, perhaps before this returns.

        A large one is done in the background, and strokes that are made meanwhile lie on top of it. Of one that ends
        half way `on_failed` gets a SegmendError instead.
        """
        document = self._documents.get(path)
        if document is None:
            on_done(None)
            return
        sweep = document.replacing(old, new, name=self.tr("Replace a class"))

        def end(edits: list[Edit]) -> None:
            if sweep.size:
                on_failed(self._unfinished(path))
            else:
                on_done(edits[0] if sweep.edit() is not None else None)

        self._make(document, lambda: sweep, end)

    def merge_in_memory(
        self,
        path: str,
        values: Plane,
        on_done: Callable[[Edit | None, int], None],
        on_failed: Failed,
        *,
        overwrite: bool,
    ) -> None:
        """Bring imported values (H, W) into an image in memory, shown or not, as one step; as replace_in_memory.

        `on_done` gets the edit, and how many painted pixels differ and stay. Raises FormatError for another size.
        """
        document = self._documents.get(path)
        if document is None:
            on_done(None, 0)
            return
        sweep, count_kept = merging_values(document, values, overwrite=overwrite)

        def end(edits: list[Edit]) -> None:
            if sweep.size:
                on_failed(self._unfinished(path))
            else:
                on_done(edits[0] if sweep.edit() is not None else None, count_kept())

        self._make(document, lambda: sweep, end)

    def _unfinished(self, path: str) -> SegmendError:
        return SegmendError(
            self.tr("There was not enough memory for all of {0}; part of it is done and can be undone there.").format(
                path
            )
        )

    def bring_file_up_to_date(self, project: Project, path: str) -> None:
        """As Project.bring_up_to_date, for an image that is not in memory; what came of it is said. ProjectError."""
        for sentence in project.bring_up_to_date(path):
            self.said.emit("warning", sentence)

    def after_saving(self, then: Callable[[], None]) -> None:
        """Call this once all labels that are dirty now, steps under way included, were written or could not be."""
        self._end_open_stroke()
        self._steps.finish()
        self._saver.save_then(then)

    def _take_over(self, label_map: LabelMap | None, before: str, generation: int, overwrites: bool) -> None:
        document = self._document
        if generation != self._generation or document is None:
            return
        if label_map is None or not label_map.has_labels():
            self.said.emit("info", self.tr("{0} has no labels to copy.").format(before))
            return
        if label_map.shape != document.label_map.shape:
            self.said.emit("warning", self.tr("The labels of {0} are of another size than this image.").format(before))
            return
        name = self.tr("Copy labels of the image before")

        def say(edits: list[Edit]) -> None:
            if not edits:
                self.said.emit("info", self.tr("The labels of {0} are here already.").format(before))

        self._make(document, lambda: document.taking_over(label_map, overwrites=overwrites, name=name), say)

    def _fail_to_copy(self, error: BaseException, generation: int) -> None:
        if not isinstance(error, SegmendError):
            raise error
        if generation == self._generation:
            self.said.emit("warning", str(error))
