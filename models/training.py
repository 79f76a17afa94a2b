"""The commands `train` and `finetune`: a data set and a recipe in, a checkpoint out."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn, track

from models.checkpoint import Checkpoint, Normalisation, check_writable, load_checkpoint, save_checkpoint
from models.devices import Engine, choose_engine
from models.errors import ModelError
from models.evaluation import measure_network
from models.fcn import Fcn, FcnConfig, build_network
from models.growing import grow_classes
from models.learning import Example, Recipe, train
from models.names import find_model
from models.samples import DataSet, Sample, read_data_set
from models.weights import initialise

_CACHE_BYTES = 3_000_000_000  # decoded samples kept in memory


@dataclass(frozen=True)
class Training:
    """What a person chooses of a training run."""

    iterations: int
    batch: int
    crop: int
    rate: float
    trunk_rate: float
    seed: int = 0
    device: str = "auto"
    is_heads_only: bool = False

    def recipe(self) -> Recipe:
        return Recipe(
            iterations=self.iterations,
            batch=self.batch,
            crop=self.crop,
            rate=self.rate,
            trunk_rate=self.trunk_rate,
            is_heads_only=self.is_heads_only,
            average=min(0.999, 1 - 10 / (self.iterations + 10)),
            seed=self.seed,
        )


class SampleCache:
    """Decoded samples, the first read ones kept as far as memory is given."""

    def __init__(self, classes: int, limit_bytes: int = _CACHE_BYTES) -> None:
        self.classes, self.room = classes, limit_bytes
        self.kept: dict[str, Example] = {}

    def reader(self, sample: Sample) -> Callable[[], Example]:
        """A function that reads `sample`, from memory after the first time."""

        def read() -> Example:
            if sample.name in self.kept:
                return self.kept[sample.name]
            example = sample.read(self.classes)
            size = sum(array.nbytes for array in example)
            if size <= self.room:
                self.room -= size
                self.kept[sample.name] = example
            return example

        return read


def train_network(
    dataset: Path,
    out: Path,
    *,
    config: FcnConfig,
    init: str,
    settings: Training,
    max_side: int,
    is_half: bool,
    license_name: str,
) -> int:
    """Train a new network. Returns the exit code; raises ModelError."""
    check_writable(out)
    readable = _check_samples(read_data_set(dataset))
    data = readable.data
    torch.manual_seed(settings.seed)
    net = build_network(replace(config, classes=len(data.classes)))
    normalisation, provenance = initialise(net, init, class_names=data.class_names)
    if config.padding == "same":  # "paper" stays what was published
        net = calibrate(net, normalisation, data.train[:: max(1, len(data.train) // 16)], len(data.classes))
    header = Checkpoint(
        config=net.config,
        state={},
        classes=data.classes,
        normalisation=normalisation,
        max_side=max_side,
        provenance=f"{provenance}; trained on {data.folder.name} ({len(data.train)} samples)",
        license=license_name,
    )
    return _run(net, header, readable, out, settings, is_half)


@torch.no_grad()
def calibrate(net: Fcn, normalisation: Normalisation, samples: list[Sample], classes: int) -> Fcn:
    """The same network with feature scales that bring the trunk's features on these samples to unit power."""
    powers = []
    for sample in samples:
        image = torch.from_numpy(sample.read(classes)[0]).permute(2, 0, 1)[None]
        powers.append([float(feature.square().mean()) for feature in net.trunk(normalisation(image))])
    scale8, scale16, scale32 = (torch.tensor(powers).mean(0).clamp(min=1e-12) ** -0.5).tolist()
    scaled = build_network(replace(net.config, feature_scales=(scale8, scale16, scale32)))
    scaled.load_state_dict(net.state_dict())
    return scaled


def finetune_network(dataset: Path, out: Path, *, model: str, settings: Training, is_half: bool) -> int:
    """Go on training a checkpoint; classes it lacks are appended. Returns the exit code; raises ModelError."""
    check_writable(out)
    readable = _check_samples(read_data_set(dataset))
    data = readable.data
    checkpoint = load_checkpoint(find_model(model))
    known = list(checkpoint.classes)
    names = checkpoint.class_names
    known += [entry for entry in data.classes if entry[0] not in names]
    net = grow_classes(checkpoint.network(), len(known))
    provenance = f"{checkpoint.provenance}; fine-tuned on {data.folder.name} ({len(data.train)} samples)"
    memory = checkpoint.memory if settings.is_heads_only else None  # it holds features of the trunk as it was
    header = replace(checkpoint, config=net.config, classes=tuple(known), provenance=provenance, memory=memory)
    return _run(net, header, readable, out, settings, is_half)


@dataclass(frozen=True)
class _Readable:
    """A data set without the samples that cannot be used, how many those were, and what was read on the way."""

    data: DataSet
    failures: int
    cache: SampleCache


def _check_samples(data: DataSet) -> _Readable:
    """Read every sample once; each that cannot be used is named on stderr. Raises ModelError if none is left."""
    cache = SampleCache(len(data.classes))
    good: dict[str, list[Sample]] = {"train": [], "val": []}
    failures = 0
    console = Console(stderr=True)
    for split, sample in track(
        [("train", each) for each in data.train] + [("val", each) for each in data.val],
        "checking the samples",
        console=console,
        transient=True,
    ):
        try:
            cache.reader(sample)()
        except ModelError as error:
            print(error, file=sys.stderr)
            failures += 1
        else:
            good[split].append(sample)
    if not good["train"]:
        raise ModelError(f"{data.folder} has no sample to train on.")
    return _Readable(replace(data, train=good["train"], val=good["val"]), failures, cache)


def _run(net: Fcn, header: Checkpoint, readable: _Readable, out: Path, settings: Training, is_half: bool) -> int:
    data, cache = readable.data, readable.cache
    console = Console(stderr=True)
    engine = Engine(choose_engine(settings.device).device, "fp32")
    console.print(f"Training on {engine}: {len(data.train)} samples, {len(header.classes)} classes.", markup=False)
    table = [header.class_names.index(name) for name in data.class_names]
    readers = [relabeled(cache.reader(sample), table) for sample in data.train]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    every = max(1, settings.iterations // 10)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("training", total=settings.iterations)
        loss = 0.0
        for step in train(net, header.normalisation, readers, settings.recipe(), device=engine.device):
            loss = step.loss if step.number == 1 else 0.98 * loss + 0.02 * step.loss
            progress.update(task, completed=step.number, description=f"loss {loss:.3f}")
            if step.number % every == 0 or step.number == settings.iterations:
                made = header.with_network(step.network, step=header.step + step.number)
                measures = measure_network(made, data.val, data, engine) if data.val else None
                figures = {} if measures is None else {k: v for k, v in measures.to_json().items() if k != "confusion"}
                save_checkpoint(replace(made, measures=figures), out, is_half=is_half)
                iu = f", mean IU {measures.mean_iu:.4f} on {len(data.val)} held-out samples" if measures else ""
                console.print(f"{step.number}: loss {loss:.4f}{iu}; {out} written", markup=False, highlight=False)
    return 1 if readable.failures else 0


def relabeled(read: Callable[[], Example], table: list[int]) -> Callable[[], Example]:
    """`read` with each class index i of the data set replaced by table[i], the network's index."""
    if table == list(range(len(table))):
        return read
    import numpy as np

    lookup = np.full(256, 255, np.uint8)
    lookup[: len(table)] = table

    def read_relabeled() -> Example:
        image, labels = read()[:2]
        return image, lookup[labels]

    return read_relabeled
