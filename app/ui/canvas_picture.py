"""What the canvas shows of the session: which image, which plane over it, in which colours."""

from __future__ import annotations

import logging
from enum import Enum

import numpy as np
from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtGui import QColor, QImage

from app.core.label_classes import BACKGROUND
from app.core.tiles import Box
from app.jobs import Job
from app.session import Session
from app.ui.canvas_layers import NO_COLORS, Layers, Plane
from app.ui.canvas_pyramid import ImagePyramid
from app.ui.canvas_view import View
from app.ui.color_maps import (
    HEAT_MAPS,
    ColorTable,
    class_table,
    decided_opacity,
    edge_opacity,
    edge_palette,
    heat_table,
)

_log = logging.getLogger(__name__)

DEFAULT_OPACITY = 0.45


class Compares(Enum):
    """Which part of a canvas shows what another version of the network predicts."""

    NOTHING = 0
    LEFT = 1
    WHOLE = 2


class CanvasPicture(QObject):
    """Follows the session and keeps the layers of the canvas up to date."""

    changed = Signal(QRect)  # these device pixels are to be put on the screen again
    mapped = Signal()  # a heatmap is shown now, another one, or none any more
    reshaped = Signal()  # an image of another size is shown, or none: zoom and position are new

    def __init__(self, session: Session, view: View, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._view = view
        self.layers = Layers(view)
        self._still: ImagePyramid | None = None  # of session.image, kept while camera frames are shown
        self._building: Job | None = None
        self._opacity = DEFAULT_OPACITY
        self._is_visible = True
        self._is_outlined = self._is_hatched = False
        self._compares = Compares.NOTHING
        self._split = 0.5  # share of the width, where the other version ends
        self._is_heat_uncertainty = False  # what session.heatmap was made for
        self._map = ""
        session.image_opened.connect(self._show_image)
        session.image_closed.connect(self._show_image)
        session.pixels_changed.connect(self._show_image)
        session.frame_shown.connect(self._show_frame)
        session.preview_changed.connect(self._show_frame)
        session.labels_changed.connect(self._mend_labels)
        session.heatmap_changed.connect(self._note_heatmap)
        for signal in (
            session.prediction_changed, session.compared_changed, session.view_changed, session.classes_changed,
            session.looks_changed,
        ):  # fmt: skip
            signal.connect(self._show_overlay)
        self._show_image()

    @property
    def opacity(self) -> float:
        """Opacity of the prediction, 0-1."""
        return self._opacity

    @property
    def is_visible(self) -> bool:
        """Whether anything is drawn over the image."""
        return self._is_visible

    def set_opacity(self, opacity: float) -> None:
        """Set the opacity of the prediction, 0-1; labels and heatmaps follow it and cover more."""
        self._opacity = min(max(opacity, 0.0), 1.0)
        self._show_overlay()

    def set_visible(self, is_visible: bool) -> None:
        """Show or hide everything over the image."""
        self._is_visible = is_visible
        self._show_overlay()

    @property
    def is_outlined(self) -> bool:
        """Whether regions are drawn as outlines instead of areas."""
        return self._is_outlined

    @property
    def is_hatched(self) -> bool:
        """Whether each class has lines of its own."""
        return self._is_hatched

    def set_style(self, *, is_outlined: bool, is_hatched: bool) -> None:
        """Draw regions as outlines; give each class lines of its own, to be told apart without colours."""
        self._is_outlined, self._is_hatched = is_outlined, is_hatched
        self._show_overlay()

    @property
    def compares(self) -> Compares:
        """Which part shows what another version predicts."""
        return self._compares

    def set_comparison(self, compares: Compares, split: float = 0.5) -> None:
        """Show another version's prediction left of a line (split: its share of the width, 0-1), everywhere or not."""
        self._compares, self._split = compares, min(max(split, 0.0), 1.0)
        self._show_overlay()

    @property
    def map(self) -> str:
        """Which map of numbers is drawn over the image: "heatmap", "uncertainty", or "" for none."""
        return self._map

    def set_surround(self, color: QColor) -> None:
        """Set the colour around the image."""
        self.layers.surround = color.rgb()
        self.redraw()

    @property
    def is_sharp(self) -> bool:
        """Whether nothing is left to be made of the image that is shown."""
        return self._still is None or self._still.is_complete

    def redraw(self) -> None:
        """Draw everything anew: the view was zoomed or resized."""
        self.layers.split = round(self._split * self._view.size.width())
        self.layers.mark_all()
        self._report_all()

    def scroll(self, right: int, down: int) -> None:
        """Move what is drawn: the view was panned by as many device pixels."""
        self.layers.scroll(right, down)
        self._report_all()

    def pixels(self) -> QImage:
        """The image to put on the screen, of the view's size in device pixels."""
        return self.layers.picture()

    @Slot()
    def _show_image(self) -> None:
        image = self._session.image
        if self._building is not None:
            self._building.cancel()
            self._building = None
        self._still = None if image is None else ImagePyramid(image)
        if self._still is not None and not self._still.is_complete:
            self._building = Job(self._still.build)
            self._building.done.connect(self._sharpen)
            self._building.failed.connect(self._note_failure)
            self._building.start()
        self._show_frame()

    @Slot()
    def _show_frame(self) -> None:
        """Show the camera's frame if there is one, else the image, or in small the one that is being read."""
        frame = self._session.frame
        preview = self._session.preview
        pyramid = self._still if frame is None else ImagePyramid(frame, is_large=False)
        if frame is None and preview is not None:
            pyramid = ImagePyramid(preview.pixels, is_large=False, shape=preview.shape)
        old_shape = self._view.image_shape
        self._view.set_image(None if pyramid is None else pyramid.shape)
        self.layers.set_image(pyramid)
        self._show_overlay()
        if self._view.image_shape != old_shape:
            self.reshaped.emit()

    @Slot()
    def _sharpen(self) -> None:
        """Replace the quick sketch of a large image."""
        self.redraw()

    @Slot(object)
    def _note_failure(self, error: BaseException) -> None:
        """The sketch stays: the image can be worked on, it only looks coarser when zoomed out."""
        _log.warning("no smaller copies of the image: %s", error)

    @Slot()
    def _show_overlay(self) -> None:
        session, layers = self._session, self.layers
        is_frame = session.frame is not None
        layers.labels = session.labels if self._is_visible and not session.is_hidden else None
        layers.below, below_colors, layers.compared = None, NO_COLORS[:256], None
        layers.is_below_smooth = False
        is_map = not self._is_visible or is_frame or session.view == "prediction"
        layers.is_below_outlined = self._is_outlined and is_map
        layers.is_hatched = self._is_hatched and is_map and not self._is_outlined
        if self._is_visible and is_frame and session.view != "none":
            layers.below, below_colors = session.frame_labels, self._prediction_colors()
        elif session.preview is not None:
            pass  # what there is lies over another image
        elif self._is_visible and session.view == "prediction":
            layers.below, below_colors = self._predictions(), self._prediction_colors()
        elif self._is_visible and session.view in ("heatmap", "uncertainty"):
            below_colors = self._take_heatmap()
        layers.colors = self._colors(below_colors, is_map=is_map)
        layers.mark_overlay()
        self._report_all()
        shown = "" if is_map or layers.below is None else session.view
        if shown != self._map:
            self._map = shown
            self.mapped.emit()

    def _predictions(self) -> Plane | None:
        """The prediction that lies under the labels; where two are swiped, the other is laid beside it."""
        session, layers = self._session, self.layers
        if session.compared is None or self._compares is Compares.NOTHING:
            return session.prediction
        if self._compares is Compares.WHOLE:
            return session.compared
        layers.compared = session.compared
        layers.split = round(self._split * self._view.size.width())
        return session.prediction

    def _colors(self, below: ColorTable, *, is_map: bool) -> ColorTable:
        """The table of the layers: of the plane below, of labels, of outlines; where hatched, of their lines too."""
        labels, edges = self._label_colors()
        if self._is_outlined:
            edges = self._class_colors(edge_opacity(self._opacity))
            background = self._session.classes.by_name(BACKGROUND)
            if background is not None:
                edges[background.index] = 0  # its neighbour's outline is enough
            below = np.zeros_like(below) if is_map else below
            return np.concatenate((below, np.zeros_like(labels), edges))
        if not self.layers.is_hatched:
            return np.concatenate((below, labels, edges))
        shades = edge_palette(self._session.classes.palette())
        lines = class_table(shades, decided_opacity(self._opacity) * self._session.looks.opacities())
        below_lines = np.where(below == 0, np.uint32(0), lines)
        return np.concatenate((below, labels, edges, below_lines, np.where(labels == 0, np.uint32(0), lines), edges))

    def _take_heatmap(self) -> ColorTable:
        """Lay the heatmap or the uncertainty over the image; returns its colours."""
        session, layers = self._session, self.layers
        is_uncertainty = session.view == "uncertainty"
        layers.is_below_smooth = True
        layers.below = session.heatmap if self._is_heat_uncertainty == is_uncertainty else None
        if not is_uncertainty:
            return heat_table(HEAT_MAPS["heatmap"], self._opacity)
        if layers.below is not None:
            return heat_table(HEAT_MAPS["uncertainty"], self._opacity)
        layers.below = session.confidence
        return heat_table(HEAT_MAPS["uncertainty"], self._opacity, is_reversed=True)

    @Slot()
    def _note_heatmap(self) -> None:
        """A heatmap of the view before must not be taken for that of the view now."""
        self._is_heat_uncertainty = self._session.view == "uncertainty"
        self._show_overlay()

    def _class_colors(self, opacity: float) -> ColorTable:
        """Each class in its colour, as far as its own opacity lets it."""
        return class_table(self._session.classes.palette(), opacity * self._session.looks.opacities())

    def _prediction_colors(self) -> ColorTable:
        """What is predicted as background is left clear: the image shows, and the other classes stand out."""
        background = self._session.classes.by_name(BACKGROUND)
        colors = self._class_colors(self._opacity)
        if background is not None:
            colors[background.index] = 0
        return colors

    def _label_colors(self) -> tuple[ColorTable, ColorTable]:
        """The tables of labels and of their outlines."""
        shades = edge_palette(self._session.classes.palette())
        edges = class_table(shades, edge_opacity(self._opacity) * self._session.looks.opacities())
        return self._class_colors(decided_opacity(self._opacity)), edges

    @Slot(object)
    def _mend_labels(self, box: Box) -> None:
        if self.layers.labels is None:
            return
        self.layers.labels = self._session.labels
        rect = self.layers.mark_labels(box)
        if not rect.isEmpty():
            self.changed.emit(rect)

    def _report_all(self) -> None:
        self.changed.emit(QRect(0, 0, self._view.size.width(), self._view.size.height()))
