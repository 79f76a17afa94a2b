"""The application and its window, made together."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from app.core.formats.catalog import take_plugins as take_formats
from app.core.settings import Settings
from app.session import Session
from app.ui import languages
from app.ui.main_window import MainWindow
from app.ui.open_requests import OpenRequests
from app.ui.plugins import take_tools
from app.ui.theme import Theme

TURN_SECONDS = 0.001  # Python's turn of a thread while others wait: the window's waits for one at every call of Qt


def build(paths: list[str], settings: Settings | None = None) -> tuple[QApplication, MainWindow]:
    """Make the application, unless there is one, and its window with `paths` being opened; shows nothing.

    `settings` are read from the person's folder when they are not given.
    """
    from app.camera import Camera
    from app.learner import Learner

    sys.setswitchinterval(TURN_SECONDS)
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    application.setApplicationName("Segmend")
    application.setApplicationDisplayName("Segmend")
    application.setDesktopFileName("segmend")
    notice = None
    if settings is None:
        settings, notice = Settings.load()
    languages.speak(application, settings.language)
    theme = application.findChild(Theme) or Theme(application, settings.theme)
    theme.set_choice(settings.theme)
    sentences = [*take_formats(), *take_tools()]
    session = Session()
    window = MainWindow(session, Learner(session, settings), Camera(), settings, theme)
    if sys.platform == "darwin":
        OpenRequests(application, window.sources)
    for sentence in [*([notice] if notice else []), *sentences]:
        window.say("warning", sentence)
    if paths:
        window.sources.open(paths)
    return application, window
