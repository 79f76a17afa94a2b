"""A session log done again, without a window: the same steps, to the same labels."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from app.core.document import Document
from app.core.errors import InputError
from app.core.journal import Move
from app.core.label_classes import LabelClasses
from app.core.label_map import LabelMap
from app.core.pages import image_file
from app.core.places import STORE_NAME, find_store
from app.core.project import SESSIONS, ImageState, Project
from app.core.session_log import FORMAT, parts
from app.core.step_text import sum_of, text_to_planes, write_step

_STATES = {str(state) for state in ImageState}


@dataclass
class Replayed:
    """What was done again. problems: a sentence for everything that was not, or that came out otherwise."""

    steps: int = 0
    images: int = 0
    problems: list[str] = field(default_factory=list)


def find_logs(source: Path) -> list[Path]:
    """The parts of a log file, or of all logs of a project, oldest first. InputError where there are none."""
    if source.is_file():
        return [source]
    store = find_store(source) if source.is_dir() else None
    found = parts(store / SESSIONS) if store is not None else []
    if not found:
        raise InputError(f"{source} is neither a session log nor a folder whose project has some.")
    return found


def replay(logs: list[Path], out: Path) -> Replayed:
    """Do these logs again in `out`, a new or empty folder, on copies of the images. InputError or ProjectError."""
    lines = [line for log in logs for line in _lines(log)]
    if out.exists() and any(out.iterdir()):
        raise InputError(f"{out} is not empty; name a folder that is, or that does not exist yet.")
    out.mkdir(parents=True, exist_ok=True)
    done = Replayed()
    folder = _copy_images(lines, logs[0], out, done)
    project = Project.open(folder, images=[])
    try:
        _Desk(project, done).do_all(lines)
    finally:
        project.close()
    return done


def _lines(log: Path) -> Iterator[dict[str, Any]]:
    """The lines of a log; a last one that breaks off is left out, for the program was killed while it was written."""
    try:
        texts = log.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise InputError(f"{log} cannot be read ({error}).") from error
    for number, text in enumerate(texts, start=1):
        try:
            line = json.loads(text)
        except ValueError as error:
            if number == len(texts):
                return
            raise InputError(f"Line {number} of {log} is no JSON ({error}).") from error
        if not isinstance(line, dict) or (number == 1 and line.get("segmend log") != FORMAT):
            raise InputError(f"{log} is no session log of this version of Segmend.")
        yield line


def _copy_images(lines: list[dict[str, Any]], log: Path, out: Path, done: Replayed) -> Path:
    """Copy the images whose labels were changed, from the folder of the log or, where it was moved, its project's."""
    named = [Path(str(line["folder"])) for line in lines if "folder" in line]
    beside = log.absolute().parents[2]
    source = beside if log.absolute().parents[1].name == STORE_NAME else next((each for each in named), beside)
    out = out.absolute()
    for key in dict.fromkeys(str(line["image"]) for line in lines if line.get("do") == "begin"):
        if Path(key).is_absolute() or ".." in Path(key).parts:
            raise InputError(f"{log} names {key}, which is outside the folder of its images.")
        file = image_file(str(source / key))
        target = out / file.relative_to(source)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        except OSError as error:
            done.problems.append(
                f"{file} cannot be copied ({error.strerror or error}); its labels are made all the same."
            )
    return out


class _Desk:
    """The documents of a replay."""

    def __init__(self, project: Project, done: Replayed) -> None:
        self._project, self._done = project, done
        self._documents: dict[str, Document] = {}

    def do_all(self, lines: list[dict[str, Any]]) -> None:
        for line in lines:
            try:
                self._do(line)
            except (KeyError, TypeError, ValueError, InputError) as error:
                where = f"{line.get('do', 'the head')} {line.get('number', '')} {line.get('image', '')}".strip()
                self._done.problems.append(f"“{where}” in the log makes no sense ({error}).")
        self._project.store_classes()
        for document in self._documents.values():
            self._project.append_to_journal(document)
            planes = document.label_map.labels, document.label_map.provenance
            self._project.write_labels(document.path, *planes, edit_number=document.edit_number)
            self._project.record_edit(document.path, document.edit_number)
        self._done.images = len(self._documents)

    def _do(self, line: dict[str, Any]) -> None:
        command = line.get("do")
        if command is None or command == "classes":
            rows = line["classes"] if command is None else line["rows"]
            self._project.classes = LabelClasses.from_rows(tuple(row) for row in rows)
        elif command == "begin":
            self._begin(line)
        elif command in ("edit", "undo", "redo"):
            self._step(line, Move(command))
        elif command == "state" and line["state"] in _STATES:
            self._project.set_state(self._path(line), ImageState(line["state"]))

    def _path(self, line: dict[str, Any]) -> str:
        return str(self._project.folder / str(line["image"]))

    def _begin(self, line: dict[str, Any]) -> None:
        key, (height, width) = str(line["image"]), line["shape"]
        if line["labels"] is None:
            self._done.problems.append(f"The log does not hold the labels that {key} began with, for it is too large.")
        label_map = text_to_planes(line["labels"] or "", (int(height), int(width)))
        known = self._documents.get(key)
        if known is not None and known.edit_number == line["number"] and _is_equal(known.label_map, label_map):
            return
        self._documents[key] = Document(self._path(line), label_map, edit_number=int(line["number"]))

    def _step(self, line: dict[str, Any], move: Move) -> None:
        document = self._documents.get(str(line["image"]))
        if document is None:
            raise ValueError("the log does not say what the image began with")
        if "pixels" in line:
            boxes = write_step(document.label_map, line["pixels"])
            document.commit(str(line.get("name", move)))
        else:
            boxes = [(int(a), int(b), int(c), int(d)) for a, b, c, d in line["boxes"]]
            moved = document.undo() if move == Move.UNDO else document.redo()
            if moved is None:
                raise ValueError("there is no step to move along")
        self._done.steps += 1
        if sum_of(document.label_map, boxes) != line["sum"] or document.edit_number != line["number"]:
            self._done.problems.append(f"Step {line['number']} of {line['image']} came out otherwise than it was.")


def _is_equal(one: LabelMap, other: LabelMap) -> bool:
    return one.shape == other.shape and bool(
        np.array_equal(one.labels, other.labels) and np.array_equal(one.provenance, other.provenance)
    )
