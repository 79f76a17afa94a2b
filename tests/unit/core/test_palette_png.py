"""Label PNG of our own: every PNG reader gives the same pixels; what is not exactly ours is left to Pillow."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from app.core import palette_png
from app.core.palette_png import decode_plane, encode_plane

PALETTE = np.random.default_rng(1).integers(0, 255, (256, 3), np.uint8)
Plane = NDArray[np.uint8]


def drawn(height: int, width: int, seed: int) -> Plane:
    values = np.random.default_rng(seed).integers(0, 256, (-(-height // 3), -(-width // 5)), np.uint8)
    return np.repeat(np.repeat(values, 3, axis=0), 5, axis=1)[:height, :width]


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 99))
def test_pillow_reads_what_is_written_and_so_do_we(height: int, width: int, seed: int) -> None:
    plane = drawn(height, width, seed)
    data = encode_plane(plane, PALETTE, [(b"teSt", b"anything")])
    with Image.open(io.BytesIO(data)) as image:
        assert image.mode == "P"
        assert np.array_equal(np.array(image), plane)
        assert image.getpalette() == PALETTE.ravel().tolist()
    own = decode_plane(data, (height, width))
    assert own is not None
    assert np.array_equal(own[0], plane)
    assert own[0].flags.writeable
    assert own[1][b"teSt"] == b"anything"


def test_large_planes_are_packed_in_stripes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(palette_png, "_STRIP", 64)
    plane = drawn(50, 31, 3)[:, ::-1]  # not contiguous either
    own = decode_plane(encode_plane(plane, PALETTE), (50, 31))
    assert own is not None
    assert np.array_equal(own[0], plane)


def test_what_is_damaged_is_never_taken_for_labels() -> None:
    plane = drawn(20, 30, 5)
    data = encode_plane(plane, PALETTE)
    for place in range(len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 0x55
        assert decode_plane(bytes(damaged), (20, 30)) is None, place
        assert decode_plane(data[:place], (20, 30)) is None, place


def with_pixels(packed: bytes, size: tuple[int, int]) -> bytes:
    """A sound file with these packed rows."""
    data = encode_plane(np.zeros(size, np.uint8), PALETTE)
    at = data.index(b"IDAT") - 4
    length = struct.unpack_from(">I", data, at)[0]
    chunk = (
        struct.pack(">I4s", len(packed), b"IDAT") + packed + struct.pack(">I", zlib.crc32(packed, zlib.crc32(b"IDAT")))
    )
    return data[:at] + chunk + data[at + length + 12 :]


def test_other_sizes_filters_and_lengths_are_left_to_others() -> None:
    size = (4, 6)
    rows = np.zeros((4, 7), np.uint8)
    assert decode_plane(with_pixels(zlib.compress(rows), size), size) is not None
    assert decode_plane(with_pixels(zlib.compress(rows), size), (6, 4)) is None
    filtered = rows.copy()
    filtered[2, 0] = 2
    assert decode_plane(with_pixels(zlib.compress(filtered), size), size) is None
    for wrong in (rows[:3], np.zeros((5, 7), np.uint8), np.zeros((4000, 7000), np.uint8)):
        assert decode_plane(with_pixels(zlib.compress(wrong), size), size) is None
    assert decode_plane(with_pixels(zlib.compress(rows)[:-3], size), size) is None


def test_files_of_pillow_are_left_to_pillow() -> None:
    image = Image.fromarray(drawn(20, 30, 5))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    assert decode_plane(stream.getvalue(), (20, 30)) is None
