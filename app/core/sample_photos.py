"""Photos to try the program with: they come with scikit-image and need no network."""

from pathlib import Path

import numpy as np

from app.core.errors import SegmendError
from app.core.folders import folder_of
from app.core.images import write_png

NAMES = ("astronaut", "cat", "coffee", "coins", "rocket")  # as scikit-image calls them
MARKER = "About these photos.txt"
_NOTE = (
    "Photos that come with scikit-image (https://scikit-image.org), whose documentation names their sources.\n"
    "Segmend wrote them here to be tried out on; the folder can be deleted at any time.\n"
)


def sample_folder() -> Path:
    """Where the photos go; the folder need not exist."""
    return folder_of("data") / "Sample photos"


def write_samples(folder: Path) -> list[Path]:
    """The photos as PNGs in `folder`, those written that are not there; what was labelled on them stays.

    Raises SegmendError where the folder is somebody else's or cannot be written.
    """
    from skimage import data

    try:
        if folder.exists() and not (folder / MARKER).exists() and any(folder.iterdir()):
            raise SegmendError(f"{folder} holds other files; open a folder of your own instead.")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARKER).write_text(_NOTE, encoding="utf-8")
        paths = [folder / f"{name}.png" for name in NAMES]
        for name, path in zip(NAMES, paths, strict=True):
            if not path.exists():
                image = np.asarray(getattr(data, name)())
                write_png(path, image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2))
    except OSError as error:
        raise SegmendError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return paths
