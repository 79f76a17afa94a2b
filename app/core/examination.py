"""What is wrong with a project on the disk, found without changing it, and its repair."""

import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.core import repair
from app.core.database import refuse_if_open
from app.core.errors import InputError, ProjectError, SegmendError
from app.core.images import image_size
from app.core.label_classes import LabelClasses
from app.core.label_file import UnreadableLabelsError, decode_labels, stored_shape
from app.core.label_store import LabelStore
from app.core.places import DATABASE_NAME, find_store, rescue_folder
from app.core.project import Project
from app.core.salvage import Salvaged, salvage


@dataclass(frozen=True)
class Remark:
    """Something about a project. is_wrong: it should be repaired; else it is worth knowing."""

    name: str
    sentence: str
    is_wrong: bool = True


def examine(folder: Path) -> list[Remark]:
    """Look at everything in the store of this folder; nothing is changed. An empty list means all is well.

    Raises InputError where there is no such folder and ProjectBusyError where a window has it open.
    """
    store = _store(folder)
    if store is None:
        return [Remark("project", f"Nothing is stored for {folder} yet.", is_wrong=False)]
    refuse_if_open(store / DATABASE_NAME)
    if repair.is_newer(store):
        return [Remark("database", f"{store} was written by a newer version of Segmend; update Segmend to open it.")]
    found = salvage(store / DATABASE_NAME)
    return [*_database(store), *_journal(found), *_classes(store, found), *_labels(store), *_versions(store, found),
            *_left_over(folder, store, found)]  # fmt: skip


def mend(folder: Path) -> list[str]:
    """Repair the store of this folder, after copying whatever is changed; returns what was done, in sentences.

    Raises as examine, and ProjectError where it cannot be repaired; then nothing was changed.
    """
    remarks = examine(folder)
    store = _store(folder)
    if store is None or not any(remark.is_wrong for remark in remarks):
        return []
    if repair.is_newer(store):
        raise ProjectError(remarks[0].sentence)
    damaged = [file for file in LabelStore(store / "labels").files() if _label_problem(file) is not None]
    said: list[str] = []
    if any(remark.name in ("database", "journal", "versions") and remark.is_wrong for remark in remarks):
        problem = next(remark.sentence for remark in remarks if remark.name in ("database", "journal", "versions"))
        said += repair.rebuild(store, problem)
    if damaged:
        copy = _copy(store, damaged)
        said.append(f"The damaged label files are copied to {copy}.")
    project = Project.open(folder)
    try:
        for file in damaged:
            said += _restore(project, project.labels.key(file))
        project.store_classes()
        said += project.take_notices()
    finally:
        project.close()
    return said


def _store(folder: Path) -> Path | None:
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder; give the folder of the images.")
    return find_store(folder)


def _database(store: Path) -> list[Remark]:
    path = store / DATABASE_NAME
    problem = repair.problem_before_opening(store)
    if problem is not None:
        return [Remark("database", problem)]
    if not path.exists() or path.stat().st_size == 0:
        return []
    with tempfile.TemporaryDirectory(prefix="segmend-") as place:  # looking at a log would write it into the file
        for name in (path.name, f"{path.name}-wal"):
            if (store / name).exists():
                shutil.copyfile(store / name, Path(place, name))
        connection = sqlite3.connect(Path(place, path.name))
        try:
            answers = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
        except sqlite3.Error as error:
            answers = [str(error)]
        finally:
            connection.close()
    if answers == ["ok"]:
        return []
    return [Remark("database", f"The project file {path} is damaged ({'; '.join(answers).splitlines()[0]}).")]


def _journal(found: Salvaged) -> list[Remark]:
    if not found.damaged_entries:
        return []
    steps = "1 step" if found.damaged_entries == 1 else f"{found.damaged_entries} steps"
    return [Remark("journal", f"{steps} of the journal cannot be read.")]


def _classes(store: Path, found: Salvaged) -> list[Remark]:
    text = store / "labels" / "classes.txt"
    known = sorted((row[0], row[1]) for row in found.classes.values() if not row[6])
    if not text.exists():
        return [Remark("classes", f"{text} is missing.")] if known else []
    try:
        written = [(each.index, each.name) for each in LabelClasses.from_text(text.read_text("utf-8"))]
    except (OSError, ValueError, InputError) as error:
        return [Remark("classes", f"{text} cannot be read ({error}).")]
    if known and written != known:
        return [Remark("classes", f"{text} does not say what the project file says.")]
    return []


def _labels(store: Path) -> list[Remark]:
    remarks = []
    for file in LabelStore(store / "labels").files():
        problem = _label_problem(file)
        if problem is not None:
            remarks.append(Remark("labels", f"{file} is {problem}."))
    return remarks


def _label_problem(file: Path) -> str | None:
    try:
        decode_labels(file.read_bytes(), stored_shape(file))
    except UnreadableLabelsError as error:
        return str(error)
    except OSError as error:
        return f"not readable ({error.strerror or error})"
    return None


def _versions(store: Path, found: Salvaged) -> list[Remark]:
    remarks = []
    for version in found.checkpoints.values():
        file = store / "models" / version.file
        if not file.is_file():
            sentence = f"The weights of the version “{version.name}” are missing: there is no {file}."
            remarks.append(Remark("weights", sentence, is_wrong=False))
    known = {version.file for version in found.checkpoints.values()}
    for file in sorted((store / "models").glob("*.safetensors")):
        if file.name not in known:
            remarks.append(Remark("versions", f"{file} is in no list of versions."))
    return remarks


def _left_over(folder: Path, store: Path, found: Salvaged) -> list[Remark]:
    """What is not lost but not in its place either."""
    remarks = []
    newer = 0
    for key, entries in found.entries.items():
        last = found.images[key].last_edit if key in found.images else 0
        newer += sum(entry.row.number > last for entry in entries)
    if newer:
        steps = "1 step is" if newer == 1 else f"{newer} steps are"
        remarks.append(Remark("journal", f"{steps} put back when the folder is opened.", is_wrong=False))
    rescued = sum(1 for _ in LabelStore(rescue_folder(folder.absolute())).files())
    if rescued:
        remarks.append(Remark("rescued", f"{rescued} rescued label files are put back then.", is_wrong=False))
    for file in sorted(store.rglob("*.damaged*")):
        remarks.append(Remark("kept aside", f"{file} was kept aside earlier.", is_wrong=False))
    return remarks


def _copy(store: Path, files: list[Path]) -> Path:
    try:
        copy = repair.copy_aside(store, files)
        repair.finish_copy(copy)
    except OSError as error:
        raise ProjectError(
            f"The label files cannot be copied before their repair ({error.strerror or error}); make room."
        ) from error
    return copy


def _restore(project: Project, key: str) -> list[str]:
    """Keep a damaged label file aside and write what the journal has of it."""
    path = str(project.folder / key)
    try:
        return project.restore(path, project.known_shape(key) or image_size(path))
    except SegmendError as error:
        return [str(error)]
