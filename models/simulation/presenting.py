"""The orders in which the simulated annotator may be shown images, and what the network is worth on the way."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from models.devices import choose_engine
from models.errors import ModelError
from models.fcn import Features
from models.live.descriptors import descriptor
from models.live.expected_gain import order_by_gain, weights
from models.metrics import confusion_matrix, measure
from models.prediction.refinement import refine
from models.predictor import uncertainty
from models.samples import DataSet, Sample, read_data_set
from models.simulation.annotator import Annotator, Session
from models.simulation.simulation import Taught, Wanted, class_table, presented, simulate, summary
from models.zoo.plugins import open_model

ORDERS = ("random", "given", "uncertain", "gain")
_MEASURE_EVERY = 5  # images
_GRID = 24  # predictions are compared at as many places a side

Plane = NDArray[np.uint8]


@dataclass(frozen=True)
class Seen:
    """What the network makes of an image now: uncertainty, 0-1, and its prediction at _GRID x _GRID places."""

    uncertainty: float
    sketch: Plane


@dataclass
class _Kept:
    """Of an image that is looked at again and again: all but the heads has to run once."""

    image: Plane
    truth: Plane
    features: Features
    working: tuple[int, int]
    descriptor: NDArray[np.float32]


@dataclass
class Presented:
    """What was done: the sessions in the order they were shown, and what was measured on the way."""

    sessions: list[Session] = field(default_factory=list)
    measured: list[dict[str, object]] = field(default_factory=list)


class Watched(Taught):
    """`live`, asked on the way what it makes of images that it was not taught."""

    def watch(self, samples: list[Sample]) -> None:
        """Compute and keep the features of images; live learning leaves the trunk as it is."""
        self._kept: dict[str, _Kept] = {}
        for sample in samples:
            image, truth = sample.read(len(self._data.classes))
            features, working = self._teacher.predictor.features(image)
            described = descriptor(features).astype(np.float32)
            self._kept[sample.name] = _Kept(image, truth, features, working, described)

    def descriptors(self, names: list[str]) -> NDArray[np.float32]:
        """(N, D) of watched images."""
        length = len(next(iter(self._kept.values())).descriptor)
        return np.array([self._kept[name].descriptor for name in names], np.float32).reshape(len(names), length)

    def see(self, name: str) -> Seen:
        """What it makes of a watched image now."""
        kept = self._kept[name]
        size = (kept.image.shape[0], kept.image.shape[1])
        prediction = self._teacher.predictor.predict_from(kept.features, kept.working, size)
        places = [((np.arange(_GRID) + 0.5) * side / _GRID).astype(np.intp) for side in prediction.labels.shape]
        sketch = prediction.labels[places[0][:, None], places[1][None]]
        return Seen(float(uncertainty(prediction.scores).mean()) / 255, sketch)

    def confusion(self, name: str) -> NDArray[np.int64]:
        """Of a watched image, as it would be shown."""
        kept = self._kept[name]
        size = (kept.image.shape[0], kept.image.shape[1])
        scores = self._teacher.predictor.predict_from(kept.features, kept.working, size).scores
        to_data = class_table(self._checkpoint.class_names, self._data.class_names)
        shown = to_data[refine(kept.image, scores)]
        return confusion_matrix(kept.truth, shown, len(self._data.classes))


def present(data: DataSet, wanted: Wanted, *, order: str, held_out: int) -> Presented:
    """Let the annotator correct `wanted.images` images in an order, measuring on held-out ones after every fifth.

    held_out: the last in the order of the seed, which are never shown. Raises ModelError for what cannot be.
    """
    pool, held = _split(data, wanted, order, held_out)
    checkpoint = open_model(wanted.model)
    learner = Watched(checkpoint, choose_engine(wanted.device, wanted.precision, "auto"), data)
    learner.watch(pool + held)
    annotator = Annotator(wrong=wanted.wrong, seed=wanted.seed)
    chooser = _Chooser(learner, order)
    done = Presented()
    count = min(wanted.images or len(pool), len(pool))
    while len(done.sessions) < count:
        sample = chooser.choose(pool)
        pool.remove(sample)
        done.sessions += simulate(learner, [sample], len(data.classes), annotator)
        if held and (len(done.sessions) % _MEASURE_EVERY == 0 or len(done.sessions) == count):
            total = sum((learner.confusion(each.name) for each in held), np.zeros(1, np.int64))
            found = measure(total, data.class_names)
            strokes = sum(session.strokes for session in done.sessions)
            figures = {"mean_iu": found.mean_iu, "pixel_accuracy": found.pixel_accuracy}
            done.measured.append({"images": len(done.sessions), "strokes": strokes, **figures})
    return done


def _split(data: DataSet, wanted: Wanted, order: str, held_out: int) -> tuple[list[Sample], list[Sample]]:
    if order not in ORDERS:
        raise ModelError(f"There is no order {order!r}; choose {', '.join(ORDERS)}.")
    if wanted.learner != "live":
        raise ModelError(f"--order {order} and --held-out go with --learner live, not with {wanted.learner!r}.")
    samples = presented(data, wanted.split, 0, wanted.seed)
    if held_out >= len(samples):
        raise ModelError(f"{data.folder} has {len(samples)} samples: --held-out {held_out} leaves none to correct.")
    pool = samples[: len(samples) - held_out]
    held = samples[len(pool) :]
    return (sorted(pool, key=lambda sample: sample.name) if order == "given" else pool), held


class _Chooser:
    """Which image comes next."""

    def __init__(self, learner: Watched, order: str) -> None:
        self._learner = learner
        self._before: dict[str, Plane] = {}  # sketches of the prediction before the last image was taught
        self._shown: list[str] = []
        rules: dict[str, Callable[[list[Sample]], int]] = {"uncertain": self._most_uncertain, "gain": self._most_gain}
        self._rule = rules.get(order)

    def choose(self, left: list[Sample]) -> Sample:
        sample = left[0] if self._rule is None else left[self._rule(left)]
        self._shown.append(sample.name)
        return sample

    def _most_uncertain(self, left: list[Sample]) -> int:
        return int(np.argmax([self._learner.see(sample.name).uncertainty for sample in left]))

    def _most_gain(self, left: list[Sample]) -> int:
        names = [sample.name for sample in left]
        seen = [self._learner.see(name) for name in names]
        changed = [
            float((self._before[name] != now.sketch).mean()) if name in self._before else np.nan
            for name, now in zip(names, seen, strict=True)
        ]
        self._before = {name: now.sketch for name, now in zip(names, seen, strict=True)}
        weight = weights(np.array([each.uncertainty for each in seen], np.float32), np.array(changed, np.float32))
        learner = self._learner
        return int(order_by_gain(weight, learner.descriptors(names), learner.descriptors(self._shown))[0])


def present_data_set(dataset: Path, wanted: Wanted, *, order: str, held_out: int, json_file: Path | None) -> int:
    """As simulation.simulate_data_set, in an order; `measured` is added to what is written. Raises ModelError."""
    data = read_data_set(dataset)
    done = present(data, wanted, order=order, held_out=held_out)
    header = {"dataset": str(dataset), "model": wanted.model, "learner": wanted.learner, "seed": wanted.seed,
              "wrong": wanted.wrong, "order": order, "held_out": held_out}  # fmt: skip
    table = Table("images", "strokes", "mean IU", "pixel accuracy", title=f"{wanted.learner}, {order}")
    for each in done.measured:
        shares = (f"{each[key]:.3f}" for key in ("mean_iu", "pixel_accuracy"))
        table.add_row(str(each["images"]), str(each["strokes"]), *shares)
    Console().print(table)
    if json_file is not None:
        report = {**header, **summary(done.sessions), "measured": done.measured}
        try:
            json_file.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise ModelError(f"{json_file} cannot be written: {error.strerror or error}.") from error
    return 0
