import os
import struct
import warnings
from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.core import images
from app.core.errors import InputError
from app.core.images import WORKING_BYTES, image_size, read_image
from tests.unit.core.image_files import NOISE, PHOTO, assert_is_rgb, encoded, png, refusal, stored


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "none.png")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert "is empty" in refusal(stored(tmp_path, "empty.png", b""))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.png"
    os.mkfifo(path)
    assert "not a regular file" in refusal(path)


@pytest.mark.parametrize(
    "content",
    [
        b"this is a text and not an image\n" * 20,
        b"\0" * 5000,
        NOISE.bytes(5000),
        b"%PDF-1.7\n",
        b"x",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_a_file_that_is_no_image_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "not an image" in refusal(stored(tmp_path, "text.png", content))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "BMP", "TIFF", "GIF", "WEBP", "PPM"])
def test_a_truncated_image_is_refused(tmp_path: Path, form: str, share: float) -> None:
    pixels = NOISE.integers(0, 256, (80, 90, 3), np.uint8)
    content = encoded(pixels, form)
    path = stored(tmp_path, "cut.img", content[: int(len(content) * share)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's own remarks on cut TIFF files
        assert "damaged or incomplete" in refusal(path)


@pytest.mark.parametrize("compression", [None, "zlib", "lzw"])
def test_a_truncated_16_bit_tiff_is_refused(tmp_path: Path, compression: str | None) -> None:
    path = tmp_path / "cut.tif"
    pixels = NOISE.integers(0, 65536, (80, 90), np.uint16)
    tifffile.imwrite(path, pixels, compression=compression)
    path.write_bytes(path.read_bytes()[:-3000])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert "damaged or incomplete" in refusal(path)


def test_a_tiff_that_lacks_tiles_is_refused_instead_of_filled_with_black(tmp_path: Path) -> None:
    path = tmp_path / "tiles.tif"
    tifffile.imwrite(path, np.zeros((64, 64), np.uint16), tile=(16, 16), compression="zlib")
    with tifffile.TiffFile(path, mode="r+") as file:
        file.pages[0].tags["ImageLength"].overwrite(640)
    assert "16 of 160 strips or tiles" in refusal(path)


@pytest.mark.parametrize(("width", "height"), [(0, 0), (0, 7), (7, 0)])
def test_an_image_without_pixels_is_refused(tmp_path: Path, width: int, height: int) -> None:
    path = stored(tmp_path, "nothing.png", png(width, height))
    assert f"has no pixels ({width} x {height})" in refusal(path)


@pytest.mark.parametrize("form", ["png", "jpg", "tif", "bmp"])
def test_a_small_file_that_claims_600_megapixels_is_refused_before_it_is_decoded(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"huge.{form}"
    if form == "png":
        path.write_bytes(png(30_000, 20_000))
    elif form == "jpg":
        content = encoded(PHOTO, "JPEG")
        start = content.index(b"\xff\xc0") + 5
        path.write_bytes(content[:start] + struct.pack(">HH", 20_000, 30_000) + content[start + 4 :])
    elif form == "bmp":
        content = encoded(PHOTO, "BMP")
        path.write_bytes(content[:18] + struct.pack("<ii", 30_000, 20_000) + content[26:])
    else:
        tifffile.imwrite(path, PHOTO, photometric="rgb")
        with tifffile.TiffFile(path, mode="r+") as file:
            file.pages[0].tags["ImageWidth"].overwrite(30_000)
            file.pages[0].tags["ImageLength"].overwrite(20_000)
    sentence = refusal(path)
    assert "30000 x 20000 pixels (600 megapixels)" in sentence
    assert "holds only" in sentence
    with pytest.raises(InputError, match="600 megapixels"):
        image_size(path)


def test_600_megapixels_are_measured_where_there_is_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "free_bytes", lambda: WORKING_BYTES * 600_000_000)
    path = stored(tmp_path, "huge.png", png(30_000, 20_000))
    os.truncate(path, 8_000_000)
    assert image_size(path) == (20_000, 30_000)


def test_what_the_memory_of_this_machine_cannot_hold_is_refused_with_both_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "free_bytes", lambda: WORKING_BYTES * 600_000_000 - 1)
    path = stored(tmp_path, "huge.png", png(30_000, 20_000))
    os.truncate(path, 8_000_000)
    sentence = refusal(path)
    assert "30000 x 20000 pixels (600 megapixels)" in sentence
    assert "needs about 7.2 GB of memory, and 7.2 GB are free" in sentence
    with pytest.raises(InputError, match="600 megapixels"):
        image_size(path)


def test_a_smaller_image_too_is_refused_where_memory_is_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "free_bytes", lambda: 500_000_000)
    assert "0.5 GB are free" in refusal(stored(tmp_path, "large.png", png(12_000, 12_000)))


def test_an_image_that_pillow_alone_would_warn_about_is_measured_without_a_warning(tmp_path: Path) -> None:
    path = stored(tmp_path, "large.png", png(12_000, 12_000))
    assert image_size(path) == (12_000, 12_000)


def test_colours_copied_in_strips_are_those_that_pillow_converts_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "_STRIP_PIXELS", 7 * PHOTO.shape[1])
    palette = Image.fromarray(PHOTO).quantize(16)
    palette.save(tmp_path / "clear.png", transparency=3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = np.array(palette.convert("RGB"))
    np.testing.assert_array_equal(read_image(tmp_path / "clear.png"), expected)
    Image.fromarray(PHOTO).convert("CMYK").save(tmp_path / "ink.jpg")
    with Image.open(tmp_path / "ink.jpg") as ink:
        np.testing.assert_array_equal(read_image(tmp_path / "ink.jpg"), np.array(ink.convert("RGB")))


def test_an_unreadable_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stored(tmp_path, "locked.png", encoded(PHOTO, "PNG"))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # permission bits do not stop the administrator
    assert "cannot be read: Permission denied" in refusal(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows makes links for administrators only")
def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "loop.png"
    path.symlink_to(path)
    assert "loop.png" in refusal(path)


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(InputError, match="not the name of a file"):
        read_image("a\0b.png")
    with pytest.raises(InputError, match="cannot be read"):
        read_image("x" * 5000)


@given(st.data())
def test_any_damaged_byte_gives_an_image_or_a_sentence(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"]))
    content = bytearray(encoded(PHOTO[:9, :11], form))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = Path(os.environ["HOME"]) / "damaged"
    path.write_bytes(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = read_image(path)
    except InputError as error:
        sentence = str(error)
        image = np.zeros((1, 1, 3), np.uint8)
    else:
        sentence = str(path)
    assert str(path) in sentence
    assert_is_rgb(image, image.shape[:2])
