"""The commands `train` and `finetune` as a person types them; torch is imported by the command that runs."""

from pathlib import Path
from typing import Annotated, Any

import typer

from models.commands.calls import DataArgument, DeviceOption, ModelOption, says_mistakes


def _whole_or_usable(crop: int | None) -> int | None:
    if crop is not None and crop != 0 and crop < 16:
        raise typer.BadParameter("it must be 0 (whole images) or at least 16.")
    return crop


OutOption = Annotated[Path, typer.Option("--out", metavar="CKPT", help="The checkpoint to write: the best one.")]
RecipeOption = Annotated[str, typer.Option("--recipe", help="modern (AdamW), or paper (SGD, summed loss).")]
IterationsOption = Annotated[int | None, typer.Option(min=1, help="Of each stage.", show_default="the recipe's")]
BatchOption = Annotated[
    int | None, typer.Option(min=1, help="Images, all processes together.", show_default="recipe's")
]
CropOption = Annotated[
    int | None,
    typer.Option(
        help="Side of the crops, pixels; 0: whole images.", show_default="the recipe's", callback=_whole_or_usable
    ),
]
RateOption = Annotated[float | None, typer.Option(min=0, help="Learning rate.", show_default="the recipe's")]
ZoomOption = Annotated[
    tuple[float, float] | None, typer.Option(metavar="LOW HIGH", help="Crops' scales.", show_default="the recipe's")
]
FlipsOption = Annotated[bool | None, typer.Option(help="Mirror half of the crops.", show_default="the recipe's")]
ColorsOption = Annotated[float | None, typer.Option(min=0, max=1, help="Colour jitter.", show_default="the recipe's")]
RotationOption = Annotated[float, typer.Option(min=0, max=180, help="Greatest angle of the crops, degrees.")]
ClassWeightsOption = Annotated[str, typer.Option("--class-weights", help="none or balanced.")]
TrainingPrecisionOption = Annotated[str, typer.Option("--precision", help="auto, fp32 or bf16.")]
EvaluateEveryOption = Annotated[
    int, typer.Option(min=0, help="Measure on held-out samples every N iterations; 0: ten times a stage.")
]
PatienceOption = Annotated[
    int, typer.Option(min=0, help="End after N measurements without a better mean IU; 0: never.")
]
SaveEveryOption = Annotated[int, typer.Option(min=0, help="Save the state every N iterations; 0: ten times a stage.")]
ResumeOption = Annotated[bool, typer.Option("--resume", help="Go on from CKPT.state, or begin if there is nothing.")]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Begin anew although CKPT.state is there.")]
BoardOption = Annotated[
    Path | None, typer.Option("--tensorboard", metavar="DIR", help="Curves for TensorBoard, besides CKPT.jsonl.")
]
HalfOption = Annotated[bool, typer.Option(help="Store float16.")]
SeedOption = Annotated[int, typer.Option(min=0)]


@says_mistakes
def train(
    dataset: DataArgument,
    out: OutOption,
    trunk: Annotated[str, typer.Option(help="vgg16, alexnet or squeezenet.")] = "squeezenet",
    stride: Annotated[int, typer.Option(help="8, 16 or 32: the depth of the shallowest skip.")] = 8,
    fusion: Annotated[str, typer.Option(help="sum or concat.")] = "sum",
    upsampling: Annotated[str, typer.Option(help="fixed, learned (the last one fixed) or all.")] = "learned",
    padding: Annotated[str, typer.Option(help="same, or paper (100).")] = "same",
    init: Annotated[str, typer.Option(help="imagenet, none, a checkpoint, or SqueezeNet's .npz.")] = "imagenet",
    companion: Annotated[
        bool, typer.Option(help="Keep the untouched trunk beside the trained one, for teaching.")
    ] = False,
    staged: Annotated[bool, typer.Option("--staged", help="FCN-32s, then 16s, then 8s, each from the last.")] = False,
    at_once: Annotated[bool, typer.Option("--at-once", help="The paper's factors before the skips.")] = False,
    recipe: RecipeOption = "modern",
    iterations: IterationsOption = None,
    batch: BatchOption = None,
    crop: CropOption = None,
    rate: RateOption = None,
    trunk_rate: Annotated[
        float | None, typer.Option(min=0, help="The trunk's rate as a multiple; 0 freezes it.", show_default="1")
    ] = None,
    zoom: ZoomOption = None,
    flips: FlipsOption = None,
    colors: ColorsOption = None,
    rotation: RotationOption = 0.0,
    class_weights: ClassWeightsOption = "none",
    precision: TrainingPrecisionOption = "auto",
    evaluate_every: EvaluateEveryOption = 0,
    patience: PatienceOption = 0,
    save_every: SaveEveryOption = 0,
    resume: ResumeOption = False,
    overwrite: OverwriteOption = False,
    tensorboard: BoardOption = None,
    max_side: Annotated[int, typer.Option(min=16, help="Images are predicted at this long side at most.")] = 640,
    half: HalfOption = False,
    license_name: Annotated[str, typer.Option("--license", help="Written into the checkpoint.")] = "",
    device: DeviceOption = "auto",
    seed: SeedOption = 0,
) -> int:
    """Train a network on a data set."""
    from models.fcn import FcnConfig
    from models.training.run import Training
    from models.training.training import Start, train_network

    config = FcnConfig(
        classes=1,
        trunk=trunk,
        stride=stride,
        fusion=fusion,  # type: ignore[arg-type]  # FcnConfig checks what the person typed
        upsampling=upsampling,  # type: ignore[arg-type]
        padding=padding,  # type: ignore[arg-type]
        has_companion=companion,
    )
    changes = _given(
        iterations=iterations,
        batch=batch,
        crop=crop,
        rate=rate,
        trunk_rate=trunk_rate,
        scales=zoom,
        flips=flips,
        colors=colors,
        rotation=rotation,
        class_weights=class_weights,
        precision=precision,
        seed=seed,
    )
    training = Training(device, evaluate_every, save_every, patience, resume, overwrite, tensorboard, half)
    start = Start(config, init, staged, at_once, max_side, license_name)
    return train_network(dataset, out, start=start, recipe=recipe, changes=changes, training=training)


@says_mistakes
def finetune(
    dataset: DataArgument,
    out: OutOption,
    model: ModelOption = "bundled",
    heads_only: Annotated[bool, typer.Option(help="Train the score and upsampling layers alone.")] = False,
    recipe: RecipeOption = "modern",
    iterations: IterationsOption = None,
    batch: BatchOption = None,
    crop: CropOption = None,
    rate: RateOption = None,
    zoom: ZoomOption = None,
    flips: FlipsOption = None,
    colors: ColorsOption = None,
    rotation: RotationOption = 0.0,
    class_weights: ClassWeightsOption = "none",
    precision: TrainingPrecisionOption = "auto",
    evaluate_every: EvaluateEveryOption = 0,
    patience: PatienceOption = 0,
    save_every: SaveEveryOption = 0,
    resume: ResumeOption = False,
    overwrite: OverwriteOption = False,
    tensorboard: BoardOption = None,
    half: HalfOption = False,
    device: DeviceOption = "auto",
    seed: SeedOption = 0,
) -> int:
    """Go on training a checkpoint on a data set; classes it lacks are added by name."""
    from models.training.run import Training
    from models.training.training import finetune_network

    gentle = {"iterations": 500, "rate": 3e-4, "trunk_rate": 0.3} if recipe == "modern" else {}
    changes = gentle | _given(
        iterations=iterations,
        batch=batch,
        crop=crop,
        rate=rate,
        scales=zoom,
        flips=flips,
        colors=colors,
        rotation=rotation,
        class_weights=class_weights,
        precision=precision,
        is_heads_only=heads_only,
        seed=seed,
    )
    training = Training(device, evaluate_every, save_every, patience, resume, overwrite, tensorboard, half)
    return finetune_network(dataset, out, model=model, recipe=recipe, changes=changes, training=training)


@says_mistakes
def simulate(
    dataset: DataArgument,
    model: ModelOption = "bundled",
    learner: Annotated[
        str, typer.Option(help="none, live, learn (live, and Learn after every fifth image) or forest (the peer).")
    ] = "live",
    images: Annotated[int, typer.Option(min=0, help="Present at most N images; 0: all.")] = 0,
    seed: SeedOption = 0,
    split: Annotated[str, typer.Option(help="train, val or all.")] = "all",
    wrong: Annotated[
        float, typer.Option(min=0, max=1, help="Share of strokes painted with a wrong class of the image.")
    ] = 0.0,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write what was done as JSON.")
    ] = None,
    device: DeviceOption = "auto",
    precision: Annotated[str, typer.Option("--precision", help="auto, fp32, bf16 or fp16.")] = "auto",
    order: Annotated[
        str, typer.Option(help="random (by the seed), given (by name), uncertain or gain (what the window offers).")
    ] = "random",
    held_out: Annotated[
        int, typer.Option(min=0, help="Keep N images back, and measure on them after every fifth that was corrected.")
    ] = 0,
) -> int:
    """Let a simulated annotator correct a labelled data set, and count the strokes it takes."""
    from models.simulation.simulation import Wanted, simulate_data_set

    wanted = Wanted(model, learner, images, seed, split, wrong, device, precision)
    if order != "random" or held_out:
        from models.simulation.presenting import present_data_set

        return present_data_set(dataset, wanted, order=order, held_out=held_out, json_file=json_file)
    return simulate_data_set(dataset, wanted, json_file=json_file)


def _given(**values: Any) -> dict[str, Any]:
    """What was typed; None is left to the recipe."""
    return {name: value for name, value in values.items() if value is not None}
