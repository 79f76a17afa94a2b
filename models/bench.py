"""The command `bench`: how long the networks take, as ratios to a named reference measured in the same run."""

import copy
import itertools
import json
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from models.checkpoint import load_checkpoint
from models.devices import Engine, choose_engine
from models.errors import ModelError
from models.metrics import UNLABELED
from models.names import find_model
from models.predictor import Predictor
from models.teaching import Teacher

_HEIGHT, _WIDTH = 375, 500
_RUNS = 15


@dataclass(frozen=True)
class Row:
    """One figure. ratio: value / reference's value, both measured in this run, in turn."""

    name: str
    value: float
    unit: str
    reference: str
    ratio: float


def run_bench(what: str, *, json_file: Path | None, model: str, device: str) -> int:
    """Run one benchmark, print it and write it. Raises ModelError."""
    benches = {"predict": bench_predict, "learn": bench_learn}
    if what not in benches:
        raise ModelError(f"There is no benchmark {what!r} of the networks; choose {' or '.join(benches)}.")
    engine = choose_engine(device, "fp32")
    rows = benches[what](Predictor(load_checkpoint(find_model(model)), engine))
    machine = describe_machine(engine)
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
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        models = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        name = f"{len(models)} cores of {models[0]}" if models else name
    if engine.device.type == "cuda":
        name += f", {torch.cuda.get_device_name(engine.device)}"
    return f"{name}, {engine}, {torch.get_num_threads()} threads, torch {torch.__version__}"


def in_turn(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float, float]:
    """Median milliseconds of two functions run in turn, and the median of the ratios first / second, pair by pair."""
    first(), second()
    pairs = [(_milliseconds(first), _milliseconds(second)) for _ in range(_RUNS)]
    return (
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
        statistics.median(pair[0] / pair[1] for pair in pairs),
    )


def _milliseconds(function: Callable[[], object]) -> float:
    began = time.perf_counter()
    function()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return (time.perf_counter() - began) * 1000


def drawn_image() -> NDArray[np.uint8]:
    """A drawn image of 375 x 500 with gradients, disks and noise."""
    generator = np.random.default_rng(1)
    rows, cols = np.mgrid[:_HEIGHT, :_WIDTH]
    image = np.stack((rows * 255 / _HEIGHT, cols * 255 / _WIDTH, (rows + cols) % 256), -1)
    for _ in range(12):
        row, col, radius = generator.integers((0, 0, 15), (_HEIGHT, _WIDTH, 80))
        image[(rows - row) ** 2 + (cols - col) ** 2 < radius**2] = generator.integers(0, 256, 3)
    return np.clip(image + generator.normal(0, 8, image.shape), 0, 255).astype(np.uint8)


def bench_predict(predictor: Predictor) -> list[Row]:
    """Prediction from pixels to labels against the same network run eagerly, and from features that are kept."""
    image = drawn_image()
    eager_net = copy.deepcopy(predictor.net).to(memory_format=torch.contiguous_format)

    @torch.no_grad()
    def eager() -> object:
        x = predictor.normalisation(torch.from_numpy(image).to(predictor.engine.device).permute(2, 0, 1)[None])
        return eager_net(x.contiguous()).softmax(1).argmax(1).cpu().numpy()

    value, reference, ratio = in_turn(lambda: predictor.predict(image), eager)
    features, working = predictor.features(image)
    size = (_HEIGHT, _WIDTH)
    cached, _, cached_ratio = in_turn(
        lambda: predictor.predict_from(features, working, size), lambda: predictor.predict(image)
    )
    plain = "the same network, eager, float32, softmax, argmax"
    return [
        Row("prediction, 500 x 375", value, "ms", f"{plain}: {reference:.1f} ms", ratio),
        Row("prediction from kept features, 500 x 375", cached, "ms", "prediction, 500 x 375", cached_ratio),
    ]


def bench_learn(predictor: Predictor) -> list[Row]:
    """One stroke of live learning, from labels to the new prediction, against one prediction."""
    image = drawn_image()
    labels = np.full(image.shape[:2], UNLABELED, np.uint8)
    labels[100:130, 50:200] = 0
    labels[200:230, 250:400] = 1
    swapped = np.where(labels < 2, 1 - labels, labels).astype(np.uint8)
    teacher = Teacher(predictor)
    teacher.look("drawn", image)
    turns = itertools.cycle((labels, swapped))  # each stroke contradicts the one before: there is always much to learn

    def stroke() -> object:
        teacher.mark("drawn", next(turns))
        steps = list(teacher.teach("drawn"))
        if len(steps) != teacher.recipe.steps:
            raise ModelError("The stroke of the benchmark taught nothing; its figure would mean nothing.")
        return teacher.predict("drawn")

    value, reference, ratio = in_turn(stroke, lambda: predictor.predict(image))
    steps = teacher.recipe.steps
    return [
        Row("stroke to improved prediction, 500 x 375", value, "ms", f"one prediction: {reference:.1f} ms", ratio),
        Row("one step of live learning", value / steps, "ms", f"one prediction: {reference:.1f} ms", ratio / steps),
    ]
