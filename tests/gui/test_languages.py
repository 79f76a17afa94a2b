"""The window in every language: it is spoken everywhere, and there is room for its words."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.camera import Camera
from app.core.settings import Settings
from app.session import Session
from app.ui import application, languages, numbers
from app.ui.commands import COMMANDS, menu_title
from app.ui.languages import LANGUAGES
from app.ui.main_window import MainWindow
from app.ui.settings_dialog import SettingsDialog
from app.ui.shortcut_sheet import ShortcutSheet
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel
from tests.gui.conftest import FakeLearner, FakeReport, FakeVersion

Speak = Callable[[str], None]


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[Speak]:
    """speak(code) lets the application speak a language; English again after the test."""
    yield lambda code: assert_spoken(languages.speak(qapp, code), code)
    languages.speak(qapp, "en")


def assert_spoken(spoken: str, wanted: str) -> None:
    assert spoken == wanted


@pytest.fixture
def make_window(qtbot: QtBot, theme: Theme, learner: FakeLearner) -> Callable[[], MainWindow]:
    """A shown window with all of its panels, a report, versions and messages, in the language that is spoken."""

    def make() -> MainWindow:
        made = MainWindow(Session(), learner, Camera(), Settings(), theme)  # type: ignore[arg-type]
        qtbot.addWidget(made)
        learner.versions = [FakeVersion("learned 1", note="Learn", measures={"mean_iu": 0.5}, is_current=True)]
        learner.last_report = FakeReport({"mean_iu": 0.5, "iu": {"cat": 0.4}}, {"mean_iu": 0.625, "iu": {"cat": 0.5}})
        learner.changed.emit()
        made.show()
        return made

    return make


@pytest.mark.parametrize(
    ("choice", "wanted", "code"),
    [
        ("system", ["de-AT", "de"], "de"),
        ("system", ["zh-Hans-CN"], "zh_CN"),
        ("system", ["zh-SG"], "zh_CN"),
        ("system", ["zh-TW", "zh-Hant"], "en"),
        ("system", ["zh-TW", "ja-JP"], "ja"),
        ("system", ["fr-FR", "de-DE"], "de"),
        ("system", ["fr-FR"], "en"),
        ("system", ["C"], "en"),
        ("system", [], "en"),
        ("ja", ["de-DE"], "ja"),
        ("zh_CN", ["de-DE"], "zh_CN"),
        ("klingon", ["de-DE"], "en"),
    ],
)
def test_the_setting_decides_then_what_the_system_wants_first(choice: str, wanted: list[str], code: str) -> None:
    assert languages.choose_language(choice, wanted) == code


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_program_and_qt_itself_have_their_texts_in_every_language(
    code: str, speak: Speak, caplog: pytest.LogCaptureFixture
) -> None:
    speak(code)
    assert caplog.messages == []
    translated = QCoreApplication.translate("Commands", "Undo"), QCoreApplication.translate("QPlatformTheme", "Close")
    assert (translated == ("Undo", "Close")) == (code == "en")


def test_another_language_takes_the_place_of_the_first(speak: Speak) -> None:
    speak("de")
    speak("ja")
    assert QCoreApplication.translate("Commands", "Undo") == "元に戻す"
    speak("en")
    assert QCoreApplication.translate("Commands", "Undo") == "Undo"


def test_what_is_built_speaks_the_language_of_the_settings(
    qtbot: QtBot, theme: Theme, speak: Speak, learner: FakeLearner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.learner.Learner", lambda _session, _settings: learner)
    _, window = application.build([], Settings(language="zh_CN"))
    qtbot.addWidget(window)
    assert window.docks["history"].windowTitle() == "历史"
    assert window.docks["history"].toggleViewAction().text() == "历史"


def test_counts_choose_the_form_of_a_text(speak: Speak, make_window: Callable[[], MainWindow]) -> None:
    for code, one, two in (("en", "1 match", "2 matches"), ("de", "1 Treffer", "2 Treffer"), ("ja", "1 件", "2 件")):
        speak(code)
        panel = make_window().image_list
        assert panel.tr("%n match", "", 1).startswith(one)
        assert panel.tr("%n match", "", 2).startswith(two)


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("en", ("1,234,567,890,123", "12.5%", "100%")),
        ("de", ("1.234.567.890.123", "12,5\N{NO-BREAK SPACE}%", "100\N{NO-BREAK SPACE}%")),
        ("zh_CN", ("1,234,567,890,123", "12.5%", "100%")),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(code: str, texts: tuple[str, str, str], speak: Speak) -> None:
    speak(code)
    assert (numbers.grouped(1_234_567_890_123), numbers.percent(0.125, 1), numbers.percent(1.0)) == texts


def test_a_count_beyond_what_qt_takes_is_many(speak: Speak, make_window: Callable[[], MainWindow]) -> None:
    speak("en")
    many = 3_000_000_000
    panel = make_window().statistics_panel
    assert panel.tr("{0} pixels decided", "", numbers.plural(many)).format(numbers.grouped(many)) == (
        "3,000,000,000 pixels decided"
    )


def test_classes_that_inherit_find_the_texts_of_their_parents(
    speak: Speak, make_window: Callable[[], MainWindow]
) -> None:
    speak("de")
    session = make_window().session
    said: list[str] = []
    session.said.connect(lambda _level, sentence: said.append(sentence))
    session.choose_class(7)  # a sentence of ToolState, which Session inherits from by six steps
    assert said == ["Es gibt keine Klasse mit dem Index 7; fügen Sie eine hinzu."]


def test_the_palette_finds_a_command_by_its_name_and_by_its_english_one(
    speak: Speak, make_window: Callable[[], MainWindow]
) -> None:
    speak("zh_CN")
    palette = make_window().palette_window
    for typed in ("橡皮擦", "eraser"):
        palette.line.setText(typed)
        item = palette.list.item(0)
        assert item is not None
        assert item.text() == "橡皮擦"


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_titles_commands_and_buttons_are_translated(
    code: str, speak: Speak, make_window: Callable[[], MainWindow]
) -> None:
    english = {command.id: command.text for command in COMMANDS}
    speak(code)
    window = make_window()
    alike = {command.id for command in COMMANDS if command.text == english[command.id]}
    assert alike <= {"tool_polygon", "tool_lasso", "tool_ellipse"}  # which German has too
    assert window.docks["classes"].windowTitle() not in ("", "Classes")
    assert "&" not in menu_title("file")
    assert "(" not in menu_title("file")
    assert window.learning_panel.learn_button.text() not in ("", "Learn")


def cut_off(root: QWidget) -> list[str]:
    """The texts of visible labels and buttons that are wider than their widget, or higher."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or isinstance(widget, ElidedLabel):
            continue
        if isinstance(widget, QToolButton):
            has_text = widget.toolButtonStyle().name != "ToolButtonIconOnly" and bool(widget.text())
        else:
            has_text = isinstance(widget, QLabel | QAbstractButton) and bool(widget.text())
        if not has_text or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            is_cut = widget.heightForWidth(widget.width()) > widget.height()
        else:
            is_cut = widget.sizeHint().width() > widget.width()
        if is_cut:
            found.append(f"{type(widget).__name__} {widget.text()!r}")  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_of_the_window_is_cut_off(
    code: str, speak: Speak, make_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    speak(code)
    window = make_window()
    window.resize(1360, 860)
    qtbot.waitUntil(lambda: cut_off(window) == [])  # when everything is laid out
    window.session.adopt_classes([("background", (0, 0, 0)), ("cat", (230, 159, 0))])
    window.toggle_statistics()
    window.toggle_levels()
    window.toggle_skips()
    window.say("warning", QCoreApplication.translate("Painting", "Add a class first: there is none to paint with."))
    window.session.class_lacked.emit(QCoreApplication.translate("Reasons", "There is no class yet: add one."))
    qtbot.waitUntil(lambda: cut_off(window) == [])


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_learning_panel_has_room_at_its_least_width_with_an_interrupted_learn(
    code: str, speak: Speak, learner: FakeLearner, make_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    speak(code)
    learner.has_interrupted = True
    learner.idle_note = QCoreApplication.translate(
        "Keeping", "Interrupted at {0}%, with another network: Learn begins anew."
    ).format(45)
    window = make_window()
    window.resize(1360, 860)
    panel, dock = window.learning_panel, window.docks["learning"]
    window.resizeDocks([dock, *window.docks.values()], [1] * (1 + len(window.docks)), Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: cut_off(panel) == [] and panel.width() < 310)
    body = panel.widget()
    assert body is not None
    assert body.width() <= panel.viewport().width()
    assert panel.discard_button.geometry().right() < panel.viewport().width()
    assert not panel.discard_button.geometry().intersects(panel._idle_note.geometry())


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_window_and_its_first_page_fit_a_small_screen(
    code: str, speak: Speak, make_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    speak(code)
    window = make_window()
    window.resize(800, 500)
    qtbot.waitUntil(lambda: window.welcome.tour.isVisible())
    assert window.size().toTuple() == (800, 500)
    (area,) = window.welcome.findChildren(QScrollArea)
    window.resize(1008, 600)  # what a screen of 1024 x 640 leaves beside a frame
    qtbot.waitUntil(lambda: cut_off(window) == [])
    assert area.horizontalScrollBar().maximum() == 0
    area.ensureWidgetVisible(window.welcome.tour)
    QCoreApplication.processEvents()
    assert not window.welcome.tour.visibleRegion().isEmpty()


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_of_the_dialogs_is_cut_off(
    code: str, speak: Speak, make_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    speak(code)
    window = make_window()
    window.show_settings()
    window.show_shortcuts()
    settings, sheet = window.findChild(SettingsDialog), window.findChild(ShortcutSheet)
    qtbot.waitUntil(lambda: settings.isVisible() and sheet.isVisible())
    for page in range(4):
        settings.findChild(QTabWidget).setCurrentIndex(page)
        QCoreApplication.processEvents()
        assert cut_off(settings) == []
    assert cut_off(sheet) == []
    for dialog in (settings, sheet):
        dialog.close()


def test_the_settings_offer_each_language_in_its_own_words_and_say_when_it_is_spoken(
    speak: Speak, make_window: Callable[[], MainWindow], learner: FakeLearner
) -> None:
    speak("de")
    window = make_window()
    window.show_settings()
    dialog = window.findChild(SettingsDialog)
    offered = [dialog.language.itemText(place) for place in range(dialog.language.count())]
    assert offered == ["Wie das System", "English", "简体中文", "Deutsch", "日本語"]
    assert dialog.restart.isHidden()
    dialog.language.setCurrentIndex(2)
    assert not dialog.restart.isHidden()
    assert window.settings.language == "zh_CN"
    assert ("reload",) not in learner.calls
    close = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close)
    assert isinstance(close, QPushButton)
    assert close.text().replace("&", "") == "Schließen"
    dialog.close()


def test_the_window_can_be_read_from_right_to_left(qapp: QApplication, make_window: Callable[[], MainWindow]) -> None:
    direction = qapp.layoutDirection()
    qapp.setLayoutDirection(qapp.layoutDirection().RightToLeft)
    try:
        window = make_window()
        window.resize(1360, 860)
        QCoreApplication.processEvents()
        assert cut_off(window) == []
        assert (
            window.docks["classes"].geometry().left() > window.canvas.mapTo(window, window.canvas.rect().center()).x()
        )
    finally:
        qapp.setLayoutDirection(direction)
