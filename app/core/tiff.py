"""TIFF files (TIFF 6.0), those of microscopes included: BigTIFF, OME, ImageJ, many channels, 1 to 64 bits."""

import struct
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import tifffile

from app.core.pixels import (
    AUTO,
    NO_LEVELS,
    Image8,
    LevelsTable,
    Pixels,
    Values,
    cmyk_to_rgb,
    image_kind,
    pick_channels,
)

SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # little and big endian, TIFF and BigTIFF

_ORIENTATION = 274
_DESCRIPTION = 270  # where OME and ImageJ say what else is in the file
_COLORS = {"MINISBLACK", "MINISWHITE", "RGB", "PALETTE", "SEPARATED"}
_JPEG = (6, 7)  # compressions that are decoded to RGB from whatever they hold
_ALPHA = (1, 2)  # extra samples that are transparency


class TiffHeader(NamedTuple):
    """What is known before decoding: sides in pixels as stored, and the orientation 1-8."""

    height: int
    width: int
    orientation: int


class _Plane(NamedTuple):
    """One image of a file: a series and the numbers of its pages, one for each channel that has its own."""

    series: Any
    pages: list[int]


def read_tiff_header(path: Path, page: int = 0) -> TiffHeader:
    """Sides and orientation of an image of the file. Raises what tifffile raises for a damaged file."""
    with tifffile.TiffFile(path, _multifile=False) as file:
        first = _find_plane(file, page).series.keyframe
        return TiffHeader(int(first.imagelength), int(first.imagewidth), _orientation(first))


def count_tiff_pages(path: Path) -> int:
    """How many images the file holds: planes, moments and pages; channels belong to one image."""
    with path.open("rb") as stream:
        if _is_single(stream.read(8), stream):
            return 1
    with tifffile.TiffFile(path, _multifile=False) as file:
        return sum(_count_planes(series) for series in _series(file))


def read_tiff(path: Path, page: int = 0, table: LevelsTable = NO_LEVELS) -> Values:
    """An image of the file, with the channels that the levels of its kind name."""
    with tifffile.TiffFile(path, _multifile=False) as file:
        plane = _find_plane(file, page)
        first = plane.series.keyframe
        kind = first.photometric.name if hasattr(first.photometric, "name") else str(first.photometric)
        if kind not in _COLORS and not (kind == "YCBCR" and first.compression in _JPEG):
            raise NotImplementedError(f"colours stored as {kind}")
        turn = _orientation(first)
        if kind == "PALETTE" and first.colormap is not None:
            return Values(_apply_colormap(_read(plane, 0, file), first.colormap), True, 3, orientation=turn)
        if kind == "SEPARATED":
            return Values(cmyk_to_rgb(_cmyk8(_opaque(_read(plane, 0, file), first))), True, 3, orientation=turn)
        pixels, count = _read_channels(plane, file, table)
        if pixels.dtype == np.uint8 and first.bitspersample < 8:
            pixels = pixels * np.uint8(255 // (2**first.bitspersample - 1))
        is_color = kind in {"RGB", "YCBCR"}
        return Values(pixels, is_color, count, is_negative=kind == "MINISWHITE", orientation=turn)


def _orientation(page: Any) -> int:
    tag = page.tags.get(_ORIENTATION)
    return int(tag.value) if tag is not None and isinstance(tag.value, int) else 1


def _is_single(head: bytes, stream: BinaryIO) -> bool:
    """Whether it is plain that there is one page: the first is the last, and nothing is said of others.

    Without tifffile, which takes a hundred times longer: a folder may hold many files.
    """
    if head[2:4] not in (b"*\0", b"\0*"):
        return False
    order = "<" if head.startswith(b"II") else ">"
    offset = struct.unpack(order + "I", head[4:8])[0]
    stream.seek(offset)
    count = struct.unpack(order + "H", stream.read(2))[0]
    tags = stream.read(12 * count)
    numbers = struct.unpack(order + "HHII" * count, tags)[::4]
    return stream.read(4) == b"\0\0\0\0" and _DESCRIPTION not in numbers


def _series(file: tifffile.TiffFile) -> list[Any]:
    """The series that hold images of their own; smaller versions of another are none."""
    if not file.series:
        raise ValueError("the file holds no image")
    return [each for number, each in enumerate(file.series) if not number or not each.keyframe.is_reduced]


def _find_plane(file: tifffile.TiffFile, page: int) -> _Plane:
    rest = page
    for series in _series(file):
        count = _count_planes(series)
        if rest < count:
            return _Plane(series, _page_numbers(series, rest))
        rest -= count
    raise ValueError(f"the file holds no page {page + 1}")


def _leading(series: Any) -> tuple[list[int], int]:
    """The lengths of the axes that number pages, and which of them are channels (-1: none)."""
    axes, shape = series.get_axes(False), series.get_shape(False)
    # The leading axes number the pages; the rest is what one page holds.
    size = series.keyframe.size
    leading = next(n for n in range(len(shape) + 1) if int(np.prod(shape[n:])) == size or n == len(shape))
    is_joined = series.keyframe.samplesperpixel == 1
    return list(shape[:leading]), axes[:leading].find("C") if is_joined else -1


def _count_planes(series: Any) -> int:
    shape, channel = _leading(series)
    return int(np.prod(shape)) // (shape[channel] if channel >= 0 else 1)


def _page_numbers(series: Any, plane: int) -> list[int]:
    """The pages of an image of the series, one for each of its channels."""
    shape, channel = _leading(series)
    numbers = np.arange(int(np.prod(shape))).reshape(shape or [1])
    if channel < 0:
        return [int(numbers.ravel()[plane])]
    by_plane = np.moveaxis(numbers, channel, -1).reshape(-1, shape[channel])
    return [int(number) for number in by_plane[plane]]


def _read_channels(plane: _Plane, file: tifffile.TiffFile, table: LevelsTable) -> tuple[Pixels, int]:
    """(H, W, C) of the channels that are shown, and how many there are."""
    first = plane.series.keyframe
    if len(plane.pages) > 1:
        count = len(plane.pages)
        levels = table.get(image_kind(first.dtype, count), AUTO)
        wanted = levels.channels or range(min(count, 3))
        read = {number: _read(plane, number, file) for number in set(wanted)}
        return np.concatenate([read[number] for number in wanted], axis=2), count
    pixels = _opaque(_read(plane, 0, file), first)
    count = pixels.shape[2]
    return pick_channels(pixels, table.get(image_kind(first.dtype, count), AUTO)), count


def _opaque(pixels: Pixels, page: Any) -> Pixels:
    """Without the samples that are transparency."""
    return pixels[:, :, : pixels.shape[2] - sum(extra in _ALPHA for extra in page.extrasamples)]


def _check_complete(page: Any) -> None:
    """Raise ValueError where tifffile would fill what is missing with zeros."""
    expected = int(np.prod(page.chunked))
    if len(page.dataoffsets) < expected:
        raise ValueError(f"{len(page.dataoffsets)} of {expected} strips or tiles are there")


def _read(plane: _Plane, channel: int, file: tifffile.TiffFile) -> Pixels:
    """One page of the image, (H, W, C); of a page that has depth, the first."""
    pixels = _read_page(plane.series, plane.pages[channel], file)[:, 0]
    return pixels[0] if pixels.shape[0] == 1 else np.moveaxis(pixels[..., 0], 0, -1)


def _read_page(series: Any, number: int, file: tifffile.TiffFile) -> Pixels:
    """One page of a series, (samples, depth, H, W, samples)."""
    page = series.keyframe
    # ImageJ describes only the first page of a large stack; the others follow it in the file.
    if number and series.is_truncated:
        offset = series.dataoffset + number * page.nbytes
        values = file.filehandle.read_array(file.byteorder + page.dtype.char, page.size, offset)
        return np.asarray(values).reshape(page.shaped)
    page = series.pages[number]
    _check_complete(page)
    return np.asarray(page.asarray(squeeze=False))


def _cmyk8(pixels: Pixels) -> Image8:
    """Four inks in 8 bits; not windowed, since no ink means white in every depth."""
    if pixels.shape[2] != 4 or pixels.dtype not in (np.uint8, np.uint16):
        raise NotImplementedError(f"{pixels.shape[2]} inks of {pixels.dtype}")
    return (pixels >> 8 if pixels.dtype == np.uint16 else pixels).astype(np.uint8)


def _apply_colormap(pixels: Pixels, colormap: Any) -> Image8:
    """(H, W, 1) indices and a (3, 2**bits) uint16 table -> (H, W, 3) uint8."""
    table: Pixels = np.asarray(colormap, np.uint32).T
    table = table if table.max() < 256 else table >> 8  # some programs write 8 bits
    return np.ascontiguousarray(table.astype(np.uint8)[pixels[:, :, 0].astype(np.intp)])
