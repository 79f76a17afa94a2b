"""The networks' own commands, `python -m models COMMAND`; main.py offers the same.

torch is imported by the command that runs, not by this module.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from models.commands.calls import DataArgument, DeviceOption, EngineOption, ModelOption, PrecisionOption, says_mistakes
from models.commands.checkpoints import models_app
from models.commands.pipes import run_piped
from models.commands.training import finetune, simulate, train
from models.names import add_plugin_folder

add_plugin_folder()
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(models_app, name="models")

app.command()(train)
app.command()(finetune)
app.command()(simulate)


@app.command()
@says_mistakes
def evaluate(
    dataset: DataArgument,
    model: ModelOption = "bundled",
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the measures as JSON.")
    ] = None,
    split: Annotated[str, typer.Option(help="val or train.")] = "val",
    against: Annotated[str | None, typer.Option(metavar="M", help="Another checkpoint to compare with.")] = None,
    confusion: Annotated[Path | None, typer.Option(metavar="FILE.png", help="Draw the confusion matrix.")] = None,
    device: DeviceOption = "auto",
    precision: PrecisionOption = "auto",
) -> int:
    """Pixel accuracy, mean accuracy, mean IU, frequency weighted IU, boundary F, per class, confusion matrix."""
    from models.evaluation.evaluation import evaluate_model

    return evaluate_model(
        dataset,
        model,
        json_file=json_file,
        split=split,
        device=device,
        precision=precision,
        against=against,
        confusion_file=confusion,
    )


@app.command()
@says_mistakes
def predict(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT…", help="Images, folders, videos, or @list.txt.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write to.")],
    model: ModelOption = "bundled",
    device: DeviceOption = "auto",
    precision: PrecisionOption = "auto",
    engine: EngineOption = "auto",
    overlay: Annotated[bool, typer.Option("--overlay", help="Write the image with the classes' colours.")] = False,
    heatmaps: Annotated[bool, typer.Option("--heatmaps", help="Write one heatmap per class.")] = False,
    scores: Annotated[bool, typer.Option("--scores", help="Write the scores (C, H, W) as .npz.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Write, per class, what each skip adds to its heatmap.")
    ] = False,
    full_resolution: Annotated[
        bool, typer.Option("--full-resolution", help="Do not scale images down to the checkpoint's max_side.")
    ] = False,
    tile: Annotated[
        str, typer.Option(metavar="N|auto|off", help="Side of the tiles of images too large for memory.")
    ] = "auto",
    workers: Annotated[int, typer.Option(help="Processes to share the inputs.")] = 1,
    cluster: Annotated[str, typer.Option(help="none, or ray: a Ray cluster (the extra `cluster`).")] = "none",
) -> int:
    """Predict label maps; a rerun skips what is done."""
    from models.prediction.files import Outputs, Request, predict_files

    outputs = Outputs(overlay=overlay, heatmaps=heatmaps, scores=scores, explain=explain)
    request = Request(tuple(inputs), out, model, device, precision, outputs, engine, full_resolution, tile)
    return predict_files(request, workers=workers, cluster=cluster)


@app.command()
@says_mistakes
def bench(
    what: Annotated[str, typer.Argument(metavar="predict|learn")],
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the rows as JSON.")] = None,
    model: ModelOption = "bundled",
    device: DeviceOption = "auto",
    precision: PrecisionOption = "auto",
    engine: EngineOption = "auto",
    full: Annotated[
        bool, typer.Option("--full", help="predict: every network, size and engine; a quarter of an hour.")
    ] = False,
) -> int:
    """Time the networks against a reference measured in the same run."""
    from models.bench.bench import Wanted, run_bench

    return run_bench(what, Wanted(model, device, precision, engine, full), json_file=json_file)


if __name__ == "__main__":
    sys.exit(run_piped(app))
