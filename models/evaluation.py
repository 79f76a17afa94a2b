"""Measuring a network on samples whose truth is known."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from models.checkpoint import Checkpoint, load_checkpoint
from models.devices import Engine, choose_engine
from models.distributed import ALONE, Group
from models.errors import ModelError
from models.learning import Example
from models.metrics import UNLABELED, Measures, confusion_matrix, measure
from models.names import find_model
from models.predictor import Predictor
from models.samples import DataSet, Sample, read_data_set


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


def evaluate_model(
    dataset: Path, model: str, *, json_file: Path | None, split: str, device: str, precision: str
) -> int:
    """The command `evaluate`. Returns 1 if some samples could not be read, each named on stderr."""
    if split not in ("train", "val"):
        raise ModelError(f"--split is {split!r}; it must be train or val.")
    data = read_data_set(dataset)
    samples = data.val if split == "val" else data.train
    if not samples:
        raise ModelError(f"{dataset} has no sample in its {split} split.")
    checkpoint = load_checkpoint(find_model(model))
    predictor = Predictor(checkpoint, choose_engine(device, precision))
    table = class_table(checkpoint.class_names, data.class_names)
    if (table == UNLABELED).all():
        raise ModelError(
            f"{model} knows {', '.join(checkpoint.class_names)}, of which {dataset} has none: nothing to measure."
        )
    total, failures = np.zeros((len(data.classes), len(data.classes) + 1), np.int64), 0
    console = Console(stderr=True)
    for sample in track(samples, "evaluating", console=console, transient=True):
        try:
            image, truth = sample.read(len(data.classes))
        except ModelError as error:
            print(error, file=sys.stderr)
            failures += 1
            continue
        total += confusion_matrix(truth, table[predictor.predict(image).labels], len(data.classes))
    if failures == len(samples):
        raise ModelError(f"None of the {failures} samples of {dataset} could be read.")
    measures = measure(total, data.class_names)
    _print(measures, len(samples) - failures, str(predictor.engine))
    if json_file is not None:
        _write_json(json_file, measures)
    return 1 if failures else 0


def _print(measures: Measures, count: int, engine: str) -> None:
    table = Table("class", "IU", title=f"{count} samples on {engine}")
    for name, value in measures.iu.items():
        table.add_row(escape(name), "–" if value is None else f"{value:.4f}")
    console = Console()
    console.print(table)
    for label, figure in (
        ("pixel accuracy", measures.pixel_accuracy),
        ("mean accuracy", measures.mean_accuracy),
        ("mean IU", measures.mean_iu),
        ("frequency weighted IU", measures.frequency_weighted_iu),
    ):
        console.print(f"{label:<22} {figure:.4f}", highlight=False)
    confusion = Table("truth \\ prediction", *map(escape, measures.iu), "other", title="confusion, pixels")
    for name, row in zip(measures.iu, measures.confusion, strict=True):
        confusion.add_row(escape(name), *map(str, row))
    console.print(confusion)


def _write_json(path: Path, measures: Measures) -> None:
    try:
        path.write_text(json.dumps(measures.to_json(), indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise ModelError(f"{path} cannot be written: {error.strerror or error}.") from error
