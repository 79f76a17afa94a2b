import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import icons
from app.ui.theme import DARK, LIGHT, Colors, Theme, current_colors


def luminance(color: str) -> float:
    """Relative luminance of WCAG 2.1."""
    parts = [channel / 255 for channel in QColor(color).getRgb()[:3]]  # type: ignore[index]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colors", [DARK, LIGHT], ids=["dark", "light"])
def test_text_can_be_read_on_every_surface(colors: Colors) -> None:
    for surface in (colors.window, colors.base, colors.raised, colors.hover, colors.selection):
        assert contrast(colors.text, surface) >= 7
        assert contrast(colors.muted, surface) >= 4.5
    assert contrast(colors.on_accent, colors.accent) >= 4.5
    for mark in (colors.accent, colors.good, colors.warning, colors.error):
        assert contrast(mark, colors.window) >= 4.5
        assert contrast(mark, colors.raised) >= 4.5


def test_a_choice_changes_the_palette_and_is_announced_once(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    assert current_colors() is DARK
    with qtbot.waitSignal(theme.changed):
        theme.set_choice("light")
    assert current_colors() is LIGHT
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.window)
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_choice("light")


def test_the_system_is_followed_until_a_theme_is_chosen(qapp: QApplication, theme: Theme) -> None:
    theme.set_choice("system")
    scheme = qapp.styleHints().colorScheme()
    assert theme.is_dark == (scheme != Qt.ColorScheme.Light)
    theme.set_choice("light")
    assert not theme.is_dark


def test_a_theme_that_does_not_exist_is_refused(theme: Theme) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.set_choice("sepia")
    assert theme.choice == "dark"


def test_an_icon_follows_the_theme(theme: Theme) -> None:
    made = icons.icon("brush")
    dark = ink(made)
    theme.set_choice("light")
    assert luminance(dark) > 0.5
    assert luminance(ink(made)) < 0.1


def test_a_disabled_icon_is_paler_and_a_chosen_one_has_the_accent(theme: Theme) -> None:
    made = icons.icon("brush")
    assert ink(made, state=QIcon.State.On) == DARK.accent
    plain = made.pixmap(QSize(64, 64)).toImage()
    pale = made.pixmap(QSize(64, 64), QIcon.Mode.Disabled).toImage()
    assert strongest(pale) < strongest(plain)


def test_every_icon_is_drawn_and_an_absent_one_is_named(theme: Theme) -> None:
    for path in icons.ICONS_FOLDER.glob("*.svg"):
        assert strongest(icons.pixmap(path.stem, "#ffffff", 24).toImage()) > 0, path.name
    with pytest.raises(FileNotFoundError, match="no-such-icon"):
        icons.icon("no-such-icon")


def ink(made: QIcon, state: QIcon.State = QIcon.State.Off) -> str:
    """The colour of the most opaque pixel."""
    image = made.pixmap(QSize(64, 64), QIcon.Mode.Normal, state).toImage()
    pixels = [image.pixelColor(x, y) for x in range(64) for y in range(64)]
    return max(pixels, key=QColor.alpha).name()


def strongest(image) -> int:  # type: ignore[no-untyped-def]
    """The highest opacity of any pixel, 0-255."""
    return max(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))
