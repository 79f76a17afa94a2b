import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

import pytest

from app import __version__, cli
from app.core.errors import InputError
from models.errors import ModelError

ROOT = Path(__file__).resolve().parents[2]


def call(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python main.py …` without a screen; a variable set to "" is taken away."""
    variables = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env={name: value for name, value in variables.items() if value},
    )


def never(paths: list[str]) -> NoReturn:
    raise AssertionError(f"the window was built with {paths}")


class RecordedWindow:
    """Takes down in which order the command line calls a window; is its own learner, camera and application."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, object]] = []
        self.learner = self.camera = self

    def load_model(self, name: str) -> None:
        self.calls.append(("load_model", name))

    def open(self, source: str) -> None:
        self.calls.append(("open", source))

    def show(self) -> None:
        self.calls.append(("show", None))

    def exec(self) -> int:
        self.calls.append(("exec", None))
        return 0


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> RecordedWindow:
    """No signal handlers, no hooks and no log file: they are the process's, not the test's."""

    class Nothing:
        def __init__(self, *_arguments: object) -> None: ...

        def tell_of_crash(self, report: Path | None) -> None: ...

        def release(self) -> None: ...

    monkeypatch.setattr("app.interrupts.Interrupts", Nothing)
    monkeypatch.setattr("app.ui.mishaps.Mishaps", Nothing)
    monkeypatch.setattr("app.log_file.start_log", lambda: None)
    return RecordedWindow()


def test_help_tells_of_the_window_and_of_every_command() -> None:
    ended = call("--help")
    assert ended.returncode == 0
    for word in ("PATH", "--model", "--camera", *cli.OWN_COMMANDS, *cli.NETWORK_COMMANDS):
        assert word in ended.stdout


def test_version_is_told() -> None:
    assert call("--version").stdout == f"Segmend {__version__}\n"


def test_the_commands_of_the_networks_are_those_that_help_lists() -> None:
    from models.__main__ import app as networks

    commands = {
        info.name or getattr(info.callback, "__name__", "").replace("_", "-") for info in networks.registered_commands
    }
    assert set(cli.NETWORK_COMMANDS) <= commands | {info.name for info in networks.registered_groups}


def test_asking_what_is_meant_imports_nothing_heavy() -> None:
    heavy = "torch", "typer", "cv2", "numpy", "PySide6"
    code = f"import sys, main; main.main(['--version']); print([name for name in {heavy} if name in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert ended.stdout.splitlines()[-1] == "[]", ended.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["--model"],
        ["demo"],
        ["demo", "--nonsense"],
        ["train"],
        ["predict", "--nonsense"],
        ["models", "nonsense"],
        ["doctor", "--nonsense"],
    ],
)
def test_a_wrong_call_is_refused_with_usage_and_code_2(arguments: list[str]) -> None:
    ended = call(*arguments)
    assert ended.returncode == 2
    assert "usage" in ended.stderr.lower()
    assert "Traceback" not in ended.stderr


def test_every_path_that_is_not_there_is_named(photo_folder: Path) -> None:
    ended = call("nowhere.png", str(photo_folder), "dmeo")
    assert ended.returncode == 2
    assert ended.stderr.splitlines() == [
        "There is no file, folder or command nowhere.png.",
        "There is no file, folder or command dmeo.",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux can a desktop be missing")
def test_without_a_screen_a_sentence_says_so() -> None:
    ended = call(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert ended.returncode == 2
    assert ended.stderr.startswith("There is no screen")
    assert len(ended.stderr.splitlines()) == 1


def test_a_command_that_lacks_its_input_says_so_without_a_traceback(tmp_path: Path) -> None:
    ended = call("evaluate", str(tmp_path / "nowhere"))
    assert ended.returncode == 2
    assert "nowhere" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("error", [InputError("The image is torn."), ModelError("The image is torn.")])
def test_an_error_meant_for_people_is_one_sentence(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(options: argparse.Namespace, build_window: cli.BuildWindow) -> int:
        raise error

    monkeypatch.setattr(cli, "_run_window", fail)
    assert cli.run([], never) == 2
    assert capsys.readouterr().err == "The image is torn.\n"


def test_a_missing_library_is_named_and_leads_to_doctor(
    recorded: RecordedWindow, capsys: pytest.CaptureFixture[str]
) -> None:
    def build(paths: list[str]) -> NoReturn:
        raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")

    assert cli.run([], build) == 2
    sentence = capsys.readouterr().err
    assert "libEGL.so.1" in sentence
    assert "doctor" in sentence


def test_the_window_gets_its_paths_then_model_and_camera(
    recorded: RecordedWindow, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny_folder)
    built: list[list[str]] = []

    def build(paths: list[str]) -> tuple[RecordedWindow, RecordedWindow]:
        built.append(paths)
        return recorded, recorded

    code = cli.run(["one.png", "--model", "m.safetensors", "two.png", "--camera", "0"], build)  # type: ignore[arg-type]
    assert code == 0
    assert built == [[str(tiny_folder / "one.png"), str(tiny_folder / "two.png")]]
    assert recorded.calls == [("load_model", "m.safetensors"), ("open", "0"), ("show", None), ("exec", None)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a program could answer")
def test_the_real_window_opens_and_a_sigterm_closes_it_in_good_order(
    photo_folder: Path, own_folders: Path, tmp_path: Path
) -> None:
    with (tmp_path / "stderr").open("w") as stderr:
        window = subprocess.Popen([sys.executable, str(ROOT / "main.py"), str(photo_folder)], stderr=stderr, cwd=ROOT)
        try:
            end = time.monotonic() + 90
            while "shows its window" not in "".join(log.read_text() for log in own_folders.rglob("segmend.log")):
                assert window.poll() is None, (tmp_path / "stderr").read_text()
                assert time.monotonic() < end
                time.sleep(0.1)
            window.send_signal(signal.SIGTERM)
            assert window.wait(60) == 0
        finally:
            window.kill()
            window.wait()
    assert "Traceback" not in (tmp_path / "stderr").read_text()
    assert "ERROR" not in "".join(log.read_text() for log in own_folders.rglob("segmend.log"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipe that is closed before anything is read from it")
@pytest.mark.parametrize(
    "arguments", [("main.py", "doctor", "."), ("main.py", "models", "list"), ("-m", "models", "predict", "--help")]
)
def test_a_reader_that_goes_away_ends_a_command_quietly(arguments: tuple[str, ...]) -> None:
    """As `python main.py doctor | true` does."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        ended = subprocess.run(
            [sys.executable, *arguments], stdout=pipe, stderr=subprocess.PIPE, timeout=120, cwd=ROOT, check=False
        )
    assert ended.returncode == 141
    assert ended.stderr == b""


def test_main_returns_the_exit_code() -> None:
    import main

    assert main.main(["--nonsense"]) == 2
    assert main.main(["--help"]) == 0
