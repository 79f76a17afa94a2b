import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.settings import Settings
from app.ui.main_window import MainWindow
from app.ui.settings_dialog import SettingsDialog
from tests.gui.conftest import FakeLearner


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> SettingsDialog:
    window.show_settings()
    (shown,) = window.findChildren(SettingsDialog)
    qtbot.waitUntil(shown.isVisible)
    return shown


def visible(dialog: SettingsDialog) -> set[str]:
    """The settings whose rows are left, on any page."""
    return {
        row.name for page, rows in dialog._rows.items() for row in rows if dialog._forms[page].isRowVisible(row.field)
    }


def test_typing_leaves_the_settings_with_these_words_marks_them_and_goes_to_their_page(dialog: SettingsDialog) -> None:
    every = visible(dialog)
    assert dialog.pages.currentIndex() == 0
    QTest.keyClicks(dialog.search, "thread")
    assert visible(dialog) == {"threads"}
    assert dialog.pages.tabText(dialog.pages.currentIndex()) == "Network"
    assert [dialog.pages.isTabEnabled(page) for page in range(4)] == [False, True, False, False]
    (label,) = (row.label for row in dialog._rows[1] if row.name == "threads")
    assert label.font().bold()
    dialog.search.clear()
    assert visible(dialog) == every
    assert not label.font().bold()
    assert all(dialog.pages.isTabEnabled(page) for page in range(4))
    QTest.keyClicks(dialog.search, "1920")  # a choice counts, and so does the page's name
    assert visible(dialog) == {"camera_size"}
    dialog.search.setText("undo")
    assert dialog.pages.currentWidget() is dialog.keys
    assert visible(dialog) == set()
    dialog.search.setText("there is no such thing")
    assert not any(dialog.pages.isTabEnabled(page) for page in range(4))
    dialog.close()


def test_one_page_is_reset_or_all_and_what_is_reset_takes_effect(
    dialog: SettingsDialog, window: MainWindow, learner: FakeLearner
) -> None:
    settings, usual = window.settings, Settings()
    dialog.theme.setCurrentIndex(dialog.theme.findData("light"))
    dialog.opacity.setValue(90)
    dialog.mirror.setChecked(True)
    dialog.camera_rate.setCurrentIndex(dialog.camera_rate.findData(30))
    dialog.threads.setValue(3)
    window.commands.keymap._settings.shortcuts = {"fit": "D"}
    assert (window.camera.options.rate, window.camera.options.is_mirrored) == (30, True)
    learner.calls.clear()
    dialog.page_button.click()
    assert (settings.theme, settings.opacity) == (usual.theme, usual.opacity)
    assert (settings.threads, settings.camera_rate) == (3, 30)
    assert ("reload",) not in learner.calls
    dialog.all_button.click()
    assert (settings.threads, settings.camera_rate, settings.is_mirrored) == (0, 0, False)
    assert ("reload",) in learner.calls
    assert settings.shortcuts == {}
    assert not window.camera.options.is_mirrored
    dialog.close()
