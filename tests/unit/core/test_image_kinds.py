"""Number types, channels, pages, windows: whatever is stored becomes (H, W, 3) uint8, and no order is turned round."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from app.core.errors import InputError
from app.core.images import count_pages, image_size, read_image, read_values, thumbnail
from app.core.pixels import Levels, auto_window
from tests.unit.core.image_files import NOISE, PHOTO, assert_is_rgb, encoded, refusal, stored

TYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float16", "float32", "float64", "bool"]


@st.composite
def images(draw: st.DrawFn) -> Any:
    """(H, W) or (H, W, C) of any type that TIFF knows, numbers that are none included."""
    kind = np.dtype(draw(st.sampled_from(TYPES)))
    height, width = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    # Of one bit, tifffile itself reads several samples of a pixel otherwise than it wrote them.
    channels = draw(st.sampled_from([0, 2, 3, 4, 7])) if kind != np.bool_ else 0
    shape = (height, width, channels) if channels else (height, width)
    return draw(arrays.arrays(kind, shape))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=images(), low=st.floats(-1e6, 1e6), span=st.floats(0, 1e6), has_window=st.booleans())
def test_any_array_in_a_tiff_becomes_rgb_and_keeps_its_order(
    tmp_path: Path, values: Any, low: float, span: float, has_window: bool
) -> None:
    path = tmp_path / "any.tif"
    options = {"photometric": "minisblack"} | ({"planarconfig": "contig"} if values.ndim == 3 else {})
    tifffile.imwrite(path, values, metadata=None, **options)
    kind = read_values(path).kind
    table = {kind: Levels(low, low + span)} if has_window else {}
    image = read_image(path, table=table)
    assert_is_rgb(image, values.shape[:2])
    assert image_size(path) == values.shape[:2]
    planes = values[:, :, None] if values.ndim == 2 else values
    for channel in range(min(planes.shape[2], 3)):
        numbers = planes[:, :, channel].astype(np.float64).ravel()
        order = np.argsort(np.where(np.isnan(numbers), -np.inf, numbers), kind="stable")
        assert (np.diff(image[:, :, channel].ravel()[order].astype(int)) >= 0).all()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    mode=st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"]),
    form=st.sampled_from(["PNG", "TIFF"]),
    size=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    data=st.randoms(use_true_random=False),
)
def test_any_mode_of_pillow_becomes_rgb(tmp_path: Path, mode: str, form: str, size: Any, data: Any) -> None:
    image = Image.new(mode, size)
    image.frombytes(data.randbytes(len(image.tobytes())))
    stream = io.BytesIO()
    try:
        image.save(stream, form)
    except OSError:  # this format does not know the mode
        return
    read = read_image(stored(tmp_path, "any.bin", stream.getvalue()))
    assert_is_rgb(read, (size[1], size[0]))
    if mode in ("L", "RGB", "RGBA", "P"):
        assert np.array_equal(read, np.asarray(image.convert("RGB")))


def test_transparency_is_dropped_and_the_colour_under_it_is_shown(tmp_path: Path) -> None:
    alpha = NOISE.integers(0, 256, PHOTO.shape[:2], np.uint8)
    pixels = np.dstack([PHOTO, alpha])
    for form in ("PNG", "TIFF"):
        assert np.array_equal(read_image(stored(tmp_path, form, encoded(pixels, form))), PHOTO)


def test_a_window_decides_what_is_black_and_what_is_white(tmp_path: Path) -> None:
    values = np.arange(0, 1000, dtype=np.uint16).reshape(20, 50)
    path = tmp_path / "wide.tif"
    tifffile.imwrite(path, values)
    image = read_image(path, table={"uint16 x 1": Levels(200, 700)})[:, :, 0]
    assert not image[values <= 200].any()
    assert (image[values >= 700] == 255).all()
    assert abs(int(image[values == 450][0]) - 128) <= 1
    assert np.array_equal(read_image(path, table={"uint8 x 1": Levels(200, 700)}), read_image(path))


def test_a_window_holds_for_eight_bits_and_photos_too(tmp_path: Path) -> None:
    path = stored(tmp_path, "photo.png", encoded(PHOTO, "PNG"))
    image = read_image(path, table={"uint8 x 3": Levels(100, 101)})
    assert np.array_equal(image, np.where(PHOTO > 100, 255, 0))


def test_three_channels_of_many_are_chosen_and_one_may_be_taken_thrice(tmp_path: Path) -> None:
    joined, planes = tmp_path / "joined.tif", tmp_path / "planes.tif"
    pixels = NOISE.integers(0, 256, (20, 30, 6), np.uint8)
    tifffile.imwrite(joined, pixels, photometric="minisblack", planarconfig="contig")
    tifffile.imwrite(planes, np.moveaxis(pixels, 2, 0), imagej=True, metadata={"axes": "CYX"})
    for path in (joined, planes):
        assert read_values(path).channel_count == 6
        image = read_image(path, table={"uint8 x 6": Levels(channels=(5, 0, 3))})
        assert np.array_equal(image, pixels[:, :, [5, 0, 3]])
        grey = read_image(path, table={"uint8 x 6": Levels(channels=(4, 4, 4))})
        assert np.array_equal(grey, np.repeat(pixels[:, :, 4:5], 3, axis=2))


@pytest.mark.parametrize(
    ("shape", "options"),
    [
        ((4, 20, 30), {"photometric": "minisblack"}),
        ((4, 20, 30, 3), {"photometric": "rgb"}),
        ((2, 2, 20, 30), {"ome": True, "metadata": {"axes": "TZYX"}}),
        ((4, 3, 20, 30), {"imagej": True, "metadata": {"axes": "ZCYX"}}),
    ],
)
def test_each_page_of_a_stack_is_an_image_of_its_own(
    tmp_path: Path, shape: tuple[int, ...], options: dict[str, Any]
) -> None:
    path = tmp_path / "stack.tif"
    pixels = NOISE.integers(0, 256, shape, np.uint8)
    tifffile.imwrite(path, pixels, **options)
    assert count_pages(path) == 4
    pages = pixels.reshape(4, *shape[-3:]) if pixels.ndim == 4 and shape[1] != 2 else pixels.reshape(4, 20, 30)
    for number in range(4):
        page = read_image(f"{path}#{number + 1}" if number else path)
        assert_is_rgb(page, (20, 30))
        expected = pages[number]
        if expected.ndim == 3 and expected.shape[0] == 3:
            expected = np.moveaxis(expected, 0, 2)
        assert np.array_equal(page, expected if expected.ndim == 3 else np.repeat(expected[..., None], 3, axis=2))
    assert "no page 9" in refusal_of_page(f"{path}#9")


def refusal_of_page(path: str) -> str:
    with pytest.raises(InputError) as caught:
        read_image(path)
    return str(caught.value)


def test_pages_of_several_sizes_are_images_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "mixed.tif"
    with tifffile.TiffWriter(path) as writer:
        writer.write(PHOTO, photometric="rgb")
        writer.write(PHOTO[:10, :12], photometric="rgb")
    assert count_pages(path) == 2
    assert image_size(f"{path}#2") == (10, 12)
    assert np.array_equal(read_image(f"{path}#2"), PHOTO[:10, :12])
    assert thumbnail(f"{path}#2", size=6).shape == (5, 6, 3)


def test_smaller_versions_of_an_image_are_no_pages(tmp_path: Path) -> None:
    path = tmp_path / "pyramid.tif"
    with tifffile.TiffWriter(path) as writer:
        writer.write(PHOTO, photometric="rgb")
        writer.write(PHOTO[::2, ::2], photometric="rgb", subfiletype=1)
    assert count_pages(path) == 1


def test_a_single_page_is_counted_from_the_first_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "one.tif"
    Image.fromarray(PHOTO).save(path)

    def open_nothing(*_: object, **__: object) -> None:
        raise AssertionError("tifffile was asked")

    monkeypatch.setattr(tifffile, "TiffFile", open_nothing)
    assert count_pages(path) == 1


def test_a_large_stack_of_imagej_that_names_its_first_page_alone_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "large.tif"
    pixels = NOISE.integers(0, 256, (6, 20, 30), np.uint8)
    tifffile.imwrite(path, pixels, imagej=True, truncate=True, metadata={"axes": "ZYX"})
    assert count_pages(path) == 6
    assert np.array_equal(read_image(f"{path}#5")[:, :, 0], pixels[4])


def test_cmyk_is_shown_in_its_colours(tmp_path: Path) -> None:
    inks = Image.new("CMYK", (8, 6), (255, 0, 0, 0))
    for name, options in (("inks.tif", {}), ("inks.jpg", {"quality": 100})):
        inks.save(tmp_path / name, **options)
        red, green, blue = (int(value) for value in read_image(tmp_path / name)[3, 3])
        assert red < 10
        assert green > 240
        assert blue > 240


def test_a_wrong_suffix_changes_nothing(tmp_path: Path) -> None:
    for form in ("PNG", "JPEG", "TIFF"):
        path = stored(tmp_path, f"{form}.bmp", encoded(PHOTO, form))
        assert read_image(path).shape == PHOTO.shape


def test_a_tiff_that_claims_to_be_huge_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.tif"
    tifffile.imwrite(path, np.zeros((1, 1), np.uint8), metadata=None)
    with tifffile.TiffFile(path, mode="r+b") as file:
        file.pages[0].tags["ImageWidth"].overwrite(400_000)
        file.pages[0].tags["ImageLength"].overwrite(400_000)
    assert "megapixels" in refusal(path)


def test_a_heic_image_is_read_upright(tmp_path: Path) -> None:
    pillow_heif = pytest.importorskip("pillow_heif", reason="needs the extra heic")
    smooth = np.repeat(np.linspace(0, 255, 96, dtype=np.uint8)[None, :, None], 64, axis=0).repeat(3, axis=2)
    path = tmp_path / "phone.heic"
    pillow_heif.from_pillow(Image.fromarray(smooth)).save(path, quality=95)
    assert image_size(path) == (64, 96)
    assert np.abs(read_image(path).astype(int) - smooth).mean() < 4
    assert thumbnail(path, size=32).shape == (21, 32, 3)


def test_without_the_library_a_heic_image_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    sentence = refusal(stored(tmp_path, "phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)))
    assert "pillow-heif" in sentence
    assert "extra `heic`" in sentence


def test_auto_is_what_an_image_without_levels_gets() -> None:
    values = np.arange(10_000, dtype=np.uint16).reshape(100, 100, 1)
    low, high = auto_window(values)
    assert 0 <= low < 20
    assert 9980 < high <= 9999
