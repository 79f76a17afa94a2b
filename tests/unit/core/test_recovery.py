"""The journal: what was done is there again after any end, and can be undone."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.core import recovery
from app.core.database import SCHEMA_VERSION
from app.core.document import Document
from app.core.errors import ProjectError
from app.core.history import History
from app.core.journal import EntryRow, Folded, Move, fold, without_oldest
from app.core.label_file import StoredLabels
from app.core.label_map import UNLABELED, LabelMap, Source, disk
from app.core.project import ImageState, Project

SHAPE = (300, 280)  # four tiles
DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    folder.mkdir()
    for name in ("one.png", "two.png"):
        Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(folder / name)
    return folder


class Desk:
    """A project and a document, used as a session uses them; `end` stops as a killed program stops."""

    def __init__(self, folder: Path, name: str = "one.png") -> None:
        self.project = Project.open(folder)
        self.path = str(folder / name)
        self.notices = self.project.take_notices()
        document, said = self.project.document(self.path, self.project.read_labels(self.path, SHAPE))
        self.document = document
        self.notices += [said] if said else []

    def do(self, step: tuple) -> bytes:
        if step[0] == "paint":
            _, row, col, value = step
            self.document.paint(row, col, disk(21), value)
            self.document.commit("Brush stroke")
        elif step[0] == "save":
            self.save()
        else:
            getattr(self.document, step[0])()
        self.project.append_to_journal(self.document)
        return self.state()

    def paint(self, row: int, col: int, value: int) -> bytes:
        return self.do(("paint", row, col, value))

    def save(self, *, is_recorded: bool = True) -> None:
        """Write the label file; a program killed right after has not recorded it."""
        planes = self.document.label_map.labels, self.document.label_map.provenance
        self.project.append_to_journal(self.document)
        self.project.write_labels(self.path, *planes, edit_number=self.document.edit_number)
        self.document.saved_number = self.document.edit_number
        if is_recorded:
            self.project.record_edit(self.path, self.document.edit_number)

    def state(self) -> bytes:
        return self.document.label_map.labels.tobytes() + self.document.label_map.provenance.tobytes()

    def end(self) -> None:
        """As kill -9: nothing is stored; only the lock goes."""
        assert self.project._database is not None
        self.project._database.close()

    def walk(self) -> tuple[list[bytes], list[bytes]]:
        """The states that undo leads through, down to the beginning, and those of redo up to the end."""
        down, up = [self.state()], []
        while self.document.undo():
            down.append(self.state())
        while self.document.redo():
            up.append(self.state())
        return down, up


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("paint"), st.integers(-5, 300), st.integers(-5, 280), st.sampled_from([0, 1, UNLABELED])),
        st.tuples(st.sampled_from(["undo", "undo", "redo", "save"])),
    ),
    min_size=1,
    max_size=20,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(runs=st.lists(STEPS, min_size=1, max_size=3), is_recorded=st.booleans())
def test_a_killed_program_goes_on_where_it_was_undo_included(
    tmp_path_factory: pytest.TempPathFactory, runs: list[list[tuple]], is_recorded: bool
) -> None:
    """Whatever was done, saved or not: the same labels, and undo and redo lead through the same states."""
    folder = tmp_path_factory.mktemp("killed")
    Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(folder / "one.png")
    witness = Document("witness", LabelMap.empty(*SHAPE))
    for steps in runs:
        desk = Desk(folder)
        for step in steps:
            desk.do(step)
            if step[0] == "paint":
                witness.paint(step[1], step[2], disk(21), step[3])
                witness.commit("Brush stroke")
            elif step[0] != "save":
                getattr(witness, step[0])()
        if not is_recorded and desk.project.is_stored:
            desk.save(is_recorded=False)
        if desk.project.is_stored:
            desk.end()
        again = Desk(folder)
        assert again.document.label_map.labels.tobytes() == witness.label_map.labels.tobytes()
        assert again.document.label_map.provenance.tobytes() == witness.label_map.provenance.tobytes()
        assert again.document.history.names == witness.history.names
        assert again.document.history.position == witness.history.position
        other = Document("", again.document.label_map, history=again.document.history)
        position = other.history.position
        for move in [*["undo"] * position, *["redo"] * position]:
            mine, theirs = getattr(other, move)(), getattr(witness, move)()
            assert (mine is None) == (theirs is None)
            assert other.label_map.labels.tobytes() == witness.label_map.labels.tobytes()
        again.project.close()


def test_steps_no_label_file_holds_are_put_back_when_the_project_is_opened(folder: Path) -> None:
    desk = Desk(folder)
    desk.paint(10, 10, 1)
    desk.save()
    desk.paint(100, 100, 1)
    after = desk.paint(200, 200, 0)
    desk.end()
    project = Project.open(folder)
    (notice,) = project.take_notices()
    assert "2 steps on one.png" in notice
    stored = project.read_labels(str(folder / "one.png"), SHAPE)  # the file itself holds them now
    assert stored.label_map.labels.tobytes() + stored.label_map.provenance.tobytes() == after
    assert project.state(str(folder / "one.png")) == ImageState.CORRECTED
    project.close()


def test_a_step_that_is_damaged_in_the_journal_is_said_and_all_others_stay(folder: Path) -> None:
    desk = Desk(folder)
    first = desk.paint(10, 10, 1)
    desk.paint(100, 100, 1)
    desk.paint(110, 110, 2)  # over a part of it
    desk.paint(200, 200, 1)
    desk.end()
    connection = sqlite3.connect(folder / ".segmend" / "project.db")
    connection.execute("UPDATE edits SET data = zeroblob(nbytes) WHERE number = 2")
    connection.commit()
    connection.close()
    again = Desk(folder)
    expected = np.full(SHAPE, UNLABELED, np.uint8)
    for row, col, value in ((10, 10, 1), (110, 110, 2), (200, 200, 1)):
        expected[row : row + 21, col : col + 21][disk(21)] = value
    assert np.array_equal(again.document.label_map.labels, expected)
    assert "3 steps on one.png that no label file held yet were put back." in again.notices[0]
    assert "1 step on one.png could not be read" in again.notices[0]
    assert again.document.history.names == ["Brush stroke", "Strokes put back"]
    assert again.document.undo()
    assert again.state() == first
    assert again.document.redo()
    newer = again.paint(50, 50, 0)
    again.end()
    assert Desk(folder).state() == newer


def test_a_damaged_label_file_is_made_again_from_the_journal(folder: Path) -> None:
    desk = Desk(folder)
    desk.paint(10, 10, 1)
    desk.paint(100, 100, 2)
    desk.paint(200, 200, 3)
    desk.do(("undo",))
    desk.save()
    after = desk.paint(50, 50, 0)
    desk.end()
    file = desk.project.labels_path(desk.path)
    file.write_bytes(file.read_bytes()[:60])
    again = Desk(folder)
    assert again.state() == after
    assert any("damaged" in notice for notice in again.notices)
    assert file.with_name("one.png.png.damaged").exists()
    again.end()
    assert Desk(folder).state() == after


def test_a_step_that_cannot_be_read_is_not_undone(folder: Path) -> None:
    desk = Desk(folder)
    desk.paint(10, 10, 1)
    desk.save()
    desk.project.close()
    again = Desk(folder)
    assert again.project._database is not None
    again.project._database._connection.execute("UPDATE edits SET data = zeroblob(nbytes)")
    before = again.state()
    with pytest.raises(ProjectError, match="damaged"):
        again.document.undo()
    assert again.state() == before
    assert again.document.history.position == 1
    again.project.close()


def test_strokes_are_merged_into_a_label_file_of_another_program(folder: Path) -> None:
    """The journal holds a stroke that the file it was made on does not hold any more."""
    desk = Desk(folder)
    desk.paint(10, 10, 1)
    desk.save()
    desk.paint(100, 100, 1)
    desk.end()
    theirs = np.full(SHAPE, 3, np.uint8)
    image = Image.fromarray(theirs)
    image.putpalette(bytes(768))
    image.save(desk.project.labels_path(desk.path))
    again = Desk(folder)
    expected = theirs.copy()
    expected[100:121, 100:121][disk(21)] = 1
    assert np.array_equal(again.document.label_map.labels, expected)
    sources = again.document.label_map.provenance
    assert (sources[expected == 1] == Source.PAINTED).all()
    assert (sources[expected == 3] == Source.IMPORTED).all()
    assert again.document.history.names == []
    again.project.close()


def test_a_program_killed_while_it_merges_merges_again(folder: Path) -> None:
    desk = Desk(folder)
    desk.paint(10, 10, 1)
    desk.save()
    desk.paint(100, 100, 2)
    desk.paint(200, 200, 3)
    desk.do(("undo",))
    project = desk.project
    for _ in range(2):  # the label map is merged in memory, and the program ends before it is written
        empty = StoredLabels(LabelMap.empty(*SHAPE), 0)
        document, said = project.document(desk.path, empty)
        assert set(np.unique(document.label_map.labels)) == {2, UNLABELED}  # and not what was taken back
        assert document.is_dirty
        assert document.history.names == []
        assert said is not None
    desk.project.close()


def test_a_label_file_that_was_deleted_leaves_the_strokes_it_did_not_hold(folder: Path) -> None:
    desk = Desk(folder)
    desk.paint(10, 10, 1)
    desk.save()
    desk.paint(100, 100, 2)
    desk.end()
    desk.project.labels_path(desk.path).unlink()
    again = Desk(folder)
    assert set(np.unique(again.document.label_map.labels)) == {2, UNLABELED}
    again.project.close()


def test_the_history_of_an_image_stays_within_its_bound(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(folder)
    for number in range(6):
        desk.paint(40 * number, 40 * number, 1)
    database = desk.project._database
    assert database is not None
    size = max(row.nbytes for row in database.edits("one.png"))
    monkeypatch.setattr(recovery, "IMAGE_LIMIT_BYTES", 3 * size)
    state = desk.state()
    desk.save()
    assert 3 <= len(database.edits("one.png")) < 6
    kept = len(database.edits("one.png"))
    desk.project.close()
    again = Desk(folder)
    assert again.state() == state
    assert len(again.document.history.names) == kept
    while again.document.undo():
        pass
    assert np.count_nonzero(again.document.label_map.labels == 1) > 0  # the oldest are part of the snapshot now
    again.project.close()


def test_the_images_worked_on_longest_ago_forget_their_history_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = {}
    for name in ("two.png", "one.png"):
        desk = Desk(folder, name)
        desk.paint(40, 40, 1)
        desk.save()
        assert desk.project._database is not None
        sizes = desk.project._database.edit_sizes()
        desk.project.close()
    assert list(sizes) == ["two.png", "one.png"]
    monkeypatch.setattr(recovery, "PROJECT_LIMIT_BYTES", sizes["one.png"])
    Project.open(folder).close()
    desk = Desk(folder, "two.png")
    assert desk.document.history.names == []
    assert (desk.document.label_map.labels == 1).any()  # the labels stay
    desk.project.close()
    desk = Desk(folder, "one.png")
    assert desk.document.history.names == ["Brush stroke"]
    desk.project.close()


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_a_project_of_an_earlier_version_is_brought_up_to_date_and_a_copy_is_kept(folder: Path, version: int) -> None:
    store = folder / ".segmend"
    (store / "labels").mkdir(parents=True)
    connection = sqlite3.connect(store / "project.db")
    connection.executescript((DATA / f"project-v{version}.sql").read_text("utf-8"))
    connection.close()
    desk = Desk(folder)
    assert desk.document.edit_number == 7  # numbers only grow
    assert [each.name for each in desk.project.classes] == ["background", "cat"]
    assert desk.project.current == "taught 1"
    assert desk.project.state(str(folder / "two.png")) == ImageState.REVIEWED
    state = desk.paint(20, 20, 1)
    desk.end()
    assert Desk(folder).state() == state
    copy = sqlite3.connect(store / f"project.db.v{version}")
    assert copy.execute("PRAGMA user_version").fetchone() == (version,)
    assert copy.execute("SELECT last_edit FROM images WHERE path = 'one.png'").fetchone() == (7,)
    copy.close()


def test_steps_that_could_not_be_stored_are_stored_with_the_next(folder: Path) -> None:
    desk = Desk(folder)
    desk.paint(10, 10, 1)
    database = desk.project._database
    assert database is not None
    append = database.append_edits

    def fail(*_arguments: object) -> None:
        raise ProjectError("The disk is full.")

    database.append_edits = fail  # type: ignore[method-assign]
    with pytest.raises(ProjectError, match="full"):
        desk.paint(100, 100, 1)
    assert len(desk.document.unjournaled) == 1
    database.append_edits = append  # type: ignore[method-assign]
    state = desk.paint(200, 200, 1)
    assert desk.document.unjournaled == []
    desk.end()
    assert Desk(folder).state() == state


def row(number: int, move: Move, nbytes: int = 10) -> EntryRow:
    return EntryRow(number, move, SHAPE, f"step {number}", (0, 0, 1, 1), 1, nbytes)


def test_a_missing_step_ends_what_can_be_undone() -> None:
    rows = [row(1, Move.EDIT), row(2, Move.EDIT), row(4, Move.EDIT), row(5, Move.EDIT)]
    folded, steps = fold(rows, 0, 0, 5)
    assert ([each.number for each in folded.edits], folded.position, folded.is_sound) == ([4, 5], 2, False)
    assert [step.number for step in steps] == [1, 2, 4, 5]
    assert fold(rows, 0, 0, 6)[0] == Folded((), 0, is_sound=False)  # the newest is missing


def test_the_oldest_edits_go_first_and_the_newest_stays() -> None:
    rows = tuple(row(number, Move.EDIT) for number in range(1, 6))
    kept = without_oldest(Folded(rows, 4, is_sound=True), 25)
    assert ([each.number for each in kept.edits], kept.position) == ([4, 5], 1)
    assert without_oldest(Folded(rows[:1], 1, is_sound=True), 0).edits == rows[:1]


def test_a_history_made_of_stored_steps_counts_little_memory(folder: Path) -> None:
    desk = Desk(folder)
    for number in range(3):
        desk.paint(60 * number, 60 * number, 1)
    in_memory = desk.document.history.nbytes
    desk.save()
    desk.project.close()
    again = Desk(folder)
    assert isinstance(again.document.history, History)
    assert again.document.history.nbytes < in_memory
    again.project.close()


def test_a_step_whose_number_is_taken_replaces_no_other(folder: Path) -> None:
    desk = Desk(folder)
    state = desk.paint(10, 10, 1)
    stranger = Document(desk.path, LabelMap.empty(*SHAPE))
    stranger.paint(200, 200, disk(21), 0)
    stranger.commit("Import")
    with pytest.raises(ProjectError, match="another step 1"):
        desk.project.append_to_journal(stranger)
    desk.end()
    assert Desk(folder).state() == state


def test_labels_read_before_the_file_was_brought_up_to_date_have_its_strokes_too(folder: Path) -> None:
    desk = Desk(folder)
    desk.paint(100, 100, 0)
    desk.save()
    early = desk.project.read_labels(desk.path, SHAPE)
    state = desk.paint(10, 10, 1)
    assert desk.project.last_edit(desk.path) == 1
    desk.project.bring_up_to_date(desk.path)
    assert desk.project.last_edit(desk.path) == 2
    document, _ = desk.project.document(desk.path, desk.project.newest_labels(desk.path, early))
    assert document.label_map.labels.tobytes() + document.label_map.provenance.tobytes() == state
    assert document.history.names == ["Brush stroke", "Brush stroke"]
    assert not document.is_dirty
    desk.end()
