"""Numbers as the language in use writes them."""

import pytest
from PySide6.QtCore import QLocale

from app.ui.numbers import fixed, short


@pytest.mark.parametrize(("language", "expected"), [("de", "9,92"), ("en", "9.92")])
def test_losses_are_written_as_the_language_writes_numbers(language: str, expected: str) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(language))
    try:
        assert short(9.923) == expected
        assert fixed(9.9201, 2) == expected
    finally:
        QLocale.setDefault(before)
