"""Runs that are killed, stopped or started twice: real processes, real signals."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import torch

from models.checkpoint import load_checkpoint
from models.errors import ModelError
from models.training.run_state import find_state, load_state, save_state, state_path
from tests.unit.models.miniatures import write_blocks
from tests.unit.models.test_commands import Ended

ROOT = Path(__file__).resolve().parents[4]
RECIPE = ("--init", "none", "--batch", "2", "--crop", "48", "--device", "cpu", "--evaluate-every", "4")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_blocks(tmp_path / "data", 4)


def started(data: Path, out: Path, *options: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "models", "train", str(data), "--out", str(out), *RECIPE, *map(str, options)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


def run_here(data: Path, out: Path, *options: object) -> tuple[int, str]:
    """The same command in this process, for runs that nothing interrupts: imports take longer than they do."""
    call = Ended("train", data, "--out", out, *RECIPE, *options)
    return call.code, call.err


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    said = process.communicate(timeout=200)[1]
    assert "Traceback" not in said
    return process.returncode, said


def wait_until(is_there: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not is_there():
        assert time.monotonic() < end
        time.sleep(0.02)


def iteration_in(out: Path) -> int:
    path = state_path(out)
    return int(load_state(path)["iteration"]) if path.exists() else 0


def has_reached(lines: Path, stage: int) -> bool:
    return lines.exists() and f'"stage": {stage}' in lines.read_text()


def figures(out: Path) -> list[object]:
    return [json.loads(line) for line in out.with_name(f"{out.name}.jsonl").read_text().splitlines()]


def assert_same(straight: Path, resumed: Path) -> None:
    for word in ("", "-last"):
        one, other = (load_checkpoint(p.with_name(f"{p.stem}{word}{p.suffix}")) for p in (straight, resumed))
        assert one.step == other.step
        assert one.measures == other.measures
        assert all(torch.equal(value, other.state[name]) for name, value in one.state.items())
    assert figures(straight) == figures(resumed)


def test_a_run_that_is_killed_goes_on_to_the_same_bits(data: Path, tmp_path: Path) -> None:
    straight, killed = tmp_path / "straight.safetensors", tmp_path / "killed.safetensors"
    length = ("--iterations", 24, "--save-every", 3)
    assert run_here(data, straight, *length)[0] == 0
    process = started(data, killed, *length)
    wait_until(lambda: iteration_in(killed) >= 6)
    process.kill()
    process.communicate(timeout=60)
    assert 6 <= iteration_in(killed) < 24
    code, said = run_here(data, killed, *length)
    assert code == 2
    assert "--resume" in said
    assert "--overwrite" in said
    code, said = run_here(data, killed, "--iterations", 24, "--rate", 0.5, "--resume")
    assert code == 2
    assert "recipe" in said
    assert ended(started(data, killed, *length, "--resume"))[0] == 0
    assert_same(straight, killed)
    assert not state_path(killed).exists()
    code, said = run_here(data, killed, *length, "--resume")
    assert code == 0
    assert "has ended" in said


def test_a_run_of_stages_that_is_asked_to_end_goes_on_in_its_stage(data: Path, tmp_path: Path) -> None:
    straight, stopped = tmp_path / "straight.safetensors", tmp_path / "stopped.safetensors"
    length = ("--iterations", 8, "--staged", "--recipe", "paper", "--crop", 0, "--rate", "1e-7")
    assert run_here(data, straight, *length)[0] == 0
    for number in (signal.SIGTERM, signal.SIGINT):
        process = started(data, stopped, *length, "--resume")
        lines = stopped.with_name(f"{stopped.name}.jsonl")
        stage = 16 if number == signal.SIGTERM else 8
        wait_until(partial(has_reached, lines, stage))
        process.send_signal(number)
        code, said = ended(process)
        assert code == 2
        assert "go on with --resume" in said
    assert ended(started(data, stopped, *length, "--resume"))[0] == 0
    assert_same(straight, stopped)
    first = (load_checkpoint(p.with_name(f"{p.stem}-16s{p.suffix}")) for p in (straight, stopped))
    assert len({each.state["heads.score_fr.weight"].sum().item() for each in first}) == 1


def test_a_state_can_hold_no_code(tmp_path: Path) -> None:
    path = tmp_path / "a.state"
    path.write_bytes(pickle.dumps(print, protocol=2))
    with pytest.raises(ModelError, match="no readable state"):
        load_state(path)
    torch.save({"version": 1, "settings": print}, path)
    with pytest.raises(ModelError, match="no readable state"):
        load_state(path)
    path.write_bytes(b"")
    with pytest.raises(ModelError, match="no readable state"):
        load_state(path)
    torch.save({"version": 7}, path)
    with pytest.raises(ModelError, match="another version"):
        load_state(path)


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files is POSIX's")
def test_a_disk_that_is_full_is_told_in_its_own_words(tmp_path: Path) -> None:
    """By the system, in a process of its own; torch's writer says "unexpected pos 704 vs 598"."""
    script = (
        "import resource, signal, sys, torch; from pathlib import Path; from models.errors import ModelError; "
        "from models.training.run_state import save_state; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: save_state(Path(sys.argv[1]), {'net': torch.zeros(1_000_000)})\n"
        "except ModelError as error: print(error, '|', type(error.__cause__).__name__)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "a.state")]
    said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, timeout=60).stdout
    assert "a.state cannot be written: [Errno 27] File too large. Free some space" in said
    assert said.endswith("| OSError\n")
    assert list(tmp_path.iterdir()) == []


def test_a_packed_state_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """A megabyte could become a thousand: a state comes with a project, which may be a stranger's."""
    plain, packed = tmp_path / "plain", tmp_path / "a.state"
    torch.save({"version": 1, "net": torch.zeros(1_000_000)}, plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            archive.writestr(entry.filename, source.read(entry))
    assert packed.stat().st_size < 20_000
    with pytest.raises(ModelError, match="no readable state"):
        load_state(packed)


def test_a_state_is_of_use_for_the_same_run_only(tmp_path: Path) -> None:
    out = tmp_path / "a"
    save_state(state_path(out), {"settings": json.dumps({"batch": 4})})
    same, other = json.dumps({"batch": 4}), json.dumps({"batch": 8})
    assert find_state(out, same, is_resumed=True, is_overwriting=False) is not None
    with pytest.raises(ModelError, match="with batch 4, not 8"):
        find_state(out, other, is_resumed=True, is_overwriting=False)
    with pytest.raises(ModelError, match="give one of them"):
        find_state(out, same, is_resumed=True, is_overwriting=True)
    with pytest.raises(ModelError, match="--resume, or begin anew with --overwrite"):
        find_state(out, same, is_resumed=False, is_overwriting=False)
    assert find_state(out, other, is_resumed=False, is_overwriting=True) is None
    assert not state_path(out).exists()
    assert find_state(out, same, is_resumed=True, is_overwriting=False) is None
