"""`make audit` says in one sentence that nobody could be asked; what it did learn it says as it is."""

import importlib.util
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
OFFLINE = (
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<HTTPSConnection>: Failed to "
    "establish a new connection: [Errno -3] Temporary failure in name resolution')'\n"
    "ERROR: Could not find a version that satisfies the requirement pip-audit (from versions: none)\n"
    "ERROR: No matching distribution found for pip-audit\n"
)
FOUND = "Found 1 known vulnerability in 1 package\nName Version ID\nfoo 1.0 PYSEC-2026-1\n"


@pytest.fixture
def audit() -> ModuleType:
    specification = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def answer(monkeypatch: pytest.MonkeyPatch, audit: ModuleType, *answers: tuple[int, str]) -> None:
    left: Iterator[tuple[int, str]] = iter(answers)

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        code, text = next(left)
        return subprocess.CompletedProcess(command, code, text)

    monkeypatch.setattr(audit, "run", run)


@pytest.mark.parametrize("reached", [1, 2])
def test_without_a_network_one_sentence_says_that_nothing_is_known(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], reached: int
) -> None:
    answer(monkeypatch, audit, *[(0, "")] * reached, (1, OFFLINE))
    assert audit.main() == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("The advisory database could not be asked, so nothing is known about the packages")
    assert len(told.err.splitlines()) == 1


def test_an_unsafe_version_is_told_as_it_is(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, audit, (0, ""), (0, ""), (1, FOUND))
    assert audit.main() == 1
    assert capsys.readouterr().out == FOUND


def test_it_is_said_that_all_are_safe(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, audit, (0, ""), (0, ""), (0, "No known vulnerabilities found"))
    assert audit.main() == 0
    assert "No version" in capsys.readouterr().out


def test_who_does_not_answer_was_not_reached(audit: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "PATIENCE", 0.2)
    done = audit.run("sleep", "20")
    assert done.returncode != 0
    assert "no answer" in (audit.reason(done.stdout) or "")
