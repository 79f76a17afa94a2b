"""What the reading thread does for the session: images, folders, the use of a class."""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from app.core.document import Document
from app.core.errors import InputError
from app.core.label_file import StoredLabels, UnreadableLabelsError, stored_values, used_values
from app.core.label_map import LabelMap
from app.core.listing import FolderWalk, is_image_path, list_images
from app.core.pages import image_file
from app.core.project import LabelsKeptAsideError, Project
from app.session.ahead import FileStamp, ReadAhead, file_stamp

_FIRST_LOOK_SECONDS = 0.1  # a folder that takes longer to list is shown before its list is complete


@dataclass(frozen=True)
class ReadImage:
    """An image and, unless its document was in memory, its stored labels; `notice` tells what went wrong."""

    path: str
    image: NDArray[np.uint8]
    stamp: FileStamp | None  # of the file, before it was read
    stored: StoredLabels | None
    notice: str | None


@dataclass(frozen=True)
class FoundImages:
    """What the paths a person opened come to; `problems` has one sentence for each path of no use."""

    folder: str | None
    images: list[str]
    problems: list[str]
    walk: FolderWalk | None = None  # through the one folder that was opened
    is_complete: bool = True  # else `images` has the first, and the walk gives the others


def read_for_session(project: Project, ahead: ReadAhead, path: str, *, with_labels: bool) -> ReadImage:
    """Read an image and its labels; InputError or ProjectError if it cannot be shown."""
    stamp = file_stamp(path)
    image = ahead.read(path)
    if not with_labels:
        return ReadImage(path, image, stamp, None, None)
    shape = (image.shape[0], image.shape[1])
    try:
        return ReadImage(path, image, stamp, project.read_labels(path, shape), None)
    except LabelsKeptAsideError as error:
        return ReadImage(path, image, stamp, StoredLabels(LabelMap.empty(*shape), 0, is_substitute=True), str(error))


def find_images(paths: Sequence[str]) -> FoundImages:
    """The folder to open as a project and its images, from images and folders in any mixture.

    Of a folder that takes longer to list, only so much that an image can be shown.
    """
    if len(paths) == 1 and os.path.isdir(paths[0]):
        return _look_into(os.path.abspath(paths[0]))
    problems: list[str] = []
    images: list[str] = []
    folders: list[Path] = []
    for path in (Path(os.path.abspath(path)) for path in paths):
        if path.is_dir():
            failures: list[InputError] = []
            found = list_images(path, failures=failures)
            images += found
            problems += [str(failure) for failure in failures]
            folders.append(path)
            if not found:
                problems.append(_empty(path))
        elif not image_file(path).exists():
            problems.append(QCoreApplication.translate("Reading", "{} does not exist; check the name.").format(path))
        elif not is_image_path(image_file(path)):
            sentence = QCoreApplication.translate("Reading", "{} is not an image; open PNG, JPEG, TIFF and the like.")
            problems.append(sentence.format(path))
        else:
            images.append(str(path))
            folders.append(path.parent)
    if not folders:
        return FoundImages(None, [], problems)
    try:
        folder = str(_common_folder(folders))
    except InputError as error:
        return FoundImages(None, [], [*problems, str(error)])
    return FoundImages(folder, list(dict.fromkeys(images)), problems)


def _look_into(folder: str) -> FoundImages:
    walk = FolderWalk(folder)
    end = time.monotonic() + _FIRST_LOOK_SECONDS
    try:
        for _ in walk:
            has_one = bool(walk.given or walk.seen)
            if has_one and time.monotonic() > end:
                assert walk.seen is not None
                return FoundImages(folder, walk.given[:1] or [walk.seen], [], walk, is_complete=False)
    except InputError as error:
        return FoundImages(None, [], [str(error)])
    problems = [str(failure) for failure in walk.failures]
    if not walk.given:
        problems.append(_empty(folder))
    return FoundImages(folder, walk.given, problems, walk)


def _empty(folder: Path | str) -> str:
    return QCoreApplication.translate("Reading", "{} holds no images; add some or open another folder.").format(folder)


def find_uses(project: Project, documents: Sequence[Document], index: int) -> Generator[None, None, list[str]]:
    """Where a class is used: stored label files and documents in memory; for a job, which may cancel it."""
    found = [
        project.relative(document.path) for document in documents if index in used_values(document.label_map.labels)
    ]
    for file in project.labels.files():
        yield
        try:
            values = stored_values(file)
        except UnreadableLabelsError:
            continue  # nobody can tell; opening that image says so and keeps the file aside
        if index in values:
            found.append(project.labels.key(file))
    return list(dict.fromkeys(found))


def read_to_copy(project: Project, path: str, shape: tuple[int, int]) -> LabelMap | None:
    """The stored labels of an image that is not shown, None if it has none; ProjectError if they do not fit."""
    if not project.labels_path(path).exists():
        return None
    return project.labels.peek(project.relative(path), shape)


def _common_folder(folders: Sequence[Path]) -> Path:
    common = folders[0]
    for folder in folders[1:]:
        while not folder.is_relative_to(common):
            if common.parent == common:
                sentence = QCoreApplication.translate(
                    "Reading", "These images are on different drives; open those of one drive at a time."
                )
                raise InputError(sentence)
            common = common.parent
    return common
