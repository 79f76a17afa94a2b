"""Changes of the label map of the image shown: paint, accept, undo, redo."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.core.document import Document
from app.core.errors import SegmendError
from app.core.history import History
from app.core.label_file import has_labels, used_values
from app.core.label_map import UNLABELED, Box, Edit, LabelMap
from app.core.permission import ANYTHING, Over, permitted
from app.core.project import ImageState
from app.session.overlays import Overlays
from app.session.saving import Saver

Plane = NDArray[np.uint8]
Mask = NDArray[np.bool_]


class Painting(Overlays):
    """The image shown and its document."""

    image_state_changed = Signal(str)  # path
    labels_changed = Signal(object)  # Box: what to redraw
    history_changed = Signal()
    edited = Signal(object)  # Edit: committed, undone or redone
    spared = Signal(str)  # a sentence: a locked class kept its pixels, or a hidden one is shown again
    class_lacked = Signal(str)  # a sentence: there is no class to paint with

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._image: Plane | None = None
        self._ground: Plane | None = None  # the prediction as it was when the open stroke began
        self._spared_classes: set[int] = set()  # in the open stroke
        self._states_before: dict[str, ImageState] = {}  # by path, before the first step of its history
        self._saver = Saver(self._documents, self)

    @property
    def image(self) -> Plane | None:
        """The image shown, (H, W, 3) uint8 RGB, or None."""
        return self._image

    @property
    def image_path(self) -> str | None:
        """The path of the image shown, or None."""
        return self._document.path if self._document is not None else None

    @property
    def label_map(self) -> LabelMap | None:
        """The label map of the image shown; only the session writes to it."""
        return self._document.label_map if self._document is not None else None

    @property
    def labels(self) -> Plane | None:
        """(H, W) uint8, a read-only view that follows every change; 255 = unlabeled."""
        return self._document.label_map.labels if self._document is not None else None

    @property
    def provenance(self) -> Plane | None:
        """(H, W) uint8 of Source, a read-only view that follows every change."""
        return self._document.label_map.provenance if self._document is not None else None

    @property
    def history(self) -> History | None:
        """Undo and redo of the image shown."""
        return self._document.history if self._document is not None else None

    def state(self, path: str) -> ImageState:
        """How far the work on an image is."""
        return self._project.state(path) if self._project is not None else ImageState.NEW

    def paint(self, row: int, col: int, mask: Mask, *, value: int | None = None, over: Over = ANYTHING) -> Box | None:
        """Paint the mask (h, w) bool, its top-left pixel at (row, col), and return what changed.

        `value` None is the chosen class, 255 erases. `over` spares what lies on another ground; a prediction counts
        as it was when the stroke began, whatever arrives meanwhile. A first call opens a stroke that end_stroke() or
        cancel_stroke() ends. None if no image is shown, no class can be painted, or no pixel of the mask may be.
        """
        document = self._document
        if document is None:
            return None
        value = self._chosen_class if value is None else value
        if not self._may_paint(value):
            return None
        if not document.label_map.is_open:
            self._ground = self._prediction
        self._show_painted_class(value)
        allowed = permitted(row, col, mask, over, document.label_map.labels, self._ground)
        box = self._tell_painted(document.paint(row, col, allowed, value))
        self._collect_spared()
        return box

    def _show_painted_class(self, value: int) -> None:
        """Nothing is painted that cannot be seen."""
        if value != UNLABELED and self.looks[value].is_hidden:
            self.set_class_look(value, is_hidden=False)
            self.spared.emit(self.tr("“{}” was hidden; it is shown again.").format(self.classes[value].name))

    def _collect_spared(self) -> None:
        """Say, once in a step, which locked classes kept it from pixels."""
        found = self._document.label_map.take_spared() if self._document is not None else set()
        if found - self._spared_classes:
            self._spared_classes |= found
            self._say_spared()

    def _say_spared(self) -> None:
        names = [self.classes[index].name for index in sorted(self._spared_classes) if index in self.classes]
        if names:
            sentence = self.tr("Locked, so its pixels stay as they are: {}. The class list unlocks it.")
            self.spared.emit(sentence.format(", ".join(names)))

    def _may_paint(self, value: int) -> bool:
        """Whether there is such a class, or it is 255; says so if not."""
        if value != UNLABELED and value not in self.classes:
            self.class_lacked.emit(self.tr("Add a class first: there is none to paint with."))
            return False
        return True

    def _tell_painted(self, box: Box | None) -> Box | None:
        if box is not None:
            self.labels_changed.emit(box)
        return box

    def end_stroke(self, name: str) -> Edit | None:
        """End the open stroke as one step of the history; None if it changed nothing."""
        self._ground = None
        edit = self._note(self._document.commit(name)) if self._document is not None else None
        self._say_spared()  # again, where the hint of the tool has taken its place
        self._spared_classes.clear()
        return edit

    def cancel_stroke(self) -> None:
        """Take the open stroke back."""
        self._ground = None
        self._spared_classes.clear()
        box = self._document.cancel() if self._document is not None else None
        if box is not None:
            self.labels_changed.emit(box)

    def accept(self, mask: Mask | None = None, row: int = 0, col: int = 0) -> Edit | None:
        """Take the prediction over inside the mask (None: everywhere) where nothing was painted: one step."""
        if self._document is None or self._prediction is None:
            return None
        self._end_open_stroke()
        name = self.tr("Accept prediction")
        return self._note_drawn(self._document.accept(self._prediction, name=name, mask=mask, row=row, col=col))

    def undo(self) -> bool:
        """Take the last step back; False if there is none."""
        return self._move(lambda document: document.undo())

    def redo(self) -> bool:
        """Do again what was undone last; False if there is nothing."""
        return self._move(lambda document: document.redo())

    def show_prediction(self, labels: Plane, confidence: Plane | None, *, generation: int, version: str) -> bool:
        """As Overlays.show_prediction; an image that was new is now predicted."""
        if not super().show_prediction(labels, confidence, generation=generation, version=version):
            return False
        path = self.image_path
        if path is not None and self.state(path) == ImageState.NEW:
            self._set_state(path, ImageState.PREDICTED)
        return True

    def _note(self, edit: Edit | None) -> Edit | None:
        """Everything that follows from a step: state, saving, signals."""
        if edit is not None and self._document is not None:
            self._saver.note_step(self._document)
            self._set_state(self._document.path, self._state_after(self._document))
            self.history_changed.emit()
            self.edited.emit(edit)
        return edit

    def _state_after(self, document: Document) -> ImageState:
        """Corrected; but once every step is taken back, what the image was before the first of them."""
        path, history = document.path, document.history
        state = self.state(path)
        if history.position or history.dropped:
            if state != ImageState.CORRECTED:
                self._states_before.setdefault(path, state)
            return ImageState.CORRECTED
        before = self._states_before.pop(path, None)
        if before is not None:
            return before
        if has_labels(document.label_map.labels):
            return ImageState.CORRECTED  # by what was decided in an earlier run
        return ImageState.NEW if self._prediction is None else ImageState.PREDICTED

    def _note_drawn(self, edit: Edit | None) -> Edit | None:
        """As _note, for a step whose pixels were not told yet."""
        if edit is not None:
            self.labels_changed.emit(edit.box)
        self._note(edit)
        self._collect_spared()
        self._spared_classes.clear()
        return edit

    def _move(self, move: Callable[[Document], Edit | None]) -> bool:
        self._end_open_stroke()
        try:
            edit = move(self._document) if self._document is not None else None
        except SegmendError as error:
            self.said.emit("error", str(error))
            return False
        if edit is None:
            return False
        self._restore_used_classes(edit.box)
        self.labels_changed.emit(edit.box)
        self._note(edit)
        return True

    def _restore_used_classes(self, box: Box) -> None:
        """A step back or forth may bring labels back whose class was removed since: the class comes back too."""
        assert self._document is not None
        row0, col0, row1, col1 = box
        used = used_values(self._document.label_map.labels[row0:row1, col0:col1])
        removed = [index for index in used if self.classes.is_removed(index)]
        for index in removed:
            self.classes.restore(index)
        if removed:
            self._classes_did_change(must_store=True)

    def _end_open_stroke(self) -> None:
        """A stroke that is still open counts: nothing that was painted is dropped on the way."""
        if self._document is not None and self._document.label_map.is_open:
            self.end_stroke(self.tr("Stroke"))

    def _set_state(self, path: str, state: ImageState) -> None:
        if self._project is None or self._project.state(path) == state:
            return
        try:
            self._project.set_state(path, state)
        except SegmendError as error:
            self.said.emit("error", str(error))
        self.image_state_changed.emit(path)

    def _check_size(self, labels: Plane) -> None:
        shape = self._document.label_map.shape if self._document is not None else None
        if labels.shape != shape or labels.dtype != np.uint8:
            raise ValueError(f"a prediction {labels.shape} {labels.dtype} does not fit the image {shape}")
