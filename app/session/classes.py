"""The table of classes of the open project, and changes to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.core.class_looks import ClassLooks
from app.core.document import Document, Documents
from app.core.errors import InputError, SegmendError
from app.core.label_classes import Color, LabelClass, LabelClasses
from app.core.label_map import UNLABELED
from app.core.project import Project
from app.jobs import Job, Worker
from app.session.reading import find_uses
from app.session.tools import ToolState

_DOCUMENT_BYTES = 512 * 1024**2  # label maps kept in memory besides the open one
_NAMED_FILES = 3  # how many places a refusal names


class ClassTable(ToolState):
    """The project's classes; indices are never used twice."""

    classes_changed = Signal()
    looks_changed = Signal()  # how classes are shown, or which are locked
    class_used = Signal(int, str)  # the index of a class that cannot be removed, and a sentence that says why

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._loose_classes = LabelClasses()  # while no project is open
        self._loose_looks = ClassLooks()
        self._adopted: list[tuple[str, Color | None]] = []
        self._documents = Documents(limit_bytes=_DOCUMENT_BYTES)
        self._reader = Worker("reading", self)
        self._search: Job | None = None  # for the uses of a class that shall be removed

    @property
    def project(self) -> Project | None:
        """The open project."""
        return self._project

    @property
    def classes(self) -> LabelClasses:
        """The classes of the project, or a table for the time before one is open."""
        return self._project.classes if self._project is not None else self._loose_classes

    def add_class(self, name: str, color: Color | None = None) -> int | None:
        """Append a class and return its index; None (and a sentence) if that cannot be."""
        added: list[int] = []
        self._change_classes(lambda: added.append(self.classes.add(name, color).index))
        return added[0] if added else None

    def rename_class(self, index: int, name: str) -> bool:
        """Give a class another name; False (and a sentence) if that cannot be."""

        def rename() -> None:
            before = self.classes[index].name
            self.classes.rename(index, name)
            if self._project is not None:
                self._project.note_rename(before, index)

        return self._change_classes(rename)

    def recolor_class(self, index: int, color: Color) -> bool:
        """Give a class another colour; False (and a sentence) if that cannot be."""
        return self._change_classes(lambda: self.classes.recolor(index, color))

    def set_class_key(self, index: int, key: str | None) -> bool:
        """Give a class the key "1" to "9" or none; False (and a sentence) if that cannot be."""
        return self._change_classes(lambda: self.classes.set_key(index, key))

    def remove_class(self, index: int) -> None:
        """Remove a class unless a label map uses it; which is looked up in the background and then said."""
        if index not in self.classes:
            self.said.emit("warning", self.tr("There is no class with index {0}.").format(index))
            return
        project = self._project
        if project is None:
            self._change_classes(lambda: self.classes.remove(index))
            return
        numbers = self._edit_numbers()
        documents: list[Document] = list(self._documents)
        if self._search is not None:
            self.said.emit("info", self.tr("Another class is being removed; try again in a moment."))
            return
        self._search = job = Job(find_uses, project, documents, index)
        job.done.connect(lambda places: self._remove_unused(project, index, places, numbers))
        job.cancelled.connect(self._forget_search)
        job.failed.connect(self._fail_to_search)
        job.start()

    @property
    def looks(self) -> ClassLooks:
        """How classes are shown, and which are locked."""
        return self._project.looks if self._project is not None else self._loose_looks

    def set_class_look(self, index: int, **changes: object) -> None:
        """Show a class in another way (opacity 0-1, is_hidden) or lock it (is_locked); kept with the project."""
        looks = self.looks.changed(index, **changes)
        if looks == self.looks or index not in self.classes:
            return
        if self._project is None:
            self._loose_looks = looks
        else:
            self._project.set_looks(looks)
        for document in self._documents:
            document.label_map.lock(looks.locked)
        self.looks_changed.emit()

    def adopt_classes(self, rows: Sequence[tuple[str, Color | None]], kept_as: Sequence[int] = ()) -> list[int]:
        """The index of each of the network's classes (name, colour), new ones appended; see `matching` for kept_as.

        255 (unlabeled) stands for a class that was removed from the project, or for which there is no room.
        The rows are adopted again by each project that is opened later and has no network of its own, by their names.
        """
        self._adopted = list(rows)
        indices, is_changed = self._adopt(kept_as)
        if is_changed:
            self._classes_did_change(must_store=False)
        return indices

    def matching(self, names: Sequence[str], kept_as: Sequence[int] = ()) -> list[LabelClass | None]:
        """The class that each of a network's classes is, if it is there.

        kept_as: what they were in this project when the network was kept, if it was; so that names may have changed
        in any way since. The others go by a name they have or had.
        """
        kept = {at: self.classes[index] for at, index in enumerate(kept_as[: len(names)]) if index in self.classes}
        found: list[LabelClass | None] = []
        for at, name in enumerate(names):
            named = self.classes.by_name(name) or self._renamed(name, names)
            found.append(kept.get(at) or (None if named in kept.values() else named))
        return found

    def _adopt(self, kept_as: Sequence[int] = ()) -> tuple[list[int], bool]:
        indices: list[int] = []
        is_changed = False
        matching = self.matching([name for name, _ in self._adopted], kept_as)
        for (name, color), known in zip(self._adopted, matching, strict=True):
            if known is None and self.classes.by_name(name) is None and not self.classes.was_removed(name):
                try:
                    known = self.classes.add(name, color)
                    is_changed = True
                except SegmendError as error:
                    self.said.emit("warning", str(error))
            indices.append(UNLABELED if known is None else known.index)
        return indices, is_changed

    def _renamed(self, name: str, names: Sequence[str]) -> LabelClass | None:
        """The class that was called so, unless the network, whose classes' names are given, has one of the name that
        it has now."""
        index = None if self._project is None else self._project.formerly(name)
        if index is None or index not in self.classes:
            return None
        found = self.classes[index]
        return None if found.name in names else found

    def _remove_unused(self, project: Project, index: int, places: list[str], numbers: list[tuple[str, int]]) -> None:
        self._search = None
        if project is not self._project or index not in self.classes:
            return
        if places:
            sentence = self.tr("Class “{0}” is used in {1}. Give its pixels another class first, then remove it.")
            self.class_used.emit(index, sentence.format(self.classes[index].name, self._named(places)))
        elif numbers != self._edit_numbers():
            self.remove_class(index)  # painted on meanwhile: look again
        else:
            self._change_classes(lambda: self.classes.remove(index))

    def _forget_search(self) -> None:
        self._search = None

    def _fail_to_search(self, error: BaseException) -> None:
        self._search = None
        self.said.emit("error", self.tr("The class was not removed; its uses cannot be looked up: {0}").format(error))

    def _stop_search(self) -> None:
        if self._search is not None:
            self._search.cancel()
            self._search.wait()

    def _named(self, places: list[str]) -> str:
        shown = ", ".join(places[:_NAMED_FILES])
        more = len(places) - _NAMED_FILES
        return shown if more <= 0 else self.tr("{0} and %n more", "", more).format(shown)

    def _edit_numbers(self) -> list[tuple[str, int]]:
        """Tells whether anything was painted between two moments, an open stroke included."""
        return sorted((each.path, -1 if each.label_map.is_open else each.edit_number) for each in self._documents)

    def _change_classes(self, change: Callable[[], object]) -> bool:
        try:
            change()
        except InputError as error:  # a name that is taken, say: no reason for a notice that stays
            self.said.emit("warning", str(error))
            return False
        self._classes_did_change(must_store=True)
        return True

    def _store_classes(self, *, must_store: bool) -> None:
        """Store; classes that only a network brought wait until something else is stored."""
        project = self._project
        if project is not None and (must_store or project.is_stored):
            try:
                project.store_classes()
            except SegmendError as error:
                self.said.emit("error", str(error))

    def _classes_did_change(self, *, must_store: bool) -> None:
        self._store_classes(must_store=must_store)
        self.classes_changed.emit()
        self._keep_choice_valid()
