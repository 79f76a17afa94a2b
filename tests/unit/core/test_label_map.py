import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.edits import Edit
from app.core.label_map import UNLABELED, LabelMap, Source, disk, rectangle
from app.core.tiles import TILE, Box

SHAPE = (TILE + 40, 2 * TILE + 9)  # two by three tiles, the last ones cut

STROKES = st.lists(
    st.tuples(
        st.integers(-30, SHAPE[0] + 10),
        st.integers(-30, SHAPE[1] + 10),
        st.integers(1, 60),
        st.sampled_from([0, 1, 2, UNLABELED]),
        st.sampled_from([Source.PAINTED, Source.ACCEPTED, Source.IMPORTED]),
    ),
    min_size=1,
    max_size=5,
)


def noisy_map(seed: int) -> LabelMap:
    noise = np.random.default_rng(seed)
    labels = noise.choice(np.array([0, 1, 2, UNLABELED], np.uint8), SHAPE)
    provenance = np.where(labels == UNLABELED, 0, noise.integers(1, 4, SHAPE)).astype(np.uint8)
    return LabelMap(labels, provenance)


def state(label_map: LabelMap) -> tuple[bytes, bytes]:
    return label_map.labels.tobytes(), label_map.provenance.tobytes()


def paint(label_map: LabelMap, value: int = 3, *, box: Box = (10, 20, 30, 50)) -> Edit | None:
    row0, col0, row1, col1 = box
    label_map.write(*rectangle(row0, col0, row1 - 1, col1 - 1), value, Source.PAINTED)
    return label_map.commit("brush")


@given(st.integers(0, 9), st.lists(STROKES, min_size=1, max_size=4))
def test_undo_of_any_strokes_gives_the_original_bit_for_bit_and_redo_gives_the_result(
    seed: int, strokes: list[list[tuple[int, int, int, int, Source]]]
) -> None:
    label_map = noisy_map(seed)
    states, edits = [state(label_map)], []
    for stroke in strokes:
        for row, col, diameter, value, source in stroke:
            label_map.write(row, col, disk(diameter), value, source)
        edit = label_map.commit("brush")
        if edit is not None:
            edits.append(edit)
            states.append(state(label_map))
        assert state(label_map) == states[-1]
    for number, edit in reversed(list(enumerate(edits))):
        label_map.apply(edit, forward=False)
        assert state(label_map) == states[number]
    for number, edit in enumerate(edits):
        label_map.apply(edit, forward=True)
        assert state(label_map) == states[number + 1]


@given(st.integers(0, 9), STROKES)
def test_cancelling_any_stroke_gives_the_original_bit_for_bit(
    seed: int, stroke: list[tuple[int, int, int, int, Source]]
) -> None:
    label_map = noisy_map(seed)
    before = state(label_map)
    for row, col, diameter, value, source in stroke:
        label_map.write(row, col, disk(diameter), value, source)
    label_map.cancel()
    assert state(label_map) == before
    assert label_map.commit("brush") is None


@given(st.integers(0, 9), STROKES)
def test_the_box_and_the_count_of_any_edit_are_exact(
    seed: int, stroke: list[tuple[int, int, int, int, Source]]
) -> None:
    label_map = noisy_map(seed)
    labels, provenance = label_map.labels.copy(), label_map.provenance.copy()
    for row, col, diameter, value, source in stroke:
        label_map.write(row, col, disk(diameter), value, source)
    is_changed = (labels != label_map.labels) | (provenance != label_map.provenance)
    edit = label_map.commit("brush")
    if edit is None:
        assert not is_changed.any()
        return
    rows, cols = np.nonzero(is_changed)
    assert edit.box == (rows.min(), cols.min(), rows.max() + 1, cols.max() + 1)
    assert edit.changed_pixels == is_changed.sum()


@given(st.integers(0, 99), st.integers(-9, 50), st.integers(-9, 50))
def test_values_written_under_any_mask_equal_numpys_assignment(seed: int, row: int, col: int) -> None:
    noise = np.random.default_rng(seed)
    mask = noise.random((12, 17)) < 0.5
    values = noise.choice(np.array([0, 7, UNLABELED], np.uint8), mask.shape)
    label_map = LabelMap.empty(48, 48)
    padded = np.full((48 + 80, 48 + 80), UNLABELED, np.uint8)
    padded[40 + row : 52 + row, 40 + col : 57 + col][mask] = values[mask]
    label_map.write_values(row, col, mask, values, Source.ACCEPTED)
    assert np.array_equal(label_map.labels, padded[40:88, 40:88])
    assert np.array_equal(label_map.provenance == Source.ACCEPTED, label_map.labels != UNLABELED)
    assert np.array_equal(label_map.provenance == Source.NONE, label_map.labels == UNLABELED)


def test_a_new_label_map_is_unlabeled_everywhere() -> None:
    label_map = LabelMap.empty(3, 5)
    assert label_map.shape == (3, 5)
    assert (label_map.labels == UNLABELED).all()
    assert (label_map.provenance == Source.NONE).all()
    assert not label_map.is_open


def test_labels_without_provenance_count_as_imported() -> None:
    label_map = LabelMap(np.array([[0, UNLABELED]], np.uint8))
    assert label_map.provenance.tolist() == [[Source.IMPORTED, Source.NONE]]


def test_a_provenance_that_contradicts_the_labels_is_mended() -> None:
    labels = np.array([[UNLABELED, 4, 4, 4]], np.uint8)
    label_map = LabelMap(labels, np.array([[Source.PAINTED, Source.NONE, 77, Source.ACCEPTED]], np.uint8))
    assert label_map.provenance.tolist() == [
        [Source.NONE, Source.IMPORTED, Source.IMPORTED, Source.ACCEPTED],
    ]


def test_read_only_arrays_are_copied_and_may_be_painted_on() -> None:
    labels = np.zeros((8, 8), np.uint8)
    labels.flags.writeable = False
    label_map = LabelMap(labels)
    assert label_map.write(0, 0, disk(3), 1, Source.PAINTED) == (0, 0, 3, 3)
    assert label_map.labels[1, 1] == 1
    assert labels[1, 1] == 0


def test_the_views_follow_changes_and_refuse_writing() -> None:
    label_map = LabelMap.empty(60, 60)
    labels, provenance = label_map.labels, label_map.provenance
    paint(label_map)
    assert labels[10, 20] == 3
    assert provenance[10, 20] == Source.PAINTED
    with pytest.raises(ValueError, match="read-only"):
        labels[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        provenance[0, 0] = 1


def test_a_write_returns_the_part_of_its_box_inside_the_image() -> None:
    label_map = LabelMap.empty(50, 50)
    assert label_map.write(-3, 45, disk(9), 1, Source.PAINTED) == (0, 45, 6, 50)


def test_a_write_beside_the_image_does_nothing() -> None:
    label_map = LabelMap.empty(50, 50)
    assert label_map.write(50, 0, disk(9), 1, Source.PAINTED) is None
    assert label_map.write(-9, 0, disk(9), 1, Source.PAINTED) is None
    assert label_map.write(0, 0, np.zeros((5, 5), bool), 1, Source.PAINTED) is None
    assert label_map.write(0, 0, np.zeros((0, 0), bool), 1, Source.PAINTED) is None
    assert not label_map.is_open


def test_erasing_leaves_no_source_behind() -> None:
    label_map = LabelMap.empty(60, 60)
    paint(label_map)
    edit = paint(label_map, UNLABELED)
    assert edit is not None
    assert (label_map.labels == UNLABELED).all()
    assert (label_map.provenance == Source.NONE).all()


def test_painting_what_is_there_already_is_no_edit() -> None:
    label_map = LabelMap.empty(60, 60)
    paint(label_map)
    assert paint(label_map) is None


def test_painting_over_the_same_accepted_class_is_an_edit_of_the_provenance() -> None:
    label_map = LabelMap.empty(60, 60)
    label_map.write(0, 0, np.ones((2, 3), bool), 5, Source.ACCEPTED)
    label_map.commit("accept")
    label_map.write(0, 0, np.ones((2, 3), bool), 5, Source.PAINTED)
    edit = label_map.commit("brush")
    assert edit is not None
    assert edit.changed_pixels == 6
    label_map.apply(edit, forward=False)
    assert label_map.provenance[0, 0] == Source.ACCEPTED


def test_an_edit_cannot_be_applied_while_another_is_open() -> None:
    label_map = LabelMap.empty(60, 60)
    edit = paint(label_map)
    assert edit is not None
    label_map.write(0, 0, disk(3), 1, Source.PAINTED)
    assert label_map.is_open
    with pytest.raises(RuntimeError, match="open"):
        label_map.apply(edit, forward=False)


def test_an_edit_of_a_larger_image_is_refused_before_anything_changes() -> None:
    edit = paint(LabelMap.empty(300, 300), box=(0, 0, 290, 290))
    assert edit is not None
    small = LabelMap.empty(100, 100)
    with pytest.raises(ValueError, match="outside 100 x 100"):
        small.apply(edit, forward=True)
    assert (small.labels == UNLABELED).all()


def test_wrong_arrays_are_refused() -> None:
    with pytest.raises(ValueError, match="uint8"):
        LabelMap(np.zeros((4, 4), np.int64))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="does not fit"):
        LabelMap(np.zeros((4, 4), np.uint8), np.zeros((4, 5), np.uint8))
    label_map = LabelMap.empty(4, 4)
    with pytest.raises(ValueError, match="bool"):
        label_map.write(0, 0, np.ones((2, 2), np.uint8), 1, Source.PAINTED)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="do not fit"):
        label_map.write_values(0, 0, np.ones((2, 2), bool), np.ones((2, 3), np.uint8), Source.ACCEPTED)


def test_a_dab_on_a_large_image_takes_memory_for_its_tiles_only() -> None:
    label_map = LabelMap.empty(8000, 8000)
    tracemalloc.start()
    try:
        label_map.write(4000, 4000, disk(40), 1, Source.PAINTED)
        edit = label_map.commit("brush")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert edit is not None
    assert peak < 4 * 2 * TILE * TILE + 300_000  # the two planes of at most four tiles, and the packing
    assert edit.nbytes < 10_000


def test_a_long_thin_stroke_remembers_only_the_tiles_it_crosses() -> None:
    label_map = LabelMap.empty(5 * TILE, 5 * TILE)
    label_map.write(0, 0, np.eye(5 * TILE, dtype=bool), 1, Source.PAINTED)
    edit = label_map.commit("brush")
    assert edit is not None
    assert len(edit.tiles) == 5


def test_a_copy_has_the_same_pixels_whatever_was_done_before_and_goes_its_own_way() -> None:
    chance = np.random.default_rng(8)
    made = LabelMap.empty(2 * TILE + 30, 3 * TILE)
    made.write(200, 200, disk(90), 4, Source.ACCEPTED)
    made.commit("first")
    for _ in range(12):
        row, col, value = (int(chance.integers(limit)) for limit in (2 * TILE, 3 * TILE, 5))
        made.write(row, col, disk(90), value if value else UNLABELED, Source.PAINTED)
        if value == 2:
            made.cancel()
        elif value == 3:
            edit = made.commit("dab")
            assert edit is not None
            made.apply(edit, forward=False)
    make, labels, provenance = made.kept(), made.labels.copy(), made.provenance.copy()
    made.write(0, 0, disk(9), 6, Source.PAINTED)
    copy = make()
    assert np.array_equal(copy.labels, labels)
    assert np.array_equal(copy.provenance, provenance)
    assert copy.has_labels()
    assert not copy.is_open
    copy.write(0, 0, disk(9), 7, Source.PAINTED)
    assert not (made.labels == 7).any()
    read = LabelMap(copy.labels.copy(), copy.provenance.copy()).kept()()
    assert np.array_equal(read.labels, copy.labels)
    assert np.array_equal(read.provenance, copy.provenance)


def test_a_stroke_that_is_taken_back_leaves_the_labels_under_it_known() -> None:
    made = LabelMap.empty(*SHAPE)
    paint(made)
    before = state(made)
    made.write(*rectangle(0, 0, 60, 60), UNLABELED, Source.PAINTED)  # an eraser, the button still down
    assert made.has_labels()  # asked while a step in the background ends
    made.cancel()
    assert state(made) == before
    assert made.has_labels()
    assert state(made.kept()()) == before


def test_what_is_kept_while_a_stroke_is_open_is_what_was_there_before_it() -> None:
    made = LabelMap.empty(*SHAPE)
    paint(made, 1)
    before = state(made)
    made.write(*rectangle(0, 0, 60, 60), 2, Source.PAINTED)
    make = made.kept()
    made.cancel()
    assert state(make()) == before
