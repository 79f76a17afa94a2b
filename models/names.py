"""Names of checkpoints: `bundled`, or a file in the folder of this user's models."""

import logging
import os
import sys
from importlib.metadata import entry_points
from pathlib import Path

from models.errors import ModelError

_log = logging.getLogger(__name__)

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
BUNDLED = RESOURCES / "checkpoints" / "bundled.safetensors"
SUFFIX = ".safetensors"
PLUGINS = "segmend.networks"  # the group of entry points


def user_folder() -> Path:
    """Where this user's models lie: the folder `models` in Segmend's data folder, which need not exist yet.

    The same folder as app.core.folders gives, by way of platformdirs, which is not among what `models` needs.
    Raises ModelError.
    """
    portable = os.environ.get("SEGMEND_FOLDER")
    if portable:
        return Path(portable) / "data" / "models"
    try:
        home = Path.home()
    except RuntimeError as error:
        raise ModelError("This user has no home folder for models: give the path of a file, not a name.") from error
    if sys.platform == "win32":
        data = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        data = home / "Library" / "Application Support"
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return data / "Segmend" / "models"


def add_plugin_folder() -> None:
    """Let packages be found in the folder `plugins` beside that of the models: a packaged program has no pip."""
    try:
        folder = user_folder().parent / "plugins"
    except ModelError:  # no home: there can be no such folder
        return
    if folder.is_dir() and str(folder) not in sys.path:
        sys.path.append(str(folder))  # last: no package of ours is replaced


def known_models() -> dict[str, Path]:
    """Name -> file of every checkpoint that `--model` knows by name."""
    known = {"bundled": BUNDLED} if BUNDLED.is_file() else {}
    try:
        found = sorted(path for path in user_folder().iterdir() if path.suffix == SUFFIX and path.is_file())
    except (OSError, ModelError):  # the folder is not there, or cannot be read: it holds nothing that could be used
        found = []
    return {path.stem: path for path in found} | known


def plugin_names() -> list[str]:
    """The networks that other packages bring (models.zoo.plugins); nothing of theirs is imported.

    None, and a line in the log, where the list of packages cannot be read: Segmend's own networks work all the same.
    """
    try:
        found = entry_points(group=PLUGINS)
    except Exception as error:  # noqa: BLE001  one damaged package, whichever, makes the list of all unreadable
        _log.warning("The networks of other packages cannot be listed: %s: %s", type(error).__name__, error)
        return []
    return sorted({entry.name for entry in found})


def find_model(name: str) -> Path:
    """A path or a known name -> the file. Raises ModelError that lists the names."""
    known = known_models()
    if name in known:
        return known[name]
    if os.path.isfile(name):  # not Path.is_file, which raises where a name is too long
        return Path(name)
    names = ", ".join((*known, *plugin_names())) or "none"
    raise ModelError(
        f"There is no checkpoint {name}. Give the path of a file or one of these names: {names}. "
        "`models download` gets more."
    )


def place_of(text: str) -> Path:
    """Where a new checkpoint goes: `text` is a path, or a name without folder and suffix for this user's models."""
    if text in ("", "bundled") or not text.isprintable() or (text.startswith(".") and text == Path(text).name):
        raise ModelError(f"{text!r} cannot be the name of a checkpoint of yours; choose another.")
    if text != Path(text).name or Path(text).suffix:
        return Path(text)
    return user_folder() / f"{text}{SUFFIX}"
