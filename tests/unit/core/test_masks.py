import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from skimage.measure import points_in_poly

from app.core.masks import PlacedMask, Point, connected_region, disk, polygon, rectangle, stroke_segment

POINTS = st.tuples(st.integers(-20, 20), st.integers(-20, 20))


def pixels_of(placed: PlacedMask) -> set[tuple[int, int]]:
    row, col, mask = placed
    return {(row + r, col + c) for r, c in np.argwhere(mask).tolist()}


def distances_to_segment(pixels: NDArray[np.int64], p0: Point, p1: Point) -> NDArray[np.float64]:
    """Of each of the (N, 2) pixels."""
    start, way = np.array(p0, float), np.subtract(p1, p0, dtype=float)
    share = np.clip((pixels - start) @ way / max(float(way @ way), 1e-12), 0, 1)
    return np.linalg.norm(pixels - (start + share[:, None] * way), axis=1)


def pixels_between(low: int, high: int) -> NDArray[np.int64]:
    """All pixels of a square, (N, 2)."""
    return np.stack(np.mgrid[low:high, low:high], axis=-1).reshape(-1, 2)


@given(st.integers(1, 40))
def test_a_disk_holds_exactly_the_pixels_whose_centre_is_within_its_radius(diameter: int) -> None:
    centre = (diameter - 1) / 2
    rows, cols = np.mgrid[:diameter, :diameter]
    expected = (rows - centre) ** 2 + (cols - centre) ** 2 <= (diameter / 2) ** 2
    assert np.array_equal(disk(diameter), expected)


def test_the_shared_disk_cannot_be_changed_by_its_users() -> None:
    with pytest.raises(ValueError, match="read-only"):
        disk(5)[0, 0] = True


@given(POINTS, POINTS, st.integers(1, 12))
def test_a_stroke_segment_holds_exactly_the_pixels_near_its_line(
    p0: tuple[int, int], p1: tuple[int, int], diameter: int
) -> None:
    shift = 0 if diameter % 2 else 0.5
    line = [(row - shift, col - shift) for row, col in (p0, p1)]
    placed = pixels_of(stroke_segment(p0, p1, diameter))
    grid = pixels_between(-28, 29)
    distances = distances_to_segment(grid, line[0], line[1])
    for (row, col), distance in zip(grid.tolist(), distances.tolist(), strict=True):
        if abs(distance - diameter / 2) > 1e-6:
            assert ((row, col) in placed) == (distance < diameter / 2)


@given(POINTS, POINTS, st.integers(1, 12))
def test_a_stroke_segment_covers_the_dabs_at_both_ends_and_is_tight(
    p0: tuple[int, int], p1: tuple[int, int], diameter: int
) -> None:
    row, col, mask = stroke_segment(p0, p1, diameter)
    for end in (p0, p1):
        dab = (end[0] - diameter // 2, end[1] - diameter // 2, disk(diameter))
        assert pixels_of(dab) <= pixels_of((row, col, mask))
    assert mask[0].any()
    assert mask[-1].any()
    assert mask[:, 0].any()
    assert mask[:, -1].any()


def test_a_segment_without_length_is_one_dab() -> None:
    for diameter in (1, 2, 7, 40):
        row, col, mask = stroke_segment((10, 20), (10, 20), diameter)
        assert (row, col) == (10 - diameter // 2, 20 - diameter // 2)
        assert np.array_equal(mask, disk(diameter))


def test_a_brush_without_a_diameter_is_refused() -> None:
    with pytest.raises(ValueError, match="diameter 0"):
        stroke_segment((0, 0), (1, 1), 0)


def test_a_rectangle_holds_both_corners_in_any_order() -> None:
    assert pixels_of(rectangle(5, 7, 3, 4)) == {(row, col) for row in (3, 4, 5) for col in (4, 5, 6, 7)}


def test_a_square_polygon_holds_its_outline() -> None:
    assert pixels_of(polygon([(0, 0), (0, 3), (3, 3), (3, 0)])) == pixels_of(rectangle(0, 0, 3, 3))


def test_a_polygon_between_pixel_centres_holds_only_what_it_encloses() -> None:
    assert pixels_of(polygon([(0.5, 0.5), (0.5, 2.5), (2.5, 2.5), (2.5, 0.5)])) == {
        (1, 1),
        (1, 2),
        (2, 1),
        (2, 2),
    }


@given(st.lists(st.tuples(st.floats(-9.9, 9.9), st.floats(-9.9, 9.9)), min_size=3, max_size=3))
def test_any_triangle_agrees_with_a_second_way_to_tell_inside(points: list[Point]) -> None:
    placed = pixels_of(polygon(points))
    grid = pixels_between(-11, 12)
    inside = points_in_poly(grid.astype(float), np.array(points, float))
    edges = zip(points, [*points[1:], points[0]], strict=True)
    is_clear = np.min([distances_to_segment(grid, a, b) for a, b in edges], axis=0) > 1e-4
    for (row, col), is_inside in zip(grid[is_clear].tolist(), inside[is_clear].tolist(), strict=True):
        assert ((row, col) in placed) == is_inside


def test_where_a_polygon_crosses_itself_twice_it_is_open() -> None:
    outer = [(0, 0), (0, 10), (10, 10), (10, 0), (0, 0)]
    inner = [(3.5, 3.5), (3.5, 6.5), (6.5, 6.5), (6.5, 3.5), (3.5, 3.5), (0, 0)]
    placed = pixels_of(polygon([*outer, *inner]))
    assert (5, 5) not in placed
    assert {(0, 0), (10, 10), (5, 3), (5, 7)} <= placed


def test_fewer_than_three_points_enclose_nothing() -> None:
    assert polygon([(0, 0), (5, 5)])[2].size == 0


def test_a_region_is_joined_over_sides_and_not_over_corners() -> None:
    values = np.array([[1, 1, 0], [0, 1, 0], [1, 0, 1]], np.uint8)
    assert pixels_of(connected_region(values, 0, 0)) == {(0, 0), (0, 1), (1, 1)}
    assert pixels_of(connected_region(values, 2, 2)) == {(2, 2)}


def test_a_region_of_a_read_only_view_is_found_and_the_view_is_not_changed() -> None:
    values = np.full((6, 8), 255, np.uint8)
    view = values.view()
    view.flags.writeable = False
    row, col, mask = connected_region(view, 3, 3)
    assert (row, col, mask.shape, mask.dtype) == (0, 0, (6, 8), np.dtype(bool))
    assert mask.all()
    assert (values == 255).all()


@given(st.integers(0, 2**32 - 1))
def test_any_region_agrees_with_a_search_from_pixel_to_pixel(seed: int) -> None:
    noise = np.random.default_rng(seed)
    values = noise.integers(0, 2, (9, 11), np.uint8)
    start = (int(noise.integers(9)), int(noise.integers(11)))
    reached, pending = {start}, [start]
    while pending:
        row, col = pending.pop()
        for near in ((row - 1, col), (row + 1, col), (row, col - 1), (row, col + 1)):
            is_inside = 0 <= near[0] < 9 and 0 <= near[1] < 11
            if is_inside and near not in reached and values[near] == values[start]:
                reached.add(near)
                pending.append(near)
    assert pixels_of(connected_region(values, *start)) == reached


def test_a_region_outside_the_image_is_refused() -> None:
    with pytest.raises(IndexError, match="outside the image"):
        connected_region(np.zeros((4, 4), np.uint8), 4, 0)
