"""What the program remembers between runs: one JSON file in the person's configuration folder."""

import json
import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.core.errors import SegmendError
from app.core.files import replace_file
from app.core.folders import folder_of

FILE_NAME = "settings.json"


class Settings(BaseModel):
    """Preferences and the window's layout. Assigning a value that is not allowed raises ValidationError.

    A file of an older version lacks some: they are as usual. What a newer version added is kept when this one saves.
    The meaning of a name never changes; another meaning gets another name.
    """

    model_config = ConfigDict(validate_assignment=True, extra="allow", protected_namespaces=())

    theme: Literal["system", "dark", "light"] = "system"
    language: str = "system"  # or a locale such as "de"
    opacity: Annotated[float, Field(ge=0, le=1)] = 0.5  # of the prediction and labels over the image
    is_outlined: bool = False  # regions are drawn as outlines instead of areas
    is_hatched: bool = False  # each class has lines of its own
    brush_diameter: Annotated[int, Field(ge=1, le=4096)] = 20  # pixels of the image
    tool_options: dict[str, bool | int | str] = {}  # how the tools work, see app.session.options
    is_live: bool = True
    learns_idle: bool = False  # begin a Learn when nothing was painted for idle_minutes
    idle_minutes: Annotated[int, Field(ge=1, le=240)] = 5
    refines_edges: bool = True  # of predictions, by the image
    is_logging: bool = True  # keep a log of each session in its project, see app.core.session_log
    is_ranking: bool = True  # tell in idle moments how uncertain the network is about each image
    measure: Literal["entropy", "margin"] = "entropy"  # of uncertainty
    frame_rate: Annotated[int, Field(ge=0, le=120)] = 20  # to hold by predicting frames smaller; 0: always whole
    camera_size: Annotated[str, Field(pattern=r"^(|\d{2,5}x\d{2,5})$")] = ""  # width x height to ask for; "": its own
    camera_rate: Annotated[int, Field(ge=0, le=240)] = 0  # frames a second to ask for; 0: its own
    is_mirrored: bool = False  # what a camera shows
    records_overlay: bool = True
    device: Annotated[str, Field(pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$")] = "auto"
    precision: Literal["auto", "fp32", "bf16", "fp16"] = "auto"
    threads: Annotated[int, Field(ge=0, le=1024)] = 0  # processor threads of the network; 0 = one per core
    model: Annotated[str, Field(min_length=1)] = "bundled"  # a path, or a name from `models list`
    shortcuts: dict[str, str] = {}  # command -> its keys, a space between two, where they are not the usual ones
    recent: list[str] = []  # folders that were opened as projects, the last one first
    last_folder: str = ""  # where the next open dialog starts
    has_toured: bool = False  # the tour of the window was taken or declined
    window_geometry: str = ""  # base64 of QMainWindow.saveGeometry()
    second_geometry: str = ""  # base64 of QWidget.saveGeometry() of the second window
    window_state: str = ""  # base64 of QMainWindow.saveState()

    @classmethod
    def load(cls, path: Path | None = None) -> tuple["Settings", str | None]:
        """The settings, and a sentence to show if the file was damaged or held values that are not allowed.

        Never raises: a damaged file is renamed to settings.json.broken-<n>; the good values in it are used,
        the rest are the defaults.
        """
        path = settings_path() if path is None else path
        try:
            values = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            return cls(), None
        except OSError as error:
            return cls(), f"The settings in {path} cannot be read ({_reason(error)}); the defaults are used."
        except (ValueError, RecursionError):  # not JSON, not UTF-8, or nested without end
            values = None
        if not isinstance(values, dict):
            return cls(), f"The settings were damaged; the defaults are used. {_set_aside(path)}"
        settings, wrong = _validate(values)
        if not wrong:
            return settings, None
        return (
            settings,
            f"Not usable in the settings: {', '.join(wrong)}; the rest is kept. {_set_aside(path)}",
        )

    def save(self, path: Path | None = None) -> None:
        """Replace the settings file as a whole, making its folder if need be; SegmendError if that fails."""
        path = settings_path() if path is None else path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, (self.model_dump_json(indent=2) + "\n").encode())
        except OSError as error:
            raise SegmendError(
                f"The settings cannot be saved to {path}: {_reason(error)}. "
                "They hold until the program ends; check that the folder can be written."
            ) from error


def settings_path() -> Path:
    """Where the settings lie for this person; the folder need not exist yet."""
    return folder_of("config") / FILE_NAME


def _validate(values: dict[str, object]) -> tuple[Settings, list[str]]:
    """Settings from the allowed values, and the names of those that are not."""
    try:
        return Settings.model_validate(values), []
    except ValidationError as error:
        wrong = sorted({str(each["loc"][0]) for each in error.errors()})
        return Settings.model_validate({name: values[name] for name in values if name not in wrong}), wrong


def _set_aside(path: Path) -> str:
    """Rename the file so that nothing in it is lost; a sentence that says what became of it."""
    number = 1
    while (kept := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    try:
        os.replace(path, kept)
    except OSError as error:
        return f"The old file {path} could not be kept aside ({_reason(error)})."
    return f"The old file is kept as {kept}."


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
