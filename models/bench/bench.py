"""The command `bench`: how long the networks take, as ratios to a named reference measured in the same run."""

import itertools
import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from models.bench.prediction import Row, bench_predict, bench_predict_fully
from models.devices import Engine, choose_engine
from models.errors import ModelError
from models.live.teaching import Teacher
from models.metrics import UNLABELED
from models.prediction.refinement import refine
from models.predictor import Predictor
from models.trials import drawn_image, interleaved, processor
from models.zoo.plugins import open_model

_ROUNDS = 15


@dataclass(frozen=True)
class Wanted:
    """What a person asked for: names as the commands take them."""

    model: str
    device: str
    precision: str = "auto"
    backend: str = "auto"
    is_full: bool = False


def run_bench(what: str, wanted: Wanted, *, json_file: Path | None) -> int:
    """Run one benchmark, print it and write it. Raises ModelError."""
    benches = {"predict": bench_predict_fully if wanted.is_full else bench_predict, "learn": bench_learn}
    if what not in benches:
        raise ModelError(f"There is no benchmark {what!r} of the networks; choose {' or '.join(benches)}.")
    engine = choose_engine(wanted.device, wanted.precision, wanted.backend)
    predictor = Predictor(open_model(wanted.model), engine)
    rows = benches[what](predictor)
    machine = describe_machine(predictor.engine)
    table = Table("figure", "value", "unit", "reference", "ratio", title=machine)
    for row in rows:
        table.add_row(row.name, f"{row.value:.2f}", row.unit, row.reference, f"{row.ratio:.3f}")
    Console().print(table)
    if json_file is not None:
        text = json.dumps({"machine": machine, "rows": [asdict(row) for row in rows]}, indent=2)
        try:
            json_file.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise ModelError(f"{json_file} cannot be written: {error.strerror or error}.") from error
    return 0


def describe_machine(engine: Engine) -> str:
    """Processor, threads, device and versions, for whoever reads the figures."""
    name = processor()
    if engine.device.type == "cuda":
        name += f", {torch.cuda.get_device_name(engine.device)}"
    return f"{name}, {engine}, {torch.get_num_threads()} threads, torch {torch.__version__}"


def bench_learn(predictor: Predictor) -> list[Row]:
    """One stroke of live learning, from labels to the new prediction, against one prediction."""
    image = drawn_image()
    labels = np.full(image.shape[:2], UNLABELED, np.uint8)
    labels[100:130, 50:200] = 0
    labels[200:230, 250:400] = 1
    swapped = np.where(labels < 2, 1 - labels, labels).astype(np.uint8)
    stroke = _stroke(predictor, image, (labels, swapped))
    taken, reference = interleaved((stroke, lambda: predictor.predict(image)), _ROUNDS)
    ratios = sorted(one / other for one, other in zip(taken, reference, strict=True))
    name = f"one prediction: {statistics.median(reference):.1f} ms"
    middle, late = statistics.median(taken), int(0.95 * (len(taken) - 1) + 0.5)
    return [
        Row("stroke to improved prediction, 500 x 375", middle, "ms", name, statistics.median(ratios)),
        Row("the same, 95 of 100 strokes", sorted(taken)[late], "ms", name, ratios[late]),
        _large_row(predictor),
    ]


def _stroke(
    predictor: Predictor, image: NDArray[np.uint8], turns: Sequence[NDArray[np.uint8]], *, refines: bool = False
) -> Callable[[], object]:
    """One stroke after another on an image, each contradicting the one before: there is always much to learn."""
    teacher, endless = Teacher(predictor), itertools.cycle(turns)
    teacher.look("drawn", image)

    def stroke() -> object:
        labels = next(endless)
        teacher.mark("drawn", labels)
        if len(list(teacher.teach("drawn"))) < 2:
            raise ModelError("The stroke of the benchmark taught nothing; its figure would mean nothing.")
        prediction = teacher.predict("drawn")
        return refine(image, prediction.scores, labels) if refines else prediction

    return stroke


def _large_row(predictor: Predictor) -> Row:
    """A stroke on 12 megapixels, its edges brought to those of the image, against one prediction of that image."""
    image = drawn_image(3000, 4000)
    labels = np.full(image.shape[:2], UNLABELED, np.uint8)
    height, width = image.shape[:2]
    labels[height // 4 : height // 3, width // 10 : width // 3] = 0
    labels[height // 2 : height * 3 // 5, width // 2 : width * 4 // 5] = 1
    swapped = np.where(labels < 2, 1 - labels, labels).astype(np.uint8)
    stroke = _stroke(predictor, image, (labels, swapped), refines=True)
    taken, reference = interleaved((stroke, lambda: predictor.predict(image)), _ROUNDS // 3)
    ratio = statistics.median(one / other for one, other in zip(taken, reference, strict=True))
    name = f"one prediction: {statistics.median(reference):.1f} ms"
    return Row("stroke to prediction with refined edges, 4000 x 3000", statistics.median(taken), "ms", name, ratio)
