"""Any image file as (H, W, 3) uint8 RGB, upright; its size, its thumbnail, its pages."""

import errno
import logging
import os
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from app.core.dicom import is_dicom, read_dicom, read_dicom_header
from app.core.errors import InputError, SegmendError
from app.core.files import replace_file
from app.core.memory import free_bytes, in_gigabytes
from app.core.opencv import cv2
from app.core.pages import image_file, split_page
from app.core.pixels import (
    AUTO,
    NO_LEVELS,
    Image8,
    LevelsTable,
    Values,
    image_kind,
    pick_channels,
    render,
    shrink,
    upright,
)
from app.core.tiff import SIGNATURES as TIFF_SIGNATURES
from app.core.tiff import count_tiff_pages, read_tiff, read_tiff_header

WORKING_BYTES = 12  # of memory for a pixel while its image is open: measured with labels, prediction, saving
_UNASKED_PIXELS = 20_000_000  # up to here no machine is asked what it has
_PLAUSIBLE_PIXELS = 250_000_000  # up to here a small file may claim anything: 750 MB are no bomb
_MOST_PACKED = 500  # times a larger image may be smaller in its file; zlib reaches 1032 with one colour
_OPENCV_PIXELS = 1 << 30  # OpenCV decodes no larger image
_STRIP_PIXELS = 16_000_000  # copied out of Pillow at once
# Named, so that no file, whatever it is called, reaches a reader that starts a program (EPS: Ghostscript).
_FORMATS = ("JPEG", "MPO", "PNG", "BMP", "GIF", "PPM", "WEBP", "AVIF", "JPEG2000", "TIFF", "HEIF")
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM", b"RIFF", b"\0\0\0\x0cjP", *TIFF_SIGNATURES)
_ENDS = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}
_ORIENTATION = 0x0112
_WIDE_MODES = {"I", "F", "I;16", "I;16B", "I;16L", "I;16N"}
# What the readers of the libraries raise for files that are damaged, by accident or on purpose.
_DAMAGE = (
    *(
        OSError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        SyntaxError,
        ArithmeticError,
        RuntimeError,
    ),
    *(EOFError, AssertionError, struct.error, zlib.error, cv2.error),
)
_log = logging.getLogger(__name__)

# Pillow's own limit warns or raises without saying the sides; _check_size comes before any decoding instead.
Image.MAX_IMAGE_PIXELS = None


def read_image(path: str | os.PathLike[str], *, table: LevelsTable = NO_LEVELS) -> Image8:
    """(H, W, 3) uint8 RGB, contiguous, with the EXIF orientation applied once.

    Grey is repeated; transparency is dropped: the colours under it are shown as they are stored. Of more than
    three channels the first three are taken, and more than 8 bits are windowed, unless `table` says otherwise
    for this kind of image, see :func:`app.core.pixels.render`. `stack.tif#3` is the third page of a file.
    Raises InputError, a sentence naming the file.
    """
    source, page = split_page(path)
    with _opened(source) as (stream, head):
        if is_dicom(head):
            return _render(_read_dicom(source, page), table)
        if head.startswith(TIFF_SIGNATURES):
            return _render(_read_tiff(source, page, stream, table), table)
        with _open_pillow(source, stream, head) as image:
            orientation = _orientation(image, stream)
            quick = _decode_quickly(image, stream)
            values = _decode(image, stream, table) if quick is None else _picked(quick, table)
            return _render(replace(values, orientation=orientation), table)


def read_values(path: str | os.PathLike[str], *, table: LevelsTable = NO_LEVELS) -> Values:
    """What :func:`read_image` renders, before it is rendered. Raises InputError as read_image."""
    source, page = split_page(path)
    with _opened(source) as (stream, head):
        if is_dicom(head):
            return _read_dicom(source, page)
        if head.startswith(TIFF_SIGNATURES):
            return _read_tiff(source, page, stream, table)
        with _open_pillow(source, stream, head) as image:
            return replace(_decode(image, stream, table), orientation=_orientation(image, stream))


def image_size(path: str | os.PathLike[str]) -> tuple[int, int]:
    """(H, W) that :func:`read_image` would give, from the header alone. Raises InputError."""
    source, page = split_page(path)
    with _opened(source) as (stream, head):
        orientation = 1
        if is_dicom(head):
            height, width, _ = read_dicom_header(source)
        elif head.startswith(TIFF_SIGNATURES):
            height, width, orientation = read_tiff_header(source, page)
        else:
            with _open_pillow(source, stream, head) as image:
                (width, height), orientation = image.size, _orientation(image, stream)
        _check_size(source, height, width)
    return (width, height) if orientation in (5, 6, 7, 8) else (height, width)


def count_pages(path: str | os.PathLike[str]) -> int:
    """How many images the file holds, see :mod:`app.core.pages`. Raises InputError as read_image."""
    source = image_file(path)
    with _opened(source) as (_, head):
        if is_dicom(head):
            return read_dicom_header(source)[2]
        return count_tiff_pages(source) if head.startswith(TIFF_SIGNATURES) else 1


def thumbnail(path: str | os.PathLike[str], *, size: int) -> Image8:
    """The image scaled down to fit size x size pixels, (h, w, 3) uint8. Raises InputError as read_image."""
    source, page = split_page(path)
    with _opened(source) as (stream, head):
        if is_dicom(head):
            return shrink(render(_read_dicom(source, page)), size)
        if head.startswith(TIFF_SIGNATURES):
            return shrink(render(_read_tiff(source, page, stream, NO_LEVELS)), size)
        with _open_pillow(source, stream, head) as image:
            orientation = _orientation(image, stream)
            image.draft("RGB", (size, size))  # a JPEG is decoded at 1/2, 1/4 or 1/8; other formats ignore it
            small = shrink(render(_decode(image, stream, NO_LEVELS)), size)
    return upright(small, orientation)


def write_png(path: str | os.PathLike[str], array: NDArray[np.uint8]) -> None:
    """Write (H, W) grey or (H, W, 3) RGB uint8 as PNG, replacing the file as a whole.

    Raises SegmendError, a sentence naming the file, if it cannot be written.
    """
    if array.dtype != np.uint8 or array.size == 0 or not (array.ndim == 2 or array.shape[2:] == (3,)):
        raise ValueError(f"an image to write is (H, W) or (H, W, 3) uint8, not {array.shape} {array.dtype}")
    pixels = array if array.ndim == 2 else cv2.cvtColor(np.ascontiguousarray(array), cv2.COLOR_RGB2BGR)
    is_encoded, data = cv2.imencode(".png", np.ascontiguousarray(pixels))
    if not is_encoded:
        raise SegmendError(f"The image {_quote(path)} of {array.shape[:2]} pixels cannot be encoded as PNG.")
    try:
        replace_file(path, data.tobytes())
    except OSError as error:
        raise SegmendError(f"The image {_quote(path)} cannot be written: {_reason(error)}.") from error


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, bytes]]:
    """The file and its first bytes; every failure inside becomes an InputError with a sentence."""
    head = b""
    try:
        # Looked at before opening: opening a pipe would wait for its other end.
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise InputError(f"{_quote(path)} is a folder, not an image file; open it as a folder.")
        if not stat.S_ISREG(mode):
            raise InputError(f"{_quote(path)} is not a regular file; choose an image file.")
        with path.open("rb") as stream:
            head = stream.read(132)
            stream.seek(0)
            if not head:
                raise InputError(f"{_quote(path)} is empty (0 bytes); copy it again from its source.")
            yield stream, head
    except SegmendError:
        raise
    except MemoryError as error:
        raise InputError(f"There is not enough memory to open {_quote(path)}; close other programs.") from error
    except FileNotFoundError as error:
        raise InputError(f"{_quote(path)} does not exist; it may have been moved or renamed.") from error
    except _DAMAGE as error:
        raise InputError(_explain(path, head, error)) from error


def _explain(path: Path, head: bytes, error: Exception) -> str:
    """The sentence for a file that cannot be read; ``head``: its first bytes, as far as they could be."""
    # A decoder that is led astray seeks to impossible places: that EINVAL says nothing about the disk.
    if isinstance(error, OSError) and error.errno is not None and not (head and error.errno == errno.EINVAL):
        return f"{_quote(path)} cannot be read: {_reason(error)}; check its permissions and its disk."
    if not head:
        return f"{str(path)!r} is not the name of a file; choose an image file."
    if isinstance(error, NotImplementedError):
        return f"{_quote(path)} cannot be read ({error}); convert it to PNG, JPEG or a plain TIFF."
    if isinstance(error, UnidentifiedImageError) and not head.startswith(_SIGNATURES):
        return f"{_quote(path)} is not an image in a known format; convert it to PNG, JPEG or TIFF."
    detail = str(error).strip().splitlines()
    reason = f" ({detail[0][:120]})" if detail and not isinstance(error, UnidentifiedImageError) else ""
    return f"{_quote(path)} is damaged or incomplete{reason}; copy it again from its source."


def _check_size(path: Path, height: int, width: int) -> None:
    if height < 1 or width < 1:
        raise InputError(f"{_quote(path)} has no pixels ({width} x {height}); choose another image.")
    pixels = height * width
    if pixels <= _UNASKED_PIXELS:
        return
    size = f"{width} x {height} pixels ({pixels / 1e6:.0f} megapixels)"
    if pixels > _PLAUSIBLE_PIXELS and 3 * pixels > _MOST_PACKED * path.stat().st_size:
        raise InputError(
            f"{_quote(path)} claims to be {size}, but holds only {path.stat().st_size} bytes; it is damaged or made "
            "to fill the memory: copy it again from its source, or save it as a TIFF without compression."
        )
    needed, free = WORKING_BYTES * pixels, free_bytes()
    if needed > free:
        raise InputError(
            f"{_quote(path)} is {size}; working on it needs about {in_gigabytes(needed)} of memory, and "
            f"{in_gigabytes(free)} are free: close other programs, scale it down or cut it into parts."
        )


def _learn_heif() -> None:
    """Teach Pillow to read HEIF (ISO/IEC 23008-12), which is not installed with the program by itself."""
    try:
        import pillow_heif
    except ImportError as error:
        raise NotImplementedError(
            "HEIC needs the package pillow-heif: `pip install pillow-heif`, or the extra `heic`"
        ) from error
    if "HEIF" not in Image.OPEN:
        pillow_heif.register_heif_opener()
    if "HEIF" not in _formats():  # which may have been asked before somebody else taught it
        _formats.cache_clear()


@lru_cache(maxsize=1)
def _formats() -> tuple[str, ...]:
    Image.init()  # registers the formats this Pillow was built with
    return tuple(name for name in _FORMATS if name in Image.OPEN)


@contextmanager
def _open_pillow(path: Path, stream: BinaryIO, start: bytes) -> Iterator[Image.Image]:
    """Open by content, with the size checked before anything is decoded; `start`: the first bytes."""
    if start[4:8] == b"ftyp" and start[8:12] in _HEIF_BRANDS and b"avif" not in start:
        _learn_heif()
    head = stream.read(26)
    stream.seek(0)
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR" and len(head) >= 24:
        # Pillow takes a PNG without pixels for no image at all.
        _check_size(path, *struct.unpack(">II", head[16:24])[::-1])
    with Image.open(stream, formats=_formats()) as image:
        _check_size(path, image.height, image.width)
        yield image


def _render(values: Values, table: LevelsTable) -> Image8:
    return render(values, table.get(values.kind, AUTO))


def _read_dicom(path: Path, page: int) -> Values:
    height, width, _ = read_dicom_header(path)
    _check_size(path, height, width)
    return read_dicom(path, page)


def _read_tiff(path: Path, page: int, stream: BinaryIO, table: LevelsTable) -> Values:
    """By tifffile, or by Pillow, which knows a few kinds more."""
    height, width, _ = read_tiff_header(path, page)
    _check_size(path, height, width)
    try:
        return read_tiff(path, page, table)
    except _DAMAGE as error:
        try:
            with _open_pillow(path, stream, b"") as image:
                image.seek(page)
                return _decode(image, stream, table)  # Pillow turns a TIFF upright by itself when it is loaded
        except _DAMAGE:
            raise error from None


def _decode(image: Image.Image, stream: BinaryIO, table: LevelsTable) -> Values:
    """All pixels of an image opened by Pillow, not yet upright (TIFF excepted)."""
    image.load()
    if image.format == "PNG" and _bit_depth(stream) == 16 and image.mode not in _WIDE_MODES:
        # Pillow keeps only the upper byte of 16-bit colour: a 12-bit camera's image would be nearly black.
        flags = cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
        wide = cv2.imdecode(np.frombuffer(_read_all(stream), np.uint8), flags)
        if wide is not None and wide.dtype == np.uint16 and wide.ndim == 3:
            return _picked(wide[:, :, 2::-1], table)
    if image.mode in _WIDE_MODES:
        return Values(np.asarray(image)[:, :, None], True, 1)
    return _picked(_colors(image), table)


def _colors(image: Image.Image) -> Image8:
    """(H, W, 3) uint8 of a decoded image, in strips: Pillow's own conversion and export hold it three times more."""
    pixels = np.empty((image.height, image.width, 3), np.uint8)
    rows = max(_STRIP_PIXELS // image.width, 1)
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        if strip.mode in {"P", "PA"} and "transparency" in image.info:
            strip.info["transparency"] = image.info["transparency"]
            strip = strip.convert("RGBA")  # straight to RGB, Pillow warns about the transparency
        pixels[top : top + strip.height] = np.asarray(strip if strip.mode == "RGB" else strip.convert("RGB"))
    return pixels


def _picked(pixels: NDArray[np.generic], table: LevelsTable) -> Values:
    """Red, green and blue, or those of them that the levels of the kind name."""
    levels = table.get(image_kind(pixels.dtype, 3), AUTO)
    return Values(pick_channels(pixels, levels), True, 3)


def _decode_quickly(image: Image.Image, stream: BinaryIO) -> Image8 | None:
    """The pixels of a common JPEG or PNG by OpenCV, which needs no second copy; None where Pillow is to decide.

    OpenCV before 5 fills the missing part of a cut file with grey instead of failing, and none knows CMYK.
    """
    end = _ENDS.get(image.format or "")
    if end is None or image.mode not in {"RGB", "L"} or (image.format == "PNG" and _bit_depth(stream) != 8):
        return None
    if image.height * image.width > _OPENCV_PIXELS:
        return None
    data = _read_all(stream)
    if not data.endswith(end):
        return None
    flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if pixels is None or pixels.shape[:2] != (image.height, image.width):
        return None
    return np.ascontiguousarray(pixels, np.uint8)


def _read_all(stream: BinaryIO) -> bytes:
    """The whole file; the position is put back where Pillow left it."""
    position = stream.tell()
    stream.seek(0)
    data = stream.read()
    stream.seek(position)
    return data


def _bit_depth(stream: BinaryIO) -> int:
    """Bits per sample of a PNG, from its first chunk."""
    position = stream.tell()
    stream.seek(24)
    depth = stream.read(1)[0]
    stream.seek(position)
    return depth


def _orientation(image: Image.Image, stream: BinaryIO) -> int:
    """EXIF orientation 1-8; 1 where there is none or the EXIF block itself is damaged."""
    if image.format == "PNG" and "exif" not in image.info:
        block = _find_png_exif(stream)
        if block:
            image.info["exif"] = block
    try:
        # The method of the base class: PngImageFile's own decodes the whole image first.
        value = Image.Image.getexif(image).get(_ORIENTATION, 1)
    except _DAMAGE as error:
        _log.info("EXIF block not readable, image taken as upright: %s", error)
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _find_png_exif(stream: BinaryIO) -> bytes | None:
    """The eXIf chunk, which may come after the pixels; found by stepping over the other chunks."""
    # Not buffered: a buffer would read the pixels in between as well.
    with open(stream.name, "rb", buffering=0) as raw:
        raw.seek(8)
        while len(header := raw.read(8)) == 8:
            length, kind = struct.unpack(">I4s", header)
            if kind == b"eXIf":
                return b"Exif\0\0" + raw.read(length)
            raw.seek(length + 4, os.SEEK_CUR)
    return None


def _quote(path: str | os.PathLike[str]) -> str:
    return f"“{os.fspath(path)}”"


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
