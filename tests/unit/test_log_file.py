import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the log in a process of its own, since it takes over what the process does with errors."""
    return subprocess.run(
        [sys.executable, "-c", f"from app.log_file import start_log\nprint(start_log())\n{code}"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=60,
    )


def log_of(ended: subprocess.CompletedProcess[str]) -> Path:
    return Path(ended.stdout.splitlines()[0])


def test_an_uncaught_error_is_logged_and_still_printed(own_folders: Path) -> None:
    ended = run("1 / 0")
    assert ended.returncode == 1
    assert own_folders in log_of(ended).parents
    assert "ZeroDivisionError" in log_of(ended).read_text("utf-8")
    assert "ZeroDivisionError" in ended.stderr


def test_an_uncaught_error_of_a_thread_is_logged_with_its_name() -> None:
    ended = run("import threading\nt = threading.Thread(target=lambda: 1 / 0, name='reader')\nt.start(); t.join()")
    text = log_of(ended).read_text("utf-8")
    assert "thread reader" in text
    assert "ZeroDivisionError" in text


def test_a_crash_leaves_its_stack() -> None:
    ended = run("import sys\nsys.stdout.flush()\nimport faulthandler\nfaulthandler._sigsegv()")
    assert ended.returncode != 0
    assert "most recent call first" in (log_of(ended).parent / "crash.log").read_text("utf-8")


def test_the_report_of_a_crash_is_kept_and_told_of_by_the_next_run_only(own_folders: Path) -> None:
    asked = "from app.log_file import last_crash\nprint(last_crash())"
    assert run(asked).stdout.splitlines()[-1] == "None"
    run("import sys\nsys.stdout.flush()\nimport faulthandler\nfaulthandler._sigsegv()")
    kept = Path(run(asked).stdout.splitlines()[-1])
    assert "most recent call first" in kept.read_text("utf-8")
    assert run(asked).stdout.splitlines()[-1] == "None"
    assert kept.exists()


def test_the_log_does_not_grow_beyond_a_few_megabytes() -> None:
    ended = run("import logging\nfor k in range(9000): logging.getLogger('a').info('x' * 1000)")
    files = [path for path in log_of(ended).parent.iterdir() if path.name.startswith("segmend.log")]
    assert len(files) == 4
    assert sum(path.stat().st_size for path in files) < 4_100_000


def test_a_log_that_cannot_be_written_is_said_and_the_program_goes_on(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    ended = run(
        "print('goes on')",
        XDG_STATE_HOME=str(in_the_way),
        HOME=str(in_the_way),
        WIN_PD_OVERRIDE_LOCAL_APPDATA=str(in_the_way),
    )
    assert ended.stdout.split() == ["None", "goes", "on"]
    assert ended.stderr.startswith("No log is written: ")
