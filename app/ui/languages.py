"""The languages of the window: which there are, which one is wanted, and its catalogue handed to Qt."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

LANGUAGES = {"en": "English", "zh_CN": "简体中文", "de": "Deutsch", "ja": "日本語"}  # each in its own words
SYSTEM = "system"
TRANSLATIONS_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "translations"

_log = logging.getLogger(__name__)


def choose_language(choice: str, wanted: Iterable[str]) -> str:
    """The key of LANGUAGES for a setting: itself, or the first that the system wants and that there is; else "en".

    `choice` is "system" or a locale such as "de" or "zh_CN"; `wanted` are the system's locales ("de-AT"), best first.
    """
    for name in wanted if choice == SYSTEM else (choice,):
        locale = QLocale(name)
        for code in LANGUAGES:
            there = QLocale(code)
            # By script: whoever reads traditional Chinese is not given the simplified.
            if (locale.language(), locale.script()) == (there.language(), there.script()):
                return code
    return "en"


def speak(application: QCoreApplication, choice: str) -> str:
    """Let everything that is made from now on speak the language of a setting; returns its key of LANGUAGES.

    Without a choice numbers are written as the system writes them, with one as the language does.
    """
    code = choose_language(choice, QLocale.system().uiLanguages())
    QLocale.setDefault(QLocale.system() if choice == SYSTEM else QLocale(code))
    for old in application.findChildren(QTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    of_qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", of_qt), ("segmend", str(TRANSLATIONS_FOLDER))):
        translator = QTranslator(application)
        if translator.load(f"{name}_{code}", folder):
            application.installTranslator(translator)
        else:
            translator.deleteLater()
            _log.warning("no %s texts in %s: %s has no %s_%s.qm", name, LANGUAGES[code], folder, name, code)
    return code
