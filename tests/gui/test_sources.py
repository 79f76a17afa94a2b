from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QFileOpenEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from app.core.images import write_png
from app.ui.main_window import MainWindow
from app.ui.open_requests import OpenRequests
from app.ui.sources import RECENT, pixels_of


def test_the_sample_photos_open_as_a_project_of_their_own(qtbot: QtBot, window: MainWindow, own_folders: Path) -> None:
    window.commands["open_samples"].trigger()
    qtbot.waitUntil(lambda: len(window.session.images) == 5 and window.session.image is not None)
    assert own_folders in Path(window.session.images[0]).parents
    assert window.settings.recent == []  # they are offered anyway
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)


def test_folders_that_were_opened_are_offered_again(qtbot: QtBot, open_window: MainWindow, tiny_folder: Path) -> None:
    assert open_window.settings.recent == [str(tiny_folder)]
    assert open_window.sources.recent() == []  # it is open
    gone = str(tiny_folder / "gone")
    open_window.settings.recent = [str(tiny_folder), gone]
    open_window.commands["close_project"].trigger()
    qtbot.waitUntil(open_window.welcome.isVisible)
    assert open_window.sources.recent() == [str(tiny_folder)]

    def shown() -> list[QPushButton]:
        return [each for each in open_window.welcome.findChildren(QPushButton) if each.isFlat() and each.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()))
    offered = shown()
    assert [str(tiny_folder) in each.toolTip() for each in offered] == [True]
    offered[0].click()
    qtbot.waitUntil(lambda: open_window.session.image is not None)
    qtbot.waitUntil(open_window.image_list.thumbnails.is_idle)


def test_the_menu_of_recent_folders_opens_one(qtbot: QtBot, open_window: MainWindow, tiny_folder: Path) -> None:
    open_window.commands["close_project"].trigger()
    open_window.commands["open_recent"].trigger()
    (menu,) = [each for each in open_window.findChildren(QMenu) if each.isVisible()]
    assert [action.text() for action in menu.actions()] == [str(tiny_folder)]
    menu.actions()[0].trigger()
    menu.close()
    qtbot.waitUntil(lambda: open_window.session.image is not None)
    qtbot.waitUntil(open_window.image_list.thumbnails.is_idle)


def test_a_recent_folder_that_cannot_be_asked_for_is_left_out(window: MainWindow, tmp_path: Path) -> None:
    window.settings.recent = ["/" + "x" * 5000, str(tmp_path)]
    assert window.sources.recent() == [str(tmp_path)]


def test_only_so_many_folders_are_remembered_the_last_first(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    for number in range(RECENT + 3):
        folder = tmp_path / str(number)
        folder.mkdir()
        write_png(folder / "a.png", np.zeros((4, 4, 3), np.uint8))
        window.session.open_paths([str(folder)])
        qtbot.waitUntil(lambda folder=folder: window.settings.recent[:1] == [str(folder)])  # type: ignore[misc]
    assert len(window.settings.recent) == RECENT
    assert len(set(window.settings.recent)) == RECENT
    qtbot.waitUntil(lambda: window.session.image is not None)
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)


def test_an_image_on_the_clipboard_becomes_one_of_the_project(qtbot: QtBot, open_window: MainWindow) -> None:
    image = QImage(5, 4, QImage.Format.Format_ARGB32)
    image.fill(QColor(10, 20, 30))
    image.setPixelColor(2, 1, QColor(0, 0, 0, 0))
    QGuiApplication.clipboard().setImage(image)
    open_window.commands["paste_image"].trigger()
    qtbot.waitUntil(lambda: len(open_window.session.images) == 4)
    qtbot.waitUntil(lambda: open_window.session.image_path == open_window.session.images[3])
    shown = open_window.session.image
    assert shown is not None
    expected = np.full((4, 5, 3), (10, 20, 30), np.uint8)
    expected[1, 2] = 255
    np.testing.assert_array_equal(shown, expected)
    qtbot.waitUntil(open_window.image_list.thumbnails.is_idle)


def test_a_copied_file_opens_by_pasting(qtbot: QtBot, window: MainWindow, tiny_folder: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tiny_folder))])
    QGuiApplication.clipboard().setMimeData(data)
    window.commands["paste_image"].trigger()
    qtbot.waitUntil(lambda: window.session.image is not None)
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)


def test_pasting_without_an_image_says_so(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("no image")
    window.commands["paste_image"].trigger()
    assert "no image on the clipboard" in window.messages.messages[0].text


@pytest.mark.parametrize("width", [1, 2, 3, 5])
def test_rows_of_any_length_are_read_without_their_padding(width: int) -> None:
    image = QImage(width, 3, QImage.Format.Format_RGB32)
    for row in range(3):
        for col in range(width):
            image.setPixelColor(col, row, QColor(row, col, 100))
    pixels = pixels_of(image)
    assert pixels.shape == (3, width, 3)
    assert all(tuple(pixels[row, col]) == (row, col, 100) for row in range(3) for col in range(width))


def test_files_that_the_system_asks_for_are_opened_together(
    qtbot: QtBot, qapp: QApplication, window: MainWindow, tiny_folder: Path
) -> None:
    requests = OpenRequests(qapp, window.sources)
    for name in ("one.png", "two.png"):
        QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(tiny_folder / name))))
    qtbot.waitUntil(lambda: [Path(path).name for path in window.session.images] == ["one.png", "two.png"])
    qtbot.waitUntil(lambda: window.session.image is not None and window.image_list.thumbnails.is_idle())
    qapp.removeEventFilter(requests)
