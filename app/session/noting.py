"""What a person does besides the steps on labels, noted in the project's session log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from app.core.project import Project

if TYPE_CHECKING:
    from app.session.session import Session


class Noting(QObject):
    """Hears the session and notes; steps are noted by the project when the journal has them."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._is_on = True
        session.project_opened.connect(self._switch_log)
        session.image_opened.connect(self._note_image)
        session.classes_changed.connect(self._note_classes)
        session.image_state_changed.connect(self._note_state)
        session.tool_chosen.connect(lambda name: self._note("tool", name=name))
        session.class_chosen.connect(lambda index: self._note("class", index=index))
        session.brush_changed.connect(lambda diameter: self._note("brush", diameter=diameter))
        session.view_changed.connect(lambda: self._note("view", name=session.view))
        session.said.connect(lambda level, sentence: self._note("say", level=level, sentence=sentence))
        session.class_used.connect(lambda _index, sentence: self._note("say", level="warning", sentence=sentence))

    def switch(self, *, is_on: bool) -> None:
        """Keep a log of this session in its projects, or none."""
        self._is_on = is_on
        self._switch_log()

    @Slot()
    def _switch_log(self) -> None:
        if self._session.project is not None:
            self._session.project.log.switch(is_on=self._is_on)

    def _note(self, command: str, **facts: Any) -> None:
        project = self._session.project
        if project is not None:
            project.log.note(command, **facts)

    @Slot()
    def _note_image(self) -> None:
        project, path = self._session.project, self._session.image_path
        if project is not None and path is not None:
            self._note("show", image=project.relative(path))

    @Slot()
    def _note_classes(self) -> None:
        self._note("classes", rows=self._session.classes.to_rows())

    @Slot(str)
    def _note_state(self, path: str) -> None:
        project: Project | None = self._session.project
        if project is not None and project.has_image(path):
            self._note("state", image=project.relative(path), state=str(project.state(path)))
