"""Changes of the label map of the image shown: paint, accept, undo, redo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from app.core.document import Document
from app.core.edits import Edit
from app.core.errors import SegmendError
from app.core.label_map import UNLABELED
from app.core.permission import ANYTHING, Over, permitted
from app.core.sweeps import STROKE_AT_ONCE, Moving, Sweep
from app.core.tiles import Box, union
from app.session.saving import Saver
from app.session.steps import Steps
from app.session.viewing import Viewing

Plane = NDArray[np.uint8]
Mask = NDArray[np.bool_]


class Painting(Viewing):
    """Strokes and steps, each one edit of the history; at once where it is small, in the background where not."""

    history_changed = Signal()
    edited = Signal(object)  # Edit: committed, undone or redone
    spared = Signal(str)  # a sentence: a locked class kept its pixels, or a hidden one is shown again
    class_lacked = Signal(str)  # a sentence: there is no class to paint with

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grounds: dict[Document, Plane | None] = {}  # the prediction as it was when the open stroke there began
        self._spared_classes: set[int] = set()  # in the open stroke
        self._saver = Saver(self._documents, self)
        self._steps = Steps(self)
        self._steps.progressed.connect(self._draw_step)
        self._steps.failed.connect(self._say_step_failed)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back, or one under way that will be."""
        document = self._document
        return document is not None and (document.history.can_undo or self._steps.is_running(document))

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        document = self._document
        return document is not None and document.history.can_redo

    @property
    def is_storing(self) -> bool:
        """Whether a step is on its way into the journal, and nothing has gone wrong with it."""
        return self._steps.is_busy or self._saver.is_storing

    @property
    def is_step_running(self) -> bool:
        """Whether a step of any image is still being done in the background."""
        return self._steps.is_busy

    def finish_steps(self) -> None:
        """Wait until what was asked of any image is done."""
        self._steps.finish()

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
        self._show_painted_class(value)
        if self._steps.is_queued(document):  # what was asked before comes before
            paint = partial(self._write, document, row, col, mask.copy(), value, over, self._prediction)
            self._steps.queue(document, paint)
            return None
        return self._write(document, row, col, mask, value, over, self._prediction)

    def paint_step(
        self, row: int, col: int, mask: Mask, *, name: str, value: int | None = None, over: Over = ANYTHING
    ) -> Edit | None:
        """As paint and end_stroke, where that is all of the step: it may then be of any size.

        A large one is done in the background, and strokes that are made meanwhile lie on top of it. Returns the edit
        if it is done already; `edited` tells in either case.
        """
        document, ground = self._document, self._prediction
        value = self._chosen_class if value is None else value
        if document is None or not self._may_paint(value):
            return None
        self._show_painted_class(value)
        return self._make(
            document,
            lambda: document.painting(row, col, mask, value, name=name, over=over, ground=ground),
        )

    def _write(
        self, document: Document, row: int, col: int, mask: Mask, value: int, over: Over, ground: Plane | None
    ) -> Box | None:
        """Paint on a document, on top of the step that is under way there."""
        if not document.label_map.is_open:
            self._grounds[document] = ground
        box = None
        if document.sweep is not None:
            box = document.sweep.complete(row, col, mask.shape)
        allowed = permitted(row, col, mask, over, document.label_map.labels, self._grounds.get(document))
        painted = document.paint(row, col, allowed, value)
        whole = union(each for each in (box, painted) if each is not None)
        if whole is not None:
            self._draw_step(document, whole)
        self._collect_spared(document)
        return painted

    def _show_painted_class(self, value: int) -> None:
        """Nothing is painted that cannot be seen."""
        if value != UNLABELED and self.looks[value].is_hidden:
            self.set_class_look(value, is_hidden=False)
            self.spared.emit(self.tr("“{}” was hidden; it is shown again.").format(self.classes[value].name))

    def _collect_spared(self, document: Document) -> None:
        """Say, once in a step, which locked classes kept it from pixels."""
        found = document.label_map.take_spared()
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

    def end_stroke(self, name: str) -> Edit | None:
        """End the open stroke as one step of the history; None if it changed nothing, or has to wait for another."""
        document = self._document
        if document is None:
            return None
        if self._steps.is_queued(document):
            self._steps.queue(document, partial(self._end_stroke, document, name))
            return None
        return self._end_stroke(document, name)

    def _end_stroke(self, document: Document, name: str) -> Edit | None:
        self._grounds.pop(document, None)
        edit = None
        if document.sweep is None and document.label_map.open_tiles > STROKE_AT_ONCE:
            self._steps.run(document, document.ending(name), partial(self._end_step, document))
        else:
            edit = document.commit(name)
        if edit is not None and document.sweep is None:  # else it is noted after the step below it
            self._note(document, edit)
        self._say_spared()  # again, where the hint of the tool has taken its place
        self._spared_classes.clear()
        return edit

    def cancel_stroke(self) -> None:
        """Take the open stroke back."""
        document = self._document
        if document is not None and self._steps.is_queued(document):
            self._steps.queue(document, partial(self._cancel_stroke, document))
        elif document is not None:
            self._cancel_stroke(document)

    def _cancel_stroke(self, document: Document) -> None:
        self._grounds.pop(document, None)
        self._spared_classes.clear()
        box = document.cancel()
        if box is not None:
            self._draw_step(document, box)

    def accept(self, mask: Mask | None = None, row: int = 0, col: int = 0) -> Edit | None:
        """Take the prediction over inside the mask (None: everywhere) where nothing was painted: one step.

        As paint_step: a large one is done in the background, as the prediction is now.
        """
        document, prediction = self._document, self._prediction
        if document is None or prediction is None:
            return None
        name = self.tr("Accept prediction")
        return self._make(document, lambda: document.accepting(prediction, name=name, mask=mask, row=row, col=col))

    def undo(self) -> bool:
        """Take the last step back, in the background if it is a large one; False if there is none."""
        return self._move(lambda document: document.undoing())

    def redo(self) -> bool:
        """Do again what was undone last, likewise; False if there is nothing."""
        return self._move(lambda document: document.redoing())

    def _move(self, begin: Callable[[Document], Sweep | None]) -> bool:
        document = self._document
        if document is None:
            return False
        began: list[bool] = []

        def beginning() -> Sweep | None:
            sweep = begin(document)
            began.append(sweep is not None)
            return sweep

        self._make(document, beginning)
        return not began or began[0]

    def _make(
        self, document: Document, begin: Callable[[], Sweep | None], on_end: Callable[[list[Edit]], None] | None = None
    ) -> Edit | None:
        """Do the step that `begin` gives, or queue that behind the one under way; the edit if it is done already."""
        done: list[Edit] = []

        def end(sweep: Sweep, edits: list[Edit]) -> None:
            self._end_step(document, sweep, edits)
            done.extend(edits[:1])
            if on_end is not None:
                on_end(edits)

        def make() -> None:
            if document.label_map.is_open:  # a stroke that is still open counts
                self._end_stroke(document, self.tr("Stroke"))
            if self._steps.is_busy_with(document):  # with that stroke, if it is a large one
                self._steps.queue_first(document, make)
                return
            try:
                sweep = begin()
            except SegmendError as error:
                self.said.emit("error", str(error))
                return
            if sweep is not None:
                self._steps.run(document, sweep, end)

        if self._steps.is_running(document):
            if document is self._document:
                self._end_open_stroke()
            self._steps.queue(document, make)
        else:
            make()
        return done[0] if done else None

    def _end_step(self, document: Document, sweep: Sweep, edits: list[Edit]) -> None:
        if isinstance(sweep, Moving):
            self._restore_used_classes(sweep.used)
        box = union(edit.box for edit in edits)
        if box is not None and sweep.is_small:
            self._draw_step(document, box)
        for edit in edits:
            self._note(document, edit)
        if sweep.tells_spared:
            self._collect_spared(document)
        else:
            document.label_map.take_spared()
        if not document.label_map.is_open:
            self._spared_classes.clear()

    @Slot(object)
    def _say_step_failed(self, error: BaseException) -> None:
        if not isinstance(error, MemoryError):
            raise error
        sentence = self.tr(
            "There was not enough memory for all of this step; part of it is done. Close other programs."
        )
        self.said.emit("error", sentence)

    def _note(self, document: Document, edit: Edit) -> None:
        """Everything that follows from a step: state, saving, signals."""
        self._saver.note_step(document)
        self._set_state(document.path, self._state_after(document))
        if document is self._document:
            self.history_changed.emit()
            self.edited.emit(edit)

    def _restore_used_classes(self, used: set[int]) -> None:
        """A step back or forth may bring labels back whose class was removed since: the class comes back too."""
        removed = [index for index in sorted(used) if self.classes.is_removed(index)]
        for index in removed:
            self.classes.restore(index)
        if removed:
            self._classes_did_change(must_store=True)

    def _end_open_stroke(self) -> None:
        """A stroke that is still open counts: nothing that was painted is dropped on the way."""
        document = self._document
        if document is not None and (document.label_map.is_open or self._steps.is_queued(document)):
            self.end_stroke(self.tr("Stroke"))
