"""Keeping, restoring and rolling back versions of the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from app.core.errors import ProjectError
from app.core.project import Project
from app.jobs import Worker
from app.learner.live import LiveTeaching
from app.learner.network import Loaded, Network
from app.learner.versions import CLASSES, LEARNED, Version, list_versions, next_name
from app.session import Session

if TYPE_CHECKING:
    from app.learner.learner import Learner

Then = Callable[[], None]


class Versioning:
    """The chain of versions: every one is kept, and each knows the one it grew from.

    A version is recorded, and becomes the current one, only when its file is on the disk.
    """

    def __init__(
        self, learner: Learner, session: Session, network: Network, worker: Worker, live: LiveTeaching
    ) -> None:
        self._learner, self._session, self._live = learner, session, live
        self._network, self._worker = network, worker
        self.base = Version("bundled", Path("bundled"), "", "", is_current=True)
        self.is_base_in_use = False  # as it was loaded
        self._is_switching = False  # somebody chose a version, which is not in use yet

    def set_base(self, model: str) -> None:
        """The network the program starts from, as it was just loaded."""
        path = Path(model)
        name = path.stem if path.suffix else model
        self.base = Version(name, path, "", "", is_current=True)
        self.is_base_in_use = True

    def make_base_current(self) -> None:
        """Let the project go on from the base; its versions stay."""
        self._set_current(None)

    def _set_current(self, name: str | None, *, is_entering: bool = False) -> None:
        """The network in use has changed all the same where this cannot be stored; that is said."""
        project = self._session.project
        try:
            if project is not None:
                project.set_current(name)
                if not is_entering:
                    project.forget_unkept()
        except ProjectError as error:
            self._learner.fail(error)

    def versions(self) -> list[Version]:
        return list_versions(self._session.project, self.base)

    def current(self) -> Version:
        return next(version for version in self.versions() if version.is_current)

    def lineage(self) -> list[Version]:
        """The current version and those it grew from, the base last."""
        versions = {version.name: version for version in self.versions()}
        found, name = [], self.current().name
        while name in versions:  # a parent may be missing where a database was made again
            version = versions.pop(name)
            found.append(version)
            name = version.parent or ""
        return found

    def taught_from(self) -> Version:
        """The version that live learning made the current one of, stroke by stroke: it learned of none of them."""
        return next((version for version in self.lineage() if version.note == LEARNED), self.base)

    def settle(self, then: Then, failed: Then | None = None) -> None:
        """End live learning, keep what it taught as `taught N`, the current version, and call `then`.

        Where it cannot be kept that is said, the network stays as it is and `failed` is called instead.
        """
        self._live.stop()
        # What is under way ends first, and says whether it taught anything.
        self._worker.submit("settle", _end, on_done=lambda _: self._keep(then, failed or _end), must=True)

    def _keep(self, then: Then, failed: Then) -> None:
        project = self._session.project
        if project is None:
            then()
            return
        if not self._live.is_taught:
            self._forget_unkept(project)
            then()
            return
        self._live.is_taught = False  # what is taught from now on is not in the file

        def fail() -> None:
            self._live.is_taught = True
            failed()

        self.add("taught", {"note": "live learning"}, self._network.store, then=lambda _version: then(), failed=fail)

    def _forget_unkept(self, project: Project) -> None:
        """Nothing was learned from what was decided: there is nothing to learn again, but for what is still to come."""
        if self._live.is_owing:
            return
        try:
            project.forget_unkept()
        except ProjectError as error:
            self._learner.fail(error)

    def add(
        self,
        word: str,
        measures: dict[str, Any],
        store: Callable[[Path], Sequence[int]],
        *,
        then: Callable[[Version], None],
        failed: Then,
    ) -> None:
        """Let the worker write a version with store(file), record it on top of the current one and make it current.

        store: returns the project's index of each of its classes, 255 for none.
        """
        project, parent = self._session.project, self.current().name
        assert project is not None  # leaving it waits for the worker
        try:
            folder = project.models_folder
        except ProjectError as error:
            self._learner.fail(error)
            failed()
            return
        name = next_name(self.versions(), word, folder)
        file = f"{name.replace(' ', '-')}.safetensors"

        def record(indices: Sequence[int]) -> None:
            kept = {**measures, CLASSES: list(indices)}
            if self._record(project, name, file, None if parent == self.base.name else parent, kept):
                then(self.current())
            else:
                failed()

        def fail(error: BaseException) -> None:
            sentence = QCoreApplication.translate("Learner", "The version “{0}” could not be written: {1}")
            self._learner.said.emit("error", sentence.format(name, self._learner.sentence(error)))
            failed()

        self._learner.note_network_changing()
        self._worker.submit(f"keep {name}", store, folder / file, on_done=record, on_failed=fail, must=True)

    def _record(self, project: Project, name: str, file: str, parent: str | None, measures: dict[str, Any]) -> bool:
        try:
            project.add_checkpoint(name, file, parent, measures)
            project.set_current(name)
            project.forget_unkept()
        except ProjectError as error:
            self._learner.fail(error)
            return False
        self._learner.changed.emit()
        return True

    def roll_back(self) -> None:
        """One step back along the chain; nothing is thrown away."""
        before = self.current()

        def choose() -> Version | None:
            if self.current().name != before.name:  # live learning was kept on top of it
                return before
            if before.parent is not None:
                return self._find(before.parent)
            sentence = QCoreApplication.translate(
                "Learner", "There is nothing to roll back: “{0}” is the first version."
            )
            self._learner.said.emit("info", sentence.format(before.name))
            return None

        self._switch(choose)

    def use(self, name: str) -> None:
        """Go to a version by name."""
        self._switch(lambda: self._find(name))

    def _switch(self, choose: Callable[[], Version | None]) -> None:
        if self._is_switching:
            return
        self._is_switching = True
        self._live.forget()
        self.settle(lambda: self._go_to(choose()), failed=self._end_switch)

    def _go_to(self, version: Version | None) -> None:
        if version is None:
            self._end_switch()
        else:
            self._learner.give_up_learning()  # it grew from another one
            self.restore(version)

    def _end_switch(self) -> None:
        self._is_switching = False
        self._learner.changed.emit()

    def _find(self, name: str) -> Version:
        return next((version for version in self.versions() if version.name == name), self.base)

    def restore(self, version: Version, *, is_entering: bool = False, then: Then | None = None) -> None:
        """Load a version and make it current; if it cannot be read, the network before stays and it is said.

        is_entering: the network before may be another project's; the base then answers instead.
        then: called when the version is loaded, before it is asked anything.
        """

        def take(loaded: Loaded) -> None:
            self._is_switching = False
            is_base = version.name == self.base.name
            self._set_current(None if is_base else version.name, is_entering=is_entering)
            self.is_base_in_use = is_base
            (then or _end)()
            self._learner.take(loaded, version.classes)

        def fail(error: BaseException) -> None:
            self._end_switch()
            self._learner.fail(error)
            if is_entering:
                self.restore(self.base)

        self._worker.submit("restore", self._read, str(version.file), on_done=take, on_failed=fail, must=True)

    def _read(self, file: str) -> Loaded:
        from models.zoo.plugins import open_model

        return self._network.use(open_model(file))


def _end() -> None:
    """Nothing follows."""
