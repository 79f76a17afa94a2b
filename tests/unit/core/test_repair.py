"""A damaged project: everything that is whole is there again, a copy is kept, and it is said what happened."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import partialmethod
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core import repair
from app.core.database import DamagedDatabaseError, Database
from app.core.document import Document
from app.core.errors import ProjectBusyError, ProjectError
from app.core.examination import examine, mend
from app.core.label_map import UNLABELED, disk
from app.core.project import ImageState, Project
from app.core.salvage import salvage
from app.core.sqlite_pages import DatabaseFile

SHAPE = (300, 280)
PAGE = 4096
PLACES = [(row, col) for row in range(5, 265, 26) for col in range(5, 265, 26)]  # of strokes that touch no other
SNAPSHOT, STROKES = 30, 60
FIRST_NOISE = STROKES  # the step after the strokes has many pages of pixels


def stroke(document: Document, number: int) -> None:
    document.paint(*PLACES[number], disk(21), number % 3)
    document.commit(f"stroke {number}")


def strokes_in(labels: np.ndarray) -> set[int]:
    """The strokes that are there, each whole or not at all."""
    found = set()
    for number, (row, col) in enumerate(PLACES):
        part = labels[row : row + 21, col : col + 21]
        if (part == number % 3)[disk(21)].all():
            found.add(number)
        else:
            assert (part == UNLABELED).all()
    return found


def read(project: Project, folder: Path) -> Document:
    path = str(folder / "one.png")
    return project.document(path, project.read_labels(path, SHAPE))[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with strokes before and after the last time the label file was written, and all else there is."""
    folder = tmp_path / "images"
    folder.mkdir()
    for name in ("one.png", "two.png"):
        Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(folder / name)
    project = Project.open(folder)
    for name in ("background", "cat", "dög"):
        project.classes.add(name)
    project.store_classes()
    project.set_state(str(folder / "two.png"), ImageState.REVIEWED)
    (project.models_folder / "taught-1.safetensors").write_bytes(b"weights")
    project.add_checkpoint("taught 1", "taught-1.safetensors", None, {"mean_iu": 0.5})
    project.set_current("taught 1")
    document = read(project, folder)
    for number in range(STROKES):
        stroke(document, number)
        project.append_to_journal(document)
        if number == SNAPSHOT - 1:
            planes = document.label_map.labels, document.label_map.provenance
            project.write_labels(document.path, *planes, edit_number=document.edit_number)
            project.record_edit(document.path, document.edit_number)
    noise = np.random.default_rng(1).integers(0, 2, (30, 270)).astype(np.bool_)
    document.paint(268, 5, noise, 2)
    document.commit("noise")
    project.append_to_journal(document)
    assert project._database is not None
    project._database.close()  # as a killed program, but that the log is written into the file
    return folder


def file_of(folder: Path) -> Path:
    return folder / ".segmend" / "project.db"


def check(folder: Path) -> None:
    """The database is whole and nothing is wrong any more."""
    connection = sqlite3.connect(file_of(folder))
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert [remark for remark in examine(folder) if remark.is_wrong] == []


def copies(folder: Path) -> list[Path]:
    return sorted((folder / ".segmend").glob("before-repair-*"))


def walk_back(document: Document) -> None:
    """Undo takes back one stroke after another, and nothing else."""
    there = strokes_in(document.label_map.labels)
    for name in reversed(document.history.names[: document.history.position]):
        assert document.undo()
        left = strokes_in(document.label_map.labels)
        assert len(there - left) == (1 if name.startswith("stroke") else len(there - left))
        assert left <= there
        there = left


def test_a_whole_project_is_found_well_and_not_changed(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert [remark for remark in examine(folder) if remark.is_wrong] == []
    assert any("31 steps are put back" in remark.sentence for remark in examine(folder))
    assert mend(folder) == []
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_whatever_page_of_the_database_is_overwritten_only_what_was_on_it_is_lost(folder: Path) -> None:
    whole = DatabaseFile(file_of(folder))
    pages = file_of(folder).stat().st_size // PAGE
    assert pages > 15
    saved = folder.with_name("saved")
    shutil.copytree(folder, saved)
    for page in range(1, pages + 1):
        shutil.rmtree(folder)
        shutil.copytree(saved, folder)
        on_page = [values for _, values in whole._rows_of(page)]
        lost = {values[1] - 1 for values in on_page if len(values) == 14}
        with file_of(folder).open("rb+") as stream:
            stream.seek((page - 1) * PAGE)
            stream.write(b"\xaa" * PAGE)
        project = Project.open(folder)
        said = " ".join(project.take_notices())
        document = read(project, folder)
        said += " ".join(project.take_notices())
        there = strokes_in(document.label_map.labels)
        assert there >= set(range(SNAPSHOT)), f"page {page}"  # the label file has them
        assert set(range(STROKES)) - there <= lost, f"page {page}"
        if len(there) < STROKES:
            assert "is damaged" in said, f"page {page}"
        if copies(folder):
            kept = (copies(folder)[0] / "project.db").read_bytes()
            assert kept[(page - 1) * PAGE : page * PAGE] == b"\xaa" * PAGE
            assert str(copies(folder)[0]) in said
        assert [each.name for each in project.classes] == ["background", "cat", "dög"]
        assert [each.file for each in project.checkpoints()] == ["taught-1.safetensors"]
        assert project.current == "taught 1"
        walk_back(document)
        project.close()
        if copies(folder):
            check(folder)


def test_wherever_the_database_is_cut_off_the_label_files_and_what_is_left_of_the_journal_stay(folder: Path) -> None:
    pages = file_of(folder).stat().st_size // PAGE
    saved = folder.with_name("saved")
    shutil.copytree(folder, saved)
    for page in range(0, pages, 3):
        shutil.rmtree(folder)
        shutil.copytree(saved, folder)
        with file_of(folder).open("rb+") as stream:
            stream.truncate(page * PAGE + (PAGE // 2 if page % 2 else 0))
        expected = {entry.row.number - 1 for entry in salvage(file_of(folder)).entries.get("one.png", [])}
        project = Project.open(folder)
        document = read(project, folder)
        there = strokes_in(document.label_map.labels)
        assert there == set(range(SNAPSHOT)) | (expected & set(range(STROKES)))
        assert "before-repair-" in " ".join(project.take_notices())
        walk_back(document)
        project.close()
        check(folder)


def test_whatever_bytes_of_the_database_are_changed_the_folder_opens_and_the_label_files_win(folder: Path) -> None:
    """Changes that SQLite cannot notice, for they are inside of rows, too."""
    whole = file_of(folder).read_bytes()
    saved = folder.with_name("saved")
    shutil.copytree(folder, saved)
    chance = random.Random(7)
    missing = 0
    for number in range(60):
        shutil.rmtree(folder)
        shutil.copytree(saved, folder)
        data = bytearray(whole)
        for _ in range(1 + number % 20):
            data[chance.randrange(100, len(data))] = chance.choice((0, 1, 0x7F, 0xFF, chance.randrange(256)))
        file_of(folder).write_bytes(data)
        project = Project.open(folder)
        document = read(project, folder)
        there = {
            place
            for place, (row, col) in enumerate(PLACES[:STROKES])
            if (document.label_map.labels[row : row + 21, col : col + 21] == place % 3)[disk(21)].all()
        }
        assert there >= set(range(SNAPSHOT)), f"change {number}"
        missing += STROKES - len(there)
        stroke(document, STROKES)
        project.append_to_journal(document)
        after = document.label_map.labels.copy()
        project.close()
        said = project.take_notices()
        again = Project.open(folder)
        labels = read(again, folder).label_map.labels
        assert np.array_equal(labels, after), (number, said, again.take_notices(), np.unique(after[labels != after]))
        again.close()
    assert missing < 60 * STROKES // 10


def overwrite(path: Path) -> None:
    path.write_bytes(b"not a database" * 700)


def empty(path: Path) -> None:
    path.write_bytes(b"")


DAMAGES: list[Callable[[Path], None]] = [overwrite, empty, Path.unlink]


@pytest.mark.parametrize("damage", DAMAGES)
def test_without_the_database_the_files_say_what_they_know(folder: Path, damage: Callable[[Path], None]) -> None:
    damage(file_of(folder))
    remarks = [remark for remark in examine(folder) if remark.is_wrong]
    assert any(str(file_of(folder)) in remark.sentence for remark in remarks)
    project = Project.open(folder)
    said = project.take_notices()
    assert "was made again with 3 classes" in said[0]
    assert "1 versions of the network were found" in " ".join(said)
    assert [each.name for each in project.classes] == ["background", "cat", "dög"]
    assert [(each.name, each.is_current) for each in project.checkpoints()] == [("taught 1", True)]
    assert project.state(str(folder / "one.png")) == ImageState.CORRECTED
    assert strokes_in(read(project, folder).label_map.labels) == set(range(SNAPSHOT))
    project.close()
    check(folder)


def test_without_database_and_class_list_classes_are_made_for_the_labels(folder: Path) -> None:
    overwrite(file_of(folder))
    (folder / ".segmend" / "labels" / "classes.txt").write_bytes(b"\xff\xfe broken")
    project = Project.open(folder)
    assert [each.name for each in project.classes] == ["class 0", "class 1", "class 2"]
    assert "names of 3 classes are lost" in " ".join(project.take_notices())
    (copy,) = copies(folder)
    assert (copy / "labels" / "classes.txt").read_bytes() == b"\xff\xfe broken"
    project.close()


def test_a_damaged_page_of_the_log_costs_itself_only_and_not_all_after_it(folder: Path) -> None:
    project = Project.open(folder)
    document = read(project, folder)
    for number in range(STROKES, STROKES + 20):
        stroke(document, number)
        project.append_to_journal(document)
    killed = folder.with_name("killed")
    shutil.copytree(folder, killed)  # with the log of a program that is still running
    project.close()
    log = file_of(killed).with_name("project.db-wal")
    size = log.stat().st_size
    with log.open("rb+") as stream:
        stream.seek(32 + (24 + PAGE) * 12 + 24)
        stream.write(b"\xaa" * 99)
    plain = sqlite3.connect(shutil.copytree(killed, folder.with_name("plain")) / ".segmend" / "project.db")
    kept_by_sqlite = plain.execute("SELECT count(*) FROM edits").fetchone()[0]
    plain.close()
    assert size > (24 + PAGE) * 30
    assert [remark.name for remark in examine(killed) if remark.is_wrong] == ["database"]
    again = Project.open(killed)
    there = strokes_in(read(again, killed).label_map.labels)
    assert len(there) > kept_by_sqlite
    assert len(there) >= STROKES + 20 - 1
    assert "The log of the project file" in " ".join(again.take_notices())
    again.close()
    check(killed)


def test_a_project_of_a_newer_version_is_neither_opened_nor_repaired(folder: Path) -> None:
    connection = sqlite3.connect(file_of(folder))
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = file_of(folder).read_bytes()
    for act in (Project.open, mend):
        with pytest.raises(ProjectError, match="newer version"):
            act(folder)
    with file_of(folder).open("rb+") as stream:
        stream.seek(5 * PAGE)
        stream.write(b"\xaa" * PAGE)
    with pytest.raises(ProjectError, match="newer version"):
        repair.rebuild(folder / ".segmend", "It is damaged.")
    assert file_of(folder).read_bytes()[: 5 * PAGE] == before[: 5 * PAGE]
    assert copies(folder) == []


def test_a_project_that_is_open_is_not_repaired(folder: Path) -> None:
    project = Project.open(folder)
    document = read(project, folder)
    for number in range(STROKES, STROKES + 20):
        stroke(document, number)
        project.append_to_journal(document)
    log = file_of(folder).with_name("project.db-wal")
    with log.open("rb+") as stream:  # as it may look to who reads while another writes
        stream.seek(32 + (24 + PAGE) * 3 + 24)
        was = stream.read(99)
        stream.seek(-99, 1)
        stream.write(b"\xaa" * 99)
    for act in (examine, mend, Project.open):
        with pytest.raises(ProjectBusyError, match="close that one first"):
            act(folder)
    assert copies(folder) == []
    with log.open("rb+") as stream:
        stream.seek(32 + (24 + PAGE) * 3 + 24)
        stream.write(was)
    project.close()
    again = Project.open(folder)
    assert strokes_in(read(again, folder).label_map.labels) == set(range(STROKES + 20))
    again.close()


def test_mending_restores_label_files_the_class_list_and_unlisted_versions(folder: Path) -> None:
    project = Project.open(folder)
    expected = read(project, folder).label_map.labels.copy()
    project.close()
    labels = folder / ".segmend" / "labels"
    damaged = (labels / "one.png.png").read_bytes()[:100]
    (labels / "one.png.png").write_bytes(damaged)
    (labels / "classes.txt").write_text("0\tother\t1 2 3\n")
    (folder / ".segmend" / "models" / "learned-2.safetensors").write_bytes(b"weights")
    wrong = {remark.name for remark in examine(folder) if remark.is_wrong}
    assert wrong == {"labels", "classes", "versions"}
    said = " ".join(mend(folder))
    assert "one.png.png.damaged" in said
    assert any((copy / "labels" / "one.png.png").read_bytes() == damaged for copy in copies(folder))
    assert any((copy / "labels" / "classes.txt").exists() for copy in copies(folder))
    check(folder)
    project = Project.open(folder)
    assert np.array_equal(read(project, folder).label_map.labels, expected)
    assert [each.name for each in project.checkpoints()] == ["taught 1", "learned 2"]
    project.close()


def test_a_repair_that_is_interrupted_anywhere_is_done_again_from_the_copy(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with file_of(folder).open("rb+") as stream:
        stream.truncate(file_of(folder).stat().st_size - 2 * PAGE)
    damaged = file_of(folder).read_bytes()
    expected = salvage(file_of(folder)).entries["one.png"]
    real = {"replace": Path.replace, "unlink": Path.unlink, "rename": Path.rename}
    saved = folder.with_name("saved")
    shutil.copytree(folder, saved)
    refusals = []
    for fails_at in range(12):
        shutil.rmtree(folder)
        shutil.copytree(saved, folder)
        calls = iter(range(100))

        def fail(
            path: Path, *args: object, name: str, calls: Iterator[int], fails_at: int, **options: object
        ) -> object:
            if next(calls) >= fails_at:
                raise OSError(28, "No space left on device")
            return real[name](path, *args, **options)

        for name in real:
            monkeypatch.setattr(Path, name, partialmethod(fail, name=name, calls=calls, fails_at=fails_at))
        try:
            Project.open(folder).close()
        except ProjectError as error:
            refusals.append(str(error))
        monkeypatch.undo()
        project = Project.open(folder)
        there = strokes_in(read(project, folder).label_map.labels)
        assert there == set(range(SNAPSHOT)) | {entry.row.number - 1 for entry in expected} & set(range(STROKES))
        assert copies(folder)
        assert all((copy / "project.db").read_bytes() == damaged for copy in copies(folder))
        project.close()
        check(folder)
    assert len(refusals) >= 4
    assert all("No space left" in sentence for sentence in refusals)


def test_the_database_is_written_again_where_it_is_deleted_or_replaced_while_it_is_open(folder: Path) -> None:
    project = Project.open(folder)
    document = read(project, folder)
    stroke(document, STROKES)
    project.append_to_journal(document)
    for number, damage in enumerate((Path.unlink, lambda path: shutil.rmtree(path.parent), _replace), STROKES + 1):
        damage(file_of(folder))
        stroke(document, number)
        project.append_to_journal(document)
        assert "written again" in " ".join(project.take_notices())
        killed = folder.with_name(f"killed{number}")
        shutil.copytree(folder, killed)
        again = Project.open(killed)
        assert number in strokes_in(read(again, killed).label_map.labels)
        assert [each.name for each in again.classes] == ["background", "cat", "dög"]
        again.close()
    assert file_of(folder).with_name("project.db.replaced").read_bytes() == b"another"
    project.close()


def _replace(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"another")
    other.replace(path)


def test_a_folder_that_is_gone_is_not_made_again_and_everything_is_stored_when_it_is_back(folder: Path) -> None:
    project = Project.open(folder)
    document = read(project, folder)
    away = folder.rename(folder.with_name("away"))
    stroke(document, STROKES)
    with pytest.raises(ProjectError, match="no longer there"):
        project.append_to_journal(document)
    planes = document.label_map.labels, document.label_map.provenance
    with pytest.raises(ProjectError, match="no longer there"):
        project.write_labels(document.path, *planes, edit_number=document.edit_number)
    with pytest.raises(ProjectError, match="no longer there"):
        project.store_classes()
    assert not folder.exists()
    away.rename(folder)
    project.append_to_journal(document)
    project.close()
    again = Project.open(folder)
    assert strokes_in(read(again, folder).label_map.labels) == set(range(STROKES + 1))
    again.close()


def test_a_database_that_is_damaged_while_it_is_open_is_made_again_with_what_the_window_knows(folder: Path) -> None:
    project = Project.open(folder)
    document = read(project, folder)
    stroke(document, STROKES)
    project.append_to_journal(document)
    assert project._database is not None
    project._database._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    project._database._connection.execute("PRAGMA cache_size = 0")
    project._database._connection.execute("PRAGMA shrink_memory")
    project.classes.add("new")
    with file_of(folder).open("rb+") as stream:
        stream.seek(PAGE)
        stream.write(b"\xaa" * (file_of(folder).stat().st_size - PAGE))
    stroke(document, STROKES + 1)
    project.append_to_journal(document)
    assert "is damaged" in " ".join(project.take_notices())
    project.store_classes()
    assert [each.name for each in project.classes] == ["background", "cat", "dög", "new"]
    planes = document.label_map.labels, document.label_map.provenance
    project.write_labels(document.path, *planes, edit_number=document.edit_number)
    project.record_edit(document.path, document.edit_number)
    project.close()
    check(folder)
    again = Project.open(folder)
    assert strokes_in(read(again, folder).label_map.labels) == set(range(STROKES + 2))
    assert again.state(str(folder / "two.png")) == ImageState.REVIEWED
    assert [each.name for each in again.classes] == ["background", "cat", "dög", "new"]
    again.close()


def test_a_state_that_makes_no_sense_is_repaired_once(folder: Path) -> None:
    connection = sqlite3.connect(folder / ".segmend" / "project.db")
    connection.execute("UPDATE images SET state = 'asleep' WHERE path = 'two.png'")
    connection.commit()
    connection.close()
    project = Project.open(folder)
    assert "makes no sense" in " ".join(project.take_notices())
    project.close()
    again = Project.open(folder)
    assert again.take_notices() == []
    again.close()


def test_a_lock_that_was_not_stored_yet_holds_after_the_database_was_made_again(folder: Path) -> None:
    project = Project.open(folder)
    project.take_notices()
    project.set_looks(project.looks.changed(1, is_locked=True))
    damaged = iter([True])

    def ask(database: Database) -> int:
        if next(damaged, False):
            raise DamagedDatabaseError("The project file is damaged.")
        return len(database.images())

    assert project._ask(ask) == 2
    assert project.looks.locked == {1}
    project.close()
