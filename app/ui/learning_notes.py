"""What the network learned, as notes between the steps of the image that was shown meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.session import Session
from app.ui.numbers import percent

if TYPE_CHECKING:
    from app.learner import Learner

_MOST_NOTES = 500  # of one image; older ones are forgotten


@dataclass(frozen=True)
class Note:
    """Something that happened to the network after `step` steps of an image, counted from its first."""

    step: int
    kind: str  # "live", "learn" or "version"
    text: str
    icon: str
    times: int = 1


class LearningNotes(QObject):
    """Listens to the learner; notes are kept by image for as long as the project is open."""

    changed = Signal()

    def __init__(self, session: Session, learner: Learner, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._learner = session, learner
        self._notes: dict[str, list[Note]] = {}
        self._version = str(learner.version)
        learner.measured.connect(self._note_lesson)
        learner.learned.connect(self._note_outcome)
        learner.changed.connect(self._note_version)
        for signal in (session.project_opened, session.project_closing):
            signal.connect(self._forget)

    def of(self, path: str | None) -> list[Note]:
        """The notes of an image, oldest first."""
        return self._notes.get(path or "", [])

    @Slot()
    def _forget(self) -> None:
        self._notes.clear()
        self._version = str(self._learner.version)
        self.changed.emit()

    @Slot(object)
    def _note_lesson(self, point: dict[str, Any]) -> None:
        if point.get("run") == "live":
            self._add("live", self.tr("Learned live"), "live")

    @Slot(object)
    def _note_outcome(self, report: Any) -> None:
        figures = report.before.get("mean_iu"), report.after.get("mean_iu")
        measured = " → ".join("–" if each is None else percent(each, 1) for each in figures)
        if report.is_published:
            self._add("learn", self.tr("Learned: mean IU {}").format(measured), "learn")
        else:
            self._add("learn", self.tr("Learn, not published: mean IU {}").format(measured), "learn")

    @Slot()
    def _note_version(self) -> None:
        name, before = str(self._learner.version), self._version
        if name == before:
            return
        self._version = name
        names = [version.name for version in self._learner.versions]
        is_back = name in names and before in names and names.index(name) < names.index(before)
        text = self.tr("Rolled back to {}") if is_back else self.tr("Version {} in use")
        self._add("version", text.format(name), "roll-back" if is_back else "predict")

    def _add(self, kind: str, text: str, icon: str) -> None:
        path, history = self._session.image_path, self._session.history
        if path is None or history is None:
            return
        notes = self._notes.setdefault(path, [])
        step = history.dropped + history.position
        last = notes[-1] if notes else None
        if kind == "live" and last is not None and (last.kind, last.step) == (kind, step):
            notes[-1] = replace(last, times=last.times + 1, text=f"{text} ×{last.times + 1}")
        else:
            notes.append(Note(step, kind, text, icon))
            del notes[:-_MOST_NOTES]
        self.changed.emit()
