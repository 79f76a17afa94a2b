"""Label maps as GeoTIFF: the class indices of a TIFF image that knows where on earth it lies, with its tags.

OGC GeoTIFF 1.1, 7.1 (tags) and GDAL's TIFFTAG_GDAL_NODATA.
"""

import io
import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from app.core.formats.inputs import reading
from app.core.formats.records import Plane
from app.core.label_map import UNLABELED
from app.core.pages import split_page

# ModelPixelScale, ModelTiepoint, ModelTransformation; GeoKeyDirectory, GeoDoubleParams, GeoAsciiParams
_TAGS = (33550, 33922, 34264, 34735, 34736, 34737)
_NO_DATA = 42113  # GDAL's: the value that stands for nothing, as text
_ORIENTATION = 274

Tag = tuple[int, int, int, Any, bool]  # as tifffile writes it: code, type, count, value, for the first page only


def geo_tags(image: str | os.PathLike[str]) -> list[Tag]:
    """The tags that place an image on the earth; [] for other files than TIFF and for TIFF without. FormatError."""
    path, page = split_page(os.fspath(image))
    if page or path.suffix.lower() not in (".tif", ".tiff"):
        return []
    with reading(path), tifffile.TiffFile(path) as file:
        tags = file.pages.first.tags
        turned = tags.get(_ORIENTATION)
        if turned is not None and turned.value != 1:
            return []  # the labels are upright, the tags are for the pixels as they are stored
        found = [tags[code] for code in _TAGS if code in tags]
        return [(int(tag.code), int(tag.dtype), int(tag.count), tag.value, True) for tag in found]


def encode_geo_tiff(labels: Plane, palette: NDArray[np.uint8], tags: Sequence[Tag]) -> bytes:
    """An 8-bit palette TIFF of labels (H, W) with these tags; palette (256, 3); 255 is said to be no data."""
    stream = io.BytesIO()
    tifffile.imwrite(
        stream,
        np.ascontiguousarray(labels),
        photometric="palette",
        colormap=palette.T.astype(np.uint16) * 257,
        compression="zlib",
        metadata=None,
        extratags=[*tags, (_NO_DATA, 2, 0, str(UNLABELED), True)],
    )
    return stream.getvalue()
