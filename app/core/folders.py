"""Where Segmend keeps what is the person's: in the system's folders for that, or, portable, beside the program.

A program is portable where the variable SEGMEND_FOLDER names a folder: `--portable`, or a file `portable` beside the
program, sets it (app.cli). It is a variable, so that processes the program starts, and `models`, find the same place.
"""

import os
from pathlib import Path
from typing import Literal

import platformdirs

VARIABLE = "SEGMEND_FOLDER"
Kind = Literal["config", "data", "cache", "log"]


def portable_folder() -> Path | None:
    """The folder that holds everything of the person's; None where the system's folders do."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


def folder_of(kind: Kind) -> Path:
    """The folder of settings, data, cache or log; it need not exist yet."""
    portable = portable_folder()
    if portable is not None:
        return portable / kind
    ask = {
        "config": platformdirs.user_config_dir,
        "data": platformdirs.user_data_dir,
        "cache": platformdirs.user_cache_dir,
        "log": platformdirs.user_log_dir,
    }
    return Path(ask[kind]("Segmend", appauthor=False))
