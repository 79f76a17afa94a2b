"""What the command `predict` is given: files, folders, videos and lists, each with the stem of what it gives."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.data.image_files import IMAGE_SUFFIXES, VIDEO_SUFFIXES, read_rgb
from models.data.videos import read_frames
from models.errors import ModelError


@dataclass(frozen=True)
class Input:
    """A file and the stem, relative to the output folder, of what is written for it."""

    path: Path
    stem: str


def list_inputs(names: tuple[str, ...], out: Path) -> tuple[list[Input], list[str]]:
    """The files to predict in the order given, and a sentence for each input that is none or cannot be written."""
    found: list[Input] = []
    failures: list[str] = []
    for name in _expanded(names, failures):
        path = Path(name)
        if os.path.isdir(path):
            files = _listed(path, out.resolve())
            if not files:
                failures.append(f"{path} holds no image or video.")
            found += [Input(file, file.relative_to(path).with_suffix("").as_posix()) for file in files]
        else:
            found.append(Input(path, path.stem))
    sources = {os.path.realpath(item.path) for item in found}
    taken: dict[str, Path] = {}
    unique = []
    for item in found:
        target = out / f"{item.stem}.png"
        if taken.get(item.stem) == item.path:
            continue
        if item.stem in taken:
            failures.append(
                f"{item.path} would be written over {taken[item.stem]}, which has the same name: rename one."
            )
        elif os.path.realpath(target) in sources:
            failures.append(f"{item.path} would be written over the input {target}: choose another output folder.")
        else:
            taken[item.stem] = item.path
            unique.append(item)
    return unique, failures


def _listed(folder: Path, out: Path) -> list[Path]:
    """The images and videos below a folder, without those that an earlier run wrote to a folder `out` in it."""
    if folder.resolve() == out:
        raise ModelError(f"{folder} is the output folder too: choose another one, so that no input is written over.")
    skips_out = out.is_relative_to(folder.resolve())
    files = (file for file in folder.rglob("*") if _is_input(file) and ".segmend" not in file.parts)
    return sorted(file for file in files if not (skips_out and file.resolve().is_relative_to(out)))


def _expanded(names: tuple[str, ...], failures: list[str]) -> Iterator[str]:
    for name in names:
        if not name.startswith("@"):
            yield name
            continue
        try:
            lines = Path(name[1:]).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            failures.append(f"The list {name[1:]} cannot be read ({error}).")
            continue
        yield from (line.strip() for line in lines if line.strip())


def _is_input(path: Path) -> bool:
    return path.suffix.lower() in IMAGE_SUFFIXES + VIDEO_SUFFIXES and not path.name.startswith(".")


def images_of(item: Input) -> Iterator[tuple[str, Callable[[], NDArray[np.uint8]]]]:
    """Stem and reader of an image, or of each frame of a video. Raises ModelError."""
    if item.path.suffix.lower() not in VIDEO_SUFFIXES:
        yield item.stem, lambda: read_rgb(item.path)
        return
    for number, frame in read_frames(item.path):
        yield f"{item.stem}_{number:06d}", partial(_same, frame)


def _same(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return frame
