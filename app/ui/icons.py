"""Line icons from resources/icons, drawn in the colours of the theme in use whenever they are painted."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.ui.theme import Colors, current_colors

ICONS_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "icons"
BAR_SIZE = QSize(20, 20)  # of the icons on tool bars
PROGRAM_SIZES = (16, 24, 32, 48, 64, 128, 256)  # pixels


def icon(name: str, *, is_on_accent: bool = False) -> QIcon:
    """The icon `resources/icons/<name>.svg`; FileNotFoundError if there is none. It follows the theme by itself.

    is_on_accent: for a button that is filled with the accent colour.
    """
    if not (ICONS_FOLDER / f"{name}.svg").is_file():
        raise FileNotFoundError(f"There is no icon {ICONS_FOLDER / name}.svg")
    return QIcon(LineIcon(name, is_on_accent))


def program_icon() -> QIcon:
    """The icon of the program itself, in its own colours."""
    made = QIcon()
    for size in PROGRAM_SIZES:
        made.addPixmap(pixmap("segmend", "", size))
    return made


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


class LineIcon(QIconEngine):
    """Draws one icon when it is asked for: nothing is rendered at start, and a change of theme costs nothing."""

    def __init__(self, name: str, is_on_accent: bool) -> None:
        super().__init__()
        self._name = name
        self._is_on_accent = is_on_accent

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw with a painter, for the style."""
        paint(painter, self._name, QRectF(rect), self._color(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Draw a pixmap of `size` pixels of the screen."""
        return _drawn(self._name, self._color(mode, state), min(size.width(), size.height()))

    def clone(self) -> QIconEngine:
        """Another of the same, for Qt."""
        return LineIcon(self._name, self._is_on_accent)

    def _color(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        colors: Colors = current_colors()
        if mode == QIcon.Mode.Disabled:
            return f"#70{colors.muted[1:]}"
        if self._is_on_accent:
            return colors.on_accent
        return colors.accent if state == QIcon.State.On else colors.text


@lru_cache(maxsize=512)
def _drawn(name: str, color: str, size: int) -> QPixmap:
    return pixmap(name, color, size)


@lru_cache(maxsize=512)
def _renderer(name: str, color: str) -> QSvgRenderer:
    drawing = (ICONS_FOLDER / f"{name}.svg").read_bytes()
    tint = QColor(color)
    ink = color
    if tint.alpha() < 255:  # SVG knows no #aarrggbb
        ink = f'{tint.name()}" stroke-opacity="{tint.alphaF():.2f}'
    return QSvgRenderer(QByteArray(drawing.replace(b"currentColor", ink.encode())))
