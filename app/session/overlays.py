"""What the network says about the image that is shown, and the live frame of a camera."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.session.classes import ClassTable
from app.session.preview import Preview

Plane = NDArray[np.uint8]


class Overlays(ClassTable):
    """Prediction, heatmap and frame; none of them ever touches a label."""

    prediction_changed = Signal()
    heatmap_changed = Signal()
    runner_up_changed = Signal()
    compared_changed = Signal()
    frame_shown = Signal()
    preview_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._generation = 0
        self._prediction: Plane | None = None
        self._confidence: Plane | None = None
        self._prediction_version: str | None = None
        self._runner_up: Plane | None = None
        self._heatmap: Plane | None = None
        self._compared: Plane | None = None
        self._compared_version: str | None = None
        self._frame: Plane | None = None
        self._frame_labels: Plane | None = None
        self._preview: Preview | None = None

    @property
    def generation(self) -> int:
        """Counts the images shown: what was computed for an earlier generation is stale."""
        return self._generation

    @property
    def prediction(self) -> Plane | None:
        """(H, W) uint8, indices of `classes`, or None while there is none for this image."""
        return self._prediction

    @property
    def confidence(self) -> Plane | None:
        """(h, w) uint8, probability x 255 of the predicted class; may be smaller than the image."""
        return self._confidence

    @property
    def prediction_version(self) -> str | None:
        """Which version of the network predicted."""
        return self._prediction_version

    def show_prediction(self, labels: Plane, confidence: Plane | None, *, generation: int, version: str) -> bool:
        """Lay a prediction over the image; False (and nothing happens) if the generation is stale.

        `labels` is (H, W) uint8 of the image's size: another size raises ValueError. The arrays are kept, not
        copied. Labels are never touched: painted pixels win.
        """
        if generation != self._generation:
            return False
        self._check_size(labels)
        self._prediction, self._confidence, self._prediction_version = labels, confidence, version
        self._runner_up = None  # it belonged to the prediction before
        self.prediction_changed.emit()
        return True

    @property
    def runner_up(self) -> Plane | None:
        """(H, W) uint8, the class that is next probable after the predicted one, 255 = none; None if not asked for."""
        return self._runner_up

    def show_runner_up(self, labels: Plane | None, *, prediction: Plane | None) -> bool:
        """Keep the second most probable classes that go with a prediction; False if it is not the one shown."""
        if labels is None or prediction is not self._prediction or prediction is None:
            return False
        self._check_size(labels)
        self._runner_up = labels
        self.runner_up_changed.emit()
        return True

    @property
    def compared(self) -> Plane | None:
        """(H, W) uint8, what another version predicts for this image; None while nothing is compared."""
        return self._compared

    @property
    def compared_version(self) -> str | None:
        """Which version that is."""
        return self._compared_version

    def show_compared(self, labels: Plane | None, *, generation: int, version: str | None) -> bool:
        """Keep the prediction of another version, to be shown beside the prediction; as show_prediction."""
        if generation != self._generation:
            return False
        if labels is not None:
            self._check_size(labels)
        had_one = self._compared is not None
        self._compared, self._compared_version = labels, version
        if had_one or labels is not None:
            self.compared_changed.emit()
        return True

    @property
    def heatmap(self) -> Plane | None:
        """(h, w) uint8, probability x 255 of the chosen class, or None."""
        return self._heatmap

    def show_heatmap(self, heatmap: Plane | None, *, generation: int) -> bool:
        """Keep the heatmap of the chosen class; False if the generation is stale. None takes it away."""
        if generation != self._generation:
            return False
        self._heatmap = heatmap
        self.heatmap_changed.emit()
        return True

    @property
    def frame(self) -> Plane | None:
        """The live frame, (H, W, 3) uint8 RGB, or None while no camera or video is shown."""
        return self._frame

    @property
    def frame_labels(self) -> Plane | None:
        """The prediction for the frame, (H, W) uint8, or None."""
        return self._frame_labels

    @property
    def preview(self) -> Preview | None:
        """What is shown in small of the image that is being read, or None."""
        return self._preview

    @property
    def is_hidden(self) -> bool:
        """Whether a live frame or the image that comes next hides the image: nothing may change what is not seen."""
        return self._frame is not None or self._preview is not None

    def _set_preview(self, preview: Preview | None) -> None:
        if preview is not self._preview:
            self._preview = preview
            self.preview_changed.emit()

    def show_frame(self, image: Plane, labels: Plane | None) -> None:
        """Show a live frame instead of the image; the arrays are kept, not copied."""
        self._frame, self._frame_labels = image, labels
        self.frame_shown.emit()

    def clear_frame(self) -> None:
        """Show the image again."""
        if self._frame is not None:
            self._frame = self._frame_labels = None
            self.frame_shown.emit()

    def _check_size(self, labels: Plane) -> None:
        raise NotImplementedError

    def _clear_overlays(self) -> None:
        had_prediction, had_heatmap = self._prediction is not None, self._heatmap is not None
        self._prediction = self._confidence = self._prediction_version = self._heatmap = None
        self._runner_up = self._compared = self._compared_version = None
        if had_prediction:
            self.prediction_changed.emit()
        if had_heatmap:
            self.heatmap_changed.emit()
