"""Steps that are done tile by tile, by two threads and with strokes on top, against the same at once."""

import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.core.document import Document
from app.core.label_map import UNLABELED, LabelMap, Source, Wish
from app.core.permission import Ground, Over
from app.core.sweeps import MOVED_AT_ONCE, STROKE_AT_ONCE, Sweep, Writing, accepted, replaced
from app.core.tiles import TILE, Box, Plane

SHAPE = (2 * TILE + 30, 3 * TILE - 7)


def noise(seed: int, values: int = 4) -> NDArray[np.uint8]:
    """Blocks of 16 pixels of a few values and of none."""
    chosen = np.random.default_rng(seed).choice([*range(values), UNLABELED], (40, 60)).astype(np.uint8)
    return np.kron(chosen, np.ones((16, 16), np.uint8))[: SHAPE[0], : SHAPE[1]].copy()


def document(seed: int) -> Document:
    return Document("image", LabelMap(noise(seed), np.random.default_rng(seed).integers(1, 4, SHAPE, np.uint8)))


def planes(made: Document) -> NDArray[np.uint8]:
    return np.stack([made.label_map.labels, made.label_map.provenance])


def run_on_two_threads(made: Document, sweep: Sweep) -> None:
    made.begin(sweep)
    thread = threading.Thread(target=lambda: list(sweep.run()))
    thread.start()
    sweep.finish()
    thread.join()
    made.end()


@settings(max_examples=20)
@given(st.integers(0, 50), st.sampled_from(["accept", "mask", "replace", "erase", "take over", "merge", "paint"]))
def test_every_large_step_is_what_its_words_say_and_goes_back_to_the_bit(seed: int, kind: str) -> None:
    made, other = document(seed), document(seed + 1)
    labels, provenance = planes(made)
    mask = noise(seed + 2, 2)[: TILE + 40, : TILE + 90] == 1
    row, col = -20, 100
    placed = np.zeros(SHAPE, bool)
    placed[: TILE + 20, col : col + TILE + 90] = mask[20:]
    values = noise(seed + 3)
    open_to_all = provenance != Source.PAINTED
    known = values != UNLABELED
    sweep, where, new, sources = {
        "accept": (made.accepting(values, name="x"), open_to_all & known & (labels != values), values, 2),
        "mask": (
            made.accepting(values, name="x", mask=mask, row=row, col=col),
            open_to_all & known & (labels != values) & placed,
            values,
            2,
        ),
        "replace": (made.replacing(1, 2, name="x"), labels == 1, 2, provenance),
        "erase": (made.replacing(1, UNLABELED, name="x"), labels == 1, UNLABELED, 0),
        "take over": (
            made.taking_over(other.label_map, overwrites=False, name="x"),
            open_to_all & (other.label_map.labels != UNLABELED),
            other.label_map.labels.copy(),
            other.label_map.provenance.copy(),
        ),
        "merge": (made.merging(values, name="x", overwrite=True), known & (labels != values), values, 3),
        "paint": (
            made.painting(row, col, mask, 3, name="x", over=Over(Ground.LABEL, 1)),
            placed & (labels == 1),
            3,
            1,
        ),
    }[kind]
    expected = np.stack([np.where(where, new, labels), np.where(where, sources, provenance)])
    before = planes(made)
    run_on_two_threads(made, sweep)
    np.testing.assert_array_equal(planes(made), expected)
    if (expected == before).all():
        assert not made.history.can_undo
        return
    assert made.history.names == ["x"]
    undoing = made.undoing()
    assert undoing is not None
    run_on_two_threads(made, undoing)
    np.testing.assert_array_equal(planes(made), before)
    redoing = made.redoing()
    assert redoing is not None
    run_on_two_threads(made, redoing)
    np.testing.assert_array_equal(planes(made), expected)
    assert made.edit_number == 3


@settings(max_examples=12)
@given(
    st.integers(0, 20),
    st.lists(
        st.tuples(st.integers(-40, SHAPE[0]), st.integers(-40, SHAPE[1]), st.sampled_from([0, 1, 2, 255])), max_size=7
    ),
)
def test_strokes_made_meanwhile_lie_on_top_and_are_counted_after_it(
    seed: int, dabs: list[tuple[int, int, int]]
) -> None:
    made, same = document(seed), document(seed)
    values, mask = noise(seed + 1), np.ones((70, 80), bool)
    sweep = made.accepting(values, name="Accept")
    made.begin(sweep)
    thread = threading.Thread(target=lambda: list(sweep.run()))
    thread.start()
    for number, (row, col, value) in enumerate(dabs):
        made.paint(row, col, mask, value)
        if number % 3 == 2:
            made.commit("Stroke")
        assert made.snapshot() is None
        assert made.is_dirty
        assert not made.is_stored
    made.commit("Stroke")
    thread.join()
    made.end()
    same.accept(values, name="Accept")
    for number, (row, col, value) in enumerate(dabs):
        same.paint(row, col, mask, value)
        if number % 3 == 2:
            same.commit("Stroke")
    same.commit("Stroke")
    np.testing.assert_array_equal(planes(made), planes(same))
    assert made.history.names == same.history.names
    assert [entry.number for entry in made.unjournaled] == list(range(1, made.edit_number + 1))
    while made.undo():
        same.undo()
        np.testing.assert_array_equal(planes(made), planes(same))
    assert not same.history.can_undo


def test_a_tile_that_is_being_done_is_waited_for_before_it_is_painted_on() -> None:
    made = Document("image", LabelMap.empty(*SHAPE))
    is_begun, may_end = threading.Event(), threading.Event()

    def slow(_box: Box, labels: Plane, _provenance: Plane) -> Wish:
        is_begun.set()
        may_end.wait(10)
        return Wish(np.ones(labels.shape, bool), 1, Source.ACCEPTED)

    made.begin(Writing(made.label_map, "slow", slow))
    sweep = made.sweep
    assert sweep is not None
    thread = threading.Thread(target=lambda: list(sweep.run()))
    thread.start()
    assert is_begun.wait(10)
    threading.Timer(0.05, may_end.set).start()
    made.paint(0, 0, np.ones((5, 5), bool), 0)
    assert (made.label_map.labels[:5, :5] == 0).all()
    thread.join()
    made.commit("dab")
    made.end()
    assert (made.label_map.labels[:5, :5] == 0).all()
    assert (made.label_map.labels[5:] == 1).all()


def test_strokes_need_not_wait_until_the_step_is_over() -> None:
    """A thread that takes tile after tile must not keep another from its own."""
    made = Document("image", LabelMap.empty(64 * TILE, 64))

    def slow(_box: Box, labels: Plane, _provenance: Plane) -> Wish:
        time.sleep(0.01)
        return Wish(np.ones(labels.shape, bool), 1, Source.ACCEPTED)

    sweep = Writing(made.label_map, "slow", slow)
    made.begin(sweep)
    thread = threading.Thread(target=lambda: list(sweep.run()))
    thread.start()
    for row in range(60, 0, -1):
        made.paint(row * TILE + 10, 0, np.ones((5, 5), bool), 0)
        if row == 56:
            left = sweep.size
    thread.join()
    made.end()
    assert left > 20  # four strokes had not to wait for the rest


def test_where_memory_ends_what_is_done_is_a_step_and_the_rest_can_still_be_done() -> None:
    made = Document("image", LabelMap.empty(*SHAPE))
    counts = [0]

    def scarce(box: Box, labels: Plane, _provenance: Plane) -> Wish:
        counts[0] += 1
        if counts[0] == 3:
            raise MemoryError
        return Wish(np.ones(labels.shape, bool), 1, Source.ACCEPTED)

    with pytest.raises(MemoryError):
        made.run(Writing(made.label_map, "scarce", scarce))
    assert made.sweep is None
    assert np.count_nonzero(made.label_map.labels == 1) == 2 * TILE * TILE
    assert made.undo() is not None
    assert not made.label_map.has_labels()
    made.redo()
    made.run(Writing(made.label_map, "scarce", scarce))
    assert (made.label_map.labels == 1).all()
    sweep = Writing(made.label_map, "again", scarce)
    counts[0] = 2
    made.begin(sweep)
    with pytest.raises(MemoryError):
        sweep.finish()
    sweep.finish()
    assert sweep.size == 0
    made.end()


def test_locked_classes_are_spared_and_named() -> None:
    made = Document("image", LabelMap.empty(*SHAPE))
    made.accept(np.full(SHAPE, 1, np.uint8), name="all")
    made.paint(0, 0, np.ones((300, 300), bool), 2)
    made.commit("two")
    made.label_map.lock({2})
    assert made.run(made.replacing(2, 0, name="x")) is None
    assert made.label_map.take_spared() == {2}
    assert made.run(made.replacing(1, 2, name="x")) is None
    assert made.label_map.take_spared() == {2}
    assert made.run(made.painting(0, 0, np.ones(SHAPE, bool), 0, name="x")) is not None
    assert np.count_nonzero(made.label_map.labels == 2) == 300 * 300
    assert made.label_map.take_spared() == {2}


def test_a_step_cannot_begin_in_another_or_in_a_stroke() -> None:
    made = Document("image", LabelMap.empty(*SHAPE))
    made.paint(0, 0, np.ones((3, 3), bool), 1)
    with pytest.raises(RuntimeError):
        made.begin(made.replacing(1, 2, name="x"))
    made.commit("dab")
    made.begin(made.replacing(1, 2, name="x"))
    with pytest.raises(RuntimeError):
        made.begin(made.replacing(1, 2, name="x"))


def test_whether_there_are_labels_is_known_without_looking_at_all_of_them() -> None:
    label_map = LabelMap.empty(*SHAPE)
    assert not label_map.has_labels()
    label_map.write(300, 300, np.ones((2, 2), bool), 1, Source.PAINTED)
    assert label_map.has_labels()
    label_map.cancel()
    assert not label_map.has_labels()
    label_map.change_tile((1, 1), accepted(np.full(SHAPE, 3, np.uint8), 0, 0, None))
    assert label_map.has_labels()
    label_map.change_tile((1, 1), replaced(3, UNLABELED))
    assert not label_map.has_labels()
    assert LabelMap(np.full(SHAPE, 255, np.uint8)).has_labels() is False
    read = np.full(SHAPE, 255, np.uint8)
    read[-1, -1] = 0
    assert LabelMap(read).has_labels()


def test_what_is_saved_is_a_state_that_was_also_where_it_changes_meanwhile() -> None:
    made = document(3)
    seen: list[NDArray[np.uint8]] = []

    def encode(labels: Plane, provenance: Plane, number: int) -> bytes:
        if not seen:
            made.paint(0, 0, np.ones((40, 40), bool), 0)  # while the planes themselves are being encoded
            made.commit("dab")
        seen.append(labels)
        return np.stack([labels, provenance]).tobytes() + bytes([number])

    assert made.encoded(encode) == (planes(made).tobytes() + b"\1", 1)
    assert len(seen) == 2
    assert made.encoded(encode) == (planes(made).tobytes() + b"\1", 1)
    assert seen[-1].base is not None  # a view: nothing was copied
    made.paint(0, 0, np.ones((4, 4), bool), 1)
    assert made.encoded(encode) is None


def test_a_stroke_that_is_not_too_large_goes_back_and_forth_at_once() -> None:
    made = Document("image", LabelMap.empty(8 * TILE, 6 * TILE))
    made.paint(0, 0, np.ones((8 * TILE, 6 * TILE), np.bool_), 1)
    assert made.label_map.open_tiles == MOVED_AT_ONCE < STROKE_AT_ONCE
    assert made.commit("stroke") is not None
    for begin in (made.undoing, made.redoing):
        sweep = begin()
        assert sweep is not None
        assert sweep.is_small
        made.run(sweep)
    assert (made.label_map.labels == 1).all()


def test_a_stroke_that_is_painted_on_before_it_is_packed_is_packed_as_it_was() -> None:
    made = Document("image", LabelMap.empty(4 * TILE, 5 * TILE))
    chance = np.random.default_rng(4)
    states = [planes(made)]
    for value in (1, 2):
        made.paint(30 * value, 40 * value, chance.random((700, 900)) < 0.5, value)
        states.append(planes(made))
        if value == 1:
            sweep = made.ending("first")
            made.begin(sweep)
    assert sweep.size == 3 * 4  # nothing was packed for the second stroke
    made.commit("second")
    sweep.finish()
    first, second = made.end()
    assert (first.name, second.name) == ("first", "second")
    for edit, before, after in ((second, *states[1:]), (first, *states[:2])):
        assert np.array_equal(planes(made), after)
        assert edit.changed_pixels == np.count_nonzero((before != after).any(axis=0))
        made.undo()
        assert np.array_equal(planes(made), before)
    made.redo()
    made.redo()
    assert np.array_equal(planes(made), states[2])


def test_a_stroke_that_is_cancelled_before_the_one_below_is_packed_leaves_that_as_it_was() -> None:
    made = Document("image", LabelMap.empty(2 * TILE, 2 * TILE))
    made.paint(0, 0, np.ones((300, 300), np.bool_), 1)
    painted = planes(made)
    sweep = made.ending("first")
    made.begin(sweep)
    made.paint(100, 100, np.ones((400, 400), np.bool_), 2)
    made.cancel()
    sweep.finish()
    assert [edit.name for edit in made.end()] == ["first"]
    assert np.array_equal(planes(made), painted)
    made.undo()
    assert (made.label_map.labels == UNLABELED).all()
    made.redo()
    assert np.array_equal(planes(made), painted)
