"""Pixel arrays of any type and channel count brought to (H, W, 3) uint8, upright."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.opencv import cv2

Pixels = NDArray[Any]  # of any number type
Image8 = NDArray[np.uint8]

# The darkest and brightest 0.1 % are clipped: hot pixels and dead ones must not decide the contrast.
WINDOW_PERCENT = (0.1, 99.9)
_SAMPLE = 1_000_000  # values the percentiles are taken from; more only cost time
_BLOCK = 1_000_000  # values converted at a time, so that no float copy of a whole image is made


@dataclass(frozen=True)
class Levels:
    """How values become brightness: what is 0 and what is 255, and which channels are red, green and blue.

    `low` and `high` are both None for what fits the values of each image; `channels` None for the first three.
    """

    low: float | None = None
    high: float | None = None
    channels: tuple[int, int, int] | None = None

    @property
    def window(self) -> tuple[float, float] | None:
        """(low, high), or None where each image gets its own."""
        return None if self.low is None or self.high is None else (self.low, self.high)


AUTO = Levels()
LevelsTable = Mapping[str, Levels]  # by Values.kind; AUTO for a kind that is not in it
NO_LEVELS: LevelsTable = {}


@dataclass(frozen=True)
class Values:
    """An image as it is stored: (H, W, C) of any number type, of the channels that are shown, not yet upright.

    `is_color`: red, green and blue, which share a window; else each channel has its own. `window`: what the
    file itself says is 0 and 255. `is_negative`: the greatest value is black. `orientation`: EXIF's, 1-8.
    """

    pixels: Pixels
    is_color: bool
    channel_count: int  # in the file
    window: tuple[float, float] | None = None
    is_negative: bool = False
    orientation: int = 1

    @property
    def kind(self) -> str:
        """What levels are kept by: number type and channels in the file, as "uint16 x 1"."""
        return image_kind(self.pixels.dtype, self.channel_count)


def image_kind(dtype: Any, channel_count: int) -> str:
    """The kind of an image with values of this number type and so many channels."""
    return f"{np.dtype(dtype).name} x {channel_count}"


def pick_channels(pixels: Pixels, levels: Levels) -> Pixels:
    """(H, W, C) -> the three channels that the levels name, or the first three at most."""
    return pixels[:, :, :3] if levels.channels is None else pixels[:, :, list(levels.channels)]


def render(values: Values, levels: Levels = AUTO) -> Image8:
    """(H, W, 3) uint8, contiguous and upright, of an image whose channels were picked by the same levels.

    One channel is shown as grey, of two the third stays black. Without a window of the levels or of the file,
    uint8 keeps its values and bool becomes 0 and 255; everything else is spread so that what lies between
    0.1 % and 99.9 % of the values covers 0-255. NaN counts as the lowest value. Greater values are never
    darker than smaller ones (brighter, where the image is a negative).
    """
    pixels = values.pixels
    if pixels.dtype == np.bool_:
        pixels = pixels.astype(np.uint8) * np.uint8(255)
    if np.iscomplexobj(pixels):
        pixels = np.abs(pixels)
    window = levels.window or values.window
    if window is not None:
        pixels = _apply_window(pixels, *window)
    elif pixels.dtype != np.uint8:
        groups = [pixels] if values.is_color else np.split(pixels, pixels.shape[2], axis=2)
        shown = [_apply_window(group, *auto_window(group)) for group in groups]
        pixels = shown[0] if len(shown) == 1 else np.concatenate(shown, axis=2)
    if pixels.shape[2] == 1:
        pixels = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_GRAY2RGB)  # ten times quicker than numpy's repeat
    elif pixels.shape[2] == 2:
        pixels = np.concatenate([pixels, np.zeros_like(pixels[:, :, :1])], axis=2)
    image = np.ascontiguousarray(pixels, np.uint8)
    return upright(np.invert(image) if values.is_negative else image, values.orientation)


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


def auto_window(pixels: Pixels) -> tuple[float, float]:
    """The values that become 0 and 255 by themselves, from an even sample of the rows and columns."""
    step = max(int(np.sqrt(pixels.size / _SAMPLE)), 1)
    with np.errstate(invalid="ignore"):  # a NaN that signals
        sample = pixels[::step, ::step].astype(np.float64).ravel()
    sample = sample[np.isfinite(sample)]
    if not len(sample):
        return 0.0, 0.0
    low, high = np.percentile(sample, WINDOW_PERCENT)
    if low == high:  # fewer than 0.1 % of the pixels differ, such as a few stars: they are all there is to see
        low, high = sample.min(), sample.max()
    return float(low), float(high)


def _apply_window(pixels: Pixels, low: float, high: float) -> Image8:
    """Spread what lies between low and high over 0-255; (H, W, C) of real numbers -> uint8."""
    if not high > low:
        return np.zeros(pixels.shape, np.uint8)
    out = np.empty(pixels.shape, np.uint8)
    rows = max(_BLOCK // max(pixels[0].size, 1), 1)
    if pixels.dtype.kind in "iu" and pixels.dtype.itemsize <= 2:
        # A table of all values there are is ten times quicker than arithmetic on each pixel, but only in blocks:
        # numpy turns what it looks up into 64 bits first.
        native = pixels.dtype.newbyteorder("=")
        index = np.dtype(f"u{native.itemsize}")
        table = _scaled(np.arange(1 << 8 * index.itemsize).astype(index).view(native), low, high)
        for start in range(0, len(pixels), rows):
            block = np.ascontiguousarray(pixels[start : start + rows], native).view(index)
            np.take(table, block, out=out[start : start + rows], mode="clip")  # "raise" would buffer it all
        return out
    for start in range(0, len(pixels), rows):
        out[start : start + rows] = _scaled(pixels[start : start + rows], low, high)
    return out


def _scaled(values: Pixels, low: float, high: float) -> Image8:
    # In float64: float32 would not hold the small differences of 32-bit values.
    with np.errstate(over="ignore", invalid="ignore"):  # infinity less a number, and what no window can hold
        scaled: Pixels = (values.astype(np.float64) - low) * (255 / (high - low))
    return np.rint(np.nan_to_num(np.clip(scaled, 0, 255), copy=False)).astype(np.uint8)
