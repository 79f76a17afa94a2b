"""Where a project keeps its store: beside the images, or in the user's data folder; and what was rescued."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from app.core.folders import folder_of

STORE_NAME = ".segmend"
DATABASE_NAME = "project.db"


@dataclass(frozen=True)
class Place:
    """The folder of the store; `is_elsewhere` if it is not beside the images; a sentence about it, if any."""

    store: Path
    is_elsewhere: bool
    notice: str | None = None


def choose_place(folder: Path) -> Place:
    """Where the project of this folder is stored, or will be.

    A store in a folder that can only be read is copied to the user's data folder. Raises OSError.
    """
    own, elsewhere = folder / STORE_NAME, store_elsewhere(folder)
    has_own, has_elsewhere = (own / DATABASE_NAME).exists(), (elsewhere / DATABASE_NAME).exists()
    if has_own and os.access(own, os.W_OK) and os.access(own / DATABASE_NAME, os.W_OK):
        notice = f"Other labels of {folder} are in {elsewhere}; they are not shown." if has_elsewhere else None
        return Place(own, is_elsewhere=False, notice=notice)
    if has_own and not has_elsewhere:
        _copy_folder(own, elsewhere)
    elif not has_elsewhere and os.access(folder, os.W_OK):
        return Place(own, is_elsewhere=False)
    return place_elsewhere(folder)


def find_store(folder: Path) -> Path | None:
    """The store that choose_place would use, where there is one; nothing is copied."""
    folder = Path(os.path.abspath(folder))
    own, elsewhere = folder / STORE_NAME, store_elsewhere(folder)
    if (own / DATABASE_NAME).exists() and os.access(own, os.W_OK):
        return own
    return next((each for each in (elsewhere, own) if (each / "labels").exists()), None)


def place_elsewhere(folder: Path) -> Place:
    """The place for a folder that cannot be written."""
    store = store_elsewhere(folder)
    sentence = f"The labels of {folder} are kept in {store}, for the folder could not be written."
    return Place(store, is_elsewhere=True, notice=sentence)


def store_elsewhere(folder: Path) -> Path:
    """The store of a folder in the user's data folder."""
    return _data_folder() / "projects" / _unique_name(folder)


def rescue_folder(folder: Path) -> Path:
    """Where label files of a folder go that could not be written to its store when the program ended."""
    return _data_folder() / "rescued" / _unique_name(folder)


def is_key(key: str) -> bool:
    """Whether this is the relative path of an image, with forward slashes, that leads nowhere but into its folder."""
    parts = key.split("/")
    if not key or key.startswith("/") or "\0" in key or ".." in parts:
        return False
    return os.name != "nt" or not set(key) & set(":\\")


def is_file_name(name: object) -> bool:
    """Whether this is the plain name of a file, without any folder."""
    return isinstance(name, str) and is_key(name) and "/" not in name and "\\" not in name


def _data_folder() -> Path:
    return folder_of("data")


def _unique_name(folder: Path) -> str:
    return f"{folder.name or 'root'}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"


def _copy_folder(source: Path, target: Path) -> None:
    """Copy contents without their permissions, which may forbid writing; the target appears whole or not."""
    partial = target.with_name(target.name + ".partial")
    if partial.exists():
        shutil.rmtree(partial)
    for folder, _, names in os.walk(source):
        into = partial / Path(folder).relative_to(source)
        into.mkdir(parents=True)
        for name in names:
            shutil.copyfile(Path(folder, name), into / name)
    os.replace(partial, target)
