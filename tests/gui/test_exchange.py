"""Import and export in the window: looked at first, painted pixels stay, one step back for each image."""

import json
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.core.document import Document
from app.core.errors import ProjectError
from app.core.formats.catalog import FORMATS
from app.core.formats.recognition import recognize
from app.core.label_map import UNLABELED, LabelMap, Source
from app.core.project import ImageState
from app.session.exchange import ExportOrder, ImportOrder
from app.ui.exchange_dialog import ExportDialog, ImportDialog
from app.ui.exchange_view import ReportDialog
from app.ui.main_window import MainWindow


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """labelme files for two of the three images: a `cat` in each, a `<b>dog</b>` in the first, and one bad file."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    for name in ("one", "two"):
        shapes = [{"label": "cat", "shape_type": "rectangle", "points": [[10, 10], [19, 19]]}]
        if name == "one":
            shapes.append({"label": "<b>dog</b>", "shape_type": "rectangle", "points": [[30, 30], [33, 34]]})
        content = {"version": "5.5.0", "flags": {}, "shapes": shapes, "imagePath": f"{name}.png"}
        content |= {"imageHeight": 48, "imageWidth": 64, "imageData": None}
        (folder / f"{name}.json").write_text(json.dumps(content))
    (folder / "broken.json").write_text('{"shapes": [')
    return folder


def test_the_dialog_looks_before_anything_is_written(qtbot: QtBot, open_window: MainWindow, theirs: Path) -> None:
    open_window.commands["import_labels"].trigger()
    dialog = open_window.findChild(ImportDialog, "importDialog")
    assert not dialog.go.isEnabled()
    dialog.place.setText(str(theirs))
    qtbot.waitUntil(dialog.go.isEnabled)
    assert "labelme" in dialog.about.text()
    assert "3 images read, 2 changed in 220 pixels; 1 failed." in dialog.told.text()
    assert "broken.json cannot be used" in dialog.told.text()
    assert [dialog.classes.item(row, 0).text() for row in range(2)] == ["cat", "<b>dog</b>"]
    assert len(open_window.session.classes) == 2  # still
    assert not (open_window.session.labels != UNLABELED).any()
    dialog.reject()


def test_imported_labels_appear_and_are_undone_in_one_step(qtbot: QtBot, open_window: MainWindow, theirs: Path) -> None:
    session = open_window.session
    session.paint(12, 12, np.ones((2, 3), bool), value=0)
    session.end_stroke("Stroke")
    open_window.commands["import_labels"].trigger()
    dialog = open_window.findChild(ImportDialog, "importDialog")
    dialog.place.setText(str(theirs))
    qtbot.waitUntil(dialog.go.isEnabled)
    assert "6 painted pixels differ and were kept" in dialog.told.text()
    ended = open_window.exchange_view.exchange.ended
    with qtbot.waitSignal(ended):
        dialog.go.click()
    cat, dog = session.classes.by_name("cat"), session.classes.by_name("<b>dog</b>")
    assert cat is not None
    assert dog is not None
    assert (session.labels[12:14, 12:15] == 0).all()
    assert (session.labels[10:12, 10:20] == cat.index).all()
    assert (session.labels[30:35, 30:34] == dog.index).all()
    assert (session.provenance[10:12, 10:20] == Source.IMPORTED).all()
    assert session.history.names[-1] == "Import"
    message = open_window.messages.messages[0]
    assert (message.level, "2 changed" in message.sentence) == ("warning", True)
    panel = open_window.history_panel
    QCoreApplication.processEvents()
    tips = [panel.model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(panel.model.rowCount())]
    assert not any("<b>dog" in tip for tip in tips)
    assert session.undo()
    assert np.count_nonzero(session.labels != UNLABELED) == 6
    assert session.redo()
    assert (session.labels[30:35, 30:34] == dog.index).all()


def test_an_image_that_is_not_open_takes_labels_that_can_be_undone_later(
    qtbot: QtBot, open_window: MainWindow, theirs: Path
) -> None:
    session = open_window.session
    exchange = open_window.exchange_view.exchange
    with qtbot.waitSignal(exchange.ended):
        exchange.bring_in(ImportOrder(theirs, FORMATS["labelme"]))
    two = next(path for path in session.images if path.endswith("two.png"))
    assert session.state(two) == ImageState.CORRECTED
    session.open_image(two)
    qtbot.waitUntil(lambda: session.image_path == two)
    assert np.count_nonzero(session.labels != UNLABELED) == 100
    assert session.undo()
    assert (session.labels == UNLABELED).all()


def test_classes_become_what_was_chosen_or_are_left_out(qtbot: QtBot, open_window: MainWindow, theirs: Path) -> None:
    session = open_window.session
    open_window.commands["import_labels"].trigger()
    dialog = open_window.findChild(ImportDialog, "importDialog")
    dialog.place.setText(str(theirs))
    qtbot.waitUntil(dialog.go.isEnabled)
    cat, dog = (dialog.classes.cellWidget(row, 2) for row in range(2))
    assert isinstance(cat, QComboBox)
    assert isinstance(dog, QComboBox)
    cat.setCurrentIndex(cat.findText("background"))
    dog.setCurrentIndex(dog.count() - 1)
    assert not dialog.go.isEnabled()  # looked at anew first
    qtbot.waitUntil(dialog.go.isEnabled)
    with qtbot.waitSignal(open_window.exchange_view.exchange.ended):
        dialog.go.click()
    assert [each.name for each in session.classes] == ["background", "cat"]
    assert (session.labels[10:20, 10:20] == 0).all()
    assert (session.labels[30:35, 30:34] == UNLABELED).all()


def test_images_the_project_lacks_come_along(qtbot: QtBot, open_window: MainWindow, theirs: Path) -> None:
    shutil.move(theirs / "two.json", theirs / "four.json")
    (theirs / "four.json").write_text((theirs / "four.json").read_text().replace("two.png", "four.png"))
    Image.fromarray(np.zeros((48, 64, 3), np.uint8)).save(theirs / "four.png")
    exchange = open_window.exchange_view.exchange
    with qtbot.waitSignal(exchange.ended):
        exchange.bring_in(ImportOrder(theirs, FORMATS["labelme"]))
    assert any(path.endswith("four.png") for path in open_window.session.images)


def test_an_export_shows_its_progress_and_its_report(qtbot: QtBot, open_window: MainWindow, tmp_path: Path) -> None:
    session = open_window.session
    session.paint(5, 5, np.ones((4, 5), bool), value=1)
    session.end_stroke("Stroke")
    open_window.commands["export_labels"].trigger()
    dialog = open_window.findChild(ExportDialog, "exportDialog")
    assert not dialog.go.isEnabled()
    dialog.format.setCurrentIndex(dialog.format.findData("coco"))
    dialog.splits.setText("train=2")
    dialog.place.setText(str(tmp_path / "out"))
    qtbot.waitUntil(lambda: "no split" in dialog.told.text())
    dialog.splits.setText("train=1")
    qtbot.waitUntil(dialog.go.isEnabled)
    assert "1 labelled image, 2 classes (train 1)." in dialog.told.text()
    assert "unlabeled pixels" in dialog.told.text()
    with qtbot.waitSignal(open_window.exchange_view.exchange.ended):
        dialog.go.click()
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["exact"] is True
    open_window.exchange_view.show_report.trigger()
    shown = open_window.findChild(ReportDialog, "reportDialog")
    assert "provenance not kept" in shown.text.toPlainText()
    shown.reject()


def test_an_export_can_be_cancelled_and_goes_on_where_it_was(
    qtbot: QtBot, open_window: MainWindow, tmp_path: Path
) -> None:
    session = open_window.session
    for path in session.images:
        session.open_image(path)
        qtbot.waitUntil(lambda path=path: session.image_path == path)
        session.paint(5, 5, np.ones((4, 5), bool), value=1)
        session.end_stroke("Stroke")
    exchange = open_window.exchange_view.exchange
    order = ExportOrder(FORMATS["png"], tmp_path / "out")
    exchange.progressed.connect(lambda done, total, name: exchange.cancel())
    with qtbot.waitSignal(exchange.ended) as blocker:
        exchange.export(order)
    assert not (tmp_path / "out" / "report.json").exists() or blocker.args[1] is False
    exchange.progressed.disconnect()
    with qtbot.waitSignal(exchange.ended) as blocker:
        exchange.export(order)
    assert blocker.args[0].is_exact
    assert not exchange.is_running


def test_what_cannot_be_imported_is_said_in_the_dialog(qtbot: QtBot, open_window: MainWindow, tmp_path: Path) -> None:
    open_window.commands["import_labels"].trigger()
    dialog = open_window.findChild(ImportDialog, "importDialog")
    dialog.place.setText(str(tmp_path / "nowhere"))
    qtbot.waitUntil(lambda: "There is no file or folder" in dialog.told.text())
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.docx").write_bytes(b"PK")
    dialog.place.setText(str(tmp_path / "letters"))
    qtbot.waitUntil(lambda: "in no format that is known" in dialog.told.text())
    dialog.format.setCurrentIndex(dialog.format.findData("voc"))
    qtbot.waitUntil(lambda: "has no folder SegmentationClass" in dialog.told.text())
    assert not dialog.go.isEnabled()
    assert not open_window.messages.messages
    dialog.reject()


def test_an_import_that_cannot_begin_is_said_in_the_window(
    qtbot: QtBot, open_window: MainWindow, theirs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_window.commands["import_labels"].trigger()
    dialog = open_window.findChild(ImportDialog, "importDialog")
    dialog.place.setText(str(theirs))
    qtbot.waitUntil(dialog.go.isEnabled)

    def refuse() -> None:
        raise ProjectError("The disk is full.")

    monkeypatch.setattr(open_window.session.project, "ensure_store", refuse)
    dialog.go.click()
    qtbot.waitUntil(lambda: bool(open_window.messages.messages))
    message = open_window.messages.messages[0]
    assert (message.level, message.sentence) == ("error", "The disk is full.")
    assert not open_window.exchange_view.exchange.is_running


@pytest.mark.parametrize("name", FORMATS)
def test_every_export_is_recognised(name: str, qtbot: QtBot, open_window: MainWindow, tmp_path: Path) -> None:
    session = open_window.session
    session.paint(5, 5, np.ones((4, 5), bool), value=1)
    session.end_stroke("Stroke")
    exchange = open_window.exchange_view.exchange
    with qtbot.waitSignal(exchange.ended):
        exchange.export(ExportOrder(FORMATS[name], tmp_path / "out"))
    assert recognize(tmp_path / "out") == name


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """labelme files and images of 12 images the project lacks."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(12):
        shape = {"label": "cat", "shape_type": "rectangle", "points": [[1, 1], [20, 20]]}
        content = {"shapes": [shape], "imagePath": f"n{number}.png", "imageHeight": 40, "imageWidth": 40}
        (folder / f"n{number}.json").write_text(json.dumps(content))
        Image.fromarray(np.zeros((40, 40, 3), np.uint8)).save(folder / f"n{number}.png")
    return folder


def test_an_import_can_be_cancelled_and_what_is_done_stays(qtbot: QtBot, open_window: MainWindow, many: Path) -> None:
    exchange = open_window.exchange_view.exchange
    order = ImportOrder(many, FORMATS["labelme"])
    exchange.progressed.connect(lambda done, total, name: exchange.cancel())
    with qtbot.waitSignal(exchange.ended) as blocker:
        exchange.bring_in(order)
    exchange.progressed.disconnect()
    report, is_cancelled = blocker.args
    assert is_cancelled == (report.images < 12)
    assert report.changed == report.images >= 1
    assert not exchange.is_running
    with qtbot.waitSignal(exchange.ended) as blocker:
        exchange.bring_in(order)
    assert blocker.args[0].images == 12
    assert blocker.args[0].changed == 12 - report.changed


def test_a_project_that_is_closed_ends_its_import(qtbot: QtBot, open_window: MainWindow, many: Path) -> None:
    exchange = open_window.exchange_view.exchange
    exchange.progressed.connect(lambda done, total, name: open_window.session.close_project())
    with qtbot.waitSignal(exchange.ended):
        exchange.bring_in(ImportOrder(many, FORMATS["labelme"]))
    assert not exchange.is_running
    assert open_window.session.project is None


def test_an_import_leaves_the_pixels_of_a_locked_class_in_an_image_that_is_not_open(
    qtbot: QtBot, open_window: MainWindow, theirs: Path
) -> None:
    session, exchange = open_window.session, open_window.exchange_view.exchange
    cat = session.classes.by_name("cat").index
    session.set_class_look(cat, is_locked=True)
    with qtbot.waitSignal(exchange.ended):
        exchange.bring_in(ImportOrder(theirs, FORMATS["labelme"]))
    two = next(path for path in session.images if path.endswith("two.png"))
    session.open_image(two)
    qtbot.waitUntil(lambda: session.image_path == two)
    assert not (session.labels == cat).any()


def stroke_in_the_journal(window: MainWindow, name: str) -> str:
    """A stroke of `background` in rows 40-43 of an image, which no label file holds yet; returns its path."""
    session = window.session
    path = next(path for path in session.images if path.endswith(name))
    document = Document(path, LabelMap.empty(48, 64))
    document.paint(40, 0, np.ones((4, 64), bool), 0)
    document.commit("Stroke")
    session.project.append_to_journal(document)
    return path


def test_an_import_keeps_a_stroke_that_only_the_journal_has(
    qtbot: QtBot, open_window: MainWindow, theirs: Path
) -> None:
    session, exchange = open_window.session, open_window.exchange_view.exchange
    two = stroke_in_the_journal(open_window, "two.png")
    with qtbot.waitSignal(exchange.ended):
        exchange.bring_in(ImportOrder(theirs, FORMATS["labelme"]))
    session.open_image(two)
    qtbot.waitUntil(lambda: session.image_path == two)
    assert session.history.names == ["Stroke", "Import"]
    assert (session.labels[40:44] == 0).all()
    assert np.count_nonzero(session.labels != UNLABELED) == 4 * 64 + 100


def test_an_import_refuses_an_image_whose_strokes_cannot_be_written_first(
    qtbot: QtBot, open_window: MainWindow, theirs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, exchange = open_window.session, open_window.exchange_view.exchange
    two = stroke_in_the_journal(open_window, "two.png")

    def fail(*_arguments: object, **_more: object) -> None:
        raise ProjectError("The disk is full.")

    with monkeypatch.context() as patch, qtbot.waitSignal(exchange.ended) as ended:
        patch.setattr(session.project, "restore", fail)
        exchange.bring_in(ImportOrder(theirs, FORMATS["labelme"]))
    assert ended.args[0].failed["two.png"] == "two.png: The disk is full."
    session.open_image(two)
    qtbot.waitUntil(lambda: session.image_path == two)
    assert session.history.names == ["Stroke"]
    assert (session.labels[40:44] == 0).all()


def test_an_import_ends_although_states_cannot_be_stored(
    qtbot: QtBot, open_window: MainWindow, theirs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = open_window.exchange_view.exchange

    def fail(*_arguments: object) -> None:
        raise ProjectError("The disk is full.")

    with monkeypatch.context() as patch, qtbot.waitSignal(exchange.ended) as ended:
        patch.setattr(open_window.session.project, "set_state", fail)
        exchange.bring_in(ImportOrder(theirs, FORMATS["labelme"]))
    assert not exchange.is_running
    assert "The disk is full." in ended.args[0].failed["two.png"]


def test_an_import_ends_although_an_error_was_not_foreseen(
    qtbot: QtBot, open_window: MainWindow, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = open_window.exchange_view.exchange

    def fail(_path: str) -> bool:
        raise ValueError("nobody thought of it")

    with qtbot.capture_exceptions() as errors:
        with monkeypatch.context() as patch, qtbot.waitSignal(exchange.ended):
            patch.setattr(open_window.session, "has_in_memory", fail)
            exchange.bring_in(ImportOrder(many, FORMATS["labelme"]))
        assert not exchange.is_running
    assert {str(error[1]) for error in errors} == {"nobody thought of it"}


def test_a_list_that_grows_by_an_import_is_shown_now_and_then(
    qtbot: QtBot, open_window: MainWindow, theirs: Path
) -> None:
    """Who shows it goes through all of it: once for each of 20 000 images, that would be 200 million rows."""
    content = json.loads((theirs / "two.json").read_text())
    for number in range(40):
        shutil.copy(next(Path(open_window.session.image_path).parent.glob("two.png")), theirs / f"new{number}.png")
        (theirs / f"new{number}.json").write_text(json.dumps(content | {"imagePath": f"new{number}.png"}))
    session = open_window.session
    known, shown = len(session.images), []
    session.images_changed.connect(lambda: shown.append(len(session.images)))
    exchange = open_window.exchange_view.exchange
    start = time.monotonic()
    with qtbot.waitSignal(exchange.ended, timeout=60_000):
        exchange.bring_in(ImportOrder(theirs, FORMATS["labelme"]))
    assert shown[-1] == known + 40
    assert len(shown) <= 4 + (time.monotonic() - start) / 0.5
