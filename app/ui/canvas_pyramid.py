"""Smaller copies of an image, so that showing it zoomed out costs what the screen does, not the image."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.opencv import cv2

Image = NDArray[np.uint8]

QUICK_PIXELS = 4_000_000  # up to here the copies are made within 2 ms, at once
SMALLEST_SIDE = 8


@dataclass(frozen=True)
class Level:
    """One copy: pixel (r, c) covers the image's rows [r * step, (r + 1) * step), likewise the columns."""

    pixels: Image  # (h, w, 3) RGB for the image itself, else (h, w, 4) BGRX
    step: float


class ImagePyramid:
    """An image and its halves, quarters and so on, averaged.

    A large image gives quick, unaveraged sketches until `build`, made for another thread, has run. Whether it is
    large can be said, for frames that are gone before another thread were ready.
    """

    def __init__(self, image: Image, *, is_large: bool | None = None, shape: tuple[int, int] | None = None) -> None:
        """shape: (H, W) of the image that these pixels stand for, where they are fewer."""
        self.image = image
        self.shape = (image.shape[0], image.shape[1]) if shape is None else shape
        self._scale = self.shape[0] / image.shape[0]
        self._levels: dict[int, Level] = {}
        self._sketches: dict[int, Level] = {}
        height, width = image.shape[:2]
        self._last = 0  # each level halves: level k has step 2 ** k
        while min(height, width) >> (self._last + 1) >= SMALLEST_SIDE:
            self._last += 1
        self.is_large = height * width > QUICK_PIXELS if is_large is None else is_large

    @property
    def is_complete(self) -> bool:
        """Whether every copy is there; an image that is not large never needs another thread."""
        return not self.is_large or len(self._levels) == self._last

    def level(self, zoom: float) -> Level:
        """The smallest copy that still has a pixel for each pixel of the screen at this zoom."""
        number = 0
        while number < self._last and zoom * self._scale * 2 ** (number + 1) <= 1:
            number += 1
        if number == 0:
            return Level(self.image, self._scale)
        if not self.is_large:
            for _ in self.build(number):
                pass
        found = self._levels.get(number) or self._sketches.get(number)
        if found is None:
            found = self._sketches[number] = self._sketch(2**number)
        return found

    def build(self, last: int | None = None) -> Iterator[None]:
        """Make the copies up to number `last`, all by default; yields after each."""
        for number in range(1, (self._last if last is None else last) + 1):
            if number not in self._levels:
                self._levels[number] = Level(self._halve(number - 1), 2**number * self._scale)
                yield

    def _halve(self, number: int) -> Image:
        source = self._levels[number].pixels if number else self.image
        height, width = (side // 2 for side in source.shape[:2])
        half = cv2.resize(source[: height * 2, : width * 2], (width, height), interpolation=cv2.INTER_AREA)
        return np.asarray(half, np.uint8) if number else with_fourth_byte(np.asarray(half, np.uint8))

    def _sketch(self, step: int) -> Level:
        height, width = (side // step * step for side in self.image.shape[:2])
        picked = np.ascontiguousarray(self.image[step // 2 : height : step, step // 2 : width : step])
        return Level(with_fourth_byte(picked), step)


def with_fourth_byte(pixels: Image) -> Image:
    """RGB -> BGRX, Qt's order of a 32-bit pixel in memory: a new array."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGRA), np.uint8)
