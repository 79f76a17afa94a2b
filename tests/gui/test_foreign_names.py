"""Names from elsewhere, of files, classes, steps and versions, are text: never rich text, never SQL."""

import os
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as QtGuiNames
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.core.label_map import disk
from app.core.project import ImageState, Project
from app.ui.main_window import MainWindow
from app.ui.widgets import plain_tip

MARKED = "<b>bold</b><img src='x.png'>"
FILE_NAME = "<b>bold<img src='x.png'>.png"  # without a slash
INJECTED = "'); DROP TABLE classes; -- \"%s?"
might_be_rich_text = QtGuiNames.mightBeRichText  # what tool tips and labels ask
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows knows no file names with these characters")


def texts_of(widget: QWidget) -> list[str]:
    """What a widget shows as rich text if the text looks like it: labels that were not told otherwise, and tips."""
    found = [widget.toolTip(), widget.whatsThis(), widget.statusTip()]
    if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
        found.append(widget.text())
    return found + [tip for action in widget.actions() for tip in (action.toolTip(), action.whatsThis())]


def tips_of(model: QAbstractItemModel, parent: QModelIndex) -> list[str]:
    found = []
    for row in range(model.rowCount(parent)):
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
        for column in range(columns):
            index = model.index(row, column, parent)
            found.append(model.data(index, Qt.ItemDataRole.ToolTipRole))
            found += tips_of(model, index) if column == 0 else []
    return [tip for tip in found if isinstance(tip, str)]


def all_texts() -> list[str]:
    found: list[str] = []
    for widget in QApplication.allWidgets():
        found += texts_of(widget)
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            found += tips_of(widget.model(), QModelIndex())
        found += [action.toolTip() for action in widget.findChildren(QAction)]
    return found


def test_a_tip_that_looks_like_rich_text_is_shown_as_it_is_written() -> None:
    assert plain_tip("plain") == "plain"
    assert "<b>" not in plain_tip(MARKED)
    assert "&lt;b&gt;" in plain_tip(MARKED)


def test_markup_in_names_of_files_classes_and_steps_is_nowhere_rich_text(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "<i>folder<img src='y.png'>"
    folder.mkdir()
    for name in (FILE_NAME, "two.png"):
        Image.fromarray(np.zeros((48, 64, 3), np.uint8)).save(folder / name, "PNG")
    session = window.session
    window.sources.open([str(folder)])
    qtbot.waitUntil(lambda: session.image is not None)
    assert session.add_class(MARKED) == 0
    session.paint(5, 5, disk(9), value=0)
    session.end_stroke(MARKED)
    session.mark_reviewed()
    session.said.emit("error", MARKED)
    session.said.emit("error", str(folder / FILE_NAME))
    session.open_image(str(folder / FILE_NAME))
    qtbot.waitUntil(lambda: session.image_path == str(folder / FILE_NAME))
    window.status.show_pixel((7, 7))
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)
    texts = all_texts()
    assert len(texts) > 300
    raw = [text for text in texts if might_be_rich_text(text) and ("<b>" in text or "<img" in text or "<i>" in text)]
    assert raw == []
    assert any("&lt;img" in text for text in texts)  # the names are among them
    assert MARKED in [label.text() for label in window.findChildren(QLabel)]  # as plain text


def test_sql_in_names_of_classes_files_steps_versions_and_facts_is_stored_as_text(tmp_path: Path) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    name = f"{INJECTED}.png"
    Image.fromarray(np.zeros((48, 64, 3), np.uint8)).save(folder / name, "PNG")
    project = Project.open(folder)
    project.classes.add(INJECTED)
    project.store_classes()
    path = str(folder / name)
    document = project.document(path, project.read_labels(path, (48, 64)))[0]
    document.paint(5, 5, disk(9), 0)
    document.commit(INJECTED)
    project.append_to_journal(document)
    project.set_state(path, ImageState.REVIEWED)
    project.add_checkpoint(INJECTED, "file.safetensors", None, {"note": INJECTED})
    project.set_current(INJECTED)
    project.note_shown(path)
    project.close()
    again = Project.open(folder)
    assert [each.name for each in again.classes] == [INJECTED]
    assert again.state(path) == ImageState.CORRECTED  # by the steps that were put back
    assert again.current == INJECTED
    assert again.checkpoints()[0].measures == {"note": INJECTED}
    assert again.last_image == path
    assert again.document(path, again.read_labels(path, (48, 64)))[0].history.names == [INJECTED]
    again.close()


def test_a_database_that_names_files_outside_of_its_folder_writes_and_reads_nothing_there(tmp_path: Path) -> None:
    folder = tmp_path / "place" / "images"
    folder.mkdir(parents=True)
    Image.fromarray(np.zeros((48, 64, 3), np.uint8)).save(folder / "one.png")
    project = Project.open(folder)
    project.classes.add("cat")
    path = str(folder / "one.png")
    document = project.document(path, project.read_labels(path, (48, 64)))[0]
    document.paint(5, 5, disk(9), 0)
    document.commit("stroke")
    project.append_to_journal(document)
    project.add_checkpoint("taught 1", "taught-1.safetensors", None, {})
    project.close()
    file = folder / ".segmend" / "project.db"
    for statement in (
        "INSERT INTO edits SELECT '../../../../outside.png', number, move, height, width, name, row0, col0, row1, col1,"
        " changed_pixels, nbytes, checksum, data FROM edits",
        f"INSERT INTO images VALUES ('{tmp_path}/absolute.png', 'corrected', 0, 0)",
        "UPDATE checkpoints SET file = '../../../../weights.safetensors'",
    ):
        connection = sqlite3.connect(file)
        connection.execute(statement)
        connection.commit()
        connection.close()
        before = {each for each in tmp_path.rglob("*") if not each.is_relative_to(folder)}
        again = Project.open(folder)
        assert "makes no sense" in " ".join(again.take_notices())
        stored = again.document(path, again.read_labels(path, (48, 64)))[0]
        assert (stored.label_map.labels == 0).sum() == disk(9).sum()
        assert all(each.file == "taught-1.safetensors" for each in again.checkpoints())
        again.close()
        assert {each for each in tmp_path.rglob("*") if not each.is_relative_to(folder)} == before
