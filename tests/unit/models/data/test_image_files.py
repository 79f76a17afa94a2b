import io
import struct
import time
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.data.image_files import MAX_PIXELS, MAX_WIDE_PIXELS, read_labels, read_rgb, write_palette_png, write_png
from models.errors import ModelError

PHOTO = np.random.default_rng(0).integers(0, 256, (24, 36, 3), np.uint8)


def png(width: int, height: int, *, depth: int = 8, color: int = 2, body: bytes = b"") -> bytes:
    """A PNG whose header may lie."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


def stored(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)  # type: ignore[arg-type]
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_rgb(path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    return sentence


def assert_is_rgb(pixels: np.ndarray, height: int = 24, width: int = 36) -> None:
    assert pixels.shape == (height, width, 3)
    assert pixels.dtype == np.uint8
    assert pixels.flags.writeable
    assert pixels.flags.c_contiguous


@pytest.mark.parametrize("suffix", ["png", "bmp", "tif", "ppm"])
def test_rgb_comes_back_as_it_was(tmp_path: Path, suffix: str) -> None:
    pixels = read_rgb(stored(tmp_path / f"a.{suffix}", Image.fromarray(PHOTO)))
    assert_is_rgb(pixels)
    assert np.array_equal(pixels, PHOTO)


def test_a_jpeg_and_a_webp_come_back_nearly(tmp_path: Path) -> None:
    smooth = np.broadcast_to(np.linspace(0, 255, 36).astype(np.uint8)[None, :, None], (24, 36, 3))
    for suffix in ("jpg", "webp"):
        pixels = read_rgb(stored(tmp_path / f"a.{suffix}", Image.fromarray(smooth), quality=95))
        assert np.abs(pixels.astype(int) - smooth).mean() < 4


def test_one_bit_becomes_black_and_white(tmp_path: Path) -> None:
    mask = PHOTO[:, :, 0] > 128
    pixels = read_rgb(stored(tmp_path / "a.png", Image.fromarray(mask)))
    assert np.array_equal(pixels, np.repeat(mask[:, :, None] * np.uint8(255), 3, 2))


def test_grey_is_repeated(tmp_path: Path) -> None:
    pixels = read_rgb(stored(tmp_path / "a.png", Image.fromarray(PHOTO[:, :, 0])))
    assert np.array_equal(pixels, np.repeat(PHOTO[:, :, :1], 3, 2))


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_sixteen_bits_are_windowed_to_what_occurs(tmp_path: Path, suffix: str) -> None:
    ramp = np.linspace(1000, 5000, 24 * 36).reshape(24, 36).astype(np.uint16)
    pixels = read_rgb(stored(tmp_path / f"a.{suffix}", Image.fromarray(ramp)))
    assert_is_rgb(pixels)
    assert pixels.min() == 0
    assert pixels.max() >= 254
    assert (np.diff(pixels[:, :, 0].ravel().astype(int)) >= 0).all()


@pytest.mark.parametrize(
    "values",
    [
        np.full((24, 36), 40_000, np.uint16),
        np.full((24, 36), 2**31 - 1, np.int32),
        np.full((24, 36), 1e30, np.float32),
        np.full((24, 36), np.nan, np.float32),
        np.zeros((24, 36), np.float32),
    ],
)
def test_one_value_everywhere_is_one_grey(tmp_path: Path, values: np.ndarray) -> None:
    pixels = read_rgb(stored(tmp_path / "a.tif", Image.fromarray(values)))
    assert_is_rgb(pixels)
    assert (pixels == pixels[0, 0]).all()


def test_what_is_no_number_does_not_spoil_the_window(tmp_path: Path) -> None:
    values = np.linspace(-1, 1, 24 * 36).reshape(24, 36).astype(np.float32)
    values[0, :3] = np.nan, np.inf, -np.inf
    pixels = read_rgb(stored(tmp_path / "a.tif", Image.fromarray(values)))
    assert 100 < pixels[12, 18, 0] < 155
    assert pixels[-1, -1, 0] >= 254


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    ink = np.zeros((24, 36, 4), np.uint8)
    ink[:, 18:, 1:3] = 255  # magenta and yellow: red
    pixels = read_rgb(stored(tmp_path / "a.tif", Image.fromarray(ink, "CMYK")))
    assert_is_rgb(pixels)
    assert (pixels[:, :18] == 255).all()
    assert (pixels[:, 18:] == (255, 0, 0)).all()


def test_transparency_is_dropped(tmp_path: Path) -> None:
    shallow = np.dstack((PHOTO, np.full((24, 36), 7, np.uint8)))
    assert np.array_equal(read_rgb(stored(tmp_path / "a.png", Image.fromarray(shallow))), PHOTO)
    grey = np.dstack((PHOTO[:, :, 0], PHOTO[:, :, 1]))
    pixels = read_rgb(stored(tmp_path / "b.png", Image.fromarray(grey, "LA")))
    assert np.array_equal(pixels[:, :, 0], PHOTO[:, :, 0])


@pytest.mark.parametrize("transparency", [None, 0, bytes([0, 128, 255])])
def test_a_palette_is_looked_up(tmp_path: Path, transparency: int | bytes | None) -> None:
    indices = (PHOTO[:, :, 0] % 3).astype(np.uint8)
    image = Image.fromarray(indices)
    image.putpalette([10, 20, 30, 40, 50, 60, 70, 80, 90])
    options = {} if transparency is None else {"transparency": transparency}
    pixels = read_rgb(stored(tmp_path / "a.png", image, **options))
    assert_is_rgb(pixels)
    assert np.array_equal(pixels, np.array([(10, 20, 30), (40, 50, 60), (70, 80, 90)], np.uint8)[indices])


@pytest.mark.parametrize(("orientation", "turned"), [(1, 0), (3, 2), (6, -1), (8, 1)])
def test_an_image_is_turned_as_its_exif_says(tmp_path: Path, orientation: int, turned: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = read_rgb(stored(tmp_path / "a.png", Image.fromarray(PHOTO), exif=exif))
    assert np.array_equal(pixels, np.rot90(PHOTO, turned))


@pytest.mark.parametrize("block", [b"", b"Exif\0\0", b"Exif\0\0MM\0*\0\0\0\x08\0\xff", b"Exif\0\0II*\0" + b"\xff" * 40])
def test_a_damaged_exif_block_does_not_hide_the_image(tmp_path: Path, block: bytes) -> None:
    assert np.array_equal(read_rgb(stored(tmp_path / "a.png", Image.fromarray(PHOTO), exif=block)), PHOTO)


def test_the_first_frame_of_a_gif_is_read(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (36, 24), color) for color in ((255, 0, 0), (0, 0, 255))]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert (read_rgb(tmp_path / "a.gif") == (255, 0, 0)).all()


def test_a_single_pixel_is_read(tmp_path: Path) -> None:
    assert_is_rgb(read_rgb(stored(tmp_path / "a.png", Image.fromarray(PHOTO[:1, :1]))), 1, 1)


def test_what_is_missing_empty_or_a_folder_is_told(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "none.png")
    assert "is a folder" in refusal(tmp_path)
    (tmp_path / "empty.png").touch()
    assert "is empty" in refusal(tmp_path / "empty.png")


def test_what_is_no_image_is_told(tmp_path: Path) -> None:
    for name, content in {
        "a.png": b"hello",
        "b.jpg": b"\xff\xd8\xff" + b"x" * 50,
        "c.tif": b"II*\0" + b"\0" * 3,
    }.items():
        (tmp_path / name).write_bytes(content)
        assert "read" in refusal(tmp_path / name)


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "bmp", "webp", "gif", "ppm"])
def test_a_file_cut_off_anywhere_is_told_and_never_a_traceback(tmp_path: Path, suffix: str) -> None:
    whole = stored(tmp_path / f"whole.{suffix}", Image.fromarray(PHOTO)).read_bytes()
    path = tmp_path / f"cut.{suffix}"
    refused = 0
    for length in range(1, len(whole), max(1, len(whole) // 25)):
        path.write_bytes(whole[:length])
        try:
            assert_is_rgb(read_rgb(path))  # some formats end in bytes that nobody misses
        except ModelError:
            refused += 1
    assert refused > 10


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "bmp", "gif", "webp"])
def test_a_file_with_turned_bits_is_read_or_refused(tmp_path: Path, suffix: str) -> None:
    whole = bytearray(stored(tmp_path / f"whole.{suffix}", Image.fromarray(PHOTO)).read_bytes())
    path, noise = tmp_path / f"turned.{suffix}", np.random.default_rng(1)
    for place in noise.integers(0, len(whole), 60):
        damaged = whole.copy()
        damaged[place] ^= int(noise.integers(1, 256))
        path.write_bytes(damaged)
        with suppress(ModelError):
            assert read_rgb(path).ndim == 3


def test_an_image_of_no_pixels_is_told(tmp_path: Path) -> None:
    for width, height in ((0, 0), (0, 5), (5, 0)):
        (tmp_path / "a.png").write_bytes(png(width, height))
        refusal(tmp_path / "a.png")


def test_an_image_far_too_large_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    (tmp_path / "huge.png").write_bytes(png(50_000, 30_000))
    began = time.process_time()
    sentence = refusal(tmp_path / "huge.png")
    assert time.process_time() - began < 1
    assert "50000 x 30000" in sentence
    assert f"{MAX_PIXELS // 10**6} megapixels" in sentence


def test_a_large_image_of_16_bits_is_refused_sooner(tmp_path: Path) -> None:
    (tmp_path / "wide.png").write_bytes(png(30_000, 20_000, depth=16, color=0))
    assert f"{MAX_WIDE_PIXELS // 10**6} megapixels of more than 8 bits" in refusal(tmp_path / "wide.png")


def test_an_image_read_in_strips_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image = np.random.default_rng(0).integers(0, 256, (37, 20, 3), dtype=np.uint8)
    Image.fromarray(image).save(tmp_path / "a.png")
    monkeypatch.setattr("models.data.image_files._STRIP_BYTES", 5 * 60)
    assert np.array_equal(read_rgb(tmp_path / "a.png"), image)


def test_an_image_just_below_the_limit_is_tried(tmp_path: Path) -> None:
    """Pillow's own limit lies at 179 megapixels, ours above it."""
    (tmp_path / "large.png").write_bytes(png(15_000, 16_000, depth=1, color=0))
    assert "damaged" in refusal(tmp_path / "large.png")


@pytest.mark.parametrize("mode", ["LAB", "YCbCr", "CMYK", "RGBX"])
def test_other_colours_become_rgb(tmp_path: Path, mode: str) -> None:
    assert_is_rgb(read_rgb(stored(tmp_path / "a.tif", Image.new(mode, (4, 4)))), 4, 4)


@pytest.mark.filterwarnings("error::ResourceWarning")
def test_refused_files_are_closed(tmp_path: Path) -> None:
    for name, content in {"a.png": png(50_000, 30_000), "b.png": png(8, 8, body=b"x"), "c.png": b"x"}.items():
        (tmp_path / name).write_bytes(content)
        refusal(tmp_path / name)
        (tmp_path / name).unlink()


def test_label_maps_are_indices(tmp_path: Path) -> None:
    labels = (np.arange(24 * 36) % 256).astype(np.uint8).reshape(24, 36)
    grey = Image.fromarray(labels)
    assert np.array_equal(read_labels(stored(tmp_path / "grey.png", grey)), labels)
    palette = Image.fromarray(labels)
    palette.putpalette(list(range(256)) * 3)
    assert np.array_equal(read_labels(stored(tmp_path / "palette.png", palette)), labels)
    few = Image.fromarray(labels % 4)
    few.putpalette([0] * 12)
    assert np.array_equal(read_labels(stored(tmp_path / "few.png", few, bits=2)), labels % 4)
    assert np.array_equal(read_labels(stored(tmp_path / "bit.png", Image.fromarray(labels > 99))), labels > 99)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "I;16", "LA"])
def test_a_label_map_in_colours_is_refused(tmp_path: Path, mode: str) -> None:
    path = stored(tmp_path / "a.png", Image.new(mode, (5, 5)))
    with pytest.raises(ModelError, match="class indices"):
        read_labels(path)


def test_a_written_label_map_has_the_colours_of_the_classes(tmp_path: Path) -> None:
    labels = np.array([[0, 1, 255]], np.uint8)
    write_palette_png(tmp_path / "a.png", labels, [(1, 2, 3), (4, 5, 6)])
    assert np.array_equal(read_labels(tmp_path / "a.png"), labels)
    assert read_rgb(tmp_path / "a.png").tolist() == [[[1, 2, 3], [4, 5, 6], [224, 224, 224]]]
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_an_image_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"a\.png cannot be written"):
        write_png(tmp_path / "none" / "a.png", PHOTO)
    (tmp_path / "b.png").mkdir()
    with pytest.raises(ModelError, match=r"b\.png cannot be written"):
        write_png(tmp_path / "b.png", PHOTO)
    assert [path.name for path in tmp_path.iterdir()] == ["b.png"]


def test_a_stored_image_is_a_png(tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", PHOTO)
    content = (tmp_path / "a.png").read_bytes()
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(content))), PHOTO)
