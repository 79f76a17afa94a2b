"""The main job in the real window, with the bundled network, the mouse and the keys: from opening to opening again."""

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import main
from app.core.label_map import UNLABELED, Source
from app.core.opencv import cv2
from app.core.project import ImageState
from app.core.settings import Settings
from app.session import Session
from app.ui.main_window import MainWindow
from models.names import BUNDLED

pytestmark = pytest.mark.skipif(not BUNDLED.is_file(), reason=f"needs the bundled checkpoint, {BUNDLED}")

PATIENCE = 120_000  # milliseconds; the machine may be busy
LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KEY = Qt.Key
CUP = [(25, 50), (45, 92), (80, 94), (110, 75), (120, 50), (80, 48), (50, 60), (60, 80)]  # (row, col) inside the cup
TABLE = [(10, 10), (70, 10), (130, 20), (140, 120), (130, 180), (60, 175), (10, 185), (10, 130)]
Plane = NDArray[np.uint8]


@dataclass
class Person:
    """Someone at the window, with a mouse and a keyboard."""

    window: MainWindow
    qtbot: QtBot

    @property
    def session(self) -> Session:
        return self.window.session

    def wait(self) -> None:
        """Until the image is there and the network has answered."""
        learner, session = self.window.learner, self.session
        self.qtbot.waitUntil(lambda: not session.is_loading and learner.is_idle(), timeout=PATIENCE)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
        QTest.keyClick(self.window.canvas, key, modifier)

    def point(self, pixel: tuple[int, int]) -> QPoint:
        return self.window.canvas.to_screen(*pixel).toPoint()

    def drag(self, pixels: list[tuple[int, int]]) -> None:
        """A stroke through these pixels (row, col)."""
        canvas = self.window.canvas
        QTest.mousePress(canvas, LEFT, NO_KEY, self.point(pixels[0]))
        for pixel in pixels[1:]:
            QTest.mouseMove(canvas, self.point(pixel))
        QTest.mouseRelease(canvas, LEFT, NO_KEY, self.point(pixels[-1]))

    def show(self, name: str) -> None:
        """Go to an image with the keys."""
        names = [Path(path).name for path in self.session.images]
        here = names.index(Path(self.session.image_path or "").name)
        for _ in range(abs(names.index(name) - here)):
            self.press(KEY.Key_D if names.index(name) > here else KEY.Key_A)
        self.wait()
        assert Path(self.session.image_path or "").name == name

    def labels(self) -> Plane:
        assert self.session.labels is not None
        return self.session.labels.copy()

    def sources(self) -> Plane:
        assert self.session.provenance is not None
        return self.session.provenance.copy()

    def prediction(self) -> Plane:
        assert self.session.prediction is not None
        return self.session.prediction.copy()

    def close(self) -> None:
        assert self.window.close()


def internet_sockets() -> list[str]:
    """The sockets of this process that reach beyond the machine, of libraries too; none where that cannot be told."""
    own = {os.readlink(link) for link in Path("/proc/self/fd").glob("*") if link.is_symlink()}
    tables = [Path("/proc/self/net", kind) for kind in ("tcp", "tcp6", "udp", "udp6")]
    lines = [line for table in tables if table.exists() for line in table.read_text().splitlines()[1:]]
    return [line for line in lines if f"socket:[{line.split()[9]}]" in own]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The main job asks nothing of any network: whoever tries is refused, and the test fails."""
    attempts: list[tuple[object, ...]] = []

    def refuse(*arguments: object, **_named: object) -> None:
        attempts.append(arguments)
        raise OSError("the network must not be used here")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    yield
    assert attempts == []
    assert internet_sockets() == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """astronaut.png, chelsea.png (a cat) and mug.png, 200 pixels wide.

    By the name of an image Learn chooses the squares it holds out: of mug.png some lie on the cup.
    """
    from skimage import data

    folder = tmp_path / "photos"
    folder.mkdir()
    for name, photo in (("astronaut", data.astronaut()), ("chelsea", data.chelsea()), ("mug", data.coffee())):
        size = (200, round(200 * photo.shape[0] / photo.shape[1]))
        Image.fromarray(photo).resize(size, Image.Resampling.LANCZOS).save(folder / f"{name}.png")
    return folder


@pytest.fixture
def people(qtbot: QtBot, qapp: QApplication, own_folders: Path) -> Iterator[list[Person]]:
    """Those who sat down; they leave, and the application looks again as before."""
    palette, sheet = qapp.palette(), qapp.styleSheet()
    Settings(device="cpu", threads=1).save()
    people: list[Person] = []
    yield people
    for person in people:
        person.window.close()
        person.window.deleteLater()
    from app.ui.theme import Theme

    theme = qapp.findChild(Theme)
    assert theme is not None
    theme.set_choice("system")
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    theme.deleteLater()


def sit_down(people: list[Person], qtbot: QtBot, *paths: Path) -> Person:
    """The window as `python main.py PATH …` opens it, shown and active."""
    _, window = main.build_window([str(path) for path in paths])
    person = Person(window, qtbot)
    people.append(person)
    window.resize(1300, 850)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.canvas.setFocus()
    qtbot.waitUntil(lambda: not window.session.is_loading, timeout=PATIENCE)
    person.wait()
    return person


@pytest.fixture
def quick_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Learn of seconds; the demo does the whole one."""
    from models.training import transaction

    learn = transaction.learn
    recipe = replace(transaction.LEARN_RECIPE, iterations=15, batch=2, crop=128, rate=2e-3, average=0.8)
    monkeypatch.setattr(transaction, "learn", partial(learn, recipe=recipe))


def class_index(person: Person, name: str) -> int:
    found = person.session.classes.by_name(name)
    assert found is not None
    return found.index


def paint_the_cat(person: Person) -> None:
    """One stroke with the mouse; undone, done again, and the rest accepted, with the keys."""
    session = person.session
    assert session.history is not None
    cat = class_index(person, "cat")
    assert (person.prediction() == cat).mean() > 0.3  # the bundled network knows cats
    session.choose_class(class_index(person, "background"))
    session.set_brush_diameter(11)
    person.drag([(20, 180), (60, 180), (100, 180)])
    painted = person.labels()
    assert (painted[20:100, 180] == class_index(person, "background")).all()
    assert (person.sources()[painted != UNLABELED] == Source.PAINTED).all()
    assert 11 * 80 < (painted != UNLABELED).sum() < 11 * 100
    person.press(KEY.Key_Z, CONTROL)
    assert (person.labels() == UNLABELED).all()
    person.press(KEY.Key_Y, CONTROL)
    assert (person.labels() == painted).all()
    person.wait()
    prediction = person.prediction()
    assert (prediction == cat).mean() > 0.3
    person.press(KEY.Key_Return)
    accepted = person.labels()
    assert (accepted[painted != UNLABELED] == painted[painted != UNLABELED]).all()
    assert (accepted[painted == UNLABELED] == prediction[painted == UNLABELED]).all()
    assert list(session.history.names) == ["Brush stroke", "Accept prediction"]
    person.wait()


def paint_the_cup(person: Person) -> int:
    """A class of one's own, painted on the third photo without teaching it live."""
    session, learner = person.session, person.window.learner
    person.press(KEY.Key_L)
    assert not learner.is_live
    cup = session.add_class("cup")
    assert cup is not None
    session.set_brush_diameter(12)
    for value, way in ((cup, CUP), (class_index(person, "background"), TABLE)):
        session.choose_class(value)
        person.drag(way)
    person.wait()
    assert not (person.prediction() == cup).any()
    return cup


def test_the_main_job(people: list[Person], qtbot: QtBot, folder: Path, quick_learn: None) -> None:
    person = sit_down(people, qtbot, folder)
    learner = person.window.learner
    assert (learner.device, learner.model_name) == ("cpu", "bundled")
    person.show("chelsea.png")
    paint_the_cat(person)
    cat_labels, cat_sources = person.labels(), person.sources()
    person.show("mug.png")
    cup = paint_the_cup(person)
    cup_labels, before = person.labels(), person.prediction()
    person.show("chelsea.png")
    assert (person.labels() == cat_labels).all()
    person.press(KEY.Key_R, SHIFT)
    person.show("mug.png")
    assert (person.labels() == cup_labels).all()
    assert (person.prediction() == before).all()

    person.press(KEY.Key_T, CONTROL)
    assert learner.is_learning
    person.wait()
    report = learner.last_report
    assert report is not None
    assert report.is_published
    assert report.after["iu"]["cup"] > report.before["iu"]["cup"]
    learned = person.prediction()
    assert (learned == cup).any()
    versions = [version.name for version in learner.versions]
    assert versions[-1] == "learned 1"
    person.press(KEY.Key_B, CONTROL | SHIFT)
    person.wait()
    assert (person.prediction() == before).all()
    rolled_back = learner.version
    learner.use_version("learned 1")
    person.wait()
    assert (person.prediction() == learned).all()
    person.close()

    person = sit_down(people, qtbot, folder)
    learner = person.window.learner
    assert not learner.is_live  # as it was left
    assert [version.name for version in learner.versions] == versions
    assert learner.version == "learned 1"
    assert class_index(person, "cup") == cup
    states = {Path(path).stem: person.session.state(path) for path in person.session.images}
    assert states == {
        "astronaut": ImageState.PREDICTED,
        "chelsea": ImageState.REVIEWED,
        "mug": ImageState.CORRECTED,
    }
    person.show("chelsea.png")
    assert (person.labels() == cat_labels).all()
    assert (person.sources() == cat_sources).all()
    person.show("mug.png")
    assert (person.labels() == cup_labels).all()
    assert (person.prediction() == learned).all()
    person.press(KEY.Key_B, CONTROL | SHIFT)
    person.wait()
    assert learner.version == rolled_back
    assert (person.prediction() == before).all()


def test_a_stroke_of_a_new_class_is_learned_at_once_and_stays_where_it_belongs(
    people: list[Person], qtbot: QtBot, folder: Path
) -> None:
    person = sit_down(people, qtbot, folder / "mug.png")
    cup = person.session.add_class("cup")
    assert cup is not None
    person.session.choose_class(cup)
    person.session.set_brush_diameter(12)
    person.drag(CUP)
    person.wait()
    painted = person.labels() == cup
    assert (person.prediction()[painted] == cup).mean() > 0.9
    person.session.choose_class(class_index(person, "background"))
    person.drag(TABLE)
    person.wait()
    prediction = person.prediction()
    assert (prediction[painted] == cup).mean() > 0.9
    assert (prediction[person.labels() == class_index(person, "background")] == cup).mean() < 0.1
    assert 0.2 < (prediction == cup).mean() < 0.6
    person.press(KEY.Key_B, CONTROL | SHIFT)
    person.wait()
    assert not (person.prediction() == cup).any()
    assert (person.labels()[painted] == cup).all()


def write_clip(path: Path) -> None:
    """Two minutes of a cat that moves to the side, at ten frames a second: it does not end while it is looked at."""
    from skimage import data

    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (160, 120))
    assert writer.isOpened()
    cat = np.asarray(Image.fromarray(data.chelsea()).resize((160, 120)))
    for number in range(1200):
        writer.write(np.ascontiguousarray(np.roll(cat, number, axis=1)[..., ::-1]))
    writer.release()


def test_a_frame_of_a_video_is_frozen_painted_and_kept(
    people: list[Person], qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    write_clip(tmp_path / "clip.avi")
    person = sit_down(people, qtbot, folder)
    window, session = person.window, person.session
    window.sources.open([str(tmp_path / "clip.avi")])
    qtbot.waitUntil(lambda: session.frame_labels is not None, timeout=PATIENCE)
    first = session.frame
    qtbot.waitUntil(lambda: session.frame is not first, timeout=PATIENCE)
    assert session.frame is not None
    assert session.frame_labels is not None
    assert session.frame_labels.shape == session.frame.shape[:2] == (120, 160)
    frozen = session.frame.copy()
    person.press(KEY.Key_C)
    qtbot.waitUntil(lambda: session.frame is None and "clip_" in (session.image_path or ""), timeout=PATIENCE)
    person.wait()
    assert session.image is not None
    assert (session.image == frozen).all()
    assert (person.prediction() == class_index(person, "cat")).any()
    session.choose_class(class_index(person, "cat"))
    session.set_brush_diameter(9)
    person.drag([(60, 60), (60, 100)])
    labels, path = person.labels(), Path(session.image_path or "")
    assert (labels[60, 60:100] == class_index(person, "cat")).all()
    assert path.parent == folder
    person.press(KEY.Key_K, CONTROL | SHIFT)
    assert not window.camera.is_open
    person.close()
    person = sit_down(people, qtbot, folder)
    person.show(path.name)
    assert (person.labels() == labels).all()


def test_looking_alone_leaves_no_trace_in_the_folder(people: list[Person], qtbot: QtBot, folder: Path) -> None:
    person = sit_down(people, qtbot, folder)
    for name in ("chelsea.png", "mug.png", "astronaut.png"):
        person.show(name)
        assert person.session.state(str(folder / name)) == ImageState.PREDICTED
    person.close()
    files = {path.name for path in folder.rglob("*") if path.suffix == ".png"}
    assert files == {"astronaut.png", "chelsea.png", "mug.png"}
    assert not list(folder.rglob("*.safetensors"))
