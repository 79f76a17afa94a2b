"""The folder of a project: its images, and how their paths are spelled."""

import os
from pathlib import Path

from app.core.errors import InputError
from app.core.image_table import ImageTable
from app.core.listing import list_images


class ProjectFolder:
    """A folder of images; nothing is written here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._prefix = str(folder).rstrip(os.sep) + os.sep
        self._images: ImageTable | None = None  # None: not listed yet

    @property
    def images(self) -> ImageTable:
        """The list of images; below the folder, unless others were given, with those that were added last."""
        if self._images is None:
            self._images = ImageTable(list_images(self.folder))
        return self._images

    def image_paths(self) -> list[str]:
        """Absolute paths of the images, in natural order; those that were added come last."""
        return self.images.paths()

    def has_image(self, path: str) -> bool:
        """Whether this absolute path is in the list of images."""
        return path in self.images

    def add_image(self, path: str) -> str:
        """Append an image inside the folder to the list; returns its absolute path. InputError."""
        absolute = self.absolute(path)
        self.images.add(absolute)
        return absolute

    def relative(self, path: str) -> str:
        """The key of an image: its path from the folder, with forward slashes; InputError if it is outside."""
        return self.absolute(path)[len(self._prefix) :].replace(os.sep, "/")

    def absolute(self, path: str) -> str:
        """The path of an image as the project spells it; InputError if it is outside the folder."""
        if path.startswith(self._prefix) and os.path.normpath(path) == path:
            return path  # 100 000 images pass here when a folder is opened
        plain = os.path.abspath(path)
        if plain.startswith(self._prefix):
            return plain
        # Through a link, perhaps: compare what the disk says.
        real, folder = Path(path).resolve(), self.folder.resolve()
        if real != folder and real.is_relative_to(folder):
            return str(self.folder / real.relative_to(folder))
        raise InputError(f"{path} is not inside {self.folder}; open it by itself or together with its folder.")

    def _path(self, key: str) -> str:
        """The absolute path of the image with this key."""
        return self._prefix + key.replace("/", os.sep)
