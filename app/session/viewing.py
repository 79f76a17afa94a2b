"""The image that is shown: its pixels, its document, and how far the work on it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from app.core.document import Document
from app.core.errors import SegmendError
from app.core.history import History
from app.core.label_map import LabelMap
from app.core.project import ImageState
from app.core.tiles import Box
from app.session.overlays import Overlays

Plane = NDArray[np.uint8]


class Viewing(Overlays):
    """What is shown of an image and known of the others; nothing here changes a label."""

    image_state_changed = Signal(str)  # path
    labels_changed = Signal(object)  # Box: what to redraw

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._image: Plane | None = None
        self._states_before: dict[str, ImageState] = {}  # by path, before the first step of its history

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

    def show_prediction(self, labels: Plane, confidence: Plane | None, *, generation: int, version: str) -> bool:
        """As Overlays.show_prediction; an image that was new is now predicted."""
        if not super().show_prediction(labels, confidence, generation=generation, version=version):
            return False
        path = self.image_path
        if path is not None and self.state(path) == ImageState.NEW:
            self._set_state(path, ImageState.PREDICTED)
        return True

    def state(self, path: str) -> ImageState:
        """How far the work on an image is."""
        return self._project.state(path) if self._project is not None else ImageState.NEW

    @Slot(object, object)
    def _draw_step(self, document: Document, box: Box) -> None:
        if document is self._document:
            self.labels_changed.emit(box)

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
        if document.label_map.has_labels():
            return ImageState.CORRECTED  # by what was decided in an earlier run
        is_predicted = document is self._document and self._prediction is not None
        return ImageState.PREDICTED if is_predicted else ImageState.NEW

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
