import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.core.edits import Edit
from app.core.history import History
from app.core.label_map import LabelMap, Source, disk


def edit_named(name: str, *, size: int = 0) -> Edit:
    label_map = LabelMap.empty(8, max(size, 8))
    noise = np.random.default_rng(0).integers(0, 250, (8, max(size, 8)), np.uint8)
    label_map.write_values(0, 0, np.ones(noise.shape, bool), noise, Source.PAINTED)
    edit = label_map.commit(name)
    assert edit is not None
    return edit


def test_an_empty_history_has_nothing_to_undo_or_redo() -> None:
    history = History()
    assert history.undo() is None
    assert history.redo() is None
    assert (history.names, history.position, history.nbytes) == ([], 0, 0)
    assert not history.can_undo
    assert not history.can_redo


def test_undo_and_redo_walk_through_the_edits_in_order() -> None:
    history = History()
    first, second = edit_named("brush"), edit_named("fill")
    history.push(first)
    history.push(second)
    assert (history.names, history.position) == (["brush", "fill"], 2)
    assert history.undo() is second
    assert history.undo() is first
    assert history.undo() is None
    assert (history.names, history.position) == (["brush", "fill"], 0)
    assert history.redo() is first
    assert history.redo() is second
    assert history.redo() is None


def test_a_new_edit_replaces_what_could_be_redone() -> None:
    history = History()
    for name in ("one", "two", "three"):
        history.push(edit_named(name))
    history.undo()
    history.undo()
    newest = edit_named("four")
    history.push(newest)
    assert history.names == ["one", "four"]
    assert not history.can_redo
    assert history.nbytes == edit_named("one").nbytes + newest.nbytes


def test_the_oldest_edits_are_dropped_beyond_the_limit() -> None:
    size = edit_named("x", size=300).nbytes
    history = History(limit_bytes=3 * size + 20)
    for number in range(5):
        history.push(edit_named(str(number), size=300))
    assert history.names == ["2", "3", "4"]
    assert history.position == 3
    assert history.nbytes <= 3 * size + 20


def test_a_history_counts_what_it_let_go_and_gives_its_edits() -> None:
    size = edit_named("a").nbytes
    history = History(limit_bytes=2 * size)
    edits = [edit_named(name) for name in "abcd"]
    for edit in edits:
        history.push(edit)
    assert history.dropped == 2
    assert history.edits == edits[2:]
    history.edits.clear()
    assert len(history.names) == 2


def test_the_newest_edit_is_kept_even_above_the_limit() -> None:
    history = History(limit_bytes=10)
    history.push(edit_named("small"))
    history.push(edit_named("large", size=300))
    assert history.names == ["large"]
    assert history.can_undo


@given(
    st.lists(
        st.one_of(st.sampled_from(["undo", "redo"]), st.tuples(st.integers(0, 40), st.integers(0, 4))),
        max_size=30,
    )
)
def test_after_any_strokes_undos_and_redos_the_label_map_is_the_state_at_the_position(
    steps: list[str | tuple[int, int]],
) -> None:
    history, label_map = History(), LabelMap.empty(48, 48)
    states = [label_map.labels.copy()]
    for step in steps:
        if isinstance(step, tuple):
            label_map.write(step[0], step[0], disk(9), step[1], Source.PAINTED)
            edit = label_map.commit("brush")
            if edit is None:
                continue
            history.push(edit)
            states[history.position :] = [label_map.labels.copy()]
        else:
            edit = history.undo() if step == "undo" else history.redo()
            if edit is not None:
                label_map.apply(edit, forward=step == "redo")
        assert np.array_equal(label_map.labels, states[history.position])
        assert len(history.names) == len(states) - 1
