"""What a project knows of its images, how they are shown, and the versions of its network."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.core.class_looks import ClassLooks
from app.core.database_rows import Checkpoint, ImageRow
from app.core.errors import ProjectError
from app.core.files import make_folder
from app.core.levels import levels_to_json
from app.core.pages import image_file
from app.core.pixels import Levels
from app.core.project_database import ProjectDatabase

MOST_UNKEPT = 32  # images that are taught again after a crash


class ImageState(StrEnum):
    """How far the work on an image is."""

    NEW = "new"
    PREDICTED = "predicted"
    CORRECTED = "corrected"
    REVIEWED = "reviewed"


class ProjectStore(ProjectDatabase):
    """Single things that are stored, each with the next thing that is, or at once where that is said."""

    @property
    def models_path(self) -> Path:
        """Where checkpoints are, or will be."""
        return self.store / "models"

    @property
    def learn_path(self) -> Path:
        """Where the state of a Learn under way is, or will be: no place of versions."""
        return self.store / "learn"

    @property
    def models_folder(self) -> Path:
        """Where checkpoints are; the store is made if there is none yet. ProjectError."""
        self.ensure_store()
        self.check_folder()
        folder = self.models_path
        try:
            make_folder(folder)
        except OSError as error:
            raise ProjectError(f"{folder} cannot be made ({error.strerror or error}); check the disk.") from error
        return folder

    def store_classes(self) -> None:
        """Store the classes as they are now, in the database and in labels/classes.txt; ProjectError."""
        self._is_classes_stored = False
        self._flush()

    @property
    def last_image(self) -> str | None:
        """The image that was shown last, if its file is still there."""
        key = self._facts.get("last_image")
        path = self._path(key) if isinstance(key, str) else ""
        return path if path and image_file(path).is_file() else None

    def note_shown(self, path: str) -> None:
        """Remember the image that is shown; stored with the next thing that is, or when the project is closed."""
        self._note_fact("last_image", self.relative(path))

    def note_rename(self, name: str, index: int) -> None:
        """A class is no longer called so; stored as note_shown."""
        self._note_fact("former_names", {**self._former_names(), name: index})

    def formerly(self, name: str) -> int | None:
        """The index of the class that was called so last, None if none was."""
        return self._former_names().get(name)

    def _former_names(self) -> dict[str, int]:
        kept = self._facts.get("former_names")
        found = kept.items() if isinstance(kept, dict) else ()
        return {name: index for name, index in found if type(index) is int}

    def set_levels(self, kind: str, levels: Levels) -> None:
        """How images of this kind are shown; stored as note_shown."""
        self.levels = {**self.levels, kind: levels}
        self._note_fact("levels", levels_to_json(self.levels))

    def set_looks(self, looks: ClassLooks) -> None:
        """How classes are shown, and which are locked; stored as note_shown."""
        self.looks = looks
        self._note_fact("class_looks", looks.to_json())

    def note_frame(self, path: str, video: str, number: int) -> None:
        """An image is frame `number`, from 0, of a video file; stored at once. ProjectError."""
        kept = self._facts.get("frames")
        frames = dict(kept) if isinstance(kept, dict) else {}
        self._note_fact("frames", {**frames, self.relative(path): [self._video_key(video), number]})
        self._flush()

    def frames_of(self, video: str) -> dict[int, str]:
        """The frames of a video file that are images of the project: number from 0 -> path, there or not."""
        kept, wanted = self._facts.get("frames"), self._video_key(video)
        found: dict[int, str] = {}
        for key, place in kept.items() if isinstance(kept, dict) else ():
            is_place = isinstance(place, list) and len(place) == 2 and isinstance(place[1], int)
            if is_place and place[0] == wanted and isinstance(key, str):
                found[place[1]] = self._path(key)
        return found

    def _video_key(self, video: str) -> str:
        """Within the project relative to its folder, which may be moved as a whole."""
        path = Path(os.path.abspath(video))
        return path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else str(path)

    @property
    def unkept(self) -> list[str]:
        """Images that the network was taught by since its version was kept, the newest last."""
        keys = self._facts.get("unkept")
        return [self._path(key) for key in keys if isinstance(key, str)] if isinstance(keys, list) else []

    def note_unkept(self, path: str) -> None:
        """The network is being taught by an image, and no version knows it; stored at once. ProjectError."""
        keys, key = self._facts.get("unkept", []), self.relative(path)
        if keys[-1:] != [key]:
            self._note_fact("unkept", [*(each for each in keys if each != key), key][-MOST_UNKEPT:])
            self._flush()

    def forget_unkept(self) -> None:
        """What was taught is in a version, or not wanted any more; stored at once. ProjectError."""
        if self._facts.get("unkept"):
            self._note_fact("unkept", [])
            self._flush()

    def store_facts(self) -> None:
        """Store what was noted, making the store if there is none. ProjectError."""
        self._flush()

    def state(self, path: str) -> ImageState:
        """How far the work on an image is."""
        row = self._rows.get(self.relative(path))
        return ImageState(row.state) if row is not None else ImageState.NEW

    def set_state(self, path: str, state: ImageState) -> None:
        """Remember and store a state; a mere prediction does not make a store on disk.

        Raises ProjectError if it cannot be stored; it is remembered then, and stored with the next one.
        """
        self._set_row(path, state=state)
        if self.is_stored or state not in (ImageState.NEW, ImageState.PREDICTED):
            self._flush()

    def last_edit(self, path: str) -> int:
        """The number of the last edit known to be in the label file of an image."""
        row = self._rows.get(self.relative(path))
        return row.last_edit if row is not None else 0

    def store_scores(self) -> None:
        """Store scores that are not on the disk, if there is a store: as predictions they make none. ProjectError."""
        if self.is_stored and self.scores.unstored:
            self._flush()

    def checkpoints(self) -> list[Checkpoint]:
        """The versions of the network, oldest first; a copy."""
        return list(self._checkpoints)

    def add_checkpoint(self, name: str, file: str, parent: str | None, measures: dict[str, Any]) -> Checkpoint:
        """Record a version whose weights are in models/<file>; ProjectError if the name is taken."""
        if any(each.name == name for each in self._checkpoints):
            raise ProjectError(f"There is already a version “{name}”; give the new one another name.")
        created = datetime.now(UTC).isoformat(timespec="seconds")
        checkpoint = Checkpoint(name, file, created, parent, measures, is_current=False)
        self._store_checkpoints([*self._checkpoints, checkpoint])
        return checkpoint

    def set_current(self, name: str | None) -> None:
        """Make a recorded version the current one; None for the network the program brings. ProjectError."""
        if name is not None and all(each.name != name for each in self._checkpoints):
            raise ProjectError(f"There is no version “{name}” in the project; choose one from the list.")
        if name != self.current:
            self._store_checkpoints([replace(each, is_current=each.name == name) for each in self._checkpoints])

    def _store_checkpoints(self, checkpoints: list[Checkpoint]) -> None:
        self._ask(lambda database: database.write_checkpoints(checkpoints))
        self._checkpoints = checkpoints

    @property
    def current(self) -> str | None:
        """The name of the current version; None for the network the program brings."""
        return next((each.name for each in self._checkpoints if each.is_current), None)

    def _set_row(self, path: str, *, state: ImageState) -> None:
        key = self.relative(path)
        self._rows[key] = replace(self._rows.get(key, ImageRow(ImageState.NEW, 0)), state=state)
        self._unstored.add(key)

    def _note_fact(self, name: str, value: Any) -> None:
        if self._facts.get(name) != value:
            self._facts[name] = value
            self._unstored_facts.add(name)
