from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.project import ImageState
from app.ui.image_list import CELL, ImageModel, ImageStrip, Role, shortened
from app.ui.main_window import MainWindow
from app.ui.thumbnails import WAITING, Thumbnails


class ManyImages(QObject):
    """A session that knows a hundred thousand images, none of which is there."""

    images_changed = Signal()
    image_state_changed = Signal(str)
    project_opened = Signal()
    image_closed = Signal()
    filter_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.images = [f"/nowhere/{number:06}.png" for number in range(100_000)]

    def filtered(self) -> list[str]:
        return self.images

    def is_missing(self, _path: str) -> bool:
        return False

    def state(self, _path: str) -> ImageState:
        return ImageState.NEW


class CountingStrip(ImageStrip):
    """A strip that counts how often it lays out all its items."""

    layouts = 0

    def doItemsLayout(self) -> None:
        self.layouts += 1
        super().doItemsLayout()


def test_the_images_of_the_project_are_listed_with_their_thumbnails(open_window: MainWindow) -> None:
    images = open_window.image_list
    assert images.model.rowCount() == 3
    pixmap = images.model.index(0).data(Qt.ItemDataRole.DecorationRole)
    assert (pixmap.width(), pixmap.height()) == (64, 48)
    assert images.summary() == "1 of 3"


def test_a_click_opens_an_image_and_so_does_enter(qtbot: QtBot, open_window: MainWindow) -> None:
    session, view = open_window.session, open_window.image_list.view
    center = view.visualRect(view.model().index(2, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=center)
    qtbot.waitUntil(lambda: session.image_path == session.images[2])
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Left)
    QTest.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.image_path == session.images[1])


def test_the_list_follows_the_image_that_is_shown(qtbot: QtBot, open_window: MainWindow) -> None:
    session, view = open_window.session, open_window.image_list.view
    session.step_image(1)
    qtbot.waitUntil(lambda: view.currentIndex().row() == 1)
    assert open_window.image_list.summary() == "2 of 3"


def test_a_state_is_shown_by_badge_and_in_words(open_window: MainWindow) -> None:
    session, model = open_window.session, open_window.image_list.model
    index = model.index(0)
    before = open_window.image_list.view.grab().toImage()
    session.mark_reviewed()
    assert index.data(Role.STATE) == ImageState.REVIEWED
    assert "Reviewed" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert open_window.image_list.view.grab().toImage() != before


def test_an_unreadable_image_gets_a_mark_and_no_message(
    qtbot: QtBot, window: MainWindow, tiny_folder: Path, tmp_path: Path
) -> None:
    (tiny_folder / "zero.png").write_bytes(b"this is no image")
    window.sources.open([str(tiny_folder)])
    qtbot.waitUntil(lambda: window.image_list.model.rowCount() == 4)
    row = window.image_list.model.row_of(str(tiny_folder / "zero.png"))
    assert row is not None
    index = window.image_list.model.index(row)
    qtbot.waitUntil(lambda: index.data(Qt.ItemDataRole.DecorationRole) is not None)
    assert index.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert window.messages.messages == []
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)


def test_a_hundred_thousand_images_are_laid_out_once(qtbot: QtBot) -> None:
    thumbnails = Thumbnails()
    model = ImageModel(ManyImages(), thumbnails)  # type: ignore[arg-type]
    view = CountingStrip(model, None)  # type: ignore[arg-type]
    qtbot.addWidget(view)
    view.resize(10 * CELL.width(), CELL.height() + 20)
    view.show()
    view.setCurrentIndex(model.index(99_999))
    view.scrollTo(model.index(99_999))
    assert view.visualRect(model.index(99_999)).intersects(view.viewport().rect())
    layouts = view.layouts
    for row in range(99_980, 100_000):  # thumbnails arrive, the window becomes wider
        model._refresh(f"/nowhere/{row:06}.png")
        view.resize(view.width() + 1, view.height())
        QApplication.processEvents()
    thumbnails.close()
    assert view.layouts == layouts


def test_only_what_was_looked_at_last_is_read(qtbot: QtBot, tmp_path: Path) -> None:
    thumbnails = Thumbnails()
    paths = []
    for number in range(WAITING + 20):
        paths.append(str(tmp_path / f"{number}.png"))
        Image.fromarray(np.full((4, 4, 3), number, np.uint8)).save(paths[-1])
    for path in paths:
        assert thumbnails.pixmap(path) is None
    qtbot.waitUntil(thumbnails.is_idle)
    kept = [path for path in paths if thumbnails._kept.get(path)]
    thumbnails.close()
    assert paths[-1] in kept
    assert len(kept) <= WAITING + 1


def test_the_strip_wraps_where_there_is_room_for_two_rows(qtbot: QtBot, open_window: MainWindow) -> None:
    view = open_window.image_list.view
    assert not view.isWrapping()
    open_window.docks["images"].setFloating(True)
    open_window.docks["images"].resize(300, 500)
    qtbot.waitUntil(view.isWrapping)


@pytest.mark.parametrize("name", ["a&b.png", "<b>bold</b>.png"])
def test_a_file_name_is_shown_as_it_is(qtbot: QtBot, window: MainWindow, tmp_path: Path, name: str) -> None:
    if "/" in name:
        name = name.replace("/", "")
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(tmp_path / name)
    window.sources.open([str(tmp_path / name)])
    qtbot.waitUntil(lambda: window.session.image is not None)
    assert window.image_list.model.index(0).data() == name
    assert window.options.title.text() == name
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)


def shown_names(window: MainWindow) -> list[str]:
    model = window.image_list.model
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def test_typing_in_the_field_narrows_the_list_at_once_and_enter_opens_what_was_found(
    qtbot: QtBot, open_window: MainWindow
) -> None:
    session, search = open_window.session, open_window.image_list.search
    QTest.keyClick(open_window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(search.field.hasFocus)
    QTest.keyClicks(search.field, "TW")
    assert shown_names(open_window) == ["two.png"]
    assert open_window.image_list.summary() == "1 match"
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.image_path == session.filtered()[0])
    search.begin()
    QTest.keyClicks(search.field, "nothing of the kind")
    assert shown_names(open_window) == []
    assert open_window.image_list._no_hint.isVisible()
    QTest.keyClick(search.field, Qt.Key.Key_Escape)
    assert len(shown_names(open_window)) == 3
    qtbot.waitUntil(open_window.canvas.hasFocus)
    qtbot.waitUntil(open_window.image_list.thumbnails.is_idle)


def test_a_chosen_state_gives_the_keys_back_to_the_image(qtbot: QtBot, open_window: MainWindow) -> None:
    states = open_window.image_list.search.states
    states.setFocus()
    states.showPopup()
    QTest.keyClick(states.view(), Qt.Key.Key_Down)
    QTest.keyClick(states.view(), Qt.Key.Key_Return)
    assert states.currentData() == ImageState.NEW
    qtbot.waitUntil(open_window.canvas.hasFocus)
    QTest.keyClick(open_window.focusWidget(), Qt.Key.Key_A)  # "All states" begins so too
    assert states.currentData() == ImageState.NEW


def test_a_slash_puts_the_cursor_into_the_field_and_is_a_letter_there(qtbot: QtBot, open_window: MainWindow) -> None:
    field = open_window.image_list.search.field
    QTest.keyClick(open_window.canvas, Qt.Key.Key_Slash)
    qtbot.waitUntil(field.hasFocus)
    assert field.text() == ""
    QTest.keyClick(field, Qt.Key.Key_Slash)
    assert field.text() == "/"
    QTest.keyClick(field, Qt.Key.Key_B)
    assert open_window.session.tool == "brush"
    assert field.text() == "/b"


def test_a_state_lists_its_images_and_one_that_leaves_it_stays_until_the_next_choice(
    open_window: MainWindow,
) -> None:
    session, states = open_window.session, open_window.image_list.search.states
    session.mark_reviewed(session.images[1])
    states.setCurrentIndex(states.findData(ImageState.REVIEWED))
    assert shown_names(open_window) == ["three.png"]
    states.setCurrentIndex(states.findData(ImageState.NEW))
    assert shown_names(open_window) == ["one.png", "two.png"]
    session.mark_reviewed(session.images[0])
    assert shown_names(open_window) == ["one.png", "two.png"]
    states.setCurrentIndex(0)
    assert len(shown_names(open_window)) == 3


def test_an_image_whose_file_has_gone_is_marked(qtbot: QtBot, open_window: MainWindow, tiny_folder: Path) -> None:
    view = open_window.image_list.view
    index = open_window.image_list.model.index(1)
    before = view.grab().toImage()
    (tiny_folder / "three.png").unlink()
    qtbot.waitUntil(lambda: index.data(Role.IS_MISSING))
    assert "no longer on the disk" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    qtbot.waitUntil(lambda: not open_window.session.is_listing)
    assert view.grab().toImage() != before


def test_a_thumbnail_is_made_once_for_two_runs(
    qtbot: QtBot, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tiny_folder / "one.png")
    for is_second in (False, True):
        if is_second:
            monkeypatch.setattr("app.ui.thumbnails.thumbnail", None)  # calling it would fail
        thumbnails = Thumbnails()
        assert thumbnails.pixmap(path) is None
        qtbot.waitUntil(thumbnails.is_idle)
        pixmap = thumbnails.pixmap(path)
        thumbnails.close()
        assert pixmap is not None
        assert (pixmap.width(), pixmap.height()) == (64, 48)


def test_who_has_scrolled_elsewhere_stays_there_when_files_come(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    for number in range(60):
        Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(tmp_path / f"{number}.png")
    window.sources.open([str(tmp_path)])
    qtbot.waitUntil(lambda: window.image_list.model.rowCount() == 60 and window.session.image is not None)
    qtbot.waitUntil(lambda: not window.session.is_listing)
    bar = window.image_list.view.horizontalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    assert place > 0
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(tmp_path / "30-new.png")
    qtbot.waitUntil(lambda: window.image_list.model.rowCount() == 61)
    assert bar.value() == place
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)


def test_a_replaced_image_gets_another_thumbnail(qtbot: QtBot, open_window: MainWindow, tiny_folder: Path) -> None:
    index = open_window.image_list.model.index(0)
    before = index.data(Qt.ItemDataRole.DecorationRole).toImage()
    with qtbot.waitSignal(open_window.session.pixels_settled):
        Image.fromarray(np.full((48, 64, 3), 200, np.uint8)).save(tiny_folder / "one.png")

    def is_new() -> bool:
        pixmap = index.data(Qt.ItemDataRole.DecorationRole)
        return pixmap is not None and pixmap.toImage() != before

    qtbot.waitUntil(is_new)
    assert abs(index.data(Qt.ItemDataRole.DecorationRole).toImage().pixelColor(5, 5).red() - 200) <= 3
    qtbot.waitUntil(open_window.image_list.thumbnails.is_idle)


@pytest.mark.parametrize(
    "pattern",
    [
        "IMG_20230401_frame_{:06}.jpg",
        "IMG_20230401_frame_{:06}_camera_left_rectified.png",
        "{:06}_a_very_long_name_of_a_sequence_of_images.png",
        "0123456789012345678901234567890123456789{:06}_of_a_very_long_name.png",
    ],
)
def test_names_that_are_too_long_still_differ_from_those_beside_them(qapp: QApplication, pattern: str) -> None:
    metrics, width = QFontMetrics(qapp.font()), CELL.width() - 12
    names = [pattern.format(number) for number in range(300)]
    texts = [
        shortened(name, [*names[max(0, row - 1) : row], *names[row + 1 : row + 2]], metrics, width)
        for row, name in enumerate(names)
    ]
    assert all(text != following for text, following in pairwise(texts))
    assert all(metrics.horizontalAdvance(text) <= width for text in texts)
    assert "…" in texts[0]


def test_a_name_that_fits_is_written_as_it_is_and_the_one_beside_itself_changes_nothing(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    assert shortened("one.png", ["two.png", ""], metrics, 200) == "one.png"
    name = "a_name_that_is_much_too_long_for_its_cell.png"
    alone = shortened(name, ["", ""], metrics, 100)
    assert shortened(name, [name, name], metrics, 100) == alone  # the same name in another folder
    assert alone.startswith("a_…")
    assert alone.endswith(".png")


def test_of_names_that_differ_only_in_how_often_a_letter_is_repeated_something_is_seen(qapp: QApplication) -> None:
    metrics, name, longer = QFontMetrics(qapp.font()), f"{'1' * 40}.jpg", f"{'1' * 41}.jpg"
    assert shortened(name, [longer], metrics, 108).startswith("11…1")
