"""TIFF files (TIFF 6.0), those of microscopes included: BigTIFF, OME, ImageJ, many channels, 1 to 64 bits."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tifffile

from app.core.pixels import Image8, Pixels, cmyk_to_rgb, to_rgb8

SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # little and big endian, TIFF and BigTIFF

_ORIENTATION = 274
_COLORS = {"MINISBLACK", "MINISWHITE", "RGB", "PALETTE", "SEPARATED"}
_JPEG = (6, 7)  # compressions that are decoded to RGB from whatever they hold
_ALPHA = (1, 2)  # extra samples that are transparency


class TiffHeader(NamedTuple):
    """What is known before decoding: sides in pixels as stored, and the orientation 1-8."""

    height: int
    width: int
    orientation: int


def read_tiff_header(path: Path) -> TiffHeader:
    """Sides and orientation of the first image. Raises what tifffile raises for a damaged file."""
    with tifffile.TiffFile(path, _multifile=False) as file:
        page = _first_page(file)
        tag = page.tags.get(_ORIENTATION)
        orientation = int(tag.value) if tag is not None and isinstance(tag.value, int) else 1
        return TiffHeader(int(page.imagelength), int(page.imagewidth), orientation)


def read_tiff(path: Path) -> Image8:
    """The first image as (H, W, 3) uint8, not yet upright.

    Of a stack, the first plane and moment; where channels are separate planes, the first three of them.
    """
    with tifffile.TiffFile(path, _multifile=False) as file:
        page = _first_page(file)
        _check_complete(page)
        kind = page.photometric.name if hasattr(page.photometric, "name") else str(page.photometric)
        if kind not in _COLORS and not (kind == "YCBCR" and page.compression in _JPEG):
            raise NotImplementedError(f"colours stored as {kind}")
        pixels = _join_channels(file) if page.samplesperpixel == 1 else _plane(page.asarray(squeeze=False))
        pixels = pixels[:, :, : pixels.shape[2] - sum(extra in _ALPHA for extra in page.extrasamples)]
        if kind == "PALETTE" and page.colormap is not None:
            return _apply_colormap(pixels, page.colormap)
        if kind == "SEPARATED":
            return cmyk_to_rgb(_cmyk8(pixels))
        if pixels.dtype == np.uint8 and page.bitspersample < 8:
            pixels = pixels * np.uint8(255 // (2**page.bitspersample - 1))
        image = to_rgb8(pixels, is_color=kind in {"RGB", "YCBCR"})
        return np.invert(image) if kind == "MINISWHITE" else image


def _first_page(file: tifffile.TiffFile) -> Any:
    if not file.series:
        raise ValueError("the file holds no image")
    return file.series[0].keyframe


def _check_complete(page: Any) -> None:
    """Raise ValueError where tifffile would fill what is missing with zeros."""
    expected = int(np.prod(page.chunked))
    if len(page.dataoffsets) < expected:
        raise ValueError(f"{len(page.dataoffsets)} of {expected} strips or tiles are there")


def _plane(pixels: Pixels) -> Pixels:
    """tifffile's (separate samples, depth, H, W, samples) -> (H, W, C), the first of the depth."""
    first = pixels[:, 0]
    return first[0] if first.shape[0] == 1 else np.moveaxis(first[..., 0], 0, -1)


def _join_channels(file: tifffile.TiffFile) -> Pixels:
    """(H, W, C) from the planes of the first three channels (one, if the file has no channel axis)."""
    series = file.series[0]
    axes, shape = series.get_axes(False), series.get_shape(False)
    # The leading axes number the pages; the rest is what one page holds.
    leading = next(
        n for n in range(len(shape) + 1) if int(np.prod(shape[n:])) == series.keyframe.size or n == len(shape)
    )
    strides = [int(np.prod(shape[axis + 1 : leading])) for axis in range(leading)]
    channel = axes[:leading].find("C")
    numbers = [0] if channel < 0 else [c * strides[channel] for c in range(min(shape[channel], 3))]
    return np.concatenate([_plane(_read_page(file, number)) for number in numbers], axis=2)


def _read_page(file: tifffile.TiffFile, number: int) -> Pixels:
    """One page of the first series, (samples, depth, H, W, samples)."""
    series: Any = file.series[0]
    page = series.keyframe
    # ImageJ describes only the first page of a large stack; the others follow it in the file.
    if number and series.is_truncated:
        offset = series.dataoffset + number * page.nbytes
        values = file.filehandle.read_array(file.byteorder + page.dtype.char, page.size, offset)
        return np.asarray(values).reshape(page.shaped)
    return np.asarray(series.pages[number].asarray(squeeze=False))


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
