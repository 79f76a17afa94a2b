"""Readers fed with damaged files in a process of their own, which may hang, crash or take all memory.

    python -m tests.unit.core.formats.fuzzing FORMAT[:VARIANT] WORK FIRST COUNT

The child reads WORK/source with one change after the other and prints a line of JSON for each finding. It watches
itself: SECONDS by an alarm, memory by the greatest resident size, and by an audit hook every file that is opened
outside the folder and every change to the disk. What it cannot catch, a crash or a hang in C, its parent sees.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[4]
SECONDS = 2.0  # of processor time an input may take
MEMORY = 1 << 30  # bytes an input may make the process grow by
_ADDRESS_SPACE = 3 << 30
_STARTUP = 120.0  # seconds for imports on a busy machine
_STANDSTILL = 60.0  # seconds at one input after which a child that does not end itself is killed
_MOST_FINDINGS = 50
_CHANGES = ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod")
_RUNS = ("os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "socket.connect", "pickle.find_class")


@dataclass
class Findings:
    """Counts of what happened, and what must not."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    largest: int = 0


def fuzz(name: str, work: Path, count: int, *, first: int = 0) -> Findings:
    """Feed the reader of a format `count` inputs; a child that dies is started again behind the input it died of."""
    findings = Findings()
    at, end = first, first + count
    while at < end and len(findings.wrong) < _MOST_FINDINGS:
        (work / "progress").write_text(str(at))
        at = _run_child(name, work, at, end, findings)
    return findings


def _run_child(name: str, work: Path, first: int, end: int, findings: Findings) -> int:
    """Run a child to its end; the number of the input to go on with."""
    command = [sys.executable, "-m", "tests.unit.core.formats.fuzzing", name, str(work), str(first), str(end - first)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    with (work / "child.txt").open("w+", encoding="utf-8") as output:
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        code = _watch(child, work / "progress")
        output.seek(0)
        lines = output.read().splitlines()
    other = []
    for line in lines:
        if line.startswith('{"'):
            _take(json.loads(line), findings)
        else:
            other.append(line)
    reached = int((work / "progress").read_text() or first)
    if code == 0:
        return reached
    if code > 0:
        raise RuntimeError("\n".join(other))
    findings.wrong.append(f"{reached}: the process ended with {code}: {' | '.join(other)[-600:]}")
    return reached + 1


def _take(said: dict[str, Any], findings: Findings) -> None:
    if "wrong" in said:
        findings.wrong.append(said["wrong"])
        return
    findings.counts.update(said["counts"])
    findings.slowest = max(findings.slowest, said["slowest"])
    findings.largest = max(findings.largest, said["largest"])


def _watch(child: subprocess.Popen[bytes], progress: Path) -> int:
    """Wait; kill a child that stands at one input, which its own alarm could not end."""
    last, since = "", time.monotonic()
    patience = _STARTUP
    while True:
        try:
            return child.wait(0.5)
        except subprocess.TimeoutExpired:
            now = progress.read_text()
        if now != last:
            patience = _STARTUP if not last else _STANDSTILL
            last, since = now, time.monotonic()
        elif time.monotonic() - since > patience:
            child.kill()
            child.wait()
            return -signal.SIGPROF


class TooLongError(BaseException):
    """An input takes longer than it may; no reader can take it for damage."""


def _ring(signum: int, frame: FrameType | None) -> None:
    raise TooLongError


class _Guard:
    """What an input does that it must not, as the interpreter's audit events tell it."""

    def __init__(self, folder: Path) -> None:
        self.seen: list[str] = []
        self.is_on = False
        trusted = {sys.prefix, sys.base_prefix, str(ROOT), os.path.dirname(os.__file__)}
        self._inside = (str(folder), *sorted({os.path.realpath(each) for each in trusted} | trusted))

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.is_on:
            return
        if event == "open":
            path, mode, flags = arguments
            is_written = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            name = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else ""
            if is_written or (name and not os.path.realpath(name).startswith(self._inside)):
                self.seen.append(f"opened {name!r} {mode}")
        elif event.startswith((*_CHANGES, *_RUNS)):
            self.seen.append(f"{event} {arguments!r}"[:200])


def main(name: str, work: Path, first: int, count: int) -> None:
    """The child: see the module."""
    import resource

    from tests.unit.core.formats.mutations import mutate

    source = work / "source"
    files = {path: (source / path).read_bytes() for path in json.loads((work / "files.json").read_text())}
    guard = _Guard(work)
    sys.addaudithook(guard)
    read_all(name, work)  # what is imported late is imported now
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    signal.signal(signal.SIGPROF, _ring)
    base = peak_memory()
    counts: Counter[str] = Counter()
    slowest, largest = 0.0, 0
    progress = os.open(work / "progress", os.O_WRONLY)
    for seed in range(first, first + count):
        os.pwrite(progress, str(seed).encode(), 0)
        changes = mutate(files, Random(f"{name} {seed}"))
        apply(source, changes)
        guard.is_on, begin = True, time.process_time()
        error: BaseException | None = None
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            counts["refused" if read_all(name, work) else "read"] += 1
        except BaseException as caught:  # noqa: BLE001  whatever it is, it is told
            error = caught
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            guard.is_on = False
        seconds = time.process_time() - begin
        grown = peak_memory() - base
        slowest, largest = max(slowest, seconds), max(largest, grown)
        restore(source, changes, files)
        said = [repr(error)] if error is not None else []
        said += [f"grew by {grown >> 20} MiB"] * (grown > MEMORY) + guard.seen
        guard.seen = []
        for each in said:
            print(json.dumps({"wrong": f"{seed}: {each}"}), flush=True)
        if grown > MEMORY:
            break
    os.ftruncate(progress, 0)
    os.pwrite(progress, str(seed + 1).encode(), 0)
    print(json.dumps({"counts": dict(counts), "slowest": slowest, "largest": largest}), flush=True)


def read_once(cases: list[tuple[str, Path]], scratch: Path) -> list[dict[str, Any]]:
    """Read sources as they are, in one child: {"refused": int, "wrong": [text]} for every (format, work folder)."""
    (scratch / "cases.json").write_text(json.dumps([[name, str(work)] for name, work in cases]))
    command = [sys.executable, "-m", "tests.unit.core.formats.fuzzing", str(scratch / "cases.json")]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    child = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False)
    if child.returncode:
        raise RuntimeError(child.stderr[-2000:])
    return [json.loads(line) for line in child.stdout.splitlines() if line.startswith('{"refused"')]


def main_once(cases: list[tuple[str, str]]) -> None:
    """The child of read_once."""
    import resource

    name, work = cases[0]
    read_all(name, Path(work))  # what is imported late is imported now
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    signal.signal(signal.SIGPROF, _ring)
    for name, work in cases:
        refused, wrong = 0, []
        base = peak_memory()
        begin = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, 10 * SECONDS)
        try:
            refused = read_all(name, Path(work))
        except BaseException as error:  # noqa: BLE001  whatever it is, it is told
            wrong.append(repr(error))
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        if time.process_time() - begin > SECONDS:
            wrong.append(f"took {time.process_time() - begin:.1f} s")
        if peak_memory() - base > MEMORY:
            wrong.append(f"grew by {(peak_memory() - base) >> 20} MiB")
        print(json.dumps({"refused": refused, "wrong": wrong}), flush=True)


def peak_memory() -> int:
    """The most bytes this process has had in memory."""
    status = Path("/proc/self/status")
    if not status.exists():  # macOS, where it counts bytes
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Not ru_maxrss: on Linux it begins with that of the process which started this one.
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def read_all(name: str, work: Path) -> int:
    """Read and draw everything as an import does; how many were refused with a sentence.

    Raises AssertionError where an image would be taken from, or put, outside the folders.
    """
    from app.core.errors import SegmendError
    from app.core.formats.catalog import FORMATS
    from app.core.formats.importing import read_incoming
    from app.core.formats.records import Reading, Unreadable

    refused = 0
    source, project = work / "source", work / "project"
    try:
        for each in read_incoming(source, FORMATS[name.partition(":")[0]], project, ["a.png", "sub/b.png"], {}):
            if isinstance(each, Reading):
                continue
            if isinstance(each, Unreadable):
                assert "\n" not in each.sentence, each.sentence
                refused += 1
                continue
            assert Path(os.path.normpath(each.path)).is_relative_to(project), each.path
            assert each.copy_from is None or each.copy_from.resolve().is_relative_to(source), each.copy_from
    except SegmendError as error:
        if "\n" in str(error):
            raise AssertionError("a sentence of several lines") from error
        refused += 1
    return refused


def apply(folder: Path, changes: dict[str, bytes | Path | None]) -> None:
    """Write what a mutation changes."""
    for name, content in changes.items():
        path = folder / name
        path.unlink(missing_ok=True)  # a file that is cut to nothing first is slow: ext4 then waits for the disk
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, Path):
            path.symlink_to(content)


def restore(folder: Path, changes: dict[str, bytes | Path | None], files: dict[str, bytes]) -> None:
    """Put the sound files back."""
    apply(folder, {name: files.get(name) for name in changes})


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main_once(json.loads(Path(sys.argv[1]).read_text()))
        sys.exit()
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
