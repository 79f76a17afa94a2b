"""The session log: the same labels, to the bit, from its lines alone; and nothing depends on it."""

import itertools
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.core import session_log
from app.core.document import Document
from app.core.errors import InputError
from app.core.label_map import UNLABELED, LabelMap, Source, disk
from app.core.project import Project
from app.core.replaying import find_logs, replay
from app.core.session_log import parts
from app.core.step_text import planes_to_text, step_to_text, sum_of, text_to_planes, write_step

SHAPE = (300, 280)
NAMES = ("one.png", "sub/two.png")
NOISE = np.random.default_rng(0).integers(0, 4, SHAPE, dtype=np.uint8)


def make_folder(folder: Path) -> Path:
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(folder / name)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "images")


class Desk:
    """An open project, used as a session uses it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.project = folder, Project.open(folder)
        self.documents: dict[str, Document] = {}

    def document(self, name: str) -> Document:
        if name not in self.documents:
            path = str(self.folder / name)
            self.documents[name] = self.project.document(path, self.project.read_labels(path, SHAPE))[0]
        return self.documents[name]

    def do(self, kind: str, name: str, row: int, col: int, value: int) -> None:
        document = self.document(name)
        if kind == "paint":
            document.paint(row, col, disk(21), value)
            document.commit("Brush stroke")
        elif kind == "accept":
            document.accept(NOISE, name="Accept", mask=np.ones((40, 60), np.bool_), row=row, col=col)
        elif kind == "import":
            document.merge(np.roll(NOISE, row), name="Import")
        elif kind == "save":
            planes = document.label_map.labels, document.label_map.provenance
            self.project.append_to_journal(document)
            self.project.ensure_store()
            self.project.write_labels(document.path, *planes, edit_number=document.edit_number)
            self.project.record_edit(document.path, document.edit_number)
        elif kind == "late":  # stored by another thread while the next steps are made
            self.project.ensure_store()
            document.paint(row, col + 3, disk(15), value)
            document.commit("Large step")
            entries = list(document.unjournaled)
            self.project.store_steps(document, entries)
            document.paint(row + 2, col + 40, disk(9), 1)
            document.commit("On top of it")
            self.project.note_stored(document, entries)
        elif kind == "forget":
            self.project.append_to_journal(document)
            del self.documents[name]
        else:
            getattr(document, kind)()
        self.project.append_to_journal(document)


def planes_of(folder: Path) -> dict[str, bytes]:
    """Both planes of every image as a new program finds them."""
    project = Project.open(folder)
    found = {}
    for name in NAMES:
        path = str(folder / name)
        label_map = project.document(path, project.read_labels(path, SHAPE))[0].label_map
        found[name] = label_map.labels.tobytes() + label_map.provenance.tobytes()
    project.close()
    return found


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["paint", "paint", "paint", "accept", "import", "undo", "undo", "redo", "save", "forget", "late"]
        ),
        st.sampled_from(NAMES),
        st.integers(-5, 300),
        st.integers(-5, 280),
        st.sampled_from([0, 1, 2, UNLABELED]),
    ),
    min_size=1,
    max_size=15,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(runs=st.lists(STEPS, min_size=1, max_size=3), part_bytes=st.sampled_from([500, 10**6]))
def test_whatever_was_done_is_done_again_to_the_bit(
    tmp_path_factory: pytest.TempPathFactory, runs: list[list[tuple]], part_bytes: int
) -> None:
    """From all logs of a project, in many parts or one, and from the last log alone."""
    place = tmp_path_factory.mktemp("replay")
    folder = make_folder(place / "images")
    before = session_log.PART_BYTES
    session_log.PART_BYTES = part_bytes
    try:
        for steps in runs:
            desk = Desk(folder)
            for step in steps:
                desk.do(*step)
            for name in list(desk.documents):
                desk.do("save", name, 0, 0, 0)
            desk.project.close()
    finally:
        session_log.PART_BYTES = before
    logs = parts(folder / ".segmend" / "sessions")
    expected = planes_of(folder)
    if not logs:
        assert len(set(expected.values())) == 1  # nothing was done
        return
    done = replay(find_logs(folder), place / "again")
    assert done.problems == []
    assert planes_of(place / "again") == expected
    if len(runs) == 1 and part_bytes > 500:
        assert len(logs) == 1
    done = replay(logs[-1:], place / "last")
    assert done.problems == []
    named = {line["image"] for line in map(json.loads, logs[-1].read_text().splitlines()) if line.get("do") == "begin"}
    again = planes_of(place / "last")
    assert all(again[name] == expected[name] for name in named)


def test_a_log_holds_commands_times_and_no_pixel_of_an_image(folder: Path) -> None:
    image = np.random.default_rng(5).integers(0, 255, (*SHAPE, 3), dtype=np.uint8)
    Image.fromarray(image).save(folder / "one.png")
    desk = Desk(folder)
    desk.project.classes.add("cat")
    desk.project.log.note("tool", name="brush")
    for number in range(20):
        desk.do("paint", "one.png", 10 * number, 12 * number, 0)
    desk.do("undo", "one.png", 0, 0, 0)
    desk.project.close()
    (log,) = parts(folder / ".segmend" / "sessions")
    head, *lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert head["segmend log"] == 1
    assert head["classes"][0][1] == "cat"
    assert lines[0]["do"] == "tool"
    assert [line["do"] for line in lines[1:]] == ["begin", *["edit"] * 20, "undo"]
    assert all(line["t"] <= later["t"] for line, later in itertools.pairwise(lines))
    assert log.stat().st_size < 8000  # 20 strokes; the image has 252 000 bytes


def test_the_parts_of_a_log_stay_within_their_bound(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_log, "PART_BYTES", 5_000)
    monkeypatch.setattr(session_log, "TOTAL_BYTES", 40_000)
    desk = Desk(folder)
    for number in range(120):
        desk.do("accept", "one.png", number, number, 0)
        desk.do("paint", "one.png", number, number, 1)
        while desk.project.log._queue:  # the size of a part is known when it is written
            pass
    expected = desk.document("one.png").label_map.labels.copy()
    desk.project.close()
    found = parts(folder / ".segmend" / "sessions")
    assert len(found) > 3
    assert sum(part.stat().st_size for part in found) < 60_000
    done = replay(find_logs(folder), folder.with_name("again"))  # the first ones are gone; each begins by itself
    assert done.problems == []
    project = Project.open(folder.with_name("again"))
    stored = project.read_labels(str(folder.with_name("again") / "one.png"), SHAPE)
    assert np.array_equal(stored.label_map.labels, expected)
    project.close()


def test_a_log_that_cannot_be_written_stops_nothing(folder: Path) -> None:
    desk = Desk(folder)
    desk.project.ensure_store()
    (folder / ".segmend" / "sessions").write_text("in the way")
    for number in range(5):
        desk.do("paint", "one.png", 10 * number, 10, 0)
    desk.project.close()
    assert isinstance(desk.project.log.problem, OSError)
    assert len(set(planes_of(folder)["one.png"])) > 1


def test_a_log_cut_off_in_its_last_line_is_replayed_up_to_there(folder: Path) -> None:
    desk = Desk(folder)
    for number in range(5):
        desk.do("paint", "one.png", 30 * number, 10, 0)
    desk.project.close()
    (log,) = parts(folder / ".segmend" / "sessions")
    log.write_bytes(log.read_bytes()[:-30])
    done = replay([log], folder.with_name("again"))
    assert (done.steps, done.problems) == (4, [])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda line: line.update(sum=1), "came out otherwise"),
        (lambda line: line.update(pixels="AAAA"), "makes no sense"),
        (lambda line: line.update(pixels="not base64!"), "makes no sense"),
        (lambda line: line.pop("pixels"), "makes no sense"),
        (lambda line: line.update(image="other.png"), "makes no sense"),
    ],
)
def test_a_step_that_does_not_come_out_as_it_was_is_named(folder: Path, change, words: str) -> None:
    desk = Desk(folder)
    for number in range(3):
        desk.do("paint", "one.png", 30 * number, 10, 0)
    desk.project.close()
    (log,) = parts(folder / ".segmend" / "sessions")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    change(next(line for line in lines if line.get("number") == 2))
    log.write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = replay([log], folder.with_name("again"))
    assert any(words in problem for problem in done.problems)


def test_what_is_no_log_is_refused_and_so_is_a_folder_with_something_in_it(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither a session log nor"):
        find_logs(folder)
    (tmp_path / "other.jsonl").write_text('{"a": 1}\n{}\n')
    with pytest.raises(InputError, match="is no session log"):
        replay([tmp_path / "other.jsonl"], tmp_path / "again")
    desk = Desk(folder)
    desk.do("paint", "one.png", 3, 3, 0)
    desk.project.close()
    with pytest.raises(InputError, match="is not empty"):
        replay(find_logs(folder), folder)
    (log,) = parts(folder / ".segmend" / "sessions")
    log.write_text(log.read_text().replace("one.png", "../../one.png"))
    with pytest.raises(InputError, match="outside the folder"):
        replay([log], tmp_path / "outside")


def test_images_that_are_gone_are_named_and_their_labels_made_all_the_same(folder: Path, tmp_path: Path) -> None:
    desk = Desk(folder)
    desk.do("paint", "one.png", 3, 3, 0)
    desk.do("save", "one.png", 0, 0, 0)
    desk.project.close()
    expected = planes_of(folder)["one.png"]
    (log,) = parts(folder / ".segmend" / "sessions")
    moved = shutil.copy(log, tmp_path / "sent.jsonl")  # its head says where the images are
    (folder / "one.png").unlink()
    done = replay([Path(moved)], tmp_path / "again")
    assert ["cannot be copied" in problem for problem in done.problems] == [True]
    assert planes_of(tmp_path / "again")["one.png"] == expected


@given(seed=st.integers(0, 2**32 - 1), forward=st.booleans())
def test_any_step_comes_back_from_its_text(seed: int, forward: bool) -> None:
    chance = np.random.default_rng(seed)
    rows, cols = chance.integers(1, 400, 2)
    label_map = LabelMap.empty(int(rows), int(cols))
    before, after = label_map, None
    for _ in range(2):
        mask = chance.integers(0, 2, (rows, cols)).astype(np.bool_)
        values = chance.integers(0, 256, (rows, cols), dtype=np.uint8)
        before = LabelMap(label_map.labels.copy(), label_map.provenance.copy())
        label_map.write_values(0, 0, mask, values, Source(int(chance.integers(1, 4))))
        edit = label_map.commit("x")
        after = edit if edit is not None else after
    if edit is None:
        return
    start, goal = (before, label_map) if forward else (label_map, before)
    made = text_to_planes(planes_to_text(start), start.shape)
    facts = step_to_text(edit, forward=forward, with_pixels=True)
    boxes = write_step(made, facts["pixels"])
    assert np.array_equal(made.labels, goal.labels)
    assert np.array_equal(made.provenance, goal.provenance)
    assert sum_of(made, boxes) == facts["sum"]
