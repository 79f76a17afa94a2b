"""The state of a training under way, so that a run that was killed goes on to the result it would have had."""

import json
import os
import pickle
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import torch

from models.checkpoint import temporary_beside
from models.errors import ModelError
from models.zoo.pth_files import check_archive

_VERSION = 1


def state_path(out: Path) -> Path:
    """Where the state of the training of `out` lies while it is under way."""
    return out.with_name(f"{out.name}.state")


def save_state(path: Path, state: dict[str, Any]) -> None:
    """Write tensors, numbers and text, atomically. Raises ModelError."""
    temporary = temporary_beside(path)
    try:
        with open(temporary, "wb") as file:
            torch.save({"version": _VERSION, **state}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except (OSError, RuntimeError) as error:
        Path(temporary).unlink(missing_ok=True)
        # torch's writer puts an error of its own over that of a full disk
        cause = error.__context__ if isinstance(error.__context__, OSError) else error
        raise ModelError(f"{path} cannot be written: {cause}. Free some space or choose another folder.") from cause


def load_state(path: Path) -> dict[str, Any]:
    """What `save_state` wrote; the file can hold data only, no code, none of it packed. Raises ModelError."""
    try:
        check_archive(path)
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, KeyError, ValueError, pickle.UnpicklingError, BadZipFile) as error:
        raise ModelError(f"{path} is no readable state of a training; start anew with --overwrite.") from error
    if not isinstance(state, dict) or state.get("version") != _VERSION:
        raise ModelError(f"{path} is the state of another version of Segmend; start anew with --overwrite.")
    return state


def find_state(out: Path, settings: str, *, is_resumed: bool, is_overwriting: bool) -> dict[str, Any] | None:
    """The state to go on from, None to begin. Raises ModelError rather than silently losing a run.

    settings: JSON of all that decides on the result; a state is of use for the very same only.
    """
    path = state_path(out)
    if is_resumed and is_overwriting:
        raise ModelError("--resume goes on and --overwrite begins anew: give one of them.")
    if is_overwriting:
        path.unlink(missing_ok=True)
    if not path.exists():
        return None
    if not is_resumed:
        raise ModelError(f"{path} holds a training under way: go on with --resume, or begin anew with --overwrite.")
    state = load_state(path)
    _check_same(path, json.loads(str(state.get("settings", "{}"))), json.loads(settings))
    return state


def has_ended(out: Path) -> bool:
    """Whether the training of `out` is over: its checkpoint is there, and no state to go on from."""
    return out.exists() and not state_path(out).exists()


def _check_same(path: Path, before: dict[str, Any], now: dict[str, Any]) -> None:
    for name in sorted(before.keys() | now.keys()):
        if before.get(name) != now.get(name):
            raise ModelError(
                f"{path} is of a run with {name} {_brief(before.get(name))}, not {_brief(now.get(name))}: "
                "give the same options, or begin anew with --overwrite."
            )


def _brief(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) < 60 else f"{text[:57]}..."
