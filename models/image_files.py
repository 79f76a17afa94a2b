"""Reading images and label maps for the networks' own commands, which run without the desktop program."""

import os
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from models.errors import ModelError

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm", ".gif")
VIDEO_SUFFIXES = (".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v")
MAX_PIXELS = 250_000_000  # above it a float copy alone would take 3 GB


def read_rgb(path: str | Path) -> NDArray[np.uint8]:
    """Any image file -> (H, W, 3) uint8 RGB, turned as its EXIF says; 16-bit and float windowed to 0.1-99.9 %.

    Raises ModelError with one sentence that names the file.
    """
    with _Opened(path) as image:
        image = ImageOps.exif_transpose(image)
        if image.mode in ("I", "F") or image.mode.startswith("I;"):
            return _windowed(np.asarray(image))
        return np.array(image.convert("RGB"))


def read_labels(path: str | Path) -> NDArray[np.uint8]:
    """A palette or grey 8-bit image file -> (H, W) uint8 of class indices. Raises ModelError."""
    with _Opened(path) as image:
        if image.mode == "1":
            return np.array(image.convert("L")) // 255
        if image.mode not in ("P", "L"):
            raise ModelError(
                f"{path} is a {image.mode} image; a label map is an 8-bit palette or grey image of class indices."
            )
        return np.array(image)


class _Opened:
    """A decoded PIL image, or a ModelError that says what is wrong with the file."""

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)

    def __enter__(self) -> Image.Image:
        path = self.path
        if not os.path.exists(path):
            raise ModelError(f"There is no file {path}.")
        if os.path.isdir(path):
            raise ModelError(f"{path} is a folder, not an image.")
        if os.path.getsize(path) == 0:
            raise ModelError(f"{path} is empty (0 bytes).")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is checked below
                self.image = Image.open(path)
            width, height = self.image.size
            if width * height > MAX_PIXELS:
                raise ModelError(
                    f"{path} has {width} x {height} pixels; at most {MAX_PIXELS // 10**6} megapixels can be read. "
                    "Crop it or scale it down."
                )
            self.image.load()
        except (UnidentifiedImageError, Image.DecompressionBombError) as error:
            raise ModelError(f"{path} is no image that can be read ({error}).") from error
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise ModelError(f"{path} is damaged or cannot be read ({error}).") from error
        return self.image

    def __exit__(self, *_: object) -> None:
        self.image.close()


def _windowed(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    numbers = np.nan_to_num(values.astype(np.float32))
    low, high = np.percentile(numbers, (0.1, 99.9))
    if high <= low:
        low, high = float(numbers.min()), float(max(numbers.max(), numbers.min() + 1))
    grey = np.clip((numbers - low) * (255 / (high - low)), 0, 255).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


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
