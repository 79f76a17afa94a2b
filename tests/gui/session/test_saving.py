"""Labels are saved by themselves; what fails is said, repeated, and rescued at the end."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import app.session.ahead
import app.session.saving
from app.core.document import Document, Documents
from app.core.label_file import stored_edit_number
from app.core.label_map import UNLABELED, LabelMap, disk
from app.session import Session
from tests.gui.session.acts import SHAPE, Said, block_saving, open_folder, show, stored, stroke, unblock_saving


def test_a_failed_save_is_said_once_stays_dirty_and_is_repeated_until_it_works(
    opened: Session, said: Said, tiny_folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.session.saving, "RETRY_MS", 20)
    show(opened, tiny_folder / "two.png", qtbot)
    show(opened, tiny_folder / "one.png", qtbot)
    block_saving(tiny_folder)
    stroke(opened, 2, 3, value=0)
    opened.save()
    qtbot.waitUntil(lambda: "could not be saved" in said.text("error"))
    qtbot.wait(200)  # several more tries
    assert said.text("error").count("could not be saved") == 1
    assert opened.is_dirty
    show(opened, tiny_folder / "two.png", qtbot)
    show(opened, tiny_folder / "one.png", qtbot)
    assert set(np.unique(opened.labels)) == {0, UNLABELED}
    unblock_saving(tiny_folder)
    qtbot.waitUntil(lambda: not opened.is_dirty)
    assert "saved now" in said.text("info")
    assert np.array_equal(stored(tiny_folder, "one.png").labels, opened.labels)


def test_what_cannot_be_saved_at_the_end_is_rescued_and_put_back_next_time(
    opened: Session, said: Said, tiny_folder: Path, qtbot: QtBot
) -> None:
    block_saving(tiny_folder)
    stroke(opened, 2, 3, value=1)
    expected = opened.labels.copy()  # type: ignore[union-attr]
    assert not opened.finish_saving()
    opened.close()
    assert "they are kept in" in said.text("error")
    unblock_saving(tiny_folder)
    again = Session()
    heard = Said(again)
    open_folder(again, tiny_folder, qtbot)
    assert np.array_equal(again.labels, expected)
    assert "were put back" in heard.text("warning")
    again.close()


def test_the_edit_number_is_in_the_file_and_in_the_database_and_only_grows(
    opened: Session, tiny_folder: Path, qtbot: QtBot
) -> None:
    path = str(tiny_folder / "one.png")
    file = tiny_folder / ".segmend" / "labels" / "one.png.png"
    stroke(opened, 2, 3, value=1)
    stroke(opened, 9, 9, value=1)
    opened.undo()
    opened.close()
    assert stored_edit_number(file) == 3
    file.unlink()
    again = Session()
    open_folder(again, tiny_folder, qtbot)
    assert again.project is not None
    assert again.project.last_edit(path) == 3
    stroke(again, 2, 3, value=1)
    again.close()
    assert stored_edit_number(file) == 4


def test_a_snapshot_taken_while_someone_paints_is_refused_or_whole() -> None:
    document = Document("one.png", LabelMap.empty(*SHAPE))
    document.paint(2, 3, disk(9), 1)
    assert document.snapshot() is None
    document.commit("Brush")
    snapshot = document.snapshot()
    assert snapshot is not None
    assert snapshot.edit_number == 1
    assert np.array_equal(snapshot.labels, document.label_map.labels)


def test_documents_over_the_bound_are_let_go_but_never_unsaved_ones() -> None:
    documents = Documents(limit_bytes=0)
    made = [Document(name, LabelMap.empty(9, 9)) for name in ("a", "b", "c")]
    for document in made:
        documents.add(document)
    made[0].paint(0, 0, disk(3), 1)
    made[0].commit("Brush")
    documents.trim(keep=made[2])
    assert [document.path for document in documents] == ["a", "c"]
