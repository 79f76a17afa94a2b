"""The learner with a small network and a real session: what it says, learns, keeps and gives back."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from pytestqt.qtbot import QtBot

from app.core.label_map import UNLABELED, Source, rectangle
from app.core.project import ImageState, Project
from app.core.settings import Settings
from app.learner import Learner
from app.learner.network import Network, Shown
from app.session import Session
from models.checkpoint import IMAGENET_RGB, load_checkpoint, save_checkpoint
from models.devices import Engine
from models.fcn import FcnConfig, build_network
from models.learning import train
from models.live.teaching import Teacher
from models.predictor import Predictor
from models.training import transaction
from models.training.recipes import Recipe
from models.weights import initialise
from tests.unit.models.miniatures import ENGINE, blocks, checkpoint

PATIENCE = 90_000  # milliseconds; the machine may be busy
SIZE = (64, 96)  # of the drawn images, rows and columns; the network works at two thirds of it
GREY, RED, BLUE = 0, 1, 2  # the network's classes: background, cat, person
CORNER = (slice(2, 14), slice(60, 90))  # grey, and far from the blocks
Plane = NDArray[np.uint8]


@dataclass
class Desk:
    """A session and its learner, and what they said."""

    qtbot: QtBot
    session: Session
    learner: Learner
    said: list[tuple[str, str]] = field(default_factory=list)
    points: list[dict[str, Any]] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until nothing runs and nothing waits."""
        self.qtbot.waitUntil(lambda: not self.session.is_loading and self.learner.is_idle(), timeout=PATIENCE)

    def open(self, folder: Path) -> None:
        self.session.open_paths([str(folder)])
        self.settle()

    def show(self, path: Path) -> None:
        self.session.open_image(str(path))
        self.settle()
        assert self.session.image_path == str(path)

    def paint(self, value: int, rows: slice = CORNER[0], cols: slice = CORNER[1]) -> None:
        """One stroke: a rectangle of the class, or UNLABELED to erase."""
        self.session.paint(*rectangle(rows.start, cols.start, rows.stop, cols.stop), value=value)
        self.session.end_stroke("Rectangle")

    def paint_all(self, labels: Plane) -> None:
        for value in np.unique(labels):
            self.session.paint(0, 0, labels == value, value=int(value))
        self.session.end_stroke("All")

    def prediction(self) -> Plane:
        assert self.session.prediction is not None
        return self.session.prediction

    def answer(self) -> tuple[bytes, bytes]:
        """The prediction and its confidence, to the bit."""
        assert self.session.confidence is not None
        return self.prediction().tobytes(), self.session.confidence.tobytes()

    def labels(self) -> Plane:
        assert self.session.labels is not None
        return self.session.labels

    def share(self, value: int) -> float:
        """How much of the corner is predicted as a class."""
        return float((self.prediction()[CORNER] == value).mean())

    def text(self, level: str) -> str:
        return "\n".join(sentence for each, sentence in self.said if each == level)

    def close(self) -> None:
        """As the window closes."""
        self.session.finish_saving()
        self.learner.close()
        self.session.close()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint that knows the blocks of the drawn images; a second trunk stands beside the trained one."""
    torch.manual_seed(0)
    net = build_network(FcnConfig(classes=3, has_companion=True))
    initialise(net, "none")
    recipe = Recipe(iterations=60, batch=2, crop=64, scales=(0.6, 1.0), rate=2e-3, average=0.8)
    examples = [lambda: blocks(*SIZE, seed=0), lambda: blocks(*SIZE, seed=1)]
    learned = net
    for step in train(net, IMAGENET_RGB, examples, recipe, device=ENGINE.device):
        learned = step.network
    path = tmp_path_factory.mktemp("model") / "small.safetensors"
    save_checkpoint(checkpoint(learned.eval(), max_side=64), path)
    return path


def draw(folder: Path, count: int = 2) -> Path:
    folder.mkdir()
    for number in range(count):
        Image.fromarray(blocks(*SIZE, seed=number)[0]).save(folder / f"image{number}.png")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """image0.png and image1.png: grey with a red and a blue block."""
    return draw(tmp_path / "images")


@pytest.fixture
def make_desk(qtbot: QtBot, model: Path) -> Iterator[Callable[..., Desk]]:
    """make_desk(**settings): a session without a project, and a learner that begins to load its network."""
    desks: list[Desk] = []

    def make(**changes: Any) -> Desk:
        own = {"model": str(model), "device": "cpu", "precision": "fp32", "threads": 1}
        settings = Settings(**{**own, "refines_edges": False, **changes})  # compared with the network's own labels
        session = Session()
        desk = Desk(qtbot, session, Learner(session, settings))
        for speaker in (session, desk.learner):
            speaker.said.connect(lambda level, sentence: desk.said.append((level, sentence)))
        desk.learner.measured.connect(desk.points.append)
        desks.append(desk)
        return desk

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(make_desk: Callable[..., Desk], folder: Path) -> Desk:
    """The drawn images open, the first one shown and predicted."""
    desk = make_desk()
    desk.open(folder)
    return desk


@pytest.fixture
def quick_learn(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """quick_learn(**changes of the recipe): a Learn on small crops, a second long."""
    learn = transaction.learn

    def use(**changes: Any) -> None:
        recipe = replace(
            transaction.LEARN_RECIPE, iterations=30, batch=2, crop=64, scales=(1.0, 1.0), rate=3e-3, average=0.8
        )
        recipe = replace(recipe, **changes)
        monkeypatch.setattr(transaction, "learn", lambda made, images, engine: learn(made, images, engine, recipe))

    use()
    return use


class Gate:
    """Holds one method on the network's thread until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> None:
        self.is_reached, self.is_open = threading.Event(), threading.Event()
        method = getattr(owner, name)

        def held(*arguments: Any, **named: Any) -> Any:
            self.is_reached.set()
            assert self.is_open.wait(PATIENCE / 1000)
            return method(*arguments, **named)

        monkeypatch.setattr(owner, name, held)


def predict_directly(path: Path, image: Plane) -> Plane:
    return Predictor(load_checkpoint(path), Engine(torch.device("cpu"), "fp32")).predict(image).labels


def swapped(number: int) -> Plane:
    """The truth of a drawn image with the red and the blue block's classes exchanged."""
    return np.array([GREY, BLUE, RED], np.uint8)[blocks(*SIZE, seed=number)[1]]


# Predicting.


def test_the_image_that_is_opened_is_predicted(make_desk: Callable[..., Desk], folder: Path, model: Path) -> None:
    desk = make_desk()
    times: list[float] = []
    desk.learner.predicted.connect(times.append)
    assert not desk.learner.is_ready
    assert not desk.learner.is_idle()  # the network will be loaded
    desk.open(folder)
    image, truth = blocks(*SIZE, seed=0)
    assert (desk.prediction() == predict_directly(model, image)).mean() > 0.999
    assert (desk.prediction() == truth).mean() > 0.8
    assert desk.session.confidence is not None
    assert max(desk.session.confidence.shape) == 64
    assert (desk.learner.model_name, desk.learner.version, desk.session.prediction_version) == ("small",) * 3
    assert (desk.learner.device, desk.learner.precision) == ("cpu", "fp32")
    assert desk.learner.network_classes == ["background", "cat", "person"]
    assert desk.session.state(str(folder / "image0.png")) == ImageState.PREDICTED
    assert times
    assert min(times) > 0
    assert desk.said == []


def test_a_prediction_is_in_the_indices_of_the_project(
    make_desk: Callable[..., Desk], folder: Path, model: Path
) -> None:
    project = Project.open(str(folder))
    for name in ("sky", "person", "background"):
        project.classes.add(name)
    project.store_classes()
    project.close()
    desk = make_desk()
    desk.open(folder)
    assert [each.name for each in desk.session.classes] == ["sky", "person", "background", "cat"]
    direct = predict_directly(model, blocks(*SIZE, seed=0)[0])
    assert (desk.prediction() == np.array([2, 3, 1])[direct]).mean() > 0.999


def test_the_answer_to_an_image_that_was_left_is_dropped(
    desk: Desk, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.fromarray(blocks(48, 64)[0]).save(folder / "image1.png")  # an answer of the other's size would not fit
    Image.fromarray(blocks(*SIZE, seed=1)[0]).save(folder / "image0.png")
    desk.session.close_project()
    times: list[float] = []
    desk.learner.predicted.connect(times.append)
    gate = Gate(monkeypatch, Network, "look")
    desk.session.open_paths([str(folder)])
    qtbot.waitUntil(gate.is_reached.is_set, timeout=PATIENCE)
    for name in ("image1.png", "image0.png", "image1.png"):
        desk.session.open_image(str(folder / name))
        qtbot.waitUntil(lambda: not desk.session.is_loading, timeout=PATIENCE)
        assert desk.session.prediction is None
    gate.is_open.set()
    desk.settle()
    assert desk.prediction().shape == (48, 64)
    assert len(times) == 1


def test_an_image_that_changed_on_disk_is_predicted_anew(desk: Desk, folder: Path) -> None:
    before = desk.prediction().copy()
    other, truth = blocks(*SIZE, seed=1)
    Image.fromarray(other).save(folder / "image0.png")
    desk.show(folder / "image1.png")
    desk.show(folder / "image0.png")
    assert (desk.session.image == other).all()
    assert (desk.prediction() != before).any()
    assert (desk.prediction() == truth).mean() > 0.8


def test_a_folder_whose_images_were_replaced_opens_again(desk: Desk, folder: Path) -> None:
    Image.fromarray(blocks(48, 64)[0]).save(folder / "image0.png")
    desk.session.close_project()
    desk.open(folder)
    assert desk.prediction().shape == (48, 64)


def test_a_class_that_was_removed_is_predicted_no_more(desk: Desk, qtbot: QtBot) -> None:
    assert (desk.prediction() == BLUE).any()
    desk.session.remove_class(BLUE)
    qtbot.waitUntil(lambda: BLUE not in desk.session.classes, timeout=PATIENCE)
    desk.settle()
    assert not (desk.prediction() == BLUE).any()


def test_one_frame_at_a_time_is_predicted_and_nothing_is_kept(
    desk: Desk, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = desk.session.prediction
    frames: list[Plane] = []
    desk.learner.frame_predicted.connect(frames.append)
    gate = Gate(monkeypatch, Network, "glance")
    frame = blocks(48, 64, seed=1)[0]
    assert desk.learner.predict_frame(frame)
    assert not desk.learner.is_idle()
    assert not desk.learner.predict_frame(blocks(48, 64, seed=2)[0])
    gate.is_open.set()
    desk.settle()
    assert len(frames) == 1
    assert (frames[0] == predict_directly(model, frame)).all()
    assert desk.session.prediction is shown
    assert desk.learner.predict_frame(frame)
    desk.settle()
    assert len(frames) == 2


def test_a_frame_that_fails_makes_room_for_the_next(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Network, "glance", _fail)
        assert desk.learner.predict_frame(blocks(48, 64)[0])
        desk.settle()
    assert "The network failed: no more room" in desk.text("error")
    assert desk.learner.predict_frame(blocks(48, 64)[0])
    desk.settle()


def _fail(*_arguments: object, **_named: object) -> Shown:
    raise RuntimeError("no more room")


# Heatmaps.


def test_the_heatmap_follows_the_chosen_class(desk: Desk) -> None:
    desk.session.choose_class(RED)
    desk.settle()
    assert desk.session.heatmap is None  # nobody asked for one
    desk.session.set_view("heatmap")
    desk.settle()
    red = desk.session.heatmap
    desk.session.choose_class(BLUE)
    desk.settle()
    blue = desk.session.heatmap
    assert red is not None
    assert blue is not None
    truth = np.asarray(Image.fromarray(blocks(*SIZE, seed=0)[1]).resize(red.shape[::-1], Image.Resampling.NEAREST))
    assert red[truth == RED].mean() > 2 * red[truth != RED].mean()
    assert blue[truth == BLUE].mean() > 2 * blue[truth != BLUE].mean()
    assert desk.text("error") == ""


def test_the_heatmap_of_a_class_the_network_does_not_know_is_none(desk: Desk) -> None:
    desk.session.set_view("heatmap")
    desk.settle()
    assert desk.session.heatmap is not None
    tree = desk.session.add_class("tree")
    assert tree is not None
    desk.session.choose_class(tree)
    desk.settle()
    assert desk.session.heatmap is None


def test_uncertainty_is_greatest_where_the_answer_turns(desk: Desk) -> None:
    desk.session.set_view("uncertainty")
    desk.settle()
    plane = desk.session.heatmap
    assert plane is not None
    assert desk.session.confidence is not None
    assert plane.shape == desk.session.confidence.shape
    sure = desk.session.confidence >= np.median(desk.session.confidence)
    assert plane[~sure].mean() > plane[sure].mean()


def test_another_image_gets_its_own_heatmap(desk: Desk, folder: Path) -> None:
    desk.session.choose_class(RED)
    desk.session.set_view("heatmap")
    desk.settle()
    first = desk.session.heatmap
    desk.show(folder / "image1.png")
    assert first is not None
    assert desk.session.heatmap is not None
    assert (desk.session.heatmap != first).any()


# Teaching.


def test_a_stroke_changes_the_prediction_there(desk: Desk) -> None:
    assert desk.share(BLUE) < 0.1
    desk.paint(BLUE)
    assert not desk.learner.is_idle()  # from the release of the pen on
    desk.settle()
    assert desk.share(BLUE) > 0.9
    assert desk.learner.is_taught
    assert desk.session.prediction_version == "small + live"
    assert [(point["run"], point["step"]) for point in desk.points] == [("live", 2)]
    assert np.isfinite(desk.points[0]["loss"])
    desk.paint(GREY, slice(50, 62), slice(4, 40))
    desk.settle()
    assert desk.share(BLUE) > 0.9
    assert (desk.prediction()[50:62, 4:40] == GREY).mean() > 0.9
    assert desk.said == []


def test_painted_pixels_stay_as_they_were_painted(desk: Desk, quick_learn: Callable[..., None]) -> None:
    desk.paint(BLUE)
    desk.paint(RED, slice(50, 60), slice(4, 20))
    painted, sources = desk.labels().copy(), desk.session.provenance
    assert sources is not None
    assert set(np.unique(painted)) == {RED, BLUE, UNLABELED}
    kept = sources.copy()
    for step in (desk.settle, desk.learner.predict, desk.learner.update_once, desk.learner.learn,
                 desk.learner.roll_back):  # fmt: skip
        step()
        desk.settle()
        assert (desk.labels() == painted).all()
        assert (sources == kept).all()
    desk.session.accept()
    desk.settle()
    assert (desk.labels()[painted != UNLABELED] == painted[painted != UNLABELED]).all()
    assert (sources[painted != UNLABELED] == Source.PAINTED).all()


def test_with_live_learning_off_nothing_is_learned_until_it_is_asked_for(desk: Desk) -> None:
    desk.learner.set_live(False)
    shown = desk.session.prediction
    desk.paint(BLUE)
    assert desk.learner.is_idle()
    desk.settle()
    assert desk.session.prediction is shown
    assert not desk.learner.is_taught
    desk.learner.update_once()
    assert not desk.learner.is_idle()
    desk.settle()
    assert desk.learner.is_taught
    assert desk.share(BLUE) > 0.9


def test_switching_live_learning_off_ends_the_one_under_way(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.answer()
    gate = Gate(monkeypatch, Teacher, "mark")
    desk.paint(BLUE)
    qtbot.waitUntil(gate.is_reached.is_set, timeout=PATIENCE)
    desk.learner.set_live(False)
    gate.is_open.set()
    desk.settle()
    assert desk.points == []
    assert not desk.learner.is_taught
    assert desk.answer() == before  # to the bit: no step was made


def test_a_new_class_can_be_taught_with_a_few_strokes(desk: Desk) -> None:
    tree = desk.session.add_class("tree")
    assert tree == 3
    desk.settle()
    before = desk.answer()
    desk.session.set_view("heatmap")
    desk.session.choose_class(tree)
    desk.settle()
    assert desk.answer() == before
    desk.paint(tree)
    desk.paint(GREY, slice(50, 62), slice(4, 40))
    desk.settle()
    assert desk.share(tree) > 0.9
    assert (desk.prediction()[50:62, 4:40] == GREY).mean() > 0.9
    assert desk.learner.network_classes == ["background", "cat", "person", "tree"]
    assert desk.session.heatmap is not None
    rows, cols = (slice(part.start * 2 // 3, part.stop * 2 // 3) for part in CORNER)
    assert desk.session.heatmap[rows, cols].mean() > desk.session.heatmap.mean()


def test_accepting_what_the_network_says_teaches_it_nothing(desk: Desk) -> None:
    before = desk.answer()
    desk.session.accept()
    desk.settle()
    assert (desk.labels() == desk.prediction()).all()
    assert desk.points == []
    assert not desk.learner.is_taught
    assert desk.answer() == before


def test_a_stroke_is_learned_although_the_image_was_left_at_once(desk: Desk, folder: Path) -> None:
    desk.paint(BLUE)
    desk.session.open_image(str(folder / "image1.png"))
    desk.settle()
    assert desk.session.image_path == str(folder / "image1.png")
    assert len(desk.points) == 1
    desk.show(folder / "image0.png")
    assert desk.share(BLUE) > 0.9
    assert len(desk.points) == 1  # once is enough


def test_a_stroke_of_what_the_network_says_already_teaches_it_nothing(desk: Desk) -> None:
    before = desk.answer()
    assert desk.share(GREY) == 1
    desk.paint(GREY)
    desk.settle()
    assert desk.points == []
    assert desk.answer() == before


def test_a_stroke_made_before_the_network_is_there_is_learned(
    make_desk: Callable[..., Desk], folder: Path, qtbot: QtBot
) -> None:
    desk = make_desk()
    desk.session.open_paths([str(folder)])
    qtbot.waitUntil(lambda: desk.session.labels is not None, timeout=PATIENCE)
    assert not desk.learner.is_ready
    person = desk.session.add_class("person")
    desk.paint(person)
    desk.settle()
    assert desk.learner.is_ready
    assert desk.learner.is_taught
    assert desk.share(person) > 0.9


def test_learning_that_a_new_prediction_cut_short_is_done_again(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, Teacher, "mark")
    desk.paint(BLUE)
    qtbot.waitUntil(gate.is_reached.is_set, timeout=PATIENCE)
    desk.learner.predict()
    gate.is_open.set()
    desk.settle()
    assert desk.learner.is_taught
    assert desk.share(BLUE) > 0.9


def test_an_undone_stroke_is_not_rehearsed_on_other_images(desk: Desk, folder: Path) -> None:
    desk.learner.set_live(False)
    desk.paint(BLUE)
    desk.learner.update_once()
    desk.settle()
    lessons = desk.learner._network._teacher.lessons
    assert lessons[str(folder / "image0.png")].examples.truths.size > 0
    desk.learner.set_live(True)
    assert desk.session.undo()
    desk.settle()
    assert lessons[str(folder / "image0.png")].examples.truths.size == 0


def test_teaching_goes_on_from_image_to_image(desk: Desk, folder: Path) -> None:
    desk.paint(BLUE)
    desk.settle()
    desk.show(folder / "image1.png")
    desk.paint(RED, slice(50, 60), slice(60, 90))
    desk.settle()
    assert len(desk.points) == 2
    assert desk.points[1]["step"] > desk.points[0]["step"]
    desk.show(folder / "image0.png")
    assert desk.share(BLUE) > 0.7


# Learn.


def label_all(desk: Desk, folder: Path) -> None:
    """Say of both images that red is person and blue is cat, without teaching it live."""
    desk.learner.set_live(False)
    for number in (0, 1):
        desk.show(folder / f"image{number}.png")
        desk.paint_all(swapped(number))


def test_learn_publishes_what_measures_better(desk: Desk, folder: Path, quick_learn: Callable[..., None]) -> None:
    quick_learn(iterations=80, flips=True)
    label_all(desk, folder)
    before = (desk.prediction() == swapped(1)).mean()
    reports: list[object] = []
    fractions: list[float] = []
    desk.learner.learned.connect(reports.append)
    desk.learner.progressed.connect(lambda job, fraction, _text: fractions.append(fraction) if job == "learn" else None)
    desk.learner.learn()
    assert desk.learner.is_learning
    assert not desk.learner.is_idle()
    desk.settle()
    report = desk.learner.last_report
    assert report is not None
    assert reports == [report]
    assert report.is_published
    assert report.after["mean_iu"] > report.before["mean_iu"] + 0.1
    assert set(report.after["iu"]) == {"background", "cat", "person"}
    assert report.held_out_pixels > 0
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert [(point["run"], point["step"]) for point in desk.points] == [("learn", step) for step in range(1, 81)]
    assert (desk.prediction() == swapped(1)).mean() > before + 0.1
    learned = desk.learner.versions[-1]
    assert (learned.name, learned.parent, learned.is_current) == ("learned 1", "small", True)
    assert learned.measures["mean_iu"] == report.after["mean_iu"]
    assert learned.file.is_file()
    assert desk.session.prediction_version == "learned 1"


def test_learn_that_measures_no_better_changes_nothing(
    desk: Desk, folder: Path, quick_learn: Callable[..., None]
) -> None:
    quick_learn(rate=0.5, iterations=5)  # far too high: the network forgets all it knew
    desk.learner.set_live(False)
    desk.paint_all(blocks(*SIZE, seed=0)[1])
    before = desk.answer()
    desk.learner.learn()
    desk.settle()
    report = desk.learner.last_report
    assert report is not None
    assert not report.is_published
    assert report.after["mean_iu"] < report.before["mean_iu"]
    assert "Not published" in desk.text("info")
    desk.learner.predict()
    desk.settle()
    assert desk.answer() == before
    assert [version.name for version in desk.learner.versions] == ["small"]
    assert not (folder / ".segmend" / "models").exists()


def test_a_cancelled_learn_changes_nothing(
    desk: Desk, folder: Path, qtbot: QtBot, quick_learn: Callable[..., None]
) -> None:
    quick_learn(iterations=10_000)
    label_all(desk, folder)
    before = desk.answer()
    desk.learner.learn()
    qtbot.waitUntil(lambda: len(desk.points) > 1, timeout=PATIENCE)
    desk.learner.cancel()
    desk.settle()
    assert not desk.learner.is_learning
    assert desk.learner.last_report is None
    desk.learner.predict()
    desk.settle()
    assert desk.answer() == before
    assert desk.learner.version == "small"


def test_a_learn_can_be_cancelled_before_it_began(desk: Desk, folder: Path, quick_learn: Callable[..., None]) -> None:
    label_all(desk, folder)
    desk.learner.learn()
    desk.learner.cancel()
    assert not desk.learner.is_learning
    desk.settle()
    assert desk.points == []
    assert desk.learner.last_report is None


def test_learn_says_what_it_lacks(desk: Desk, make_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk.learner.learn()
    assert "paint some pixels first" in desk.text("warning")
    assert not desk.learner.is_learning
    bare = make_desk(model=str(tmp_path / "none.safetensors"))
    bare.settle()
    bare.learner.learn()
    assert "There is no network to teach" in bare.text("warning")


def test_a_learn_that_cannot_be_checked_says_so(desk: Desk, quick_learn: Callable[..., None]) -> None:
    before = desk.answer()
    desk.learner.set_live(False)
    desk.paint(BLUE, slice(0, 2), slice(60, 62))
    desk.learner.learn()
    desk.settle()
    assert "Too few pixels are labelled" in desk.text("error")
    assert not desk.learner.is_learning
    assert desk.answer() == before


def test_painting_goes_on_while_it_learns(desk: Desk, folder: Path, quick_learn: Callable[..., None]) -> None:
    quick_learn(iterations=60)
    label_all(desk, folder)
    desk.learner.learn()
    desk.qtbot.waitUntil(lambda: bool(desk.points), timeout=PATIENCE)
    desk.learner.set_live(True)
    desk.paint(BLUE)
    painted = desk.labels().copy()
    desk.settle()
    assert (desk.labels() == painted).all()
    assert desk.learner.last_report is not None
    assert desk.learner.last_report.is_published
    names = [version.name for version in desk.learner.versions]
    assert names == ["small", "taught 1", "learned 1"]  # what was taught meanwhile is kept below what was learned
    assert desk.learner.versions[-1].parent == "taught 1"


def test_what_is_painted_while_it_learns_is_taught_to_what_it_learned(
    desk: Desk, folder: Path, quick_learn: Callable[..., None], qtbot: QtBot
) -> None:
    label_all(desk, folder)
    desk.learner.set_live(True)
    tree = desk.session.add_class("tree")
    quick_learn(iterations=60)
    desk.learner.learn()
    qtbot.waitUntil(lambda: bool(desk.points), timeout=PATIENCE)
    desk.paint(tree)
    desk.settle()
    assert desk.learner.last_report is not None
    assert desk.learner.last_report.is_published
    assert desk.learner.version == "learned 1"
    assert desk.learner.is_taught
    assert desk.share(tree) > 0.8


def test_another_network_waits_for_the_learn_under_way(
    desk: Desk, folder: Path, model: Path, tmp_path: Path, quick_learn: Callable[..., None]
) -> None:
    other = tmp_path / "other.safetensors"
    other.write_bytes(model.read_bytes())
    label_all(desk, folder)
    desk.learner.learn()
    desk.learner.load_model(other)
    desk.learner.use_version("small")
    assert "when the learning under way has ended" in desk.text("info")
    assert "Cancel the learning" in desk.text("warning")
    desk.settle()
    assert desk.learner.last_report is not None
    assert desk.learner.model_name == "other"
    assert desk.learner.version == "other"
    assert "learned 1" in [version.name for version in desk.learner.versions]


def test_learn_does_not_hide_that_another_program_changed_the_labels(
    desk: Desk, folder: Path, quick_learn: Callable[..., None]
) -> None:
    label_all(desk, folder)
    desk.show(folder / "image0.png")
    desk.session.finish_saving()
    project = desk.session.project
    assert project is not None
    file, other = (project.labels_path(str(folder / f"image{number}.png")) for number in (0, 1))
    theirs = other.read_bytes()
    file.write_bytes(theirs)
    desk.learner.learn()
    desk.settle()
    assert desk.learner.last_report is not None
    desk.paint(RED)
    desk.session.finish_saving()
    kept = [each for each in file.parent.rglob("*image0*") if each.read_bytes() == theirs]
    assert len(kept) == 1, "what the other program wrote is kept beside"
    assert "Another program had changed" in desk.text("warning")


# Rolling back.


def test_rolling_live_learning_back_restores_the_prediction_to_the_bit(desk: Desk) -> None:
    before = desk.answer()
    desk.paint(BLUE)
    desk.settle()
    taught = desk.answer()
    assert taught != before
    desk.learner.roll_back()
    desk.settle()
    assert desk.answer() == before
    assert desk.learner.version == "small"
    assert not desk.learner.is_taught
    desk.learner.use_version("taught 1")
    desk.settle()
    assert desk.answer() == taught
    assert desk.learner.version == "taught 1"


def test_rolling_a_learn_back_restores_the_prediction_to_the_bit(
    desk: Desk, folder: Path, quick_learn: Callable[..., None]
) -> None:
    label_all(desk, folder)
    before = desk.answer()
    desk.learner.learn()
    desk.settle()
    learned = desk.answer()
    assert learned != before
    desk.learner.roll_back()
    desk.settle()
    assert desk.answer() == before
    desk.learner.use_version("learned 1")
    desk.settle()
    assert desk.answer() == learned


def test_there_is_nothing_below_the_first_version(desk: Desk) -> None:
    desk.learner.roll_back()
    desk.settle()
    assert "nothing to roll back" in desk.text("info")
    assert desk.learner.version == "small"


def test_rolling_back_waits_for_the_learn_under_way(desk: Desk, folder: Path, quick_learn: Callable[..., None]) -> None:
    label_all(desk, folder)
    desk.learner.learn()
    desk.learner.roll_back()
    assert "Cancel the learning" in desk.text("warning")
    desk.settle()
    assert desk.learner.version == "learned 1"


def test_what_was_taught_stays_in_use_where_it_cannot_be_kept(desk: Desk, folder: Path) -> None:
    desk.paint(BLUE)
    desk.session.finish_saving()
    desk.settle()
    taught = desk.answer()
    models = folder / ".segmend" / "models"
    models.write_text("in the way")
    desk.learner.roll_back()
    desk.settle()
    assert "models" in desk.text("error")
    assert desk.answer() == taught
    assert desk.learner.is_taught
    assert [version.name for version in desk.learner.versions] == ["small"]
    models.unlink()
    desk.learner.roll_back()
    desk.settle()
    assert desk.learner.version == "small"
    desk.learner.use_version("taught 1")
    desk.settle()
    assert desk.answer() == taught


def test_rolling_back_twice_at_once_goes_back_once(desk: Desk) -> None:
    before = desk.answer()
    desk.paint(BLUE)
    desk.settle()
    desk.learner.use_version("small")
    desk.settle()
    desk.learner.use_version("taught 1")
    desk.settle()
    desk.paint(RED)
    desk.settle()
    desk.learner.roll_back()
    desk.learner.roll_back()  # before the first has gone back
    desk.settle()
    assert desk.learner.version == "taught 1"
    desk.learner.roll_back()
    desk.settle()
    assert desk.learner.version == "small"
    assert desk.answer() == before
    assert desk.text("error") == ""


def test_a_project_whose_version_was_not_written_opens_with_the_one_before(
    desk: Desk, make_desk: Callable[..., Desk], folder: Path
) -> None:
    before = desk.answer()
    desk.paint(BLUE)
    desk.settle()
    (folder / ".segmend" / "models" / "taught-1.safetensors").mkdir(parents=True)
    desk.close()
    assert "“taught 1” could not be written" in desk.text("error")
    (folder / ".segmend" / "models" / "taught-1.safetensors").rmdir()
    again = make_desk()
    again.open(folder)
    assert again.learner.version == "small"
    again.qtbot.waitUntil(lambda: again.learner.is_taught, timeout=PATIENCE)  # by the stroke, which was stored
    again.settle()
    assert [sentence for _, sentence in again.said] == [
        "The network learns again from strokes on 1 image: the program had ended before that was kept."
    ]
    assert again.share(BLUE) > 0.9
    assert again.answer() != before


# Projects.


def test_what_was_taught_survives_closing_and_opening(desk: Desk, make_desk: Callable[..., Desk], folder: Path) -> None:
    tree = desk.session.add_class("tree")
    assert tree is not None
    desk.paint(tree)
    desk.settle()
    taught, labels = desk.answer(), desk.labels().copy()
    desk.close()
    again = make_desk()
    again.open(folder)
    assert again.learner.version == "taught 1"
    assert again.answer() == taught
    assert (again.labels() == labels).all()
    assert [each.name for each in again.session.classes] == ["background", "cat", "person", "tree"]
    again.learner.roll_back()
    again.settle()
    assert again.learner.version == "small"
    assert again.share(tree) == 0
    assert again.said == []


def test_what_was_taught_survives_where_the_project_orders_its_classes_otherwise(
    make_desk: Callable[..., Desk], folder: Path
) -> None:
    project = Project.open(str(folder))
    for name in ("sky", "person", "background"):
        project.classes.add(name)
    project.store_classes()
    project.close()
    desk = make_desk()
    desk.qtbot.waitUntil(lambda: desk.learner.is_ready, timeout=PATIENCE)  # the network is there before the project
    desk.open(folder)
    desk.paint(1)
    desk.settle()
    taught = desk.answer()
    desk.close()
    again = make_desk()
    again.open(folder)
    assert [each.name for each in again.session.classes] == ["sky", "person", "background", "cat"]
    assert again.answer() == taught


def test_a_renamed_class_keeps_its_name_in_what_was_taught(
    desk: Desk, make_desk: Callable[..., Desk], folder: Path
) -> None:
    desk.session.rename_class(BLUE, "sailor")
    desk.paint(BLUE)
    desk.settle()
    taught = desk.answer()
    desk.close()
    again = make_desk()
    again.open(folder)
    assert "sailor" in again.learner.network_classes
    assert again.answer() == taught


def test_another_project_begins_with_the_untaught_network(desk: Desk, folder: Path, tmp_path: Path) -> None:
    other = draw(tmp_path / "other")
    before = desk.answer()
    tree = desk.session.add_class("tree")
    assert tree is not None
    desk.paint(tree)
    desk.settle()
    taught = desk.answer()
    desk.open(other)
    assert desk.answer() == before
    assert desk.learner.version == "small"
    assert not desk.learner.is_taught
    assert [version.name for version in desk.learner.versions] == ["small"]
    assert [each.name for each in desk.session.classes] == ["background", "cat", "person"]
    desk.open(folder)
    assert desk.learner.version == "taught 1"
    assert desk.answer() == taught


def test_teaching_that_is_under_way_stays_with_its_project(
    desk: Desk, folder: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = draw(tmp_path / "other")
    before = desk.answer()
    is_stepping = threading.Event()
    teach = Teacher.teach

    def noted(teacher: Teacher, *arguments: Any) -> Iterator[float]:
        for loss in teach(teacher, *arguments):
            is_stepping.set()
            yield loss

    monkeypatch.setattr(Teacher, "teach", noted)
    desk.paint(BLUE)
    qtbot.waitUntil(is_stepping.is_set, timeout=PATIENCE)
    desk.session.close_project()
    desk.open(other)
    assert desk.answer() == before
    assert not desk.learner.is_taught
    assert desk.learner.version == "small"
    desk.open(folder)
    assert desk.learner.version == "taught 1"
    assert desk.answer() != before


def test_a_version_that_is_being_restored_stays_with_its_project(desk: Desk, folder: Path, tmp_path: Path) -> None:
    other = draw(tmp_path / "other")
    before = desk.answer()
    desk.paint(BLUE)
    desk.settle()
    taught = desk.answer()
    desk.learner.roll_back()
    desk.settle()
    desk.learner.use_version("taught 1")
    desk.session.close_project()
    desk.open(other)
    assert desk.answer() == before
    assert desk.learner.version == "small"
    desk.open(folder)
    assert desk.answer() == taught
    assert desk.text("error") == ""


def test_a_learn_does_not_outlive_its_project(
    desk: Desk, folder: Path, tmp_path: Path, quick_learn: Callable[..., None]
) -> None:
    other = draw(tmp_path / "other")
    label_all(desk, folder)
    desk.learner.learn()
    desk.session.close_project()  # before it has begun
    assert not desk.learner.is_learning
    desk.open(other)
    assert desk.points == []
    assert desk.learner.last_report is None
    assert desk.text("error") == ""
    desk.open(folder)
    quick_learn(iterations=10_000)
    desk.learner.learn()
    desk.qtbot.waitUntil(lambda: bool(desk.points), timeout=PATIENCE)
    desk.session.close_project()
    assert not desk.learner.is_learning
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("job _learn")] == []


def test_the_same_network_in_another_project_rehearses_nothing_of_the_first(
    desk: Desk, folder: Path, tmp_path: Path
) -> None:
    desk.session.accept()
    desk.settle()
    desk.open(draw(tmp_path / "other"))
    lessons = desk.learner._network._teacher.lessons
    assert all(Path(key).parent.name == "other" for key in lessons)


def test_a_class_nobody_was_taught_stays_with_its_project(
    desk: Desk, make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk.session.add_class("tree")
    desk.session.accept()  # teaches nothing, but the network is given the class
    desk.settle()
    assert not desk.learner.is_taught
    other = draw(tmp_path / "other")
    desk.open(other)
    desk.paint(BLUE)
    desk.settle()
    desk.close()
    again = make_desk()
    again.open(other)
    assert again.learner.version == "taught 1"
    assert [each.name for each in again.session.classes] == ["background", "cat", "person"]


def test_a_lost_version_is_said_and_the_first_network_answers(
    desk: Desk, make_desk: Callable[..., Desk], folder: Path
) -> None:
    before = desk.answer()
    desk.paint(BLUE)
    desk.settle()
    desk.close()
    (folder / ".segmend" / "models" / "taught-1.safetensors").unlink()
    again = make_desk()
    again.open(folder)
    assert "taught-1.safetensors" in again.text("error")
    assert again.answer() == before
    assert (again.learner.version, again.session.prediction_version) == ("small", "small")


# Loading.


@pytest.mark.parametrize("kind", ["missing", "cut off", "another kind"])
def test_a_model_that_cannot_be_read_is_one_sentence_and_all_else_goes_on(
    make_desk: Callable[..., Desk], folder: Path, tmp_path: Path, model: Path, kind: str
) -> None:
    broken = tmp_path / "broken.safetensors"
    if kind == "cut off":
        broken.write_bytes(model.read_bytes()[:1000])
    elif kind == "another kind":
        broken.write_text("no network")
    desk = make_desk(model=str(broken))
    desk.open(folder)
    assert [level for level, _ in desk.said] == ["error"]
    assert "broken.safetensors" in desk.text("error")
    assert not desk.learner.is_ready
    assert desk.session.prediction is None
    desk.session.add_class("tree")
    desk.paint(0)
    desk.learner.update_once()
    desk.learner.roll_back()
    assert not desk.learner.predict_frame(blocks(48, 64)[0])
    desk.settle()
    assert (desk.labels()[CORNER] == 0).all()
    desk.learner.load_model(model)
    desk.settle()
    assert desk.learner.is_ready
    assert desk.learner.model_name == "small"
    assert desk.prediction().shape == SIZE


def test_a_model_that_is_chosen_is_used_although_the_project_has_a_version(desk: Desk, model: Path) -> None:
    untouched = desk.answer()
    desk.paint(BLUE)
    desk.settle()
    taught = desk.answer()
    desk.learner.reload()  # as another device is chosen
    desk.settle()
    assert desk.learner.version == "taught 1"
    assert desk.answer() == taught
    desk.learner.load_model(model)
    desk.settle()
    assert desk.learner.version == "small"
    assert desk.answer() == untouched
    desk.learner.use_version("taught 1")
    desk.settle()
    assert desk.answer() == taught


def test_another_model_that_cannot_be_read_leaves_the_one_in_use(desk: Desk, tmp_path: Path) -> None:
    desk.paint(BLUE)
    desk.settle()
    taught = desk.answer()
    desk.learner.load_model(tmp_path / "none.safetensors")
    desk.settle()
    assert "none.safetensors" in desk.text("error")
    assert desk.learner.model_name == "small"
    desk.learner.predict()
    desk.settle()
    assert desk.answer() == taught


def test_a_device_that_is_not_there_is_said(make_desk: Callable[..., Desk], folder: Path) -> None:
    desk = make_desk(device="cuda:99")
    desk.open(folder)
    assert "cuda:99 is not there" in desk.text("error")
    assert not desk.learner.is_ready


# Closing.


def test_closing_twice_is_the_same_as_once(desk: Desk) -> None:
    desk.learner.close()
    desk.learner.close()
    assert desk.learner.is_idle()
    assert not desk.learner.is_ready


def test_a_closed_learner_asks_nothing_of_the_network(desk: Desk, folder: Path) -> None:
    desk.learner.close()
    desk.paint(BLUE)
    desk.session.set_view("heatmap")
    desk.session.add_class("tree")
    desk.session.open_image(str(folder / "image1.png"))
    desk.learner.predict()
    desk.learner.update_once()
    desk.learner.learn()
    assert not desk.learner.predict_frame(blocks(48, 64)[0])
    desk.settle()
    assert desk.learner.is_idle()
    assert desk.points == []


def test_closing_before_the_network_is_loaded_loads_none(make_desk: Callable[..., Desk], folder: Path) -> None:
    desk = make_desk()
    desk.learner.close()
    assert desk.learner.is_idle()
    desk.session.open_paths([str(folder)])
    desk.settle()
    assert not desk.learner.is_ready


def test_closing_while_a_stroke_is_learned_keeps_what_was_learned(
    desk: Desk, make_desk: Callable[..., Desk], folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_stepping = threading.Event()
    teach = Teacher.teach

    def noted(teacher: Teacher, *arguments: Any) -> Iterator[float]:
        for loss in teach(teacher, *arguments):
            is_stepping.set()
            yield loss

    monkeypatch.setattr(Teacher, "teach", noted)
    desk.paint(BLUE)
    qtbot.waitUntil(is_stepping.is_set, timeout=PATIENCE)
    desk.close()
    assert not any(thread.name == "network" for thread in threading.enumerate())
    again = make_desk()
    again.open(folder)
    assert again.learner.version == "taught 1"


@pytest.mark.parametrize("moment", ["asked", "under way"])
def test_closing_while_it_learns_ends_the_learn(
    desk: Desk, folder: Path, moment: str, quick_learn: Callable[..., None]
) -> None:
    quick_learn(iterations=10_000)
    label_all(desk, folder)
    desk.learner.learn()
    if moment == "under way":
        desk.qtbot.waitUntil(lambda: bool(desk.points), timeout=PATIENCE)
    desk.close()
    assert not desk.learner.is_learning
    names = [thread.name for thread in threading.enumerate()]
    assert "network" not in names
    assert "job _learn" not in names
    assert desk.learner.last_report is None


def test_closing_right_after_rolling_back_has_rolled_back(
    desk: Desk, make_desk: Callable[..., Desk], folder: Path
) -> None:
    before = desk.answer()
    desk.paint(BLUE)
    desk.settle()
    desk.learner.roll_back()
    desk.close()
    again = make_desk()
    again.open(folder)
    assert again.learner.version == "small"
    assert again.answer() == before
    assert [version.name for version in again.learner.versions] == ["small", "taught 1"]


def test_versions_tell_where_they_came_from(desk: Desk, folder: Path) -> None:
    desk.paint(BLUE)
    desk.settle()
    desk.learner.use_version("small")
    desk.settle()
    desk.paint(RED)
    desk.settle()
    desk.learner.use_version("taught 1")
    desk.settle()
    versions = desk.learner.versions
    assert [(each.name, each.parent, each.is_current) for each in versions] == [
        ("small", None, False),
        ("taught 1", "small", True),
        ("taught 2", "small", False),
    ]
    assert all(each.created and each.note == "live learning" for each in versions[1:])
    database = folder / ".segmend" / "models"
    assert {file.name for file in database.iterdir()} == {"taught-1.safetensors", "taught-2.safetensors"}
    assert json.dumps([each.measures for each in versions]) == "[{}, {}, {}]"


def test_the_next_probable_class_comes_when_a_tool_asks_for_it(desk: Desk) -> None:
    assert desk.session.runner_up is None
    desk.session.choose_tool("reject")
    desk.settle()
    runner_up = desk.session.runner_up
    assert runner_up is not None
    assert runner_up.shape == desk.prediction().shape
    assert (runner_up != desk.prediction()).all()
    desk.paint(RED)  # the prediction changes by what it learns, and the next probable classes with it
    desk.settle()
    assert desk.session.runner_up is not None
    assert (desk.session.runner_up != desk.prediction()).all()


def test_edges_by_the_image_are_a_switch_and_change_predictions_only(desk: Desk) -> None:
    desk.paint(RED)
    desk.learner.set_live(False)
    desk.settle()
    labels, before = np.array(desk.session.labels), desk.prediction().copy()
    desk.learner.set_refines_edges(True)
    desk.settle()
    refined = desk.prediction().copy()
    assert set(np.unique(refined)) <= set(np.unique(before))
    assert (refined != before).any()
    assert np.array_equal(np.array(desk.session.labels), labels)
    desk.learner.set_refines_edges(False)
    desk.settle()
    assert np.array_equal(desk.prediction(), before)


# Review.


@pytest.fixture
def quick_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Images are scored without a pause of two seconds before."""
    monkeypatch.setattr("app.learner.reviewing._IDLE_MS", 1)


def scores(desk: Desk) -> dict[str, Any]:
    return {Path(path).name: desk.session.score(path) for path in desk.session.images}


def test_every_image_is_scored_in_idle_moments_with_the_version_that_did_it(quick_scores: None, desk: Desk) -> None:
    desk.qtbot.waitUntil(lambda: all(scores(desk).values()), timeout=PATIENCE)
    for score in scores(desk).values():
        assert score.version == "small"
        assert 0 < score.entropy < 1
        assert 0 < score.margin < 1
    assert desk.text("error") == ""


def test_a_stroke_makes_the_image_shown_more_certain(quick_scores: None, desk: Desk) -> None:
    path = desk.session.image_path
    assert path is not None
    desk.qtbot.waitUntil(lambda: desk.session.score(path) is not None, timeout=PATIENCE)
    before = desk.session.score(path)
    assert before is not None
    desk.learner.set_live(False)
    desk.paint_all(np.zeros(SIZE, np.uint8))
    desk.learner.predict()
    desk.qtbot.waitUntil(lambda: desk.session.score(path) != before, timeout=PATIENCE)
    after = desk.session.score(path)
    assert after is not None
    assert after.entropy == after.margin == 0  # every pixel is decided


def test_who_wants_no_scores_gets_none(quick_scores: None, make_desk: Callable[..., Desk], folder: Path) -> None:
    desk = make_desk()
    desk.learner.set_ranking(False)
    desk.open(folder)
    assert not desk.learner._reviewing._timer.isActive()
    assert not any(scores(desk).values())


def test_uncertain_regions_are_found_where_nothing_was_decided(desk: Desk) -> None:
    with desk.qtbot.waitSignal(desk.learner.regions_found, timeout=PATIENCE) as found:
        desk.learner.find_regions()
    regions = found.args[0]
    assert regions
    assert [region.weight for region in regions] == sorted((region.weight for region in regions), reverse=True)
    row0, col0, row1, col1 = regions[0].box
    assert 0 <= row0 < row1 <= SIZE[0]
    assert 0 <= col0 < col1 <= SIZE[1]
    desk.learner.set_live(False)
    desk.paint_all(np.zeros(SIZE, np.uint8))
    with desk.qtbot.waitSignal(desk.learner.regions_found, timeout=PATIENCE) as found:
        desk.learner.find_regions()
    assert found.args[0] == []


def test_the_margin_is_another_map_of_uncertainty(desk: Desk) -> None:
    desk.session.set_view("uncertainty")
    desk.settle()
    entropy = desk.session.heatmap
    desk.session.set_measure("margin")
    desk.settle()
    margin = desk.session.heatmap
    assert entropy is not None
    assert margin is not None
    assert margin.shape == entropy.shape
    assert (margin != entropy).any()
    assert np.corrcoef(margin.ravel(), entropy.ravel())[0, 1] > 0.8


def test_another_version_is_asked_about_each_image_that_is_shown(desk: Desk, folder: Path) -> None:
    first = desk.prediction().copy()
    desk.show(folder / "image1.png")
    second = desk.prediction().copy()
    desk.show(folder / "image0.png")
    desk.paint(BLUE)
    desk.settle()
    assert desk.share(BLUE) > 0.5
    desk.learner.compare_with("small")
    desk.settle()
    assert desk.session.compared_version == "small"
    assert desk.session.compared is not None
    np.testing.assert_array_equal(desk.session.compared, first)  # what was taught is not in it
    desk.show(folder / "image1.png")
    assert desk.session.compared is not None
    np.testing.assert_array_equal(desk.session.compared, second)
    desk.learner.compare_with(None)
    desk.settle()
    assert desk.session.compared is None
    assert desk.learner.compared is None


def test_a_comparison_ends_with_its_project_and_with_a_version_that_is_gone(desk: Desk, tmp_path: Path) -> None:
    desk.paint(BLUE)
    desk.settle()
    desk.learner.use_version("small")
    desk.settle()
    assert desk.session.project is not None
    file = next(each.file for each in desk.learner.versions if each.name == "taught 1")
    file.unlink()
    desk.learner.compare_with("taught 1")
    desk.settle()
    assert desk.learner.compared is None
    assert "taught-1" in desk.text("error")
    desk.learner.compare_with("small")
    desk.settle()
    assert desk.learner.compared == "small"
    desk.open(draw(tmp_path / "others"))
    assert desk.learner.compared is None
    assert desk.session.compared is None
