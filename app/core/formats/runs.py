"""Masks as run lengths: COCO's, column by column, plain or packed into text, and rows inside a box."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

from app.core.formats.inputs import whole
from app.core.formats.records import Size
from app.core.masks import Mask, PlacedMask

Counts = NDArray[np.int64]  # lengths of runs that are false, true, false …


def encode_runs(flat: Mask) -> Counts:
    """The runs of a flat mask; the first is one of false and may be 0 long."""
    if not flat.size:
        return np.zeros(0, np.int64)
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    ends = np.concatenate([changes, [flat.size]])
    counts = np.diff(ends, prepend=0).astype(np.int64)
    return np.concatenate([[0], counts]) if flat[0] else counts


def decode_runs(counts: Any, total: int) -> Mask:
    """A flat mask of `total` pixels. Raises ValueError unless the runs are whole numbers that fill it exactly."""
    ends = _ends(counts, total)
    if not len(ends) or ends[-1] != total:
        raise ValueError(f"the runs of a mask fill {int(ends[-1]) if len(ends) else 0} of {total} pixels")
    flat = np.zeros(total, bool)
    for start, end in zip(ends[0::2].tolist(), ends[1::2].tolist(), strict=False):
        flat[start:end] = True
    return flat


def coco_counts(size: Size, row: int, col: int, mask: Mask) -> Counts:
    """The runs of a placed mask over a whole image of `size`, column by column."""
    height, width = size
    padded = np.zeros((mask.shape[0] + 2, mask.shape[1]), np.int8)
    padded[1:-1] = mask
    steps = np.diff(padded, axis=0).T  # (w, h + 1): 1 where a run starts, -1 where it ends
    base = (col + np.arange(mask.shape[1])[:, None]) * height + row + np.arange(mask.shape[0] + 1)[None]
    starts, ends = base[steps == 1], base[steps == -1]
    is_joined = starts[1:] == ends[:-1]  # a run that goes on at the top of the next column
    starts, ends = starts[np.r_[True, ~is_joined]], ends[np.r_[~is_joined, True]]
    counts = np.diff(np.r_[0, np.stack([starts, ends], axis=1).ravel(), height * width])
    return counts if counts[-1] else counts[:-1]


def coco_rle(size: Size, row: int, col: int, mask: Mask) -> dict[str, Any]:
    """COCO's packed run lengths as JSON has them: {"size": [H, W], "counts": text}."""
    counts = coco_counts(size, row, col, mask)
    packed = coco_mask.frPyObjects({"size": list(size), "counts": counts.tolist()}, *size)
    return {"size": list(size), "counts": packed["counts"].decode("ascii")}


def read_coco_rle(value: Any, size: Size) -> PlacedMask:
    """A mask from COCO's run lengths, plain or packed. Raises ValueError unless they fit an image of `size`."""
    stated = value["size"]
    if len(stated) != 2 or (whole(stated[0], "a height"), whole(stated[1], "a width")) != size:
        raise ValueError(f"a mask is {stated} large, but the image is {list(size)}")
    counts = value["counts"]
    if isinstance(counts, (str, bytes)):
        counts = unpack_counts(counts.encode("ascii") if isinstance(counts, str) else counts)
    height, width = size
    ends = _ends(counts, height * width)
    if not len(ends) or ends[-1] != height * width:
        raise ValueError("the runs of a mask do not fill the image")
    starts, ends = ends[0::2][: len(ends) // 2], ends[1::2]
    if not (ends > starts).any():
        return 0, 0, np.zeros((0, 0), bool)
    starts, ends = starts[ends > starts], ends[ends > starts]
    col0, col1 = int(starts[0] // height), int((ends[-1] - 1) // height) + 1
    flat = np.zeros((col1 - col0) * height, bool)
    for start, end in zip((starts - col0 * height).tolist(), (ends - col0 * height).tolist(), strict=True):
        flat[start:end] = True
    mask = flat.reshape(col1 - col0, height).T
    rows = np.flatnonzero(mask.any(axis=1))
    row0, row1 = int(rows[0]), int(rows[-1]) + 1
    return row0, col0, np.ascontiguousarray(mask[row0:row1])


def unpack_counts(text: bytes) -> Counts:
    """COCO's packed counts (six bits a character, the second last as differences). Raises ValueError.

    Not left to pycocotools: its C code trusts the text and writes beyond the mask.
    """
    values = np.frombuffer(text, np.uint8).astype(np.int64) - 48
    if not len(values) or values.min() < 0 or values.max() > 63 or values[-1] & 32:
        raise ValueError("the packed runs of a mask are damaged")
    is_last = (values & 32) == 0
    group = np.cumsum(is_last) - is_last
    first = np.r_[0, np.flatnonzero(is_last)[:-1] + 1]
    place = np.arange(len(values)) - first[group]
    if place.max() > 7:
        raise ValueError("the packed runs of a mask are damaged")
    numbers = np.add.reduceat((values & 31) << (5 * place), first)
    last = np.flatnonzero(is_last)
    numbers -= np.where(values[last] & 16, np.int64(1) << (5 * (place[last] + 1)), 0)
    numbers[1::2] = np.cumsum(numbers[1::2])
    numbers[2::2] = np.cumsum(numbers[2::2])
    return numbers


def _ends(counts: Any, total: int) -> Counts:
    if len(counts) > 2 * total + 2:
        raise ValueError("a mask has more runs than pixels")
    lengths = np.array(counts)
    if lengths.ndim != 1 or (lengths.size and lengths.dtype.kind not in "iu"):
        raise ValueError("the runs of a mask are no whole numbers")
    lengths = lengths.astype(np.int64)
    if lengths.size and (lengths.min() < 0 or lengths.max() > total):
        raise ValueError("a run of a mask is longer than the image or negative")
    ends = np.cumsum(lengths)
    if lengths.size and ends[-1] > total:
        raise ValueError("the runs of a mask are longer than the image")
    return ends
