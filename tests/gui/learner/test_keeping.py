"""A Learn that is interrupted goes on when the project is open again; one that is given up leaves nothing."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from models.training import kept_learn
from models.training.kept_learn import find_kept
from tests.gui.learner.desk import (
    IN_ALL,
    LENGTH,
    PATIENCE,
    RED,
    Desk,
    begin,
    label_all,
    place,
    steps_of,
    wait_for_steps,
)
from tests.gui.learner.test_idle_learning import Hours
from tests.unit.models.miniatures import network, stored

ROOT = Path(__file__).parents[3]
QuickLearn = Callable[..., None]


def test_it_goes_on_where_the_window_was_closed_and_publishes(interrupted: int, again: Desk, folder: Path) -> None:
    learner, fractions = again.learner, []
    done = round(100 * (0.05 + 0.57 * interrupted / LENGTH))
    assert learner.idle_note == f"Interrupted at {done}%: Learn goes on from there."
    learner.progressed.connect(lambda job, fraction, _text: fractions.append(fraction) if job == "learn" else None)
    learner.learn()
    assert learner.idle_note == ""
    again.settle()
    assert steps_of(again) == list(range(interrupted + 1, IN_ALL + 1))
    assert fractions[0] == pytest.approx(0.05 + 0.57 * interrupted / LENGTH)
    assert fractions == sorted(fractions)
    assert learner.last_report is not None
    assert learner.last_report.is_published
    assert learner.version == "learned 1"
    assert learner.idle_note == ""
    assert not place(folder).exists()
    assert again.text("warning") == ""
    again.points.clear()
    learner.learn()  # the next one begins anew
    wait_for_steps(again)
    assert steps_of(again)[0] == 1


def test_it_stays_where_another_project_is_opened_and_closed(
    desk: Desk, folder: Path, tmp_path: Path, quick_learn: QuickLearn
) -> None:
    quick_learn(iterations=LENGTH)
    begin(desk, folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "image0.png").write_bytes((folder / "image0.png").read_bytes())
    desk.open(other)
    assert desk.learner.idle_note == ""
    desk.open(folder)
    assert "Interrupted at" in desk.learner.idle_note
    kept = find_kept(place(folder))
    assert kept is not None
    desk.points.clear()
    desk.learner.learn()
    desk.settle()
    assert steps_of(desk)[0] == kept.iteration + 1


def test_it_goes_on_by_itself_when_nothing_is_painted(interrupted: int, again: Desk) -> None:
    hours = Hours(again)
    again.learner.set_learns_idle(True)
    assert again.learner.idle_note.splitlines()[1] == "It begins after 5 minutes without painting."
    hours.pass_by(6)
    again.settle()
    assert steps_of(again)[0] == interrupted + 1
    assert again.learner.version == "learned 1"


def test_what_is_painted_before_it_goes_on_is_learned_too(interrupted: int, again: Desk, folder: Path) -> None:
    again.learner.set_live(True)
    again.show(folder / "image0.png")
    again.paint(RED)
    again.settle()
    assert again.learner.is_taught
    again.close()  # what was taught is a version now, which grew from the one it began with
    kept = find_kept(place(folder))
    assert kept is not None
    assert kept.iteration == interrupted


def test_a_person_who_cancels_it_gives_it_up(again: Desk, folder: Path) -> None:
    again.learner.learn()
    again.qtbot.waitUntil(lambda: bool(steps_of(again)), timeout=PATIENCE)
    again.learner.cancel()
    again.settle()
    assert again.learner.idle_note == ""
    assert not place(folder).exists()


def test_one_that_is_cancelled_before_it_began_is_given_up(again: Desk, folder: Path) -> None:
    again.learner.learn()
    again.learner.cancel()
    again.settle()
    assert again.learner.idle_note == ""
    assert not place(folder).exists()


def test_rolling_back_gives_it_up(again: Desk, folder: Path) -> None:
    again.learner.set_live(True)
    again.show(folder / "image0.png")
    again.paint(RED)
    again.settle()
    assert again.learner.idle_note != ""
    again.learner.roll_back()
    again.settle()
    assert again.learner.idle_note == ""
    assert not place(folder).exists()


def test_it_begins_anew_where_the_classes_are_others(interrupted: int, again: Desk, folder: Path) -> None:
    again.session.add_class("tree")
    assert again.learner.idle_note.endswith("%, with other classes: Learn begins anew.")
    again.learner.learn()
    again.settle()
    assert "Learn begins anew: the classes or the version have changed" in again.text("info")
    assert steps_of(again) == list(range(1, IN_ALL + 1))
    assert not place(folder).exists()


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"table": 3},
        {"table": ["x"] * 256},
        {"table": [300] * 256},
        {"classes": ["0", "1", "2"]},
        {"taught_from": 3},
    ],
)
def test_facts_that_make_no_sense_are_of_no_use(
    facts: dict[str, object], interrupted: int, make_desk: Callable[..., Desk], folder: Path
) -> None:
    told = json.loads((place(folder) / "learn.json").read_text())["learn"]
    kept_learn._replace_summary(place(folder) / "learn.json", {**told, "facts": {**(facts and told["facts"]), **facts}})
    desk = make_desk()
    desk.open(folder)
    assert desk.learner.idle_note == ""
    desk.learner.learn()
    desk.qtbot.waitUntil(lambda: bool(steps_of(desk)), timeout=PATIENCE)
    assert steps_of(desk)[0] == 1
    assert desk.text("warning").count("learn.json is of another version of Segmend") == 1
    assert desk.text("error") == ""


@pytest.mark.parametrize("name", ["learn.json", "begun.safetensors", "state"])
def test_a_damaged_one_is_told_once_and_removed(
    name: str, interrupted: int, make_desk: Callable[..., Desk], folder: Path
) -> None:
    file = next(place(folder).glob(f"*{name}"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    desk = make_desk()
    desk.open(folder)
    desk.learner.learn()
    desk.qtbot.waitUntil(lambda: bool(steps_of(desk)), timeout=PATIENCE)
    assert not file.exists()
    assert steps_of(desk)[0] == 1
    assert desk.text("warning").count("so Learn begins anew") == 1
    assert f"{file} is damaged." in desk.text("warning")
    assert desk.text("error") == ""


def test_one_that_cannot_be_read_now_is_there_when_it_can_be(
    interrupted: int, make_desk: Callable[..., Desk], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_text = Path.read_text

    def refuse(path: Path, *arguments: str) -> str:
        if path == place(folder) / "learn.json":
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return read_text(path, *arguments)

    desk = make_desk()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_text", refuse)
        desk.open(folder)
    assert "learn.json cannot be read (Input/output error)" in desk.text("warning")
    assert desk.learner.idle_note == ""
    desk.close()
    again = make_desk()
    again.open(folder)
    assert "Interrupted at" in again.learner.idle_note


@pytest.mark.parametrize(("code", "is_said"), [(errno.EROFS, False), (errno.EACCES, False), (errno.ENOSPC, True)])
def test_where_nothing_can_be_written_it_learns_all_the_same(
    code: int,
    is_said: bool,
    desk: Desk,
    folder: Path,
    quick_learn: QuickLearn,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    quick_learn(iterations=30)
    monkeypatch.setattr(kept_learn, "REST_SECONDS", 0.0)
    label_all(desk, folder)
    mkdir = Path.mkdir

    def refuse(path: Path, *arguments: object, **named: object) -> None:
        if path == place(folder):
            raise OSError(code, os.strerror(code), str(path))
        mkdir(path, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", refuse)
    desk.learner.learn()
    desk.settle()
    assert desk.learner.version == "learned 1"
    assert os.strerror(code) in caplog.text
    assert desk.text("warning").count("Learn goes on, but would begin anew") == is_said
    assert desk.text("error") == ""


def test_it_is_kept_while_it_goes_on_and_gone_when_it_has_ended(
    desk: Desk, folder: Path, quick_learn: QuickLearn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_learn, "REST_SECONDS", 0.0)
    monkeypatch.setattr(kept_learn, "SHARE", 0.5)
    quick_learn(iterations=LENGTH)
    label_all(desk, folder)
    desk.learner.learn()
    desk.qtbot.waitUntil(lambda: find_kept(place(folder)) is not None, timeout=PATIENCE)
    desk.settle()
    assert desk.learner.last_report is not None
    assert not place(folder).exists()


def test_neither_the_doctor_nor_the_list_of_versions_takes_it_for_a_version(interrupted: int, folder: Path) -> None:
    from app.core.examination import examine, mend

    assert [remark for remark in examine(folder) if remark.is_wrong] == []
    (folder / ".segmend" / "project.db").write_bytes(b"no database")
    assert mend(folder) != []
    assert find_kept(place(folder)) is not None
    assert examine(folder) == []


def test_what_a_killed_program_left_half_written_goes_when_the_project_is_opened(
    interrupted: int, make_desk: Callable[..., Desk], folder: Path
) -> None:
    names = {file.name for file in place(folder).iterdir()}
    for name in (".step-9.state.abc", "step-9.state", ".begun.safetensors.x"):
        (place(folder) / name).write_bytes(b"half of it")
    desk = make_desk()
    desk.open(folder)
    assert {file.name for file in place(folder).iterdir()} == names
    assert "Interrupted at" in desk.learner.idle_note
    desk.close()
    (place(folder) / "learn.json").unlink()  # killed before it was written, or when the rest was to be removed
    make_desk().open(folder)
    assert not place(folder).exists()


def test_another_network_of_the_same_name_begins_anew(
    interrupted: int, make_desk: Callable[..., Desk], folder: Path, model: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    desk = make_desk(model=str(stored(tmp_path / "elsewhere" / model.name, network(seed=3))))
    desk.open(folder)
    desk.learner.learn()
    desk.qtbot.waitUntil(lambda: bool(steps_of(desk)), timeout=PATIENCE)
    assert steps_of(desk)[0] == 1
    assert "so Learn begins anew" in desk.text("warning")
    assert "learn.json is of another network" in desk.text("warning")
    assert desk.text("error") == ""


def test_a_network_of_another_name_begins_anew(again: Desk, tmp_path: Path) -> None:
    again.learner.load_model(stored(tmp_path / "other.safetensors"))
    again.settle()
    assert again.learner.version == "other"
    assert again.learner.idle_note.endswith("%, with another network: Learn begins anew.")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX signal")
def test_it_goes_on_after_a_kill(
    desk: Desk, make_desk: Callable[..., Desk], folder: Path, model: Path, quick_learn: QuickLearn
) -> None:
    """A real process is killed while it learns."""
    label_all(desk, folder)
    desk.close()
    command = [sys.executable, "-m", "tests.gui.learner.killed_learn", str(folder), str(model)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"})
    try:
        wait_until(partial(has_kept_some, folder))
        assert process.poll() is None
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    kept = find_kept(place(folder))
    assert kept is not None
    after = make_desk()
    after.open(folder)
    assert "Interrupted at" in after.learner.idle_note
    after.learner.learn()
    after.settle()
    assert steps_of(after) == list(range(kept.iteration + 1, round(1.5 * kept.recipe["iterations"]) + 1))
    assert after.learner.version == "learned 1"
    assert not place(folder).exists()


def has_kept_some(folder: Path) -> bool:
    kept = find_kept(place(folder))
    return kept is not None and kept.iteration >= 5


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)
