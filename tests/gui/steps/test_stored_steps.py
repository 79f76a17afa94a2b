"""Steps of megapixels are stored whole: killed programs, packed strokes, and saving that waits."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.core.label_map import UNLABELED
from app.core.masks import disk
from app.core.project import Project
from app.session import Session, saving
from tests.gui.steps.acts import (
    NAMES,
    SHAPE,
    Plane,
    dab,
    opened,
    planes,
    prediction,
    settled,
)

PROGRAM = """
import sys, numpy as np
from PySide6.QtCore import QCoreApplication
from app.session import Session, painting
from app.ui.canvas import Canvas
from app.core.masks import disk
application, session = QCoreApplication([]), Session()
session.open_paths([sys.argv[1]])
while session.image is None or session.is_loading:
    application.processEvents()
for name in "ab":
    session.add_class(name)
labels = np.zeros(session.labels.shape, np.uint8)
session.show_prediction(labels, None, generation=session.generation, version="x")
session.paint(700, 700, disk(90), value=1)
session.end_stroke("Brush stroke")
for _ in range(1000):
    session.accept()
    print("begun", flush=True)
    while session.is_step_running:
        application.processEvents()
    session.undo()
    while session.is_step_running:
        application.processEvents()
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX signal")
def test_a_program_killed_meanwhile_leaves_all_of_the_step_or_nothing(folder: Path) -> None:
    chance = random.Random()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder)], stdout=subprocess.PIPE, env=environment
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        time.sleep(chance.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        project = Project.open(folder)
        path = str(folder / NAMES[0])
        document, said = project.document(path, project.read_labels(path, SHAPE))
        assert said is None, said
        labels = document.label_map.labels
        stroke = labels[700:790, 700:790][disk(90)]
        assert (stroke == 1).all()
        rest = np.count_nonzero(labels != 1)
        assert np.count_nonzero(labels == 0) in (0, rest)
        while document.undo():
            pass
        assert (labels == UNLABELED).all()
        project.close()


def test_a_stroke_of_megapixels_is_packed_in_the_background_and_goes_back_whole(
    session: Session, folder: Path, qtbot: QtBot, is_held: Callable[[bool], None]
) -> None:
    large = np.ones((1300, 1300), bool)
    session.paint(10, 10, large, value=1)
    assert session.end_stroke("Large") is None
    assert session.is_storing
    dab(session, 600, 600, 2)
    session.paint(0, 0, large, value=0)  # another, open while the first is undone
    session.undo()
    is_held(False)
    settled(session)
    assert session.history is not None
    assert session.history.names == ["Large", "Brush stroke", "Stroke"]
    assert session.history.position == 2
    expected = np.full(SHAPE, UNLABELED, np.uint8)
    expected[10:1310, 10:1310] = 1
    expected[600:690, 600:690][disk(90)] = 2
    np.testing.assert_array_equal(session.labels, expected)
    session.close()
    again = opened(folder, qtbot)
    np.testing.assert_array_equal(again.labels, expected)
    for _ in range(2):
        assert again.undo()
    settled(again)
    assert again.labels is not None
    assert (again.labels == UNLABELED).all()
    again.close()


@contextmanager
def saving_held(session: Session) -> Iterator[None]:
    """The thread that saves stands still; what is submitted meanwhile it does afterwards."""
    gate = threading.Event()
    session.saving_worker.submit("gate", gate.wait, on_done=lambda _: None, must=True)
    try:
        yield
    finally:
        gate.set()


def test_a_stroke_made_while_a_large_step_is_stored_behind_its_own_label_file_gets_into_the_journal(
    session: Session, folder: Path, qtbot: QtBot, is_held: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    is_held(False)
    monkeypatch.setattr(saving, "LARGE_BYTES", 10_000)
    with saving_held(session):
        dab(session, 40, 40, 0)
        session.save()  # this file will hold the large step too, for it is written later than that is made
        session.accept()
        settled(session)
        assert session.is_storing
        dab(session, 40, 1100, 1)
        dab(session, 1100, 40, 2)
    session.saving_worker.wait()
    assert session.is_stored
    expected = planes(session).copy()
    names = session.history.names if session.history is not None else []
    session.close()
    again = opened(folder, qtbot)
    np.testing.assert_array_equal(planes(again), expected)
    assert again.history is not None
    assert (again.history.names, again.history.position) == (names, 4)
    for _ in range(4):
        assert again.undo()
        settled(again)
    assert (planes(again)[0] == UNLABELED).all()
    again.close()


def test_what_waits_for_saving_waits_for_large_steps_too(
    session: Session, folder: Path, is_held: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "LARGE_BYTES", 10_000)
    session.accept()
    assert session.is_step_running
    is_held(False)
    found: list[Plane] = []
    project, path = session.project, session.image_path
    assert project is not None
    assert path is not None
    session.after_saving(lambda: found.append(project.read_labels(path, SHAPE).label_map.labels.copy()))
    session.saving_worker.wait()
    np.testing.assert_array_equal(found, [prediction(0)])
