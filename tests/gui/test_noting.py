"""The session log of a real session, and the command that does it again."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.core.label_map import Source, disk
from app.core.project import ImageState, Project
from app.core.session_log import parts
from app.session import Session

ROOT = Path(__file__).resolve().parents[2]
SHAPE = (48, 64)


@pytest.fixture
def worked(tiny_folder: Path, qtbot: QtBot) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """A session with strokes, an accepted prediction, undo, classes and a state, closed; the planes it ended with."""
    session = Session()
    with qtbot.waitSignal(session.image_opened):
        session.open_paths([str(tiny_folder)])
    for name in ("background", "cat"):
        session.add_class(name)
    session.choose_tool("eraser")
    session.set_brush_diameter(33)
    session.paint(3, 4, disk(9), value=1)
    session.end_stroke("Brush stroke")
    prediction = np.random.default_rng(0).integers(0, 2, SHAPE, dtype=np.uint8)
    session.show_prediction(prediction, None, generation=session.generation, version="v")
    session.accept()
    session.paint(20, 30, disk(9), value=0)
    session.end_stroke("Brush stroke")
    session.undo()
    found = {"one.png": (session.labels.copy(), session.provenance.copy())}  # type: ignore[union-attr]
    session.open_image(str(tiny_folder / "two.png"))
    qtbot.waitUntil(lambda: not session.is_loading)
    session.rename_class(1, "tabby")
    session.paint(3, 4, disk(9), value=1)
    session.end_stroke("Brush stroke")
    session.mark_reviewed()
    found["two.png"] = (session.labels.copy(), session.provenance.copy())  # type: ignore[union-attr]
    session.close()
    return found


def test_commands_are_noted_with_their_times(tiny_folder: Path, worked: object) -> None:
    (log,) = parts(tiny_folder / ".segmend" / "sessions")
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    commands = [line.get("do") for line in lines]
    assert commands[0] is None
    assert set(commands[1:]) >= {"show", "classes", "tool", "brush", "begin", "edit", "undo", "state"}
    assert lines[commands.index("brush")]["diameter"] == 33
    times = [line["t"] for line in lines[1:]]
    assert times == sorted(times)


def test_the_command_does_a_session_again_to_the_bit(
    tiny_folder: Path, worked: dict[str, tuple[np.ndarray, np.ndarray]], tmp_path: Path
) -> None:
    out = tmp_path / "again"
    command = [sys.executable, str(ROOT / "main.py"), "replay", str(tiny_folder), "--out", str(out)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "5 steps on 2 images were done again, each as it was" in ended.stdout
    assert sorted(path.name for path in out.iterdir()) == [".segmend", "one.png", "two.png"]
    project = Project.open(out)
    for name, (labels, provenance) in worked.items():
        stored = project.read_labels(str(out / name), SHAPE).label_map
        assert np.array_equal(stored.labels, labels)
        assert np.array_equal(stored.provenance, provenance)
    assert set(np.unique(worked["one.png"][1])) == {Source.PAINTED, Source.ACCEPTED}
    assert [each.name for each in project.classes] == ["background", "tabby"]
    assert project.state(str(out / "two.png")) == ImageState.REVIEWED
    project.close()
    again = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT, check=False)
    assert again.returncode == 2
    assert "is not empty" in again.stderr


def test_a_log_that_is_switched_off_notes_nothing_until_it_is_on_again(tiny_folder: Path, qtbot: QtBot) -> None:
    session = Session()
    session.set_logging(is_on=False)
    with qtbot.waitSignal(session.image_opened):
        session.open_paths([str(tiny_folder)])
    session.add_class("cat")
    session.paint(3, 4, disk(9), value=0)
    session.end_stroke("unseen")
    folder = tiny_folder / ".segmend" / "sessions"
    assert not folder.exists()
    session.set_logging(is_on=True)
    session.paint(13, 14, disk(9), value=0)
    session.end_stroke("seen")
    session.set_logging(is_on=False)
    session.paint(23, 24, disk(9), value=0)
    session.end_stroke("unseen too")
    session.set_logging(is_on=True)
    session.paint(33, 34, disk(9), value=0)
    session.end_stroke("seen too")
    labels = session.labels.copy()  # type: ignore[union-attr]
    session.close()
    logs = parts(folder)
    text = "".join(log.read_text("utf-8") for log in logs)
    assert len(logs) == 2
    assert "unseen" not in text
    assert '"seen"' in text
    assert '"seen too"' in text
    command = [sys.executable, "main.py", "replay", str(tiny_folder), "--out", str(tiny_folder.with_name("again"))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    again = Project.open(tiny_folder.with_name("again"))
    path = str(tiny_folder.with_name("again") / "one.png")
    assert (again.read_labels(path, SHAPE).label_map.labels == labels).all()
    again.close()
