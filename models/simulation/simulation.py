"""The command `simulate`: how much work a learner saves, measured by an annotator who knows the truth."""

import json
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from models.checkpoint import Checkpoint
from models.devices import Engine, choose_engine
from models.errors import ModelError
from models.live.teaching import Teacher
from models.metrics import UNLABELED
from models.prediction.refinement import refine
from models.predictor import Prediction, Predictor
from models.samples import DataSet, Sample, read_data_set
from models.simulation.annotator import Annotator, Session, Stroke
from models.simulation.forest import Forest
from models.training.held_out import LabeledImage
from models.training.measuring import TaughtFrom
from models.training.transaction import Outcome, learn
from models.zoo.plugins import open_model

LEARNERS = ("none", "live", "learn", "forest")
_LEARN_EVERY = 5  # images
_SETTLED = 2  # images, after which a learner is taken to know the domain

Plane = NDArray[np.uint8]
Image = NDArray[np.uint8]


@dataclass(frozen=True)
class Wanted:
    """What a person asked for, names as the command takes them. images: at most, 0 for all; wrong: share of strokes."""

    model: str = "bundled"
    learner: str = "live"
    images: int = 0
    seed: int = 0
    split: str = "all"
    wrong: float = 0.0
    device: str = "auto"
    precision: str = "auto"


class Learner(Protocol):
    """Who is corrected. Label maps are (H, W) uint8 in the data set's indices; 255 is no class of the data set."""

    def look(self, name: str, image: Image) -> Plane:
        """What is shown of a new image."""
        ...

    def teach(self, name: str, painted: Plane, stroke: Stroke) -> Plane:
        """What is shown after a stroke; painted: (H, W) uint8, all that is painted on this image."""
        ...

    def leave(self, name: str) -> None:
        """The image is done."""
        ...


class Untaught:
    """`none`: the prediction never changes."""

    def __init__(self, checkpoint: Checkpoint, engine: Engine, data: DataSet) -> None:
        self._predictor = Predictor(checkpoint, engine)
        self._to_data = class_table(checkpoint.class_names, data.class_names)
        self._shown: Plane = np.empty((0, 0), np.uint8)

    def look(self, name: str, image: Image) -> Plane:
        self._shown = self._to_data[refine(image, self._predictor.predict(image).scores)]
        return self._shown

    def teach(self, name: str, painted: Plane, stroke: Stroke) -> Plane:
        return self._shown

    def leave(self, name: str) -> None:
        """Nothing is kept."""


class Taught:
    """`live`: the application's own live learning after every stroke (models.live.teaching, as app.learner uses it).

    In a project that has the data set's classes; those of the network that the data set lacks were removed from it.
    """

    def __init__(self, checkpoint: Checkpoint, engine: Engine, data: DataSet) -> None:
        self._data, self._engine = data, engine
        self._image: Image = np.empty((0, 0, 3), np.uint8)
        self._use(checkpoint)

    def _use(self, checkpoint: Checkpoint) -> None:
        self._checkpoint = self._taught_from = checkpoint
        self._teacher = Teacher(Predictor(checkpoint, self._engine))
        self._teacher.wanted = self._wanted()

    def _wanted(self) -> list[int]:
        """The network's classes that the data set has."""
        asked = set(self._data.class_names)
        return [index for index, name in enumerate(self._checkpoint.class_names) if name in asked]

    def look(self, name: str, image: Image) -> Plane:
        self._image = image
        return self._in_data(self._teacher.look(name, image))

    def teach(self, name: str, painted: Plane, stroke: Stroke) -> Plane:
        self._add(stroke.label)
        decided = class_table(self._data.class_names, self._checkpoint.class_names)[painted]
        self._teacher.mark(name, decided)
        for _ in self._teacher.teach(name):
            pass
        return self._in_data(self._teacher.predict(name), decided)

    def leave(self, name: str) -> None:
        """What was taught stays."""

    def _add(self, label: int) -> None:
        """Add a class that the network lacks when it is first painted."""
        added = self._data.classes[label]
        if added[0] not in self._checkpoint.class_names:
            self._checkpoint = replace(self._checkpoint, classes=(*self._checkpoint.classes, added))
            self._teacher.add_classes(len(self._checkpoint.classes))

    def _in_data(self, prediction: Prediction, decided: Plane | None = None) -> Plane:
        table = class_table(self._checkpoint.class_names, self._data.class_names)
        return table[refine(self._image, prediction.scores, decided)]


class Learned(Taught):
    """`learn`: live learning, and the transaction after every fifth image."""

    def __init__(self, checkpoint: Checkpoint, engine: Engine, data: DataSet) -> None:
        super().__init__(checkpoint, engine, data)
        self._images: dict[str, Image] = {}
        self._painted: dict[str, Plane] = {}
        self._left = 0

    def look(self, name: str, image: Image) -> Plane:
        self._images[name] = image
        return super().look(name, image)

    def teach(self, name: str, painted: Plane, stroke: Stroke) -> Plane:
        self._painted[name] = painted.copy()
        return super().teach(name, painted, stroke)

    def leave(self, name: str) -> None:
        self._left += 1
        if self._left % _LEARN_EVERY or not self._painted:
            return
        table = class_table(self._data.class_names, self._checkpoint.class_names)
        images = [_labeled(key, self._images[key], table[painted]) for key, painted in self._painted.items()]
        taught = self._checkpoint.with_network(self._teacher.net, corrections=self._teacher.corrections())
        try:
            wanted = self._wanted()
            start = TaughtFrom(self._taught_from, wanted, len(self._painted))
            engine = Engine(self._engine.device, "fp32")
            outcome = _result(learn(taught, images, engine, taught_from=start, wanted=wanted))
        except ModelError as error:  # too little to learn from yet: live learning goes on, as in the window
            print(f"After {name}: {error}", file=sys.stderr)
            return
        said = "published" if outcome.is_better else "not published"
        print(
            f"After {name}: mean IU {outcome.before.mean_iu:.3f} -> {outcome.after.mean_iu:.3f}, {said}",
            file=sys.stderr,
        )
        if outcome.is_better:
            self._use(outcome.checkpoint)
            for key, painted in self._painted.items():
                self._teacher.rehearse(key, self._images[key], table[painted])


def _result(steps: Generator[object, None, Outcome]) -> Outcome:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome


def _labeled(name: str, image: Image, labels: Plane) -> LabeledImage:
    return LabeledImage(name, lambda: (image, labels, np.full(labels.shape, 100, np.uint8)))


class Peer:
    """`forest`: a random forest on filters, retrained after every stroke."""

    def __init__(self, seed: int) -> None:
        self._forest = Forest(seed=seed)

    def look(self, name: str, image: Image) -> Plane:
        return self._forest.look(name, image)

    def teach(self, name: str, painted: Plane, stroke: Stroke) -> Plane:
        return self._forest.teach(name, painted)

    def leave(self, name: str) -> None:
        """What was painted stays."""


def class_table(names: list[str], others: list[str]) -> Plane:
    """(256,) uint8: from indices of `names` to those of the same name in `others`, 255 where there is none."""
    table = np.full(256, UNLABELED, np.uint8)
    for index, name in enumerate(names):
        if name in others:
            table[index] = others.index(name)
    return table


def make_learner(wanted: Wanted, data: DataSet) -> Learner:
    """Raises ModelError for a learner that is not known, or whose library is missing."""
    if wanted.learner not in LEARNERS:
        raise ModelError(f"There is no learner {wanted.learner!r}; choose {', '.join(LEARNERS)}.")
    if wanted.learner == "forest":
        return Peer(wanted.seed)
    checkpoint = open_model(wanted.model)
    engine = choose_engine(wanted.device, wanted.precision, "auto")
    makers: dict[str, Callable[[Checkpoint, Engine, DataSet], Learner]] = {
        "none": Untaught,
        "live": Taught,
        "learn": Learned,
    }
    return makers[wanted.learner](checkpoint, engine, data)


def presented(data: DataSet, split: str, images: int, seed: int) -> list[Sample]:
    """The samples in the order in which they are presented, fixed by the seed. Raises ModelError where there are none.

    split: train, val, or all.
    """
    splits = {"train": data.train, "val": data.val, "all": data.train + data.val}
    if split not in splits:
        raise ModelError(f"There is no split {split!r}; choose {', '.join(splits)}.")
    samples = sorted(splits[split], key=lambda sample: sample.name)
    if not samples:
        raise ModelError(f"{data.folder} has no samples in its split {split!r}.")
    order = np.random.default_rng(seed).permutation(len(samples))
    return [samples[index] for index in order][: images or None]


def simulate(learner: Learner, samples: list[Sample], classes: int, annotator: Annotator) -> list[Session]:
    """Present the samples to the learner one after another and correct each."""
    sessions = []
    for sample in track(samples, "simulating", console=Console(stderr=True), transient=True):
        image, truth = sample.read(classes)
        shown = learner.look(sample.name, image)

        def paint(painted: Plane, stroke: Stroke, name: str = sample.name) -> tuple[Plane, float]:
            began = time.perf_counter()
            prediction = learner.teach(name, painted, stroke)
            return prediction, time.perf_counter() - began

        session = annotator.correct(sample.name, truth, shown, paint)
        began = time.perf_counter()
        learner.leave(sample.name)
        session.seconds_learning += time.perf_counter() - began
        sessions.append(session)
    return sessions


def simulate_data_set(dataset: Path, wanted: Wanted, *, json_file: Path | None) -> int:
    """Run the simulated annotator over a data set, print and write what it did. Raises ModelError."""
    data = read_data_set(dataset)
    samples = presented(data, wanted.split, wanted.images, wanted.seed)
    learner = make_learner(wanted, data)
    annotator = Annotator(wrong=wanted.wrong, seed=wanted.seed)
    report = summary(simulate(learner, samples, len(data.classes), annotator))
    header = {"dataset": str(dataset), "model": wanted.model, "learner": wanted.learner, "seed": wanted.seed,
              "wrong": wanted.wrong}  # fmt: skip
    _print(wanted.learner, report)
    if json_file is not None:
        try:
            json_file.write_text(json.dumps({**header, **report}, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise ModelError(f"{json_file} cannot be written: {error.strerror or error}.") from error
    return 0


_SUMS = ("strokes", "painted_pixels", "seconds_learning", "seconds_hand")
_MEANS = ("agreement_first", "agreement_final", "agreement_exact", "agreement_mean")


def summary(sessions: list[Session]) -> dict[str, object]:
    """What `--json` holds: `images`, and `totals` with sums of work and means of agreements.

    totals also say strokes_settled, the mean strokes of an image from the third on, and agreement_per_minute: what was
    gained over the first prediction in a minute of the hand's time and the learner's.
    """
    images = [session.to_json() for session in sessions]
    totals: dict[str, object] = {"name": "all"}
    totals |= {key: sum(getattr(session, key) for session in sessions) for key in _SUMS}
    totals |= {key: float(np.mean([image[key] for image in images])) for key in _MEANS}
    totals["strokes_settled"] = float(np.mean([session.strokes for session in sessions[_SETTLED:] or sessions]))
    gained = sum(session.agreements[-1] - session.agreements[0] for session in sessions)
    minutes = sum(session.seconds_hand + session.seconds_learning for session in sessions) / 60
    totals["agreement_per_minute"] = gained / minutes if minutes else 0.0
    return {"images": images, "totals": totals}


def _print(learner: str, report: dict[str, object]) -> None:
    table = Table("image", "strokes", "painted", "first", "final", "exact", "mean", "s learning", title=learner)
    keys = ("agreement_first", "agreement_final", "agreement_exact", "agreement_mean")
    rows = [*report["images"], report["totals"]]  # type: ignore[misc]
    for row in rows:
        shares = (f"{row[key]:.3f}" for key in keys)
        table.add_row(row["name"], str(row["strokes"]), str(row["painted_pixels"]), *shares,
                      f"{row['seconds_learning']:.1f}")  # fmt: skip
    Console().print(table)
