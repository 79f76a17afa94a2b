"""Labels carried to the frames that follow: in a folder of frames, and in a video."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pytestqt.qtbot import QtBot

from app.core.label_map import UNLABELED, Source
from app.core.opencv import cv2
from app.session import Session
from app.ui.main_window import MainWindow
from tests.gui.conftest import FakeLearner
from tests.gui.test_review import press

HEIGHT, WIDTH = 96, 128
BALL = 1
Plane = NDArray[np.uint8]


def ground(seed: int) -> Plane:
    noise = np.random.default_rng(seed).standard_normal((HEIGHT // 4, WIDTH // 4, 3)).astype(np.float32) * 60 + 120
    return np.clip(cv2.resize(noise, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), 0, 255).astype(np.uint8)


def frame(step: int, seed: int = 0) -> tuple[Plane, Plane]:
    """A ball that goes right over a ground that stays, and where it is."""
    image, truth = ground(seed), np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.circle(truth, (50 + 3 * step, 48), 24, BALL, -1)
    image[truth > 0] = np.roll(ground(seed + 50), 3 * step, axis=1)[truth > 0]
    return image, truth


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three frames of one scene, one of another, one of another size, and one that is no image."""
    made = tmp_path / "frames"
    made.mkdir()
    for step in range(3):
        Image.fromarray(frame(step)[0]).save(made / f"f{step}.png")
    Image.fromarray(frame(3, seed=7)[0]).save(made / "f3.png")
    Image.fromarray(frame(3, seed=7)[0][:50]).save(made / "f4.png")
    Image.fromarray(frame(3, seed=7)[0][:50]).save(made / "f5.png")
    return made


class Scene:
    """The session, with what was said."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.session = qtbot, Session()
        self.said: list[str] = []
        self.session.said.connect(lambda _level, sentence: self.said.append(sentence))
        with qtbot.waitSignal(self.session.image_opened):
            self.session.open_paths([str(folder)])
        self.session.adopt_classes([("background", (0, 0, 0)), ("ball", (230, 159, 0))])

    def show(self, number: int) -> None:
        if self.session.image_path != self.session.images[number]:
            with self.qtbot.waitSignal(self.session.image_opened):
                self.session.open_image(self.session.images[number])

    def paint(self, truth: Plane) -> None:
        for value in (0, BALL):
            self.session.paint(0, 0, truth == value, value=value)
        self.session.end_stroke("all")

    def carry(self, frames: int = 1) -> None:
        self.session.carry_labels(frames)
        self.qtbot.waitUntil(lambda: not self.session.is_carrying and not self.session.is_loading)

    def predict(self, value: int) -> None:
        session = self.session
        assert session.labels is not None
        labels = np.full(session.labels.shape, value, np.uint8)
        session.show_prediction(labels, labels, generation=session.generation, version="network")

    @property
    def prediction(self) -> Plane:
        assert self.session.prediction is not None
        return self.session.prediction

    @property
    def labels(self) -> Plane:
        assert self.session.labels is not None
        return self.session.labels


@pytest.fixture
def scene(qtbot: QtBot, folder: Path) -> Iterator[Scene]:
    made = Scene(qtbot, folder)
    made.paint(frame(0)[1])
    yield made
    made.session.close()


def test_labels_lie_on_the_next_frame_as_a_proposal_and_are_accepted_as_one_step(scene: Scene) -> None:
    session = scene.session
    scene.carry()
    assert session.image_path == session.images[1]
    assert (scene.labels == UNLABELED).all()  # nothing is painted for anybody
    truth = frame(1)[1]
    is_proposed = scene.prediction != UNLABELED
    assert is_proposed.mean() > 0.7
    assert (scene.prediction == truth)[is_proposed].mean() > 0.98
    assert "Enter accepts" in scene.said[-1]
    session.accept()
    assert session.provenance is not None
    assert (session.provenance[is_proposed] == Source.ACCEPTED).all()
    assert (scene.labels == truth)[is_proposed].mean() > 0.98
    assert session.undo()
    assert (scene.labels == UNLABELED).all()
    assert not session.history or session.history.position == 0


def test_the_network_says_what_the_proposal_leaves_open(scene: Scene) -> None:
    session = scene.session
    scene.carry()
    proposed = scene.prediction.copy()
    scene.predict(BALL)
    expected = np.where(proposed == UNLABELED, BALL, proposed)
    assert np.array_equal(scene.prediction, expected)
    assert session.has_proposal
    session.drop_proposal()
    assert (scene.prediction == BALL).all()
    assert not session.has_proposal


def test_a_proposal_that_is_dropped_before_the_network_answers_leaves_nothing(scene: Scene) -> None:
    scene.carry()
    scene.session.drop_proposal()
    assert scene.session.prediction is None


def test_labels_go_on_through_frames_until_the_scene_changes(scene: Scene) -> None:
    session = scene.session
    scene.carry(100)
    assert any("f3.png shows another scene" in sentence for sentence in scene.said)
    assert any("2 images" in sentence for sentence in scene.said)
    assert session.image_path == session.images[1]
    scene.show(2)
    truth, is_proposed = frame(2)[1], scene.prediction != UNLABELED
    assert is_proposed.mean() > 0.6
    assert (scene.prediction == truth)[is_proposed].mean() > 0.97
    scene.show(3)
    assert session.prediction is None


def test_what_was_proposed_and_not_accepted_is_carried_on(scene: Scene) -> None:
    scene.carry()
    scene.carry()
    assert scene.session.image_path == scene.session.images[2]
    assert (scene.prediction == BALL).sum() > 1000


def test_painted_pixels_of_the_next_frame_win(scene: Scene) -> None:
    scene.show(1)
    scene.session.paint(40, 40, np.ones((20, 20), bool), value=0)
    scene.session.end_stroke("no ball")
    scene.show(0)
    scene.carry()
    assert (scene.prediction[40:60, 40:60] == BALL).any()
    scene.session.accept()
    assert (scene.labels[40:60, 40:60] == 0).all()


def test_where_labels_cannot_be_carried_it_is_said(scene: Scene, folder: Path) -> None:
    session = scene.session
    scene.show(1)
    scene.carry()
    assert scene.said[-1].startswith("Nothing is decided here")
    scene.show(5)
    scene.carry()
    assert scene.said[-1] == "There is no image after this one to carry labels to."
    scene.show(3)
    scene.paint(frame(0)[1])
    scene.carry()
    assert "f4.png is of another size" in scene.said[-1]
    assert session.image_path == session.images[3]
    scene.show(4)
    scene.paint(np.zeros((50, WIDTH), np.uint8))
    (folder / "f5.png").unlink()
    scene.carry()
    assert "f5.png" in scene.said[-1]
    assert session.image_path == session.images[4]


def test_classes_that_were_removed_are_not_proposed(scene: Scene) -> None:
    session = scene.session
    scene.carry()
    scene.session.undo()
    scene.show(0)
    session.undo()
    assert session.finish_saving()
    with scene.qtbot.waitSignal(session.classes_changed):
        session.remove_class(BALL)
    scene.show(1)
    assert session.prediction is None or not (scene.prediction == BALL).any()


def test_leaving_the_project_ends_the_job_and_forgets_what_was_proposed(scene: Scene, folder: Path) -> None:
    session = scene.session
    session.carry_labels(100)
    assert session.is_carrying
    session.close_project()
    assert not session.is_carrying
    with scene.qtbot.waitSignal(session.image_opened):
        session.open_paths([str(folder)])
    scene.show(1)
    assert session.prediction is None


def test_the_key_carries_labels_to_the_next_frame(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    session = window.session
    session.adopt_classes([("background", (0, 0, 0)), ("ball", (230, 159, 0))])
    window.sources.open([str(folder)])
    qtbot.waitUntil(lambda: session.image is not None and len(session.images) == 6)
    session.paint(0, 0, frame(0)[1] == BALL, value=BALL)
    session.end_stroke("ball")
    press(window, "Shift+D")
    qtbot.waitUntil(lambda: session.image_path == session.images[1] and session.prediction is not None)
    press(window, "Return")
    assert session.labels is not None
    found = session.labels == BALL
    assert (found & (frame(1)[1] == BALL)).sum() > 0.9 * (frame(1)[1] == BALL).sum()
    assert window.commands["drop_carried"].isEnabled()
    press(window, "Shift+Backspace")
    assert not window.commands["drop_carried"].isEnabled()
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)


def test_from_a_frozen_frame_of_a_video_labels_go_to_its_next_frame(
    qtbot: QtBot, window: MainWindow, learner: FakeLearner, tmp_path: Path, write_frames: Callable[[Path], str]
) -> None:
    learner.is_ready = False  # frames are shown as they come
    session = window.session
    (tmp_path / "project").mkdir()
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(tmp_path / "project" / "a.png")
    (tmp_path / "project" / "other").mkdir()  # a frame of another video of this name
    Image.fromarray(frame(0)[0]).save(tmp_path / "project" / "other" / "clip_000002.png")
    window.sources.open([str(tmp_path / "project")])
    qtbot.waitUntil(lambda: session.image is not None)
    session.adopt_classes([("background", (0, 0, 0)), ("ball", (230, 159, 0))])
    window.camera.open(write_frames(tmp_path / "clip.avi"))
    qtbot.waitUntil(lambda: session.frame is not None)
    window.live_view.step(-100)
    qtbot.waitUntil(lambda: window.live_view.number == 0 and not window.camera.wants_frame)
    press(window, "C")
    qtbot.waitUntil(lambda: session.frame is None and Path(str(session.image_path)).name == "clip_000001.png")
    session.paint(0, 0, frame(0)[1] == BALL, value=BALL)
    session.end_stroke("ball")
    press(window, "Shift+D")
    qtbot.waitUntil(lambda: Path(str(session.image_path)).name == "clip_000002.png" and session.prediction is not None)
    assert session.prediction is not None
    assert Path(str(session.image_path)).parent.name == "project"
    truth = frame(1)[1] == BALL
    assert ((session.prediction == BALL) & truth).sum() > 0.8 * truth.sum()
    session.open_image(next(each for each in session.images if each.endswith("clip_000001.png")))
    qtbot.waitUntil(lambda: Path(str(session.image_path)).name == "clip_000001.png")
    press(window, "Shift+D")  # the frame is an image already: it is not stored twice
    qtbot.waitUntil(lambda: Path(str(session.image_path)).name == "clip_000002.png")
    assert len(session.images) == 4
    session.accept()
    press(window, "Shift+D")
    qtbot.waitUntil(lambda: Path(str(session.image_path)).name == "clip_000003.png" and session.prediction is not None)
    session.accept()
    press(window, "Shift+D")
    assert "last frame" in window.messages.messages[0].text
    window.live_view.close()
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)


@pytest.fixture
def write_frames() -> Callable[[Path], str]:
    def write(path: Path) -> str:
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (WIDTH, HEIGHT))
        for step in range(3):
            writer.write(cv2.cvtColor(frame(step)[0], cv2.COLOR_RGB2BGR))
        writer.release()
        return str(path)

    return write
