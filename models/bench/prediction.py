"""`bench predict`: predictions against the same network run eagerly in float32, and against matrix products."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.flop_counter import FlopCounterMode

from models.checkpoint import CAFFE_BGR, Checkpoint
from models.devices import Engine, memory_format, usable_backends
from models.fcn import FcnConfig, build_network
from models.prediction.runners import remember_quickest
from models.predictor import Predictor
from models.trials import drawn_image, interleaved

_MATRIX = 2048  # side of the matrices whose product is this machine's own rate
_SIZES = ((224, 224), (375, 500), (500, 500))
_EAGER = "eager float32"
_COMPILED = ("inductor", "openvino")

Labels = NDArray[np.uint8]


@dataclass(frozen=True)
class Row:
    """One figure. ratio: value / reference's value, both measured in this run, in turn."""

    name: str
    value: float
    unit: str
    reference: str
    ratio: float


@dataclass(frozen=True)
class Subject:
    """A network that is measured: its name in the rows, its checkpoint."""

    name: str
    checkpoint: Checkpoint


def bench_predict(predictor: Predictor) -> list[Row]:
    """The chosen network at 375 x 500, and FCN-8s over VGG16 as the paper has it at 500 x 500, with drawn weights."""
    engine = predictor.engine
    ways = ["ours"] if engine.backend == "torch" else ["ours", engine.backend]
    rates, rows = _matmul_rates(engine)
    subject = Subject(_name_of(predictor.checkpoint), predictor.checkpoint)
    rows += _prediction_rows(subject, (375, 500), engine, ways, rates, rounds=15)
    rows.append(_kept_features_row(predictor))
    paper = Subject("FCN-8s VGG16, padding 100", drawn_checkpoint("vgg16", "paper"))
    return rows + _prediction_rows(paper, (500, 500), engine, ways, rates, rounds=5)


def bench_predict_fully(predictor: Predictor) -> list[Row]:
    """Every network at every size in every way this machine has; what is quickest is remembered for `auto`."""
    engine = replace(predictor.engine, backend="torch")
    rates, rows = _matmul_rates(engine)
    ways = ["channels_last", "rounded", "ours", *(name for name in usable_backends(engine.device) if name != "torch")]
    subjects = [
        lambda: Subject(_name_of(predictor.checkpoint), predictor.checkpoint),
        lambda: Subject("FCN-8s SqueezeNet", drawn_checkpoint("squeezenet", "same")),
        lambda: Subject("FCN-8s AlexNet", drawn_checkpoint("alexnet", "same")),
        lambda: Subject("FCN-8s VGG16, padding 100", drawn_checkpoint("vgg16", "paper")),
    ]
    for make in subjects:
        subject = make()  # one at a time: VGG16 takes half a gigabyte in each way
        for size in _SIZES:
            rounds = 5 if subject.checkpoint.config.trunk == "vgg16" else 9
            rows += _prediction_rows(subject, size, engine, ways, rates, rounds)
            torch.compiler.reset()  # torch compiles a function for eight shapes at most
    rows.append(_kept_features_row(predictor))
    return rows


def drawn_checkpoint(trunk: str, padding: str, classes: int = 21) -> Checkpoint:
    """A network with random weights that keep the power of what flows through it (He et al. 2015), seeded."""
    config = FcnConfig(classes, trunk, upsampling="fixed", padding=padding)  # type: ignore[arg-type]
    net = build_network(config)
    generator = torch.Generator().manual_seed(2015)
    with torch.no_grad():
        for parameter in net.parameters():
            deviation = 0.1 if parameter.ndim == 1 else (2 / parameter[0].numel()) ** 0.5
            parameter.normal_(0, deviation, generator=generator)
    names = tuple((str(index), (index, index, index)) for index in range(classes))
    return Checkpoint(config, net.state_dict(), names, CAFFE_BGR, provenance="random weights")


def _name_of(checkpoint: Checkpoint) -> str:
    return f"model ({checkpoint.config.trunk}, {checkpoint.config.classes} classes)"


def _matmul_rates(engine: Engine) -> tuple[dict[str, float], list[Row]]:
    """GFLOP/s of a matrix product in float32 and in the engine's precision."""
    precisions = {"fp32": torch.float32, engine.precision: engine.dtype}
    runs: list[Callable[[], object]] = []
    for dtype in precisions.values():
        matrix = torch.randn(_MATRIX, _MATRIX, device=engine.device).to(dtype)
        runs.append(lambda matrix=matrix: matrix @ matrix)  # type: ignore[misc]
    taken = [statistics.median(times) for times in interleaved(runs, 15)]
    rates = {name: 2 * _MATRIX**3 / time / 1e6 for name, time in zip(precisions, taken, strict=True)}
    rows = [
        Row(f"matrix product {_MATRIX} x {_MATRIX}, {name}", rate, "GFLOP/s", "fp32", rate / rates["fp32"])
        for name, rate in rates.items()
    ]
    return rates, rows


def _prediction_rows(
    subject: Subject, size: tuple[int, int], engine: Engine, ways: Sequence[str], rates: dict[str, float], rounds: int
) -> list[Row]:
    """Milliseconds from pixels to labels in each way, labels that are equal, and the rate of ours."""
    image = drawn_image(*size)
    eager = _plain(subject.checkpoint, engine, torch.float32, torch.contiguous_format, image)
    runs = {_EAGER: eager} | {way: _way(way, subject.checkpoint, engine, image) for way in ways}
    truth = eager()
    equal = {way: float((run() == truth).mean()) for way, run in runs.items()}
    work, whole = _gigaflop(runs["ours"]), _gigaflop(eager)
    taken = dict(zip(runs, interleaved(list(runs.values()), rounds), strict=True))
    median = {way: statistics.median(times) for way, times in taken.items()}
    title = f"{subject.name}, {size[0]} x {size[1]}"
    reference = f"{_EAGER}, softmax, argmax: {median[_EAGER]:.1f} ms"
    rows = []
    for way, times in taken.items():
        ratio = statistics.median(one / other for one, other in zip(times, taken[_EAGER], strict=True))
        label = way if way in (_EAGER, "channels_last", "ours") else f"{way} {engine.precision}"
        rows.append(Row(f"{title}: {label}", median[way], "ms", reference, ratio))
    for way in runs:
        if way not in (_EAGER, "channels_last"):
            rows.append(Row(f"{title}: {way}, equal labels", equal[way] * 100, "%", _EAGER, equal[way]))
    rows.append(Row(f"{title}: ours, work", work, "GFLOP", f"{_EAGER}: {whole:.1f} GFLOP", work / whole))
    rate, peak = work / median["ours"] * 1000, rates[engine.precision]
    name = f"matrix product in {engine.precision}: {peak:.0f} GFLOP/s"
    rows.append(Row(f"{title}: ours, rate", rate, "GFLOP/s", name, rate / peak))
    if len(ways) > 1:
        remember_quickest(
            engine,
            subject.checkpoint.config,
            {"torch": median["ours"]} | {w: median[w] for w in ways if w in _COMPILED},
        )
    return rows


def _way(way: str, checkpoint: Checkpoint, engine: Engine, image: Labels) -> Callable[[], Labels]:
    if way == "channels_last":
        return _plain(checkpoint, engine, torch.float32, memory_format(engine.device), image)
    if way == "rounded":
        return _plain(checkpoint, engine, engine.dtype, memory_format(engine.device), image)
    backend = way if way in _COMPILED else "torch"
    predictor = Predictor(checkpoint, replace(engine, backend=backend))
    return lambda: predictor.predict(image).labels


def _plain(
    checkpoint: Checkpoint, engine: Engine, dtype: torch.dtype, order: torch.memory_format, image: Labels
) -> Callable[[], Labels]:
    """The network as torch runs it, without anything of ours; weights converted once."""
    net = checkpoint.network().to(engine.device, dtype, memory_format=order)  # type: ignore[call-overload]

    @torch.no_grad()
    def run() -> Labels:
        x = checkpoint.normalisation(torch.from_numpy(image).to(engine.device).permute(2, 0, 1)[None])
        scores = net(x.to(dtype).contiguous(memory_format=order))
        labels: Labels = scores.softmax(1).argmax(1)[0].to(torch.uint8).cpu().numpy()
        return labels

    return run


def _gigaflop(run: Callable[[], object]) -> float:
    """The multiplications and additions that torch is asked for in one run, in 1e9."""
    with FlopCounterMode(display=False) as counter:
        run()
    return counter.get_total_flops() / 1e9


def _kept_features_row(predictor: Predictor) -> Row:
    image = drawn_image()
    features, working = predictor.features(image)
    size = (image.shape[0], image.shape[1])
    runs = (lambda: predictor.predict_from(features, working, size), lambda: predictor.predict(image))
    kept, whole = interleaved(runs, 15)
    ratio = statistics.median(one / other for one, other in zip(kept, whole, strict=True))
    reference = f"prediction: {statistics.median(whole):.1f} ms"
    return Row("prediction from kept features, 375 x 500", statistics.median(kept), "ms", reference, ratio)
