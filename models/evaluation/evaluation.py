"""Measuring a network, or one against another, on samples whose truth is known."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from models.checkpoint import Checkpoint
from models.devices import Engine, choose_engine
from models.distributed import ALONE, Group
from models.errors import ModelError
from models.evaluation.boundaries import boundary_scores
from models.evaluation.comparison import Comparison, compare
from models.evaluation.report import print_comparison, print_report, write_confusion, write_json
from models.metrics import UNLABELED, Measures, confusion_matrix, measure
from models.prediction.tiled_predictor import TiledPredictor
from models.predictor import Predictor
from models.samples import DataSet, Example, Sample, read_data_set
from models.zoo.plugins import open_model


def confusions(
    predictor: Predictor, examples: Iterable[Callable[[], Example]], table: NDArray[np.uint8], classes: int
) -> Iterator[NDArray[np.int64]]:
    """Yield the confusion matrix of each example in turn; predictions are compared at the image's size.

    table: (256,) uint8, the class of the truth for each of the network's classes.
    """
    for read in examples:
        image, truth = read()[:2]
        yield confusion_matrix(truth, table[predictor.predict(image).labels], classes)


def class_table(network_names: list[str], truth_names: list[str]) -> NDArray[np.uint8]:
    """(256,) uint8: network index -> truth index by name; a class the truth lacks goes to 255."""
    table = np.full(256, UNLABELED, np.uint8)
    for index, name in enumerate(network_names):
        if name in truth_names:
            table[index] = truth_names.index(name)
    return table


def measure_network(
    checkpoint: Checkpoint, samples: list[Sample], data: DataSet, engine: Engine, group: Group = ALONE
) -> Measures:
    """The measures of a checkpoint on samples of a data set, of which each process of a group predicts its part.

    Raises ModelError for the first unreadable one.
    """
    predictor = Predictor(checkpoint, engine)
    table = class_table(checkpoint.class_names, data.class_names)
    readers = [lambda sample=sample: sample.read(len(data.classes)) for sample in samples[group.rank :: group.size]]
    total = np.zeros((len(data.classes), len(data.classes) + 1), np.int64)
    for matrix in confusions(predictor, readers, table, len(data.classes)):
        total += matrix
    total = group.sum(torch.from_numpy(total).to(group.device)).cpu().numpy()
    return measure(total, data.class_names)


@dataclass
class Report:
    """What one network did on each image of a data set: confusion matrices, boundary F-scores per class, names."""

    model: str
    engine: str
    class_names: list[str]
    names: list[str] = field(default_factory=list)
    matrices: list[NDArray[np.int64]] = field(default_factory=list)
    boundaries: list[list[float | None]] = field(default_factory=list)

    def add(self, name: str, truth: NDArray[np.uint8], prediction: NDArray[np.uint8]) -> None:
        """truth, prediction: (H, W) uint8 in the truth's classes, 255 unlabeled and unknown."""
        self.names.append(name)
        self.matrices.append(confusion_matrix(truth, prediction, len(self.class_names)))
        self.boundaries.append(boundary_scores(truth, prediction, len(self.class_names)))

    @property
    def measures(self) -> Measures:
        return measure(np.sum(self.matrices, 0), self.class_names)

    def boundary_f(self) -> dict[str, float | None]:
        """Per class, the mean over the images in which either map has an outline of it; None where none has."""
        found = {}
        for index, name in enumerate(self.class_names):
            values = [scores[index] for scores in self.boundaries]
            known = [value for value in values if value is not None]
            found[name] = float(np.mean(known)) if known else None
        return found

    def to_json(self) -> dict[str, Any]:
        """The measures of all images, then those of each."""
        classes = self.boundary_f()
        known = [value for value in classes.values() if value is not None]
        images = [
            {"name": name, "pixel_accuracy": own.pixel_accuracy, "mean_iu": own.mean_iu}
            for name, own in zip(self.names, (measure(m, self.class_names) for m in self.matrices), strict=True)
        ]
        return {
            **self.measures.to_json(),
            "boundary_f": float(np.mean(known)) if known else None,
            "boundary_f_per_class": classes,
            "samples": len(self.names),
            "model": self.model,
            "engine": self.engine,
            "images": images,
        }


@dataclass(frozen=True)
class Judged:
    """A network under evaluation, and where its classes stand among the truth's."""

    predictor: TiledPredictor
    table: NDArray[np.uint8]
    report: Report


def evaluate_model(
    dataset: Path,
    model: str,
    *,
    json_file: Path | None,
    split: str,
    device: str,
    precision: str,
    against: str | None = None,
    confusion_file: Path | None = None,
) -> int:
    """The command `evaluate`. Returns 1 if some samples could not be measured, each named on stderr and counted.

    against: a second network, predicted on the same samples and compared. confusion_file: where to draw the matrix.
    """
    if split not in ("train", "val"):
        raise ModelError(f"--split is {split!r}; it must be train or val.")
    data = read_data_set(dataset, allows_missing=True)
    samples = data.val if split == "val" else data.train
    failures = [sentence for where, sentence in data.missing if where == split]
    for sentence in failures:
        print(sentence, file=sys.stderr)
    if not samples:
        counted = f" that is there: {len(failures)} are missing" if failures else ""
        raise ModelError(f"{dataset} has no sample in its {split} split{counted}.")
    judged = [_judged(name, data, device, precision) for name in (model, against) if name is not None]
    for sample in track(samples, "evaluating", console=Console(stderr=True), transient=True):
        failure = _judge(sample, data, judged)
        if failure is not None:
            print(failure, file=sys.stderr)
            failures.append(failure)
    report = judged[0].report
    if not report.names:
        raise ModelError(f"None of the {len(failures)} samples of {dataset} could be read.")
    comparison = None
    if against is not None:
        other = judged[1].report
        comparison = compare(report.matrices, other.matrices, report.names, data.class_names)
    _show([one.report for one in judged], comparison)
    if confusion_file is not None:
        write_confusion(confusion_file, np.sum(report.matrices, 0), data.class_names)
    if json_file is not None:
        write_json(json_file, _as_json([one.report for one in judged], comparison, failures))
    if failures:
        print(f"{len(failures)} of {len(failures) + len(report.names)} samples were not measured.", file=sys.stderr)
    return 1 if failures else 0


def _judged(model: str, data: DataSet, device: str, precision: str) -> Judged:
    checkpoint = open_model(model)
    table = class_table(checkpoint.class_names, data.class_names)
    if (table == UNLABELED).all():
        raise ModelError(
            f"{model} knows {', '.join(checkpoint.class_names)}, of which {data.folder} has none: nothing to measure."
        )
    predictor = Predictor(checkpoint, choose_engine(device, precision))
    report = Report(model, str(predictor.engine), data.class_names)
    return Judged(TiledPredictor(predictor, say=partial(print, file=sys.stderr)), table, report)


def _judge(sample: Sample, data: DataSet, judged: list[Judged]) -> str | None:
    """Predict a sample with every network; a sentence if it cannot be read."""
    try:
        image, truth = sample.read(len(data.classes))
    except ModelError as error:
        return str(error)
    for one in judged:
        one.report.add(sample.name, truth, one.table[one.predictor.predict(image).labels])
    return None


def _show(reports: list[Report], comparison: Comparison | None) -> None:
    for report in reports:
        print_report(report.model, report.engine, len(report.names), report.measures, report.boundary_f())
    if comparison is not None:
        print_comparison(reports[0].model, reports[1].model, comparison)


def _as_json(reports: list[Report], comparison: Comparison | None, failures: list[str]) -> dict[str, Any]:
    found = {**reports[0].to_json(), "failed": failures}
    if comparison is not None:
        found["against"] = reports[1].to_json()
        found["comparison"] = comparison.to_json()
    return found
