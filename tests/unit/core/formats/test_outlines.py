"""Any mask comes back from its outlines and run lengths, by the rule of each program."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from app.core.formats.label_studio import pack_mask, unpack_mask
from app.core.formats.outlines import (
    center_outlines,
    components,
    dense,
    edge_outlines,
    fill_coco,
    fill_inclusive,
    fill_lines,
)
from app.core.formats.records import split_plane
from app.core.formats.runs import coco_rle, decode_runs, encode_runs, read_coco_rle
from app.core.masks import PlacedMask

MASKS = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12))
PLANES = arrays(np.uint8, (7, 9), elements=st.integers(0, 255) | st.sampled_from([0, 1, 255]))


def put(placed: PlacedMask, shape: tuple[int, ...]) -> np.ndarray:
    """A placed mask on a plane of its own."""
    row, col, mask = placed
    plane = np.zeros(shape, bool)
    plane[row : row + mask.shape[0], col : col + mask.shape[1]] = mask
    return plane


@given(MASKS)
def test_lines_through_centres_fill_to_the_same_mask_in_opencv_and_scikit_image(mask: np.ndarray) -> None:
    for top, left, part in components(mask):
        size = (part.shape[0], part.shape[1])
        by_opencv, by_isat = np.zeros(size, bool), np.zeros(size, bool)
        for line in center_outlines(part)[0]:
            by_opencv |= put(fill_lines(line.astype(np.float64), size), size)
            by_isat |= put(fill_inclusive(dense(line).astype(np.float64), size), size)
        assert np.array_equal(by_opencv, part), (top, left)
        assert np.array_equal(by_isat, part), (top, left)


@given(MASKS)
def test_lines_along_edges_fill_to_the_same_mask_where_there_are_no_holes(mask: np.ndarray) -> None:
    for _, _, part in components(mask):
        lines = edge_outlines(part)
        areas = [int((x := line[:, 0]) @ np.roll(line[:, 1], -1) - np.roll(x, -1) @ line[:, 1]) for line in lines]
        assert sum(areas) == 2 * np.count_nonzero(part)
        if min(areas) > 0 and len(lines) == 1:
            size = (part.shape[0], part.shape[1])
            assert np.array_equal(put(fill_coco([line.astype(np.float64) for line in lines], size), size), part)


@given(MASKS, st.integers(0, 3), st.integers(0, 3))
def test_run_lengths_hold_any_mask_at_any_place(mask: np.ndarray, row: int, col: int) -> None:
    size = (mask.shape[0] + row + 1, mask.shape[1] + col + 2)
    whole = put((row, col, mask), size)
    assert np.array_equal(decode_runs(encode_runs(whole.ravel()), whole.size).reshape(size), whole)
    assert np.array_equal(unpack_mask(pack_mask(whole), size), whole)
    for value, top, left, part in split_plane(whole.astype(np.uint8)):
        if value:
            assert np.array_equal(put(read_coco_rle(coco_rle(size, top, left, part), size), size), whole)


@given(PLANES)
def test_a_plane_is_taken_apart_into_what_it_is_made_of(plane: np.ndarray) -> None:
    again = np.zeros_like(plane)
    for value, row, col, mask in split_plane(plane):
        assert mask[0].any()
        assert mask[-1].any()
        assert mask[:, 0].any()
        assert mask[:, -1].any()
        again[row : row + mask.shape[0], col : col + mask.shape[1]][mask] = value
    assert np.array_equal(again, plane)
