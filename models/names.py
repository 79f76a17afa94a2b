"""Names of checkpoints: `bundled`, or a file in the folder of this user's models."""

import os
from pathlib import Path

from models.errors import ModelError

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
BUNDLED = RESOURCES / "checkpoints" / "bundled.safetensors"


def known_models() -> dict[str, Path]:
    """Name -> file of every checkpoint that `--model` knows by name."""
    return {"bundled": BUNDLED} if BUNDLED.is_file() else {}


def find_model(name: str) -> Path:
    """A path or a known name -> the file. Raises ModelError that lists the names."""
    known = known_models()
    if name in known:
        return known[name]
    if os.path.isfile(name):  # not Path.is_file, which raises where a name is too long
        return Path(name)
    names = ", ".join(known) or "none"
    raise ModelError(f"There is no checkpoint {name}. Give the path of a file or one of these names: {names}.")
