"""Keeping, restoring and rolling back versions of the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.errors import ProjectError
from app.jobs import Worker
from app.learner.network import Loaded, Network
from app.learner.versions import Version, list_versions, next_name
from app.session import Session

if TYPE_CHECKING:
    from app.learner.learner import Learner


class Versioning:
    """The chain of versions: every one is kept, and each knows the one it grew from."""

    def __init__(self, learner: Learner, session: Session, network: Network, worker: Worker) -> None:
        self._learner, self._session = learner, session
        self._network, self._worker = network, worker
        self.base = Version("bundled", Path("bundled"), "", "", is_current=True)
        self.is_base_in_use = False

    def set_base(self, model: str) -> None:
        """The network the program starts from, as it was just loaded."""
        path = Path(model)
        name = path.stem if path.suffix else model
        self.base = Version(name, path, "", "", is_current=True)
        self.is_base_in_use = True

    def make_base_current(self) -> None:
        """Let the project go on from the base; its versions stay."""
        project = self._session.project
        try:
            if project is not None:
                project.set_current(None)
        except ProjectError as error:
            self._learner.fail(error)

    def versions(self) -> list[Version]:
        return list_versions(self._session.project, self.base)

    def current(self) -> Version:
        return next(version for version in self.versions() if version.is_current)

    def keep(self) -> Version | None:
        """Keep the network as it is now as `taught N`, the current version; its file is written by the worker."""
        project = self._session.project
        if project is None:
            return None
        versions = self.versions()
        name, parent = next_name(versions, "taught"), self.current().name
        return self.add(name, parent, {"note": "live learning"}, self._network.store)

    def add(self, name: str, parent: str, measures: dict[str, Any], store: Any) -> Version | None:
        """Record a version and make it current; store(file) writes it on the worker, before anything that follows."""
        project = self._session.project
        assert project is not None
        file = f"{name.replace(' ', '-')}.safetensors"
        try:
            project.ensure_store()
            project.models_folder.mkdir(parents=True, exist_ok=True)
            recorded_parent = None if parent == self.base.name else parent
            project.add_checkpoint(name, file, recorded_parent, measures)
            project.set_current(name)
        except (ProjectError, OSError) as error:
            self._learner.said.emit("error", self._learner.sentence(error))
            return None
        self.is_base_in_use = False
        self._worker.submit(
            f"keep {name}", store, project.models_folder / file,
            on_done=lambda _file: None, on_failed=lambda error: self._fail_to_keep(name, recorded_parent, error),
            must=True,
        )  # fmt: skip
        self._learner.changed.emit()
        return self.current()

    def _fail_to_keep(self, name: str, parent: str | None, error: BaseException) -> None:
        """There is no file to go on with: the version it grew from is the one to open the project with."""
        project = self._session.project
        if project is not None and project.current == name:
            project.set_current(parent)
        sentence = self._learner.tr("The version “{0}” could not be written: {1}")
        self._learner.said.emit("error", sentence.format(name, self._learner.sentence(error)))

    def roll_back(self) -> None:
        """One step back along the chain; nothing is thrown away."""
        current = self.current()
        if self._learner.is_taught:
            self._learner.keep_taught()
            self.restore(current)
        elif current.parent is not None:
            self.restore(self._find(current.parent))
        else:
            sentence = self._learner.tr("There is nothing to roll back: “{0}” is the first version.")
            self._learner.said.emit("info", sentence.format(current.name))

    def use(self, name: str) -> None:
        """Go to a version by name."""
        self._learner.keep_taught()
        self.restore(self._find(name))

    def _find(self, name: str) -> Version:
        return next((version for version in self.versions() if version.name == name), self.base)

    def restore(self, version: Version, *, is_entering: bool = False) -> None:
        """Load a version and make it current; if it cannot be read, the network before stays and it is said.

        is_entering: the network before may be another project's; the base then answers instead.
        """
        self._worker.submit(
            "restore", self._read, str(version.file), on_done=lambda loaded: self._take(version, loaded),
            on_failed=self._enter_with_base if is_entering else self._learner.fail, must=True,
        )  # fmt: skip

    def _enter_with_base(self, error: BaseException) -> None:
        self._learner.fail(error)
        self.restore(self.base)

    def _read(self, file: str) -> Loaded:
        from models.checkpoint import load_checkpoint
        from models.names import find_model

        return self._network.use(load_checkpoint(find_model(file)))

    def _take(self, version: Version, loaded: Loaded) -> None:
        is_base = version.name == self.base.name
        project = self._session.project
        if project is not None:
            project.set_current(None if is_base else version.name)
        self.is_base_in_use = is_base
        self._learner.take(loaded)
