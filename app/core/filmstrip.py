"""A film strip: an image and what the network says of it, before anything is painted and after each stroke."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.core.label_map import UNLABELED
from app.core.opencv import cv2

Plane = NDArray[np.uint8]

TILE_WIDTH = 300  # pixels
_GAP, _CAPTION, _OPACITY, _PAINTED_OPACITY = 8, 30, 0.55, 0.8
_BACKGROUND_CLASS = 0  # predicted background is left clear, as in the window
_GROUND, _INK = (255, 255, 255), (40, 40, 40)


@dataclass(frozen=True)
class Scene:
    """One tile. prediction, labels: (H, W) uint8, 255 where there is nothing; None for the image alone."""

    caption: str
    prediction: Plane | None = None
    labels: Plane | None = None


def film_strip(image: Plane, scenes: list[Scene], palette: NDArray[np.uint8]) -> Plane:
    """(h, w, 3) uint8: the scenes side by side, three in a row. image: (H, W, 3) RGB; palette: (256, 3) RGB."""
    tiles = [_captioned(_drawn(image, scene, palette), scene.caption) for scene in scenes]
    height, width = tiles[0].shape[:2]
    columns = min(3, len(tiles))
    rows = -(-len(tiles) // columns)
    strip = np.full((rows * (height + _GAP) + _GAP, columns * (width + _GAP) + _GAP, 3), _GROUND, np.uint8)
    for number, tile in enumerate(tiles):
        top, left = (
            _GAP + place * (side + _GAP) for place, side in zip(divmod(number, columns), (height, width), strict=True)
        )
        strip[top : top + height, left : left + width] = tile
    return strip


def _drawn(image: Plane, scene: Scene, palette: NDArray[np.uint8]) -> Plane:
    """The prediction over the image, what was painted over both with a white rim; reduced to a tile."""
    drawn = image.astype(np.float32)
    if scene.prediction is not None:
        is_shown = (scene.prediction != UNLABELED) & (scene.prediction != _BACKGROUND_CLASS)
        drawn[is_shown] = (1 - _OPACITY) * drawn[is_shown] + _OPACITY * palette[scene.prediction[is_shown]]
    if scene.labels is not None:
        is_painted = scene.labels != UNLABELED
        rim = cv2.dilate(is_painted.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool) & ~is_painted
        painted = palette[scene.labels[is_painted]]
        drawn[is_painted] = (1 - _PAINTED_OPACITY) * drawn[is_painted] + _PAINTED_OPACITY * painted
        drawn[rim] = 255
    height = round(image.shape[0] * TILE_WIDTH / image.shape[1])
    small = cv2.resize(drawn.astype(np.uint8), (TILE_WIDTH, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _captioned(tile: Plane, caption: str) -> Plane:
    made = Image.new("RGB", (tile.shape[1], tile.shape[0] + _CAPTION), _GROUND)
    made.paste(Image.fromarray(tile), (0, _CAPTION))
    ImageDraw.Draw(made).text((2, 5), caption, fill=_INK, font=ImageFont.load_default(size=17))
    return np.asarray(made, np.uint8)
