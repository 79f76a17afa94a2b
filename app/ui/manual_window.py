"""The manual, read inside the program: Markdown files of the folder docs/manual, no network needed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from app.ui.screen import resize_within_screen
from app.ui.theme import SPACE

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "manual"
FIRST = "index.md"
_CHAPTER = re.compile(r"^- \[([^\]]+)\]\(([a-z-]+\.md)\)", re.MULTILINE)


def chapters(folder: Path = FOLDER) -> list[tuple[str, str]]:
    """(title, file) of each chapter, as the first page lists them; OSError if it cannot be read."""
    return _CHAPTER.findall((folder / FIRST).read_text(encoding="utf-8"))


class _Page(QTextBrowser):
    """Shows Markdown files; pictures are never wider than the page."""

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        loaded = super().loadResource(type, name)
        if type != QTextDocument.ResourceType.ImageResource.value:
            return loaded
        place = self.source().resolved(QUrl(name)).toLocalFile()
        picture = QImage(place)
        most = max(200, self.viewport().width() - 8 * SPACE)
        if picture.isNull() or picture.width() <= most:
            return loaded if picture.isNull() else picture
        return picture.scaledToWidth(most, Qt.TransformationMode.SmoothTransformation)


class ManualWindow(QDialog):
    """Chapters at the left, the page at the right; not modal, so that one can read and do."""

    def __init__(self, parent: QWidget | None = None, folder: Path = FOLDER) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Manual"))
        self._folder = folder
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Chapters"))
        self.list.setSpacing(SPACE // 2)
        self.page = _Page(self)
        self.page.setOpenExternalLinks(True)
        self.page.setAccessibleName(self.tr("Page"))
        for title, file in [(self.tr("Contents"), FIRST), *chapters(folder)]:
            item = QListWidgetItem(title, self.list)
            item.setData(Qt.ItemDataRole.UserRole, file)
        split = QSplitter(self)
        split.addWidget(self.list)
        split.addWidget(self.page)
        split.setStretchFactor(1, 1)
        split.setSizes([48 * SPACE, 200 * SPACE])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.addWidget(split)
        resize_within_screen(self, 250 * SPACE, 180 * SPACE)
        self.list.currentItemChanged.connect(self._open_chosen)
        self.page.sourceChanged.connect(self._choose_opened)
        self.list.setCurrentRow(0)

    def _open_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.page.setSource(QUrl.fromLocalFile(str(self._folder / item.data(Qt.ItemDataRole.UserRole))))

    def _choose_opened(self, url: QUrl) -> None:
        """A link was followed: its chapter is the current one."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item is not None and item.data(Qt.ItemDataRole.UserRole) == Path(url.toLocalFile()).name:
                self.list.setCurrentItem(item)
