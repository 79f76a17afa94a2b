"""Image files that the tests of the readers build for themselves."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.core.errors import InputError
from app.core.images import read_image, thumbnail

NOISE = np.random.default_rng(0)
PHOTO = NOISE.integers(0, 256, (24, 36, 3), np.uint8)
GRADIENT = np.linspace(0, 4000, 40 * 50).reshape(40, 50).astype(np.uint16)  # 12 bits in 16


def png(width: int, height: int, *, body: bytes = b"", late_chunks: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    late = chunk(b"eXIf", late_chunks) if late_chunks else b""
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(body)) + late + chunk(b"IEND", b"")
    )


def encoded(image: NDArray[Any], form: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, form, **options)
    return stream.getvalue()


def exif(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags.tobytes()


def stored(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refusal(path: str | Path) -> str:
    """The sentence of the InputError; the same from all three readers."""
    sentences = set()
    for read in (read_image, lambda p: thumbnail(p, size=32)):
        with pytest.raises(InputError) as caught:
            read(path)
        sentences.add(str(caught.value))
    assert len(sentences) == 1
    (sentence,) = sentences
    assert str(path) in sentence
    assert "\n" not in sentence
    return sentence


def assert_is_rgb(image: NDArray[np.uint8], shape: tuple[int, int]) -> None:
    assert (image.dtype, image.shape) == (np.dtype(np.uint8), (*shape, 3))
    assert image.flags.c_contiguous
    assert image.flags.writeable
