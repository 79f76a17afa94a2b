"""Pixel arrays of any type and channel count brought to (H, W, 3) uint8, upright."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.opencv import cv2

Pixels = NDArray[Any]  # of any number type
Image8 = NDArray[np.uint8]

# The darkest and brightest 0.1 % are clipped: hot pixels and dead ones must not decide the contrast.
WINDOW_PERCENT = (0.1, 99.9)
_SAMPLE = 1_000_000  # values the percentiles are taken from; more only cost time
_BLOCK = 4_000_000  # values converted at a time, so that no float copy of a whole image is made


def to_rgb8(source: Pixels, *, is_color: bool) -> Image8:
    """(H, W, C) of any number type -> (H, W, 3) uint8, contiguous; a colour image or separate channels.

    One channel is shown as grey, of two the third stays black, of four or more the first three are taken.
    uint8 keeps its values and bool becomes 0 and 255. Everything else is windowed: what lies between 0.1 %
    and 99.9 % of the values is spread over 0-255, over all channels together for a colour image (which keeps
    its hues), else over each by itself. NaN counts as the lowest value.
    """
    pixels: Pixels = source[:, :, :3]
    if pixels.dtype == np.bool_:
        pixels = pixels.astype(np.uint8) * np.uint8(255)
    if pixels.dtype != np.uint8:
        groups = [pixels] if is_color else np.split(pixels, pixels.shape[2], axis=2)
        pixels = np.concatenate([_window(group) for group in groups], axis=2)
    if pixels.shape[2] == 1:
        pixels = np.repeat(pixels, 3, axis=2)
    elif pixels.shape[2] == 2:
        pixels = np.concatenate([pixels, np.zeros_like(pixels[:, :, :1])], axis=2)
    return np.ascontiguousarray(pixels, np.uint8)


def upright(image: Image8, orientation: int) -> Image8:
    """Apply an EXIF orientation (1-8, TIFF 6.0 tag 274); other values change nothing."""
    turned: Pixels = image
    if orientation in (5, 6, 7, 8):
        turned = cv2.transpose(turned)
    if orientation in (2, 6, 7):
        turned = cv2.flip(turned, 1)
    if orientation in (4, 7, 8):
        turned = cv2.flip(turned, 0)
    if orientation == 3:
        turned = cv2.flip(turned, -1)
    return np.ascontiguousarray(turned)


def shrink(image: Image8, size: int) -> Image8:
    """Scale (H, W, 3) down so that no side is longer than ``size``, at least one pixel each; never up."""
    height, width = image.shape[:2]
    scale = size / max(height, width)
    if scale >= 1:
        return image
    small = (max(round(width * scale), 1), max(round(height * scale), 1))
    return np.ascontiguousarray(cv2.resize(image, small, interpolation=cv2.INTER_AREA))


def cmyk_to_rgb(pixels: Image8) -> Image8:
    """(H, W, 4) uint8 inks, 0 = none -> (H, W, 3) uint8, without a colour profile."""
    light = 255 - pixels.astype(np.uint16)
    return ((light[:, :, :3] * light[:, :, 3:] + 127) // 255).astype(np.uint8)


def _window(pixels: Pixels) -> Image8:
    """Spread the percentile range of (H, W, C) over 0-255."""
    if np.iscomplexobj(pixels):
        pixels = np.abs(pixels)
    low, high = _range(pixels)
    out = np.zeros(pixels.shape, np.uint8)
    if not high > low:
        return out
    # float32 holds every 16-bit value; wider types lose their small differences in it.
    kind = np.float32 if pixels.dtype.itemsize <= 2 else np.float64
    rows = max(_BLOCK // max(pixels[0].size, 1), 1)
    for start in range(0, len(pixels), rows):
        block: Pixels = pixels[start : start + rows].astype(kind)
        block -= kind(low)
        block *= kind(255 / (high - low))
        block = np.nan_to_num(np.clip(block, 0, 255), copy=False)
        out[start : start + rows] = np.rint(block)
    return out


def _range(pixels: Pixels) -> tuple[float, float]:
    """The values that become 0 and 255, from an even sample of the rows and columns."""
    step = max(int(np.sqrt(pixels.size / _SAMPLE)), 1)
    sample = pixels[::step, ::step].astype(np.float64).ravel()
    sample = sample[np.isfinite(sample)]
    if not len(sample):
        return 0.0, 0.0
    low, high = np.percentile(sample, WINDOW_PERCENT)
    if low == high:  # fewer than 0.1 % of the pixels differ, such as a few stars: they are all there is to see
        low, high = sample.min(), sample.max()
    return float(low), float(high)
