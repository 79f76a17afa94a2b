"""The networks' own commands: `python -m models predict|train|finetune|evaluate|models|bench`; main.py offers the same.

torch is imported by the command that runs, not by this module.
"""

from pathlib import Path
from typing import Annotated

import typer

from models.calls import DataArgument, DeviceOption, ModelOption, PrecisionOption, says_mistakes
from models.training_commands import finetune, train

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
models_app = typer.Typer(no_args_is_help=True, help="List and show checkpoints.")
app.add_typer(models_app, name="models")

app.command()(train)
app.command()(finetune)


@app.command()
@says_mistakes
def evaluate(
    dataset: DataArgument,
    model: ModelOption = "bundled",
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the measures as JSON.")
    ] = None,
    split: Annotated[str, typer.Option(help="val or train.")] = "val",
    device: DeviceOption = "auto",
    precision: PrecisionOption = "auto",
) -> int:
    """Pixel accuracy, mean accuracy, mean IU, frequency weighted IU, per class, confusion matrix."""
    from models.evaluation import evaluate_model

    return evaluate_model(dataset, model, json_file=json_file, split=split, device=device, precision=precision)


@app.command()
@says_mistakes
def predict(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT…", help="Images, folders, videos, or @list.txt.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write to.")],
    model: ModelOption = "bundled",
    device: DeviceOption = "auto",
    precision: PrecisionOption = "auto",
    overlay: Annotated[bool, typer.Option("--overlay", help="Write the image with the classes' colours.")] = False,
    heatmaps: Annotated[bool, typer.Option("--heatmaps", help="Write one heatmap per class.")] = False,
    scores: Annotated[bool, typer.Option("--scores", help="Write the scores (C, H, W) as .npz.")] = False,
    workers: Annotated[int, typer.Option(help="Processes to share the inputs.")] = 1,
    cluster: Annotated[str, typer.Option(help="none, or ray: a Ray cluster (the extra `cluster`).")] = "none",
) -> int:
    """Predict label maps; a rerun skips what is done."""
    from models.prediction_files import Outputs, Request, predict_files

    outputs = Outputs(overlay=overlay, heatmaps=heatmaps, scores=scores)
    request = Request(tuple(inputs), out, model, device, precision, outputs)
    return predict_files(request, workers=workers, cluster=cluster)


@models_app.command("list")
@says_mistakes
def list_models() -> int:
    """The checkpoints that --model knows by name."""
    from models.showing import print_models

    return print_models()


@models_app.command("show")
@says_mistakes
def show_model(model: Annotated[str, typer.Argument(metavar="M")]) -> int:
    """What a checkpoint is: network, classes, normalisation, origin, licence, measures."""
    from models.showing import print_model

    return print_model(model)


@models_app.command("remember")
@says_mistakes
def remember_data(
    model: Annotated[str, typer.Argument(metavar="M")],
    dataset: DataArgument,
    out: Annotated[Path, typer.Option("--out", metavar="CKPT", help="The checkpoint to write.")],
    count: Annotated[int, typer.Option(min=1, help="Pixels to remember.")] = 512,
    half: Annotated[bool, typer.Option(help="Store float16.")] = False,
    device: DeviceOption = "auto",
) -> int:
    """Give a checkpoint a memory of its data set, so that live teaching does not undo what it knows."""
    from models.remembering import remember_data_set

    return remember_data_set(model, dataset, out, count=count, device=device, is_half=half)


@app.command()
@says_mistakes
def bench(
    what: Annotated[str, typer.Argument(metavar="predict|learn")],
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the rows as JSON.")] = None,
    model: ModelOption = "bundled",
    device: DeviceOption = "auto",
) -> int:
    """Time the networks against a reference measured in the same run."""
    from models.bench import run_bench

    return run_bench(what, json_file=json_file, model=model, device=device)


if __name__ == "__main__":
    app()
