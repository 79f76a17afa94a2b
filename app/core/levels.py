"""Levels as JSON holds them, and what a person chooses them by: the range and the distribution of the values."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.core.pixels import Levels, LevelsTable, Pixels, Values, auto_window

_BINS = 128
_SAMPLE = 1_000_000  # values the distribution is taken from


@dataclass(frozen=True)
class Survey:
    """Of the values of one image: least and greatest, the window they get by themselves, and (128,) counts."""

    kind: str
    channel_count: int
    least: float
    greatest: float
    window: tuple[float, float]
    counts: Pixels


def survey(values: Values) -> Survey:
    """Look at the values of an image: their range, their own window, their distribution."""
    pixels = values.pixels.astype(np.uint8) if values.pixels.dtype == np.bool_ else values.pixels
    if np.iscomplexobj(pixels):
        pixels = np.abs(pixels)
    step = max(int(math.sqrt(pixels.size / _SAMPLE)), 1)
    sample = pixels[::step, ::step].astype(np.float64).ravel()
    sample = sample[np.isfinite(sample)]
    least, greatest = (float(sample.min()), float(sample.max())) if len(sample) else (0.0, 0.0)
    if pixels.dtype == np.uint8:
        least, greatest, window = 0.0, 255.0, (0.0, 255.0)
    else:
        window = values.window or auto_window(pixels)
    least, greatest = min(least, window[0]), max(greatest, window[1])
    span = (least, greatest) if greatest > least else (least, least + 1)
    counts, _ = np.histogram(sample, bins=_BINS, range=span)
    return Survey(values.kind, values.channel_count, least, greatest, window, counts)


def levels_to_json(table: LevelsTable) -> dict[str, Any]:
    """A table as JSON can hold it."""
    return {kind: {"low": each.low, "high": each.high, "channels": each.channels} for kind, each in table.items()}


def levels_from_json(value: Any) -> LevelsTable:
    """A table from what was stored; what makes no sense in it is left out: those images look as by themselves."""
    if not isinstance(value, dict):
        return {}
    read = {kind: _levels(kind, each) for kind, each in value.items()}
    return {kind: levels for kind, levels in read.items() if levels is not None}


def _levels(kind: str, value: Any) -> Levels | None:
    if not isinstance(value, dict):
        return None
    low, high, channels = value.get("low"), value.get("high"), value.get("channels")
    if (low is None) != (high is None) or not all(_is_number(each) for each in (low, high)):
        return None
    count = int(kind.rpartition(" x ")[2]) if kind.rpartition(" x ")[2].isdecimal() else 0
    if channels is None:
        return Levels(low, high)
    is_list = isinstance(channels, list | tuple) and len(channels) == 3
    if not is_list or not all(isinstance(each, int) and 0 <= each < count for each in channels):
        return None
    return Levels(low, high, (channels[0], channels[1], channels[2]))


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and math.isfinite(value))
