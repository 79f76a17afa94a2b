"""Superpixels: small areas of one look, whose borders follow the edges of the image (SLIC, Achanta et al. 2012)."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.masks import PlacedMask
from app.core.opencv import cv2

LARGEST_PIXELS = 1_000_000  # computed at once; larger images are reduced before
SIZES = (8, 16, 32, 64, 128)  # pixels of the image across a superpixel
_COMPACTNESS = 8.0  # of SLIC: the weight of nearness against colour; 10 is its usual value
_MOST = 60_000


@dataclass(frozen=True)
class Superpixels:
    """Which superpixel a pixel belongs to, at a size that may be smaller than the image's."""

    marks: NDArray[np.int32]  # (h, w)
    height: int  # of the image
    width: int

    def at(self, row: int, col: int) -> int:
        """The superpixel at a pixel of the image."""
        rows, cols = self.marks.shape
        return int(self.marks[row * rows // self.height, col * cols // self.width])

    def region(self, wanted: set[int]) -> PlacedMask:
        """The pixels of the image that belong to these superpixels."""
        is_wanted = np.zeros(int(self.marks.max()) + 1, bool)  # asked of each number once, then looked up
        is_wanted[list(wanted)] = True
        is_wanted = is_wanted[self.marks]
        rows, cols = np.flatnonzero(is_wanted.any(axis=1)), np.flatnonzero(is_wanted.any(axis=0))
        if not len(rows):
            return 0, 0, np.zeros((0, 0), bool)
        top, bottom = (self._image_edge(edge, self.marks.shape[0], self.height) for edge in (rows[0], rows[-1] + 1))
        left, right = (self._image_edge(edge, self.marks.shape[1], self.width) for edge in (cols[0], cols[-1] + 1))
        from_rows = np.arange(top, bottom) * self.marks.shape[0] // self.height
        from_cols = np.arange(left, right) * self.marks.shape[1] // self.width
        return top, left, is_wanted[np.ix_(from_rows, from_cols)]

    def along(self, start: tuple[int, int], end: tuple[int, int]) -> set[int]:
        """The superpixels on the straight way between two pixels, as far as it lies in the image."""
        steps = max(abs(end[0] - start[0]), abs(end[1] - start[1])) + 1
        rows = np.round(np.linspace(start[0], end[0], steps)).astype(int)
        cols = np.round(np.linspace(start[1], end[1], steps)).astype(int)
        is_inside = (rows >= 0) & (rows < self.height) & (cols >= 0) & (cols < self.width)
        rows, cols = rows[is_inside] * self.marks.shape[0] // self.height, cols[is_inside] * self.marks.shape[1]
        return set(self.marks[rows, cols // self.width].tolist())

    @staticmethod
    def _image_edge(edge: int, count: int, size: int) -> int:
        """The first pixel of the image that belongs to row or column `edge` of the marks, of which there are count."""
        return -(-int(edge) * size // count)


def nearest_size(diameter: int) -> int:
    """The size of superpixels that goes with a brush of this diameter."""
    return min(SIZES, key=lambda size: abs(np.log2(size / max(diameter, 1))))


def find_superpixels(image: NDArray[np.uint8], size: int) -> Generator[None, None, Superpixels]:
    """Superpixels about `size` pixels across of an image, (H, W, 3) uint8 RGB; for a job, which may cancel it.

    Takes a second per megapixel; SLIC itself cannot be stopped.
    """
    yield
    from skimage.segmentation import slic  # takes a third of a second, and is needed by few

    yield
    height, width = image.shape[:2]
    scale = min(1.0, (LARGEST_PIXELS / (height * width)) ** 0.5)
    small = image
    if scale < 1.0:
        shape = max(1, round(width * scale)), max(1, round(height * scale))
        small = cv2.resize(image, shape, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        yield
    wanted = round(small.shape[0] * small.shape[1] / max(size * scale, 1.0) ** 2)
    if wanted < 2:
        return Superpixels(np.zeros(small.shape[:2], np.int32), height, width)
    count = min(wanted, _MOST)
    marks = slic(small, n_segments=count, compactness=_COMPACTNESS, sigma=0.5, start_label=0, channel_axis=-1)
    return Superpixels(marks.astype(np.int32), height, width)
