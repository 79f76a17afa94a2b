"""The commands `models list|show|remember|convert|download|onnx`: checkpoints, where they come from, what they are."""

from pathlib import Path
from typing import Annotated

import typer

from models.commands.calls import DataArgument, DeviceOption, says_mistakes

models_app = typer.Typer(no_args_is_help=True, help="List, show, convert and download checkpoints.")

ModelArgument = Annotated[str, typer.Argument(metavar="M", help="A path, or a name from `models list`.")]


@models_app.command("list")
@says_mistakes
def list_models() -> int:
    """The checkpoints that --model knows by name."""
    from models.zoo.showing import print_models

    return print_models()


@models_app.command("show")
@says_mistakes
def show_model(model: ModelArgument) -> int:
    """What a checkpoint is: network, classes, normalisation, origin, licence, measures."""
    from models.zoo.showing import print_model

    return print_model(model)


@models_app.command("remember")
@says_mistakes
def remember_data(
    model: ModelArgument,
    dataset: DataArgument,
    out: Annotated[Path, typer.Option("--out", metavar="CKPT", help="The checkpoint to write.")],
    count: Annotated[int, typer.Option(min=1, help="Pixels to remember.")] = 600,
    half: Annotated[bool, typer.Option(help="Store float16.")] = False,
    device: DeviceOption = "auto",
) -> int:
    """Give a checkpoint a memory of its data set, so that live teaching does not undo what it knows."""
    from models.live.remembering import remember_data_set

    return remember_data_set(model, dataset, out, count=count, device=device, is_half=half)


@models_app.command("convert")
@says_mistakes
def convert_weights(
    source: Annotated[Path, typer.Argument(metavar="SRC", help="A .pth of pytorch-fcn or torchvision, a .caffemodel.")],
    target: Annotated[str, typer.Argument(metavar="DST", help="The checkpoint to write, or a name for --model.")],
    network: Annotated[
        str | None, typer.Option("--network", help="fcn8s, fcn8s-atonce, fcn16s or fcn32s, where SRC leaves it open.")
    ] = None,
) -> int:
    """Turn published weights into a checkpoint. A DST without folder and suffix is a name among your models."""
    from models.zoo.ready_made import convert_file

    return convert_file(source, target, network)


@models_app.command("download")
@says_mistakes
def download_weights(
    name: Annotated[str, typer.Argument(metavar="NAME", help="fcn_resnet50, fcn_resnet101, vgg16, alexnet, …")],
) -> int:
    """Download a ready-made network, or one to train from, and keep it among your models under its name."""
    from models.zoo.ready_made import download_model

    return download_model(name)


@models_app.command("onnx")
@says_mistakes
def export_to_onnx(
    model: ModelArgument,
    out: Annotated[Path, typer.Argument(metavar="OUT.onnx", help="The file to write.")],
    size: Annotated[str, typer.Option(metavar="HxW", help="One fixed size; any size where left out.")] = "",
) -> int:
    """Write a checkpoint as ONNX, normalisation inside, checked against ONNX Runtime (needs the extra `onnx`)."""
    from models.zoo.onnx_export import export_onnx

    return export_onnx(model, out, size=size)
