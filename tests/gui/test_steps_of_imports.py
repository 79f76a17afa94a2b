"""Imports and replaced classes in images in memory: done in the background, under what is painted meanwhile."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.core.edits import Edit, TileChange
from app.core.errors import SegmendError
from app.core.label_map import UNLABELED, LabelMap, Source, Wish
from app.core.masks import disk
from app.core.sweeps import Sweep
from app.core.tiles import Tile
from app.session import Session
from tests.gui.hand import both_planes, labels, names

SHAPE = (1500, 1400)  # 36 tiles: more than are done at once
A, B, C = 0, 1, 2


@pytest.fixture
def session(tmp_path: Path, qtbot: QtBot) -> Iterator[Session]:
    """Two images, the first open with a square of A painted, and three classes."""
    made = Session()
    (tmp_path / "images").mkdir()
    for name in ("a", "b"):
        Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(tmp_path / "images" / f"{name}.png", compress_level=1)
    with qtbot.waitSignal(made.image_opened):
        made.open_paths([str(tmp_path / "images")])
    assert [made.add_class(name) for name in ("a", "b", "c")] == [A, B, C]
    made.paint(100, 100, np.ones((50, 60), bool), value=A)
    made.end_stroke("Square")
    yield made
    made.close()


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Lets the background go on, which stands still at its first tile until then."""
    state = {"held": True}
    run = Sweep.run

    def held(sweep: Sweep) -> Iterator[object]:
        while state["held"] and sweep.size:
            time.sleep(0.002)
        yield from run(sweep)

    monkeypatch.setattr(Sweep, "run", held)
    yield lambda: state.update(held=False)
    state["held"] = False


def test_an_import_into_the_image_shown_goes_under_the_stroke_that_is_painted_meanwhile(
    session: Session, qtbot: QtBot, go_on: Callable[[], None]
) -> None:
    before = both_planes(session)
    values = np.full(SHAPE, UNLABELED, np.uint8)
    values[90:1400, 110:1300] = B
    done: list[tuple[Edit | None, int]] = []
    path = session.images[0]
    session.merge_in_memory(path, values, lambda edit, kept: done.append((edit, kept)), pytest.fail, overwrite=False)
    assert session.is_step_running
    assert not done
    session.paint(120, 120, disk(300), value=C)
    session.end_stroke("Dab")
    go_on()
    qtbot.waitUntil(lambda: bool(done))
    imported = before.copy()
    is_taken = (values != UNLABELED) & (before[1] != Source.PAINTED)
    imported[0][is_taken], imported[1][is_taken] = B, Source.IMPORTED
    after = imported.copy()
    after[0][120:420, 120:420][disk(300)] = C
    after[1][120:420, 120:420][disk(300)] = Source.PAINTED
    [(edit, kept)] = done
    assert edit is not None
    assert (edit.name, edit.changed_pixels) == ("Import", is_taken.sum())
    assert kept == 50 * 50  # of the square that was painted before, and of the dab none
    assert names(session) == ["Square", "Import", "Dab"]
    for state in (after, imported, before):
        np.testing.assert_array_equal(both_planes(session), state)
        assert session.undo()
        session.finish_steps()


def test_what_an_import_did_is_not_mistaken_for_the_stroke_on_top_of_it(
    session: Session, qtbot: QtBot, go_on: Callable[[], None]
) -> None:
    values = np.full(SHAPE, UNLABELED, np.uint8)
    values[100:150, 100:160] = B  # painted already: nothing changes
    done: list[tuple[Edit | None, int]] = []
    path = session.images[0]
    session.merge_in_memory(path, values, lambda edit, kept: done.append((edit, kept)), pytest.fail, overwrite=False)
    session.paint(900, 900, disk(50), value=C)
    session.end_stroke("Dab")
    go_on()
    qtbot.waitUntil(lambda: bool(done))
    assert done == [(None, 50 * 60)]
    assert names(session) == ["Square", "Dab"]


def test_a_class_is_replaced_in_an_image_in_memory_that_is_not_shown(
    session: Session, qtbot: QtBot, go_on: Callable[[], None]
) -> None:
    first = session.images[0]
    before = both_planes(session)
    with qtbot.waitSignal(session.image_opened):
        session.step_image(1)
    done: list[Edit | None] = []
    session.replace_in_memory(first, A, C, done.append, pytest.fail)
    assert not done
    go_on()
    qtbot.waitUntil(lambda: bool(done))
    assert done[0] is not None
    assert done[0].changed_pixels == 50 * 60
    assert (labels(session) == UNLABELED).all()
    with qtbot.waitSignal(session.image_opened):
        session.step_image(-1)
    np.testing.assert_array_equal(labels(session), np.where(before[0] == A, C, before[0]))
    assert session.undo()
    session.finish_steps()
    np.testing.assert_array_equal(both_planes(session), before)


def test_an_import_that_runs_out_of_memory_half_way_is_not_told_as_done(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, left = LabelMap.change_tile, [5]

    def scarce(label_map: LabelMap, tile: Tile, wish: Wish) -> tuple[TileChange, int] | None:
        left[0] -= 1
        if left[0] < 0:
            raise MemoryError
        return change(label_map, tile, wish)

    before = both_planes(session)
    monkeypatch.setattr(LabelMap, "change_tile", scarce)
    path, failed, said = session.images[0], list[BaseException](), list[str]()
    session.said.connect(lambda _level, text: said.append(text))
    values = np.full(SHAPE, B, np.uint8)
    session.merge_in_memory(path, values, lambda *_: pytest.fail("it is not done"), failed.append, overwrite=False)
    qtbot.waitUntil(lambda: bool(failed))
    monkeypatch.undo()
    assert isinstance(failed[0], SegmendError)
    assert path in str(failed[0])
    assert any("not enough memory" in text for text in said)
    assert names(session) == ["Square", "Import"]  # what was done is a step like any other
    assert (labels(session) == B).any()
    assert session.undo()
    session.finish_steps()
    np.testing.assert_array_equal(both_planes(session), before)
