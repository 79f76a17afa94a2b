"""Colour tables of 256 entries for drawing planes of one byte a pixel: classes, heatmaps, uncertainty."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.core.label_map import UNLABELED
from app.core.opencv import cv2

ColorTable = NDArray[np.uint32]  # (n,) 0xAARRGGBB, the colour multiplied by its opacity
Palette = NDArray[np.uint8]  # (256, 3) RGB

HEAT_MAPS = {"heatmap": "viridis", "uncertainty": "inferno"}  # the colours of each view


def heat_palette(name: str) -> Palette:
    """(256, 3) RGB of a perceptually even colour map, "viridis" or "inferno"; KeyError for another name."""
    maps = {"viridis": cv2.COLORMAP_VIRIDIS, "inferno": cv2.COLORMAP_INFERNO}
    ramp = np.arange(256, dtype=np.uint8).reshape(256, 1)
    return np.ascontiguousarray(cv2.applyColorMap(ramp, maps[name])[:, 0, ::-1])


def color_table(palette: Palette, opacity: float | NDArray[np.float64]) -> ColorTable:
    """Premultiplied colours of a palette; `opacity` 0-1 is one number or one for each entry."""
    alpha = np.broadcast_to(np.asarray(opacity, np.float64), (len(palette),))
    argb = np.empty((len(palette), 4), np.uint32)
    argb[:, 0] = np.rint(alpha * 255)
    argb[:, 1:] = np.rint(palette * alpha[:, None])
    shifts = np.array([24, 16, 8, 0], np.uint32)
    return np.bitwise_or.reduce(argb << shifts, axis=1)


def class_table(palette: Palette, opacity: float | NDArray[np.float64]) -> ColorTable:
    """The table of a label map, nothing where it is unlabeled; `opacity` is one number or one for each class."""
    table = color_table(palette, opacity)
    table[UNLABELED] = 0
    return table


def heat_table(name: str, opacity: float, *, is_reversed: bool = False) -> ColorTable:
    """The table of a heatmap; low values are fainter, so that the image stays visible where nothing is.

    `is_reversed` gives value v the colour of 255 - v: a plane of confidence is then drawn as uncertainty.
    """
    rise = np.linspace(0.45, 1.0, 256)
    table = color_table(heat_palette(name), np.minimum(rise * heat_opacity(opacity), 1.0))
    return table[::-1].copy() if is_reversed else table


def edge_palette(palette: Palette) -> Palette:
    """A shade of each colour for outlines, darker or lighter so that it stands out from the colour itself."""
    brightness = palette @ np.array([0.299, 0.587, 0.114])
    darker, lighter = palette * 0.4, 255 - (255 - palette.astype(np.float64)) * 0.45
    return np.where(brightness[:, None] > 100, darker, lighter).astype(np.uint8)


def heat_opacity(opacity: float) -> float:
    """A heatmap is read as a measurement, so it covers more than a prediction of the same opacity."""
    return 1 - (1 - opacity) ** 2


def decided_opacity(opacity: float) -> float:
    """What a person decided covers more than a prediction of the same opacity; 0 and 1 stay what they are."""
    return 1 - (1 - opacity) ** 2


def edge_opacity(opacity: float) -> float:
    """The outline of what a person decided: as good as opaque except for a very faint overlay."""
    return 1 - (1 - opacity) ** 8
