"""Line icons from resources/icons, drawn in the colours of the theme in use."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.theme import current_colors

ICONS_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "icons"
BAR_SIZE = QSize(20, 20)
SIZES = (16, 20, 24, 32, 48, 64)  # pixels; the larger ones serve screens scaled by two and three

_ON_ACCENT = "iconIsOnAccent"
_NAME = "iconName"  # dynamic property by which `retint` finds what to draw again


def icon(name: str) -> QIcon:
    """The icon `resources/icons/<name>.svg` in the colours of the theme in use; FileNotFoundError if it is absent."""
    colors = current_colors()
    return _tinted(name, colors.text, colors.muted, colors.accent)


def program_icon() -> QIcon:
    """The icon of the program itself, in its own colours."""
    return _tinted("segmend", "", "", "")


def pixmap(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """One icon in one colour (#rrggbb, or #aarrggbb), `size` device-independent pixels square."""
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    paint(painter, name, QRectF(drawn.rect()), color)
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def paint(painter: QPainter, name: str, rect: QRectF, color: str) -> None:
    """Draw an icon with a painter, for the delegates of lists."""
    _renderer(name, color).render(painter, rect)


def set_icon(target: QAction | QAbstractButton, name: str, *, is_on_accent: bool = False) -> None:
    """Give an action or a button an icon that `retint` keeps in the colours of the theme.

    is_on_accent: the button is filled with the accent colour.
    """
    target.setProperty(_NAME, name)
    target.setProperty(_ON_ACCENT, is_on_accent)
    _draw(target)


def retint(root: QWidget) -> None:
    """Draw the icons of all actions and buttons below `root` again, after the theme has changed."""
    targets: list[QAction | QAbstractButton] = [
        *root.findChildren(QAction),
        *root.findChildren(QAbstractButton),
    ]
    for target in targets:
        if target.property(_NAME):
            _draw(target)


def _draw(target: QAction | QAbstractButton) -> None:
    name = str(target.property(_NAME))
    colors = current_colors()
    if target.property(_ON_ACCENT):
        target.setIcon(_tinted(name, colors.on_accent, colors.muted, colors.on_accent))
    else:
        target.setIcon(icon(name))


@lru_cache(maxsize=256)
def _renderer(name: str, color: str) -> QSvgRenderer:
    drawing = (ICONS_FOLDER / f"{name}.svg").read_bytes()
    tint = QColor(color)
    paint_of = color
    if tint.alpha() < 255:  # SVG knows no #aarrggbb
        paint_of = f'{tint.name()}" stroke-opacity="{tint.alphaF():.2f}'
    return QSvgRenderer(QByteArray(drawing.replace(b"currentColor", paint_of.encode())))


@lru_cache(maxsize=512)
def _tinted(name: str, normal: str, disabled: str, chosen: str) -> QIcon:
    made = QIcon()
    faded = f"#70{disabled[1:]}"
    for size in SIZES:
        plain = pixmap(name, normal, size)
        made.addPixmap(plain, QIcon.Mode.Normal, QIcon.State.Off)
        made.addPixmap(plain, QIcon.Mode.Selected, QIcon.State.Off)
        made.addPixmap(pixmap(name, chosen, size), QIcon.Mode.Normal, QIcon.State.On)
        made.addPixmap(pixmap(name, faded, size), QIcon.Mode.Disabled, QIcon.State.Off)
    return made
