import struct
from pathlib import Path

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image, ImageOps, PngImagePlugin

from app.core.errors import SegmendError
from app.core.images import (
    image_size,
    read_image,
    thumbnail,
    write_png,
)
from app.core.listing import is_image_path, is_video_path
from tests.unit.core.image_files import NOISE, PHOTO, assert_is_rgb, encoded, exif, png, stored


@pytest.mark.parametrize("form", ["PNG", "BMP", "TIFF", "PPM", "WEBP"])
def test_a_colour_image_comes_back_pixel_for_pixel(tmp_path: Path, form: str) -> None:
    options = {"lossless": True} if form == "WEBP" else {}
    path = stored(tmp_path, f"photo.{form.lower()}", encoded(PHOTO, form, **options))
    image = read_image(path)
    assert_is_rgb(image, (24, 36))
    assert np.array_equal(image, PHOTO)
    assert image_size(path) == (24, 36)


def test_a_jpeg_has_the_pixels_that_pillow_decodes(tmp_path: Path) -> None:
    path = stored(tmp_path, "photo.jpg", encoded(PHOTO, "JPEG", quality=90))
    image = read_image(path)
    assert_is_rgb(image, (24, 36))
    assert np.array_equal(image, np.asarray(Image.open(path)))


def test_a_jpeg_followed_by_other_data_is_read(tmp_path: Path) -> None:
    content = encoded(PHOTO, "JPEG", quality=90)
    plain = read_image(stored(tmp_path, "plain.jpg", content))
    assert np.array_equal(read_image(stored(tmp_path, "motion.jpg", content + b"\0film\0" * 50)), plain)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP"])
def test_grey_is_repeated_in_three_channels(tmp_path: Path, form: str) -> None:
    grey = np.full((9, 7), 100, np.uint8)
    image = read_image(stored(tmp_path, "grey", encoded(grey, form)))
    assert_is_rgb(image, (9, 7))
    assert (image == 100).all()


@pytest.mark.parametrize("form", ["PNG", "TIFF", "PPM"])
def test_one_bit_becomes_black_and_white(tmp_path: Path, form: str) -> None:
    bits = NOISE.random((10, 13)) < 0.5
    image = read_image(stored(tmp_path, "bits", encoded(bits, form)))
    assert_is_rgb(image, (10, 13))
    assert np.array_equal(image[:, :, 0], bits * np.uint8(255))


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF"])
def test_transparency_is_dropped_and_colours_stay(tmp_path: Path, form: str) -> None:
    alpha = NOISE.integers(0, 256, (24, 36, 1), np.uint8)
    options = {"lossless": True, "exact": True} if form == "WEBP" else {}
    content = encoded(np.concatenate([PHOTO, alpha], axis=2), form, **options)
    assert np.array_equal(read_image(stored(tmp_path, "rgba", content)), PHOTO)


def test_grey_with_transparency_is_grey(tmp_path: Path) -> None:
    pixels = np.dstack([PHOTO[:, :, 0], PHOTO[:, :, 1]])
    expected = np.repeat(PHOTO[:, :, :1], 3, axis=2)
    path = tmp_path / "la.png"
    Image.fromarray(pixels, "LA").save(path)
    assert np.array_equal(read_image(path), expected)
    tiff = tmp_path / "la.tif"
    tifffile.imwrite(tiff, pixels, photometric="minisblack", planarconfig="contig", extrasamples=["unassalpha"])
    assert np.array_equal(read_image(tiff), expected)


@pytest.mark.parametrize("form", ["PNG", "GIF", "TIFF"])
def test_a_palette_is_resolved(tmp_path: Path, form: str) -> None:
    palette_image = Image.fromarray(np.array([[0, 1], [2, 1]], np.uint8), "P")
    palette_image.putpalette([10, 20, 30, 40, 50, 60, 70, 80, 90])
    path = tmp_path / "palette"
    palette_image.save(path, form)
    assert read_image(path).tolist() == [[[10, 20, 30], [40, 50, 60]], [[70, 80, 90], [40, 50, 60]]]


def test_a_palette_with_transparency_is_resolved_without_a_warning(tmp_path: Path) -> None:
    palette_image = Image.fromarray(np.array([[0, 1]], np.uint8), "P")
    palette_image.putpalette([10, 20, 30, 40, 50, 60])
    path = tmp_path / "palette.png"
    palette_image.save(path, transparency=b"\x00\x80")
    assert read_image(path).tolist() == [[[10, 20, 30], [40, 50, 60]]]


@pytest.mark.parametrize("form", ["JPEG", "TIFF"])
def test_cmyk_is_converted_to_rgb(tmp_path: Path, form: str) -> None:
    inks = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    path = tmp_path / "inks"
    inks.save(path, form, **({"quality": 100} if form == "JPEG" else {}))
    assert np.abs(read_image(path).astype(int) - (255, 0, 0)).max() <= 3


def test_a_colour_declared_transparent_and_a_gamma_change_no_pixel(tmp_path: Path) -> None:
    extras = PngImagePlugin.PngInfo()
    extras.add(b"gAMA", struct.pack(">I", 100_000))
    content = encoded(PHOTO, "PNG", transparency=tuple(PHOTO[0, 0].tolist()), pnginfo=extras)
    assert b"tRNS" in content
    assert b"gAMA" in content
    assert np.array_equal(read_image(stored(tmp_path, "extras.png", content)), PHOTO)


def test_lab_colours_are_converted(tmp_path: Path) -> None:
    path = tmp_path / "lab.tif"
    tifffile.imwrite(path, np.full((4, 5, 3), (255, 0, 0), np.uint8), photometric="cielab")
    assert (read_image(path) >= 253).all()


def test_the_first_frame_of_an_animation_is_taken(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (6, 4), color) for color in ("red", "blue")]
    path = tmp_path / "film.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    assert (read_image(path) == (255, 0, 0)).all()


def test_a_single_pixel_is_an_image(tmp_path: Path) -> None:
    for form in ("PNG", "JPEG", "TIFF", "GIF"):
        path = stored(tmp_path, form, encoded(np.full((1, 1, 3), 128, np.uint8), form))
        assert_is_rgb(read_image(path), (1, 1))
        assert thumbnail(path, size=64).shape == (1, 1, 3)


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    assert np.array_equal(read_image(stored(tmp_path, "photo.jpg", encoded(PHOTO, "PNG"))), PHOTO)


def test_a_name_with_spaces_and_other_scripts_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "снимки 写真 <b>"
    folder.mkdir()
    path = stored(folder, "кот №1 [é].png", encoded(PHOTO, "PNG"))
    assert np.array_equal(read_image(path), PHOTO)
    assert np.array_equal(read_image(str(path)), PHOTO)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_the_exif_orientation_is_applied_exactly_once(tmp_path: Path, form: str, orientation: int) -> None:
    options = {"lossless": True} if form == "WEBP" else {}
    path = stored(tmp_path, "turned", encoded(PHOTO, form, exif=exif(orientation), **options))
    with Image.open(path) as opened:
        expected = np.asarray(ImageOps.exif_transpose(opened))
    image = read_image(path)
    assert_is_rgb(image, expected.shape[:2])
    assert np.array_equal(image, expected)
    assert image_size(path) == expected.shape[:2]
    assert thumbnail(path, size=99).shape == expected.shape


def test_the_sixth_orientation_turns_the_left_edge_up(tmp_path: Path) -> None:
    pixels = np.zeros((4, 6, 3), np.uint8)
    pixels[:, 0] = 255
    image = read_image(stored(tmp_path, "turned.png", encoded(pixels, "PNG", exif=exif(6))))
    assert image.shape == (6, 4, 3)
    assert (image[0] == 255).all()
    assert not image[1:].any()


def test_an_orientation_behind_the_pixels_of_a_png_counts(tmp_path: Path) -> None:
    body = (b"\0" + bytes(3 * 8)) * 5
    path = stored(tmp_path, "late.png", png(8, 5, body=body, late_chunks=exif(6).removeprefix(b"Exif\0\0")))
    assert read_image(path).shape == (8, 5, 3)
    assert image_size(path) == (8, 5)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # Pillow's own remark
@pytest.mark.parametrize("block", [b"Exif\0\0", b"Exif\0\0nonsense", b"Exif\0\0II*\0\xff\xff\xff\xff"])
def test_a_damaged_exif_block_does_not_cost_the_image(tmp_path: Path, block: bytes) -> None:
    path = stored(tmp_path, "photo.jpg", encoded(PHOTO, "JPEG", exif=block))
    assert read_image(path).shape == (24, 36, 3)
    assert image_size(path) == (24, 36)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_changes_nothing(tmp_path: Path, orientation: int) -> None:
    content = encoded(PHOTO, "PNG", exif=exif(orientation))
    assert np.array_equal(read_image(stored(tmp_path, "odd.png", content)), PHOTO)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
def test_a_thumbnail_fits_its_size_and_keeps_the_colours(tmp_path: Path, form: str) -> None:
    pixels = np.zeros((300, 800, 3), np.uint8)
    pixels[:, 400:] = (200, 100, 50)
    small = thumbnail(stored(tmp_path, "wide", encoded(pixels, form)), size=64)
    assert_is_rgb(small, (24, 64))
    assert np.abs(small[12, 60].astype(int) - (200, 100, 50)).max() <= 4
    assert small[12, 4].max() <= 4


def test_a_thumbnail_is_never_larger_than_the_image_nor_empty(tmp_path: Path) -> None:
    path = stored(tmp_path, "small.png", encoded(PHOTO, "PNG"))
    assert np.array_equal(thumbnail(path, size=100), PHOTO)
    thin = stored(tmp_path, "thin.png", encoded(np.zeros((1, 900, 3), np.uint8), "PNG"))
    assert thumbnail(thin, size=64).shape == (1, 64, 3)


def test_paths_are_told_apart_by_their_suffix() -> None:
    assert is_image_path("a/B.JPG")
    assert is_image_path(Path("scan.ome.tif"))
    assert not is_image_path("notes.txt")
    assert not is_image_path("png")
    assert is_video_path("film.MP4")
    assert not is_video_path("a.png")


@pytest.mark.parametrize("pixels", [PHOTO, PHOTO[:, :, 0], PHOTO[::2, ::-1]])
def test_a_written_image_comes_back_and_leaves_no_other_file(tmp_path: Path, pixels: NDArray[np.uint8]) -> None:
    path = tmp_path / "frame.png"
    path.write_bytes(b"old")
    write_png(path, pixels)
    expected = pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)
    assert np.array_equal(read_image(path), expected)
    assert list(tmp_path.iterdir()) == [path]


def test_an_image_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none" / "frame.png"
    with pytest.raises(SegmendError) as caught:
        write_png(path, PHOTO)
    assert str(path) in str(caught.value)


def test_only_arrays_that_are_images_are_written(tmp_path: Path) -> None:
    for wrong in (PHOTO.astype(np.float32), PHOTO[:, :, :2], PHOTO[:0]):
        with pytest.raises(ValueError, match="an image to write"):
            write_png(tmp_path / "wrong.png", wrong)  # type: ignore[arg-type]
