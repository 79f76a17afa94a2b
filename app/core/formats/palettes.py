"""Planes of colours as class indices."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.core.formats.records import Plane
from app.core.label_classes import Color
from app.core.label_map import UNLABELED


def colors_to_indices(pixels: NDArray[np.uint8], table: Mapping[int, Color]) -> Plane:
    """(H, W, 3) colours -> (H, W) indices; ValueError where a colour stands for no class (white and 224 are void)."""
    packed = (pixels.astype(np.int32) << np.array([16, 8, 0])).sum(axis=2)
    found = np.unique(packed)
    known = {(red << 16) | (green << 8) | blue: index for index, (red, green, blue) in table.items()}
    void = {0xFFFFFF, (224 << 16) | (224 << 8) | 192}
    strange = [value for value in found.tolist() if value not in known and value not in void]
    if strange:
        value = strange[0]
        raise ValueError(f"the colour {value >> 16}, {value >> 8 & 255}, {value & 255} stands for no class")
    values = np.array([known.get(value, UNLABELED) for value in found.tolist()], np.uint8)
    return values[np.searchsorted(found, packed)]
