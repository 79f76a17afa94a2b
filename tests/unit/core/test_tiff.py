import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from app.core.images import (
    image_size,
    read_image,
)
from tests.unit.core.image_files import GRADIENT, NOISE, PHOTO, assert_is_rgb, encoded, png, refusal, stored


def test_sixteen_bits_are_windowed_so_that_a_12_bit_image_is_not_black(tmp_path: Path) -> None:
    for form in ("PNG", "TIFF"):
        image = read_image(stored(tmp_path, form, encoded(GRADIENT, form)))
        assert_is_rgb(image, (40, 50))
        grey = image[:, :, 0].ravel().astype(int)
        assert (grey[0], grey[-1]) == (0, 255)
        assert (np.diff(grey) >= 0).all()
        assert abs(grey[1000] - 128) <= 1


def test_a_hot_pixel_does_not_darken_a_16_bit_image(tmp_path: Path) -> None:
    pixels = GRADIENT.copy()
    pixels[20, 20] = 65535
    image = read_image(stored(tmp_path, "hot.png", encoded(pixels, "PNG")))
    assert (image[20, 20] == 255).all()
    assert abs(int(image[20, 0, 0]) - 128) <= 2


def test_stars_on_an_empty_16_bit_image_are_seen(tmp_path: Path) -> None:
    pixels = np.zeros((200, 200), np.uint16)
    pixels[7, 9] = 900
    image = read_image(stored(tmp_path, "stars.png", encoded(pixels, "PNG")))
    assert image[7, 9, 0] == 255
    assert image.sum() == 3 * 255


def test_an_even_16_bit_image_is_black(tmp_path: Path) -> None:
    image = read_image(stored(tmp_path, "even.png", encoded(np.full((4, 4), 777, np.uint16), "PNG")))
    assert not image.any()


def test_16_bit_colour_keeps_its_hues(tmp_path: Path) -> None:
    pixels = np.stack([GRADIENT, GRADIENT // 2, np.zeros_like(GRADIENT)], axis=2)
    tiff = tmp_path / "colour.tif"
    tifffile.imwrite(tiff, pixels, photometric="rgb")
    planar = tmp_path / "planar.tif"
    tifffile.imwrite(planar, np.moveaxis(pixels, 2, 0), photometric="rgb", planarconfig="separate")
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    content = bytearray(png(50, 40, body=rows))
    content[24] = 16
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    for path in (tiff, planar, stored(tmp_path, "colour.png", bytes(content))):
        image = read_image(path).astype(int)
        assert image[-1, -1, 0] == 255
        assert np.abs(image[:, :, 0] // 2 - image[:, :, 1]).max() <= 1
        assert not image[:, :, 2].any()


@pytest.mark.parametrize("kind", ["float32", "float64", "float16", "int16", "int32", "uint32", "int8", "uint64"])
def test_every_number_type_of_tiff_is_windowed(tmp_path: Path, kind: str) -> None:
    values = np.linspace(-100 if kind[0] != "u" else 0, 100, 600).reshape(20, 30).astype(kind)
    path = tmp_path / "numbers.tif"
    tifffile.imwrite(path, values)
    grey = read_image(path)[:, :, 0].ravel().astype(int)
    assert (grey[0], grey[-1]) == (0, 255)
    assert (np.diff(grey) >= 0).all()


def test_values_that_are_no_numbers_become_black_and_infinity_white(tmp_path: Path) -> None:
    values = np.linspace(0, 1, 600, dtype=np.float32).reshape(20, 30)
    values[3, 4], values[5, 6], values[7, 8] = np.nan, np.inf, -np.inf
    path = tmp_path / "gaps.tif"
    tifffile.imwrite(path, values)
    image = read_image(path)[:, :, 0]
    assert (image[3, 4], image[5, 6], image[7, 8]) == (0, 255, 0)
    assert abs(int(image[10, 0]) - 128) <= 1
    tifffile.imwrite(path, np.full((4, 5), np.nan, np.float32))
    assert not read_image(path).any()


@pytest.mark.parametrize(
    ("shape", "options"),
    [
        ((3, 20, 30), {"imagej": True, "metadata": {"axes": "CYX"}}),
        ((2, 3, 20, 30), {"imagej": True, "metadata": {"axes": "ZCYX"}}),
        ((2, 3, 20, 30), {"ome": True, "metadata": {"axes": "TCYX"}}),
        ((3, 2, 20, 30), {"ome": True, "metadata": {"axes": "CZYX"}}),
        ((5, 20, 30), {"ome": True, "metadata": {"axes": "CYX"}, "bigtiff": True}),
    ],
)
def test_the_first_three_channels_of_a_stack_are_taken_each_with_its_own_contrast(
    tmp_path: Path, shape: tuple[int, ...], options: dict[str, Any]
) -> None:
    channel_axis = options["metadata"]["axes"].index("C")
    stack = np.zeros(shape, np.uint16)
    for channel in range(shape[channel_axis]):
        where: list[Any] = [slice(None)] * len(shape)
        where[channel_axis] = channel
        stack[tuple(where)] = np.roll(GRADIENT[:20, :30] * (channel + 1), channel * 7, axis=1)
    path = tmp_path / "stack.tif"
    tifffile.imwrite(path, stack, photometric="minisblack", **options)
    image = read_image(path)
    assert_is_rgb(image, (20, 30))
    assert image_size(path) == (20, 30)
    for channel in range(3):
        expected = np.roll(image[:, :, 0], channel * 7, axis=1).astype(int)
        assert np.abs(image[:, :, channel] - expected).max() <= 1


def test_of_two_channels_the_third_is_black(tmp_path: Path) -> None:
    path = tmp_path / "two.tif"
    pixels = np.stack([PHOTO[:, :, 0], PHOTO[:, :, 1]])
    tifffile.imwrite(path, pixels, imagej=True, metadata={"axes": "CYX"})
    image = read_image(path)
    assert np.array_equal(image[:, :, :2], PHOTO[:, :, :2])
    assert not image[:, :, 2].any()


def test_of_many_samples_the_first_three_are_taken(tmp_path: Path) -> None:
    pixels = NOISE.integers(0, 256, (20, 30, 6), np.uint8)
    path = tmp_path / "six.tif"
    tifffile.imwrite(path, pixels, photometric="minisblack", planarconfig="contig")
    assert np.array_equal(read_image(path), pixels[:, :, :3])


def test_of_a_stack_without_channels_the_first_plane_is_taken(tmp_path: Path) -> None:
    planes = NOISE.integers(0, 256, (4, 20, 30), np.uint8)
    path = tmp_path / "planes.tif"
    tifffile.imwrite(path, planes, photometric="minisblack")
    assert np.array_equal(read_image(path)[:, :, 0], planes[0])


@pytest.mark.parametrize("compression", ["zlib", "lzw", "packbits", "jpeg", "zstd"])
def test_compressed_and_tiled_tiff_is_read(tmp_path: Path, compression: str) -> None:
    smooth = np.repeat(np.linspace(0, 255, 96, dtype=np.uint8)[None, :, None], 80, axis=0).repeat(3, axis=2)
    path = tmp_path / "tiled.tif"
    tifffile.imwrite(path, smooth, photometric="rgb", tile=(32, 32), compression=compression)
    assert np.abs(read_image(path).astype(int) - smooth).max() <= (4 if compression == "jpeg" else 0)


@pytest.mark.parametrize("compression", ["group4", "tiff_ccitt", "group3"])
def test_fax_compressed_tiff_is_read(tmp_path: Path, compression: str) -> None:
    bits = np.zeros((30, 40), bool)
    bits[5:20, 8:30] = True
    path = tmp_path / "fax.tif"
    Image.fromarray(bits).save(path, compression=compression)
    assert np.array_equal(read_image(path)[:, :, 0] > 0, bits)


def test_white_is_zero_tiff_is_not_shown_as_a_negative(tmp_path: Path) -> None:
    path = tmp_path / "white.tif"
    tifffile.imwrite(path, 255 - PHOTO[:, :, 0], photometric="miniswhite")
    assert np.array_equal(read_image(path)[:, :, 0], PHOTO[:, :, 0])


def test_four_bit_grey_tiff_reaches_white(tmp_path: Path) -> None:
    pixels = np.arange(16, dtype=np.uint8).reshape(4, 4)
    path = tmp_path / "four.tif"
    tifffile.imwrite(path, pixels, bitspersample=4, photometric="minisblack")
    assert np.array_equal(read_image(path)[:, :, 0], pixels * 17)


def test_colours_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "lab.tif"
    tifffile.imwrite(path, PHOTO, photometric="icclab")
    assert "ICCLAB" in refusal(path)
