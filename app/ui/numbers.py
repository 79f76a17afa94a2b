"""Numbers as the language in use writes them: 1,234 or 1.234, 12.5% or 12,5 %."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

_MOST = 2**31 - 1  # that Qt's tr(…, n) takes


def grouped(count: int) -> str:
    """A whole number with its thousands apart."""
    return _locale().toString(count)


def fixed(value: float, decimals: int) -> str:
    """A number with as many decimals."""
    return _locale().toString(float(value), "f", decimals)


def short(value: float) -> str:
    """A number with three digits that count, or fewer where the others are zero."""
    return _locale().toString(float(value), "g", 3)


def percent(share: float, decimals: int = 0) -> str:
    """A share of 0 to 1 in per cent."""
    return QCoreApplication.translate("Numbers", "{}%").format(fixed(100 * share, decimals))


def plural(count: int) -> int:
    """The number that chooses between the forms of a text, for tr(…, "", n); millions of pixels may be too many."""
    return min(count, _MOST)


def _locale() -> QLocale:
    locale = QLocale()
    locale.setNumberOptions(locale.numberOptions() & ~QLocale.NumberOption.OmitGroupSeparator)  # C leaves them out
    return locale
