"""Where images come from: files, folders, drops on the window, videos, cameras and streams."""

from __future__ import annotations

import os
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QObject, QPoint, QRect, QStandardPaths, Qt, Slot
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import (
    QFileDialog,
    QMenu,
    QWidget,
)

from app.core.errors import SegmendError
from app.core.frames import CameraOptions
from app.core.listing import IMAGE_SUFFIXES, VIDEO_SUFFIXES, is_video_path
from app.core.sample_photos import sample_folder, write_samples
from app.core.settings import Settings
from app.session import Session
from app.ui.camera_dialog import CameraDialog, camera_options

RECENT = 8  # folders that are remembered


class VideoSource(Protocol):
    """What opens a camera, a video file or a stream."""

    options: CameraOptions

    def open(self, source: int | str) -> None: ...


class Sources(QObject):
    """Asks for images without blocking the window and opens what it is given."""

    def __init__(self, session: Session, camera: VideoSource, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self._session = session
        self._camera = camera
        self._window = parent
        camera.options = camera_options(settings)
        session.project_opened.connect(self._note_project)

    def open(self, paths: list[str]) -> None:
        """Open images and a folder in the session, and the first video in the camera; the rest is named."""
        videos = [path for path in paths if is_video_path(path)]
        others = [path for path in paths if not is_video_path(path)]
        if others:
            self._session.open_paths(others)
        if videos:
            self._camera.open(videos[0])
        if len(videos) > 1:
            sentence = self.tr("Only one video plays at a time: {} was opened.")
            self._session.said.emit("warning", sentence.format(videos[0]))

    def ask_for_images(self) -> None:
        self._ask(self.tr("Open images"), QFileDialog.FileMode.ExistingFiles, IMAGE_SUFFIXES)

    def ask_for_video(self) -> None:
        self._ask(self.tr("Open video"), QFileDialog.FileMode.ExistingFile, VIDEO_SUFFIXES)

    def ask_for_folder(self) -> None:
        self._ask(self.tr("Open folder"), QFileDialog.FileMode.Directory, ())

    def ask_for_camera(self) -> None:
        dialog = CameraDialog(self._settings, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take() -> None:
            dialog.store()
            self._camera.options = camera_options(self._settings)
            self._camera.open(dialog.source)

        dialog.accepted.connect(take)
        dialog.open()

    def open_samples(self) -> None:
        """Open the photos that come along, written into a folder of Segmend's own."""
        try:
            write_samples(sample_folder())
        except SegmendError as error:
            self._session.said.emit("error", str(error))
            return
        self._session.open_paths([str(sample_folder())])

    def paste(self) -> None:
        """Make the image, or open the files, that the clipboard holds."""
        data = QGuiApplication.clipboard().mimeData()
        paths = dropped_paths(data)
        if paths:
            self.open(paths)
            return
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self._session.said.emit("info", self.tr("There is no image on the clipboard: copy one first."))
            return
        name = datetime.now().strftime("pasted %Y-%m-%d %H-%M-%S")
        self._session.add_image(pixels_of(image), name)

    def recent(self) -> list[str]:
        """The folders opened before that are still there, the last one first, but not the one that is open."""
        project = self._session.project
        shown = None if project is None else str(project.folder)
        # os.path.isdir: Path.is_dir raises for a folder of a dead or forbidden mount
        return [folder for folder in self._settings.recent if folder != shown and os.path.isdir(folder)]

    def show_recent(self) -> None:
        """Let the user choose from the folders opened before."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for folder in self.recent():
            menu.addAction(folder.replace("&", "&&"), partial(self.open, [folder]))
        if menu.isEmpty():
            menu.addAction(self.tr("No folder was opened before")).setEnabled(False)
        menu.popup(self._window.mapToGlobal(self._window.rect().center() - QRect(QPoint(), menu.sizeHint()).center()))

    @Slot()
    def _note_project(self) -> None:
        """The folder that was opened stands first among the recent ones."""
        project = self._session.project
        if project is None:
            return
        folder = str(project.folder)
        if Path(folder) == sample_folder():
            return
        others = [each for each in self._settings.recent if each != folder]
        self._settings.recent = [folder, *others][:RECENT]

    def _ask(self, title: str, mode: QFileDialog.FileMode, suffixes: tuple[str, ...] | frozenset[str]) -> None:
        dialog = QFileDialog(self._window, title, self._first_folder())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        if suffixes:
            patterns = " ".join(f"*{suffix}" for suffix in sorted(suffixes))
            dialog.setNameFilters([f"{title} ({patterns})", self.tr("All files (*)")])
        dialog.filesSelected.connect(self._open_chosen)
        dialog.directoryEntered.connect(self._remember)
        dialog.open()

    def _first_folder(self) -> str:
        """Where a dialog begins: the folder used last, else the pictures, else the home; one that exists."""
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        usual = (self._settings.last_folder, pictures)
        return next((each for each in usual if each and os.path.isdir(each)), str(Path.home()))

    def _open_chosen(self, paths: list[str]) -> None:
        self._remember(str(Path(paths[0]).parent))
        self.open(paths)

    def _remember(self, folder: str) -> None:
        self._settings.last_folder = folder


def dropped_paths(data: QMimeData) -> list[str]:
    """The local files and folders of a drag; empty if it carries none."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 RGB; what is transparent is white."""
    opaque = QImage(image.size(), QImage.Format.Format_RGB888)
    opaque.fill(Qt.GlobalColor.white)
    painter = QPainter(opaque)
    painter.drawImage(0, 0, image)
    painter.end()
    rows = np.frombuffer(opaque.constBits(), np.uint8).reshape(opaque.height(), opaque.bytesPerLine())
    return rows[:, : 3 * opaque.width()].reshape(opaque.height(), opaque.width(), 3).copy()
