"""The commands `train` and `finetune`: a data set and a recipe in, a checkpoint out."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from models.checkpoint import Checkpoint, Normalisation, check_writable, load_checkpoint
from models.devices import choose_engine
from models.distributed import join_group, local_device
from models.errors import ModelError
from models.fcn import Fcn, FcnConfig, build_network
from models.networks.growing import grow_classes
from models.samples import DataSet, Sample, read_data_set
from models.training.curves import Curves
from models.training.recipes import AT_ONCE_SCALES, Recipe, choose_recipe
from models.training.run import Run, Stage, StageRun, Training, beside
from models.training.run_state import find_state, has_ended, state_path
from models.training.samples import check_samples, digest_of
from models.weights import initialise
from models.zoo.plugins import open_model


@dataclass(frozen=True)
class Start:
    """The network that `train` begins with. config: its classes follow from the data set.

    is_staged: FCN-32s, then 16s, then 8s as far as config.stride. is_at_once: the paper's factors before the skips.
    """

    config: FcnConfig
    init: str
    is_staged: bool = False
    is_at_once: bool = False
    max_side: int = 640
    license_name: str = ""

    def check(self) -> None:
        """Raise ModelError where the choices contradict each other."""
        if self.is_staged and self.is_at_once:
            raise ModelError("--staged trains the skips one after the other and --at-once all together: give one.")
        if (self.is_staged or self.is_at_once) and self.config.stride == 32:
            raise ModelError("--staged and --at-once are for networks with skips: choose --stride 8 or 16.")


def train_network(
    dataset: Path, out: Path, *, start: Start, recipe: str, changes: dict[str, Any], training: Training
) -> int:
    """Train a new network. Returns the exit code; raises ModelError.

    recipe: its name. changes: what differs from it, as fields of `Recipe`.
    """
    start.check()
    config = start.config
    strides = [stride for stride in (32, 16, 8) if stride >= config.stride] if start.is_staged else [config.stride]
    recipes = []
    for stride in strides:
        chosen = choose_recipe(recipe, trunk=config.trunk, stride=stride, is_at_once=start.is_at_once)
        recipes.append(_changed(chosen, changes))
    outs = [out if stride == config.stride else beside(out, f"{stride}s") for stride in strides]

    def stages(data: DataSet) -> list[Stage]:
        inits = [start.init, *map(str, outs)]
        return [
            Stage(
                number,
                stride,
                outs[number],
                recipes[number],
                lambda stride=stride, init=inits[number], seed=recipes[number].seed: _begin_new(  # type: ignore[misc]
                    replace(start, config=replace(config, stride=stride), init=init), data, seed
                ),
                offset=sum(each.iterations for each in recipes[:number]),
            )
            for number, stride in enumerate(strides)
        ]

    settings = {
        **asdict(start),
        "recipe": [asdict(each) for each in recipes],
        "half": training.is_half,
    }
    return _run(dataset, out, stages, settings, training)


def finetune_network(
    dataset: Path, out: Path, *, model: str, recipe: str, changes: dict[str, Any], training: Training
) -> int:
    """Go on training a checkpoint; classes it lacks are appended. Returns the exit code; raises ModelError."""
    config = open_model(model).config
    is_at_once = config.feature_scales == AT_ONCE_SCALES
    chosen = choose_recipe(recipe, trunk=config.trunk, stride=config.stride, is_at_once=is_at_once)
    chosen = _changed(chosen, changes)

    def stages(data: DataSet) -> list[Stage]:
        return [Stage(0, config.stride, out, chosen, lambda: _begin_known(model, data, chosen))]

    settings = {"model": model, "recipe": [asdict(chosen)], "half": training.is_half}
    return _run(dataset, out, stages, settings, training)


def _changed(recipe: Recipe, changes: dict[str, Any]) -> Recipe:
    made = replace(recipe, **changes)
    if recipe.average > 0 and "average" not in changes:  # or a short run would keep where it came from
        made = replace(made, average=min(recipe.average, 1 - 10 / (made.iterations + 10)))
    made.check()
    return made


def _begin_new(start: Start, data: DataSet, seed: int) -> Checkpoint:
    """A new network of the data set's classes with the weights it starts from."""
    torch.manual_seed(seed)
    known = _scales_of(start.init)
    scales = known or (1.0, 1.0, 1.0)
    if start.is_at_once:
        scales = (*AT_ONCE_SCALES[:2], scales[2])
    net = build_network(replace(start.config, classes=len(data.classes), feature_scales=scales))
    normalisation, provenance = initialise(net, start.init, class_names=data.class_names)
    is_calibrated = start.config.padding == "same" and known is None and not start.is_at_once
    if is_calibrated:  # "paper" stays what was published
        net = calibrate(net, normalisation, data.train[:: max(1, len(data.train) // 16)], len(data.classes))
    header = Checkpoint(
        config=net.config,
        state={},
        classes=data.classes,
        normalisation=normalisation,
        max_side=start.max_side,
        provenance=f"{provenance}; trained on {data.folder.name} ({len(data.train)} samples)",
        license=start.license_name,
    )
    return header.with_network(net)


def _scales_of(init: str) -> tuple[float, float, float] | None:
    """The feature scales of a checkpoint to start from: its fc and score layers were trained on features so scaled."""
    if init in ("none", "imagenet") or init.endswith(".npz"):
        return None
    return load_checkpoint(Path(init)).config.feature_scales


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


def _begin_known(model: str, data: DataSet, recipe: Recipe) -> Checkpoint:
    """A checkpoint with the classes of the data set that it lacks appended."""
    torch.manual_seed(recipe.seed)
    checkpoint = open_model(model)
    names = checkpoint.class_names
    known = [*checkpoint.classes, *(entry for entry in data.classes if entry[0] not in names)]
    net = grow_classes(checkpoint.network(), len(known))
    provenance = f"{checkpoint.provenance}; fine-tuned on {data.folder.name} ({len(data.train)} samples)"
    memory = checkpoint.memory if recipe.is_heads_only else None  # it holds features of the trunk as it was
    return replace(checkpoint, classes=tuple(known), provenance=provenance, memory=memory).with_network(net)


def _run(
    dataset: Path, out: Path, plan: Callable[[DataSet], list[Stage]], settings: dict[str, Any], training: Training
) -> int:
    """Train the stages that `plan` makes of the data set, going on where a state says so. Returns the exit code."""
    device = choose_engine(local_device(training.device)).device
    with join_group(device) as group:
        data = read_data_set(dataset)
        text = json.dumps(settings | {"data set": digest_of(data)}, sort_keys=True)
        group.from_first(lambda: check_writable(out))
        saved = group.from_first(
            lambda: find_state(out, text, is_resumed=training.is_resumed, is_overwriting=training.is_overwriting)
        )
        if training.is_resumed and not training.is_overwriting and group.from_first(lambda: has_ended(out)):
            if group.is_first:
                print(f"The training of {out} has ended, no state is left. --overwrite trains anew.", file=sys.stderr)
            return 0
        readable = check_samples(data, group)
        stages = plan(readable.data)
        group.from_first(lambda: _check_batches(stages, group.size))
        lines = 0 if saved is None else int(saved["lines"])
        path = out.with_name(f"{out.name}.jsonl") if group.is_first else None
        curves = Curves(path, lines=lines, tensorboard=training.tensorboard)
        run = Run(out, readable, training, text, group, curves)
        try:
            for stage in stages[0 if saved is None else int(saved["stage"]) :]:
                StageRun(run, stage, saved).train()
                saved = None
        finally:
            curves.close()
        if group.is_first:
            state_path(out).unlink(missing_ok=True)
    return 1 if readable.failures else 0


def _check_batches(stages: list[Stage], processes: int) -> None:
    for stage in stages:
        if stage.recipe.batch < processes:
            raise ModelError(
                f"A batch of {stage.recipe.batch} cannot be shared by {processes} processes: raise --batch, "
                "which counts the images of all processes together."
            )
