"""A Learn under way as it is kept on the disk, so that the next program goes on with it when this one ends.

In a folder of its own lie the checkpoint it began with, the state of its trainer, and a summary of a few kilobytes
that names both with their check sums. The summary is replaced last: what it names is whole. Importing this module, and
reading a summary, needs no torch.
"""

import errno
import json
import os
import stat
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import ModelError

if TYPE_CHECKING:
    from models.checkpoint import Checkpoint
    from models.learning import Trainer
    from models.training.recipes import Recipe

REST_SECONDS = 10.0  # at least between two writings
SHARE = 0.05  # of the time that may be spent on writing
_FORMAT = 2  # 1 held something else out
_SUMMARY = "learn.json"
_BEGUN = "begun.safetensors"
_STATES = "step-*.state"
_LARGEST_SUMMARY = 1_000_000  # bytes; it has one of some kilobytes
_LARGEST_RECIPE = {"iterations": 100_000, "batch": 64, "crop": 2048}  # a step of more would not end
_WIDEST_ZOOM = 4.0


class Fault(Enum):
    """Why what is kept cannot be gone on with: {0} is the file, {1} what the system says of it."""

    UNREADABLE = "{0} cannot be read ({1})."
    DAMAGED = "{0} is damaged."
    OTHER_VERSION = "{0} is of another version of Segmend."
    OTHER_NETWORK = "{0} is of another network."


class UnusableKeptError(ModelError):
    """What is kept cannot be gone on with. The fault, the file and the detail let others say it in their language."""

    def __init__(self, fault: Fault, path: Path, detail: object = "") -> None:
        super().__init__(fault.value.format(path, detail))
        self.fault, self.path, self.detail = fault, path, str(detail)


@dataclass(frozen=True)
class Begun:
    """What an interrupted Learn goes on from. source: the file that tells of it; trained: Trainer.state()."""

    source: Path
    checkpoint: "Checkpoint"
    recipe: "Recipe"
    trained: dict[str, Any]


@dataclass(frozen=True)
class KeptLearn:
    """What a summary tells. fraction: how much of the Learn is done, 0-1; facts: what its caller gave `Keeper`."""

    folder: Path
    fraction: float
    facts: dict[str, Any]
    iteration: int
    recipe: dict[str, Any]
    checksums: dict[str, int]  # of the files, by name

    @property
    def source(self) -> Path:
        """The file that tells of it."""
        return self.folder / _SUMMARY

    @property
    def state_file(self) -> Path:
        """Where the state of the trainer is."""
        return self.folder / _state_name(self.iteration)

    def load(self) -> Begun:
        """Read and check all of it. Raises UnusableKeptError, which names the file."""
        from models.checkpoint import load_checkpoint
        from models.training.recipes import Recipe
        from models.training.run_state import load_state

        for name, expected in self.checksums.items():
            path = self.folder / name
            try:
                is_whole = _checksum(path) == expected
            except OSError as error:
                raise UnusableKeptError(Fault.UNREADABLE, path, error.strerror or error) from error
            if not is_whole:
                raise UnusableKeptError(Fault.DAMAGED, path)
        try:
            recipe = Recipe(**{**self.recipe, "scales": tuple(self.recipe["scales"])})
            recipe.check()
            if not _is_modest(recipe):
                raise UnusableKeptError(Fault.OTHER_VERSION, self.source)
            checkpoint, trained = load_checkpoint(self.folder / _BEGUN), load_state(self.state_file)
            return Begun(self.source, checkpoint, recipe, trained)
        except (ModelError, TypeError, KeyError) as error:  # the files are as they were written
            raise UnusableKeptError(Fault.OTHER_VERSION, self.source) from error


def find_kept(folder: Path) -> KeptLearn | None:
    """What is kept in a folder, None for nothing; no tensor is read. Raises UnusableKeptError, which names the file."""
    path = folder / _SUMMARY
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST_SUMMARY:
            raise UnusableKeptError(Fault.DAMAGED, path)
        text = path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnusableKeptError(Fault.UNREADABLE, path, error.strerror or error) from error
    except UnicodeDecodeError as error:
        raise UnusableKeptError(Fault.DAMAGED, path) from error
    try:
        whole = json.loads(text)
        if whole["format"] != _FORMAT:
            raise UnusableKeptError(Fault.OTHER_VERSION, path)
        if zlib.crc32(_dumped(whole["learn"])) != whole["checksum"]:
            raise UnusableKeptError(Fault.DAMAGED, path)
        found = KeptLearn(folder=folder, **whole["learn"])
        if not _is_sound(found):
            raise UnusableKeptError(Fault.OTHER_VERSION, path)
        return found
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnusableKeptError(Fault.DAMAGED, path) from error


def forget_kept(folder: Path) -> None:
    """Nothing is kept any more; the files stay until `sweep`, which takes longer. Raises OSError."""
    (folder / _SUMMARY).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what the summary does not name, all of it where there is none; then the folder, if it is empty.

    A program that was killed leaves such files, as large as the network. Raises OSError, and UnusableKeptError as
    `find_kept`.
    """
    kept = find_kept(folder)
    _remove_all_but(folder, set() if kept is None else {_SUMMARY, *kept.checksums})
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


class Keeper:
    """Writes the state of one Learn from time to time, and when its generator is closed.

    facts: what JSON can say, for who goes on with it. kept: what is gone on with, whose checkpoint and facts are there
    already.
    rest: seconds between two writings at least; share: of the time that writing may take.
    """

    def __init__(
        self,
        folder: Path,
        facts: dict[str, Any],
        kept: KeptLearn | None = None,
        *,
        rest: float | None = None,
        share: float | None = None,
    ) -> None:
        self.is_unwanted = False  # set it on any thread: then closing the generator writes nothing
        self.now: Callable[[], float] = time.monotonic  # seconds
        self._folder = folder
        self._anew, self._facts = facts, facts if kept is None else kept.facts
        self._rest = REST_SECONDS if rest is None else rest
        self._share = SHARE if share is None else share
        self._checksums = {} if kept is None else dict(kept.checksums)  # of what the summary on the disk names
        self._iteration = 0 if kept is None else kept.iteration  # that the summary on the disk is of
        self._took = 0.0  # seconds, the writing before
        self._written_at = 0.0
        self._problem: Exception | None = None

    def take_problem(self) -> Exception | None:
        """Why a writing failed, given once; ModelError or OSError. What was kept before is still there."""
        problem, self._problem = self._problem, None
        return problem

    def begin_anew(self) -> None:
        """What was kept cannot be gone on with; remove it. What cannot be removed is written over. Any time."""
        self._checksums, self._iteration, self._facts = {}, 0, self._anew
        try:
            forget_kept(self._folder)
            sweep(self._folder)
        except OSError as error:
            self._problem = error

    @contextmanager
    def watching(
        self, checkpoint: "Checkpoint", recipe: "Recipe", trainer: "Trainer", fraction: Callable[[int], float]
    ) -> Iterator[None]:
        """Keep what `trainer` makes of `checkpoint`. fraction: of the whole Learn, by iteration."""
        self._checkpoint, self._recipe, self._trainer, self._fraction = checkpoint, recipe, trainer, fraction
        self._written_at = self.now()
        try:
            yield
        except GeneratorExit:
            if not self.is_unwanted:
                self.write()
            raise
        finally:
            del self._trainer  # which may hold gigabytes

    def note(self) -> None:
        """An iteration is done: write if it is time to."""
        if self.now() - self._written_at >= max(self._rest, self._took * (1 / self._share - 1)):
            self.write()

    def write(self) -> None:
        """Write what there is now, unless it is on the disk; a failure waits in `take_problem`."""
        if self._trainer.iteration == self._iteration:
            return
        began = self.now()
        try:
            self._write()
        except (ModelError, OSError) as error:
            self._problem = error
            self._clear_up()  # a disk that is full is not to be filled by half of it
        self._written_at = self.now()
        self._took = self._written_at - began

    def _write(self) -> None:
        from models.checkpoint import save_checkpoint
        from models.training.run_state import save_state

        self._folder.mkdir(exist_ok=True)  # without those above: a folder that is gone is not made again
        checksums = {name: value for name, value in self._checksums.items() if name == _BEGUN}
        if not checksums or not (self._folder / _BEGUN).exists():
            save_checkpoint(self._checkpoint, self._folder / _BEGUN)
            checksums[_BEGUN] = _checksum(self._folder / _BEGUN)
        iteration = self._trainer.iteration
        name = _state_name(iteration)
        save_state(self._folder / name, self._trainer.state())
        os.chmod(self._folder / name, 0o644)  # as checkpoints: a folder may be shared
        checksums[name] = _checksum(self._folder / name)
        learn = {
            "fraction": self._fraction(iteration),
            "facts": self._facts,
            "iteration": iteration,
            "recipe": asdict(self._recipe),
            "checksums": checksums,
        }
        _replace_summary(self._folder / _SUMMARY, learn)
        self._checksums, self._iteration = checksums, iteration
        _remove_all_but(self._folder, {_SUMMARY, *checksums})

    def _clear_up(self) -> None:
        try:
            _remove_all_but(self._folder, {_SUMMARY, *self._checksums})
        except OSError as error:
            self._problem = error


def _is_sound(kept: KeptLearn) -> bool:
    """Whether it says what a summary says: a project may come from strangers, and names of files lead anywhere."""
    numbers = [kept.iteration, *kept.checksums.values()]
    is_typed = all(type(number) is int for number in numbers) and isinstance(kept.fraction, float)
    is_typed = is_typed and isinstance(kept.facts, dict) and isinstance(kept.recipe, dict)
    return is_typed and 0 <= kept.fraction <= 1 and set(kept.checksums) == {_BEGUN, _state_name(kept.iteration)}


def _is_modest(recipe: "Recipe") -> bool:
    """Whether its steps end in a time that a person waits: a summary may come from strangers."""
    sizes = {name: getattr(recipe, name) for name in _LARGEST_RECIPE}
    is_sized = all(type(size) is int and 0 <= size <= _LARGEST_RECIPE[name] for name, size in sizes.items())
    return is_sized and recipe.scales[0] * _WIDEST_ZOOM >= 1 and recipe.scales[1] <= _WIDEST_ZOOM


def _state_name(iteration: int) -> str:
    return _STATES.replace("*", str(iteration))


def _dumped(learn: Any) -> bytes:
    """The same bytes for what was written and what was read: JSON keeps every float as it is."""
    return json.dumps(learn, sort_keys=True).encode()


def _replace_summary(path: Path, learn: dict[str, Any]) -> None:
    from models.checkpoint import temporary_beside

    learn = json.loads(json.dumps(learn))  # as it will be read: keys are text
    whole = {"format": _FORMAT, "checksum": zlib.crc32(_dumped(learn)), "learn": learn}
    temporary = temporary_beside(path)
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(whole, file)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _checksum(path: Path) -> int:
    """CRC-32 of a file's content. Raises OSError. What torch reads back says nothing of changed bytes."""
    if not path.is_file() and path.exists():
        raise OSError(errno.EINVAL, "it is no file")  # a pipe or a device would never end
    value = 0
    with open(path, "rb") as file:
        while part := file.read(1 << 20):
            value = zlib.crc32(part, value)
    return value


def _remove_all_but(folder: Path, names: set[str]) -> None:
    """Remove what this module writes, temporary files of a program that was killed included."""
    for pattern in (_SUMMARY, _BEGUN, _STATES):
        for file in (*folder.glob(pattern), *folder.glob(f".{pattern}.*")):
            if file.name not in names:
                file.unlink(missing_ok=True)
