"""Versions of the network: the one the program starts from, and those a project keeps in its models/ folder."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.label_map import UNLABELED

if TYPE_CHECKING:
    from app.core.project import Project


LEARNED = "Learn"  # the note of versions that were learned, as it is stored
CLASSES = "classes"  # what is stored beside it, see Version.classes


@dataclass(frozen=True)
class Version:
    """One network that was kept. file: its checkpoint; parent: the version it grew from, None for the first.

    classes: what its classes were in the project, in score order, 255 for none; () where that was not kept.
    """

    name: str
    file: Path
    created: str
    note: str
    measures: dict[str, Any] = field(default_factory=dict)
    parent: str | None = None
    is_current: bool = False
    classes: tuple[int, ...] = ()


@dataclass(frozen=True)
class LearnReport:
    """What a learning did. before, after: mean_iu, pixel_accuracy, iu {class: value}, on the same held-out pixels."""

    before: dict[str, Any]
    after: dict[str, Any]
    is_published: bool
    note: str
    held_out_pixels: int


def list_versions(project: Project | None, base: Version) -> list[Version]:
    """The base first, then the project's, oldest first; exactly one is current."""
    stored = [] if project is None else project.checkpoints()
    current = next((each.name for each in stored if each.is_current), base.name)
    found = [_marked(base, current)]
    for each in stored:
        assert project is not None
        found.append(
            Version(
                name=each.name,
                file=project.models_path / each.file,
                created=each.created,
                note=str(each.measures.get("note", "")),
                measures={key: value for key, value in each.measures.items() if key not in ("note", CLASSES)},
                parent=each.parent or base.name,
                is_current=each.name == current,
                classes=_indices(each.measures.get(CLASSES)),
            )
        )
    return found


def _indices(stored: object) -> tuple[int, ...]:
    """What is stored, if it says of each class at most one: a project may come from strangers."""
    found = tuple(stored) if isinstance(stored, list) else ()
    if not all(type(index) is int and 0 <= index <= UNLABELED for index in found):
        return ()
    known = [index for index in found if index != UNLABELED]
    return found if len(set(known)) == len(known) else ()


def _marked(version: Version, current: str) -> Version:
    return replace(version, is_current=version.name == current)


def next_name(versions: list[Version], word: str, folder: Path) -> str:
    """`word 1`, `word 2` …, the first that no version has and no file in `folder`, the project's models, either.

    A file can be there without its version after a crash, or after a damaged database was rebuilt.
    """
    taken = {version.name for version in versions}
    taken |= {file.stem.replace("-", " ") for file in folder.glob("*.safetensors") if file.is_file()}
    return next(name for number in range(1, len(taken) + 2) if (name := f"{word} {number}") not in taken)
