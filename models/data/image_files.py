"""Reading images and label maps for the networks' own commands, which run without the desktop program."""

import os
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from models.errors import ModelError

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm", ".gif")
VIDEO_SUFFIXES = (".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v")
MAX_PIXELS = 1_000_000_000  # 7 GB while a file of 8 bits a channel is read
MAX_WIDE_PIXELS = 250_000_000  # of 16-bit and float files, whose float copy alone takes 1 to 2 GB
_STRIP_BYTES = 64_000_000
Image.MAX_IMAGE_PIXELS = None  # Pillow's own limit is lower, and its sentence says nothing of what to do


def read_rgb(path: str | Path) -> NDArray[np.uint8]:
    """Any image file -> (H, W, 3) uint8 RGB, turned as its EXIF says; 16-bit and float windowed to 0.1-99.9 %.

    Raises ModelError with one sentence that names the file.
    """
    with _opened(str(path)) as image:
        image = _turned(image)
        if image.mode in ("I", "F") or image.mode.startswith("I;"):
            return _windowed(np.asarray(image))
        if image.mode == "P":  # or Pillow warns of palettes with transparency
            image = image.convert("RGBA")
        return _pixels(image if image.mode == "RGB" else image.convert("RGB"))


def _pixels(image: Image.Image) -> NDArray[np.uint8]:
    """An RGB image as an array of its own, copied in strips: Pillow's export would hold it twice more."""
    width, height = image.size
    pixels = np.empty((height, width, 3), np.uint8)
    rows = max(1, _STRIP_BYTES // (3 * width))
    for row in range(0, height, rows):
        pixels[row : row + rows] = np.asarray(image.crop((0, row, width, min(row + rows, height))))
    return pixels


def _turned(image: Image.Image) -> Image.Image:
    try:
        ImageOps.exif_transpose(image, in_place=True)  # a copy only of what is turned
    except _DAMAGE:  # of the EXIF block alone: the image lies as its file does
        return image
    return image


def read_labels(path: str | Path) -> NDArray[np.uint8]:
    """A palette or grey 8-bit image file -> (H, W) uint8 of class indices. Raises ModelError."""
    with _opened(str(path)) as image:
        if image.mode == "1":
            return np.array(image.convert("L")) // 255
        if image.mode not in ("P", "L"):
            raise ModelError(
                f"{path} is a {image.mode} image; a label map is an 8-bit palette or grey image of class indices."
            )
        return np.array(image)


#: what Pillow's readers raise for damaged files
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, struct.error)


@contextmanager
def _opened(path: str) -> Iterator[Image.Image]:
    """A decoded PIL image, or a ModelError that says what is wrong with the file."""
    if not os.path.exists(path):
        file, mark, page = path.rpartition("#")
        if mark and page.isdecimal() and os.path.isfile(file):
            raise ModelError(f"{path} is a page of {file}: the networks' commands read no pages; save it as a file.")
        raise ModelError(f"There is no file {path}.")
    if os.path.isdir(path):
        raise ModelError(f"{path} is a folder, not an image.")
    if os.path.getsize(path) == 0:
        raise ModelError(f"{path} is empty (0 bytes).")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning, module="PIL")  # of damage, which is told below
        try:
            image = Image.open(path)
        except UnidentifiedImageError as error:
            raise ModelError(f"{path} is no image that can be read.") from error
        except _DAMAGE as error:
            raise ModelError(f"{path} is damaged or cannot be read ({error}).") from error
        with image:
            _load(image, path)
            yield image


def _load(image: Image.Image, path: str) -> None:
    width, height = image.size
    if width < 1 or height < 1:
        raise ModelError(f"{path} has {width} x {height} pixels: there is nothing to see.")
    is_wide = image.mode in ("I", "F") or image.mode.startswith("I;")
    limit = MAX_WIDE_PIXELS if is_wide else MAX_PIXELS
    if width * height > limit:
        raise ModelError(
            f"{path} has {width} x {height} pixels; at most {limit // 10**6} megapixels "
            f"{'of more than 8 bits ' * is_wide}can be read. Crop it or scale it down."
        )
    try:
        image.load()
    except _DAMAGE as error:
        raise ModelError(f"{path} is damaged or cannot be read ({error}).") from error


def _windowed(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    numbers = values.astype(np.float64 if values.dtype.kind == "f" else np.float32)
    is_number = np.isfinite(numbers)
    known = numbers[is_number] if is_number.any() else np.zeros(1)
    low, high = np.percentile(known, (0.1, 99.9))
    if high <= low:
        low, high = known.min(), known.max()
    numbers = np.clip(np.where(is_number, numbers, low), low, high)
    grey = (numbers - low) * (255 / (high - low)) if high > low else np.zeros_like(numbers)
    return np.repeat(grey.astype(np.uint8)[:, :, None], 3, axis=2)


def write_palette_png(path: Path, labels: NDArray[np.uint8], colors: list[tuple[int, int, int]]) -> None:
    """An index map as an 8-bit palette PNG, atomically; indices without a colour are grey."""
    palette = np.full((256, 3), 224, np.uint8)
    palette[: len(colors)] = np.array(colors, np.uint8).reshape(-1, 3)
    image = Image.fromarray(labels)
    image.putpalette(palette.tobytes())
    write_png(path, image)


def write_png(path: Path, image: Image.Image | NDArray[np.uint8]) -> None:
    """Write a PNG beside its place and move it there. Raises ModelError if the folder cannot be written."""
    picture = image if isinstance(image, Image.Image) else Image.fromarray(image)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        picture.save(temporary, format="PNG", compress_level=3)
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ModelError(f"{path} cannot be written: {error.strerror or error}.") from error
