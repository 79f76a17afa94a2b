import re

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.manual_window import FOLDER, ManualWindow, chapters

_LINK = re.compile(r"\]\(([^)#]+)\)")


@pytest.fixture
def manual(qtbot: QtBot) -> ManualWindow:
    made = ManualWindow()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_every_chapter_can_be_read(manual: ManualWindow) -> None:
    for row in range(manual.list.count()):
        manual.list.setCurrentRow(row)
        assert manual.page.toPlainText().strip()
    assert manual.list.count() == len(chapters()) + 1


def test_a_link_leads_to_its_chapter(manual: ManualWindow) -> None:
    manual.page.setSource(QUrl.fromLocalFile(str(FOLDER / "network.md")))
    assert "convolution" in manual.page.toPlainText()
    assert manual.list.currentItem().text() == "How the network sees"
    manual.page.backward()
    assert manual.list.currentRow() == 0


def test_every_file_of_the_manual_is_a_chapter_and_every_link_and_picture_is_there() -> None:
    assert {file for _, file in chapters()} | {"index.md"} == {path.name for path in FOLDER.glob("*.md")}
    for page in FOLDER.glob("*.md"):
        for target in _LINK.findall(page.read_text(encoding="utf-8")):
            assert target.startswith("http") or (page.parent / target).exists(), f"{page.name}: {target}"


def test_a_picture_is_never_wider_than_the_page(manual: ManualWindow) -> None:
    manual.page.setSource(QUrl.fromLocalFile(str(FOLDER / "network.md")))
    assert manual.page.document().idealWidth() <= manual.page.viewport().width()


def test_the_command_opens_it(window: MainWindow) -> None:
    window.commands["manual"].trigger()
    (manual,) = window.findChildren(ManualWindow)
    assert manual.isVisible()
    assert not manual.isModal()
    manual.close()
