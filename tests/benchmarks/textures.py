"""Surfaces, colours and the light of drawn images."""

import colorsys
from functools import cache

import cv2
import numpy as np
import skimage.data
from numpy.typing import NDArray

from tests.benchmarks.scene import Array

Rng = np.random.Generator
WALLS = ("brick", "stucco", "stone", "board", "panel")
PHOTOS = ("astronaut", "brick", "chelsea", "coffee", "grass", "gravel", "rocket")  # those that need no download
_TILE = 256  # pixels of a tile of noise


def color(rng: Rng, hue: tuple[float, float], saturation: tuple[float, float], value: tuple[float, float]) -> Array:
    """A random RGB colour, 0-255; hue (a turn is 1), saturation and value from these ranges."""
    chosen = colorsys.hsv_to_rgb(rng.uniform(*hue) % 1, rng.uniform(*saturation), rng.uniform(*value))
    return np.array(chosen, np.float32) * 255


def any_color(rng: Rng) -> Array:
    """White to black in every third draw, else any colour."""
    if rng.random() < 0.35:
        return color(rng, (0.0, 1.0), (0.0, 0.08), (0.1, 0.95))
    return color(rng, (0.0, 1.0), (0.2, 0.8), (0.2, 0.85))


def house_color(rng: Rng) -> Array:
    """What walls are painted in: mostly from red to yellow, pale or grey."""
    kind = rng.integers(4)
    if kind == 0:
        return color(rng, (0.0, 1.0), (0.0, 0.08), (0.3, 0.95))
    if kind == 1:
        return color(rng, (0.98, 1.08), (0.35, 0.7), (0.35, 0.7))
    if kind == 2:
        return color(rng, (0.05, 0.15), (0.1, 0.5), (0.55, 0.95))
    return color(rng, (0.0, 1.0), (0.08, 0.4), (0.35, 0.9))


def noise(rng: Rng, shape: tuple[int, int], cell: float, octaves: int = 3) -> Array:
    """(H, W) of about -1 to 1, smooth over `cell` pixels, with finer detail in each octave."""
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        size = max(cell / 2**octave, 1.0)
        grid = (int(shape[0] / size) + 2, int(shape[1] / size) + 2)
        coarse = rng.standard_normal(grid).astype(np.float32)
        fine = cv2.resize(coarse, (int(grid[1] * size) + 1, int(grid[0] * size) + 1), interpolation=cv2.INTER_CUBIC)
        total += fine[: shape[0], : shape[1]] / 2**octave
    return total / 2


def wall(rng: Rng, shape: tuple[int, int], base: Array, kind: str, unit: float) -> Array:
    """(H, W, 3) of a wall. kind: one of WALLS. unit: pixels of a brick's length."""
    rows, cols = np.indices(shape, np.float32)
    shade = 1 + 0.05 * noise(rng, shape, unit * 6) + 0.03 * noise(rng, shape, 2, 1)
    if kind == "stucco":
        shade += 0.05 * noise(rng, shape, unit / 2)
    elif kind == "panel":
        seams = (rows % (unit * 4) < 1.5) | (cols % (unit * 5) < 1.5)
        shade *= np.where(seams, 0.75, 1)
    elif kind == "board":
        place = rows / (unit * 0.5)
        shade *= 0.92 + 0.14 * (place % 1)
    else:
        high = unit * (0.34 if kind == "brick" else 0.7)
        long = unit * (1.0 if kind == "brick" else 1.7)
        row = np.floor(rows / high)
        along = cols / long + 0.5 * (row % 2)
        pick = (row * 31 + np.floor(along) * 17).astype(int) % 97
        shade *= (1 + 0.1 * rng.standard_normal(97).astype(np.float32))[pick]
        joint = (rows % high < high * 0.16) | (along % 1 < 0.16 * high / long)
        mortar = base * 0.45 + rng.uniform(70, 130)
        return np.clip(np.where(joint[..., None], mortar, base) * shade[..., None], 0, 255).astype(np.float32)
    return np.clip(base * shade[..., None], 0, 255).astype(np.float32)


def leaves(rng: Rng, shape: tuple[int, int], base: Array, size: float) -> Array:
    """(H, W, 3) of foliage whose leaves are about `size` pixels."""
    light = 1 + 0.35 * noise(rng, shape, size * 6, 2) + 0.4 * noise(rng, shape, max(size, 1.5), 2)
    tint = np.array([1.05, 1.0, 0.8], np.float32)
    warm = noise(rng, shape, size * 4, 2)[..., None] * 0.12
    return np.clip(base * np.maximum(light, 0.15)[..., None] * (1 + warm * tint), 0, 255).astype(np.float32)


@cache
def _stored(name: str) -> NDArray[np.uint8]:
    return np.asarray(getattr(skimage.data, name)())


def photo(rng: Rng, shape: tuple[int, int], names: tuple[str, ...] = PHOTOS) -> Array:
    """(H, W, 3): a part of one of scikit-image's photos, as they come with the package."""
    whole = _stored(names[rng.integers(len(names))])
    if whole.ndim == 2:
        tint = color(rng, (0.0, 0.2), (0.05, 0.35), (0.8, 1.0)) / 255
        whole = (whole[..., None] * tint).astype(np.uint8)
    part = rng.uniform(0.45, 1.0)
    high = int(min(whole.shape[0], whole.shape[1] * shape[0] / shape[1]) * part)
    wide = int(high * shape[1] / shape[0])
    row, col = rng.integers(whole.shape[0] - high + 1), rng.integers(whole.shape[1] - wide + 1)
    cut = np.ascontiguousarray(whole[row : row + high, col : col + wide])
    if rng.random() < 0.5:
        cut = np.ascontiguousarray(cut[:, ::-1])
    return np.asarray(cv2.resize(cut, shape[::-1], interpolation=cv2.INTER_AREA), np.float32)


def grain(rng: Rng, x: Array, y: Array, pixels: Array, cell: float) -> Array:
    """Noise that lies on a surface: -1 to 1 for each (x, y), metres; weaker where `cell` metres are under two pixels.

    pixels: canvas pixels of a metre there.
    """
    tile = noise(rng, (_TILE, _TILE), 4, 2)
    per_metre = 4 / cell
    u, v = (x * per_metre % _TILE).astype(np.float32), (y * per_metre % _TILE).astype(np.float32)
    laid = cv2.remap(tile, np.nan_to_num(u), np.nan_to_num(v), cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return np.asarray(laid * np.clip(np.nan_to_num(pixels) * cell / 4, 0, 1), np.float32)


def sky(rng: Rng, shape: tuple[int, int]) -> Array:
    """(H, W, 3): blue, white or grey, with or without clouds, brighter towards the ground."""
    high = color(rng, (0.54, 0.64), (0.05, 0.65), (0.55, 0.95))
    low = high * 0.3 + 0.7 * color(rng, (0.05, 0.62), (0.0, 0.2), (0.75, 1.0))
    share = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None, None]
    clouds = np.clip(noise(rng, shape, shape[1] / rng.uniform(2, 6), 5) - rng.uniform(-0.6, 0.8), 0, 1)[..., None]
    light = rng.uniform(190, 255)
    return (high * (1 - share) + low * share) * (1 - clouds) + light * clouds


def develop(rng: Rng, image: Array) -> NDArray[np.uint8]:
    """What a camera makes of it: exposure, a cast, uneven light, darker corners, blur, noise; (H, W, 3)."""
    high, wide = image.shape[:2]
    rows, cols = np.mgrid[-1 : 1 : high * 1j, -1 : 1 : wide * 1j].astype(np.float32)
    turn = rng.uniform(0, 2 * np.pi)
    light = 1 + rng.uniform(0, 0.22) * (rows * np.sin(turn) + cols * np.cos(turn))
    light *= 1 - rng.uniform(0, 0.2) * (rows**2 + cols**2) / 2
    light *= rng.uniform(0.85, 1.2)
    cast = 1 + rng.uniform(-0.1, 0.1, 3).astype(np.float32)
    lit = np.clip(image * light[..., None] * cast / 255, 0, 1) ** rng.uniform(0.7, 1.1)
    gray = lit.mean(axis=2, keepdims=True)
    lit = gray + (lit - gray) * rng.uniform(0.6, 1.1)
    blurred = cv2.GaussianBlur(lit.astype(np.float32), (0, 0), rng.uniform(0.3, 0.9) * wide / 480 + 0.05)
    sensor = rng.standard_normal(image.shape).astype(np.float32) * np.sqrt(np.clip(blurred, 0.02, 1))
    return np.clip(blurred * 255 + sensor * rng.uniform(1.5, 9), 0, 255).astype(np.uint8)
