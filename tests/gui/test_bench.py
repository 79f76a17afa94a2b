import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

import app.bench.folder
import app.bench.session
from app import cli
from app.bench import programs
from app.bench.commands import BENCHES
from app.bench.export import bench_export
from app.bench.folder import bench_folder
from app.bench.paint import bench_paint
from app.bench.report import Row
from app.bench.soak import bench_soak
from app.core.errors import SegmendError
from app.ui.main_window import MainWindow
from tests.gui.conftest import FakeLearner


def test_the_manual_names_every_bench() -> None:
    manual = Path(__file__).parents[2] / "docs" / "manual" / "commands.md"
    line = next(line for line in manual.read_text(encoding="utf-8").splitlines() if line.startswith("| `bench "))
    named = line.split("`")[1].removeprefix("bench ").split(", ")
    assert sorted(named) == sorted([*BENCHES, "predict", "learn"])  # those two are the networks' own


def test_the_bench_of_a_folder_measures_each_thing_against_listing_it(qapp: QApplication, window: MainWindow) -> None:
    rows = bench_folder(lambda _paths: (qapp, window), files=300)
    assert [row.unit for row in rows] == ["ms"] * 6 + ["MB"]
    assert all(row.value > 0 and row.ratio > 0 for row in rows)
    assert all("300 names" in row.reference for row in rows[:6])
    assert rows[0].value <= rows[1].value


def test_the_command_writes_what_it_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = Row("usable", 12.0, "ms", "os.scandir", 1.5)
    monkeypatch.setattr(app.bench.folder, "bench_folder", lambda _build: [row])

    def build(_paths: list[str]) -> tuple[QApplication, MainWindow]:
        raise AssertionError("not called here")

    assert cli.run(["bench", "folder", "--json", str(tmp_path / "rows.json")], build) == 0
    written = json.loads((tmp_path / "rows.json").read_text())
    assert written["rows"] == [{"name": "usable", "value": 12.0, "unit": "ms", "reference": "os.scandir", "ratio": 1.5}]
    assert written["machine"]
    assert cli.run(["bench", "folder", "--json", str(tmp_path / "none" / "rows.json")], build) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert cli.run(["bench", "folder", "--wrong"], build) == 2
    for endless in ("0", "-1", "nan", "inf", "x"):
        assert cli.run(["bench", "soak", "--minutes", endless], build) == 2
    assert cli.run(["bench", "export", "--images", "0"], build) == 2


def test_the_bench_of_exports_measures_each_format_against_plain_png_files() -> None:
    rows = bench_export(images=5, formats=("png", "coco"))
    assert [row.name.split(":")[0] for row in rows[:4]] == [
        "Index PNG",
        "Index PNG",
        "COCO instances",
        "COCO instances",
    ]
    assert all(row.value > 0 and row.ratio > 0 and "imwrite" in row.reference for row in rows[:4])


def test_the_bench_of_painting_measures_each_thing_against_drawing_the_whole_canvas(qapp: QApplication) -> None:
    rows = bench_paint(((300, 400),), switched=(60, 80))
    assert [row.name.split(",")[0] for row in rows][:2] == ["dab of 10 px"] * 2
    assert len(rows) == 2 * 3 + 2 + 1 + 1
    assert all(row.value > 0 and row.ratio > 0 for row in rows)
    assert "reading the TIFF alone" in rows[-1].reference


def test_the_bench_of_a_session_tells_how_long_frames_took_and_where(
    qapp: QApplication, open_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_window.session
    session.show_prediction(np.zeros((48, 64), np.uint8), None, generation=session.generation, version="v")
    monkeypatch.setattr(app.bench.session, "FRAME_MS", 0.0)  # then every frame is over it
    rows = app.bench.session.bench_session(lambda _paths: (qapp, open_window), seconds=2.0)
    frames = [row for row in rows if row.unit == "frames" and row.name.startswith("processor")]
    assert sum(row.ratio for row in frames) == pytest.approx(1)
    assert any("longest" in row.name for row in rows)
    over = {row.name: row.value for row in rows if row.unit == "frames"}
    assert 0 < over["over 16 ms of the thread's own processor time"] == over["over 16 ms by the clock"]
    assert any(row.name.startswith("over 0 ms of own time, ") and " times in " in row.name for row in rows)


def test_the_bench_of_hours_tells_how_memory_grows(
    qapp: QApplication, window: MainWindow, learner: FakeLearner
) -> None:
    accept = learner.predict_frame

    def answer(frame: np.ndarray, share: float = 1.0) -> bool:
        accept(frame, share)
        QTimer.singleShot(0, lambda: learner.answer_frame(0))
        return True

    learner.predict_frame = answer  # type: ignore[method-assign]
    rows = {row.name: row for row in bench_soak(lambda _paths: (qapp, window), minutes=0.05)}
    assert rows["memory at the end"].value > 10
    assert rows["frames shown with their prediction"].value > 5
    assert "an hour" in rows["growth of memory"].unit


def test_without_napari_its_bench_says_what_to_install(capsys: pytest.CaptureFixture[str]) -> None:
    def build(_paths: list[str]) -> tuple[QApplication, MainWindow]:
        raise AssertionError("not called here")

    assert cli.run(["bench", "napari"], build) == 2
    assert "install the extra `bench`" in capsys.readouterr().err
    assert cli.run(["bench", "napari", "--python", "/no/such/python"], build) == 2
    assert "/no/such/python" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="the scripts are for a shell of POSIX")
def test_a_program_that_ends_without_a_window_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """xdotool is played by a script that knows of no window."""

    def build(_paths: list[str]) -> tuple[QApplication, MainWindow]:
        raise AssertionError("not called here")

    monkeypatch.delenv("DISPLAY", raising=False)
    assert cli.run(["bench", "startup", "--beside", "false"], build) == 2
    assert "xdotool on an X screen" in capsys.readouterr().err
    script = tmp_path / "xdotool"
    script.write_text("#!/bin/sh\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":99")
    with pytest.raises(SegmendError, match="false ended with 1 before it had a window"):
        programs.time_to_window(["false"])
    with pytest.raises(SegmendError, match="/no/such/program cannot be started"):
        programs.time_to_window(["/no/such/program"])


@pytest.mark.skipif(sys.platform == "win32", reason="the scripts are for a shell of POSIX")
def test_the_time_to_a_window_is_that_of_the_first_large_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """xdotool is played by a script that knows of a splash screen first, then of a window of 800 x 600."""
    script, small, large = (tmp_path / name for name in ("xdotool", "small", "large"))
    script.write_text(
        f"#!/bin/sh\nif [ $1 = search ]; then [ -e {small} ] && echo 11; [ -e {large} ] && echo 12; exit 0; fi\n"
        "if [ $3 = 12 ]; then echo WIDTH=800; echo HEIGHT=600; else echo WIDTH=200; echo HEIGHT=100; fi\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert programs.time_to_window(["sh", "-c", f"touch {small}; sleep 0.3; touch {large}; sleep 60"]) > 0.3
