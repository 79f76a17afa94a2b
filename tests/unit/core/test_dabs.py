from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.dabs import clipped, color_at, keep_similar, square_segment, tapered_segment, without
from app.core.masks import PlacedMask, disk, ellipse, stroke_segment

PIXELS = st.tuples(st.integers(-15, 15), st.integers(-15, 15))
SIDES = st.integers(1, 11)
Pixel = tuple[int, int]


def pixels_of(placed: PlacedMask) -> set[Pixel]:
    row, col, mask = placed
    return {(row + r, col + c) for r, c in np.argwhere(mask).tolist()}


def square(pixel: Pixel, side: int) -> set[Pixel]:
    return {(pixel[0] - side // 2 + r, pixel[1] - side // 2 + c) for r in range(side) for c in range(side)}


def dab(pixel: Pixel, diameter: int) -> set[Pixel]:
    return pixels_of((pixel[0] - diameter // 2, pixel[1] - diameter // 2, disk(diameter)))


@given(PIXELS, SIDES)
def test_a_square_dab_is_a_square(pixel: Pixel, side: int) -> None:
    assert pixels_of(square_segment(pixel, pixel, side)) == square(pixel, side)


@settings(max_examples=40)
@given(PIXELS, PIXELS, SIDES)
def test_a_square_stroke_holds_exactly_what_the_square_sweeps(p0: Pixel, p1: Pixel, side: int) -> None:
    swept = pixels_of(square_segment(p0, p1, side))
    assert square(p0, side) | square(p1, side) <= swept
    shift, half = Fraction(0 if side % 2 else -1, 2), Fraction(side, 2)
    for pixel in [(row, col) for row in range(-25, 26, 3) for col in range(-25, 26, 3)]:
        first, last = Fraction(0), Fraction(1)
        is_swept = True
        for start, end, place in zip(p0, p1, pixel, strict=True):
            away = place - start - shift  # the centre is there while |share x way - away| < half
            if start == end:
                is_swept &= abs(away) < half
                continue
            ends = sorted([(away - half) / (end - start), (away + half) / (end - start)])
            is_swept &= ends[0] < 1 and ends[1] > 0
            first, last = max(first, ends[0]), min(last, ends[1])
        assert (pixel in swept) == ((is_swept and first < last) or (is_swept and p0 == p1))


@given(PIXELS, PIXELS, SIDES)
def test_without_a_change_of_pressure_a_stroke_is_the_usual_one(p0: Pixel, p1: Pixel, diameter: int) -> None:
    assert pixels_of(tapered_segment(p0, p1, diameter, diameter)) == pixels_of(stroke_segment(p0, p1, diameter))


@given(PIXELS, PIXELS, SIDES, SIDES)
def test_a_stroke_of_changing_pressure_covers_both_ends_and_stays_inside_the_thicker(
    p0: Pixel, p1: Pixel, first: int, last: int
) -> None:
    swept = pixels_of(tapered_segment(p0, p1, first, last))
    assert dab(p0, first) | dab(p1, last) <= swept
    thick = pixels_of(stroke_segment(p0, p1, max(first, last) + 3))
    assert swept <= thick


@given(PIXELS, PIXELS)
def test_an_ellipse_is_even_and_touches_the_sides_that_it_has_a_middle_pixel_for(p0: Pixel, p1: Pixel) -> None:
    row, col, mask = ellipse(*p0, *p1)
    assert (row, col) == (min(p0[0], p1[0]), min(p0[1], p1[1]))
    assert mask.shape == (abs(p0[0] - p1[0]) + 1, abs(p0[1] - p1[1]) + 1)
    assert mask.any()
    if mask.shape[1] % 2:
        assert mask[0].any()
    if mask.shape[0] % 2:
        assert mask[:, 0].any()
    assert np.array_equal(mask, mask[::-1])
    assert np.array_equal(mask, mask[:, ::-1])


@given(SIDES)
def test_an_ellipse_in_a_square_is_a_disk(diameter: int) -> None:
    assert np.array_equal(ellipse(0, 0, diameter - 1, diameter - 1)[2], disk(diameter))


def two_halves() -> np.ndarray:
    image = np.zeros((40, 40, 3), np.uint8)
    image[:, 20:] = 200
    return image


def test_paint_kept_within_edges_does_not_cross_them() -> None:
    image = two_halves()
    placed = stroke_segment((10, 16), (30, 16), 13)
    row, col, mask = keep_similar(image, placed, ((10, 16), (30, 16)), (0, 0, 0), 30)
    expected = {(r, c) for r, c in pixels_of(placed) if c < 20}
    assert pixels_of((row, col, mask)) == expected


def test_paint_kept_within_edges_hangs_together_with_its_centre() -> None:
    image = two_halves()
    image[:, 30:] = 0  # dark again behind a light stripe, and within the brush
    placed = stroke_segment((20, 18), (20, 18), 33)
    kept = pixels_of(keep_similar(image, placed, ((20, 18), (20, 18)), (0, 0, 0), 30))
    assert kept == {(r, c) for r, c in pixels_of(placed) if c < 20}


@given(PIXELS, PIXELS, SIDES, st.integers(0, 255))
def test_what_is_kept_is_part_of_the_dab_and_of_the_image(p0: Pixel, p1: Pixel, side: int, tolerance: int) -> None:
    image = np.random.default_rng(3).integers(0, 256, (12, 9, 3), dtype=np.uint8)
    placed = square_segment(p0, p1, side)
    kept = pixels_of(keep_similar(image, placed, (p0, p1), (120, 120, 120), tolerance))
    assert kept <= {(r, c) for r, c in pixels_of(placed) if 0 <= r < 12 and 0 <= c < 9}
    is_near = abs(image.astype(int) - 120).max(axis=2) <= tolerance
    assert all(is_near[pixel] for pixel in kept)
    if tolerance == 255 and all(0 <= p0[i] < (12, 9)[i] for i in (0, 1)):
        assert kept == pixels_of(clipped(placed, 12, 9))


def test_the_colour_at_a_pixel_is_not_that_of_a_single_speck() -> None:
    image = np.full((5, 5, 3), (10, 20, 30), np.uint8)
    image[2, 2] = 255
    assert color_at(image, 2, 2) == (10, 20, 30)
    assert color_at(image, 0, 0) == (10, 20, 30)


def test_a_brush_without_a_size_is_refused() -> None:
    with pytest.raises(ValueError, match="no pixels"):
        square_segment((0, 0), (1, 1), 0)


def test_what_is_taken_away_from_a_mask_may_lie_partly_or_wholly_outside() -> None:
    placed = (2, 3, np.ones((3, 4), bool))
    row, col, rest = without(placed, (0, 5, np.ones((4, 9), bool)))
    assert (row, col) == (2, 3)
    assert rest.tolist() == [[True, True, False, False]] * 2 + [[True] * 4]
    assert without(placed, (90, 90, np.ones((2, 2), bool)))[2].all()
    assert placed[2].all()
