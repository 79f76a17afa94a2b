"""Palette PNG by our own reader and writer beside Pillow: the same values, and every doubt left to Pillow."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from app.core import label_file, palette_png
from app.core.label_file import UnreadableLabelsError, decode_labels, encode_labels, value_counts

PALETTE = np.arange(768, dtype=np.uint16).astype(np.uint8).reshape(256, 3)


def planes(height: int, width: int, seed: int, *, is_noise: bool) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    chance = np.random.default_rng(seed)
    labels = (
        chance.integers(0, 256, (height, width), np.uint8) if is_noise else np.full((height, width), seed, np.uint8)
    )
    return labels, np.where(labels == 255, 0, chance.integers(1, 4)).astype(np.uint8)


@settings(max_examples=40)
@given(st.integers(1, 70), st.integers(1, 70), st.integers(0, 255), st.booleans(), st.integers(1, 300))
def test_what_is_written_is_read_by_pillow_and_by_us(
    height: int, width: int, seed: int, is_noise: bool, strip: int
) -> None:
    labels, provenance = planes(height, width, seed, is_noise=is_noise)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(palette_png, "_STRIP", strip)
        patch.setattr(palette_png, "_PIECE", max(1, strip // 7))
        data = encode_labels(labels, provenance, palette=PALETTE, edit_number=seed)
        assert palette_png.decode_plane(data, (height, width)) is not None
        own = decode_labels(data, (height, width))
        patch.setattr(label_file, "decode_plane", lambda _data, _shape: None)
        other = decode_labels(data, (height, width))
    for found in (own, other):
        np.testing.assert_array_equal(found.label_map.labels, labels)
        np.testing.assert_array_equal(found.label_map.provenance, provenance)
        assert found.edit_number == seed
    with Image.open(io.BytesIO(data)) as image:
        assert image.mode == "P"
        assert bytes(image.getpalette() or ()) == PALETTE.tobytes()


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_file_is_never_read_as_another(data: st.DataObject) -> None:
    labels, provenance = planes(20, 30, 7, is_noise=True)
    whole = bytearray(encode_labels(labels, provenance, palette=PALETTE, edit_number=3))
    kind = data.draw(st.sampled_from(["flip", "cut", "insert", "drop"]))
    at = data.draw(st.integers(0, len(whole) - 1))
    if kind == "flip":
        whole[at] ^= data.draw(st.integers(1, 255))
    elif kind == "cut":
        del whole[at:]
    elif kind == "insert":
        whole[at:at] = data.draw(st.binary(min_size=1, max_size=9))
    else:
        del whole[at : at + data.draw(st.integers(1, 30))]
    own = palette_png.decode_plane(bytes(whole), (20, 30))
    assert own is None
    try:
        found = decode_labels(bytes(whole), (20, 30))
    except UnreadableLabelsError:
        return
    np.testing.assert_array_equal(found.label_map.labels, labels)


def test_files_of_other_programs_are_read_right_or_left_to_pillow() -> None:
    labels, _ = planes(20, 30, 7, is_noise=True)
    for mode, options in (("P", {}), ("L", {}), ("P", {"optimize": True})):
        stream = io.BytesIO()
        image = Image.fromarray(labels)
        if mode == "P":
            image.putpalette(PALETTE.tobytes())
        image.save(stream, "PNG", **options)
        own = palette_png.decode_plane(stream.getvalue(), (20, 30))
        assert own is None or (own[0] == labels).all()
        np.testing.assert_array_equal(decode_labels(stream.getvalue(), (20, 30)).label_map.labels, labels)


def test_counts_are_exact() -> None:
    plane = np.zeros((3000, 3000), np.uint8)
    plane[5, :7] = 255
    counts = value_counts(plane)
    assert counts[0] == 9_000_000 - 7
    assert counts[255] == 7
    assert counts.sum() == 9_000_000
