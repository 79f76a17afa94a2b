"""Images that are not open are changed by an import or a replacing: at every moment a kill leaves what was stored."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.core.document import Document
from app.core.errors import ProjectError
from app.core.formats.catalog import FORMATS
from app.core.formats.importing import ImportReport
from app.core.label_map import UNLABELED
from app.core.project import Project
from app.session import Session
from app.session.exchange import Exchange, ImportOrder
from app.session.replacing import Count, Replacement

SHAPE = (20, 30)
A, B = 0, 1
PATIENCE = 60  # seconds
STROKE, IMPORTED = slice(12, 16), slice(2, 8)  # rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three images; rows 0-3 of the second are `b`."""
    made = tmp_path / "images"
    made.mkdir()
    for name in ("one", "two", "three"):
        Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(made / f"{name}.png")
    project = Project.open(made)
    for name in ("a", "b"):
        project.classes.add(name)
    project.store_classes()
    path = str(made / "two.png")
    document, _ = project.document(path, project.read_labels(path, SHAPE))
    document.paint(0, 0, np.ones((4, SHAPE[1]), bool), B)
    document.commit("first")
    project.append_to_journal(document)
    project.write_labels(path, document.label_map.labels, document.label_map.provenance, edit_number=1)
    project.record_edit(path, 1)
    project.close()
    return made


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A labelme file: rows 2-7 of the second image are `a`."""
    made = tmp_path / "theirs"
    made.mkdir()
    shape = {"label": "a", "shape_type": "rectangle", "points": [[0, 2], [29, 7]]}
    content = {"shapes": [shape], "imagePath": "two.png", "imageHeight": SHAPE[0], "imageWidth": SHAPE[1]}
    (made / "two.json").write_text(json.dumps(content))
    return made


@pytest.fixture
def session(folder: Path, qtbot: QtBot) -> Iterator[Session]:
    """The first image is shown; the others are not in memory."""
    made = Session()
    with qtbot.waitSignal(made.image_opened):
        made.open_paths([str(folder)])
    if made.image_path != str(folder / "one.png"):
        with qtbot.waitSignal(made.image_opened):
            made.open_image(str(folder / "one.png"))
    yield made
    made.close()


@contextmanager
def opened(folder: Path) -> Iterator[Document]:
    """The second image as a new program finds it."""
    project = Project.open(folder)
    path = str(folder / "two.png")
    yield project.document(path, project.read_labels(path, SHAPE))[0]
    project.close()


class Kills:
    """What a kill right after each writing of a label file would leave; `allow` lets the files be written."""

    def __init__(self, project: Project, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folders: list[Path] = []
        self._may_write = threading.Event()
        write = project.write_encoded

        def writing(path: str, *planes: Any, **named: Any) -> Path | None:
            assert self._may_write.wait(PATIENCE)
            kept = write(path, *planes, **named)
            killed = place / f"killed{len(self.folders)}"
            shutil.copytree(project.folder, killed, ignore=shutil.ignore_patterns("*.tmp"))
            self.folders.append(killed)
            return kept

        monkeypatch.setattr(project, "write_encoded", writing)

    def allow(self) -> None:
        self._may_write.set()


def run(qtbot: QtBot, session: Session, theirs: Path | None, first: Callable[[], None] = lambda: None) -> Any:
    """Do `first` and at once an import, or without a source a replacing of `b` by `a`; what is told at the end."""
    path = next(each for each in session.images if each.endswith("two.png"))
    if theirs is not None:
        exchange = Exchange(session, session)
        with qtbot.waitSignal(exchange.ended) as ended:
            exchange.progressed.connect(lambda *_: first())  # just before its labels are merged
            exchange.bring_in(ImportOrder(theirs, FORMATS["labelme"]))
        assert not exchange.is_running
    else:
        replacement = Replacement(session)
        with qtbot.waitSignal(replacement.ended) as ended:
            first()
            replacement.replace(B, A, [path])
        assert not replacement.is_running
    return ended.args[0]


def hold_images(session: Session, qtbot: QtBot) -> None:
    """Let everything that was written come back."""
    qtbot.waitUntil(lambda: not session.is_saving and not session.is_dirty)


@pytest.mark.parametrize("is_import", [True, False], ids=["import", "replace"])
def test_a_stroke_painted_while_the_file_is_changed_is_there_whenever_the_program_is_killed(
    session: Session, theirs: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_import: bool
) -> None:
    project, path = session.project, next(each for each in session.images if each.endswith("two.png"))
    assert project is not None
    kills = Kills(project, tmp_path, monkeypatch)

    def paint() -> None:
        session.paint(STROKE.start, 0, np.ones((4, SHAPE[1]), bool), value=B)
        session.end_stroke("stroke")
        kills.allow()  # the stroke is in the journal, which makes it stored

    session.image_opened.connect(paint)
    # Read before the file is changed, shown before it is written.
    run(qtbot, session, theirs if is_import else None, lambda: session.open_image(path))
    hold_images(session, qtbot)
    assert kills.folders
    for killed in kills.folders:
        with opened(killed) as document:
            assert (document.label_map.labels[STROKE] != UNLABELED).all(), killed.name  # perhaps replaced by now
            assert "stroke" in document.history.names
    assert (session.labels[2:4] == (B if is_import else A)).all()


@pytest.mark.parametrize("is_import", [True, False], ids=["import", "replace"])
def test_a_change_of_a_closed_image_is_there_whenever_the_program_is_killed_and_can_be_undone(
    session: Session, theirs: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_import: bool
) -> None:
    assert session.project is not None
    kills = Kills(session.project, tmp_path, monkeypatch)
    kills.allow()
    run(qtbot, session, theirs if is_import else None)
    assert kills.folders
    for killed in kills.folders:
        with opened(killed) as document:
            assert len(document.history.names) == 2
            assert (document.label_map.labels[IMPORTED if is_import else slice(0, 4)][2:] == A).all()
            assert document.undo() is not None
            assert (document.label_map.labels[:4] == B).all()
            assert (document.label_map.labels[4:] == UNLABELED).all()


@pytest.mark.parametrize("is_import", [True, False], ids=["import", "replace"])
@pytest.mark.parametrize("failing", ["append_to_journal", "write_labels", "record_edit"])
def test_a_disk_that_fails_is_named_ends_nothing_and_loses_nothing(
    session: Session,
    theirs: Path,
    folder: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    failing: str,
    is_import: bool,
) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise ProjectError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(session.project, failing, fail)
        told = run(qtbot, session, theirs if is_import else None)
    problems = list(told.failed.values()) if isinstance(told, ImportReport) else told.problems
    assert len(problems) == 1
    assert "The disk is full." in problems[0]
    run(qtbot, session, theirs if is_import else None)
    session.close()
    expected = np.full(SHAPE, UNLABELED, np.uint8)
    expected[:4] = B if is_import else A
    if is_import:
        expected[4:8] = A  # rows 2 and 3 were painted
    with opened(folder) as document:
        assert (document.label_map.labels == expected).all()


@pytest.mark.parametrize("is_import", [True, False], ids=["import", "replace"])
def test_an_error_nobody_foresaw_ends_the_run(
    session: Session, theirs: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_import: bool
) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise ValueError("nobody thought of it")

    monkeypatch.setattr(session.project, "append_to_journal", fail)
    with qtbot.capture_exceptions() as errors:
        told: ImportReport | Count = run(qtbot, session, theirs if is_import else None)
    assert {str(error[1]) for error in errors} == {"nobody thought of it"}
    assert not (told.changed if isinstance(told, ImportReport) else told.pixels)


def test_an_image_that_is_on_its_way_back_into_the_window_counts_as_in_memory(
    session: Session, folder: Path, theirs: Path, qtbot: QtBot
) -> None:
    one, two = str(folder / "one.png"), str(folder / "two.png")
    for path in (two, one):
        with qtbot.waitSignal(session.image_opened):
            session.open_image(path)
    session.open_image(two)  # its document is held by this
    session._documents._limit_bytes = 0
    session._note_saved(one)  # over the bound, what is not needed is let go
    run(qtbot, session, theirs)
    qtbot.waitUntil(lambda: session.image_path == two)
    assert (session.labels[4:8] == A).all()
    session.paint(STROKE.start, 0, np.ones((4, SHAPE[1]), bool), value=B)
    session.end_stroke("stroke")
    assert session.is_stored
    session.close()
    with opened(folder) as document:
        assert document.history.names == ["first", "Import", "stroke"]
        assert (document.label_map.labels[4:8] == A).all()


def test_a_save_that_went_into_a_store_that_is_gone_by_then_does_not_count(
    session: Session, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = session.project
    assert project is not None
    has_written, may_end = threading.Event(), threading.Event()
    write = project.write_encoded

    def writing(path: str, *planes: Any, **named: Any) -> Path | None:
        kept = write(path, *planes, **named)
        has_written.set()
        assert may_end.wait(PATIENCE)
        return kept

    monkeypatch.setattr(project, "write_encoded", writing)
    session.paint(0, 0, np.ones((2, 2), bool), value=A)
    session.end_stroke("one")
    session.save()
    assert has_written.wait(PATIENCE)
    shutil.rmtree(folder / ".segmend")
    project.set_state(str(folder / "three.png"), project.state(str(folder / "one.png")))  # finds out, and writes again
    with qtbot.waitSignal(session.image_opened):
        session.open_image(str(folder / "three.png"))
    session.paint(0, 0, np.ones((2, 2), bool), value=A)
    session.end_stroke("three")  # tells what happened
    may_end.set()
    qtbot.waitUntil(lambda: not session.is_saving)
    assert session.finish_saving()
    killed = folder.with_name("killed")
    shutil.copytree(folder, killed)
    again = Project.open(killed)
    path = str(killed / "one.png")
    assert (again.read_labels(path, SHAPE).label_map.labels[:2, :2] == A).all()
    again.close()
