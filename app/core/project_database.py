"""The database of a project while it is open: made when it is needed, and again when it is damaged or gone."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from app.core import repair
from app.core.class_looks import ClassLooks
from app.core.database import DamagedDatabaseError, Database
from app.core.database_rows import Checkpoint, ImageRow
from app.core.errors import InputError, ProjectBusyError, ProjectError
from app.core.files import make_folder, replace_file
from app.core.label_classes import LabelClasses
from app.core.label_store import LabelStore
from app.core.levels import levels_from_json
from app.core.pixels import LevelsTable
from app.core.places import DATABASE_NAME, Place, place_elsewhere
from app.core.project_folder import ProjectFolder
from app.core.salvage import STATES
from app.core.scores import Scores

Answer = TypeVar("Answer")


class ProjectDatabase(ProjectFolder):
    """What is stored of a folder: in `.segmend` or, where that cannot be written, in the user's data folder.

    A database that is damaged, deleted or replaced while it is open is made again, which is said.
    """

    def __init__(self, folder: Path, place: Place) -> None:
        super().__init__(folder)
        self.classes = LabelClasses()
        self.scores = Scores()  # by relative path; stored with the next thing that is
        self._rows: dict[str, ImageRow] = {}  # by relative path; the truth for this session
        self._unstored: set[str] = set()  # keys of _rows that the database does not have yet
        self._facts: dict[str, Any] = {}
        self._unstored_facts: set[str] = set()
        self.looks = ClassLooks()  # replaced, never changed: other threads read it
        self.levels: LevelsTable = {}  # by kind of image; replaced, never changed: other threads read it
        self._is_classes_stored = True
        self._checkpoints: list[Checkpoint] = []  # as they are stored
        self._database: Database | None = None
        self._has_begun_store = False
        self._notices: list[str] = []
        self._is_closed = False
        self._move_to(place)

    def take_notices(self) -> list[str]:
        """Sentences about what happened to the project that a person should read, each given once."""
        notices, self._notices = self._notices, []
        return notices

    @property
    def is_stored(self) -> bool:
        """Whether there is a store on disk yet."""
        return self._has_begun_store

    def ensure_store(self) -> None:
        """Make the store on disk if there is none; only on the thread that opened the project.

        Raises ProjectBusyError if another window has made one since this project was opened.
        """
        if self._is_closed:
            raise ProjectError(f"The project in {self.folder} is closed; open it again.")
        if self._database is not None:
            return
        try:
            self._make_store()
        except OSError as error:
            if self.is_elsewhere:
                raise ProjectError(f"{self.store} cannot be made ({error}); nothing can be saved.") from error
            self._move_to(place_elsewhere(self.folder))
            self.ensure_store()

    def check_folder(self) -> None:
        """Raise ProjectError where the folder itself is gone: it must not be made again in its place. Any thread."""
        if not self.is_elsewhere and not self.folder.is_dir():
            raise ProjectError(
                f"{self.folder} is no longer there, so nothing can be saved; plug its drive in or put it back."
            )

    def _ask(self, question: Callable[[Database], Answer], *, is_change: bool = True) -> Answer:
        """The answer of the database, which is made again if it turns out to be damaged, or is gone before a change.

        Raises ProjectError; a question may then have been asked twice, but what it stores is stored once.
        """
        self.ensure_store()
        assert self._database is not None
        if is_change and not self._database.is_in_place():
            self._put_database_back(self._database)
        try:
            return question(self._database)
        except DamagedDatabaseError as error:
            self._drop_database()
            self._rebuild(str(error))
            return question(self._database)

    def _flush(self) -> None:
        self.ensure_store()
        if not self._is_classes_stored:
            self._ask(self._write_classes)
            self._is_classes_stored = True
        if self._unstored:
            self._ask(lambda database: database.write_images({key: self._rows[key] for key in self._unstored}))
            self._unstored.clear()
        if self._unstored_facts:
            self._ask(lambda database: database.write_facts({name: self._facts[name] for name in self._unstored_facts}))
            self._unstored_facts.clear()
        if self.scores.unstored:
            self._ask(lambda database: database.write_scores(self.scores.unstored))
            self.scores.note_stored()

    def _store_all_again(self) -> None:
        self._unstored.update(self._rows)
        self._unstored_facts.update(self._facts)
        self._is_classes_stored = False
        self._flush()

    def _make_store(self) -> None:
        path, is_own = self.store / DATABASE_NAME, self._has_begun_store
        if path.exists() and not is_own:
            raise ProjectBusyError(
                f"Another window has started a project in {self.folder}; close it, then open the folder again."
            )
        self.check_folder()
        make_folder(self.labels.folder)
        self._has_begun_store = True
        try:
            problem = repair.problem_before_opening(self.store) if is_own else None
            if problem is not None:
                raise DamagedDatabaseError(problem)
            self._database = Database(path)
            self._store_all_again()
        except DamagedDatabaseError as error:
            self._drop_database()
            self._rebuild(str(error))

    def _open_database(self) -> None:
        path = self.store / DATABASE_NAME
        problem = repair.problem_before_opening(self.store)
        if problem is None and not path.exists():
            return
        try:
            if problem is not None:
                raise DamagedDatabaseError(problem)
            self._database = Database(path)
            self._load(self._database)
            self._has_begun_store = True
        except DamagedDatabaseError as error:
            self._drop_database()
            self._rebuild(str(error))
        except BaseException:
            self._drop_database()
            raise

    def _load(self, database: Database) -> None:
        """Take over what the database knows; DamagedDatabaseError where that makes no sense."""
        try:
            rows = database.images()
            for key, row in rows.items():
                if row.state not in STATES or not isinstance(row.last_edit, int) or not isinstance(row.position, int):
                    raise ValueError(f"the state of {key}")
            facts = database.facts()
            levels, looks = levels_from_json(facts.get("levels")), ClassLooks.from_json(facts.get("class_looks"))
            scores, checkpoints = Scores(database.scores()), database.checkpoints()
            classes = LabelClasses.from_rows(database.classes())
        except (InputError, ValueError, TypeError) as error:
            raise DamagedDatabaseError(
                f"The project file {database.path} holds what makes no sense ({error})."
            ) from error
        # Only now: a rebuild takes what is here for what this session knows, and writes it into the new database.
        self._rows, self._facts, self.levels, self.looks = rows, facts, levels, looks
        self.scores, self._checkpoints, self.classes = scores, checkpoints, classes

    def _rebuild(self, problem: str) -> None:
        """Make the database again from all that can be saved. What this session knows better stays. ProjectError."""
        known, facts, classes, versions = self._rows, self._facts, self.classes, self._checkpoints
        self._notices += repair.rebuild(self.store, problem)
        self._database = Database(self.store / DATABASE_NAME)
        self._load(self._database)
        self._has_begun_store = True
        for key, row in known.items():
            self._rows[key] = replace(self._rows[key], state=row.state) if key in self._rows else row
        self._facts |= facts
        self.levels = levels_from_json(self._facts.get("levels"))
        self.looks = ClassLooks.from_json(self._facts.get("class_looks"))
        if len(classes):
            self.classes = classes
        if versions:
            names = {each.name for each in versions}
            self._checkpoints = versions + [each for each in self._checkpoints if each.name not in names]
            self._database.write_checkpoints(self._checkpoints)
        self._store_all_again()

    def _put_database_back(self, database: Database) -> None:
        """The file is gone, or another took its place: what the open one holds is written there again. ProjectError."""
        self.check_folder()
        path = self.store / DATABASE_NAME
        copy = path.with_name(f"{DATABASE_NAME}.again")
        try:
            make_folder(self.labels.folder)
            kept = database.keep_strangers_aside()
            database.copy_to(copy)
            os.replace(copy, path)
        except OSError as error:
            raise ProjectError(
                f"{path} is gone and cannot be written again ({error.strerror or error}); check the disk."
            ) from error
        self._drop_database()  # takes its own log away, by name: so before the other one has a log
        self._database = Database(path)
        others = f" The file that was in its place is kept as {kept}." if kept is not None else ""
        self._notices.append(f"{path} was deleted or replaced while it was open; it was written again.{others}")
        self._store_all_again()

    def _drop_database(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _write_classes(self, database: Database) -> None:
        database.write_classes(self.classes.to_rows())
        text = self.labels.folder / "classes.txt"
        try:
            make_folder(self.labels.folder)
            replace_file(text, self.classes.to_text().encode())
        except OSError as error:
            raise ProjectError(f"{text} could not be written ({error.strerror or error}); check the disk.") from error

    def _move_to(self, place: Place) -> None:
        self.store, self.is_elsewhere = place.store, place.is_elsewhere
        self.labels = LabelStore(place.store / "labels")
        if place.notice is not None:
            self._notices.append(place.notice)
