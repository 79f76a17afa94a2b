"""An image in small, to be shown while the image itself is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.images import image_size, thumbnail
from app.core.pages import image_file
from app.core.thumbnail_cache import THUMBNAIL_SIDE, ThumbnailCache

_LEAST_PIXELS = 12_000_000  # smaller images are read in 0.15 s
_SHARE = 8  # of the sides: the smallest that a JPEG can be decoded at


@dataclass(frozen=True)
class Preview:
    """Pixels in small, (h, w, 3) uint8 RGB, of an image of the shape (H, W)."""

    pixels: NDArray[np.uint8]
    shape: tuple[int, int]


def read_preview(path: str) -> Preview | None:
    """A large image in small, if that takes a part of the time of reading it: a JPEG, or a thumbnail that was kept.

    InputError if the file cannot be read.
    """
    height, width = shape = image_size(path)
    if height * width < _LEAST_PIXELS:
        return None
    if image_file(path).suffix.lower() in (".jpg", ".jpeg"):
        return Preview(thumbnail(path, size=max(height, width) // _SHARE), shape)
    kept = ThumbnailCache().get(path, THUMBNAIL_SIDE)
    return None if kept is None else Preview(kept, shape)
