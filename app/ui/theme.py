"""The look of the window: one calm design in dark and light, spaced on a grid of 4 px, following the system."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

SPACE = 4  # every margin and gap is a multiple of this many device-independent pixels
ARROWS = (Path(__file__).resolve().parents[2] / "resources" / "icons").as_posix()
CHOICES = ("system", "dark", "light")


@dataclass(frozen=True)
class Colors:
    """The named colours of one theme, as #rrggbb. Greys are neutral: a tinted frame would falsify an image."""

    window: str
    base: str
    raised: str
    hover: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    selection: str
    good: str
    warning: str
    error: str


DARK = Colors(
    window="#232425",
    base="#1a1b1c",
    raised="#2f3032",
    hover="#3a3b3e",
    border="#3d3e41",
    text="#e6e6e7",
    muted="#aaacb0",
    accent="#6ea8fe",
    on_accent="#0b1626",
    selection="#283f60",
    good="#5fc98f",
    warning="#f0b552",
    error="#ff8078",
)
LIGHT = Colors(
    window="#f3f3f4",
    base="#ffffff",
    raised="#ffffff",
    hover="#e6e7e9",
    border="#d0d1d5",
    text="#1c1d1f",
    muted="#5c5f66",
    accent="#1a62d6",
    on_accent="#ffffff",
    selection="#d5e4fb",
    good="#177a45",
    warning="#8f5a00",
    error="#c4281c",
)


def current_colors() -> Colors:
    """The colours of the palette in use, whichever theme was chosen last."""
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def palette(colors: Colors) -> QPalette:
    """The Qt palette of the colours, disabled roles included."""
    role = QPalette.ColorRole
    made = QPalette()
    for name, value in (
        (role.Window, colors.window),
        (role.WindowText, colors.text),
        (role.Base, colors.base),
        (role.AlternateBase, colors.window),
        (role.Text, colors.text),
        (role.PlaceholderText, colors.muted),
        (role.Button, colors.raised),
        (role.ButtonText, colors.text),
        (role.BrightText, colors.error),
        (role.ToolTipBase, colors.raised),
        (role.ToolTipText, colors.text),
        (role.Link, colors.accent),
        (role.Highlight, colors.selection),
        (role.HighlightedText, colors.text),
        (role.Accent, colors.accent),
        (role.Light, colors.hover),
        (role.Midlight, colors.hover),
        (role.Mid, colors.border),
        (role.Dark, colors.border),
        (role.Shadow, colors.border),
    ):
        made.setColor(name, QColor(value))
    faded = QColor(colors.muted)
    faded.setAlpha(140)
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, name, faded)
    return made


def style_sheet(colors: Colors) -> str:
    """What a palette cannot say: flat tool buttons, thin scroll bars, one primary button, a visible focus."""
    c = colors
    return f"""
QMainWindow::separator {{ background: {c.window}; width: 5px; height: 5px; }}
QMainWindow::separator:hover {{ background: {c.accent}; }}
QMenuBar {{ background: {c.window}; padding: 2px 4px; }}
QMenuBar::item {{ background: transparent; padding: 4px 8px; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {c.hover}; }}
QToolBar {{ background: {c.window}; border: none; padding: 4px; spacing: 2px; }}
QToolBar::separator {{ background: {c.border}; width: 1px; height: 1px; margin: 4px; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }}
#fold {{ padding: 0; }}
QToolButton:hover {{ background: {c.hover}; }}
QToolButton:pressed {{ background: {c.border}; }}
QToolButton:checked {{ background: {c.selection}; }}
#toolBar QToolButton {{ min-width: 26px; min-height: 26px; }}
#optionsBar QToolButton {{ min-width: 26px; min-height: 26px; }}
QToolButton:focus {{ border-color: {c.accent}; }}
QPushButton {{ background: {c.raised}; border: 1px solid {c.border}; border-radius: 6px; padding: 5px 12px; }}
QPushButton:hover {{ background: {c.hover}; }}
QPushButton:pressed {{ background: {c.border}; }}
QPushButton:disabled {{ background: transparent; }}
QPushButton:focus {{ border-color: {c.accent}; }}
QPushButton[isPrimary="true"] {{ background: {c.accent}; border-color: {c.accent}; color: {c.on_accent}; }}
QPushButton[isPrimary="true"]:hover {{ background: {c.accent}; border-color: {c.text}; }}
QPushButton[isPrimary="true"]:disabled {{ background: {c.raised}; border-color: {c.border}; color: {c.muted}; }}
QLineEdit, QComboBox, QAbstractSpinBox {{ background: {c.base}; border: 1px solid {c.border}; border-radius: 6px;
    padding: 4px 8px; selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{ border-color: {c.accent}; }}
QComboBox::drop-down, QSpinBox::up-button, QSpinBox::down-button {{ border: none; width: 20px; }}
QComboBox::down-arrow, QSpinBox::down-arrow {{ image: url("{ARROWS}/arrow-down.svg"); width: 12px; height: 12px; }}
QSpinBox::up-arrow {{ image: url("{ARROWS}/arrow-up.svg"); width: 12px; height: 12px; }}
QAbstractSpinBox QLineEdit {{ background: transparent; border: none; padding: 0; }}
#qt_toolbar_ext_button {{ min-width: 16px; padding: 0; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QTreeView::item {{ min-height: 26px; padding: 0 8px; }}
#learningPanel QListView::item {{
    padding: 0 8px; min-height: 24px; border-radius: 4px; }}
QListView::item:selected {{ background: {c.selection}; color: {c.text}; }}
QAbstractItemView {{ background: {c.base}; border: 1px solid {c.base}; border-radius: 4px; outline: none; }}
QAbstractItemView:focus {{ border-color: {c.accent}; }}
QComboBox QAbstractItemView, QComboBox QAbstractItemView:focus {{ border-color: {c.border}; }}
QScrollArea {{ border: none; }}
#learningPanel:focus, #statisticsPanel:focus {{ border: 1px solid {c.accent}; }}
QHeaderView::section {{ background: {c.base}; color: {c.muted}; border: none; padding: 4px 8px; }}
#statisticsPanel QHeaderView::section {{ padding: 4px; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 10px; }}
QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {c.border}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 24px; }}
QScrollBar::handle:horizontal {{ min-width: 24px; }}
QScrollBar::handle:hover {{ background: {c.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {c.border}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {c.accent}; }}
QSlider::sub-page:horizontal:disabled {{ background: {c.border}; }}
QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -5px 0; border-radius: 7px;
    background: {c.text}; border: 1px solid {c.window}; }}
QSlider::handle:horizontal:disabled {{ background: {c.muted}; }}
QSlider::handle:horizontal:focus {{ background: {c.accent}; }}
QProgressBar {{ background: {c.border}; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 2px; }}
QToolTip {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.border}; padding: 4px; }}
QStatusBar {{ background: {c.window}; }}
QStatusBar::item {{ border: none; }}
QTabBar {{ background: {c.window}; }}
QTabBar::tab {{ background: transparent; color: {c.muted}; padding: 6px 12px; border: none;
    border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {c.text}; border-bottom-color: {c.accent}; }}
QTabBar::tab:hover {{ color: {c.text}; }}
QTabBar:focus::tab:selected {{ color: {c.accent}; }}
QTabBar::tab:disabled {{ color: {c.border}; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {c.muted};
    background: {c.base}; }}
QCheckBox::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
    image: url("{ARROWS}/check-on-{"dark" if c is DARK else "light"}.svg"); }}
QRadioButton::indicator:checked {{ border: 5px solid {c.accent}; width: 6px; height: 6px; background: {c.on_accent}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {c.text}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {c.border}; }}
QLabel[isMuted="true"] {{ color: {c.muted}; }}
QLabel[isWarning="true"] {{ color: {c.error}; font-weight: 600; }}
#stage {{ border: 2px solid {c.window}; }}
#stage[hasFocus="true"] {{ border-color: {c.accent}; }}
#canvasFrame {{ background: {c.base}; }}
#versionName {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.border}; border-radius: 4px;
    padding: 3px 8px; }}
#card {{ background: {c.raised}; border: 1px solid {c.border}; border-radius: 8px; }}
#band {{ background: {c.window}; }}
"""


class Theme(QObject):
    """Applies the chosen theme to the application and follows the system while the choice is "system"."""

    changed = Signal()

    def __init__(self, application: QApplication, choice: str = "system") -> None:
        super().__init__(application)
        self._application = application
        self._choice = choice
        self._is_dark: bool | None = None
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._apply)
        self.set_choice(choice)

    @property
    def choice(self) -> str:
        return self._choice

    @property
    def is_dark(self) -> bool:
        """Dark by choice, by the system, or because the system says nothing (an image stands out best on dark)."""
        if self._choice != "system":
            return self._choice == "dark"
        return self._application.styleHints().colorScheme() != Qt.ColorScheme.Light

    def set_choice(self, choice: str) -> None:
        """Choose "system", "dark" or "light". Raises ValueError for any other word."""
        if choice not in CHOICES:
            raise ValueError(f"There is no theme '{choice}'; choose one of {', '.join(CHOICES)}.")
        self._choice = choice
        # title bars and native dialogs follow the choice too
        hints = self._application.styleHints()
        if choice == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if choice == "dark" else Qt.ColorScheme.Light)
        self._apply()

    @Slot()
    def _apply(self) -> None:
        if self._is_dark == self.is_dark:
            return
        self._is_dark = self.is_dark
        colors = DARK if self._is_dark else LIGHT
        self._application.setPalette(palette(colors))
        self._application.setStyleSheet(style_sheet(colors))
        self.changed.emit()
