"""What is kept of a Learn that was interrupted: whether the project has one, and when it is given up."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Slot

from app.core.project import Project
from app.jobs import Worker
from app.learner.network import NamedColor, Plane
from app.learner.versioning import Versioning
from app.learner.versions import LEARNED
from app.session import Session
from models.training.kept_learn import Fault, Keeper, KeptLearn, UnusableKeptError, find_kept, forget_kept, sweep

if TYPE_CHECKING:
    from app.learner.learner import Learner

_log = logging.getLogger(__name__)


class Keeping(QObject):
    """Looks for it when a project is opened, reading a few kilobytes; the rest is read by the job that goes on with it.

    It fits while the project has the classes it had, whatever they are called, and the version in use is the one that
    was, or was only taught.
    """

    def __init__(self, learner: Learner, session: Session, worker: Worker, versioning: Versioning) -> None:
        super().__init__(learner)
        self._learner, self._session, self._worker, self._versioning = learner, session, worker, versioning
        self._kept: KeptLearn | None = None
        session.project_opened.connect(self.look)
        session.classes_changed.connect(self._note_classes)

    @property
    def kept(self) -> KeptLearn | None:
        """The interrupted Learn that the next one goes on with."""
        return self._kept if self._kept is not None and self.has_any and not self._change(self._kept) else None

    @property
    def has_any(self) -> bool:
        """Whether there is one, which fits or does not."""
        project = self._session.project
        return self._kept is not None and project is not None and self._kept.folder == project.learn_path

    @property
    def note(self) -> str:
        """What to say of it; empty where there is none, and until the network is loaded by which it is judged."""
        if self._kept is None or not self.has_any or not self._learner.is_ready:
            return ""
        sentence = {
            "": self.tr("Interrupted at {0}%: Learn goes on from there."),
            "classes": self.tr("Interrupted at {0}%, with other classes: Learn begins anew."),
            "version": self.tr("Interrupted at {0}%, with another network: Learn begins anew."),
        }[self._change(self._kept)]
        return sentence.format(_percent(self._kept))

    @Slot()
    def look(self) -> None:
        """Look at what the project has now."""
        project, before = self._session.project, self._kept
        self._kept = None
        if project is not None:
            try:
                self._kept = _sound(find_kept(project.learn_path))
                self._sweep(project.learn_path)
            except UnusableKeptError as error:
                self.tell_lost(error)
                if not isinstance(error.__cause__, OSError):  # a disk or a share may answer the next time
                    self.discard()
        if self._kept != before:
            self._learner.changed.emit()

    def tell_lost(self, error: UnusableKeptError) -> None:
        """One sentence for files that are there and cannot be used."""
        sentence = self.tr("What was kept of an interrupted Learn cannot be used, so Learn begins anew: {0}")
        self._learner.said.emit("warning", sentence.format(_told(error)))

    def begin(
        self, project: Project, classes: dict[int, NamedColor], table: Plane, taught_from: str | None
    ) -> tuple[Keeper, KeptLearn | None]:
        """What keeps the Learn that begins now, and the one it goes on with; one that does not fit is written over.

        classes: those it learns; table: as learn_job.Order; taught_from: the version that live learning began from,
        None where it is off.
        """
        kept = self.kept
        if kept is not None and kept.facts["table"] != table.tolist():
            kept = None
        if kept is None and self._kept is not None:
            sentence = self.tr("Learn begins anew: the classes or the version have changed since it was interrupted.")
            self._learner.said.emit("info", sentence)
        self._kept = None  # it is under way
        facts = {"version": self._versioning.current().name, "classes": _names(classes), "table": table.tolist(),
                 "taught_from": taught_from}  # fmt: skip
        return Keeper(project.learn_path, facts, kept), kept

    def discard(self) -> OSError | None:
        """It is finished or given up: nothing of it is found again, and the network's thread removes the files.

        Why it is found again all the same, None where it is not.
        """
        self._kept = None
        project = self._session.project
        if project is None:
            return None
        folder = project.learn_path
        try:
            forget_kept(folder)
        except OSError as error:
            _log.warning("What is kept of a Learn in %s cannot be removed: %s", folder, error)
            return error
        self._sweep(folder)
        return None

    def discard_as_asked(self) -> None:
        """A person gives it up, and is told how far it was, or why it stays."""
        kept = self._kept
        if kept is None or not self.has_any:
            return
        problem = self.discard()
        if problem is None:
            sentence = self.tr("The Learn that was interrupted at {0}% is discarded.").format(_percent(kept))
            self._learner.said.emit("info", sentence)
        else:
            self._kept = kept
            sentence = self.tr("The interrupted Learn stays: {0} cannot be removed ({1}).")
            reason = problem.strerror or problem
            self._learner.said.emit("error", sentence.format(kept.source, reason))
        self._learner.changed.emit()

    def _sweep(self, folder: Path) -> None:
        if os.path.isdir(folder):  # which no trouble with the disk makes fail
            self._worker.submit("sweep", _sweep, folder, on_done=_nothing, must=True)

    @Slot()
    def _note_classes(self) -> None:
        if self._kept is not None:
            self._learner.changed.emit()

    def _change(self, kept: KeptLearn) -> str:
        """What has changed since, so that it cannot be gone on with: "classes", "version" or, where it can, ""."""
        if kept.facts["classes"].keys() != _names(self._learner.named_classes()).keys():
            return "classes"
        for version in self._versioning.lineage():
            if version.name == kept.facts["version"]:
                return ""
            if version.note == LEARNED:  # by this Learn, perhaps, when the program was killed
                break
        return "version"


def _percent(kept: KeptLearn) -> int:
    return round(100 * kept.fraction)


def _told(error: UnusableKeptError) -> str:
    """Why it cannot be used, in the language of the window."""
    sentence = {
        Fault.UNREADABLE: QCoreApplication.translate("Learner", "{0} cannot be read ({1})."),
        Fault.DAMAGED: QCoreApplication.translate("Learner", "{0} is damaged."),
        Fault.OTHER_VERSION: QCoreApplication.translate("Learner", "{0} is of another version of Segmend."),
        Fault.OTHER_NETWORK: QCoreApplication.translate("Learner", "{0} is of another network."),
    }[error.fault]
    return sentence.format(error.path, error.detail)


def _names(classes: dict[int, NamedColor]) -> dict[str, str]:
    """As JSON has it."""
    return {str(index): name for index, (name, _) in classes.items()}


def _sound(kept: KeptLearn | None) -> KeptLearn | None:
    """It, with the facts that `Keeping.begin` wrote. A project may come from strangers: raises UnusableKeptError."""
    if kept is None:
        return None
    table: Any = kept.facts.get("table")
    is_table = isinstance(table, list) and len(table) == 256 and all(type(index) is int for index in table)
    is_sound = is_table and all(0 <= index <= 255 for index in table) and isinstance(kept.facts.get("classes"), dict)
    is_sound = is_sound and isinstance(kept.facts.get("taught_from", 0), str | None)
    if not is_sound or "version" not in kept.facts:
        raise UnusableKeptError(Fault.OTHER_VERSION, kept.source)
    return kept


def _sweep(folder: Path) -> None:
    try:
        sweep(folder)
    except (OSError, UnusableKeptError) as error:  # disk space is all that it costs
        _log.warning("What was left of a Learn in %s cannot be removed: %s", folder, error)


def _nothing(_value: object) -> None:
    """Nobody waits for it."""
