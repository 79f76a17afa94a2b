"""Scores and heatmaps of one image at its own size, gathered part by part and written as files."""

import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from models.data.image_files import write_png
from models.errors import ModelError
from models.prediction.tiling import Part

_IN_MEMORY = 500_000_000  # bytes; what is larger is gathered in a file beside the output, which vanishes with it
_STRIP_BYTES = 64_000_000


class ScoreFiles:
    """Takes the scores of an image's parts as they come; `write` makes the files.

    heatmaps: one path per class, probability x 255; None: not wanted. scores: `.npz` with `scores` (C, H, W) float32.
    """

    def __init__(
        self, size: tuple[int, int], classes: int, *, heatmaps: list[Path] | None = None, scores: Path | None = None
    ) -> None:
        self._heatmaps, self._scores = heatmaps, scores
        shape = (classes, *size)
        self._maps = _array(shape, np.dtype(np.uint8), heatmaps[0].parent) if heatmaps else None
        self._values = _array(shape, np.dtype(np.float32), scores.parent) if scores else None

    def take(self, part: Part, scores: Tensor) -> None:
        """scores: (C, h, w) float of one part of the image."""
        rows, cols = part.slices
        if self._values is not None:
            self._values[:, rows, cols] = scores.float().cpu().numpy()
        if self._maps is None:
            return
        height = max(1, _STRIP_BYTES // (4 * scores.shape[0] * scores.shape[2]))
        for row in range(0, scores.shape[1], height):
            strip = scores[:, row : row + height].float().softmax(0)
            at = rows.start + row
            self._maps[:, at : at + strip.shape[1], cols] = (strip * 255).round_().byte().cpu().numpy()

    def write(self) -> None:
        """Write what was wanted, each file atomically. Raises ModelError."""
        if self._maps is not None and self._heatmaps is not None:
            for path, heat in zip(self._heatmaps, self._maps, strict=True):
                write_png(path, np.asarray(heat))
        if self._values is not None and self._scores is not None:
            _write_npz(self._scores, self._values)


def _array(shape: tuple[int, ...], dtype: np.dtype[Any], folder: Path) -> NDArray[Any]:
    size = int(np.prod(shape)) * dtype.itemsize
    if size <= _IN_MEMORY:
        return np.empty(shape, dtype)
    try:
        with tempfile.TemporaryFile(dir=folder) as file:  # the mapping keeps it until the array is gone
            return np.memmap(file, dtype, "w+", shape=shape)
    except OSError as error:
        raise ModelError(
            f"{folder} has no room for {size / 1e9:.1f} GB of scores ({error.strerror or error}): free some space, or "
            "do without --scores and --heatmaps."
        ) from error


def _write_npz(path: Path, scores: NDArray[np.float32]) -> None:
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.npz")
    try:
        np.savez_compressed(temporary, scores=scores)
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ModelError(f"{path} cannot be written: {error.strerror or error}.") from error
